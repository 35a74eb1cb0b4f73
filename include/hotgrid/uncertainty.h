/*
 * uncertainty.h - how far cells and totals may be off: first and second moments
 *
 * What industry i = (region r, sector s) has in a cell, point masses m_k and diffuse mass
 * w D_i (w the weight of the cell in the column that spreads it), is taken as
 *
 *     F_i (sum_k m_k P_k + w Z D_i)      F_i = A_s B_r C_i
 *
 * where all factors are independent and lognormal with mean 1: A_s is shared by all
 * regions of a sector, B_r by all sectors of a region, C_i is the industry's own, P_k the
 * point's (several sources: that of their sum, squares.h), Z the cell's and column's (how
 * well a proxy tells one cell from another).  A factor with relative standard deviation s
 * is exp(t z - t^2 / 2), z standard normal, t^2 = ln(1 + s^2).  Shared factors are what
 * keeps errors of many sources from averaging out (IPCC 2006, vol. 1, ch. 3.2; Rodrigues
 * et al. 2018, Environ. Sci. Technol.).
 *
 * Weights of a column always add up to 1: Z is divided by its mean over the column.  Held
 * industries keep their total but for F_i: all their parts are divided by
 * (sum_k m_k P_k + D_i) / T_i, T_i being what the industry has on the grid, so that P_k
 * changes shares alone (as where an inventory gives the total and points share it out).
 *
 * A layer is a linear form y = sum_i q_i e_i of what a cell has of the industries, u_i =
 * q_i e_i.  With a, b, c, p the relative deviations of A, B, C, P
 *
 *     Var y = sum_r b_r^2 U_r^2 + sum_s a_s^2 U_s^2 + sum_i (k_i u_i^2 + q_i^2 v_i g_i)
 *     g_i = (1 + a_s^2)(1 + b_r^2)(1 + c_i^2), k_i = g_i - 1 - a_s^2 - b_r^2,
 *     U_r = sum of u_i over the sectors of r, U_s over the regions of s
 *
 * (from E f_i f_j = the product of 1 + s^2 over the factors that i and j share), exact
 * with v_i = sum_k (m_k p_k)^2.  Where totals are held and where Z counts, shares are
 * ratios, taken to first order in P and Z (JCGM 100:2008, 5.1.2): exact for one point and
 * in the limit of many small ones.  Between, for two equal points of p = 0.2, 0.5, 1, the
 * deviation is 3, 16, 52 % too large; draws (perturb.h) do without this.
 */
#ifndef HG_UNCERTAINTY_H
#define HG_UNCERTAINTY_H

#include <hotgrid/emissions.h>
#include <hotgrid/error.h>

/* Relative standard deviations, finite and >= 0. */
struct hg_sigmas {
    const double *sector; /* [sector]: of A */
    const double *region; /* [region]: of B */
    const double *own;    /* [industry]: of C */
    const double *point;  /* [sector]: of P, for sources without one of their own */
    size_t n_source;
    const double *source; /* [source_of of a column]: of Z; others: 0 */
    double area;          /* of Z where HG_BY_AREA made the column */
    const bool *held;     /* [industry] */
};

struct hg_uncertainty;

/* Borrows emissions; copies sigmas.  HG_E_ARG for a sigma that is negative or infinite.
 */
HG_MUST_CHECK enum hg_status hg_uncertainty_create(const struct hg_emissions *emissions,
                                                   const struct hg_sigmas *sigmas,
                                                   struct hg_uncertainty **out,
                                                   struct hg_error *err);
void hg_uncertainty_destroy(struct hg_uncertainty *uncertainty); /* NULL is fine */

/* Standard deviation, kg, of the sum over all cells of each form; coefficient is
 * [industry * n_form + form], those of an industry without mass do not matter (NaN is
 * fine). */
void hg_uncertainty_sums(const struct hg_uncertainty *uncertainty, size_t n_form,
                         const double *coefficient, double *sigma_kg);

/* Forms with what is known of each panel beforehand. */
struct hg_deviations;

/* coefficient and uncertainty are borrowed while the deviations live. */
HG_MUST_CHECK enum hg_status
hg_deviations_create(const struct hg_uncertainty *uncertainty, size_t n_form,
                     const double *coefficient, struct hg_deviations **out,
                     struct hg_error *err);
void hg_deviations_destroy(struct hg_deviations *deviations); /* NULL is fine */

/* Standard deviation, kg, of each form in the cells of rows first_row .. last_row - 1:
 * out is [(cell - first_row * ncol) * n_form + form], overwritten.  A cell does not
 * depend on how the grid is cut into strips.  Threads may share deviations. */
HG_MUST_CHECK enum hg_status hg_deviations_strip(const struct hg_deviations *deviations,
                                                 uint32_t first_row, uint32_t last_row,
                                                 double *out, struct hg_error *err);

#endif

/*
 * leontief.h - (I - A) X = Y: factored once, solved for any demand
 *
 *     x = Z 1 + Y 1      A = Z diag(x)^-1 (column 0 where x = 0)
 *     X = (I - A)^-1 Y   by LU with partial pivoting, never an inverse
 *     S = diag(x)^-1 X   rows divided by their own sum
 *
 * (Miller and Blair 2009, Input-Output Analysis, eq. 2.11 and chapter 3.)  Blocked LU
 * over fixed tiles (Golub and Van Loan 2013, algorithm 3.4.2): panels by LAPACK on one
 * thread, trailing updates one tile a task, so any number of threads gives the same bits.
 * Solutions are refined with residuals in double (Higham 2002, chapter 12): B - (I - A) X
 * comes from Z and x, so nothing of size n * n is kept beside Z and the factors.
 */
#ifndef HG_LEONTIEF_H
#define HG_LEONTIEF_H

#include <hotgrid/error.h>
#include <hotgrid/mrio.h>
#include <stddef.h>

/* Output x = Z 1 + Y 1, [n]. */
void hg_mrio_output(const struct hg_mrio *mrio, double *x);

/* Solves M X = B in place.  M is n x n, row-major, overwritten by its factors; B is
 * n x n_right, row-major, overwritten by X.  One step of iterative refinement is not done
 * here.  Fails with HG_E_INPUT when M is singular (HG_E_MEMORY without memory). */
HG_MUST_CHECK enum hg_status hg_lu_solve(size_t n, double *M, size_t n_right, double *B,
                                         unsigned threads, struct hg_error *err);

/* Stops the threads that OpenBLAS starts when it is loaded: a program that never solves
 * would pay for them.  Once, before all else; what comes later works without it too. */
void hg_blas_start(void);

/* OpenBLAS, its release, how it was built, and the core it works for. */
const char *hg_blas_about(void);

/* The factors of I - A of a table; threads may share them. */
struct hg_leontief;

/* mrio is borrowed, and its Z and Y stay as they are while the factors live.  AUTO makes
 * single factors, and double ones where those are singular or do not refine; a solution
 * that does not refine later on is found with double factors made for it.  Fails with
 * HG_E_INPUT when I - A is singular, naming the industry with the largest column sum of
 * A. */
HG_MUST_CHECK enum hg_status
hg_leontief_create(const struct hg_mrio *mrio, enum hg_precision precision,
                   unsigned threads, struct hg_leontief **out, struct hg_error *err);

/* What was costly to find, borrowed: to keep it.  Its condition is an estimate of that of
 * I - A in the 1-norm (Hager 1984; Higham 1988; Higham and Tisseur 2000): a lower bound,
 * seldom less than a third of it. */
struct hg_factors hg_leontief_factors(const struct hg_leontief *leontief);

/* The same from factors of this very table that were kept; they are taken over (and only
 * then) on success. */
HG_MUST_CHECK enum hg_status hg_leontief_resume(const struct hg_mrio *mrio,
                                                unsigned threads,
                                                struct hg_factors *factors,
                                                struct hg_leontief **out,
                                                struct hg_error *err);
void hg_leontief_destroy(struct hg_leontief *leontief); /* NULL is fine */

/* x, [n]. */
const double *hg_leontief_output(const struct hg_leontief *leontief);

/* B, [n * n_right], becomes X with (I - A) X = B; *residual: max |B - (I - A) X| over
 * max |B|, 0 where B is 0.  Fails with HG_E_INPUT when it is above 1e-10; B is of no
 * worth then. */
HG_MUST_CHECK enum hg_status hg_leontief_solve(const struct hg_leontief *leontief,
                                               size_t n_right, double *B,
                                               double *residual, struct hg_error *err);

/* The same with (I - A)' W = B: multipliers m' = f' (I - A)^-1, or rows of the inverse.
 */
HG_MUST_CHECK enum hg_status hg_leontief_solve_adjoint(const struct hg_leontief *leontief,
                                                       size_t n_right, double *B,
                                                       double *residual,
                                                       struct hg_error *err);

/*
 * S with its diagnostics.  Rows with x = 0 serve their own region; rows with x < 0 follow
 * the formula; nothing is clamped.  A row whose shares sum to 0 is a fault of the table
 * and fails with HG_E_INPUT.
 */
HG_MUST_CHECK enum hg_status hg_shares_create(const struct hg_leontief *leontief,
                                              struct hg_shares **out,
                                              struct hg_error *err);

/* A part of final demand: of which destinations, categories, and sectors that sell the
 * final product; NULL: all. */
struct hg_demand {
    const bool *destination, *category, *product; /* each [size of its axis] */
};

/*
 * Columns of S for parts of final demand, [industry * n + part]: diag(x)^-1 (I - A)^-1 y
 * of the part, divided by the same row sums as S, so that parts that make up a
 * destination add up to its column.  Rows with x = 0 follow the parts of all that their
 * own region demands.
 */
HG_MUST_CHECK enum hg_status hg_serve_demands(const struct hg_leontief *leontief,
                                              const struct hg_shares *shares, size_t n,
                                              const struct hg_demand *part, double *share,
                                              double *residual, struct hg_error *err);

/* Rows of (I - A)^-1, out[r * n + i] of industry row[r]: what it makes for a unit of
 * final demand for the goods of industry i.  n is that of the table. */
HG_MUST_CHECK enum hg_status hg_leontief_rows(const struct hg_leontief *leontief,
                                              size_t n, size_t n_row, const size_t *row,
                                              double *out, double *residual,
                                              struct hg_error *err);

/* What a destination demands, out[industry * n_category + category]. */
void hg_demand_of(const struct hg_mrio *mrio, size_t destination, double *out);

/* The parts of S[industry, destination], out[category * n_sector + sector that sells the
 * product]: as hg_serve_demands(), from the industry's row of the inverse and
 * hg_demand_of() the destination. */
void hg_serve_details(const struct hg_mrio *mrio, const struct hg_shares *shares,
                      size_t industry, const double *inverse_row, size_t destination,
                      const double *demand, double *out);

#endif

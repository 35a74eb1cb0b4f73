/* factors.h - what a hg_leontief holds, and the solving that its callers share */
#ifndef HG_MRIO_FACTORS_H
#define HG_MRIO_FACTORS_H

#include "mrio/lu.h"
#include <hotgrid/leontief.h>

/* Rows of a matrix that one task works on: fixed, so that sums do not depend on the
 * number of threads. */
enum { MRIO_ROWS = 256 };

struct hg_leontief {
    const struct hg_mrio *mrio;
    size_t n;
    unsigned threads;
    bool automatic;              /* double factors may take the place of single ones */
    enum hg_precision precision; /* of the factors */
    double *x, *column_sum;      /* [n]: output; sums of the columns of A */
    double *row, *column;        /* [n]: powers of 2 that scale I - A */
    double *norm;                /* [n]: sizes of each column of I - A */
    void *M;                     /* [n * n]: the factors */
    struct mrio_lu lu;
    double condition; /* of I - A, 1-norm, estimated */
};

/* Factors I - A in l->precision, in place of factors that there are; all else of l is
 * known. */
HG_MUST_CHECK enum hg_status mrio_factor(struct hg_leontief *leontief,
                                         struct hg_error *err);

/* Finds l->condition from its factors (condition.c). */
HG_MUST_CHECK enum hg_status mrio_find_condition(struct hg_leontief *leontief,
                                                 struct hg_error *err);

/* Fails where the routines that are called are not those of OpenBLAS (blas.c). */
HG_MUST_CHECK enum hg_status mrio_check_blas(struct hg_error *err);

/* Each call of OpenBLAS takes one thread: its own change the bits of results. */
void mrio_one_thread(void);

/* How a solution was found. */
struct mrio_solution {
    double residual; /* max |B - (I - A) X| / max |B| */
    size_t steps;    /* of refinement after the first solution */
    enum hg_precision precision;
    bool converged;
};

/* hg_leontief_solve(), or its adjoint, with how it went; mrio_refine() refuses no
 * residual. */
HG_MUST_CHECK enum hg_status mrio_solve(const struct hg_leontief *leontief, bool adjoint,
                                        size_t n_right, double *B,
                                        struct mrio_solution *solution,
                                        struct hg_error *err);
HG_MUST_CHECK enum hg_status mrio_refine(const struct hg_leontief *leontief, bool adjoint,
                                         size_t n_right, double *B,
                                         struct mrio_solution *solution,
                                         struct hg_error *err);

/* The industry with the largest column sum of A. */
size_t mrio_largest_column(const struct hg_leontief *leontief);

/* HG_E_INPUT, with why, saying where to look in a table that cannot be solved. */
enum hg_status mrio_refuse(const struct hg_leontief *leontief, const char *why,
                           struct hg_error *err);

/* A part of the output of an industry, 0 of none: A is Z by column. */
static inline double mrio_part_of_output(const struct hg_leontief *leontief, double value,
                                         size_t industry)
{
    return leontief->x[industry] == 0 ? 0 : value / leontief->x[industry];
}

/* NULL where the size overflows or memory is short; zeroed. */
double *mrio_matrix(size_t rows, size_t columns);

#endif

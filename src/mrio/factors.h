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
    enum hg_precision precision; /* of the factors */
    double *x, *column_sum;      /* [n]: output; sums of the columns of A */
    double *M;                   /* [n * n]: the factors */
    struct mrio_lu lu;
    double norm, condition; /* of I - A: largest column of sizes, and the estimate */
};

/* How a solution was found. */
struct mrio_solution {
    double residual; /* max |B - (I - A) X| / max |B| */
    size_t steps;    /* of refinement after the first solution */
    enum hg_precision precision;
};

/* hg_leontief_solve(), or its adjoint. */
HG_MUST_CHECK enum hg_status mrio_refine(const struct hg_leontief *leontief, bool adjoint,
                                         size_t n_right, double *B,
                                         struct mrio_solution *solution,
                                         struct hg_error *err);

/* The industry with the largest column sum of A. */
size_t mrio_largest_column(const struct hg_leontief *leontief);

/* HG_E_INPUT, with why, saying where to look in a table that cannot be solved. */
enum hg_status mrio_refuse(const struct hg_leontief *leontief, const char *why,
                           struct hg_error *err);

/* NULL where the size overflows or memory is short; zeroed. */
double *mrio_matrix(size_t rows, size_t columns);

#endif

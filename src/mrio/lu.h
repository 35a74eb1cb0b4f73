/*
 * lu.h - factors that are kept, for more than one right-hand side
 *
 * The row-major matrix M is read as its transpose C, column-major, which is what LAPACK
 * likes: C = P L U, so M X = B is U' L' P' X = B, and nothing is ever transposed.
 */
#ifndef HG_MRIO_LU_H
#define HG_MRIO_LU_H

#include <hotgrid/error.h>
#include <stddef.h>
#include <stdint.h>

struct mrio_lu {
    size_t n;
    double *M;      /* n x n, row-major: overwritten by its factors, borrowed */
    int32_t *pivot; /* [n], from 1: row that was swapped with this row of C */
};

/* Fails with HG_E_INPUT when M is singular to the last digits; after a failure there is
 * nothing to finish. */
HG_MUST_CHECK enum hg_status mrio_lu_factor(size_t n, double *M, unsigned threads,
                                            struct mrio_lu *out, struct hg_error *err);
void mrio_lu_finish(struct mrio_lu *lu); /* a zeroed lu is fine */

/* B, row-major n x n_right, becomes X with M X = B, or M' X = B. */
HG_MUST_CHECK enum hg_status mrio_lu_solve(const struct mrio_lu *lu, bool adjoint,
                                           size_t n_right, double *B, unsigned threads,
                                           struct hg_error *err);

#endif

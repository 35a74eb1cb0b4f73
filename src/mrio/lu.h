/*
 * lu.h - factors that are kept, in single or double precision, for right-hand sides in
 * double
 *
 * The row-major matrix M is read as its transpose C, column-major, which is what LAPACK
 * likes: C = P L U, so M X = B is U' L' P' X = B, and nothing is ever transposed.
 */
#ifndef HG_MRIO_LU_H
#define HG_MRIO_LU_H

#include <hotgrid/error.h>
#include <stddef.h>
#include <stdint.h>

struct mrio_real; /* kind of numbers: single or double precision */
extern const struct mrio_real mrio_single, mrio_double;

/* The matrix that is factored is diag(row) M diag(column), scaled by powers of 2 so that
 * no row or column of it is far from 1; NULL: as it is. */
struct mrio_scale {
    const double *row, *column; /* [n], borrowed */
};

struct mrio_lu {
    const struct mrio_real *real;
    size_t n;
    void *M; /* n x n, row-major, of that kind: overwritten by its factors, borrowed */
    struct mrio_scale scale;
    int32_t *pivot; /* [n], from 1: row that was swapped with this row of C */
};

/* Bytes of one number. */
size_t mrio_real_size(const struct mrio_real *real);

/* Rounds n numbers of a row to the kind, into M from number `at` on. */
void mrio_real_store(const struct mrio_real *real, void *M, size_t at, size_t n,
                     const double *row);

/* Fails with HG_E_INPUT when M is singular to the last digits; after a failure there is
 * nothing to finish. */
HG_MUST_CHECK enum hg_status mrio_lu_factor(const struct mrio_real *real, size_t n,
                                            void *M, unsigned threads,
                                            struct mrio_lu *out, struct hg_error *err);
void mrio_lu_finish(struct mrio_lu *lu); /* a zeroed lu is fine */

/* B, row-major n x n_right, becomes X with M X = B, or M' X = B. */
HG_MUST_CHECK enum hg_status mrio_lu_solve(const struct mrio_lu *lu, bool adjoint,
                                           size_t n_right, double *B, unsigned threads,
                                           struct hg_error *err);

#endif

/*
 * leontief.h - (I - A) X = Y, solved once
 *
 *     x = Z 1 + Y 1      A = Z diag(x)^-1 (column 0 where x = 0)
 *     X = (I - A)^-1 Y   by LU with partial pivoting, never an inverse
 *     S = diag(x)^-1 X   rows divided by their own sum
 *
 * (Miller and Blair 2009, Input-Output Analysis, eq. 2.11 and chapter 3.)  Blocked LU
 * over fixed tiles (Golub and Van Loan 2013, algorithm 3.4.2): panels by LAPACK on one
 * thread, trailing updates one tile a task, so any number of threads gives the same bits.
 */
#ifndef HG_LEONTIEF_H
#define HG_LEONTIEF_H

#include <hotgrid/error.h>
#include <hotgrid/mrio.h>
#include <stddef.h>

/* Solves M X = B in place.  M is n x n, row-major, overwritten by its factors; B is
 * n x n_right, row-major, overwritten by X.  One step of iterative refinement is not done
 * here.  Fails with HG_E_INPUT when M is singular (HG_E_MEMORY without memory). */
HG_MUST_CHECK enum hg_status hg_lu_solve(size_t n, double *M, size_t n_right, double *B,
                                         unsigned threads, struct hg_error *err);

/* Output x = Z 1 + Y 1, [n]. */
void hg_mrio_output(const struct hg_mrio *mrio, double *x);

/* A = Z diag(x)^-1, [n * n]; columns of x = 0 are 0. */
void hg_mrio_coefficients(const struct hg_mrio *mrio, const double *x, double *A);

/*
 * S with its diagnostics.  One step of refinement in double; fails with HG_E_INPUT when
 * the residual stays above 1e-10 or I - A is singular, naming the industry with the
 * largest column sum.  Rows with x = 0 serve their own region; rows with x < 0 follow the
 * formula; nothing is clamped.  A row whose shares sum to 0 is a fault of the table and
 * fails too.
 */
HG_MUST_CHECK enum hg_status hg_solve_shares(const struct hg_mrio *mrio, unsigned threads,
                                             struct hg_shares **out,
                                             struct hg_error *err);

#endif

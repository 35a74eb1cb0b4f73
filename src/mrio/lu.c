/* lu.c - blocked LU over fixed tiles: the same bits on any number of threads */
#include "mrio/lu.h"
#include <cblas.h>
#include <float.h>
#include <hotgrid/leontief.h>
#include <hotgrid/parallel.h>
#include <lapacke.h>
#include <math.h>
#include <stdlib.h>

/* Fixed, whatever the number of threads: tiles decide how sums are rounded. */
enum {
    PANEL = 128, /* columns of C that are factored at once */
    TILE = 256,  /* columns of C that one task updates */
    RIGHT = 32,  /* right-hand sides that one task solves */
};

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

struct factoring {
    size_t n;
    double *C; /* column-major */
    int32_t *pivot;
    double *largest;  /* [column of C] before it was factored */
    size_t first, at; /* the panel in hand, and where it ends */
};

static double *at(const struct factoring *f, size_t row, size_t column)
{
    return f->C + column * f->n + row;
}

static void find_largest(const struct factoring *f, size_t first, size_t last)
{
    for (size_t column = first; column < last; column++) {
        const double *c = at(f, 0, column);
        double largest = 0;
        for (size_t i = 0; i < f->n; i++)
            largest = fmax(largest, fabs(c[i]));
        f->largest[column] = largest;
    }
}

/* A zero pivot is seen afterwards, on the diagonal. */
static void factor_panel(const struct factoring *f, size_t first)
{
    const size_t width = smaller(PANEL, f->n - first);
    (void)LAPACKE_dgetrf_work(LAPACK_COL_MAJOR, (lapack_int)(f->n - first),
                              (lapack_int)width, at(f, first, first), (lapack_int)f->n,
                              f->pivot + first);
    for (size_t i = first; i < first + width; i++)
        f->pivot[i] += (int32_t)first;
}

/* Brings columns first..last-1 up to date with the panel in hand (Golub and Van Loan
 * 2013, algorithm 3.4.2): swaps, U12 = L11^-1 C12, C22 -= L21 U12. */
static void update(const struct factoring *f, size_t first, size_t last)
{
    const int n = (int)f->n, wide = (int)(last - first);
    const int width = (int)(f->at - f->first), below = n - (int)f->at;
    (void)LAPACKE_dlaswp_work(LAPACK_COL_MAJOR, wide, at(f, 0, first), n,
                              (lapack_int)f->first + 1, (lapack_int)f->at, f->pivot, 1);
    cblas_dtrsm(CblasColMajor, CblasLeft, CblasLower, CblasNoTrans, CblasUnit, width,
                wide, 1, at(f, f->first, f->first), n, at(f, f->first, first), n);
    cblas_dgemm(CblasColMajor, CblasNoTrans, CblasNoTrans, below, wide, width, -1,
                at(f, f->at, f->first), n, at(f, f->first, first), n, 1,
                at(f, f->at, first), n);
}

static enum hg_status largest_task(void *context, size_t index, unsigned worker,
                                   struct hg_error *err)
{
    const struct factoring *f = context;
    (void)worker, (void)err;
    find_largest(f, index * TILE, smaller((index + 1) * TILE, f->n));
    return HG_OK;
}

/* Task 0 brings the next panel up to date and factors it, while the others still work on
 * the columns behind it: nobody waits for the panel. */
static enum hg_status update_task(void *context, size_t index, unsigned worker,
                                  struct hg_error *err)
{
    const struct factoring *f = context;
    (void)worker, (void)err;
    const size_t next = smaller(f->at + PANEL, f->n);
    if (index == 0) {
        update(f, f->at, next);
        factor_panel(f, f->at);
    } else {
        const size_t first = next + (index - 1) * TILE;
        update(f, first, smaller(first + TILE, f->n));
    }
    return HG_OK;
}

/* Swaps of later panels, which the columns of this panel have not seen yet. */
static enum hg_status swap_task(void *context, size_t index, unsigned worker,
                                struct hg_error *err)
{
    const struct factoring *f = context;
    (void)worker, (void)err;
    const size_t first = index * PANEL, end = first + PANEL;
    if (end < f->n)
        (void)LAPACKE_dlaswp_work(LAPACK_COL_MAJOR, PANEL, at(f, 0, first),
                                  (lapack_int)f->n, (lapack_int)end + 1, (lapack_int)f->n,
                                  f->pivot, 1);
    return HG_OK;
}

static enum hg_status factor(struct factoring *f, unsigned threads, struct hg_error *err)
{
    enum hg_status status =
        hg_parallel(threads, (f->n + TILE - 1) / TILE, largest_task, f, err);
    if (status != HG_OK)
        return status;

    factor_panel(f, 0);
    for (f->first = 0, f->at = smaller(PANEL, f->n); f->at < f->n;
         f->first = f->at, f->at = smaller(f->at + PANEL, f->n)) {
        const size_t next = smaller(f->at + PANEL, f->n);
        const size_t n_task = 1 + (f->n - next + TILE - 1) / TILE;
        status = hg_parallel(threads, n_task, update_task, f, err);
        if (status != HG_OK)
            return status;
    }
    return hg_parallel(threads, (f->n + PANEL - 1) / PANEL, swap_task, f, err);
}

/* A pivot that is only rounding beside the row it came from is a zero; so is a NaN. */
static enum hg_status check_pivots(const struct factoring *f, struct hg_error *err)
{
    const double rounding = (double)f->n * DBL_EPSILON;
    for (size_t i = 0; i < f->n; i++)
        if (!(fabs(*at(f, i, i)) > rounding * f->largest[i]))
            return hg_fail(err, HG_E_INPUT,
                           "the matrix is singular: row %zu follows from the others",
                           i + 1);
    return HG_OK;
}

enum hg_status mrio_lu_factor(size_t n, double *M, unsigned threads, struct mrio_lu *out,
                              struct hg_error *err)
{
    if (n == 0 || n > INT32_MAX)
        return hg_fail(err, HG_E_ARG, "a matrix of %zu rows", n);

    /* One thread a call: LAPACK's own threads change the bits of the result. */
    openblas_set_num_threads(1);
    enum hg_status status;
    struct factoring f = {.n = n, .C = M};
    f.pivot = calloc(n, sizeof(*f.pivot));
    f.largest = calloc(n, sizeof(*f.largest));
    if (!f.pivot || !f.largest) {
        status = hg_fail(err, HG_E_MEMORY, "no memory for the pivots of %zu rows", n);
        goto done;
    }
    status = factor(&f, threads, err);
    if (status == HG_OK)
        status = check_pivots(&f, err);
    if (status != HG_OK)
        goto done;

    *out = (struct mrio_lu){n, M, f.pivot};
    f.pivot = NULL; /* now the caller's */
done:
    free(f.pivot);
    free(f.largest);
    return status;
}

void mrio_lu_finish(struct mrio_lu *lu)
{
    free(lu->pivot);
    lu->pivot = NULL;
}

struct solving {
    const struct mrio_lu *lu;
    bool adjoint;
    size_t n_right;
    double *B;
};

static void triangle(const struct solving *s, CBLAS_UPLO uplo, CBLAS_DIAG diagonal,
                     int wide, double *B)
{
    const int n = (int)s->lu->n;
    cblas_dtrsm(CblasRowMajor, CblasLeft, uplo, s->adjoint ? CblasTrans : CblasNoTrans,
                diagonal, n, wide, 1, s->lu->M, n, B, (int)s->n_right);
}

static void swap_rows(const struct solving *s, size_t i, int wide, double *B)
{
    const size_t other = (size_t)s->lu->pivot[i] - 1;
    if (other != i)
        cblas_dswap(wide, B + i * s->n_right, 1, B + other * s->n_right, 1);
}

static enum hg_status solve_task(void *context, size_t index, unsigned worker,
                                 struct hg_error *err)
{
    const struct solving *s = context;
    (void)worker, (void)err;
    const size_t first = index * RIGHT;
    const int wide = (int)(smaller(first + RIGHT, s->n_right) - first);
    double *B = s->B + first;
    if (s->adjoint) {
        for (size_t i = 0; i < s->lu->n; i++)
            swap_rows(s, i, wide, B);
        triangle(s, CblasUpper, CblasUnit, wide, B);
        triangle(s, CblasLower, CblasNonUnit, wide, B);
    } else {
        triangle(s, CblasLower, CblasNonUnit, wide, B);
        triangle(s, CblasUpper, CblasUnit, wide, B);
        for (size_t i = s->lu->n; i-- > 0;)
            swap_rows(s, i, wide, B);
    }
    return HG_OK;
}

enum hg_status mrio_lu_solve(const struct mrio_lu *lu, bool adjoint, size_t n_right,
                             double *B, unsigned threads, struct hg_error *err)
{
    if (n_right > INT32_MAX)
        return hg_fail(err, HG_E_ARG, "%zu right-hand sides", n_right);
    struct solving s = {lu, adjoint, n_right, B};
    return hg_parallel(threads, (n_right + RIGHT - 1) / RIGHT, solve_task, &s, err);
}

enum hg_status hg_lu_solve(size_t n, double *M, size_t n_right, double *B,
                           unsigned threads, struct hg_error *err)
{
    struct mrio_lu lu = {0};
    enum hg_status status = mrio_lu_factor(n, M, threads, &lu, err);
    if (status == HG_OK)
        status = mrio_lu_solve(&lu, false, n_right, B, threads, err);
    mrio_lu_finish(&lu);
    return status;
}

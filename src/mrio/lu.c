/* lu.c - blocked LU over fixed tiles: the same bits on any number of threads */
#include "mrio/lu.h"
#include "mrio/factors.h"

#include "mrio/real.h"
#include <cblas.h>
#include <hotgrid/leontief.h>
#include <hotgrid/parallel.h>
#include <math.h>
#include <stdlib.h>

/* Fixed, whatever the number of threads: tiles decide how sums are rounded. */
enum {
    PANEL = 256, /* columns of C that are factored at once */
    TILE = 512,  /* columns of C that one task updates */
    RIGHT = 64,  /* right-hand sides that one task solves, at most */
};

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

struct factoring {
    const struct mrio_real *real;
    size_t n;
    char *C; /* column-major */
    int32_t *pivot;
    double *largest;  /* [column of C] before it was factored */
    size_t first, at; /* the panel in hand, and where it ends */
};

static void *at(const struct factoring *f, size_t row, size_t column)
{
    return f->C + (column * f->n + row) * f->real->size;
}

static void factor_panel(const struct factoring *f, size_t first)
{
    const size_t width = smaller(PANEL, f->n - first);
    f->real->panel((int)f->n, (int)(f->n - first), (int)width, at(f, first, first),
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
    f->real->swaps(n, wide, at(f, 0, first), (int)f->first + 1, (int)f->at, f->pivot);
    f->real->lower(n, width, wide, at(f, f->first, f->first), at(f, f->first, first));
    f->real->update(n, below, wide, width, at(f, f->at, f->first), at(f, f->first, first),
                    at(f, f->at, first));
}

static enum hg_status largest_task(void *context, size_t index, unsigned worker,
                                   struct hg_error *err)
{
    const struct factoring *f = context;
    (void)worker, (void)err;
    for (size_t j = index * TILE; j < smaller((index + 1) * TILE, f->n); j++)
        f->largest[j] = f->real->largest(f->n, at(f, 0, j));
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
        f->real->swaps((int)f->n, PANEL, at(f, 0, first), (int)end + 1, (int)f->n,
                       f->pivot);
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

/* A pivot that is only rounding beside the row it came from is a zero; so is a NaN.  Of
 * single factors the refinement tells what they are worth: only certain zeros count. */
static enum hg_status check_pivots(const struct factoring *f, struct hg_error *err)
{
    const double rounding =
        f->real->epsilon * (f->real == &mrio_double ? (double)f->n : 1);
    for (size_t i = 0; i < f->n; i++)
        if (!(fabs(f->real->value(at(f, i, i), 0)) > rounding * f->largest[i]))
            return hg_fail(err, HG_E_INPUT,
                           "the matrix is singular: row %zu follows from the others",
                           i + 1);
    return HG_OK;
}

enum hg_status mrio_lu_factor(const struct mrio_real *real, size_t n, void *M,
                              unsigned threads, struct mrio_lu *out, struct hg_error *err)
{
    if (n == 0 || n > INT32_MAX)
        return hg_fail(err, HG_E_ARG, "a matrix of %zu rows", n);

    mrio_one_thread();
    enum hg_status status;
    struct factoring f = {.real = real, .n = n, .C = M};
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

    *out = (struct mrio_lu){.real = real, .n = n, .M = M, .pivot = f.pivot};
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
    size_t n_right, wide; /* right-hand sides, and how many one task solves */
    double *B;
    char *X;               /* [worker][n * wide] of the kind of the factors */
    double *shrink, *grow; /* [n_right]: powers of 2 */
};

/* Right-hand sides that overflow a single are halved until they do not. */
static void find_powers(const struct solving *s, size_t n)
{
    for (size_t d = 0; d < s->n_right; d++)
        s->grow[d] = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t d = 0; d < s->n_right; d++)
            s->grow[d] = fmax(s->grow[d], fabs(s->B[i * s->n_right + d]));
    for (size_t d = 0; d < s->n_right; d++) {
        int power = 0;
        if (s->grow[d] > 0 && s->grow[d] < INFINITY)
            (void)frexp(s->grow[d], &power);
        s->grow[d] = ldexp(1, power);
        s->shrink[d] = ldexp(1, -power);
    }
}

static double scale_of(const double *scale, size_t i)
{
    return scale ? scale[i] : 1;
}

/* M X = B is (R M C) (C^-1 X) = R B. */
static enum hg_status solve_task(void *context, size_t index, unsigned worker,
                                 struct hg_error *err)
{
    const struct solving *s = context;
    const struct mrio_lu *lu = s->lu;
    const struct mrio_real *real = lu->real;
    (void)err;
    const size_t first = index * s->wide;
    const int n = (int)lu->n, wide = (int)(smaller(first + s->wide, s->n_right) - first);
    void *X = s->X + (size_t)worker * lu->n * s->wide * real->size;
    const double *before = s->adjoint ? lu->scale.column : lu->scale.row;
    const double *after = s->adjoint ? lu->scale.row : lu->scale.column;

    for (size_t i = 0; i < lu->n; i++)
        real->put(wide, X, i, s->B + i * s->n_right + first, scale_of(before, i),
                  s->shrink + first);
    if (s->adjoint) {
        for (size_t i = 0; i < lu->n; i++)
            real->swap(wide, X, i, (size_t)lu->pivot[i] - 1);
        real->by_lower(n, true, wide, lu->M, X);
        real->by_upper(n, true, wide, lu->M, X);
    } else {
        real->by_upper(n, false, wide, lu->M, X);
        real->by_lower(n, false, wide, lu->M, X);
        for (size_t i = lu->n; i-- > 0;)
            real->swap(wide, X, i, (size_t)lu->pivot[i] - 1);
    }
    for (size_t i = 0; i < lu->n; i++)
        real->get(wide, X, i, s->B + i * s->n_right + first, scale_of(after, i),
                  s->grow + first);
    return HG_OK;
}

enum hg_status mrio_lu_solve(const struct mrio_lu *lu, bool adjoint, size_t n_right,
                             double *B, unsigned threads, struct hg_error *err)
{
    if (n_right == 0 || n_right > INT32_MAX)
        return n_right == 0 ? HG_OK : hg_fail(err, HG_E_ARG, "%zu right sides", n_right);
    /* An even number of tasks of the same width, as far as that goes. */
    const size_t pairs = (n_right - 1) / ((size_t)2 * RIGHT) + 1;
    const size_t wide = (n_right + 2 * pairs - 1) / (2 * pairs);
    const size_t n_task = (n_right + wide - 1) / wide;
    const size_t workers = threads > 1 ? smaller(threads, n_task) : 1;
    struct solving s = {
        .lu = lu, .adjoint = adjoint, .n_right = n_right, .wide = wide, .B = B};
    enum hg_status status;
    s.X = malloc(workers * lu->n * wide * lu->real->size + 1);
    s.grow = malloc(n_right * sizeof(*s.grow));
    s.shrink = malloc(n_right * sizeof(*s.shrink));
    if (!s.X || !s.grow || !s.shrink) {
        status = hg_fail(err, HG_E_MEMORY, "no memory for %zu right sides", n_right);
        goto done;
    }
    find_powers(&s, lu->n);
    status = hg_parallel((unsigned)workers, n_task, solve_task, &s, err);
done:
    free(s.X);
    free(s.grow);
    free(s.shrink);
    return status;
}

enum hg_status hg_lu_solve(size_t n, double *M, size_t n_right, double *B,
                           unsigned threads, struct hg_error *err)
{
    struct mrio_lu lu = {.real = &mrio_double};
    enum hg_status status = mrio_lu_factor(&mrio_double, n, M, threads, &lu, err);
    if (status == HG_OK)
        status = mrio_lu_solve(&lu, false, n_right, B, threads, err);
    mrio_lu_finish(&lu);
    return status;
}

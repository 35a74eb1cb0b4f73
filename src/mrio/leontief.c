/* leontief.c - from the table to the shares: x, A, one solve, and what it was like */
#include <hotgrid/leontief.h>

#include "mrio/lu.h"
#include <cblas.h>
#include <hotgrid/parallel.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const double RESIDUAL_LIMIT = 1e-10;

/* Shares that cancel out to less than this part of their sizes sum to 0. */
static const double CANCELLED = 1e-12;

/* Rows of a matrix that one task works on: fixed, so that sums do not depend on the
 * number of threads. */
enum { ROWS = 128 };

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t demand_columns(const struct hg_mrio *mrio)
{
    return hg_axis_size(mrio->regions) * hg_axis_size(mrio->categories);
}

void hg_mrio_output(const struct hg_mrio *mrio, double *x)
{
    const size_t n = mrio->n, n_demand = demand_columns(mrio);
    for (size_t i = 0; i < n; i++) {
        double used = 0, demanded = 0;
        for (size_t j = 0; j < n; j++)
            used += mrio->Z[i * n + j];
        for (size_t j = 0; j < n_demand; j++)
            demanded += mrio->Y[i * n_demand + j];
        x[i] = used + demanded;
    }
}

static void coefficient_row(const struct hg_mrio *mrio, const double *x, size_t row,
                            double *a)
{
    const double *z = mrio->Z + row * mrio->n;
    for (size_t j = 0; j < mrio->n; j++)
        a[j] = x[j] == 0 ? 0 : z[j] / x[j];
}

void hg_mrio_coefficients(const struct hg_mrio *mrio, const double *x, double *A)
{
    for (size_t i = 0; i < mrio->n; i++)
        coefficient_row(mrio, x, i, A + i * mrio->n);
}

struct work {
    const struct hg_mrio *mrio;
    size_t n, n_destination;
    double *x, *column_sum; /* [n] */
    double *M;              /* [n * n]: I - A, then its factors */
    double *X, *Q, *R;      /* [n * D]: (I - A)^-1 Y, diag(x)^-1 X, Y - (I - A) X */
};

static void finish_work(struct work *w)
{
    free(w->x);
    free(w->column_sum);
    free(w->M);
    free(w->X);
    free(w->Q);
    free(w->R);
}

static double *matrix(size_t rows, size_t columns)
{
    size_t n;
    return __builtin_mul_overflow(rows, columns, &n) ? NULL : calloc(n, sizeof(double));
}

static enum hg_status begin_work(const struct hg_mrio *mrio, struct work *w,
                                 struct hg_error *err)
{
    const size_t n = mrio->n, n_destination = hg_axis_size(mrio->regions);
    *w = (struct work){.mrio = mrio, .n = n, .n_destination = n_destination};
    w->x = matrix(n, 1);
    w->column_sum = matrix(n, 1);
    w->M = matrix(n, n);
    w->X = matrix(n, n_destination);
    w->Q = matrix(n, n_destination);
    w->R = matrix(n, n_destination);
    if (!w->x || !w->column_sum || !w->M || !w->X || !w->Q || !w->R)
        return hg_fail(err, HG_E_MEMORY, "no memory to solve a table of %zu industries",
                       n);
    return HG_OK;
}

/* Final demand of each destination, all categories together. */
static void demand_row(const struct hg_mrio *mrio, size_t row, double *out)
{
    const size_t n_destination = hg_axis_size(mrio->regions);
    const size_t n_category = hg_axis_size(mrio->categories);
    const double *y = mrio->Y + row * n_destination * n_category;
    for (size_t d = 0; d < n_destination; d++) {
        double sum = 0;
        for (size_t k = 0; k < n_category; k++)
            sum += y[d * n_category + k];
        out[d] = sum;
    }
}

/* Rows of I - A, and Y where X will be. */
static enum hg_status fill_task(void *context, size_t index, unsigned worker,
                                struct hg_error *err)
{
    const struct work *w = context;
    (void)worker, (void)err;
    for (size_t i = index * ROWS; i < smaller((index + 1) * ROWS, w->n); i++) {
        double *row = w->M + i * w->n;
        coefficient_row(w->mrio, w->x, i, row);
        for (size_t j = 0; j < w->n; j++)
            row[j] = -row[j];
        row[i] += 1;
        demand_row(w->mrio, i, w->X + i * w->n_destination);
    }
    return HG_OK;
}

/* Column sums of A, some columns a task, each from the top down; I - A is in M. */
static enum hg_status column_task(void *context, size_t index, unsigned worker,
                                  struct hg_error *err)
{
    const struct work *w = context;
    (void)worker, (void)err;
    const size_t first = index * ROWS, last = smaller(first + ROWS, w->n);
    for (size_t i = 0; i < w->n; i++)
        for (size_t j = first; j < last; j++)
            w->column_sum[j] -= w->M[i * w->n + j];
    for (size_t j = first; j < last; j++)
        w->column_sum[j] += 1;
    return HG_OK;
}

static void divide_by_output(const struct work *w)
{
    for (size_t i = 0; i < w->n; i++)
        for (size_t d = 0; d < w->n_destination; d++) {
            const size_t k = i * w->n_destination + d;
            w->Q[k] = w->x[i] == 0 ? 0 : w->X[k] / w->x[i];
        }
}

/* R = Y - X + A X.  A is gone by now, but A X = Z diag(x)^-1 X = Z Q. */
static enum hg_status residual_task(void *context, size_t index, unsigned worker,
                                    struct hg_error *err)
{
    const struct work *w = context;
    (void)worker, (void)err;
    const size_t first = index * ROWS, rows = smaller(ROWS, w->n - first);
    const size_t n_destination = w->n_destination;
    for (size_t i = first; i < first + rows; i++) {
        demand_row(w->mrio, i, w->R + i * n_destination);
        for (size_t d = 0; d < n_destination; d++)
            w->R[i * n_destination + d] -= w->X[i * n_destination + d];
    }
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int)rows, (int)n_destination,
                (int)w->n, 1, w->mrio->Z + first * w->n, (int)w->n, w->Q,
                (int)n_destination, 1, w->R + first * n_destination, (int)n_destination);
    return HG_OK;
}

static enum hg_status find_residual(struct work *w, unsigned threads,
                                    struct hg_error *err)
{
    divide_by_output(w);
    return hg_parallel(threads, (w->n + ROWS - 1) / ROWS, residual_task, w, err);
}

/* NaN when any value is. */
static double largest_size(const double *value, size_t n)
{
    double largest = 0;
    for (size_t i = 0; i < n; i++)
        if (!(fabs(value[i]) <= largest))
            largest = fabs(value[i]);
    return largest;
}

/* X = (I - A)^-1 Y with one step of refinement (Golub and Van Loan 2013, 3.5.3). */
static enum hg_status solve(struct work *w, unsigned threads, struct hg_error *err)
{
    const size_t n_task = (w->n + ROWS - 1) / ROWS;
    struct mrio_lu lu = {0};
    enum hg_status status = hg_parallel(threads, n_task, fill_task, w, err);
    if (status == HG_OK)
        status = hg_parallel(threads, n_task, column_task, w, err);
    if (status == HG_OK)
        status = mrio_lu_factor(w->n, w->M, threads, &lu, err);
    if (status == HG_OK)
        status = mrio_lu_solve(&lu, w->n_destination, w->X, threads, err);
    if (status == HG_OK)
        status = find_residual(w, threads, err);
    if (status == HG_OK)
        status = mrio_lu_solve(&lu, w->n_destination, w->R, threads, err);
    mrio_lu_finish(&lu);
    if (status != HG_OK)
        return status;

    for (size_t k = 0; k < w->n * w->n_destination; k++)
        w->X[k] += w->R[k];
    return find_residual(w, threads, err);
}

/* Largest residual beside the largest demand; NaN is passed on. */
static double relative_residual(struct work *w)
{
    const size_t n = w->n * w->n_destination;
    const double largest = largest_size(w->R, n);
    for (size_t i = 0; i < w->n; i++) /* R has been read: it can hold Y now */
        demand_row(w->mrio, i, w->R + i * w->n_destination);
    return largest / largest_size(w->R, n);
}

static size_t largest_column(const struct work *w)
{
    size_t largest = 0;
    for (size_t j = 1; j < w->n; j++)
        if (w->column_sum[j] > w->column_sum[largest])
            largest = j;
    return largest;
}

static const char *region_code(const struct hg_mrio *mrio, size_t i)
{
    return hg_axis_code(mrio->regions, mrio->region_of[i]);
}

static const char *sector_code(const struct hg_mrio *mrio, size_t i)
{
    return hg_axis_code(mrio->sectors, mrio->sector_of[i]);
}

/* Says where to look in a table that cannot be solved. */
static enum hg_status refuse_table(const struct work *w, const char *why,
                                   struct hg_error *err)
{
    const size_t j = largest_column(w);
    return hg_fail(err, HG_E_INPUT,
                   "the trade table cannot be solved: %s; inputs per output are largest, "
                   "%g, in industry %s %s: check its column of Z",
                   why, w->column_sum[j], region_code(w->mrio, j),
                   sector_code(w->mrio, j));
}

static enum hg_status check_residual(const struct work *w, double residual,
                                     struct hg_error *err)
{
    if (residual <= RESIDUAL_LIMIT)
        return HG_OK;
    char why[96];
    (void)snprintf(why, sizeof why, "the residual is %.3g and may be at most %g",
                   residual, RESIDUAL_LIMIT);
    return refuse_table(w, why, err);
}

/* Row i of S, and what it says about the table. */
static enum hg_status share_row(const struct work *w, size_t i, struct hg_shares *s,
                                struct hg_error *err)
{
    const double *X = w->X + i * w->n_destination;
    double *share = s->share + i * w->n_destination;
    if (w->x[i] == 0) {
        share[w->mrio->region_of[i]] = 1;
        s->zero_output[i] = true;
        s->n_zero_output++;
        return HG_OK;
    }

    double sum = 0, size = 0;
    for (size_t d = 0; d < w->n_destination; d++) {
        sum += X[d];
        size += fabs(X[d]);
    }
    if (!(fabs(sum) > CANCELLED * size))
        return hg_fail(err, HG_E_INPUT,
                       "the trade table gives industry %s %s an output of %g but no "
                       "final demand that it serves: its shares sum to 0 instead of 1; "
                       "check its rows of Z and Y",
                       region_code(w->mrio, i), sector_code(w->mrio, i), w->x[i]);

    bool outside = false;
    for (size_t d = 0; d < w->n_destination; d++) {
        share[d] = X[d] / sum;
        outside |= share[d] < 0 || share[d] > 1;
    }
    s->n_outside_unit += outside;
    s->n_negative_output += w->x[i] < 0;
    s->max_row_error = fmax(s->max_row_error, fabs(sum / w->x[i] - 1));
    return HG_OK;
}

static size_t count_negative_demand(const struct hg_mrio *mrio)
{
    size_t count = 0;
    for (size_t k = 0; k < mrio->n * demand_columns(mrio); k++)
        count += mrio->Y[k] < 0;
    return count;
}

static enum hg_status make_shares(const struct work *w, double residual,
                                  struct hg_shares **out, struct hg_error *err)
{
    enum hg_status status = HG_OK;
    struct hg_shares *s = calloc(1, sizeof *s);
    if (s) {
        s->share = matrix(w->n, w->n_destination);
        s->zero_output = calloc(w->n, sizeof(*s->zero_output));
    }
    if (!s || !s->share || !s->zero_output) {
        status =
            hg_fail(err, HG_E_MEMORY, "no memory for the shares of %zu industries", w->n);
        goto done;
    }
    s->n = w->n;
    s->n_destination = w->n_destination;
    s->residual = residual;
    s->max_column = largest_column(w);
    s->max_column_sum = w->column_sum[s->max_column];
    s->n_negative_demand = count_negative_demand(w->mrio);
    for (size_t i = 0; i < w->n && status == HG_OK; i++)
        status = share_row(w, i, s, err);
    if (status != HG_OK)
        goto done;

    *out = s;
    s = NULL; /* now the caller's */
done:
    hg_shares_destroy(s);
    return status;
}

enum hg_status hg_solve_shares(const struct hg_mrio *mrio, unsigned threads,
                               struct hg_shares **out, struct hg_error *err)
{
    struct work w;
    struct hg_error why = {0};
    enum hg_status status = begin_work(mrio, &w, err);
    if (status != HG_OK)
        goto done;
    hg_mrio_output(mrio, w.x);
    status = solve(&w, threads, &why);
    if (status == HG_E_INPUT) {
        status = refuse_table(&w, why.message, err);
        goto done;
    }
    if (status != HG_OK) {
        status = hg_fail(err, status, "%s", why.message);
        goto done;
    }

    const double residual = relative_residual(&w);
    status = check_residual(&w, residual, err);
    if (status == HG_OK)
        status = make_shares(&w, residual, out, err);
done:
    finish_work(&w);
    return status;
}

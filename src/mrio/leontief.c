/* leontief.c - from the table to the factors of I - A */
#include "mrio/factors.h"
#include <cblas.h>
#include <hotgrid/parallel.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

double *mrio_matrix(size_t rows, size_t columns)
{
    size_t n;
    return __builtin_mul_overflow(rows, columns, &n) ? NULL : calloc(n, sizeof(double));
}

void hg_mrio_output(const struct hg_mrio *mrio, double *x)
{
    const size_t n = mrio->n;
    const size_t n_demand = hg_axis_size(mrio->regions) * hg_axis_size(mrio->categories);
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

/* Rows of I - A. */
static enum hg_status fill_task(void *context, size_t index, unsigned worker,
                                struct hg_error *err)
{
    const struct hg_leontief *l = context;
    (void)worker, (void)err;
    for (size_t i = index * MRIO_ROWS; i < smaller((index + 1) * MRIO_ROWS, l->n); i++) {
        double *row = l->M + i * l->n;
        coefficient_row(l->mrio, l->x, i, row);
        for (size_t j = 0; j < l->n; j++)
            row[j] = -row[j];
        row[i] += 1;
    }
    return HG_OK;
}

/* Column sums of A, some columns a task, each from the top down. */
static enum hg_status column_task(void *context, size_t index, unsigned worker,
                                  struct hg_error *err)
{
    const struct hg_leontief *l = context;
    (void)worker, (void)err;
    const size_t first = index * MRIO_ROWS, last = smaller(first + MRIO_ROWS, l->n);
    for (size_t i = 0; i < l->n; i++)
        for (size_t j = first; j < last; j++)
            l->column_sum[j] += l->mrio->Z[i * l->n + j];
    for (size_t j = first; j < last; j++)
        l->column_sum[j] = l->x[j] == 0 ? 0 : l->column_sum[j] / l->x[j];
    return HG_OK;
}

size_t mrio_largest_column(const struct hg_leontief *l)
{
    size_t largest = 0;
    for (size_t j = 1; j < l->n; j++)
        if (l->column_sum[j] > l->column_sum[largest])
            largest = j;
    return largest;
}

enum hg_status mrio_refuse(const struct hg_leontief *l, const char *why,
                           struct hg_error *err)
{
    const size_t j = mrio_largest_column(l);
    return hg_fail(err, HG_E_INPUT,
                   "the trade table cannot be solved: %s; inputs per output are largest, "
                   "%g, in industry %s %s: check its column of Z",
                   why, l->column_sum[j],
                   hg_axis_code(l->mrio->regions, l->mrio->region_of[j]),
                   hg_axis_code(l->mrio->sectors, l->mrio->sector_of[j]));
}

static enum hg_status factor(struct hg_leontief *l, struct hg_error *err)
{
    const size_t n_task = (l->n + MRIO_ROWS - 1) / MRIO_ROWS;
    struct hg_error why = {0};
    enum hg_status status = hg_parallel(l->threads, n_task, column_task, l, &why);
    if (status == HG_OK)
        status = hg_parallel(l->threads, n_task, fill_task, l, &why);
    if (status == HG_OK)
        status = mrio_lu_factor(l->n, l->M, l->threads, &l->lu, &why);
    if (status == HG_E_INPUT)
        return mrio_refuse(l, why.message, err);
    return status == HG_OK ? HG_OK : hg_fail(err, status, "%s", why.message);
}

enum hg_status hg_leontief_create(const struct hg_mrio *mrio, enum hg_precision precision,
                                  unsigned threads, struct hg_leontief **out,
                                  struct hg_error *err)
{
    (void)precision;
    enum hg_status status = HG_OK;
    struct hg_leontief *l = calloc(1, sizeof *l);
    if (l) {
        *l = (struct hg_leontief){.mrio = mrio, .n = mrio->n, .threads = threads};
        l->precision = HG_PRECISION_DOUBLE;
        l->x = mrio_matrix(l->n, 1);
        l->column_sum = mrio_matrix(l->n, 1);
        l->M = mrio_matrix(l->n, l->n);
    }
    if (!l || !l->x || !l->column_sum || !l->M) {
        status = hg_fail(err, HG_E_MEMORY, "no memory to solve a table of %zu industries",
                         mrio->n);
        goto done;
    }
    hg_mrio_output(mrio, l->x);
    status = factor(l, err);
    if (status != HG_OK)
        goto done;

    *out = l;
    l = NULL; /* now the caller's */
done:
    hg_leontief_destroy(l);
    return status;
}

void hg_leontief_destroy(struct hg_leontief *l)
{
    if (!l)
        return;
    mrio_lu_finish(&l->lu);
    free(l->x);
    free(l->column_sum);
    free(l->M);
    free(l);
}

const double *hg_leontief_output(const struct hg_leontief *l)
{
    return l->x;
}

double hg_leontief_condition(const struct hg_leontief *l)
{
    return l->condition;
}

enum hg_precision hg_leontief_precision(const struct hg_leontief *l)
{
    return l->precision;
}

void hg_leontief_supply(const struct hg_leontief *l, const double *y, double *Ay)
{
    double made[MRIO_ROWS]; /* y / x of some buyers */
    memset(Ay, 0, l->n * sizeof(*Ay));
    for (size_t first = 0; first < l->n; first += MRIO_ROWS) {
        const size_t wide = smaller(MRIO_ROWS, l->n - first);
        for (size_t j = 0; j < wide; j++)
            made[j] = l->x[first + j] == 0 ? 0 : y[first + j] / l->x[first + j];
        cblas_dgemv(CblasRowMajor, CblasNoTrans, (int)l->n, (int)wide, 1,
                    l->mrio->Z + first, (int)l->n, made, 1, 1, Ay, 1);
    }
}

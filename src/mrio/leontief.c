/* leontief.c - from the table to the factors of I - A */
#include "mrio/factors.h"
#include <float.h>
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

/* The power of 2 that brings a size to 1/2 .. 1; 1 for what is no size. */
static double power_for(double size)
{
    int power = 0;
    if (size > 0 && size < INFINITY)
        (void)frexp(size, &power);
    return ldexp(1, -power);
}

/* What there is to know of some columns of A and of I - A, each from the top down. */
static enum hg_status column_task(void *context, size_t index, unsigned worker,
                                  struct hg_error *err)
{
    const struct hg_leontief *l = context;
    (void)worker, (void)err;
    const size_t first = index * MRIO_ROWS, last = smaller(first + MRIO_ROWS, l->n);
    for (size_t i = 0; i < l->n; i++)
        for (size_t j = first; j < last; j++) {
            const double a = mrio_part_of_output(l, l->mrio->Z[i * l->n + j], j);
            const double size = fabs((i == j) - a);
            l->column_sum[j] += a;
            l->norm[j] += size;
            l->column[j] = fmax(l->column[j], size); /* until all is seen */
        }
    for (size_t j = first; j < last; j++)
        l->column[j] = power_for(l->column[j]);
    return HG_OK;
}

static const struct mrio_real *real_of(enum hg_precision precision)
{
    return precision == HG_PRECISION_SINGLE ? &mrio_single : &mrio_double;
}

struct filling {
    struct hg_leontief *l;
    double *row; /* [worker][n] */
};

/* Rows of I - A, scaled. */
static enum hg_status fill_task(void *context, size_t index, unsigned worker,
                                struct hg_error *err)
{
    const struct filling *f = context;
    const struct hg_leontief *l = f->l;
    double *row = f->row + worker * l->n;
    (void)err;
    for (size_t i = index * MRIO_ROWS; i < smaller((index + 1) * MRIO_ROWS, l->n); i++) {
        double largest = 0;
        for (size_t j = 0; j < l->n; j++) {
            const double a = mrio_part_of_output(l, l->mrio->Z[i * l->n + j], j);
            row[j] = ((i == j) - a) * l->column[j];
            largest = fmax(largest, fabs(row[j]));
        }
        l->row[i] = power_for(largest);
        for (size_t j = 0; j < l->n; j++)
            row[j] *= l->row[i];
        mrio_real_store(real_of(l->precision), l->M, i * l->n, l->n, row);
    }
    return HG_OK;
}

static enum hg_status fill(struct hg_leontief *l, struct hg_error *err)
{
    struct filling f = {.l = l, .row = mrio_matrix(l->threads + 1, l->n)};
    if (!f.row)
        return hg_fail(err, HG_E_MEMORY, "no memory for rows of %zu industries", l->n);
    const enum hg_status status =
        hg_parallel(l->threads, (l->n + MRIO_ROWS - 1) / MRIO_ROWS, fill_task, &f, err);
    free(f.row);
    return status;
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

enum hg_status mrio_factor(struct hg_leontief *l, struct hg_error *err)
{
    const struct mrio_real *real = real_of(l->precision);
    size_t n_byte;
    mrio_lu_finish(&l->lu);
    free(l->M);
    l->M = __builtin_mul_overflow(l->n, l->n * mrio_real_size(real), &n_byte)
               ? NULL
               : malloc(n_byte);
    if (!l->M)
        return hg_fail(err, HG_E_MEMORY, "no memory to factor a table of %zu industries",
                       l->n);
    enum hg_status status = fill(l, err);
    if (status == HG_OK)
        status = mrio_lu_factor(real, l->n, l->M, l->threads, &l->lu, err);
    l->lu.scale = (struct mrio_scale){l->row, l->column};
    return status == HG_OK ? mrio_find_condition(l, err) : status;
}

/* Factors that are worse than this times the precision of a single are tried out. */
static const double SURE = 1e-3;

/* Solves for what is known: (I - A) x = Y 1. */
static enum hg_status try_out(const struct hg_leontief *l, bool *good,
                              struct hg_error *err)
{
    const size_t n_demand =
        hg_axis_size(l->mrio->regions) * hg_axis_size(l->mrio->categories);
    struct mrio_solution found;
    double *y = mrio_matrix(l->n, 1);
    if (!y)
        return hg_fail(err, HG_E_MEMORY, "no memory for %zu industries", l->n);
    for (size_t i = 0; i < l->n; i++)
        for (size_t k = 0; k < n_demand; k++)
            y[i] += l->mrio->Y[i * n_demand + k];
    const enum hg_status status = mrio_refine(l, false, 1, y, &found, err);
    if (status == HG_OK)
        *good = found.converged;
    free(y);
    return status;
}

/* Single factors; double ones where those are singular, or do not refine. */
static enum hg_status factor_at_best(struct hg_leontief *l, struct hg_error *err)
{
    bool good = true;
    l->precision = HG_PRECISION_SINGLE;
    enum hg_status status = mrio_factor(l, err);
    if (status == HG_OK && !(l->condition * FLT_EPSILON <= SURE))
        status = try_out(l, &good, err);
    if (status == HG_OK && good) {
        l->automatic = true;
        return HG_OK;
    }
    if (status != HG_OK && status != HG_E_INPUT)
        return status;
    l->precision = HG_PRECISION_DOUBLE;
    return mrio_factor(l, err);
}

static enum hg_status factor(struct hg_leontief *l, enum hg_precision precision,
                             struct hg_error *err)
{
    struct hg_error why = {0};
    l->precision = precision;
    const enum hg_status status =
        precision == HG_PRECISION_AUTO ? factor_at_best(l, &why) : mrio_factor(l, &why);
    if (status == HG_E_INPUT)
        return mrio_refuse(l, why.message, err);
    return status == HG_OK ? HG_OK : hg_fail(err, status, "%s", why.message);
}

/* An output without end, or none at all, would pass through all that follows. */
static enum hg_status check_output(const struct hg_leontief *l, struct hg_error *err)
{
    for (size_t i = 0; i < l->n; i++)
        if (!isfinite(l->x[i]))
            return hg_fail(
                err, HG_E_INPUT,
                "the trade table cannot be solved: the flows and the demand of "
                "industry %s %s add up to %g; check its rows of Z and Y",
                hg_axis_code(l->mrio->regions, l->mrio->region_of[i]),
                hg_axis_code(l->mrio->sectors, l->mrio->sector_of[i]), l->x[i]);
    return HG_OK;
}

/* All but the factors. */
static enum hg_status begin(const struct hg_mrio *mrio, unsigned threads,
                            struct hg_leontief **out, struct hg_error *err)
{
    struct hg_leontief *l = calloc(1, sizeof *l);
    if (l) {
        *l = (struct hg_leontief){.mrio = mrio, .n = mrio->n, .threads = threads};
        l->x = mrio_matrix(l->n, 1);
        l->column_sum = mrio_matrix(l->n, 1);
        l->norm = mrio_matrix(l->n, 1);
        l->row = mrio_matrix(l->n, 1);
        l->column = mrio_matrix(l->n, 1);
    }
    if (!l || !l->x || !l->column_sum || !l->norm || !l->row || !l->column) {
        hg_leontief_destroy(l);
        (void)hg_fail(err, HG_E_MEMORY, "no memory to solve a table of %zu industries",
                      mrio->n);
        return HG_E_MEMORY;
    }
    hg_mrio_output(mrio, l->x);
    enum hg_status status = mrio_check_blas(err);
    if (status == HG_OK)
        status = check_output(l, err);
    if (status == HG_OK)
        status = hg_parallel(l->threads, (l->n + MRIO_ROWS - 1) / MRIO_ROWS, column_task,
                             l, err);
    if (status != HG_OK) {
        hg_leontief_destroy(l);
        return status;
    }
    *out = l;
    return HG_OK;
}

enum hg_status hg_leontief_create(const struct hg_mrio *mrio, enum hg_precision precision,
                                  unsigned threads, struct hg_leontief **out,
                                  struct hg_error *err)
{
    struct hg_leontief *l = NULL;
    enum hg_status status = begin(mrio, threads, &l, err);
    if (status == HG_OK)
        status = factor(l, precision, err);
    if (status == HG_OK)
        *out = l;
    else
        hg_leontief_destroy(l);
    return status;
}

struct hg_factors hg_leontief_factors(const struct hg_leontief *l)
{
    return (struct hg_factors){.n = l->n,
                               .precision = l->precision,
                               .condition = l->condition,
                               .row = l->row,
                               .column = l->column,
                               .pivot = l->lu.pivot,
                               .M = l->M};
}

enum hg_status hg_leontief_resume(const struct hg_mrio *mrio, unsigned threads,
                                  struct hg_factors *factors, struct hg_leontief **out,
                                  struct hg_error *err)
{
    struct hg_leontief *l = NULL;
    const enum hg_status status = begin(mrio, threads, &l, err);
    if (status != HG_OK)
        return status;
    mrio_one_thread();
    memcpy(l->row, factors->row, l->n * sizeof(*l->row));
    memcpy(l->column, factors->column, l->n * sizeof(*l->column));
    l->precision = factors->precision;
    l->condition = factors->condition;
    l->automatic = l->precision == HG_PRECISION_SINGLE;
    l->M = factors->M;
    l->lu = (struct mrio_lu){.real = real_of(l->precision),
                             .n = l->n,
                             .M = l->M,
                             .scale = {l->row, l->column},
                             .pivot = factors->pivot};
    factors->M = NULL;
    factors->pivot = NULL;
    hg_factors_destroy(factors);
    *out = l;
    return HG_OK;
}

void hg_leontief_destroy(struct hg_leontief *l)
{
    if (!l)
        return;
    mrio_lu_finish(&l->lu);
    free(l->x);
    free(l->column_sum);
    free(l->norm);
    free(l->row);
    free(l->column);
    free(l->M);
    free(l);
}

const double *hg_leontief_output(const struct hg_leontief *l)
{
    return l->x;
}

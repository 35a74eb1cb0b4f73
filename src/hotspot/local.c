/* local.c - Gi* and local Moran's I by running sums along the rows of a raster */
#include "hotspot/local_parts.h"
#include <hotgrid/parallel.h>
#include <hotgrid/stop.h>
#include <math.h>
#include <stdlib.h>

/* Rows of a task. */
enum { ROWS = 8 };

struct work {
    const struct hg_local_params *params;
    struct bands bands;
    struct whole_values values;
    uint32_t ncol, nrow;
    size_t *first;     /* [nrow + 1]: the first value of each row */
    int64_t *running;  /* [row * (ncol + 1) + col]: of the values of the row before col */
    uint32_t *counted; /* the same: how many there are */
    struct hg_local *out;
};

static enum hg_status no_memory(struct hg_error *err)
{
    return hg_fail(err, HG_E_MEMORY, "no memory for local statistics");
}

static void run_row(struct work *w, uint32_t row)
{
    int64_t *running = &w->running[row * ((size_t)w->ncol + 1)], sum = 0;
    uint32_t *counted = &w->counted[row * ((size_t)w->ncol + 1)], n = 0;
    size_t i = w->first[row];
    for (uint32_t col = 0; col < w->ncol; col++) {
        running[col] = sum;
        counted[col] = n;
        if (i < w->first[row + 1] && w->values.cell[i] % w->ncol == col) {
            sum += w->values.value[i++];
            n++;
        }
    }
    running[w->ncol] = sum;
    counted[w->ncol] = n;
}

/* The sum of the neighbours of a cell, and how many there are. */
static void add_neighbours(struct work *w, uint32_t row, size_t i)
{
    const uint32_t col = w->values.cell[i] % w->ncol;
    const int32_t reach = (int32_t)w->bands.reach;
    int64_t sum = -w->values.value[i];
    uint32_t n = 0;
    for (int32_t down = -reach; down <= reach; down++) {
        const struct band_runs r = bands_runs(&w->bands, row, col, down);
        const size_t at = (size_t)((int64_t)row + down) * ((size_t)w->ncol + 1);
        for (unsigned k = 0; k < r.n; k++) {
            sum += w->running[at + r.end[k]] - w->running[at + r.first[k]];
            n += w->counted[at + r.end[k]] - w->counted[at + r.first[k]];
        }
    }
    w->values.sum[i] = sum;
    w->values.neighbours[i] = n - 1;
}

static int8_t side(double value)
{
    static const int8_t sides[] = {-1, 0, 1};
    return sides[1 + (value > 0) - (value < 0)];
}

static void find_gi(struct work *w, size_t i)
{
    const struct whole_values *v = &w->values;
    const double n = (double)v->n, of = v->neighbours[i] + 1.0;
    const double sum = (double)(v->sum[i] + v->value[i]) / v->scale;
    const double spread = v->sd * sqrt((n * of - of * of) / (n - 1));
    w->out->gi_z[i] = spread > 0 ? (sum - v->mean * of) / spread : NAN;
}

/* The mean of k of the n - 1 other deviations, drawn without repetition, has the mean
 * -d / (n - 1) and the variance s2 / k * (n - 1 - k) / (n - 2), s2 that of the others. */
static void find_moran(struct work *w, size_t i)
{
    const struct whole_values *v = &w->values;
    struct hg_local *out = w->out;
    const double n = (double)v->n, k = v->neighbours[i];
    const double d = (double)v->value[i] / v->scale - v->mean;
    const double lag = k > 0 ? (double)v->sum[i] / v->scale / k - v->mean : NAN;
    const double expected = -d / (n - 1), all = n * v->sd * v->sd;
    const double s2 = (all - d * d) / (n - 1) - expected * expected;
    const double spread = sqrt(s2 / k * (n - 1 - k) / (n - 2));
    const bool known = k > 0 && v->sd > 0;
    out->side[i] = side(d);
    out->lag_side[i] = side(lag); /* 0 of NaN */
    out->moran_i[i] = known ? (n - 1) * d * lag / all : NAN;
    out->moran_z[i] = known && spread > 0 ? side(d) * (lag - expected) / spread : NAN;
}

static enum hg_status do_rows(void *context, size_t task, unsigned worker,
                              struct hg_error *err)
{
    struct work *w = context;
    (void)worker;
    for (uint32_t row = (uint32_t)task * ROWS; row < w->nrow && row < (task + 1) * ROWS;
         row++)
        for (size_t i = w->first[row]; i < w->first[row + 1]; i++) {
            add_neighbours(w, row, i);
            find_gi(w, i);
            find_moran(w, i);
        }
    return hg_stop_check(err);
}

static enum hg_status run_rows(struct work *w, struct hg_error *err)
{
    const size_t n = (size_t)w->nrow * ((size_t)w->ncol + 1);
    w->first = calloc((size_t)w->nrow + 1, sizeof(*w->first));
    w->running = malloc(n * sizeof(*w->running));
    w->counted = malloc(n * sizeof(*w->counted));
    if (!w->first || !w->running || !w->counted)
        return no_memory(err);
    for (size_t i = 0; i < w->values.n; i++)
        w->first[w->values.cell[i] / w->ncol + 1]++;
    for (uint32_t row = 0; row < w->nrow; row++) {
        w->first[row + 1] += w->first[row];
        run_row(w, row);
    }
    return HG_OK;
}

static enum hg_status make_result(struct work *w, struct hg_error *err)
{
    const size_t n = w->values.n;
    struct hg_local *out = calloc(1, sizeof(*out));
    w->out = out;
    if (!out)
        return no_memory(err);
    out->n = n;
    out->permutations = w->params->permutations;
    out->gi_z = malloc(n * sizeof(*out->gi_z));
    out->moran_i = malloc(n * sizeof(*out->moran_i));
    out->moran_z = malloc(n * sizeof(*out->moran_z));
    out->side = malloc(n);
    out->lag_side = malloc(n);
    if (out->permutations)
        out->extreme = malloc(n * sizeof(*out->extreme));
    return out->gi_z && out->moran_i && out->moran_z && out->side && out->lag_side &&
                   (out->extreme || !out->permutations)
               ? HG_OK
               : no_memory(err);
}

/* I of the whole (Moran 1950, Biometrika 37:17-23), weights of a row summing to 1. */
static double whole_moran(const struct work *w)
{
    const double n = (double)w->values.n;
    double sum = 0, with = 0;
    for (size_t i = 0; i < w->values.n; i++)
        if (w->values.neighbours[i]) {
            sum += w->out->moran_i[i];
            with++;
        }
    return with > 0 ? sum * n / (n - 1) / with : NAN;
}

/* Products of neighbours, of those of all pairs. */
static double whole_g(const struct work *w)
{
    const struct whole_values *v = &w->values;
    double near = 0, sum = 0, squares = 0;
    for (size_t i = 0; i < v->n; i++) {
        const double x = (double)v->value[i] / v->scale;
        if (x < 0)
            return NAN;
        near += x * ((double)v->sum[i] / v->scale);
        sum += x;
        squares += x * x;
    }
    const double all = sum * sum - squares;
    return all > 1e-12 * squares ? near / all : NAN;
}

enum hg_status hg_local_create(const struct hg_local_params *params,
                               struct hg_local **out, struct hg_error *err)
{
    const struct hg_grid_params *grid = hg_grid_params(params->grid);
    struct work w = {.params = params, .ncol = grid->ncol, .nrow = grid->nrow};
    enum hg_status status = whole_values_create(params, &w.values, err);
    if (status != HG_OK)
        return status;
    status = bands_create(params->grid, params->band_km, &w.bands, err);
    if (status == HG_OK)
        status = run_rows(&w, err);
    if (status == HG_OK)
        status = make_result(&w, err);
    if (status == HG_OK)
        status =
            hg_parallel(params->threads, (w.nrow + ROWS - 1) / ROWS, do_rows, &w, err);
    if (status == HG_OK && params->permutations)
        status = count_extreme(params, &w.values, w.out->extreme, err);
    if (status != HG_OK)
        goto done;
    w.out->global_moran = whole_moran(&w);
    w.out->general_g = whole_g(&w);
    w.out->cell = w.values.cell;
    w.out->neighbours = w.values.neighbours;
    w.values.cell = w.values.neighbours = NULL;
    *out = w.out;
    w.out = NULL; /* now the caller's */
done:
    hg_local_destroy(w.out);
    whole_values_finish(&w.values);
    bands_finish(&w.bands);
    free(w.first);
    free(w.running);
    free(w.counted);
    return status;
}

void hg_local_destroy(struct hg_local *local)
{
    if (!local)
        return;
    free(local->cell);
    free(local->neighbours);
    free(local->gi_z);
    free(local->moran_i);
    free(local->moran_z);
    free(local->side);
    free(local->lag_side);
    free(local->extreme);
    free(local);
}

double hg_local_p(double z)
{
    return isnan(z) ? 1 : erfc(fabs(z) * 0.70710678118654752440);
}

double hg_local_pseudo_p(const struct hg_local *local, size_t i)
{
    return (local->extreme[i] + 1.0) / (local->permutations + 1.0);
}

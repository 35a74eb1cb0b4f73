/* stage_hotspots.c - stage 5: each layer measured: mass, concentration, classes */
#include "study/differences.h"
#include "study/draws.h"
#include "study/failures.h"
#include "study/hotspots.h"
#include "study/layers.h"
#include <hotgrid/concentration.h>
#include <hotgrid/sort.h>
#include <stdlib.h>
#include <string.h>

/* Values kept of a layer to make class breaks from: every k-th of the sorted ones; fewer
 * of each where very many layers share their classes, so that hundreds take no more
 * memory than forty. */
enum { SAMPLE = 10000, LEAST_SAMPLE = 500, POOL = 40 * SAMPLE };

static size_t cells_with_mass(const struct job *job, const double *kg)
{
    const size_t n_cell = hg_grid_cells(job->grid);
    size_t n = 0;
    for (size_t cell = 0; cell < n_cell; cell++)
        n += kg[cell] != 0;
    return n;
}

/* The curve of the cells above 0: cells below have no place on it. */
static enum hg_status concentrate(const struct job *job, const double *kg,
                                  struct hg_concentration **out, struct hg_error *err)
{
    const size_t n = cells_with_mass(job, kg), n_cell = hg_grid_cells(job->grid);
    double *mass = malloc((2 * n + 1) * sizeof(*mass)), *km2 = mass + n;
    if (!mass)
        return no_memory(err, "a concentration curve");
    size_t filled = 0;
    for (size_t cell = 0; cell < n_cell; cell++)
        if (kg[cell] > 0) {
            mass[filled] = kg[cell];
            km2[filled++] = hg_grid_cell_km2(job->grid, (uint32_t)cell);
        }
    const enum hg_status status =
        hg_concentration_create(filled, mass, km2, job->land_km2, out, err);
    free(mass);
    return status;
}

/* The values above 0, smallest first; notes the smallest and the largest of all: the
 * legend must cover what the file holds. */
static size_t sort_values(const struct job *job, struct layer *layer, const float *value,
                          float *rising)
{
    const bool share = layer_is_percent(layer);
    const size_t n_cell = hg_grid_cells(job->grid);
    size_t n = 0;
    layer->minimum = layer->lowest = INFINITY;
    layer->maximum = -INFINITY;
    for (size_t cell = 0; cell < n_cell; cell++) {
        const double v = (double)value[cell];
        if (isnan(v))
            continue;
        layer->minimum = v < layer->minimum ? v : layer->minimum;
        layer->maximum = v > layer->maximum ? v : layer->maximum;
        if ((v > 0 || share) && v < layer->lowest)
            layer->lowest = v;
        if (v > 0)
            rising[n++] = value[cell];
    }
    hg_sort_rising(n, rising, rising + n);
    return n;
}

/* How many values of a layer are kept. */
static size_t sample_size(const struct job *job, const struct layer *layer)
{
    size_t n = 0;
    for (size_t i = 0; i < job->n_layer && layer_shares_classes(job, layer); i++)
        n += layer_shares_classes(job, &job->layer[i]);
    const size_t each = n > 0 ? POOL / n : SAMPLE;
    return each > SAMPLE ? SAMPLE : each < LEAST_SAMPLE ? LEAST_SAMPLE : each;
}

/* Thinned to a sample of at most so many, which keeps both ends. */
static size_t take_sample(size_t n, const float *rising, size_t most, double *sample)
{
    const size_t n_sample = n < most ? n : most;
    const size_t gaps = n_sample > 1 ? n_sample - 1 : 1;
    for (size_t i = 0; i < n_sample; i++)
        sample[i] = (double)rising[i * (n - 1) / gaps];
    return n_sample;
}

/* Destinations that share their classes need each other's values for them. */
static enum hg_status keep_sample(struct layer *layer, size_t n, const double *sample,
                                  struct hg_error *err)
{
    layer->sample = malloc((n + 1) * sizeof(*layer->sample));
    if (!layer->sample)
        return no_memory(err, "the classes of destinations");
    for (size_t i = 0; i < n; i++)
        layer->sample[i] = (float)sample[i]; /* what it was */
    layer->n_sample = n;
    return HG_OK;
}

/* Percents in equal steps over all but the outermost hundredths, which would else take
 * most classes for a few cells; the outer edges then give way to them. */
static enum hg_status percent_classes(size_t n, const double *rising, size_t count,
                                      struct hg_classes *out, struct hg_error *err)
{
    const size_t cut = n / 100;
    const enum hg_status status =
        hg_classes_make("equal", n - 2 * cut, rising + cut, count, out, err);
    if (status != HG_OK || n == 0)
        return status;
    const double step = out->edge[1] - out->edge[0];
    if (rising[0] < out->edge[0])
        out->edge[0] = step * floor(rising[0] / step);
    if (rising[n - 1] > out->edge[out->n])
        out->edge[out->n] = step * ceil(rising[n - 1] / step);
    return HG_OK;
}

/* The classes of values above 0 by the method of the study; shares have their own. */
static enum hg_status classes_of(const struct job *job, bool share, size_t n,
                                 const double *rising, struct hg_classes *out,
                                 struct hg_error *err)
{
    const size_t count = (size_t)job->study->maps.count;
    const char *method = job->study->maps.method;
    const bool continuous = strcmp(method, "continuous") == 0;
    const bool linear = continuous && (share || job->study->maps.linear);
    const enum hg_status status =
        share ? percent_classes(n, rising, count, out, err)
              : hg_classes_make(linear ? "equal" : method, n, rising, count, out, err);
    if (status == HG_OK && linear)
        out->scale = HG_SCALE_LINEAR;
    return status;
}

static enum hg_status make_classes(struct job *job, struct layer *layer, const double *kg,
                                   const float *value, struct hg_error *err)
{
    double sample[SAMPLE];
    float *rising = malloc((cells_with_mass(job, kg) + 1) * 2 * sizeof(*rising));
    if (!rising)
        return no_memory(err, "the classes of a layer");
    const size_t n = take_sample(sort_values(job, layer, value, rising), rising,
                                 sample_size(job, layer), sample);
    free(rising);

    const bool share = layer_is_percent(layer);
    const struct hg_study *study = job->study;
    if (study->maps.n_break && !share) {
        layer->classes.n = study->maps.n_break - 1;
        memcpy(layer->classes.edge, study->maps.breaks,
               study->maps.n_break * sizeof(double));
        return HG_OK;
    }
    if (layer_shares_classes(job, layer))
        return keep_sample(layer, n, sample, err);
    return classes_of(job, share, n, sample, &layer->classes, err);
}

/* Classes about 0. */
static enum hg_status difference(const struct job *job, struct layer *layer,
                                 const float *value, struct hg_error *err)
{
    const size_t n_cell = hg_grid_cells(job->grid);
    layer->minimum = INFINITY;
    layer->maximum = -INFINITY;
    for (size_t cell = 0; cell < n_cell; cell++) {
        const double v = (double)value[cell];
        layer->minimum = v < layer->minimum ? v : layer->minimum; /* not NaN */
        layer->maximum = v > layer->maximum ? v : layer->maximum;
    }
    layer->lowest = layer->minimum;
    return difference_classes(n_cell, value, false, &layer->classes, err);
}

/* The exact mass of all cells, and of those below 0. */
static enum hg_status add_up(const struct job *job, struct layer *layer, const double *kg,
                             struct hg_error *err)
{
    const size_t n_cell = hg_grid_cells(job->grid);
    for (size_t cell = 0; cell < n_cell; cell++) {
        hg_mass mass = 0;
        if (kg[cell] == 0)
            continue;
        const enum hg_status status = hg_mass_from_kg(kg[cell], &mass, err);
        if (status != HG_OK)
            return status;
        layer->mass += mass;
        if (mass < 0)
            layer->negative += mass;
    }
    return HG_OK;
}

enum hg_status layer_measure(struct job *job, struct layer *layer,
                             const struct layer_values *values, const float *value,
                             struct hg_error *err)
{
    if (layer->kind == LAYER_SIGMA || layer->kind == LAYER_STABILITY) {
        for (size_t i = 0; values->whole && i < hg_grid_cells(job->grid); i++)
            layer->sum_kg += values->whole[i];
        return make_classes(job, layer, values->kg, value, err);
    }
    struct hg_concentration *curve = NULL;
    enum hg_status status = add_up(job, layer, values->kg, err);
    if (layer_diverges(layer)) /* its hotspots are those before and after */
        return status != HG_OK ? status : difference(job, layer, value, err);
    if (status == HG_OK)
        status = concentrate(job, values->kg, &curve, err);
    if (status == HG_OK)
        layer->top_percent = 100 * hg_concentration_share(curve, 0.01);
    if (status == HG_OK && layer_is_mass(layer))
        status = layer_keep_curve(job, layer, curve, err);
    hg_concentration_destroy(curve);
    if (status == HG_OK)
        status = layer_find_clusters(job, layer, values->kg, err);
    return status != HG_OK ? status : make_classes(job, layer, values->kg, value, err);
}

static enum hg_status measure(struct job *job, struct layer *layer,
                              const struct layer_values *values, struct hg_error *err)
{
    if (values->class_value)
        return HG_OK;
    float *value = layer_floats(job, layer, values);
    if (!value)
        return no_memory(err, "a layer");
    const enum hg_status status = layer_measure(job, layer, values, value, err);
    free(value);
    return status;
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Does a layer show this quantity in the classes that destinations share? */
static bool is_shared(const struct job *job, const struct layer *layer, int quantity)
{
    return layer_shares_classes(job, layer) && (int)layer->quantity == quantity;
}

/* The samples of all layers that share the classes of a quantity, sorted. */
static enum hg_status pool_samples(const struct job *job, int quantity, double **value,
                                   size_t *n, struct hg_error *err)
{
    size_t filled = 0;
    for (size_t i = 0; i < job->n_layer; i++)
        if (is_shared(job, &job->layer[i], quantity))
            filled += job->layer[i].n_sample;
    double *pool = malloc((filled + 1) * sizeof(*pool));
    if (!pool)
        return no_memory(err, "the classes of destinations");
    filled = 0;
    for (size_t i = 0; i < job->n_layer; i++) {
        const struct layer *layer = &job->layer[i];
        if (!is_shared(job, layer, quantity) || !layer->n_sample)
            continue;
        for (size_t k = 0; k < layer->n_sample; k++)
            pool[filled++] = (double)layer->sample[k];
    }
    qsort(pool, filled, sizeof(*pool), by_value);
    *value = pool;
    *n = filled;
    return HG_OK;
}

/* One set of classes for the destination layers of a quantity: it suits them all. */
static enum hg_status share_classes(struct job *job, struct hg_error *err)
{
    for (int quantity = HG_LAYER_DENSITY; quantity <= HG_LAYER_STABILITY; quantity++) {
        const bool percent =
            quantity == HG_LAYER_SHARE || quantity == HG_LAYER_RELATIVE_SIGMA;
        if (job->study->maps.n_break && !percent)
            continue; /* manual breaks are not for percentages */
        double *value = NULL;
        size_t n = 0;
        enum hg_status status = pool_samples(job, quantity, &value, &n, err);
        struct hg_classes classes = {0};
        if (status == HG_OK)
            status = classes_of(job, percent, n, value, &classes, err);
        free(value);
        if (status != HG_OK)
            return status;
        for (size_t i = 0; i < job->n_layer; i++)
            if (is_shared(job, &job->layer[i], quantity))
                job->layer[i].classes = classes;
    }
    return HG_OK;
}

/* The figures of the study as a whole. */
static enum hg_status measure_foreign(struct job *job, struct hg_error *err)
{
    if (!job->markets) {
        for (size_t i = 0; i < job_industries(job); i++)
            job->figures.total_kg += hg_mass_kg(job->gridded[i]);
        return HG_OK;
    }
    struct hg_concentration *curve = NULL;
    const enum hg_status status = concentrate(job, job->foreign_kg, &curve, err);
    if (status != HG_OK)
        return status;
    job->figures.foreign_top_percent = 100 * hg_concentration_share(curve, 0.01);
    job->figures.area_75_percent = 100 * hg_concentration_area(curve, 0.75);
    job->figures.gini = hg_concentration_gini(curve);
    hg_concentration_destroy(curve);
    return HG_OK;
}

/* Final demand below 0 can leave cells below 0, which no curve holds: how much at most,
 * as a part of what is above. */
static enum hg_status note_below(struct job *job, struct hg_error *err)
{
    if (!job->markets)
        return HG_OK;
    double below = 0, above = 0;
    for (size_t cell = 0; cell < hg_grid_cells(job->grid); cell++)
        if (job->foreign_kg[cell] < 0)
            below -= job->foreign_kg[cell];
        else
            above += job->foreign_kg[cell];
    double worst = below > 0 ? below / above : 0, most = below / 1000;
    for (size_t i = 0; i < job->n_layer; i++) {
        const struct layer *layer = &job->layer[i];
        if (layer->negative < 0 && !layer_diverges(layer)) {
            worst = fmax(worst, hg_mass_kg(-layer->negative) /
                                    hg_mass_kg(layer->mass - layer->negative));
            most = fmax(most, hg_mass_kg(-layer->negative) / 1000);
        }
    }
    enum hg_status status = HG_OK;
    if (most > 0)
        status =
            hg_ledger_note(job->ledger, "hotspots", "mass below 0 in a layer at most, t",
                           most, INFINITY, err);
    if (status == HG_OK)
        status = hg_ledger_note(job->ledger, "hotspots",
                                "mass below 0, on no curve, from that above 0", worst,
                                INFINITY, err);
    return status;
}

enum hg_status job_measure_layers(struct job *job, struct hg_error *err)
{
    return each_layer(job, "hotspots", measure, err);
}

enum hg_status stage_hotspots(struct job *job, struct hg_error *err)
{
    enum hg_status status = run_draws(job, err);
    if (status == HG_OK)
        status = measure_foreign(job, err);
    if (status == HG_OK)
        status = job->markets ? job_measure_layers(job, err)
                              : HG_OK; /* each while it is written */
    failures_settle(job, true);
    if (status == HG_OK)
        status = share_classes(job, err);
    return status == HG_OK ? note_below(job, err) : status;
}

/* stage_hotspots.c - stage 5: each layer measured: mass, concentration, classes */
#include "study/layers.h"
#include <hotgrid/concentration.h>
#include <stdlib.h>
#include <string.h>

/* Values kept of a layer to make class breaks from: every k-th of the sorted ones. */
enum { SAMPLE = 10000 };

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Masses above 0 with their areas; returns their number. */
static size_t positive_cells(const struct job *job, const double *kg, double *mass,
                             double *km2)
{
    size_t n = 0;
    for (size_t cell = 0; cell < hg_grid_cells(job->grid); cell++)
        if (kg[cell] > 0) {
            mass[n] = kg[cell];
            km2[n++] = hg_grid_cell_km2(job->grid, (uint32_t)cell);
        }
    return n;
}

static enum hg_status concentrate(const struct job *job, const double *kg,
                                  struct hg_concentration **out, struct hg_error *err)
{
    const size_t n = hg_grid_cells(job->grid);
    double *mass = malloc(2 * n * sizeof(*mass));
    if (!mass)
        return no_memory(err, "a concentration curve");
    const size_t filled = positive_cells(job, kg, mass, mass + n);
    const enum hg_status status =
        hg_concentration_create(filled, mass, mass + n, job->land_km2, out, err);
    free(mass);
    return status;
}

/* Sorted values above 0 (shares: all), thinned to a sample that keeps both ends. */
static enum hg_status make_classes(struct job *job, struct layer *layer,
                                   const struct layer_values *values,
                                   struct hg_error *err)
{
    const size_t n = hg_grid_cells(job->grid);
    double *value = malloc((n + 1) * sizeof(*value));
    if (!value)
        return no_memory(err, "the classes of a layer");
    size_t filled = 0;
    layer->minimum = INFINITY;
    layer->maximum = -INFINITY;
    for (size_t cell = 0; cell < n; cell++) {
        /* What the file holds: the legend must cover it. */
        const double v = (float)layer_value(job, layer, values, cell);
        if (isnan(v))
            continue;
        layer->minimum = fmin(layer->minimum, v);
        layer->maximum = fmax(layer->maximum, v);
        if (v > 0)
            value[filled++] = v;
    }
    qsort(value, filled, sizeof(*value), by_value);
    if (filled > SAMPLE) {
        for (size_t i = 0; i < SAMPLE; i++)
            value[i] = value[i * (filled - 1) / (SAMPLE - 1)];
        filled = SAMPLE;
    }
    enum hg_status status = HG_OK;
    const bool share = layer->quantity == HG_LAYER_SHARE;
    const struct hg_study *study = job->study;
    if (study->maps.n_break && !share) {
        layer->classes.n = study->maps.n_break - 1;
        memcpy(layer->classes.edge, study->maps.breaks,
               study->maps.n_break * sizeof(double));
    } else if (filled) {
        status = hg_classes_make(share ? "equal" : study->maps.method, filled, value,
                                 (size_t)study->maps.count, &layer->classes, err);
    }
    free(value);
    return status;
}

static enum hg_status measure(struct job *job, struct layer *layer,
                              const struct layer_values *values, struct hg_error *err)
{
    if (values->class_value)
        return HG_OK;
    for (size_t cell = 0; cell < hg_grid_cells(job->grid); cell++) {
        hg_mass mass = 0;
        if (values->kg[cell] == 0)
            continue;
        const enum hg_status status = hg_mass_from_kg(values->kg[cell], &mass, err);
        if (status != HG_OK)
            return status;
        layer->mass += mass;
        if (mass < 0)
            layer->negative += mass;
    }
    struct hg_concentration *curve = NULL;
    enum hg_status status = concentrate(job, values->kg, &curve, err);
    if (status == HG_OK)
        layer->top_percent = 100 * hg_concentration_share(curve, 0.01);
    hg_concentration_destroy(curve);
    return status != HG_OK ? status : make_classes(job, layer, values, err);
}

/* One set of classes for the destination layers of a quantity: it covers them all. */
static enum hg_status share_classes(struct job *job, struct hg_error *err)
{
    for (int quantity = HG_LAYER_DENSITY; quantity <= HG_LAYER_SHARE; quantity++) {
        double edges[2] = {INFINITY, 0};
        for (size_t i = 0; i < job->n_layer; i++) {
            const struct layer *layer = &job->layer[i];
            if (!layer_shares_classes(job, layer) || (int)layer->quantity != quantity ||
                layer->classes.n == 0)
                continue;
            edges[0] = fmin(edges[0], layer->classes.edge[0]);
            edges[1] = fmax(edges[1], layer->classes.edge[layer->classes.n]);
        }
        if (!(edges[1] > edges[0]) || job->study->maps.n_break)
            continue;
        struct hg_classes classes = {0};
        const bool log = quantity != HG_LAYER_SHARE;
        if (edges[0] <= 0)
            edges[0] = log ? edges[1] * 1e-6 : edges[1] * 1e-3;
        const enum hg_status status =
            hg_classes_make(log ? "log" : "equal", 2, edges,
                            (size_t)job->study->maps.count, &classes, err);
        if (status != HG_OK)
            return status;
        for (size_t i = 0; i < job->n_layer; i++)
            if (layer_shares_classes(job, &job->layer[i]) &&
                (int)job->layer[i].quantity == quantity)
                job->layer[i].classes = classes;
    }
    return HG_OK;
}

/* The figures of the study as a whole. */
static enum hg_status measure_foreign(struct job *job, struct hg_error *err)
{
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

enum hg_status stage_hotspots(struct job *job, struct hg_error *err)
{
    enum hg_status status = measure_foreign(job, err);
    if (status == HG_OK)
        status = each_layer(job, "hotspots", measure, err);
    return status == HG_OK ? share_classes(job, err) : status;
}

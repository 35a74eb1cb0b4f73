/* stage_hotspots.c - stage 5: each layer measured: mass, concentration, classes */
#include "study/layers.h"
#include <hotgrid/concentration.h>
#include <hotgrid/sort.h>
#include <stdlib.h>
#include <string.h>

/* Values kept of a layer to make class breaks from: every k-th of the sorted ones. */
enum { SAMPLE = 10000 };

static size_t cells_with_mass(const struct job *job, const double *kg)
{
    size_t n = 0;
    for (size_t cell = 0; cell < hg_grid_cells(job->grid); cell++)
        n += kg[cell] != 0;
    return n;
}

/* The curve of the cells above 0: cells below have no place on it. */
static enum hg_status concentrate(const struct job *job, const double *kg,
                                  struct hg_concentration **out, struct hg_error *err)
{
    const size_t n = cells_with_mass(job, kg);
    double *mass = malloc((2 * n + 1) * sizeof(*mass)), *km2 = mass + n;
    if (!mass)
        return no_memory(err, "a concentration curve");
    size_t filled = 0;
    for (size_t cell = 0; cell < hg_grid_cells(job->grid); cell++)
        if (kg[cell] > 0) {
            mass[filled] = kg[cell];
            km2[filled++] = hg_grid_cell_km2(job->grid, (uint32_t)cell);
        }
    const enum hg_status status =
        hg_concentration_create(filled, mass, km2, job->land_km2, out, err);
    free(mass);
    return status;
}

/* The values above 0, largest first; notes the smallest and the largest of all. */
static size_t rank_values(const struct job *job, struct layer *layer,
                          const struct layer_values *values, struct hg_ranked *rank)
{
    size_t n = 0;
    layer->minimum = INFINITY;
    layer->maximum = -INFINITY;
    for (size_t cell = 0; cell < hg_grid_cells(job->grid); cell++) {
        /* What the file holds: the legend must cover it. */
        const double v = (float)layer_value(job, layer, values, cell);
        if (isnan(v))
            continue;
        layer->minimum = fmin(layer->minimum, v);
        layer->maximum = fmax(layer->maximum, v);
        if (v > 0)
            rank[n++] = (struct hg_ranked){v, cell};
    }
    hg_sort_falling(n, rank, rank + n);
    return n;
}

/* The values in rising order, thinned to a sample that keeps both ends. */
static size_t take_sample(size_t n, const struct hg_ranked *falling, double *sample)
{
    const size_t n_sample = n < SAMPLE ? n : SAMPLE;
    for (size_t i = 0; i < n_sample; i++) {
        const size_t from_least = n > SAMPLE ? i * (n - 1) / (SAMPLE - 1) : i;
        sample[i] = falling[n - 1 - from_least].value;
    }
    return n_sample;
}

static enum hg_status make_classes(struct job *job, struct layer *layer,
                                   const struct layer_values *values,
                                   struct hg_error *err)
{
    double sample[SAMPLE];
    struct hg_ranked *rank =
        malloc((cells_with_mass(job, values->kg) + 1) * 2 * sizeof(*rank));
    if (!rank)
        return no_memory(err, "the classes of a layer");
    const size_t n = take_sample(rank_values(job, layer, values, rank), rank, sample);
    free(rank);

    const bool share = layer->quantity == HG_LAYER_SHARE;
    const struct hg_study *study = job->study;
    if (study->maps.n_break && !share) {
        layer->classes.n = study->maps.n_break - 1;
        memcpy(layer->classes.edge, study->maps.breaks,
               study->maps.n_break * sizeof(double));
        return HG_OK;
    }
    return n == 0 ? HG_OK
                  : hg_classes_make(share ? "equal" : study->maps.method, n, sample,
                                    (size_t)study->maps.count, &layer->classes, err);
}

/* The exact mass of all cells, and of those below 0. */
static enum hg_status add_up(const struct job *job, struct layer *layer, const double *kg,
                             struct hg_error *err)
{
    for (size_t cell = 0; cell < hg_grid_cells(job->grid); cell++) {
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

static enum hg_status measure(struct job *job, struct layer *layer,
                              const struct layer_values *values, struct hg_error *err)
{
    if (values->class_value)
        return HG_OK;
    struct hg_concentration *curve = NULL;
    enum hg_status status = add_up(job, layer, values->kg, err);
    if (status == HG_OK)
        status = concentrate(job, values->kg, &curve, err);
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

/* Final demand below 0 can leave cells below 0, which no curve holds: how much at most,
 * as a part of what is above. */
static enum hg_status note_below(struct job *job, struct hg_error *err)
{
    double below = 0, above = 0;
    for (size_t cell = 0; cell < hg_grid_cells(job->grid); cell++)
        if (job->foreign_kg[cell] < 0)
            below -= job->foreign_kg[cell];
        else
            above += job->foreign_kg[cell];
    double worst = below > 0 ? below / above : 0;
    for (size_t i = 0; i < job->n_layer; i++) {
        const struct layer *layer = &job->layer[i];
        if (layer->negative < 0)
            worst = fmax(worst, hg_mass_kg(-layer->negative) /
                                    hg_mass_kg(layer->mass - layer->negative));
    }
    return hg_ledger_note(job->ledger, "hotspots",
                          "mass of cells below 0, off the curves, from that above", worst,
                          INFINITY, err);
}

enum hg_status stage_hotspots(struct job *job, struct hg_error *err)
{
    enum hg_status status = measure_foreign(job, err);
    if (status == HG_OK)
        status = each_layer(job, "hotspots", measure, err);
    if (status == HG_OK)
        status = note_below(job, err);
    return status == HG_OK ? share_classes(job, err) : status;
}

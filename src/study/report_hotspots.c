/* report_hotspots.c - the largest hotspots of each layer for the page */
#include "study/hotspots.h"
#include "study/report.h"
#include <stdlib.h>

enum { MOST = 100, LARGEST = 8 };

struct ranked {
    double kg;
    size_t index;
};

static int by_kg(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    if (x->kg != y->kg)
        return x->kg < y->kg ? 1 : -1;
    return x->index < y->index ? -1 : x->index > y->index;
}

/* The largest of n, as [{code, name, kg}]. */
static json_t *largest(const struct job *job, const struct hg_axis *axis, bool markets,
                       const double *kg, size_t n, bool *ok)
{
    json_t *array = json_array();
    struct ranked *rank = calloc(n + 1, sizeof(*rank));
    for (size_t i = 0; rank && i < n; i++)
        rank[i] = (struct ranked){kg[i], i};
    if (rank)
        qsort(rank, n, sizeof(*rank), by_kg);
    for (size_t k = 0; rank && k < n && k < LARGEST && rank[k].kg > 0; k++) {
        json_t *object = json_object();
        const size_t i = rank[k].index;
        put(object, "code", json_string(hg_axis_code(axis, i)), ok);
        put(object, "name",
            json_string(markets ? job_market_name(job, i) : hg_axis_name(axis, i)), ok);
        put(object, "kg", json_real(rank[k].kg), ok);
        append(array, object, ok);
    }
    *ok = *ok && rank;
    free(rank);
    return array;
}

static json_t *hotspot(const struct job *job, const struct layer *layer, size_t i,
                       bool *ok)
{
    const struct hg_cluster *c = &layer->clusters->cluster[i];
    const struct cluster_mix *mix = layer->cluster_mix;
    const double whole = hg_mass_kg(layer->mass);
    double col, row;
    hg_grid_steps(job->grid, c->x, c->y, &col, &row);
    json_t *object = json_object();
    put(object, "layer", json_string(layer->stem), ok);
    put(object, "number", json_integer((json_int_t)i + 1), ok);
    put(object, "name", json_string(layer->cluster_name[i]), ok);
    put(object, "kg", json_real(c->kg), ok);
    put(object, "share", number_or_null(c->kg / whole), ok);
    put(object, "km2", json_real(c->km2), ok);
    put(object, "lon", number_or_null(c->lon), ok);
    put(object, "lat", number_or_null(c->lat), ok);
    put(object, "col", json_real(col), ok);
    put(object, "row", json_real(row), ok);
    put(object, "peak", json_integer(c->peak_cell), ok);
    put(object, "regions",
        largest(job, job->inventory->regions, false, mix->region + i * mix->n_region,
                mix->n_region, ok),
        ok);
    put(object, "sectors",
        largest(job, job->inventory->sectors, false, mix->sector + i * mix->n_sector,
                mix->n_sector, ok),
        ok);
    put(object, "markets",
        largest(job, job->mrio->regions, true, mix->destination + i * mix->n_destination,
                mix->n_destination, ok),
        ok);
    return object;
}

/* Block hotspots: for each layer that has some, the number of its cells in those that are
 * told; then of each the cell from the one before, and the hotspot from 1. */
static void add_cells(const struct job *job, const struct layer *layer,
                      struct hg_text *block)
{
    const uint32_t *of_cell = layer->clusters->of_cell;
    const size_t n = hg_grid_cells(job->grid);
    size_t count = 0, last = 0;
    for (size_t cell = 0; cell < n; cell++)
        count += of_cell[cell] > 0 && of_cell[cell] <= MOST;
    report_count(block, count);
    for (size_t cell = 0; cell < n; cell++) {
        if (of_cell[cell] == 0 || of_cell[cell] > MOST)
            continue;
        report_count(block, cell - last);
        report_count(block, of_cell[cell]);
        last = cell;
    }
}

enum hg_status report_hotspots(struct report *report, struct hg_error *err)
{
    const struct job *job = report->job;
    struct hg_text *block = report_block(report, "hotspots");
    json_t *layers = json_array();
    (void)err;
    for (size_t l = 0; l < job->n_layer; l++) {
        const struct layer *layer = &job->layer[l];
        if (!layer->clusters || layer->clusters->n == 0)
            continue;
        json_t *object = json_object(), *list = json_array();
        for (size_t i = 0; i < layer->clusters->n && i < MOST; i++)
            append(list, hotspot(job, layer, i, &report->ok), &report->ok);
        put(object, "layer", json_string(layer->stem), &report->ok);
        put(object, "found", json_integer((json_int_t)layer->clusters->n), &report->ok);
        put(object, "list", list, &report->ok);
        append(layers, object, &report->ok);
        add_cells(job, layer, block);
    }
    put(report->facts, "hotspots", layers, &report->ok);
    return HG_OK;
}

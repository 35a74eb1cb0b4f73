/* hotspots_gpkg.c - the hotspots of all layers that have some, as polygons with facts */
#include "study/hotspots.h"
#include "study/vectors.h"
#include <hotgrid/features_write.h>
#include <stdlib.h>

enum {
    NUMBER,
    NAME,
    TONNES,
    PERCENT,
    CELLS,
    KM2,
    DENSITY,
    PEAK,
    LON,
    LAT,
    REGION,
    SECTOR,
    SECTOR_PERCENT,
    MARKET,
    MARKET_PERCENT,
    N_COLUMN
};

static const struct hg_column columns[N_COLUMN] = {
    [NUMBER] = {"number", HG_COLUMN_INTEGER},
    [NAME] = {"name", HG_COLUMN_TEXT},
    [TONNES] = {"t", HG_COLUMN_REAL},
    [PERCENT] = {"percent_of_layer", HG_COLUMN_REAL},
    [CELLS] = {"cells", HG_COLUMN_INTEGER},
    [KM2] = {"km2", HG_COLUMN_REAL},
    [DENSITY] = {"t_per_km2", HG_COLUMN_REAL},
    [PEAK] = {"peak_t_per_km2", HG_COLUMN_REAL},
    [LON] = {"lon", HG_COLUMN_REAL},
    [LAT] = {"lat", HG_COLUMN_REAL},
    [REGION] = {"region", HG_COLUMN_TEXT},
    [SECTOR] = {"largest_sector", HG_COLUMN_TEXT},
    [SECTOR_PERCENT] = {"largest_sector_percent", HG_COLUMN_REAL},
    [MARKET] = {"largest_market", HG_COLUMN_TEXT},
    [MARKET_PERCENT] = {"largest_market_percent", HG_COLUMN_REAL},
};

bool vectors_has_hotspots(const struct layer *layer)
{
    return layer->clusters && layer->clusters->n > 0;
}

/* The largest of n masses and its part of the whole; leaves both unknown where all are
 * 0. */
static void add_largest(size_t n, const double *kg, double whole,
                        const struct hg_axis *axis, union hg_column_value *code,
                        union hg_column_value *percent)
{
    size_t largest = 0;
    percent->real = NAN;
    if (n == 0 || cluster_largest(n, kg, 1, &largest) == 0)
        return;
    code->text = hg_axis_code(axis, largest);
    percent->real = 100 * kg[largest] / whole;
}

static void tell(const struct job *job, const struct layer *layer, size_t i,
                 union hg_column_value *value)
{
    const struct hg_cluster *c = &layer->clusters->cluster[i];
    const struct cluster_mix *mix = layer->cluster_mix;
    union hg_column_value ignored;
    value[NUMBER].integer = (int64_t)i + 1;
    value[NAME].text = layer->cluster_name[i];
    value[TONNES].real = c->kg / 1000;
    value[PERCENT].real = 100 * c->kg / hg_mass_kg(layer->mass);
    value[CELLS].integer = c->n_cell;
    value[KM2].real = c->km2;
    value[DENSITY].real = c->kg / 1000 / c->km2;
    value[PEAK].real = c->peak_kg_per_km2 / 1000;
    value[LON].real = c->lon;
    value[LAT].real = c->lat;
    add_largest(mix->n_region, mix->region + i * mix->n_region, c->kg,
                job->inventory->regions, &value[REGION], &ignored);
    add_largest(mix->n_sector, mix->sector + i * mix->n_sector, c->kg,
                job->inventory->sectors, &value[SECTOR], &value[SECTOR_PERCENT]);
    value[MARKET_PERCENT].real = NAN;
    if (mix->n_destination > 0)
        add_largest(mix->n_destination, mix->destination + i * mix->n_destination, c->kg,
                    job->mrio->regions, &value[MARKET], &value[MARKET_PERCENT]);
}

/* A table with its outlines and values, both to be freed. */
struct made {
    struct hg_shapes *shapes;
    union hg_column_value *value;
};

static enum hg_status make_table(const struct job *job, const struct layer *layer,
                                 const char *qml, struct made *made,
                                 struct hg_feature_table *table, struct hg_error *err)
{
    const size_t n = layer->clusters->n;
    const enum hg_status status = vectors_outlines(job, layer, &made->shapes, err);
    if (status != HG_OK)
        return status;
    made->value = calloc(n * N_COLUMN, sizeof(*made->value));
    if (!made->value)
        return no_memory(err, "the facts of hotspots");
    for (size_t i = 0; i < n; i++)
        tell(job, layer, i, made->value + i * N_COLUMN);
    *table = (struct hg_feature_table){.name = layer->stem,
                                       .title = layer->title,
                                       .n = n,
                                       .shapes = made->shapes,
                                       .n_column = N_COLUMN,
                                       .column = columns,
                                       .value = made->value,
                                       .qml = qml};
    return HG_OK;
}

static enum hg_status write_tables(struct job *job, size_t n,
                                   const struct hg_feature_table *table,
                                   struct hg_error *err)
{
    uint8_t *bytes = NULL;
    size_t length = 0;
    enum hg_status status =
        hg_encode_geopackage(job->grid, n, table, &bytes, &length, err);
    if (status == HG_OK)
        status = hg_output_commit(job->output, VECTORS_HOTSPOTS, bytes, length, err);
    free(bytes);
    return status;
}

enum hg_status write_hotspots_gpkg(struct job *job, struct hg_error *err)
{
    struct made *made = calloc(job->n_layer + 1, sizeof(*made));
    struct hg_feature_table *table = calloc(job->n_layer + 1, sizeof(*table));
    char *qml = vectors_qml(job, vectors_style_hotspots);
    size_t n = 0;
    enum hg_status status = HG_OK;
    if (!made || !table || !qml) {
        (void)no_memory(err, "the hotspots");
        status = HG_E_MEMORY;
    }
    for (size_t i = 0; status == HG_OK && i < job->n_layer; i++)
        if (vectors_has_hotspots(&job->layer[i])) {
            status = make_table(job, &job->layer[i], qml, &made[n], &table[n], err);
            n++;
        }
    if (status == HG_OK && n > 0)
        status = write_tables(job, n, table, err);
    for (size_t i = 0; i < n; i++) {
        hg_shapes_destroy(made[i].shapes);
        free(made[i].value);
    }
    free(qml);
    free(table);
    free(made);
    return status;
}

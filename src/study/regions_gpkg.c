/* regions_gpkg.c - the regions of the study as polygons, with their accounts */
#include "study/vectors.h"
#include <hotgrid/features_write.h>
#include <stdlib.h>

/* Columns that every study has, and those of studies with markets; behind them one for
 * each market. */
enum {
    CODE,
    NAME,
    LAND,
    LAND_PERCENT,
    INVENTORY,
    GRIDDED,
    GRIDDED_PERCENT,
    DENSITY,
    N_PLAIN,
    MARKET_MIX = N_PLAIN,
    FOREIGN,
    FOREIGN_PERCENT,
    FOREIGN_DENSITY,
    N_MARKETS
};

static const struct hg_column columns[N_MARKETS] = {
    [CODE] = {"region", HG_COLUMN_TEXT},
    [NAME] = {"name", HG_COLUMN_TEXT},
    [LAND] = {"land_km2", HG_COLUMN_REAL},
    [LAND_PERCENT] = {"percent_of_land", HG_COLUMN_REAL},
    [INVENTORY] = {"inventory_t", HG_COLUMN_REAL},
    [GRIDDED] = {"gridded_t", HG_COLUMN_REAL},
    [GRIDDED_PERCENT] = {"percent_of_gridded", HG_COLUMN_REAL},
    [DENSITY] = {"gridded_t_per_km2", HG_COLUMN_REAL},
    [MARKET_MIX] = {"market_mix", HG_COLUMN_TEXT},
    [FOREIGN] = {"foreign_t", HG_COLUMN_REAL},
    [FOREIGN_PERCENT] = {"foreign_percent", HG_COLUMN_REAL},
    [FOREIGN_DENSITY] = {"foreign_t_per_km2", HG_COLUMN_REAL},
};

struct table {
    struct job *job;
    size_t n_column, n;
    struct hg_column *column;
    union hg_column_value *value;
    size_t *shape;   /* [feature] */
    double *km2;     /* [shape of the study] */
    double land_km2; /* of all of them */
};

bool vectors_has_regions(const struct job *job)
{
    return job->regions && job->weights && job->regions->n_shape > 0;
}

/* The land of each shape: parts of cells, on the grid that covers all regions. */
static void measure(struct table *t)
{
    const struct hg_weights *w = t->job->weights;
    for (size_t s = 0; s < w->n_shape; s++) {
        for (size_t i = w->first[s]; i < w->first[s + 1]; i++)
            t->km2[s] += w->run[i].fraction *
                         hg_grid_run_km2(t->job->wide, w->run[i].cell, w->run[i].n);
        t->land_km2 += t->km2[s];
    }
}

static double ratio(double part, double whole)
{
    return whole > 0 ? part / whole : NAN;
}

static double tonnes(hg_mass_sum mass)
{
    return hg_mass_kg(mass) / 1000;
}

/* What the industries of a region have in the inventory, and on the grid. */
static void sum_up(const struct job *job, size_t region, double *inventory_t,
                   double *gridded_t)
{
    const size_t n = hg_axis_size(job->inventory->sectors);
    hg_mass_sum total = 0, gridded = 0;
    for (size_t i = region * n; i < (region + 1) * n; i++) {
        total += job->inventory->total[i];
        gridded += job->gridded[i];
    }
    *inventory_t = tonnes(total);
    *gridded_t = tonnes(gridded);
}

static void tell_markets(const struct table *t, size_t region, double km2,
                         union hg_column_value *value)
{
    const struct hg_accounts *a = t->job->accounts;
    const double *kg = a->region_destination + region * a->n_destination;
    const size_t market = job_own_market(t->job, region);
    double sum = 0;
    for (size_t d = 0; d < a->n_destination; d++) {
        sum += kg[d];
        value[N_MARKETS + d].real = kg[d] / 1000;
    }
    if (market != HG_NOT_FOUND)
        value[MARKET_MIX].text = hg_axis_code(t->job->mrio->regions, market);
    value[FOREIGN].real = a->foreign_region[region] / 1000;
    value[FOREIGN_PERCENT].real = 100 * ratio(a->foreign_region[region], sum);
    value[FOREIGN_DENSITY].real = ratio(a->foreign_region[region] / 1000, km2);
}

/* A region without an inventory has land, and nothing else is known of it. */
static void tell(const struct table *t, size_t i, double gridded_t)
{
    const struct job *job = t->job;
    const size_t shape = t->shape[i];
    const char *code = job->regions->shape[shape].code;
    union hg_column_value *value = t->value + i * t->n_column;
    for (size_t k = 0; k < t->n_column; k++)
        if (t->column[k].kind == HG_COLUMN_REAL)
            value[k].real = NAN;
    value[CODE].text = code;
    value[NAME].text = job->regions->shape[shape].name;
    value[LAND].real = t->km2[shape];
    value[LAND_PERCENT].real = 100 * ratio(t->km2[shape], t->land_km2);
    const size_t region = hg_axis_find(job->inventory->regions, code);
    if (region == HG_NOT_FOUND)
        return;
    sum_up(job, region, &value[INVENTORY].real, &value[GRIDDED].real);
    value[GRIDDED_PERCENT].real = 100 * ratio(value[GRIDDED].real, gridded_t);
    value[DENSITY].real = ratio(value[GRIDDED].real, t->km2[shape]);
    if (job->markets)
        tell_markets(t, region, t->km2[shape], value);
}

static enum hg_status name_columns(struct table *t, struct hg_error *err)
{
    const size_t n_d = t->job->markets ? t->job->accounts->n_destination : 0;
    t->n_column = t->job->markets ? N_MARKETS + n_d : N_PLAIN;
    t->column = calloc(t->n_column, sizeof(*t->column));
    if (!t->column)
        return no_memory(err, "the regions");
    for (size_t k = 0; k < t->n_column && k < N_MARKETS; k++)
        t->column[k] = columns[k];
    for (size_t d = 0; d < n_d; d++) {
        const char *name =
            job_text(t->job, "to_%s_t", hg_axis_code(t->job->mrio->regions, d));
        if (!name)
            return no_memory(err, "the regions");
        t->column[N_MARKETS + d] = (struct hg_column){name, HG_COLUMN_REAL};
    }
    return HG_OK;
}

static enum hg_status fill(struct table *t, struct hg_error *err)
{
    const struct job *job = t->job;
    const size_t n = job->regions->n_shape;
    t->km2 = calloc(n + 1, sizeof(*t->km2));
    t->shape = calloc(n + 1, sizeof(*t->shape));
    enum hg_status status = name_columns(t, err);
    if (status == HG_OK)
        t->value = calloc(n * t->n_column, sizeof(*t->value));
    if (!t->km2 || !t->shape || !t->value)
        return no_memory(err, "the regions");
    measure(t);
    hg_mass_sum gridded = 0;
    for (size_t i = 0; i < job_industries(job); i++)
        gridded += job->gridded[i];
    for (size_t s = 0; s < n; s++)
        if (job->regions->shape[s].n_ring > 0)
            t->shape[t->n++] = s;
    for (size_t i = 0; i < t->n; i++)
        tell(t, i, tonnes(gridded));
    return HG_OK;
}

static enum hg_status write_table(struct job *job, const struct table *t, const char *qml,
                                  struct hg_error *err)
{
    const struct hg_feature_table table = {.name = "regions",
                                           .title = "Regions and their accounts",
                                           .n = t->n,
                                           .shapes = job->regions,
                                           .of_shape = t->shape,
                                           .n_column = t->n_column,
                                           .column = t->column,
                                           .value = t->value,
                                           .qml = qml};
    uint8_t *bytes = NULL;
    size_t length = 0;
    enum hg_status status =
        hg_encode_geopackage(job->grid, 1, &table, &bytes, &length, err);
    if (status == HG_OK)
        status = hg_output_commit(job->output, VECTORS_REGIONS, bytes, length, err);
    free(bytes);
    return status;
}

enum hg_status write_regions_gpkg(struct job *job, struct hg_error *err)
{
    struct table t = {.job = job};
    if (!vectors_has_regions(job))
        return HG_OK;
    char *qml = vectors_qml(job, vectors_style_regions);
    enum hg_status status = qml ? fill(&t, err) : no_memory(err, "the regions");
    if (status == HG_OK)
        status = write_table(job, &t, qml, err);
    free(qml);
    free(t.value);
    free(t.shape);
    free(t.km2);
    free(t.column);
    return status;
}

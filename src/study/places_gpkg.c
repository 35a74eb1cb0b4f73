/* places_gpkg.c - sets of places as layers of a GeoPackage, with their accounts */
#include "study/places_layers.h"
#include "study/vectors.h"
#include <hotgrid/features_write.h>
#include <stdlib.h>

/* Columns of all studies, then those of studies with markets. */
enum {
    CODE,
    NAME,
    RANK,
    TOTAL,
    PERCENT,
    AREA,
    LAND,
    DENSITY,
    RANK_DENSITY,
    N_PLAIN,
    FOREIGN = N_PLAIN,
    FOREIGN_PERCENT,
    FOREIGN_DENSITY,
    RANK_FOREIGN,
    N_MARKETS
};

static const struct hg_column columns[N_MARKETS] = {
    [CODE] = {"place", HG_COLUMN_TEXT},
    [NAME] = {"name", HG_COLUMN_TEXT},
    [RANK] = {"rank", HG_COLUMN_INTEGER},
    [TOTAL] = {"t", HG_COLUMN_REAL},
    [PERCENT] = {"percent_of_gridded", HG_COLUMN_REAL},
    [AREA] = {"km2", HG_COLUMN_REAL},
    [LAND] = {"land_km2", HG_COLUMN_REAL},
    [DENSITY] = {"t_per_km2", HG_COLUMN_REAL},
    [RANK_DENSITY] = {"rank_per_km2", HG_COLUMN_INTEGER},
    [FOREIGN] = {"foreign_t", HG_COLUMN_REAL},
    [FOREIGN_PERCENT] = {"foreign_percent", HG_COLUMN_REAL},
    [FOREIGN_DENSITY] = {"foreign_t_per_km2", HG_COLUMN_REAL},
    [RANK_FOREIGN] = {"rank_foreign", HG_COLUMN_INTEGER},
};

static double percent(double part, double whole)
{
    return whole > 0 ? 100 * part / whole : NAN;
}

static void tell(const struct place_set *set, const struct place *p,
                 union hg_column_value *value, size_t n_column)
{
    value[CODE].text = p->code;
    value[NAME].text = p->name;
    value[RANK].integer = (int64_t)p->rank[BY_TOTAL];
    value[TOTAL].real = p->kg / 1000;
    value[PERCENT].real = percent(p->kg, set->gridded_kg);
    value[AREA].real = p->km2;
    value[LAND].real = p->land_km2;
    value[DENSITY].real = p->density;
    value[RANK_DENSITY].integer = (int64_t)p->rank[BY_DENSITY];
    if (n_column == N_PLAIN)
        return;
    value[FOREIGN].real = p->foreign_kg / 1000;
    value[FOREIGN_PERCENT].real = percent(p->foreign_kg, p->kg);
    value[FOREIGN_DENSITY].real = p->foreign_density;
    value[RANK_FOREIGN].integer = (int64_t)p->rank[BY_FOREIGN];
}

/* What a table borrows. */
struct room {
    union hg_column_value *value;
    size_t *of_shape;
    double *xy;
    char *qml;
};

static void finish(struct room *room)
{
    free(room->value);
    free(room->of_shape);
    free(room->xy);
    free(room->qml);
}

/* Places that are somewhere: polygons with rings, points with an image on the grid. */
static bool is_somewhere(const struct place_set *set, size_t i)
{
    return set->points ? isfinite(set->place[i].x) && isfinite(set->place[i].y)
                       : set->shapes->shape[i].n_ring > 0;
}

static enum hg_status fill(struct job *job, const struct place_set *set,
                           struct hg_feature_table *table, struct room *room,
                           struct hg_error *err)
{
    const size_t n_column = job->markets ? N_MARKETS : N_PLAIN;
    room->value = calloc(set->n * n_column + 1, sizeof(*room->value));
    room->of_shape = calloc(set->n + 1, sizeof(*room->of_shape));
    room->xy = calloc(2 * set->n + 1, sizeof(*room->xy));
    enum hg_status status = places_qml(job, set, &room->qml, err);
    if (status != HG_OK)
        return status;
    if (!room->value || !room->of_shape || !room->xy)
        return no_memory(err, "the places");
    *table = (struct hg_feature_table){.name = set->entry->name,
                                       .title = set->entry->name,
                                       .shapes = set->points ? NULL : set->shapes,
                                       .of_shape = set->points ? NULL : room->of_shape,
                                       .x = room->xy,
                                       .y = room->xy + set->n,
                                       .n_column = n_column,
                                       .column = columns,
                                       .value = room->value,
                                       .qml = room->qml};
    for (size_t i = 0; i < set->n; i++) {
        if (!is_somewhere(set, i))
            continue;
        room->of_shape[table->n] = i;
        room->xy[table->n] = set->place[i].x;
        room->xy[set->n + table->n] = set->place[i].y;
        tell(set, &set->place[i], room->value + table->n * n_column, n_column);
        table->n++;
    }
    return HG_OK;
}

enum hg_status write_places_gpkg(struct job *job, struct hg_error *err)
{
    const struct zone_accounts *zones = job->levers ? job->levers->places : NULL;
    if (!zones)
        return HG_OK;
    struct hg_feature_table *table = calloc(zones->n + 1, sizeof(*table));
    struct room *room = calloc(zones->n + 1, sizeof(*room));
    uint8_t *bytes = NULL;
    size_t length = 0;
    enum hg_status status = HG_OK;
    if (!table || !room) {
        status = no_memory(err, "the places");
        goto done;
    }
    for (size_t i = 0; status == HG_OK && i < zones->n; i++)
        status = fill(job, &zones->set[i], &table[i], &room[i], err);
    if (status == HG_OK)
        status = hg_encode_geopackage(job->grid, zones->n, table, &bytes, &length, err);
    if (status == HG_OK)
        status = hg_output_commit(job->output, PLACES_GPKG, bytes, length, err);
done:
    for (size_t i = 0; room && i < zones->n; i++)
        finish(&room[i]);
    free(bytes);
    free(room);
    free(table);
    return status;
}

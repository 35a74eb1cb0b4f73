/* sites.c - point sources: id, region, sector, lon, lat, and a weight or a mass */
#include "io/cells.h"
#include <hotgrid/tables.h>
#include <hotgrid/text.h>
#include <stdlib.h>
#include <string.h>

enum { ID, REGION, SECTOR, LON, LAT, NAME, WEIGHT, VALUE = WEIGHT, UNIT, BASIS, GAS };

#define COMMON_COLUMNS                                                                   \
    [ID] = {"id", ROWS_NEEDED}, [REGION] = {"region", ROWS_NEEDED},                      \
    [SECTOR] = {"sector", ROWS_NEEDED}, [LON] = {"lon", ROWS_PLACE},                     \
    [LAT] = {"lat", ROWS_PLACE}, [NAME] = {"name", ROWS_OPTIONAL}

static const struct rows_column weight_columns[] = {
    COMMON_COLUMNS, [WEIGHT] = {"weight", ROWS_NEEDED}};

static const struct rows_column mass_columns[] = {
    COMMON_COLUMNS, [VALUE] = {"value", ROWS_NEEDED}, [UNIT] = {"unit", ROWS_NEEDED},
    [BASIS] = {"basis", ROWS_OPTIONAL}, [GAS] = {"gas", ROWS_OPTIONAL}};

struct reading {
    struct hg_sites *sites;
    size_t capacity;
    const char *file;
    struct cells_shelf shelf;
};

static enum hg_status no_memory(const struct reading *reading, struct hg_error *err)
{
    return hg_fail(err, HG_E_MEMORY, "%s: no memory for its points", reading->file);
}

/* The cells of a row before they are kept. */
struct cell {
    const char *text;
    size_t length;
};

static enum hg_status keep(struct reading *reading, const struct cell cell[static 4],
                           struct hg_site *site, struct hg_error *err)
{
    struct hg_sites *sites = reading->sites;
    site->id = hg_arena_copy(sites->arena, cell[ID].text, cell[ID].length);
    site->region = cells_keep(&reading->shelf, cell[REGION].text, cell[REGION].length);
    site->sector = cells_keep(&reading->shelf, cell[SECTOR].text, cell[SECTOR].length);
    site->name = cell[3].length > 0
                     ? hg_arena_copy(sites->arena, cell[3].text, cell[3].length)
                     : "";
    if (!site->id || !site->region || !site->sector || !site->name)
        return no_memory(reading, err);
    if (sites->n == reading->capacity)
        return hg_fail(err, HG_E_INPUT, "%s: grew while it was read; run again",
                       reading->file);
    sites->site[sites->n++] = *site;
    return HG_OK;
}

static enum hg_status read_row(struct reading *reading, const struct rows *rows,
                               struct hg_faults *faults, struct hg_error *err)
{
    struct cell cell[4];
    struct hg_site site = {.file = reading->file, .line = rows_line(rows)};
    bool good = true;
    for (size_t c = ID; c <= SECTOR; c++) {
        cell[c].text = rows_code(rows, faults, c, &cell[c].length);
        good &= cell[c].text != NULL;
    }
    cell[3].text = rows_text(rows, NAME, &cell[3].length);
    good &= rows_place(rows, faults, LON, &site.lon, &site.lat);
    hg_mass mass;
    if (reading->sites->rule == HG_POINTS_SCALE)
        good &= cells_amount(rows, faults, WEIGHT, &site.weight);
    else
        good &= cells_mass(rows, faults, (struct cells_mass){VALUE, UNIT}, &site.weight,
                           &mass);
    return good ? keep(reading, cell, &site, err) : HG_OK;
}

static enum hg_status read_rows(struct reading *reading, struct rows *rows,
                                struct hg_faults *faults, struct hg_error *err)
{
    struct hg_sites *sites = reading->sites;
    reading->capacity = rows_at_most(rows);
    sites->site = hg_arena_alloc(sites->arena, reading->capacity, sizeof(sites->site[0]));
    if (!sites->site)
        return no_memory(reading, err);
    for (;;) {
        bool more = false;
        enum hg_status status = rows_next(rows, faults, &more, err);
        if (status != HG_OK || !more)
            return status;
        status = read_row(reading, rows, faults, err);
        if (status != HG_OK)
            return status;
    }
}

enum hg_status hg_read_sites(const struct hg_table_source *file, enum hg_point_rule rule,
                             struct hg_faults *faults, struct hg_sites **out,
                             struct hg_error *err)
{
    const bool scale = rule == HG_POINTS_SCALE;
    const struct rows_column *columns = scale ? weight_columns : mass_columns;
    const size_t n = scale ? sizeof(weight_columns) / sizeof(weight_columns[0])
                           : sizeof(mass_columns) / sizeof(mass_columns[0]);
    enum hg_status status = HG_OK;
    struct rows *rows = NULL;
    struct reading *reading = calloc(1, sizeof(*reading));
    struct hg_sites *sites = calloc(1, sizeof(*sites));
    if (!reading || !sites || !(sites->arena = hg_arena_create()) ||
        !(reading->file = hg_arena_copy(sites->arena, file->path, strlen(file->path)))) {
        status = hg_fail(err, HG_E_MEMORY, "%s: no memory to read it", file->path);
        goto done;
    }
    sites->rule = rule;
    reading->sites = sites;
    reading->shelf.arena = sites->arena;
    status = rows_open(file, columns, n, faults, &rows, err);
    if (status == HG_OK)
        status = read_rows(reading, rows, faults, err);
    if (status != HG_OK)
        goto done;
    *out = sites;
    sites = NULL;
done:
    rows_close(rows);
    free(reading);
    hg_sites_destroy(sites);
    return status;
}

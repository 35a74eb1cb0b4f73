/* sites.c - point sources: id, region, sector, lon, lat, and a weight or a mass */
#include "io/cells.h"
#include "io/site_row.h"
#include <hotgrid/tables.h>
#include <stdlib.h>
#include <string.h>

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

static enum hg_status keep(struct reading *reading, const struct site_row *row,
                           size_t line, struct hg_error *err)
{
    struct hg_sites *sites = reading->sites;
    const struct hg_site site = {
        .id = hg_arena_copy(sites->arena, row->id.text, row->id.length),
        .region = cells_keep(&reading->shelf, row->region.text, row->region.length),
        .sector = cells_keep(&reading->shelf, row->sector.text, row->sector.length),
        .name = row->name.length > 0
                    ? hg_arena_copy(sites->arena, row->name.text, row->name.length)
                    : "",
        .lon = row->lon,
        .lat = row->lat,
        .weight = row->weight,
        .file = reading->file,
        .line = line,
        .sigma = row->sigma,
    };
    if (!site.id || !site.region || !site.sector || !site.name)
        return no_memory(reading, err);
    if (sites->n == reading->capacity)
        return hg_fail(err, HG_E_INPUT, "%s: grew while it was read; run again",
                       reading->file);
    sites->site[sites->n++] = site;
    return HG_OK;
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
        struct site_row row;
        if (!site_row_read(rows, sites->rule, faults, &row))
            continue;
        status = keep(reading, &row, rows_line(rows), err);
        if (status != HG_OK)
            return status;
    }
}

enum hg_status hg_read_sites(const struct hg_table_source *file, enum hg_point_rule rule,
                             struct hg_faults *faults, struct hg_sites **out,
                             struct hg_error *err)
{
    size_t n;
    const struct rows_column *columns = site_columns(rule, &n);
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

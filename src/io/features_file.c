/* features_file.c - lines and areas that emit, each a record and a geometry */
#include "io/cells.h"
#include "io/shape_rows.h"
#include "io/site_row.h"
#include <assert.h>
#include <hotgrid/features_file.h>
#include <stdlib.h>
#include <string.h>

struct reading {
    struct shape_rows shapes;
    struct hg_features *features;
    const char *file;
    size_t capacity;
    struct cells_shelf shelf;
};

static enum hg_status no_memory(const struct hg_table_source *file, struct hg_error *err)
{
    return hg_fail(err, HG_E_MEMORY, "%s: no memory to read it", file->path);
}

/* Keeps a record; false without memory. */
static bool keep(struct reading *r, const struct site_row *row, const double place[2])
{
    struct hg_sites *sites = r->features->sites;
    const struct hg_site site = {
        .id = hg_arena_copy(sites->arena, row->id.text, row->id.length),
        .region = cells_keep(&r->shelf, row->region.text, row->region.length),
        .sector = cells_keep(&r->shelf, row->sector.text, row->sector.length),
        .name = row->name.length > 0
                    ? hg_arena_copy(sites->arena, row->name.text, row->name.length)
                    : "",
        .lon = place[0],
        .lat = place[1],
        .weight = row->weight,
        .file = r->file,
        .line = rows_line(r->shapes.rows),
        .sigma = row->sigma,
    };
    if (!site.id || !site.region || !site.sector || !site.name)
        return false;
    sites->site[sites->n++] = site;
    return true;
}

static enum hg_status read_row(struct reading *r, const struct hg_table_source *file,
                               struct hg_error *err)
{
    struct site_row row;
    double place[2];
    const bool good =
        site_row_record(r->shapes.rows, r->features->sites->rule, r->shapes.faults, &row);
    const enum io_reading reading =
        shape_rows_add(&r->shapes, row.id.text ? row.id.text : "", true, place);
    if (reading == IO_NO_MEMORY)
        return no_memory(file, err);
    if (!good || reading != IO_READ)
        return HG_OK;
    if (r->features->sites->n == r->capacity)
        return hg_fail(err, HG_E_INPUT, "%s: grew while it was read; run again",
                       file->path);
    return keep(r, &row, place) ? HG_OK : no_memory(file, err);
}

static enum hg_status read_rows(struct reading *r, const struct hg_table_source *file,
                                struct hg_error *err)
{
    struct hg_sites *sites = r->features->sites;
    assert(sites); /* start() made them */
    r->capacity = rows_at_most(r->shapes.rows);
    sites->site = hg_arena_alloc(sites->arena, r->capacity, sizeof(sites->site[0]));
    if (!sites->site)
        return no_memory(file, err);
    for (;;) {
        bool more = false;
        enum hg_status status = rows_next(r->shapes.rows, r->shapes.faults, &more, err);
        if (status == HG_OK && more)
            status = read_row(r, file, err);
        if (status != HG_OK || !more)
            return status;
    }
}

static enum hg_status start(struct reading *r, const struct hg_table_source *file,
                            enum hg_point_rule rule, struct hg_error *err)
{
    r->features = calloc(1, sizeof(*r->features));
    struct hg_sites *sites = calloc(1, sizeof(*sites));
    if (!r->features || !sites || !(sites->arena = hg_arena_create())) {
        free(sites);
        return no_memory(file, err);
    }
    r->features->sites = sites;
    r->features->kind = r->shapes.kind;
    sites->rule = rule;
    r->shelf.arena = sites->arena;
    r->file = hg_arena_copy(sites->arena, file->path, strlen(file->path));
    if (!r->file)
        return no_memory(file, err);
    size_t n;
    const struct rows_column *columns = site_shape_columns(rule, &n);
    return shape_rows_open(&r->shapes, file, columns, n, err);
}

enum hg_status hg_read_features(const struct hg_table_source *file,
                                enum hg_feature_kind kind, enum hg_point_rule rule,
                                const struct hg_grid *grid, struct hg_faults *faults,
                                struct hg_features **out, struct hg_error *err)
{
    struct reading *r = calloc(1, sizeof(*r));
    if (!r)
        return no_memory(file, err);
    r->shapes = (struct shape_rows){.kind = kind, .grid = grid, .faults = faults};
    enum hg_status status = start(r, file, rule, err);
    if (status == HG_OK)
        status = read_rows(r, file, err);
    if (status == HG_OK)
        status = shape_rows_finish(&r->shapes, &r->features->shapes, err);
    if (status == HG_OK) {
        r->features->planar = shape_rows_planar(&r->shapes);
        *out = r->features;
        r->features = NULL;
    }
    shape_rows_close(&r->shapes);
    hg_features_destroy(r->features);
    free(r);
    return status;
}

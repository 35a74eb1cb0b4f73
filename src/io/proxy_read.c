/* proxy_read.c - lines, polygons and points that are counted as a proxy */
#include "io/cells.h"
#include "io/shape_rows.h"
#include <hotgrid/crs.h>
#include <hotgrid/features_file.h>
#include <stdio.h>
#include <stdlib.h>

enum { WEIGHT, LON, LAT };

/* The source, its only column renamed to the field of the weight. */
struct counting {
    struct hg_table_source source;
    const char *standard, *actual;
    struct rows_column columns[3];
    struct hg_proxy_features *features;
    size_t capacity;
};

static enum hg_status no_memory(const char *path, struct hg_error *err)
{
    return hg_fail(err, HG_E_MEMORY, "%s: no memory to read it", path);
}

static enum hg_status counting_start(struct counting *c, const char *path,
                                     const char *layer, const char *weight,
                                     struct hg_error *err)
{
    *c = (struct counting){
        .source = {.path = path, .layer = layer},
        .standard = "weight",
        .actual = weight,
        .columns = {{"weight", ROWS_OPTIONAL}, {"lon", ROWS_PLACE}, {"lat", ROWS_PLACE}},
        .features = calloc(1, sizeof(*c->features))};
    if (weight)
        c->source.columns = (struct hg_columns){1, &c->standard, &c->actual};
    return c->features ? HG_OK : no_memory(path, err);
}

/* Room for as many features as there are rows. */
static enum hg_status make_room(struct counting *c, const struct rows *rows, bool points,
                                struct hg_error *err)
{
    struct hg_proxy_features *f = c->features;
    c->capacity = rows_at_most(rows);
    f->weight = c->actual ? calloc(c->capacity + 1, sizeof(*f->weight)) : NULL;
    f->x = points ? calloc(c->capacity + 1, sizeof(*f->x)) : NULL;
    f->y = points ? calloc(c->capacity + 1, sizeof(*f->y)) : NULL;
    return (c->actual && !f->weight) || (points && (!f->x || !f->y))
               ? no_memory(c->source.path, err)
               : HG_OK;
}

/* The next row, its weight read; *good is false after a fault. */
static enum hg_status next(struct counting *c, struct rows *rows,
                           struct hg_faults *faults, bool *more, bool *good,
                           struct hg_error *err)
{
    struct hg_proxy_features *f = c->features;
    const enum hg_status status = rows_next(rows, faults, more, err);
    if (status != HG_OK || !*more)
        return status;
    if (f->n == c->capacity)
        return hg_fail(err, HG_E_INPUT, "%s: grew while it was read; run again",
                       c->source.path);
    *good = !f->weight || cells_amount(rows, faults, WEIGHT, &f->weight[f->n]);
    return HG_OK;
}

static enum hg_status read_shapes(struct counting *c, struct shape_rows *s,
                                  struct hg_error *err)
{
    enum hg_status status = make_room(c, s->rows, false, err);
    for (bool more = true, good = true; status == HG_OK;) {
        status = next(c, s->rows, s->faults, &more, &good, err);
        if (status != HG_OK || !more)
            break;
        char number[24]; /* sorted as they stand in the file */
        double place[2];
        (void)snprintf(number, sizeof(number), "%020zu", c->features->n);
        const enum io_reading reading = shape_rows_add(s, number, false, place);
        if (reading == IO_NO_MEMORY)
            status = no_memory(c->source.path, err);
        else if (reading == IO_READ)
            c->features->n++;
    }
    return status == HG_OK ? shape_rows_finish(s, &c->features->shapes, err) : status;
}

/* Hands the features over, if all went well. */
static enum hg_status counting_finish(struct counting *c, enum hg_status status,
                                      struct hg_proxy_features **out)
{
    if (status == HG_OK)
        *out = c->features;
    else
        hg_proxy_features_destroy(c->features);
    return status;
}

enum hg_status hg_read_proxy_shapes(const char *path, const char *layer,
                                    const char *weight, enum hg_feature_kind kind,
                                    const struct hg_grid *grid, struct hg_faults *faults,
                                    struct hg_proxy_features **out, struct hg_error *err)
{
    struct counting c;
    struct shape_rows shapes = {.kind = kind, .grid = grid, .faults = faults};
    enum hg_status status = counting_start(&c, path, layer, weight, err);
    if (status == HG_OK)
        status = shape_rows_open(&shapes, &c.source, c.columns, 1, err);
    if (status == HG_OK)
        status = read_shapes(&c, &shapes, err);
    if (status == HG_OK)
        c.features->planar = shape_rows_planar(&shapes);
    shape_rows_close(&shapes);
    return counting_finish(&c, status, out);
}

static enum hg_status read_points(struct counting *c, struct rows *rows,
                                  struct hg_faults *faults, struct hg_error *err)
{
    struct hg_proxy_features *f = c->features;
    enum hg_status status = make_room(c, rows, true, err);
    for (bool more = true, good = true; status == HG_OK;) {
        status = next(c, rows, faults, &more, &good, err);
        if (status != HG_OK || !more)
            break;
        good &= rows_place(rows, faults, LON, &f->x[f->n], &f->y[f->n]);
        if (good && f->x[f->n] >= 180)
            f->x[f->n] -= 360;
        f->n += good ? 1 : 0;
    }
    return status;
}

enum hg_status hg_read_proxy_points(const char *path, const char *layer,
                                    const char *weight, const struct hg_grid *grid,
                                    struct hg_faults *faults,
                                    struct hg_proxy_features **out, struct hg_error *err)
{
    struct counting c;
    struct rows *rows = NULL;
    struct hg_transform to_grid = {0};
    enum hg_status status = counting_start(&c, path, layer, weight, err);
    if (status == HG_OK)
        status = rows_open(&c.source, c.columns, 3, faults, &rows, err);
    if (status == HG_OK)
        status = hg_crs_from_lonlat(grid, &to_grid, err);
    if (status == HG_OK)
        status = read_points(&c, rows, faults, err);
    if (status == HG_OK)
        hg_transform_apply(&to_grid, c.features->n, c.features->x, c.features->y);
    hg_transform_finish(&to_grid);
    rows_close(rows);
    return counting_finish(&c, status, out);
}

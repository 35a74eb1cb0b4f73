/* cut.c - shapes cut into cells, one by one */
#include "gridding/cut.h"

#include <assert.h>
#include <hotgrid/parallel.h>
#include <stdlib.h>
#include <string.h>

/* What a shape has become. */
struct shape_parts {
    size_t n;
    struct part *part;
    double outside;
};

struct cutting {
    const struct hg_cut_params *p;
    double *row_zone;
    struct cutter *cutter;     /* [worker] */
    struct shape_parts *parts; /* [shape] */
};

static enum hg_status no_memory(struct hg_error *err)
{
    return hg_fail(err, HG_E_MEMORY, "no memory to cut lines and areas into cells");
}

void hg_cut_destroy(struct hg_cut *cut)
{
    if (!cut)
        return;
    free(cut->first);
    free(cut->cell);
    free(cut->size);
    free(cut->outside);
    free(cut->whole);
    free(cut);
}

/* Room for one more of n items; false without memory. */
static bool grow(void **items, size_t n, size_t *capacity, size_t size)
{
    if (n < *capacity)
        return true;
    const size_t wanted = *capacity > 0 ? 2 * *capacity : 256;
    void *more = reallocarray(*items, wanted, size);
    if (!more)
        return false;
    *items = more;
    *capacity = wanted;
    return true;
}

void cutter_touch(struct cutter *c, struct touch touch)
{
    struct touch *last = c->touch && c->n_touch > 0 ? &c->touch[c->n_touch - 1] : NULL;
    if (last && last->row == touch.row && last->col == touch.col) {
        last->height += touch.height;
        last->size += touch.size;
        return;
    }
    void *items = c->touch;
    if (c->failed || !grow(&items, c->n_touch, &c->touch_capacity, sizeof(*c->touch))) {
        c->failed = true;
        return;
    }
    assert(items); /* there is room for one */
    c->touch = items;
    touch.number = c->n_touch;
    c->touch[c->n_touch++] = touch;
}

void cutter_part(struct cutter *c, uint32_t cell, double size)
{
    void *items = c->part;
    if (c->failed || !grow(&items, c->n_part, &c->part_capacity, sizeof(*c->part))) {
        c->failed = true;
        return;
    }
    c->part = items;
    c->part[c->n_part++] = (struct part){cell, size};
}

static int by_place(const void *a, const void *b)
{
    const struct touch *p = a, *q = b;
    if (p->row != q->row)
        return p->row < q->row ? -1 : 1;
    if (p->col != q->col)
        return p->col < q->col ? -1 : 1;
    return (p->number > q->number) - (p->number < q->number);
}

void cutter_sort(struct cutter *c)
{
    if (c->n_touch > 1)
        qsort(c->touch, c->n_touch, sizeof(c->touch[0]), by_place);
}

static enum hg_status lost(const struct cutter *c, const char *code, struct hg_error *err)
{
    return hg_fail(err, HG_E_INPUT,
                   "%s \"%s\": the place %.6g E, %.6g N on one of its edges has no image "
                   "in the crs of the grid (%s); cut it to what the projection shows",
                   c->p->kind == HG_LINES ? "line" : "area", code, c->course.lost_lon,
                   c->course.lost_lat, hg_grid_params(c->p->grid)->crs);
}

/* Keeps the parts of the shape that was cut. */
static enum hg_status keep(const struct cutter *c, struct shape_parts *out,
                           struct hg_error *err)
{
    out->part = malloc((c->n_part + 1) * sizeof(*out->part));
    if (!out->part)
        return no_memory(err);
    if (c->n_part > 0)
        memcpy(out->part, c->part, c->n_part * sizeof(*out->part));
    out->n = c->n_part;
    out->outside = c->outside;
    return HG_OK;
}

static enum hg_status cut_shape(void *context, size_t index, unsigned worker,
                                struct hg_error *err)
{
    const struct cutting *a = context;
    const struct hg_shape *shape = &a->p->shapes->shape[index];
    const bool lines = a->p->kind == HG_LINES;
    struct cutter *c = &a->cutter[worker];
    c->n_touch = c->n_part = 0;
    c->outside = 0;
    c->left = false;
    const enum course_end end = lines ? cut_line(c, shape) : cut_area(c, shape);
    if (end == COURSE_LOST)
        return lost(c, shape->code, err);
    if (end == COURSE_NO_MEMORY || c->failed)
        return no_memory(err);
    if (c->n_part == 0 && !(c->outside > 0))
        return hg_fail(err, HG_E_INPUT,
                       "%s \"%s\" has no %s, so what it emits has no place; correct its "
                       "geometry or take it out",
                       lines ? "line" : "area", shape->code, lines ? "length" : "area");
    return keep(c, &a->parts[index], err);
}

/* Area per degree of longitude of each row of a lon/lat grid; NULL without memory. */
static double *measure_rows(const struct hg_grid *grid)
{
    const struct hg_grid_params *p = hg_grid_params(grid);
    double *zone = calloc(p->nrow, sizeof(*zone));
    for (uint32_t row = 0; zone && p->kind == HG_GRID_LONLAT && row < p->nrow; row++)
        zone[row] = hg_grid_cell_km2(grid, row * p->ncol) /
                    ((p->box.east - p->box.west) / p->ncol);
    return zone;
}

static enum hg_status start(struct cutting *a, unsigned threads, struct hg_error *err)
{
    enum hg_status status = HG_OK;
    const size_t n = a->p->shapes->n_shape;
    a->row_zone = measure_rows(a->p->grid);
    a->cutter = calloc(threads, sizeof(*a->cutter));
    a->parts = calloc(n + 1, sizeof(*a->parts));
    if (!a->row_zone || !a->cutter || !a->parts)
        return no_memory(err);
    for (unsigned w = 0; w < threads && status == HG_OK; w++) {
        struct cutter *c = &a->cutter[w];
        c->p = a->p;
        c->row_zone = a->row_zone;
        course_start(&c->course, a->p->grid);
        c->course.straight =
            a->p->planar || hg_grid_params(a->p->grid)->kind == HG_GRID_LONLAT;
        c->course.to = c;
        if (!c->course.straight)
            status = hg_transform_copy(a->p->to_grid, &c->course.to_grid, err);
    }
    return status;
}

static void finish(struct cutting *a, unsigned threads)
{
    for (unsigned w = 0; a->cutter && w < threads; w++) {
        course_finish(&a->cutter[w].course);
        free(a->cutter[w].touch);
        free(a->cutter[w].part);
    }
    for (size_t s = 0; a->parts && s < a->p->shapes->n_shape; s++)
        free(a->parts[s].part);
    free(a->cutter);
    free(a->parts);
    free(a->row_zone);
}

/* All shapes side by side; NULL without memory. */
static struct hg_cut *gather(const struct shape_parts *parts, size_t n)
{
    size_t n_part = 0;
    for (size_t s = 0; s < n; s++)
        n_part += parts[s].n;
    struct hg_cut *cut = calloc(1, sizeof(*cut));
    if (!cut)
        return NULL;
    cut->n_shape = n;
    cut->first = calloc(n + 1, sizeof(*cut->first));
    cut->cell = calloc(n_part + 1, sizeof(*cut->cell));
    cut->size = calloc(n_part + 1, sizeof(*cut->size));
    cut->outside = calloc(n + 1, sizeof(*cut->outside));
    cut->whole = calloc(n + 1, sizeof(*cut->whole));
    if (!cut->first || !cut->cell || !cut->size || !cut->outside || !cut->whole) {
        hg_cut_destroy(cut);
        return NULL;
    }
    for (size_t s = 0, at = 0; s < n; s++) {
        for (size_t i = 0; i < parts[s].n; i++, at++) {
            cut->cell[at] = parts[s].part[i].cell;
            cut->size[at] = parts[s].part[i].size;
            cut->whole[s] += cut->size[at];
        }
        cut->first[s + 1] = at;
        cut->outside[s] = parts[s].outside;
        cut->whole[s] += cut->outside[s];
    }
    return cut;
}

enum hg_status hg_cut(const struct hg_cut_params *params, struct hg_cut **out,
                      struct hg_error *err)
{
    const unsigned threads = params->threads > 0 ? params->threads : 1;
    struct cutting a = {.p = params};
    enum hg_status status = start(&a, threads, err);
    if (status == HG_OK)
        status = hg_parallel(threads, params->shapes->n_shape, cut_shape, &a, err);
    struct hg_cut *cut =
        status == HG_OK ? gather(a.parts, params->shapes->n_shape) : NULL;
    if (status == HG_OK && !cut)
        status = no_memory(err);
    if (status == HG_OK)
        *out = cut;
    finish(&a, threads);
    return status;
}

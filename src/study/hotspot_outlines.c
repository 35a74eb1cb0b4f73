/* hotspot_outlines.c - the outlines of hotspots as polygons in the crs of the grid */
#include "study/vectors.h"
#include <hotgrid/arena.h>
#include <hotgrid/cell_rings.h>
#include <stdlib.h>

/*
 * Cells that hang together at corners alone are no polygon: its interior would not be in
 * one piece.  Parts are cells of a cluster that hang together by their sides, numbered
 * from 1 in the order of the clusters.
 */
struct parts {
    size_t n;
    uint32_t *of_cell; /* [cell]; 0: none */
};

/* Polygons in the making: rings of a cluster stand together. */
struct tracing {
    const struct hg_grid_params *grid;
    const struct hg_clusters *clusters;
    struct parts parts;
    const struct hg_cell_rings *rings;
    struct hg_shapes *shapes;
    struct hg_cell_corner *stack; /* of the ring being taken apart */
    size_t depth;
};

/* Gives a cell and all that hang together with it the next number.  stack: room for each
 * cell of a cluster. */
static void fill_part(struct tracing *t, uint32_t cell, uint32_t *stack)
{
    const uint32_t ncol = t->grid->ncol, *of_cell = t->clusters->of_cell;
    const size_t n_cell = (size_t)ncol * t->grid->nrow;
    const uint32_t cluster = of_cell[cell], number = (uint32_t)t->parts.n + 1;
    size_t depth = 0;
    t->parts.n++;
    t->parts.of_cell[cell] = number;
    stack[depth++] = cell;
    while (depth > 0) {
        const uint32_t at = stack[--depth], col = at % ncol;
        const struct {
            bool there;
            size_t cell;
        } next[] = {{col > 0, (size_t)at - 1},
                    {col + 1 < ncol, (size_t)at + 1},
                    {at >= ncol, (size_t)at - ncol},
                    {(size_t)at + ncol < n_cell, (size_t)at + ncol}};
        for (size_t i = 0; i < 4; i++)
            if (next[i].there && of_cell[next[i].cell] == cluster &&
                !t->parts.of_cell[next[i].cell]) {
                t->parts.of_cell[next[i].cell] = number;
                stack[depth++] = (uint32_t)next[i].cell;
            }
    }
}

/* Cells by cluster, then by number: order[] of them. */
static void order_cells(const struct hg_clusters *clusters, size_t n_cell, size_t *next,
                        uint32_t *order)
{
    next[0] = 0;
    for (size_t i = 1; i < clusters->n; i++)
        next[i] = next[i - 1] + clusters->cluster[i - 1].n_cell;
    for (size_t cell = 0; cell < n_cell; cell++)
        if (clusters->of_cell[cell])
            order[next[clusters->of_cell[cell] - 1]++] = (uint32_t)cell;
}

static enum hg_status find_parts(struct tracing *t, struct hg_error *err)
{
    const size_t n_cell = (size_t)t->grid->ncol * t->grid->nrow;
    size_t n = 0;
    for (size_t i = 0; i < t->clusters->n; i++)
        n += t->clusters->cluster[i].n_cell;
    size_t *next = calloc(t->clusters->n + 1, sizeof(*next));
    uint32_t *order = calloc(2 * n + 1, sizeof(*order));
    t->parts.of_cell = calloc(n_cell + 1, sizeof(uint32_t));
    const bool good = next && order && t->parts.of_cell;
    if (good)
        order_cells(t->clusters, n_cell, next, order);
    for (size_t i = 0; good && i < n; i++)
        if (!t->parts.of_cell[order[i]])
            fill_part(t, order[i], order + n);
    free(next);
    free(order);
    return good ? HG_OK : no_memory(err, "the outlines of hotspots");
}

/* The cluster of the cell to the right of a ring's first edge. */
static uint32_t cluster_of(const struct tracing *t, size_t ring)
{
    const struct hg_cell_corner a = t->rings->corner[t->rings->first[ring]],
                                b = t->rings->corner[t->rings->first[ring] + 1];
    const uint32_t col = b.col > a.col || b.row < a.row ? a.col : a.col - 1;
    const uint32_t row = b.col > a.col || b.row > a.row ? a.row : a.row - 1;
    return t->clusters->of_cell[(size_t)row * t->grid->ncol + col] - 1;
}

/* The corners from `from` up become a ring of their own, turned the way of shapes. */
static void add_ring(struct tracing *t, size_t from)
{
    const struct hg_grid_params *p = t->grid;
    const struct hg_box b = p->box;
    struct hg_shapes *s = t->shapes;
    struct hg_shape *shape = &s->shape[s->n_shape - 1];
    s->ring[s->n_ring++] =
        (struct hg_ring){.first = s->n_vertex, .count = t->depth - from};
    shape->n_ring++;
    for (size_t i = t->depth; i-- > from;) {
        const double x = b.west + t->stack[i].col * (b.east - b.west) / p->ncol,
                     y = b.north - t->stack[i].row * (b.north - b.south) / p->nrow;
        s->x[s->n_vertex] = x;
        s->y[s->n_vertex++] = y;
        shape->box.west = fmin(shape->box.west, x);
        shape->box.east = fmax(shape->box.east, x);
        shape->box.south = fmin(shape->box.south, y);
        shape->box.north = fmax(shape->box.north, y);
    }
}

/* A ring that comes to a corner again is two: polygons may touch themselves at a point,
 * but their rings may not. */
static void take_apart(struct tracing *t, size_t ring)
{
    t->depth = 0;
    for (size_t i = t->rings->first[ring]; i < t->rings->first[ring + 1]; i++) {
        const struct hg_cell_corner corner = t->rings->corner[i];
        size_t k = 0;
        while (k < t->depth &&
               (t->stack[k].col != corner.col || t->stack[k].row != corner.row))
            k++;
        if (k < t->depth) {
            add_ring(t, k);
            t->depth = k;
        }
        t->stack[t->depth++] = corner;
    }
    add_ring(t, 0);
}

static enum hg_status make_room(struct tracing *t, struct hg_error *err)
{
    const size_t n_corner = t->rings->first[t->rings->n], n = t->clusters->n;
    struct hg_shapes *s = calloc(1, sizeof(*s));
    t->shapes = s;
    t->stack = malloc((n_corner + 1) * sizeof(*t->stack));
    if (s) {
        s->shape = calloc(n + 1, sizeof(*s->shape));
        s->ring = calloc(n_corner + 1, sizeof(*s->ring));
        s->x = malloc((2 * n_corner + 1) * sizeof(*s->x));
        s->y = malloc((2 * n_corner + 1) * sizeof(*s->y));
        s->lon = s->x; /* not known, and not asked for */
        s->lat = s->y;
        s->arena = hg_arena_create();
    }
    return s && t->stack && s->shape && s->ring && s->x && s->y && s->arena
               ? HG_OK
               : no_memory(err, "the outlines of hotspots");
}

static void trace(struct tracing *t)
{
    size_t ring = 0;
    for (size_t i = 0; i < t->clusters->n; i++) {
        t->shapes->shape[t->shapes->n_shape++] =
            (struct hg_shape){.code = "",
                              .name = "",
                              .first_ring = t->shapes->n_ring,
                              .box = {INFINITY, INFINITY, -INFINITY, -INFINITY}};
        while (ring < t->rings->n && cluster_of(t, ring) == i)
            take_apart(t, ring++);
    }
}

enum hg_status vectors_outlines(const struct job *job, const struct layer *layer,
                                struct hg_shapes **out, struct hg_error *err)
{
    struct hg_cell_rings *rings = NULL;
    struct tracing t = {.grid = hg_grid_params(job->grid), .clusters = layer->clusters};
    enum hg_status status = find_parts(&t, err);
    if (status == HG_OK)
        status = hg_cell_rings_create(t.grid->ncol, t.grid->nrow, t.parts.of_cell,
                                      (uint32_t)t.parts.n, &rings, err);
    t.rings = rings;
    if (status == HG_OK)
        status = make_room(&t, err);
    if (status == HG_OK) {
        trace(&t);
        *out = t.shapes;
        t.shapes = NULL;
    }
    hg_shapes_destroy(t.shapes);
    free(t.stack);
    free(t.parts.of_cell);
    hg_cell_rings_destroy(rings);
    return status;
}

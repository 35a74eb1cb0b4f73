/* coverage.c - the exact part of each cell that a polygon covers */
#include <hotgrid/coverage.h>

#include "gridding/edge.h"
#include "gridding/trail.h"
#include <hotgrid/parallel.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double NOTHING = 1e-12; /* fractions below this are dropped */
static const double ODD = 1e-9;      /* a sum so far outside 0..1 is no rounding */
static const double FAR_AWAY = 1e12; /* steps: no vertex of a map is there */

/* Edges that are walked at once: long borders are cut, so that many can work on them. */
enum { CHUNK = 1 << 15 };

/* Edges of one shape that follow each other; edge i of a ring ends at its vertex i. */
struct chunk {
    size_t shape, ring, edge, n_edge; /* ring and edge: the first */
    struct trail trail;               /* tidy */
};

/* Buffers that a worker keeps from task to task. */
struct desk {
    struct trail trail, spare;
};

struct covering {
    const struct hg_grid *grid;
    const struct hg_shapes *shapes;
    struct edge_extent extent;
    double west, north, dx, dy; /* of the grid */
    size_t n_chunk, max_chunk;
    struct chunk *chunk;
    size_t *first_chunk;  /* [shape]; at last: n_chunk */
    size_t *n_run;        /* [shape] */
    struct desk *desk;    /* [worker] */
    struct hg_weights *w; /* filled in the third round */
};

static enum hg_status no_memory(struct hg_error *err)
{
    return hg_fail(err, HG_E_MEMORY, "no memory for the cells of the regions");
}

static bool add_chunk(struct covering *c, struct chunk chunk)
{
    if (c->n_chunk == c->max_chunk) {
        const size_t max = c->max_chunk > 0 ? 2 * c->max_chunk : 256;
        struct chunk *more = realloc(c->chunk, max * sizeof(*more));
        if (!more)
            return false;
        c->chunk = more;
        c->max_chunk = max;
    }
    c->chunk[c->n_chunk++] = chunk;
    return true;
}

/* A shape has at least one chunk, which may be empty. */
static bool cut_shape(struct covering *c, size_t index)
{
    const struct hg_shape *shape = &c->shapes->shape[index];
    struct chunk chunk = {.shape = index, .ring = shape->first_ring};
    for (size_t r = shape->first_ring; r < shape->first_ring + shape->n_ring; r++) {
        const struct hg_ring *ring = &c->shapes->ring[r];
        size_t edge = 0, left = ring->open ? 0 : ring->count;
        while (chunk.n_edge + left > CHUNK) {
            edge += CHUNK - chunk.n_edge;
            left -= CHUNK - chunk.n_edge;
            chunk.n_edge = CHUNK;
            if (!add_chunk(c, chunk))
                return false;
            chunk = (struct chunk){.shape = index, .ring = r, .edge = edge};
        }
        chunk.n_edge += left;
    }
    return add_chunk(c, chunk);
}

static bool cut_shapes(struct covering *c)
{
    const size_t n = c->shapes->n_shape;
    bool ok = true;
    for (size_t s = 0; ok && s < n; s++) {
        c->first_chunk[s] = c->n_chunk;
        ok = cut_shape(c, s);
    }
    c->first_chunk[n] = c->n_chunk;
    return ok;
}

/* As hg_grid_steps() gives it. */
static inline struct edge_point vertex(const struct covering *c, size_t i)
{
    return (struct edge_point){(c->shapes->x[i] - c->west) / c->dx,
                               (c->north - c->shapes->y[i]) / c->dy};
}

static inline bool is_place(struct edge_point p)
{
    return fabs(p.x) < FAR_AWAY && fabs(p.y) < FAR_AWAY; /* not NaN */
}

/* Edges first .. end - 1 of a ring; false when a vertex is no place. */
static bool walk(const struct covering *c, const struct hg_ring *ring, size_t first,
                 size_t end, struct trail *t)
{
    if (first == end)
        return true;
    struct edge_point before =
        vertex(c, ring->first + (first > 0 ? first : ring->count) - 1);
    if (!is_place(before))
        return false;
    for (size_t i = first; i < end && !t->failed; i++) {
        const struct edge_point here = vertex(c, ring->first + i);
        if (!is_place(here))
            return false;
        edge_walk(c->extent, before, here, trail_leave, t);
        before = here;
    }
    return true;
}

static bool walk_chunk(const struct covering *c, const struct chunk *chunk,
                       struct trail *t)
{
    size_t ring = chunk->ring, edge = chunk->edge, left = chunk->n_edge;
    for (; left > 0; ring++) {
        const struct hg_ring *r = &c->shapes->ring[ring];
        const size_t all = r->open ? 0 : r->count - edge;
        const size_t n = all < left ? all : left;
        if (!walk(c, r, edge, edge + n, t))
            return false;
        left -= n;
        edge = 0;
    }
    return true;
}

static bool copy_trail(const struct trail *from, struct trail *to)
{
    if (from->n == 0)
        return true;
    trail_reserve(to, from->n);
    if (to->failed)
        return false;
    memcpy(to->touch, from->touch, from->n * sizeof(*from->touch));
    to->n = from->n;
    return true;
}

static enum hg_status trace_chunk(void *context, size_t index, unsigned worker,
                                  struct hg_error *err)
{
    struct covering *c = context;
    struct chunk *chunk = &c->chunk[index];
    struct desk *desk = &c->desk[worker];
    desk->trail.n = 0;
    if (!walk_chunk(c, chunk, &desk->trail))
        return hg_fail(err, HG_E_INPUT,
                       "region %s: a vertex of its polygon has no place on the grid; "
                       "cut the polygon to the area that the grid's projection shows",
                       c->shapes->shape[chunk->shape].code);
    if (desk->trail.failed || !trail_tidy(&desk->trail, &desk->spare) ||
        !copy_trail(&desk->trail, &chunk->trail))
        return no_memory(err);
    return HG_OK;
}

/* Where runs go; without any room they are only counted. */
struct shelf {
    size_t n, n_odd;
    struct hg_run *run;
};

static inline bool is_odd(double fraction)
{
    return fraction > 1 + ODD || fraction < -ODD;
}

static inline void shelve(struct shelf *s, uint32_t cell, uint32_t n, double fraction)
{
    s->n_odd += is_odd(fraction) ? n : 0;
    if (fraction < NOTHING || n == 0)
        return;
    if (s->run)
        s->run[s->n] = (struct hg_run){cell, n, fraction < 1 ? fraction : 1};
    s->n++;
}

/* One row: touches first .. last - 1, by column.  Between them no edge passes: the part
 * is the sum of heights. */
static void sweep_row(const struct touch *touch, size_t first, size_t last, uint32_t ncol,
                      struct shelf *s)
{
    const uint32_t row_cell = touch[first].row * ncol;
    double height = 0;
    uint32_t next = touch[first].col;
    for (size_t i = first; i < last; i++) {
        const uint32_t col = touch[i].col;
        shelve(s, row_cell + next, col - next, height);
        shelve(s, row_cell + col, 1, height + touch[i].area);
        height += touch[i].height;
        next = col + 1;
    }
    shelve(s, row_cell + next, ncol - next, height);
}

static void sweep(const struct trail *t, uint32_t ncol, struct shelf *s)
{
    for (size_t first = 0, last = 0; first < t->n; first = last) {
        while (last < t->n && t->touch[last].row == t->touch[first].row)
            last++;
        sweep_row(t->touch, first, last, ncol, s);
    }
}

/* The trail of a whole shape goes to its first chunk. */
static bool join_chunks(struct covering *c, size_t shape, struct desk *desk)
{
    const size_t first = c->first_chunk[shape], end = c->first_chunk[shape + 1];
    struct trail *whole = &c->chunk[first].trail;
    if (end - first == 1)
        return true;
    size_t n = 0;
    for (size_t k = first; k < end; k++)
        n += c->chunk[k].trail.n;
    trail_reserve(whole, n);
    if (whole->failed)
        return false;
    for (size_t k = first + 1; k < end; k++) {
        struct trail *part = &c->chunk[k].trail;
        if (part->n > 0)
            memcpy(whole->touch + whole->n, part->touch, part->n * sizeof(*part->touch));
        whole->n += part->n;
        trail_finish(part);
    }
    return trail_tidy(whole, &desk->spare);
}

static enum hg_status join_shape(void *context, size_t index, unsigned worker,
                                 struct hg_error *err)
{
    struct covering *c = context;
    if (!join_chunks(c, index, &c->desk[worker]))
        return no_memory(err);
    struct shelf shelf = {0};
    sweep(&c->chunk[c->first_chunk[index]].trail, c->extent.ncol, &shelf);
    c->n_run[index] = shelf.n;
    return HG_OK;
}

static enum hg_status fill_shape(void *context, size_t index, unsigned worker,
                                 struct hg_error *err)
{
    (void)worker;
    (void)err;
    const struct covering *c = context;
    const size_t first = c->w->first[index];
    struct shelf shelf = {.run = c->w->run + first};
    sweep(&c->chunk[c->first_chunk[index]].trail, c->extent.ncol, &shelf);
    c->w->n_odd[index] = shelf.n_odd;
    return HG_OK;
}

/* Weights with room for as many runs as were counted. */
static struct hg_weights *make_weights(size_t n_shape, const size_t *n_run)
{
    struct hg_weights *w = calloc(1, sizeof(*w));
    if (!w)
        return NULL;
    w->n_shape = n_shape;
    w->first = calloc(n_shape + 1, sizeof(*w->first));
    w->n_odd = calloc(n_shape + 1, sizeof(*w->n_odd));
    if (!w->first || !w->n_odd)
        goto fail;
    for (size_t s = 0; s < n_shape; s++)
        w->first[s + 1] = w->first[s] + n_run[s];
    w->run = malloc((w->first[n_shape] + 1) * sizeof(*w->run));
    if (w->run)
        return w;
fail:
    hg_weights_destroy(w);
    return NULL;
}

static enum hg_status cover(struct covering *c, unsigned threads, struct hg_error *err)
{
    const size_t n = c->shapes->n_shape;
    if (!c->first_chunk || !c->n_run || !c->desk || !cut_shapes(c))
        return no_memory(err);
    enum hg_status status = hg_parallel(threads, c->n_chunk, trace_chunk, c, err);
    if (status == HG_OK)
        status = hg_parallel(threads, n, join_shape, c, err);
    if (status != HG_OK)
        return status;
    c->w = make_weights(n, c->n_run);
    if (!c->w)
        return no_memory(err);
    return hg_parallel(threads, n, fill_shape, c, err);
}

enum hg_status hg_cover(const struct hg_grid *grid, const struct hg_shapes *shapes,
                        unsigned threads, struct hg_weights **out, struct hg_error *err)
{
    const struct hg_grid_params *p = hg_grid_params(grid);
    const unsigned workers = threads > 0 ? threads : 1;
    struct covering c = {
        .grid = grid,
        .shapes = shapes,
        .extent = {p->ncol, p->nrow},
        .west = p->box.west,
        .north = p->box.north,
        .dx = (p->box.east - p->box.west) / p->ncol,
        .dy = (p->box.north - p->box.south) / p->nrow,
        .first_chunk = calloc(shapes->n_shape + 1, sizeof(*c.first_chunk)),
        .n_run = calloc(shapes->n_shape + 1, sizeof(*c.n_run)),
        .desk = calloc(workers, sizeof(*c.desk)),
    };
    const enum hg_status status = cover(&c, threads, err);
    if (status == HG_OK) {
        *out = c.w;
        c.w = NULL;
    }
    hg_weights_destroy(c.w);
    for (size_t k = 0; k < c.n_chunk; k++)
        trail_finish(&c.chunk[k].trail);
    for (unsigned i = 0; c.desk && i < workers; i++) {
        trail_finish(&c.desk[i].trail);
        trail_finish(&c.desk[i].spare);
    }
    free(c.chunk);
    free(c.first_chunk);
    free(c.n_run);
    free(c.desk);
    return status;
}

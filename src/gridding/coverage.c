/* coverage.c - the exact part of each cell that a polygon covers */
#include <hotgrid/coverage.h>

#include "gridding/edge.h"
#include <hotgrid/parallel.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double NOTHING = 1e-12; /* fractions below this are dropped */
static const double FAR_AWAY = 1e12; /* steps: no vertex of a map is there */

/* What the edges of a shape leave in a cell they pass. */
struct touch {
    uint32_t row, col;
    double height, area;
};

/* All cells that the edges of one shape pass: its memory grows with the length of its
 * border, not with its area. */
struct trail {
    size_t n, capacity;
    struct touch *touch;
    bool failed; /* no memory */
};

struct covering {
    const struct hg_grid *grid;
    const struct hg_shapes *shapes;
    struct edge_extent extent;
    struct trail *trail;  /* [shape] */
    size_t *n_cell;       /* [shape] */
    struct hg_weights *w; /* filled in the second round */
};

static void trail_grow(struct trail *t)
{
    const size_t capacity = t->capacity > 0 ? 2 * t->capacity : 256;
    struct touch *touch = realloc(t->touch, capacity * sizeof(*touch));
    if (!touch) {
        t->failed = true;
        return;
    }
    t->touch = touch;
    t->capacity = capacity;
}

static void leave(void *to, uint32_t row, uint32_t col, double height, double area)
{
    struct trail *t = to;
    if (t->n > 0) {
        struct touch *last = &t->touch[t->n - 1];
        if (last->row == row && last->col == col) {
            last->height += height;
            last->area += area;
            return;
        }
    }
    if (t->n == t->capacity)
        trail_grow(t);
    if (!t->failed)
        t->touch[t->n++] = (struct touch){row, col, height, area};
}

static struct edge_point vertex(const struct covering *c, size_t i)
{
    struct edge_point p;
    hg_grid_steps(c->grid, c->shapes->x[i], c->shapes->y[i], &p.x, &p.y);
    return p;
}

static bool is_place(struct edge_point p)
{
    return fabs(p.x) < FAR_AWAY && fabs(p.y) < FAR_AWAY; /* not NaN */
}

/* False when a vertex is no place. */
static bool walk_ring(const struct covering *c, struct hg_ring ring, struct trail *t)
{
    if (ring.open || ring.count == 0)
        return true;
    struct edge_point before = vertex(c, ring.first + ring.count - 1);
    for (size_t i = ring.first; i < ring.first + ring.count && !t->failed; i++) {
        const struct edge_point here = vertex(c, i);
        if (!is_place(here) || !is_place(before))
            return false;
        edge_walk(c->extent, before, here, leave, t);
        before = here;
    }
    return true;
}

enum key { BY_ROW, BY_COL };

static uint32_t key_of(const struct touch *t, enum key key)
{
    return key == BY_ROW ? t->row : t->col;
}

/* A stable sort by counting: touches of one cell keep the order in which they came.
 * False without memory. */
static bool sort_by(const struct touch *from, size_t n, enum key key, struct touch *to)
{
    uint32_t low = UINT32_MAX, high = 0;
    for (size_t i = 0; i < n; i++) {
        const uint32_t k = key_of(&from[i], key);
        low = k < low ? k : low;
        high = k > high ? k : high;
    }
    size_t *place = calloc((size_t)(high - low) + 2, sizeof(*place));
    if (!place)
        return false;
    for (size_t i = 0; i < n; i++)
        place[key_of(&from[i], key) - low + 1]++;
    for (size_t k = 1; k <= high - low; k++)
        place[k] += place[k - 1];
    for (size_t i = 0; i < n; i++)
        to[place[key_of(&from[i], key) - low]++] = from[i];
    free(place);
    return true;
}

static bool sort_trail(struct trail *t)
{
    if (t->n == 0)
        return true;
    struct touch *other = malloc(t->n * sizeof(*other));
    const bool sorted = other && sort_by(t->touch, t->n, BY_COL, other) &&
                        sort_by(other, t->n, BY_ROW, t->touch);
    free(other);
    return sorted;
}

/* Where fractions go; with NULL arrays they are only counted. */
struct shelf {
    size_t n;
    uint32_t *cell;
    double *fraction;
};

static void shelve(struct shelf *s, uint32_t cell, double fraction)
{
    if (fraction < NOTHING)
        return;
    if (s->cell) {
        s->cell[s->n] = cell;
        s->fraction[s->n] = fmin(1, fraction);
    }
    s->n++;
}

/* From column `from` up to `to` only level edges pass: the part is the sum of heights. */
static void shelve_run(struct shelf *s, uint32_t row_cell, uint32_t from, uint32_t to,
                       double height)
{
    if (height < NOTHING)
        return;
    for (uint32_t col = from; col < to; col++)
        shelve(s, row_cell + col, height);
}

/* One row: touches first .. last - 1, by column. */
static void sweep_row(const struct touch *touch, size_t first, size_t last, uint32_t ncol,
                      struct shelf *s)
{
    const uint32_t row_cell = touch[first].row * ncol;
    double height = 0;
    uint32_t next = touch[first].col;
    for (size_t i = first; i < last;) {
        const uint32_t col = touch[i].col;
        shelve_run(s, row_cell, next, col, height);
        double area = height;
        for (; i < last && touch[i].col == col; i++) {
            area += touch[i].area;
            height += touch[i].height;
        }
        shelve(s, row_cell + col, area);
        next = col + 1;
    }
    shelve_run(s, row_cell, next, ncol, height);
}

static void sweep(const struct trail *t, uint32_t ncol, struct shelf *s)
{
    for (size_t first = 0, last = 0; first < t->n; first = last) {
        while (last < t->n && t->touch[last].row == t->touch[first].row)
            last++;
        sweep_row(t->touch, first, last, ncol, s);
    }
}

static enum hg_status no_memory(struct hg_error *err)
{
    return hg_fail(err, HG_E_MEMORY, "no memory for the cells of the regions");
}

static enum hg_status trace_shape(void *context, size_t index, unsigned worker,
                                  struct hg_error *err)
{
    (void)worker;
    struct covering *c = context;
    const struct hg_shape *shape = &c->shapes->shape[index];
    struct trail *t = &c->trail[index];
    for (size_t r = shape->first_ring; r < shape->first_ring + shape->n_ring; r++)
        if (!walk_ring(c, c->shapes->ring[r], t))
            return hg_fail(err, HG_E_INPUT,
                           "region %s: a vertex of its polygon has no place on the grid; "
                           "cut the polygon to the area that the grid's projection shows",
                           shape->code);
    if (t->failed || !sort_trail(t))
        return no_memory(err);

    struct shelf shelf = {0};
    sweep(t, c->extent.ncol, &shelf);
    c->n_cell[index] = shelf.n;
    return HG_OK;
}

static enum hg_status fill_shape(void *context, size_t index, unsigned worker,
                                 struct hg_error *err)
{
    (void)worker;
    (void)err;
    const struct covering *c = context;
    const size_t first = c->w->first[index];
    struct shelf shelf = {0, c->w->cell + first, c->w->fraction + first};
    sweep(&c->trail[index], c->extent.ncol, &shelf);
    return HG_OK;
}

/* Weights with room for as many cells as were counted. */
static struct hg_weights *make_weights(size_t n_shape, const size_t *n_cell)
{
    struct hg_weights *w = calloc(1, sizeof(*w));
    if (!w)
        return NULL;
    w->n_shape = n_shape;
    w->first = calloc(n_shape + 1, sizeof(*w->first));
    if (!w->first)
        goto fail;
    for (size_t s = 0; s < n_shape; s++)
        w->first[s + 1] = w->first[s] + n_cell[s];
    w->cell = calloc(w->first[n_shape] + 1, sizeof(*w->cell));
    w->fraction = calloc(w->first[n_shape] + 1, sizeof(*w->fraction));
    if (w->cell && w->fraction)
        return w;
fail:
    hg_weights_destroy(w);
    return NULL;
}

enum hg_status hg_cover(const struct hg_grid *grid, const struct hg_shapes *shapes,
                        unsigned threads, struct hg_weights **out, struct hg_error *err)
{
    const struct hg_grid_params *p = hg_grid_params(grid);
    const size_t n = shapes->n_shape;
    struct covering c = {grid,
                         shapes,
                         {p->ncol, p->nrow},
                         calloc(n + 1, sizeof(*c.trail)),
                         calloc(n + 1, sizeof(*c.n_cell)),
                         NULL};
    enum hg_status status = HG_E_MEMORY;
    if (!c.trail || !c.n_cell) {
        status = no_memory(err);
        goto done;
    }
    status = hg_parallel(threads, n, trace_shape, &c, err);
    if (status != HG_OK)
        goto done;
    c.w = make_weights(n, c.n_cell);
    if (!c.w) {
        status = no_memory(err);
        goto done;
    }
    status = hg_parallel(threads, n, fill_shape, &c, err);
    if (status != HG_OK)
        goto done;
    *out = c.w;
    c.w = NULL;
done:
    hg_weights_destroy(c.w);
    for (size_t s = 0; c.trail && s < n; s++)
        free(c.trail[s].touch);
    free(c.trail);
    free(c.n_cell);
    return status;
}

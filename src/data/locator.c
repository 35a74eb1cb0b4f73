/* locator.c - borders of shapes, put in order for many questions */
#include "data/edges.h"
#include <hotgrid/geodesy.h>
#include <hotgrid/locator.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* An edge by the indices of its vertices. */
struct edge {
    uint32_t from, to;
};

enum state { OUTSIDE, INSIDE, AT_EDGES };

/* Cells of a row from col on, up to the next run. */
struct run {
    uint32_t col, state;
};

/* Edges first .. first + n - 1, none farther from the centre than radius. */
struct group {
    struct spot centre;
    double radius;
    uint32_t first, n;
};

struct hg_border {
    const struct hg_shapes *shapes;
    struct hg_box box;
    uint32_t ncol;

    /* Slab i holds the edges that have a part at its heights. */
    size_t n_slab;
    double south, slabs_per_height;
    size_t *slab_first; /* [n_slab + 1] */
    struct edge *slab;

    uint32_t first_row, n_row; /* of the grid */
    size_t *row_first;         /* [n_row + 1] */
    struct run *run;

    size_t n_edge, n_group; /* edges in their order, those of open lines too */
    struct edge *edge;
    struct group *group;
};

struct hg_locator {
    const struct hg_shapes *shapes;
    const struct hg_grid *grid;
    _Atomic(struct hg_border *) *border; /* [shape]; NULL: nobody has asked yet */
};

static enum hg_status no_memory(struct hg_error *err)
{
    return hg_fail(err, HG_E_MEMORY, "no memory for the borders of regions");
}

enum hg_status hg_locator_create(const struct hg_shapes *shapes,
                                 const struct hg_grid *grid, struct hg_locator **out,
                                 struct hg_error *err)
{
    struct hg_locator *locator = calloc(1, sizeof(*locator));
    if (!locator)
        return no_memory(err);
    locator->shapes = shapes;
    locator->grid = grid;
    locator->border = calloc(shapes->n_shape + 1, sizeof(*locator->border));
    if (!locator->border) {
        free(locator);
        return no_memory(err);
    }
    *out = locator;
    return HG_OK;
}

static void border_destroy(struct hg_border *b)
{
    if (!b)
        return;
    free(b->slab_first);
    free(b->slab);
    free(b->row_first);
    free(b->run);
    free(b->edge);
    free(b->group);
    free(b);
}

void hg_locator_destroy(struct hg_locator *locator)
{
    if (!locator)
        return;
    for (size_t s = 0; s < locator->shapes->n_shape; s++)
        border_destroy(atomic_load(&locator->border[s]));
    free(locator->border);
    free(locator);
}

/* All edges of a shape; closed ones first, so that they are the first n_closed. */
static bool list_edges(struct hg_border *b, const struct hg_shape *shape,
                       size_t *n_closed)
{
    const struct hg_ring *ring = b->shapes->ring + shape->first_ring;
    size_t n = 0;
    for (size_t r = 0; r < shape->n_ring; r++)
        n += ring[r].count;
    b->edge = calloc(n + 1, sizeof(*b->edge));
    if (!b->edge)
        return false;
    for (int open = 0; open < 2; open++) {
        for (size_t r = 0; r < shape->n_ring; r++) {
            if (ring[r].open != (open == 1) || ring[r].count == 0)
                continue;
            const uint32_t first = (uint32_t)ring[r].first;
            const uint32_t count = (uint32_t)ring[r].count;
            for (uint32_t i = 1; i < count; i++)
                b->edge[b->n_edge++] = (struct edge){first + i - 1, first + i};
            if (!open)
                b->edge[b->n_edge++] = (struct edge){first + count - 1, first};
        }
        if (!open)
            *n_closed = b->n_edge;
    }
    return true;
}

static size_t slab_of(const struct hg_border *b, double y)
{
    const double slab = (y - b->south) * b->slabs_per_height; /* never falls with y */
    return slab >= (double)b->n_slab ? b->n_slab - 1 : slab > 0 ? (size_t)slab : 0;
}

/* As many slabs as hold each edge about three times: a line at any height then meets few
 * edges that it does not cross. */
static void plan_slabs(struct hg_border *b, size_t n)
{
    double climb = 0;
    for (size_t i = 0; i < n; i++)
        climb += fabs(b->shapes->y[b->edge[i].to] - b->shapes->y[b->edge[i].from]);
    const double height = b->box.north - b->box.south;
    double slabs = fmin((double)n / 4, 2 * (double)n * height / climb);
    slabs = slabs >= 1 ? slabs : 1; /* a level line too, where it is no number */
    b->n_slab = (size_t)slabs;
    b->south = b->box.south;
    b->slabs_per_height = height > 0 ? (double)b->n_slab / height : 0;
}

/* With room NULL the edges of each slab are counted, one slab higher; else put there. */
static void fill_slabs(struct hg_border *b, size_t n, struct edge *room)
{
    for (size_t i = 0; i < n; i++) {
        const double y1 = b->shapes->y[b->edge[i].from], y2 = b->shapes->y[b->edge[i].to];
        const size_t last = slab_of(b, fmax(y1, y2));
        for (size_t s = slab_of(b, fmin(y1, y2)); s <= last; s++) {
            if (room)
                room[b->slab_first[s]++] = b->edge[i];
            else
                b->slab_first[s + 1]++;
        }
    }
}

static bool make_slabs(struct hg_border *b, size_t n)
{
    plan_slabs(b, n);
    b->slab_first = calloc(b->n_slab + 1, sizeof(*b->slab_first));
    if (!b->slab_first)
        return false;
    fill_slabs(b, n, NULL);
    for (size_t s = 0; s < b->n_slab; s++)
        b->slab_first[s + 1] += b->slab_first[s];
    b->slab = calloc(b->slab_first[b->n_slab] + 1, sizeof(*b->slab));
    if (!b->slab)
        return false;
    fill_slabs(b, n, b->slab); /* moves each first on to the next */
    memmove(b->slab_first + 1, b->slab_first, b->n_slab * sizeof(*b->slab_first));
    b->slab_first[0] = 0;
    return true;
}

/* As hg_shape_contains(): edges that have no part at the height of the point neither turn
 * around it nor hold it. */
static bool winds_around(const struct hg_border *b, double x, double y)
{
    if (!(x >= b->box.west && x <= b->box.east && y >= b->box.south && y <= b->box.north))
        return false;
    const double *px = b->shapes->x, *py = b->shapes->y;
    const size_t s = slab_of(b, y);
    struct winding w = {.x = x, .y = y};
    for (size_t i = b->slab_first[s]; i < b->slab_first[s + 1]; i++) {
        const struct edge e = b->slab[i];
        wind(&w, px[e.from], py[e.from], px[e.to], py[e.to]);
    }
    return w.on_edge || w.turns != 0;
}

/* Columns of one row that an edge may touch. */
struct touch {
    uint32_t row, first, last;
};

struct touches {
    size_t n, room;
    struct touch *touch;
    bool failed;
};

static void add_touch(struct touches *t, struct touch here)
{
    if (t->n > 0) { /* edges follow each other: most stay in the cell */
        struct touch *last = &t->touch[t->n - 1];
        if (last->row == here.row && here.first <= last->last + 1 &&
            last->first <= here.last + 1) {
            last->first = here.first < last->first ? here.first : last->first;
            last->last = here.last > last->last ? here.last : last->last;
            return;
        }
    }
    if (t->n == t->room) {
        const size_t room = 2 * t->room + 256;
        struct touch *grown = realloc(t->touch, room * sizeof(*grown));
        if (!grown) {
            t->failed = true;
            return;
        }
        t->touch = grown;
        t->room = room;
    }
    t->touch[t->n++] = here;
}

/* A point may lie a billionth of a step beside its cell; this is more. */
static const double SLACK = 1e-6;

static uint32_t column(double x, uint32_t ncol)
{
    return x >= ncol ? ncol - 1 : x > 0 ? (uint32_t)x : 0;
}

/* Marks the cells of an edge, row by row, and a little more. */
static void touch_edge(struct touches *t, const struct hg_grid *grid,
                       const struct hg_shapes *shapes, struct edge e)
{
    const struct hg_grid_params *p = hg_grid_params(grid);
    double x1, y1, x2, y2;
    hg_grid_steps(grid, shapes->x[e.from], shapes->y[e.from], &x1, &y1);
    hg_grid_steps(grid, shapes->x[e.to], shapes->y[e.to], &x2, &y2);
    const double top = fmin(y1, y2) - SLACK, bottom = fmax(y1, y2) + SLACK;
    if (!(bottom >= 0 && top < p->nrow))
        return;
    const uint32_t last = column(bottom, p->nrow);
    for (uint32_t row = column(top, p->nrow); row <= last && !t->failed; row++) {
        double from = 0, to = 1; /* the part of the edge in this row */
        if (y1 != y2) {
            const double a = (row - SLACK - y1) / (y2 - y1);
            const double c = (row + 1 + SLACK - y1) / (y2 - y1);
            from = fmax(0, fmin(a, c));
            to = fmin(1, fmax(a, c));
        }
        const double xa = x1 + from * (x2 - x1), xb = x1 + to * (x2 - x1);
        const double left = fmin(xa, xb) - SLACK, right = fmax(xa, xb) + SLACK;
        if (right >= 0 && left < p->ncol)
            add_touch(t,
                      (struct touch){row, column(left, p->ncol), column(right, p->ncol)});
    }
}

static int by_row(const void *a, const void *b)
{
    const struct touch *p = a, *q = b;
    if (p->row != q->row)
        return p->row < q->row ? -1 : 1;
    return (p->first > q->first) - (p->first < q->first);
}

/* Cells between touched ones lie all inside or all outside: one is asked. */
static void add_gap(struct hg_border *b, const struct hg_grid *grid, size_t *n,
                    uint32_t row, uint32_t col)
{
    double x, y;
    if (col >= b->ncol)
        return;
    hg_grid_centre(grid, row * b->ncol + col, &x, &y);
    b->run[(*n)++] = (struct run){col, winds_around(b, x, y) ? INSIDE : OUTSIDE};
}

/* Touches of one row, first .. last - 1, become runs. */
static void make_row(struct hg_border *b, const struct hg_grid *grid, uint32_t row,
                     const struct touch *touch, size_t first, size_t last, size_t *n)
{
    if (first == last || touch[first].first > 0)
        add_gap(b, grid, n, row, 0);
    for (size_t i = first; i < last;) {
        const uint32_t from = touch[i].first;
        uint32_t to = touch[i].last;
        for (i++; i < last && touch[i].first <= to + 1; i++)
            to = touch[i].last > to ? touch[i].last : to;
        b->run[(*n)++] = (struct run){from, AT_EDGES};
        add_gap(b, grid, n, row, to + 1);
    }
}

/* Rows of the grid at the height of the box. */
static void find_rows(struct hg_border *b, const struct hg_grid *grid, size_t n_closed)
{
    double x, top, bottom;
    const uint32_t nrow = hg_grid_params(grid)->nrow;
    hg_grid_steps(grid, b->box.west, b->box.north, &x, &top);
    hg_grid_steps(grid, b->box.west, b->box.south, &x, &bottom);
    if (n_closed == 0 || !(bottom + SLACK >= 0 && top - SLACK < nrow))
        return;
    b->first_row = column(top - SLACK, nrow);
    b->n_row = column(bottom + SLACK, nrow) - b->first_row + 1;
}

static bool make_runs(struct hg_border *b, const struct hg_grid *grid, size_t n_closed)
{
    struct touches t = {0};
    for (size_t i = 0; i < n_closed && !t.failed; i++)
        touch_edge(&t, grid, b->shapes, b->edge[i]);
    if (t.n > 1)
        qsort(t.touch, t.n, sizeof(t.touch[0]), by_row);
    b->ncol = hg_grid_params(grid)->ncol;
    find_rows(b, grid, n_closed);
    b->row_first = calloc((size_t)b->n_row + 1, sizeof(*b->row_first));
    b->run = calloc(2 * t.n + b->n_row + 1, sizeof(*b->run));
    const bool good = !t.failed && b->row_first && b->run;
    size_t n = 0, first = 0, last = 0;
    for (uint32_t row = 0; good && row < b->n_row; row++, first = last) {
        while (last < t.n && t.touch[last].row == b->first_row + row)
            last++;
        make_row(b, grid, b->first_row + row, t.touch, first, last, &n);
        b->row_first[row + 1] = n;
    }
    free(t.touch);
    return good;
}

/* No point of an edge is farther from its nearer end than half of this, in half-axes. */
static double longest(const struct hg_shapes *s, struct edge e)
{
    return 1.01 * EDGES_RAD_PER_DEG *
           (fabs(s->lon[e.to] - s->lon[e.from]) + fabs(s->lat[e.to] - s->lat[e.from]));
}

static struct group make_group(const struct hg_border *b, uint32_t first, uint32_t n)
{
    const struct hg_shapes *s = b->shapes;
    const struct edge *edge = b->edge + first;
    struct group g = {.first = first, .n = n};
    const struct edge middle = edge[n / 2];
    g.centre = spot_at(s->lon[middle.from], s->lat[middle.from]);
    for (uint32_t i = 0; i < n; i++) {
        const struct spot from = spot_at(s->lon[edge[i].from], s->lat[edge[i].from]);
        const struct spot to = spot_at(s->lon[edge[i].to], s->lat[edge[i].to]);
        const double end = sqrt(fmax(apart2(g.centre, from), apart2(g.centre, to)));
        g.radius = fmax(g.radius, end + longest(s, edge[i]) / 2 + 1e-9);
    }
    return g;
}

static bool make_groups(struct hg_border *b)
{
    enum { SIZE = 32 };
    b->n_group = (b->n_edge + SIZE - 1) / SIZE;
    b->group = calloc(b->n_group + 1, sizeof(*b->group));
    for (size_t i = 0; b->group && i < b->n_group; i++) {
        const size_t left = b->n_edge - i * SIZE;
        b->group[i] =
            make_group(b, (uint32_t)(i * SIZE), (uint32_t)(left < SIZE ? left : SIZE));
    }
    return b->group;
}

static enum hg_status border_create(const struct hg_locator *locator, size_t shape,
                                    struct hg_border **out, struct hg_error *err)
{
    size_t n_closed = 0;
    if (locator->shapes->n_vertex >= UINT32_MAX)
        return hg_fail(err, HG_E_LIMIT,
                       "the regions have %zu vertices, more than %u; simplify them",
                       locator->shapes->n_vertex, UINT32_MAX - 1);
    struct hg_border *b = calloc(1, sizeof(*b));
    if (!b)
        return no_memory(err);
    b->shapes = locator->shapes;
    b->box = locator->shapes->shape[shape].box;
    if (!list_edges(b, &locator->shapes->shape[shape], &n_closed) ||
        !make_slabs(b, n_closed) || !make_runs(b, locator->grid, n_closed) ||
        !make_groups(b)) {
        border_destroy(b);
        return no_memory(err);
    }
    *out = b;
    return HG_OK;
}

enum hg_status hg_locator_border(struct hg_locator *locator, size_t shape,
                                 const struct hg_border **out, struct hg_error *err)
{
    struct hg_border *border = atomic_load(&locator->border[shape]), *none = NULL;
    if (!border) {
        const enum hg_status status = border_create(locator, shape, &border, err);
        if (status != HG_OK)
            return status;
        /* Another thread may have been quicker: both are alike. */
        if (!atomic_compare_exchange_strong(&locator->border[shape], &none, border)) {
            border_destroy(border);
            border = none;
        }
    }
    *out = border;
    return HG_OK;
}

bool hg_border_contains(const struct hg_border *b, double x, double y, uint32_t cell)
{
    if (cell == HG_NO_CELL)
        return winds_around(b, x, y);
    const uint32_t row = cell / b->ncol - b->first_row, col = cell % b->ncol;
    if (row >= b->n_row) /* below the first row too: it wraps */
        return false;
    const struct run *run = b->run;
    size_t low = b->row_first[row], high = b->row_first[row + 1];
    if (low == high)
        return false;
    while (high - low > 1) { /* the last run that starts at col or before */
        const size_t middle = low + (high - low) / 2;
        if (run[middle].col <= col)
            low = middle;
        else
            high = middle;
    }
    return run[low].state == AT_EDGES ? winds_around(b, x, y) : run[low].state == INSIDE;
}

struct hg_nearest hg_border_nearest(const struct hg_border *b, double lon, double lat)
{
    const struct hg_shapes *s = b->shapes;
    struct nearest n = nearest_from(lon, lat);
    size_t first = 0; /* the group that may be nearest goes first */
    double least = INFINITY;
    for (size_t i = 0; i < b->n_group; i++) {
        const double at_least =
            sqrt(apart2(n.spot, b->group[i].centre)) - b->group[i].radius;
        if (at_least < least) {
            least = at_least;
            first = i;
        }
    }
    for (size_t k = 0; k < b->n_group; k++) {
        const struct group *g = &b->group[k == 0 ? first : k <= first ? k - 1 : k];
        const double at_least = sqrt(apart2(n.spot, g->centre)) - g->radius;
        if (at_least > 0 && at_least * at_least > n.best2)
            continue;
        for (uint32_t i = g->first; i < g->first + g->n; i++) {
            const struct edge e = b->edge[i];
            try_edge(&n, s->lon[e.from], s->lat[e.from], s->lon[e.to], s->lat[e.to]);
        }
    }
    if (!isfinite(n.best2))
        return (struct hg_nearest){INFINITY, lon, lat};
    return (struct hg_nearest){hg_geodesic_km(lon, lat, n.best_lon, n.best_lat),
                               n.best_lon, n.best_lat};
}

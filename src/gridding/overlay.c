/* overlay.c - what polygons have in common within one cell, exactly */
#include "gridding/overlay.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double THIN = 1e-11;    /* strips of a cell that are not looked at */
static const double AT_SIDE = 1e-12; /* an edge this near to the west side meets it */

struct overlay_cross {
    double x;
    uint32_t owner;
};

struct overlay_state {
    bool has_edges, meets_west; /* else it is all in or all out along the west side */
    bool west;                  /* it holds the west side of the strip */
    bool inside;                /* while a strip is walked */
};

void overlay_finish(struct overlay *o)
{
    free(o->owner);
    free(o->state);
    free(o->edge);
    free(o->area);
    free(o->y);
    free(o->cross);
    *o = (struct overlay){0};
}

/* Room for n things of some size, and more for later; false without memory. */
static bool make_room(void **array, size_t *room, size_t n, size_t size)
{
    if (n <= *room)
        return true;
    const size_t more = n + n / 2 + 16;
    void *grown = reallocarray(*array, more, size);
    if (!grown)
        return false;
    *array = grown;
    *room = more;
    return true;
}

bool overlay_start(struct overlay *o, size_t n_place, size_t n_region)
{
    const size_t n = n_place + n_region, n_area = (n_region + 2) * (n_place + 3);
    if (n > o->owner_room) {
        free(o->owner);
        free(o->state);
        o->owner_room = 0;
        o->owner = calloc(2 * n, sizeof(*o->owner));
        o->state = calloc(2 * n, sizeof(*o->state));
        if (!o->owner || !o->state)
            return false;
        o->owner_room = 2 * n;
    }
    if (!make_room((void **)&o->area, &o->area_room, n_area, sizeof(*o->area)))
        return false;
    o->n_place = n_place;
    o->n_region = n_region;
    o->n_edge = 0;
    return true;
}

bool overlay_add(struct overlay *o, struct overlay_edge edge)
{
    if (!make_room((void **)&o->edge, &o->edge_room, o->n_edge + 1, sizeof(*o->edge)))
        return false;
    o->edge[o->n_edge++] = edge;
    return true;
}

/* The part of an edge with 0 <= x, y <= 1, running south or level; false: none. */
static bool clip(struct overlay_edge *e)
{
    const double dx = e->x1 - e->x0, dy = e->y1 - e->y0;
    const double p[4] = {-dx, dx, -dy, dy};
    const double q[4] = {e->x0, 1 - e->x0, e->y0, 1 - e->y0};
    double from = 0, to = 1;
    for (int k = 0; k < 4; k++) { /* Liang and Barsky 1984 */
        if (p[k] == 0 && q[k] < 0)
            return false;
        if (p[k] < 0)
            from = fmax(from, q[k] / p[k]);
        else if (p[k] > 0)
            to = fmin(to, q[k] / p[k]);
    }
    if (!(from < to))
        return false;
    struct overlay_edge c = {e->owner, e->x0 + from * dx, e->y0 + from * dy,
                             e->x0 + to * dx, e->y0 + to * dy};
    if (c.y0 > c.y1)
        c = (struct overlay_edge){c.owner, c.x1, c.y1, c.x0, c.y0};
    *e = c;
    return true;
}

static void clip_all(struct overlay *o)
{
    size_t n = 0;
    memset(o->state, 0, (o->n_place + o->n_region) * sizeof(*o->state));
    for (size_t i = 0; i < o->n_edge; i++) {
        struct overlay_edge e = o->edge[i];
        if (!clip(&e))
            continue;
        struct overlay_state *s = &o->state[e.owner];
        s->has_edges = true;
        s->meets_west |= e.x0 <= AT_SIDE || e.x1 <= AT_SIDE;
        o->edge[n++] = e;
    }
    o->n_edge = n;
}

static double x_at(const struct overlay_edge *e, double y)
{
    const double t = (y - e->y0) / (e->y1 - e->y0);
    return e->x0 + t * (e->x1 - e->x0);
}

/* The height at which two edges cross; NAN where they do not. */
static double crossing(const struct overlay_edge *a, const struct overlay_edge *b)
{
    const double top = fmax(a->y0, b->y0), bottom = fmin(a->y1, b->y1);
    if (!(top < bottom))
        return NAN;
    const double above = x_at(a, top) - x_at(b, top);
    const double below = x_at(a, bottom) - x_at(b, bottom);
    return above * below < 0 ? top + (bottom - top) * (above / (above - below)) : NAN;
}

static int by_value(const void *a, const void *b)
{
    const double p = *(const double *)a, q = *(const double *)b;
    return (p > q) - (p < q);
}

static bool add_height(struct overlay *o, size_t *n, double y)
{
    if (!make_room((void **)&o->y, &o->y_room, *n + 1, sizeof(*o->y)))
        return false;
    o->y[(*n)++] = y;
    return true;
}

/* All heights where something changes, rising; how many, 0 without memory. */
static size_t find_heights(struct overlay *o)
{
    size_t n = 0;
    bool good = add_height(o, &n, 0) && add_height(o, &n, 1);
    for (size_t i = 0; good && i < o->n_edge; i++) {
        good = add_height(o, &n, o->edge[i].y0) && add_height(o, &n, o->edge[i].y1);
        for (size_t k = 0; good && k < i; k++) {
            const double y = crossing(&o->edge[i], &o->edge[k]);
            good = isnan(y) || add_height(o, &n, y);
        }
    }
    if (good)
        qsort(o->y, n, sizeof(*o->y), by_value);
    return good ? n : 0;
}

static int by_x(const void *a, const void *b)
{
    const struct overlay_cross *p = a, *q = b;
    if (p->x != q->x)
        return p->x < q->x ? -1 : 1;
    return (p->owner > q->owner) - (p->owner < q->owner);
}

/* Where edges cross a line at this height, from west to east. */
static size_t cross_line(struct overlay *o, double y)
{
    size_t n = 0;
    for (size_t i = 0; i < o->n_edge; i++) {
        const struct overlay_edge *e = &o->edge[i];
        if (e->y0 < y && y < e->y1)
            o->cross[n++] =
                (struct overlay_cross){fmin(fmax(x_at(e, y), 0), 1), e->owner};
    }
    if (n > 1)
        qsort(o->cross, n, sizeof(*o->cross), by_x);
    return n;
}

/* The middle of the widest gap between crossings, and how many lie west of it. */
static double widest_gap(const struct overlay *o, size_t n, size_t *before)
{
    double left = 0, width = -1, middle = 0.5;
    for (size_t i = 0; i <= n; i++) {
        const double right = i < n ? o->cross[i].x : 1;
        if (right - left > width) {
            width = right - left;
            middle = left + width / 2;
            *before = i;
        }
        left = right;
    }
    return middle;
}

/* Asks the borders of owners whether they hold the west side at this height: those whose
 * edges meet that side, or all others, whose answer is the same at every height. */
static void ask(struct overlay *o, const struct overlay_cell *c, double y, size_t n,
                bool meets_west)
{
    size_t before = 0;
    const double x = widest_gap(o, n, &before);
    for (size_t k = 0; k < o->n_place + o->n_region; k++) {
        struct overlay_state *s = &o->state[k];
        if (!s->has_edges || s->meets_west != meets_west)
            continue;
        s->west = hg_border_contains(o->owner[k].border, c->west + x * c->dx,
                                     c->north - y * c->dy, c->cell);
        for (size_t i = 0; i < before; i++)
            s->west ^= o->cross[i].owner == k;
    }
}

/* Adds a piece of the cell, which n places hold, to a row. */
static void add_to_row(struct overlay *o, size_t row, size_t n, double area)
{
    double *sum = o->area + row * (o->n_place + 3);
    for (size_t p = 0; p < o->n_place; p++)
        sum[p] += o->state[p].inside ? area : 0;
    sum[o->n_place] += n > 0 ? area : 0;
    sum[o->n_place + 1] += n > 1 ? (double)(n - 1) * area : 0;
    sum[o->n_place + 2] += area;
}

static void add_piece(struct overlay *o, double area)
{
    size_t n = 0, n_in = 0;
    for (size_t p = 0; p < o->n_place; p++)
        n += o->state[p].inside;
    for (size_t r = 0; r < o->n_region; r++)
        if (o->state[o->n_place + r].inside) {
            add_to_row(o, r, n, area);
            n_in++;
        }
    if (n_in > 0)
        add_to_row(o, o->n_region, n, area);
    if (n_in > 0 || n > 0)
        add_to_row(o, o->n_region + 1, n, area);
}

/* A strip from its crossings at mid-height. */
static void add_strip(struct overlay *o, double height, size_t n)
{
    double left = 0;
    for (size_t k = 0; k < o->n_place + o->n_region; k++)
        o->state[k].inside =
            o->state[k].has_edges ? o->state[k].west : o->owner[k].fraction > 0.5;
    for (size_t i = 0; i <= n; i++) {
        const double right = i < n ? o->cross[i].x : 1;
        if (right > left)
            add_piece(o, (right - left) * height);
        left = right;
        if (i < n)
            o->state[o->cross[i].owner].inside ^= true;
    }
}

bool overlay_measure(struct overlay *o, const struct overlay_cell *cell)
{
    clip_all(o);
    const size_t n = find_heights(o);
    if (n == 0 ||
        !make_room((void **)&o->cross, &o->cross_room, o->n_edge + 1, sizeof(*o->cross)))
        return false;
    memset(o->area, 0, (o->n_region + 2) * (o->n_place + 3) * sizeof(*o->area));
    size_t tallest = 0;
    for (size_t i = 1; i + 1 < n; i++)
        if (o->y[i + 1] - o->y[i] > o->y[tallest + 1] - o->y[tallest])
            tallest = i;
    const double middle = (o->y[tallest] + o->y[tallest + 1]) / 2;
    ask(o, cell, middle, cross_line(o, middle), false);
    for (size_t i = 0; i + 1 < n; i++) {
        const double height = o->y[i + 1] - o->y[i];
        if (height < THIN)
            continue;
        const double y = (o->y[i] + o->y[i + 1]) / 2;
        const size_t n_cross = cross_line(o, y);
        ask(o, cell, y, n_cross, true);
        add_strip(o, height, n_cross);
    }
    return true;
}

/* course.c - the course of an edge over the cells of a grid */
#include "gridding/course.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double ON_EDGE = 1e-9;  /* steps: as hg_grid_cell_at() has it */
static const double FAR_AWAY = 1e12; /* steps: no vertex of a map is there */
static const double CLOSE = 1e-10;   /* steps: what polynomials may be wrong, */
static const double NOISE = 1e-14;   /* but not less than this part of a coordinate */
static const double SHORT = 0.01;    /* steps: curves this short are not halved; within
                                        some km of a pole PROJ is only right to mm */
static const double LONGEST = 10;    /* degrees: a curve of one polynomial */
enum { DEEPEST = 40 };               /* halvings */

/* Places along an edge: those of the polynomial, then those that check it. */
enum { N_FIT = 3, N_NODE = 5 };
static const double node_at[N_NODE] = {0.25, 0.5, 0.75, 0.125, 0.875};

void course_start(struct course *course, const struct hg_grid *grid)
{
    const struct hg_grid_params *p = hg_grid_params(grid);
    course->grid = grid;
    course->box = p->box;
    course->dx = (p->box.east - p->box.west) / p->ncol;
    course->dy = (p->box.north - p->box.south) / p->nrow;
    course->ncol = p->ncol;
    course->nrow = p->nrow;
    const double far = fmax(fmax(fabs(p->box.west), fabs(p->box.east)),
                            fmax(fabs(p->box.south), fabs(p->box.north)));
    course->close = fmax(CLOSE, NOISE * far / fmin(course->dx, course->dy));
}

static void free_nodes(struct course *course)
{
    free(course->x);
    free(course->y);
    course->x = course->y = NULL;
    course->capacity = 0;
}

void course_finish(struct course *course)
{
    free_nodes(course);
    hg_transform_finish(&course->to_grid);
}

/* Splits a position counted from `origin` so that what is near an edge lies on it.  The
 * ends of curves must not be moved further than their polynomials may be wrong. */
void course_settle(const struct course *c, double steps, int64_t origin, int64_t *cell,
                   double *within)
{
    const double near = c->straight ? ON_EDGE : c->close / 10;
    double whole = floor(steps), rest = steps - whole;
    if (rest > 1 - near) {
        whole += 1;
        rest = 0;
    } else if (rest < near) {
        rest = 0;
    }
    *cell = origin + (int64_t)whole;
    *within = rest;
}

/* Splits (position - from) * n / span into whole steps and the rest, in twice the
 * precision of a double: a sliver across an edge of cells keeps its width.  False when it
 * is no place. */
static bool step_of(double position, double from, double span, uint32_t n, double *whole,
                    double *rest)
{
    const double d = position - from, back = position - d;
    const double d_less = (position - (d + back)) + (back - from); /* Knuth's two-sum */
    *whole = floor(d * n / span);
    if (!(fabs(*whole) < FAR_AWAY)) /* NaN too */
        return false;
    const double p = d * n, p_less = fma(d, n, -p);
    const double q = *whole * span, q_less = fma(*whole, span, -q);
    *rest = ((p - q) + (p_less - q_less + d_less * n)) / span;
    return true;
}

static bool spot_at(const struct course *c, double x, double y, struct spot *out)
{
    double col, row;
    if (!step_of(x, c->box.west, c->box.east - c->box.west, c->ncol, &col, &out->x) ||
        !step_of(-y, -c->box.north, c->box.north - c->box.south, c->nrow, &row, &out->y))
        return false;
    out->col = (int64_t)col;
    out->row = (int64_t)row;
    return true;
}

bool course_spot(const struct course *c, double x, double y, struct spot *out)
{
    struct spot spot;
    if (!spot_at(c, x, y, &spot))
        return false;
    course_settle(c, spot.x, spot.col, &out->col, &out->x);
    course_settle(c, spot.y, spot.row, &out->row, &out->y);
    return true;
}

/* The polynomial through five places side by side. */
static void fit(const double f[5], double c[5])
{
    c[0] = f[2];
    c[1] = (f[0] - 8 * f[1] + 8 * f[3] - f[4]) / 6;
    c[2] = (-f[0] + 16 * f[1] - 30 * f[2] + 16 * f[3] - f[4]) / 6;
    c[3] = (-f[0] + 2 * f[1] - 2 * f[3] + f[4]) * 2 / 3;
    c[4] = (f[0] - 4 * f[1] + 6 * f[2] - 4 * f[3] + f[4]) * 2 / 3;
}

static double from_cell(const struct spot *p, int64_t col)
{
    return (double)(p->col - col) + p->x;
}

static double from_row(const struct spot *p, int64_t row)
{
    return (double)(p->row - row) + p->y;
}

/* Puts polynomials through a, the first three nodes and b.  Do they meet the others? */
static bool bend(struct stretch *p, const struct spot node[N_NODE], double close)
{
    const struct spot *at[5] = {&p->a, &node[0], &node[1], &node[2], &p->b};
    double col[5], row[5];
    for (int i = 0; i < 5; i++) {
        col[i] = from_cell(at[i], p->a.col);
        row[i] = from_row(at[i], p->a.row);
    }
    fit(col, p->col);
    fit(row, p->row);
    for (int i = N_FIT; i < N_NODE; i++) {
        const double s = 2 * node_at[i] - 1;
        if (fabs(stretch_polynomial(p->col, s) - from_cell(&node[i], p->a.col)) > close ||
            fabs(stretch_polynomial(p->row, s) - from_row(&node[i], p->a.row)) > close)
            return false;
    }
    return true;
}

/* The place of part t of the edge, in degrees. */
static void place_at(const struct edge *e, double t, double *lon, double *lat)
{
    *lon = e->lon + t * e->d_lon;
    *lat = e->lat + t * e->d_lat;
}

static bool is_lost(struct course *c, double t)
{
    place_at(&c->edge, t, &c->lost_lon, &c->lost_lat);
    return false;
}

/* A part of an edge on its way to polynomials. */
struct bow {
    struct stretch stretch;
    int depth;                   /* halvings */
    double x[N_NODE], y[N_NODE]; /* its nodes in the crs */
};

static void find_bow(struct course *c, struct bow *bow)
{
    const struct stretch *p = &bow->stretch;
    for (int i = 0; i < N_NODE; i++)
        place_at(&c->edge, p->t0 + (p->t1 - p->t0) * node_at[i], &bow->x[i], &bow->y[i]);
    hg_transform_apply(&c->to_grid, N_NODE, bow->x, bow->y);
}

/* Makes a polynomial of it; *good is false when it must be halved.  False when a node has
 * no place. */
static bool bend_bow(struct course *c, struct bow *bow, bool *good)
{
    struct stretch *p = &bow->stretch;
    struct spot node[N_NODE];
    for (int i = 0; i < N_NODE; i++) /* not settled: the curve would bend */
        if (!spot_at(c, bow->x[i], bow->y[i], &node[i]))
            return is_lost(c, p->t0 + (p->t1 - p->t0) * node_at[i]);
    const double span = (p->t1 - p->t0) * fmax(fabs(c->edge.d_lon), fabs(c->edge.d_lat));
    const double size =
        hypot(from_cell(&p->b, p->a.col) - p->a.x, from_row(&p->b, p->a.row) - p->a.y);
    p->curved = true;
    *good = bend(p, node, c->close) || size <= SHORT;
    *good = (*good && span <= LONGEST) || bow->depth == DEEPEST;
    return true;
}

/* The two halves, their nodes not yet found. */
static void halve_bow(const struct course *c, const struct bow *bow, struct bow half[2])
{
    const struct stretch *p = &bow->stretch;
    const double t = (p->t0 + p->t1) / 2;
    struct spot middle;
    (void)course_spot(c, bow->x[1], bow->y[1], &middle); /* a node: it has a place */
    half[0] = half[1] = (struct bow){.depth = bow->depth + 1};
    half[0].stretch = (struct stretch){.a = p->a, .b = middle, .t0 = p->t0, .t1 = t};
    half[1].stretch = (struct stretch){.a = middle, .b = p->b, .t0 = t, .t1 = p->t1};
}

/* Walks the curve between two spots, x and y being its nodes. */
static bool walk_curve(struct course *c, const struct stretch *whole, const double *x,
                       const double *y)
{
    struct bow stack[DEEPEST + 2];
    size_t n = 0;
    stack[n++] = (struct bow){.stretch = *whole};
    memcpy(stack[0].x, x, sizeof(stack[0].x));
    memcpy(stack[0].y, y, sizeof(stack[0].y));
    while (n > 0) {
        struct bow bow = stack[--n];
        bool good = true;
        if (bow.depth > 0)
            find_bow(c, &bow);
        if (!bend_bow(c, &bow, &good))
            return false;
        if (good) {
            course_cells(c, &bow.stretch);
            continue;
        }
        struct bow half[2];
        halve_bow(c, &bow, half);
        stack[n++] = half[1];
        stack[n++] = half[0];
    }
    return true;
}

/* From the same end whichever way the ring runs. */
static struct edge edge_of(const struct hg_shapes *s, size_t i, size_t j)
{
    const bool turned =
        s->lon[i] != s->lon[j] ? s->lon[i] > s->lon[j] : s->lat[i] > s->lat[j];
    const size_t a = turned ? j : i, b = turned ? i : j;
    return (struct edge){.lon = s->lon[a],
                         .lat = s->lat[a],
                         .d_lon = s->lon[b] - s->lon[a],
                         .d_lat = s->lat[b] - s->lat[a],
                         .x = s->x[a],
                         .y = s->y[a],
                         .x_to = s->x[b],
                         .y_to = s->y[b],
                         .turned = turned};
}

/* Walks edge number k of a ring, whose nodes are at [N_NODE * k]. */
static bool walk_edge(struct course *c, size_t k)
{
    const struct edge *e = &c->edge;
    struct stretch p = {.t1 = 1};
    if (!course_spot(c, e->x, e->y, &p.a))
        return is_lost(c, 0);
    if (!course_spot(c, e->x_to, e->y_to, &p.b))
        return is_lost(c, 1);
    if (!c->straight && (e->d_lon != 0 || e->d_lat != 0))
        return walk_curve(c, &p, c->x + N_NODE * k, c->y + N_NODE * k);
    course_cells(c, &p);
    return true;
}

static bool make_room(struct course *c, size_t n)
{
    if (n <= c->capacity)
        return true;
    free_nodes(c);
    c->x = malloc(2 * n * sizeof(*c->x));
    c->y = malloc(2 * n * sizeof(*c->y));
    c->capacity = c->x && c->y ? 2 * n : 0;
    return c->capacity > 0;
}

/* The nodes of all edges of a ring at once. */
static bool find_nodes(struct course *c, const struct hg_shapes *shapes,
                       struct hg_ring ring, size_t n_edge)
{
    if (!make_room(c, N_NODE * n_edge + 1))
        return false;
    for (size_t k = 0; k < n_edge; k++) {
        const struct edge e =
            edge_of(shapes, ring.first + k, ring.first + (k + 1) % ring.count);
        for (size_t i = 0; i < N_NODE; i++)
            place_at(&e, node_at[i], &c->x[N_NODE * k + i], &c->y[N_NODE * k + i]);
    }
    hg_transform_apply(&c->to_grid, N_NODE * n_edge, c->x, c->y);
    return true;
}

enum course_end course_walk(struct course *c, const struct hg_shapes *shapes,
                            struct hg_ring ring)
{
    const size_t n_edge = ring.count < 2 ? 0 : ring.open ? ring.count - 1 : ring.count;
    if (!c->straight && n_edge > 0 && !find_nodes(c, shapes, ring, n_edge))
        return COURSE_NO_MEMORY;
    for (size_t k = 0; k < n_edge; k++) {
        c->edge = edge_of(shapes, ring.first + k, ring.first + (k + 1) % ring.count);
        if (!walk_edge(c, k))
            return COURSE_LOST;
    }
    return COURSE_DONE;
}

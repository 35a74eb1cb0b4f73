/* course.c - the course of an edge over the cells of a grid */
#include "gridding/course.h"

#include <math.h>
#include <stdlib.h>

static const double ON_EDGE = 1e-9;   /* steps: as hg_grid_cell_at() has it */
static const double FAR_AWAY = 1e12;  /* steps: no vertex of a map is there */
static const double CLOSE = 1e-10;    /* steps: what polynomials may be wrong, */
static const double NOISE = 1e-14;    /* but not less than this part of a coordinate */
static const double CROSSING = 1e-14; /* of s: a crossing this near is found */
static const double SHORT = 0.01;     /* steps: curves this short are not halved; within
                                         some km of a pole PROJ is only right to mm */
static const double LONGEST = 10;     /* degrees: a curve of one polynomial */
enum { MOST_ROUNDS = 60, DEEPEST = 40 };

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
static void settle(const struct course *c, double steps, int64_t origin, int64_t *cell,
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
    settle(c, spot.x, spot.col, &out->col, &out->x);
    settle(c, spot.y, spot.row, &out->row, &out->y);
    return true;
}

static double polynomial(const double c[5], double s)
{
    return c[0] + s * (c[1] + s * (c[2] + s * (c[3] + s * c[4])));
}

static double polynomial_slope(const double c[5], double s)
{
    return c[1] + s * (2 * c[2] + s * (3 * c[3] + s * (4 * c[4])));
}

/* From cell a0 + a, at s = -1, to cell b0 + b, at s = 1; counted from cell `origin`. */
static double straight(int64_t a0, double a, int64_t b0, double b, int64_t origin,
                       double s)
{
    const double way = (double)(b0 - a0) + (b - a);
    return s < 0 ? (double)(a0 - origin) + (a + way * ((s + 1) / 2))
                 : (double)(b0 - origin) + (b - way * ((1 - s) / 2));
}

double stretch_col(const struct stretch *p, int64_t col, double s)
{
    return p->curved ? (double)(p->a.col - col) + polynomial(p->col, s)
                     : straight(p->a.col, p->a.x, p->b.col, p->b.x, col, s);
}

double stretch_row(const struct stretch *p, int64_t row, double s)
{
    return p->curved ? (double)(p->a.row - row) + polynomial(p->row, s)
                     : straight(p->a.row, p->a.y, p->b.row, p->b.y, row, s);
}

/* Where a polynomial that is monotonic between a and b has this value: Newton's method,
 * halving where that would leave the bracket. */
static double solve(const double c[5], double value, double a, double b)
{
    const double fb = polynomial(c, b) - value;
    double s = (a + b) / 2;
    for (int round = 0; round < MOST_ROUNDS && b - a > CROSSING; round++) {
        const double f = polynomial(c, s) - value;
        if (f == 0)
            return s;
        if ((f < 0) == (fb < 0))
            b = s;
        else
            a = s;
        const double next = s - f / polynomial_slope(c, s);
        if (fabs(next - s) < CROSSING)
            return fmax(a, fmin(b, next));
        s = next > a && next < b ? next : (a + b) / 2;
    }
    return s;
}

/* One axis of a monotonic stretch: the steps it goes through. */
struct axis {
    int way;          /* 1, -1, 0 */
    int64_t at, last; /* the step it is in and the one where it ends, on the grid or
                         just beyond it */
    double next;      /* s of the next line between steps; INFINITY: none */
};

static int64_t clamp(int64_t value, int64_t n)
{
    return value < -1 ? -1 : value > n ? n : value;
}

/* n steps; from a0 + a to b0 + b. */
static struct axis axis_of(int64_t a0, double a, int64_t b0, double b, int64_t n)
{
    struct axis axis = {0};
    if (a0 != b0)
        axis.way = a0 < b0 ? 1 : -1;
    else
        axis.way = (a < b) - (a > b);
    axis.at = axis.way < 0 && a == 0 ? a0 - 1 : a0;
    axis.last = axis.way > 0 && b == 0 ? b0 - 1 : b0;
    if (axis.way == 0 && a == 0 && a0 == n)
        axis.at = axis.last = n - 1; /* the last step owns the edge of the grid */
    axis.at = clamp(axis.at, n);
    axis.last = clamp(axis.last, n);
    return axis;
}

/* A monotonic part of a stretch. */
struct walk {
    const struct course *course;
    const struct stretch *stretch;
    double s, end; /* where it is, where it ends */
    struct spot a, b;
    struct axis col, row;
};

static double next_line(const struct walk *w, const struct axis *axis, bool is_col)
{
    if (axis->at == axis->last)
        return INFINITY;
    const struct stretch *p = w->stretch;
    const int64_t line = axis->at + (axis->way > 0 ? 1 : 0);
    double s = 0;
    if (p->curved) {
        const double value = (double)(line - (is_col ? p->a.col : p->a.row));
        s = solve(is_col ? p->col : p->row, value, w->s, w->end);
    } else {
        const double from = is_col ? (double)(p->a.col - line) + p->a.x
                                   : (double)(p->a.row - line) + p->a.y;
        const double to = is_col ? (double)(p->b.col - line) + p->b.x
                                 : (double)(p->b.row - line) + p->b.y;
        s = (from + to) / (from - to);
    }
    return fmax(w->s, fmin(w->end, s));
}

/* The height of a spot within a row that it lies in or on the edge of. */
static double height_in(const struct spot *spot, int64_t row)
{
    return spot->row == row ? spot->y : spot->row > row ? 1 : 0;
}

static void walk_monotonic(struct walk *w)
{
    const struct course *c = w->course;
    w->col = axis_of(w->a.col, w->a.x, w->b.col, w->b.x, c->ncol);
    w->row = axis_of(w->a.row, w->a.y, w->b.row, w->b.y, c->nrow);
    struct passage here = {.stretch = w->stretch,
                           .row = w->row.at,
                           .col = w->col.at,
                           .s0 = w->s,
                           .y0 = height_in(&w->a, w->row.at)};
    w->col.next = next_line(w, &w->col, true);
    w->row.next = next_line(w, &w->row, false);
    while (isfinite(w->col.next) || isfinite(w->row.next)) {
        const bool is_col = w->col.next < w->row.next;
        struct axis *axis = is_col ? &w->col : &w->row;
        w->s = here.s1 = axis->next;
        if (is_col)
            here.y1 = fmax(0, fmin(1, stretch_row(w->stretch, here.row, w->s)));
        else
            here.y1 = axis->way > 0 ? 1 : 0;
        c->take_passage(c->to, &here);
        axis->at += axis->way;
        axis->next = next_line(w, axis, is_col);
        here.col = w->col.at;
        here.row = w->row.at;
        here.s0 = here.s1;
        here.y0 = is_col ? here.y1 : 1 - here.y1;
    }
    here.s1 = w->end;
    here.y1 = height_in(&w->b, w->row.at);
    c->take_passage(c->to, &here);
}

/* Where the slope of a polynomial changes its sign; 1 where it does not.  A stretch is so
 * short that there is one such place at most. */
static double turning(const double c[5])
{
    const double slope[5] = {c[1], 2 * c[2], 3 * c[3], 4 * c[4], 0};
    if ((polynomial(slope, -1) < 0) == (polynomial(slope, 1) < 0))
        return 1;
    return solve(slope, 0, -1, 1);
}

static void walk_stretch(const struct course *c, const struct stretch *p)
{
    if (c->take_stretch) {
        c->take_stretch(c->to, p);
        return;
    }
    double cut[4] = {-1, 1, 1, 1};
    if (p->curved) {
        const double t1 = turning(p->col), t2 = turning(p->row);
        cut[1] = fmin(t1, t2);
        cut[2] = fmax(t1, t2);
    }
    struct spot from = p->a;
    for (int i = 0; i < 3; i++) {
        if (!(cut[i] < cut[i + 1]))
            continue;
        struct spot to = p->b;
        if (cut[i + 1] < 1) {
            settle(c, polynomial(p->col, cut[i + 1]), p->a.col, &to.col, &to.x);
            settle(c, polynomial(p->row, cut[i + 1]), p->a.row, &to.row, &to.y);
        }
        struct walk w = {.course = c,
                         .stretch = p,
                         .s = cut[i],
                         .end = cut[i + 1],
                         .a = from,
                         .b = to};
        walk_monotonic(&w);
        from = to;
    }
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
        if (fabs(polynomial(p->col, s) - from_cell(&node[i], p->a.col)) > close ||
            fabs(polynomial(p->row, s) - from_row(&node[i], p->a.row)) > close)
            return false;
    }
    return true;
}

static void project(struct course *c, size_t n, double *x, double *y)
{
    hg_transform_apply(&c->to_grid, n, x, y);
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

/* Walks the curve between two spots, x and y being its nodes in the crs. */
static bool walk_curve(struct course *c, struct stretch *p, const double x[N_NODE],
                       const double y[N_NODE], int depth)
{
    struct spot node[N_NODE], middle;
    for (int i = 0; i < N_NODE; i++)
        if (!spot_at(c, x[i], y[i], &node[i])) /* not moved: the curve would bend */
            return is_lost(c, p->t0 + (p->t1 - p->t0) * node_at[i]);
    p->curved = true;
    const double span = (p->t1 - p->t0) * fmax(fabs(c->edge.d_lon), fabs(c->edge.d_lat));
    const double size =
        hypot(from_cell(&p->b, p->a.col) - p->a.x, from_row(&p->b, p->a.row) - p->a.y);
    const bool good = bend(p, node, c->close) || size <= SHORT;
    if ((good && span <= LONGEST) || depth == DEEPEST) {
        walk_stretch(c, p);
        return true;
    }
    (void)course_spot(c, x[1], y[1], &middle);
    const double t = (p->t0 + p->t1) / 2;
    struct stretch half[2] = {{.a = p->a, .b = middle, .t0 = p->t0, .t1 = t},
                              {.a = middle, .b = p->b, .t0 = t, .t1 = p->t1}};
    for (int k = 0; k < 2; k++) {
        double px[N_NODE], py[N_NODE];
        for (int i = 0; i < N_NODE; i++)
            place_at(&c->edge, half[k].t0 + (half[k].t1 - half[k].t0) * node_at[i],
                     &px[i], &py[i]);
        project(c, N_NODE, px, py);
        if (!walk_curve(c, &half[k], px, py, depth + 1))
            return false;
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
        return walk_curve(c, &p, c->x + N_NODE * k, c->y + N_NODE * k, 0);
    walk_stretch(c, &p);
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
    project(c, N_NODE * n_edge, c->x, c->y);
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

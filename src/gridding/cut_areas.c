/* cut_areas.c - the area of a polygon in each cell
 *
 * The sums of a font rasteriser (Raph Levien's font-rs), in measures of area: an edge
 * leaves in each cell the height it passes through, as the part of the row's area above
 * it, and the area between it and a column of reference.  A cell has the heights of all
 * cells west of it in its row times its area, and what its own touches say.  Heights are
 * whole numbers of 2^-50, so that they cancel without any rounding where no edge passes.
 * The reference is the column of the shape's first vertex, as far as the cell reaches to
 * it: in a cell that holds all of a small shape nothing large is left to cancel.
 */
#include "gridding/cut.h"

#include <hotgrid/geodesy.h>
#include <math.h>
#include <stdlib.h>

static const double NOTHING = 1e-13; /* fractions of a cell below this are dropped */
static const double HEIGHT = 0x1p50;
static const double WGS84_E2 = 6.69437999014e-3;
static const double RAD_PER_DEG = 0.017453292519943295;
static const double LONGEST = 2; /* degrees, of one round */

/* Gauss and Legendre's places and weights on -1 .. 1. */
static const double place5[5] = {-0.9061798459386640, -0.5384693101056831, 0,
                                 0.5384693101056831, 0.9061798459386640};
static const double weight5[5] = {0.2369268850561891, 0.4786286704993665,
                                  0.5688888888888889, 0.4786286704993665,
                                  0.2369268850561891};

static bool is_lonlat(const struct cutter *c)
{
    return hg_grid_params(c->p->grid)->kind == HG_GRID_LONLAT;
}

/* Latitude of the part y of a row; there is no area beyond the poles. */
static double lat_of(const struct cutter *c, int64_t row, double y)
{
    const double top = c->course.box.north - (double)row * c->course.dy;
    return fmax(-90, fmin(90, top - y * c->course.dy));
}

/* The part of a row's area above y. */
static int64_t level(const struct cutter *c, int64_t row, double y)
{
    double part = y;
    if (is_lonlat(c) && y > 0 && y < 1)
        part =
            hg_zone_km2_per_deg(lat_of(c, row, y), lat_of(c, row, 0)) / c->row_zone[row];
    return llrint(fmax(0, fmin(1, part)) * HEIGHT);
}

/* Grows with the area per degree of latitude (Snyder 1987, M N cos of eq. 4-18 ff.). */
static double area_weight(double lat)
{
    const double s = sin(lat * RAD_PER_DEG), w2 = 1 - WGS84_E2 * s * s;
    return cos(lat * RAD_PER_DEG) / (w2 * w2);
}

/* Mean of a straight edge's column over the area of the latitudes it passes: column x at
 * `lat`, x + d_x at lat + d_lat. */
static double mean_over_zone(double x, double d_x, double lat, double d_lat)
{
    if (d_x == 0 || d_lat == 0)
        return x + d_x / 2;
    const int n = (int)ceil(fabs(d_lat) / LONGEST);
    double sum = 0, all = 0;
    for (int i = 0; i < n; i++)
        for (int k = 0; k < 5; k++) {
            const double t = (i + 0.5 + place5[k] / 2) / n;
            const double w =
                weight5[k] * area_weight(fmax(-90, fmin(90, lat + t * d_lat)));
            sum += w * (t - 0.5);
            all += w;
        }
    return x + d_x / 2 + (all > 0 ? d_x * sum / all : 0);
}

/* Integral of (ref - column) over the rows that a curve passes between s0 and s1; exact
 * for its polynomials. */
static double curve_moment(const struct stretch *p, int64_t col, double ref, double s0,
                           double s1)
{
    double sum = 0;
    const double half = (s1 - s0) / 2;
    for (int k = 0; k < 5; k++) {
        const double s = (s0 + s1) / 2 + half * place5[k];
        const double slope =
            p->row[1] + s * (2 * p->row[2] + s * (3 * p->row[3] + s * 4 * p->row[4]));
        sum += weight5[k] * (ref - stretch_col(p, col, s)) * slope;
    }
    return sum * half;
}

/* The column of reference, as far as a cell reaches to it. */
static double ref_in(const struct cutter *c, int64_t col)
{
    return fmax(0, fmin(1, (double)(c->ref_col - col) + c->ref_x));
}

static void take(void *to, const struct passage *p)
{
    struct cutter *c = to;
    const bool on_rows = p->row >= 0 && p->row < c->course.nrow;
    if (!on_rows || p->col < 0 || p->col >= c->course.ncol)
        c->left = true;
    if (!on_rows || p->col >= c->course.ncol)
        return;
    const double turn = c->course.edge.turned ? -c->turn : c->turn;
    const int64_t height = level(c, p->row, p->y1) - level(c, p->row, p->y0);
    struct touch touch = {.row = (uint32_t)p->row,
                          .col = (int32_t)p->col,
                          .height = turn < 0 ? -height : height};
    if (p->col >= 0) {
        const double ref = ref_in(c, p->col), part = (double)height / HEIGHT;
        if (p->stretch->curved) {
            touch.size = turn * curve_moment(p->stretch, p->col, ref, p->s0, p->s1);
        } else {
            const double x0 = stretch_col(p->stretch, p->col, p->s0);
            const double x1 = stretch_col(p->stretch, p->col, p->s1);
            const double lat = lat_of(c, p->row, p->y0);
            const double x = is_lonlat(c) ? mean_over_zone(x0, x1 - x0, lat,
                                                           lat_of(c, p->row, p->y1) - lat)
                                          : (x0 + x1) / 2;
            touch.size = turn * part * (ref - x);
        }
    }
    if (touch.height != 0 || touch.size != 0)
        cutter_touch(c, touch);
}

/* The area under a stretch that is straight in degrees, east of the first vertex. */
static double degrees_km2(const struct cutter *c, const struct stretch *p)
{
    const struct edge *e = &c->course.edge;
    const double d_lon = (p->t1 - p->t0) * e->d_lon, d_lat = (p->t1 - p->t0) * e->d_lat;
    const double lon = e->lon + p->t0 * e->d_lon, lat = e->lat + p->t0 * e->d_lat;
    return mean_over_zone(lon - c->ref_lon, d_lon, lat, d_lat) *
           hg_zone_km2_per_deg(lat, lat + d_lat);
}

/* The area under a stretch that is straight on an equal-area grid. */
static double plane_km2(const struct cutter *c, const struct stretch *p)
{
    const double x0 = stretch_col(p, c->ref_col, -1) - c->ref_x;
    const double x1 = stretch_col(p, c->ref_col, 1) - c->ref_x;
    const double rows = stretch_row(p, p->a.row, 1) - p->a.y;
    return -(x0 + x1) / 2 * rows * c->course.dx * c->course.dy * 1e-6;
}

/* The area under a stretch, wherever it lies. */
static void add_whole(void *to, const struct stretch *p)
{
    struct cutter *c = to;
    const bool plane =
        c->course.straight && hg_grid_params(c->p->grid)->kind == HG_GRID_EQUAL_AREA;
    const double turn = c->course.edge.turned ? -c->turn : c->turn;
    c->whole += turn * (plane ? plane_km2(c, p) : degrees_km2(c, p));
}

/* Twice the area of a ring on a plane. */
static double shoelace(const double *x, const double *y, size_t n)
{
    double sum = 0;
    for (size_t i = 1; i + 1 < n; i++)
        sum += (x[i] - x[0]) * (y[i + 1] - y[0]) - (x[i + 1] - x[0]) * (y[i] - y[0]);
    return sum;
}

/* Rings run as their chords on the grid do.  A sliver beside a curve may run the other
 * way. */
static double turn_of(const struct cutter *c, struct hg_ring ring)
{
    const struct hg_shapes *s = c->p->shapes;
    if (c->course.straight)
        return 1;
    const size_t f = ring.first, n = ring.count;
    return (shoelace(s->x + f, s->y + f, n) < 0) ==
                   (shoelace(s->lon + f, s->lat + f, n) < 0)
               ? 1
               : -1;
}

static enum course_end walk_rings(struct cutter *c, const struct hg_shape *shape)
{
    for (size_t r = shape->first_ring; r < shape->first_ring + shape->n_ring; r++) {
        const struct hg_ring ring = c->p->shapes->ring[r];
        if (ring.open)
            continue;
        c->turn = turn_of(c, ring);
        const enum course_end end = course_walk(&c->course, c->p->shapes, ring);
        if (end != COURSE_DONE)
            return end;
    }
    return COURSE_DONE;
}

static void add_part(struct cutter *c, uint32_t row, uint32_t col, double fraction)
{
    const uint32_t cell = row * c->course.ncol + col;
    if (fraction >= NOTHING)
        cutter_part(c, cell, fraction * hg_grid_cell_km2(c->p->grid, cell));
}

/* One row: touches first .. last - 1, by column. */
static void sweep_row(struct cutter *c, size_t first, size_t last)
{
    const uint32_t row = c->touch[first].row, ncol = c->course.ncol;
    int64_t west = 0;
    uint32_t next = 0;
    for (size_t i = first; i < last;) {
        const int32_t col = c->touch[i].col;
        for (; west != 0 && (int64_t)next < col; next++)
            add_part(c, row, next, (double)west / HEIGHT);
        int64_t height = 0;
        double size = 0;
        for (; i < last && c->touch[i].col == col; i++) {
            height += c->touch[i].height;
            size += c->touch[i].size;
        }
        if (col >= 0)
            add_part(c, row, (uint32_t)col,
                     (double)west / HEIGHT +
                         ((double)height / HEIGHT * (1 - ref_in(c, col)) + size));
        west += height;
        next = (uint32_t)(col + 1);
    }
    for (; west != 0 && next < ncol; next++)
        add_part(c, row, next, (double)west / HEIGHT);
}

/* What lies beyond the grid: the whole, from its edges alone, less all parts. */
static enum course_end find_outside(struct cutter *c, const struct hg_shape *shape)
{
    c->whole = 0;
    c->course.take_stretch = add_whole;
    const enum course_end end = walk_rings(c, shape);
    c->course.take_stretch = NULL;
    double inside = 0;
    for (size_t i = 0; i < c->n_part; i++)
        inside += c->part[i].size;
    c->outside = c->whole - inside > NOTHING * c->whole ? c->whole - inside : 0;
    return end;
}

enum course_end cut_area(struct cutter *c, const struct hg_shape *shape)
{
    c->course.take_passage = take;
    if (shape->n_ring > 0 && c->p->shapes->ring[shape->first_ring].count > 0) {
        const size_t v = c->p->shapes->ring[shape->first_ring].first;
        struct spot spot;
        if (!course_spot(&c->course, c->p->shapes->x[v], c->p->shapes->y[v], &spot)) {
            c->course.lost_lon = c->p->shapes->lon[v];
            c->course.lost_lat = c->p->shapes->lat[v];
            return COURSE_LOST;
        }
        c->ref_col = spot.col;
        c->ref_x = spot.x;
        c->ref_lon = c->p->shapes->lon[v];
    }
    const enum course_end end = walk_rings(c, shape);
    if (end != COURSE_DONE)
        return end;
    cutter_sort(c);
    for (size_t first = 0, last = 0; first < c->n_touch; first = last) {
        while (last < c->n_touch && c->touch[last].row == c->touch[first].row)
            last++;
        sweep_row(c, first, last);
    }
    return c->left ? find_outside(c, shape) : COURSE_DONE;
}

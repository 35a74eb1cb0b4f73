/*
 * polygons.c - any raster on the grid: each pixel becomes a polygon
 *
 * The raster is cut into blocks on which the way to the grid is a polynomial of degree 4
 * in both axes to FIT of a cell, checked between its nodes; blocks that are not are
 * halved along the worse axis.  So few places are projected, blocks beside the grid are
 * passed over, and bends are known: edges are cut finer until they are straight to BEND.
 *
 * Where the map has an edge (the meridian opposite to its middle, a pole, the end of what
 * the projection shows) no polynomial fits: there blocks become parts of pixels, down to
 * where nothing is left to lose.  No pixel is ever drawn across the map.
 */
#include "gridding/pixel.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

static const double FIT = 1e-8;       /* cells */
static const double BEND = 1e-7;      /* cells */
static const double ROUGH_FIT = 0.05; /* of its own size: tells whether a block is near */
static const double FAR_AWAY = 1e12;  /* cells: what the projection does not show */
static const double LARGE = 1 / 64.0; /* of the raster: too much to judge by samples */
static const int DEEPEST = 30;        /* halvings of a pixel along one axis */
static const int DEEP = 8;            /* ... along both: an edge that runs slanted */
static const double MOST_STEPS = 4096; /* cuts of one edge */

#define N_NODE  5
#define N_CHECK (N_NODE - 1)
#define N_PLACE (N_NODE * N_NODE + 2 * N_NODE * N_CHECK)
#define N_STACK 256

/* Chebyshev's extrema and the middles between them, on -1 .. 1. */
static const double node[N_NODE] = {-1, -0.70710678118654752, 0, 0.70710678118654752, 1};
static const double check[N_CHECK] = {-0.9, -0.4, 0.4, 0.9};

/* A rectangle of the raster, in pixels. */
struct block {
    double col0, col1, row0, row1;
    int col_halvings, row_halvings; /* within one pixel */
};

/* Columns and levels as polynomials of one variable. */
struct curve {
    double col[N_NODE], level[N_NODE];
};

/* The same of two: curve [j] of the column axis belongs to the power j of the row axis.
 */
struct surface {
    struct curve power[N_NODE];
};

struct patch {
    struct block block;
    struct surface surface;
    double level_unit; /* levels that a row has at the least */
};

/* Buffers that grow. */
struct drawing {
    struct averaging *a;
    struct pixel_window window;
    size_t line_capacity, side_capacity, ring_capacity;
    struct pixel_point *top, *bottom; /* points along two lines between rows of pixels */
    struct pixel_point *sides;        /* inner points of lines between columns */
    struct curve *side;               /* lines between columns */
    struct pixel_point *ring;         /* of a pixel */
};

/* Coefficients of the polynomial through five values at the nodes, in place. */
static void interpolate(double f[N_NODE])
{
    const double even1 = (f[4] + f[0]) / 2 - f[2], even2 = (f[3] + f[1]) / 2 - f[2];
    const double odd1 = (f[4] - f[0]) / 2, odd2 = (f[3] - f[1]) / (2 * node[3]);
    f[0] = f[2];
    f[1] = 2 * odd2 - odd1;
    f[2] = 4 * even2 - even1;
    f[3] = 2 * (odd1 - odd2);
    f[4] = 2 * even1 - 4 * even2;
}

static double polynomial(const double c[N_NODE], double s)
{
    return c[0] + s * (c[1] + s * (c[2] + s * (c[3] + s * c[4])));
}

/* The surface along a line between rows, as a curve of the column axis. */
static struct curve along_row(const struct surface *f, double t)
{
    struct curve line;
    for (size_t i = 0; i < N_NODE; i++) {
        double col[N_NODE], level[N_NODE];
        for (size_t j = 0; j < N_NODE; j++) {
            col[j] = f->power[j].col[i];
            level[j] = f->power[j].level[i];
        }
        line.col[i] = polynomial(col, t);
        line.level[i] = polynomial(level, t);
    }
    return line;
}

/* The surface along a line between columns, as a curve of the row axis. */
static struct curve along_col(const struct surface *f, double s)
{
    struct curve line;
    for (size_t j = 0; j < N_NODE; j++) {
        line.col[j] = polynomial(f->power[j].col, s);
        line.level[j] = polynomial(f->power[j].level, s);
    }
    return line;
}

/* Places of a block: first the nodes, row by row; then those which check the column axis,
 * then those which check the row axis. */
struct places {
    double s[N_PLACE], t[N_PLACE];       /* on -1 .. 1 */
    double col[N_PLACE], level[N_PLACE]; /* on the grid */
};

static void lay_places(struct places *p)
{
    size_t n = 0;
    for (size_t j = 0; j < N_NODE; j++)
        for (size_t i = 0; i < N_NODE; i++, n++) {
            p->s[n] = node[i];
            p->t[n] = node[j];
        }
    for (size_t j = 0; j < N_NODE; j++)
        for (size_t i = 0; i < N_CHECK; i++, n++) {
            p->s[n] = check[i];
            p->t[n] = node[j];
        }
    for (size_t j = 0; j < N_CHECK; j++)
        for (size_t i = 0; i < N_NODE; i++, n++) {
            p->s[n] = node[i];
            p->t[n] = check[j];
        }
}

/* Brings a column to within half a turn of another one. */
static double unwrap(double col, double near, double period)
{
    return col - period * round((col - near) / period);
}

static double mix(double a, double b, double s)
{
    return a + (b - a) * (s + 1) / 2;
}

/* Projects the places; returns how many of them are on the map. */
static size_t project(const struct averaging *a, const struct block *b, struct places *p)
{
    const struct hg_raster *r = a->raster;
    double x[N_PLACE], y[N_PLACE];
    for (size_t i = 0; i < N_PLACE; i++) {
        x[i] = r->x0 + r->dx * mix(b->col0, b->col1, p->s[i]);
        y[i] = r->y0 + r->dy * mix(b->row0, b->row1, p->t[i]);
    }
    hg_transform_apply(a->to_grid, N_PLACE, x, y);
    size_t n = 0;
    for (size_t i = 0; i < N_PLACE; i++) {
        hg_grid_steps(a->grid, x[i], y[i], &p->col[i], &p->level[i]);
        if (!(fabs(p->col[i]) < FAR_AWAY && fabs(p->level[i]) < FAR_AWAY))
            continue;
        n++;
        if (a->period > 0) {
            p->level[i] = averaging_level(a, y[i]);
            p->col[i] = unwrap(p->col[i], p->col[N_NODE * N_NODE / 2], a->period);
        }
    }
    return n;
}

static struct surface fit_surface(const struct places *p)
{
    struct surface f;
    for (size_t j = 0; j < N_NODE; j++) {
        for (size_t i = 0; i < N_NODE; i++) {
            f.power[j].col[i] = p->col[j * N_NODE + i];
            f.power[j].level[i] = p->level[j * N_NODE + i];
        }
        interpolate(f.power[j].col);
        interpolate(f.power[j].level);
    }
    for (size_t i = 0; i < N_NODE; i++) {
        double col[N_NODE], level[N_NODE];
        for (size_t j = 0; j < N_NODE; j++) {
            col[j] = f.power[j].col[i];
            level[j] = f.power[j].level[i];
        }
        interpolate(col);
        interpolate(level);
        for (size_t j = 0; j < N_NODE; j++) {
            f.power[j].col[i] = col[j];
            f.power[j].level[i] = level[j];
        }
    }
    return f;
}

/* Largest distance, in cells, between the surface and n places. */
static double misfit(const struct patch *patch, const struct places *p, size_t first,
                     size_t n)
{
    double worst = 0;
    for (size_t i = first; i < first + n; i++) {
        const struct curve line = along_row(&patch->surface, p->t[i]);
        const double d =
            fmax(fabs(polynomial(line.col, p->s[i]) - p->col[i]),
                 fabs(polynomial(line.level, p->s[i]) - p->level[i]) / patch->level_unit);
        worst = d > worst ? d : worst;
    }
    return worst;
}

struct range {
    double low, high;
};

static struct range range_of(const double *v, size_t n)
{
    struct range r = {v[0], v[0]};
    for (size_t i = 1; i < n; i++) {
        r.low = v[i] < r.low ? v[i] : r.low;
        r.high = v[i] > r.high ? v[i] : r.high;
    }
    return r;
}

/* Levels of the lower one of the rows at both ends of a range: rows are highest at the
 * equator. */
static double level_unit(const struct averaging *a, struct range levels)
{
    if (!a->row_level)
        return 1;
    const double ends[2] = {averaging_row(a, levels.low), averaging_row(a, levels.high)};
    double unit = INFINITY;
    for (size_t i = 0; i < 2; i++) {
        const size_t row = (size_t)fmax(0, fmin(a->nrow - 1.0, ends[i]));
        unit = fmin(unit, a->row_level[row + 1] - a->row_level[row]);
    }
    return unit;
}

/* Is a block whose places have these ranges beside the grid?  They are widened by their
 * own size, in case the block bulges between its places. */
static bool is_beside(const struct averaging *a, struct range cols, struct range levels)
{
    const double wide = cols.high - cols.low + 1, high = levels.high - levels.low + 1;
    if (levels.low - high > a->nrow || levels.high + high < 0)
        return true;
    double low = cols.low - wide;
    if (a->period > 0)
        low -=
            a->period * floor((cols.high + wide) / a->period); /* east end: 0 .. period */
    return low > a->ncol || (a->period == 0 && cols.high + wide < 0);
}

enum verdict { FITS, BESIDE, HALVE_COLUMNS, HALVE_ROWS };

static enum verdict halve_longer(const struct block *b)
{
    const double wide = b->col1 - b->col0, high = b->row1 - b->row0;
    return wide > high ? HALVE_COLUMNS : HALVE_ROWS;
}

/* Tries to make a patch of a block. */
static enum verdict try_block(const struct averaging *a, const struct block *b,
                              struct patch *patch)
{
    struct places p;
    lay_places(&p);
    const size_t on_map = project(a, b, &p);
    const bool large = b->col1 - b->col0 > fmax(16, LARGE * a->raster->ncol) ||
                       b->row1 - b->row0 > fmax(16, LARGE * a->raster->nrow);
    if (on_map == 0 && !large)
        return BESIDE;
    if (on_map < N_PLACE)
        return halve_longer(b);

    const struct range cols = range_of(p.col, N_PLACE);
    const struct range levels = range_of(p.level, N_PLACE);
    *patch = (struct patch){*b, fit_surface(&p), level_unit(a, levels)};
    const size_t first = (size_t)N_NODE * N_NODE, n = (size_t)N_NODE * N_CHECK;
    const double along_cols = misfit(patch, &p, first, n);
    const double along_rows = misfit(patch, &p, first + n, n);
    const double worst = fmax(along_cols, along_rows);
    const double size =
        fmax(cols.high - cols.low, (levels.high - levels.low) / patch->level_unit);
    if (worst <= fmax(FIT, ROUGH_FIT * size) && is_beside(a, cols, levels))
        return BESIDE;
    if (worst <= FIT)
        return FITS;
    return along_cols > along_rows ? HALVE_COLUMNS : HALVE_ROWS;
}

/* Where to halve: between pixels, and within one only when it is alone. */
static double middle(double a, double b, int *halvings)
{
    const double between = rint((a + b) / 2);
    if (between > a && between < b)
        return between;
    (*halvings)++;
    return (a + b) / 2;
}

/* The two halves of a block; false when it is so small that it is left out. */
static bool halve(const struct block *b, enum verdict how, struct block half[2])
{
    half[0] = half[1] = *b;
    int *halvings = how == HALVE_COLUMNS ? &half[0].col_halvings : &half[0].row_halvings;
    if (how == HALVE_COLUMNS)
        half[0].col1 = half[1].col0 = middle(b->col0, b->col1, halvings);
    else
        half[0].row1 = half[1].row0 = middle(b->row0, b->row1, halvings);
    half[1].col_halvings = half[0].col_halvings;
    half[1].row_halvings = half[0].row_halvings;
    const int c = half[0].col_halvings, r = half[0].row_halvings;
    return c <= DEEPEST && r <= DEEPEST && (c <= DEEP || r <= DEEP);
}

/* By how much a chord over one pixel of a curve would leave it: 1/8 of the second
 * derivative across the curve.  per_pixel: variable per pixel. */
static double sagitta(const struct curve *c, double s, double per_pixel, double unit)
{
    double d1[2], d2[2];
    const double *f[2] = {c->col, c->level};
    for (size_t k = 0; k < 2; k++) {
        d1[k] = f[k][1] + s * (2 * f[k][2] + s * (3 * f[k][3] + s * 4 * f[k][4]));
        d2[k] = 2 * f[k][2] + s * (6 * f[k][3] + s * 12 * f[k][4]);
    }
    d1[1] /= unit;
    d2[1] /= unit;
    const double speed = hypot(d1[0], d1[1]);
    const double across =
        speed > 0 ? fabs(d1[0] * d2[1] - d1[1] * d2[0]) / speed : hypot(d2[0], d2[1]);
    return across * per_pixel * per_pixel / 8;
}

/* Straight pieces that an edge of at most one pixel needs, all over the patch. */
static size_t pieces(const struct patch *patch, bool along_rows)
{
    const struct block *b = &patch->block;
    const double length = along_rows ? b->col1 - b->col0 : b->row1 - b->row0;
    const double per_pixel = 2 / length * fmin(1, length);
    double worst = 0;
    for (size_t j = 0; j < N_NODE; j++) {
        const struct curve c = along_rows ? along_row(&patch->surface, node[j])
                                          : along_col(&patch->surface, node[j]);
        for (size_t i = 0; i < N_NODE; i++)
            worst = fmax(worst, sagitta(&c, node[i], per_pixel, patch->level_unit));
    }
    /* A margin for what lies between the nodes. */
    return (size_t)fmax(1, fmin(MOST_STEPS, ceil(sqrt(1.2 * worst / BEND))));
}

/* A patch on its way to the cells. */
struct strip {
    const struct patch *patch;
    size_t n_across; /* pixels, or parts of them, from west to east in the raster */
    size_t nx, ny;   /* pieces of edges along rows and along columns */
};

/* Line k between pixels from a on: a, the whole numbers in between, b. */
static double line_at(double a, double b, size_t k)
{
    return k == 0 ? a : fmin(b, floor(a) + (double)k);
}

static size_t count_lines(double a, double b)
{
    return (size_t)(ceil(b) - floor(a)) + 1;
}

static double to_unit(double x, double a, double b)
{
    return 2 * (x - a) / (b - a) - 1;
}

static struct pixel_point point_at(const struct averaging *a, const struct curve *c,
                                   double s)
{
    struct pixel_point p = {polynomial(c->col, s), polynomial(c->level, s), 0};
    p.row = averaging_row(a, p.level);
    return p;
}

/* Points along a line between rows. */
static void draw_line(const struct drawing *d, const struct strip *s, double row,
                      struct pixel_point *out)
{
    const struct block *b = &s->patch->block;
    const struct curve line =
        along_row(&s->patch->surface, to_unit(row, b->row0, b->row1));
    for (size_t k = 0; k < s->n_across; k++) {
        const double from = line_at(b->col0, b->col1, k);
        const double to = line_at(b->col0, b->col1, k + 1);
        for (size_t i = 0; i < s->nx; i++) {
            const double col = from + (to - from) * (double)i / (double)s->nx;
            *out++ = point_at(d->a, &line, to_unit(col, b->col0, b->col1));
        }
    }
    *out = point_at(d->a, &line, 1);
}

/* Inner points of the edges along columns, for one row of pixels. */
static void draw_sides(const struct drawing *d, const struct strip *s, double row0,
                       double row1)
{
    const struct block *b = &s->patch->block;
    struct pixel_point *out = d->sides;
    for (size_t k = 0; s->ny > 1 && k <= s->n_across; k++)
        for (size_t i = 1; i < s->ny; i++) {
            const double row = row0 + (row1 - row0) * (double)i / (double)s->ny;
            *out++ = point_at(d->a, &d->side[k], to_unit(row, b->row0, b->row1));
        }
}

/* Collects the ring of pixel k of a strip; returns its number of points. */
static size_t make_ring(const struct drawing *d, const struct strip *s, size_t k)
{
    struct pixel_point *out = d->ring;
    const struct pixel_point *top = d->top + k * s->nx, *bottom = d->bottom + k * s->nx;
    const struct pixel_point *left = d->sides + k * (s->ny - 1),
                             *right = left + s->ny - 1;
    for (size_t i = 0; i <= s->nx; i++)
        *out++ = top[i];
    for (size_t i = 0; i + 1 < s->ny; i++)
        *out++ = right[i];
    for (size_t i = s->nx + 1; i-- > 0;)
        *out++ = bottom[i];
    for (size_t i = s->ny - 1; i-- > 0;)
        *out++ = left[i];
    return (size_t)(out - d->ring);
}

/* Density of a pixel, `share` of which is the polygon of this area. */
static double density_of(const struct averaging *a, double value, uint32_t row,
                         double share, double area)
{
    if (a->raster->quantity == HG_DENSITY)
        return value;
    const double km2 =
        a->pixel_km2 ? a->pixel_km2[row] : fabs(area) * a->level_km2 / share;
    return km2 > 0 ? value / km2 : 0;
}

/* Adds a ring as often as the grid has it, round the Earth. */
static bool add_ring(struct drawing *d, size_t n, double area, double density)
{
    struct averaging *a = d->a;
    if (a->period == 0)
        return pixel_add(a, &d->window, d->ring, n, area, density);

    double west = INFINITY, east = -INFINITY;
    for (size_t i = 0; i < n; i++) {
        west = fmin(west, d->ring[i].col);
        east = fmax(east, d->ring[i].col);
    }
    const double first = ceil(-east / a->period) * a->period;
    double shift = 0;
    for (double by = first; west + by < a->ncol; by += a->period) {
        for (size_t i = 0; i < n; i++)
            d->ring[i].col += by - shift;
        shift = by;
        if (!pixel_add(a, &d->window, d->ring, n, area, density))
            return false;
    }
    return true;
}

/* One row of pixels between the two lines that are drawn. */
static bool add_strip(struct drawing *d, const struct strip *s, uint32_t row, double high)
{
    const struct hg_raster *r = d->a->raster;
    const struct block *b = &s->patch->block;
    for (size_t k = 0; k < s->n_across; k++) {
        const double from = line_at(b->col0, b->col1, k);
        const double wide = line_at(b->col0, b->col1, k + 1) - from;
        const float value = r->value[(size_t)row * r->ncol + (size_t)from];
        if (isnan(value))
            continue;
        const size_t n = make_ring(d, s, k);
        const double area = pixel_area(d->ring, n);
        if (!add_ring(d, n, area,
                      density_of(d->a, (double)value, row, wide * high, area)))
            return false;
    }
    return true;
}

/* Room for n points more than there are; what they held is not kept. */
static bool room(struct pixel_point **points, size_t n)
{
    free(*points);
    *points = malloc(n * sizeof(**points));
    return *points;
}

static bool make_room(struct drawing *d, const struct strip *s)
{
    const size_t n_line = s->n_across * s->nx + 1;
    const size_t n_side = (s->n_across + 1) * s->ny, n_ring = 2 * (s->nx + s->ny) + 2;
    if (n_line > d->line_capacity) {
        d->line_capacity = 0;
        if (!room(&d->top, n_line) || !room(&d->bottom, n_line))
            return false;
        d->line_capacity = n_line;
    }
    if (n_side > d->side_capacity) {
        d->side_capacity = 0;
        free(d->side);
        d->side = malloc(n_side * sizeof(*d->side));
        if (!d->side || !room(&d->sides, n_side))
            return false;
        d->side_capacity = n_side;
    }
    if (n_ring > d->ring_capacity) {
        d->ring_capacity = 0;
        if (!room(&d->ring, n_ring))
            return false;
        d->ring_capacity = n_ring;
    }
    return true;
}

/* All pixels of a patch; false without memory. */
static bool add_patch(struct drawing *d, const struct patch *patch)
{
    const struct block *b = &patch->block;
    const struct strip s = {patch, count_lines(b->col0, b->col1) - 1, pieces(patch, true),
                            pieces(patch, false)};
    if (!make_room(d, &s))
        return false;
    for (size_t k = 0; k <= s.n_across; k++)
        d->side[k] = along_col(&patch->surface,
                               to_unit(line_at(b->col0, b->col1, k), b->col0, b->col1));

    const size_t n_down = count_lines(b->row0, b->row1) - 1;
    draw_line(d, &s, b->row0, d->top);
    for (size_t j = 0; j < n_down; j++) {
        const double from = line_at(b->row0, b->row1, j);
        const double to = line_at(b->row0, b->row1, j + 1);
        draw_line(d, &s, to, d->bottom);
        draw_sides(d, &s, from, to);
        if (!add_strip(d, &s, (uint32_t)from, to - from))
            return false;
        struct pixel_point *above = d->top;
        d->top = d->bottom;
        d->bottom = above;
    }
    return true;
}

/* The whole raster, as far as there is an Earth under it. */
static struct block whole(const struct hg_raster *r)
{
    struct block b = {0, r->ncol, 0, r->nrow, 0, 0};
    if (r->lonlat) {
        const double pole1 = (90 - r->y0) / r->dy, pole2 = (-90 - r->y0) / r->dy;
        b.row0 = fmax(b.row0, fmin(pole1, pole2));
        b.row1 = fmin(b.row1, fmax(pole1, pole2));
    }
    return b;
}

static void drawing_finish(struct drawing *d)
{
    pixel_window_finish(&d->window);
    free(d->top);
    free(d->bottom);
    free(d->sides);
    free(d->side);
    free(d->ring);
}

enum hg_status average_polygons(struct averaging *a, struct hg_error *err)
{
    enum hg_status status = HG_OK;
    struct drawing d = {.a = a};
    struct block stack[N_STACK]; /* deeper than a raster can be halved */
    size_t n = 0;
    stack[n++] = whole(a->raster);
    while (n > 0 && status == HG_OK) {
        const struct block b = stack[--n];
        struct patch patch;
        if (!(b.row0 < b.row1 && b.col0 < b.col1))
            continue;
        const enum verdict verdict = try_block(a, &b, &patch);
        struct block half[2];
        if (verdict == FITS && !add_patch(&d, &patch)) {
            status = averaging_no_memory(a, err);
        } else if ((verdict == HALVE_COLUMNS || verdict == HALVE_ROWS) &&
                   halve(&b, verdict, half)) {
            assert(n + 2 <= N_STACK);
            stack[n++] = half[1];
            stack[n++] = half[0];
        }
    }
    drawing_finish(&d);
    return status;
}

/*
 * polygons.c - any raster on the grid: each pixel becomes a polygon with curved edges
 *
 * Edges are polynomials block by block (fit.h) and walk over the cells once (arc.h); the
 * sums of the four edges of a pixel give its part of each cell.  Where the map has an
 * edge (the meridian opposite to its middle, a pole, the end of what the projection
 * shows) no polynomial fits; there blocks become parts of pixels, until next to nothing
 * is left out. No pixel is ever drawn across the map.
 */
#include "gridding/arc.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

enum { STACK = 256 }; /* deeper than a raster can be halved */

/* Edges side by side: those of edge k are pieces first[k] .. first[k + 1] - 1. */
struct edges {
    struct pieces pieces;
    size_t *first;
};

struct window {
    size_t capacity;
    double *height, *area; /* sums of pieces by cell; all 0 between two pixels */
};

struct drawing {
    struct averaging *a;
    struct patch patch; /* turned to where the grid has it */
    double sign;        /* makes parts positive */
    size_t n_across;    /* pixels, or parts of them, in a row of the patch */
    size_t capacity;    /* edges that there is room for */
    struct edges top, bottom, sides;
    struct curve *side; /* [n_across + 1]: lines between columns */
    struct window window;
};

/* Line k between pixels from a on: a, the whole numbers in between, b. */
static double line_at(double a, double b, size_t k)
{
    return k == 0 ? a : fmin(b, floor(a) + (double)k);
}

static size_t count_pixels(double a, double b)
{
    return (size_t)(ceil(b) - floor(a));
}

static double to_unit(double x, double a, double b)
{
    return 2 * (x - a) / (b - a) - 1;
}

static double unit_col(const struct drawing *d, size_t k)
{
    const struct block *b = &d->patch.block;
    return to_unit(line_at(b->col0, b->col1, k), b->col0, b->col1);
}

static double unit_row(const struct drawing *d, size_t k)
{
    const struct block *b = &d->patch.block;
    return to_unit(line_at(b->row0, b->row1, k), b->row0, b->row1);
}

/* Edges along the line between rows t. */
static void walk_row(const struct drawing *d, double t, struct edges *e)
{
    const struct curve line = patch_along_row(&d->patch, t);
    e->pieces.n = 0;
    for (size_t k = 0; k < d->n_across; k++) {
        e->first[k] = e->pieces.n;
        arc_walk(d->a, &line, unit_col(d, k), unit_col(d, k + 1), &e->pieces);
    }
    e->first[d->n_across] = e->pieces.n;
}

/* Edges along the lines between columns, from row t0 to t1. */
static void walk_cols(struct drawing *d, double t0, double t1)
{
    struct edges *e = &d->sides;
    e->pieces.n = 0;
    for (size_t k = 0; k <= d->n_across; k++) {
        e->first[k] = e->pieces.n;
        arc_walk(d->a, &d->side[k], t0, t1, &e->pieces);
    }
    e->first[d->n_across + 1] = e->pieces.n;
}

/* The pieces of one edge; way is -1 where a pixel goes along it backwards. */
struct border {
    const struct piece *piece;
    size_t n;
    double way;
};

static struct border border_of(const struct edges *e, size_t k, double way)
{
    const size_t n = e->first[k + 1] - e->first[k];
    return (struct border){n > 0 ? e->pieces.piece + e->first[k] : NULL, n, way};
}

struct extent {
    int64_t west, east, north, south; /* cells, all inside */
};

static struct extent extent_of(const struct border border[4])
{
    struct extent x = {INT64_MAX, INT64_MIN, INT64_MAX, INT64_MIN};
    for (int b = 0; b < 4; b++)
        for (size_t i = 0; i < border[b].n; i++) {
            const struct piece *p = &border[b].piece[i];
            x.west = p->col < x.west ? p->col : x.west;
            x.east = p->col > x.east ? p->col : x.east;
            x.north = p->row < x.north ? p->row : x.north;
            x.south = p->row > x.south ? p->row : x.south;
        }
    return x;
}

/* Parts of a cell below this are what rounding leaves beside a pixel. */
static const double NOTHING = 1e-12;

static void add_part(struct averaging *a, int64_t row, int64_t col, double part,
                     double density)
{
    if (col < 0 || col >= a->ncol || !(part >= NOTHING))
        return;
    const size_t cell = (size_t)row * a->ncol + (size_t)col;
    a->sum[cell] += part * density;
    a->part[cell] += part;
}

static bool window_grow(struct window *w, size_t n)
{
    if (n <= w->capacity)
        return true;
    double *height = calloc(2 * n, sizeof(*height));
    double *area = calloc(2 * n, sizeof(*area));
    if (!height || !area) {
        free(height);
        free(area);
        return false;
    }
    free(w->height);
    free(w->area);
    *w = (struct window){2 * n, height, area};
    return true;
}

/* Adds the parts of a pixel to the cells, row by row, and leaves the window empty. */
static void harvest(struct drawing *d, struct extent x, double density)
{
    double *height = d->window.height, *area = d->window.area;
    for (int64_t row = x.north; row <= x.south; row++) {
        double left = 0;
        for (int64_t col = x.west; col <= x.east; col++, height++, area++) {
            add_part(d->a, row, col, d->sign * (left + *area), density);
            left += *height;
            *height = *area = 0;
        }
    }
}

/* Adds one pixel to the cells; false without memory. */
static bool add_pixel(struct drawing *d, const struct border border[4], double density)
{
    const struct extent x = extent_of(border);
    if (x.west > x.east)
        return true;
    const size_t width = (size_t)(x.east - x.west + 1);
    if (!window_grow(&d->window, width * (size_t)(x.south - x.north + 1)))
        return false;
    for (int b = 0; b < 4; b++)
        for (size_t i = 0; i < border[b].n; i++) {
            const struct piece *p = &border[b].piece[i];
            const size_t at =
                (size_t)(p->row - x.north) * width + (size_t)(p->col - x.west);
            d->window.height[at] += border[b].way * p->height;
            d->window.area[at] += border[b].way * p->area;
        }
    harvest(d, x, density);
    return true;
}

/* True area of pixel k between rows t0 and t1 of a patch, km2. */
static double pixel_km2(const struct drawing *d, size_t k, double t0, double t1)
{
    const struct curve top = patch_along_row(&d->patch, t0);
    const struct curve bottom = patch_along_row(&d->patch, t1);
    const double s0 = unit_col(d, k), s1 = unit_col(d, k + 1), origin = top.col[0];
    return fabs(arc_moment(&top, s0, s1, origin) +
                arc_moment(&d->side[k + 1], t0, t1, origin) -
                arc_moment(&bottom, s0, s1, origin) -
                arc_moment(&d->side[k], t0, t1, origin)) *
           d->a->level_km2;
}

/* Density of pixel k in row j of the patch.  Of a pixel in parts each part is taken to
 * hold its share of the count. */
static double density_of(const struct drawing *d, size_t k, size_t j, double value)
{
    const struct block *b = &d->patch.block;
    const double row = line_at(b->row0, b->row1, j), col = line_at(b->col0, b->col1, k);
    if (d->a->raster->quantity == HG_DENSITY)
        return value;
    double km2 = 0;
    if (d->a->pixel_km2)
        km2 = d->a->pixel_km2[(size_t)row];
    else
        km2 = pixel_km2(d, k, unit_row(d, j), unit_row(d, j + 1)) /
              ((line_at(b->row0, b->row1, j + 1) - row) *
               (line_at(b->col0, b->col1, k + 1) - col));
    return km2 > 0 ? value / km2 : 0;
}

/* Row j of the patch, whose edges have been walked. */
static bool add_row(struct drawing *d, size_t j)
{
    const struct block *b = &d->patch.block;
    const struct hg_raster *r = d->a->raster;
    const size_t row = (size_t)line_at(b->row0, b->row1, j);
    const float *values = r->value + row * r->ncol;
    for (size_t k = 0; k < d->n_across; k++) {
        const float value = values[(size_t)line_at(b->col0, b->col1, k)];
        if (isnan(value))
            continue;
        const struct border border[4] = {
            border_of(&d->top, k, 1), border_of(&d->sides, k + 1, 1),
            border_of(&d->bottom, k, -1), border_of(&d->sides, k, -1)};
        if (!add_pixel(d, border, density_of(d, k, j, (double)value)))
            return false;
    }
    return true;
}

static bool make_room(struct drawing *d, size_t n)
{
    if (n <= d->capacity)
        return true;
    d->capacity = 0;
    struct edges *const edges[] = {&d->top, &d->bottom, &d->sides};
    bool room = true;
    for (int i = 0; i < 3; i++) {
        free(edges[i]->first);
        edges[i]->first = calloc(n + 2, sizeof(*edges[i]->first));
        room = room && edges[i]->first;
    }
    free(d->side);
    d->side = calloc(n + 1, sizeof(*d->side));
    d->capacity = room && d->side ? n : 0;
    return d->capacity == n;
}

/* The map turns left round a pixel that runs clockwise in the raster, or right. */
static double sign_of(const struct patch *p)
{
    const struct curve along_row = patch_along_row(p, 0);
    const struct curve along_col = patch_along_col(p, 0);
    const double turn =
        along_row.col[1] * along_col.level[1] - along_row.level[1] * along_col.col[1];
    return turn > 0 ? -1 : 1;
}

/* All pixels of a patch, columns shifted; false without memory. */
static bool add_patch(struct drawing *d, const struct patch *patch, double shift)
{
    const struct block *b = &patch->block;
    d->patch = *patch;
    d->patch.power[0].col[0] += shift;
    d->sign = sign_of(patch);
    d->n_across = count_pixels(b->col0, b->col1);
    if (!make_room(d, d->n_across))
        return false;
    for (size_t k = 0; k <= d->n_across; k++)
        d->side[k] = patch_along_col(&d->patch, unit_col(d, k));

    const size_t n_down = count_pixels(b->row0, b->row1);
    walk_row(d, -1, &d->top);
    for (size_t j = 0; j < n_down; j++) {
        walk_row(d, unit_row(d, j + 1), &d->bottom);
        walk_cols(d, unit_row(d, j), unit_row(d, j + 1));
        if (d->top.pieces.failed || d->bottom.pieces.failed || d->sides.pieces.failed ||
            !add_row(d, j))
            return false;
        const struct edges above = d->top;
        d->top = d->bottom;
        d->bottom = above;
    }
    return true;
}

/* A patch as often as the grid has it, round the Earth.  No polynomial that fits leaves
 * the range of its coefficients. */
static bool add_turned(struct drawing *d, const struct patch *patch)
{
    const double period = d->a->period;
    if (period == 0)
        return add_patch(d, patch, 0);
    double reach = 0;
    for (size_t j = 0; j < N_NODE; j++)
        for (size_t i = 0; i < N_NODE; i++)
            reach += i + j > 0 ? fabs(patch->power[j].col[i]) : 0;
    const double middle = patch->power[0].col[0];
    const long first = (long)ceil((-middle - reach) / period);
    const long last = (long)floor((d->a->ncol - middle + reach) / period);
    for (long k = first; k <= last; k++)
        if (!add_patch(d, patch, (double)k * period))
            return false;
    return true;
}

static void drawing_finish(struct drawing *d)
{
    struct edges *const edges[] = {&d->top, &d->bottom, &d->sides};
    for (int i = 0; i < 3; i++) {
        free(edges[i]->first);
        free(edges[i]->pieces.piece);
    }
    free(d->side);
    free(d->window.height);
    free(d->window.area);
}

enum hg_status average_polygons(struct averaging *a, struct hg_error *err)
{
    enum hg_status status = HG_OK;
    struct drawing d = {.a = a};
    struct block stack[STACK];
    size_t n = 0;
    stack[n++] = block_whole(a->raster);
    while (n > 0 && status == HG_OK) {
        const struct block b = stack[--n];
        struct patch patch;
        if (!(b.row0 < b.row1 && b.col0 < b.col1))
            continue;
        const enum fit fit = block_fit(a, &b, &patch);
        struct block half[2];
        if (fit == FIT_GOOD && !add_turned(&d, &patch)) {
            status = averaging_no_memory(a, err);
        } else if ((fit == FIT_HALVE_COLUMNS || fit == FIT_HALVE_ROWS) &&
                   block_halve(&b, fit, half)) {
            assert(n + 2 <= STACK);
            stack[n++] = half[1];
            stack[n++] = half[0];
        }
    }
    drawing_finish(&d);
    return status;
}

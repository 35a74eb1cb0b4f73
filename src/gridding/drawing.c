/* drawing.c - a patch made ready to be drawn: its lines between pixels, and how far the
 * edges of these bend
 */
#include "gridding/drawing.h"

#include <math.h>
#include <stdlib.h>

/* What bows may be off the polynomial, and the slack round a patch, in cells. */
static const double BOW = 1e-8, SLACK = 1e-9;
enum { MOST_CUTS = 1000 };

struct drawing *drawing_create(const struct averaging *a)
{
    struct drawing *d = calloc(1, sizeof(*d));
    struct hg_error err;
    if (!d)
        return NULL;
    d->a = a;
    if (hg_transform_copy(a->to_grid, &d->way, &err) != HG_OK) {
        free(d);
        return NULL;
    }
    return d;
}

void drawing_destroy(struct drawing *d)
{
    if (!d)
        return;
    hg_transform_finish(&d->way);
    free(d->parts.part);
    free(d->slivers.block);
    free(d->crate.height);
    free(d->crate.area);
    free(d);
}

double line_at(double a, double b, size_t k)
{
    return k == 0 ? a : fmin(b, floor(a) + (double)k);
}

/* How far a patch reaches from its middle, and how its pixels' edges bend: bounds that no
 * polynomial with these coefficients exceeds. */
struct reach {
    double all;          /* of the whole patch */
    double bend[2];      /* of an edge along a row, and across rows, off its chord */
    double remainder[2]; /* the same, off a bow */
};

static void add_power(struct reach *r, int way, int power, double c, double step)
{
    const double square = step * step;
    if (power >= 2) /* chord: p'' / 8 */
        r->bend[way] += power * (power - 1) * c * square / 8;
    if (power >= 3) /* third power: 1 / (12 sqrt 3) of p''' / 6; fourth: 1 / 16 */
        r->remainder[way] +=
            power * (power - 1) * (power - 2) * c * square * step * (0.0481126 / 6);
    if (power == 4)
        r->remainder[way] += c * square * square / 16;
}

static struct reach reach_of(const struct patch *p, bool levels, double ds, double dt)
{
    struct reach r = {0};
    for (int j = 0; j < N_NODE; j++)
        for (int i = 0; i < N_NODE; i++) {
            const double c = fabs(levels ? p->power[j].level[i] : p->power[j].col[i]);
            r.all += i + j > 0 ? c : 0;
            add_power(&r, 0, i, c, ds);
            add_power(&r, 1, j, c, dt);
        }
    return r;
}

/* Bows that make an edge: each has the cube of its part of the remainder. */
static int cuts_of(double remainder)
{
    return (int)fmin(MOST_CUTS, ceil(fmax(1, cbrt(remainder / BOW))));
}

static struct cells cells_near(const struct drawing *d, struct reach cols,
                               struct reach levels)
{
    const struct averaging *a = d->a;
    const double col = d->patch.power[0].col[0], level = d->patch.power[0].level[0];
    const double wide = cols.all + 2 * d->col_margin;
    const double high = levels.all + 2 * d->level_margin;
    const int32_t west = column_of(a, col - wide), east = column_of(a, col + wide);
    const int32_t north = row_of(a, level - high), south = row_of(a, level + high);
    const int32_t last_col = a->period > 0 ? a->ncol + 1 : a->ncol;
    struct cells c = {north > -1 ? north - 1 : -1, west > -1 ? west - 1 : -1, 0, 0};
    c.nrow = (south < a->nrow ? south + 1 : a->nrow) - c.row + 1;
    c.ncol = (east < last_col ? east + 1 : last_col) - c.col + 1;
    return c;
}

void drawing_take(struct drawing *d, const struct patch *patch, double shift)
{
    const struct block *b = &patch->block;
    d->patch = *patch;
    d->patch.power[0].col[0] += shift;
    d->n_across = count_pixels(b->col0, b->col1);
    for (size_t k = 0; k <= d->n_across; k++) {
        d->s[k] = to_unit(line_at(b->col0, b->col1, k), b->col0, b->col1);
        d->side[k] = patch_along_col(&d->patch, d->s[k]);
    }

    const double ds = fmin(2, 2 / (b->col1 - b->col0));
    const double dt = fmin(2, 2 / (b->row1 - b->row0));
    const struct reach cols = reach_of(patch, false, ds, dt);
    const struct reach levels = reach_of(patch, true, ds, dt);
    const double unit = patch->level_unit;
    d->col_margin = fmax(cols.bend[0], cols.bend[1]) + SLACK;
    d->level_margin = fmax(levels.bend[0], levels.bend[1]) + SLACK * unit;
    d->across_cuts = cuts_of(fmax(cols.remainder[0], levels.remainder[0] / unit));
    d->down_cuts = cuts_of(fmax(cols.remainder[1], levels.remainder[1] / unit));
    d->cells = cells_near(d, cols, levels);
}

/* Steps of n positions on a grid in metres, -1 and last + 1 for those beside it, and how
 * much farther than a margin they are from the edges of their step.  Without a branch, so
 * that compilers take several positions at once. */
static void place_steps(size_t n, const double *restrict position, int32_t last,
                        double margin, int32_t *restrict step, double *restrict room)
{
    const double limit = last + 1.5;
    for (size_t k = 0; k < n; k++) {
        double x = position[k];
        x = x > -0.5 ? x : -0.5;
        x = (x < limit ? x : limit) + 1;
        const int32_t i = (int32_t)x;
        const double before = x - i, after = 1 - before;
        step[k] = i - 1;
        room[k] = (before < after ? before : after) - margin;
    }
}

static void place_on_metres(const struct drawing *d, size_t n, struct line *l)
{
    double col_room[POLYGONS_SIDE + 1], row_room[POLYGONS_SIDE + 1];
    const struct cells c = d->cells;
    place_steps(n, l->col, d->a->ncol - 1, d->col_margin, l->in_col, col_room);
    place_steps(n, l->level, d->a->nrow - 1, d->level_margin, l->in_row, row_room);
    for (size_t k = 0; k < n; k++) {
        const int32_t at = (l->in_row[k] - c.row) * c.ncol + (l->in_col[k] - c.col);
        l->at[k] = col_room[k] < 0 || row_room[k] < 0 ? -1 : at;
    }
}

/* Nearer than margin to the left or the upper edge of a cell, or to the other one? */
static bool is_near(double at, double low, double high, double margin)
{
    return at - low < margin || high - at < margin;
}

static void place_on_degrees(const struct drawing *d, size_t n, struct line *l)
{
    const struct averaging *a = d->a;
    const struct cells c = d->cells;
    for (size_t k = 0; k < n; k++) {
        const double x = l->col[k], y = l->level[k];
        const int32_t col = column_of(a, x), row = row_of(a, y);
        const double west = col < 0 ? -INFINITY : right_edge(a, col - 1);
        const double east = col > a->ncol ? INFINITY : right_edge(a, col);
        const double north = row < 0 ? -INFINITY : row_edge(a, row);
        const double south = row < a->nrow ? row_edge(a, row + 1) : INFINITY;
        const bool near = is_near(x, west, east, d->col_margin) ||
                          is_near(y, north, south, d->level_margin);
        l->in_col[k] = col;
        l->in_row[k] = row;
        l->at[k] = near ? -1 : (row - c.row) * c.ncol + (col - c.col);
    }
}

void drawing_line(const struct drawing *d, double t, struct line *out)
{
    const size_t n = d->n_across + 1;
    const struct curve curve = patch_along_row(&d->patch, t);
    out->curve = curve;
    for (size_t k = 0; k < n; k++)
        out->col[k] = polynomial(curve.col, d->s[k]);
    for (size_t k = 0; k < n; k++)
        out->level[k] = polynomial(curve.level, d->s[k]);
    if (d->a->row_level || d->a->period > 0)
        place_on_degrees(d, n, out);
    else
        place_on_metres(d, n, out);
}

bool drawing_needs_all(const struct averaging *a)
{
    return a->whole && !a->pixel_km2 && a->raster->quantity == HG_DENSITY;
}

struct turns drawing_turns(const struct averaging *a, const struct patch *patch)
{
    if (a->period == 0)
        return (struct turns){0, 0};
    double reach = 0;
    for (size_t j = 0; j < N_NODE; j++)
        for (size_t i = 0; i < N_NODE; i++)
            reach += i + j > 0 ? fabs(patch->power[j].col[i]) : 0;
    const double middle = patch->power[0].col[0];
    return (struct turns){(long)ceil((-middle - reach) / a->period),
                          (long)floor((a->period - middle + reach) / a->period)};
}

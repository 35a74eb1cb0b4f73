/* fit.c - where the pixels of a raster lie on the grid, as polynomials */
#include "gridding/fit.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>

static const double FIT = 1e-8;       /* cells */
static const double ROUGH_FIT = 0.05; /* of its size: tells whether a block is near */
static const double FAR = 8;          /* spacings of places: beside the grid for sure */
static const double FAR_AWAY = 1e9;   /* cells: what the projection does not show */
static const double LARGE = 1 / 64.0; /* of the raster: too much to judge by samples */
static const int DEEPEST = 30;        /* halvings of a pixel along one axis */
static const int DEEP = 8;            /* ... along both: an edge that runs slanted */

#define N_CHECK (N_NODE - 1)
#define N_PLACE (N_NODE * N_NODE + 2 * N_NODE * N_CHECK)

/* Chebyshev's extrema, and places between them. */
static const double node[N_NODE] = {-1, -0.70710678118654752, 0, 0.70710678118654752, 1};
static const double check[N_CHECK] = {-0.9, -0.4, 0.4, 0.9};

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

/* Coefficients that belong to power i of s, by powers of t. */
static struct curve transposed(const struct patch *p, size_t i)
{
    struct curve c;
    for (size_t j = 0; j < N_NODE; j++) {
        c.col[j] = p->power[j].col[i];
        c.level[j] = p->power[j].level[i];
    }
    return c;
}

struct curve patch_along_row(const struct patch *patch, double t)
{
    struct curve line;
    for (size_t i = 0; i < N_NODE; i++) {
        const struct curve c = transposed(patch, i);
        line.col[i] = polynomial(c.col, t);
        line.level[i] = polynomial(c.level, t);
    }
    return line;
}

struct curve patch_along_col(const struct patch *patch, double s)
{
    struct curve line;
    for (size_t j = 0; j < N_NODE; j++) {
        line.col[j] = polynomial(patch->power[j].col, s);
        line.level[j] = polynomial(patch->power[j].level, s);
    }
    return line;
}

/* Places of a block: first the nodes, row by row; then those which check the column axis,
 * then those which check the row axis. */
struct places {
    double s[N_PLACE], t[N_PLACE];       /* on -1 .. 1 */
    double col[N_PLACE], level[N_PLACE]; /* on the grid */
};

static size_t lay(struct places *p, size_t n, const double *s, size_t ns, const double *t,
                  size_t nt)
{
    for (size_t j = 0; j < nt; j++)
        for (size_t i = 0; i < ns; i++, n++) {
            p->s[n] = s[i];
            p->t[n] = t[j];
        }
    return n;
}

static double mix(double a, double b, double s)
{
    return a + (b - a) * (s / PATCH_EDGE + 1) / 2;
}

/* Projects the places; returns how many of them are on the map.  Columns are brought to
 * within half a turn of the middle one. */
static size_t project(const struct averaging *a, const struct hg_transform *to_grid,
                      const struct block *b, struct places *p)
{
    const struct hg_raster *r = a->raster;
    double x[N_PLACE], y[N_PLACE];
    for (size_t i = 0; i < N_PLACE; i++) {
        x[i] = r->x0 + r->dx * mix(b->col0, b->col1, p->s[i]);
        y[i] = r->y0 + r->dy * mix(b->row0, b->row1, p->t[i]);
    }
    hg_transform_apply(to_grid, N_PLACE, x, y);
    for (size_t i = 0; i < N_PLACE; i++)
        hg_grid_steps(a->grid, x[i], y[i], &p->col[i], &p->level[i]);

    size_t n = 0;
    const double middle = p->col[N_NODE * N_NODE / 2];
    for (size_t i = 0; i < N_PLACE; i++) {
        if (!(fabs(p->col[i]) < FAR_AWAY && fabs(p->level[i]) < FAR_AWAY))
            continue;
        n++;
        if (a->period > 0) {
            p->level[i] = averaging_level(a, y[i]);
            p->col[i] -= a->period * round((p->col[i] - middle) / a->period);
        }
    }
    return n;
}

static void interpolate_patch(const struct places *p, struct patch *out)
{
    for (size_t j = 0; j < N_NODE; j++) {
        for (size_t i = 0; i < N_NODE; i++) {
            out->power[j].col[i] = p->col[j * N_NODE + i];
            out->power[j].level[i] = p->level[j * N_NODE + i];
        }
        interpolate(out->power[j].col);
        interpolate(out->power[j].level);
    }
    for (size_t i = 0; i < N_NODE; i++) {
        struct curve c = transposed(out, i);
        interpolate(c.col);
        interpolate(c.level);
        for (size_t j = 0; j < N_NODE; j++) {
            out->power[j].col[i] = c.col[j];
            out->power[j].level[i] = c.level[j];
        }
    }
}

/* Largest distance, in cells, between the patch and n places. */
static double misfit(const struct patch *patch, double level_unit, const struct places *p,
                     size_t first, size_t n)
{
    double worst = 0;
    for (size_t i = first; i < first + n; i++) {
        const struct curve line = patch_along_row(patch, p->t[i]);
        const double d =
            fmax(fabs(polynomial(line.col, p->s[i]) - p->col[i]),
                 fabs(polynomial(line.level, p->s[i]) - p->level[i]) / level_unit);
        worst = d > worst ? d : worst;
    }
    return worst;
}

struct range {
    double low, high;
};

/* Of the places that are on the map. */
static struct range range_of(const double *v, size_t n)
{
    struct range r = {INFINITY, -INFINITY};
    for (size_t i = 0; i < n; i++) {
        r.low = v[i] < r.low ? v[i] : r.low;
        r.high = v[i] > r.high && v[i] < FAR_AWAY ? v[i] : r.high;
    }
    return r;
}

/* Levels of the lower one of the rows at both ends of a range: rows are highest at the
 * equator. */
static double unit_of(const struct averaging *a, struct range levels)
{
    if (!a->row_level)
        return 1;
    const double ends[2] = {averaging_row(a, levels.low), averaging_row(a, levels.high)};
    double unit = INFINITY;
    for (size_t i = 0; i < 2; i++) {
        const int32_t row = (int32_t)fmax(0, fmin(a->nrow - 1.0, ends[i]));
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
    double west = cols.low - wide;
    if (a->period > 0) /* turned so that the east end comes to 0 .. period */
        west -= a->period * floor((cols.high + wide) / a->period);
    return west > a->ncol || (a->period == 0 && cols.high + wide < 0);
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Cells from one node to the next one, the same way for three of four nodes: where a map
 * is torn, its edge runs between at most 10 of the 40 pairs. */
static double spacing_of(const struct places *p)
{
    double apart[2 * N_NODE * (N_NODE - 1)];
    size_t n = 0;
    for (size_t j = 0; j < N_NODE; j++)
        for (size_t i = 0; i + 1 < N_NODE; i++) {
            const size_t along = j * N_NODE + i, down = i * N_NODE + j;
            apart[n++] = fmax(fabs(p->col[along + 1] - p->col[along]),
                              fabs(p->level[along + 1] - p->level[along]));
            apart[n++] = fmax(fabs(p->col[down + N_NODE] - p->col[down]),
                              fabs(p->level[down + N_NODE] - p->level[down]));
        }
    qsort(apart, n, sizeof(apart[0]), by_size);
    return apart[n - n / 4 - 1];
}

/* Is a block that no polynomial fits beside a grid in metres, since all its places are,
 * by much more than they are apart? */
static bool is_far(const struct averaging *a, const struct places *p)
{
    const double far = FAR * spacing_of(p);
    if (a->period > 0)
        return false;
    for (size_t i = 0; i < N_PLACE; i++) {
        const double across = fmax(-p->col[i], p->col[i] - a->ncol);
        const double down = fmax(-p->level[i], p->level[i] - a->nrow);
        if (!(fmax(across, down) > far))
            return false;
    }
    return true;
}

static bool is_large(const struct averaging *a, const struct block *b)
{
    return b->col1 - b->col0 > fmax(16, LARGE * a->raster->ncol) ||
           b->row1 - b->row0 > fmax(16, LARGE * a->raster->nrow);
}

enum fit block_fit(const struct averaging *a, const struct hg_transform *to_grid,
                   const struct block *b, bool draw_all, struct patch *out)
{
    struct places p;
    const size_t by_cols = lay(&p, 0, node, N_NODE, node, N_NODE);
    const size_t by_rows = lay(&p, by_cols, check, N_CHECK, node, N_NODE);
    (void)lay(&p, by_rows, node, N_NODE, check, N_CHECK);
    const size_t on_map = project(a, to_grid, b, &p);
    if (on_map == 0 && !is_large(a, b))
        return FIT_OFF_MAP;
    const struct range cols = range_of(p.col, N_PLACE);
    const struct range levels = range_of(p.level, N_PLACE);
    if (on_map < N_PLACE && on_map > 0 && !draw_all && !is_large(a, b) &&
        is_beside(a, cols, levels))
        return FIT_BESIDE_GRID;
    if (on_map < N_PLACE)
        return b->col1 - b->col0 > b->row1 - b->row0 ? FIT_HALVE_COLUMNS : FIT_HALVE_ROWS;

    const double unit = unit_of(a, levels);
    out->block = *b;
    out->level_unit = unit;
    interpolate_patch(&p, out);
    const double along_cols = misfit(out, unit, &p, by_cols, by_rows - by_cols);
    const double along_rows = misfit(out, unit, &p, by_rows, N_PLACE - by_rows);
    const double worst = fmax(along_cols, along_rows);
    const double size = fmax(cols.high - cols.low, (levels.high - levels.low) / unit);
    if (!draw_all && worst <= fmax(FIT, ROUGH_FIT * size) && is_beside(a, cols, levels))
        return FIT_BESIDE_GRID;
    if (worst <= FIT)
        return FIT_GOOD;
    if (!draw_all && is_far(a, &p))
        return FIT_BESIDE_GRID;
    return along_cols > along_rows ? FIT_HALVE_COLUMNS : FIT_HALVE_ROWS;
}

static double middle_of(double a, double b, int *halvings)
{
    const double between = rint((a + b) / 2);
    if (between > a && between < b)
        return between;
    (*halvings)++;
    return (a + b) / 2;
}

bool block_halve(const struct block *b, enum fit how, struct block half[2])
{
    half[0] = half[1] = *b;
    int *halvings =
        how == FIT_HALVE_COLUMNS ? &half[0].col_halvings : &half[0].row_halvings;
    if (how == FIT_HALVE_COLUMNS)
        half[0].col1 = half[1].col0 = middle_of(b->col0, b->col1, halvings);
    else
        half[0].row1 = half[1].row0 = middle_of(b->row0, b->row1, halvings);
    half[1].col_halvings = half[0].col_halvings;
    half[1].row_halvings = half[0].row_halvings;
    const int c = half[0].col_halvings, r = half[0].row_halvings;
    return c <= DEEPEST && r <= DEEPEST && (c <= DEEP || r <= DEEP);
}

struct block block_of(const struct hg_raster *r, const struct hg_pixels *box)
{
    struct block b = {box->col, box->col + box->ncol, box->row, box->row + box->nrow, 0,
                      0};
    if (r->lonlat) {
        const double pole1 = (90 - r->y0) / r->dy, pole2 = (-90 - r->y0) / r->dy;
        b.row0 = fmax(b.row0, fmin(pole1, pole2));
        b.row1 = fmin(b.row1, fmax(pole1, pole2));
    }
    return b;
}

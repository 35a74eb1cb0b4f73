/* pixel.c - what one pixel has of each cell: a polygon whose edges are bows */
#include "gridding/drawing.h"

#include <math.h>
#include <stdlib.h>

/* Parts below this are what rounding leaves beside a pixel: of a cell, and of the pixel.
 */
static const double NOTHING = 1e-12, NOTHING_OF_PIXEL = 1e-6;

/* An edge of a pixel: a stretch of a curve between two corners. */
struct edge {
    const struct curve *curve;
    double from, to; /* along the curve */
    double col[2], level[2];
    struct place in[2]; /* cells of the corners */
    int32_t at[2];      /* in the window, or -1 */
    int cuts;
};

static struct edge edge_along(const struct drawing *d, const struct line *l, size_t k)
{
    return (struct edge){
        &l->curve,
        d->s[k],
        d->s[k + 1],
        {l->col[k], l->col[k + 1]},
        {l->level[k], l->level[k + 1]},
        {{l->in_row[k], l->in_col[k]}, {l->in_row[k + 1], l->in_col[k + 1]}},
        {l->at[k], l->at[k + 1]},
        d->across_cuts};
}

static struct edge edge_down(const struct drawing *d, const struct pixel *p, size_t k)
{
    const struct line *t = p->top, *b = p->bottom;
    return (struct edge){&d->side[k],
                         p->t0,
                         p->t1,
                         {t->col[k], b->col[k]},
                         {t->level[k], b->level[k]},
                         {{t->in_row[k], t->in_col[k]}, {b->in_row[k], b->in_col[k]}},
                         {t->at[k], b->at[k]},
                         d->down_cuts};
}

/* Bow i of an edge.  Its bend is that of the curve in its middle. */
static struct bow bow_of(const struct edge *e, int i)
{
    const double step = (e->to - e->from) / e->cuts;
    const double s0 = e->from + i * step, s1 = s0 + step;
    const double square = step * step / 2, middle = (s0 + s1) / 2;
    struct bow b = {e->col[0], e->level[0], e->col[1], e->level[1], 0, 0};
    if (i > 0) {
        b.col = polynomial(e->curve->col, s0);
        b.level = polynomial(e->curve->level, s0);
    }
    if (i + 1 < e->cuts) {
        b.dcol = polynomial(e->curve->col, s1);
        b.dlevel = polynomial(e->curve->level, s1);
    }
    b.dcol -= b.col;
    b.dlevel -= b.level;
    b.bcol = -polynomial_bend(e->curve->col, middle) * square;
    b.blevel = -polynomial_bend(e->curve->level, middle) * square;
    return b;
}

/* From a cell to the next one, both ends so far from all other edges that the bow cannot
 * reach them? */
static bool is_step(const struct edge *e)
{
    const int32_t across = abs(e->in[1].col - e->in[0].col);
    const int32_t down = abs(e->in[1].row - e->in[0].row);
    return e->cuts == 1 && e->at[0] >= 0 && e->at[1] >= 0 && across + down == 1;
}

static void walk_edge(struct drawing *d, const struct edge *e, double way)
{
    const bool stays = e->at[0] >= 0 && e->at[0] == e->at[1], steps = is_step(e);
    for (int i = 0; i < e->cuts; i++) {
        const struct bow b = bow_of(e, i);
        if (stays)
            bow_stay(d->a, &b, way, e->in[0], &d->crate);
        else if (steps)
            bow_step(d->a, &b, way, e->in[0], e->in[1], &d->crate);
        else
            bow_walk(d->a, &b, way, &d->crate);
    }
}

double pixel_area(const struct drawing *d, const struct pixel *p)
{
    const struct edge edge[4] = {edge_along(d, p->top, p->k), edge_down(d, p, p->k + 1),
                                 edge_along(d, p->bottom, p->k), edge_down(d, p, p->k)};
    const double origin = p->top->col[p->k];
    double area = 0;
    for (int e = 0; e < 4; e++)
        for (int i = 0; i < edge[e].cuts; i++) {
            const struct bow b = bow_of(&edge[e], i);
            area += (e < 2 ? -1 : 1) * bow_moment(&b, origin);
        }
    return area;
}

struct span {
    int32_t first, last;
};

/* From the least to the largest of four; wider by more, but not beyond both limits. */
static struct span span_of(const int32_t v[4], int32_t more, struct span limits)
{
    struct span s = {v[0], v[0]};
    for (int i = 1; i < 4; i++) {
        s.first = v[i] < s.first ? v[i] : s.first;
        s.last = v[i] > s.last ? v[i] : s.last;
    }
    s.first = s.first - more > limits.first ? s.first - more : limits.first;
    s.last = s.last + more < limits.last ? s.last + more : limits.last;
    return s;
}

/* Cells that a pixel may touch. */
static struct cells cells_of(const struct drawing *d, const struct pixel *p)
{
    const struct line *t = p->top, *b = p->bottom;
    const size_t k = p->k;
    const bool near =
        t->at[k] < 0 || t->at[k + 1] < 0 || b->at[k] < 0 || b->at[k + 1] < 0;
    const int32_t cols[4] = {t->in_col[k], t->in_col[k + 1], b->in_col[k],
                             b->in_col[k + 1]};
    const int32_t rows[4] = {t->in_row[k], t->in_row[k + 1], b->in_row[k],
                             b->in_row[k + 1]};
    const struct cells *c = &d->cells;
    const int32_t more_cols = near ? 1 + (int32_t)d->col_margin : 0;
    const int32_t more_rows =
        near ? 1 + (int32_t)(d->level_margin / d->patch.level_unit) : 0;
    const struct span col =
        span_of(cols, more_cols, (struct span){c->col, c->col + c->ncol - 1});
    const struct span row =
        span_of(rows, more_rows, (struct span){c->row, c->row + c->nrow - 1});
    return (struct cells){row.first, col.first, row.last - row.first + 1,
                          col.last - col.first + 1};
}

static bool make_room(struct drawing *d, struct cells cells)
{
    const size_t n = (size_t)cells.nrow * (size_t)cells.ncol;
    d->crate.cells = cells;
    if (n <= d->room)
        return true;
    double *height = calloc(2 * n + 64, sizeof(*height));
    double *area = calloc(2 * n + 64, sizeof(*area));
    if (!height || !area) {
        free(height);
        free(area);
        return false;
    }
    free(d->crate.height);
    free(d->crate.area);
    d->crate.height = height;
    d->crate.area = area;
    d->room = 2 * n + 64;
    return true;
}

static bool add_part(struct parts *p, int32_t row, int32_t col, double area)
{
    if (p->n == p->capacity) {
        const size_t capacity = 2 * p->capacity + 64;
        struct part *grown = realloc(p->part, capacity * sizeof(*grown));
        if (!grown)
            return false;
        p->part = grown;
        p->capacity = capacity;
    }
    p->part[p->n++] = (struct part){row, col, area};
    return true;
}

/* Makes areas of cells from what edges left, in place; returns their sum. */
static double settle(const struct averaging *a, const struct crate *crate)
{
    double *height = crate->height, *area = crate->area, total = 0;
    const struct cells *c = &crate->cells;
    for (int32_t row = 0; row < c->nrow; row++) {
        double left = 0;
        for (int32_t col = c->col; col < c->col + c->ncol; col++, height++, area++) {
            if (left != 0)
                *area += left * width_of(a, col);
            left += *height;
            *height = 0;
            total += *area;
        }
    }
    return total;
}

/* Takes the parts out of the crate, and leaves it empty. */
static bool harvest(struct drawing *d)
{
    struct parts *parts = &d->parts;
    const struct cells *c = &d->crate.cells;
    const double all = settle(d->a, &d->crate), sign = all < 0 ? -1 : 1;
    const double of_cell = NOTHING * d->patch.level_unit;
    const double of_pixel = NOTHING_OF_PIXEL * fabs(all);
    const double least = of_cell < of_pixel ? of_cell : of_pixel;
    double *area = d->crate.area, total = 0;
    bool room = true;
    for (int32_t row = c->row; row < c->row + c->nrow; row++)
        for (int32_t col = c->col; col < c->col + c->ncol; col++, area++) {
            if (sign * *area > least) {
                const double part = sign * *area * averaging_scale(d->a, row, col);
                room = add_part(parts, row, col, part) && room;
                total += part;
            }
            *area = 0;
        }
    parts->total += total;
    return room;
}

bool pixel_cut(struct drawing *d, const struct pixel *p)
{
    if (!make_room(d, cells_of(d, p)))
        return false;
    const struct edge top = edge_along(d, p->top, p->k);
    const struct edge right = edge_down(d, p, p->k + 1);
    const struct edge bottom = edge_along(d, p->bottom, p->k);
    const struct edge left = edge_down(d, p, p->k);
    walk_edge(d, &top, 1);
    walk_edge(d, &right, 1);
    walk_edge(d, &bottom, -1);
    walk_edge(d, &left, -1);
    const double before = d->parts.total;
    if (!harvest(d))
        return false;
    if (d->parts.total > before) /* or it has no area, as at a pole */
        return true;
    d->parts.total += 0x1p-200;
    return add_part(&d->parts, p->top->in_row[p->k], p->top->in_col[p->k], 0x1p-200);
}

void pixel_put(const struct drawing *d, const struct window *window, double mass,
               double km2)
{
    const double mass_each = mass / d->parts.total, km2_each = km2 / d->parts.total;
    for (size_t i = 0; i < d->parts.n; i++) {
        const struct part *part = &d->parts.part[i];
        struct deposit *to = window_at(window, part->row, part->col);
        to->mass += mass_each * part->area;
        to->km2 += km2_each * part->area;
    }
}

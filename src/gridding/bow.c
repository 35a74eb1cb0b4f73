/* bow.c - a shallow curve walks over cells and leaves the area beside it */
#include "gridding/bow.h"

#include <math.h>

int32_t column_of(const struct averaging *a, double col)
{
    if (!(col >= 0))
        return -1;
    if (col < a->ncol)
        return (int32_t)col;
    return a->period > 0 && col >= a->period ? a->ncol + 1 : a->ncol;
}

int32_t row_of(const struct averaging *a, double level)
{
    if (!(level >= row_edge(a, 0)))
        return -1;
    if (level >= row_edge(a, a->nrow))
        return a->nrow;
    if (!a->row_level)
        return (int32_t)level;
    int32_t low = 0, high = a->nrow; /* the row is low .. high - 1 */
    while (high - low > 1) {
        const int32_t middle = low + (high - low) / 2;
        if (a->row_level[middle] <= level)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static int32_t clamp(int32_t i, int32_t first, int32_t n)
{
    const int32_t last = first + n - 1;
    return i < first ? first : i > last ? last : i;
}

static int way_of(double from, double to)
{
    return (to > from) - (to < from);
}

/* Value of one coordinate. */
static double at(double from, double d, double b, double u)
{
    return from + u * (d + b * (1 - u));
}

/* u of 0 .. 1 where from + d u + b u (1 - u) = value, on the branch that runs `way`: the
 * slope there is way times the root of the discriminant. */
static double cross(double from, double d, double b, double value, int way)
{
    const double rise = d + b, c = value - from;
    const double square = rise * rise - 4 * b * c;
    const double root = way * sqrt(square > 0 ? square : 0);
    return (rise >= 0) == (way > 0) ? 2 * c / (rise + root) : (rise - root) / (2 * b);
}

/* u, or the nearest place of a stretch; its start for what is no number. */
static double within(double u, double start, double end)
{
    return u > start ? u < end ? u : end : start;
}

/* A stretch of a bow on which columns and levels each run one way. */
struct walk {
    const struct averaging *a;
    const struct bow *bow;
    struct crate *crate;
    double way;        /* of the bow round its pixel */
    double u, end;     /* where it is, and where it ends */
    double col, level; /* at u */
    double end_col, end_level;
    struct place in;      /* the cell it is in */
    int col_way, row_way; /* 1, -1 or 0 */
};

/* Goes on to a place of the same cell. */
static void advance(struct walk *w, double u, double col, double level)
{
    const struct bow *b = w->bow;
    const double du = u - w->u, square = du * du;
    const struct bow piece = {w->col,           w->level,         col - w->col,
                              level - w->level, b->bcol * square, b->blevel * square};
    bow_stay(w->a, &piece, w->way, w->in, w->crate);
    w->u = u;
    w->col = col;
    w->level = level;
}

/* Where it meets the next line between columns; infinity where it does not. */
static double next_col(const struct walk *w, double *line)
{
    const struct cells *c = &w->crate->cells;
    const int32_t i = w->in.col + (w->col_way > 0 ? 0 : -1); /* the line right of it */
    if (w->col_way == 0 || i < c->col || i + 1 >= c->col + c->ncol)
        return INFINITY;
    *line = right_edge(w->a, i);
    if ((*line - w->end_col) * w->col_way >= 0)
        return INFINITY;
    return within(cross(w->bow->col, w->bow->dcol, w->bow->bcol, *line, w->col_way), w->u,
                  w->end);
}

static double next_row(const struct walk *w, double *line)
{
    const struct cells *c = &w->crate->cells;
    const int32_t i = w->in.row + (w->row_way > 0 ? 1 : 0); /* the line above it */
    if (w->row_way == 0 || i <= c->row || i >= c->row + c->nrow)
        return INFINITY;
    *line = row_edge(w->a, i);
    if ((*line - w->end_level) * w->row_way >= 0)
        return INFINITY;
    return within(cross(w->bow->level, w->bow->dlevel, w->bow->blevel, *line, w->row_way),
                  w->u, w->end);
}

static void walk_on(struct walk *w)
{
    const struct bow *b = w->bow;
    double col_line = 0, row_line = 0;
    double col_at = next_col(w, &col_line), row_at = next_row(w, &row_line);
    while (col_at < INFINITY || row_at < INFINITY) {
        if (col_at < row_at) {
            advance(w, col_at, col_line, at(b->level, b->dlevel, b->blevel, col_at));
            w->in.col += w->col_way;
            col_at = next_col(w, &col_line);
        } else {
            advance(w, row_at, at(b->col, b->dcol, b->bcol, row_at), row_line);
            w->in.row += w->row_way;
            row_at = next_row(w, &row_line);
        }
    }
    advance(w, w->end, w->end_col, w->end_level);
}

static void walk_stretch(const struct averaging *a, const struct bow *b, double from,
                         double to, double way, struct crate *crate)
{
    const struct cells *c = &crate->cells;
    struct walk w = {.a = a, .bow = b, .crate = crate, .way = way, .u = from, .end = to};
    w.col = at(b->col, b->dcol, b->bcol, from);
    w.level = at(b->level, b->dlevel, b->blevel, from);
    w.end_col = to < 1 ? at(b->col, b->dcol, b->bcol, to) : b->col + b->dcol;
    w.end_level = to < 1 ? at(b->level, b->dlevel, b->blevel, to) : b->level + b->dlevel;
    w.col_way = way_of(w.col, w.end_col);
    w.row_way = way_of(w.level, w.end_level);
    w.in.col = clamp(column_of(a, w.col), c->col, c->ncol);
    w.in.row = clamp(row_of(a, w.level), c->row, c->nrow);
    walk_on(&w);
}

/* Where a coordinate turns back; 1 where it does not. */
static double turning(double d, double b)
{
    return fabs(d) < fabs(b) ? (1 + d / b) / 2 : 1;
}

void bow_walk(const struct averaging *a, const struct bow *b, double way,
              struct crate *crate)
{
    const double t1 = turning(b->dcol, b->bcol), t2 = turning(b->dlevel, b->blevel);
    const double cut[4] = {0, fmin(t1, t2), fmax(t1, t2), 1};
    for (int i = 0; i < 3; i++)
        if (cut[i] < cut[i + 1])
            walk_stretch(a, b, cut[i], cut[i + 1], way, crate);
}

void bow_step(const struct averaging *a, const struct bow *b, double way,
              struct place from, struct place to, struct crate *crate)
{
    double u, col, level;
    if (from.col != to.col) {
        const int along = to.col > from.col ? 1 : -1;
        col = right_edge(a, along > 0 ? from.col : to.col);
        u = within(cross(b->col, b->dcol, b->bcol, col, along), 0, 1);
        level = at(b->level, b->dlevel, b->blevel, u);
    } else {
        const int along = to.row > from.row ? 1 : -1;
        level = row_edge(a, along > 0 ? to.row : from.row);
        u = within(cross(b->level, b->dlevel, b->blevel, level, along), 0, 1);
        col = at(b->col, b->dcol, b->bcol, u);
    }
    const double before = u * u, after = (1 - u) * (1 - u);
    const struct bow first = {b->col,           b->level,         col - b->col,
                              level - b->level, b->bcol * before, b->blevel * before};
    const struct bow last = {col,
                             level,
                             b->col + b->dcol - col,
                             b->level + b->dlevel - level,
                             b->bcol * after,
                             b->blevel * after};
    bow_stay(a, &first, way, from, crate);
    bow_stay(a, &last, way, to, crate);
}

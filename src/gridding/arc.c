/* arc.c - a curved edge walks over the cells of a grid */
#include "gridding/arc.h"

#include <math.h>
#include <stdlib.h>

static const double CLOSE = 1e-9; /* cells: near enough for a last step */
enum { MOST_ROUNDS = 60 };

/* Where a polynomial that is monotonic between a and b has this value: Newton's method,
 * halving where that would leave the bracket. */
static double solve(const double c[N_NODE], double value, double a, double b)
{
    const double fa = polynomial(c, a) - value, fb = polynomial(c, b) - value;
    if (fa == fb)
        return a;
    double s = a - fa / (fb - fa) * (b - a);
    for (int round = 0; round < MOST_ROUNDS; round++) {
        if (!(s >= a && s <= b))
            s = (a + b) / 2;
        const double f = polynomial(c, s) - value;
        if ((f < 0) == (fb < 0))
            b = s;
        else
            a = s;
        const double next = s - f / polynomial_slope(c, s);
        if (fabs(f) < CLOSE) /* one step more, unless the slope is nothing but rounding */
            return fabs(polynomial(c, next) - value) < fabs(f) ? next : s;
        s = next;
    }
    return s;
}

/* Gauss and Legendre's four places and weights on -1 .. 1: exact to degree 7, and so for
 * a column of degree 4 times the slope of a level of degree 4. */
static const double gauss[4] = {-0.86113631159405258, -0.33998104358485626,
                                0.33998104358485626, 0.86113631159405258};
static const double gauss_weight[4] = {0.34785484513745386, 0.65214515486254614,
                                       0.65214515486254614, 0.34785484513745386};

double arc_moment(const struct curve *curve, double s0, double s1, double origin)
{
    const double half = (s1 - s0) / 2, middle = (s0 + s1) / 2;
    double sum = 0;
    for (int i = 0; i < 4; i++) {
        const double s = middle + half * gauss[i];
        sum += gauss_weight[i] * (polynomial(curve->col, s) - origin) *
               polynomial_slope(curve->level, s);
    }
    return sum * half;
}

/* A stretch of a curve on which columns and levels each run one way. */
struct arc {
    const struct averaging *a;
    const struct curve *curve;
    double s, end;        /* where it is, and where it ends */
    int64_t col, row;     /* the cell it is in */
    int col_way, row_way; /* 1, -1 or 0 */
    double level;         /* at s */
    double end_col, end_level;
    struct pieces *out;
};

static void add(struct pieces *out, struct piece piece)
{
    if (out->n == out->capacity) {
        const size_t capacity = 2 * out->capacity + 64;
        struct piece *grown = realloc(out->piece, capacity * sizeof(*grown));
        if (!grown) {
            out->failed = true;
            return;
        }
        out->piece = grown;
        out->capacity = capacity;
    }
    out->piece[out->n++] = piece;
}

/* Goes on to s in the same cell. */
static void advance(struct arc *arc, double s, double level)
{
    const struct averaging *a = arc->a;
    if (arc->row >= 0 && arc->row < a->nrow && !arc->out->failed) {
        const double *edge = a->row_level ? a->row_level + arc->row : NULL;
        const double unit = edge ? edge[1] - edge[0] : 1;
        const bool inside = arc->col >= 0 && arc->col < a->ncol;
        const double right = (double)arc->col + 1;
        add(arc->out, (struct piece){
                          arc->row, arc->col, (level - arc->level) / unit,
                          inside ? -arc_moment(arc->curve, arc->s, s, right) / unit : 0});
    }
    arc->s = s;
    arc->level = level;
}

static int way_of(double from, double to)
{
    return (to > from) - (to < from);
}

/* The step that holds a position; -1 and n are all that lies outside. */
static int64_t step_of(double position, uint32_t n)
{
    return (int64_t)fmax(-1, fmin(n, floor(position)));
}

static double row_level(const struct averaging *a, int64_t row)
{
    return a->row_level ? a->row_level[row] : (double)row;
}

/* Where the arc meets the next line between columns; beyond its end where it does not. */
static double next_col(const struct arc *arc)
{
    const int64_t line = arc->col + (arc->col_way > 0 ? 1 : 0);
    if (arc->col_way == 0 || line < 0 || line > arc->a->ncol ||
        ((double)line - arc->end_col) * arc->col_way >= 0)
        return INFINITY;
    return solve(arc->curve->col, (double)line, arc->s, arc->end);
}

static double next_row(const struct arc *arc)
{
    const int64_t line = arc->row + (arc->row_way > 0 ? 1 : 0);
    if (arc->row_way == 0 || line < 0 || line > arc->a->nrow ||
        (row_level(arc->a, line) - arc->end_level) * arc->row_way >= 0)
        return INFINITY;
    return solve(arc->curve->level, row_level(arc->a, line), arc->s, arc->end);
}

static void walk_arc(const struct averaging *a, const struct curve *curve, double s0,
                     double s1, struct pieces *out)
{
    struct arc arc = {.a = a,
                      .curve = curve,
                      .s = s0,
                      .end = s1,
                      .level = polynomial(curve->level, s0),
                      .end_col = polynomial(curve->col, s1),
                      .end_level = polynomial(curve->level, s1),
                      .out = out};
    const double col = polynomial(curve->col, s0);
    arc.col_way = way_of(col, arc.end_col);
    arc.row_way = way_of(arc.level, arc.end_level);
    arc.col = step_of(col, a->ncol);
    arc.row = step_of(averaging_row(a, arc.level), a->nrow);
    double col_at = next_col(&arc), row_at = next_row(&arc);
    while (fmin(col_at, row_at) < s1) {
        if (col_at < row_at) {
            advance(&arc, col_at, polynomial(curve->level, col_at));
            arc.col += arc.col_way;
            col_at = next_col(&arc);
        } else {
            advance(&arc, row_at, row_level(a, arc.row + (arc.row_way > 0 ? 1 : 0)));
            arc.row += arc.row_way;
            row_at = next_row(&arc);
        }
    }
    advance(&arc, s1, arc.end_level);
}

/* Where the slope of a polynomial changes its sign between a and b; b where it does not.
 * An edge is so short that there is one such place at most. */
static double turning(const double c[N_NODE], double a, double b)
{
    const double slope[N_NODE] = {c[1], 2 * c[2], 3 * c[3], 4 * c[4], 0};
    if ((polynomial(slope, a) < 0) == (polynomial(slope, b) < 0))
        return b;
    return solve(slope, 0, a, b);
}

void arc_walk(const struct averaging *a, const struct curve *curve, double s0, double s1,
              struct pieces *out)
{
    const double t1 = turning(curve->col, s0, s1), t2 = turning(curve->level, s0, s1);
    const double cut[4] = {s0, fmin(t1, t2), fmax(t1, t2), s1};
    for (int i = 0; i < 3; i++)
        if (cut[i] < cut[i + 1])
            walk_arc(a, curve, cut[i], cut[i + 1], out);
}

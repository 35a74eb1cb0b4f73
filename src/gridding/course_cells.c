/* course_cells.c - a stretch goes from cell to cell */
#include "gridding/course.h"

#include <math.h>

static const double CROSSING = 1e-14; /* of s: a crossing this near is found */
enum { MOST_ROUNDS = 60 };

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
    return p->curved ? (double)(p->a.col - col) + stretch_polynomial(p->col, s)
                     : straight(p->a.col, p->a.x, p->b.col, p->b.x, col, s);
}

double stretch_row(const struct stretch *p, int64_t row, double s)
{
    return p->curved ? (double)(p->a.row - row) + stretch_polynomial(p->row, s)
                     : straight(p->a.row, p->a.y, p->b.row, p->b.y, row, s);
}

/* Where a polynomial that is monotonic between a and b has this value: Newton's method,
 * halving where that would leave the bracket. */
static double solve(const double c[5], double value, double a, double b)
{
    const double fb = stretch_polynomial(c, b) - value;
    double s = (a + b) / 2;
    for (int round = 0; round < MOST_ROUNDS && b - a > CROSSING; round++) {
        const double f = stretch_polynomial(c, s) - value;
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
    if ((stretch_polynomial(slope, -1) < 0) == (stretch_polynomial(slope, 1) < 0))
        return 1;
    return solve(slope, 0, -1, 1);
}

void course_cells(const struct course *c, const struct stretch *p)
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
            course_settle(c, stretch_polynomial(p->col, cut[i + 1]), p->a.col, &to.col,
                          &to.x);
            course_settle(c, stretch_polynomial(p->row, cut[i + 1]), p->a.row, &to.row,
                          &to.y);
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

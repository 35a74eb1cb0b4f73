/* arrows.c - flows from place to place, as broad as they are large */
#include "map/arrows.h"
#include <math.h>

enum { STEPS = 48 };

/* In units of the text size: the broadest arrow, the thinnest, what stays free about
 * places; the head. */
static const double BROADEST = 0.8, THINNEST = 0.09, CLEAR = 0.45;
static const double TAIL = 0.45; /* breadth where it starts */
static const double HEAD_LENGTH = 1.5, HEAD_BREADTH = 2.3, HEAD_LEAST = 0.42;
static const double SEAM = 0.055;

struct point {
    double x, y;
};

double arrow_breadth(const struct hg_style *style, double weight)
{
    return style->text_pt * fmax(THINNEST, BROADEST * weight);
}

struct hg_colour arrow_colour(const struct hg_style *style)
{
    size_t n;
    struct hg_colour colour[8];
    const struct hg_ramp *ramp = hg_ramp_find(style->ramp);
    hg_ramp_colours(ramp ? ramp : hg_ramps(&n), 8, colour);
    return colour[5];
}

/* A parabola from a to b, bent to the right of its way: Bezier's of second order. */
static struct point on_arc(struct point a, struct point b, double t)
{
    const struct point bend = {(a.x + b.x) / 2 - 2 * HG_ARROW_BEND * (b.y - a.y),
                               (a.y + b.y) / 2 + 2 * HG_ARROW_BEND * (b.x - a.x)};
    const double s = 1 - t;
    return (struct point){s * s * a.x + 2 * s * t * bend.x + t * t * b.x,
                          s * s * a.y + 2 * s * t * bend.y + t * t * b.y};
}

static double distance(struct point a, struct point b)
{
    return hypot(b.x - a.x, b.y - a.y);
}

/* Where the arc is that far from one of its ends: by halving. */
static double leave(struct point a, struct point b, double from, double far)
{
    const struct point start = on_arc(a, b, from);
    double near = from, beyond = 1 - from;
    for (int i = 0; i < 40; i++) {
        const double middle = (near + beyond) / 2;
        if (distance(start, on_arc(a, b, middle)) < far)
            near = middle;
        else
            beyond = middle;
    }
    return near;
}

/* A point beside the arc at t, to its left where aside is above 0. */
static struct point beside(struct point a, struct point b, double t, double aside)
{
    const double e = 1e-3;
    const struct point at = on_arc(a, b, t), back = on_arc(a, b, t - e),
                       on = on_arc(a, b, t + e);
    const double length = distance(back, on);
    return (struct point){at.x + aside * (on.y - back.y) / length,
                          at.y - aside * (on.x - back.x) / length};
}

/* An arrow on the page.  One too short for its breadth is smaller: still to be seen. */
struct body {
    struct point a, b;
    double breadth, unit; /* pt */
    double head, wide;    /* its length, half its breadth */
    double first, neck, last;
};

static bool body_of(const struct hg_map *map, const struct view *view, size_t i,
                    struct body *out)
{
    const struct hg_map_arrow *arrow = &map->arrow[i];
    struct body o = {.a = {view_x(view, arrow->from_x), view_y(view, arrow->from_y)},
                     .b = {view_x(view, arrow->to_x), view_y(view, arrow->to_y)},
                     .breadth = arrow_breadth(map->style, arrow->weight),
                     .unit = map->style->text_pt};
    const double length = distance(o.a, o.b);
    if (!(length > 0))
        return false;
    if (length < 3 * CLEAR * o.unit) {
        o.unit = length / (3 * CLEAR);
        o.breadth = fmin(o.breadth, length / 6);
    }
    o.head = HEAD_LENGTH * o.breadth + HEAD_LEAST * o.unit;
    o.wide = (HEAD_BREADTH * o.breadth + HEAD_LEAST * o.unit) / 2;
    o.first = leave(o.a, o.b, 0, CLEAR * o.unit);
    o.last = leave(o.a, o.b, 1, CLEAR * o.unit);
    o.neck = leave(o.a, o.b, 1, CLEAR * o.unit + o.head);
    *out = o;
    return true;
}

static void trace(struct canvas *canvas, const struct body *o)
{
    for (int side = 1; side >= -1; side -= 2) {
        for (int i = 0; i <= STEPS; i++) {
            const double part = (double)(side > 0 ? i : STEPS - i) / STEPS;
            const double half = o->breadth / 2 * (TAIL + (1 - TAIL) * part);
            const struct point p =
                beside(o->a, o->b, o->first + part * (o->neck - o->first), side * half);
            if (i == 0 && side > 0)
                canvas_move(canvas, p.x, p.y);
            else
                canvas_to(canvas, p.x, p.y);
        }
        if (side < 0)
            break;
        const struct point left = beside(o->a, o->b, o->neck, o->wide),
                           tip = on_arc(o->a, o->b, o->last),
                           right = beside(o->a, o->b, o->neck, -o->wide);
        canvas_to(canvas, left.x, left.y);
        canvas_to(canvas, tip.x, tip.y);
        canvas_to(canvas, right.x, right.y);
    }
    canvas_close(canvas);
}

void arrows_cover(const struct hg_map *map, const struct view *view, struct disc *disc)
{
    for (size_t i = 0; i < map->n_arrow; i++) {
        struct body o;
        const bool any = body_of(map, view, i, &o);
        for (size_t k = 0; k < ARROW_DISCS; k++, disc++) {
            *disc = (struct disc){NAN, NAN, 0};
            if (!any)
                continue;
            const double t = o.first + (double)k / (ARROW_DISCS - 1) * (o.last - o.first);
            const struct point p = on_arc(o.a, o.b, t);
            const double head = (o.last - t) / (o.last - o.neck); /* 1 at the neck */
            *disc = (struct disc){p.x, p.y, head <= 1 ? o.wide * head : o.breadth / 2};
        }
    }
}

void arrows_draw(struct canvas *canvas, const struct hg_map *map, const struct view *view)
{
    const struct hg_style *style = map->style;
    for (size_t i = 0; i < map->n_arrow; i++) {
        struct body body;
        if (!body_of(map, view, i, &body))
            continue;
        trace(canvas, &body);
        canvas_stroke(canvas, 2 * SEAM * style->text_pt, style->page);
        trace(canvas, &body);
        canvas_fill(canvas, arrow_colour(style));
    }
}

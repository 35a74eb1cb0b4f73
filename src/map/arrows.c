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
    const struct point bend = {(a.x + b.x) / 2 - 2 * ARROW_BEND * (b.y - a.y),
                               (a.y + b.y) / 2 + 2 * ARROW_BEND * (b.x - a.x)};
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

static void trace(struct canvas *canvas, struct point a, struct point b, double breadth,
                  double unit)
{
    const double head = HEAD_LENGTH * breadth + HEAD_LEAST * unit;
    const double wide = (HEAD_BREADTH * breadth + HEAD_LEAST * unit) / 2;
    const double first = leave(a, b, 0, CLEAR * unit),
                 last = leave(a, b, 1, CLEAR * unit);
    const double neck = leave(a, b, 1, CLEAR * unit + head);
    for (int side = 1; side >= -1; side -= 2) {
        for (int i = 0; i <= STEPS; i++) {
            const double part = (double)(side > 0 ? i : STEPS - i) / STEPS;
            const double half = breadth / 2 * (TAIL + (1 - TAIL) * part);
            const struct point p =
                beside(a, b, first + part * (neck - first), side * half);
            if (i == 0 && side > 0)
                canvas_move(canvas, p.x, p.y);
            else
                canvas_to(canvas, p.x, p.y);
        }
        if (side < 0)
            break;
        const struct point left = beside(a, b, neck, wide), tip = on_arc(a, b, last),
                           right = beside(a, b, neck, -wide);
        canvas_to(canvas, left.x, left.y);
        canvas_to(canvas, tip.x, tip.y);
        canvas_to(canvas, right.x, right.y);
    }
    canvas_close(canvas);
}

void arrows_draw(struct canvas *canvas, const struct hg_map *map, const struct view *view)
{
    const struct hg_style *style = map->style;
    const double unit = style->text_pt;
    for (size_t i = 0; i < map->n_arrow; i++) {
        const struct hg_map_arrow *arrow = &map->arrow[i];
        const struct point a = {view_x(view, arrow->from_x), view_y(view, arrow->from_y)};
        const struct point b = {view_x(view, arrow->to_x), view_y(view, arrow->to_y)};
        const double breadth = arrow_breadth(style, arrow->weight);
        if (distance(a, b) < 3 * CLEAR * unit)
            continue;
        trace(canvas, a, b, breadth, unit);
        canvas_stroke(canvas, 2 * SEAM * unit, style->page);
        trace(canvas, a, b, breadth, unit);
        canvas_fill(canvas, arrow_colour(style));
    }
}

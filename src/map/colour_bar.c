/* colour_bar.c - boxes or running colours, with their edges beside them */
#include "map/colour_bar.h"
#include "map/sample.h"
#include <hotgrid/classes.h>
#include <math.h>

/* Lengths in units of the legend's type size. */
static const double BOX = 1.75, FLAT_BOX = 5.2, LONG = 15;
static const double POINT = 1.1, TICK = 0.4, GAP = 0.8, APART = 1.25;

static struct type type_of(const struct legend *legend)
{
    return (struct type){.pt = legend->style->text_pt, .colour = legend->style->ink};
}

static double length_of(const struct legend *legend)
{
    return legend->n_shade ? LONG : (double)legend->n_class * BOX;
}

/* Edge i lies there, of the whole. */
static double part_of(const struct legend *legend, size_t i)
{
    return legend->n_shade ? hg_class_part(&legend->classes, legend->classes.edge[i])
                           : (double)i / (double)legend->n_class;
}

static double point_of(const struct legend *legend)
{
    return legend->below ? POINT : 0;
}

struct size colour_bar_upright(struct canvas *canvas, const struct legend *legend)
{
    const double u = legend->style->text_pt;
    const struct type type = type_of(legend);
    const double overhang = 1.2;
    double widest = 0;
    if (!legend->n_class)
        return (struct size){0};
    for (size_t i = 0; i <= legend->n_class; i++) {
        char text[HG_EDGE_TEXT];
        hg_class_edge_text(legend->classes.edge[i], text);
        widest = fmax(widest, canvas_measure(canvas, &type, text).width);
    }
    return (struct size){(LEGEND_SWATCH_W + 1.1) * u + widest,
                         (length_of(legend) + point_of(legend) + overhang) * u};
}

struct size colour_bar_flat(const struct legend *legend, double width)
{
    const double u = legend->style->text_pt;
    const double wanted =
        (legend->n_shade ? 2 * LONG : (double)legend->n_class * FLAT_BOX) * u;
    return (struct size){fmin(wanted, width), (LEGEND_SWATCH_H + 0.5 + 1.2) * u};
}

static void draw_colours(struct canvas *canvas, const struct legend *legend,
                         struct rect rect, bool upright)
{
    const size_t n = legend->n_shade ? legend->n_shade : legend->n_class;
    const struct hg_colour *colour = legend->paint + CELL_FIRST;
    if (legend->n_shade) {
        canvas_ramp(canvas, rect, upright, n, colour);
        return;
    }
    const double step = (upright ? rect.height : rect.width) / (double)n;
    for (size_t i = 0; i < n; i++) {
        struct rect box = rect;
        if (upright) {
            box.y += (double)(n - 1 - i) * step;
            box.height = step;
        } else {
            box.x += (double)i * step;
            box.width = step;
        }
        canvas_fill_rect(canvas, box, colour[i]);
    }
}

/* Smaller values than the bar has: a point at its low end, from (x, y) by `along`. */
static void draw_point(struct canvas *canvas, const struct legend *legend,
                       struct rect rect, bool upright)
{
    const double p = POINT * legend->style->text_pt;
    for (int pass = 0; pass < 2; pass++) {
        canvas_move(canvas, rect.x, upright ? rect.y + rect.height : rect.y);
        canvas_to(canvas, upright ? rect.x + rect.width / 2 : rect.x - p,
                  upright ? rect.y + rect.height + p : rect.y + rect.height / 2);
        canvas_to(canvas, upright ? rect.x + rect.width : rect.x, rect.y + rect.height);
        if (pass == 0)
            canvas_fill(canvas, legend->paint[CELL_FIRST]);
        else
            canvas_stroke(canvas, 0.3, legend->style->faint);
    }
}

void colour_bar_draw_upright(struct canvas *canvas, const struct legend *legend, double x,
                             double y)
{
    const double u = legend->style->text_pt;
    const struct type type = type_of(legend);
    const struct rect bar = {x, y + 0.6 * u, LEGEND_SWATCH_W * u, length_of(legend) * u};
    draw_colours(canvas, legend, bar, true);
    canvas_frame(canvas, bar, 0.3, legend->style->faint);
    if (legend->below)
        draw_point(canvas, legend, bar, true);
    double last = bar.y - bar.height; /* from the top down: the largest is always told */
    for (size_t k = 0; k <= legend->n_class; k++) {
        const size_t i = legend->n_class - k;
        char text[HG_EDGE_TEXT];
        hg_class_edge_text(legend->classes.edge[i], text);
        const double at = bar.y + (1 - part_of(legend, i)) * bar.height;
        const double right = bar.x + bar.width;
        canvas_line(canvas, right, at, right + TICK * u, at, 0.4, legend->style->faint);
        if (at - last < APART * u)
            continue;
        const struct size size = canvas_measure(canvas, &type, text);
        canvas_text(canvas, &type, text, right + GAP * u, at - size.height / 2);
        last = at;
    }
}

void colour_bar_draw_flat(struct canvas *canvas, const struct legend *legend, double x,
                          double y, double width)
{
    const double u = legend->style->text_pt, point = point_of(legend) * u;
    const struct type type = type_of(legend);
    const struct rect bar = {x + point, y, width - point, LEGEND_SWATCH_H * u};
    draw_colours(canvas, legend, bar, false);
    canvas_frame(canvas, bar, 0.3, legend->style->faint);
    if (legend->below)
        draw_point(canvas, legend, bar, false);
    double last = INFINITY; /* from the right: the largest is always told */
    for (size_t k = 0; k <= legend->n_class; k++) {
        const size_t i = legend->n_class - k;
        char text[HG_EDGE_TEXT];
        hg_class_edge_text(legend->classes.edge[i], text);
        const double at = bar.x + part_of(legend, i) * bar.width;
        const double low = bar.y + bar.height;
        const struct size size = canvas_measure(canvas, &type, text);
        const double half = size.width / 2; /* the first one as far left as the bar */
        const double left = at - (i == 0 ? fmin(half, 0.5 * u + point) : half);
        canvas_line(canvas, at, low, at, low + TICK * u, 0.4, legend->style->faint);
        if (left + size.width + 0.5 * u > last)
            continue;
        canvas_text(canvas, &type, text, left, low + 0.5 * u);
        last = left;
    }
}

/* waterfall.c - panels of bars that add up, as a picture or as a file of lines and type
 */
#include "map/chart.h"
#include <hotgrid/waterfall.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* In units of the type size. */
enum { GAP = 2 };
static const double ROW = 1.9, BAR = 1.2, HEAD = 2.1, AXIS = 2.2;

enum { WHOLE, RISE, FALL, N_COLOURS };

struct chart {
    const struct hg_waterfall *waterfall;
    struct chart_page page;
    double x, width; /* of the plots */
    double *y;       /* [panel] */
    struct hg_colour colour[N_COLOURS];
};

/* From value to place: where the axis of a panel begins and ends. */
struct axis {
    double low, high, step;
};

/* Up to seven round steps of 1, 2 or 5 that take all bars, and 0. */
static struct axis axis_of(const struct hg_waterfall_panel *panel)
{
    struct axis axis = {0, 0, 1};
    for (size_t i = 0; i < panel->n; i++) {
        axis.low = fmin(axis.low, fmin(panel->bar[i].from, panel->bar[i].to));
        axis.high = fmax(axis.high, fmax(panel->bar[i].from, panel->bar[i].to));
    }
    if (axis.high == axis.low)
        axis.high = 1;
    const double fifth = (axis.high - axis.low) / 5, power = pow(10, floor(log10(fifth)));
    const double part = fifth / power;
    axis.step = power * (part <= 1 ? 1 : part <= 2 ? 2 : part <= 5 ? 5 : 10);
    axis.low = axis.step * floor(axis.low / axis.step);
    axis.high = axis.step * ceil(axis.high / axis.step);
    return axis;
}

static double x_of(const struct chart *c, const struct axis *axis, double value)
{
    return c->x + (value - axis->low) / (axis->high - axis->low) * c->width;
}

static struct type text_type(const struct chart *c, struct hg_colour colour, bool bold)
{
    return (struct type){
        .pt = c->waterfall->style->text_pt, .bold = bold, .colour = colour};
}

/* The widest of all names, or of all figures. */
static double widest(const struct chart *c, bool figures)
{
    double width = 0;
    for (size_t p = 0; p < c->waterfall->n; p++)
        for (size_t i = 0; i < c->waterfall->panel[p].n; i++) {
            const struct hg_waterfall_bar *bar = &c->waterfall->panel[p].bar[i];
            const char *text = figures ? bar->figure : bar->name;
            const struct type type = text_type(c, c->waterfall->style->ink, bar->whole);
            width = fmax(width, canvas_measure(c->page.canvas, &type, text).width);
        }
    return width;
}

static void lay_out(struct chart *c)
{
    const struct hg_waterfall *w = c->waterfall;
    const double margin = c->page.margin, width = c->page.size.width - 2 * margin;
    double y = chart_head(&c->page, c->page.u / 2);
    const double left = fmin(widest(c, false), width / 3) + c->page.u;
    c->x = margin + left;
    c->width = width - left - widest(c, true) - c->page.u;
    for (size_t p = 0; p < w->n; p++) {
        y += GAP * c->page.u;
        c->y[p] = y;
        y += (HEAD + ROW * (double)w->panel[p].n + AXIS) * c->page.u;
    }
    y += 1.5 * GAP * c->page.u; /* the unit */
    chart_foot(&c->page, y);
}

/* (x, y): left 0, centre 0.5, right 1 of the text is at x; y is its middle. */
static void write_at(const struct chart *c, const char *text, struct type type, double x,
                     double y, double anchor)
{
    const struct size size = canvas_measure(c->page.canvas, &type, text);
    const double wide = type.width > 0 ? fmin(size.width, type.width) : size.width;
    canvas_text(c->page.canvas, &type, text, x - anchor * wide, y - size.height / 2);
}

static void draw_axis(const struct chart *c, const struct axis *axis, double top,
                      double low)
{
    const struct hg_style *style = c->waterfall->style;
    const int first = (int)round(axis->low / axis->step);
    const int last = (int)round(axis->high / axis->step);
    for (int k = first; k <= last; k++) {
        char text[32];
        const double x = canvas_snap(c->page.canvas, x_of(c, axis, k * axis->step));
        snprintf(text, sizeof(text), "%s%.10g", k < 0 ? "\u2212" : "",
                 abs(k) * axis->step);
        canvas_line(c->page.canvas, x, top, x, low, k == 0 ? 0.8 : 0.4,
                    k == 0 ? style->faint : style->graticule);
        write_at(c, text, text_type(c, style->faint, false), x, low + 0.9 * c->page.u,
                 0.5);
    }
}

static void draw_bar(const struct chart *c, const struct axis *axis,
                     const struct hg_waterfall_bar *bar, double middle)
{
    const struct hg_style *style = c->waterfall->style;
    const double a = x_of(c, axis, fmin(bar->from, bar->to));
    const double b = x_of(c, axis, fmax(bar->from, bar->to));
    const struct rect rect = {a, middle - BAR / 2 * c->page.u, b - a, BAR * c->page.u};
    struct type name = text_type(c, style->ink, bar->whole);
    name.width = c->x - c->page.u - c->page.margin + 0.5;
    name.ellipsis = true;
    if (b > a)
        canvas_fill_rect(c->page.canvas, rect,
                         c->colour[bar->whole            ? WHOLE
                                   : bar->to > bar->from ? RISE
                                                         : FALL]);
    canvas_text(c->page.canvas, &name, bar->name, c->page.margin,
                middle - canvas_measure(c->page.canvas, &name, bar->name).height / 2);
    write_at(c, bar->figure, text_type(c, style->ink, bar->whole),
             c->page.size.width - c->page.margin, middle, 1);
}

static void draw_panel(const struct chart *c, size_t p)
{
    const struct hg_waterfall_panel *panel = &c->waterfall->panel[p];
    const struct hg_style *style = c->waterfall->style;
    const struct axis axis = axis_of(panel);
    const double top = c->y[p] + HEAD * c->page.u;
    const double low = top + ROW * c->page.u * (double)panel->n;
    write_at(c, panel->name, text_type(c, style->ink, true), c->page.margin,
             c->y[p] + HEAD / 2 * c->page.u, 0);
    draw_axis(c, &axis, top, low);
    for (size_t i = 0; i < panel->n; i++) {
        const double middle = top + ROW * c->page.u * ((double)i + 0.5);
        if (i > 0) {
            const double x = x_of(c, &axis, panel->bar[i - 1].to);
            canvas_line(c->page.canvas, x, middle - ROW * c->page.u, x, middle, 0.6,
                        style->faint);
        }
    }
    for (size_t i = 0; i < panel->n; i++)
        draw_bar(c, &axis, &panel->bar[i], top + ROW * c->page.u * ((double)i + 0.5));
}

static enum hg_status draw(struct chart *c, enum hg_map_format format,
                           struct hg_error *err)
{
    const struct hg_waterfall *w = c->waterfall;
    lay_out(c);
    const enum hg_status status = chart_draw_words(&c->page, format, err);
    if (status != HG_OK)
        return status;
    for (size_t p = 0; p < w->n; p++)
        draw_panel(c, p);
    write_at(c, w->unit, text_type(c, w->style->faint, false), c->x + c->width,
             c->page.source.y - 2.2 * c->page.u, 1);
    return canvas_status(c->page.canvas, err);
}

/* Steps as maps of differences have them; wholes as ink that stands back. */
static void choose_colours(struct chart *c)
{
    enum { N = 7 };
    struct hg_colour ramp[N];
    hg_ramp_colours(hg_ramp_find("BuRd"), N, ramp);
    c->colour[WHOLE] = c->waterfall->style->faint;
    c->colour[RISE] = ramp[N - 2];
    c->colour[FALL] = ramp[1];
}

enum hg_status hg_draw_waterfall(const struct hg_waterfall *waterfall,
                                 enum hg_map_format format, uint8_t **bytes,
                                 size_t *length, uint32_t missing[16],
                                 struct hg_error *err)
{
    const struct hg_map words = {.style = waterfall->style,
                                 .title = waterfall->title,
                                 .subtitle = waterfall->subtitle,
                                 .source = waterfall->source};
    struct chart c = {.waterfall = waterfall};
    choose_colours(&c);
    c.y = calloc(waterfall->n + 1, sizeof(*c.y));
    if (!c.y)
        return hg_fail(err, HG_E_MEMORY, "no memory to draw a chart");
    enum hg_status status = chart_start(&words, &c.page, err);
    if (status == HG_OK)
        status = draw(&c, format, err);
    if (status == HG_OK)
        status = chart_encode(&c.page, N_COLOURS, c.colour, bytes, length, missing, err);
    chart_finish(&c.page);
    free(c.y);
    return status;
}

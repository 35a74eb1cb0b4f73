/* waterfall.c - panels of bars that add up, as a picture or as a file of lines and type
 */
#include "map/layout.h"
#include "map/page.h"
#include "map/sample.h"
#include <hotgrid/waterfall.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* In units of the type size. */
enum { MARGIN = 3, GAP = 2 };
static const double ROW = 1.9, BAR = 1.2, HEAD = 2.1, AXIS = 2.2;

enum { WHOLE, RISE, FALL, N_COLOURS };

struct chart {
    const struct hg_waterfall *waterfall;
    struct canvas *canvas;
    double u; /* the type size, points */
    struct size page;
    struct rect title, subtitle, source;
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

/* The height of a text of the page's width, 0 where there is none; gap goes below it. */
static struct rect stack(struct chart *c, struct type type, const char *text, double *y,
                         double gap)
{
    const double margin = MARGIN * c->u;
    struct rect rect = {margin, *y, c->page.width - 2 * margin, 0};
    if (!text || !*text)
        return rect;
    rect.height = canvas_measure(c->canvas, &type, text).height;
    *y += rect.height + gap;
    return rect;
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
            width = fmax(width, canvas_measure(c->canvas, &type, text).width);
        }
    return width;
}

static void lay_out(struct chart *c)
{
    const struct hg_waterfall *w = c->waterfall;
    const double margin = MARGIN * c->u, width = c->page.width - 2 * margin;
    double y = margin;
    c->title = stack(c, layout_title(w->style, width), w->title, &y, c->u / 2);
    c->subtitle = stack(c, layout_subtitle(w->style, width), w->subtitle, &y, c->u / 2);
    const double left = fmin(widest(c, false), width / 3) + c->u;
    c->x = margin + left;
    c->width = width - left - widest(c, true) - c->u;
    for (size_t p = 0; p < w->n; p++) {
        y += GAP * c->u;
        c->y[p] = y;
        y += (HEAD + ROW * (double)w->panel[p].n + AXIS) * c->u;
    }
    y += 1.5 * GAP * c->u; /* the unit */
    c->source = stack(c, layout_source(w->style, width), w->source, &y, 0);
    c->page.height = y + margin;
}

/* (x, y): left 0, centre 0.5, right 1 of the text is at x; y is its middle. */
static void write_at(const struct chart *c, const char *text, struct type type, double x,
                     double y, double anchor)
{
    const struct size size = canvas_measure(c->canvas, &type, text);
    const double wide = type.width > 0 ? fmin(size.width, type.width) : size.width;
    canvas_text(c->canvas, &type, text, x - anchor * wide, y - size.height / 2);
}

static void draw_axis(const struct chart *c, const struct axis *axis, double top,
                      double low)
{
    const struct hg_style *style = c->waterfall->style;
    const int first = (int)round(axis->low / axis->step);
    const int last = (int)round(axis->high / axis->step);
    for (int k = first; k <= last; k++) {
        char text[32];
        const double x = canvas_snap(c->canvas, x_of(c, axis, k * axis->step));
        snprintf(text, sizeof(text), "%s%.10g", k < 0 ? "\u2212" : "",
                 abs(k) * axis->step);
        canvas_line(c->canvas, x, top, x, low, k == 0 ? 0.8 : 0.4,
                    k == 0 ? style->faint : style->graticule);
        write_at(c, text, text_type(c, style->faint, false), x, low + 0.9 * c->u, 0.5);
    }
}

static void draw_bar(const struct chart *c, const struct axis *axis,
                     const struct hg_waterfall_bar *bar, double middle)
{
    const struct hg_style *style = c->waterfall->style;
    const double a = x_of(c, axis, fmin(bar->from, bar->to));
    const double b = x_of(c, axis, fmax(bar->from, bar->to));
    const struct rect rect = {a, middle - BAR / 2 * c->u, b - a, BAR * c->u};
    struct type name = text_type(c, style->ink, bar->whole);
    name.width = c->x - c->u - MARGIN * c->u + 0.5;
    name.ellipsis = true;
    if (b > a)
        canvas_fill_rect(c->canvas, rect,
                         c->colour[bar->whole            ? WHOLE
                                   : bar->to > bar->from ? RISE
                                                         : FALL]);
    canvas_text(c->canvas, &name, bar->name, MARGIN * c->u,
                middle - canvas_measure(c->canvas, &name, bar->name).height / 2);
    write_at(c, bar->figure, text_type(c, style->ink, bar->whole),
             c->page.width - MARGIN * c->u, middle, 1);
}

static void draw_panel(const struct chart *c, size_t p)
{
    const struct hg_waterfall_panel *panel = &c->waterfall->panel[p];
    const struct hg_style *style = c->waterfall->style;
    const struct axis axis = axis_of(panel);
    const double top = c->y[p] + HEAD * c->u;
    const double low = top + ROW * c->u * (double)panel->n;
    write_at(c, panel->name, text_type(c, style->ink, true), MARGIN * c->u,
             c->y[p] + HEAD / 2 * c->u, 0);
    draw_axis(c, &axis, top, low);
    for (size_t i = 0; i < panel->n; i++) {
        const double middle = top + ROW * c->u * ((double)i + 0.5);
        if (i > 0) {
            const double x = x_of(c, &axis, panel->bar[i - 1].to);
            canvas_line(c->canvas, x, middle - ROW * c->u, x, middle, 0.6, style->faint);
        }
    }
    for (size_t i = 0; i < panel->n; i++)
        draw_bar(c, &axis, &panel->bar[i], top + ROW * c->u * ((double)i + 0.5));
}

static enum hg_status draw(struct chart *c, enum hg_map_format format,
                           struct hg_error *err)
{
    static const enum canvas_medium medium[] = {CANVAS_PIXELS, CANVAS_PDF, CANVAS_SVG};
    const struct hg_waterfall *w = c->waterfall;
    const struct hg_style *style = w->style;
    lay_out(c);
    const enum hg_status status =
        canvas_open(c->canvas, medium[format], c->page, style->page, err);
    if (status != HG_OK)
        return status;
    const struct type title = layout_title(style, c->title.width),
                      subtitle = layout_subtitle(style, c->subtitle.width),
                      source = layout_source(style, c->source.width);
    canvas_text(c->canvas, &title, w->title, c->title.x, c->title.y);
    if (c->subtitle.height > 0)
        canvas_text(c->canvas, &subtitle, w->subtitle, c->subtitle.x, c->subtitle.y);
    if (c->source.height > 0)
        canvas_text(c->canvas, &source, w->source, c->source.x, c->source.y);
    for (size_t p = 0; p < w->n; p++)
        draw_panel(c, p);
    write_at(c, w->unit, text_type(c, style->faint, false), c->x + c->width,
             c->source.y - 2.2 * c->u, 1);
    return canvas_status(c->canvas, err);
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
    const struct hg_style *style = waterfall->style;
    struct chart c = {.waterfall = waterfall, .u = style->text_pt};
    c.page.width = style->width_mm / 25.4 * 72;
    choose_colours(&c);
    c.y = calloc(waterfall->n + 1, sizeof(*c.y));
    struct legend *legend = calloc(1, sizeof(*legend)); /* its colours stay exact */
    enum hg_status status;
    if (!c.y || !legend) {
        status = hg_fail(err, HG_E_MEMORY, "no memory to draw a chart");
        goto done;
    }
    status = canvas_create(style->font, style->dpi, NULL, &c.canvas, err);
    if (status != HG_OK)
        goto done;
    status = draw(&c, format, err);
    const struct hg_map words = {.style = style,
                                 .title = waterfall->title,
                                 .subtitle = waterfall->subtitle,
                                 .source = waterfall->source};
    legend->n_paint = CELL_FIRST + N_COLOURS;
    memcpy(legend->paint + CELL_FIRST, c.colour, sizeof(c.colour));
    if (status == HG_OK)
        status = page_encode(c.canvas, &words, legend, bytes, length, err);
    if (status == HG_OK && missing)
        memcpy(missing, canvas_missing(c.canvas), 16 * sizeof(*missing));
done:
    canvas_destroy(c.canvas);
    free(legend);
    free(c.y);
    return status;
}

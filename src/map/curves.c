/* curves.c - a chart of concentration, as a picture or as a file of lines and type */
#include "map/chart.h"
#include <hotgrid/curves.h>
#include <math.h>
#include <stdio.h>

/* Parts of the land at the ends of the axis. */
static const double LEAST = 1e-5, MOST = 1;

/* In units of the type size. */
enum { ROW = 2, TICK_LABEL = 5 };

struct chart {
    const struct hg_curves *curves;
    struct chart_page page;
    struct rect plot, key;
    struct hg_colour colour[HG_MAX_CURVES];
};

static double x_of(const struct chart *c, double area)
{
    const double at = log10(fmax(area, LEAST) / LEAST) / log10(MOST / LEAST);
    return c->plot.x + at * c->plot.width;
}

static double y_of(const struct chart *c, double mass)
{
    return c->plot.y + (1 - mass) * c->plot.height;
}

static struct type text_type(const struct chart *c, struct hg_colour colour, double width)
{
    return (struct type){
        .pt = c->curves->style->text_pt, .colour = colour, .width = width};
}

static void lay_out(struct chart *c)
{
    const struct hg_curves *curves = c->curves;
    const double margin = c->page.margin, width = c->page.size.width - 2 * margin;
    double y = chart_head(&c->page, c->page.u);
    y += 2.5 * c->page.u; /* the name of the upright axis */
    c->plot = (struct rect){margin + TICK_LABEL * c->page.u, y,
                            width - TICK_LABEL * c->page.u, 0.42 * c->page.size.width};
    y += c->plot.height + 5 * c->page.u; /* figures and name of the other axis */
    c->key = (struct rect){margin, y, width, ROW * c->page.u * (double)curves->n};
    y += c->key.height + c->page.u;
    chart_foot(&c->page, y);
}

/* (x, y): left 0, centre 0.5, right 1 of the text is at x; y is its top. */
static void write_at(const struct chart *c, const char *text, struct hg_colour colour,
                     double x, double y, double anchor)
{
    const struct type type = text_type(c, colour, 0);
    const struct size size = canvas_measure(c->page.canvas, &type, text);
    canvas_text(c->page.canvas, &type, text, x - anchor * size.width, y);
}

static void draw_axes(const struct chart *c)
{
    const struct hg_style *style = c->curves->style;
    const double low = c->plot.y + c->plot.height, half = 0.75 * c->page.u;
    for (int percent = 0; percent <= 100; percent += 25) {
        char text[32];
        const double y = canvas_snap(c->page.canvas, y_of(c, percent / 100.0));
        snprintf(text, sizeof(text), "%d\u2009%%", percent);
        canvas_line(c->page.canvas, c->plot.x, y, c->plot.x + c->plot.width, y, 0.4,
                    style->graticule);
        write_at(c, text, style->faint, c->plot.x - half, y - half, 1);
    }
    for (int power = -5; power <= 0; power++) {
        char text[32];
        const double x = canvas_snap(c->page.canvas, x_of(c, pow(10, power)));
        snprintf(text, sizeof(text), "%g\u2009%%", pow(10, power + 2));
        canvas_line(c->page.canvas, x, c->plot.y, x, low, 0.4, style->graticule);
        write_at(c, text, style->faint, x, low + half / 2, power == 0 ? 1 : 0.5);
    }
    write_at(c, "Share of all emissions", style->ink, c->plot.x - TICK_LABEL * c->page.u,
             c->plot.y - 2.5 * c->page.u, 0);
    write_at(c, "Share of the land, the most emitting first", style->ink,
             c->plot.x + c->plot.width, low + 2 * c->page.u, 1);
}

/* What lies before the axis starts on its edge. */
static void draw_curve(const struct chart *c, size_t n, const double *area,
                       const double *mass, double pt, struct hg_colour colour)
{
    bool begun = false;
    for (size_t i = 0; i < n; i++) {
        if (area[i] < LEAST * (1 - 1e-9) || isnan(mass[i]))
            continue;
        const double x = x_of(c, area[i]), y = y_of(c, mass[i]);
        if (begun)
            canvas_to(c->page.canvas, x, y);
        else
            canvas_move(c->page.canvas, x, y);
        begun = true;
    }
    if (begun)
        canvas_stroke(c->page.canvas, pt, colour);
}

/* Land where every km2 emits as much as any other. */
static void draw_even(const struct chart *c)
{
    enum { N = 101 };
    double part[N];
    for (int i = 0; i < N; i++)
        part[i] = pow(10, (i - N + 1) / 20.0);
    draw_curve(c, N, part, part, 0.8, c->curves->style->faint);
    write_at(c, "evenly spread", c->curves->style->faint, x_of(c, 0.085), y_of(c, 0.14),
             1);
}

static void draw_key(const struct chart *c)
{
    const struct hg_style *style = c->curves->style;
    for (size_t i = 0; i < c->curves->n; i++) {
        const struct hg_curve *curve = &c->curves->curve[i];
        const double y = c->key.y + ROW * c->page.u * (double)i,
                     middle = y + 0.8 * c->page.u;
        const struct type figure = text_type(c, style->faint, 0);
        const double width = canvas_measure(c->page.canvas, &figure, curve->figure).width;
        struct type name =
            text_type(c, style->ink, c->key.width - 3.5 * c->page.u - width - c->page.u);
        name.ellipsis = true;
        canvas_line(c->page.canvas, c->key.x, middle, c->key.x + 2.4 * c->page.u, middle,
                    2.2, c->colour[i]);
        canvas_text(c->page.canvas, &name, curve->name, c->key.x + 3.5 * c->page.u, y);
        write_at(c, curve->figure, style->faint, c->key.x + c->key.width, y, 1);
    }
}

static enum hg_status draw(struct chart *c, enum hg_map_format format,
                           struct hg_error *err)
{
    const struct hg_curves *curves = c->curves;
    lay_out(c);
    const enum hg_status status = chart_draw_words(&c->page, format, err);
    if (status != HG_OK)
        return status;
    draw_axes(c);
    draw_even(c);
    for (size_t i = curves->n; i-- > 0;) /* the first lies on top */
        draw_curve(c, curves->curve[i].n, curves->curve[i].area, curves->curve[i].mass,
                   1.6, c->colour[i]);
    draw_key(c);
    return canvas_status(c->page.canvas, err);
}

enum hg_status hg_draw_curves(const struct hg_curves *curves, enum hg_map_format format,
                              uint8_t **bytes, size_t *length, uint32_t missing[16],
                              struct hg_error *err)
{
    const struct hg_map words = {.style = curves->style,
                                 .title = curves->title,
                                 .subtitle = curves->subtitle,
                                 .source = curves->source};
    struct chart c = {.curves = curves};
    if (curves->n > HG_MAX_CURVES)
        return hg_fail(err, HG_E_ARG, "a chart of %zu curves; %d at most", curves->n,
                       HG_MAX_CURVES);
    hg_category_colours(HG_MAX_CURVES, c.colour);
    enum hg_status status = chart_start(&words, &c.page, err);
    if (status == HG_OK)
        status = draw(&c, format, err);
    if (status == HG_OK)
        status = chart_encode(&c.page, curves->n, c.colour, bytes, length, missing, err);
    chart_finish(&c.page);
    return status;
}

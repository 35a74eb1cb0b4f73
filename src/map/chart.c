/* chart.c - what charts have in common: the words above and below them, their bytes */
#include "map/chart.h"
#include "map/layout.h"
#include "map/page.h"
#include "map/sample.h"
#include <stdlib.h>
#include <string.h>

/* In units of the type size. */
enum { MARGIN = 3 };

enum hg_status chart_start(const struct hg_map *words, struct chart_page *out,
                           struct hg_error *err)
{
    const struct hg_style *style = words->style;
    *out = (struct chart_page){
        .words = *words, .u = style->text_pt, .margin = MARGIN * style->text_pt};
    out->size.width = style->width_mm / 25.4 * 72;
    return canvas_create(style->font, style->dpi, NULL, &out->canvas, err);
}

void chart_finish(struct chart_page *page)
{
    canvas_destroy(page->canvas);
}

/* A text of the page's width, of height 0 where there is none; gap goes below it. */
static struct rect stack(const struct chart_page *page, struct type type,
                         const char *text, double *y, double gap)
{
    struct rect rect = {page->margin, *y, page->size.width - 2 * page->margin, 0};
    if (!text || !*text)
        return rect;
    rect.height = canvas_measure(page->canvas, &type, text).height;
    *y += rect.height + gap;
    return rect;
}

double chart_head(struct chart_page *page, double gap)
{
    const struct hg_map *w = &page->words;
    const double width = page->size.width - 2 * page->margin;
    double y = page->margin;
    page->title = stack(page, layout_title(w->style, width), w->title, &y, page->u / 2);
    page->subtitle = stack(page, layout_subtitle(w->style, width), w->subtitle, &y, gap);
    return y;
}

void chart_foot(struct chart_page *page, double y)
{
    const struct hg_map *w = &page->words;
    const double width = page->size.width - 2 * page->margin;
    page->source = stack(page, layout_source(w->style, width), w->source, &y, 0);
    page->size.height = y + page->margin;
}

enum hg_status chart_draw_words(const struct chart_page *page, enum hg_map_format format,
                                struct hg_error *err)
{
    static const enum canvas_medium medium[] = {CANVAS_PIXELS, CANVAS_PDF, CANVAS_SVG};
    const struct hg_map *w = &page->words;
    const enum hg_status status =
        canvas_open(page->canvas, medium[format], page->size, w->style->page, err);
    if (status != HG_OK)
        return status;
    const struct type title = layout_title(w->style, page->title.width),
                      subtitle = layout_subtitle(w->style, page->subtitle.width),
                      source = layout_source(w->style, page->source.width);
    canvas_text(page->canvas, &title, w->title, page->title.x, page->title.y);
    if (page->subtitle.height > 0)
        canvas_text(page->canvas, &subtitle, w->subtitle, page->subtitle.x,
                    page->subtitle.y);
    if (page->source.height > 0)
        canvas_text(page->canvas, &source, w->source, page->source.x, page->source.y);
    return HG_OK;
}

enum hg_status chart_encode(const struct chart_page *page, size_t n_colour,
                            const struct hg_colour *colour, uint8_t **bytes,
                            size_t *length, uint32_t missing[16], struct hg_error *err)
{
    struct legend *legend = calloc(1, sizeof(*legend));
    if (!legend)
        return hg_fail(err, HG_E_MEMORY, "no memory to draw a chart");
    legend->n_paint = CELL_FIRST + n_colour;
    memcpy(legend->paint + CELL_FIRST, colour, n_colour * sizeof(*colour));
    const enum hg_status status =
        page_encode(page->canvas, &page->words, legend, bytes, length, err);
    if (status == HG_OK && missing)
        memcpy(missing, canvas_missing(page->canvas), 16 * sizeof(*missing));
    free(legend);
    return status;
}

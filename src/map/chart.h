/* chart.h - what charts have in common: the words above and below them, their bytes */
#ifndef MAP_CHART_H
#define MAP_CHART_H

#include "map/canvas.h"
#include <hotgrid/map.h>

struct chart_page {
    struct hg_map words; /* style, title, subtitle and source of it */
    struct canvas *canvas;
    double u, margin; /* the type size; what is left free on all sides; points */
    struct size size; /* its height once the foot is laid out */
    struct rect title, subtitle, source;
};

/* Opens a canvas as wide as the style says; chart_finish() closes it in any case. */
HG_MUST_CHECK enum hg_status chart_start(const struct hg_map *words,
                                         struct chart_page *out, struct hg_error *err);
void chart_finish(struct chart_page *page);

/* Lays out title and subtitle from the top on, with a gap below them, and the source from
 * y to the end of the page. */
double chart_head(struct chart_page *page, double gap);
void chart_foot(struct chart_page *page, double y);

/* Begins to draw: the words. */
HG_MUST_CHECK enum hg_status chart_draw_words(const struct chart_page *page,
                                              enum hg_map_format format,
                                              struct hg_error *err);

/* Ends the page, of which colours stay exact.  The caller frees *bytes; missing as of
 * hg_draw_map(). */
HG_MUST_CHECK enum hg_status chart_encode(const struct chart_page *page, size_t n_colour,
                                          const struct hg_colour *colour, uint8_t **bytes,
                                          size_t *length, uint32_t missing[16],
                                          struct hg_error *err);

#endif

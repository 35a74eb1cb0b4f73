/*
 * waterfall.h - a chart of what leads from one number to another: steps that add up
 *
 * One panel below the other, each with an axis of its own that shows 0.  Bars run from
 * left to right; whole ones stand on 0, steps begin where the one before ends, in one
 * colour where they rise and in another where they fall.  The same input gives the same
 * bytes.
 */
#ifndef HG_WATERFALL_H
#define HG_WATERFALL_H

#include <hotgrid/map.h>

struct hg_waterfall_bar {
    const char *name, *figure; /* on the left, on the right */
    double from, to;           /* finite */
    bool whole;
};

struct hg_waterfall_panel {
    const char *name;
    size_t n;
    const struct hg_waterfall_bar *bar;
};

struct hg_waterfall {
    const struct hg_style *style;
    const char *title, *subtitle, *source; /* subtitle and source may be NULL */
    const char *unit;                      /* of the axes */
    size_t n;
    const struct hg_waterfall_panel *panel;
};

/* The caller frees *bytes.  missing as of hg_draw_map(). */
HG_MUST_CHECK enum hg_status hg_draw_waterfall(const struct hg_waterfall *waterfall,
                                               enum hg_map_format format, uint8_t **bytes,
                                               size_t *length, uint32_t missing[16],
                                               struct hg_error *err);

#endif

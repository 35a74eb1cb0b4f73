/*
 * curves.h - a chart of concentration: how much of the mass stands on how little land
 *
 * Land runs along a logarithmic axis, from a thousandth of a percent to all of it: most
 * of what there is to see lies on the first percent.  The same input gives the same
 * bytes.
 */
#ifndef HG_CURVES_H
#define HG_CURVES_H

#include <hotgrid/map.h>

#define HG_MAX_CURVES 8

struct hg_curve {
    const char *name, *figure; /* of its row in the key: figure on the right */
    size_t n;
    const double *area, *mass; /* [n]: parts 0..1, rising */
};

struct hg_curves {
    const struct hg_style *style;
    const char *title, *subtitle, *source; /* subtitle and source may be NULL */
    size_t n;                              /* at most HG_MAX_CURVES */
    const struct hg_curve *curve;
};

/* The caller frees *bytes.  missing as of hg_draw_map(). */
HG_MUST_CHECK enum hg_status hg_draw_curves(const struct hg_curves *curves,
                                            enum hg_map_format format, uint8_t **bytes,
                                            size_t *length, uint32_t missing[16],
                                            struct hg_error *err);

#endif

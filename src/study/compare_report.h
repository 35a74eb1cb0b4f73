/*
 * compare_report.h - what a comparison found, as text, as JSON, as a raster and as maps
 */
#ifndef HG_STUDY_COMPARE_REPORT_H
#define HG_STUDY_COMPARE_REPORT_H

#include "study/compare_side.h"
#include <hotgrid/compare.h>

struct compare_report {
    const struct compare_side *a, *b;
    const struct hg_grid *grid;
    const struct hg_comparison *found;
    double *lon, *lat; /* [n_largest], of the centres of cells */
};

void compare_print(const struct compare_report *report, struct hg_text *text);

/* text->failed where memory ran out. */
void compare_print_json(const struct compare_report *report, struct hg_text *text);

/* The last part of a path. */
const char *compare_name(const char *path);

/* difference.tif and difference.qml, into a folder (compare_map.c). */
HG_MUST_CHECK enum hg_status compare_write_raster(const struct compare_report *report,
                                                  const char *folder,
                                                  struct hg_error *err);

/* Can the maps that are asked for be made?  And made. */
HG_MUST_CHECK enum hg_status compare_check(const struct hg_compare_options *asked,
                                           struct hg_error *err);
HG_MUST_CHECK enum hg_status compare_draw(const struct compare_report *report,
                                          const struct hg_compare_options *asked,
                                          struct hg_error *err);

#endif

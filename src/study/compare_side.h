/*
 * compare_side.h - one of two rasters that are compared, from its file to its cells
 */
#ifndef HG_STUDY_COMPARE_SIDE_H
#define HG_STUDY_COMPARE_SIDE_H

#include <hotgrid/flux.h>
#include <hotgrid/raster_file.h>
#include <hotgrid/run.h>

struct compare_side {
    const struct hg_compare_side *given;
    char letter; /* 'a' or 'b', of its options */
    struct hg_raster_about about;
    const char *unit; /* given, or of the file */
    struct hg_flux flux;
    enum hg_basis basis;

    double *kg;      /* [cell] of the common grid */
    double *covered; /* [cell]: km2 with data */
    double file_kg, outside_kg, elsewhere_kg;
};

/* What the file and the user say: the unit and its basis are known then. */
HG_MUST_CHECK enum hg_status compare_side_open(struct compare_side *side,
                                               const struct hg_log *log,
                                               struct hg_error *err);

/* Brings it onto the grid. */
HG_MUST_CHECK enum hg_status compare_side_read(struct compare_side *side,
                                               const struct hg_grid *grid,
                                               unsigned threads, struct hg_error *err);

void compare_side_finish(struct compare_side *side);

#endif

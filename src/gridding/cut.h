/*
 * cut.h - the parts of one shape while it is cut
 */
#ifndef GRIDDING_CUT_H
#define GRIDDING_CUT_H

#include "gridding/course.h"
#include <hotgrid/cut.h>

/* What a passage leaves in a cell: km of a line, or what an edge does to the area. */
struct touch {
    uint32_t row; /* all on the grid, */
    int32_t col;  /* but for -1: west of it */
    size_t number;
    int64_t height; /* areas: passed through, positive downwards, in parts of 2^-50 */
    double size;    /* km; areas: see cut_areas.c */
};

struct part {
    uint32_t cell;
    double size;
};

/* Kept for each worker. */
struct cutter {
    const struct hg_cut_params *p;
    struct course course;
    const double *row_zone; /* [row]: area per degree of longitude, on lon/lat grids */
    size_t n_touch, touch_capacity;
    struct touch *touch;
    size_t n_part, part_capacity;
    struct part *part; /* of the shape, by rising cell */
    double outside;
    bool left, failed; /* the shape leaves the grid; no memory */

    int64_t ref_col; /* areas: of the first vertex of the shape */
    double ref_x, ref_lon;
    double turn;  /* 1, or -1 where a ring runs the other way */
    double whole; /* km2, of a shape that leaves the grid */
};

/* Fill part and outside from the touches of all rings of a shape. */
enum course_end cut_line(struct cutter *cutter, const struct hg_shape *shape);
enum course_end cut_area(struct cutter *cutter, const struct hg_shape *shape);

void cutter_touch(struct cutter *cutter, struct touch touch);
void cutter_part(struct cutter *cutter, uint32_t cell, double size);

/* By row, column and number. */
void cutter_sort(struct cutter *cutter);

#endif

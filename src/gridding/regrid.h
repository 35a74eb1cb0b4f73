/*
 * regrid.h - what the two ways of averaging a raster over cells share
 *
 * Positions are columns and, for the other axis, one of three: rows; area rows, in which
 * equal differences within a row are equal areas; and, where smoothness matters, `level`:
 * proportional to area all over the grid.  On equal-area grids all three are the same.
 */
#ifndef GRIDDING_REGRID_H
#define GRIDDING_REGRID_H

#include <hotgrid/error.h>
#include <hotgrid/grid.h>
#include <hotgrid/raster.h>
#include <stdbool.h>

struct averaging {
    const struct hg_grid *grid;
    const struct hg_raster *raster;
    const struct hg_transform *to_grid;
    uint32_t ncol, nrow;
    double period;     /* columns in 360 degrees; 0 on grids in metres */
    double *row_level; /* [nrow + 1]: level of the edges of rows, rising; NULL where it is
                          the number of the row */
    double north,
        level_per_zone; /* levels count from here; per km2 of a zone per degree */
    double level_km2;   /* area of one column by one level */
    double *pixel_km2;  /* [raster row], where pixels are degrees; else NULL */
    double *sum;        /* [cell]: of density times part */
    double *part;       /* [cell]: valid part of the cell's area */
};

/* Level of a latitude, on grids of degrees; beyond a pole, that of the pole. */
double averaging_level(const struct averaging *a, double lat);

/* Area row of a level. */
double averaging_row(const struct averaging *a, double level);

enum hg_status averaging_no_memory(const struct averaging *a, struct hg_error *err);

/* A raster whose pixels become rectangles on the grid: columns and rows are averaged one
 * after the other.  done tells whether it was one. */
HG_MUST_CHECK enum hg_status average_rectangles(struct averaging *a, bool *done,
                                                struct hg_error *err);

/* Any raster: each pixel becomes a polygon. */
HG_MUST_CHECK enum hg_status average_polygons(struct averaging *a, struct hg_error *err);

#endif

/*
 * regrid.h - what the two ways of cutting a raster along the cells share
 *
 * Positions are columns and, for the other axis, one of three: rows; area rows, in which
 * equal differences within a row are equal areas; and, where smoothness matters, `level`:
 * proportional to area all over the grid.  On equal-area grids all three are the same.
 *
 * Around the grid there are places for what lies beside it: rows -1 and nrow, column -1
 * and columns from ncol on.  Where columns repeat, after 360 degrees, a pixel is drawn
 * once for each turn; column ncol is then the gap up to the next turn, and columns -1 and
 * ncol + 1 belong to other turns and are dropped.
 */
#ifndef GRIDDING_REGRID_H
#define GRIDDING_REGRID_H

#include "gridding/windows.h"
#include <hotgrid/error.h>
#include <hotgrid/grid.h>
#include <hotgrid/raster.h>
#include <stdbool.h>

/* All that workers share; none writes to it. */
struct averaging {
    const struct hg_grid *grid;
    const struct hg_raster *raster;
    const struct hg_transform *to_grid; /* one thread's; workers have copies */
    bool whole;                         /* all mass counts, that beside the grid too */
    int32_t ncol, nrow;
    double period;     /* columns in 360 degrees; 0 on grids in metres */
    double *row_level; /* [nrow + 1]: level of the edges of rows, rising; NULL where it is
                          the number of the row */
    double north,
        level_per_zone; /* levels count from here; per km2 of a zone per degree */
    double level_km2; /* area of one column by one level; where cells have areas of their
                         own (HG_GRID_PROJECTED), of the first cell */
    bool own_areas;
    double *pixel_km2; /* [raster row], where pixels are degrees; else NULL */
};

/* Level of a latitude, on grids of degrees; beyond a pole, that of the pole. */
double averaging_level(const struct averaging *a, double lat);

/* Area row of a level. */
double averaging_row(const struct averaging *a, double level);

/* Level of the edge above a row, 0 .. nrow. */
static inline double row_edge(const struct averaging *a, int32_t row)
{
    return a->row_level ? a->row_level[row] : row;
}

/* Area of a column by a level in a cell, by level_km2; beside the grid, in the cell next
 * to it. */
double averaging_scale(const struct averaging *a, int32_t row, int32_t col);

enum hg_status averaging_no_memory(const struct averaging *a, struct hg_error *err);

/* Values of a rectangle of pixels that holds all that is asked for. */
struct strip {
    struct hg_pixels box;
    const float *value;
    size_t stride; /* from row to row */
};

/* Pixels of a row from column col on. */
static inline const float *strip_at(const struct strip *s, uint32_t col, uint32_t row)
{
    return s->value + (row - s->box.row) * s->stride + (col - s->box.col);
}

/* What a rectangle of pixels leaves; masses in values times km2, or counts. */
struct share {
    struct windows windows;
    double outside; /* beside what is in the windows */
    double source;  /* mass of all its pixels */
};

/* Rasters whose pixels become rectangles on the grid: columns and rows by themselves. */
struct rectangles;

/* *out is NULL when the raster is none. */
HG_MUST_CHECK enum hg_status rectangles_create(const struct averaging *a,
                                               struct rectangles **out,
                                               struct hg_error *err);
void rectangles_destroy(struct rectangles *r); /* NULL is fine */

/* The pixels that lie on the grid. */
struct hg_pixels rectangles_extent(const struct rectangles *r);

/* Cuts all that is there of these rows; false without memory.  buffer: [ncol of the
 * grid]. */
bool rectangles_cut(const struct averaging *a, const struct rectangles *r,
                    const struct strip *strip, const struct hg_pixels *box,
                    struct deposit *buffer, struct share *out);

/* Any raster: each pixel becomes a polygon.  A drawing is for one worker. */
struct drawing;
enum { POLYGONS_SIDE = 256 }; /* most pixels in a row of a rectangle to cut */

struct drawing *drawing_create(const struct averaging *a); /* NULL without memory */
void drawing_destroy(struct drawing *d);                   /* NULL is fine */

/* Whether any of these pixels may lie on the grid. */
bool drawing_meets(struct drawing *d, const struct hg_pixels *box);

/* Cuts these pixels; false without memory. */
bool drawing_cut(struct drawing *d, const struct strip *strip,
                 const struct hg_pixels *box, struct share *out);

#endif

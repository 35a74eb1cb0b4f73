/*
 * bow.h - a shallow curve walks over cells and leaves the area beside it
 *
 * Like edge.h, for curves: a bow is a parabola from one point to another, cut exactly
 * where it passes from cell to cell; the area beside each piece is integrated exactly.
 * Positions are columns and levels (see regrid.h).
 */
#ifndef GRIDDING_BOW_H
#define GRIDDING_BOW_H

#include "gridding/regrid.h"

/* At u = 0 .. 1 the bow is at (col, level) + d * u + b * u * (1 - u). */
struct bow {
    double col, level, dcol, dlevel, bcol, blevel;
};

/* The cells in question, and what edges leave in them: the height (in levels) passed,
 * positive downwards, and the area of the cell to the right of the edge.  Edges that
 * leave the cells are taken to run on in the outermost ones. */
struct crate {
    struct cells cells;
    double *height, *area; /* [row * ncol + col] */
};

/* A cell, by its place around the grid. */
struct place {
    int32_t row, col;
};

/* Walks along a bow; way is -1 where a pixel goes along it backwards. */
void bow_walk(const struct averaging *a, const struct bow *bow, double way,
              struct crate *crate);

/* The same where the bow is known to go straight from one cell to another beside or below
 * it. */
void bow_step(const struct averaging *a, const struct bow *bow, double way,
              struct place from, struct place to, struct crate *crate);

/* Integral of (column - origin) over the levels that a bow passes. */
static inline double bow_moment(const struct bow *b, double origin)
{
    return (b->col - origin + b->dcol / 2) * b->dlevel +
           (b->bcol * b->dlevel - b->blevel * b->dcol) / 6;
}

/* Column where a column of cells ends, and its width. */
static inline double right_edge(const struct averaging *a, int32_t col)
{
    return a->period > 0 && col >= a->ncol ? a->period + (col - a->ncol) : col + 1.0;
}

static inline double width_of(const struct averaging *a, int32_t col)
{
    return a->period > 0 && col == a->ncol ? a->period - a->ncol : 1;
}

/* What a bow that lies in one cell leaves there. */
static inline void bow_stay(const struct averaging *a, const struct bow *b, double way,
                            struct place in, const struct crate *crate)
{
    const size_t at = (size_t)(in.row - crate->cells.row) * (size_t)crate->cells.ncol +
                      (size_t)(in.col - crate->cells.col);
    crate->height[at] += way * b->dlevel;
    crate->area[at] -= way * bow_moment(b, right_edge(a, in.col));
}

/* Column and row of cells that have a position, beside the grid too. */
int32_t column_of(const struct averaging *a, double col);
int32_t row_of(const struct averaging *a, double level);

#endif

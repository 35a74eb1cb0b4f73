/*
 * arc.h - a curved edge walks over the cells of a grid
 *
 * Like edge.h, for edges that are polynomials: they are cut exactly where they pass from
 * cell to cell, and the area beside each piece is integrated exactly.
 */
#ifndef GRIDDING_ARC_H
#define GRIDDING_ARC_H

#include "gridding/fit.h"

/* What an edge leaves in a cell: the height (of area rows) it passes through, positive
 * downwards, and the part of the cell to the right of it.  Column -1 is all that lies to
 * the left of the grid, ncol all that lies to the right: there only the height counts. */
struct piece {
    int64_t row, col;
    double height, area;
};

struct pieces {
    size_t n, capacity;
    struct piece *piece;
    bool failed; /* no memory */
};

/* Adds the pieces of a curve from s0 to s1 > s0. */
void arc_walk(const struct averaging *a, const struct curve *curve, double s0, double s1,
              struct pieces *out);

/* Integral of (column - origin) over the levels that a curve passes. */
double arc_moment(const struct curve *curve, double s0, double s1, double origin);

#endif

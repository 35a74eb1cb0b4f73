/*
 * pixel.h - a polygon with a density is laid over the cells
 */
#ifndef GRIDDING_PIXEL_H
#define GRIDDING_PIXEL_H

#include "gridding/regrid.h"
#include <stddef.h>

struct pixel_point {
    double col, level; /* in which edges are straight */
    double row;        /* area row of the level */
};

struct pixel_window {
    size_t capacity;
    double *height, *area; /* [capacity], sums of edge.h; all 0 between two pixels */
};

void pixel_window_finish(struct pixel_window *w);

/* Area in columns times levels, positive for polygons that run anticlockwise on paper
 * (north up). */
double pixel_area(const struct pixel_point *p, size_t n);

/* Adds a polygon of n points to the cells under it; false without memory.  area is that
 * of pixel_area(). */
bool pixel_add(struct averaging *a, struct pixel_window *w, const struct pixel_point *p,
               size_t n, double area, double density);

#endif

/*
 * drawing.h - patches on their way to the grid: their lines (drawing.c), rows of
 * pixels (polygons.c), and single ones (pixel.c)
 */
#ifndef GRIDDING_DRAWING_H
#define GRIDDING_DRAWING_H

#include "gridding/bow.h"
#include "gridding/fit.h"
#include <math.h>

/* Corners of pixels on a line between two rows of them. */
struct line {
    struct curve curve;
    double col[POLYGONS_SIDE + 1], level[POLYGONS_SIDE + 1];
    int32_t in_col[POLYGONS_SIDE + 1], in_row[POLYGONS_SIDE + 1]; /* the cell of it */
    int32_t at[POLYGONS_SIDE + 1]; /* the same as place in the window; -1 where an edge of
                                      a pixel may bend over to another cell */
};

/* What a pixel has of a cell, in columns times levels. */
struct part {
    int32_t row, col;
    double area;
};

struct parts {
    size_t n, capacity;
    struct part *part;
    double total; /* of the areas */
};

struct slivers {
    size_t n, capacity;
    struct block *block;
};

struct drawing {
    const struct averaging *a;
    struct hg_transform way; /* this worker's own */
    const struct strip *strip;
    struct share *out;

    struct patch patch;              /* turned to where the grid has it */
    bool again;                      /* it was drawn in another turn before */
    size_t n_across;                 /* pixels in a row of it */
    struct cells cells;              /* that it may touch */
    double col_margin, level_margin; /* how far edges of pixels bend, at most */
    int across_cuts, down_cuts;      /* bows of an edge along a row, and across rows */
    double s[POLYGONS_SIDE + 1];     /* of the lines between columns */
    struct curve side[POLYGONS_SIDE + 1];
    struct line line[2];

    struct parts parts;
    struct slivers slivers; /* of a pixel that is drawn in parts */
    size_t room; /* cells that there is room for in the crate, all 0 between two pixels */
    struct crate crate;
};

/* A pixel of a patch: the corners k and k + 1 of two lines at t0 and t1. */
struct pixel {
    const struct line *top, *bottom;
    size_t k;
    double t0, t1;
};

/* Line k between pixels from a on: a, the whole numbers in between, b. */
double line_at(double a, double b, size_t k);

/* Pixels, whole or in part, between two lines. */
static inline size_t count_pixels(double a, double b)
{
    return (size_t)(ceil(b) - floor(a));
}

/* x between a and b as a place in a patch. */
static inline double to_unit(double x, double a, double b)
{
    return (2 * (x - a) / (b - a) - 1) * PATCH_EDGE;
}

/* Makes ready for pixels of a patch, columns shifted. */
void drawing_take(struct drawing *d, const struct patch *patch, double shift);

/* The line of a patch at t, whose places are in cells. */
void drawing_line(const struct drawing *d, double t, struct line *out);

/* Adds the parts of a pixel to d->parts; false without memory. */
bool pixel_cut(struct drawing *d, const struct pixel *p);

/* Area of a pixel, in columns times levels. */
double pixel_area(const struct drawing *d, const struct pixel *p);

/* Lays down mass and area of the pixel that d->parts have. */
void pixel_put(const struct drawing *d, const struct window *window, double mass,
               double km2);

/* Cuts a pixel for which there is no patch, part by part; false without memory. */
bool pixel_cut_in_parts(struct drawing *d, const struct block *whole);

/* Whether what lies beside the grid must be drawn too, for its area. */
bool drawing_needs_all(const struct averaging *a);

/* Turns of the columns, first .. last, which together show a patch once. */
struct turns {
    long first, last;
};
struct turns drawing_turns(const struct averaging *a, const struct patch *patch);

#endif

/*
 * fit.h - where the pixels of a raster lie on the grid, as polynomials
 *
 * The raster is cut into blocks on which the way to the grid is a polynomial of degree 4
 * in both axes to 1e-8 of a cell, checked between its nodes.  Columns and levels of the
 * grid (see regrid.h) are functions of s and t, which run from -PATCH_EDGE to PATCH_EDGE
 * over a block.
 */
#ifndef GRIDDING_FIT_H
#define GRIDDING_FIT_H

#include "gridding/regrid.h"

#define N_NODE 5 /* of a polynomial of degree 4 */

/* Nodes are from -1 to 1, a hair within the block: where an edge of the raster's pixels
 * is one of the map too, or a pole, they are still on the right side of it. */
#define PATCH_EDGE (1 + 1e-9)

/* A rectangle of the raster, in pixels. */
struct block {
    double col0, col1, row0, row1;
    int col_halvings, row_halvings; /* within one pixel */
};

/* Columns and levels along a line, by powers of s or t. */
struct curve {
    double col[N_NODE], level[N_NODE];
};

/* The same on a block: curve [j] belongs to power j of t. */
struct patch {
    struct block block;
    double level_unit; /* levels of the lowest row there */
    struct curve power[N_NODE];
};

static inline double polynomial(const double c[N_NODE], double s)
{
    return c[0] + s * (c[1] + s * (c[2] + s * (c[3] + s * c[4])));
}

static inline double polynomial_bend(const double c[N_NODE], double s)
{
    return 2 * c[2] + s * (6 * c[3] + s * 12 * c[4]);
}

struct curve patch_along_row(const struct patch *patch, double t);
struct curve patch_along_col(const struct patch *patch, double s);

/* Pixels as far as there is an Earth under them; block_is_empty() where there is none. */
struct block block_of(const struct hg_raster *raster, const struct hg_pixels *box);

static inline bool block_is_empty(const struct block *b)
{
    return !(b->row0 < b->row1 && b->col0 < b->col1);
}

enum fit {
    FIT_GOOD,
    FIT_BESIDE_GRID,
    FIT_OFF_MAP, /* the map of the grid does not show it */
    FIT_HALVE_COLUMNS,
    FIT_HALVE_ROWS,
};

/* Tries to make a patch of a block; else tells that it is beside the grid (unless all
 * must be drawn), or how to halve it. */
enum fit block_fit(const struct averaging *a, const struct hg_transform *to_grid,
                   const struct block *b, bool draw_all, struct patch *out);

/* The two halves of a block: between pixels, and within one only when it is alone.  False
 * when they would be so small that the block is left out: such blocks remain where the
 * map has an edge, and have less than 2^-16 of a pixel. */
bool block_halve(const struct block *b, enum fit how, struct block half[2]);

#endif

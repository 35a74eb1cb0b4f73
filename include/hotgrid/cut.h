/*
 * cut.h - lines cut into their lengths in each cell, polygons into their areas
 *
 * The edge between two vertices is straight in longitude and latitude, or straight in the
 * crs of the grid where the features were drawn in it (struct hg_features says which).
 * What is a curve on the grid is walked as a curve: a polynomial of degree 4, halved
 * until it is right to 1e-10 of a cell.  Vertices within 1e-9 of a cell from an edge of
 * cells lie on it.
 *
 * Lengths are those of the edges on the WGS 84 ellipsoid (Gauss-Legendre on pieces of at
 * most 2 degrees: right to 1e-13); a line along an edge of cells belongs to the cell
 * that owns the edge, east or south of it.  Areas are those on the ellipsoid (Snyder
 * 1987, eq. 3-12, below each edge); on a grid of a projection that is not equal-area the
 * part of a cell on the plane, times the cell's area.
 */
#ifndef HG_CUT_H
#define HG_CUT_H

#include <hotgrid/error.h>
#include <hotgrid/grid.h>
#include <hotgrid/inventory.h>
#include <hotgrid/pieces.h>
#include <hotgrid/raster.h>
#include <hotgrid/sources.h>

/* The parts of shape s are entries first[s] .. first[s + 1] - 1, by rising cell. */
struct hg_cut {
    size_t n_shape;
    size_t *first;   /* [n_shape + 1] */
    uint32_t *cell;  /* of the grid */
    double *size;    /* km or km2, above 0 */
    double *outside; /* [shape]: what lies outside the grid */
    double *whole;   /* [shape]: the sum of all parts and of what is outside */
};

struct hg_cut_params {
    const struct hg_grid *grid;
    const struct hg_shapes *shapes; /* in the crs of the grid */
    enum hg_feature_kind kind;
    bool planar;                        /* edges are straight in the crs of the grid */
    const struct hg_transform *to_grid; /* from lon, lat; unused where edges are straight
                                           on the grid */
    unsigned threads;                   /* any number gives the same bits */
};

/* Fails with HG_E_INPUT where an edge has no place on the grid, and for a shape without
 * length or area.  Parts below 1e-13 of a cell's area are left out. */
HG_MUST_CHECK enum hg_status hg_cut(const struct hg_cut_params *params,
                                    struct hg_cut **out, struct hg_error *err);
void hg_cut_destroy(struct hg_cut *cut); /* NULL is fine */

/*
 * Features in their parts: weights are divided as the parts are; masses by cumulative
 * rounding over the parts in the order of cells, what is outside last: parts add up to
 * the mass, exactly.  points are those of hg_points_create() on the sites of the
 * features; the shape of a point is the one whose code is its id.
 */
HG_MUST_CHECK enum hg_status hg_cut_pieces(const struct hg_cut *cut,
                                           const struct hg_shapes *shapes,
                                           const struct hg_inventory *inventory,
                                           const struct hg_points *points,
                                           struct hg_pieces **out, struct hg_error *err);

/*
 * Proxies from vectors: weight * size / area of the cell, summed over the shapes; density
 * is [cells], overwritten.  weight is [shape], >= 0; NULL: each counts 1.  `at_most_one`
 * makes it a mask: parts of a cell are added up and cut off at 1, so that polygons that
 * lie on each other within a cell cover as much of it as they would side by side, and
 * never more than all.
 */
void hg_cut_density(const struct hg_grid *grid, const struct hg_cut *cut,
                    const double *weight, bool at_most_one, double *density);

/* The same from points: weight (NULL: 1) per km2 of the cell they lie in; n places in the
 * crs of the grid. */
void hg_points_density(const struct hg_grid *grid, size_t n, const double *x,
                       const double *y, const double *weight, double *density);

#endif

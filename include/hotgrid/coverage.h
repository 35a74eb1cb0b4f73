/*
 * coverage.h - the exact part of each cell that a polygon covers
 *
 * Signed areas under the edges are added up cell by cell along each row, in double
 * precision: exact for holes, parts, slivers and any number of vertices.  Edges are
 * straight in the crs of the grid, areas planar in it.
 */
#ifndef HG_COVERAGE_H
#define HG_COVERAGE_H

#include <hotgrid/error.h>
#include <hotgrid/grid.h>
#include <hotgrid/shapes.h>
#include <hotgrid/weights.h>

/* Fractions below 1e-12 are dropped, those above 1 become 1: by rounding, or where a
 * shape covers places twice (n_odd of the weights counts such cells).  Parts of shapes
 * outside the grid are left out (widen the grid first where that matters).  Long borders
 * are cut into tasks of a fixed length: any number of threads gives the same bits. */
HG_MUST_CHECK enum hg_status hg_cover(const struct hg_grid *grid,
                                      const struct hg_shapes *shapes, unsigned threads,
                                      struct hg_weights **out, struct hg_error *err);

#endif

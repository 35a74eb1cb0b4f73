/*
 * aligned.h - rasters whose pixels are cells of the grid
 *
 * There a pixel is its cell, and nothing has to be cut.
 */
#ifndef GRIDDING_ALIGNED_H
#define GRIDDING_ALIGNED_H

#include <hotgrid/error.h>
#include <hotgrid/grid.h>
#include <hotgrid/raster.h>
#include <stdbool.h>
#include <stdint.h>

/* Where the pixels lie: column i is column col + i of the grid, less whole turns of
 * `period` columns; row j is row + j, or row - j where rows run north. */
struct aligned {
    int64_t col, row, period;
    bool north;
};

/* Are the pixels cells of the grid, or beside it, to 1e-9 of a step? */
bool aligned_find(const struct hg_grid *grid, const struct hg_raster *raster,
                  const struct hg_transform *to_grid, struct aligned *out);

/* hg_regrid() of such a raster. */
HG_MUST_CHECK enum hg_status aligned_copy(const struct hg_grid *grid,
                                          const struct hg_raster *raster,
                                          const struct aligned *where, double *density,
                                          struct hg_error *err);

#endif

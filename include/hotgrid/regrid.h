/*
 * regrid.h - rasters brought onto the grid, conservatively
 *
 * Each pixel is cut along the cells: edges of pixels are projected as curves, right to
 * 1e-7 of a cell, and the parts of a pixel add up to it.  Pixels are aggregated, never
 * sampled.  Areas of pixels of degrees are zones of the ellipsoid; those of others follow
 * from the grid: true on equal-area grids and those of degrees; on grids of kind
 * HG_GRID_PROJECTED each part of a pixel has the scale of the cell it lies in, true but
 * for the change of scale within a cell.
 *
 * Rows of any direction, longitudes of 0..360, pixels across the antimeridian and round a
 * pole and cells smaller than pixels are all taken; a pixel across the edge of the grid's
 * map is cut there.  Only the part of the raster that is needed is read, a strip of rows
 * at a time: memory grows with the grid and with the width of the raster.
 *
 * Pixels without data (NaN) have neither value nor area.  Any number of threads gives the
 * same bits.  Errors: those of hg_raster_read(), HG_E_MEMORY.
 */
#ifndef HG_REGRID_H
#define HG_REGRID_H

#include <hotgrid/error.h>
#include <hotgrid/grid.h>
#include <hotgrid/raster.h>

/*
 * A proxy on the grid: density averaged over the valid pixels of each cell, weighted by
 * overlap area; 0 where they cover less than 1e-9 of the cell.  Counts are divided by the
 * area of their pixel.  density is [cells], overwritten.
 */
HG_MUST_CHECK enum hg_status hg_regrid(const struct hg_grid *grid,
                                       const struct hg_raster *raster,
                                       const struct hg_transform *to_grid,
                                       unsigned threads, double *density,
                                       struct hg_error *err);

/* In kg.  inside + outside = source to 1e-12, each summed up by itself. */
struct hg_regrid_sums {
    double source;  /* of all pixels of the raster */
    double inside;  /* of all cells */
    double outside; /* beside the grid, or where the grid's map shows nothing */
};

/*
 * A ready grid on the grid: factor is the kg of one count, or of a density of 1 on one
 * km2; kg is [cells], overwritten.  A pixel of degrees which is not on the map lies
 * outside; so does the count of any other, whose density has no area and counts as
 * nothing.
 */
HG_MUST_CHECK enum hg_status
hg_regrid_mass(const struct hg_grid *grid, const struct hg_raster *raster,
               const struct hg_transform *to_grid, double factor, unsigned threads,
               double *kg, struct hg_regrid_sums *sums, struct hg_error *err);

#endif

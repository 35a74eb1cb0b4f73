/*
 * grid_text.h - ready grids as text: the forms of EDGAR and of CDIAC
 *
 * EDGAR (v4 to v8): some lines of header, then a line for each cell of 0.1 degree that
 * emits, "lat;lon;emission", where lat and lon are its LOWER LEFT corner (its netCDF
 * files have centres; readme of EDGAR_2024_GHG).  Cells without a line emit nothing.
 * CDIAC (NDP-058): 64,800 numbers, one of each cell of 1 degree, row by row from 90 N,
 * 180 W eastwards.
 */
#ifndef HG_IO_GRID_TEXT_H
#define HG_IO_GRID_TEXT_H

#include <hotgrid/error.h>
#include <hotgrid/raster.h>
#include <stdbool.h>

/* Is it text, gzipped or not, and no ESRI ASCII grid?  Looks at its first bytes. */
HG_MUST_CHECK enum hg_status io_is_grid_text(const char *path, bool *out,
                                             struct hg_error *err);

/* Fails with file and line at the first line that is not what it should be. */
HG_MUST_CHECK enum hg_status io_read_grid_text(const char *path,
                                               enum hg_quantity quantity,
                                               struct hg_raster **out,
                                               struct hg_error *err);

#endif

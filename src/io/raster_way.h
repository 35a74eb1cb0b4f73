/*
 * raster_way.h - from the crs of a raster to that of the grid
 */
#ifndef HG_IO_RASTER_WAY_H
#define HG_IO_RASTER_WAY_H

#include <hotgrid/error.h>
#include <hotgrid/grid.h>
#include <hotgrid/raster.h>
#include <ogr_srs_api.h>

/* srs NULL: degrees on WGS 84.  Sets raster->lonlat; longitudes of 0..360 are turned to
 * the side where the grid is. */
HG_MUST_CHECK enum hg_status
io_raster_way(OGRSpatialReferenceH srs, struct hg_raster *raster,
              const struct hg_grid *grid, struct hg_transform *out, struct hg_error *err);

#endif

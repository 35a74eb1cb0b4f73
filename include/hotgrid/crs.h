/*
 * crs.h - coordinate systems: the grid's own, and the way from others to it
 *
 * PROJ runs without network; axis order is always x = east or longitude, y = north or
 * latitude.
 */
#ifndef HG_CRS_H
#define HG_CRS_H

#include <hotgrid/error.h>
#include <hotgrid/grid.h>
#include <hotgrid/raster.h>
#include <hotgrid/shapes.h>

/* Call once before anything else of io: registers the drivers that a study may use
 * (rasters: GTiff, netCDF, AAIGrid; vectors: GeoJSON, GPKG, FlatGeobuf, ESRI Shapefile,
 * XLSX, GML; never VRT, WMS, HTTP and the like), turns off sidecar files and network file
 * systems. */
void hg_io_start(void);
void hg_io_finish(void);

/* Is the crs known, and of which kind?  Fails with HG_E_STUDY: unknown, or neither WGS 84
 * degrees nor a projection in metres.  Which PROJ methods are equal-area on the ellipsoid
 * is a table. */
HG_MUST_CHECK enum hg_status hg_crs_kind(const char *crs, enum hg_grid_kind *out,
                                         struct hg_error *err);

/* The crs of a grid as WKT 2 (ISO 19162:2019); NULL without memory.  The caller frees. */
char *hg_crs_wkt(const struct hg_grid *grid);

/* The same as ESRI writes it, in one line of WKT 1, for a .prj file; NULL without memory.
 */
char *hg_crs_esri(const struct hg_grid *grid);

/* Gives a grid of kind HG_GRID_PROJECTED the areas of its cells on the ellipsoid, of
 * their sides as curves there: to 1e-9 for cells up to 100 km; a cell of which a part is
 * not on the map counts as its plane area.  Other grids know theirs. */
HG_MUST_CHECK enum hg_status hg_crs_measure(struct hg_grid *grid, struct hg_error *err);

/* From longitude and latitude (WGS 84) to the crs of the grid, and back; ended by
 * hg_transform_finish(). */
HG_MUST_CHECK enum hg_status hg_crs_from_lonlat(const struct hg_grid *grid,
                                                struct hg_transform *out,
                                                struct hg_error *err);
HG_MUST_CHECK enum hg_status hg_crs_to_lonlat(const struct hg_grid *grid,
                                              struct hg_transform *out,
                                              struct hg_error *err);

/* What a map needs to know of the crs. */
struct hg_frame {
    double scale_min,
        scale_max; /* grid metres (or degrees) per ground km along x, over the map */
    double north_max_deg; /* largest angle between grid north and true north, absolute */
    struct hg_shapes *graticule; /* open lines; code "N40", "E100", "N0", "E0" */
};

/* step_deg: distance of the lines of the graticule. */
HG_MUST_CHECK enum hg_status hg_frame_create(const struct hg_grid *grid, double step_deg,
                                             struct hg_frame **out, struct hg_error *err);
void hg_frame_destroy(struct hg_frame *frame); /* NULL is fine */

#endif

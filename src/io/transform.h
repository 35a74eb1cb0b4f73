/*
 * transform.h - PROJ behind hg_transform: from any crs to any other
 */
#ifndef HG_IO_TRANSFORM_H
#define HG_IO_TRANSFORM_H

#include <hotgrid/crs.h>
#include <hotgrid/error.h>
#include <hotgrid/raster.h>
#include <ogr_srs_api.h>
#include <proj.h>

#define IO_LONLAT "EPSG:4326"

/* A PROJ context without network and without a voice; NULL without memory. */
PJ_CONTEXT *io_proj_context(void);

/* The crs that text names; NULL when PROJ knows none.  proj_destroy() it. */
PJ *io_crs_create(PJ_CONTEXT *context, const char *text);

/* The crs as WKT2, for OSR; NULL when it is unknown.  CPLFree() it. */
char *io_crs_wkt(const char *text);

/* A crs of OSR as WKT2; NULL when it cannot be said.  CPLFree() it. */
char *io_srs_wkt(OGRSpatialReferenceH srs);

/* The crs of a grid, x before y; NULL without memory.  OSRRelease() it. */
OGRSpatialReferenceH io_grid_srs(const struct hg_grid *grid);

/* Is it WGS 84 in degrees, in whatever order of axes? */
bool io_crs_is_wgs84(const char *text);

/* Are both the same crs, but for names and the order of axes? */
bool io_crs_same(const char *a, const char *b);

/* Both crs as PROJ reads them (name, PROJ string, WKT).  The identity when both are WGS
 * 84 in degrees.  Fails with HG_E_INPUT when PROJ finds no way. */
HG_MUST_CHECK enum hg_status io_transform_create(const char *from, const char *to,
                                                 struct hg_transform *out,
                                                 struct hg_error *err);

/* The longitude in the middle of the map: of the projection, or of the box of a lon/lat
 * grid that reaches beyond 180 degrees.  A map is torn half a turn from here. */
double io_crs_middle(const struct hg_grid *grid);

#endif

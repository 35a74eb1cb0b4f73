/*
 * geojson_crs.h - the member `crs` of GeoJSON, which GDAL drops when it does not know it
 *
 * A code that PROJ does not have, or a crs that is a link, is read by GDAL 3.6 as WGS 84
 * without a word: coordinates in metres would be taken for degrees, or another datum for
 * this one.
 */
#ifndef HG_IO_GEOJSON_CRS_H
#define HG_IO_GEOJSON_CRS_H

#include <hotgrid/error.h>

/* HG_E_INPUT for a JSON file with a crs that is not known; other files, and those without
 * one, pass. */
HG_MUST_CHECK enum hg_status io_geojson_check_crs(const char *path, struct hg_error *err);

#endif

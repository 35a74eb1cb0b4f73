/*
 * netcdf_axes.h - where a netCDF variable lies, by its own latitudes and longitudes
 *
 * GDAL derives a geotransform from attributes that many files have wrong (GDAL 3.6 puts
 * pixels of 1 degree at -180.501 and makes them 1.00279 wide where `actual_range` means
 * edges).  The coordinate variables are the centres of the pixels, by CF.
 */
#ifndef HG_IO_NETCDF_AXES_H
#define HG_IO_NETCDF_AXES_H

#include <hotgrid/error.h>
#include <hotgrid/raster.h>
#include <stdbool.h>

/*
 * Sets x0, y0, dx, dy of a raster of this shape, north row first as GDAL gives them.
 * *found is false where the variable has no latitudes and longitudes in degrees along its
 * last two dimensions.  HG_E_INPUT where it has, but they are not regular.
 */
HG_MUST_CHECK enum hg_status io_netcdf_axes(const char *path, const char *variable,
                                            struct hg_raster *raster, bool *found,
                                            struct hg_error *err);

/* Edges of n pixels from their centres (either way); false where they are not evenly
 * spaced.  What is a fraction of a degree but for rounding becomes it. */
bool io_axis_edges(const double *centre, size_t n, double *edge, double *step);

#endif

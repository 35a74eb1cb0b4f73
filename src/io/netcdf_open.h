/*
 * netcdf_open.h - the variable of a netCDF file that is meant
 *
 * GDAL shows a netCDF file of several variables as a list of datasets
 * NETCDF:"path":variable, without a band of its own.
 */
#ifndef HG_IO_NETCDF_OPEN_H
#define HG_IO_NETCDF_OPEN_H

#include "io/gdal.h"
#include <hotgrid/error.h>

/* Puts the dataset of the variable in place of *dataset, the file as it was opened.
 * variable NULL: the only one that lies on a grid; with more than one HG_E_INPUT, which
 * names them. */
HG_MUST_CHECK enum hg_status io_netcdf_open(const char *path, const char *variable,
                                            GDALDatasetH *dataset, struct hg_error *err);

#endif

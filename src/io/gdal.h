/*
 * gdal.h - GDAL as this room uses it: a few drivers, quiet, plain files only
 *
 * Every file of a study is opened by one of the two functions below and by nothing else.
 */
#ifndef HG_IO_GDAL_H
#define HG_IO_GDAL_H

#include <gdal.h>
#include <hotgrid/error.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>

/* Opens a raster for reading.  HG_E_INPUT for what is no plain file or none of the
 * formats a study may use. */
HG_MUST_CHECK enum hg_status io_open_raster(const char *path, GDALDatasetH *out,
                                            struct hg_error *err);

/* Opens a vector file for reading and finds its layer (NULL: the first), which lives as
 * long as the dataset.  GDALClose() it. */
HG_MUST_CHECK enum hg_status io_open_vector(const char *path, const char *layer,
                                            GDALDatasetH *out, OGRLayerH *layer_out,
                                            struct hg_error *err);

/* What GDAL said last, on one line and without dots at the end; "no reason given" when it
 * said nothing.  Valid until the next call of GDAL by the same thread. */
const char *io_gdal_message(void);

#endif

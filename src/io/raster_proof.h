/*
 * raster_proof.h - a GeoTIFF of a layer read again and compared with what it was to hold
 */
#ifndef HG_IO_RASTER_PROOF_H
#define HG_IO_RASTER_PROOF_H

#include "io/gdal.h"
#include <hotgrid/raster_file.h>

enum io_proof {
    IO_PROVEN,
    IO_UNREADABLE,
    IO_OTHER_PLACE, /* crs or cells */
    IO_OTHER_METADATA,
    IO_OTHER_VALUES, /* or another nodata */
    IO_NO_MEMORY,
};

/* Compares the file `name` in GDAL's memory with the layer: crs, place, metadata, nodata
 * and every cell.  source has the geotransform, wkt is what io_file_crs_wkt() gave. */
enum io_proof io_prove_raster(const struct hg_layer_file *layer, GDALDatasetH source,
                              const char *wkt, const char *name);

#endif

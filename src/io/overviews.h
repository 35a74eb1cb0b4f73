/*
 * overviews.h - smaller copies of a layer in memory, for quick display
 */
#ifndef HG_IO_OVERVIEWS_H
#define HG_IO_OVERVIEWS_H

#include "io/gdal.h"
#include <stdbool.h>

/* Gives a dataset in memory with one band overviews that halve it until one block of
 * `block` cells holds it all.  value is NULL or what its band holds, whose overviews are
 * then means of the cells that are not NaN; else they take the nearest cell.  False where
 * GDAL fails. */
bool io_build_overviews(GDALDatasetH source, const float *value, int block);

#endif

/*
 * file_crs.h - the crs of layers in GeoTIFFs, prepared and proven once for a grid
 *
 * PROJ takes longer to make a crs and to compare two than a layer of China takes to be
 * compressed.  A file whose GeoKeys are, bit for bit, those of a file whose crs was
 * compared by PROJ has the same crs.
 */
#ifndef HG_IO_FILE_CRS_H
#define HG_IO_FILE_CRS_H

#include <hotgrid/grid.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What to give to GDAL's GeoTIFF driver as the crs of a grid, the same whether it is
 * known already or not.  NULL when it cannot be said.  CPLFree() it. */
char *io_file_crs_wkt(const struct hg_grid *grid);

/* Does a file have the GeoKeys that io_file_crs_learn() was told of?  False for what is
 * no classic TIFF of this machine's order of bytes. */
bool io_file_crs_known(const struct hg_grid *grid, const uint8_t *file, size_t length);

/* Remembers the crs of a file that proved to be that of its grid, until
 * io_file_crs_forget().  Without memory it is not remembered. */
void io_file_crs_learn(const struct hg_grid *grid, const char *wkt, const uint8_t *file,
                       size_t length);

/* No other thread may use the functions above meanwhile. */
void io_file_crs_forget(void);

#endif

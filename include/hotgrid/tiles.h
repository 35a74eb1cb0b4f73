/*
 * tiles.h - a layer as map tiles for the web
 *
 * Tiles are 256 x 256 pixels of spherical Mercator (EPSG:3857), numbered as on the web
 * (XYZ): x from 0 at 180 W eastwards, y from 0 at 85.0511 N southwards, 2^zoom each way.
 * A tile is a PNG with the colours of the style and nothing else; what has no data, or no
 * colour, is transparent.
 *
 * Where pixels are smaller than cells, a pixel shows the cell at its middle.  Where they
 * are larger, one of a layer that may be averaged shows the mean over the cells with data
 * under it, weighted by their area on the ellipsoid: the same mass is seen at all zooms,
 * and no source falls between two pixels.  On grids in metres the mean is that of at
 * least one sample for each cell.
 */
#ifndef HG_TILES_H
#define HG_TILES_H

#include <hotgrid/colouring.h>
#include <hotgrid/error.h>
#include <hotgrid/grid.h>
#include <hotgrid/raster.h>
#include <stdbool.h>
#include <stdint.h>

#define HG_TILE_PIXELS 256
#define HG_MAX_ZOOM    22

/* 85.0511 degrees: where a Mercator map of the world is a square. */
#define HG_TILE_MAX_LAT 85.05112877980659

struct hg_tile_layer {
    const struct hg_grid *grid;
    const struct hg_transform *from_lonlat; /* to the crs of the grid */
    const float *value;                     /* [cell]; NaN: no data */
    const struct hg_colouring *colouring;
    bool average;
    unsigned threads; /* workers that draw at once; 0: one */
};

struct hg_tiles; /* a layer ready to be drawn; what it is made of must live as long */

HG_MUST_CHECK enum hg_status hg_tiles_create(const struct hg_tile_layer *layer,
                                             struct hg_tiles **out, struct hg_error *err);
void hg_tiles_destroy(struct hg_tiles *tiles); /* NULL is fine */

/* Draws one tile.  *png is NULL where it would be empty, else the caller frees it.  A
 * worker (0..threads-1) draws one tile at a time.  The same layer gives the same bytes.
 */
HG_MUST_CHECK enum hg_status hg_tile_draw(struct hg_tiles *tiles, unsigned worker,
                                          unsigned zoom, uint32_t x, uint32_t y,
                                          uint8_t **png, size_t *length,
                                          struct hg_error *err);

/* The tiles of a zoom that a box of degrees touches (west > east: over the antimeridian
 * is not known here; give -180..180).  False for none. */
struct hg_tile_range {
    uint32_t west, east, north, south; /* both ends count */
};
bool hg_tiles_under(struct hg_box lonlat, unsigned zoom, struct hg_tile_range *out);

#endif

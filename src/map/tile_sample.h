/*
 * tile_sample.h - from the cells of a grid to the steps of a tile's pixels
 */
#ifndef MAP_TILE_SAMPLE_H
#define MAP_TILE_SAMPLE_H

#include <hotgrid/tiles.h>

/* A corner of each pixel, and one more row and column of them. */
#define TILE_CORNERS (HG_TILE_PIXELS + 1)

/* What a worker keeps between tiles. */
struct tile_room {
    struct hg_transform from_lonlat; /* where the grid is in metres */
    double *col, *row;               /* of the corners of all pixels, in steps */
    uint8_t index[HG_TILE_PIXELS * HG_TILE_PIXELS];
};

struct tile_source {
    const struct hg_tile_layer *layer;
    const uint8_t *step; /* [cell]: hg_colouring_find() of its value */
};

/* Where a tile is: the pixels of a zoom are numbered from its north-west. */
struct tile_place {
    unsigned zoom;
    uint32_t x, y;
};

/* Position of pixel edge i of a tile, from 0 to 1 across the map. */
double tile_across(const struct tile_place *place, double i);
double tile_down(const struct tile_place *place, double i);

/* Latitude in degrees of a position down the map. */
double tile_latitude(double down);

/* Fills room->index on a grid in degrees, and on any other.  False where all of it is
 * 0. */
bool tile_sample_degrees(const struct tile_source *source, const struct tile_place *place,
                         struct tile_room *room);
bool tile_sample_projected(const struct tile_source *source,
                           const struct tile_place *place, struct tile_room *room);

#endif

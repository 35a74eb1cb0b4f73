/*
 * globe.h - where on earth the map is: a globe, or a plain map of the land there is
 */
#ifndef MAP_GLOBE_H
#define MAP_GLOBE_H

#include "map/canvas.h"
#include <hotgrid/map.h>

/* Its size on the page, the longer side being `side`. */
struct size globe_shape(const struct hg_map_locator *locator, double side);

HG_MUST_CHECK enum hg_status globe_draw(struct canvas *canvas, const struct hg_map *map,
                                        struct rect rect, struct hg_error *err);

#endif

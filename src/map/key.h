/*
 * key.h - below the legend of the cells: what circles and numbers mean
 */
#ifndef MAP_KEY_H
#define MAP_KEY_H

#include "map/canvas.h"
#include <hotgrid/map.h>

/* As a column of that width at most, or (below) as a band that takes it; 0 x 0 where the
 * map has nothing of the kind. */
struct size key_measure(struct canvas *canvas, const struct hg_map *map, bool below,
                        double width);
void key_draw(struct canvas *canvas, const struct hg_map *map, bool below, double x,
              double y, double width);

#endif

/*
 * furniture.h - scale bar and north arrow, where they are true
 */
#ifndef MAP_FURNITURE_H
#define MAP_FURNITURE_H

#include "map/view.h"
#include <hotgrid/map.h>

/* Is there one scale, to 10 %? */
bool furniture_has_scale(const struct hg_map *map);

/* Size within a width at most: all of it does not depend on the view. */
struct size furniture_measure(struct canvas *canvas, const struct hg_map *map,
                              double width);
void furniture_draw(struct canvas *canvas, const struct hg_map *map,
                    const struct view *view, struct rect rect);

/* A scale bar within the frame, low in its south-west corner; and the room it takes. */
struct rect furniture_inside(struct canvas *canvas, const struct hg_map *map,
                             const struct view *view, double pad);
void furniture_draw_inside(struct canvas *canvas, const struct hg_map *map,
                           const struct view *view, double pad);

#endif

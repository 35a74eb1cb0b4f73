/*
 * graticule.h - meridians and parallels, named outside the frame
 *
 * Lines come as shapes with codes "N40" or "E100".  Where they are many, every second,
 * third
 * ... is drawn.
 */
#ifndef MAP_GRATICULE_H
#define MAP_GRATICULE_H

#include "map/view.h"
#include <hotgrid/map.h>

bool graticule_wanted(const struct hg_map *map);

/* Room for the names, left of the frame and below it. */
struct size graticule_gutter(struct canvas *canvas, const struct hg_map *map);

HG_MUST_CHECK enum hg_status graticule_draw_lines(struct canvas *canvas,
                                                  const struct hg_map *map,
                                                  const struct view *view,
                                                  struct hg_error *err);
void graticule_draw_names(struct canvas *canvas, const struct hg_map *map,
                          const struct view *view);

#endif

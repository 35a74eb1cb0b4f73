/*
 * holes.h - where cells lack data within the regions of a map
 */
#ifndef MAP_HOLES_H
#define MAP_HOLES_H

#include <hotgrid/map.h>

/* Are some large enough on the page to be seen beside the outlines about them? */
HG_MUST_CHECK enum hg_status holes_visible(const struct hg_map *map, struct hg_box box,
                                           bool *out, struct hg_error *err);

#endif

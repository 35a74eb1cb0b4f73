/*
 * page.h - what a page of one map and a page of several have in common: its bytes
 */
#ifndef MAP_PAGE_H
#define MAP_PAGE_H

#include "map/canvas.h"
#include "map/legend.h"
#include <hotgrid/map.h>

/* Ends the page: a PNG, PDF or SVG with the title, subtitle, source and style of the map.
 * Colours of the style and of the legend are exact.  The caller frees *bytes. */
HG_MUST_CHECK enum hg_status page_encode(struct canvas *canvas, const struct hg_map *map,
                                         const struct legend *legend, uint8_t **bytes,
                                         size_t *length, struct hg_error *err);

#endif

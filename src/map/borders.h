/*
 * borders.h - lakes, borders in their weights, coasts
 */
#ifndef MAP_BORDERS_H
#define MAP_BORDERS_H

#include "map/panel.h"

/* Of a struct panel: what lies over its cells and depends on no value (canvas_drawing).
 */
HG_MUST_CHECK enum hg_status borders_draw(struct canvas *canvas, const void *panel,
                                          struct hg_error *err);

#endif

/*
 * dots.h - cells too few and too small to be seen, as dots of their colours
 */
#ifndef MAP_DOTS_H
#define MAP_DOTS_H

#include "map/panel.h"
#include "map/sample.h"

double dots_radius(const struct hg_style *style); /* pt */
void dots_draw_one(struct canvas *canvas, const struct hg_style *style,
                   struct hg_colour colour, double x, double y);

/* All cells that emit, the largest values last, so that none lies under a smaller one. */
HG_MUST_CHECK enum hg_status dots_draw(struct canvas *canvas, const struct panel *panel,
                                       const struct cell_picture *cells,
                                       struct hg_error *err);

#endif

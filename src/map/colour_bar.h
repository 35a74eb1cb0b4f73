/*
 * colour_bar.h - the colours of values with their edges, upright or flat
 *
 * Classes are boxes of one size; continuous colours run on between round numbers, with a
 * point at the low end where smaller values have its colour too.
 */
#ifndef MAP_COLOUR_BAR_H
#define MAP_COLOUR_BAR_H

#include "map/legend.h"

/* Size of an upright one; of a flat one of that width. */
struct size colour_bar_upright(struct canvas *canvas, const struct legend *legend);
struct size colour_bar_flat(const struct legend *legend, double width);

void colour_bar_draw_upright(struct canvas *canvas, const struct legend *legend, double x,
                             double y);
void colour_bar_draw_flat(struct canvas *canvas, const struct legend *legend, double x,
                          double y, double width);

#endif

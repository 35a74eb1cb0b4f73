/*
 * arrows.h - flows as arrows: as broad as they are large, bent to their right, so that
 * what flows there and back runs beside each other
 */
#ifndef MAP_ARROWS_H
#define MAP_ARROWS_H

#include "map/view.h"
#include <hotgrid/map.h>

/* Breadth in pt of an arrow with that part of the largest weight, and its colour. */
double arrow_breadth(const struct hg_style *style, double weight);
struct hg_colour arrow_colour(const struct hg_style *style);

/* What arrows cover on the page, as discs along them; [n_arrow * ARROW_DISCS]. */
enum { ARROW_DISCS = 97 };
struct disc {
    double x, y, radius; /* pt */
};
void arrows_cover(const struct hg_map *map, const struct view *view, struct disc *disc);

/* In their order: later ones lie over earlier ones. */
void arrows_draw(struct canvas *canvas, const struct hg_map *map,
                 const struct view *view);

#endif

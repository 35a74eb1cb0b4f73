/*
 * symbols.h - sources as circles, areas in proportion to masses
 */
#ifndef MAP_SYMBOLS_H
#define MAP_SYMBOLS_H

#include "map/view.h"
#include <hotgrid/map.h>

#define SYMBOL_KEYS 3

/* Round masses for the key, the largest first, with their words ("20 Mt"). */
struct symbol_keys {
    size_t n;
    double kg[SYMBOL_KEYS];
    char text[SYMBOL_KEYS][24];
};

void symbols_keys(const struct hg_map *map, struct symbol_keys *out);

/* In pt, of a mass; of kinds never less than what can be told apart. */
double symbol_radius(const struct hg_map *map, double kg);

/* The largest first, so that none lies under a larger one; half transparent. */
HG_MUST_CHECK enum hg_status symbols_draw(struct canvas *canvas, const struct hg_map *map,
                                          const struct view *view, struct hg_error *err);

/* One circle, as on the map, of the key of sizes; one symbol of a kind. */
void symbol_draw(struct canvas *canvas, const struct hg_map *map, double x, double y,
                 double radius);
void symbol_draw_kind(struct canvas *canvas, const struct hg_style *style,
                      const struct hg_map_symbol_kind *kind, double x, double y,
                      double radius);

#endif

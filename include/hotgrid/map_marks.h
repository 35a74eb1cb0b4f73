/*
 * map_marks.h - what lies over the cells of a map: names, hotspots, sources
 *
 * All places are in the crs of the grid.
 */
#ifndef HG_MAP_MARKS_H
#define HG_MAP_MARKS_H

#include <stddef.h>

struct hg_map_label {
    const char *text;
    double x, y;
};

/* A cluster of cells: outlined along their edges, marked with its number, told in a key
 * beside the map. */
struct hg_map_hotspot {
    unsigned number; /* from 1: what the cells of the cluster have */
    double x, y; /* where its marker points; NAN: it has none, and is a row of the key */
    const char *name;
    const char *figure; /* printed after the name ("12.3"), or NULL */
};

#define HG_HOTSPOT_KEYS 20 /* at most so many on a map */

/* A source, drawn as a circle whose area is in proportion to its mass.  Where the map has
 * kinds of symbols, as its kind says, and with a small one where its mass is 0. */
struct hg_map_symbol {
    double x, y;
    double kg;   /* >= 0 */
    size_t kind; /* index of the map's symbol_kind */
};

#endif

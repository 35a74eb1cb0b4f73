/*
 * legend.h - what the colours of the map mean
 */
#ifndef MAP_LEGEND_H
#define MAP_LEGEND_H

#include "map/canvas.h"
#include "map/domain.h"
#include <hotgrid/map.h>

/* Of swatches and colour bars, in units of the type size. */
#define LEGEND_SWATCH_W 2.4
#define LEGEND_SWATCH_H 1.35

#define LEGEND_SHADES     96 /* of continuous colours: each about 1 apart in CIELAB */
#define LEGEND_CATEGORIES 14 /* named ones; all others share a swatch */
#define LEGEND_ROWS       (LEGEND_CATEGORIES + 4 + HG_ARROW_KEYS + HG_SYMBOL_KINDS)

struct legend_row {
    struct hg_colour colour;
    const char *name, *figure; /* figure may be NULL */
    double line_pt;            /* breadth of a line in place of the swatch; 0 */
    double dot_pt;             /* radius of a dot in place of the swatch; 0 */
    const struct hg_map_symbol_kind *symbol; /* in place of the swatch; NULL */
};

struct legend {
    const struct hg_map *map;
    const struct hg_style *style;
    const char *title;
    size_t n_class; /* 0 on class maps */
    struct hg_classes classes;
    size_t n_shade; /* 0: each class has one colour; else LEGEND_SHADES */
    double shade_end[LEGEND_SHADES]; /* values from there on belong to the next shade */
    bool below;                      /* values below the first edge have its colour */
    size_t n_category, n_row;        /* rows: categories first, then what stands apart */
    struct legend_row row[LEGEND_ROWS];
    uint8_t slot[256];           /* of class values: CELL_... */
    struct hg_colour paint[256]; /* of CELL_...; the paint of CELL_NO_DATA is not used */
    size_t n_paint;
};

void legend_create(const struct hg_map *map, const struct domain *domain,
                   struct legend *out);

/* Size of the legend as a column, or (below) as a band of that width at most. */
struct size legend_measure(struct canvas *canvas, const struct legend *legend, bool below,
                           double width);
void legend_draw(struct canvas *canvas, const struct legend *legend, bool below,
                 struct rect rect);

#endif

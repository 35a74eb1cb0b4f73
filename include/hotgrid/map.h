/*
 * map.h - a finished map: title, legend, borders, labels, scale, sources
 *
 * Everything comes in the coordinates of the grid: this room knows neither PROJ nor
 * files. The same input gives the same bytes.  Threads: several maps may be drawn at
 * once.
 */
#ifndef HG_MAP_H
#define HG_MAP_H

#include <hotgrid/classes.h>
#include <hotgrid/error.h>
#include <hotgrid/grid.h>
#include <hotgrid/map_contact.h>
#include <hotgrid/map_insets.h>
#include <hotgrid/map_marks.h>
#include <hotgrid/shapes.h>
#include <hotgrid/style.h>
#include <stdint.h>

/* A category of a class map with its colour, in the order of the legend. */
struct hg_map_category {
    uint8_t value;
    struct hg_colour colour;
    const char *name;
    const char *figure; /* printed after the name ("37 %"), or NULL */
};

/* How far the summit of an arrow's arc is from its chord, in parts of it. */
#define HG_ARROW_BEND 0.17

/* A flow from one place to another, in the crs of the grid. */
struct hg_map_arrow {
    double from_x, from_y, to_x, to_y;
    double weight; /* of the largest, 0..1: how broad it is */
};

/* A row of the legend: an arrow of that weight. */
struct hg_map_arrow_key {
    double weight;
    const char *name;
};

#define HG_ARROW_KEYS 4

enum hg_map_shape { HG_MAP_CIRCLE, HG_MAP_DIAMOND, HG_MAP_RING };

/* What symbols of a kind look like, a row of the legend. */
struct hg_map_symbol_kind {
    struct hg_colour colour; /* of a ring: its line */
    enum hg_map_shape shape;
    const char *name;
    const char *figure; /* printed after the name ("12"), or NULL */
};

#define HG_SYMBOL_KINDS 8 /* at most so many on a map */

/* Behind circles, cells may stand back, or not be drawn at all. */
enum hg_map_cells { HG_MAP_CELLS, HG_MAP_FAINT_CELLS, HG_MAP_NO_CELLS };

/* What regions are: it gives their borders their weights.  By their codes: those that
 * begin alike before a hyphen (CN-GD, CN-GX) are provinces of a country. */
enum hg_map_level { HG_MAP_BY_CODE, HG_MAP_COUNTRIES, HG_MAP_PROVINCES };

struct hg_map {
    const struct hg_style *style;
    const struct hg_grid *grid;
    const float *value;           /* NaN: no data; one of the three, or marks alone */
    const uint8_t *class_value;   /* 255: no data, 0: no emission */
    const struct hg_shapes *area; /* filled in place of cells, */
    const float *area_value;      /* [shape] by their values; NaN: not filled */
    struct hg_classes classes;    /* for value, area_value */
    bool zero_is_data;            /* shares: 0 % is a value like others */
    const char *zero_label;       /* where 0 is none; NULL: "No emission" */
    bool average; /* pixels larger than cells show the mean of their cells */
    size_t n_category;
    const struct hg_map_category *category; /* for class_value */
    const char *title, *subtitle; /* subtitle may be two sentences: it is wrapped */
    const char *legend_title;     /* quantity and unit: "t CO2 per km2 and year" */
    const char *source;           /* sources, licence, disclaimer: wrapped, small */
    const struct hg_shapes *regions, *context, *graticule; /* each may be NULL */
    double scale_min, scale_max; /* units of the crs per km along x, over the map */
    double north_max_deg;        /* how far grid north strays from true north */
    size_t n_label;
    const struct hg_map_label
        *label;                  /* most important first; those that would collide go */
    size_t n_arrow, n_arrow_key; /* at most HG_ARROW_KEYS */
    const struct hg_map_arrow *arrow; /* later ones over earlier ones */
    const struct hg_map_arrow_key *arrow_key;
    size_t n_inset; /* at most HG_MAX_INSETS; each takes a corner of its own */
    const struct hg_map_inset *inset;
    const struct hg_map_locator *locator; /* NULL: none */
    const struct hg_box *window; /* what the frame shows; NULL: see hg_draw_map() */
    const uint32_t
        *cluster;     /* [cell]: number of its hotspot, others: none; may be NULL */
    size_t n_hotspot; /* at most HG_HOTSPOT_KEYS */
    const struct hg_map_hotspot *hotspot;
    const char *hotspot_title; /* of their key: "Hotspots, Mt CO2 per year" */
    size_t n_symbol;
    const struct hg_map_symbol *symbol;
    double symbol_kg;     /* mass of the largest circle of all maps alike */
    size_t n_symbol_kind; /* 0: all in the colour of the style */
    const struct hg_map_symbol_kind *symbol_kind; /* told under legend_title */
    const char *symbol_title; /* of their key: "Sources, CO2 per year" */
    enum hg_map_cells cells;
    const struct hg_shapes *lakes; /* drawn as water over the cells; or NULL */
    enum hg_map_level level;
    struct hg_thumbnail *thumbnail; /* filled where it is not NULL */
    const char *no_data_label;      /* NULL: as the values say */
};

/* A picture; or lines, areas and type as such, with the cells as a picture among them. */
enum hg_map_format { HG_MAP_PNG, HG_MAP_PDF, HG_MAP_SVG };

/* What the maps of a batch have in common, drawn once: ground, borders, names.  Serves
 * several threads at once.  While it lives, the shapes of the maps drawn with it stay as
 * they are.  The pictures are the same bytes as those drawn without (NULL). */
struct hg_sheets;
HG_MUST_CHECK enum hg_status hg_sheets_create(struct hg_sheets **out,
                                              struct hg_error *err);
void hg_sheets_destroy(struct hg_sheets *sheets); /* NULL is fine */

/* Shows the window, or the cells with data and a margin about them; maps of arrows alone,
 * all regions and all arrows; maps of symbols alone, these and what is about them.  The
 * scale bar is drawn where the scale varies by at most 10 %, else a note says why not
 * (neither when scale_min is 0); a north arrow beside it where grid north is true to 1
 * degree; the graticule where there is one.  Legends cover the smallest to the largest
 * value shown; of categories the 14 most frequent ones, in the order given, the others
 * share a swatch and its colour. Glyphs no font has are told in *missing (code points, at
 * most 16, the rest 0; may be NULL).  Fails with HG_E_STUDY when the style leaves no
 * room.  The caller frees *bytes.
 */
HG_MUST_CHECK enum hg_status
hg_draw_map(const struct hg_map *map, enum hg_map_format format, struct hg_sheets *sheets,
            uint8_t **bytes, size_t *length, uint32_t missing[16], struct hg_error *err);

/* The part of a grid that maps show whose cells with data are those with domain[cell] not
 * 0, in the crs. */
HG_MUST_CHECK enum hg_status hg_map_window(const struct hg_grid *grid,
                                           const uint8_t *domain, struct hg_box *out,
                                           struct hg_error *err);

#endif

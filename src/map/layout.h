/*
 * layout.h - where things go on the page
 *
 * From top to bottom: title, subtitle, the map in its frame, foot.  The legend stands
 * right of maps that are not much wider than high, else below.
 */
#ifndef MAP_LAYOUT_H
#define MAP_LAYOUT_H

#include "map/legend.h"
#include "map/view.h"

struct layout {
    struct size page;
    bool below; /* the legend */
    struct rect title, subtitle, legend, furniture, source;
    struct view view;
};

/* All rectangles lie within the page and apart from each other; the frame lies on whole
 * pixels.  Fails with HG_E_STUDY when the style leaves no room for the map. */
HG_MUST_CHECK enum hg_status layout_create(struct canvas *canvas,
                                           const struct hg_map *map,
                                           const struct legend *legend, struct hg_box box,
                                           struct layout *out, struct hg_error *err);

struct type layout_title(const struct hg_style *style, double width);
struct type layout_subtitle(const struct hg_style *style, double width);
struct type layout_source(const struct hg_style *style, double width);

#endif

/*
 * panel.h - a map within its frame; a page may hold several
 */
#ifndef MAP_PANEL_H
#define MAP_PANEL_H

#include "map/domain.h"
#include "map/legend.h"
#include "map/view.h"

struct outline;

struct panel {
    const struct hg_map *map;
    const struct domain *domain; /* what its cells show: several panels may share one */
    const struct legend *legend; /* how they are painted */
    struct view view;
    struct outline *regions, *context; /* NULL where the map has none */
    const uint8_t *class; /* of the pixels of its frame (sample.h); NULL: of its cells */
};

/* Brings the map's shapes to the resolution of the page; borrows all but the view. */
HG_MUST_CHECK enum hg_status
panel_create(const struct canvas *canvas, const struct hg_map *map,
             const struct domain *domain, const struct legend *legend,
             const struct view *view, struct panel *out, struct hg_error *err);
void panel_destroy(struct panel *panel); /* a zeroed one is fine */

/* Everything within the frame, and the frame. */
HG_MUST_CHECK enum hg_status panel_draw(struct canvas *canvas, const struct panel *panel,
                                        struct hg_error *err);

#endif

/* areas.h - places filled with the colour of their value */
#ifndef MAP_AREAS_H
#define MAP_AREAS_H

#include "map/panel.h"

/* The areas of a map, the largest first, so that those within others are seen; each with
 * a thin line about it. */
HG_MUST_CHECK enum hg_status areas_draw(struct canvas *canvas, const struct panel *panel,
                                        struct hg_error *err);

#endif

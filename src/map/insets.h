/*
 * insets.h - insets and the locator, in the corners of the frame
 */
#ifndef MAP_INSETS_H
#define MAP_INSETS_H

#include "map/domain.h"
#include "map/legend.h"
#include "map/view.h"

struct insets {
    size_t n;
    struct view view[HG_MAX_INSETS];
    bool has_locator;
    struct rect locator;
};

/* Places them within the frame of the view, each in a corner of its own, and enters the
 * corners they take into the view, so that names keep clear of them.  A corner is free
 * where no cell with data and no vertex of a region would be covered; where none is,
 * they become smaller, and in the end take the corner that covers least. */
void insets_place(const struct canvas *canvas, const struct hg_map *map,
                  struct view *view, struct insets *out);

/* The extents of insets that lie within the map: over its cells, under markers and names.
 */
void insets_mark(struct canvas *canvas, const struct hg_map *map,
                 const struct view *main);

HG_MUST_CHECK enum hg_status
insets_draw(struct canvas *canvas, const struct hg_map *map, const struct domain *domain,
            const struct legend *legend, const struct view *main,
            const struct insets *insets, uint8_t *const *class, /* [inset], or NULL */
            struct hg_error *err);

#endif

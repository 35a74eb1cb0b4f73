/*
 * outline.h - polygons and lines of the map, at the resolution of the page
 *
 * Vertices are brought to the nearest half pixel, so that shapes with ten times more
 * detail than the page shows cost no more, and edges that two shapes share are found
 * again: those are borders, edges of one shape alone are coasts and outer borders.
 */
#ifndef MAP_OUTLINE_H
#define MAP_OUTLINE_H

#include "map/view.h"
#include <hotgrid/shapes.h>

struct pen {
    double pt;
    struct hg_colour colour;
};

struct outline;

/* Of the shapes that reach into the view; borrows both.  clipped: the shapes were cut out
 * of larger ones, so that straight edges along their outermost meridians and parallels
 * are no coast and are not stroked; those at 180 degrees and at the poles never are. */
HG_MUST_CHECK enum hg_status outline_create(const struct canvas *canvas,
                                            const struct view *view,
                                            const struct hg_shapes *shapes, bool clipped,
                                            struct outline **out, struct hg_error *err);
void outline_destroy(struct outline *outline); /* NULL is fine */

void outline_fill(struct canvas *canvas, const struct outline *outline,
                  struct hg_colour colour);

HG_MUST_CHECK enum hg_status
outline_stroke(struct canvas *canvas, const struct outline *outline,
               const struct pen *inner, const struct pen *outer, struct hg_error *err);

/* One shape as lines, of which rings that are not open close. */
void outline_trace(struct canvas *canvas, const struct outline *outline, size_t shape);

#endif

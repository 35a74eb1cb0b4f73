/*
 * outline.h - polygons and lines of the map, at the resolution of the page
 *
 * Vertices are brought to the nearest half pixel, so that shapes with ten times more
 * detail than the page shows cost no more, and edges that two shapes share are found
 * again: those are borders, edges of one shape alone are coasts and outer borders.
 *
 * Two regions belong to one country where their codes begin with the same letters before
 * a hyphen (ISO 3166-2: CN-GD and CN-GX).
 */
#ifndef MAP_OUTLINE_H
#define MAP_OUTLINE_H

#include "map/view.h"
#include <hotgrid/shapes.h>

struct pen {
    double pt;
    struct hg_colour colour;
};

/* What lies on the two sides of an edge. */
enum edge_kind {
    EDGE_REGIONS,   /* two regions of a country, or two countries */
    EDGE_COUNTRIES, /* regions of two countries, where some country has several */
    EDGE_NATIONAL,  /* a region and the land of neighbours */
    EDGE_COAST,     /* all others */
    N_EDGE_KIND
};

struct land;

/* What else is known of the shapes. */
struct outline_sides {
    bool one_country;        /* whatever their codes say */
    const struct land *land; /* of the neighbours; NULL: nothing is known of it */
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

HG_MUST_CHECK enum hg_status outline_stroke(struct canvas *canvas,
                                            const struct outline *outline,
                                            const struct outline_sides *sides,
                                            const struct pen pen[N_EDGE_KIND],
                                            struct hg_error *err);

/* Do some of the shapes belong to one country, by their codes? */
bool outline_has_provinces(const struct hg_shapes *shapes);

/* One shape as lines, of which rings that are not open close. */
void outline_trace(struct canvas *canvas, const struct outline *outline, size_t shape);

#endif

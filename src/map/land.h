/*
 * land.h - where the land of neighbours is: it tells borders from coasts
 */
#ifndef MAP_LAND_H
#define MAP_LAND_H

#include "map/view.h"
#include <hotgrid/shapes.h>
#include <stdint.h>

/* The frame in squares of `unit` pt: where is the middle of each? */
struct land {
    double x, y, unit;
    size_t width, height;
    uint8_t *is; /* within a region, a shape of the context, both */
};

/* The context may hold the country of the regions too: a shape that is theirs for the
 * most part is none of neighbours, and of any other what lies outside the regions is. */
HG_MUST_CHECK enum hg_status land_create(const struct view *view, double unit,
                                         const struct hg_shapes *context,
                                         const struct hg_shapes *regions,
                                         struct land **out, struct hg_error *err);
void land_destroy(struct land *land); /* NULL is fine */

/* Is there land of neighbours at a place in pt?  Off the frame there is none. */
bool land_at(const struct land *land, double x, double y);

#endif

/*
 * land.h - where the land of neighbours is: it tells borders from coasts
 */
#ifndef MAP_LAND_H
#define MAP_LAND_H

#include "map/view.h"
#include <hotgrid/shapes.h>
#include <stdint.h>

/* The frame in squares of `unit` pt: is the middle of each within a shape? */
struct land {
    double x, y, unit;
    size_t width, height;
    uint8_t *is;
};

HG_MUST_CHECK enum hg_status land_create(const struct view *view, double unit,
                                         const struct hg_shapes *shapes,
                                         struct land **out, struct hg_error *err);
void land_destroy(struct land *land); /* NULL is fine */

bool land_at(const struct land *land, double x, double y); /* pt; false off the frame */

#endif

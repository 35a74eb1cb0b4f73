/* view.h - which part of the crs is drawn where on the page */
#ifndef MAP_VIEW_H
#define MAP_VIEW_H

#include "map/canvas.h"
#include <hotgrid/map_insets.h>
#include <hotgrid/map_marks.h>

struct view {
    struct hg_box box; /* in the crs */
    struct rect frame; /* on the page, in pt; the same scale along x and y */
    size_t n_taken;    /* corners that insets cover, and markers */
    struct rect taken[HG_MAX_INSETS + 1 + HG_HOTSPOT_KEYS];
    size_t n_mark; /* dots that markers lead to */
    struct rect mark[HG_HOTSPOT_KEYS];
};

static inline double view_x(const struct view *view, double x)
{
    return view->frame.x +
           (x - view->box.west) / (view->box.east - view->box.west) * view->frame.width;
}

static inline double view_y(const struct view *view, double y)
{
    return view->frame.y + (view->box.north - y) / (view->box.north - view->box.south) *
                               view->frame.height;
}

#endif

/*
 * hotspots.h - clusters of cells: their outlines, and numbered markers beside them
 */
#ifndef MAP_HOTSPOTS_H
#define MAP_HOTSPOTS_H

#include "map/view.h"
#include <hotgrid/map.h>

struct marker_place {
    double x, y;       /* what it marks */
    bool kept;         /* out: false where that lies outside the frame */
    double at_x, at_y; /* out: its own centre */
};

/* What markers keep off: the dot of a name (radius 0), or a symbol. */
struct dot {
    double x, y, radius;
};

/* In their order, each beside what it marks, within the frame of the view and off what is
 * taken, clear of the markers placed before and, as far as may be, of what others mark
 * and of the dots. */
void markers_place(size_t n, struct marker_place *place, const struct view *view,
                   double radius, size_t n_dot, const struct dot *dot);

/* The radius of a marker of that style. */
double marker_radius(const struct hg_style *style);
void marker_draw(struct canvas *canvas, const struct hg_style *style, unsigned number,
                 double x, double y);

/* Along the edges of cells, with a seam that parts them from dark and light cells. */
HG_MUST_CHECK enum hg_status hotspots_outline(struct canvas *canvas,
                                              const struct hg_map *map,
                                              const struct view *view,
                                              struct hg_error *err);

/* Places and draws the markers, clear of the dots of names, and enters them into what is
 * taken of the view. */
HG_MUST_CHECK enum hg_status hotspots_mark(struct canvas *canvas,
                                           const struct hg_map *map, struct view *view,
                                           struct hg_error *err);

#endif

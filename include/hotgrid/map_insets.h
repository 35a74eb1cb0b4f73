/*
 * map_insets.h - second views in the corners of a map: insets, and where on earth it is
 */
#ifndef HG_MAP_INSETS_H
#define HG_MAP_INSETS_H

#include <hotgrid/grid.h>
#include <hotgrid/shapes.h>

enum hg_corner {
    HG_CORNER_FREE, /* the first of the four below in which nothing of the map lies */
    HG_CORNER_SOUTH_EAST,
    HG_CORNER_SOUTH_WEST,
    HG_CORNER_NORTH_EAST,
    HG_CORNER_NORTH_WEST,
};

#define HG_MAX_INSETS 3

/* Another part of the map, or beyond its grid, at a scale of its own. */
struct hg_map_inset {
    struct hg_box box; /* in the crs of the grid */
    const char *name;  /* NULL: none */
    enum hg_corner corner;
    double scale_min, scale_max; /* units of the crs per km, as in struct hg_map: the bar
                                    is drawn where they agree to 10 %; 0: none */
};

/* The extent of a map on a globe; where the land spans less than three quarters of the
 * way around the earth, on a plain map of it.  Land counts by its lon and lat alone. */
struct hg_map_locator {
    const struct hg_shapes *land;
    const struct hg_shapes *own; /* land of the map that `land` leaves out, or NULL */
    size_t n; /* places along the edge of the map, in order, those off the earth NaN */
    const double *lon, *lat;
    double middle_lon, middle_lat; /* of the map */
    enum hg_corner corner;
};

#endif

/*
 * shapes.h - polygons of regions and lines of a map, in the coordinates of the grid
 *
 * A shape is a set of rings (closed by themselves: the first vertex does not stand again
 * at the end).  Outer rings run so that their planar area is positive, holes so that it
 * is negative: sums of signed areas are areas.  Open lines (coasts, graticules) are rings
 * with `open` set.
 */
#ifndef HG_SHAPES_H
#define HG_SHAPES_H

#include <hotgrid/error.h>
#include <hotgrid/grid.h>
#include <stdbool.h>
#include <stddef.h>

struct hg_ring {
    size_t first, count; /* vertices */
    bool open;           /* a line, not the edge of an area */
};

struct hg_shape {
    const char *code; /* unique within its shapes; "" for lines without a code */
    const char *name;
    size_t first_ring, n_ring;
    struct hg_box box; /* of the vertices, in the crs; empty shapes: west > east */
};

/* Sorted by code.  Vertex i is at (x[i], y[i]) in the crs of the grid and at (lon[i],
 * lat[i]) in degrees on WGS 84.  Where these are the same numbers, on a grid of degrees,
 * lon may be the very array x, and lat y. */
struct hg_shapes {
    size_t n_shape, n_ring, n_vertex;
    struct hg_shape *shape;
    struct hg_ring *ring;
    double *x, *y, *lon, *lat;
    struct hg_arena *arena; /* holds the strings; the arrays are malloc'ed */
};

void hg_shapes_destroy(struct hg_shapes *shapes); /* NULL is fine */

/* Index of a code, HG_NOT_FOUND when there is none. */
size_t hg_shapes_find(const struct hg_shapes *shapes, const char *code);

/* Is (x, y) in the closed area of a shape (winding number, edges straight in the crs)? */
bool hg_shape_contains(const struct hg_shapes *shapes, size_t shape, double x, double y);

#endif

/*
 * locator.h - millions of places and the shapes they lie in
 *
 * The border of a shape is put in order when it is first asked about: its edges by
 * height, the cells of a grid without any edge by whether they lie inside, its edges in
 * groups with a distance.  What lies inside is what hg_shape_contains() says.
 *
 * Threads: may ask at the same time.
 */
#ifndef HG_LOCATOR_H
#define HG_LOCATOR_H

#include <hotgrid/error.h>
#include <hotgrid/grid.h>
#include <hotgrid/shapes.h>
#include <stdbool.h>

struct hg_locator;
struct hg_border; /* of one shape; lives as long as the locator */

/* Borrows both. */
HG_MUST_CHECK enum hg_status hg_locator_create(const struct hg_shapes *shapes,
                                               const struct hg_grid *grid,
                                               struct hg_locator **out,
                                               struct hg_error *err);
void hg_locator_destroy(struct hg_locator *locator); /* NULL is fine */

/* Fails with HG_E_MEMORY, or HG_E_LIMIT beyond 2^32 - 1 vertices. */
HG_MUST_CHECK enum hg_status hg_locator_border(struct hg_locator *locator, size_t shape,
                                               const struct hg_border **out,
                                               struct hg_error *err);

/* Is (x, y), in the crs of the grid, in the closed area of the shape?  cell is
 * hg_grid_cell_at(grid, x, y). */
bool hg_border_contains(const struct hg_border *border, double x, double y,
                        uint32_t cell);

/* The point of the edges nearest to a place, from inside too; km is geodesic, INFINITY
 * for a shape without edges.  The nearest point of each edge is found on the plane that
 * touches at the place, the distance to it on the ellipsoid. */
struct hg_nearest {
    double km, lon, lat;
};
struct hg_nearest hg_border_nearest(const struct hg_border *border, double lon,
                                    double lat);

#endif

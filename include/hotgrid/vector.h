/*
 * vector.h - polygons and lines through OGR, brought into the coordinates of the grid
 *
 * Any CRS; a file without one is refused.  Vertices are projected, edges are straight in
 * the crs of the grid.  Rings that cross the antimeridian are cut at it (a jump of more
 * than 180 degrees between two vertices is a crossing; one of 180 to 270, long both ways,
 * is a fault; a ring around a pole is closed over it); longitudes beyond 180 are brought
 * back.  Several features of one code are one shape.
 */
#ifndef HG_VECTOR_H
#define HG_VECTOR_H

#include <hotgrid/error.h>
#include <hotgrid/grid.h>
#include <hotgrid/shapes.h>
#include <stdbool.h>

struct hg_vector_source {
    const char *path;
    const char *layer; /* NULL: the first */
    const char *code;  /* field of the code; NULL: shapes have the code of their number */
    const char *name;  /* field of the name; NULL: the code serves */
    bool as_drawn;     /* take polygons that are not valid, see below */
    unsigned threads;  /* that judge the polygons; 0: one */
};

/*
 * Polygons, sorted by code.  Faults (each with path, layer, feature and code): an empty
 * code, no geometry, a geometry that is not a polygon, one that is not valid (with the
 * reason and place GEOS gives).  A polygon without a true image in the crs of the grid
 * (at the edge of its map, or around the point opposite to the middle of an azimuthal
 * one) is an empty shape, without rings.  `keep`, when not NULL, tells which codes are
 * wanted: others are passed over unread.
 *
 * Areas are sums over rings.  What GEOS calls invalid is taken where that is what is
 * meant all the same, to 1e-9 of the area: repeated vertices, spikes, rings that are
 * points or lines (they have no area, but a place), rings that touch themselves or each
 * other.  What would count places twice, or against the area, is refused: rings that
 * cross themselves, parts over each other, holes outside their ring.  as_drawn takes
 * these too: hg_cover() tells how many cells they fill more than once.
 */
HG_MUST_CHECK enum hg_status
hg_read_shapes(const struct hg_vector_source *source, const struct hg_grid *grid,
               bool (*keep)(const void *, const char *), const void *keep_context,
               struct hg_faults *faults, struct hg_shapes **out, struct hg_error *err);

/* The same for what is only drawn: polygons or lines of any validity; parts that have no
 * image in the crs are left out. */
HG_MUST_CHECK enum hg_status hg_read_outlines(const struct hg_vector_source *source,
                                              const struct hg_grid *grid,
                                              struct hg_shapes **out,
                                              struct hg_error *err);

#endif

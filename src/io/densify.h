/*
 * densify.h - more vertices where an edge of a projected crs is a curve in degrees
 */
#ifndef HG_IO_DENSIFY_H
#define HG_IO_DENSIFY_H

#include "io/rings.h"
#include <hotgrid/raster.h>

/* Adds vertices to a ring or line in the units of its crs until each edge is straight in
 * longitude and latitude: that of a ring to 1e-7 of its length, each piece of a line's to
 * 1e-5 (its length is then right to 3e-10); or to 1e-9 degrees.  false without memory. */
bool io_densify(struct io_line *line, bool ring, const struct hg_transform *to_lonlat);

#endif

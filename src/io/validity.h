/*
 * validity.h - do the rings of a polygon say what lies inside, everywhere?
 *
 * Areas are sums over rings: the outer ones count, the holes are taken off.  That is what
 * is meant where a place lies in the polygon once or not at all.  What is valid to GEOS
 * is so; what is not may be all the same: repeated vertices, spikes, rings that are
 * points or lines, rings that touch themselves or each other.  Rings that cross
 * themselves, parts that lie over each other and holes outside their ring are not.
 */
#ifndef HG_IO_VALIDITY_H
#define HG_IO_VALIDITY_H

#include <ogr_api.h>
#include <stdbool.h>

struct io_validity {
    bool clear;       /* places are inside once or not at all */
    char reason[400]; /* else: what GEOS says, where, and how much of the area is in doubt
                       */
};

/* Judges a polygon or multipolygon of straight edges; false without memory.  Threads may
 * judge different geometries at once. */
bool io_validity_find(OGRGeometryH geometry, struct io_validity *out);

#endif

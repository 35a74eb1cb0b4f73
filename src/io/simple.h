/*
 * simple.h - rings that surely do not touch themselves
 *
 * Most polygons are simple, and that is shown in a fraction of the time that GEOS takes.
 * What cannot be shown here may be simple all the same.
 */
#ifndef HG_IO_SIMPLE_H
#define HG_IO_SIMPLE_H

#include <stdbool.h>
#include <stddef.h>

/* True when no two edges of the ring (closed by itself) meet but for neighbours in their
 * common vertex, whatever the rounding; false when that is not so, not sure, or without
 * memory. */
bool io_ring_is_simple(size_t n, const double *x, const double *y);

#endif

/*
 * multipolygon.h - the rings of a shape as OGR wants them: each hole in its polygon
 */
#ifndef HG_IO_MULTIPOLYGON_H
#define HG_IO_MULTIPOLYGON_H

#include <hotgrid/shapes.h>
#include <ogr_api.h>

/* A shape in the crs of its grid; NULL without memory.  OGR_G_DestroyGeometry() it. */
OGRGeometryH io_multipolygon(const struct hg_shapes *shapes, size_t shape);

#endif

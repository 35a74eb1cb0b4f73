/*
 * geometry.h - an OGR geometry of any CRS becomes pieces of rings and lines in degrees
 */
#ifndef HG_IO_GEOMETRY_H
#define HG_IO_GEOMETRY_H

#include "io/rings.h"
#include "io/validity.h"
#include <hotgrid/error.h>
#include <hotgrid/grid.h>
#include <hotgrid/raster.h>
#include <ogr_api.h>

enum io_wanted {
    IO_POLYGONS,
    IO_LINES,
    IO_OUTLINES, /* only drawn: polygons and lines of any validity; what has no place is
                    left out */
};

enum io_reading { IO_READ, IO_FAULTY, IO_NO_MEMORY };

/* Zero-initialise it. */
struct io_geometry {
    enum io_wanted wanted;
    struct hg_transform to_lonlat;   /* from the crs of the layer */
    struct hg_transform from_lonlat; /* to it, where exact and projected */
    struct io_seams seams;
    bool as_drawn;       /* polygons of any validity */
    bool exact;          /* edges are straight in the crs of the layer, */
    bool unless_torn;    /* of which rings need to know only at the antimeridian */
    bool projected;      /* the crs of the layer is not in degrees; */
    bool is_grids;       /* it is that of the grid */
    struct io_line line; /* a ring or line while it is worked on */
    char fault[600];     /* after IO_FAULTY: what is wrong with the geometry */
};

/* `wanted` and `exact` are set before.  Finds the way from the crs of a layer;
 * `where` names it in messages.  Fails with HG_E_INPUT when the layer says no crs. */
HG_MUST_CHECK enum hg_status io_geometry_open(struct io_geometry *geometry,
                                              OGRLayerH layer, const struct hg_grid *grid,
                                              const char *where, struct hg_error *err);
void io_geometry_finish(struct io_geometry *geometry);

/* Adds the pieces of the geometry of a feature; arcs become lines.  `known` is what
 * io_validity_find() found of it, or NULL.  After a fault `out` may hold pieces of it. */
enum io_reading io_geometry_read(struct io_geometry *geometry, OGRFeatureH feature,
                                 const struct io_validity *known, struct io_pieces *out);

#endif

/* lonlat_box.h - where a grid lies on Earth, in degrees */
#ifndef HG_STUDY_LONLAT_BOX_H
#define HG_STUDY_LONLAT_BOX_H

#include <hotgrid/grid.h>
#include <hotgrid/raster.h>

/* The box of all places of a grid; longitudes -180..180 where it reaches over the
 * antimeridian, which *torn tells (it may be NULL).  west > east where no place has an
 * image. */
struct hg_box lonlat_box(const struct hg_grid *grid, const struct hg_transform *to_lonlat,
                         bool *torn);

#endif

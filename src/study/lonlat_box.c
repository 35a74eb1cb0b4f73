/* lonlat_box.c - where a grid lies on Earth, in degrees */
#include "study/lonlat_box.h"
#include <math.h>

/* Places that are looked at: so many along each axis, edges included. */
enum { LATTICE = 65 };

struct hg_box lonlat_box(const struct hg_grid *grid, const struct hg_transform *to_lonlat,
                         bool *torn)
{
    const struct hg_box b = hg_grid_params(grid)->box;
    struct hg_box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    bool over = false;
    for (size_t j = 0; j < LATTICE; j++) {
        double lon[LATTICE], lat[LATTICE];
        for (size_t i = 0; i < LATTICE; i++) {
            lon[i] = b.west + (b.east - b.west) * (double)i / (LATTICE - 1);
            lat[i] = b.south + (b.north - b.south) * (double)j / (LATTICE - 1);
        }
        hg_transform_apply(to_lonlat, LATTICE, lon, lat);
        for (size_t i = 0; i < LATTICE; i++) {
            if (isnan(lon[i]))
                continue;
            over |= fabs(lon[i]) > 180 || (i > 0 && fabs(lon[i] - lon[i - 1]) > 180);
            box.west = fmin(box.west, lon[i]);
            box.east = fmax(box.east, lon[i]);
            box.south = fmin(box.south, lat[i]);
            box.north = fmax(box.north, lat[i]);
        }
    }
    if (over) {
        box.west = -180;
        box.east = 180;
    }
    if (torn)
        *torn = over;
    return box;
}

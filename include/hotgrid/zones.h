/*
 * zones.h - what places have of E: cities, prefectures, any polygons, surroundings of
 * points
 *
 * E knows of each cell and industry (region, sector) its mass, not where in the cell it
 * lies.  Of what a region spreads over a cell, a place has
 *
 *     area(place, region, cell) / area(region, cell)                               (1)
 *
 * the part of the region's part of the cell that it covers, as allocation spread it: over
 * the region's part, not over the cell.  A cell on the coast wholly in a city is all the
 * city's; of a cell between an emitting region and another, a place gets no more than it
 * covers of the first.  Where the region has no part of the cell (its mass went to the
 * nearest cell, or sources stand beyond its border) the place has
 *
 *     area(place, cell) / area(all places and regions together, cell)             (2)
 *
 * Areas are exact (overlay.h), with edges straight in the crs of the grid and planar
 * within a cell, as coverage.h has them and E was made with them.
 *
 * Sources whose coordinates are given count where they stand, in all places that hold
 * them; on a border that places have in common, in that to the east or north.  One that
 * no place holds goes by (1) or (2) where no region holds it either: it stands in water,
 * as the polygons draw it.  Mass of sources without coordinates goes by (1) and (2).
 *
 * Around points: a cell belongs to the nearest point within the radius of its centre,
 * sources to that nearest to themselves; equally near ones to the first.  No mass counts
 * twice.
 */
#ifndef HG_ZONES_H
#define HG_ZONES_H

#include <hotgrid/emissions.h>
#include <hotgrid/error.h>
#include <hotgrid/raster.h>
#include <hotgrid/shapes.h>
#include <hotgrid/weights.h>

/* A source that E has in a cell: its part of what sources of its industry have there is
 * its weight divided by theirs. */
struct hg_zone_site {
    uint32_t cell, industry;
    double weight;         /* > 0 */
    double x, y, lon, lat; /* in the crs of the grid; degrees */
};

struct hg_zone_params {
    const struct hg_emissions *emissions; /* on their grid */
    const struct hg_shapes *regions;      /* of the inventory and others */
    const struct hg_grid *wide;           /* of the same steps: of the weights */
    const struct hg_weights *weights;     /* [shape of regions] */
    size_t n_site;
    const struct hg_zone_site *site; /* by cell, then industry */
    unsigned threads;                /* any number gives the same bits */

    const struct hg_shapes *places; /* polygons in the crs of the grid; or NULL: */
    size_t n_point;
    const double *lon, *lat; /* [n_point] degrees */
    double radius_km;
    const struct hg_transform *to_lonlat; /* from the crs of the grid */
};

/* Rows: each place, then what lies outside all of them, then what they count again
 * because they overlap: places + outside - again = all of E. */
struct hg_zones {
    size_t n_place, n_row; /* n_row = n_place + 2 */
    size_t n_sector;
    size_t n_block; /* pairs of row and region with mass or cells, by row, then region */
    struct hg_zone_block {
        uint32_t row, region; /* region of the inventory */
    } * block;
    double *kg;           /* [block * n_sector + sector] */
    double *km2, *km2_on; /* [n_place]: whole, and on the grid, on the ellipsoid */
    double *km2_again;    /* [n_place]: at least so much its own polygons cover twice */
    double *land_km2;     /* [n_row]: in any region; that outside is not known: 0 */
    size_t *n_cell;       /* [n_place]: with land or emissions, and a part of it */
    double by_place_kg;   /* of sources that counted where they stand */
    double by_cell_kg;    /* of sources in cells that borders cut, by (1) or (2) */
};

HG_MUST_CHECK enum hg_status hg_zones_create(const struct hg_zone_params *params,
                                             struct hg_zones **out, struct hg_error *err);
void hg_zones_destroy(struct hg_zones *zones); /* NULL is fine */

#endif

/* zone_cells.h - the cells of places, and whose is what lies in them */
#ifndef GRIDDING_ZONE_CELLS_H
#define GRIDDING_ZONE_CELLS_H

#include <hotgrid/locator.h>
#include <hotgrid/zones.h>

#define ZONE_ALONE  UINT32_MAX       /* no slot: one place has `share` of all there is */
#define ZONE_NOBODY UINT32_MAX       /* region: of masses of regions without a part */
#define ZONE_LAND   (UINT32_MAX - 1) /* region: of the land of all regions */

struct zone_entry {
    uint32_t cell, place;
    double fraction;
};

/* A cell with at least one place. */
struct zone_cell {
    uint32_t cell, slot;
    uint32_t first; /* of its entries, which end where those of the next cell begin */
    double share;   /* of a place that is alone; the rest is outside */
    double land;    /* part of the cell in any region */
};

/* What a row has of the masses of a shape of regions, or of ZONE_NOBODY; of ZONE_LAND:
 * its part of the cell. */
struct zone_part {
    uint32_t region, row;
    double share;
};

/* A region with a part of a cell that is overlaid. */
struct zone_region {
    uint32_t shape;
    double fraction;
};

struct zone_slot {
    size_t cell; /* index */
    size_t first_region, n_region;
    size_t first_part, n_part; /* in the parts of its band */
};

struct zone_band {
    size_t n, room;
    struct zone_part *part; /* of each slot by region, then row */
};

enum { ZONE_BAND = 2048 }; /* slots that are overlaid by one task */

struct zone_cells {
    const struct hg_zone_params *params;
    const struct hg_grid *grid;
    size_t n_place;
    size_t n_entry, n_cell, n_slot, n_band;
    struct zone_entry *entry; /* by cell, then place */
    struct zone_cell *cell;   /* [n_cell + 1]: the last one ends the entries */
    struct zone_slot *slot;
    struct zone_region *region; /* of the slots */
    struct zone_band *band;
    double *km2, *land_km2; /* [n_place + 2], in planar parts of cells */
    struct hg_locator *place_borders, *region_borders;
};

/* Which cells have land or emissions, [cell]: others do not matter.  The caller frees;
 * NULL without memory. */
uint8_t *zone_cells_mark(const struct zone_cells *cells);

/* Polygons; points; and both: parts of cells with several places or regions. */
HG_MUST_CHECK enum hg_status zone_cells_cover(struct zone_cells *cells,
                                              struct hg_error *err);
HG_MUST_CHECK enum hg_status zone_cells_near(struct zone_cells *cells,
                                             struct hg_error *err);
HG_MUST_CHECK enum hg_status zone_cells_share(struct zone_cells *cells,
                                              struct hg_error *err);
HG_MUST_CHECK enum hg_status zone_overlay(struct zone_cells *cells, struct hg_error *err);
void zone_cells_finish(struct zone_cells *cells);

/* Areas on the ellipsoid in place of the planar ones that the zones have; land in
 * proportion (zone_areas.c). */
HG_MUST_CHECK enum hg_status zone_measure(const struct hg_grid *grid,
                                          const struct hg_zone_params *params,
                                          struct hg_zones *zones, struct hg_error *err);

/* The first cell from `at` on that is not before `cell`. */
size_t zone_seek(const struct zone_cells *cells, size_t at, uint32_t cell);

/* The parts of a slot for a shape of regions; for ZONE_NOBODY where that has none there.
 */
const struct zone_part *zone_parts(const struct zone_cells *cells, uint32_t slot,
                                   size_t shape, size_t *n);

/* The point nearest to a place within the radius; n_point: none.  Kept by zone_near.c. */
struct zone_near;
HG_MUST_CHECK enum hg_status zone_near_create(const struct hg_zone_params *params,
                                              struct zone_near **out,
                                              struct hg_error *err);
void zone_near_destroy(struct zone_near *near); /* NULL is fine */
size_t zone_nearest(const struct zone_near *near, double lon, double lat);

#endif

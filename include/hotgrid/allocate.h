/*
 * allocate.h - from totals to cells: sources, proxies, area, nearest cell; never nothing
 *
 * For each (region, sector) that is gridded:
 *   - sources that scale: their weights share out the whole total, wherever they lie;
 *   - sources with masses (remainder): they stand as they are, the rest is diffuse; where
 *     they exceed the total by more than 1e-9 of it they are scaled down to it, and that
 *     is reported;
 *   - sources that add: they are the total;
 *   - what comes from a ready grid lies where the grid has it;
 *   - what is diffuse goes by weight fraction * area * density of the first blend in the
 *     sector's chain whose weights in the region are not all 0, then by area, then to the
 *     nearest cell: no mass is lost where a proxy knows nothing.
 */
#ifndef HG_ALLOCATE_H
#define HG_ALLOCATE_H

#include <hotgrid/emissions.h>
#include <hotgrid/error.h>
#include <hotgrid/grid.h>
#include <hotgrid/inventory.h>
#include <hotgrid/pieces.h>
#include <hotgrid/placement.h>
#include <hotgrid/raster.h>
#include <hotgrid/shapes.h>
#include <hotgrid/weights.h>

/*
 * A way to spread: one density, or several that share out the mass of a region.  The
 * weight of a cell is
 *
 *     sum over parts of share * w / (sum of w over the region),   w = fraction * area *
 *                                                                     density * mask
 *
 * where parts whose w are all 0 in the region are left out: their share goes to the
 * others.
 */
struct hg_blend_part {
    uint32_t density; /* index */
    double share;     /* > 0 */
};

struct hg_blend {
    size_t n;
    const struct hg_blend_part *part;
    const double *mask; /* [cell] 0..1, NULL: 1 everywhere */
};

struct hg_chain {
    size_t n;
    const uint32_t *blend; /* indices, in the order they are tried */
};

#define HG_NO_FIELD UINT32_MAX

struct hg_allocate_params {
    const struct hg_grid *grid;
    const struct hg_inventory *inventory;
    size_t n_pieces;
    const struct hg_pieces *const *pieces; /* one for each file of sources */
    const struct hg_shapes *shapes;        /* of regions */
    const struct hg_weights *weights;      /* of these shapes on this grid */
    size_t n_density;
    const double *const *density; /* [density][cell]; NaN and below 0 count as 0 */
    size_t n_blend;
    const struct hg_blend *blend;
    const struct hg_chain *chain; /* [sector] */
    const double *const *field;   /* [field][cell]: mass of a ready grid, any unit */
    const uint32_t *field_of;     /* [sector], HG_NO_FIELD for none; NULL: no fields */
    const double *covered; /* [cell]: sum of fractions of all shapes; where fields are */
    unsigned threads;
};

struct hg_allocation {
    struct hg_emissions *emissions;
    size_t n_placement;
    struct hg_placement *placement; /* by region, sector, kind */
    hg_mass_sum outside,
        unlocated;     /* of gridded sectors; with what is placed they add up */
    size_t n_rescaled; /* (region, sector) whose sources exceeded the total */
};

/* HG_E_INPUT where a mass is beyond what a mass holds, HG_E_MEMORY.  Any number of
 * threads gives the same bits. */
HG_MUST_CHECK enum hg_status hg_allocate(const struct hg_allocate_params *params,
                                         struct hg_allocation **out,
                                         struct hg_error *err);
void hg_allocation_destroy(struct hg_allocation *allocation); /* NULL is fine */

#endif

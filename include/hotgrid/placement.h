/*
 * placement.h - how the total of a region and sector came onto the grid
 */
#ifndef HG_PLACEMENT_H
#define HG_PLACEMENT_H

#include <hotgrid/mass.h>
#include <stddef.h>
#include <stdint.h>

/* How a (region, sector) was placed. */
enum hg_placement_kind {
    HG_PLACED_BY_POINTS, /* and lines, and areas */
    HG_PLACED_BY_GRID,   /* a ready one */
    HG_PLACED_BY_PROXY,
    HG_PLACED_BY_AREA,
    HG_PLACED_BY_NEAREST,
    HG_PLACED_OUTSIDE, /* sources beyond the grid */
    HG_PLACED_NOWHERE, /* the region has no polygon: unlocated */
};

struct hg_placement {
    size_t region, sector;
    enum hg_placement_kind kind;
    uint32_t blend; /* for HG_PLACED_BY_PROXY */
    uint32_t tier;  /* position in the chain: 0 is the first choice */
    size_t n;       /* sources, or cells */
    hg_mass mass;
};

#endif

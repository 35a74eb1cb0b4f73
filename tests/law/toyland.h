/*
 * toyland.h - small random worlds, the same for a seed on every machine
 *
 * A toyland has a grid of squares in metres, regions that are slanted strips of it (the
 * outer ones may reach beyond the grid, one may be missing from the map), sectors, an
 * inventory, points of all three rules of which some lie outside the grid, and proxies
 * that are zero in places.
 */
#ifndef HG_LAW_TOYLAND_H
#define HG_LAW_TOYLAND_H

#include <hotgrid/emissions.h>
#include <hotgrid/grid.h>
#include <hotgrid/inventory.h>
#include <hotgrid/shapes.h>
#include <stdint.h>

enum {
    TOY_REGIONS = 5,
    TOY_SECTORS = 6,
    TOY_SITES = 40, /* of a rule */
    TOY_SIDE = 12,  /* cells */
    TOY_PROXIES = 3,
    TOY_CODE = 24,
};

/* Draws number `count` of a seed: SplitMix64 (Steele, Lea and Flood 2014). */
struct toy_dice {
    uint64_t seed, count;
};

uint64_t toy_roll(struct toy_dice *dice);
double toy_real(struct toy_dice *dice);                           /* 0 <= x < 1 */
size_t toy_below(struct toy_dice *dice, size_t n);                /* 0 .. n - 1 */
void toy_shuffle(struct toy_dice *dice, size_t n, size_t *order); /* 0 .. n - 1, mixed */
hg_mass toy_mass(struct toy_dice *dice); /* 0, or of any size up to 2^55 */

struct toyland {
    size_t n_region, n_sector;
    char region[TOY_REGIONS][TOY_CODE], sector[TOY_SECTORS][TOY_CODE];
    struct hg_grid_params params;

    struct hg_total total[TOY_REGIONS * TOY_SECTORS];
    struct hg_totals totals;
    struct hg_site site[3][TOY_SITES];
    char site_id[3][TOY_SITES][TOY_CODE];
    struct hg_sites sites[3]; /* by rule */

    struct hg_shape shape[TOY_REGIONS];
    struct hg_ring ring[TOY_REGIONS];
    double x[4 * TOY_REGIONS], y[4 * TOY_REGIONS];
    struct hg_shapes shapes;

    double density[TOY_PROXIES][TOY_SIDE * TOY_SIDE];
    size_t n_chain[TOY_SECTORS];
    uint32_t chain[TOY_SECTORS][TOY_PROXIES];
};

/* Everything of a toyland points into it: it must not be moved. */
void toyland_draw(struct toyland *land, uint64_t seed);

struct hg_grid *toy_grid(const struct hg_grid_params *params);

/* Inventory and points of a toyland; the test fails where they have faults. */
struct hg_inventory *toy_inventory(const struct toyland *land);
struct hg_points *toy_points(const struct toyland *land,
                             const struct hg_inventory *inventory,
                             enum hg_point_rule rule);

#endif

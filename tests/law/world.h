/*
 * world.h - a toyland gridded and attributed: the whole way from rows to footprints
 */
#ifndef HG_LAW_WORLD_H
#define HG_LAW_WORLD_H

#include "toyland.h"
#include <hotgrid/allocate.h>
#include <hotgrid/mrio.h>
#include <stdbool.h>

enum { TOY_PAIRS = TOY_REGIONS * TOY_SECTORS, TOY_MARKETS = 3, TOY_GOODS = 2 };

/* E of a toyland. */
struct world {
    struct hg_grid *grid;
    struct hg_inventory *inventory;
    struct hg_points *points[3];
    struct hg_weights *weights;
    struct hg_allocation *allocation;
};

/* Fails the test where gridding fails.  Sector `off_map` of the land (if there is one) is
 * not gridded. */
void world_make(const struct toyland *land, size_t off_map, unsigned threads,
                struct world *out);
void world_end(struct world *world);

/* A table of TOY_MARKETS regions and TOY_GOODS sectors; without trade nothing is sold
 * abroad. */
struct hg_mrio *toy_table(uint64_t seed, bool trade);
struct hg_shares *toy_shares(const struct hg_mrio *mrio, unsigned threads);

/* Region r of the land is in market r % TOY_MARKETS; its sectors are mixed of all goods,
 * by weights that depend on the seed; sector 0 serves its own market alone. */
struct hg_mix *toy_mix(const struct toyland *land, const struct world *world,
                       const struct hg_mrio *mrio, const struct hg_shares *shares,
                       uint64_t seed);

/* kg of each form in each cell, [cell * n_form + form]; freed by the caller. */
double *toy_forms(const struct world *world, size_t n_form, const double *coefficient);

/* kg of each cell: all industries together. */
double *toy_totals(const struct world *world);

#endif

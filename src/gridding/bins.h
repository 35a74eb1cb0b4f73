/*
 * bins.h - exact sums of masses by pair and cell, filled by many threads
 *
 * The cells are cut into bins, each under a lock of its own.  A bin holds the sums of a
 * pair in a hash table while they are few, and in an array when an eighth of its cells
 * has one (its first pair sooner): memory grows with the sums, not with what is added up.
 */
#ifndef GRIDDING_BINS_H
#define GRIDDING_BINS_H

#include <hotgrid/pieces.h>
#include <hotgrid/site_block.h>

struct bins;

/* For cells 0 .. n_cell - 1, HG_DIFFUSE_CELL and HG_NO_CELL; with squares, their pieces
 * have them. */
HG_MUST_CHECK enum hg_status bins_create(size_t n_cell, bool squares, struct bins **out,
                                         struct hg_error *err);
void bins_destroy(struct bins *bins); /* NULL is fine */

/* Room of one thread. */
enum { BINS_AT_MOST = 64 };
struct bins_room {
    uint32_t first[BINS_AT_MOST + 1], order[HG_SITES_OF_A_BLOCK];
};

/* n <= HG_SITES_OF_A_BLOCK masses above 0. */
struct bins_rows {
    size_t n;
    const uint32_t *cell, *pair;
    const hg_mass *mass;
    const double *sigma; /* read for squares alone; NaN: none is given */
};

HG_MUST_CHECK enum hg_status bins_add(struct bins *bins, struct bins_room *room,
                                      const struct bins_rows *rows, struct hg_error *err);

/* Empties the bins into pieces; industry[pair] is HG_NOT_FOUND for pairs that are left
 * out, and no two pairs have one industry.  Fails with HG_E_INPUT where a sum was beyond
 * what a mass holds. */
HG_MUST_CHECK enum hg_status bins_pieces(struct bins *bins, unsigned threads,
                                         enum hg_point_rule rule, const size_t *industry,
                                         size_t n_industry, struct hg_pieces **out,
                                         struct hg_error *err);

#endif

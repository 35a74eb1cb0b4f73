/*
 * deposit.h - streamed points become pieces: exact sums by region, sector and cell
 *
 * hg_deposit_take() is given to a stream of points (site_stream.h, context is the
 * deposit).  It moves each point to the crs of the grid, looks whether it lies in its
 * region (locate.h: those that do not are kept by the survey, and moved where that was
 * asked for), and adds its mass to the sum of its pair and cell.  Points are not kept:
 * memory grows with the number of different (pair, cell).
 */
#ifndef HG_DEPOSIT_H
#define HG_DEPOSIT_H

#include <hotgrid/locate.h>
#include <hotgrid/pairs.h>
#include <hotgrid/pieces.h>
#include <hotgrid/site_block.h>

struct hg_deposit_params {
    struct hg_survey *survey; /* its grid is that of the cells */
    struct hg_pairs *pairs;   /* of the stream */
    const char *file;         /* for sites that are kept; lives as long as the survey */
    unsigned threads;         /* of the stream */
    bool squares;             /* the pieces shall have them */
};

struct hg_deposit;

/* Borrows all of it. */
HG_MUST_CHECK enum hg_status hg_deposit_create(const struct hg_deposit_params *params,
                                               struct hg_deposit **out,
                                               struct hg_error *err);
void hg_deposit_destroy(struct hg_deposit *deposit); /* NULL is fine */

hg_take_sites hg_deposit_take;

/* What came of a pair. */
struct hg_deposit_pair {
    size_t n;                   /* points */
    size_t n_inside, n_outside; /* those above 0 with a cell, and beyond the grid */
    uint64_t first;             /* place of the first in the file */
    hg_mass_sum mass;           /* of all, wherever they lie */
};

/* Of pairs 0 .. n - 1, overwritten; zeros for those of which nothing came. */
void hg_deposit_pairs(const struct hg_deposit *deposit, size_t n,
                      struct hg_deposit_pair *out);

/* Empties the deposit into pieces (rule is not HG_POINTS_SCALE); industry[pair] of 0 .. n
 * - 1 is HG_NOT_FOUND for pairs without a total, and no two pairs have the same.  Fails
 * with HG_E_INPUT where a sum is beyond what a mass holds. */
HG_MUST_CHECK enum hg_status hg_deposit_pieces(struct hg_deposit *deposit,
                                               enum hg_point_rule rule, size_t n,
                                               const size_t *industry, size_t n_industry,
                                               struct hg_pieces **out,
                                               struct hg_error *err);

/* The sites that lie in one cell, or were moved there: for a deposit of their own, whose
 * stream is given this in place of hg_deposit_take().  They are by region, sector, id,
 * lon, lat and live as long as the deposit. */
void hg_deposit_catch(struct hg_deposit *deposit, uint32_t cell);
hg_take_sites hg_deposit_take_caught;
const struct hg_site *hg_deposit_caught(struct hg_deposit *deposit, size_t *n);

#endif

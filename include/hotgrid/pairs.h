/*
 * pairs.h - small numbers for pairs of a region code and a sector code
 *
 * Files of millions of points name few regions and sectors.  A pair gets its number when
 * it is first met, so the numbers depend on who came first: nothing that is written may.
 *
 * Threads: all functions but destroy may be called by several threads at a time.
 */
#ifndef HG_PAIRS_H
#define HG_PAIRS_H

#include <hotgrid/error.h>
#include <stddef.h>
#include <stdint.h>

/* Numbers are below this. */
#define HG_PAIRS_AT_MOST ((size_t)1 << 24)

struct hg_pair {
    const char *region, *sector; /* terminated; live as long as the pairs */
    size_t region_length, sector_length;
};

struct hg_pairs;

HG_MUST_CHECK enum hg_status hg_pairs_create(struct hg_pairs **out, struct hg_error *err);
void hg_pairs_destroy(struct hg_pairs *pairs); /* NULL is fine */

/* The number of a pair, a new one where it has none yet.  The codes need no end.  Fails
 * with HG_E_MEMORY, or HG_E_LIMIT beyond HG_PAIRS_AT_MOST. */
HG_MUST_CHECK enum hg_status hg_pairs_number(struct hg_pairs *pairs, const char *region,
                                             size_t region_length, const char *sector,
                                             size_t sector_length, uint32_t *out,
                                             struct hg_error *err);

size_t hg_pairs_size(const struct hg_pairs *pairs);

/* The pair of a number that hg_pairs_number() gave. */
struct hg_pair hg_pairs_at(const struct hg_pairs *pairs, uint32_t number);

/* A hash of some bytes, for tables in memory: never for what is written. */
uint64_t hg_hash_bytes(const char *bytes, size_t length, uint64_t seed);

#endif

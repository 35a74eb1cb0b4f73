/*
 * site_block.h - some rows of a points file, on their way to who adds them up
 *
 * Points with masses are streamed: a reader hands out blocks of rows, nobody keeps a
 * point.
 */
#ifndef HG_SITE_BLOCK_H
#define HG_SITE_BLOCK_H

#include <hotgrid/error.h>
#include <hotgrid/mass.h>
#include <stddef.h>
#include <stdint.h>

/* A block has at most so many rows. */
#define HG_SITES_OF_A_BLOCK ((size_t)2048)

/* Text without an end, valid during the call that it is handed to. */
struct hg_span {
    const char *text;
    size_t length;
};

/* Arrays of n, valid during the call that they are handed to. */
struct hg_site_block {
    size_t n;
    const double *lon, *lat;         /* degrees: -180 .. 180, -90 .. 90 */
    const hg_mass *mass;             /* >= 0, as the decimals of the file say */
    const double *kg;                /* the same, not rounded to a mass */
    const double *sigma;             /* relative standard deviation; NaN: none is given */
    const uint32_t *pair;            /* region and sector, of pairs.h */
    const uint64_t *place;           /* tells rows apart; rises with those of a CSV */
    const struct hg_span *id, *name; /* name may be empty */
};

/* Takes a block.  Blocks come in any order, several at a time: each worker (0 .. threads
 * - 1) is one thread. */
typedef enum hg_status hg_take_sites(void *context, unsigned worker,
                                     const struct hg_site_block *block,
                                     struct hg_error *err);

#endif

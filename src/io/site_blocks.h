/*
 * site_blocks.h - a worker's block of rows, filled row by row and handed over
 */
#ifndef HG_IO_SITE_BLOCKS_H
#define HG_IO_SITE_BLOCKS_H

#include "io/site_ids.h"
#include "io/site_row.h"
#include <hotgrid/pairs.h>
#include <hotgrid/site_block.h>

#define BLOCKS_SHELF ((size_t)1024)

struct site_blocks {
    struct hg_pairs *pairs;
    hg_take_sites *take; /* NULL: nobody takes */
    void *context;
    struct site_ids *ids; /* NULL: they are known to differ */
    size_t part;
    unsigned worker;

    size_t n;
    double lon[HG_SITES_OF_A_BLOCK], lat[HG_SITES_OF_A_BLOCK], kg[HG_SITES_OF_A_BLOCK],
        sigma[HG_SITES_OF_A_BLOCK];
    hg_mass mass[HG_SITES_OF_A_BLOCK];
    uint32_t pair[HG_SITES_OF_A_BLOCK];
    uint64_t place[HG_SITES_OF_A_BLOCK];
    struct hg_span id[HG_SITES_OF_A_BLOCK], name[HG_SITES_OF_A_BLOCK];

    const char *region, *sector; /* texts of the row before, where they stay */
    uint32_t last;               /* its pair */
    char *text;                  /* of rows whose text does not stay where it is */
    size_t used, room;
    struct {
        struct hg_pair pair;
        uint32_t number;
    } shelf[BLOCKS_SHELF]; /* pairs met before, by a hash */
};

/* Adds a row; where text_stays is false its text is copied. */
HG_MUST_CHECK enum hg_status site_blocks_add(struct site_blocks *blocks,
                                             const struct site_row *row, uint64_t place,
                                             bool text_stays, struct hg_error *err);

/* Hands over what there is. */
HG_MUST_CHECK enum hg_status site_blocks_flush(struct site_blocks *blocks,
                                               struct hg_error *err);

#endif

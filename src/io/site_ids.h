/*
 * site_ids.h - does an id stand twice in a file that nobody keeps?
 *
 * First look: ids that rise, shorter ones first, all differ.  Where they do not, a second
 * look marks each id in a table of bits: those whose bits are all set already are
 * suspects.  A third look keeps what has the hash of a suspect, and compares.
 */
#ifndef HG_IO_SITE_IDS_H
#define HG_IO_SITE_IDS_H

#include <hotgrid/error.h>
#include <hotgrid/site_block.h>
#include <stdbool.h>

struct site_ids;

/* For a file of that many parts, whose blocks each part hands over in order. */
HG_MUST_CHECK enum hg_status site_ids_create(size_t n_part, struct site_ids **out,
                                             struct hg_error *err);
void site_ids_destroy(struct site_ids *ids); /* NULL is fine */

/* The first look; blocks of one part come from one worker. */
HG_MUST_CHECK enum hg_status site_ids_rise(struct site_ids *ids, size_t part,
                                           const struct hg_site_block *block,
                                           struct hg_error *err);

/* Did all ids rise, from part to part too? */
bool site_ids_rose(const struct site_ids *ids);

/* The other looks, for files of n rows in all: as many rounds as keep the table thin. */
size_t site_ids_rounds(size_t n);
HG_MUST_CHECK enum hg_status site_ids_round(struct site_ids *ids, size_t round,
                                            size_t n_round, struct hg_error *err);
hg_take_sites site_ids_mark;                  /* the second look; context is the ids */
bool site_ids_suspects(struct site_ids *ids); /* are there any?  before the third */
hg_take_sites site_ids_keep;                  /* the third look */

/* Ids that stand twice in what was kept, by id and place. */
struct site_twin {
    const char *id;
    uint64_t place, before; /* of the row, and of the one before it with this id */
};
HG_MUST_CHECK enum hg_status site_ids_twins(struct site_ids *ids, size_t *n,
                                            struct site_twin **out, struct hg_error *err);

#endif

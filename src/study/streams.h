/*
 * streams.h - the points of a study: those with masses are streamed, the others are kept
 */
#ifndef HG_STUDY_STREAMS_H
#define HG_STUDY_STREAMS_H

#include "study/job.h"
#include <hotgrid/deposit.h>
#include <hotgrid/site_stream.h>

struct streams {
    struct hg_pairs *pairs;
    struct hg_survey *survey;    /* of all points; NULL: the regions could not be read */
    size_t n;                    /* points files of the study */
    struct hg_deposit **deposit; /* [file]; NULL where points are kept in memory */
    struct hg_totals **added;    /* [file]; NULL where points do not add */
    struct hg_pieces **pieces;   /* [file]; NULL where points are in memory, or taken */
    size_t *n_placed;            /* [file]: streamed points with a total */
    struct hg_arena *arena;      /* of streamed points without a total */
};

void streams_destroy(struct streams *streams); /* NULL is fine */

/* Points of a rule are streamed. */
bool is_streamed(enum hg_point_rule rule);

/* Streams a file of the study once more, now that it is known to be right. */
HG_MUST_CHECK enum hg_status stream_again(const struct job *job, size_t file,
                                          hg_take_sites *take, void *context,
                                          struct hg_error *err);

#endif

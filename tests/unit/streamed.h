/*
 * streamed.h - all rows of a streamed file, in the order of the file, for comparison
 */
#ifndef HG_TEST_STREAMED_H
#define HG_TEST_STREAMED_H

#include <hotgrid/parallel.h>
#include <hotgrid/site_stream.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct streamed_row {
    uint64_t place;
    double lon, lat, kg, sigma;
    hg_mass mass;
    char id[80], name[80], region[80], sector[80]; /* cut */
};

struct streamed {
    struct hg_pairs *pairs;
    struct hg_lock *lock;
    size_t n, room;
    struct streamed_row *row;
};

static inline void streamed_copy(char *to, struct hg_span from)
{
    snprintf(to, 80, "%.*s", (int)from.length, from.text);
}

static inline enum hg_status streamed_take(void *context, unsigned worker,
                                           const struct hg_site_block *block,
                                           struct hg_error *err)
{
    (void)worker;
    struct streamed *s = context;
    hg_lock_take(s->lock);
    enum hg_status status = HG_OK;
    if (s->n + block->n > s->room) {
        s->room = 2 * (s->n + block->n);
        struct streamed_row *grown = realloc(s->row, s->room * sizeof(*grown));
        if (!grown)
            status = hg_fail(err, HG_E_MEMORY, "no memory");
        else
            s->row = grown;
    }
    for (size_t i = 0; status == HG_OK && i < block->n; i++) {
        struct streamed_row *row = &s->row[s->n++];
        const struct hg_pair pair = hg_pairs_at(s->pairs, block->pair[i]);
        *row = (struct streamed_row){.place = block->place[i],
                                     .lon = block->lon[i],
                                     .lat = block->lat[i],
                                     .kg = block->kg[i],
                                     .sigma = block->sigma[i],
                                     .mass = block->mass[i]};
        streamed_copy(row->id, block->id[i]);
        streamed_copy(row->name, block->name[i]);
        snprintf(row->region, 80, "%s", pair.region);
        snprintf(row->sector, 80, "%s", pair.sector);
    }
    hg_lock_release(s->lock);
    return status;
}

static inline int streamed_order(const void *a, const void *b)
{
    const struct streamed_row *p = a, *q = b;
    return (p->place > q->place) - (p->place < q->place);
}

/* Streams a file into s, which streamed_finish() empties. */
static inline enum hg_status streamed_read(const struct hg_table_source *file,
                                           unsigned threads, size_t part,
                                           struct hg_faults *faults, struct streamed *s,
                                           struct hg_error *err)
{
    *s = (struct streamed){.lock = hg_lock_create()};
    enum hg_status status = s->lock ? hg_pairs_create(&s->pairs, err)
                                    : hg_fail(err, HG_E_MEMORY, "no memory");
    const struct hg_site_stream stream = {.file = file,
                                          .pairs = s->pairs,
                                          .threads = threads,
                                          .take = streamed_take,
                                          .context = s,
                                          .part = part};
    if (status == HG_OK)
        status = hg_stream_sites(&stream, faults, err);
    if (s->n > 1)
        qsort(s->row, s->n, sizeof(s->row[0]), streamed_order);
    return status;
}

static inline void streamed_finish(struct streamed *s)
{
    hg_pairs_destroy(s->pairs);
    hg_lock_destroy(s->lock);
    free(s->row);
    *s = (struct streamed){0};
}

#endif

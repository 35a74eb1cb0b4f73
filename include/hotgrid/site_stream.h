/*
 * site_stream.h - points with masses, read in blocks and on all processors
 *
 * Columns, rules and complaints are those of hg_read_sites() for rules other than
 * HG_POINTS_SCALE.  A .csv is cut at line ends into parts that are read in parallel; any
 * other file comes in blocks of one worker.  What the blocks say together does not depend
 * on the number of threads, nor do the faults.
 *
 * Memory does not grow with the file: ids are known to differ where they rise (shorter
 * ones first), else by a table of bits of fixed size and a second look at those that may
 * be the same.
 */
#ifndef HG_SITE_STREAM_H
#define HG_SITE_STREAM_H

#include <hotgrid/pairs.h>
#include <hotgrid/site_block.h>
#include <hotgrid/tables.h>

struct hg_site_stream {
    const struct hg_table_source *file;
    struct hg_pairs *pairs; /* gets the codes */
    unsigned threads;       /* 0 is 1 */
    hg_take_sites *take;    /* NULL: the file is only checked */
    void *context;
    bool again;  /* streamed before without a fault: ids are known to differ */
    size_t part; /* bytes of a CSV that one task reads; 0: 1 MiB */
};

/* Where rows are wrong (ids that stand twice among them) there are faults, and what was
 * taken is worth nothing.  Fails at once as hg_read_sites() does, or when take() fails on
 * rows that are right. */
HG_MUST_CHECK enum hg_status hg_stream_sites(const struct hg_site_stream *stream,
                                             struct hg_faults *faults,
                                             struct hg_error *err);

/* Turns n places of a file into records, as messages tell them: lines of a CSV, else
 * numbers of features.  place is sorted, rising. */
HG_MUST_CHECK enum hg_status hg_site_lines(const struct hg_table_source *file, size_t n,
                                           const uint64_t *place, size_t *line,
                                           struct hg_error *err);

#endif

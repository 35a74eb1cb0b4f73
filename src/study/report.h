/*
 * report.h - report.html: E and S as blocks of numbers, facts in JSON, a page around them
 *
 * A block is a stream of bytes, compressed by zlib and written in base 64 into a script
 * element of the page; report/data.js reads it.  Whole numbers are of 7 bits a byte, the
 * lowest first, the eighth bit saying that more follow; signed ones are 2 n, or -2 n - 1
 * below 0; doubles are IEEE 754, lowest byte first.
 */
#ifndef HG_STUDY_REPORT_H
#define HG_STUDY_REPORT_H

#include "study/job.h"
#include "study/json.h"

struct report_block {
    const char *id; /* of its element, static */
    struct hg_text raw;
    uint8_t *packed;
    size_t n_packed;
};

struct report {
    struct job *job;
    json_t *facts;
    bool ok; /* no fact was lost for want of memory */
    size_t n_block;
    struct report_block block[32];
};

/* A new block, to be filled. */
struct hg_text *report_block(struct report *report, const char *id);

void report_count(struct hg_text *block, uint64_t count);
void report_signed(struct hg_text *block, int64_t value);
void report_double(struct hg_text *block, double value);
void report_float(struct hg_text *block, float value);

/* What each fills is said in its file. */
typedef enum hg_status report_part(struct report *report, struct hg_error *err);
report_part report_grid, report_emissions, report_plants, report_shares, report_shapes,
    report_facts, report_layers;

/* The files that the study read: [{name, sha256}], without their folders. */
json_t *report_sources(const struct job *job, bool *ok);

#endif

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

/* Does the job write report.html? */
bool report_is_wanted(const struct job *job);

/* A new block, to be filled. */
struct hg_text *report_block(struct report *report, const char *id);

void report_count(struct hg_text *block, uint64_t count);
void report_signed(struct hg_text *block, int64_t value);
void report_double(struct hg_text *block, double value);
void report_float(struct hg_text *block, float value);

/* What each fills is said in its file. */
typedef enum hg_status report_part(struct report *report, struct hg_error *err);
report_part report_grid, report_emissions, report_plants, report_shares, report_shapes,
    report_facts, report_layers, report_hotspots, report_details, report_levers;

/* Industries whose rows of the mix differ: those of the study with a market and with mass
 * on the grid. */
struct report_rows {
    size_t n;
    size_t *first; /* [row]: the first industry that has it */
    size_t *of;    /* [industry]: its row; HG_NOT_FOUND for the others */
};
HG_MUST_CHECK enum hg_status
report_find_rows(const struct job *job, struct report_rows *out, struct hg_error *err);
void report_rows_finish(struct report_rows *rows); /* zeroed is fine */

enum { REPORT_PLANES = 3 };

/* What of each row serves which category and product of a destination: one set of parts
 * (categories x products), or, where that is too much, one by category and one by
 * product. */
struct report_parts {
    size_t n_set;                           /* 0: left out */
    size_t n[2];                            /* parts of each set */
    const char *why;                        /* what is left out, for people; "" */
    struct hg_text plane[2][REPORT_PLANES]; /* their bytes, the highest ones first */
};
void report_parts_destroy(struct report_parts *parts); /* NULL is fine */

/* Says where on the grid a place is, in steps: `col` and `row`; false where it lies off
 * the grid. */
bool report_place(const struct job *job, json_t *object, double lon, double lat,
                  bool *ok);

/* What the page calls the lens of a lever's account: "excess", "change:OPTION"; option
 * NULL: the first. */
json_t *report_lens_name(const struct job *job, enum hg_account account,
                         const char *option);

/* The files that the study read: [{name}], without their folders. */
json_t *report_sources(const struct job *job, bool *ok);

#endif

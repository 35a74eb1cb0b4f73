/*
 * account_sets.h - emissions as the industries of the trade table, and all their accounts
 *
 * The study's inventory is one set; what the table tells of its own emissions is another.
 * A set is whole where every region of the table emits: then it tells of all the world,
 * and countries can be ranked in it.  Of a region that it does not cover, what others
 * emit for it is known, and nothing else.
 */
#ifndef HG_STUDY_ACCOUNT_SETS_H
#define HG_STUDY_ACCOUNT_SETS_H

#include "study/job.h"
#include <hotgrid/footprints.h>

enum { N_TIER = 10 };

struct account_set {
    const char *of;    /* "study" or "table" */
    const char *whose; /* for people */
    double *industry;  /* [industry of the table]: kg */
    double *household; /* [region of the table]: kg, directly */
    bool *covered;     /* [region]: the set tells what it emits */
    double unmapped;   /* kg that no industry of the table takes */
    double total;      /* kg, all three together */
    bool whole;
    struct hg_footprints *prints;
    double *bilateral;                     /* [region * D + region]: EEBT */
    double *adjusted, *adjusted_by_output; /* [region]: TCBA; NULL unless whole */
};

struct account_sets {
    size_t n;
    struct account_set set[2];
};

void account_sets_destroy(struct account_sets *sets); /* NULL is fine */

/* The set that tells of the whole world, the table's own first; NULL for none. */
const struct account_set *account_world(const struct account_sets *sets);

/* The place of a mass among all that each country of the world set emits, households too;
 * the rest of the world is no country.  0 where no set is whole, or the mass is NAN. */
size_t account_rank(const struct job *job, double kg);

/* What a destination, or the members of a group together, emit and have from elsewhere:
 * emitted and households are NAN where a member is not covered. */
struct account_trade {
    double emitted, households, consumed, within;
};
struct account_trade account_trade_of(const struct account_set *set, const bool *member);

/* Is a region of the table what is left of the world, or of a continent? */
bool account_is_rest(const struct job *job, size_t r);

/* Regions of the table that a code means: itself, or the members of a group. */
bool account_members(const struct job *job, const char *code, bool *member);

/* A job that has a trade table and went as far as its accounts, for a verb that needs no
 * grid (accounts_study.c). */
HG_MUST_CHECK enum hg_status account_job(const char *study_path, const char *verb,
                                         const struct hg_run_options *options,
                                         struct hg_faults *faults, struct job **out,
                                         struct hg_error *err);

/* Tables of both sets (footprint_tables.c). */
HG_MUST_CHECK enum hg_status write_footprint_tables(struct job *job,
                                                    struct hg_error *err);

#endif

/*
 * levers.h - what a study finds out about its levers: targets, moves, standards, changes
 *
 * Each lever is four functions of its own header: X_find() makes the finding from a job
 * that went as far as its accounts, and fills the coefficients of the layers that ask for
 * it; X_tables() commits its tables; X_facts() says it in JSON, the `top` largest of its
 * lists, for its verb, run.json and report.html alike; X_destroy().  What follows calls
 * those that the study asks for.
 */
#ifndef HG_STUDY_LEVERS_STUDY_H
#define HG_STUDY_LEVERS_STUDY_H

#include "study/job.h"
#include "study/json.h"

struct target_finding;    /* targets_pairs.h */
struct relocation;        /* relocate.h */
struct benchmark_finding; /* benchmark_join.h */
struct zone_accounts;
struct chains;
struct comparisons; /* decomposed.h */

/* NULL: the study does not ask for it. */
struct levers {
    struct target_finding *targets;
    struct relocation *relocation;
    struct benchmark_finding *benchmark;
    struct zone_accounts *places; /* job->zones, once they are found */
    struct chains *chains;
    struct comparisons *comparisons;
};

/* What run.json and report.html tell of lists. */
enum { LEVERS_IN_RUN_JSON = 20, LEVERS_IN_REPORT = 200 };

/* Makes job->levers, with nothing in it: for a verb that finds one lever alone. */
HG_MUST_CHECK enum hg_status levers_create(struct job *job, struct hg_error *err);
void levers_destroy(struct levers *levers); /* NULL is fine */

/* Does the study of a job ask for any lever? */
bool levers_wanted(const struct job *job);

/* For the maps of a verb: without what else a run makes, and the keys of other levers. */
void levers_leave_out(struct hg_study *study, enum hg_account account);

/* The same, and the study asks for one lever alone, and for those of its layers
 * that are of these two accounts (which may be the same), or where it has none, for one
 * of each. */
HG_MUST_CHECK enum hg_status levers_narrow(struct job *job, enum hg_account account,
                                           enum hg_account other, struct hg_error *err);

/* The tables of all that was found. */
HG_MUST_CHECK enum hg_status write_lever_tables(struct job *job, struct hg_error *err);

/* {"targets": {...}, "relocation": {...}, ...}, without those that were not asked for;
 * NULL where there are none. */
json_t *levers_facts(const struct job *job, size_t top, bool *ok);

/* Is an account that of a lever, whose layers have coefficients of their own? */
bool is_of_lever(enum hg_account account);

#endif

/* failures.h - layers that could not be made, where the run goes on without them */
#ifndef HG_STUDY_FAILURES_H
#define HG_STUDY_FAILURES_H

#include "study/job.h"

struct failure {
    const char *stage; /* static */
    char *stem, *message;
};

struct failures {
    size_t n, max;
    struct failure *failure; /* by stage, in the order of the layers */
};

/* Makes job->failures, which runs of regions share. */
HG_MUST_CHECK enum hg_status failures_open(struct job *job, struct hg_error *err);
void failures_destroy(struct failures *failures); /* NULL is fine */

/* What became of the layer `stem`: where options->keep_going says so, a failure is noted
 * and told, and HG_OK returned; what concerns the whole run (a stop, mass) is not.  May
 * be called from several threads. */
HG_MUST_CHECK enum hg_status job_bear(struct job *job, const char *stage,
                                      const char *stem, enum hg_status status,
                                      struct hg_error *err);

/* Did this layer fail? */
bool job_failed(const struct job *job, const char *stem);

/* Brings the failures of a stage into the order of stems, whatever thread met them first,
 * and takes the layers that have failed out of the run where drop says so. */
void failures_settle(struct job *job, bool drop);

/* HG_E_PARTIAL with a sentence when there was any. */
HG_MUST_CHECK enum hg_status failures_status(const struct job *job, struct hg_error *err);

#endif

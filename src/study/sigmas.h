/* sigmas.h - how far the emissions of a study may be off */
#ifndef HG_STUDY_SIGMAS_H
#define HG_STUDY_SIGMAS_H

#include "study/job.h"
#include <hotgrid/uncertainty.h>

/* Relative deviations as the study and its inventory state them, by index. */
struct sigmas {
    double *sector, *region, *point, *own, *source;
    double area;
    bool *held;
};

/* Zeroed arrays filled from the study; HG_E_STUDY for a code that is not known.  Needs
 * the inventory. */
HG_MUST_CHECK enum hg_status sigmas_make(const struct job *job, struct sigmas *out,
                                         struct hg_error *err);
void sigmas_finish(struct sigmas *sigmas); /* NULL is fine */

/* Proxies and blends that may have placed emissions. */
size_t sigmas_sources(const struct job *job);

/* Is one of them above 0? */
bool sigmas_any(const struct job *job, const struct sigmas *sigmas);

#endif

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

void sigmas_finish(struct sigmas *sigmas); /* NULL is fine */

/* Proxies and blends that may have placed emissions. */
size_t sigmas_sources(const struct job *job);

/* Is one of them above 0? */
bool sigmas_any(const struct job *job, const struct sigmas *sigmas);

#endif

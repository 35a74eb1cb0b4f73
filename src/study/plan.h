/* plan.h - how the layers of a study are called */
#ifndef HG_STUDY_PLAN_H
#define HG_STUDY_PLAN_H

#include "study/job.h"

/* Gives a layer its stem, "WHAT[_SECTORS][_in-REGIONS][_share|_per-cell|_sigma...]" in
 * the study's pattern, and the words of its entry; false without memory. */
bool plan_name(struct job *job, struct layer *layer, const char *what);

/* Its title; market: the name of its destination, or "". */
bool plan_title(struct job *job, struct layer *layer, const char *market);

#endif

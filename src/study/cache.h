/* cache.h - coverage and proxies, from the folder of the cache where they are kept there
 */
#ifndef HG_STUDY_CACHE_H
#define HG_STUDY_CACHE_H

#include "study/job.h"

/* hg_cover() of the regions on a grid; as_drawn regions that cover places twice are told
 * on the log. */
HG_MUST_CHECK enum hg_status cache_cover(const struct job *job,
                                         const struct hg_grid *grid,
                                         struct hg_weights **out, struct hg_error *err);

/* hg_regrid() of proxy file i on the wide grid. */
HG_MUST_CHECK enum hg_status cache_regrid(const struct job *job, size_t i,
                                          double *density, struct hg_error *err);

/* The factors of the table of the job, and its S. */
HG_MUST_CHECK enum hg_status cache_solution(struct job *job, struct hg_error *err);

#endif

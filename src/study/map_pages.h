/* map_pages.h - pages of several layers, filled as these are drawn */
#ifndef HG_STUDY_MAP_PAGES_H
#define HG_STUDY_MAP_PAGES_H

#include "study/layers.h"

struct map_pages;

/* Tells pages whose panels are no layers, or do not go on one scale; once layers are
 * planned. */
void map_pages_check(struct job *job);

/* Lays out the pages of the study, job->pages; once layers are measured. */
stage_run map_pages_create;
void map_pages_destroy(struct map_pages *pages); /* NULL is fine */

/* Is the layer on a page?  And puts it there. */
bool map_pages_want(const struct job *job, const struct layer *layer);
HG_MUST_CHECK enum hg_status map_pages_fill(const struct job *job,
                                            const struct layer *layer, const float *value,
                                            struct hg_error *err);

/* Writes pages/NAME.png ... */
stage_run map_pages_write;

#endif

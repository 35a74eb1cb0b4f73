/* map_corners.h - what stands in the corners of all maps of a study */
#ifndef HG_STUDY_MAP_CORNERS_H
#define HG_STUDY_MAP_CORNERS_H

#include "study/job.h"

struct map_corners;

/* Insets in the crs of the grid with their scales, and the locator; job->corners. */
stage_run make_corners;
void map_corners_destroy(struct map_corners *corners); /* NULL is fine */

/* Enters them into a map of the study. */
void set_corners(const struct job *job, struct hg_map *map);

/* The locator of a map that shows another box, where there is one: the caller frees
 * *out. */
struct map_locator;
HG_MUST_CHECK enum hg_status set_locator(const struct job *job, const struct hg_box *box,
                                         struct hg_map *map, struct map_locator **out,
                                         struct hg_error *err);

#endif

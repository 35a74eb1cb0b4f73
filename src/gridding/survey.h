/*
 * survey.h - the inside of a survey: one point at a time, by many threads
 */
#ifndef GRIDDING_SURVEY_H
#define GRIDDING_SURVEY_H

#include <hotgrid/locate.h>
#include <hotgrid/locator.h>

const struct hg_survey_params *survey_params(const struct hg_survey *survey);

/* The shape of a region and its border, which is NULL where the region has no polygon. */
HG_MUST_CHECK enum hg_status survey_region(struct hg_survey *survey, const char *region,
                                           const struct hg_border **out,
                                           struct hg_error *err);

/* A place that does not lie in the polygon of its region: cell is that of (x, y), and
 * then where it belongs: another one, HG_NO_CELL, or HG_DIFFUSE_CELL.  to_grid is the
 * thread's own.  found gets all but site and streamed. */
HG_MUST_CHECK enum hg_status
survey_judge(struct hg_survey *survey, const struct hg_transform *to_grid,
             const char *region, const struct hg_site *site, double x, double y,
             uint32_t *cell, struct hg_misplaced *found, struct hg_error *err);

/* Keeps what was found; of a site that is streamed all text is copied, but its file. */
HG_MUST_CHECK enum hg_status survey_keep(struct hg_survey *survey,
                                         const struct hg_misplaced *found,
                                         struct hg_error *err);

#endif

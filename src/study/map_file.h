/* map_file.h - maps of the study: what all have in common, and their files */
#ifndef HG_STUDY_MAP_FILE_H
#define HG_STUDY_MAP_FILE_H

#include "study/job.h"
#include <hotgrid/crs.h>
#include <hotgrid/map.h>

/* A map of the study's grid: its style, borders, lakes and context, and the frame, which
 * it borrows. */
struct hg_map job_begin_map(const struct job *job, const struct hg_frame *frame);

/* "png", "pdf" or "svg". */
enum hg_map_format job_map_format(const char *name);

/* The map in all formats of the study as FOLDER/STEM.png ..., FOLDER NULL: that of each
 * format. */
HG_MUST_CHECK enum hg_status job_write_map(struct job *job, const struct hg_map *map,
                                           const char *folder, const char *stem,
                                           uint32_t missing[16], struct hg_error *err);

/* Warns of characters of a map that no font has, which job_write_map() found. */
void job_warn_glyphs(const struct job *job, const char *what, const uint32_t missing[16]);

#endif

/*
 * resume.h - what a run finds done already in its output folder
 *
 * Once all files of a layer's step ("write", "draw") are committed, a line of the
 * manifest says so: the step, the stem of the layer, a key, the files with their sizes
 * and digests, and a note that the step leaves for the report.  A later run takes such a
 * step over when the key is its own and the files are as they were.  The key is the
 * SHA-256 of all that a file can depend on: the study file and all files it names, the
 * parsed inputs, the program itself and the versions of GDAL and PROJ.  Fonts are the
 * machine's, and not in it.
 */
#ifndef HG_STUDY_RESUME_H
#define HG_STUDY_RESUME_H

#include "study/job.h"

struct resume;

/* Makes the key of the run and reads the manifest; after hg_output_open().  With
 * options->force nothing is found done. */
HG_MUST_CHECK enum hg_status resume_open(struct job *job, struct hg_error *err);
void resume_destroy(struct resume *resume); /* NULL is fine */

/* Is the step done?  Then its files are the run's, and *note (NULL is fine) what was
 * left, as long as the job lives.  May be called from several threads. */
bool resume_take(struct job *job, const char *step, const char *stem, const char **note);

/* Counts a step that is not done again, for resume_tell(). */
void resume_count(struct job *job);

/* Says in the manifest that the step is done. */
HG_MUST_CHECK enum hg_status resume_mark(struct job *job, const char *step,
                                         const char *stem, const char *note,
                                         struct hg_error *err);

/* Steps that were taken over, and a line about them for people where there are any. */
void resume_tell(const struct job *job, struct hg_text *text);

#endif

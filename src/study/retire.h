/*
 * retire.h - files of earlier runs that the study no longer makes
 *
 * A table, layer or map of a key that was dropped from a study would stand beside the new
 * files as if it were one of them.  The lines of files in the manifest say which verb
 * made them of which study and year; once run.json stands, those of the same that this
 * run did not make are removed.  What was changed since, what others made and what no
 * manifest tells of stays; so does all of it when a layer failed.
 */
#ifndef HG_STUDY_RETIRE_H
#define HG_STUDY_RETIRE_H

#include "study/job.h"

stage_run retire_sign, retire_old;

#endif

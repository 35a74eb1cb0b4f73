/*
 * decompose_study.h - the verb decompose: what changed the emissions of a study
 *
 * Between two years, by structural decomposition of the trade tables (structural.h) and
 * by LMDI of output (decompose.h), or between two regions of one study.  Faults, status
 * and units as those of levers.h.
 */
#ifndef HG_DECOMPOSE_STUDY_H
#define HG_DECOMPOSE_STUDY_H

#include <hotgrid/error.h>
#include <hotgrid/text.h>
#include <stddef.h>

struct hg_run_options; /* run.h */

struct hg_decompose_options {
    const char *other;   /* study of the later year; NULL with regions */
    const char *regions; /* "CHN,USA": from the first to the second; NULL with other */
    const char *account; /* "production" (NULL) or "consumption": told in the text */
    size_t top;          /* regions with the largest change alone; 0: all */
};

/* Text is CSV or JSON; options->output, when given, gets all tables and a chart. */
HG_MUST_CHECK enum hg_status
hg_decompose_study(const char *study_path, const struct hg_decompose_options *asked,
                   const struct hg_run_options *options, struct hg_faults *faults,
                   struct hg_text *text, struct hg_error *err);

#endif

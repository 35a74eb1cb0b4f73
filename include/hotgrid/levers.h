/*
 * levers.h - what to do about the emissions of a study: targets, moves, standards
 *
 * Verbs of the command line as those of run.h, with the same faults and status.  Masses
 * in the texts and tables are t; the name of each column says its unit.
 */
#ifndef HG_LEVERS_H
#define HG_LEVERS_H

#include <hotgrid/error.h>
#include <hotgrid/text.h>
#include <stdbool.h>
#include <stddef.h>

struct hg_run_options; /* run.h */

/* Pairs (region, sector) by what a benchmark of intensity would save, the largest first,
 * as CSV (`top` of them; 0: all) or JSON; options->output, when given, gets the table. */
HG_MUST_CHECK enum hg_status hg_target_study(const char *study_path, size_t top,
                                             const struct hg_run_options *options,
                                             struct hg_faults *faults,
                                             struct hg_text *text, struct hg_error *err);

struct hg_relocate_options {
    const char *option; /* of the scenario; NULL: all */
    bool mrio;          /* as key `mrio` */
};

/* What the moves of key `relocate` do at home, abroad and in all, as CSV or JSON;
 * options->output, when given, gets the tables, GeoTIFFs and maps of the emissions
 * before, and of those after and of the change by each option. */
HG_MUST_CHECK enum hg_status
hg_relocate_study(const char *study_path, const struct hg_relocate_options *asked,
                  const struct hg_run_options *options, struct hg_faults *faults,
                  struct hg_text *text, struct hg_error *err);

/* Plants against the standards of key `benchmark`, best score first, as CSV (`top` of
 * them; 0: all) or JSON; options->output, when given, gets the tables. */
HG_MUST_CHECK enum hg_status hg_benchmark_study(const char *study_path, size_t top,
                                                const struct hg_run_options *options,
                                                struct hg_faults *faults,
                                                struct hg_text *text,
                                                struct hg_error *err);

struct hg_place_options {
    const char *set; /* the one that is wanted; NULL: all */
    const char *by;  /* "total", "foreign" or "density"; NULL: total */
    size_t top;      /* of each set; 0: all */
};

/* What the places of key `places` emit and for whom, each set in the order that is asked
 * for, as CSV or JSON; options->output, when given, gets the tables and maps. */
HG_MUST_CHECK enum hg_status hg_place_study(const char *study_path,
                                            const struct hg_place_options *asked,
                                            const struct hg_run_options *options,
                                            struct hg_faults *faults,
                                            struct hg_text *text, struct hg_error *err);

#endif

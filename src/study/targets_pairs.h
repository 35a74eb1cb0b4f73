/*
 * targets_pairs.h - emissions, output and exports of each region and sector, to be
 * compared
 *
 * Either the study's industries, with outputs from a file, or the industries of the trade
 * table, with the output of the table: of all the world where the table tells of its
 * emissions, else of the regions that the study covers.
 */
#ifndef HG_STUDY_TARGETS_PAIRS_H
#define HG_STUDY_TARGETS_PAIRS_H

#include "study/account_sets.h"
#include <hotgrid/targets.h>

struct target_pairs {
    const struct hg_axis *regions, *sectors;
    bool of_table;
    const char *unit;              /* of output; "" where a file gives it */
    double *kg, *output, *counted; /* [region * n_sector + sector] */
    bool *listed;                  /* [region] */
    double *given;                 /* [sector]; NULL unless the reference gives them */
    size_t n_negative;             /* industries of the table with an output below 0 */
};

/* Faults: codes of files and keys that nothing knows. */
HG_MUST_CHECK enum hg_status target_pairs_make(struct job *job, struct target_pairs *out,
                                               struct hg_error *err);
void target_pairs_finish(struct target_pairs *pairs);

#endif

/*
 * ready.h - the ready grids of a study: fields on its grid
 */
#ifndef HG_STUDY_READY_H
#define HG_STUDY_READY_H

#include "study/job.h"

/* All ready grids of a study: one field for each sector that has some, in kg a year. */
struct ready {
    size_t n;
    size_t n_cell;
    double **field;             /* [field][cell of the study's grid], owned */
    const char **sector;        /* [field] codes, of the study */
    const char **file;          /* [field] the first of its files */
    struct hg_weights *weights; /* of the regions, on the study's grid */
};

/* Reads them into job->ready, adds what the regions have of them to job->totals and a
 * line to the ledger.  Nothing happens where there are none.  After totals and regions.
 */
HG_MUST_CHECK enum hg_status read_ready(struct job *job, struct hg_error *err);
void ready_destroy(struct ready *ready); /* NULL is fine */

/* Fields as allocation wants them, on the wide grid, with job->weights on it. */
struct ready_fields {
    double **field;
    uint32_t *field_of; /* [sector] */
    double *covered;    /* [cell] */
};

/* All NULL where there are none.  The fields move here from job->ready. */
HG_MUST_CHECK enum hg_status ready_fields_make(struct job *job, struct ready_fields *out,
                                               struct hg_error *err);
void ready_fields_finish(const struct job *job, struct ready_fields *fields);

#endif

/* strips.h - forms of E over the grid, a strip of rows at a time */
#ifndef HG_STUDY_STRIPS_H
#define HG_STUDY_STRIPS_H

#include "study/job.h"

enum { STRIP_ROWS = 16 };

size_t strip_count(const struct job *job);

/* Bytes of a strip of so many forms. */
uint64_t strip_bytes(const struct job *job, size_t n_form);

/* Gets kg[i * n_form + form] of the n cells from first_cell on. */
typedef void strip_task(void *context, size_t strip, size_t first_cell, size_t n,
                        const double *kg);

/* Runs task once for each strip, several at once; coefficient is [industry * n_form +
 * form]. */
HG_MUST_CHECK enum hg_status each_strip(const struct job *job, size_t n_form,
                                        const double *coefficient, strip_task *task,
                                        void *context, struct hg_error *err);

/* The same with coefficients of their own for what is diffuse. */
HG_MUST_CHECK enum hg_status each_strip_apart(const struct job *job, size_t n_form,
                                              const double *coefficient,
                                              const double *diffuse, strip_task *task,
                                              void *context, struct hg_error *err);

/* Standard deviation, kg, of one form in every cell: out is [cell]. */
HG_MUST_CHECK enum hg_status deviate_cells(const struct job *job,
                                           const double *coefficient, double *out,
                                           struct hg_error *err);

#endif

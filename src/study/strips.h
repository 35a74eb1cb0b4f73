/* strips.h - forms of E over the grid, a strip of rows at a time */
#ifndef HG_STUDY_STRIPS_H
#define HG_STUDY_STRIPS_H

#include "study/job.h"

enum { STRIP_ROWS = 16 };

size_t strip_count(const struct job *job);

/* Bytes of what a thread holds of so many forms. */
uint64_t strip_bytes(size_t n_form);

/* Cells that have emissions, rising, and form f of the i-th: kg[i * stride + f]. */
struct strip_cells {
    size_t n;
    const uint32_t *cell;
    const double *kg;
    size_t stride;
};

/* Gets a strip, a block of cells after another. */
typedef void strip_task(void *context, size_t strip, const struct strip_cells *cells);

/* Runs task for all blocks of each strip in their order, several strips at once;
 * coefficient is [industry * n_form + form]. */
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

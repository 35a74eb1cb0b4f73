/* strips.c - forms of E over the grid, a strip of rows at a time */
#include "study/strips.h"
#include <hotgrid/parallel.h>
#include <stdlib.h>

struct walk {
    const struct hg_grid_params *grid;
    const struct hg_forms *forms;
    size_t n_form;
    double **buffer; /* [worker] */
    strip_task *task;
    void *context;
};

size_t strip_count(const struct job *job)
{
    return ((size_t)hg_grid_params(job->grid)->nrow + STRIP_ROWS - 1) / STRIP_ROWS;
}

uint64_t strip_bytes(const struct job *job, size_t n_form)
{
    return (uint64_t)STRIP_ROWS * hg_grid_params(job->grid)->ncol * n_form *
           sizeof(double);
}

static enum hg_status do_strip(void *context, size_t index, unsigned worker,
                               struct hg_error *err)
{
    struct walk *walk = context;
    const uint32_t ncol = walk->grid->ncol, nrow = walk->grid->nrow;
    const uint32_t first = (uint32_t)index * STRIP_ROWS;
    const uint32_t last = first + STRIP_ROWS < nrow ? first + STRIP_ROWS : nrow;
    double **kg = &walk->buffer[worker];
    if (!*kg)
        *kg = malloc((size_t)STRIP_ROWS * ncol * walk->n_form * sizeof(**kg));
    if (!*kg)
        return no_memory(err, "a strip of the grid");
    hg_forms_strip(walk->forms, first, last, *kg);
    walk->task(walk->context, index, (size_t)first * ncol, (size_t)(last - first) * ncol,
               *kg);
    return hg_stop_check(err);
}

enum hg_status each_strip(const struct job *job, size_t n_form, const double *coefficient,
                          strip_task *task, void *context, struct hg_error *err)
{
    return each_strip_apart(job, n_form, coefficient, coefficient, task, context, err);
}

enum hg_status each_strip_apart(const struct job *job, size_t n_form,
                                const double *coefficient, const double *diffuse,
                                strip_task *task, void *context, struct hg_error *err)
{
    struct hg_forms *forms = NULL;
    struct walk walk = {hg_grid_params(job->grid), NULL, n_form, NULL, task, context};
    enum hg_status status =
        hg_forms_create_apart(job->emissions, n_form, coefficient, diffuse, &forms, err);
    if (status != HG_OK)
        return status;
    walk.forms = forms;
    walk.buffer = calloc(job->threads, sizeof(*walk.buffer));
    status = walk.buffer
                 ? hg_parallel(job->threads, strip_count(job), do_strip, &walk, err)
                 : no_memory(err, "strips of the grid");
    for (unsigned i = 0; walk.buffer && i < job->threads; i++)
        free(walk.buffer[i]);
    free(walk.buffer);
    hg_forms_destroy(forms);
    return status;
}

struct deviating {
    const struct hg_grid_params *grid;
    const struct hg_deviations *deviations;
    double *out;
};

static enum hg_status deviate_strip(void *context, size_t index, unsigned worker,
                                    struct hg_error *err)
{
    (void)worker;
    const struct deviating *d = context;
    const uint32_t first = (uint32_t)index * STRIP_ROWS, nrow = d->grid->nrow;
    const uint32_t last = first + STRIP_ROWS < nrow ? first + STRIP_ROWS : nrow;
    const enum hg_status status = hg_deviations_strip(
        d->deviations, first, last, d->out + (size_t)first * d->grid->ncol, err);
    return status == HG_OK ? hg_stop_check(err) : status;
}

enum hg_status deviate_cells(const struct job *job, const double *coefficient,
                             double *out, struct hg_error *err)
{
    struct hg_deviations *deviations = NULL;
    enum hg_status status =
        hg_deviations_create(job->uncertainty, 1, coefficient, &deviations, err);
    struct deviating d = {hg_grid_params(job->grid), deviations, out};
    if (status == HG_OK)
        status = hg_parallel(job->threads, strip_count(job), deviate_strip, &d, err);
    hg_deviations_destroy(deviations);
    return status;
}

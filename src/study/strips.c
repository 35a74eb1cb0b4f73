/* strips.c - forms of E over the grid, a strip of rows at a time */
#include "study/strips.h"
#include <hotgrid/parallel.h>
#include <hotgrid/stop.h>
#include <stdlib.h>

/* What a thread has at hand: as much as its cache holds, but at least so many cells. */
enum { BLOCK_BYTES = 1 << 18, LEAST_CELLS = 256 };

struct buffer {
    uint32_t *cell;
    double *kg;
};

struct walk {
    const struct hg_grid_params *grid;
    const struct hg_forms *forms;
    size_t stride, block;  /* cells of a block */
    struct buffer *buffer; /* [worker] */
    strip_task *task;
    void *context;
};

size_t strip_count(const struct job *job)
{
    return ((size_t)hg_grid_params(job->grid)->nrow + STRIP_ROWS - 1) / STRIP_ROWS;
}

/* A whole number of the fewest. */
static size_t block_cells(size_t n_form)
{
    const size_t fit = BLOCK_BYTES / (hg_forms_stride(n_form + 1) * sizeof(double));
    return fit < LEAST_CELLS ? LEAST_CELLS : fit / LEAST_CELLS * LEAST_CELLS;
}

uint64_t strip_bytes(size_t n_form)
{
    return (uint64_t)block_cells(n_form) *
           (sizeof(uint32_t) + hg_forms_stride(n_form) * sizeof(double));
}

static bool make_buffer(const struct walk *walk, struct buffer *buffer)
{
    if (!buffer->cell)
        buffer->cell = malloc(walk->block * sizeof(*buffer->cell));
    if (!buffer->kg)
        buffer->kg = malloc((walk->block * walk->stride + 1) * sizeof(*buffer->kg));
    return buffer->cell && buffer->kg;
}

static enum hg_status do_strip(void *context, size_t index, unsigned worker,
                               struct hg_error *err)
{
    struct walk *walk = context;
    struct buffer *buffer = &walk->buffer[worker];
    if (!make_buffer(walk, buffer))
        return no_memory(err, "a block of cells");
    const uint64_t ncol = walk->grid->ncol, n_row = walk->grid->nrow;
    const uint64_t row = (uint64_t)index * STRIP_ROWS;
    const uint64_t last = (row + STRIP_ROWS < n_row ? row + STRIP_ROWS : n_row) * ncol;
    for (uint64_t first = row * ncol, end; first < last; first = end) {
        const uint64_t next = (first / walk->block + 1) * walk->block;
        end = next < last ? next : last;
        const size_t n =
            hg_forms_block(walk->forms, first, end, buffer->cell, buffer->kg);
        const struct strip_cells cells = {n, buffer->cell, buffer->kg, walk->stride};
        if (n)
            walk->task(walk->context, index, &cells);
    }
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
    struct walk walk = {.grid = hg_grid_params(job->grid),
                        .stride = hg_forms_stride(n_form),
                        .block = block_cells(n_form),
                        .task = task,
                        .context = context};
    enum hg_status status =
        hg_forms_create(job->emissions, n_form, coefficient, diffuse, &forms, err);
    if (status != HG_OK)
        return status;
    walk.forms = forms;
    walk.buffer = calloc(job->threads, sizeof(*walk.buffer));
    status = walk.buffer
                 ? hg_parallel(job->threads, strip_count(job), do_strip, &walk, err)
                 : no_memory(err, "strips of the grid");
    for (unsigned i = 0; walk.buffer && i < job->threads; i++) {
        free(walk.buffer[i].cell);
        free(walk.buffer[i].kg);
    }
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

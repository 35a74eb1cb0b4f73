/* land.c - the domain: the cells of regions and sources, and the land of all regions */
#include "study/job.h"
#include <hotgrid/large.h>
#include <hotgrid/parallel.h>
#include <stdlib.h>
#include <string.h>

/* Cells that are looked at together, in whole rows: so many fit into the fast memory of a
 * processor. */
enum { STRIP = 1 << 14 };

struct measuring {
    const struct job *job;
    const bool *known;  /* [shape]: it has an inventory */
    uint32_t row, col;  /* of the grid's first cell on the wide grid */
    uint32_t strip_row; /* rows of a strip */
    double *room;       /* [worker][2 * cells of a strip] */
    double *km2;        /* [strip]: its land */
};

/* A strip on the way. */
struct strip {
    uint32_t row, n_row; /* of the grid */
    double *covered;     /* [cell] */
};

/* The part of a run that lies on the grid; its rows are those of the strip. */
static void cover_run(const struct measuring *m, const struct strip *strip,
                      const struct hg_run *run, uint8_t *domain)
{
    const uint32_t ncol = hg_grid_params(m->job->grid)->ncol;
    const uint32_t wide = hg_grid_params(m->job->wide)->ncol;
    const uint32_t row = run->cell / wide - m->row, col = run->cell % wide;
    const uint32_t from = col > m->col ? col - m->col : 0;
    const uint32_t to = col + run->n < m->col + ncol ? col + run->n - m->col : ncol;
    if (col + run->n <= m->col || from >= to)
        return;
    double *const covered = strip->covered + (size_t)(row - strip->row) * ncol;
    for (uint32_t c = from; c < to; c++)
        covered[c] += run->fraction;
    if (domain)
        memset(domain + (size_t)row * ncol + from, 1, to - from);
}

/* The runs of a shape in the rows of the strip. */
static void cover_shape(const struct measuring *m, const struct strip *strip,
                        size_t shape)
{
    const struct hg_weights *const w = m->job->weights;
    const size_t wide = hg_grid_params(m->job->wide)->ncol;
    const struct hg_run *const run = w->run + w->first[shape];
    const size_t n = w->first[shape + 1] - w->first[shape];
    const size_t end = (m->row + strip->row + strip->n_row) * wide;
    size_t i = hg_find_cell(run, n, sizeof(*run), (m->row + strip->row) * wide);
    for (; i < n && run[i].cell < end; i++)
        cover_run(m, strip, &run[i], m->known[shape] ? m->job->domain : NULL);
}

static enum hg_status measure_strip(void *context, size_t index, unsigned worker,
                                    struct hg_error *err)
{
    (void)err;
    const struct measuring *const m = context;
    const struct hg_grid_params *const p = hg_grid_params(m->job->grid);
    const uint32_t row = (uint32_t)index * m->strip_row, left = p->nrow - row;
    const size_t most = (size_t)m->strip_row * p->ncol;
    const struct strip strip = {row, left < m->strip_row ? left : m->strip_row,
                                m->room + 2 * most * worker};
    const size_t n = (size_t)strip.n_row * p->ncol;
    double *const km2 = strip.covered + most;
    memset(strip.covered, 0, n * sizeof(*strip.covered));
    for (size_t s = 0; s < m->job->weights->n_shape; s++)
        cover_shape(m, &strip, s);
    hg_grid_cells_km2(m->job->grid, row * p->ncol, n, km2);
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += (strip.covered[i] < 1 ? strip.covered[i] : 1) * km2[i];
    m->km2[index] = sum;
    return HG_OK;
}

/* Marks the cells of regions with an inventory, and adds up the land of all; the sums of
 * strips are added in their order. */
static enum hg_status measure(struct job *job, const bool *known, struct hg_error *err)
{
    const struct hg_grid_params *const p = hg_grid_params(job->grid);
    const uint32_t wide = hg_grid_params(job->wide)->ncol;
    const uint32_t first = hg_grid_cell_in(job->wide, job->grid, 0);
    const uint32_t strip_row = p->ncol < STRIP ? STRIP / p->ncol : 1;
    const size_t n = (p->nrow - 1) / strip_row + 1;
    const size_t most = (size_t)strip_row * p->ncol;
    struct measuring m = {
        .job = job,
        .known = known,
        .row = first / wide,
        .col = first % wide,
        .strip_row = strip_row,
        .room = malloc(2 * most * job->threads * sizeof(*m.room)),
        .km2 = calloc(n, sizeof(*m.km2)),
    };
    enum hg_status status = HG_OK;
    if (m.room && m.km2) {
        status = hg_parallel(job->threads, n, measure_strip, &m, err);
        job->land_km2 = 0;
        for (size_t i = 0; i < n; i++)
            job->land_km2 += m.km2[i];
    } else {
        status = no_memory(err, "the land");
    }
    free(m.room);
    free(m.km2);
    return status;
}

/* The cells of regions with an inventory. */
static enum hg_status mark_regions(struct job *job, struct hg_error *err)
{
    const size_t n_shape = job->regions->n_shape;
    bool *known = calloc(n_shape + 1, sizeof(*known));
    if (!known)
        return no_memory(err, "the domain");
    for (size_t s = 0; s < n_shape; s++)
        known[s] = hg_axis_find(job->inventory->regions, job->regions->shape[s].code) !=
                   HG_NOT_FOUND;
    const enum hg_status status = measure(job, known, err);
    free(known);
    return status;
}

enum hg_status job_find_domain(struct job *job, struct hg_error *err)
{
    const size_t n = hg_grid_cells(job->grid);
    job->domain = hg_large(calloc(n, 1), n);
    if (!job->domain)
        return no_memory(err, "the domain");
    const enum hg_status status = mark_regions(job, err);
    if (status != HG_OK)
        return status;
    for (size_t i = 0; i < job->emissions->n_point; i++)
        job->domain[job->emissions->point[i].cell] = 1;
    for (size_t p = 0; p < job->emissions->n_panel; p++) /* nearest cells */
        for (size_t i = 0; i < job->emissions->panel[p].n_cell; i++)
            job->domain[job->emissions->panel[p].cell[i]] = 1;
    if (!(job->land_km2 > 0))
        return hg_fail(
            err, HG_E_STUDY,
            "%s: no region of %s lies on grid %s; choose a grid that covers them",
            job->study->path, job->study->regions.path, hg_grid_params(job->grid)->name);
    return HG_OK;
}

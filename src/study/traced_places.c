/* traced_places.c - do lines and areas lie where their records say? */
#include "study/traced.h"
#include <stdlib.h>
#include <string.h>

/* A part this small is rounding at a vertex. */
static const double ROUNDING = 1e-9;

/* What of a shape lies in cells without any part of the region. */
static double size_outside(const struct hg_cut *cut, size_t shape,
                           const struct hg_weights *weights, size_t region)
{
    const struct hg_run *const run = weights->run;
    double outside = cut->outside[shape];
    size_t w = region == HG_NOT_FOUND ? 0 : weights->first[region];
    const size_t end = region == HG_NOT_FOUND ? 0 : weights->first[region + 1];
    for (size_t k = cut->first[shape]; k < cut->first[shape + 1]; k++) {
        while (w < end && run[w].cell + run[w].n <= cut->cell[k])
            w++;
        if (w == end || run[w].cell > cut->cell[k])
            outside += cut->size[k];
    }
    return outside;
}

static int by_part(const void *a, const void *b)
{
    const struct traced_stray *x = a, *y = b;
    const double p = x->outside / x->whole, q = y->outside / y->whole;
    if (p != q)
        return p > q ? -1 : 1;
    const int order = strcmp(x->site->id, y->site->id);
    return order ? order : strcmp(x->site->file, y->site->file);
}

static void find_in(const struct job *job, const struct traced_source *source,
                    struct traced_stray *stray, size_t *n)
{
    for (size_t k = 0; k < source->points->n; k++) {
        const struct hg_site *site = source->points->point[k].site;
        const size_t shape = hg_shapes_find(source->features->shapes, site->id);
        const double outside = size_outside(source->cut, shape, job->weights,
                                            hg_shapes_find(job->regions, site->region));
        if (outside > ROUNDING * source->cut->whole[shape])
            stray[(*n)++] = (struct traced_stray){site, source->features->kind,
                                                  source->cut->whole[shape], outside};
    }
}

enum hg_status traced_find_strays(const struct job *job, struct traced_stray **out,
                                  size_t *n_out, struct hg_error *err)
{
    size_t most = 0, n = 0;
    for (size_t i = 0; i < job->traced->n; i++)
        most += job->traced->source[i].points->n;
    struct traced_stray *stray = calloc(most + 1, sizeof(*stray));
    if (!stray)
        return no_memory(err, "lines and areas outside their region");
    for (size_t i = 0; i < job->traced->n; i++)
        find_in(job, &job->traced->source[i], stray, &n);
    qsort(stray, n, sizeof(*stray), by_part);
    *out = stray;
    *n_out = n;
    return HG_OK;
}

enum hg_status job_note_strays(struct job *job, struct hg_error *err)
{
    struct traced_stray *stray = NULL;
    size_t n = 0;
    if (job->stored || job->traced->n == 0)
        return HG_OK;
    enum hg_status status = traced_find_strays(job, &stray, &n, err);
    if (status == HG_OK)
        status = hg_ledger_note(job->ledger, "grid",
                                "lines and areas in part outside their region", (double)n,
                                INFINITY, err);
    free(stray);
    return status;
}

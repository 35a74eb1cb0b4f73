/* tiers.c - how deep in the chain of supply an emission lies */
#include <hotgrid/footprints.h>
#include <hotgrid/parallel.h>
#include <stdlib.h>
#include <string.h>

/* Columns of Z that one task works on: fixed, so that sums do not depend on the number of
 * threads. */
enum { COLUMNS = 256 };

struct step {
    const struct hg_mrio *mrio;
    const double *x, *g;
    double *next; /* A' g */
};

/* next_j = sum over i of g_i Z_ij / x_j, each from the top down. */
static enum hg_status step_task(void *context, size_t index, unsigned worker,
                                struct hg_error *err)
{
    const struct step *step = context;
    const size_t n = step->mrio->n, first = index * COLUMNS;
    const size_t last = first + COLUMNS < n ? first + COLUMNS : n;
    (void)worker, (void)err;
    for (size_t j = first; j < last; j++)
        step->next[j] = 0;
    for (size_t i = 0; i < n; i++) {
        const double *z = step->mrio->Z + i * n, g = step->g[i];
        for (size_t j = first; g != 0 && j < last; j++)
            step->next[j] += g * z[j];
    }
    for (size_t j = first; j < last; j++)
        step->next[j] = step->x[j] == 0 ? 0 : step->next[j] / step->x[j];
    return HG_OK;
}

/* out_d = g' Y_d. */
static void meet_demand(const struct hg_mrio *mrio, const double *g, double *out)
{
    const size_t D = hg_axis_size(mrio->regions), K = hg_axis_size(mrio->categories);
    for (size_t d = 0; d < D; d++)
        out[d] = 0;
    for (size_t j = 0; j < mrio->n; j++)
        for (size_t d = 0; g[j] != 0 && d < D; d++) {
            const double *y = mrio->Y + (j * D + d) * K;
            double demand = 0;
            for (size_t k = 0; k < K; k++)
                demand += y[k];
            out[d] += g[j] * demand;
        }
}

static void keep_remainder(size_t D, const double *total, size_t n, double *out)
{
    for (size_t d = 0; d < D; d++) {
        double sum = 0;
        for (size_t t = 0; t < n; t++)
            sum += out[t * D + d];
        out[n * D + d] = total[d] - sum;
    }
}

enum hg_status hg_tiers(const struct hg_mrio *mrio, const double *x, const double *f,
                        const double *total, size_t n, unsigned threads, double *out,
                        struct hg_error *err)
{
    const size_t D = hg_axis_size(mrio->regions);
    double *g = calloc(mrio->n + 1, sizeof *g), *next = calloc(mrio->n + 1, sizeof *next);
    enum hg_status status = HG_OK;
    if (!g || !next) {
        status =
            hg_fail(err, HG_E_MEMORY, "no memory for tiers of %zu industries", mrio->n);
        goto done;
    }
    memcpy(g, f, mrio->n * sizeof *g);
    for (size_t t = 0; status == HG_OK && t < n; t++) {
        struct step step = {mrio, x, g, next};
        meet_demand(mrio, g, out + t * D);
        if (t + 1 < n)
            status = hg_parallel(threads, (mrio->n + COLUMNS - 1) / COLUMNS, step_task,
                                 &step, err);
        double *swap = g;
        g = next;
        next = swap;
    }
    if (status == HG_OK)
        keep_remainder(D, total, n, out);
done:
    free(g);
    free(next);
    return status;
}

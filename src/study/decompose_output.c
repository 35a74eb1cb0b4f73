/* decompose_output.c - LMDI-I between what two regions, or one in two years, make */
#include "study/decomposed.h"
#include <hotgrid/decompose.h>
#include <stdlib.h>
#include <string.h>

/* By sector of the decomposition, which both tables have. */
static void add_up(const struct decomposed *d, const struct decompose_side *side,
                   double *kg, double *output)
{
    const struct hg_mrio *mrio = side->job->mrio;
    for (size_t i = 0; i < mrio->n; i++) {
        if (!side->member[mrio->region_of[i]])
            continue;
        const char *code = hg_axis_code(mrio->sectors, mrio->sector_of[i]);
        const size_t s = hg_axis_find(d->sectors, code);
        kg[s] += side->set->industry[i];
        output[s] += side->job->table_output[i];
    }
}

static void add_row(const double *effect, double before, double after,
                    struct decompose_row *row)
{
    row->before += before;
    row->after += after;
    for (size_t k = 0; k < HG_N_SECTOR_EFFECT; k++)
        row->effect[k] += effect[k];
}

/* Households emit as they do. */
static double households(const struct decompose_side *side)
{
    double kg = 0;
    for (size_t r = 0; r < side->set->prints->n_region; r++)
        kg += side->member[r] ? side->set->household[r] : 0;
    return kg;
}

enum hg_status decompose_by_output(const struct decomposed *d,
                                   const struct decompose_side *before,
                                   const struct decompose_side *after, size_t party,
                                   struct decomposition *one, struct hg_error *err)
{
    const size_t n = hg_axis_size(d->sectors);
    double exchanged = 0;
    double *sum = calloc((4 + HG_N_SECTOR_EFFECT) * n + 1, sizeof(*sum));
    if (!sum)
        return no_memory(err, "the decomposition");
    double *kg0 = sum, *x0 = sum + n, *kg1 = sum + 2 * n, *x1 = sum + 3 * n;
    double *effect = sum + 4 * n;
    add_up(d, before, kg0, x0);
    add_up(d, after, kg1, x1);
    const struct hg_sector_side from = {kg0, x0}, to = {kg1, x1};
    const enum hg_status status = hg_lmdi_sectors(n, &from, &to, effect, &exchanged, err);
    for (size_t s = 0; status == HG_OK && s < n; s++)
        add_row(effect + s * HG_N_SECTOR_EFFECT, kg0[s], kg1[s],
                decompose_at(d, one, party, s));
    one->exchanged[party] = exchanged + households(before);
    free(sum);
    return status;
}

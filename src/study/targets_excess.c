/* targets_excess.c - what the industries of the study emit above the benchmark
 *
 * The excess of a pair is a part of what the pair emits.  The industries of the study
 * have the parts of the pairs they are made of: as the concordance says where pairs are
 * industries of the trade table.  So a map of the excess adds up to that of the table
 * where the study's inventory is what the table was held against, and where the table has
 * emissions of its own, to the same parts of what the study emits.
 */
#include "study/targets_pairs.h"
#include <hotgrid/arena.h>
#include <hotgrid/concordance.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

double targets_study_kg(const struct job *job, const struct target_finding *t,
                        const struct hg_target *target)
{
    const size_t row =
        t->pairs.of_table ? hg_mrio_find(job->mrio, target->region, target->sector) : 0;
    if (!t->pairs.of_table || !(target->excess_kg > 0))
        return target->excess_kg;
    for (size_t i = 0; i < job->sets->n; i++)
        if (strcmp(job->sets->set[i].of, "study") == 0)
            return target->excess_kg / target->kg * job->sets->set[i].industry[row];
    return NAN;
}

/* Parts of the industries of the table, from those of pairs. */
static enum hg_status of_table(const struct job *job, const double *pair, double *part,
                               struct hg_error *err)
{
    const struct hg_mrio *mrio = job->mrio;
    const struct hg_mix_params params = job_mix_params(job);
    double *row = calloc(mrio->n + 1, sizeof(*row));
    if (!row)
        return no_memory(err, "the excess");
    for (size_t i = 0; i < mrio->n; i++)
        row[i] =
            pair[mrio->region_of[i] * hg_axis_size(mrio->sectors) + mrio->sector_of[i]];
    const enum hg_status status = hg_mix_parts(&params, 1, row, part, err);
    free(row);
    for (size_t i = 0; status == HG_OK && i < job_industries(job); i++)
        if (isnan(part[i])) /* unmapped: no pair is known */
            part[i] = 0;
    return status;
}

enum hg_status targets_excess_parts(const struct job *job, const struct target_finding *t,
                                    double *part, struct hg_error *err)
{
    const size_t n_sector = hg_axis_size(t->pairs.sectors);
    double *pair = calloc(hg_axis_size(t->pairs.regions) * n_sector + 1, sizeof(*pair));
    enum hg_status status = HG_OK;
    if (!pair)
        return no_memory(err, "the excess");
    for (size_t k = 0; k < t->targets->n; k++) {
        const struct hg_target *target = &t->targets->target[k];
        if (target->excess_kg > 0)
            pair[target->region * n_sector + target->sector] =
                target->excess_kg / target->kg;
    }
    if (t->pairs.of_table)
        status = of_table(job, pair, part, err);
    for (size_t i = 0; !t->pairs.of_table && i < job_industries(job); i++)
        part[i] = pair[i];
    free(pair);
    return status;
}

static bool is_excess(const struct layer *layer)
{
    return layer->account == HG_ACCOUNT_EXCESS;
}

enum hg_status targets_fill_layers(struct job *job, const struct target_finding *t,
                                   struct hg_error *err)
{
    size_t n = 0;
    for (size_t i = 0; i < job->n_layer; i++)
        n += is_excess(&job->layer[i]);
    if (n == 0)
        return HG_OK;
    double *part = hg_arena_alloc(job->arena, job_industries(job) + 1, sizeof(*part));
    if (!part)
        return no_memory(err, "the excess");
    for (size_t i = 0; i < job->n_layer; i++)
        if (is_excess(&job->layer[i]))
            job->layer[i].coefficient = part;
    return targets_excess_parts(job, t, part, err);
}

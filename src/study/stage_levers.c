/* stage_levers.c - stage 5: S + the levers of the study -> targets, moves, standards,
 * changes */
#include "study/benchmark_join.h"
#include "study/chains.h"
#include "study/decomposed.h"
#include "study/levers.h"
#include "study/relocate.h"
#include "study/targets_pairs.h"
#include "study/zone_accounts.h"
#include <hotgrid/leontief.h>

/* A layer of a lever that nobody filled would be a fault of the program. */
static enum hg_status check_layers(const struct job *job, struct hg_error *err)
{
    for (size_t i = 0; i < job->n_layer; i++)
        if (is_of_lever(job->layer[i].account) && !job->layer[i].coefficient)
            return hg_fail(err, HG_E_ARG, "layer %s has no coefficients",
                           job->layer[i].stem);
    return HG_OK;
}

enum hg_status stage_levers(struct job *job, struct hg_error *err)
{
    const struct hg_study *s = job->study;
    enum hg_status status = levers_create(job, err);
    if (status == HG_OK && targets_wanted(job))
        status = targets_find(job, &job->levers->targets, err);
    if (status == HG_OK && s->relocate.scenario)
        status = relocation_find(job, &job->levers->relocation, err);
    if (status == HG_OK && s->benchmark.plants)
        status = benchmark_find(job, &job->levers->benchmark, err);
    if (status == HG_OK && job->zones && job->placed)
        status = places_find(job, &job->levers->places, err);
    if (status == HG_OK && job->markets)
        status = chains_find(job, &job->levers->chains, err);
    if (status == HG_OK && job->markets && s->n_decompose)
        status = comparisons_find(job, &job->levers->comparisons, err);
    hg_leontief_destroy(job->leontief); /* moves and other years were the last use */
    job->leontief = NULL;
    return status == HG_OK ? check_layers(job, err) : status;
}

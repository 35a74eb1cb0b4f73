/* plan_coefficients.c - what a layer counts of each industry */
#include "study/job.h"
#include "study/levers.h"

size_t plan_forms(const struct layer *layer)
{
    return layer->kind == LAYER_SHARE ? 2 : 1;
}

bool plan_in_scope(const struct job *job, const struct layer *layer, size_t industry)
{
    const struct hg_inventory *inventory = job->inventory;
    const size_t n_sector = hg_axis_size(inventory->sectors);
    const struct hg_words *sectors = &layer->entry->sector,
                          *regions = &layer->entry->region;
    return (!regions->n || hg_words_has(regions, hg_axis_code(inventory->regions,
                                                              industry / n_sector))) &&
           (!sectors->n ||
            hg_words_has(sectors, hg_axis_code(inventory->sectors, industry % n_sector)));
}

double plan_scope_kg(const struct job *job, const struct layer *layer)
{
    double kg = 0;
    for (size_t i = 0; i < job_industries(job); i++)
        if (plan_in_scope(job, layer, i))
            kg += hg_mass_kg(job->gridded[i]);
    return kg;
}

/* The part of an industry's mass that a layer counts. */
static double counted(const struct job *job, const struct layer *layer, size_t industry)
{
    if (layer->account == HG_ACCOUNT_TOTAL)
        return 1;
    if (layer->account == HG_ACCOUNT_TIER) /* at sources */
        return layer->tier == 0 ? 1 : 0;
    if (is_of_lever(layer->account))
        return layer->coefficient[industry];
    const size_t n = job->mix->n_destination;
    const double *share = &job->mix->share[industry * n];
    const size_t own = job->mix->own[industry];
    if (own == HG_NOT_FOUND)
        return 0; /* unmapped: no market is known */
    if (layer->part)
        return layer->part[own] == HG_NOT_FOUND
                   ? 0
                   : job->part[industry * job->n_part + layer->part[own]];
    double sum = 0;
    for (size_t d = 0; d < n; d++)
        if (layer->account == HG_ACCOUNT_FOREIGN ? d != own : layer->of_destination[d])
            sum += share[d];
    return sum;
}

void plan_coefficients(const struct job *job, const struct layer *layer,
                       double *coefficient, double *diffuse, size_t stride)
{
    const bool tiers = layer->account == HG_ACCOUNT_TIER;
    const bool of_all = tiers || is_of_lever(layer->account);
    for (size_t i = 0; i < job_industries(job); i++) {
        const bool in = plan_in_scope(job, layer, i);
        const size_t at = i * stride;
        coefficient[at] = diffuse[at] = in ? counted(job, layer, i) : 0;
        if (tiers)
            diffuse[at] = in && job->tier[i] == layer->tier ? 1 : 0;
        if (layer->kind == LAYER_SHARE) /* of what has a known market */
            coefficient[at + 1] = diffuse[at + 1] =
                in && (of_all || job->mix->own[i] != HG_NOT_FOUND) ? 1 : 0;
    }
}

bool plan_markets(const struct job *job, const struct layer *layer, size_t industry,
                  double *share)
{
    if (!job->markets || layer->part || layer->account == HG_ACCOUNT_TIER ||
        is_of_lever(layer->account))
        return false;
    const size_t n = job->mix->n_destination, own = job->mix->own[industry];
    const bool in = own != HG_NOT_FOUND && plan_in_scope(job, layer, industry);
    for (size_t d = 0; d < n; d++) {
        const bool counts = layer->account == HG_ACCOUNT_TOTAL ? true
                            : layer->account == HG_ACCOUNT_FOREIGN
                                ? d != own
                                : layer->of_destination[d];
        share[d] = in && counts ? job->mix->share[industry * n + d] : 0;
    }
    return true;
}

/* flow_parts.c - flows of what one sector emits, or for the final demand of one product
 */
#include "study/flow_list.h"
#include <hotgrid/leontief.h>
#include <stdlib.h>

static enum hg_status unknown(const struct job *job, const char *option, const char *code,
                              const char *why, struct hg_error *err)
{
    const struct hg_axis *axis = job->mrio->sectors;
    const char *near = hg_text_nearest(code, hg_axis_codes(axis), hg_axis_size(axis));
    return hg_fail(err, HG_E_ARG, "%s: `%s` is no sector of the trade table%s%s%s%s",
                   option, code, why, near ? "; did you mean `" : "", near ? near : "",
                   near ? "`?" : "");
}

/* Shares of the industries of the table that serve the demand of each region for one
 * product: its final sellers are the industries of that sector in all the world. */
static enum hg_status serve_product(const struct job *job, size_t product, double *share,
                                    struct hg_error *err)
{
    const size_t D = hg_axis_size(job->mrio->regions);
    struct hg_leontief *leontief = NULL; /* the stages let go of theirs */
    struct hg_demand *part = calloc(D + 1, sizeof(*part));
    bool *destination = calloc(D * D + 1, sizeof(*destination));
    bool *sells = calloc(hg_axis_size(job->mrio->sectors) + 1, sizeof(*sells));
    double residual = 0;
    const bool made = part && destination && sells;
    enum hg_status status = made ? hg_leontief_create(job->mrio, HG_PRECISION_AUTO,
                                                      job->threads, &leontief, err)
                                 : no_memory(err, "the flows");
    if (status == HG_OK && made) {
        sells[product] = true;
        for (size_t d = 0; d < D; d++) {
            destination[d * D + d] = true;
            part[d] = (struct hg_demand){destination + d * D, NULL, sells};
        }
        status = hg_serve_demands(leontief, job->shares, D, part, share, &residual, err);
    }
    hg_leontief_destroy(leontief);
    free(part);
    free(destination);
    free(sells);
    return status;
}

/* Of a sector of the table, or of all (HG_NOT_FOUND). */
static void add_of_table(const struct job *job, const struct account_set *set,
                         size_t sector, const double *share, double *kg)
{
    const struct hg_mrio *mrio = job->mrio;
    const size_t D = set->prints->n_region;
    for (size_t i = 0; i < mrio->n; i++)
        for (size_t d = 0; d < D; d++)
            if (sector == HG_NOT_FOUND || mrio->sector_of[i] == sector)
                kg[mrio->region_of[i] * D + d] += set->industry[i] * share[i * D + d];
}

/* Of a sector of the study, by the mix of its industries. */
static enum hg_status add_of_study(const struct job *job, size_t sector,
                                   const double *share, double *kg, struct hg_error *err)
{
    const struct hg_mix *mix = job->mix;
    const struct hg_mix_params params = job_mix_params(job);
    const size_t D = mix->n_destination, n = hg_axis_size(job->inventory->sectors);
    double *own = calloc(mix->n_industry * D + 1, sizeof(*own));
    enum hg_status status =
        own ? hg_mix_parts(&params, D, share, own, err) : no_memory(err, "the flows");
    for (size_t i = sector; status == HG_OK && own && i < mix->n_industry; i += n)
        for (size_t d = 0; d < D && mix->own[i] != HG_NOT_FOUND; d++)
            kg[mix->own[i] * D + d] +=
                hg_mass_kg(job->inventory->total[i]) * own[i * D + d];
    free(own);
    return status;
}

enum hg_status flow_parts(const struct job *job, const struct account_set *set,
                          const struct hg_flow_options *asked, double *kg,
                          struct hg_error *err)
{
    const struct hg_axis *of_table = job->mrio->sectors;
    const char *sector = asked->sector, *product = asked->product;
    const size_t s = sector ? hg_axis_find(of_table, sector) : HG_NOT_FOUND;
    const size_t p = product ? hg_axis_find(of_table, product) : HG_NOT_FOUND;
    const size_t own =
        sector ? hg_axis_find(job->inventory->sectors, sector) : HG_NOT_FOUND;
    const bool of_study = s == HG_NOT_FOUND && own != HG_NOT_FOUND;
    if (product && p == HG_NOT_FOUND)
        return unknown(job, "--product", product, "", err);
    if (of_study && set != &job->sets->set[0])
        return unknown(job, "--sector", sector,
                       ", and --world knows those of the table alone", err);
    if (sector && s == HG_NOT_FOUND && own == HG_NOT_FOUND)
        return unknown(job, "--sector", sector, " nor of the study", err);
    double *served =
        product ? calloc(job->mrio->n * set->prints->n_region + 1, sizeof(*served))
                : NULL;
    const double *share = product ? served : job->shares->share;
    enum hg_status status = share ? HG_OK : no_memory(err, "the flows");
    if (status == HG_OK && served)
        status = serve_product(job, p, served, err);
    if (status == HG_OK && of_study)
        status = add_of_study(job, own, share, kg, err);
    else if (status == HG_OK && share)
        add_of_table(job, set, s, share, kg);
    free(served);
    return status;
}

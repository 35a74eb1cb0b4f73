/* stage_trade.c - stage 3: S from the trade table, and the mix of each industry of the
 * study */
#include "study/cache.h"
#include <stdlib.h>

struct hg_mix_params job_mix_params(const struct job *job)
{
    return (struct hg_mix_params){
        .inventory = job->inventory,
        .mrio = job->mrio,
        .shares = job->shares,
        .regions = job->region_links,
        .sectors = job->sector_links,
        .weights = job_link_weights(job->study->trade.sectors.weights),
        .output = job->table_output,
        .allow_unmapped = job->study->inventory.allow_unmapped,
    };
}

static enum hg_status solve(struct job *job, struct hg_error *err)
{
    const enum hg_status status = cache_solution(job, err);
    if (status != HG_OK)
        return status;
    const struct hg_mix_params params = job_mix_params(job);
    return hg_mix_create(&params, job->faults, &job->mix, err);
}

static enum hg_status enter_ledger(struct job *job, struct hg_error *err)
{
    const struct hg_shares *s = job->shares;
    const struct {
        const char *name;
        double value, limit;
    } note[] = {
        {"residual of (I - A) X = Y", s->residual, 1e-10},
        {s->precision == HG_PRECISION_SINGLE ? "refinements of single factors"
                                             : "refinements of double factors",
         (double)s->n_refinement, INFINITY},
        {"condition of I - A, estimated", s->condition, INFINITY},
        {"rows of S from 1 before division", s->max_row_error, 1e-6},
        {"largest column sum of A", s->max_column_sum, INFINITY},
        {"industries with zero output", (double)s->n_zero_output, INFINITY},
        {"industries with negative output", (double)s->n_negative_output, INFINITY},
        {"cells of final demand below 0", (double)s->n_negative_demand, INFINITY},
        {"rows of S with shares outside [0, 1]", (double)s->n_outside_unit, INFINITY},
    };
    enum hg_status status = HG_OK;
    for (size_t i = 0; status == HG_OK && i < sizeof(note) / sizeof(note[0]); i++)
        status = hg_ledger_note(job->ledger, "trade", note[i].name, note[i].value,
                                note[i].limit, err);
    if (status == HG_OK && job_mix_params(job).weights == HG_WEIGHTS_OUTPUT)
        status = hg_ledger_note(job->ledger, "trade", "industries shared out evenly",
                                (double)job->mix->n_even, INFINITY, err);
    return status;
}

/* The tables of accounts: of what is gridded, and of what is not by choice. */
static enum hg_status make_accounts(struct job *job, struct hg_error *err)
{
    const size_t n_sector = hg_axis_size(job->inventory->sectors);
    const size_t n = job->mix->n_industry;
    if (!job->placed)
        return HG_OK;
    double *kg = malloc((n + 1) * sizeof(*kg));
    if (!kg)
        return no_memory(err, "the accounts");
    for (size_t i = 0; i < n; i++)
        kg[i] = hg_mass_kg(job->gridded[i]);
    enum hg_status status =
        hg_accounts_create(job->inventory, job->mix, kg, &job->accounts, err);
    for (size_t i = 0; i < n; i++)
        kg[i] = job->inventory->gridded[i % n_sector]
                    ? 0
                    : hg_mass_kg(job->inventory->total[i]);
    if (status == HG_OK)
        status = hg_accounts_create(job->inventory, job->mix, kg, &job->not_gridded, err);
    free(kg);
    return status;
}

enum hg_status stage_trade(struct job *job, struct hg_error *err)
{
    stage_run *const steps[] = {solve, enter_ledger, make_accounts};
    enum hg_status status = HG_OK;
    for (size_t i = 0; status == HG_OK && i < sizeof(steps) / sizeof(steps[0]); i++) {
        status = steps[i](job, err);
        if (status == HG_OK)
            status = hg_faults_status(job->faults, err);
    }
    return status;
}

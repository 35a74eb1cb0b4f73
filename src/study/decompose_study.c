/* decompose_study.c - the verb decompose: between two years, or two regions */
#include "study/decomposed.h"
#include <hotgrid/leontief.h>
#include <stdlib.h>
#include <string.h>

/* Of what a region emits: more is a fault of this program. */
static const double MOST_UNEXPLAINED = 1e-9;

/* A study as far as its accounts, with the factors of its table. */
static enum hg_status open_study(const char *path, const struct hg_run_options *options,
                                 struct hg_faults *faults, struct job **out,
                                 struct hg_error *err)
{
    struct job *job = NULL;
    enum hg_status status = job_create(path, options, faults, &job, err);
    if (status == HG_OK && !job->markets)
        status = hg_fail(err, HG_E_STUDY,
                         "%s: key `trade` is missing: `decompose` needs the trade table; "
                         "name it",
                         path);
    if (status == HG_OK) {
        job->placed = job->maps = false;
        status = job_run(job, STAGE_TRADE, err);
    }
    if (status == HG_OK)
        status = make_account_sets(job, err);
    if (status == HG_OK)
        status = hg_ledger_check(job->ledger, err);
    if (status == HG_OK)
        *out = job;
    else
        job_destroy(job);
    return status;
}

static enum hg_status check(const struct decomposed *d, const char *account,
                            struct hg_error *err)
{
    size_t n = 0;
    for (size_t i = 0; i < d->n; i++) {
        const struct decomposition *one = &d->found[i];
        n += strcmp(one->method->account, account) == 0;
        if (!(one->residual <= MOST_UNEXPLAINED))
            return hg_fail(err, HG_E_MASS,
                           "%s, %s, %s: the effects leave %g of the emissions "
                           "unexplained, more than %g",
                           one->of, one->method->account, one->method->name,
                           one->residual, MOST_UNEXPLAINED);
    }
    return n > 0 ? HG_OK
                 : hg_fail(err, HG_E_STUDY,
                           "%s: consumption of single regions needs the emissions of all "
                           "regions of the trade table: name them in `trade: "
                           "emissions:`, or ask for --of production",
                           d->before->study->path);
}

static enum hg_status commit(struct decomposed *d, const char *account,
                             struct hg_error *err)
{
    struct job *job = d->before;
    struct hg_text table = {0}, flows = {0};
    enum hg_status status = hg_output_open(job->options->output, &job->output, err);
    if (status != HG_OK)
        return status;
    decompose_csv(d, NULL, 0, &table);
    status = job_commit_text(job, "tables/decomposition.csv", &table, err);
    if (status == HG_OK && d->n_flows > 0) {
        decompose_flows_csv(d, &flows);
        status = job_commit_text(job, "tables/decomposition_flows.csv", &flows, err);
    }
    return status == HG_OK ? decompose_draw(d, account, err) : status;
}

static enum hg_status find(struct decomposed *d, const char *study_path,
                           const struct hg_decompose_options *asked,
                           const struct hg_run_options *options, struct hg_faults *faults,
                           struct hg_error *err)
{
    enum hg_status status = open_study(study_path, options, faults, &d->before, err);
    if (status != HG_OK)
        return status;
    if (asked->other) {
        status = open_study(asked->other, options, faults, &d->after, err);
        return status == HG_OK ? decompose_years(d, err) : status;
    }
    d->after = d->before;
    return decompose_regions(d, asked->regions, err);
}

enum hg_status hg_decompose_study(const char *study_path,
                                  const struct hg_decompose_options *asked,
                                  const struct hg_run_options *options,
                                  struct hg_faults *faults, struct hg_text *text,
                                  struct hg_error *err)
{
    struct decomposed d = {0};
    const char *account = asked->account ? asked->account : "production";
    enum hg_status status = find(&d, study_path, asked, options, faults, err);
    if (status == HG_OK)
        status = check(&d, account, err);
    if (status == HG_OK && options->output)
        status = commit(&d, account, err);
    if (status == HG_OK) {
        decompose_tell(&d, account);
        if (options->json)
            decompose_json(&d, account, asked->top, text);
        else
            decompose_csv(&d, account, asked->top, text);
    }
    if (status == HG_OK && text->failed)
        status = no_memory(err, "the decomposition");
    decomposed_finish(&d);
    return status;
}

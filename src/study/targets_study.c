/* targets_study.c - the verb targets: pairs ranked by what a benchmark would save */
#include "study/targets_pairs.h"
#include <hotgrid/levers.h>

/* A study without the key has what it stands for. */
static enum hg_status find(struct job *job, struct hg_error *err)
{
    job->placed = job->maps = false;
    enum hg_status status = job_run(job, STAGE_ACCOUNTS, err);
    if (status == HG_OK)
        status = levers_create(job, err);
    return status == HG_OK ? targets_find(job, &job->levers->targets, err) : status;
}

static enum hg_status find_and_map(struct job *job, struct hg_error *err)
{
    job->study->targets.line = 1;
    job->own_layers = true;
    enum hg_status status = levers_narrow(job, HG_ACCOUNT_EXCESS, HG_ACCOUNT_EXCESS, err);
    if (status == HG_OK)
        status = job_run(job, STAGE_DRAW, err);
    return status == HG_OK ? targets_tables(job, err) : status;
}

static enum hg_status check_trade(const struct job *job, struct hg_error *err)
{
    return job->markets || targets_without_trade(job->study)
               ? HG_OK
               : hg_fail(err, HG_E_STUDY,
                         "%s: key `trade` is missing: `targets` needs the trade table to "
                         "know the markets; name it, or say `of: all` with `output`, "
                         "which does without",
                         job->study->path);
}

enum hg_status hg_target_study(const char *study_path, size_t top,
                               const struct hg_run_options *options,
                               struct hg_faults *faults, struct hg_text *text,
                               struct hg_error *err)
{
    struct job *job = NULL;
    const size_t shown = top ? top : SIZE_MAX;
    bool ok = true;
    enum hg_status status = job_create(study_path, options, faults, &job, err);
    if (status != HG_OK)
        return status;
    status = check_trade(job, err);
    if (status == HG_OK)
        status = options->output ? find_and_map(job, err) : find(job, err);
    if (status == HG_OK && options->json)
        json_finish(targets_facts(job, job->levers->targets, shown, &ok), ok, text);
    else if (status == HG_OK)
        targets_csv(job, job->levers->targets, shown, text);
    if (status == HG_OK && text->failed)
        status = no_memory(err, "the targets");
    job_destroy(job);
    return status;
}

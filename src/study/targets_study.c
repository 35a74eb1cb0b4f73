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
    enum hg_status status = levers_narrow(job, HG_ACCOUNT_EXCESS, HG_ACCOUNT_EXCESS, err);
    if (status == HG_OK)
        status = job_run(job, STAGE_DRAW, err);
    return status == HG_OK ? targets_tables(job, err) : status;
}

enum hg_status hg_target_study(const char *study_path, size_t top,
                               const struct hg_run_options *options,
                               struct hg_faults *faults, struct hg_text *text,
                               struct hg_error *err)
{
    struct job *job = NULL;
    enum hg_status status = trade_job(study_path, "targets", options, faults, &job, err);
    if (status != HG_OK)
        return status;
    const size_t shown = top ? top : SIZE_MAX;
    bool ok = true;
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

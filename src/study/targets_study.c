/* targets_study.c - the verb targets: pairs ranked by what a benchmark would save */
#include "study/targets_pairs.h"
#include <hotgrid/levers.h>

static enum hg_status find(struct job *job, struct hg_error *err)
{
    enum hg_status status = levers_create(job, err);
    if (status == HG_OK)
        status = targets_find(job, &job->levers->targets, err);
    if (status != HG_OK || !job->options->output)
        return status;
    status = hg_output_open(job->options->output, &job->output, err);
    return status == HG_OK ? targets_tables(job, err) : status;
}

enum hg_status hg_target_study(const char *study_path, size_t top,
                               const struct hg_run_options *options,
                               struct hg_faults *faults, struct hg_text *text,
                               struct hg_error *err)
{
    struct job *job = NULL;
    enum hg_status status =
        account_job(study_path, "targets", options, faults, &job, err);
    if (status != HG_OK)
        return status;
    const size_t shown = top ? top : SIZE_MAX;
    bool ok = true;
    status = find(job, err);
    if (status == HG_OK && options->json)
        json_finish(targets_facts(job, job->levers->targets, shown, &ok), ok, text);
    else if (status == HG_OK)
        targets_csv(job, job->levers->targets, shown, text);
    if (status == HG_OK && text->failed)
        status = no_memory(err, "the targets");
    job_destroy(job);
    return status;
}

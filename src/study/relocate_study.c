/* relocate_study.c - the verb relocate: what moves of capacity do here and there */
#include "study/relocate.h"
#include <hotgrid/levers.h>

static enum hg_status relocate(struct job *job, struct hg_error *err)
{
    if (!job->study->relocate.scenario)
        return hg_fail(err, HG_E_STUDY,
                       "%s: key `relocate` is missing: it names the file of moves",
                       job->study->path);
    job->placed = job->maps = job->markets = false;
    enum hg_status status = levers_create(job, err);
    if (status == HG_OK)
        status = job_run(job, STAGE_READ, err);
    if (status == HG_OK)
        status = relocation_find(job, &job->levers->relocation, err);
    if (status != HG_OK || !job->options->output)
        return status;
    status = hg_output_open(job->options->output, &job->output, err);
    return status == HG_OK ? relocation_tables(job, err) : status;
}

enum hg_status hg_relocate_study(const char *study_path,
                                 const struct hg_run_options *options,
                                 struct hg_faults *faults, struct hg_text *text,
                                 struct hg_error *err)
{
    struct job *job = NULL;
    enum hg_status status = job_create(study_path, options, faults, &job, err);
    bool ok = true;
    if (status == HG_OK)
        status = relocate(job, err);
    if (status == HG_OK && options->json)
        json_finish(relocation_facts(job, job->levers->relocation, SIZE_MAX, &ok), ok,
                    text);
    else if (status == HG_OK)
        relocation_csv(job->levers->relocation, text);
    if (status == HG_OK && text->failed)
        status = no_memory(err, "the moves");
    job_destroy(job);
    return status;
}

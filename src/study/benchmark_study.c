/* benchmark_study.c - the verb benchmark: plants against standards, as tables */
#include "study/benchmark_join.h"
#include <hotgrid/levers.h>

static enum hg_status find(struct job *job, struct hg_error *err)
{
    enum hg_status status = levers_create(job, err);
    if (status == HG_OK)
        status = benchmark_find(job, &job->levers->benchmark, err);
    if (status != HG_OK || !job->options->output)
        return status;
    job->placed = job->markets = false;
    status = job_run(job, STAGE_READ, err); /* what the map lies on */
    if (status != HG_OK)
        return status;
    status = hg_output_open(job->options->output, &job->output, err);
    return status == HG_OK ? benchmark_tables(job, err) : status;
}

enum hg_status hg_benchmark_study(const char *study_path, size_t top,
                                  const struct hg_run_options *options,
                                  struct hg_faults *faults, struct hg_text *text,
                                  struct hg_error *err)
{
    struct job *job = NULL;
    enum hg_status status = job_create(study_path, options, faults, &job, err);
    bool ok = true;
    if (status == HG_OK)
        status = find(job, err);
    if (status == HG_OK && options->json)
        json_finish(benchmark_facts(job, job->levers->benchmark, SIZE_MAX, &ok), ok,
                    text);
    else if (status == HG_OK)
        benchmark_csv(job->levers->benchmark, top ? top : SIZE_MAX, text);
    if (status == HG_OK && text->failed)
        status = no_memory(err, "the ranking");
    job_destroy(job);
    return status;
}

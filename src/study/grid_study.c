/* grid_study.c - the verb grid: a study as far as E, and E as a file */
#include "study/job.h"

enum hg_status hg_grid_study(const char *study_path, const struct hg_run_options *options,
                             struct hg_faults *faults, struct hg_text *summary,
                             struct hg_error *err)
{
    struct job *job = NULL;
    enum hg_status status = job_create(study_path, options, faults, &job, err);
    if (status != HG_OK)
        return status;
    job->markets = false;
    status = job_run(job, STAGE_REPORT, err);
    if (status == HG_OK || status == HG_E_MASS)
        hg_ledger_print(job->ledger, summary);
    if (status == HG_OK) {
        hg_text_print(summary, "\n");
        headline_study(job, summary);
        hg_text_print(summary, "\nemissions.hotgrid and %zu layers in %s\n", job->n_layer,
                      options->output ? options->output : job->study->output);
        tell_stored(job, summary);
    }
    job_destroy(job);
    return status;
}

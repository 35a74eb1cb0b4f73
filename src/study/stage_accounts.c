/* stage_accounts.c - stage 4: all that is known from S, before a single cell is served */
#include "study/job.h"
#include <hotgrid/leontief.h>

enum hg_status stage_accounts(struct job *job, struct hg_error *err)
{
    enum hg_status status = job->placed ? make_parts(job, err) : HG_OK;
    if (status == HG_OK)
        status = make_account_sets(job, err);
    if (status == HG_OK)
        status = make_report_parts(job, err);
    if (!job->study->relocate.scenario || !job->study->relocate.mrio) {
        hg_leontief_destroy(job->leontief); /* as large as the table */
        job->leontief = NULL;
    }
    return status;
}

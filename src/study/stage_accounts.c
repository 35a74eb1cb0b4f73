/* stage_accounts.c - stage 4: all that is known from S, before a single cell is served */
#include "study/job.h"
#include <hotgrid/leontief.h>

/* Do levers still need the factors of the table?  They are as large as it. */
static bool are_needed(const struct hg_study *s)
{
    bool needed = s->relocate.scenario && s->relocate.mrio;
    for (size_t i = 0; i < s->n_decompose; i++)
        needed |= s->decompose[i].before != NULL;
    return needed;
}

enum hg_status stage_accounts(struct job *job, struct hg_error *err)
{
    enum hg_status status = job->placed ? make_parts(job, err) : HG_OK;
    if (status == HG_OK)
        status = make_account_sets(job, err);
    if (status == HG_OK)
        status = make_report_parts(job, err);
    if (!are_needed(job->study)) {
        hg_leontief_destroy(job->leontief);
        job->leontief = NULL;
    }
    return status;
}

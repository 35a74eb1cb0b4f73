/* market_mix.c - which regions of a study share the market mix of one region of the table
 */
#include "study/job.h"
#include <stdlib.h>

size_t job_own_market(const struct job *job, size_t region)
{
    const size_t n_sector = hg_axis_size(job->inventory->sectors);
    for (size_t s = 0; s < n_sector; s++)
        if (job->mix->own[region * n_sector + s] != HG_NOT_FOUND)
            return job->mix->own[region * n_sector + s];
    return HG_NOT_FOUND;
}

size_t job_mix_sharers(const struct job *job, size_t market)
{
    size_t n = 0;
    for (size_t r = 0;
         market != HG_NOT_FOUND && r < hg_axis_size(job->inventory->regions); r++)
        n += job_own_market(job, r) == market;
    return n;
}

/* Without a table of its own, a region differs from the others of its market by what it
 * makes alone. */
void tell_market_mix(const struct job *job, struct hg_text *text)
{
    enum { NAMED = 3 };
    size_t n = 0;
    for (size_t d = 0; job->mix && d < job->mix->n_destination; d++) {
        if (job_mix_sharers(job, d) < 2)
            continue;
        if (n < NAMED)
            hg_text_print(text, "%s%s", n ? ", " : " All regions of ",
                          hg_axis_code(job->mrio->regions, d));
        n++;
    }
    if (n > NAMED)
        hg_text_print(text, " and %zu more", n - NAMED);
    if (n)
        hg_text_print(text, " have its one market mix, sector by sector.");
}

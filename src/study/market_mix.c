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

static const char *market_name(const struct job *job, size_t market)
{
    return job_code_name(job, hg_axis_code(job->mrio->regions, market));
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
            hg_text_print(text, "%s%s%s", n ? ", " : " All regions of ",
                          market_article(market_name(job, d)), market_name(job, d));
        n++;
    }
    if (n > NAMED)
        hg_text_print(text, " and %zu more", n - NAMED);
    if (n)
        hg_text_print(text, " share one market mix, sector by sector.");
}

/* What such regions emit for one another the table cannot tell. */
void tell_unknown_chains(const struct job *job, struct hg_text *text)
{
    for (size_t d = 0; job->mix && d < job->mix->n_destination; d++)
        if (job_mix_sharers(job, d) > 1)
            hg_text_print(
                text,
                "%sWhat the %zu regions of the study in %s%s emit for one another "
                "is not known: they share its market mix.",
                text->length ? " " : "", job_mix_sharers(job, d),
                market_article(market_name(job, d)), market_name(job, d));
}

/* Gridded mass without a market: of a region that has none, or else of a sector. */
static void sum_unmapped(const struct job *job, hg_mass_sum *of_region,
                         hg_mass_sum *of_sector)
{
    const size_t n_sector = hg_axis_size(job->inventory->sectors);
    for (size_t i = 0; i < job->mix->n_industry; i++) {
        const size_t r = i / n_sector;
        if (job->mix->own[i] != HG_NOT_FOUND)
            continue;
        if (job_own_market(job, r) == HG_NOT_FOUND)
            of_region[r] += job->gridded[i];
        else
            of_sector[i % n_sector] += job->gridded[i];
    }
}

static size_t largest(const hg_mass_sum *mass, size_t n)
{
    size_t most = 0;
    for (size_t i = 1; i < n; i++)
        if (mass[i] > mass[most])
            most = i;
    return most;
}

/* The largest by name, the others together. */
static enum hg_status enter_names(struct job *job, const char *what,
                                  const struct hg_axis *axis, hg_mass_sum *mass,
                                  struct hg_error *err)
{
    enum { NAMED = 10 };
    const size_t n = hg_axis_size(axis);
    hg_mass_sum others = 0;
    enum hg_status status = HG_OK;
    for (size_t k = 0; status == HG_OK && k < NAMED && n > 0; k++) {
        char name[128];
        const size_t i = largest(mass, n);
        if (mass[i] == 0)
            return HG_OK;
        (void)snprintf(name, sizeof(name), "unmapped: %s %s", what,
                       hg_axis_code(axis, i));
        status = hg_ledger_enter(job->ledger, HG_RIGHT, name, mass[i], err);
        mass[i] = 0;
    }
    for (size_t i = 0; i < n; i++)
        others += mass[i];
    char name[64];
    (void)snprintf(name, sizeof(name), "unmapped: other %ss", what);
    if (status == HG_OK && others)
        status = hg_ledger_enter(job->ledger, HG_RIGHT, name, others, err);
    return status;
}

enum hg_status job_enter_unmapped(struct job *job, struct hg_error *err)
{
    const struct hg_inventory *inventory = job->inventory;
    const size_t n_region = hg_axis_size(inventory->regions);
    const size_t n_sector = hg_axis_size(inventory->sectors);
    hg_mass_sum *mass = calloc(n_region + n_sector + 1, sizeof(*mass)), all = 0;
    if (!mass)
        return no_memory(err, "what is unmapped");
    sum_unmapped(job, mass, mass + n_region);
    for (size_t i = 0; i < n_region + n_sector; i++)
        all += mass[i];
    enum hg_status status =
        all == 0
            ? hg_ledger_enter(job->ledger, HG_RIGHT, "unmapped (no market known)", 0, err)
            : enter_names(job, "region", inventory->regions, mass, err);
    if (status == HG_OK)
        status = enter_names(job, "sector", inventory->sectors, mass + n_region, err);
    free(mass);
    return status;
}

/* stored.c - E from the compact file of an earlier run, in place of reading its sources
 */
#include "study/job.h"
#include <hotgrid/text.h>
#include <stdlib.h>
#include <string.h>

enum hg_status job_read_stored(struct job *job, struct hg_error *err)
{
    const char *path = job->study->inventory.emissions;
    const enum hg_status status = hg_read_emissions(
        path, job->grid, job->options->max_memory, job->threads, &job->stored, err);
    if (status != HG_OK)
        return status;
    const struct hg_emissions_facts *facts = &job->stored->facts;
    if (facts->year != job->study->year)
        return hg_fail(err, HG_E_STUDY,
                       "%s: the study is of the year %lld, but %s holds the emissions of "
                       "%lld; set `year` to that, or name another file",
                       job->study->path, (long long)job->study->year, path,
                       (long long)facts->year);
    job->study->inventory.co2e = strcmp(facts->gas, "CO2e") == 0;
    job->study->inventory.gwp = facts->gwp;
    hg_ledger_set_gas(job->ledger, job_gas(job));
    return HG_OK;
}

void tell_stored(const struct job *job, struct hg_text *text)
{
    if (job->stored)
        hg_text_print(text,
                      "without points_outside_region.csv, points_without_total.csv and "
                      "hotspot_plants.csv: %s holds masses, no single points\n",
                      job->study->inventory.emissions);
}

static void unknown_household(struct job *job, const char *code)
{
    const struct hg_axis *sectors = job->inventory->sectors;
    const char *near =
        hg_text_nearest(code, hg_axis_codes(sectors), hg_axis_size(sectors));
    hg_fault(job->faults, HG_E_STUDY, "household",
             "%s: sector `%s` of `household` is not in the inventory%s%s%s",
             job->study->path, code, near ? "; did you mean `" : "", near ? near : "",
             near ? "`?" : "");
}

/* Households do not matter to E: a study may name its own. */
enum hg_status job_take_inventory(struct job *job, struct hg_error *err)
{
    const struct hg_words *household = &job->study->inventory.household;
    (void)err;
    job->inventory = job->stored->inventory;
    job->stored->inventory = NULL;
    const struct hg_axis *sectors = job->inventory->sectors;
    for (size_t s = 0; household->n && s < hg_axis_size(sectors); s++)
        job->inventory->household[s] = false;
    for (size_t i = 0; i < household->n; i++) {
        const size_t s = hg_axis_find(sectors, household->word[i]);
        if (s == HG_NOT_FOUND)
            unknown_household(job, household->word[i]);
        else
            job->inventory->household[s] = true;
    }
    return HG_OK;
}

enum hg_status job_take_emissions(struct job *job, struct hg_error *err)
{
    struct hg_emissions_file *stored = job->stored;
    struct hg_allocation *allocation = calloc(1, sizeof(*allocation));
    if (!allocation)
        return no_memory(err, "the emissions");
    *allocation = (struct hg_allocation){
        .emissions = stored->emissions,
        .n_placement = stored->facts.n_placement,
        .placement = stored->placement,
        .unlocated = stored->facts.unlocated,
        .n_rescaled = stored->facts.n_rescaled,
    };
    job->allocation = allocation;
    stored->emissions = NULL;
    stored->placement = NULL;
    stored->facts.placement = NULL;
    return HG_OK;
}

static bool is_noted(const struct job *job, const char *stage, const char *name)
{
    for (size_t i = 0; i < hg_ledger_notes(job->ledger); i++) {
        const struct hg_note *note = hg_ledger_get_note(job->ledger, i);
        if (strcmp(note->stage, stage) == 0 && strcmp(note->name, name) == 0)
            return true;
    }
    return false;
}

enum hg_status job_note_stored(struct job *job, const char *stage, struct hg_error *err)
{
    const struct hg_emissions_facts *facts = &job->stored->facts;
    enum hg_status status = HG_OK;
    for (size_t i = 0; status == HG_OK && i < facts->n_note; i++) {
        const struct hg_emissions_note *note = &facts->note[i];
        if (strcmp(note->stage, stage) == 0 && !is_noted(job, stage, note->name))
            status = hg_ledger_note(job->ledger, stage, note->name, note->value, INFINITY,
                                    err);
    }
    return status;
}

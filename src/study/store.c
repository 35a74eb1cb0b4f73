/* store.c - E of a run as a compact file, for runs to come */
#include "study/job.h"
#include <stdlib.h>
#include <string.h>

/* A mass of one industry is of its total, and that is such a mass. */
static enum hg_status narrow(const struct job *job, hg_mass *outside,
                             struct hg_error *err)
{
    for (size_t i = 0; i < job_industries(job); i++) {
        if (job->outside[i] > INT64_MAX || job->outside[i] < 0)
            return hg_fail(err, HG_E_LIMIT,
                           "what lies outside the grid is too much for a file of "
                           "emissions");
        outside[i] = (hg_mass)job->outside[i];
    }
    return HG_OK;
}

/* What reading and gridding left in the ledger. */
static size_t list_notes(const struct job *job, struct hg_emissions_note *note)
{
    size_t n = 0;
    for (size_t i = 0; i < hg_ledger_notes(job->ledger); i++) {
        const struct hg_note *from = hg_ledger_get_note(job->ledger, i);
        if (strcmp(from->stage, "read") == 0 || strcmp(from->stage, "grid") == 0)
            note[n++] = (struct hg_emissions_note){from->stage, from->name, from->value};
    }
    return n;
}

static enum hg_status commit_file(struct job *job, const struct hg_emissions_facts *facts,
                                  struct hg_error *err)
{
    uint8_t *bytes = NULL;
    size_t length = 0;
    enum hg_status status =
        hg_encode_emissions(job->emissions, facts, job->threads, &bytes, &length, err);
    if (status == HG_OK)
        status = hg_output_commit(job->output, "emissions.hotgrid", bytes, length, err);
    free(bytes);
    return status;
}

enum hg_status write_emissions(struct job *job, struct hg_error *err)
{
    const struct hg_study *study = job->study;
    const size_t n_source = job->stored
                                ? job->stored->facts.n_source
                                : study->inventory.n_files + study->inventory.n_blends;
    if (job->markets) /* run writes layers, grid writes E */
        return HG_OK;
    hg_mass *outside = calloc(job_industries(job) + 1, sizeof(*outside));
    const char **source = calloc(n_source + 1, sizeof(*source));
    struct hg_emissions_note *note =
        calloc(hg_ledger_notes(job->ledger) + 1, sizeof(*note));
    enum hg_status status;
    if (!outside || !source || !note) {
        status = no_memory(err, "the file of emissions");
        goto done;
    }
    status = narrow(job, outside, err);
    if (status != HG_OK)
        goto done;
    for (size_t i = 0; i < n_source; i++)
        source[i] = job_blend_name(job, i);
    struct hg_emissions_facts facts = {
        .study = study->name,
        .year = study->year,
        .gas = job_gas(job),
        .gwp = study->inventory.gwp,
        .outside = outside,
        .unlocated = job->allocation->unlocated,
        .n_rescaled = job->allocation->n_rescaled,
        .n_placement = job->allocation->n_placement,
        .placement = job->allocation->placement,
        .n_source = n_source,
        .source = source,
        .n_note = list_notes(job, note),
        .note = note,
    };
    memcpy(facts.input_key, job->emissions_key, HG_DIGEST_TEXT);
    status = commit_file(job, &facts, err);
done:
    free(outside);
    free(source);
    free(note);
    return status;
}

/* plan_sectors.c - the layers of a study that does not go on to markets */
#include "study/job.h"
#include <hotgrid/arena.h>

/* An entry as the study could have it: the total, or that of one sector. */
static struct hg_study_layers *new_entry(struct job *job, const char *sector,
                                         enum hg_layer_quantity quantity)
{
    struct hg_study_layers *entry = hg_arena_alloc(job->arena, 1, sizeof(*entry));
    if (entry)
        entry->quantity = quantity;
    if (!entry || !sector)
        return entry;
    const char **word = hg_arena_alloc(job->arena, 1, sizeof(*word));
    if (!word)
        return NULL;
    *word = sector;
    entry->sector = (struct hg_words){.n = 1, .word = word};
    return entry;
}

static enum hg_status plan_total(struct job *job, const char *sector,
                                 enum hg_layer_quantity quantity, struct hg_error *err)
{
    const struct hg_study_layers *entry = new_entry(job, sector, quantity);
    return entry ? plan_form(job, entry, "total", err) : no_memory(err, "the layers");
}

/* One sector alone is the total, and is written once. */
enum hg_status plan_sectors(struct job *job, struct hg_error *err)
{
    const struct hg_inventory *inventory = job->inventory;
    const size_t n = hg_axis_size(inventory->sectors);
    size_t n_gridded = 0;
    if (job->options->no_rasters)
        return HG_OK;
    for (size_t s = 0; s < n; s++)
        n_gridded += inventory->gridded[s];
    enum hg_status status = plan_total(job, NULL, HG_LAYER_DENSITY, err);
    for (size_t s = 0; status == HG_OK && n_gridded > 1 && s < n; s++)
        if (inventory->gridded[s])
            status = plan_total(job, hg_axis_code(inventory->sectors, s),
                                HG_LAYER_DENSITY, err);
    if (status == HG_OK && job->study->uncertainty.line)
        status = plan_total(job, NULL, HG_LAYER_SIGMA, err);
    if (status == HG_OK && job->study->uncertainty.line)
        status = plan_total(job, NULL, HG_LAYER_RELATIVE_SIGMA, err);
    if (status == HG_OK && job->study->uncertainty.draws)
        status = plan_total(job, NULL, HG_LAYER_STABILITY, err);
    return status;
}

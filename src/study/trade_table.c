/* trade_table.c - from the published table to the table that is solved, and from the
 * codes of the study to its codes */
#include "study/job.h"
#include <hotgrid/arena.h>
#include <hotgrid/leontief.h>
#include <hotgrid/reexport.h>
#include <stdlib.h>
#include <string.h>

enum hg_link_weights job_link_weights(const char *word)
{
    if (strcmp(word, "given") == 0)
        return HG_WEIGHTS_GIVEN;
    return strcmp(word, "output") == 0 ? HG_WEIGHTS_OUTPUT : HG_WEIGHTS_MEASURED;
}

static enum hg_status read_maps(struct job *job, struct hg_error *err)
{
    const struct hg_study *study = job->study;
    const enum hg_link_weights weights = job_link_weights(study->trade.sectors.weights);
    const bool measured = weights == HG_WEIGHTS_MEASURED;
    const struct hg_link_columns region = {.from = "region", .to = "mrio_region"};
    const struct hg_link_columns sector = {
        .from = "sector",
        .to = "mrio_sector",
        .weight = measured ? study->trade.sectors.weights : "weight",
        .weighed = measured,
        .region = "region"};
    enum hg_status status = HG_OK;
    if (study->trade.regions.path)
        status = hg_read_links(&study->trade.regions, &region, job->faults,
                               &job->region_links, err);
    if (status == HG_OK && study->trade.sectors.table.path)
        status = hg_read_links(&study->trade.sectors.table, &sector, job->faults,
                               &job->sector_links, err);
    return status;
}

static enum hg_status note_reexports(struct job *job,
                                     const struct hg_reexport_report *report,
                                     struct hg_error *err)
{
    const double whole = report->money > 0 ? report->money / 100 : 1;
    const struct {
        const char *name;
        double value;
    } note[] = {
        {"re-exports: sales to hubs sent on, percent", report->moved / whole},
        {"re-exports: kept, no buyer known, percent", report->stayed / whole},
        {"re-exports: kept, origin is destination, percent", report->back / whole},
    };
    enum hg_status status = HG_OK;
    for (size_t i = 0; status == HG_OK && i < sizeof(note) / sizeof(note[0]); i++)
        status = hg_ledger_note(job->ledger, "trade", note[i].name, note[i].value,
                                INFINITY, err);
    return status;
}

/* The three numbers of each row are read as three maps of the same rows. */
static enum hg_status route_reexports(struct job *job, struct hg_error *err)
{
    static const char *const column[] = {"theta", "rho", "markup"};
    const struct hg_study *study = job->study;
    struct hg_links *links[3] = {NULL};
    struct hg_reexport_report report;
    enum hg_status status = HG_OK;
    if (!study->trade.reexports.path)
        return HG_OK;
    if (study->trade.reexports_corrected)
        return hg_fail(err, HG_E_STUDY,
                       "%s: `reexports` would correct a table that `reexports_corrected` "
                       "says is corrected already; leave one of the two out",
                       study->path);
    for (size_t i = 0; status == HG_OK && i < 3; i++) {
        const struct hg_link_columns columns = {.from = "hub",
                                                .to = "destination",
                                                .weight = column[i],
                                                .weighed = true,
                                                .region = "sector"};
        status =
            hg_read_links(&study->trade.reexports, &columns, job->faults, &links[i], err);
        if (status == HG_OK)
            status = hg_faults_status(job->faults, err);
    }
    const struct hg_reexports rows = {links[0], links[1], links[2]};
    if (status == HG_OK)
        status = hg_route_reexports(job->mrio, &rows, job->faults, &report, err);
    if (status == HG_OK)
        status = note_reexports(job, &report, err);
    for (size_t i = 0; i < 3; i++)
        hg_links_destroy(links[i]);
    return status;
}

static enum hg_status find_output(struct job *job, struct hg_error *err)
{
    job->table_output = malloc((job->mrio->n + 1) * sizeof(*job->table_output));
    if (!job->table_output)
        return no_memory(err, "the outputs of the trade table");
    hg_mrio_output(job->mrio, job->table_output);
    return HG_OK;
}

enum hg_status job_read_trade(struct job *job, struct hg_error *err)
{
    if (!job->markets)
        return HG_OK;
    const struct hg_mrio_source source = job_trade_source(job);
    stage_run *const steps[] = {read_maps, job_nest_trade, route_reexports, find_output};
    enum hg_status status = hg_read_mrio(&source, &job->mrio, err);
    for (size_t i = 0; status == HG_OK && i < sizeof(steps) / sizeof(steps[0]); i++)
        status = steps[i](job, err);
    return status;
}

enum hg_status job_same_codes(const struct job *job, const struct hg_axis *axis,
                              const bool *household, struct hg_links **out,
                              struct hg_error *err)
{
    const size_t n = hg_axis_size(axis);
    struct hg_links *links = calloc(1, sizeof(*links));
    struct hg_arena *arena = hg_arena_create();
    struct hg_link *link = arena ? hg_arena_alloc(arena, n + 1, sizeof(*link)) : NULL;
    if (!links || !link) {
        hg_arena_destroy(arena);
        free(links);
        return no_memory(err, "a map of codes");
    }
    for (size_t i = 0; i < n; i++) {
        const char *code = hg_axis_code(axis, i);
        link[i] =
            (struct hg_link){.from = code,
                             .to = household && household[i] ? HG_HOUSEHOLD_CODE : code,
                             .weight = 1,
                             .file = job->study->path};
    }
    *links = (struct hg_links){n, link, arena};
    hg_links_sort(links);
    *out = links;
    return HG_OK;
}

/* Where the study gives no map, its codes are those of the table. */
enum hg_status job_link_codes(struct job *job, struct hg_error *err)
{
    const struct hg_inventory *inventory = job->inventory;
    enum hg_status status = HG_OK;
    if (!job->markets)
        return HG_OK;
    if (!job->region_links)
        status = job_same_codes(job, inventory->regions, NULL, &job->region_links, err);
    if (status == HG_OK && !job->sector_links)
        status = job_same_codes(job, inventory->sectors, inventory->household,
                                &job->sector_links, err);
    return status;
}

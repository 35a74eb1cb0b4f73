/* trade_table.c - from the published table to the table that is solved, and from the
 * codes of the study to its codes */
#include "study/job.h"
#include "study/region_codes.h"
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

/* "reexports: 8.2 of 20 million USD sold to HKG, SGP goes to where it is used" */
static enum hg_status tell_reexports(struct job *job, const struct hg_links *theta,
                                     const struct hg_reexport_report *report,
                                     struct hg_error *err)
{
    struct hg_text text = {0};
    if (report->moved == 0)
        return HG_OK;
    const char *unit = job->mrio->unit ? job->mrio->unit : "";
    hg_text_print(&text, "re-exports: %.6g of %.6g%s%s sold to", report->moved,
                  report->money, *unit ? " " : "", unit);
    for (size_t i = 0; i < theta->n; i++) /* sorted by hub */
        if (i == 0 || strcmp(theta->link[i].from, theta->link[i - 1].from) != 0)
            hg_text_print(&text, "%s %s", i ? "," : "", theta->link[i].from);
    hg_text_print(&text, " goes to where it is used");
    job->rerouted = text.failed ? NULL : job_text(job, "%s", text.bytes);
    free(text.bytes);
    return job->rerouted ? HG_OK : no_memory(err, "the re-exports");
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
    if (status == HG_OK)
        status = tell_reexports(job, links[0], &report, err);
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

/* The map of the study, and after it what codes tell of the regions it does not name. */
struct looked_up {
    struct job *job;
    struct region_codes codes;
    struct hg_links *links;
    size_t n_known, n_rest; /* found; of them in a rest of the world */
    const char *known;      /* one that was found under another code */
    struct hg_text rest;
};

static bool copy_link(struct looked_up *l, const struct hg_link *from)
{
    struct hg_link *link = &l->links->link[l->links->n++];
    *link = *from;
    link->from = hg_arena_copy(l->links->arena, from->from, strlen(from->from));
    link->to = hg_arena_copy(l->links->arena, from->to, strlen(from->to));
    link->file = hg_arena_copy(l->links->arena, from->file, strlen(from->file));
    return link->from && link->to && link->file;
}

/* Codes beside ISO 3166 (SCG) are for the user's map, which goes first. */
static void fault_unknown(struct looked_up *l, size_t region)
{
    const struct job *job = l->job;
    const struct hg_inventory *inventory = job->inventory;
    const size_t n_sector = hg_axis_size(inventory->sectors);
    bool emits = false;
    for (size_t s = 0; s < n_sector; s++)
        emits |= inventory->total[region * n_sector + s] != 0;
    if (!emits || !job->study->trade.region_codes || job->study->inventory.allow_unmapped)
        return;
    const char *map = job->study->trade.regions.path;
    hg_fault(job->faults, HG_E_INPUT, "region codes",
             "%s: region \"%s\" of the study emits, and is no code of ISO 3166 (codes/"
             "regions.csv) that leads to a region of the trade table; give it a row "
             "`%s,MRIO_REGION` in %s%s, or say `inventory: unmapped: allow`",
             map ? map : job->study->path, hg_axis_code(inventory->regions, region),
             hg_axis_code(inventory->regions, region),
             map ? "this map" : "a map beside `region_codes`: `regions: FILE`, columns ",
             map ? "" : "region, mrio_region, of such codes alone");
}

static bool look_up(struct looked_up *l, size_t r)
{
    enum { NAMED = 3 };
    bool rest = false;
    const char *code = hg_axis_code(l->job->inventory->regions, r);
    const struct hg_axis *table = l->job->mrio->regions;
    const size_t region = region_codes_find(&l->codes, table, code, &rest);
    if (region == HG_NOT_FOUND) {
        fault_unknown(l, r);
        return true;
    }
    const struct hg_link link = {.from = code,
                                 .to = hg_axis_code(table, region),
                                 .weight = 1,
                                 .file = l->job->study->path};
    if (strcmp(link.to, code) != 0) {
        l->n_known++;
        l->known = code;
    }
    if (rest && l->n_rest++ < NAMED)
        hg_text_print(&l->rest, "%s%s to %s", l->n_rest > 1 ? ", " : "", code, link.to);
    return copy_link(l, &link);
}

static enum hg_status look_up_all(struct looked_up *l, struct hg_error *err)
{
    const struct hg_links *map = l->job->region_links;
    const struct hg_axis *regions = l->job->inventory->regions;
    const size_t n_map = map ? map->n : 0, n = hg_axis_size(regions);
    l->links = calloc(1, sizeof(*l->links));
    if (!l->links || !(l->links->arena = hg_arena_create()) ||
        !(l->links->link =
              hg_arena_alloc(l->links->arena, n_map + n + 1, sizeof(struct hg_link))))
        return no_memory(err, "a map of codes");
    for (size_t i = 0; i < n_map; i++)
        if (!copy_link(l, &map->link[i]))
            return no_memory(err, "a map of codes");
    for (size_t r = 0; r < n; r++) {
        const char *code = hg_axis_code(regions, r);
        if (!(map && hg_links_find(map, code) != HG_NOT_FOUND) && !look_up(l, r))
            return no_memory(err, "a map of codes");
    }
    hg_links_sort(l->links);
    return l->rest.failed ? no_memory(err, "a map of codes") : HG_OK;
}

/* Codes found where they were not asked for are no more than advice. */
static enum hg_status take_looked_up(struct looked_up *l, struct hg_error *err)
{
    struct job *job = l->job;
    if (!job->study->trade.region_codes) {
        if (l->n_known)
            hg_fault(
                job->faults, HG_E_STUDY, "region codes",
                "%s: %zu regions of the study (such as \"%s\") are in the trade "
                "table by another code of ISO 3166; say `trade: region_codes: true`, "
                "or give a map of `regions`",
                job->study->path, l->n_known, l->known);
        return HG_OK;
    }
    hg_links_destroy(job->region_links);
    job->region_links = l->links;
    l->links = NULL;
    if (l->n_rest)
        hg_log_print(job->options->log, HG_LOG_INFO,
                     "%zu regions of the study are in a rest of the world of the trade "
                     "table (%s%s); column market_mix of tables/regions.csv lists them",
                     l->n_rest, l->rest.bytes, l->n_rest > 3 ? ", ..." : "");
    return hg_ledger_note(job->ledger, "trade", "regions in a rest of the world",
                          (double)l->n_rest, INFINITY, err);
}

/* Reads the codes where the study asks for them, or where its own are not the table's. */
static enum hg_status link_by_codes(struct job *job, struct hg_error *err)
{
    struct looked_up l = {.job = job};
    const struct hg_axis *regions = job->inventory->regions;
    bool strange = job->study->trade.region_codes;
    for (size_t r = 0; !job->region_links && r < hg_axis_size(regions); r++)
        strange |=
            hg_axis_find(job->mrio->regions, hg_axis_code(regions, r)) == HG_NOT_FOUND;
    if (!strange)
        return HG_OK;
    enum hg_status status = region_codes_read(job->faults, &l.codes, err);
    if (status != HG_OK) /* advice can be done without */
        return status == HG_E_MEMORY || job->study->trade.region_codes ? status : HG_OK;
    status = look_up_all(&l, err);
    if (status == HG_OK)
        status = take_looked_up(&l, err);
    region_codes_finish(&l.codes);
    hg_links_destroy(l.links);
    free(l.rest.bytes);
    return status;
}

/* Where the study gives no map, its codes are those of the table. */
enum hg_status job_link_codes(struct job *job, struct hg_error *err)
{
    const struct hg_inventory *inventory = job->inventory;
    enum hg_status status = HG_OK;
    if (!job->markets)
        return HG_OK;
    status = link_by_codes(job, err);
    if (status == HG_OK && !job->region_links)
        status = job_same_codes(job, inventory->regions, NULL, &job->region_links, err);
    if (status == HG_OK && !job->sector_links)
        status = job_same_codes(job, inventory->sectors, inventory->household,
                                &job->sector_links, err);
    return status == HG_OK ? job_name_sectors(job, err) : status;
}

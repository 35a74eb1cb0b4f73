/* trade_nest.c - the provincial table of a study, nested into its trade table */
#include "study/job.h"
#include <hotgrid/arena.h>
#include <hotgrid/nest.h>
#include <stdlib.h>
#include <string.h>

struct nesting {
    struct job *job;
    const struct hg_study_nest *nest;
    struct hg_mrio *provinces;
    struct hg_links *sectors, *customs;
    bool *region, *category; /* abroad */
    struct hg_nest_export *export;
};

static void fault_code(const struct nesting *n, const char *where, struct hg_spot at,
                       const char *what, const char *code, const struct hg_axis *axis,
                       const char *table)
{
    const char *near = hg_text_nearest(code, hg_axis_codes(axis), hg_axis_size(axis));
    char place[64] = "";
    if (at.line && at.column)
        (void)snprintf(place, sizeof(place), ":%zu:%zu", at.line, at.column);
    else if (at.line)
        (void)snprintf(place, sizeof(place), ":%zu", at.line);
    hg_fault(n->job->faults, HG_E_INPUT, what,
             "%s%s: `%s` \"%s\" is none of the %s table; %s%s%s", where, place, what,
             code, table, near ? "did you mean \"" : "use a code of the table",
             near ? near : "", near ? "\"?" : "");
}

static enum hg_status read_sectors(struct nesting *n, struct hg_error *err)
{
    const struct hg_study_sector_map *map = &n->nest->sectors;
    const bool measured =
        map->table.path && job_link_weights(map->weights) == HG_WEIGHTS_MEASURED;
    const struct hg_link_columns columns = {.from = "sector",
                                            .to = "mrio_sector",
                                            .weight = measured ? map->weights : "weight",
                                            .weighed = measured,
                                            .region = "region"};
    if (!map->table.path)
        return job_same_codes(n->job, n->provinces->sectors, NULL, &n->sectors, err);
    return hg_read_links(&map->table, &columns, n->job->faults, &n->sectors, err);
}

static enum hg_status find_abroad(struct nesting *n, struct hg_error *err)
{
    const struct hg_axis *regions = n->provinces->regions;
    const struct hg_axis *categories = n->provinces->categories;
    n->region = calloc(hg_axis_size(regions) + 1, sizeof(*n->region));
    n->category = calloc(hg_axis_size(categories) + 1, sizeof(*n->category));
    if (!n->region || !n->category)
        return no_memory(err, "the provincial table");
    for (size_t i = 0; i < n->nest->abroad.n; i++) {
        const char *code = n->nest->abroad.word[i];
        const size_t r = hg_axis_find(regions, code), k = hg_axis_find(categories, code);
        if (r != HG_NOT_FOUND)
            n->region[r] = true;
        else if (k != HG_NOT_FOUND)
            n->category[k] = true;
        else
            fault_code(n, n->job->study->path, n->nest->abroad.at[i], "abroad", code,
                       regions, "provincial");
    }
    return HG_OK;
}

static void take_export(const struct nesting *n, const struct hg_link *link,
                        struct hg_nest_export *out)
{
    const struct hg_axis *world = n->job->mrio->regions;
    const bool all = strcmp(link->to, "all") == 0;
    *out = (struct hg_nest_export){
        .province = hg_axis_find(n->provinces->regions, link->from),
        .sector = link->region ? hg_axis_find(n->provinces->sectors, link->region)
                               : HG_NOT_FOUND,
        .destination = all ? HG_NOT_FOUND : hg_axis_find(world, link->to),
        .value = link->weight};
    const struct hg_spot at = {.line = link->line};
    if (out->province == HG_NOT_FOUND)
        fault_code(n, link->file, at, "province", link->from, n->provinces->regions,
                   "provincial");
    if (link->region && out->sector == HG_NOT_FOUND)
        fault_code(n, link->file, at, "sector", link->region, n->provinces->sectors,
                   "provincial");
    if (!all && out->destination == HG_NOT_FOUND)
        fault_code(n, link->file, at, "destination", link->to, world, "world");
}

static enum hg_status read_exports(struct nesting *n, struct hg_error *err)
{
    const struct hg_link_columns columns = {.from = "province",
                                            .to = "destination",
                                            .weight = "value",
                                            .weighed = true,
                                            .region = "sector"};
    if (!n->nest->exports.path)
        return HG_OK;
    const enum hg_status status =
        hg_read_links(&n->nest->exports, &columns, n->job->faults, &n->customs, err);
    if (status != HG_OK)
        return status;
    n->export = calloc(n->customs->n + 1, sizeof(*n->export));
    if (!n->export)
        return no_memory(err, "the exports of the provinces");
    for (size_t i = 0; i < n->customs->n; i++)
        take_export(n, &n->customs->link[i], &n->export[i]);
    return HG_OK;
}

/* Percent of the money of a flow that was not shared out by its own pattern. */
static double percent_of(const struct hg_nest_report *r, enum hg_nest_flow flow)
{
    double sum = 0;
    for (size_t way = 0; way < HG_NEST_WAYS; way++)
        sum += r->money[flow][way];
    return sum > 0 ? 100 * (1 - r->money[flow][HG_NEST_PATTERN] / sum) : 0;
}

static enum hg_status note(const struct nesting *n, const struct hg_nest_report *r,
                           struct hg_error *err)
{
    const struct {
        const char *name;
        double value, limit;
    } note[] = {
        {"nested: flows within not by pattern, percent", percent_of(r, HG_NEST_DOMESTIC),
         INFINITY},
        {"nested: exports not by pattern, percent", percent_of(r, HG_NEST_EXPORTS),
         INFINITY},
        {"nested: imports not by pattern, percent", percent_of(r, HG_NEST_IMPORTS),
         INFINITY},
        {"nested: values that sum but to last digits", (double)r->n_near, INFINITY},
        {"nested: largest such difference, relative", r->worst_near, 1e-6},
        {"balanced: sectors", (double)r->balanced, INFINITY},
        {"balanced: rows from their output", r->balance_error, 1e-9},
        {"balanced: sums of provinces from parent", r->aggregate_error, 1e-9},
    };
    enum hg_status status = HG_OK;
    for (size_t i = 0; status == HG_OK && i < sizeof(note) / sizeof(note[0]); i++)
        if (n->nest->balance || strncmp(note[i].name, "balanced", 8) != 0)
            status = hg_ledger_note(n->job->ledger, "trade", note[i].name, note[i].value,
                                    note[i].limit, err);
    const double own = r->emissions[HG_NEST_PATTERN];
    const double other = r->emissions[HG_NEST_OUTPUT] + r->emissions[HG_NEST_EVEN];
    if (status == HG_OK && own + other > 0)
        status = hg_ledger_note(n->job->ledger, "trade",
                                "nested: emissions not by the provinces' own, percent",
                                100 * other / (own + other), INFINITY, err);
    if (status == HG_OK && r->emissions[HG_NEST_EVEN] > 0)
        status = hg_ledger_note(
            n->job->ledger, "trade", "nested: emissions shared evenly, percent",
            100 * r->emissions[HG_NEST_EVEN] / (own + other), INFINITY, err);
    if (!r->same_categories)
        hg_log_print(n->job->options->log, HG_LOG_INFO,
                     "%s: its categories of final demand are not those of the world "
                     "table; all together share out each",
                     n->nest->path);
    return status;
}

/* A table that says nothing of its provinces is a mistake of the study. */
static enum hg_status check_nested(const struct nesting *n,
                                   const struct hg_nest_report *r, struct hg_error *err)
{
    double all = 0;
    for (size_t way = 0; way < HG_NEST_WAYS; way++)
        all += r->money[HG_NEST_DOMESTIC][way];
    if (all > 0 && r->money[HG_NEST_DOMESTIC][HG_NEST_EVEN] == all)
        return hg_fail(
            err, HG_E_INPUT,
            "%s: all its flows and outputs are 0: nothing says how %s is shared "
            "out over its provinces; check that it is the table that is meant",
            n->nest->path, n->nest->parent);
    if (n->nest->balance && r->balanced == 0)
        return hg_fail(err, HG_E_INPUT,
                       "%s: `balance: gras` has no sector to balance: none has an output "
                       "in the table of the provinces; leave `balance` out",
                       n->nest->path);
    return HG_OK;
}

static enum hg_status mark_provinces(struct nesting *n, const struct hg_mrio *nested,
                                     struct hg_error *err)
{
    const struct hg_axis *world = n->job->mrio->regions, *regions = nested->regions;
    const size_t D = hg_axis_size(regions);
    bool *province = hg_arena_alloc(n->job->arena, D + 1, sizeof(*province));
    if (!province)
        return no_memory(err, "the provinces");
    for (size_t r = 0; r < D; r++) {
        const char *code = hg_axis_code(regions, r);
        province[r] = hg_axis_find(world, code) == HG_NOT_FOUND ||
                      strcmp(code, n->nest->parent) == 0;
    }
    n->job->province = province;
    return HG_OK;
}

/* The provinces together are a group under the parent's code, unless the study or the
 * provincial table has one. */
static enum hg_status group_parent(struct nesting *n, const struct hg_mrio *nested,
                                   struct hg_error *err)
{
    struct hg_study *study = n->job->study;
    const struct hg_axis *regions = nested->regions;
    const size_t D = hg_axis_size(regions), G = study->n_groups;
    bool taken = hg_axis_find(regions, n->nest->parent) != HG_NOT_FOUND;
    for (size_t g = 0; g < G; g++)
        taken |= strcmp(study->groups[g].name, n->nest->parent) == 0;
    if (taken)
        return HG_OK;
    struct hg_study_group *groups = hg_arena_alloc(n->job->arena, G + 1, sizeof(*groups));
    const char **member = hg_arena_alloc(n->job->arena, D + 1, sizeof(*member));
    if (!groups || !member)
        return no_memory(err, "the group of the provinces");
    size_t n_member = 0;
    for (size_t r = 0; r < D; r++)
        if (n->job->province[r])
            member[n_member++] = hg_axis_code(regions, r);
    for (size_t g = 0; g < G; g++)
        groups[g] = study->groups[g];
    groups[G] = (struct hg_study_group){.name = n->nest->parent,
                                        .members = {.n = n_member, .word = member}};
    study->groups = groups;
    study->n_groups = G + 1;
    return HG_OK;
}

/* The nested table takes the place of the world table. */
static enum hg_status nest(struct nesting *n, size_t parent, struct hg_error *err)
{
    const struct hg_nest_params params = {
        .world = n->job->mrio,
        .provinces = n->provinces,
        .parent = parent,
        .sectors = n->sectors,
        .weights = n->nest->sectors.table.path
                       ? job_link_weights(n->nest->sectors.weights)
                       : HG_WEIGHTS_GIVEN,
        .abroad_region = n->region,
        .abroad_category = n->category,
        .n_export = n->customs ? n->customs->n : 0,
        .export = n->export,
        .balance = n->nest->balance,
    };
    struct hg_nest_report report;
    struct hg_mrio *nested = NULL;
    enum hg_status status = hg_faults_status(n->job->faults, err);
    if (status == HG_OK)
        status = hg_nest(&params, n->job->faults, &report, &nested, err);
    if (status != HG_OK)
        return status;
    status = mark_provinces(n, nested, err);
    if (status == HG_OK)
        status = group_parent(n, nested, err);
    hg_mrio_destroy(n->job->mrio);
    n->job->mrio = nested;
    if (status != HG_OK)
        return status;
    status = check_nested(n, &report, err);
    return status == HG_OK ? note(n, &report, err) : status;
}

enum hg_status job_nest_trade(struct job *job, struct hg_error *err)
{
    struct nesting n = {.job = job, .nest = &job->study->trade.nest};
    if (!n.nest->path)
        return HG_OK;
    const struct hg_mrio_source source = job_nest_source(job);
    const size_t parent = hg_axis_find(job->mrio->regions, n.nest->parent);
    if (parent == HG_NOT_FOUND) {
        fault_code(&n, job->study->path, n.nest->parent_at, "parent", n.nest->parent,
                   job->mrio->regions, "world");
        return hg_faults_status(job->faults, err);
    }
    enum hg_status status = hg_read_mrio(&source, &n.provinces, err);
    if (status == HG_OK)
        status = read_sectors(&n, err);
    if (status == HG_OK)
        status = find_abroad(&n, err);
    if (status == HG_OK)
        status = read_exports(&n, err);
    if (status == HG_OK)
        status = nest(&n, parent, err);
    hg_mrio_destroy(n.provinces);
    hg_links_destroy(n.sectors);
    hg_links_destroy(n.customs);
    free(n.region);
    free(n.category);
    free(n.export);
    return status;
}

/* plan.c - which layers a study asks for */
#include "study/plan.h"
#include "study/hotspots.h"
#include "study/names.h"
#include "study/parts.h"
#include "study/plants.h"
#include <hotgrid/arena.h>
#include <stdlib.h>
#include <string.h>

/* The words of an entry must be codes of an axis. */
static void check_words(struct job *job, const struct hg_study_layers *entry,
                        const struct hg_words *words, const struct hg_axis *axis,
                        const char *what)
{
    for (size_t i = 0; i < words->n; i++) {
        if (hg_axis_find(axis, words->word[i]) != HG_NOT_FOUND)
            continue;
        const char *near =
            hg_text_nearest(words->word[i], hg_axis_codes(axis), hg_axis_size(axis));
        hg_fault(job->faults, HG_E_STUDY, "layers", "%s:%zu: %s `%s` is not known%s%s%s",
                 job->study->path, entry->line, what, words->word[i],
                 near ? "; did you mean `" : "", near ? near : "", near ? "`?" : "");
    }
}

static const struct hg_study_group *find_group(const struct hg_study *study,
                                               const char *name)
{
    for (size_t i = 0; i < study->n_groups; i++)
        if (strcmp(study->groups[i].name, name) == 0)
            return &study->groups[i];
    return NULL;
}

static enum layer_kind kind_of(enum hg_layer_quantity quantity)
{
    switch (quantity) {
    case HG_LAYER_SHARE:
        return LAYER_SHARE;
    case HG_LAYER_SIGMA:
    case HG_LAYER_RELATIVE_SIGMA:
        return LAYER_SIGMA;
    case HG_LAYER_STABILITY:
        return LAYER_STABILITY;
    case HG_LAYER_DENSITY:
    case HG_LAYER_TOTAL:
        break;
    }
    return LAYER_FORM;
}

static struct layer *add_layer(struct job *job, const struct hg_study_layers *entry,
                               enum layer_kind kind)
{
    struct layer *more = realloc(job->layer, (job->n_layer + 1) * sizeof(*more));
    if (!more)
        return NULL;
    job->layer = more;
    struct layer *layer = &job->layer[job->n_layer++];
    *layer = (struct layer){
        .kind = kind,
        .account = entry->account,
        .quantity = entry->quantity,
        .entry = entry,
        .destination = "",
        .destination_index = HG_NOT_FOUND,
        .top_percent = NAN,
    };
    return layer;
}

bool plan_for_region(struct job *job, struct layer *layer, size_t region)
{
    const char *code = hg_axis_code(job->inventory->regions, region);
    struct hg_study_layers *entry = hg_arena_alloc(job->arena, 1, sizeof(*entry));
    const char **word = hg_arena_alloc(job->arena, 1, sizeof(*word));
    if (!entry || !word)
        return false;
    *word = code;
    *entry = *layer->entry;
    entry->region = (struct hg_words){.n = 1, .word = word};
    layer->entry = entry;
    layer->origin = code;
    layer->stem = names_stem(job, layer, layer->whole, code);
    return layer->stem && plan_title(job, layer, job_code_name(job, layer->destination));
}

static enum hg_status plan_destination(struct job *job,
                                       const struct hg_study_layers *entry,
                                       const char *code, struct hg_error *err)
{
    const size_t n = hg_axis_size(job->mrio->regions);
    const size_t d = hg_axis_find(job->mrio->regions, code);
    const struct hg_study_group *group = find_group(job->study, code);
    struct layer *layer = add_layer(job, entry, kind_of(entry->quantity));
    if (!layer)
        return no_memory(err, "the layers");
    layer->of_destination = hg_arena_alloc(job->arena, n, sizeof(bool));
    char *what = job_text(job, "to-%s", code);
    layer->destination = code;
    if (!layer->of_destination || !what || !plan_name(job, layer, what))
        return no_memory(err, "the layers");
    layer->description = code;
    if (d != HG_NOT_FOUND) {
        layer->destination_index = d;
        layer->of_destination[d] = true;
    }
    for (size_t i = 0; group && i < group->members.n; i++) {
        const size_t member = hg_axis_find(job->mrio->regions, group->members.word[i]);
        if (member != HG_NOT_FOUND)
            layer->of_destination[member] = true;
    }
    return plan_title(job, layer, job_code_name(job, code))
               ? HG_OK
               : no_memory(err, "the layers");
}

static void unknown_destination(struct job *job, const struct hg_study_layers *entry,
                                const char *code)
{
    const char *near = hg_text_nearest(code, hg_axis_codes(job->mrio->regions),
                                       hg_axis_size(job->mrio->regions));
    struct hg_text known = {0};
    for (size_t d = 0; !near && d < hg_axis_size(job->mrio->regions); d++)
        hg_text_print(&known, "%s %s", d ? "," : "", hg_axis_code(job->mrio->regions, d));
    hg_fault(job->faults, HG_E_STUDY, "layers",
             "%s:%zu: destination `%s` is neither a region of the trade table nor a "
             "group%s%s%s",
             job->study->path, entry->line, code,
             near ? "; did you mean `" : "; its regions are",
             near          ? near
             : known.bytes ? known.bytes
                           : "",
             near ? "`?" : "");
    free(known.bytes);
}

static enum hg_status plan_destinations(struct job *job,
                                        const struct hg_study_layers *entry,
                                        struct hg_error *err)
{
    const struct hg_axis *markets = job->mrio->regions;
    for (size_t i = 0; i < entry->destination.n; i++) {
        const char *code = entry->destination.word[i];
        const bool all = strcmp(code, "all") == 0;
        if (!all && hg_axis_find(markets, code) == HG_NOT_FOUND &&
            !find_group(job->study, code)) {
            unknown_destination(job, entry, code);
            continue;
        }
        for (size_t d = 0; d < (all ? hg_axis_size(markets) : 1); d++) {
            const enum hg_status status =
                plan_destination(job, entry, all ? hg_axis_code(markets, d) : code, err);
            if (status != HG_OK)
                return status;
        }
    }
    return HG_OK;
}

static enum hg_status plan_one(struct job *job, const struct hg_study_layers *entry,
                               enum layer_kind kind, const char *what,
                               struct hg_error *err)
{
    struct layer *layer = add_layer(job, entry, kind);
    if (!layer || !plan_name(job, layer, what) || !plan_title(job, layer, ""))
        return no_memory(err, "the layers");
    layer->description = what;
    return HG_OK;
}

static enum hg_status plan_tier(struct job *job, const struct hg_study_layers *entry,
                                struct hg_error *err)
{
    struct layer *layer = add_layer(job, entry, kind_of(entry->quantity));
    char *what = job_text(job, "tier-%lld", (long long)entry->tier);
    if (!layer || !what)
        return no_memory(err, "the layers");
    layer->tier = (uint32_t)entry->tier;
    layer->description = what;
    return plan_name(job, layer, what) && plan_title(job, layer, "")
               ? HG_OK
               : no_memory(err, "the layers");
}

/* "after-OPTION", or "after" of the first option; names of options may be any words. */
static enum hg_status plan_moves(struct job *job, const struct hg_study_layers *entry,
                                 const char *account, struct hg_error *err)
{
    if (!entry->option)
        return plan_one(job, entry, kind_of(entry->quantity), account, err);
    char *what = job_text(job, "%s-%s", account, entry->option);
    if (!what)
        return no_memory(err, "the layers");
    for (char *c = what; *c; c++)
        if (!(*c >= '0' && *c <= '9') && !(*c >= 'A' && *c <= 'Z') &&
            !(*c >= 'a' && *c <= 'z'))
            *c = '-';
    return plan_one(job, entry, kind_of(entry->quantity), what, err);
}

static enum hg_status plan_entry(struct job *job, const struct hg_study_layers *entry,
                                 struct hg_error *err)
{
    check_words(job, entry, &entry->sector, job->inventory->sectors, "sector");
    check_words(job, entry, &entry->region, job->inventory->regions, "region");
    if (job->markets)
        check_parts(job, entry);
    enum hg_status status;
    switch (entry->account) {
    case HG_ACCOUNT_TOTAL:
        return plan_one(job, entry, kind_of(entry->quantity), "total", err);
    case HG_ACCOUNT_FOREIGN:
        return plan_one(job, entry, kind_of(entry->quantity), "foreign", err);
    case HG_ACCOUNT_DOMINANT:
        status = plan_one(job, entry, LAYER_DOMINANT, "dominant", err);
        return status != HG_OK ? status
                               : plan_one(job, entry, LAYER_DOMINANT_FOREIGN,
                                          "dominant-foreign", err);
    case HG_ACCOUNT_DESTINATION:
        return plan_destinations(job, entry, err);
    case HG_ACCOUNT_TIER:
        return plan_tier(job, entry, err);
    case HG_ACCOUNT_EXCESS:
        return plan_one(job, entry, kind_of(entry->quantity), "excess", err);
    case HG_ACCOUNT_AFTER:
        return plan_moves(job, entry, "after", err);
    case HG_ACCOUNT_CHANGE:
        return plan_moves(job, entry, "change", err);
    }
    return HG_OK;
}

static void check_groups(struct job *job)
{
    const struct hg_axis *markets = job->mrio->regions;
    for (size_t g = 0; g < job->study->n_groups; g++) {
        const struct hg_study_group *group = &job->study->groups[g];
        if (hg_axis_find(markets, group->name) != HG_NOT_FOUND)
            hg_fault(job->faults, HG_E_STUDY, "groups",
                     "%s: group `%s` has the name of a region of the trade table",
                     job->study->path, group->name);
        for (size_t i = 0; i < group->members.n; i++) {
            const char *code = group->members.word[i];
            if (hg_axis_find(markets, code) != HG_NOT_FOUND)
                continue;
            const char *near =
                hg_text_nearest(code, hg_axis_codes(markets), hg_axis_size(markets));
            hg_fault(job->faults, HG_E_STUDY, "groups",
                     "%s:%zu:%zu: member `%s` of group `%s` is not a region of the trade "
                     "table%s%s%s",
                     job->study->path, group->members.at[i].line,
                     group->members.at[i].column, code, group->name,
                     near ? "; did you mean `" : "", near ? near : "", near ? "`?" : "");
        }
    }
}

enum hg_status plan_form(struct job *job, const struct hg_study_layers *entry,
                         const char *what, struct hg_error *err)
{
    return plan_one(job, entry, kind_of(entry->quantity), what, err);
}

enum hg_status plan_layers(struct job *job, struct hg_error *err)
{
    if (!job->markets && !job->own_layers) {
        const enum hg_status status = plan_sectors(job, err);
        plants_check(job);
        if (status == HG_OK)
            names_check_layers(job);
        return status;
    }
    if (job->markets)
        check_groups(job);
    plants_check(job);
    for (size_t i = 0; i < job->study->n_layers; i++) {
        const enum hg_status status = plan_entry(job, &job->study->layers[i], err);
        if (status != HG_OK)
            return status;
    }
    names_check_layers(job);
    plants_check_names(job);
    hotspots_check(job);
    return HG_OK;
}

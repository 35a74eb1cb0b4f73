/* plan.c - which layers a study asks for, and the coefficients that make each of them */
#include "study/hotspots.h"
#include "study/levers.h"
#include "study/names.h"
#include "study/parts.h"
#include "study/plants.h"
#include <hotgrid/arena.h>
#include <stdlib.h>
#include <string.h>

static bool has_word(const struct hg_words *words, const char *word)
{
    for (size_t i = 0; i < words->n; i++)
        if (strcmp(words->word[i], word) == 0)
            return true;
    return false;
}

static char *joined(struct job *job, const struct hg_words *words, const char *separator)
{
    struct hg_text text = {0};
    for (size_t i = 0; i < words->n; i++)
        hg_text_print(&text, "%s%s", i ? separator : "", words->word[i]);
    char *copy = text.failed ? NULL : job_text(job, "%s", text.bytes ? text.bytes : "");
    free(text.bytes);
    return copy;
}

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

/* "WHAT[_SECTORS][_in-REGIONS][_share|_per-cell|_sigma...]" in the study's pattern */
static bool name_layer(struct job *job, struct layer *layer, const char *what)
{
    const struct hg_study_layers *entry = layer->entry;
    static const char *const suffix[] = {[HG_LAYER_DENSITY] = "",
                                         [HG_LAYER_TOTAL] = "_per-cell",
                                         [HG_LAYER_SHARE] = "_share",
                                         [HG_LAYER_SIGMA] = "_sigma",
                                         [HG_LAYER_RELATIVE_SIGMA] = "_relative-sigma",
                                         [HG_LAYER_STABILITY] = "_stability"};
    char *sectors = joined(job, &entry->sector, "-");
    char *regions = joined(job, &entry->region, "-");
    char *parts = parts_stem(job, entry);
    if (!sectors || !regions || !parts)
        return false;
    layer->demand = "all";
    if (has_parts(entry))
        layer->demand = parts_words(job, entry);
    layer->sector = entry->sector.n ? joined(job, &entry->sector, " ") : "all";
    layer->origin = entry->region.n ? joined(job, &entry->region, " ") : "all";
    layer->whole =
        job_text(job, "%s%s%s%s%s%s%s", what, parts, *sectors ? "_" : "", sectors,
                 *regions ? "_in-" : "", regions, suffix[layer->quantity]);
    layer->stem = layer->whole ? names_stem(job, layer, layer->whole, NULL) : NULL;
    return layer->demand && layer->sector && layer->origin && layer->stem;
}

/* Names of the words, or "": " in Hebei, Shanxi" or ": Electricity; Steel". */
static char *named(struct job *job, const struct hg_words *words,
                   const struct hg_axis *axis, const char *before, const char *between)
{
    struct hg_text text = {0};
    for (size_t i = 0; i < words->n; i++) {
        const size_t k = hg_axis_find(axis, words->word[i]);
        hg_text_print(&text, "%s%s", i ? between : before,
                      k == HG_NOT_FOUND ? words->word[i] : hg_axis_name(axis, k));
    }
    char *copy = text.failed ? NULL : job_text(job, "%s", text.bytes ? text.bytes : "");
    free(text.bytes);
    return copy;
}

const char *market_article(const char *market)
{
    static const char *const opening[] = {"United ",      "European ", "EU",
                                          "Netherlands",  "Czech Rep", "Russian Fed",
                                          "Philippines",  "Rest of ",  "rest of ",
                                          "Republic of ", "RoW",       "ROW"};
    if (strcmp(market, "USA") == 0 || strcmp(market, "UK") == 0)
        return "the ";
    for (size_t i = 0; i < sizeof(opening) / sizeof(opening[0]); i++)
        if (strncmp(market, opening[i], strlen(opening[i])) == 0)
            return "the ";
    return "";
}

static bool title_layer(struct job *job, struct layer *layer, const char *market)
{
    const long long year = (long long)job->study->year;
    const struct hg_study_layers *entry = layer->entry;
    const char *where = named(job, &entry->region, job->inventory->regions, " in ", ", ");
    const char *what = named(job, &entry->sector, job->inventory->sectors, ": ", "; ");
    const char *parts = parts_title(job, entry);
    if (!where || !what || !parts)
        return false;
    static const char *const before[] = {[LAYER_SHARE] = "Share of ",
                                         [LAYER_SIGMA] = "Uncertainty of ",
                                         [LAYER_STABILITY] = "Lasting hotspots of "};
    const char *gas = job_gas_print(job);
    const char *share =
        job_text(job, "%s%s", before[layer->kind] ? before[layer->kind] : "", gas);
    const char *option = entry->option ? job_text(job, " (%s)", entry->option) : "";
    if (!share || !option)
        return false;
    switch (layer->account) {
    case HG_ACCOUNT_TOTAL:
        layer->title = job_text(job, "%s emissions%s, %lld%s", share, where, year, what);
        break;
    case HG_ACCOUNT_FOREIGN:
        layer->title = job_text(job, "%s emitted%s for %s%sforeign markets, %lld%s",
                                share, where, has_parts(entry) ? parts : "",
                                has_parts(entry) ? " in " : "", year, what);
        break;
    case HG_ACCOUNT_DESTINATION:
        layer->title = job_text(job, "%s emitted%s for %s in %s%s, %lld%s", share, where,
                                parts, market_article(market), market, year, what);
        break;
    case HG_ACCOUNT_TIER:
        layer->title =
            layer->tier == 0
                ? job_text(job, "%s emitted at known places%s, %lld%s", share, where,
                           year, what)
                : job_text(job, "%s placed by choice %u of its proxies%s, %lld%s", share,
                           layer->tier, where, year, what);
        break;
    case HG_ACCOUNT_EXCESS:
        layer->title = job_text(job, "%s emitted%s above the benchmark, %lld%s", share,
                                where, year, what);
        break;
    case HG_ACCOUNT_AFTER:
        layer->title = job_text(job, "%s emissions%s after relocation%s, %lld%s", share,
                                where, option, year, what);
        break;
    case HG_ACCOUNT_CHANGE:
        layer->title =
            job_text(job, "%s %s emissions%s by relocation%s, %lld%s",
                     layer->kind == LAYER_SHARE ? "Relative change of" : "Change of", gas,
                     where, option, year, what);
        break;
    case HG_ACCOUNT_DOMINANT:
        layer->title = job_text(
            job, "Largest %smarket behind the %s of each cell%s, %lld%s",
            layer->kind == LAYER_DOMINANT ? "" : "foreign ", gas, where, year, what);
        break;
    }
    return layer->title != NULL;
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
    return layer->stem && title_layer(job, layer, job_code_name(job, layer->destination));
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
    if (!layer->of_destination || !what || !name_layer(job, layer, what))
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
    return title_layer(job, layer, job_code_name(job, code))
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
    if (!layer || !name_layer(job, layer, what) || !title_layer(job, layer, ""))
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
    return name_layer(job, layer, what) && title_layer(job, layer, "")
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

size_t plan_forms(const struct layer *layer)
{
    return layer->kind == LAYER_SHARE ? 2 : 1;
}

/* Does a layer count an industry at all? */
static bool in_scope(const struct job *job, const struct layer *layer, size_t industry)
{
    const struct hg_inventory *inventory = job->inventory;
    const size_t n_sector = hg_axis_size(inventory->sectors);
    const struct hg_words *sectors = &layer->entry->sector,
                          *regions = &layer->entry->region;
    return (!regions->n ||
            has_word(regions, hg_axis_code(inventory->regions, industry / n_sector))) &&
           (!sectors->n ||
            has_word(sectors, hg_axis_code(inventory->sectors, industry % n_sector)));
}

double plan_scope_kg(const struct job *job, const struct layer *layer)
{
    double kg = 0;
    for (size_t i = 0; i < job_industries(job); i++)
        if (in_scope(job, layer, i))
            kg += hg_mass_kg(job->gridded[i]);
    return kg;
}

/* The part of an industry's mass that a layer counts. */
static double counted(const struct job *job, const struct layer *layer, size_t industry)
{
    if (layer->account == HG_ACCOUNT_TOTAL)
        return 1;
    if (layer->account == HG_ACCOUNT_TIER) /* at sources */
        return layer->tier == 0 ? 1 : 0;
    if (is_of_lever(layer->account))
        return layer->coefficient[industry];
    const size_t n = job->mix->n_destination;
    const double *share = &job->mix->share[industry * n];
    const size_t own = job->mix->own[industry];
    if (own == HG_NOT_FOUND)
        return 0; /* unmapped: no market is known */
    if (layer->part)
        return layer->part[own] == HG_NOT_FOUND
                   ? 0
                   : job->part[industry * job->n_part + layer->part[own]];
    double sum = 0;
    for (size_t d = 0; d < n; d++)
        if (layer->account == HG_ACCOUNT_FOREIGN ? d != own : layer->of_destination[d])
            sum += share[d];
    return sum;
}

void plan_coefficients(const struct job *job, const struct layer *layer,
                       double *coefficient, double *diffuse, size_t stride)
{
    const bool tiers = layer->account == HG_ACCOUNT_TIER;
    const bool of_all = tiers || is_of_lever(layer->account);
    for (size_t i = 0; i < job_industries(job); i++) {
        const bool in = in_scope(job, layer, i);
        const size_t at = i * stride;
        coefficient[at] = diffuse[at] = in ? counted(job, layer, i) : 0;
        if (tiers)
            diffuse[at] = in && job->tier[i] == layer->tier ? 1 : 0;
        if (layer->kind == LAYER_SHARE) /* of what has a known market */
            coefficient[at + 1] = diffuse[at + 1] =
                in && (of_all || job->mix->own[i] != HG_NOT_FOUND) ? 1 : 0;
    }
}

bool plan_markets(const struct job *job, const struct layer *layer, size_t industry,
                  double *share)
{
    if (!job->markets || layer->part || layer->account == HG_ACCOUNT_TIER ||
        is_of_lever(layer->account))
        return false;
    const size_t n = job->mix->n_destination, own = job->mix->own[industry];
    const bool in = own != HG_NOT_FOUND && in_scope(job, layer, industry);
    for (size_t d = 0; d < n; d++) {
        const bool counts = layer->account == HG_ACCOUNT_TOTAL ? true
                            : layer->account == HG_ACCOUNT_FOREIGN
                                ? d != own
                                : layer->of_destination[d];
        share[d] = in && counts ? job->mix->share[industry * n + d] : 0;
    }
    return true;
}

/* plan_titles.c - stems and titles of layers */
#include "study/names.h"
#include "study/parts.h"
#include "study/plan.h"
#include <stdlib.h>
#include <string.h>

static char *joined(struct job *job, const struct hg_words *words, const char *separator)
{
    struct hg_text text = {0};
    for (size_t i = 0; i < words->n; i++)
        hg_text_print(&text, "%s%s", i ? separator : "", words->word[i]);
    char *copy = text.failed ? NULL : job_text(job, "%s", text.bytes ? text.bytes : "");
    free(text.bytes);
    return copy;
}

bool plan_name(struct job *job, struct layer *layer, const char *what)
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
    static const char *const whole[] = {"USA", "US", "UK", "UAE"};
    static const char *const opening[] = {
        "United ",     "European ",      "EU",          "Netherlands",
        "Czech Rep",   "Russian Fed",    "Philippines", "Rest of ",
        "rest of ",    "Republic of ",   "RoW",         "ROW",
        "Slovak Rep",  "Dominican Rep",  "Syrian Arab", "Central African Rep",
        "Kyrgyz Rep",  "Democratic Rep", "Lao People",  "Islamic Rep",
        "Bahamas",     "Gambia",         "Maldives",    "Comoros",
        "Marshall Is", "Solomon Is",     "Cayman Is",   "Faroe Is",
        "Middle East", "Americas",       "Isle of Man", "State of Palestine"};
    for (size_t i = 0; i < sizeof(whole) / sizeof(whole[0]); i++)
        if (strcmp(market, whole[i]) == 0)
            return "the ";
    for (size_t i = 0; i < sizeof(opening) / sizeof(opening[0]); i++)
        if (strncmp(market, opening[i], strlen(opening[i])) == 0)
            return "the ";
    return "";
}

bool plan_title(struct job *job, struct layer *layer, const char *market)
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

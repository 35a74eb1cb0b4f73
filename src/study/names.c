/* names.c - how the files of layers are called: a pattern with placeholders */
#include "study/names.h"
#include "study/map_pages.h"
#include "study/parse.h"
#include <hotgrid/sort.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    size_t offset;
} placeholders[] = {
    {"gas", offsetof(struct names_words, gas)},
    {"study", offsetof(struct names_words, study)},
    {"year", offsetof(struct names_words, year)},
    {"layer", offsetof(struct names_words, layer)},
    {"account", offsetof(struct names_words, account)},
    {"destination", offsetof(struct names_words, destination)},
    {"sector", offsetof(struct names_words, sector)},
    {"region", offsetof(struct names_words, region)},
    {"quantity", offsetof(struct names_words, quantity)},
};

enum { N_PLACEHOLDERS = sizeof(placeholders) / sizeof(placeholders[0]) };

/* The placeholder of `length` letters at `name`; N_PLACEHOLDERS for none. */
static size_t find(const char *name, size_t length)
{
    size_t i = 0;
    while (i < N_PLACEHOLDERS && (strlen(placeholders[i].name) != length ||
                                  strncmp(placeholders[i].name, name, length) != 0))
        i++;
    return i;
}

static enum hg_status refuse_placeholder(const char *name, size_t length,
                                         struct hg_error *err)
{
    const char *known[N_PLACEHOLDERS];
    char word[32];
    snprintf(word, sizeof(word), "%.*s", (int)(length < 31 ? length : 31), name);
    for (size_t i = 0; i < N_PLACEHOLDERS; i++)
        known[i] = placeholders[i].name;
    const char *near = hg_text_nearest(word, known, N_PLACEHOLDERS);
    return hg_fail(err, HG_E_STUDY,
                   "`names` has the placeholder {%s}, which is not known%s%s%s", word,
                   near ? "; did you mean {"
                        : "; there are {gas}, {study}, {year}, "
                          "{layer}, {account}, {destination}, "
                          "{sector}, {region} and {quantity",
                   near ? near : "", "}");
}

/* Letters that stand for themselves. */
static bool is_plain(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
           c == '_' || c == '-';
}

enum hg_status names_check(const char *pattern, struct hg_error *err)
{
    if (*pattern == '_' || *pattern == '-')
        return hg_fail(err, HG_E_STUDY,
                       "`names` begins with `%c`; names of files begin with a letter or "
                       "a digit",
                       *pattern);
    for (const char *c = pattern; *c; c++) {
        const char *end = *c == '{' ? strchr(c, '}') : c;
        if (!end)
            return hg_fail(err, HG_E_STUDY,
                           "`names` opens a placeholder and does not close it: %s", c);
        if (*c == '{' && find(c + 1, (size_t)(end - c - 1)) == N_PLACEHOLDERS)
            return refuse_placeholder(c + 1, (size_t)(end - c - 1), err);
        if (*c != '{' && !is_plain(*c))
            return hg_fail(err, HG_E_STUDY,
                           "`names` is `%s`; besides placeholders it may have letters "
                           "from A to Z, digits, `_` and `-`, which names of files can "
                           "have on every system",
                           pattern);
        c = end;
    }
    return HG_OK;
}

void hg_study_check_names(const struct hg_yaml_file *file, const struct hg_yaml *root,
                          const struct hg_study *study)
{
    struct hg_error why = {0};
    const struct hg_yaml *at = hg_yaml_get(root, "names");
    const struct hg_yaml *each = hg_yaml_get(hg_yaml_get(root, "each"), "grid");
    if (each && study->each.fitted &&
        (study->inventory.emissions || study->inventory.n_grids))
        hg_yaml_fault(file, each, HG_E_STUDY, "each",
                      "`grid: auto` of `each` grids every region anew, which ready grids "
                      "and files of emissions do not allow; leave it out");
    if (at && study->names && names_check(study->names, &why) != HG_OK)
        hg_yaml_fault(file, at, HG_E_STUDY, "names", "%s", why.message);
}

void names_fill(const char *pattern, const struct names_words *words,
                struct hg_text *text)
{
    for (const char *c = pattern; *c; c++) {
        const char *end = *c == '{' ? strchr(c, '}') : NULL;
        const size_t i = end ? find(c + 1, (size_t)(end - c - 1)) : N_PLACEHOLDERS;
        if (i == N_PLACEHOLDERS) {
            hg_text_add(text, c, 1);
            continue;
        }
        const char *word;
        memcpy(&word, (const char *)words + placeholders[i].offset, sizeof(word));
        hg_text_print(text, "%s", word);
        c = end;
    }
}

bool names_has(const char *pattern, const char *placeholder)
{
    const size_t n = strlen(placeholder);
    for (const char *c = strchr(pattern, '{'); c; c = strchr(c + 1, '{'))
        if (strncmp(c + 1, placeholder, n) == 0 && c[1 + n] == '}')
            return true;
    return false;
}

/* "power-steel", or "all". */
static void add_codes(struct hg_text *text, const struct hg_words *words)
{
    for (size_t i = 0; i < words->n; i++)
        hg_text_print(text, "%s%s", i ? "-" : "", words->word[i]);
    if (words->n == 0)
        hg_text_print(text, "all");
}

const char *names_account(enum hg_account account)
{
    static const char *const name[] = {[HG_ACCOUNT_TOTAL] = "total",
                                       [HG_ACCOUNT_FOREIGN] = "foreign",
                                       [HG_ACCOUNT_DESTINATION] = "destination",
                                       [HG_ACCOUNT_DOMINANT] = "dominant",
                                       [HG_ACCOUNT_TIER] = "tier",
                                       [HG_ACCOUNT_EXCESS] = "excess",
                                       [HG_ACCOUNT_AFTER] = "after",
                                       [HG_ACCOUNT_CHANGE] = "change"};
    return name[account];
}

static const char *account_of(const struct layer *layer)
{
    return layer->kind == LAYER_DOMINANT_FOREIGN ? "dominant-foreign"
                                                 : names_account(layer->account);
}

static const char *quantity_of(const struct layer *layer)
{
    static const char *const name[] = {[HG_LAYER_DENSITY] = "density",
                                       [HG_LAYER_TOTAL] = "per-cell",
                                       [HG_LAYER_SHARE] = "share",
                                       [HG_LAYER_SIGMA] = "sigma",
                                       [HG_LAYER_RELATIVE_SIGMA] = "relative-sigma",
                                       [HG_LAYER_STABILITY] = "stability"};
    return layer->account == HG_ACCOUNT_DOMINANT ? "class" : name[layer->quantity];
}

char *names_stem(struct job *job, const struct layer *layer, const char *whole,
                 const char *region)
{
    const char *pattern = job->study->names;
    struct hg_text sectors = {0}, regions = {0}, stem = {0};
    char year[32];
    snprintf(year, sizeof(year), "%lld", (long long)job->study->year);
    add_codes(&sectors, &layer->entry->sector);
    add_codes(&regions, &layer->entry->region);
    const bool failed = sectors.failed || regions.failed;
    const struct names_words words = {
        .gas = job->study->inventory.co2e ? "co2e" : "co2",
        .study = job->study->name,
        .year = year,
        .layer = whole,
        .account = account_of(layer),
        .destination = *layer->destination ? layer->destination : "all",
        .sector = sectors.bytes,
        .region = region ? region : regions.bytes,
        .quantity = quantity_of(layer)};
    if (!failed)
        names_fill(pattern, &words, &stem);
    if (region && !names_has(pattern, "region"))
        hg_text_print(&stem, "_%s", region);
    char *copy = failed || stem.failed ? NULL : job_text(job, "%s", stem.bytes);
    free(sectors.bytes);
    free(regions.bytes);
    free(stem.bytes);
    return copy;
}

/* Names of a few letters may be those of a device (Windows: CON, COM1). */
static bool is_device(const char *stem)
{
    return strlen(stem) <= 4 && !hg_text_is_code(stem);
}

static int folded(char c)
{
    return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

static int compare_folded(const void *a, const void *b)
{
    const struct layer *const *x = a, *const *y = b;
    const char *s = (*x)->stem, *t = (*y)->stem;
    while (*s && folded(*s) == folded(*t)) {
        s++;
        t++;
    }
    const int apart = (folded(*s) > folded(*t)) - (folded(*s) < folded(*t));
    return apart ? apart : (*x > *y) - (*x < *y);
}

/* Layers whose names differ in case at most come side by side. */
static void check_twins(struct job *job)
{
    const struct layer **sorted = calloc(job->n_layer + 1, sizeof(struct layer *));
    for (size_t i = 0; sorted && i < job->n_layer; i++)
        sorted[i] = &job->layer[i];
    if (sorted)
        qsort(sorted, job->n_layer, sizeof(struct layer *), compare_folded);
    for (size_t i = 1; sorted && i < job->n_layer; i++) {
        const struct layer *a = sorted[i - 1], *b = sorted[i];
        if (!hg_text_same_folded(a->stem, b->stem))
            continue;
        hg_fault(job->faults, HG_E_STUDY, "layers",
                 names_has(job->study->names, "layer")
                     ? "%s:%zu: the layer %s is asked for twice (or the names of two "
                       "differ only in case)"
                     : "%s:%zu: two layers would have the name %s (but for case); put "
                       "{layer} into `names`",
                 job->study->path, b->entry->line, b->stem);
    }
    if (!sorted)
        hg_fault(job->faults, HG_E_MEMORY, "layers", "no memory to compare names");
    free(sorted);
}

/* Codes of the atlas must be regions, and its names fit. */
static void check_atlas(struct job *job)
{
    const struct hg_axis *regions = job->inventory->regions;
    const struct hg_words *only = &job->study->each.only;
    const char *longest = "";
    for (size_t i = 0; i < hg_axis_size(regions); i++)
        if (strlen(hg_axis_code(regions, i)) > strlen(longest))
            longest = hg_axis_code(regions, i);
    for (size_t i = 0; i < only->n; i++) {
        if (hg_axis_find(regions, only->word[i]) != HG_NOT_FOUND)
            continue;
        const char *near =
            hg_text_nearest(only->word[i], hg_axis_codes(regions), hg_axis_size(regions));
        hg_fault(
            job->faults, HG_E_STUDY, "each",
            "%s:%zu:%zu: `only` names `%s`, which is no region of the inventory%s%s%s",
            job->study->path, only->at[i].line, only->at[i].column, only->word[i],
            near ? "; did you mean `" : "", near ? near : "", near ? "`?" : "");
    }
    for (size_t i = 0; i < job->n_layer; i++) {
        const struct layer *layer = &job->layer[i];
        const char *stem = names_stem(job, layer, layer->whole, longest);
        if (stem && strlen(stem) > NAMES_LONGEST)
            hg_fault(job->faults, HG_E_STUDY, "each",
                     "%s:%zu: names of the atlas such as %s.tif.aux.xml would be longer "
                     "than 128 bytes; choose shorter `names`",
                     job->study->path, layer->entry->line, stem);
    }
}

void names_check_layers(struct job *job)
{
    if (job->study->each.regions)
        check_atlas(job);
    for (size_t i = 0; i < job->n_layer; i++) {
        const struct layer *layer = &job->layer[i];
        if (strlen(layer->stem) > NAMES_LONGEST)
            hg_fault(job->faults, HG_E_STUDY, "layers",
                     "%s:%zu: names of files such as %s.tif.aux.xml would be longer than "
                     "128 bytes; name fewer sectors or regions in one layer, or choose "
                     "shorter `names`",
                     job->study->path, layer->entry->line, layer->stem);
        else if (is_device(layer->stem))
            hg_fault(job->faults, HG_E_STUDY, "layers",
                     "%s:%zu: a layer would have the name %s, which is that of a device "
                     "on Windows; choose longer `names`",
                     job->study->path, layer->entry->line, layer->stem);
    }
    check_twins(job);
    map_pages_check(job);
}

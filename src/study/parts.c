/* parts.c - shares of the parts of final demand that layers ask for */
#include "study/parts.h"
#include <hotgrid/arena.h>
#include <hotgrid/categories.h>
#include <hotgrid/leontief.h>
#include <stdlib.h>
#include <string.h>

bool has_parts(const struct hg_study_layers *entry)
{
    return entry->category.n > 0 || entry->product.n > 0;
}

/* The nearest of the common names that the table has categories for. */
static const char *near_category(struct job *job, const char *word)
{
    const struct hg_axis *categories = job->mrio->categories;
    const char *const *common = hg_category_names();
    const char *known[8];
    size_t n = 0;
    bool *ignored = hg_arena_alloc(job->arena, hg_axis_size(categories) + 1, 1);
    for (size_t i = 0; ignored && common[i] && n < sizeof(known) / sizeof(known[0]); i++)
        if (hg_category_find(categories, common[i], ignored))
            known[n++] = common[i];
    return hg_text_nearest(word, known, n);
}

static void unknown_word(struct job *job, const struct hg_study_layers *entry,
                         const char *word, const char *what, const struct hg_axis *axis)
{
    const char *near = hg_text_nearest(word, hg_axis_codes(axis), hg_axis_size(axis));
    if (!near && axis == job->mrio->categories)
        near = near_category(job, word);
    struct hg_text known = {0};
    for (size_t i = 0; !near && i < hg_axis_size(axis); i++)
        hg_text_print(&known, "%s %s", i ? "," : "", hg_axis_code(axis, i));
    hg_fault(job->faults, HG_E_STUDY, "layers",
             "%s:%zu: %s `%s` is not known to the trade table%s%s%s", job->study->path,
             entry->line, what, word, near ? "; did you mean `" : "; it has",
             near          ? near
             : known.bytes ? known.bytes
                           : "",
             near ? "`?" : "");
    free(known.bytes);
}

void check_parts(struct job *job, const struct hg_study_layers *entry)
{
    const struct hg_mrio *mrio = job->mrio;
    bool *ignored = hg_arena_alloc(job->arena, hg_axis_size(mrio->categories) + 1, 1);
    for (size_t i = 0; ignored && i < entry->category.n; i++)
        if (!hg_category_find(mrio->categories, entry->category.word[i], ignored))
            unknown_word(job, entry, entry->category.word[i], "category",
                         mrio->categories);
    for (size_t i = 0; i < entry->product.n; i++)
        if (hg_axis_find(mrio->sectors, entry->product.word[i]) == HG_NOT_FOUND)
            unknown_word(job, entry, entry->product.word[i], "product", mrio->sectors);
}

/* Words as a part of a file name: what no code may hold becomes `-`. */
static void add_stem(struct hg_text *text, const char *before,
                     const struct hg_words *words)
{
    for (size_t i = 0; i < words->n; i++) {
        hg_text_print(text, "%s", i ? "-" : before);
        for (const char *c = words->word[i]; *c; c++) {
            const bool plain = (*c >= '0' && *c <= '9') || (*c >= 'A' && *c <= 'Z') ||
                               (*c >= 'a' && *c <= 'z') || *c == '_';
            hg_text_add(text, plain ? c : "-", 1);
        }
    }
}

static void add_words(struct hg_text *text, const char *before,
                      const struct hg_words *words)
{
    for (size_t i = 0; i < words->n; i++)
        hg_text_print(text, "%s%s", i ? ", " : before, words->word[i]);
}

static char *keep(struct job *job, struct hg_text *text)
{
    char *copy =
        text->failed ? NULL : job_text(job, "%s", text->bytes ? text->bytes : "");
    free(text->bytes);
    return copy;
}

char *parts_stem(struct job *job, const struct hg_study_layers *entry)
{
    struct hg_text text = {0};
    add_stem(&text, "_", &entry->category);
    add_stem(&text, "_goods-", &entry->product);
    return keep(job, &text);
}

char *parts_words(struct job *job, const struct hg_study_layers *entry)
{
    struct hg_text text = {0};
    add_words(&text, "", &entry->category);
    add_words(&text, entry->category.n ? ", goods of " : "goods of ", &entry->product);
    return keep(job, &text);
}

/* A category as English has it, where it is one that all tables share. */
static const char *demand_name(const struct job *job, const char *word)
{
    static const char *const phrase[] = {"household consumption",
                                         "consumption of non-profit institutions",
                                         "government consumption",
                                         "investment",
                                         "inventories",
                                         "valuables"};
    const char *const *common = hg_category_names();
    const size_t k = hg_axis_find(job->mrio->categories, word);
    const char *name =
        k == HG_NOT_FOUND ? word : hg_category_name(job->mrio->categories, k);
    for (size_t i = 0; i < sizeof(phrase) / sizeof(phrase[0]) && common[i]; i++)
        if (hg_text_same_folded(name, common[i]))
            return phrase[i];
    return name;
}

/* A good by the table's name of its sector, or the study's, where either has one. */
static const char *good_name(const struct job *job, const char *word)
{
    const struct hg_axis *const names[] = {job->mrio->sectors, job->inventory->sectors,
                                           job->sector_names};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const size_t s = names[i] ? hg_axis_find(names[i], word) : HG_NOT_FOUND;
        if (s != HG_NOT_FOUND && strcmp(hg_axis_name(names[i], s), word) != 0)
            return hg_axis_name(names[i], s);
    }
    return word;
}

/* "a, b and c" */
static void add_list(struct job *job, struct hg_text *text, const struct hg_words *words,
                     const char *(*name)(const struct job *, const char *))
{
    for (size_t i = 0; i < words->n; i++)
        hg_text_print(text, "%s%s",
                      i == 0              ? ""
                      : i + 1 == words->n ? " and "
                                          : ", ",
                      name(job, words->word[i]));
}

char *parts_title(struct job *job, const struct hg_study_layers *entry)
{
    struct hg_text text = {0};
    if (entry->category.n == 0)
        hg_text_print(&text, "final demand");
    add_list(job, &text, &entry->category, demand_name);
    if (entry->product.n > 0)
        hg_text_print(&text, " of ");
    add_list(job, &text, &entry->product, good_name);
    return keep(job, &text);
}

/* A layer's part of demand, and the two that complete it to all demand of the same
 * destinations: other categories, and of these categories other products. */
enum { MATCHED, OTHER_CATEGORIES, OTHER_PRODUCTS, N_SIDE };

struct plan {
    struct job *job;
    size_t n; /* demands */
    struct hg_demand *demand;
    bool *used; /* [market]: some industry's own */
};

static const bool *opposite(struct job *job, const bool *of, size_t n)
{
    bool *out = of ? hg_arena_alloc(job->arena, n + 1, sizeof(bool)) : NULL;
    for (size_t i = 0; out && i < n; i++)
        out[i] = !of[i];
    return out;
}

static bool add_demands(struct plan *plan, const bool *destination, const bool *category,
                        const bool *product)
{
    struct job *job = plan->job;
    const struct hg_mrio *mrio = job->mrio;
    const bool *no_category = opposite(job, category, hg_axis_size(mrio->categories));
    const bool *no_product = opposite(job, product, hg_axis_size(mrio->sectors));
    const bool *none = hg_arena_alloc(job->arena, hg_axis_size(mrio->categories) + 1, 1);
    if ((category && !no_category) || (product && !no_product) || !none)
        return false;
    struct hg_demand *demand =
        realloc(plan->demand, (plan->n + N_SIDE) * sizeof(*demand));
    if (!demand)
        return false;
    plan->demand = demand;
    demand += plan->n;
    demand[MATCHED] = (struct hg_demand){destination, category, product};
    demand[OTHER_CATEGORIES] =
        (struct hg_demand){destination, category ? no_category : none, NULL};
    demand[OTHER_PRODUCTS] = (struct hg_demand){destination, product ? category : none,
                                                product ? no_product : NULL};
    plan->n += N_SIDE;
    return true;
}

/* The masks of an entry; NULL where it names none. */
static bool find_masks(struct job *job, const struct hg_study_layers *entry,
                       bool **category, bool **product)
{
    const struct hg_mrio *mrio = job->mrio;
    *category = hg_arena_alloc(job->arena, hg_axis_size(mrio->categories) + 1, 1);
    *product = hg_arena_alloc(job->arena, hg_axis_size(mrio->sectors) + 1, 1);
    if (!*category || !*product)
        return false;
    for (size_t i = 0; i < entry->category.n; i++)
        hg_category_find(mrio->categories, entry->category.word[i], *category);
    for (size_t i = 0; i < entry->product.n; i++)
        (*product)[hg_axis_find(mrio->sectors, entry->product.word[i])] = true;
    *category = entry->category.n ? *category : NULL;
    *product = entry->product.n ? *product : NULL;
    return true;
}

/* A layer of destinations has one part; one of foreign markets has a part for each market
 * that the study's industries are at home in: all destinations but that. */
static bool plan_layer(struct plan *plan, struct layer *layer)
{
    struct job *job = plan->job;
    const size_t D = job->mix->n_destination;
    bool *category = NULL, *product = NULL;
    layer->part = hg_arena_alloc(job->arena, D + 1, sizeof(*layer->part));
    if (!layer->part || !find_masks(job, layer->entry, &category, &product))
        return false;
    for (size_t m = 0; m < D; m++)
        layer->part[m] = layer->account == HG_ACCOUNT_FOREIGN ? HG_NOT_FOUND : plan->n;
    if (layer->account != HG_ACCOUNT_FOREIGN)
        return add_demands(plan, layer->of_destination, category, product);
    for (size_t m = 0; m < D; m++) {
        if (!plan->used[m])
            continue;
        bool *others = hg_arena_alloc(job->arena, D + 1, sizeof(*others));
        for (size_t d = 0; others && d < D; d++)
            others[d] = d != m;
        layer->part[m] = plan->n;
        if (!others || !add_demands(plan, others, category, product))
            return false;
    }
    return true;
}

/* The parts of an industry and their whole: how far they are apart. */
static double apart(const struct job *job, const struct plan *plan, size_t industry,
                    size_t part)
{
    const struct hg_mix *mix = job->mix;
    const double *share = job->part + industry * plan->n + part;
    const size_t own = mix->own[industry];
    double whole = 0;
    for (size_t d = 0; d < mix->n_destination; d++)
        if (plan->demand[part].destination[d])
            whole += mix->share[industry * mix->n_destination + d];
    if (plan->demand[part].destination[own])
        whole -= mix->household[industry];
    return fabs(share[MATCHED] + share[OTHER_CATEGORIES] + share[OTHER_PRODUCTS] - whole);
}

static enum hg_status note_parts(struct job *job, const struct plan *plan,
                                 struct hg_error *err)
{
    double worst = 0;
    for (size_t l = 0; l < job->n_layer; l++)
        for (size_t i = 0; job->layer[l].part && i < job->mix->n_industry; i++) {
            const size_t own = job->mix->own[i];
            if (own == HG_NOT_FOUND || job->inventory->total[i] == 0 ||
                job->layer[l].part[own] == HG_NOT_FOUND)
                continue;
            const double found = apart(job, plan, i, job->layer[l].part[own]);
            if (!(found <= worst))
                worst = found;
        }
    return hg_ledger_note(job->ledger, "accounts",
                          "parts of demand from all of it, worst share", worst, 1e-9,
                          err);
}

static enum hg_status serve(struct job *job, const struct plan *plan,
                            struct hg_error *err)
{
    const struct hg_mix_params params = job_mix_params(job);
    double residual = 0;
    double *share = calloc(job->mrio->n * plan->n + 1, sizeof(*share));
    job->part = calloc(job->mix->n_industry * plan->n + 1, sizeof(*job->part));
    job->n_part = plan->n;
    enum hg_status status =
        share && job->part ? HG_OK : no_memory(err, "the parts of final demand");
    if (status == HG_OK)
        status = hg_serve_demands(job->leontief, job->shares, plan->n, plan->demand,
                                  share, &residual, err);
    if (status == HG_OK)
        status = hg_mix_parts(&params, plan->n, share, job->part, err);
    free(share);
    if (status == HG_OK)
        status = hg_ledger_note(job->ledger, "accounts",
                                "residual of the parts of demand", residual, 1e-10, err);
    return status == HG_OK ? note_parts(job, plan, err) : status;
}

enum hg_status make_parts(struct job *job, struct hg_error *err)
{
    struct plan plan = {.job = job};
    bool good = true;
    plan.used = hg_arena_alloc(job->arena, job->mix->n_destination + 1, sizeof(bool));
    for (size_t i = 0; plan.used && i < job->mix->n_industry; i++)
        if (job->mix->own[i] != HG_NOT_FOUND)
            plan.used[job->mix->own[i]] = true;
    for (size_t i = 0; good && plan.used && i < job->n_layer; i++)
        if (has_parts(job->layer[i].entry))
            good = plan_layer(&plan, &job->layer[i]);
    enum hg_status status =
        good && plan.used ? HG_OK : no_memory(err, "the parts of final demand");
    if (status == HG_OK && plan.n)
        status = serve(job, &plan, err);
    free(plan.demand);
    return status;
}

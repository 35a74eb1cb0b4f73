/* accounts_study.c - the verb accounts: who emits, and for whom, without a grid */
#include "study/account_sets.h"
#include "study/chains.h"
#include "study/levers.h"
#include <hotgrid/categories.h>
#include <stdlib.h>
#include <string.h>

enum { REGIONS_SHOWN = 12, NAME_WIDTH = 24 };

/* A name in a column: cut where it is longer; bytes that go on a letter have no width. */
static void add_name(struct hg_text *text, const char *name)
{
    size_t width = 0;
    for (const char *c = name; *c; c++) {
        if (((unsigned char)*c & 0xc0) != 0x80 && width++ == NAME_WIDTH)
            break;
        hg_text_add(text, c, 1);
    }
    for (; width < NAME_WIDTH; width++)
        hg_text_add(text, " ", 1);
}

static void add_row(struct hg_text *text, const char *name, const struct account_trade *t)
{
    const double kg[] = {t->emitted + t->households,  t->households,
                         t->consumed + t->households, t->emitted - t->consumed,
                         t->emitted - t->within,      t->consumed - t->within};
    hg_text_print(text, "  ");
    add_name(text, name);
    for (size_t i = 0; i < sizeof(kg) / sizeof(kg[0]); i++)
        if (isnan(kg[i]))
            hg_text_print(text, " %11s", "-");
        else
            hg_text_print(text, " %11.3f", kg[i] / 1e9);
    hg_text_print(text, "\n");
}

/* Regions by what they make or use, the largest first; ties by their order. */
struct ranked {
    double kg;
    size_t index;
};

static int by_mass(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    if (x->kg != y->kg)
        return x->kg < y->kg ? 1 : -1;
    return (x->index > y->index) - (x->index < y->index);
}

static void list_regions(const struct job *job, const struct account_set *set,
                         struct ranked *region, bool *member, struct hg_text *text)
{
    const size_t D = set->prints->n_region, G = job->study->n_groups;
    for (size_t r = 0; r < D; r++)
        region[r] = (struct ranked){
            fmax(set->prints->production[r], set->prints->consumption[r]), r};
    qsort(region, D, sizeof(*region), by_mass);
    for (size_t i = 0; i < D && i < REGIONS_SHOWN; i++) {
        const size_t r = region[i].index;
        if (!account_members(job, hg_axis_code(job->mrio->regions, r), member))
            continue;
        const struct account_trade t = account_trade_of(set, member);
        add_row(text, job_market_name(job, r), &t);
    }
    if (D > REGIONS_SHOWN)
        hg_text_print(text, "  and %zu more in accounts.csv\n", D - REGIONS_SHOWN);
    for (size_t g = 0; g < G; g++) {
        const char *name = job->study->groups[g].name;
        if (!account_members(job, name, member))
            continue;
        const struct account_trade t = account_trade_of(set, member);
        add_row(text, job_code_name(job, name), &t);
    }
}

/* "by category: household 55 %, government 12 %, ..." */
static void list_categories(const struct job *job, const struct account_set *set,
                            struct hg_text *text)
{
    hg_text_print(text, "  behind it, by category of final demand:");
    for (size_t k = 0; k < set->prints->n_category; k++) {
        double kg = 0;
        for (size_t d = 0; d < set->prints->n_region; d++)
            kg += hg_footprint_category(set->prints, d, k);
        hg_text_print(text, "%s %s %.1f %%", k ? "," : "",
                      hg_category_name(job->mrio->categories, k),
                      100 * kg / set->prints->total);
    }
    hg_text_print(text, "\n");
}

static const char *ordinal(size_t n)
{
    static const char *const ending[] = {"th", "st", "nd", "rd"};
    return n % 10 < 4 && (n / 10) % 10 != 1 ? ending[n % 10] : "th";
}

static void add_rank(const struct job *job, const char *what, const char *name, double kg,
                     struct hg_text *text)
{
    const size_t rank = account_rank(job, kg);
    if (!(kg > 0))
        return;
    hg_text_print(text,
                  "  %s %s: %.1f Mt, would rank %zu%s among countries by all they emit\n",
                  what, name, kg / 1e9, rank, ordinal(rank));
}

/* What is emitted elsewhere for the largest of them, and for each group. */
static void list_ranks(const struct job *job, const struct account_set *set,
                       struct ranked *region, bool *member, struct hg_text *text)
{
    const size_t D = set->prints->n_region;
    for (size_t r = 0; r < D; r++)
        region[r] = (struct ranked){
            set->prints->consumption[r] - set->prints->flow[r * D + r], r};
    qsort(region, D, sizeof(*region), by_mass);
    for (size_t i = 0, shown = 0; i < D && shown < 3; i++) {
        if (account_is_rest(job, region[i].index))
            continue;
        add_rank(job, "emitted elsewhere for", job_market_name(job, region[i].index),
                 region[i].kg, text);
        shown++;
    }
    for (size_t g = 0; g < job->study->n_groups; g++) {
        const char *name = job->study->groups[g].name;
        if (!account_members(job, name, member))
            continue;
        const struct account_trade t = account_trade_of(set, member);
        add_rank(job, "emitted elsewhere for", job_code_name(job, name),
                 t.consumed - t.within, text);
        add_rank(job, "emitted for others in", job_code_name(job, name),
                 t.emitted - t.within, text);
    }
}

static void print_set(const struct job *job, const struct account_set *set,
                      struct ranked *region, bool *member, struct hg_text *text)
{
    double households = 0;
    for (size_t r = 0; r < set->prints->n_region; r++)
        households += set->household[r];
    hg_text_print(text, "%s: %.3f Mt, of it %.3f by industries, %.3f by households",
                  set->whose, set->total / 1e9, set->prints->total / 1e9,
                  households / 1e9);
    if (set->unmapped != 0)
        hg_text_print(text, ", %.3f unmapped", set->unmapped / 1e9);
    hg_text_print(text, "\n\n  %-*s %11s %11s %11s %11s %11s %11s\n", NAME_WIDTH,
                  "Mt a year", "territorial", "households", "footprint", "net export",
                  "exported", "imported");
    list_regions(job, set, region, member, text);
    hg_text_print(text, "\n");
    if (!set->whole)
        hg_text_print(text,
                      "  not all regions of the table emit here (-: not known): what "
                      "they import is of those that do\n");
    if (set->prints->total != 0)
        list_categories(job, set, text);
    if (account_world(job->sets))
        list_ranks(job, set, region, member, text);
    hg_text_print(text, "\n");
}

static void print_accounts(const struct job *job, struct hg_text *text)
{
    const size_t D = hg_axis_size(job->mrio->regions);
    struct ranked *region = calloc(D + 1, sizeof(*region));
    bool *member = calloc(D + 1, sizeof(*member));
    if (!region || !member)
        text->failed = true;
    hg_text_print(text, "%s, %lld, %s; trade table of %zu regions and %zu industries\n\n",
                  job->study->name, (long long)job->study->year, job_gas(job), D,
                  job->mrio->n);
    if (job->rerouted)
        hg_text_print(text, "%s\n\n", job->rerouted);
    for (size_t i = 0; region && member && i < job->sets->n; i++)
        print_set(job, &job->sets->set[i], region, member, text);
    free(region);
    free(member);
}

/* null: not known. */
static json_t *tonnes(double kg)
{
    return isnan(kg) ? json_null() : json_real(kg / 1000);
}

/* null: not known, or of the rest of the world. */
static json_t *rank_of(const struct job *job, const char *code, double kg)
{
    const size_t r = hg_axis_find(job->mrio->regions, code);
    const bool rest = r != HG_NOT_FOUND && account_is_rest(job, r);
    return isnan(kg) || rest ? json_null()
                             : json_integer((json_int_t)account_rank(job, kg));
}

static json_t *region_object(const struct job *job, const struct account_set *set,
                             const char *code, const char *name, bool *member, bool *ok)
{
    json_t *object = json_object();
    if (!account_members(job, code, member))
        return object;
    const struct account_trade t = account_trade_of(set, member);
    put(object, "code", json_string(code), ok);
    put(object, "name", json_string(name), ok);
    put(object, "production_t", tonnes(t.emitted), ok);
    put(object, "households_t", tonnes(t.households), ok);
    put(object, "territorial_t", tonnes(t.emitted + t.households), ok);
    put(object, "consumption_t", tonnes(t.consumed), ok);
    put(object, "footprint_t", tonnes(t.consumed + t.households), ok);
    put(object, "net_export_t", tonnes(t.emitted - t.consumed), ok);
    put(object, "exported_t", tonnes(t.emitted - t.within), ok);
    put(object, "imported_t", tonnes(t.consumed - t.within), ok);
    if (!account_world(job->sets))
        return object;
    put(object, "rank_of_exported", rank_of(job, code, t.emitted - t.within), ok);
    put(object, "rank_of_imported", rank_of(job, code, t.consumed - t.within), ok);
    return object;
}

static json_t *category_object(const struct job *job, const struct account_set *set,
                               size_t destination, bool *ok)
{
    json_t *object = json_object();
    for (size_t k = 0; k < set->prints->n_category; k++)
        put(object, hg_axis_code(job->mrio->categories, k),
            json_real(hg_footprint_category(set->prints, destination, k) / 1000), ok);
    return object;
}

static json_t *set_object(const struct job *job, const struct account_set *set,
                          bool *member, bool *ok)
{
    json_t *object = json_object(), *regions = json_array(), *groups = json_array();
    for (size_t r = 0; r < set->prints->n_region; r++) {
        json_t *region = region_object(job, set, hg_axis_code(job->mrio->regions, r),
                                       job_market_name(job, r), member, ok);
        put(region, "consumption_by_category_t", category_object(job, set, r, ok), ok);
        if (set->adjusted)
            put(region, "technology_adjusted_t", json_real(set->adjusted[r] / 1000), ok);
        append(regions, region, ok);
    }
    for (size_t g = 0; g < job->study->n_groups; g++) {
        const char *name = job->study->groups[g].name;
        append(groups,
               region_object(job, set, name, job_code_name(job, name), member, ok), ok);
    }
    put(object, "of", json_string(set->of), ok);
    put(object, "total_t", json_real(set->total / 1000), ok);
    put(object, "unmapped_t", json_real(set->unmapped / 1000), ok);
    put(object, "regions", regions, ok);
    put(object, "groups", groups, ok);
    return object;
}

static void print_json(const struct job *job, struct hg_text *text)
{
    bool ok = true;
    bool *member = calloc(hg_axis_size(job->mrio->regions) + 1, sizeof(*member));
    json_t *all = json_object(), *sets = json_array();
    for (size_t i = 0; member && i < job->sets->n; i++)
        append(sets, set_object(job, &job->sets->set[i], member, &ok), &ok);
    put(all, "study", json_string(job->study->name), &ok);
    put(all, "year", json_integer(job->study->year), &ok);
    put(all, "gas", json_string(job_gas(job)), &ok);
    put(all, "accounts", sets, &ok);
    json_finish(all, ok && member, text);
    free(member);
}

enum hg_status account_job(const char *study_path, const char *verb,
                           const struct hg_run_options *options, struct hg_faults *faults,
                           struct job **out, struct hg_error *err)
{
    struct job *job = NULL;
    enum hg_status status = job_create(study_path, options, faults, &job, err);
    if (status == HG_OK && !job->markets)
        status = hg_fail(err, HG_E_STUDY,
                         "%s: key `trade` is missing: `%s` needs the trade table to know "
                         "the markets; name it",
                         study_path, verb);
    if (status == HG_OK) {
        job->placed = job->maps = false;
        status = job_run(job, STAGE_ACCOUNTS, err);
    }
    if (status == HG_OK)
        *out = job;
    else
        job_destroy(job);
    return status;
}

static enum hg_status write_chains(struct job *job, struct hg_error *err)
{
    enum hg_status status = levers_create(job, err);
    if (status == HG_OK)
        status = chains_find(job, &job->levers->chains, err);
    return status == HG_OK ? chains_tables(job, err) : status;
}

enum hg_status hg_account_study(const char *study_path,
                                const struct hg_run_options *options,
                                struct hg_faults *faults, struct hg_text *summary,
                                struct hg_error *err)
{
    struct job *job = NULL;
    enum hg_status status =
        account_job(study_path, "accounts", options, faults, &job, err);
    if (status != HG_OK)
        return status;
    const char *folder = options->output ? options->output : job->study->output;
    status = hg_output_open(folder, &job->output, err);
    if (status == HG_OK)
        status = write_footprint_tables(job, err);
    if (status == HG_OK)
        status = write_chains(job, err);
    if (status == HG_OK && options->json)
        print_json(job, summary);
    else if (status == HG_OK) {
        print_accounts(job, summary);
        hg_text_print(summary, "tables in %s/tables\n", folder);
    }
    if (status == HG_OK && summary->failed)
        status = no_memory(err, "the accounts");
    job_destroy(job);
    return status;
}

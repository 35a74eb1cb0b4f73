/* account_sets.c - the accounts of a study: its inventory, and what its table emits */
#include "study/account_sets.h"
#include <stdlib.h>
#include <string.h>

static void finish_set(struct account_set *set)
{
    free(set->industry);
    free(set->household);
    free(set->covered);
    hg_footprints_destroy(set->prints);
    free(set->bilateral);
    free(set->adjusted);
    free(set->adjusted_by_output);
}

void account_sets_destroy(struct account_sets *sets)
{
    for (size_t i = 0; sets && i < sets->n; i++)
        finish_set(&sets->set[i]);
    free(sets);
}

static struct account_set *add_set(struct job *job, const char *of, const char *whose)
{
    struct account_set *set = &job->sets->set[job->sets->n++];
    const size_t D = hg_axis_size(job->mrio->regions);
    set->of = of;
    set->whose = whose;
    set->industry = calloc(job->mrio->n + 1, sizeof(double));
    set->household = calloc(D + 1, sizeof(double));
    set->covered = calloc(D + 1, sizeof(bool));
    set->bilateral = calloc(D * D + 1, sizeof(double));
    return set->industry && set->household && set->covered && set->bilateral ? set : NULL;
}

/* The inventory, what is not gridded too. */
static enum hg_status take_study(struct job *job, struct hg_error *err)
{
    const size_t n = job_industries(job);
    const struct hg_mix_params params = job_mix_params(job);
    struct account_set *set = add_set(job, "study", "the study's inventory");
    double *kg = calloc(n + 1, sizeof(*kg));
    if (!set || !kg) {
        free(kg);
        return no_memory(err, "the accounts");
    }
    for (size_t i = 0; i < n; i++) {
        kg[i] = hg_mass_kg(job->inventory->total[i]);
        set->total += kg[i];
    }
    for (size_t r = 0; r < hg_axis_size(job->inventory->regions); r++)
        if (job_own_market(job, r) != HG_NOT_FOUND)
            set->covered[job_own_market(job, r)] = true;
    const enum hg_status status = hg_spread_to_table(&params, kg, set->industry,
                                                     set->household, &set->unmapped, err);
    free(kg);
    return status;
}

static enum hg_status take_table(struct job *job, struct hg_error *err)
{
    const struct hg_mrio_emissions *emissions = job->mrio->emissions;
    if (!emissions)
        return HG_OK;
    struct account_set *set = add_set(job, "table", "the table's own emissions");
    if (!set)
        return no_memory(err, "the accounts");
    for (size_t i = 0; i < job->mrio->n; i++) {
        set->industry[i] = emissions->industry[i];
        set->covered[job->mrio->region_of[i]] |= set->industry[i] != 0;
        set->total += set->industry[i];
    }
    for (size_t r = 0; r < hg_axis_size(job->mrio->regions); r++) {
        set->household[r] = emissions->household[r];
        set->covered[r] |= set->household[r] != 0;
        set->total += set->household[r];
    }
    return HG_OK;
}

static enum hg_status adjust(struct job *job, struct account_set *set,
                             struct hg_error *err)
{
    const double *x = hg_leontief_output(job->leontief);
    const size_t D = set->prints->n_region;
    set->whole = true;
    for (size_t r = 0; r < D; r++)
        set->whole &= set->prints->production[r] > 0;
    if (!set->whole)
        return HG_OK;
    set->adjusted = calloc(D + 1, sizeof(double));
    set->adjusted_by_output = calloc(D + 1, sizeof(double));
    if (!set->adjusted || !set->adjusted_by_output)
        return no_memory(err, "the accounts");
    enum hg_status status =
        hg_technology_adjusted(job->mrio, job->shares, x, set->industry,
                               HG_AVERAGE_OF_EXPORTS, set->adjusted, err);
    if (status == HG_OK)
        status =
            hg_technology_adjusted(job->mrio, job->shares, x, set->industry,
                                   HG_AVERAGE_OF_OUTPUT, set->adjusted_by_output, err);
    return status;
}

static enum hg_status account(struct job *job, struct account_set *set,
                              struct hg_error *err)
{
    const struct hg_footprint_params params = {
        .mrio = job->mrio,
        .leontief = job->leontief,
        .shares = job->shares,
        .e = set->industry,
        .n_tier = N_TIER,
        .threads = job->threads,
    };
    enum hg_status status = hg_footprints_create(&params, &set->prints, err);
    if (status == HG_OK)
        status = hg_bilateral(job->mrio, hg_leontief_output(job->leontief), set->industry,
                              job->threads, set->bilateral, err);
    return status == HG_OK ? adjust(job, set, err) : status;
}

static double sum_of(const double *value, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += value[i];
    return sum;
}

/* Emissions by where they are made, and by whose demand they serve. */
static enum hg_status enter_balance(struct job *job, const struct account_set *set,
                                    struct hg_error *err)
{
    const struct hg_footprints *p = set->prints;
    const double households = sum_of(set->household, p->n_region);
    const char *name = job_text(job, "production = consumption, %s", set->whose);
    const struct {
        enum hg_side side;
        const char *name;
        double kg;
    } entry[] = {
        {HG_LEFT, "emissions", set->total},
        {HG_RIGHT, "footprints of destinations", sum_of(p->consumption, p->n_region)},
        {HG_RIGHT, "households, directly", households},
        {HG_RIGHT, "unmapped (no industry known)", set->unmapped},
    };
    enum hg_status status =
        name ? hg_ledger_open(job->ledger, "accounts", name, 1e-12, err)
             : no_memory(err, "the ledger");
    for (size_t i = 0; status == HG_OK && i < sizeof(entry) / sizeof(entry[0]); i++)
        status = hg_ledger_enter_kg(job->ledger, entry[i].side, entry[i].name,
                                    entry[i].kg, err);
    return status;
}

/* Largest distance of the parts from their whole, beside the largest whole. */
struct apart {
    double worst, largest;
};

static void compare(struct apart *apart, double parts, double whole)
{
    if (!(fabs(parts - whole) <= apart->worst))
        apart->worst = fabs(parts - whole);
    apart->largest = fmax(apart->largest, fabs(whole));
}

static double relative(struct apart apart)
{
    return apart.worst == 0 ? 0 : apart.worst / apart.largest;
}

static double products_apart(const struct hg_footprints *p)
{
    struct apart apart = {0};
    for (size_t d = 0; d < p->n_region; d++) {
        double sum = 0;
        for (size_t k = 0; k < p->n_category; k++)
            sum += hg_footprint_category(p, d, k);
        compare(&apart, sum, p->consumption[d]);
    }
    return relative(apart);
}

static double routes_apart(const struct hg_footprints *p)
{
    struct apart apart = {0};
    const size_t D = p->n_region;
    for (size_t r = 0; r < D; r++)
        for (size_t d = 0; d < D; d++)
            compare(&apart,
                    sum_of(p->route + (r * D + d) * HG_N_ROUTE, HG_N_ROUTE) +
                        (r == d ? p->idle[r] : 0),
                    p->flow[r * D + d]);
    return relative(apart);
}

static double bilateral_apart(const struct account_set *set)
{
    struct apart apart = {0};
    const size_t D = set->prints->n_region;
    for (size_t r = 0; r < D; r++)
        compare(&apart, sum_of(set->bilateral + r * D, D), set->prints->production[r]);
    return relative(apart);
}

/* Categories and products, routes, bilateral trade: each from what it is part of. */
static enum hg_status enter_note(struct job *job, const struct account_set *set,
                                 struct hg_error *err)
{
    const struct hg_footprints *p = set->prints;
    const char *name = job_text(job, "parts from their whole (%s)", set->of);
    double worst = fmax(products_apart(p), fmax(routes_apart(p), bilateral_apart(set)));
    if (set->adjusted)
        worst = fmax(worst, fabs(sum_of(set->adjusted, p->n_region) / p->total - 1));
    return name ? hg_ledger_note(job->ledger, "accounts", name, worst, 1e-9, err)
                : no_memory(err, "the ledger");
}

enum hg_status make_account_sets(struct job *job, struct hg_error *err)
{
    job->sets = calloc(1, sizeof(*job->sets));
    if (!job->sets)
        return no_memory(err, "the accounts");
    enum hg_status status = take_study(job, err);
    if (status == HG_OK)
        status = take_table(job, err);
    for (size_t i = 0; status == HG_OK && i < job->sets->n; i++) {
        struct account_set *set = &job->sets->set[i];
        status = account(job, set, err);
        if (status == HG_OK)
            status = enter_balance(job, set, err);
        if (status == HG_OK)
            status = enter_note(job, set, err);
    }
    return status;
}

const struct account_set *account_world(const struct account_sets *sets)
{
    for (size_t i = sets->n; i-- > 0;)
        if (sets->set[i].whole)
            return &sets->set[i];
    return NULL;
}

/* What region r emits, households too. */
static double account_emitted(const struct account_set *set, size_t r)
{
    return set->prints->production[r] + set->household[r];
}

/* Codes that tables give to what is left of the world, or of a continent: WIOD, OECD and
 * Eora; EXIOBASE; GLORIA. */
bool account_is_rest(const struct job *job, size_t r)
{
    const char *code = hg_axis_code(job->mrio->regions, r);
    static const char *const rest[] = {"ROW", "WA",  "WE",  "WF",  "WL",
                                       "WM",  "XAM", "XAS", "XEU", "XAF"};
    for (size_t i = 0; i < sizeof(rest) / sizeof(rest[0]); i++)
        if (hg_text_same_folded(code, rest[i]))
            return true;
    return false;
}

size_t account_rank(const struct job *job, double kg)
{
    const struct account_set *world = account_world(job->sets);
    size_t rank = 1;
    for (size_t r = 0; world && r < world->prints->n_region; r++)
        if (!account_is_rest(job, r) && account_emitted(world, r) > kg)
            rank++;
    return world && !isnan(kg) ? rank : 0;
}

struct account_trade account_trade_of(const struct account_set *set, const bool *member)
{
    const struct hg_footprints *p = set->prints;
    struct account_trade t = {0};
    for (size_t r = 0; r < p->n_region; r++) {
        if (!member[r])
            continue;
        t.emitted += set->covered[r] ? p->production[r] : NAN;
        t.households += set->covered[r] ? set->household[r] : NAN;
        t.consumed += p->consumption[r];
        for (size_t d = 0; d < p->n_region; d++)
            if (member[d])
                t.within += p->flow[r * p->n_region + d];
    }
    return t;
}

bool account_members(const struct job *job, const char *code, bool *member)
{
    const struct hg_axis *regions = job->mrio->regions;
    const size_t own = hg_axis_find(regions, code);
    memset(member, 0, hg_axis_size(regions) * sizeof(*member));
    if (own != HG_NOT_FOUND) {
        member[own] = true;
        return true;
    }
    for (size_t g = 0; g < job->study->n_groups; g++) {
        const struct hg_study_group *group = &job->study->groups[g];
        if (strcmp(group->name, code) != 0)
            continue;
        for (size_t i = 0; i < group->members.n; i++) {
            const size_t r = hg_axis_find(regions, group->members.word[i]);
            if (r != HG_NOT_FOUND)
                member[r] = true;
        }
        return true;
    }
    return false;
}

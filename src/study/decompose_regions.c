/* decompose_regions.c - between two regions, or groups, of one table
 *
 * Those who emit: each as an economy of its own, with its exports in its final demand
 * (Su and Ang 2016, Ecol. Indic. 67:78).  Those whose demand is served: what each buys,
 * product by product, with the emissions of all the world behind it.
 */
#include "study/decomposed.h"
#include <assert.h>
#include <hotgrid/decompose.h>
#include <hotgrid/structural.h>
#include <stdlib.h>
#include <string.h>

/* One of the two: an economy by itself. */
struct economy {
    bool *member; /* [region] */
    const char *name;
    struct hg_mrio *mrio;
    struct hg_leontief *leontief;
    struct hg_shares *shares;
};

static void finish_economy(struct economy *e)
{
    hg_shares_destroy(e->shares);
    hg_leontief_destroy(e->leontief);
    hg_mrio_destroy(e->mrio);
    free(e->member);
}

/* A region, a group, or all. */
static enum hg_status find_members(const struct job *job, const char *code,
                                   const char *where, struct economy *e,
                                   struct hg_error *err)
{
    const struct hg_axis *regions = job->mrio->regions;
    const size_t n = hg_axis_size(regions);
    e->name = job_code_name(job, code);
    if (account_members(job, code, e->member))
        return HG_OK;
    if (strcmp(code, "all") != 0) {
        const char *near = hg_text_nearest(code, hg_axis_codes(regions), n);
        return hg_fail(err, where ? HG_E_STUDY : HG_E_ARG,
                       "%s: `%s` is neither a region of the trade table nor a group of "
                       "the study, nor `all`%s%s%s",
                       where ? where : "--regions", code, near ? "; did you mean `" : "",
                       near ? near : "", near ? "`?" : "");
    }
    e->name = "all regions";
    for (size_t r = 0; r < n; r++)
        e->member[r] = true;
    return HG_OK;
}

static enum hg_status solve_economy(const struct job *job, const char *code,
                                    const char *where, struct economy *e,
                                    struct hg_error *err)
{
    e->member = calloc(hg_axis_size(job->mrio->regions) + 1, sizeof(*e->member));
    if (!e->member)
        return no_memory(err, "the decomposition");
    enum hg_status status = find_members(job, code, where, e, err);
    if (status == HG_OK)
        status = hg_domestic_table(job->mrio, e->member, &e->mrio, err);
    if (status == HG_OK)
        status = hg_leontief_create(e->mrio, HG_PRECISION_DOUBLE, job->threads,
                                    &e->leontief, err);
    return status == HG_OK ? hg_shares_create(e->leontief, &e->shares, err) : status;
}

static double sum_of(const double *kg, const bool *member, size_t n)
{
    double sum = 0;
    for (size_t r = 0; r < n; r++)
        sum += member[r] ? kg[r] : 0;
    return sum;
}

/* What both emit, or are served with, and their households. */
static void close_pair(const struct decomposed *d, const struct account_set *set,
                       const double *kg, const struct economy pair[2],
                       struct decomposition *one)
{
    const size_t n = set->prints->n_region;
    const double industries[] = {sum_of(kg, pair[0].member, n),
                                 sum_of(kg, pair[1].member, n)};
    const double households[] = {sum_of(set->household, pair[0].member, n),
                                 sum_of(set->household, pair[1].member, n)};
    decompose_close(d, one, 0, industries, households);
}

static void by_sector(const struct job *job, const struct account_set *set,
                      const bool *member, double *kg)
{
    for (size_t i = 0; i < job->mrio->n; i++)
        if (member[job->mrio->region_of[i]])
            kg[job->mrio->sector_of[i]] += set->industry[i];
}

/* What is bought and where, in the factors of decompose_economy. */
static void take_effects(const double *effect, double *out)
{
    out[0] = effect[HG_BY_INTENSITY];
    out[1] = effect[HG_BY_TECHNOLOGY] + effect[HG_BY_SOURCING];
    out[2] = effect[HG_BY_PRODUCTS] + effect[HG_BY_FINAL_SOURCING];
    out[3] = effect[HG_BY_LEVEL];
    out[4] = effect[HG_BY_IDLE];
}

static void add_structural_rows(struct decomposed *d, const struct economy pair[2],
                                const double *kg[2], const double *effect,
                                struct decomposition *one, struct decompose_row *flows)
{
    for (size_t s = 0; s < hg_axis_size(d->sectors); s++)
        for (size_t to = 0; to < 2; to++) {
            const size_t at = s * 2 + to;
            struct decompose_row row = {.before = kg[0][s] * pair[0].shares->share[at],
                                        .after = kg[1][s] * pair[1].shares->share[at]};
            take_effects(effect + at * HG_N_STRUCTURAL, row.effect);
            decompose_sum(decompose_at(d, one, 0, s), &row);
            decompose_sum(&flows[to], &row);
        }
}

/* Sectors that only one of them has make structure of what may be another name. */
static void check_sectors(const struct decomposed *d, const struct economy pair[2],
                          const double *kg[2])
{
    static const double LEAST = 0.01;
    for (size_t k = 0; k < 2; k++) {
        const double *there = hg_leontief_output(pair[1 - k].leontief);
        double all = 0, alone = 0;
        for (size_t s = 0; s < hg_axis_size(d->sectors); s++) {
            all += kg[k][s];
            alone += there[s] == 0 ? kg[k][s] : 0;
        }
        if (alone > LEAST * all)
            hg_log_print(d->job->options->log, HG_LOG_WARNING,
                         "sectors with %.0f %% of what %s emits have no output in %s: "
                         "what they change is structure; where the table names the "
                         "sectors of its regions differently, aggregate them first",
                         100 * alone / all, pair[k].name, pair[1 - k].name);
    }
}

static enum hg_status add_structural(struct decomposed *d, const struct account_set *set,
                                     const struct economy pair[2], struct hg_error *err)
{
    const size_t n = hg_axis_size(d->sectors);
    struct decomposition *one = decompose_add(d, set->of, &decompose_economy);
    struct decompose_row *flows = decompose_add_flows(d, set->of);
    double *sum = calloc((2 + 2 * HG_N_STRUCTURAL) * n + 1, sizeof(*sum));
    if (!one || !flows || !sum) {
        free(sum);
        return no_memory(err, "the decomposition");
    }
    const double *kg[] = {sum, sum + n};
    by_sector(d->before, set, pair[0].member, sum);
    by_sector(d->before, set, pair[1].member, sum + n);
    check_sectors(d, pair, kg);
    const struct hg_structural_side from = {pair[0].mrio, pair[0].leontief,
                                            pair[0].shares, kg[0]};
    const struct hg_structural_side to = {pair[1].mrio, pair[1].leontief, pair[1].shares,
                                          kg[1]};
    double *effect = sum + 2 * n;
    const enum hg_status status =
        hg_structural_changes(&from, &to, NULL, NULL, d->before->threads, effect, err);
    if (status == HG_OK) {
        add_structural_rows(d, pair, kg, effect, one, flows);
        close_pair(d, set, set->prints->production, pair, one);
    }
    free(sum);
    return status;
}

static enum hg_status add_output(struct decomposed *d, const struct account_set *set,
                                 const struct economy pair[2], struct hg_error *err)
{
    struct decomposition *one = decompose_add(d, set->of, &decompose_output);
    if (!one)
        return no_memory(err, "the decomposition");
    const struct decompose_side from = {d->before, set, pair[0].member},
                                to = {d->before, set, pair[1].member};
    const enum hg_status status = decompose_by_output(d, &from, &to, 0, one, err);
    if (status == HG_OK)
        close_pair(d, set, set->prints->production, pair, one);
    return status;
}

/* What a destination buys of each product, and what was emitted for it. */
struct basket {
    double *money, *kg, all; /* [sector]; all money */
};

static void fill_basket(const struct job *job, const struct account_set *set,
                        const bool *member, struct basket *b)
{
    const struct hg_mrio *mrio = job->mrio;
    const size_t D = hg_axis_size(mrio->regions), K = hg_axis_size(mrio->categories);
    for (size_t i = 0; i < mrio->n; i++)
        for (size_t dk = 0; dk < D * K; dk++) {
            const double y = member[dk / K] ? mrio->Y[i * D * K + dk] : 0;
            b->money[mrio->sector_of[i]] += y;
            b->kg[mrio->sector_of[i]] += set->prints->multiplier[i] * y;
            b->all += y;
        }
}

/* Emissions per product, its part, all: NAN where a side cannot know. */
static void factors_of(const struct basket *b, size_t s, double factor[3])
{
    factor[0] = b->money[s] != 0 ? b->kg[s] / b->money[s] : NAN;
    factor[1] = b->all != 0 ? b->money[s] / b->all : 0;
    factor[2] = b->all;
}

static enum hg_status compare_product(const struct basket b[2], size_t s,
                                      struct decompose_row *row, struct hg_error *err)
{
    enum { NO_DEMAND = 3 };
    double f0[3], f1[3];
    factors_of(&b[0], s, f0);
    factors_of(&b[1], s, f1);
    row->before = b[0].kg[s];
    row->after = b[1].kg[s];
    if (isnan(f0[0])) /* no demand: of the other's intensity, or none on both sides */
        f0[0] = isnan(f1[0]) ? 0 : f1[0];
    if (isnan(f1[0]))
        f1[0] = f0[0];
    row->effect[NO_DEMAND] =
        (b[1].money[s] == 0 ? b[1].kg[s] : 0) - (b[0].money[s] == 0 ? b[0].kg[s] : 0);
    return hg_sda_polar(1, 3, f0, f1, row->effect, err);
}

/* Multipliers tell nothing of emissions without output: these stay at home, in no
 * product's row. */
static void add_idle(const struct decomposed *d, const struct account_set *set,
                     const struct economy pair[2], struct decomposition *one)
{
    enum { NO_DEMAND = 3 };
    const size_t n = set->prints->n_region;
    struct decompose_row *all = decompose_at(d, one, 0, hg_axis_size(d->sectors));
    all->effect[NO_DEMAND] += sum_of(set->prints->idle, pair[1].member, n) -
                              sum_of(set->prints->idle, pair[0].member, n);
}

static enum hg_status add_basket(struct decomposed *d, const struct account_set *set,
                                 const struct economy pair[2], struct hg_error *err)
{
    const size_t n = hg_axis_size(d->sectors);
    struct decomposition *one = decompose_add(d, set->of, &decompose_basket);
    double *sum = calloc(4 * n + 1, sizeof(*sum));
    if (!one || !sum) {
        free(sum);
        return no_memory(err, "the decomposition");
    }
    struct basket b[] = {{sum, sum + n, 0}, {sum + 2 * n, sum + 3 * n, 0}};
    fill_basket(d->before, set, pair[0].member, &b[0]);
    fill_basket(d->before, set, pair[1].member, &b[1]);
    enum hg_status status = HG_OK;
    for (size_t s = 0; status == HG_OK && s < n; s++)
        status = compare_product(b, s, decompose_at(d, one, 0, s), err);
    if (status == HG_OK) {
        add_idle(d, set, pair, one);
        close_pair(d, set, set->prints->consumption, pair, one);
    }
    free(sum);
    return status;
}

/* "CHN to USA" */
static enum hg_status list_pair(struct decomposed *d, const char *a, const char *b,
                                const struct economy pair[2], struct hg_error *err)
{
    static const struct decompose_party to[] = {
        {"own", "own", "final demand of its own"},
        {"other", "other", "exports for any use"}};
    d->n_party = d->n_from = 1;
    d->n_to = 2;
    d->to = to;
    d->side[0] = pair[0].name;
    d->side[1] = pair[1].name;
    d->party = calloc(1, sizeof(*d->party));
    const char *code = job_text(d->job, "%s to %s", a, b);
    const char *name = job_text(d->job, "%s to %s", d->side[0], d->side[1]);
    if (!d->party || !code || !name)
        return no_memory(err, "the decomposition");
    d->party[0] = (struct decompose_party){"pair", code, name};
    return HG_OK;
}

static bool covers(const struct account_set *set, const bool *member)
{
    for (size_t r = 0; r < set->prints->n_region; r++)
        if (member[r] && !set->covered[r])
            return false;
    return true;
}

static enum hg_status add_set(struct decomposed *d, const struct account_set *set,
                              const struct economy pair[2], struct hg_error *err)
{
    enum hg_status status = HG_OK;
    if (covers(set, pair[0].member) && covers(set, pair[1].member)) {
        status = add_structural(d, set, pair, err);
        if (status == HG_OK)
            status = add_output(d, set, pair, err);
    }
    return status == HG_OK && set->whole ? add_basket(d, set, pair, err) : status;
}

static enum hg_status compare_pair(struct decomposed *d, const char *const code[2],
                                   const char *where, struct economy pair[2],
                                   struct hg_error *err)
{
    const struct job *job = d->before;
    hg_log_print(d->job->options->log, HG_LOG_WARNING,
                 "outputs are counted in money at the exchange rates of the table: where "
                 "price levels of the two differ, intensity and structure differ with "
                 "them");
    enum hg_status status = decompose_take_sectors(d, job->mrio->sectors, err);
    for (size_t k = 0; status == HG_OK && k < 2; k++)
        status = solve_economy(job, code[k], where, &pair[k], err);
    if (status != HG_OK)
        return status;
    assert(pair[0].shares && pair[1].shares);
    status = list_pair(d, code[0], code[1], pair, err);
    for (size_t i = 0; status == HG_OK && i < job->sets->n; i++)
        status = add_set(d, &job->sets->set[i], pair, err);
    if (status == HG_OK && d->n == 0)
        status = hg_fail(err, HG_E_STUDY,
                         "%s: what %s and %s both emit is not known: the study's "
                         "inventory covers other regions; name emissions of the trade "
                         "table in `trade: emissions:`",
                         where ? where : job->study->path, d->side[0], d->side[1]);
    return status;
}

enum hg_status decompose_regions(struct decomposed *d, const char *const code[2],
                                 const char *where, struct hg_error *err)
{
    struct economy pair[2] = {{0}};
    const enum hg_status status = compare_pair(d, code, where, pair, err);
    finish_economy(&pair[0]);
    finish_economy(&pair[1]);
    return status;
}

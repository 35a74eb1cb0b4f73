/* footprint_tables.c - production, consumption, parts of final demand, tiers, routes, as
 * CSV */
#include "study/account_sets.h"
#include "study/columns.h"
#include <hotgrid/categories.h>
#include <stdlib.h>
#include <string.h>

/* One table: rows of one set of emissions. */
typedef void add_rows(const struct job *job, const struct account_set *set,
                      struct hg_text *text);

static const char *region(const struct job *job, size_t r)
{
    return hg_axis_code(job->mrio->regions, r);
}

/* "study,CHN" */
static void begin(struct hg_text *text, const struct account_set *set, const char *code)
{
    hg_text_print(text, "%s", set->of);
    add_code(text, code);
}

static void end(struct hg_text *text)
{
    hg_text_print(text, "\n");
}

static void add_account(const struct account_set *set, const char *kind, const char *code,
                        const char *name, const bool *member, struct hg_text *text)
{
    const struct hg_footprints *p = set->prints;
    const struct account_trade t = account_trade_of(set, member);
    double idle = 0;
    for (size_t r = 0; r < p->n_region; r++)
        idle += !member[r] ? 0 : set->covered[r] ? p->idle[r] : NAN;
    begin(text, set, kind);
    add_code(text, code);
    add_code(text, name);
    add_tonnes(text, t.emitted);
    add_tonnes(text, t.households);
    add_tonnes(text, t.consumed);
    add_tonnes(text, t.emitted - t.consumed);
    add_tonnes(text, t.emitted - t.within);
    add_tonnes(text, t.consumed - t.within);
    add_tonnes(text, idle);
    add_tonnes(text, t.emitted + t.households);
    add_tonnes(text, t.consumed + t.households);
    end(text);
}

static void add_accounts(const struct job *job, const struct account_set *set,
                         struct hg_text *text)
{
    bool *member = calloc(set->prints->n_region + 1, sizeof(*member));
    if (!member) {
        text->failed = true;
        return;
    }
    for (size_t r = 0; r < set->prints->n_region; r++)
        if (account_members(job, region(job, r), member))
            add_account(set, "region", region(job, r), job_market_name(job, r), member,
                        text);
    for (size_t g = 0; g < job->study->n_groups; g++) {
        const char *name = job->study->groups[g].name;
        if (account_members(job, name, member))
            add_account(set, "group", name, job_code_name(job, name), member, text);
    }
    free(member);
}

/* Flows of any kind with what flows back taken off, where that is known. */
static void add_flows(const struct job *job, const struct account_set *set,
                      const double *flow, struct hg_text *text)
{
    const size_t D = set->prints->n_region;
    for (size_t r = 0; r < D; r++)
        for (size_t d = 0; d < D; d++) {
            const double there = flow[r * D + d], back = flow[d * D + r];
            if (!set->covered[r] || (there == 0 && back == 0))
                continue;
            begin(text, set, region(job, r));
            add_code(text, region(job, d));
            add_tonnes(text, there);
            add_tonnes(text, set->covered[d] ? there - back : NAN);
            end(text);
        }
}

static void add_transfers(const struct job *job, const struct account_set *set,
                          struct hg_text *text)
{
    add_flows(job, set, set->prints->flow, text);
}

static void add_bilateral(const struct job *job, const struct account_set *set,
                          struct hg_text *text)
{
    add_flows(job, set, set->bilateral, text);
}

static void add_emitters(const struct job *job, const struct account_set *set,
                         struct hg_text *text)
{
    const struct hg_mrio *mrio = job->mrio;
    const size_t D = set->prints->n_region;
    for (size_t i = 0; i < mrio->n; i++)
        for (size_t d = 0; d < D; d++) {
            const double kg = set->industry[i] * job->shares->share[i * D + d];
            if (kg == 0)
                continue;
            begin(text, set, region(job, mrio->region_of[i]));
            add_code(text, hg_axis_code(mrio->sectors, mrio->sector_of[i]));
            add_code(text, region(job, d));
            add_tonnes(text, kg);
            end(text);
        }
}

/* What a unit of the goods of an industry emits: by its maker, and in all the world. */
static void add_multipliers(const struct job *job, const struct account_set *set,
                            struct hg_text *text)
{
    const struct hg_mrio *mrio = job->mrio;
    char number[HG_DOUBLE_TEXT];
    for (size_t i = 0; i < mrio->n; i++) {
        const size_t r = mrio->region_of[i];
        if (job->shares->zero_output[i])
            continue;
        begin(text, set, region(job, r));
        add_code(text, hg_axis_code(mrio->sectors, mrio->sector_of[i]));
        hg_text_print(text, ",%s",
                      set->covered[r] ? hg_text_double(set->prints->intensity[i], number)
                                      : "");
        hg_text_print(text, ",%s", hg_text_double(set->prints->multiplier[i], number));
        add_code(text, mrio->unit ? mrio->unit : ""); /* as the table says, if it does */
        end(text);
    }
}

static void add_categories(const struct job *job, const struct account_set *set,
                           struct hg_text *text)
{
    const struct hg_axis *categories = job->mrio->categories;
    for (size_t d = 0; d < set->prints->n_region; d++)
        for (size_t k = 0; k < set->prints->n_category; k++) {
            const double kg = hg_footprint_category(set->prints, d, k);
            if (kg == 0)
                continue;
            begin(text, set, region(job, d));
            add_code(text, hg_axis_code(categories, k));
            add_code(text, hg_category_name(categories, k));
            add_tonnes(text, kg);
            add_percent(text, kg, set->prints->consumption[d]);
            end(text);
        }
}

static void add_products(const struct job *job, const struct account_set *set,
                         struct hg_text *text)
{
    const struct hg_footprints *p = set->prints;
    const double *kg = p->product;
    for (size_t d = 0; d < p->n_region; d++)
        for (size_t k = 0; k < p->n_category; k++)
            for (size_t s = 0; s < p->n_sector; s++, kg++) {
                if (*kg == 0)
                    continue;
                begin(text, set, region(job, d));
                add_code(text, hg_axis_code(job->mrio->categories, k));
                add_code(text, hg_axis_code(job->mrio->sectors, s));
                add_tonnes(text, *kg);
                end(text);
            }
}

static void add_tiers(const struct job *job, const struct account_set *set,
                      struct hg_text *text)
{
    const struct hg_footprints *p = set->prints;
    for (size_t d = 0; d < p->n_region; d++) {
        for (size_t t = 0; t <= p->n_tier; t++) {
            begin(text, set, region(job, d));
            hg_text_print(text, t < p->n_tier ? ",%zu" : ",%zu and deeper", t);
            add_tonnes(text, p->tier[t * p->n_region + d]);
            end(text);
        }
        if (p->idle[d] == 0)
            continue;
        begin(text, set, region(job, d));
        add_code(text, "without output");
        add_tonnes(text, p->idle[d]);
        end(text);
    }
}

static void add_routes(const struct job *job, const struct account_set *set,
                       struct hg_text *text)
{
    const size_t D = set->prints->n_region;
    for (size_t r = 0; r < D; r++)
        for (size_t d = 0; d < D; d++) {
            const double *route = set->prints->route + (r * D + d) * HG_N_ROUTE;
            if (r == d || set->prints->flow[r * D + d] == 0)
                continue;
            begin(text, set, region(job, r));
            add_code(text, region(job, d));
            for (size_t i = 0; i < HG_N_ROUTE; i++)
                add_tonnes(text, route[i]);
            end(text);
        }
}

static void add_adjusted(const struct job *job, const struct account_set *set,
                         struct hg_text *text)
{
    for (size_t r = 0; set->adjusted && r < set->prints->n_region; r++) {
        begin(text, set, region(job, r));
        add_code(text, job_market_name(job, r));
        add_tonnes(text, set->prints->production[r]);
        add_tonnes(text, set->prints->consumption[r]);
        add_tonnes(text, set->adjusted[r]);
        add_tonnes(text, set->adjusted_by_output[r]);
        end(text);
    }
}

static void add_rank(const struct job *job, const struct account_set *set,
                     const char *what, const char *code, const char *name, double kg,
                     struct hg_text *text)
{
    const size_t r = hg_axis_find(job->mrio->regions, code);
    if (isnan(kg))
        return;
    begin(text, set, what);
    add_code(text, code);
    add_code(text, name);
    add_tonnes(text, kg);
    if (r != HG_NOT_FOUND && account_is_rest(job, r)) /* no country */
        hg_text_print(text, ",\n");
    else
        hg_text_print(text, ",%zu\n", account_rank(job, kg));
}

/* Imports of regions and groups, and what each region of the study emits for others. */
static void add_ranks(const struct job *job, const struct account_set *set,
                      struct hg_text *text)
{
    const size_t D = set->prints->n_region, n_code = D + job->study->n_groups;
    bool *member = calloc(D + 1, sizeof(*member));
    if (!member)
        text->failed = true;
    for (size_t i = 0; member && i < n_code; i++) {
        const char *code = i < D ? region(job, i) : job->study->groups[i - D].name;
        if (!account_members(job, code, member))
            continue;
        const struct account_trade t = account_trade_of(set, member);
        const char *name = job_code_name(job, code);
        add_rank(job, set, "emitted", code, name, t.emitted + t.households, text);
        add_rank(job, set, "emitted for others", code, name, t.emitted - t.within, text);
        add_rank(job, set, "emitted elsewhere for it", code, name, t.consumed - t.within,
                 text);
    }
    free(member);
}

static const struct {
    const char *name, *header;
    add_rows *add;
    bool of_world; /* where some set is whole */
} tables[] = {
    {"accounts",
     "of,kind,region,name,production_t,households_t,consumption_t,net_export_t,"
     "exported_t,imported_t,without_output_t,territorial_t,footprint_t",
     add_accounts, false},
    {"transfers", "of,from,to,t,net_t", add_transfers, false},
    {"emitters", "of,from,sector,to,t", add_emitters, false},
    {"multipliers", "of,region,sector,direct_kg_per_unit,total_kg_per_unit,unit",
     add_multipliers, false},
    {"categories", "of,to,category,common_name,t,share_percent", add_categories, false},
    {"products", "of,to,category,product,t", add_products, false},
    {"tiers", "of,to,tier,t", add_tiers, false},
    {"routes", "of,from,to,own_exports_t,through_destination_t,through_others_t",
     add_routes, false},
    {"eebt", "of,from,to,bilateral_t,net_bilateral_t", add_bilateral, false},
    {"tcba",
     "of,region,name,production_t,consumption_t,technology_adjusted_t,"
     "adjusted_by_output_average_t",
     add_adjusted, true},
    {"ranks", "of,what,region,name,t,rank_among_countries", add_ranks, true},
};

enum hg_status write_footprint_tables(struct job *job, struct hg_error *err)
{
    enum hg_status status = HG_OK;
    if (!job->sets)
        return HG_OK;
    for (size_t i = 0; status == HG_OK && i < sizeof(tables) / sizeof(tables[0]); i++) {
        struct hg_text text = {0};
        char name[64];
        if (tables[i].of_world && !account_world(job->sets))
            continue;
        hg_text_print(&text, "%s\n", tables[i].header);
        for (size_t k = 0; k < job->sets->n; k++)
            tables[i].add(job, &job->sets->set[k], &text);
        snprintf(name, sizeof(name), "tables/%s.csv", tables[i].name);
        status = job_commit_text(job, name, &text, err);
    }
    return status;
}

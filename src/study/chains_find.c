/* chains_find.c - rows of chains: regions, countries with parts, groups, parts without */
#include "study/chains.h"
#include <hotgrid/arena.h>
#include <stdlib.h>
#include <string.h>

void chains_destroy(struct chains *chains)
{
    if (!chains)
        return;
    for (size_t i = 0; i < CHAIN_SETS; i++) {
        free(chains->set[i].flow);
        free(chains->set[i].known);
        free(chains->set[i].row);
    }
    free(chains->parent);
    free(chains->country);
    free(chains);
}

static size_t country_of(struct chains *chains, const char *code)
{
    size_t c = 0;
    while (c < chains->n_country && strcmp(chains->country[c], code) != 0)
        c++;
    if (c == chains->n_country)
        chains->country[chains->n_country++] = code;
    return c;
}

/* Provinces of a nested table, and groups of the study that are countries. */
static enum hg_status find_countries(struct job *job, struct chains *chains,
                                     struct hg_error *err)
{
    const size_t D = hg_axis_size(job->mrio->regions), G = job->study->n_groups;
    bool *member = calloc(D + 1, sizeof(*member));
    chains->parent = calloc(D + 1, sizeof(*chains->parent));
    chains->country = calloc(G + 2, sizeof(*chains->country));
    const bool made = member && chains->parent && chains->country;
    for (size_t r = 0; made && r < D; r++)
        chains->parent[r] = job->province && job->province[r]
                                ? country_of(chains, job->study->trade.nest.parent)
                                : HG_NOT_FOUND;
    for (size_t g = 0; made && g < G; g++) {
        const char *name = job->study->groups[g].name;
        if (!job->study->groups[g].country || !account_members(job, name, member))
            continue;
        for (size_t r = 0; r < D; r++)
            if (member[r] && chains->parent[r] == HG_NOT_FOUND)
                chains->parent[r] = country_of(chains, name);
    }
    free(member);
    return made ? HG_OK : no_memory(err, "the chains");
}

/* What the set does not tell of regions, the table may. */
static enum hg_status complete(const struct job *job, struct chain_set *set,
                               struct hg_error *err)
{
    const size_t D = set->set->prints->n_region;
    const struct account_set *table = &job->sets->set[job->sets->n - 1];
    set->flow = calloc(D * D + 1, sizeof(*set->flow));
    set->known = calloc(D + 1, sizeof(*set->known));
    if (!set->flow || !set->known)
        return no_memory(err, "the chains");
    for (size_t r = 0; r < D; r++) {
        const struct account_set *from = set->set->covered[r] ? set->set : table;
        set->known[r] = from->covered[r];
        memcpy(set->flow + r * D, from->prints->flow + r * D, D * sizeof(*set->flow));
    }
    return HG_OK;
}

static struct chain_row *add_row(struct chain_set *set, enum chain_kind kind,
                                 const char *code, const char *name)
{
    struct chain_row *row = &set->row[set->n++];
    *row = (struct chain_row){.kind = kind, .code = code, .name = name, .sharers = 1};
    return row;
}

static void add_region(const struct job *job, const struct chains *chains,
                       struct chain_set *set, const struct hg_transfer_table *table,
                       size_t r, bool *member)
{
    struct chain_row *row = add_row(
        set, CHAIN_REGION, hg_axis_code(job->mrio->regions, r), job_market_name(job, r));
    memset(member, 0, table->n * sizeof(*member));
    member[r] = true;
    hg_transfers_of(table, member, &row->chain);
    row->emitted = set->set->prints->production[r];
    row->households = set->set->household[r];
    if (chains->parent[r] != HG_NOT_FOUND)
        row->parent = chains->country[chains->parent[r]];
    if (set->set == &job->sets->set[0] && job_mix_sharers(job, r) > 1)
        row->sharers = job_mix_sharers(job, r);
}

/* The sum of its parts that the set covers. */
static void add_country(const struct job *job, const struct chains *chains,
                        struct chain_set *set, size_t country)
{
    const size_t n = set->n;
    const char *code = chains->country[country];
    struct chain_row sum = {.kind = CHAIN_COUNTRY,
                            .code = code,
                            .name = job_code_name(job, code),
                            .sharers = 1};
    size_t n_part = 0;
    for (size_t i = 0; i < n; i++) {
        const struct chain_row *row = &set->row[i];
        if (row->kind != CHAIN_REGION || !row->parent || strcmp(row->parent, code) != 0)
            continue;
        hg_transfers_add(&sum.chain, &row->chain);
        sum.emitted += row->emitted;
        sum.households += row->households;
        n_part++;
    }
    size_t n_all = 0;
    for (size_t r = 0; r < hg_axis_size(job->mrio->regions); r++)
        n_all += chains->parent[r] == country;
    if (n_part == n_all) /* the same flows, in another order */
        sum.chain.from_other = sum.chain.other;
    if (n_part > 0)
        set->row[set->n++] = sum;
}

/* All parts of a country are no group beside it. */
static bool is_country(const struct chains *chains, const char *code)
{
    for (size_t c = 0; c < chains->n_country; c++)
        if (strcmp(chains->country[c], code) == 0)
            return true;
    return false;
}

static void add_group(const struct job *job, const struct chains *chains,
                      struct chain_set *set, const struct hg_transfer_table *table,
                      size_t g, bool *member)
{
    const char *code = job->study->groups[g].name, *parent = NULL;
    double households = 0;
    size_t n_member = 0, n_near = 0;
    if (is_country(chains, code) || !account_members(job, code, member))
        return;
    for (size_t r = 0; r < table->n; r++) {
        if (!member[r])
            continue;
        if (!set->set->covered[r])
            return;
        const char *own =
            chains->parent[r] == HG_NOT_FOUND ? NULL : chains->country[chains->parent[r]];
        parent = n_member++ == 0 ? own : parent;
        n_near += own && own == parent;
        households += set->set->household[r];
    }
    if (n_member == 0)
        return;
    struct chain_row *row = add_row(set, CHAIN_GROUP, code, job_code_name(job, code));
    hg_transfers_of(table, member, &row->chain);
    row->emitted = hg_transfers_emitted(&row->chain);
    row->households = households;
    row->parent = n_near == n_member ? parent : NULL;
}

/* Regions of the study that share a market mix: all they emit is known, and what of it
 * goes abroad by that mix. */
static enum hg_status add_parts(const struct job *job, struct chain_set *set,
                                struct hg_error *err)
{
    const struct hg_inventory *inventory = job->inventory;
    const size_t n = job_industries(job), n_sector = hg_axis_size(inventory->sectors);
    struct hg_accounts *accounts = NULL;
    double *kg = calloc(n + 1, sizeof(*kg));
    if (!kg)
        return no_memory(err, "the chains");
    for (size_t i = 0; i < n; i++)
        kg[i] = hg_mass_kg(inventory->total[i]);
    const enum hg_status status =
        hg_accounts_create(inventory, job->mix, kg, &accounts, err);
    for (size_t r = 0; status == HG_OK && r < hg_axis_size(inventory->regions); r++) {
        const size_t market = job_own_market(job, r);
        if (job_mix_sharers(job, market) < 2)
            continue;
        struct chain_row *row =
            add_row(set, CHAIN_PART, hg_axis_code(inventory->regions, r),
                    hg_axis_name(inventory->regions, r));
        for (size_t s = 0; s < n_sector; s++) {
            const size_t i = r * n_sector + s;
            if (job->mix->own[i] == HG_NOT_FOUND)
                continue;
            row->emitted += kg[i] * (1 - job->mix->household[i]);
            row->households += kg[i] * job->mix->household[i];
        }
        row->chain =
            (struct hg_transfers){NAN, NAN, accounts->foreign_region[r], NAN, NAN};
        row->parent = hg_axis_code(job->mrio->regions, market);
        row->sharers = job_mix_sharers(job, market);
    }
    hg_accounts_destroy(accounts);
    free(kg);
    return status;
}

static enum hg_status find_set(const struct job *job, const struct chains *chains,
                               struct chain_set *set, struct hg_error *err)
{
    const size_t D = set->set->prints->n_region, G = job->study->n_groups;
    enum hg_status status = complete(job, set, err);
    bool *member = calloc(D + 1, sizeof(*member));
    set->row =
        calloc(D + chains->n_country + G + hg_axis_size(job->inventory->regions) + 1,
               sizeof(*set->row));
    const bool made = member && set->row;
    if (status == HG_OK && !made)
        status = no_memory(err, "the chains");
    if (status == HG_OK && made) {
        const struct hg_transfer_table table = {D, set->flow, set->known, chains->parent};
        for (size_t r = 0; r < D; r++)
            if (set->set->covered[r])
                add_region(job, chains, set, &table, r, member);
        for (size_t c = 0; c < chains->n_country; c++)
            add_country(job, chains, set, c);
        for (size_t g = 0; g < G; g++)
            add_group(job, chains, set, &table, g, member);
        if (set->set == &job->sets->set[0])
            status = add_parts(job, set, err);
    }
    free(member);
    return status;
}

enum hg_status chains_find(struct job *job, struct chains **out, struct hg_error *err)
{
    struct chains *chains = calloc(1, sizeof(*chains));
    if (!chains)
        return no_memory(err, "the chains");
    enum hg_status status = find_countries(job, chains, err);
    for (size_t i = 0; status == HG_OK && i < CHAIN_SETS && i < job->sets->n; i++) {
        chains->n = i + 1;
        chains->set[i].set = &job->sets->set[i];
        status = find_set(job, chains, &chains->set[i], err);
    }
    if (status == HG_OK)
        *out = chains;
    else
        chains_destroy(chains);
    return status;
}

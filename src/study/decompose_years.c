/* decompose_years.c - between two studies whose tables have the same industries */
#include "study/decomposed.h"
#include <hotgrid/arena.h>
#include <hotgrid/structural.h>
#include <stdlib.h>
#include <string.h>

/* Where the codes of a table are in that of the later study. */
struct match {
    size_t *industry, *region, *sector;
};

/* "`X` (and 2 more)" of the codes that `other` lacks; where each code is, to map. */
static size_t find_codes(const struct hg_axis *axis, const struct hg_axis *other,
                         size_t *map, const char **first)
{
    size_t n = 0;
    for (size_t i = 0; i < hg_axis_size(axis); i++) {
        const size_t at = hg_axis_find(other, hg_axis_code(axis, i));
        if (at == HG_NOT_FOUND && n++ == 0)
            *first = hg_axis_code(axis, i);
        if (map)
            map[i] = at;
    }
    return n;
}

static enum hg_status match_axis(const struct decomposed *d, const char *what,
                                 const struct hg_axis *before,
                                 const struct hg_axis *after, size_t *map,
                                 struct hg_error *err)
{
    const char *first = NULL, *has = d->before->study->path,
               *lacks = d->after->study->path;
    size_t n = find_codes(before, after, map, &first);
    if (n == 0) {
        n = find_codes(after, before, NULL, &first);
        has = d->after->study->path;
        lacks = d->before->study->path;
    }
    if (n == 0)
        return HG_OK;
    return hg_fail(err, HG_E_STUDY,
                   "%s: its trade table lacks %zu %s of that of %s (`%s`%s): both must "
                   "have the same regions and sectors; take two years of one kind of "
                   "table, or aggregate both to codes they share",
                   lacks, n, what, has, first, n > 1 ? " among them" : "");
}

static enum hg_status match_industries(const struct decomposed *d, struct match *m,
                                       struct hg_error *err)
{
    const struct hg_mrio *before = d->before->mrio, *after = d->after->mrio;
    for (size_t i = 0; i < before->n; i++) {
        const size_t r = before->region_of[i], s = before->sector_of[i];
        m->industry[i] = hg_mrio_find(after, m->region[r], m->sector[s]);
        if (m->industry[i] == HG_NOT_FOUND)
            return hg_fail(err, HG_E_STUDY,
                           "%s: its trade table has no industry %s %s, which that of %s "
                           "has; both must have the same industries",
                           d->after->study->path, hg_axis_code(before->regions, r),
                           hg_axis_code(before->sectors, s), d->before->study->path);
    }
    return after->n == before->n
               ? HG_OK
               : hg_fail(err, HG_E_STUDY,
                         "%s: its trade table has %zu industries, that of %s %zu; both "
                         "must have the same",
                         d->after->study->path, after->n, d->before->study->path,
                         before->n);
}

static enum hg_status match_tables(const struct decomposed *d, struct match *m,
                                   struct hg_error *err)
{
    const struct hg_mrio *before = d->before->mrio, *after = d->after->mrio;
    m->industry = calloc(before->n + 1, sizeof(*m->industry));
    m->region = calloc(hg_axis_size(before->regions) + 1, sizeof(*m->region));
    m->sector = calloc(hg_axis_size(before->sectors) + 1, sizeof(*m->sector));
    if (!m->industry || !m->region || !m->sector)
        return no_memory(err, "the decomposition");
    enum hg_status status =
        match_axis(d, "regions", before->regions, after->regions, m->region, err);
    if (status == HG_OK)
        status =
            match_axis(d, "sectors", before->sectors, after->sectors, m->sector, err);
    return status == HG_OK ? match_industries(d, m, err) : status;
}

static const char *unit_of(const struct job *job)
{
    return job->mrio->unit && *job->mrio->unit ? job->mrio->unit : "units of money";
}

/* What makes two years no comparison, or a doubtful one. */
static enum hg_status check_measures(const struct decomposed *d, struct hg_error *err)
{
    const struct job *before = d->before, *after = d->after;
    const struct hg_log *log = d->job->options->log;
    if (strcmp(job_gas(before), job_gas(after)) != 0 || job_gwp(before) != job_gwp(after))
        return hg_fail(err, HG_E_STUDY,
                       "%s counts %s and %s %s, or with other potentials; both must "
                       "count the same gases alike (`inventory: gas:`, `gwp:`)",
                       before->study->path, job_gas(before), after->study->path,
                       job_gas(after));
    if (strcmp(unit_of(before), unit_of(after)) != 0)
        hg_log_print(log, HG_LOG_WARNING,
                     "the trade tables count in %s and in %s: the change of the unit "
                     "goes into intensity and demand_level (activity), with opposite "
                     "signs; the other effects and all sums stay right",
                     unit_of(before), unit_of(after));
    hg_log_print(log, HG_LOG_WARNING,
                 "tables in current prices mix inflation into intensity (down) and "
                 "demand_level or activity (up), and relative prices into structure; "
                 "deflate both tables to the prices of one year where those are to be "
                 "read as quantities");
    return HG_OK;
}

static struct account_set *find_set(const struct job *job, const char *of)
{
    for (size_t i = 0; i < job->sets->n; i++)
        if (strcmp(job->sets->set[i].of, of) == 0)
            return &job->sets->set[i];
    return NULL;
}

/* A region that one study leaves out has changed on paper alone. */
static void check_cover(const struct decomposed *d, const struct account_set *before,
                        const struct account_set *after, const struct match *m)
{
    const char *first = NULL;
    size_t n = 0;
    for (size_t r = 0; r < before->prints->n_region; r++)
        if (before->covered[r] != after->covered[m->region[r]] && n++ == 0)
            first = job_code_name(d->job, hg_axis_code(d->before->mrio->regions, r));
    if (n > 0)
        hg_log_print(
            d->job->options->log, HG_LOG_WARNING,
            "%s: %zu of the regions (%s%s) emits in one of the two only: what it "
            "changes, as intensity, is what the inventories cover",
            before->whose, n, first, n > 1 ? " and others" : "");
    const double lost = fmax(before->unmapped, after->unmapped);
    if (lost > 0)
        hg_log_print(d->job->options->log, HG_LOG_WARNING,
                     "%s: %.0f t before and %.0f t after are of no industry of the "
                     "tables, and so of no change",
                     before->whose, before->unmapped / 1000, after->unmapped / 1000);
}

/* One industry: its change by destination, into production, consumption and flows. */
static void add_industry(const struct decomposed *d, const struct account_set *before,
                         const struct account_set *after, const struct match *m, size_t i,
                         const double *effect, struct decomposition *production,
                         struct decomposition *consumption, struct decompose_row *flows)
{
    const size_t D = d->n_from, at = m->industry[i];
    const size_t r = d->before->mrio->region_of[i], s = d->before->mrio->sector_of[i];
    for (size_t to = 0; to < D; to++) {
        struct decompose_row row = {
            .before = before->industry[i] * d->before->shares->share[i * D + to],
            .after =
                after->industry[at] * d->after->shares->share[at * D + m->region[to]]};
        memcpy(row.effect, effect + to * HG_N_STRUCTURAL,
               HG_N_STRUCTURAL * sizeof(*effect));
        decompose_sum(decompose_at(d, production, r, s), &row);
        decompose_sum(decompose_at(d, consumption, to, s), &row);
        decompose_sum(&flows[r * D + to], &row);
    }
}

static void close_regions(const struct decomposed *d, const struct account_set *before,
                          const struct account_set *after, const struct match *m,
                          struct decomposition *one)
{
    const bool consumed = strcmp(one->method->account, "consumption") == 0;
    const double *kg0 =
        consumed ? before->prints->consumption : before->prints->production;
    const double *kg1 = consumed ? after->prints->consumption : after->prints->production;
    for (size_t r = 0; r < d->n_from; r++) {
        const size_t at = m->region[r];
        const double industries[] = {kg0[r], kg1[at]};
        const double households[] = {before->household[r], after->household[at]};
        decompose_close(d, one, r, industries, households);
    }
}

/* Groups, and all regions together, are sums of their members. */
static void add_groups(const struct decomposed *d, struct decomposition *one)
{
    const size_t n_sector = hg_axis_size(d->sectors);
    for (size_t p = d->n_from; p < d->n_party; p++) {
        const struct hg_words *members =
            p + 1 < d->n_party ? &d->job->study->groups[p - d->n_from].members : NULL;
        double exchanged = 0;
        for (size_t r = 0; r < d->n_from; r++) {
            if (members && !hg_words_has(members, d->party[r].code))
                continue;
            exchanged += one->exchanged[r];
            for (size_t s = 0; s <= n_sector; s++)
                decompose_sum(decompose_at(d, one, p, s), decompose_at(d, one, r, s));
        }
        one->exchanged[p] = exchanged;
    }
}

static enum hg_status add_structural(struct decomposed *d,
                                     const struct account_set *before,
                                     const struct account_set *after,
                                     const struct match *m, const double *effect,
                                     struct hg_error *err)
{
    struct decomposition *production =
        decompose_add(d, before->of, &decompose_production);
    struct decomposition *consumption =
        decompose_add(d, before->of, &decompose_consumption);
    struct decompose_row *flows = decompose_add_flows(d, before->of);
    if (!production || !consumption || !flows)
        return no_memory(err, "the decomposition");
    for (size_t i = 0; i < d->before->mrio->n; i++)
        add_industry(d, before, after, m, i, effect + i * d->n_from * HG_N_STRUCTURAL,
                     production, consumption, flows);
    close_regions(d, before, after, m, production);
    close_regions(d, before, after, m, consumption);
    add_groups(d, production);
    add_groups(d, consumption);
    return HG_OK;
}

static enum hg_status add_output(struct decomposed *d, const struct account_set *before,
                                 const struct account_set *after, const struct match *m,
                                 struct hg_error *err)
{
    struct decomposition *one = decompose_add(d, before->of, &decompose_output);
    bool *member = calloc(d->n_from + 1, sizeof(*member));
    bool *there = calloc(d->n_from + 1, sizeof(*there));
    enum hg_status status = HG_OK;
    if (!one || !member || !there) {
        status = no_memory(err, "the decomposition");
        goto done;
    }
    for (size_t r = 0; status == HG_OK && r < d->n_from; r++) {
        member[r] = there[m->region[r]] = true;
        const struct decompose_side from = {d->before, before, member},
                                    to = {d->after, after, there};
        status = decompose_by_output(d, &from, &to, r, one, err);
        member[r] = there[m->region[r]] = false;
    }
    if (status == HG_OK) {
        close_regions(d, before, after, m, one);
        add_groups(d, one);
    }
done:
    free(member);
    free(there);
    return status;
}

static enum hg_status add_set(struct decomposed *d, const struct account_set *before,
                              const struct account_set *after, const struct match *m,
                              struct hg_error *err)
{
    const struct hg_structural_side from = {d->before->mrio, d->before->leontief,
                                            d->before->shares, before->industry};
    const struct hg_structural_side to = {d->after->mrio, d->after->leontief,
                                          d->after->shares, after->industry};
    double *effect =
        calloc(d->before->mrio->n * d->n_from + 1, HG_N_STRUCTURAL * sizeof(*effect));
    if (!effect)
        return no_memory(err, "the decomposition");
    check_cover(d, before, after, m);
    enum hg_status status = hg_structural_changes(&from, &to, m->industry, m->region,
                                                  d->before->threads, effect, err);
    if (status == HG_OK)
        status = add_structural(d, before, after, m, effect, err);
    free(effect);
    return status == HG_OK ? add_output(d, before, after, m, err) : status;
}

/* Texts that outlive the other study. */
static const char *keep(const struct decomposed *d, const char *text, bool *ok)
{
    const char *copy = hg_arena_copy(d->job->arena, text, strlen(text));
    *ok = *ok && copy;
    return copy;
}

static enum hg_status list_parties(struct decomposed *d, struct hg_error *err)
{
    const struct hg_axis *regions = d->before->mrio->regions;
    const struct hg_study *study = d->job->study;
    bool ok = true;
    d->n_from = d->n_to = hg_axis_size(regions);
    d->n_party = d->n_from + study->n_groups + 1;
    d->party = calloc(d->n_party, sizeof(*d->party));
    if (!d->party)
        return no_memory(err, "the decomposition");
    for (size_t p = 0; p + 1 < d->n_party; p++) {
        const bool region = p < d->n_from;
        const char *code = region ? keep(d, hg_axis_code(regions, p), &ok)
                                  : study->groups[p - d->n_from].name;
        d->party[p] = (struct decompose_party){
            region ? "region" : "group", code,
            code ? keep(d, job_code_name(d->job, code), &ok) : ""};
    }
    d->party[d->n_party - 1] = (struct decompose_party){"all", "all", "All regions"};
    return ok ? HG_OK : no_memory(err, "the decomposition");
}

/* The years, or where these are the same the names, of both studies. */
static enum hg_status name_sides(struct decomposed *d, struct hg_error *err)
{
    const struct hg_study *const study[] = {d->before->study, d->after->study};
    const bool years = study[0]->year != study[1]->year;
    bool ok = true;
    for (size_t k = 0; k < 2; k++) {
        char year[32];
        (void)snprintf(year, sizeof(year), "%lld", (long long)study[k]->year);
        d->side[k] = keep(d, years ? year : study[k]->name, &ok);
    }
    return ok ? HG_OK : no_memory(err, "the decomposition");
}

enum hg_status decompose_years(struct decomposed *d, struct hg_error *err)
{
    struct match m = {0};
    enum hg_status status = decompose_take_sectors(d, d->before->mrio->sectors, err);
    if (status == HG_OK)
        status = name_sides(d, err);
    if (status == HG_OK)
        status = match_tables(d, &m, err);
    if (status == HG_OK)
        status = check_measures(d, err);
    if (status == HG_OK)
        status = list_parties(d, err);
    for (size_t i = 0; status == HG_OK && i < d->before->sets->n; i++) {
        const struct account_set *before = &d->before->sets->set[i];
        const struct account_set *after = find_set(d->after, before->of);
        if (after)
            status = add_set(d, before, after, &m, err);
        else
            hg_log_print(d->job->options->log, HG_LOG_WARNING,
                         "%s: %s has none, so nothing is told of them", before->whose,
                         d->after->study->path);
    }
    free(m.industry);
    free(m.region);
    free(m.sector);
    return status;
}

/* flow_list.c - flows between the parties that are asked for, the largest first */
#include "study/flow_list.h"
#include <stdlib.h>
#include <string.h>

const char *flow_code(const struct job *job, size_t party)
{
    const size_t D = hg_axis_size(job->mrio->regions);
    return party < D ? hg_axis_code(job->mrio->regions, party)
                     : job->study->groups[party - D].name;
}

const char *flow_name(const struct job *job, size_t party)
{
    return job_code_name(job, flow_code(job, party));
}

void flow_list_finish(struct flow_list *list)
{
    free(list->owned);
    free(list->member);
    free(list->from);
    free(list->to);
    free(list->known);
    free(list->sum);
    free(list->back);
    free(list->flow);
}

static enum hg_status create(const struct job *job, const struct account_set *set,
                             struct flow_list *list, struct hg_error *err)
{
    const size_t D = set->prints->n_region, P = D + job->study->n_groups;
    *list = (struct flow_list){.set = set, .kg = set->prints->flow, .n_party = P};
    list->owned = calloc(D * D + 1, sizeof(*list->owned));
    list->member = calloc(P * D + 1, sizeof(*list->member));
    list->from = calloc(D + 1, sizeof(*list->from));
    list->to = calloc(D + 1, sizeof(*list->to));
    list->known = calloc(P + 1, sizeof(*list->known));
    list->sum = calloc(P * P + 1, sizeof(*list->sum));
    list->back = calloc(P * P + 1, sizeof(*list->back));
    list->flow = calloc(P * P + 1, sizeof(*list->flow));
    if (!list->owned || !list->member || !list->from || !list->to || !list->known ||
        !list->sum || !list->back || !list->flow)
        return no_memory(err, "the flows");
    for (size_t p = 0; p < P; p++) {
        bool *member = list->member + p * D;
        bool known = false, missing = false;
        if (p < D)
            member[p] = true;
        else
            (void)account_members(job, flow_code(job, p), member);
        for (size_t r = 0; r < D; r++) {
            known |= member[r] && set->covered[r];
            missing |= member[r] && !set->covered[r];
        }
        list->known[p] = known && !missing;
    }
    return HG_OK;
}

/* The party of a code: a region, or a group. */
static enum hg_status find_party(const struct job *job, const char *option,
                                 const char *code, size_t *out, struct hg_error *err)
{
    const struct hg_axis *regions = job->mrio->regions;
    const size_t D = hg_axis_size(regions), P = D + job->study->n_groups;
    for (size_t p = 0; p < P; p++)
        if (strcmp(flow_code(job, p), code) == 0) {
            *out = p;
            return HG_OK;
        }
    const char *near = hg_text_nearest(code, hg_axis_codes(regions), D);
    return hg_fail(err, HG_E_ARG,
                   "%s: `%s` is neither a region of the trade table nor a group of the "
                   "study%s%s%s",
                   option, code, near ? "; did you mean `" : "", near ? near : "",
                   near ? "`?" : "");
}

static enum hg_status find_group(const struct job *job, const char *option,
                                 const char *code, size_t *out, struct hg_error *err)
{
    const enum hg_status status = find_party(job, option, code, out, err);
    if (status == HG_OK && *out < hg_axis_size(job->mrio->regions))
        return hg_fail(err, HG_E_ARG, "%s: `%s` is a region; name a group of the study",
                       option, code);
    return status;
}

/* Members of a group become one party, at both ends. */
static enum hg_status merge_group(const struct job *job, struct flow_list *list,
                                  const char *code, struct hg_error *err)
{
    const size_t D = list->set->prints->n_region;
    size_t party = 0;
    const enum hg_status status = find_group(job, "--groups", code, &party, err);
    for (size_t r = 0; status == HG_OK && r < D; r++) {
        if (!list->member[party * D + r])
            continue;
        if (list->from[r] != r)
            return hg_fail(err, HG_E_ARG,
                           "--groups: %s is a member of `%s` and of `%s`; a region "
                           "belongs to one party",
                           flow_code(job, r), flow_code(job, list->from[r]), code);
        list->from[r] = list->to[r] = party;
    }
    return status;
}

static enum hg_status merge_groups(const struct job *job, struct flow_list *list,
                                   const char *codes, struct hg_error *err)
{
    enum hg_status status = HG_OK;
    for (const char *code = codes; code && status == HG_OK;) {
        const char *comma = strchr(code, ',');
        const size_t length = comma ? (size_t)(comma - code) : strlen(code);
        char *word = strndup(code, length);
        status = word ? merge_group(job, list, word, err) : no_memory(err, "the flows");
        free(word);
        code = comma ? comma + 1 : NULL;
    }
    return status;
}

/* One end is one party alone. */
static enum hg_status choose(const struct job *job, const struct flow_list *list,
                             const char *option, const char *code, size_t *end,
                             struct hg_error *err)
{
    const size_t D = list->set->prints->n_region;
    size_t party = 0;
    if (!code)
        return HG_OK;
    const enum hg_status status = find_party(job, option, code, &party, err);
    for (size_t r = 0; status == HG_OK && r < D; r++)
        end[r] = list->member[party * D + r] ? party : HG_NOT_FOUND;
    return status;
}

static enum hg_status choose_ends(const struct job *job,
                                  const struct hg_flow_options *asked,
                                  struct flow_list *list, struct hg_error *err)
{
    const size_t D = list->set->prints->n_region;
    size_t group = 0;
    for (size_t r = 0; r < D; r++)
        list->from[r] = list->to[r] = r;
    enum hg_status status = merge_groups(job, list, asked->groups, err);
    if (status == HG_OK)
        status = choose(job, list, "--from", asked->from, list->from, err);
    if (status == HG_OK)
        status = choose(job, list, "--to", asked->to, list->to, err);
    if (status == HG_OK && asked->within)
        status = find_group(job, "--within", asked->within, &group, err);
    for (size_t r = 0; status == HG_OK && asked->within && r < D; r++)
        if (!list->member[group * D + r])
            list->from[r] = list->to[r] = HG_NOT_FOUND;
    return status;
}

/* Adds up what goes from party to party.  Trade between members of a group is domestic,
 * as in the accounts: it stays on the diagonal. */
static double add_flows(const struct flow_list *list, const size_t *from,
                        const size_t *to, double *sum)
{
    const size_t D = list->set->prints->n_region, P = list->n_party;
    double within = 0;
    for (size_t r = 0; r < D; r++)
        for (size_t d = 0; d < D; d++) {
            const size_t p = from[r], q = to[d];
            if (p == HG_NOT_FOUND || q == HG_NOT_FOUND)
                continue;
            const double kg = list->kg[r * D + d];
            const bool home =
                p == q || list->member[p * D + d] || list->member[q * D + r];
            if (home && r != d)
                within += kg;
            if (!home || p == q)
                sum[p * P + q] += kg;
        }
    return within;
}

static int by_size(const void *a, const void *b)
{
    const struct flow *x = a, *y = b;
    if (x->kg != y->kg)
        return x->kg < y->kg ? 1 : -1;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    return (x->to > y->to) - (x->to < y->to);
}

double flow_between(const struct flow_list *list, bool net, size_t from, size_t to)
{
    const size_t P = list->n_party;
    const double there = list->sum[from * P + to], back = list->back[to * P + from];
    if (!net)
        return list->known[from] ? there : NAN;
    if (from == to)
        return 0;
    return list->known[from] && list->known[to] ? there - back : NAN;
}

/* The largest first. */
static void list_flows(const struct hg_flow_options *asked, struct flow_list *list)
{
    const size_t P = list->n_party;
    for (size_t i = 0; i < P * P; i++) {
        const size_t from = i / P, to = i % P;
        const double back = list->back[to * P + from];
        double kg = from == to ? 0 : list->sum[i];
        if (asked->net && from != to && (kg != 0 || back != 0)) {
            const double net = flow_between(list, true, from, to);
            list->n_unknown += isnan(net) && kg != 0;
            kg = net > 0 ? net : 0;
        }
        if (kg == 0)
            continue;
        list->flow[list->n_all++] = (struct flow){from, to, kg, false};
        list->all_kg += kg;
    }
    qsort(list->flow, list->n_all, sizeof(*list->flow), by_size);
    list->n = asked->top && asked->top < list->n_all ? asked->top : list->n_all;
    while (list->n > 0 &&
           list->flow[list->n - 1].kg * 100 < asked->least_percent * list->all_kg)
        list->n--;
}

enum hg_status flow_list_make(const struct job *job, const struct account_set *set,
                              const struct hg_flow_options *asked, struct flow_list *list,
                              struct hg_error *err)
{
    enum hg_status status = create(job, set, list, err);
    if (status == HG_OK)
        status = choose_ends(job, asked, list, err);
    if (status == HG_OK && (asked->sector || asked->product)) {
        list->kg = list->owned;
        status = flow_parts(job, set, asked, list->owned, err);
    }
    if (status != HG_OK)
        return status;
    list->within_kg = add_flows(list, list->from, list->to, list->sum);
    (void)add_flows(list, list->to, list->from, list->back);
    list_flows(asked, list);
    return HG_OK;
}

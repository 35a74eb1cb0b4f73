/* flows_study.c - the verb flows: emissions from region to region, as CSV, JSON and map
 */
#include "study/columns.h"
#include "study/flow_list.h"
#include "study/json.h"
#include <stdlib.h>
#include <string.h>

static int by_size(const void *a, const void *b)
{
    const struct flow *x = a, *y = b;
    if (x->kg != y->kg)
        return x->kg < y->kg ? 1 : -1;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    return (x->to > y->to) - (x->to < y->to);
}

const char *flow_code(const struct job *job, const struct flow_list *list, size_t party)
{
    const size_t D = hg_axis_size(job->mrio->regions);
    return party < D    ? hg_axis_code(job->mrio->regions, party)
           : party == D ? list->from.group
                        : list->to.group;
}

const char *flow_name(const struct job *job, const struct flow_list *list, size_t party)
{
    return party < hg_axis_size(job->mrio->regions) ? job_market_name(job, party)
                                                    : flow_code(job, list, party);
}

/* The regions that an option means; all where it is not given. */
static enum hg_status choose(const struct job *job, const char *option, const char *code,
                             struct flow_side *side, struct hg_error *err)
{
    const struct hg_axis *regions = job->mrio->regions;
    const size_t D = hg_axis_size(regions);
    side->member = calloc(D + 1, sizeof(*side->member));
    if (!side->member)
        return no_memory(err, "the flows");
    if (!code) {
        memset(side->member, true, D * sizeof(*side->member));
        return HG_OK;
    }
    if (account_members(job, code, side->member)) {
        side->group = hg_axis_find(regions, code) == HG_NOT_FOUND ? code : NULL;
        return HG_OK;
    }
    const char *near = hg_text_nearest(code, hg_axis_codes(regions), D);
    return hg_fail(err, HG_E_ARG,
                   "%s: `%s` is neither a region of the trade table nor a group of the "
                   "study%s%s%s",
                   option, code, near ? "; did you mean `" : "", near ? near : "",
                   near ? "`?" : "");
}

/* Adds up what goes from party to party, [party * (D + 2) + party].  Trade between
 * members of a group is domestic, as in the accounts. */
static void add_flows(struct flow_list *list, double *sum)
{
    const struct flow_side *from = &list->from, *to = &list->to;
    const size_t D = list->set->prints->n_region;
    for (size_t r = 0; r < D; r++)
        for (size_t d = 0; d < D; d++) {
            const double kg = list->set->prints->flow[r * D + d];
            if (r == d || !from->member[r] || !to->member[d])
                continue;
            if ((from->group && from->member[d]) || (to->group && to->member[r]))
                list->within_kg += kg;
            else
                sum[(from->group ? D : r) * (D + 2) + (to->group ? D + 1 : d)] += kg;
        }
}

/* The largest first. */
static enum hg_status list_flows(struct flow_list *list, size_t top, struct hg_error *err)
{
    const size_t P = list->set->prints->n_region + 2;
    double *sum = calloc(P * P, sizeof(*sum));
    list->flow = calloc(P * P, sizeof(*list->flow));
    if (!sum || !list->flow) {
        free(sum);
        return no_memory(err, "the flows");
    }
    add_flows(list, sum);
    for (size_t i = 0; i < P * P; i++) {
        if (sum[i] == 0)
            continue;
        list->flow[list->n_all++] = (struct flow){i / P, i % P, sum[i], false};
        list->all_kg += sum[i];
    }
    qsort(list->flow, list->n_all, sizeof(*list->flow), by_size);
    list->n = top && top < list->n_all ? top : list->n_all;
    free(sum);
    return HG_OK;
}

static enum hg_status collect(const struct job *job, const struct hg_flow_options *asked,
                              struct flow_list *list, struct hg_error *err)
{
    list->set = asked->world ? account_world(job->sets) : &job->sets->set[0];
    if (!list->set)
        return hg_fail(err, HG_E_ARG,
                       "--world: the emissions of all regions are not known; name "
                       "those of the table in `trade: emissions:`");
    enum hg_status status = choose(job, "--from", asked->from, &list->from, err);
    if (status == HG_OK)
        status = choose(job, "--to", asked->to, &list->to, err);
    return status == HG_OK ? list_flows(list, asked->top, err) : status;
}

static bool emits_nothing(const struct flow_list *list)
{
    for (size_t r = 0; r < list->set->prints->n_region; r++)
        if (list->from.member[r] && list->set->prints->production[r] != 0)
            return false;
    return true;
}

/* What a list does not say: why it is empty, and what is domestic in a group. */
static void explain(const struct job *job, const struct hg_flow_options *asked,
                    const struct flow_list *list)
{
    struct hg_text text = {0};
    if (list->within_kg != 0) {
        headline_mass(&text, list->within_kg);
        hg_log_print(job->options->log, HG_LOG_INFO,
                     "%s of trade between members of a group are left out: they are "
                     "domestic, as in tables/accounts.csv",
                     text.failed ? "" : text.bytes);
    }
    free(text.bytes);
    if (list->n_all > 0)
        return;
    const struct account_set *world = account_world(job->sets);
    if (asked->from && emits_nothing(list))
        hg_log_print(job->options->log, HG_LOG_WARNING,
                     "no flows: %s emits nothing in this study%s", asked->from,
                     world && world != list->set
                         ? "; --world shows what the trade table emits"
                         : "");
    else
        hg_log_print(job->options->log, HG_LOG_WARNING,
                     "no flows from %s to %s: what stays in a region or a group is none",
                     asked->from ? asked->from : "other regions",
                     asked->to ? asked->to : "other regions");
}

static void print_csv(const struct job *job, const struct flow_list *list,
                      struct hg_text *text)
{
    hg_text_print(text, "from,from_name,to,to_name,t,share_percent%s\n",
                  list->mapped ? ",on_map" : "");
    for (size_t i = 0; i < list->n; i++) {
        const struct flow *flow = &list->flow[i];
        add_code_and_name(text, flow_code(job, list, flow->from),
                          flow_name(job, list, flow->from));
        add_code(text, flow_code(job, list, flow->to));
        add_code(text, flow_name(job, list, flow->to));
        add_tonnes(text, flow->kg);
        add_percent(text, flow->kg, list->all_kg);
        if (list->mapped)
            add_code(text, flow->on_map ? "yes" : "no");
        hg_text_print(text, "\n");
    }
}

static void print_json(const struct job *job, const struct flow_list *list,
                       struct hg_text *text)
{
    bool ok = true;
    json_t *all = json_object(), *flows = json_array();
    for (size_t i = 0; i < list->n; i++) {
        const struct flow *flow = &list->flow[i];
        json_t *object = json_object();
        put(object, "from", json_string(flow_code(job, list, flow->from)), &ok);
        put(object, "to", json_string(flow_code(job, list, flow->to)), &ok);
        put(object, "t", json_real(flow->kg / 1000), &ok);
        if (list->mapped)
            put(object, "on_map", json_boolean(flow->on_map), &ok);
        append(flows, object, &ok);
    }
    put(all, "study", json_string(job->study->name), &ok);
    put(all, "year", json_integer(job->study->year), &ok);
    put(all, "gas", json_string(job_gas(job)), &ok);
    put(all, "of", json_string(list->set->of), &ok);
    put(all, "all_t", json_real(list->all_kg / 1000), &ok);
    put(all, "all_flows", json_integer((json_int_t)list->n_all), &ok);
    put(all, "within_groups_t", json_real(list->within_kg / 1000), &ok);
    put(all, "flows", flows, &ok);
    json_finish(all, ok, text);
}

static enum hg_status commit_map(struct job *job, struct flow_list *list,
                                 const struct hg_flow_options *asked,
                                 struct hg_error *err)
{
    bool drawn = false;
    const enum hg_status status = draw_flows(job, list, asked, &drawn, err);
    if (status == HG_OK && !drawn && list->n > 0)
        hg_log_print(job->options->log, HG_LOG_WARNING,
                     "no map of flows: the places of their regions are not known; name "
                     "polygons of the trade table's regions in `maps: flows:`");
    list->mapped = true;
    return status;
}

static enum hg_status commit(struct job *job, struct flow_list *list,
                             const struct hg_flow_options *asked, struct hg_error *err)
{
    struct hg_text text = {0};
    enum hg_status status = hg_output_open(job->options->output, &job->output, err);
    if (status == HG_OK)
        status = commit_map(job, list, asked, err);
    if (status == HG_OK) {
        print_csv(job, list, &text);
        status = job_commit_text(job, "flows/flows.csv", &text, err);
    }
    if (status == HG_OK) {
        print_json(job, list, &text);
        status = job_commit_text(job, "flows/flows.json", &text, err);
    }
    return status;
}

enum hg_status hg_flow_study(const char *study_path, const struct hg_flow_options *asked,
                             const struct hg_run_options *options,
                             struct hg_faults *faults, struct hg_text *text,
                             struct hg_error *err)
{
    struct job *job = NULL;
    struct flow_list list = {0};
    enum hg_status status = account_job(study_path, "flows", options, faults, &job, err);
    if (status != HG_OK)
        return status;
    status = collect(job, asked, &list, err);
    if (status == HG_OK)
        explain(job, asked, &list);
    if (status == HG_OK && options->output)
        status = commit(job, &list, asked, err);
    if (status == HG_OK && options->json)
        print_json(job, &list, text);
    else if (status == HG_OK)
        print_csv(job, &list, text);
    if (status == HG_OK && text->failed)
        status = no_memory(err, "the flows");
    free(list.flow);
    free(list.from.member);
    free(list.to.member);
    job_destroy(job);
    return status;
}

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

/* Marks the regions that an option means; all where it is not given. */
static enum hg_status choose(const struct job *job, const char *option, const char *code,
                             bool *member, struct hg_error *err)
{
    const struct hg_axis *regions = job->mrio->regions;
    const size_t D = hg_axis_size(regions);
    if (!code) {
        memset(member, true, D * sizeof(*member));
        return HG_OK;
    }
    if (account_members(job, code, member))
        return HG_OK;
    const char *near = hg_text_nearest(code, hg_axis_codes(regions), D);
    return hg_fail(err, HG_E_ARG,
                   "%s: `%s` is neither a region of the trade table nor a group of the "
                   "study%s%s%s",
                   option, code, near ? "; did you mean `" : "", near ? near : "",
                   near ? "`?" : "");
}

/* Flows from and to these, the largest first. */
static void list_flows(const struct account_set *set, const bool *from, const bool *to,
                       struct flow_list *list)
{
    const size_t D = set->prints->n_region;
    for (size_t r = 0; r < D; r++)
        for (size_t d = 0; d < D; d++) {
            const double kg = set->prints->flow[r * D + d];
            if (r == d || kg == 0 || !from[r] || !to[d])
                continue;
            list->flow[list->n_all++] = (struct flow){r, d, kg};
            list->all_kg += kg;
        }
    qsort(list->flow, list->n_all, sizeof(*list->flow), by_size);
}

static enum hg_status collect(const struct job *job, const struct hg_flow_options *asked,
                              struct flow_list *list, struct hg_error *err)
{
    const size_t D = hg_axis_size(job->mrio->regions);
    bool *from = calloc(D + 1, sizeof(*from)), *to = calloc(D + 1, sizeof(*to));
    enum hg_status status = HG_OK;
    list->set = asked->world ? account_world(job->sets) : &job->sets->set[0];
    list->flow = calloc(D * D + 1, sizeof(*list->flow));
    if (!from || !to || !list->flow) {
        status = no_memory(err, "the flows");
        goto done;
    }
    if (!list->set) {
        status = hg_fail(err, HG_E_ARG,
                         "--world: the emissions of all regions are not known; name "
                         "those of the table in `trade: emissions:`");
        goto done;
    }
    status = choose(job, "--from", asked->from, from, err);
    if (status == HG_OK)
        status = choose(job, "--to", asked->to, to, err);
    if (status != HG_OK)
        goto done;
    list_flows(list->set, from, to, list);
    list->n = asked->top && asked->top < list->n_all ? asked->top : list->n_all;
done:
    free(from);
    free(to);
    return status;
}

static void print_csv(const struct job *job, const struct flow_list *list,
                      struct hg_text *text)
{
    const struct hg_axis *regions = job->mrio->regions;
    hg_text_print(text, "from,from_name,to,to_name,t,share_percent\n");
    for (size_t i = 0; i < list->n; i++) {
        const struct flow *flow = &list->flow[i];
        add_code_and_name(text, hg_axis_code(regions, flow->from),
                          job_market_name(job, flow->from));
        add_code(text, hg_axis_code(regions, flow->to));
        add_code(text, job_market_name(job, flow->to));
        add_tonnes(text, flow->kg);
        add_percent(text, flow->kg, list->all_kg);
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
        put(object, "from", json_string(hg_axis_code(job->mrio->regions, flow->from)),
            &ok);
        put(object, "to", json_string(hg_axis_code(job->mrio->regions, flow->to)), &ok);
        put(object, "t", json_real(flow->kg / 1000), &ok);
        append(flows, object, &ok);
    }
    put(all, "study", json_string(job->study->name), &ok);
    put(all, "year", json_integer(job->study->year), &ok);
    put(all, "gas", json_string(job_gas(job)), &ok);
    put(all, "of", json_string(list->set->of), &ok);
    put(all, "all_t", json_real(list->all_kg / 1000), &ok);
    put(all, "all_flows", json_integer((json_int_t)list->n_all), &ok);
    put(all, "flows", flows, &ok);
    json_finish(all, ok, text);
}

static enum hg_status commit_map(struct job *job, const struct flow_list *list,
                                 const struct hg_flow_options *asked,
                                 struct hg_error *err)
{
    bool drawn = false;
    const enum hg_status status = draw_flows(job, list, asked, &drawn, err);
    if (status == HG_OK && !drawn)
        hg_log_print(job->options->log, HG_LOG_WARNING,
                     "no map of flows: the places of their regions are not known; name "
                     "polygons of the trade table's regions in `maps: flows:`");
    return status;
}

static enum hg_status commit(struct job *job, const struct flow_list *list,
                             const struct hg_flow_options *asked, struct hg_error *err)
{
    struct hg_text text = {0};
    enum hg_status status = hg_output_open(job->options->output, &job->output, err);
    if (status == HG_OK) {
        print_csv(job, list, &text);
        status = job_commit_text(job, "flows/flows.csv", &text, err);
    }
    if (status == HG_OK) {
        print_json(job, list, &text);
        status = job_commit_text(job, "flows/flows.json", &text, err);
    }
    return status == HG_OK ? commit_map(job, list, asked, err) : status;
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
    if (status == HG_OK && options->output)
        status = commit(job, &list, asked, err);
    if (status == HG_OK && options->json)
        print_json(job, &list, text);
    else if (status == HG_OK)
        print_csv(job, &list, text);
    if (status == HG_OK && text->failed)
        status = no_memory(err, "the flows");
    free(list.flow);
    job_destroy(job);
    return status;
}

/* flows_study.c - the verb flows: emissions from region to region, as CSV, JSON and map
 */
#include "study/columns.h"
#include "study/flow_list.h"
#include "study/json.h"
#include <stdlib.h>
#include <string.h>

static const struct account_set *
find_set(const struct job *job, const struct hg_flow_options *asked, struct hg_error *err)
{
    const struct account_set *set =
        asked->world ? account_world(job->sets) : &job->sets->set[0];
    if (!set)
        (void)hg_fail(err, HG_E_ARG,
                      "--world: the emissions of all regions are not known; name those "
                      "of the table in `trade: emissions:`");
    return set;
}

static bool emits_nothing(const struct flow_list *list)
{
    const size_t D = list->set->prints->n_region;
    for (size_t i = 0; i < D * D; i++)
        if (list->from[i / D] != HG_NOT_FOUND && list->kg[i] != 0)
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
    text = (struct hg_text){0};
    tell_unknown_chains(job, &text);
    if (list->set == &job->sets->set[0] && text.length > 0 && !text.failed)
        hg_log_print(job->options->log, HG_LOG_INFO, "%s", text.bytes);
    free(text.bytes);
    const struct account_set *world = account_world(job->sets);
    if (list->n_unknown > 0)
        hg_log_print(
            job->options->log, HG_LOG_WARNING,
            "%zu pairs have no net: what one of the two emits is not known here%s",
            list->n_unknown,
            world && world != list->set ? "; --world takes what the trade table emits"
                                        : "");
    if (list->n_all > 0 || list->n_unknown > 0)
        return;
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
        add_code_and_name(text, flow_code(job, flow->from), flow_name(job, flow->from));
        add_code(text, flow_code(job, flow->to));
        add_code(text, flow_name(job, flow->to));
        add_tonnes(text, flow->kg);
        add_percent(text, flow->kg, list->all_kg);
        if (list->mapped)
            add_code(text, flow->on_map ? "yes" : "no");
        hg_text_print(text, "\n");
    }
}

/* The parties of an end, in the order of their first regions. */
static size_t parties(const struct flow_list *list, const size_t *end, size_t *out)
{
    const size_t D = list->set->prints->n_region;
    size_t n = 0;
    for (size_t r = 0; r < D; r++) {
        size_t i = 0;
        while (i < n && out[i] != end[r])
            i++;
        if (i == n && end[r] != HG_NOT_FOUND)
            out[n++] = end[r];
    }
    return n;
}

/* Rows and columns of a matrix: parties that emit, and all that consume. */
struct matrix {
    size_t n_row, n_column;
    size_t *row, *column;
    bool net;
};

static bool make_matrix(const struct flow_list *list, bool net, struct matrix *m)
{
    const size_t D = list->set->prints->n_region;
    *m = (struct matrix){.net = net,
                         .row = calloc(D + 1, sizeof(*m->row)),
                         .column = calloc(D + 1, sizeof(*m->column))};
    if (!m->row || !m->column)
        return false;
    const size_t n = parties(list, list->from, m->row);
    for (size_t i = 0; i < n; i++)
        if (list->known[m->row[i]])
            m->row[m->n_row++] = m->row[i];
    m->n_column = parties(list, list->to, m->column);
    return true;
}

static void finish_matrix(struct matrix *m)
{
    free(m->row);
    free(m->column);
}

/* Sums of rows are of their cells, empty where one of them is. */
static void print_matrix(const struct job *job, const struct flow_list *list,
                         const struct matrix *m, struct hg_text *text)
{
    double all = 0;
    hg_text_print(text, "from");
    for (size_t k = 0; k < m->n_column; k++)
        add_region_head(text, m->net ? "net_to_" : "to_", flow_code(job, m->column[k]));
    hg_text_print(text, ",sum_t\n");
    for (size_t i = 0; i < m->n_row; i++) {
        double sum = 0;
        hg_text_add_csv(text, flow_code(job, m->row[i]));
        for (size_t k = 0; k < m->n_column; k++) {
            const double kg = flow_between(list, m->net, m->row[i], m->column[k]);
            add_tonnes(text, kg);
            sum += kg;
        }
        add_tonnes(text, sum);
        hg_text_print(text, "\n");
        all += sum;
    }
    hg_text_print(text, "sum");
    for (size_t k = 0; k < m->n_column; k++) {
        double sum = 0;
        for (size_t i = 0; i < m->n_row; i++)
            sum += flow_between(list, m->net, m->row[i], m->column[k]);
        add_tonnes(text, sum);
    }
    add_tonnes(text, all);
    hg_text_print(text, "\n");
}

static json_t *codes(const struct job *job, const size_t *party, size_t n, bool *ok)
{
    json_t *array = json_array();
    for (size_t i = 0; i < n; i++)
        append(array, json_string(flow_code(job, party[i])), ok);
    return array;
}

/* null: not known. */
static json_t *matrix_object(const struct job *job, const struct flow_list *list,
                             const struct matrix *m, bool *ok)
{
    json_t *object = json_object(), *lines = json_array();
    for (size_t i = 0; i < m->n_row; i++) {
        json_t *line = json_array();
        for (size_t k = 0; k < m->n_column; k++)
            append(line,
                   number_or_null(flow_between(list, m->net, m->row[i], m->column[k]) /
                                  1000),
                   ok);
        append(lines, line, ok);
    }
    put(object, "from", codes(job, m->row, m->n_row, ok), ok);
    put(object, "to", codes(job, m->column, m->n_column, ok), ok);
    put(object, "t", lines, ok);
    return object;
}

static void print_json(const struct job *job, const struct flow_list *list,
                       const struct hg_flow_options *asked, struct hg_text *text)
{
    bool ok = true;
    struct matrix m = {0};
    json_t *all = json_object(), *flows = json_array();
    for (size_t i = 0; i < list->n; i++) {
        const struct flow *flow = &list->flow[i];
        json_t *object = json_object();
        put(object, "from", json_string(flow_code(job, flow->from)), &ok);
        put(object, "to", json_string(flow_code(job, flow->to)), &ok);
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
    put(all, "net", json_boolean(asked->net), &ok);
    put(all, "flows", flows, &ok);
    if (asked->matrix && (ok &= make_matrix(list, asked->net, &m)))
        put(all, "matrix", matrix_object(job, list, &m, &ok), &ok);
    finish_matrix(&m);
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

static enum hg_status matrix_text(const struct job *job, const struct flow_list *list,
                                  bool net, struct hg_text *text, struct hg_error *err)
{
    struct matrix m;
    const bool made = make_matrix(list, net, &m);
    if (made)
        print_matrix(job, list, &m, text);
    finish_matrix(&m);
    return made ? HG_OK : no_memory(err, "the flows");
}

/* Both matrices, gross and net. */
static enum hg_status commit_matrices(struct job *job, const struct flow_list *list,
                                      struct hg_error *err)
{
    enum hg_status status = HG_OK;
    for (int net = 0; status == HG_OK && net < 2; net++) {
        struct hg_text text = {0};
        status = matrix_text(job, list, net, &text, err);
        if (status == HG_OK)
            status = job_commit_text(
                job, net ? "flows/net_matrix.csv" : "flows/matrix.csv", &text, err);
        free(text.bytes);
    }
    return status;
}

static enum hg_status commit(struct job *job, struct flow_list *list,
                             const struct hg_flow_options *asked, struct hg_error *err)
{
    struct hg_text text = {0};
    enum hg_status status = hg_output_open(job->options->output, &job->output, err);
    if (status == HG_OK)
        status = commit_map(job, list, asked, err);
    if (status == HG_OK && asked->matrix)
        status = commit_matrices(job, list, err);
    if (status == HG_OK) {
        print_csv(job, list, &text);
        status = job_commit_text(job, "flows/flows.csv", &text, err);
    }
    if (status == HG_OK) {
        print_json(job, list, asked, &text);
        status = job_commit_text(job, "flows/flows.json", &text, err);
    }
    return status;
}

static enum hg_status tell(const struct job *job, const struct flow_list *list,
                           const struct hg_flow_options *asked, struct hg_text *text,
                           struct hg_error *err)
{
    if (job->options->json)
        print_json(job, list, asked, text);
    else if (asked->matrix)
        return matrix_text(job, list, asked->net, text, err);
    else
        print_csv(job, list, text);
    return HG_OK;
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
    const struct account_set *set = find_set(job, asked, err);
    status = set ? flow_list_make(job, set, asked, &list, err) : HG_E_ARG;
    if (status == HG_OK)
        explain(job, asked, &list);
    if (status == HG_OK && options->output)
        status = commit(job, &list, asked, err);
    if (status == HG_OK)
        status = tell(job, &list, asked, text, err);
    if (status == HG_OK && text->failed)
        status = no_memory(err, "the flows");
    flow_list_finish(&list);
    job_destroy(job);
    return status;
}

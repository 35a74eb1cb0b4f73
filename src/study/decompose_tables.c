/* decompose_tables.c - what a decomposition found, as CSV, JSON and sentences */
#include "study/columns.h"
#include "study/decomposed.h"
#include "study/json.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool told(const struct decomposition *one, const char *account)
{
    return !account || strcmp(one->method->account, account) == 0;
}

static bool is_empty(const struct decompose_row *row)
{
    bool empty = row->before == 0 && row->after == 0;
    for (size_t k = 0; k < N_FACTOR; k++)
        empty &= row->effect[k] == 0;
    return empty;
}

static const struct decompose_row *all_sectors(const struct decomposed *d,
                                               const struct decomposition *one, size_t p)
{
    return decompose_at(d, one, p, hg_axis_size(d->sectors));
}

/* Parties in the order they are told: all of them, groups, regions by their change. */
enum { OF_ALL, OF_GROUP, OF_REGION };

struct ranked {
    size_t party, kind; /* OF_ALL: all, or a pair */
    double change;
};

static int by_change(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    if (x->kind == OF_REGION && x->change != y->change)
        return x->change < y->change ? 1 : -1;
    return (x->party > y->party) - (x->party < y->party);
}

size_t *decompose_order(const struct decomposed *d, const struct decomposition *one,
                        size_t top, size_t *n)
{
    struct ranked *list = calloc(d->n_party + 1, sizeof(*list));
    size_t *order = calloc(d->n_party + 1, sizeof(*order)), n_region = 0;
    for (size_t p = 0; list && p < d->n_party; p++) {
        const struct decompose_row *row = all_sectors(d, one, p);
        const char *kind = d->party[p].kind;
        const size_t of = strcmp(kind, "region") == 0  ? OF_REGION
                          : strcmp(kind, "group") == 0 ? OF_GROUP
                                                       : OF_ALL;
        n_region += of == OF_REGION;
        list[p] = (struct ranked){p, of, fabs(row->after - row->before)};
    }
    if (list)
        qsort(list, d->n_party, sizeof(*list), by_change);
    for (size_t i = 0; list && order && i < d->n_party; i++)
        order[i] = list[i].party;
    if (!list) {
        free(order);
        order = NULL;
    }
    free(list);
    *n = d->n_party - n_region + (top && top < n_region ? top : n_region);
    return order;
}

static void add_sector(const struct decomposed *d, size_t s, struct hg_text *text)
{
    const bool all = s == hg_axis_size(d->sectors);
    add_code(text, all ? "all" : hg_axis_code(d->sectors, s));
    add_code(text, all ? "all sectors" : hg_axis_name(d->sectors, s));
}

static void add_rows(const struct decomposed *d, const struct decomposition *one,
                     size_t p, size_t s, struct hg_text *text)
{
    const struct decompose_row *row = decompose_at(d, one, p, s);
    const bool all = s == hg_axis_size(d->sectors);
    const size_t n = all ? one->method->n : one->method->n - 1; /* households: of none */
    if (is_empty(row))
        return;
    for (size_t k = 0; k < n; k++) {
        hg_text_print(text, "%s", one->of);
        add_code(text, one->method->account);
        add_code(text, one->method->name);
        add_code(text, d->party[p].kind);
        add_code(text, d->party[p].code);
        add_code(text, d->party[p].name);
        add_sector(d, s, text);
        add_tonnes(text, row->before);
        add_tonnes(text, row->after);
        add_code(text, one->method->factor[k].name);
        add_tonnes(text, row->effect[k]);
        add_percent(text, row->effect[k],
                    row->effect[k] == 0 ? fabs(row->after - row->before)
                                        : row->after - row->before);
        hg_text_print(text, "\n");
    }
}

static void add_found(const struct decomposed *d, const struct decomposition *one,
                      bool sectors, size_t top, struct hg_text *text)
{
    const size_t n_sector = hg_axis_size(d->sectors);
    size_t n = 0;
    size_t *list = decompose_order(d, one, top, &n);
    text->failed |= !list;
    for (size_t i = 0; list && i < n; i++) {
        add_rows(d, one, list[i], n_sector, text);
        for (size_t s = 0; sectors && s < n_sector; s++)
            add_rows(d, one, list[i], s, text);
    }
    free(list);
}

void decompose_csv(const struct decomposed *d, const char *account, size_t top,
                   struct hg_text *text)
{
    hg_text_print(text, "of,account,method,kind,region,region_name,sector,sector_name,"
                        "before_t,after_t,effect,effect_t,percent_of_change\n");
    for (size_t i = 0; i < d->n; i++)
        if (told(&d->found[i], account))
            add_found(d, &d->found[i], !account, top, text);
}

static void decompose_flows_csv(const struct decomposed *d, struct hg_text *text)
{
    const struct decompose_method *method =
        d->to ? &decompose_economy : &decompose_production;
    const size_t n = method->n - 1; /* households serve nobody else */
    hg_text_print(text, "of,from,from_name,to,to_name,before_t,after_t,change_t");
    for (size_t k = 0; k < n; k++)
        hg_text_print(text, ",%s_t", method->factor[k].name);
    hg_text_print(text, "\n");
    for (size_t f = 0; f < d->n_flows; f++)
        for (size_t i = 0; i < d->n_from * d->n_to; i++) {
            const struct decompose_row *row = &d->flows[f].row[i];
            const struct decompose_party *from = &d->party[i / d->n_to];
            const struct decompose_party *to = (d->to ? d->to : d->party) + i % d->n_to;
            if (is_empty(row))
                continue;
            hg_text_print(text, "%s", d->flows[f].of);
            add_code(text, from->code);
            add_code(text, from->name);
            add_code(text, to->code);
            add_code(text, to->name);
            add_tonnes(text, row->before);
            add_tonnes(text, row->after);
            add_tonnes(text, row->after - row->before);
            for (size_t k = 0; k < n; k++)
                add_tonnes(text, row->effect[k]);
            hg_text_print(text, "\n");
        }
}

/* "tables/decomposition.csv", "tables/decomposition_NAME.csv" */
static enum hg_status commit(const struct decomposed *d, const char *what,
                             struct hg_text *text, struct hg_error *err)
{
    char name[128];
    (void)snprintf(name, sizeof(name), "tables/decomposition%s%s%s.csv", what,
                   d->name ? "_" : "", d->name ? d->name : "");
    return job_commit_text(d->job, name, text, err);
}

enum hg_status decompose_commit(const struct decomposed *d, struct hg_error *err)
{
    struct hg_text table = {0}, flows = {0};
    decompose_csv(d, NULL, 0, &table);
    const enum hg_status status = commit(d, "", &table, err);
    if (status != HG_OK || d->n_flows == 0)
        return status;
    decompose_flows_csv(d, &flows);
    return commit(d, "_flows", &flows, err);
}

/* What a party emits for others: of all regions together, what crosses a border. */
static struct decompose_row for_others(const struct decomposed *d,
                                       const struct decompose_flows *flows, size_t party)
{
    struct decompose_row sum = {0};
    const bool pair = d->to != NULL, all = !pair && party + 1 == d->n_party;
    for (size_t i = 0; i < d->n_from * d->n_to; i++) {
        const size_t from = i / d->n_to, to = i % d->n_to;
        if ((all || from == party) && to != from)
            decompose_sum(&sum, &flows->row[i]);
    }
    return sum;
}

/* The flows of the same emissions, where they are those of a party; groups trade within.
 */
static const struct decompose_flows *
flows_of(const struct decomposed *d, const struct decomposition *one, size_t party)
{
    if ((one->method != &decompose_production && one->method != &decompose_economy) ||
        strcmp(d->party[party].kind, "group") == 0)
        return NULL;
    for (size_t i = 0; i < d->n_flows; i++)
        if (strcmp(d->flows[i].of, one->of) == 0)
            return &d->flows[i];
    return NULL;
}

static void put_row(json_t *object, const struct decompose_method *method, size_t n,
                    const struct decompose_row *row, bool *ok)
{
    json_t *effects = json_object();
    for (size_t k = 0; k < n; k++)
        put(effects, method->factor[k].name, json_real(row->effect[k] / 1000), ok);
    put(object, "before_t", json_real(row->before / 1000), ok);
    put(object, "after_t", json_real(row->after / 1000), ok);
    put(object, "change_t", json_real((row->after - row->before) / 1000), ok);
    put(object, "effects_t", effects, ok);
}

static json_t *party_object(const struct decomposed *d, const struct decomposition *one,
                            size_t p, bool *ok)
{
    const struct decompose_row *row = all_sectors(d, one, p);
    json_t *object = json_object();
    put(object, "kind", json_string(d->party[p].kind), ok);
    put(object, "code", json_string(d->party[p].code), ok);
    put(object, "name", json_string(d->party[p].name), ok);
    put_row(object, one->method, one->method->n, row, ok);
    const struct decompose_flows *flows = flows_of(d, one, p);
    if (flows) {
        json_t *others = json_object();
        const struct decompose_row sum = for_others(d, flows, p);
        put_row(others, one->method, one->method->n - 1, &sum, ok);
        put(object, "for_others", others, ok);
    }
    if (!isnan(one->exchanged[p]))
        put(object, "before_with_intensities_of_after_t",
            json_real(one->exchanged[p] / 1000), ok);
    return object;
}

/* Sectors that emit (or products) by their change, `top` of them, of all parties. */
static json_t *sector_list(const struct decomposed *d, const struct decomposition *one,
                           size_t top, bool *ok)
{
    const size_t n = hg_axis_size(d->sectors), party = d->n_party - 1;
    json_t *sectors = json_array();
    struct ranked *list = calloc(n + 1, sizeof(*list));
    *ok = *ok && list;
    for (size_t s = 0; list && s < n; s++) {
        const struct decompose_row *row = decompose_at(d, one, party, s);
        list[s] = (struct ranked){s, OF_REGION, fabs(row->after - row->before)};
    }
    if (list)
        qsort(list, n, sizeof(*list), by_change);
    for (size_t i = 0; list && i < n && i < top; i++) {
        const struct decompose_row *row = decompose_at(d, one, party, list[i].party);
        json_t *object = json_object();
        const char *code = hg_axis_code(d->sectors, list[i].party);
        put(object, "code", json_string(code), ok);
        put(object, "name", json_string(job_sector_name(d->job, code)), ok);
        put_row(object, one->method, one->method->n - 1, row, ok);
        if (is_empty(row))
            json_decref(object);
        else
            append(sectors, object, ok);
    }
    free(list);
    return sectors;
}

static size_t count_regions(const struct decomposed *d, const struct decomposition *one)
{
    size_t n = 0;
    for (size_t p = 0; p < d->n_from && d->n_party > 1; p++)
        n += !is_empty(all_sectors(d, one, p));
    return n;
}

static json_t *found_object(const struct decomposed *d, const struct decomposition *one,
                            size_t top, bool *ok)
{
    size_t n = 0;
    json_t *object = json_object(), *factors = json_array(), *regions = json_array();
    size_t *list = decompose_order(d, one, top, &n);
    *ok &= list != NULL;
    for (size_t k = 0; k < one->method->n; k++) {
        json_t *factor = json_object();
        put(factor, "effect", json_string(one->method->factor[k].name), ok);
        put(factor, "meaning", json_string(one->method->factor[k].meaning), ok);
        append(factors, factor, ok);
    }
    for (size_t i = 0; list && i < n; i++)
        if (!is_empty(all_sectors(d, one, list[i])))
            append(regions, party_object(d, one, list[i], ok), ok);
    free(list);
    put(object, "of", json_string(one->of), ok);
    put(object, "account", json_string(one->method->account), ok);
    put(object, "method", json_string(one->method->name), ok);
    put(object, "effects", factors, ok);
    put(object, "residual", json_real(one->residual), ok);
    put(object, "n_regions", json_integer((json_int_t)count_regions(d, one)), ok);
    put(object, "regions", regions, ok);
    put(object, "sectors", sector_list(d, one, top ? top : SIZE_MAX, ok), ok);
    return object;
}

json_t *decompose_object(const struct decomposed *d, const char *account, size_t top,
                         bool *ok)
{
    json_t *all = json_object(), *found = json_array();
    for (size_t i = 0; i < d->n; i++)
        if (told(&d->found[i], account))
            append(found, found_object(d, &d->found[i], top, ok), ok);
    put(all, "before", json_string(d->side[0]), ok);
    put(all, "after", json_string(d->side[1]), ok);
    put(all, "between", json_string(d->to ? "regions" : "years"), ok);
    put(all, "gas", json_string(job_gas(d->job)), ok);
    put(all, "decompositions", found, ok);
    return all;
}

/* "+1.20 Gt" */
static void add_change(struct hg_text *text, const struct decompose_row *row, double kg)
{
    if (!decompose_matters(row, kg)) {
        hg_text_print(text, "no change");
        return;
    }
    hg_text_print(text, "%s", kg > 0 ? "+" : "");
    headline_mass(text, kg);
}

/* "study, production, sda: 2007 6.10 Gt, 2012 9.74 Gt (+3.64 Gt): intensity -2.50 Gt, .."
 */
static void tell_row(const struct decomposed *d, const struct decomposition *one,
                     const char *what, const struct decompose_row *row, const char *end)
{
    struct hg_text text = {0};
    hg_text_print(&text, "%s, %s, %s: %s ", one->of, what, one->method->name, d->side[0]);
    headline_mass(&text, row->before);
    hg_text_print(&text, ", %s ", d->side[1]);
    headline_mass(&text, row->after);
    hg_text_print(&text, " (");
    add_change(&text, row, row->after - row->before);
    hg_text_print(&text, ")");
    for (size_t k = 0, n = 0; k < one->method->n; k++) {
        if (!decompose_matters(row, row->effect[k]))
            continue;
        hg_text_print(&text, "%s %s ", n++ ? "," : ":", one->method->factor[k].name);
        add_change(&text, row, row->effect[k]);
    }
    if (!text.failed)
        hg_log_print(d->job->options->log, HG_LOG_INFO, "%s%s", text.bytes, end);
    free(text.bytes);
}

static void tell_one(const struct decomposed *d, const struct decomposition *one)
{
    const size_t p = d->n_party - 1;
    const struct decompose_flows *flows = flows_of(d, one, p);
    char residual[48];
    (void)snprintf(residual, sizeof(residual), "; residual %.1e", one->residual);
    tell_row(d, one, one->method->account, all_sectors(d, one, p), residual);
    if (flows) {
        const struct decompose_row sum = for_others(d, flows, p);
        tell_row(d, one, d->to ? "of it for exports" : "of it for other regions", &sum,
                 "");
    }
}

/* The plain question behind an intensity effect. */
static void tell_exchanged(const struct decomposed *d, const struct decomposition *one)
{
    struct hg_text own = {0}, other = {0};
    const size_t p = d->n_party - 1;
    headline_mass(&own, all_sectors(d, one, p)->before);
    headline_mass(&other, one->exchanged[p]);
    if (!own.failed && !other.failed)
        hg_log_print(d->job->options->log, HG_LOG_INFO,
                     d->to ? "%s: with its own output by sector and the intensities of "
                             "%s%s, %s%s would emit %s instead of %s"
                           : "%s: with output by sector as it was and the intensities of "
                             "%s%s, emissions of %s%s would have been %s instead of %s",
                     one->of, market_article(d->side[1]), d->side[1],
                     market_article(d->side[0]), d->side[0], other.bytes, own.bytes);
    free(own.bytes);
    free(other.bytes);
}

void decompose_tell(const struct decomposed *d)
{
    for (size_t i = 0; i < d->n; i++) {
        if (!told(&d->found[i], d->account))
            continue;
        tell_one(d, &d->found[i]);
        if (!isnan(d->found[i].exchanged[d->n_party - 1]))
            tell_exchanged(d, &d->found[i]);
    }
}

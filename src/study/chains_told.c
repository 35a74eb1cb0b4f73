/* chains_told.c - chains as CSV, as JSON and in a sentence */
#include "study/chains.h"
#include "study/columns.h"
#include "study/flow_list.h"
#include "study/levers.h"
#include <stdlib.h>
#include <string.h>

/* Regions of a matrix that run.json and the page have room for. */
enum { MATRIX_LEAST = 2, MATRIX_MOST = 60 };

static const char *const kinds[] = {[CHAIN_REGION] = "region",
                                    [CHAIN_COUNTRY] = "country",
                                    [CHAIN_GROUP] = "group",
                                    [CHAIN_PART] = "part"};

/* What is not known between parts, or within a region that has such parts. */
static void add_note(struct hg_text *text, const struct chain_row *row)
{
    struct hg_text note = {0};
    if (row->kind == CHAIN_PART)
        hg_text_print(&note,
                      "not known within %s: %zu regions share its market mix; abroad by "
                      "that mix",
                      row->parent, row->sharers);
    else if (row->sharers > 1)
        hg_text_print(&note, "not known between the %zu regions of the study in it",
                      row->sharers);
    else
        hg_text_print(&note, "known");
    text->failed |= note.failed;
    add_code(text, note.failed ? "" : note.bytes);
    free(note.bytes);
}

/* Percent, empty where it is not known. */
static void add_part(struct hg_text *text, double part)
{
    if (isnan(part))
        hg_text_print(text, ",");
    else
        add_percent(text, part, 1);
}

/* Of what has no country around it, nothing is for other parts of one. */
static double among_parts(const struct chain_row *row, double kg)
{
    return row->parent || row->kind == CHAIN_COUNTRY ? kg : NAN;
}

static double outside(const struct chain_row *row)
{
    return row->kind == CHAIN_PART ? NAN : hg_transfers_outside(&row->chain);
}

static void add_row(struct hg_text *text, const char *of, const struct chain_row *row)
{
    const struct hg_transfers *c = &row->chain;
    const double other = among_parts(row, c->other),
                 from_other = among_parts(row, c->from_other);
    hg_text_print(text, "%s,%s", of, kinds[row->kind]);
    add_code(text, row->code);
    add_code(text, row->name);
    add_code(text, row->parent ? row->parent : "");
    add_tonnes(text, row->emitted);
    add_tonnes(text, c->own);
    add_tonnes(text, other);
    add_tonnes(text, row->emitted - c->abroad);
    add_tonnes(text, c->abroad);
    add_tonnes(text, row->households);
    add_tonnes(text, hg_transfers_consumed(c));
    add_tonnes(text, from_other);
    add_tonnes(text, c->from_abroad);
    add_tonnes(text, row->emitted - hg_transfers_consumed(c));
    add_tonnes(text, other - from_other);
    add_part(text, outside(row));
    add_part(text, hg_transfers_outsourced(c));
    add_note(text, row);
    hg_text_print(text, "\n");
}

static enum hg_status write_chains(struct job *job, const struct chains *chains,
                                   struct hg_error *err)
{
    struct hg_text text = {0};
    hg_text_print(&text, "of,kind,region,name,part_of,emitted_t,own_t,other_regions_t,"
                         "within_country_t,abroad_t,households_t,consumed_t,"
                         "from_other_regions_t,from_abroad_t,net_export_t,"
                         "net_to_other_regions_t,out_of_region_percent,"
                         "consumed_out_of_region_percent,chains\n");
    for (size_t i = 0; i < chains->n; i++)
        for (size_t k = 0; k < chains->set[i].n; k++)
            add_row(&text, chains->set[i].set->of, &chains->set[i].row[k]);
    return job_commit_text(job, "tables/chains.csv", &text, err);
}

static void add_matrix(const struct job *job, const struct account_set *set,
                       struct hg_text *text)
{
    const struct hg_footprints *p = set->prints;
    const size_t D = p->n_region;
    for (size_t r = 0; r < D; r++) {
        if (!set->covered[r])
            continue;
        hg_text_print(text, "%s", set->of);
        add_code(text, hg_axis_code(job->mrio->regions, r));
        for (size_t d = 0; d < D; d++)
            add_tonnes(text, p->flow[r * D + d]);
        add_tonnes(text, p->production[r]);
        hg_text_print(text, "\n");
    }
    hg_text_print(text, "%s,sum", set->of);
    for (size_t d = 0; d < D; d++)
        add_tonnes(text, p->consumption[d]);
    add_tonnes(text, p->total);
    hg_text_print(text, "\n");
}

static enum hg_status write_matrix(struct job *job, const struct chains *chains,
                                   struct hg_error *err)
{
    struct hg_text text = {0};
    hg_text_print(&text, "of,from");
    for (size_t d = 0; d < hg_axis_size(job->mrio->regions); d++)
        add_region_head(&text, "to_", hg_axis_code(job->mrio->regions, d));
    hg_text_print(&text, ",sum_t\n");
    for (size_t i = 0; i < chains->n; i++)
        add_matrix(job, chains->set[i].set, &text);
    return job_commit_text(job, "tables/flow_matrix.csv", &text, err);
}

enum hg_status chains_tables(struct job *job, struct hg_error *err)
{
    const struct chains *chains = job->levers->chains;
    const enum hg_status status = write_chains(job, chains, err);
    return status == HG_OK ? write_matrix(job, chains, err) : status;
}

static void add_share(struct hg_text *text, double part)
{
    hg_text_print(text, "%.*f %%", fabs(part) < 0.1 ? 1 : 0, 100 * part);
}

/* The part whose footprint lies elsewhere more than those of all others. */
static void tell_outsourcer(struct hg_text *text, const struct chain_set *set,
                            const struct chain_row *country)
{
    const struct chain_row *most = NULL;
    bool all = true;
    double share = 0;
    for (size_t i = 0; i < set->n; i++)
        if (set->row[i].kind == CHAIN_REGION && set->row[i].parent &&
            strcmp(set->row[i].parent, country->code) == 0)
            all &= !isnan(hg_transfers_outsourced(&set->row[i].chain));
    for (size_t i = 0; i < set->n; i++) {
        const struct chain_row *row = &set->row[i];
        struct hg_transfers chain = row->chain;
        if (row->kind != CHAIN_REGION || !row->parent ||
            strcmp(row->parent, country->code) != 0)
            continue;
        if (!all) /* as far as the country goes */
            chain.from_abroad = 0;
        if (!(hg_transfers_outsourced(&chain) > share))
            continue;
        share = hg_transfers_outsourced(&chain);
        most = row;
    }
    if (!most)
        return;
    hg_text_print(text,
                  all ? " Of the footprint of %s%s "
                      : " Of what is emitted in %s%s for "
                        "final demand in ",
                  market_article(all ? most->name : country->name),
                  all ? most->name : country->name);
    if (!all)
        hg_text_print(text, "%s%s ", market_article(most->name), most->name);
    add_share(text, share);
    hg_text_print(text, " lies elsewhere, more than of any other part");
    if (all) {
        hg_text_print(text, "; ");
        add_share(text, most->chain.from_other / hg_transfers_consumed(&most->chain));
        hg_text_print(text, " in other parts of %s%s", market_article(country->name),
                      country->name);
    }
    hg_text_print(text, ".");
}

static void tell_country(struct hg_text *text, const struct chain_set *set,
                         const struct chain_row *row)
{
    if (!(row->emitted > 0))
        return;
    add_share(text, outside(row));
    hg_text_print(
        text,
        " of what industries of %s%s emit serves final demand outside the region "
        "that emits it: ",
        market_article(row->name), row->name);
    add_share(text, row->chain.other / row->emitted);
    hg_text_print(text, " in other parts of %s%s, ", market_article(row->name),
                  row->name);
    add_share(text, row->chain.abroad / row->emitted);
    hg_text_print(text, " abroad.");
    tell_outsourcer(text, set, row);
}

/* Flows between countries: what is left of the world is none. */
static bool largest_flow(const struct job *job, const struct account_set *set,
                         size_t *from, size_t *to)
{
    const size_t D = set->prints->n_region;
    double most = 0;
    for (size_t i = 0; i < D * D; i++)
        if (i / D != i % D && set->prints->flow[i] > most &&
            !account_is_rest(job, i / D) && !account_is_rest(job, i % D)) {
            most = set->prints->flow[i];
            *from = i / D;
            *to = i % D;
        }
    return most > 0;
}

static void tell_regions(const struct job *job, struct hg_text *text,
                         const struct chain_set *set)
{
    struct hg_transfers all = {0};
    const struct chain_row *last = NULL;
    size_t n = 0, from = 0, to = 0;
    for (size_t i = 0; i < set->n; i++) {
        if (set->row[i].kind != CHAIN_REGION)
            continue;
        last = &set->row[i];
        hg_transfers_add(&all, &last->chain);
        n++;
    }
    if (n == 0 || !(hg_transfers_emitted(&all) > 0))
        return;
    add_share(text, hg_transfers_outside(&all));
    if (n == 1)
        hg_text_print(text,
                      " of what industries of %s%s emit serves final demand elsewhere",
                      market_article(last->name), last->name);
    else
        hg_text_print(text,
                      " of what industries of %zu regions of the trade table emit serves "
                      "final demand in another one",
                      n);
    if (largest_flow(job, set->set, &from, &to)) {
        const size_t D = set->set->prints->n_region;
        hg_text_print(text, "; the largest flow between countries, ");
        headline_mass(text, set->set->prints->flow[from * D + to]);
        const char *a = job_market_name(job, from), *b = job_market_name(job, to);
        hg_text_print(text, ", leads from %s%s to %s%s", market_article(a), a,
                      market_article(b), b);
    }
    hg_text_print(text, ".");
}

/* Chains have what has no place on the map, and leave out households: sums of the map
 * differ from them. */
static void tell_scope(const struct job *job, struct hg_text *text)
{
    hg_mass_sum not_gridded = 0;
    const size_t n_sector = hg_axis_size(job->inventory->sectors);
    for (size_t i = 0; i < job_industries(job); i++)
        if (!job->inventory->gridded[i % n_sector])
            not_gridded += job->inventory->total[i];
    if (not_gridded == 0)
        return;
    hg_text_print(text, " This counts ");
    headline_mass(text, hg_mass_kg(not_gridded));
    hg_text_print(text, " of sectors that are not gridded, which maps leave out.");
}

void chains_sentence(const struct job *job, const struct chains *chains,
                     const struct chain_set *set, struct hg_text *text)
{
    size_t n = 0;
    for (size_t i = 0; i < set->n; i++) {
        if (set->row[i].kind != CHAIN_COUNTRY)
            continue;
        hg_text_print(text, "%s", n++ ? " " : "");
        tell_country(text, set, &set->row[i]);
    }
    if (n == 0)
        tell_regions(job, text, set);
    if (set == &chains->set[0])
        tell_unknown_chains(job, text);
    if (strcmp(set->set->of, "study") == 0)
        tell_scope(job, text);
}

static json_t *tonnes(double kg)
{
    return number_or_null(kg / 1000);
}

static json_t *row_object(const struct chain_row *row, bool *ok)
{
    const struct hg_transfers *c = &row->chain;
    const double other = among_parts(row, c->other),
                 from_other = among_parts(row, c->from_other);
    json_t *object = json_object();
    put(object, "code", json_string(row->code), ok);
    put(object, "name", json_string(row->name), ok);
    put(object, "part_of", row->parent ? json_string(row->parent) : json_null(), ok);
    put(object, "emitted_t", tonnes(row->emitted), ok);
    put(object, "own_t", tonnes(c->own), ok);
    put(object, "other_regions_t", tonnes(other), ok);
    put(object, "within_country_t", tonnes(row->emitted - c->abroad), ok);
    put(object, "abroad_t", tonnes(c->abroad), ok);
    put(object, "households_t", tonnes(row->households), ok);
    put(object, "consumed_t", tonnes(hg_transfers_consumed(c)), ok);
    put(object, "consumed_own_t", tonnes(c->own), ok);
    put(object, "consumed_elsewhere_t", tonnes(c->from_other + c->from_abroad), ok);
    put(object, "from_other_regions_t", tonnes(from_other), ok);
    put(object, "from_abroad_t", tonnes(c->from_abroad), ok);
    put(object, "net_export_t", tonnes(row->emitted - hg_transfers_consumed(c)), ok);
    put(object, "net_to_other_regions_t", tonnes(other - from_other), ok);
    put(object, "out_of_region_share", number_or_null(outside(row)), ok);
    put(object, "consumed_out_of_region_share",
        number_or_null(hg_transfers_outsourced(c)), ok);
    put(object, "market_mix_regions", json_integer((json_int_t)row->sharers), ok);
    return object;
}

static json_t *rows_of(const struct chain_set *set, enum chain_kind kind, bool *ok)
{
    json_t *array = json_array();
    for (size_t i = 0; i < set->n; i++)
        if (set->row[i].kind == kind)
            append(array, row_object(&set->row[i], ok), ok);
    return array;
}

static json_t *top_flows(const struct job *job, const struct account_set *set, size_t top,
                         bool *ok)
{
    const struct hg_flow_options asked = {.top = top};
    struct hg_error ignored = {0};
    struct flow_list list = {0};
    json_t *array = json_array();
    if (flow_list_make(job, set, &asked, &list, &ignored) != HG_OK)
        *ok = false;
    for (size_t i = 0; i < list.n; i++) {
        const struct flow *flow = &list.flow[i];
        json_t *object = json_object();
        put(object, "from", json_string(flow_code(job, flow->from)), ok);
        put(object, "from_name", json_string(flow_name(job, flow->from)), ok);
        put(object, "to", json_string(flow_code(job, flow->to)), ok);
        put(object, "to_name", json_string(flow_name(job, flow->to)), ok);
        put(object, "t", tonnes(flow->kg), ok);
        put(object, "share", number_or_null(flow->kg / list.all_kg), ok);
        append(array, object, ok);
    }
    flow_list_finish(&list);
    return array;
}

/* From `regions` to `regions`. */
static json_t *matrix(const struct account_set *set, bool *ok)
{
    const size_t D = set->prints->n_region;
    json_t *lines = json_array();
    for (size_t r = 0; r < D; r++) {
        if (!set->covered[r])
            continue;
        json_t *line = json_array();
        for (size_t d = 0; d < D; d++)
            if (set->covered[d])
                append(line, tonnes(set->prints->flow[r * D + d]), ok);
        append(lines, line, ok);
    }
    return lines;
}

static size_t covered(const struct account_set *set)
{
    size_t n = 0;
    for (size_t r = 0; r < set->prints->n_region; r++)
        n += set->covered[r];
    return n;
}

static json_t *set_facts(const struct job *job, const struct chains *chains,
                         const struct chain_set *set, size_t top, bool *ok)
{
    const size_t n = covered(set->set);
    struct hg_text text = {0};
    json_t *object = json_object();
    chains_sentence(job, chains, set, &text);
    put(object, "of", json_string(set->set->of), ok);
    put(object, "sentence", json_string(text.bytes ? text.bytes : ""), ok);
    put(object, "regions", rows_of(set, CHAIN_REGION, ok), ok);
    put(object, "countries", rows_of(set, CHAIN_COUNTRY, ok), ok);
    put(object, "groups", rows_of(set, CHAIN_GROUP, ok), ok);
    put(object, "parts_not_known", rows_of(set, CHAIN_PART, ok), ok);
    put(object, "top_flows", top_flows(job, set->set, top, ok), ok);
    if (n >= MATRIX_LEAST && n <= MATRIX_MOST)
        put(object, "matrix", matrix(set->set, ok), ok);
    *ok = *ok && !text.failed;
    free(text.bytes);
    return object;
}

json_t *chains_facts(const struct job *job, const struct chains *chains, size_t top,
                     bool *ok)
{
    json_t *facts = set_facts(job, chains, &chains->set[0], top, ok);
    if (chains->n > 1)
        put(facts, "table", set_facts(job, chains, &chains->set[1], top, ok), ok);
    return facts;
}

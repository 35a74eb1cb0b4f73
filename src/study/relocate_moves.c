/* relocate_moves.c - what moves of capacity do here and there, as tables and facts */
#include "study/columns.h"
#include "study/relocate.h"
#include <hotgrid/scenario_file.h>
#include <stdlib.h>
#include <string.h>

static const char *option_name(const struct relocation *r, size_t option)
{
    return r->scenario->row[r->option[option].first].option;
}

/* What a region emits in a sector, or in all of them; NAN where it is not in the
 * inventory. */
static double emitted(const struct job *job, const char *region, const char *sector)
{
    const struct hg_inventory *v = job->inventory;
    const size_t n = hg_axis_size(v->sectors), r = hg_axis_find(v->regions, region);
    const size_t s = sector ? hg_axis_find(v->sectors, sector) : 0;
    double kg = 0;
    if (r == HG_NOT_FOUND || s == HG_NOT_FOUND)
        return NAN;
    for (size_t i = 0; i < n; i++)
        if (!sector || i == s)
            kg += hg_mass_kg(v->total[r * n + i]);
    return kg;
}

/* Adds up the moves of each option; room is for [scenario->n]. */
static void sum_options(struct relocation *r, struct hg_move_effect *room)
{
    for (size_t i = 0; i < r->scenario->n; i++) {
        const char *name = r->scenario->row[i].option;
        size_t k = 0, n = 0;
        while (k < r->n_option && strcmp(option_name(r, k), name) != 0)
            k++;
        if (k < r->n_option)
            continue;
        for (size_t m = i; m < r->scenario->n; m++)
            if (strcmp(r->scenario->row[m].option, name) == 0)
                room[n++] = r->move[m].effect;
        r->option[k].first = i;
        hg_move_effect_sum(n, room, &r->option[k].sum);
        r->n_option++;
    }
}

static enum hg_status make_moves(struct job *job, struct relocation *r,
                                 struct hg_error *err)
{
    const struct hg_scenario *s = r->scenario;
    struct hg_move_effect *effect = calloc(s->n + 1, sizeof(*effect));
    r->move = calloc(s->n + 1, sizeof(*r->move));
    r->option = calloc(s->n + 1, sizeof(*r->option));
    if (!effect || !r->move || !r->option) {
        free(effect);
        return no_memory(err, "the moves");
    }
    for (size_t i = 0; i < s->n; i++) {
        const struct hg_scenario_row *row = &s->row[i];
        struct hg_error why = {0};
        if (hg_move_effect(&row->move, &effect[0], &why) != HG_OK)
            hg_fault(job->faults, HG_E_INPUT, "move", "%s:%zu: %s", s->path, row->line,
                     why.message);
        r->move[i] = (struct moving){effect[0], emitted(job, row->origin, row->sector),
                                     emitted(job, row->origin, NULL)};
    }
    sum_options(r, effect);
    free(effect);
    return hg_faults_status(job->faults, err);
}

/* Value, low and high, as parts of a unit. */
static void add_range(struct hg_text *text, const struct hg_range *range, double unit)
{
    add_number(text, range->value / unit);
    add_number(text, range->low / unit);
    add_number(text, range->high / unit);
}

static void add_effect(struct hg_text *text, const struct hg_move_effect *e)
{
    add_range(text, &e->moved, 1);
    add_range(text, &e->domestic, 1000);
    add_range(text, &e->abroad, 1000);
    add_range(text, &e->transport, 1000);
    add_range(text, &e->global, 1000);
    add_range(text, &e->leakage, 1);
    add_range(text, &e->break_even, 1);
}

void relocation_csv(const struct relocation *r, struct hg_text *text)
{
    static const char *const columns[] = {
        "moved_t",  "domestic_t", "abroad_t",           "transport_t",
        "global_t", "leakage",    "break_even_kg_per_t"};
    hg_text_print(text, "option,sector,origin,destination");
    for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
        hg_text_print(text, ",%s,%s_low,%s_high", columns[i], columns[i], columns[i]);
    hg_text_print(text, ",percent_of_sector,percent_of_region,note\n");
    for (size_t i = 0; i < r->scenario->n; i++) {
        const struct moving *m = &r->move[i];
        const struct hg_scenario_row *row = &r->scenario->row[i];
        hg_text_add_csv(text, row->option);
        add_code(text, row->sector);
        add_code(text, row->origin);
        add_code(text, row->destination);
        add_effect(text, &m->effect);
        add_number(text, -100 * m->effect.domestic.value / m->sector_kg);
        add_number(text, -100 * m->effect.domestic.value / m->region_kg);
        add_code(text, row->note);
        hg_text_print(text, "\n");
    }
    for (size_t k = 0; k < r->n_option; k++) {
        hg_text_add_csv(text, option_name(r, k));
        hg_text_print(text, ",all,,");
        add_effect(text, &r->option[k].sum);
        hg_text_print(text, ",,,\n");
    }
}

static json_t *range_object(const struct hg_range *range, double unit, bool *ok)
{
    json_t *object = json_object();
    put(object, "value", number_or_null(range->value / unit), ok);
    put(object, "low", number_or_null(range->low / unit), ok);
    put(object, "high", number_or_null(range->high / unit), ok);
    return object;
}

static json_t *effect_object(const struct hg_move_effect *e, bool *ok)
{
    json_t *object = json_object();
    put(object, "moved_t", range_object(&e->moved, 1, ok), ok);
    put(object, "domestic_t", range_object(&e->domestic, 1000, ok), ok);
    put(object, "abroad_t", range_object(&e->abroad, 1000, ok), ok);
    put(object, "transport_t", range_object(&e->transport, 1000, ok), ok);
    put(object, "global_t", range_object(&e->global, 1000, ok), ok);
    put(object, "leakage", range_object(&e->leakage, 1, ok), ok);
    put(object, "break_even_kg_per_t", range_object(&e->break_even, 1, ok), ok);
    return object;
}

json_t *relocation_facts(const struct job *job, const struct relocation *r, size_t top,
                         bool *ok)
{
    json_t *all = json_object(), *moves = json_array(), *options = json_array();
    for (size_t i = 0; i < top && i < r->scenario->n; i++) {
        const struct moving *m = &r->move[i];
        const struct hg_scenario_row *row = &r->scenario->row[i];
        json_t *move = effect_object(&m->effect, ok);
        put(move, "option", json_string(row->option), ok);
        put(move, "sector", json_string(row->sector), ok);
        put(move, "origin", json_string(row->origin), ok);
        put(move, "destination", json_string(row->destination), ok);
        put(move, "percent_of_sector",
            number_or_null(-100 * m->effect.domestic.value / m->sector_kg), ok);
        put(move, "percent_of_region",
            number_or_null(-100 * m->effect.domestic.value / m->region_kg), ok);
        append(moves, move, ok);
    }
    put(all, "study", json_string(job->study->name), ok);
    put(all, "gas", json_string(job_gas(job)), ok);
    put(all, "moves", moves, ok);
    for (size_t k = 0; k < r->n_option; k++) {
        json_t *sum = effect_object(&r->option[k].sum, ok);
        put(sum, "option", json_string(option_name(r, k)), ok);
        append(options, sum, ok);
    }
    put(all, "options", options, ok);
    return all;
}

/* What must make a reader stop: more saved than there is, places the study does not know.
 */
static void warn(const struct job *job, const struct relocation *r)
{
    for (size_t i = 0; i < r->scenario->n; i++) {
        const struct moving *m = &r->move[i];
        const struct hg_scenario_row *row = &r->scenario->row[i];
        if (-m->effect.domestic.value > m->sector_kg)
            hg_log_print(job->options->log, HG_LOG_WARNING,
                         "%s:%zu: %.0f t fall away in %s, but sector %s emits %.0f t "
                         "there; is the capacity in t, the intensity in kg/t?",
                         r->scenario->path, row->line, -m->effect.domestic.value / 1000,
                         row->origin, row->sector, m->sector_kg / 1000);
        else if (isnan(m->sector_kg))
            hg_log_print(job->options->log, HG_LOG_INFO,
                         "%s:%zu: %s of %s is not in the inventory: its part is not "
                         "known",
                         r->scenario->path, row->line, row->sector, row->origin);
    }
}

enum hg_status relocation_find(struct job *job, struct relocation **out,
                               struct hg_error *err)
{
    struct relocation *made = calloc(1, sizeof(*made));
    if (!made)
        return no_memory(err, "the moves");
    enum hg_status status = hg_read_scenario(job->study->relocate.scenario, job->faults,
                                             &made->scenario, err);
    if (status == HG_OK)
        status = hg_faults_status(job->faults, err);
    if (status == HG_OK)
        status = make_moves(job, made, err);
    if (status != HG_OK) {
        relocation_destroy(made);
        return status;
    }
    warn(job, made);
    *out = made;
    return HG_OK;
}

enum hg_status relocation_tables(struct job *job, struct hg_error *err)
{
    struct hg_text text = {0};
    relocation_csv(job->levers->relocation, &text);
    return job_commit_text(job, "tables/relocation.csv", &text, err);
}

void relocation_destroy(struct relocation *relocation)
{
    if (!relocation)
        return;
    free(relocation->move);
    free(relocation->option);
    hg_scenario_destroy(relocation->scenario);
    free(relocation);
}

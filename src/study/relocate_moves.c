/* relocate_moves.c - what moves of capacity do here and there, as tables and facts */
#include "study/columns.h"
#include "study/relocate.h"
#include "study/relocate_cells.h"
#include "study/relocate_table.h"
#include <hotgrid/scenario_file.h>
#include <stdlib.h>
#include <string.h>

const char *relocation_option(const struct relocation *r, size_t option)
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
        while (k < r->n_option && strcmp(relocation_option(r, k), name) != 0)
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

static void moves_csv(const struct relocation *r, struct hg_text *text)
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
        hg_text_add_csv(text, relocation_option(r, k));
        hg_text_print(text, ",all,,");
        add_effect(text, &r->option[k].sum);
        hg_text_print(text, ",,,\n");
    }
}

static void accounts_csv(const struct job *job, const struct relocation *r,
                         struct hg_text *text)
{
    table_moves_head(text);
    for (size_t k = 0; k < r->n_option; k++)
        table_moves_rows(job, r->option[k].table, relocation_option(r, k), text);
}

/* Options are in the table all of them or none. */
static bool in_table(const struct relocation *r)
{
    return r->n_option > 0 && r->option[0].table;
}

void relocation_csv(const struct job *job, const struct relocation *r,
                    struct hg_text *text)
{
    moves_csv(r, text);
    if (!in_table(r))
        return;
    hg_text_print(text, "\n");
    accounts_csv(job, r, text);
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
        put(move, "note", json_string(row->note), ok);
        append(moves, move, ok);
    }
    put(all, "study", json_string(job->study->name), ok);
    put(all, "gas", json_string(job_gas(job)), ok);
    put(all, "moves", moves, ok);
    for (size_t k = 0; k < r->n_option; k++) {
        json_t *sum = effect_object(&r->option[k].sum, ok);
        put(sum, "option", json_string(relocation_option(r, k)), ok);
        if (r->option[k].table)
            put(sum, "mrio", table_moves_object(job, r->option[k].table, ok), ok);
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

/* Leaves the rows of the option that is asked for. */
static enum hg_status choose(struct job *job, struct hg_scenario *s, struct hg_error *err)
{
    const char *only = job->study->relocate.only;
    size_t n = 0;
    for (size_t i = 0; only && i < s->n; i++)
        if (strcmp(s->row[i].option, only) == 0)
            s->row[n++] = s->row[i];
    if (only && n == 0)
        return hg_fail(err, HG_E_ARG, "%s has no option `%s`", s->path, only);
    if (only)
        s->n = n;
    return HG_OK;
}

static enum hg_status solve_tables(struct job *job, struct relocation *r,
                                   struct hg_error *err)
{
    enum hg_status status = HG_OK;
    for (size_t k = 0; status == HG_OK && k < r->n_option; k++) {
        struct table_moves *table = calloc(1, sizeof(*table));
        r->option[k].table = table;
        status = table ? table_moves_make(job, r->scenario, relocation_option(r, k),
                                          table, err)
                       : no_memory(err, "the moves");
    }
    return status;
}

static enum hg_status find(struct job *job, struct relocation *r, struct hg_error *err)
{
    const struct hg_study *s = job->study;
    enum hg_status status =
        hg_read_scenario(s->relocate.scenario, job->faults, &r->scenario, err);
    if (status == HG_OK)
        status = hg_faults_status(job->faults, err);
    if (status == HG_OK)
        status = choose(job, r->scenario, err);
    if (status == HG_OK)
        status = make_moves(job, r, err);
    if (status != HG_OK)
        return status;
    if (r->scenario->n == 0)
        hg_log_print(job->options->log, HG_LOG_WARNING,
                     "%s has no moves: nothing changes", r->scenario->path);
    warn(job, r);
    if (s->relocate.mrio && job->markets)
        status = solve_tables(job, r, err);
    return status == HG_OK ? relocation_fill_layers(job, r, err) : status;
}

enum hg_status relocation_find(struct job *job, struct relocation **out,
                               struct hg_error *err)
{
    struct relocation *made = calloc(1, sizeof(*made));
    if (!made)
        return no_memory(err, "the moves");
    const enum hg_status status = find(job, made, err);
    if (status == HG_OK)
        *out = made;
    else
        relocation_destroy(made);
    return status;
}

static enum hg_status write_placement(struct job *job, const struct relocation *r,
                                      struct hg_error *err)
{
    struct hg_text text = {0};
    bool any = false;
    hg_text_print(&text, "option,sector,region,change_t,where\n");
    for (size_t k = 0; k < r->n_option; k++) {
        const struct moved_cells *cells = r->option[k].cells;
        any |= cells != NULL;
        if (cells)
            hg_text_add(&text, cells->placement.bytes, cells->placement.length);
    }
    if (any)
        return job_commit_text(job, "tables/relocation_placement.csv", &text, err);
    free(text.bytes);
    return HG_OK;
}

enum hg_status relocation_tables(struct job *job, struct hg_error *err)
{
    const struct relocation *r = job->levers->relocation;
    struct hg_text moves = {0}, accounts = {0};
    moves_csv(r, &moves);
    enum hg_status status = job_commit_text(job, "tables/relocation.csv", &moves, err);
    if (status == HG_OK && in_table(r)) {
        accounts_csv(job, r, &accounts);
        status = job_commit_text(job, "tables/relocation_accounts.csv", &accounts, err);
    }
    return status == HG_OK ? write_placement(job, r, err) : status;
}

static void free_option(struct option *option)
{
    if (option->table)
        table_moves_finish(option->table);
    if (option->cells)
        moved_cells_finish(option->cells);
    free(option->table);
    free(option->cells);
}

void relocation_destroy(struct relocation *relocation)
{
    if (!relocation)
        return;
    for (size_t k = 0; k < relocation->n_option; k++)
        free_option(&relocation->option[k]);
    free(relocation->move);
    free(relocation->option);
    hg_scenario_destroy(relocation->scenario);
    free(relocation);
}

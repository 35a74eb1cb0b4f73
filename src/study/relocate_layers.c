/* relocate_layers.c - the layers of emissions after moves, and of what they change */
#include "study/relocate.h"
#include "study/relocate_cells.h"
#include <hotgrid/arena.h>
#include <stdlib.h>
#include <string.h>

static bool is_of_moves(const struct layer *layer)
{
    return layer->account == HG_ACCOUNT_AFTER || layer->account == HG_ACCOUNT_CHANGE;
}

/* The option of a layer; n_option where the scenario has none of that name. */
static size_t option_of(const struct relocation *r, const struct layer *layer)
{
    const char *name = layer->entry->option;
    size_t k = 0;
    while (name && k < r->n_option && strcmp(relocation_option(r, k), name) != 0)
        k++;
    return k;
}

/* An entry without an option is at fault only where the scenario has no moves at all. */
static enum hg_status unknown_option(struct job *job, const struct relocation *r,
                                     const struct layer *layer, struct hg_error *err)
{
    struct hg_text known = {0};
    const struct hg_study_layers *entry = layer->entry;
    const char *option = entry->option ? entry->option : "";
    const size_t line = entry->option ? entry->option_at.line : entry->line;
    const size_t column = entry->option ? entry->option_at.column : 1;
    const char **name = hg_arena_alloc(job->arena, r->n_option + 1, sizeof(*name));
    if (!name)
        return no_memory(err, "the options of moves");
    for (size_t k = 0; k < r->n_option; k++) {
        name[k] = relocation_option(r, k);
        hg_text_print(&known, "%s `%s`", k ? "," : "", name[k]);
    }
    const char *near = hg_text_nearest(option, name, r->n_option);
    hg_fault(job->faults, HG_E_STUDY, "layers",
             "%s:%zu:%zu: option `%s` is none of %s; its options are%s%s%s%s",
             job->study->path, line, column, option, r->scenario->path,
             known.bytes ? known.bytes : " none", near ? "; did you mean `" : "",
             near ? near : "", near ? "`?" : "");
    free(known.bytes);
    return HG_OK;
}

static enum hg_status place_option(struct job *job, struct relocation *r, size_t option,
                                   struct hg_error *err)
{
    struct option *o = &r->option[option];
    if (o->cells)
        return HG_OK;
    o->cells = calloc(1, sizeof(*o->cells));
    return o->cells ? moved_cells_make(job, r->scenario, relocation_option(r, option),
                                       o->cells, err)
                    : no_memory(err, "what moves");
}

static enum hg_status fill(struct job *job, const struct relocation *r,
                           struct layer *layer, struct hg_error *err)
{
    const struct moved_cells *cells = r->option[option_of(r, layer)].cells;
    const double before = layer->account == HG_ACCOUNT_AFTER ? 1 : 0;
    double *part = hg_arena_alloc(job->arena, job_industries(job) + 1, sizeof(*part));
    if (!part)
        return no_memory(err, "what moves");
    for (size_t i = 0; i < job_industries(job); i++)
        part[i] = before + moved_cells_part(job, cells, i);
    layer->coefficient = part;
    return HG_OK;
}

enum hg_status relocation_fill_layers(struct job *job, struct relocation *r,
                                      struct hg_error *err)
{
    enum hg_status status = HG_OK;
    for (size_t i = 0; status == HG_OK && i < job->n_layer; i++) {
        struct layer *layer = &job->layer[i];
        if (!is_of_moves(layer))
            continue;
        const size_t option = option_of(r, layer);
        if (option == r->n_option) {
            status = unknown_option(job, r, layer, err);
            continue;
        }
        status = place_option(job, r, option, err);
        if (status == HG_OK)
            status = fill(job, r, layer, err);
    }
    return status == HG_OK ? hg_faults_status(job->faults, err) : status;
}

/* "57.6", with its unit where that is another than that of the next figure. */
static void add_low(struct hg_text *text, const char *low, const char *high)
{
    const char *unit = strchr(low, ' '), *other = strchr(high, ' ');
    const bool same = unit && other && strcmp(unit, other) == 0;
    hg_text_print(text, "%.*s", same ? (int)(unit - low) : (int)strlen(low), low);
}

/* A figure with its sign where `sign`: "−3.27 Mt", "+0.30 Mt". */
static void add_figure(struct hg_text *text, double kg, bool sign)
{
    hg_text_print(text, "%s", !sign || kg == 0 ? "" : kg < 0 ? "−" : "+");
    headline_mass(text, fabs(kg));
}

/* "57.7 Mt (57.6 to 57.8 Mt)", without the range where three figures do not show it. */
static void add_range(struct hg_text *text, double value, double low, double high,
                      bool sign)
{
    struct hg_text from = {0}, to = {0};
    add_figure(text, value, sign);
    add_figure(&from, low, sign);
    add_figure(&to, high, sign);
    if (from.failed || to.failed)
        text->failed = true;
    else if (strcmp(from.bytes, to.bytes) != 0) {
        hg_text_print(text, " (");
        add_low(text, from.bytes, to.bytes);
        hg_text_print(text, " to %s)", to.bytes);
    }
    free(from.bytes);
    free(to.bytes);
}

void relocation_headline(const struct job *job, const struct layer *layer,
                         struct hg_text *text)
{
    const struct relocation *r = job->levers->relocation;
    const struct option *o = &r->option[option_of(r, layer)];
    const struct hg_move_effect *e = &o->sum;
    const double off = o->cells->off_grid_falls + o->cells->off_grid_rises;
    if (!layer->entry->option && r->n_option > 1 && *relocation_option(r, 0))
        hg_text_print(text, "Option \u201c%s\u201d, the first of %zu: ",
                      relocation_option(r, 0), r->n_option);
    if (layer->entry->sector.n || layer->entry->region.n) {
        add_figure(text, hg_mass_kg(layer->mass), true);
        hg_text_print(text, " of these sources. All moves: ");
    }
    add_range(text, -e->domestic.value, -e->domestic.high, -e->domestic.low, false);
    hg_text_print(text, " %s a year fall away at the origins, ", job_gas_print(job));
    add_range(text, e->abroad.value, e->abroad.low, e->abroad.high, false);
    hg_text_print(text, " rise at the destinations");
    if (o->cells->off_grid_rises > 0 && off == e->abroad.value)
        hg_text_print(text, ", off the map");
    else if (o->cells->off_grid_rises > 0) {
        hg_text_print(text, ", ");
        headline_mass(text, o->cells->off_grid_rises);
        hg_text_print(text, " of it off the map");
    }
    if (e->transport.value > 0) {
        hg_text_print(text, ", ");
        add_range(text, e->transport.value, e->transport.low, e->transport.high, false);
        hg_text_print(text, " on the way");
    }
    hg_text_print(text, ". In all ");
    add_range(text, e->global.value, e->global.low, e->global.high, true);
    hg_text_print(text, ".");
}

/* Of industries that lie on the grid in part only, their part of what moves. */
static double beside_the_grid(const struct job *job, const struct moved_cells *cells)
{
    double kg = cells->off_grid_falls + cells->off_grid_rises;
    for (size_t i = 0; i < job_industries(job); i++)
        kg += moved_cells_part(job, cells, i) *
              hg_mass_kg(job->inventory->total[i] - job->gridded[i]);
    return kg;
}

/* Cells are rounded to units of mass one by one, which small studies show. */
static double tolerance(const struct job *job, hg_mass_sum before)
{
    const double rounding_kg = (double)hg_grid_cells(job->grid) / 2 / HG_MASS_PER_KG;
    return 1e-12 + (before > 0 ? rounding_kg / hg_mass_kg(before) : 0);
}

static enum hg_status balance(struct job *job, const struct layer *layer,
                              struct hg_error *err)
{
    const struct relocation *r = job->levers->relocation;
    const size_t option = option_of(r, layer);
    const struct option *o = &r->option[option];
    hg_mass_sum before = 0;
    for (size_t i = 0; i < job_industries(job); i++)
        before += job->gridded[i];
    const hg_mass_sum cells = layer->mass;
    const bool after = layer->account == HG_ACCOUNT_AFTER;
    const char *of = relocation_option(r, option);
    const char *name = job_text(job, "relocation (%.*s), %s: before + moves = after",
                                (int)hg_text_fit(of, 24), of, after ? "after" : "change");
    const struct {
        enum hg_side side;
        const char *name;
        double kg;
    } entry[] = {
        {HG_LEFT, "falls at the origins", o->sum.domestic.value},
        {HG_LEFT, "rises at the destinations", o->sum.abroad.value},
        {HG_LEFT, "transport", o->sum.transport.value},
        {HG_RIGHT, "moved off the grid", beside_the_grid(job, o->cells)},
        {HG_RIGHT, "transport, on no cell", o->cells->transport},
    };
    enum hg_status status =
        name ? hg_ledger_open(job->ledger, "levers", name, tolerance(job, before), err)
             : no_memory(err, "the ledger");
    if (status == HG_OK)
        status = hg_ledger_enter(job->ledger, HG_LEFT, "on the grid before", before, err);
    if (status == HG_OK)
        status = hg_ledger_enter(job->ledger, HG_RIGHT, "on the grid after",
                                 after ? cells : before + cells, err);
    for (size_t i = 0; status == HG_OK && i < sizeof(entry) / sizeof(entry[0]); i++)
        status = hg_ledger_enter_kg(job->ledger, entry[i].side, entry[i].name,
                                    entry[i].kg, err);
    return status;
}

/* Of a layer of some sectors or regions: what moves of these, by industry. */
static enum hg_status balance_part(struct job *job, const struct layer *layer,
                                   struct hg_error *err)
{
    const struct relocation *r = job->levers->relocation;
    const size_t option = option_of(r, layer);
    const struct moved_cells *cells = r->option[option].cells;
    const bool after = layer->account == HG_ACCOUNT_AFTER;
    hg_mass_sum before = 0;
    double falls = 0, rises = 0, beside = 0;
    for (size_t i = 0; i < job_industries(job); i++) {
        if (!plan_in_scope(job, layer, i))
            continue;
        before += job->gridded[i];
        *(cells->change[i] < 0 ? &falls : &rises) += cells->change[i];
        beside += moved_cells_part(job, cells, i) *
                  hg_mass_kg(job->inventory->total[i] - job->gridded[i]);
    }
    const char *name =
        job_text(job, "relocation (%.24s), %s of %s in %s: before + moves = after",
                 relocation_option(r, option), after ? "after" : "change",
                 layer->entry->sector.n ? layer->sector : "all sectors",
                 layer->entry->region.n ? layer->origin : "all regions");
    enum hg_status status = name ? hg_ledger_open(job->ledger, "levers", name, 1e-12, err)
                                 : no_memory(err, "the ledger");
    if (status == HG_OK)
        status = hg_ledger_enter(job->ledger, HG_LEFT, "on the grid before", before, err);
    if (status == HG_OK)
        status = hg_ledger_enter_kg(job->ledger, HG_LEFT, "falls", falls, err);
    if (status == HG_OK)
        status = hg_ledger_enter_kg(job->ledger, HG_LEFT, "rises", rises, err);
    if (status == HG_OK)
        status = hg_ledger_enter(job->ledger, HG_RIGHT, "on the grid after",
                                 after ? layer->mass : before + layer->mass, err);
    return status == HG_OK ? hg_ledger_enter_kg(job->ledger, HG_RIGHT,
                                                "moved off the grid", beside, err)
                           : status;
}

enum hg_status relocation_balance(struct job *job, struct hg_error *err)
{
    enum hg_status status = HG_OK;
    for (size_t i = 0; status == HG_OK && i < job->n_layer; i++) {
        const struct layer *layer = &job->layer[i];
        const bool part = layer->entry->sector.n || layer->entry->region.n;
        if (is_of_moves(layer) && layer->kind == LAYER_FORM)
            status = part ? balance_part(job, layer, err) : balance(job, layer, err);
    }
    return status;
}

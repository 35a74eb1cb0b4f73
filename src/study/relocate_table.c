/* relocate_table.c - the moves of a scenario in the trade table */
#include "study/relocate_table.h"
#include "study/account_sets.h"
#include "study/columns.h"
#include <hotgrid/leontief.h>
#include <hotgrid/plant_moves.h>
#include <stdlib.h>
#include <string.h>

/* Moves of an option, and what they are made from. */
struct making {
    struct job *job;
    const struct hg_scenario *scenario;
    const struct account_set *set; /* of all the world */
    double *industry, *household;  /* room, [industry], [region of the table] */
    double *kg;                    /* room, [industry of the study] */
    size_t n, room;
    struct hg_plant_move *move;
    struct table_moves *out;
};

static void fault(const struct making *m, const struct hg_scenario_row *row,
                  const char *text, const char *code)
{
    hg_fault(m->job->faults, HG_E_INPUT, "move", "%s:%zu: mrio: `%s` %s",
             m->scenario->path, row->line, code, text);
}

/* A region of the table: itself, or that of a region of the study. */
static size_t table_region(const struct job *job, const char *code)
{
    const size_t own = hg_axis_find(job->mrio->regions, code);
    const size_t r = hg_axis_find(job->inventory->regions, code);
    return own != HG_NOT_FOUND || r == HG_NOT_FOUND ? own : job_own_market(job, r);
}

/* Which parts of a unit of the sector's emissions are of which industries of the table,
 * to m->industry.  False after a fault. */
static bool share_out(const struct making *m, const struct hg_scenario_row *row,
                      enum hg_status *status, struct hg_error *err)
{
    const struct job *job = m->job;
    const struct hg_inventory *v = job->inventory;
    const struct hg_mrio *mrio = job->mrio;
    const size_t r = hg_axis_find(v->regions, row->origin);
    const size_t s = hg_axis_find(v->sectors, row->sector);
    if (r != HG_NOT_FOUND && s != HG_NOT_FOUND) {
        const size_t at = r * hg_axis_size(v->sectors) + s;
        const struct hg_mix_params params = job_mix_params(job);
        double unmapped = 0;
        m->kg[at] = 1;
        *status =
            hg_spread_to_table(&params, m->kg, m->industry, m->household, &unmapped, err);
        m->kg[at] = 0;
        if (*status == HG_OK && unmapped == 0 && job_own_market(job, r) != HG_NOT_FOUND)
            return true;
    } else {
        const size_t region = table_region(job, row->origin);
        const size_t sector = hg_axis_find(mrio->sectors, row->sector);
        const size_t i = region == HG_NOT_FOUND || sector == HG_NOT_FOUND
                             ? HG_NOT_FOUND
                             : hg_mrio_find(mrio, region, sector);
        memset(m->industry, 0, mrio->n * sizeof(double));
        if (i != HG_NOT_FOUND)
            m->industry[i] = 1;
        if (i != HG_NOT_FOUND)
            return true;
    }
    if (*status == HG_OK)
        fault(m, row,
              "of this origin is no industry of the trade table, nor does the study map "
              "it to one",
              row->sector);
    return false;
}

/* One industry of the table; `part` of the row. */
static void add_move(struct making *m, const struct hg_scenario_row *row, size_t o,
                     size_t d, double part)
{
    const struct hg_move *move = &row->move;
    const struct hg_mrio *mrio = m->job->mrio;
    const double q =
        part * move->displaced.value * move->capacity.value * move->utilisation.value;
    const double leaves = q * move->origin.direct.value, e = m->set->industry[o];
    const size_t there = hg_mrio_find(mrio, d, mrio->sector_of[o]);
    const bool own = m->job->study->relocate.own_technique;
    const char *sector = hg_axis_code(mrio->sectors, mrio->sector_of[o]);
    if (isnan(row->output_share) && !(leaves > 0) && q > 0)
        fault(m, row,
              "has no direct intensity at its origin, so that nothing tells the part of "
              "its output that moves; state it in a column output_share",
              row->sector);
    else if (leaves > e * (1 + 1e-12))
        fault(m, row,
              "emits less than what leaves it, in the trade table; is the capacity in t, "
              "the intensity in kg/t?",
              sector);
    else if (!own && there == HG_NOT_FOUND)
        fault(m, row,
              "is not made at the destination in the trade table, which has no technique "
              "for it; say `technique: origin`",
              sector);
    else
        m->move[m->n++] =
            (struct hg_plant_move){.origin = o,
                                   .destination = d,
                                   .technique = own ? o : there,
                                   .share = !isnan(row->output_share) ? row->output_share
                                            : q > 0                   ? leaves / e
                                                                      : 0,
                                   .leaves = leaves,
                                   .arrives = q * move->destination.direct.value};
    m->out->leaves_kg += leaves;
}

static enum hg_status add_row(struct making *m, const struct hg_scenario_row *row,
                              struct hg_error *err)
{
    const struct job *job = m->job;
    const size_t n = job->mrio->n, d = table_region(job, row->destination);
    enum hg_status status = HG_OK;
    if (d == HG_NOT_FOUND) {
        fault(m, row, "is no region of the trade table, nor does the study map it to one",
              row->destination);
        return HG_OK;
    }
    if (!share_out(m, row, &status, err))
        return status;
    const struct hg_move *move = &row->move;
    m->out->added_kg += (1 - move->displaced.value) * move->capacity.value *
                        move->utilisation.value * move->destination.direct.value;
    bool any = false;
    for (size_t i = 0; i < n; i++)
        if (m->industry[i] != 0) {
            any = true;
            add_move(m, row, i, d, m->industry[i]);
        }
    if (!any)
        fault(m, row, "is of households alone: they have no plants to move", row->sector);
    return HG_OK;
}

static enum hg_status add_rows(struct making *m, const char *option, struct hg_error *err)
{
    enum hg_status status = HG_OK;
    for (size_t i = 0; status == HG_OK && i < m->scenario->n; i++)
        if (strcmp(m->scenario->row[i].option, option) == 0)
            status = add_row(m, &m->scenario->row[i], err);
    return status == HG_OK ? hg_faults_status(m->job->faults, err) : status;
}

static enum hg_status solve(const struct making *m, struct hg_error *err)
{
    const struct job *job = m->job;
    const size_t D = m->out->n;
    double *flow = calloc(D * D + 1, sizeof(*flow));
    if (!flow)
        return no_memory(err, "the accounts of moves");
    hg_table_accounts(job->mrio, job->shares, m->set->industry, m->out->production[0],
                      m->out->consumption[0], flow);
    free(flow);
    struct hg_error why = {0};
    const enum hg_status status = hg_move_plants(
        job->leontief, job->mrio, job->shares, m->set->industry, m->n, m->move,
        m->out->production[1], m->out->consumption[1], &m->out->residual, &why);
    return status == HG_OK ? HG_OK
                           : hg_fail(err, status == HG_E_MEMORY ? status : HG_E_INPUT,
                                     "%s: mrio: %s", m->scenario->path, why.message);
}

/* Rooms of a table move at most for each row and industry of the table that it is mapped
 * to: those of one region. */
static enum hg_status make_room(struct making *m, struct hg_error *err)
{
    const struct job *job = m->job;
    struct table_moves *out = m->out;
    m->room = m->scenario->n * hg_axis_size(job->mrio->sectors);
    m->industry = calloc(job->mrio->n + 1, sizeof(double));
    m->household = calloc(out->n + 1, sizeof(double));
    m->kg = calloc(job_industries(job) + 1, sizeof(double));
    m->move = calloc(m->room + 1, sizeof(*m->move));
    bool enough = m->industry && m->household && m->kg && m->move;
    for (size_t i = 0; i < 2; i++) {
        out->production[i] = calloc(out->n + 1, sizeof(double));
        out->consumption[i] = calloc(out->n + 1, sizeof(double));
        enough = enough && out->production[i] && out->consumption[i];
    }
    return enough ? HG_OK : no_memory(err, "the accounts of moves");
}

void table_moves_finish(struct table_moves *moves)
{
    for (size_t i = 0; i < 2; i++) {
        free(moves->production[i]);
        free(moves->consumption[i]);
    }
    *moves = (struct table_moves){0};
}

enum hg_status table_moves_make(struct job *job, const struct hg_scenario *scenario,
                                const char *option, struct table_moves *out,
                                struct hg_error *err)
{
    struct making m = {
        .job = job, .scenario = scenario, .set = account_world(job->sets), .out = out};
    *out = (struct table_moves){.n = hg_axis_size(job->mrio->regions)};
    if (!m.set)
        return hg_fail(
            err, HG_E_STUDY,
            "%s: relocate: `mrio` needs the emissions of every region of the "
            "trade table, of destinations too; name them (`trade: emissions`), "
            "or leave `mrio` out",
            job->study->path);
    enum hg_status status = make_room(&m, err);
    if (status == HG_OK)
        status = add_rows(&m, option, err);
    if (status == HG_OK)
        status = solve(&m, err);
    free(m.industry);
    free(m.household);
    free(m.kg);
    free(m.move);
    if (status != HG_OK)
        table_moves_finish(out);
    return status;
}

void table_moves_head(struct hg_text *text)
{
    hg_text_print(text, "option,region,name,production_before_t,production_after_t,"
                        "production_change_t,consumption_before_t,consumption_after_t,"
                        "consumption_change_t\n");
}

/* kg before and after as t, and their difference. */
static void add_pair(struct hg_text *text, double before, double after)
{
    add_number(text, before / 1000);
    add_number(text, after / 1000);
    add_number(text, (after - before) / 1000);
}

static double sum(const double *value, size_t n)
{
    double total = 0;
    for (size_t i = 0; i < n; i++)
        total += value[i];
    return total;
}

void table_moves_rows(const struct job *job, const struct table_moves *moves,
                      const char *option, struct hg_text *text)
{
    for (size_t r = 0; r < moves->n; r++) {
        hg_text_add_csv(text, option);
        add_code(text, hg_axis_code(job->mrio->regions, r));
        add_code(text, job_market_name(job, r));
        add_pair(text, moves->production[0][r], moves->production[1][r]);
        add_pair(text, moves->consumption[0][r], moves->consumption[1][r]);
        hg_text_print(text, "\n");
    }
    hg_text_add_csv(text, option);
    hg_text_print(text, ",all,");
    add_pair(text, sum(moves->production[0], moves->n),
             sum(moves->production[1], moves->n));
    add_pair(text, sum(moves->consumption[0], moves->n),
             sum(moves->consumption[1], moves->n));
    hg_text_print(text, "\n");
}

json_t *table_moves_object(const struct job *job, const struct table_moves *moves,
                           bool *ok)
{
    json_t *object = json_object(), *regions = json_array();
    for (size_t r = 0; r < moves->n; r++) {
        json_t *region = json_object();
        const double *const *p = (const double *const *)moves->production;
        const double *const *c = (const double *const *)moves->consumption;
        put(region, "code", json_string(hg_axis_code(job->mrio->regions, r)), ok);
        put(region, "name", json_string(job_market_name(job, r)), ok);
        put(region, "before_t", json_real(p[0][r] / 1000), ok);
        put(region, "after_t", json_real(p[1][r] / 1000), ok);
        put(region, "change_pba_t", json_real((p[1][r] - p[0][r]) / 1000), ok);
        put(region, "consumption_before_t", json_real(c[0][r] / 1000), ok);
        put(region, "consumption_after_t", json_real(c[1][r] / 1000), ok);
        put(region, "change_cba_t", json_real((c[1][r] - c[0][r]) / 1000), ok);
        append(regions, region, ok);
    }
    put(object, "regions", regions, ok);
    put(object, "global_t",
        json_real(
            (sum(moves->production[1], moves->n) - sum(moves->production[0], moves->n)) /
            1000),
        ok);
    put(object, "moved_t", json_real(moves->leaves_kg / 1000), ok);
    put(object, "physical_only_t", json_real(moves->added_kg / 1000), ok);
    return object;
}

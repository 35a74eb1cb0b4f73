/* report_levers.c - levers for the page: what was found, and lenses over E
 *
 * A lens says of each industry what part of its mass a lever counts, so that the page
 * multiplies E by it as it does by a column of S.  Its title is in two halves, between
 * which the page puts the sector and the region that are chosen.
 */
#include "study/levers.h"
#include "study/relocate.h"
#include "study/relocate_cells.h"
#include "study/report.h"
#include "study/targets_pairs.h"
#include <stdlib.h>

/* [[industry, part]] of those that are not 0. */
static json_t *sparse(const double *part, size_t n, bool *ok)
{
    json_t *array = json_array();
    for (size_t i = 0; i < n; i++)
        if (part[i] != 0)
            append(array, json_pack("[I,f]", (json_int_t)i, part[i]), ok);
    return array;
}

json_t *report_lens_name(const struct job *job, enum hg_account account,
                         const char *option)
{
    if (account == HG_ACCOUNT_EXCESS)
        return json_string("excess");
    return json_sprintf("%s:%s", account == HG_ACCOUNT_AFTER ? "after" : "change",
                        option ? option : relocation_option(job->levers->relocation, 0));
}

/* A lens of one account: `base` and the parts are what it counts of each industry. */
static json_t *add_lens(const struct job *job, json_t *lenses, enum hg_account account,
                        const char *option, const double *part, bool *ok)
{
    json_t *lens = json_object();
    const bool excess = account == HG_ACCOUNT_EXCESS;
    put(lens, "name", report_lens_name(job, account, option), ok);
    put(lens, "lever", json_string(excess ? "targets" : "relocation"), ok);
    put(lens, "signed", json_boolean(account == HG_ACCOUNT_CHANGE), ok);
    put(lens, "base", json_integer(account == HG_ACCOUNT_AFTER), ok);
    put(lens, "coefficient", sparse(part, job_industries(job), ok), ok);
    append(lenses, json_incref(lens), ok);
    return lens;
}

static void add_excess(const struct job *job, json_t *lenses, const double *part,
                       bool *ok)
{
    json_t *lens = add_lens(job, lenses, HG_ACCOUNT_EXCESS, NULL, part, ok);
    put(lens, "label", json_string("Above the benchmark"), ok);
    put(lens, "title",
        json_pack("[o,s]", json_sprintf("%s emitted", job_gas_print(job)),
                  "above the benchmark"),
        ok);
    json_decref(lens);
}

/* What of an option is on no cell of the map goes with it, t. */
static void add_option(const struct job *job, json_t *lenses, const char *option,
                       const struct moved_cells *cells, const double *part, bool *ok)
{
    const char *gas = job_gas_print(job), *open = *option ? " (" : "",
               *close = *option ? ")" : ""; /* a single option may have no name */
    json_t *change = add_lens(job, lenses, HG_ACCOUNT_CHANGE, option, part, ok);
    put(change, "option", json_string(option), ok);
    put(change, "label", json_sprintf("Change by relocation%s%s%s", open, option, close),
        ok);
    put(change, "title",
        json_pack("[o,o]", json_sprintf("Change of %s emissions", gas),
                  json_sprintf("by relocation%s%s%s", open, option, close)),
        ok);
    put(change, "off_map_falls_t", json_real(-cells->off_grid_falls / 1000), ok);
    put(change, "off_map_rises_t", json_real(cells->off_grid_rises / 1000), ok);
    put(change, "transport_t", json_real(cells->transport / 1000), ok);
    json_decref(change);
    json_t *after = add_lens(job, lenses, HG_ACCOUNT_AFTER, option, part, ok);
    put(after, "option", json_string(option), ok);
    put(after, "label", json_sprintf("After relocation%s%s%s", open, option, close), ok);
    put(after, "title",
        json_pack("[o,o]", json_sprintf("%s emissions", gas),
                  json_sprintf("after relocation%s%s%s", open, option, close)),
        ok);
    json_decref(after);
}

/* Where an option that no layer shows would be on the grid; cells->change stays NULL
 * where it cannot be there, as where more falls than there is: no fault of the run. */
static enum hg_status place_option(struct job *job, const char *option,
                                   struct moved_cells *cells, struct hg_error *err)
{
    struct hg_faults *of_run = job->faults;
    struct hg_error why = {0};
    enum hg_status status = hg_faults_create(&job->faults, err);
    if (status == HG_OK) {
        status =
            moved_cells_make(job, job->levers->relocation->scenario, option, cells, &why);
        hg_faults_destroy(job->faults);
    }
    job->faults = of_run;
    return status == HG_E_MEMORY ? no_memory(err, "report.html") : HG_OK;
}

static enum hg_status add_moves(struct report *report, json_t *lenses, double *part,
                                struct hg_error *err)
{
    enum { MOST = 24 };
    struct job *job = report->job;
    const struct relocation *r = job->levers->relocation;
    enum hg_status status = HG_OK;
    for (size_t k = 0; status == HG_OK && k < r->n_option && k < MOST; k++) {
        const char *option = relocation_option(r, k);
        struct moved_cells apart = {0};
        const struct moved_cells *cells = r->option[k].cells;
        if (!cells) {
            status = place_option(job, option, &apart, err);
            cells = &apart;
        }
        for (size_t i = 0; cells->change && i < job_industries(job); i++)
            part[i] = moved_cells_part(job, cells, i);
        if (cells->change)
            add_option(job, lenses, option, cells, part, &report->ok);
        moved_cells_finish(&apart);
    }
    return status;
}

static enum hg_status add_lenses(struct report *report, json_t *lenses,
                                 struct hg_error *err)
{
    const struct job *job = report->job;
    const struct levers *levers = job->levers;
    enum hg_status status = HG_OK;
    double *part = calloc(job_industries(job) + 1, sizeof(*part));
    if (!part)
        return no_memory(err, "report.html");
    if (levers->targets)
        status = targets_excess_parts(job, levers->targets, part, err);
    if (status == HG_OK && levers->targets)
        add_excess(job, lenses, part, &report->ok);
    if (status == HG_OK && levers->relocation)
        status = add_moves(report, lenses, part, err);
    free(part);
    return status;
}

bool report_place(const struct job *job, json_t *object, double lon, double lat, bool *ok)
{
    double x = lon, y = lat, col, row;
    hg_transform_apply(&job->from_lonlat, 1, &x, &y);
    if (hg_grid_cell_at(job->grid, x, y) == HG_NO_CELL)
        return false;
    hg_grid_steps(job->grid, x, y, &col, &row);
    put(object, "col", json_real(col), ok);
    put(object, "row", json_real(row), ok);
    return true;
}

/* Where on the grid all things of a list are that have a place. */
static void place_all(const struct job *job, json_t *array, bool *ok)
{
    for (size_t i = 0; i < json_array_size(array); i++) {
        json_t *object = json_array_get(array, i);
        const json_t *lon = json_object_get(object, "lon"),
                     *lat = json_object_get(object, "lat");
        if (json_is_number(lon) && json_is_number(lat))
            (void)report_place(job, object, json_number_value(lon),
                               json_number_value(lat), ok);
    }
}

enum { MOST_PRODUCTS = 2000 }; /* of a world of 41 regions all */

/* Facts levers, as run.json has them but with longer lists, and lenses. */
enum hg_status report_levers(struct report *report, struct hg_error *err)
{
    const struct job *job = report->job;
    bool *ok = &report->ok;
    json_t *facts = levers_facts(job, LEVERS_IN_REPORT, ok), *lenses = json_array();
    if (!facts) {
        put(report->facts, "lenses", lenses, ok);
        return HG_OK;
    }
    if (job->levers->targets)
        put(json_object_get(facts, "targets"), "intensities",
            targets_intensity_facts(job, MOST_PRODUCTS, ok), ok);
    place_all(job, json_object_get(json_object_get(facts, "benchmark"), "plants"), ok);
    json_t *sets = json_object_get(json_object_get(facts, "places"), "sets");
    for (size_t i = 0; i < json_array_size(sets); i++)
        place_all(job, json_object_get(json_array_get(sets, i), "places"), ok);
    const enum hg_status status = add_lenses(report, lenses, err);
    put(report->facts, "levers", facts, ok);
    put(report->facts, "lenses", lenses, ok);
    return status;
}

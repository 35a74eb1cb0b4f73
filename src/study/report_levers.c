/* report_levers.c - levers for the page: what was found, and lenses over E
 *
 * A lens says of each industry what part of its mass a lever counts, so that the page
 * multiplies E by it as it does by a column of S.  Its title is in two halves, between
 * which the page puts the sector and the region that are chosen.
 */
#include "study/levers.h"
#include "study/relocate.h"
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
    const struct relocation *r = job->levers->relocation;
    if (account == HG_ACCOUNT_EXCESS)
        return json_string("excess");
    return json_sprintf("%s:%s", account == HG_ACCOUNT_AFTER ? "after" : "change",
                        option ? option : r->scenario->row[r->option[0].first].option);
}

static void add_excess(const struct job *job, json_t *lenses, const double *part,
                       bool *ok)
{
    json_t *lens = json_object();
    put(lens, "name", report_lens_name(job, HG_ACCOUNT_EXCESS, NULL), ok);
    put(lens, "lever", json_string("targets"), ok);
    put(lens, "label", json_string("Above the benchmark"), ok);
    put(lens, "title",
        json_pack("[o,s]", json_sprintf("%s emitted", job_gas_print(job)),
                  "above the benchmark"),
        ok);
    put(lens, "signed", json_false(), ok);
    put(lens, "coefficient", sparse(part, job_industries(job), ok), ok);
    append(lenses, lens, ok);
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
    place_all(job, json_object_get(json_object_get(facts, "benchmark"), "plants"), ok);
    json_t *sets = json_object_get(json_object_get(facts, "places"), "sets");
    for (size_t i = 0; i < json_array_size(sets); i++)
        place_all(job, json_object_get(json_array_get(sets, i), "places"), ok);
    const enum hg_status status = add_lenses(report, lenses, err);
    put(report->facts, "levers", facts, ok);
    put(report->facts, "lenses", lenses, ok);
    return status;
}

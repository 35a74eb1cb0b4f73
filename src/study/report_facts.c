/* report_facts.c - what the page says: names, axes, headlines, the ledger, sources */
#include "study/report.h"
#include <config.h>
#include <hotgrid/categories.h>
#include <stdio.h>
#include <string.h>

static json_t *axis(const struct job *job, const struct hg_axis *of, bool markets,
                    bool *ok)
{
    json_t *array = json_array();
    for (size_t i = 0; i < hg_axis_size(of); i++) {
        json_t *object = json_object();
        put(object, "code", json_string(hg_axis_code(of, i)), ok);
        put(object, "name",
            json_string(markets ? job_market_name(job, i) : hg_axis_name(of, i)), ok);
        append(array, object, ok);
    }
    return array;
}

static json_t *categories(const struct job *job, bool *ok)
{
    const struct hg_axis *of = job->mrio->categories;
    json_t *array = json_array();
    for (size_t k = 0; k < hg_axis_size(of); k++) {
        json_t *object = json_object();
        put(object, "code", json_string(hg_axis_code(of, k)), ok);
        put(object, "name", json_string(hg_category_name(of, k)), ok);
        append(array, object, ok);
    }
    return array;
}

static json_t *groups(const struct job *job, bool *ok)
{
    json_t *array = json_array();
    for (size_t g = 0; g < job->study->n_groups; g++) {
        const struct hg_study_group *group = &job->study->groups[g];
        json_t *object = json_object(), *members = json_array();
        for (size_t i = 0; i < group->members.n; i++)
            append(members, json_string(group->members.word[i]), ok);
        put(object, "code", json_string(group->name), ok);
        put(object, "name", json_string(job_code_name(job, group->name)), ok);
        put(object, "members", members, ok);
        append(array, object, ok);
    }
    return array;
}

static json_t *axes(const struct job *job, bool *ok)
{
    json_t *object = json_object();
    put(object, "regions", axis(job, job->inventory->regions, false, ok), ok);
    put(object, "sectors", axis(job, job->inventory->sectors, false, ok), ok);
    put(object, "destinations", axis(job, job->mrio->regions, true, ok), ok);
    put(object, "groups", groups(job, ok), ok);
    const bool parts = job->report_parts->n_set > 0;
    put(object, "categories", parts ? categories(job, ok) : json_array(), ok);
    put(object, "products",
        parts ? axis(job, job->mrio->sectors, false, ok) : json_array(), ok);
    return object;
}

static void entries(json_t *rows, const struct hg_entry *entry, size_t n,
                    const char *side, bool *ok)
{
    for (size_t i = 0; i < n; i++) {
        json_t *row = json_object();
        put(row, "label", json_string(entry[i].name), ok);
        put(row, "side", json_string(side), ok);
        put(row, "kg",
            json_real(entry[i].exact ? hg_mass_kg(entry[i].mass) : entry[i].kg), ok);
        append(rows, row, ok);
    }
}

static json_t *ledger(const struct job *job, bool *ok)
{
    json_t *array = json_array();
    for (size_t i = 0; i < hg_ledger_lines(job->ledger); i++) {
        const struct hg_line *line = hg_ledger_line(job->ledger, i);
        json_t *object = json_object(), *rows = json_array();
        entries(rows, line->left, line->n_left, "left", ok);
        entries(rows, line->right, line->n_right, "right", ok);
        put(object, "stage", json_string(line->stage), ok);
        put(object, "title", json_string(line->name), ok);
        put(object, "rows", rows, ok);
        put(object, "difference_kg", json_real(hg_line_difference_kg(line)), ok);
        put(object, "tolerance", json_real(line->tolerance), ok);
        put(object, "balance", json_boolean(hg_line_balances(line)), ok);
        append(array, object, ok);
    }
    return array;
}

static json_t *notes(const struct job *job, bool *ok)
{
    json_t *array = json_array();
    for (size_t i = 0; i < hg_ledger_notes(job->ledger); i++) {
        const struct hg_note *note = hg_ledger_get_note(job->ledger, i);
        json_t *object = json_object();
        put(object, "stage", json_string(note->stage), ok);
        put(object, "label", json_string(note->name), ok);
        put(object, "value", number_or_null(note->value), ok);
        put(object, "limit", number_or_null(note->limit), ok);
        append(array, object, ok);
    }
    return array;
}

/* Sentences: that of the study, cut where a new one begins. */
static json_t *headlines(const struct job *job, bool *ok)
{
    struct hg_text text = {0};
    json_t *array = json_array();
    headline_study(job, &text);
    for (char *at = text.bytes; at && *at;) {
        char *end = strstr(at, ". ");
        if (end)
            end[1] = '\0';
        append(array, json_string(at), ok);
        at = end ? end + 2 : NULL;
    }
    *ok = *ok && !text.failed;
    free(text.bytes);
    return array;
}

static json_t *figures(const struct job *job, bool *ok)
{
    const struct figures *f = &job->figures;
    json_t *object = json_object();
    put(object, "total_kg", json_real(f->total_kg), ok);
    put(object, "foreign_kg", json_real(f->foreign_kg), ok);
    put(object, "household_kg", json_real(f->household_kg), ok);
    put(object, "foreign_percent_on_1_percent_of_land",
        number_or_null(f->foreign_top_percent), ok);
    put(object, "percent_of_land_with_75_percent_of_foreign",
        number_or_null(f->area_75_percent), ok);
    put(object, "foreign_gini", number_or_null(f->gini), ok);
    return object;
}

static json_t *colour(struct hg_colour c)
{
    char text[8];
    (void)snprintf(text, sizeof(text), "#%02x%02x%02x", c.red, c.green, c.blue);
    return json_string(text);
}

/* The colours of the maps, so that the page may look like them. */
static json_t *style(const struct job *job, bool *ok)
{
    const struct hg_style *s = &job->style;
    const struct hg_ramp *ramp = hg_ramp_find(s->ramp);
    json_t *object = json_object(), *stops = json_array();
    for (size_t i = 0; ramp && i < ramp->n; i++)
        append(stops, colour(ramp->stop[i]), ok);
    put(object, "name", json_string(s->name), ok);
    put(object, "ramp", stops, ok);
    put(object, "sea", colour(s->sea), ok);
    put(object, "land", colour(s->land), ok);
    put(object, "no_data", colour(s->no_data), ok);
    put(object, "no_emission", colour(s->no_emission), ok);
    return object;
}

static json_t *cities(const struct job *job, bool *ok)
{
    enum { MOST = 200 };
    json_t *array = json_array();
    for (size_t i = 0; job->places && i < job->places->n && i < MOST; i++) {
        const struct hg_place *place = &job->places->place[i];
        json_t *object = json_object();
        if (!report_place(job, object, place->lon, place->lat, ok)) {
            json_decref(object);
            continue;
        }
        put(object, "name", json_string(place->name), ok);
        put(object, "lon", json_real(place->lon), ok);
        put(object, "lat", json_real(place->lat), ok);
        append(array, object, ok);
    }
    return array;
}

static json_t *texts(const struct job *job, bool *ok)
{
    json_t *object = json_object();
    put(object, "source", json_string(job->study->maps.source), ok);
    put(object, "approval", json_string(job->study->maps.approval), ok);
    put(object, "disclaimer", json_string(job->study->maps.disclaimer), ok);
    return object;
}

enum hg_status report_facts(struct report *report, struct hg_error *err)
{
    const struct job *job = report->job;
    json_t *f = report->facts;
    bool *ok = &report->ok;
    (void)err;
    put(f, "name", json_string(job->study->name), ok);
    put(f, "title", json_string(job->study->maps.title), ok);
    put(f, "year", json_integer(job->study->year), ok);
    put(f, "gas", json_string(job_gas_print(job)), ok);
    put(f, "unit", json_string("t km-2 yr-1"), ok);
    put(f, "version", json_string(HG_VERSION), ok);
    put(f, "gdal", json_string(hg_gdal_version()), ok);
    put(f, "proj", json_string(hg_proj_version()), ok);
    put(f, "input_key", json_string(job->input_key), ok);
    put(f, "axes", axes(job, ok), ok);
    put(f, "headlines", headlines(job, ok), ok);
    put(f, "figures", figures(job, ok), ok);
    put(f, "ledger", ledger(job, ok), ok);
    put(f, "notes", notes(job, ok), ok);
    put(f, "cities", cities(job, ok), ok);
    put(f, "style", style(job, ok), ok);
    put(f, "texts", texts(job, ok), ok);
    put(f, "sources", report_sources(job, ok), ok);
    return HG_OK;
}

/* run_json.c - run.json: what was read, what came out, and how the book balances */
#include "study/benchmark_join.h"
#include "study/decomposed.h"
#include "study/digests.h"
#include "study/failures.h"
#include "study/json.h"
#include "study/layers.h"
#include "study/levers.h"
#include "study/report.h"
#include "study/share.h"
#include "study/targets_pairs.h"
#include <config.h>
#include <stdlib.h>
#include <string.h>

static json_t *tonnes(hg_mass_sum mass)
{
    char text[HG_MASS_TEXT];
    return json_string(hg_mass_text(mass, 3, text));
}

static json_t *entries(const struct hg_entry *entry, size_t n, bool *ok)
{
    json_t *array = json_array();
    for (size_t i = 0; i < n; i++) {
        json_t *object = json_object();
        put(object, "name", json_string(entry[i].name), ok);
        if (entry[i].exact)
            put(object, "t", tonnes(entry[i].mass), ok);
        else
            put(object, "t_double", json_real(entry[i].kg / 1000), ok);
        append(array, object, ok);
    }
    return array;
}

static json_t *ledger(const struct job *job, bool *ok)
{
    json_t *lines = json_array(), *notes = json_array(), *book = json_object();
    for (size_t i = 0; i < hg_ledger_lines(job->ledger); i++) {
        const struct hg_line *line = hg_ledger_line(job->ledger, i);
        json_t *object = json_object();
        put(object, "stage", json_string(line->stage), ok);
        put(object, "name", json_string(line->name), ok);
        put(object, "left", entries(line->left, line->n_left, ok), ok);
        put(object, "right", entries(line->right, line->n_right, ok), ok);
        put(object, "difference_kg", json_real(hg_line_difference_kg(line)), ok);
        put(object, "tolerance", json_real(line->tolerance), ok);
        put(object, "balances", json_boolean(hg_line_balances(line)), ok);
        append(lines, object, ok);
    }
    for (size_t i = 0; i < hg_ledger_notes(job->ledger); i++) {
        const struct hg_note *note = hg_ledger_get_note(job->ledger, i);
        json_t *object = json_object();
        put(object, "stage", json_string(note->stage), ok);
        put(object, "name", json_string(note->name), ok);
        put(object, "value", number_or_null(note->value), ok);
        put(object, "limit", number_or_null(note->limit), ok);
        append(notes, object, ok);
    }
    put(book, "lines", lines, ok);
    put(book, "notes", notes, ok);
    return book;
}

static json_t *grid(const struct job *job, bool *ok)
{
    const struct hg_grid_params *p = hg_grid_params(job->grid);
    json_t *object = json_object();
    put(object, "name", json_string(p->name), ok);
    put(object, "crs", json_string(p->crs), ok);
    put(object, "kind", json_string(hg_grid_kind_name(p->kind)), ok);
    put(object, "west", json_real(p->box.west), ok);
    put(object, "south", json_real(p->box.south), ok);
    put(object, "east", json_real(p->box.east), ok);
    put(object, "north", json_real(p->box.north), ok);
    put(object, "columns", json_integer(p->ncol), ok);
    put(object, "rows", json_integer(p->nrow), ok);
    put(object, "land_km2", json_real(job->land_km2), ok);
    return object;
}

static void put_markets(const struct job *job, json_t *figures, bool *ok)
{
    const struct figures *f = &job->figures;
    const struct hg_accounts *a = job->accounts;
    json_t *markets = json_object(), *sectors = json_object();
    put(figures, "foreign_t", json_real(f->foreign_kg / 1000), ok);
    put(figures, "households_t", json_real(f->household_kg / 1000), ok);
    put(figures, "foreign_percent", number_or_null(100 * f->foreign_kg / f->total_kg),
        ok);
    put(figures, "foreign_percent_on_1_percent_of_land",
        number_or_null(f->foreign_top_percent), ok);
    put(figures, "percent_of_land_with_75_percent_of_foreign",
        number_or_null(f->area_75_percent), ok);
    put(figures, "foreign_gini", number_or_null(f->gini), ok);
    for (size_t d = 0; d < a->n_destination; d++)
        put(markets, hg_axis_code(job->mrio->regions, d),
            number_or_null(100 * a->foreign_destination[d] / a->foreign), ok);
    for (size_t s = 0; s < a->n_sector; s++)
        put(sectors, hg_axis_code(job->inventory->sectors, s),
            number_or_null(100 * a->foreign_sector[s] / a->foreign), ok);
    json_t *sharers = json_object();
    for (size_t d = 0; d < job->mix->n_destination; d++)
        if (job_mix_sharers(job, d) > 1)
            put(sharers, hg_axis_code(job->mrio->regions, d),
                json_integer((json_int_t)job_mix_sharers(job, d)), ok);
    put(figures, "regions_with_one_market_mix", sharers, ok);
    put(figures, "percent_of_foreign_by_destination", markets, ok);
    put(figures, "percent_of_foreign_by_sector", sectors, ok);
}

static json_t *headlines(const struct job *job, bool *ok)
{
    struct hg_text text = {0};
    headline_study(job, &text);
    json_t *object = json_object(), *figures = json_object();
    put(object, "sentence", json_string(text.bytes ? text.bytes : ""), ok);
    put(figures, "gridded_t", json_real(job->figures.total_kg / 1000), ok);
    if (job->markets)
        put_markets(job, figures, ok);
    put(object, "figures", figures, ok);
    if (text.failed)
        *ok = false;
    free(text.bytes);
    return object;
}

static json_t *class_edges(const struct layer *layer, bool *ok)
{
    json_t *array = json_array();
    for (size_t i = 0; layer->classes.n && i <= layer->classes.n; i++)
        append(array, json_real(layer->classes.edge[i]), ok);
    return array;
}

static json_t *layers(const struct job *job, bool *ok)
{
    json_t *array = json_array();
    for (size_t i = 0; i < job->n_layer; i++) {
        const struct layer *layer = &job->layer[i];
        char name[192];
        snprintf(name, sizeof(name), "tif/%s.tif", layer->stem);
        json_t *object = json_object();
        struct hg_text headline = {0};
        headline_layer(job, layer, &headline);
        put(object, "file", json_string(name), ok);
        put(object, "title", json_string(layer->title), ok);
        put(object, "headline", json_string(headline.bytes ? headline.bytes : ""), ok);
        put(object, "unit", json_string(layer_unit(layer)), ok);
        put(object, "destination", json_string(layer->destination), ok);
        put(object, "final_demand", json_string(layer->demand), ok);
        put(object, "sector", json_string(layer->sector), ok);
        put(object, "origin", json_string(layer->origin), ok);
        if (layer->account != HG_ACCOUNT_DOMINANT) {
            if (layer->kind == LAYER_FORM || layer->kind == LAYER_SHARE) {
                put(object, "total_t", tonnes(layer->mass), ok);
                put(object, "negative_t", tonnes(layer->negative), ok);
                put(object, "percent_on_1_percent_of_land",
                    number_or_null(layer->top_percent), ok);
            }
            if (layer->kind == LAYER_SIGMA)
                put(object, "sigma_of_the_sum_t", json_real(layer->sum_sigma_kg / 1000),
                    ok);
            put(object, "classes", class_edges(layer, ok), ok);
        }
        append(array, object, ok);
        free(headline.bytes);
    }
    return array;
}

/* An input with its digest: null where it cannot be read any more. */
static void input(const struct job *job, json_t *array, const char *path, bool *ok)
{
    char sha256[HG_DIGEST_TEXT] = "";
    struct hg_error ignored = {0};
    if (!path)
        return;
    const char *known = digests_find(job->digests, path);
    if (known)
        memcpy(sha256, known, sizeof(sha256));
    const bool read = known || hg_digest_file(path, sha256, &ignored) == HG_OK;
    json_t *object = json_object();
    put(object, "path", any_string(path), ok);
    put(object, "sha256", read ? json_string(sha256) : json_null(), ok);
    append(array, object, ok);
}

/* Files that the study names by other means than their path. */
static void found_inputs(const struct job *job, json_t *array, bool *ok)
{
    const struct hg_study *s = job->study;
    const struct hg_mrio_source trade = job_trade_source(job),
                                nest = job_nest_source(job);
    const char *path = NULL, *const *table = NULL;
    size_t n_table = 0;
    struct hg_error ignored = {0};
    if (hg_share_find("grids", s->grid, s->folder, job->arena, &path, &ignored) == HG_OK)
        input(job, array, path, ok);
    if (hg_share_find("styles", s->maps.style, s->folder, job->arena, &path, &ignored) ==
        HG_OK)
        input(job, array, path, ok);
    if (job->markets && s->trade.region_codes && hg_share_folder())
        input(job, array,
              hg_path_join(job->arena, hg_share_folder(), "codes/regions.csv"), ok);
    if (job->markets &&
        hg_find_mrio(&trade, job->arena, &n_table, &table, &ignored) == HG_OK)
        for (size_t i = 0; i < n_table; i++)
            input(job, array, table[i], ok);
    if (job->markets && s->trade.nest.path &&
        hg_find_mrio(&nest, job->arena, &n_table, &table, &ignored) == HG_OK)
        for (size_t i = 0; i < n_table; i++)
            input(job, array, table[i], ok);
}

/* Is a file told already?  Studies of two years may share theirs. */
static bool is_told(const json_t *array, const json_t *file)
{
    const char *path = json_string_value(json_object_get(file, "path"));
    for (size_t i = 0; path && i < json_array_size(array); i++) {
        const char *other =
            json_string_value(json_object_get(json_array_get(array, i), "path"));
        if (other && strcmp(path, other) == 0)
            return true;
    }
    return false;
}

/* Of the levers that the run found. */
static void lever_inputs(const struct job *job, json_t *array, bool *ok)
{
    const struct hg_study *s = job->study;
    const struct levers *found = job->levers;
    input(job, array, targets_wanted(job) ? s->targets.output : NULL, ok);
    input(job, array, targets_wanted(job) ? s->targets.energy : NULL, ok);
    input(job, array, found && found->targets ? target_reference_file(job) : NULL, ok);
    input(job, array, s->relocate.scenario, ok);
    input(job, array, s->benchmark.plants, ok);
    input(job, array, s->benchmark.measures, ok);
    if (found && found->benchmark)
        input(job, array, found->benchmark->benchmark.standards, ok);
    const json_t *others =
        found && found->comparisons ? found->comparisons->inputs : NULL;
    for (size_t i = 0; i < json_array_size(others); i++)
        if (!is_told(array, json_array_get(others, i)))
            append(array, json_incref(json_array_get(others, i)), ok);
}

static json_t *make_inputs(const struct job *job, bool *ok)
{
    const struct hg_study *s = job->study;
    json_t *array = json_array();
    input(job, array, s->path, ok);
    found_inputs(job, array, ok);
    input(job, array, s->regions.path, ok);
    for (size_t i = 0; i < s->inventory.n_totals; i++)
        input(job, array, s->inventory.totals[i].path, ok);
    for (size_t i = 0; i < s->inventory.n_points; i++)
        input(job, array, s->inventory.points[i].source.path, ok);
    for (size_t i = 0; i < s->inventory.n_lines; i++)
        input(job, array, s->inventory.lines[i].source.path, ok);
    for (size_t i = 0; i < s->inventory.n_areas; i++)
        input(job, array, s->inventory.areas[i].source.path, ok);
    for (size_t i = 0; i < s->inventory.n_grids; i++)
        input(job, array, s->inventory.grids[i].file, ok);
    for (size_t i = 0; i < s->inventory.n_files; i++)
        input(job, array, s->inventory.files[i].file, ok);
    input(job, array, s->inventory.emissions, ok);
    input(job, array, s->inventory.sectors, ok);
    input(job, array, job->markets ? s->trade.regions.path : NULL, ok);
    input(job, array, job->markets ? s->trade.sectors.table.path : NULL, ok);
    input(job, array, job->markets ? s->trade.nest.sectors.table.path : NULL, ok);
    input(job, array, job->markets ? s->trade.nest.exports.path : NULL, ok);
    input(job, array, job->markets ? s->trade.reexports.path : NULL, ok);
    input(job, array, job->markets ? s->trade.region_names : NULL, ok);
    for (size_t i = 0; i < s->n_places; i++)
        input(job, array, s->places[i].source.path, ok);
    input(job, array, s->maps.borders.path, ok);
    input(job, array, s->maps.context.path, ok);
    input(job, array, s->maps.lakes.path, ok);
    input(job, array, s->maps.cities.path, ok);
    input(job, array, s->maps.world.path, ok);
    lever_inputs(job, array, ok);
    return array;
}

/* What the page tells of them: the same wherever they lie, in whatever order of rows. */
json_t *report_sources(const struct job *job, bool *ok)
{
    json_t *files = json_deep_copy(job->inputs); /* made before the layers were */
    for (size_t i = 0; i < json_array_size(files); i++) {
        json_t *file = json_array_get(files, i);
        const char *path = json_string_value(json_object_get(file, "path"));
        const char *slash = path ? strrchr(path, '/') : NULL;
        put(file, "name", json_string(slash ? slash + 1 : path), ok);
        *ok = *ok && json_object_del(file, "path") == 0 &&
              json_object_del(file, "sha256") == 0;
    }
    return files;
}

const struct json_t *job_inputs(struct job *job)
{
    bool ok = true;
    if (job->inputs)
        return job->inputs;
    job->inputs = make_inputs(job, &ok);
    if (!ok) {
        json_decref(job->inputs);
        job->inputs = NULL;
    }
    return job->inputs;
}

static json_t *failed(const struct job *job, bool *ok)
{
    json_t *array = json_array();
    for (size_t i = 0; job->failures && i < job->failures->n; i++) {
        const struct failure *failure = &job->failures->failure[i];
        json_t *object = json_object();
        put(object, "stage", json_string(failure->stage), ok);
        put(object, "layer", json_string(failure->stem), ok);
        put(object, "message", any_string(failure->message), ok);
        append(array, object, ok);
    }
    return array;
}

static json_t *outputs(const struct job *job, bool *ok, struct hg_error *err)
{
    struct hg_committed *file = NULL;
    size_t n = 0;
    json_t *array = json_array();
    if (hg_output_committed(job->output, &file, &n, err) != HG_OK)
        *ok = false;
    for (size_t i = 0; i < n; i++) {
        json_t *object = json_object();
        put(object, "name", json_string(file[i].name), ok);
        put(object, "size", json_integer((json_int_t)file[i].size), ok);
        put(object, "sha256", json_string(file[i].sha256), ok);
        append(array, object, ok);
    }
    free(file);
    return array;
}

static json_t *program(const struct job *job, bool *ok)
{
    json_t *object = json_object();
    put(object, "name", json_string("hotgrid"), ok);
    put(object, "version", json_string(HG_VERSION), ok);
    put(object, "gdal", json_string(hg_gdal_version()), ok);
    put(object, "proj", json_string(hg_proj_version()), ok);
    put(object, "threads", json_integer(job->threads), ok);
    return object;
}

enum hg_status write_run_json(struct job *job, struct hg_error *err)
{
    bool ok = true;
    json_t *run = json_object();
    put(run, "program", program(job, &ok), &ok);
    put(run, "study", json_string(job->study->name), &ok);
    put(run, "year", json_integer(job->study->year), &ok);
    put(run, "gas", json_string(job_gas(job)), &ok);
    if (job->study->inventory.co2e)
        put(run, "gwp", json_string(hg_gwp_source(job_gwp(job))), &ok);
    put(run, "input_key", json_string(job->input_key), &ok);
    put(run, "grid", grid(job, &ok), &ok);
    put(run, "headlines", headlines(job, &ok), &ok);
    put(run, "ledger", ledger(job, &ok), &ok);
    put(run, "layers", layers(job, &ok), &ok);
    json_t *levers = levers_facts(job, LEVERS_IN_RUN_JSON, &ok);
    if (levers)
        put(run, "levers", levers, &ok);
    if (job->failures && job->failures->n)
        put(run, "failures", failed(job, &ok), &ok);
    ok &= job_inputs(job) != NULL;
    put(run, "inputs", json_incref(job->inputs), &ok);
    put(run, "outputs", outputs(job, &ok, err), &ok);
    char *bytes = ok ? json_dumps(run, JSON_INDENT(1) | JSON_SORT_KEYS) : NULL;
    json_decref(run);
    if (!bytes)
        return no_memory(err, "run.json");
    const enum hg_status status =
        hg_output_commit(job->output, "run.json", bytes, strlen(bytes), err);
    free(bytes);
    return status;
}

/* run.c - the verbs run, attribute and check */
#include "study/failures.h"
#include "study/grid_auto.h"
#include "study/json.h"
#include "study/layers.h"
#include "study/publish.h"
#include "study/resume.h"
#include "study/traced.h"
#include <stdlib.h>
#include <string.h>

/* All that can be told before a layer is made, in a folder that is looked at alone. */
static enum hg_status look_ahead(struct job *job, struct hg_error *err)
{
    const char *folder = job->options->output ? job->options->output : job->study->output;
    enum hg_status status = job_run(job, STAGE_LEVERS, err);
    if (status == HG_OK)
        status = check_tiles(job, err);
    if (status == HG_OK)
        status = hg_output_look(folder, &job->output, err);
    return status == HG_OK && job->output ? resume_open(job, err) : status;
}

static void list_files(struct job *job, struct hg_text *summary)
{
    size_t i, n_standing = 0;
    const json_t *input;
    const json_t *inputs = job_inputs(job);
    hg_text_print(summary, "\nwould read\n");
    json_array_foreach(inputs, i, input) hg_text_print(
        summary, "  %s\n", json_string_value(json_object_get(input, "path")));
    hg_text_print(summary, "\nwould make in %s\n",
                  job->options->output ? job->options->output : job->study->output);
    for (i = 0; i < job->n_layer; i++) {
        const char *stem = job->layer[i].stem;
        const bool drawn = job->study->maps.formats.n > 0;
        const bool written = resume_take(job, "write", stem, NULL);
        const bool whole = written && (!drawn || resume_take(job, "draw", stem, NULL));
        n_standing += whole;
        hg_text_print(summary, "  %-52s %s\n", stem,
                      whole     ? "stands"
                      : written ? "map; its GeoTIFF stands"
                      : drawn   ? "GeoTIFF and map"
                                : "GeoTIFF");
    }
    hg_text_print(
        summary,
        "%zu of %zu layers stand from an earlier run of the same inputs; tables, "
        "project and run.json are made each time\nnothing was written\n",
        n_standing, job->n_layer);
}

/* All stages, with maps or without. */
static enum hg_status run_study(const char *study_path, const char *verb, bool maps,
                                const struct hg_run_options *options,
                                struct hg_faults *faults, struct hg_text *summary,
                                struct hg_error *err)
{
    struct job *job = NULL;
    enum hg_status status = job_create(study_path, options, faults, &job, err);
    if (status != HG_OK)
        return status;
    job->maps = maps;
    status = job->markets && options->dry_run ? look_ahead(job, err)
             : job->markets                   ? job_run(job, STAGE_REPORT, err)
                                              : hg_fail(err, HG_E_STUDY,
                                                        "%s: key `trade` is missing: `%s` needs the trade "
                                                                          "table to know the markets; name it, or use "
                                                                          "`hotgrid grid`, which does without",
                                                        study_path, verb);
    if (options->dry_run && status == HG_OK) {
        list_files(job, summary);
    } else if (status == HG_OK || status == HG_E_MASS) {
        hg_ledger_print(job->ledger, summary);
        if (status == HG_OK) {
            hg_text_print(summary, "\n");
            headline_study(job, summary);
            hg_text_print(summary, "\n%zu layers in %s\n", job->n_layer,
                          options->output ? options->output : job->study->output);
            resume_tell(job, summary);
            tell_stored(job, summary);
            status = failures_status(job, err);
        }
    }
    job_destroy(job);
    return status;
}

enum hg_status hg_run(const char *study_path, const struct hg_run_options *options,
                      struct hg_faults *faults, struct hg_text *summary,
                      struct hg_error *err)
{
    return run_study(study_path, "run", true, options, faults, summary, err);
}

enum hg_status hg_attribute_study(const char *study_path,
                                  const struct hg_run_options *options,
                                  struct hg_faults *faults, struct hg_text *summary,
                                  struct hg_error *err)
{
    return run_study(study_path, "attribute", false, options, faults, summary, err);
}

/* Bytes of a layer file before compression, with its overviews. */
static uint64_t layer_bytes(const struct job *job, const struct layer *layer)
{
    const uint64_t cells = hg_grid_cells(job->grid);
    return cells * (layer->account == HG_ACCOUNT_DOMINANT ? 1 : 4) * 4 / 3;
}

static void list_layers(const struct job *job, struct hg_text *summary)
{
    uint64_t all = 0;
    for (size_t i = 0; i < job->n_layer; i++) {
        const struct layer *layer = &job->layer[i];
        const uint64_t bytes = layer_bytes(job, layer);
        hg_text_print(summary, "  %-52s %-12s %8.1f MiB\n", layer->stem,
                      *layer_unit(layer) ? layer_unit(layer) : "class",
                      (double)bytes / 1048576);
        all += bytes;
    }
    hg_text_print(
        summary,
        "%zu layers, at most %.1f MiB before compression; about %.0f MiB of memory "
        "with %u threads\n",
        job->n_layer, (double)all / 1048576, (double)job_memory(job) / 1048576,
        job->threads);
}

static void list_inputs(const struct job *job, struct hg_text *summary)
{
    size_t points, orphans;
    job_count_points(job, &points, &orphans);
    const struct hg_grid_params *p = hg_grid_params(job->grid);
    hg_mass_sum on = 0, outside = 0;
    for (size_t i = 0; i < job_industries(job); i++) {
        on += job->gridded[i];
        outside += job->outside[i];
    }
    const hg_mass_sum all = hg_inventory_sum(job->inventory);
    hg_text_print(summary, "study      %s, %lld\n", job->study->name,
                  (long long)job->study->year);
    hg_text_print(summary, "grid       %s, %u x %u cells\n", p->name, p->ncol, p->nrow);
    if (strcmp(job->study->grid, HG_GRID_AUTO) == 0)
        hg_text_print(summary, "  fitted   %s\n", p->crs);
    hg_text_print(summary, "inventory  %.3f Mt %s, %zu regions x %zu sectors\n",
                  hg_mass_kg(all) / 1e9, job_gas(job),
                  hg_axis_size(job->inventory->regions),
                  hg_axis_size(job->inventory->sectors));
    hg_text_print(summary,
                  "placed     %.3f Mt on the grid, %.3f Mt outside it, %.3f Mt nowhere\n",
                  hg_mass_kg(on) / 1e9, hg_mass_kg(outside) / 1e9,
                  hg_mass_kg(all - on - outside) / 1e9);
    if (job->stored)
        hg_text_print(summary, "emissions  %s, made by study %s\n",
                      job->study->inventory.emissions, job->stored->facts.study);
    else
        hg_text_print(
            summary,
            "points     %zu with a total, %zu without; %zu lie outside their region\n",
            points, orphans, job->locations->n_misplaced);
    traced_summary(job, summary);
    hg_text_print(summary, "polygons   %zu\n", job->regions->n_shape);
    if (!job->markets)
        hg_text_print(summary, "trade      none: `hotgrid grid` would write\n");
    else
        hg_text_print(summary,
                      "trade      %zu industries, %zu markets, largest column sum of A "
                      "%.3f\n",
                      job->mrio->n, hg_axis_size(job->mrio->regions),
                      job->shares->max_column_sum);
}

static bool has_lever_keys(const struct hg_study *s)
{
    return s->targets.line || s->relocate.scenario || s->benchmark.plants ||
           s->n_decompose;
}

enum hg_status hg_check(const char *study_path, const struct hg_run_options *options,
                        struct hg_faults *faults, struct hg_text *summary,
                        struct hg_error *err)
{
    struct job *job = NULL;
    enum hg_status status = job_create(study_path, options, faults, &job, err);
    if (status != HG_OK)
        return status;
    /* Files of levers are read where their industries are known. */
    status = job_run(job, has_lever_keys(job->study) ? STAGE_LEVERS : STAGE_TRADE, err);
    if (status == HG_OK)
        status = check_tiles(job, err);
    if (status == HG_OK) {
        list_inputs(job, summary);
        list_layers(job, summary);
    }
    job_destroy(job);
    return status;
}

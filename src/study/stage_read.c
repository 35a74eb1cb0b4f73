/* stage_read.c - stage 1: every file of the study becomes a noun, every label is known */
#include "study/digests.h"
#include "study/ready.h"
#include "study/region_codes.h"
#include "study/streams.h"
#include "study/traced.h"
#include "study/zone_accounts.h"
#include <hotgrid/arena.h>
#include <stdlib.h>
#include <string.h>

static enum hg_status read_grid_and_style(struct job *job, struct hg_error *err)
{
    const struct hg_study *study = job->study;
    enum hg_status status = job_read_grid(job, err);
    if (status == HG_OK)
        status = hg_style_read(study->maps.style, study->folder, job->faults, &job->style,
                               err);
    return status != HG_OK ? status : hg_faults_status(job->faults, err);
}

/* Codes of countries are no names for a map. */
static enum hg_status read_countries(struct job *job, struct hg_error *err)
{
    job->countries = hg_arena_alloc(job->arena, 1, sizeof(*job->countries));
    return job->countries ? region_codes_read(job->faults, job->countries, err)
                          : no_memory(err, "the names of countries");
}

static enum hg_status read_names(struct job *job, struct hg_error *err)
{
    const struct hg_study *study = job->study;
    enum hg_status status = HG_OK;
    if (study->inventory.sectors)
        status = hg_read_names(study->inventory.sectors, "sector", "name", job->faults,
                               &job->sector_names, err);
    if (status == HG_OK && job->markets && study->trade.region_names)
        status = hg_read_names(study->trade.region_names, "region", "name", job->faults,
                               &job->market_names, err);
    if (status == HG_OK && job->markets && !study->trade.region_names)
        status = read_countries(job, err);
    return status;
}

/* The points of a file that are kept in memory: none where they are streamed. */
static enum hg_status read_sites(struct job *job, size_t file, struct hg_error *err)
{
    const struct hg_study_points *points = &job->study->inventory.points[file];
    if (!is_streamed(points->rule))
        return hg_read_sites(&points->source, points->rule, job->faults,
                             &job->sites[file], err);
    job->sites[file] = calloc(1, sizeof(*job->sites[file]));
    if (!job->sites[file])
        return no_memory(err, "the points");
    job->sites[file]->rule = points->rule;
    return HG_OK;
}

static enum hg_status read_inventory(struct job *job, struct hg_error *err)
{
    const struct hg_study *study = job->study;
    if (study->inventory.emissions)
        return job_read_stored(job, err);
    enum hg_status status =
        hg_read_totals(study->inventory.n_totals, study->inventory.totals, job->faults,
                       &job->totals, err);
    if (status != HG_OK)
        return status;
    job->sites = calloc(study->inventory.n_points + 1, sizeof(struct hg_sites *));
    if (!job->sites)
        return no_memory(err, "the points");
    for (size_t i = 0; status == HG_OK && i < study->inventory.n_points; i++)
        status = read_sites(job, i, err);
    return status;
}

/* "study.yaml:9:15" of each word; NULL without memory or places. */
static const char *const *places_of(struct job *job, const struct hg_words *words)
{
    const char **place = hg_arena_alloc(job->arena, words->n + 1, sizeof(*place));
    for (size_t i = 0; place && i < words->n; i++) {
        if (!words->at || !(place[i] = job_text(job, "%s:%zu:%zu", job->study->path,
                                                words->at[i].line, words->at[i].column)))
            return NULL;
    }
    return place;
}

static enum hg_status build_inventory(struct job *job, struct hg_error *err)
{
    const struct hg_study *study = job->study;
    if (job->stored)
        return job_take_inventory(job, err);
    size_t n_sites = 0;
    struct hg_sites **sites = traced_all_sites(job, &n_sites);
    size_t n_added = 0;
    const struct hg_totals **added = hg_arena_alloc(
        job->arena, study->inventory.n_points + 1, sizeof(const struct hg_totals *));
    if (!sites || !added)
        return no_memory(err, "the points");
    for (size_t i = 0; i < job->streams->n; i++)
        if (job->streams->added[i])
            added[n_added++] = job->streams->added[i];
    const struct hg_inventory_params params = {
        .totals = job->totals,
        .n_sites = n_sites,
        .sites = sites,
        .n_added = n_added,
        .added = added,
        .n_household = study->inventory.household.n,
        .household = study->inventory.household.word,
        .household_at = places_of(job, &study->inventory.household),
        .not_gridded_at = places_of(job, &study->inventory.not_gridded),
        .n_not_gridded = study->inventory.not_gridded.n,
        .not_gridded = study->inventory.not_gridded.word,
        .sector_names = job->sector_names,
        .region_names = job->region_names,
    };
    enum hg_status status =
        hg_inventory_create(&params, job->faults, &job->inventory, err);
    if (status != HG_OK)
        return status;
    const size_t n_points = study->inventory.n_points;
    job->points = calloc(n_points + 1, sizeof(struct hg_points *));
    if (!job->points)
        return no_memory(err, "the points");
    for (size_t i = 0; status == HG_OK && i < n_points; i++)
        status = hg_points_create(job->inventory, job->sites[i], job->faults,
                                  &job->points[i], err);
    for (size_t i = 0; status == HG_OK && i < n_points; i++)
        job->points[i]->squares = study->uncertainty.line > 0;
    return status == HG_OK ? job_look_up_traced(job, err) : status;
}

/* Names of regions are those of their polygons. */
static enum hg_status name_regions(struct job *job, struct hg_error *err)
{
    const size_t n = job->regions->n_shape;
    const char **text = calloc(2 * n + 1, sizeof(*text));
    if (!text)
        return no_memory(err, "the names of regions");
    for (size_t i = 0; i < n; i++) {
        text[i] = job->regions->shape[i].code;
        text[n + i] = job->regions->shape[i].name;
    }
    const enum hg_status status =
        hg_axis_create(n, text, text + n, &job->region_names, err);
    free(text);
    return status;
}

static bool is_only(const void *code, const char *other)
{
    return strcmp(code, other) == 0;
}

static enum hg_status read_geometry(struct job *job, struct hg_error *err)
{
    const struct hg_study *study = job->study;
    struct hg_vector_source regions = study->regions;
    regions.threads = job->threads;
    enum hg_status status = hg_crs_from_lonlat(job->grid, &job->from_lonlat, err);
    if (status == HG_OK)
        status = hg_read_shapes(&regions, job->grid, job->only_region ? is_only : NULL,
                                job->only_region, job->faults, &job->regions, err);
    if (status == HG_OK && (study->maps.borders.path || job->only_region))
        status = hg_read_outlines(study->maps.borders.path ? &study->maps.borders
                                                           : &study->regions,
                                  job->grid, &job->borders, err);
    if (status == HG_OK && study->maps.context.path)
        status = hg_read_outlines(&study->maps.context, job->grid, &job->context, err);
    if (status == HG_OK && study->maps.lakes.path)
        status = hg_read_outlines(&study->maps.lakes, job->grid, &job->lakes, err);
    return status;
}

static enum hg_status read_proxies(struct job *job, struct hg_error *err)
{
    const struct hg_study *study = job->study;
    const size_t n = study->inventory.n_files;
    job->raster = calloc(n + 1, sizeof(struct hg_raster *));
    job->raster_to_grid = calloc(n + 1, sizeof(*job->raster_to_grid));
    if (!job->raster || !job->raster_to_grid)
        return no_memory(err, "the proxies");
    enum hg_status status = HG_OK;
    for (size_t i = 0; status == HG_OK && i < n; i++) {
        const struct hg_study_proxy_file *file = &study->inventory.files[i];
        if (traced_is_proxy(job, i)) {
            status = traced_read_proxy(job, i, err);
            continue;
        }
        status = hg_open_raster(file->file, file->variable,
                                file->kind == HG_PROXY_COUNT ? HG_COUNT : HG_DENSITY,
                                job->grid, &job->raster[i], &job->raster_to_grid[i], err);
    }
    return status;
}

static enum hg_status read_cities(struct job *job, struct hg_error *err)
{
    const struct hg_study *study = job->study;
    if (!study->maps.cities.path)
        return HG_OK;
    return hg_read_places(&study->maps.cities, study->maps.city_name, NULL,
                          study->maps.city_rank, job->faults, &job->places, err);
}

/* A region with diffuse mass needs a polygon, unless its mass may stay unlocated. */
static void check_regions(struct job *job)
{
    const struct hg_inventory *inventory = job->inventory;
    const size_t n_sector = hg_axis_size(inventory->sectors);
    for (size_t r = 0; r < hg_axis_size(inventory->regions); r++) {
        const char *code = hg_axis_code(inventory->regions, r);
        const size_t shape = hg_shapes_find(job->regions, code);
        const bool known = shape != HG_NOT_FOUND;
        if ((known && job->regions->shape[shape].n_ring > 0) ||
            job->study->inventory.allow_unmapped)
            continue;
        bool has_mass = false;
        for (size_t s = 0; s < n_sector; s++)
            has_mass |= inventory->total[r * n_sector + s] != 0 && inventory->gridded[s];
        if (!has_mass)
            continue;
        if (known) {
            hg_fault(
                job->faults, HG_E_INPUT, "regions without image",
                "%s: region `%s` has no true image on grid %s (it lies at the edge of "
                "its map, or around the point opposite to its middle); take another "
                "grid, leave the region out, or say `unmapped: allow` to set its "
                "emissions aside in the ledger",
                job->study->regions.path, code, hg_grid_params(job->grid)->name);
            continue;
        }
        const char *near = hg_text_nearest(code, hg_axis_codes(job->region_names),
                                           hg_axis_size(job->region_names));
        hg_fault(
            job->faults, HG_E_INPUT, "regions without polygon",
            "%s: region `%s` of the inventory has no polygon here%s%s%s; add it, or say "
            "`unmapped: allow` to set its emissions aside in the ledger",
            job->study->regions.path, code, near ? "; did you mean `" : "",
            near ? near : "", near ? "`?" : "");
    }
}

/* The grid, as much wider as the regions with an inventory need. */
static enum hg_status widen_grid(struct job *job, struct hg_error *err)
{
    const struct hg_grid_params *params = hg_grid_params(job->grid);
    struct hg_box box = params->box;
    const char *widest = "";
    for (size_t r = 0; r < hg_axis_size(job->inventory->regions); r++) {
        const size_t shape =
            hg_shapes_find(job->regions, hg_axis_code(job->inventory->regions, r));
        if (shape == HG_NOT_FOUND)
            continue;
        const struct hg_box *b = &job->regions->shape[shape].box;
        if (b->west > b->east)
            continue;
        if (b->west < box.west || b->east > box.east || b->south < box.south ||
            b->north > box.north)
            widest = job->regions->shape[shape].code;
        box.west = fmin(box.west, b->west);
        box.east = fmax(box.east, b->east);
        box.south = fmin(box.south, b->south);
        box.north = fmax(box.north, b->north);
    }
    const size_t most = (size_t)1 << 26;
    const enum hg_status status = hg_grid_widen(job->grid, box, most, &job->wide, err);
    if (status == HG_OK)
        return hg_crs_measure(job->wide, err);
    if (status == HG_E_LIMIT)
        return hg_fail(
            err, HG_E_LIMIT,
            "the regions reach too far beyond grid %s (region `%s` among them): "
            "to know what part of them lies outside would take more than %zu "
            "cells; choose a grid that covers the regions of the inventory",
            params->name, widest, most);
    return status;
}

static enum hg_status check_memory(struct job *job, struct hg_error *err)
{
    const uint64_t need = job_memory(job);
    if (job->options->max_memory && need > job->options->max_memory)
        return hg_fail(
            err, HG_E_LIMIT,
            "the run would take about %.0f MiB, more than the %.0f MiB allowed; "
            "raise --max-memory, use fewer threads or a coarser grid",
            (double)need / 1048576, (double)job->options->max_memory / 1048576);
    return HG_OK;
}

static enum hg_status note_counts(struct job *job, struct hg_error *err)
{
    size_t orphans, points;
    if (job->stored)
        return job_note_stored(job, "read", err);
    job_count_points(job, &points, &orphans);
    enum hg_status status =
        hg_ledger_note(job->ledger, "read", "points", (double)points, INFINITY, err);
    if (status == HG_OK)
        status = hg_ledger_note(job->ledger, "read", "points without a total",
                                (double)orphans, INFINITY, err);
    if (status == HG_OK)
        status = hg_ledger_note(job->ledger, "read", "points outside their region",
                                (double)job->locations->n_misplaced, INFINITY, err);
    if (status == HG_OK && job->study->inventory.snap.within_km > 0)
        status = hg_ledger_note(job->ledger, "read", "points moved into their region",
                                (double)job->locations->n_moved, INFINITY, err);
    if (status == HG_OK && job->locations->n_diffuse > 0)
        status = hg_ledger_note(job->ledger, "read", "points that gave up their place",
                                (double)job->locations->n_diffuse, INFINITY, err);
    return status == HG_OK ? job_note_traced(job, err) : status;
}

/* Runs one reader; a file that cannot be read at all is a fault among the others. */
static enum hg_status run_reader(struct job *job, stage_run *read, struct hg_error *err)
{
    struct hg_error own = {0}, first = {0};
    const enum hg_status status = read(job, &own);
    if (status == HG_E_INPUT || status == HG_E_STUDY) {
        const bool told = hg_faults_status(job->faults, &first) != HG_OK &&
                          strcmp(first.message, own.message) == 0;
        if (!told) /* who stops for faults that are told fails with the first of them */
            hg_fault(job->faults, status, own.message, "%s", own.message);
        return HG_OK;
    }
    return status == HG_OK ? HG_OK : hg_fail(err, status, "%s", own.message);
}

static enum hg_status read_files(struct job *job, struct hg_error *err)
{
    stage_run *const readers[] = {
        read_names, read_inventory, read_geometry,  job_read_traced, job_read_streams,
        read_ready, read_proxies,   job_read_trade, read_cities,     places_read};
    enum hg_status status = read_grid_and_style(job, err);
    for (size_t i = 0; status == HG_OK && i < sizeof(readers) / sizeof(readers[0]); i++)
        status = run_reader(job, readers[i], err);
    return status == HG_OK ? hg_faults_status(job->faults, err) : status;
}

/* run.json tells the digests of all inputs: a thread makes them beside the others. */
static enum hg_status read_or_digest(void *context, size_t index, unsigned worker,
                                     struct hg_error *err)
{
    (void)worker;
    struct job *job = context;
    return index == 0 ? read_files(job, err) : digests_make(job->digests, err);
}

enum hg_status stage_read(struct job *job, struct hg_error *err)
{
    enum hg_status status =
        hg_parallel(job->threads, job->digests ? 2 : 1, read_or_digest, job, err);
    if (status == HG_OK)
        status = name_regions(job, err);
    if (status == HG_OK)
        status = build_inventory(job, err);
    if (status == HG_OK)
        status = job_link_codes(job, err);
    if (status == HG_OK)
        status = hg_faults_status(job->faults, err);
    if (status != HG_OK)
        return status;

    check_regions(job);
    stage_run *const checks[] = {job_place_points, job_check_places, plan_layers,
                                 widen_grid,       check_memory,     note_counts,
                                 job_read_sigmas,  job_input_key};
    for (size_t i = 0; status == HG_OK && i < sizeof(checks) / sizeof(checks[0]); i++)
        status = checks[i](job, err);
    return status != HG_OK ? status : hg_faults_status(job->faults, err);
}

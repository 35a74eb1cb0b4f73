/* stages.c - the program on one screen */
#include "study/account_sets.h"
#include "study/atlas.h"
#include "study/contacts.h"
#include "study/digests.h"
#include "study/draws.h"
#include "study/failures.h"
#include "study/hotspots.h"
#include "study/levers.h"
#include "study/map_corners.h"
#include "study/map_pages.h"
#include "study/publish.h"
#include "study/ready.h"
#include "study/region_codes.h"
#include "study/report.h"
#include "study/resume.h"
#include "study/sigmas.h"
#include "study/streams.h"
#include "study/strips.h"
#include "study/traced.h"
#include "study/zone_accounts.h"
#include <hotgrid/arena.h>
#include <hotgrid/leontief.h>
#include <hotgrid/stop.h>
#include <hotgrid/structural.h>
#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static const struct {
    const char *name;
    stage_run *run;
    const char *what;
    bool of_markets, of_places, of_maps; /* what a job must go on to */
} stages[] = {
    {"read", stage_read, "study file -> inventory, points, shapes, proxies, trade table",
     false, false, false},
    {"grid", stage_grid, "inventory + grid + proxies -> E", false, true, false},
    {"trade", stage_trade, "trade table + concordances -> S", true, false, false},
    {"accounts", stage_accounts,
     "S + inventory -> footprints, transfers, parts of demand", true, false, false},
    {"levers", stage_levers,
     "S + levers of the study -> targets, moves, standards, changes", false, false,
     false},
    {"attribute", stage_attribute, "E, S -> F, a strip at a time", true, true, false},
    {"hotspots", stage_hotspots, "F -> concentration, classes", false, true, false},
    {"write", stage_write, "F -> GeoTIFF with styles", false, true, false},
    {"draw", stage_draw, "F + shapes + style -> PNG", true, true, true},
    {"atlas", stage_atlas, "E of each region, S -> GeoTIFFs and pages of regions", false,
     true, false},
    {"report", stage_report, "ledger + accounts -> tables, run.json", false, true, false},
};

enum { N_STAGES = sizeof(stages) / sizeof(stages[0]) };

/* What the steps of the stages that count them will cost, in milliseconds of one of the
 * machines it was measured on: of cells, and of pages, which cost the same for any grid.
 */
static void plan_stages(const struct job *job, unsigned last)
{
    const struct hg_log *log = job->options->log;
    const double cells = (double)hg_grid_cells(job->grid), page = 60;
    const double measure = 4e-5 * cells, write = 1e-4 * cells + 3;
    const double draw = job->maps ? 2e-5 * cells + page : 0;
    const size_t n = job->n_layer, n_only = job->study->each.only.n;
    const size_t n_region = n_only ? n_only : hg_axis_size(job->inventory->regions);
    if (last < STAGE_REPORT || n == 0)
        return;
    if (job->markets)
        hg_log_plan(log, "hotspots", n, measure);
    hg_log_plan(log, "write", n, write);
    if (job->maps && job->markets && job->study->maps.formats.n)
        hg_log_plan(log, "draw", n, draw);
    if (job->study->each.regions)
        hg_log_plan(log, "atlas", n_region,
                    (double)n *
                        (page * job->maps + 5 + (measure + write) / (double)n_region));
    hg_log_plan(log, "report", 1, measure + 100);
}

enum hg_status job_run(struct job *job, unsigned last, struct hg_error *err)
{
    enum hg_status status = HG_OK;
    if (last == STAGE_REPORT) /* it ends with run.json */
        status = digests_create(job->study, &job->digests, err);
    for (unsigned i = 0; status == HG_OK && i < last && i < N_STAGES; i++) {
        const bool drawn = i + 1 == STAGE_DRAW && job->own_layers;
        if ((stages[i].of_markets && !job->markets && !drawn) ||
            (stages[i].of_places && !job->placed) || (stages[i].of_maps && !job->maps) ||
            (i + 1 == STAGE_LEVERS && !levers_wanted(job)))
            continue;
        hg_log_progress(job->options->log, stages[i].name, 0, 0);
        hg_log_print(job->options->log, HG_LOG_DEBUG, "%s: %s", stages[i].name,
                     stages[i].what);
        status = stages[i].run(job, err);
        if (status == HG_OK) /* a line that does not balance ends the run here */
            status = hg_ledger_check(job->ledger, err);
        if (status == HG_OK)
            status = hg_stop_check(err);
        if (status == HG_OK && i + 1 == STAGE_READ && last == STAGE_REPORT)
            status = check_tiles(job, err); /* other runs publish nothing */
        if (status == HG_OK && i + 1 == STAGE_READ)
            plan_stages(job, last);
    }
    return status;
}

enum hg_status no_memory(struct hg_error *err, const char *what)
{
    return hg_fail(err, HG_E_MEMORY, "no memory for %s", what);
}

char *job_text(struct job *job, const char *fmt, ...)
{
    char buffer[1024];
    va_list args;
    va_start(args, fmt);
    const int length = vsnprintf(buffer, sizeof(buffer), fmt, args);
    va_end(args);
    if (length < 0)
        return NULL;
    if ((size_t)length < sizeof(buffer))
        return hg_arena_copy(job->arena, buffer, (size_t)length);
    char *text = hg_arena_alloc(job->arena, (size_t)length + 1, 1);
    if (!text)
        return NULL;
    va_start(args, fmt);
    (void)vsnprintf(text, (size_t)length + 1, fmt, args);
    va_end(args);
    return text;
}

size_t job_industries(const struct job *job)
{
    return hg_axis_size(job->inventory->regions) * hg_axis_size(job->inventory->sectors);
}

/* A table without names of its own has those of the study's sectors where codes mean the
 * same: where no map tells otherwise. */
const char *job_sector_name(const struct job *job, const char *code)
{
    const struct hg_axis *own = job->inventory->sectors;
    const struct hg_axis *table = job->mrio ? job->mrio->sectors : own;
    const bool mapped = job->study->trade.sectors.table.path != NULL;
    const struct hg_axis *const axis[] = {mapped ? table : own, mapped ? own : table};
    for (size_t i = 0; i < sizeof(axis) / sizeof(axis[0]); i++) {
        const size_t s = hg_axis_find(axis[i], code);
        if (s != HG_NOT_FOUND && axis[i] != own && job->table_sector &&
            job->table_sector[s])
            return job->table_sector[s];
        if (s != HG_NOT_FOUND)
            return hg_axis_name(axis[i], s);
    }
    return code;
}

/* Provinces of a nested table are named by their polygons where `names` does not. */
const char *job_code_name(const struct job *job, const char *code)
{
    const struct hg_axis *const names[] = {job->market_names, job->region_names};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const size_t k = names[i] ? hg_axis_find(names[i], code) : HG_NOT_FOUND;
        if (k != HG_NOT_FOUND)
            return hg_axis_name(names[i], k);
    }
    const char *name = job->countries ? region_codes_name(job->countries, code) : NULL;
    return name ? name : code;
}

const char *job_market_name(const struct job *job, size_t destination)
{
    return job_code_name(job, hg_axis_code(job->mrio->regions, destination));
}

const char *job_blend_name(const struct job *job, size_t blend)
{
    if (job->stored)
        return job->stored->facts.source[blend];
    const size_t n_file = job->study->inventory.n_files;
    return blend < n_file ? job->study->inventory.files[blend].name
                          : job->study->inventory.blends[blend - n_file].name;
}

const char *job_gas(const struct job *job)
{
    return job->study->inventory.co2e ? "CO2e" : "CO2";
}

const char *job_gas_print(const struct job *job)
{
    return job->study->inventory.co2e ? "CO₂e" : "CO₂";
}

enum hg_gwp job_gwp(const struct job *job)
{
    return job->study->inventory.co2e ? (enum hg_gwp)job->study->inventory.gwp
                                      : HG_GWP_NONE;
}

enum hg_status job_commit_text(struct job *job, const char *name, struct hg_text *text,
                               struct hg_error *err)
{
    const enum hg_status status =
        text->failed
            ? no_memory(err, name)
            : hg_output_commit(job->output, name, text->bytes, text->length, err);
    free(text->bytes);
    *text = (struct hg_text){0};
    return status;
}

/* What reading takes for each vertex, with the tables it is looked up in, for each vertex
 * of lines and areas, and drawing for each pixel. */
enum { VERTEX_BYTES = 600, TRACED_BYTES = 100, PIXEL_BYTES = 8 };

static uint64_t most(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

static uint64_t vertices(const struct hg_shapes *shapes)
{
    return shapes ? shapes->n_vertex : 0;
}

/* While layers are written: the foreign mass and the markets of each cell, and for each
 * thread a layer in kg, in floats, in its file with overviews and read back. */
static uint64_t memory_of_writing(const struct job *job)
{
    const uint64_t cells = hg_grid_cells(job->grid);
    uint64_t shares = 0, dominant = 0;
    for (size_t i = 0; i < job->n_layer; i++) {
        shares += job->layer[i].kind == LAYER_SHARE;
        dominant |= job->layer[i].account == HG_ACCOUNT_DOMINANT;
    }
    return cells * (8 + 2 * dominant + 22 * (uint64_t)job->threads +
                    8 * (shares < job->threads ? shares : job->threads));
}

/* The hotspots of layers, which stay, and the local statistics of as many as there are
 * threads, of cells with data; all cells where these are not known yet. */
static uint64_t memory_of_hotspots(const struct job *job)
{
    enum { CLUSTER_BYTES = 4, LOCAL_BYTES = 10, LOCAL_LAND_BYTES = 86 }; /* of a cell */
    const size_t n = hg_grid_cells(job->grid);
    uint64_t clusters = 0, land = 0;
    for (size_t i = 0; i < n; i++)
        land += !job->domain || job->domain[i];
    for (size_t i = 0; i < job->n_layer; i++)
        clusters += layer_has_clusters(job, &job->layer[i]);
    const uint64_t at_once = clusters < job->threads ? clusters : job->threads;
    const uint64_t local = LOCAL_BYTES * n + LOCAL_LAND_BYTES * land;
    return CLUSTER_BYTES * clusters * n +
           (job->study->hotspots.local.band_km > 0 ? local * at_once : 0);
}

/* While markets are served: the foreign mass and the markets of each cell, and for each
 * thread a strip of all forms. */
static uint64_t memory_of_attributing(const struct job *job)
{
    const size_t markets = job->mrio ? hg_axis_size(job->mrio->regions) : 0;
    return hg_grid_cells(job->grid) * (8 + 2) +
           job->threads * strip_bytes(2 * markets + 3);
}

/* While maps are drawn: for each thread a page, and a layer in kg and in floats. */
static uint64_t memory_of_drawing(const struct job *job)
{
    const double wide = job->style.width_mm / 25.4 * job->style.dpi;
    const double high =
        job->style.height_mm > 0 ? job->style.height_mm / 25.4 * job->style.dpi : wide;
    return job->threads *
           ((uint64_t)(PIXEL_BYTES * wide * high) + 12 * hg_grid_cells(job->grid));
}

/* Another year beside this one: its table and factors, and what structural decomposition
 * makes of both. */
static uint64_t memory_of_years(const struct job *job)
{
    enum { FORMS = 9 }; /* of industries and destinations, with its shares */
    bool wanted = false;
    for (size_t i = 0; job->mrio && i < job->study->n_decompose; i++)
        wanted |= job->study->decompose[i].before != NULL;
    if (!wanted)
        return 0;
    const uint64_t n = job->mrio->n, D = hg_axis_size(job->mrio->regions),
                   S = hg_axis_size(job->mrio->sectors);
    return sizeof(double) * n * (2 * n + (FORMS + HG_N_STRUCTURAL) * D + 2 * S);
}

/* The largest of what the stages hold; the constants are measured. */
uint64_t job_memory(const struct job *job)
{
    const uint64_t wide = hg_grid_cells(job->wide), n = job->mrio ? job->mrio->n : 0;
    const uint64_t libraries = (uint64_t)74 << 20, table = 2 * n * n * sizeof(double);
    const uint64_t reading =
        VERTEX_BYTES * (vertices(job->regions) + vertices(job->borders) +
                        vertices(job->context) + vertices(job->lakes)) +
        TRACED_BYTES * traced_vertices(job);
    uint64_t places = 0;
    for (size_t i = 0; job->zones && i < job->zones->n; i++)
        places += VERTEX_BYTES * vertices(job->zones->set[i].owned);
    const uint64_t gridding =
        wide * 8 * (job->study->inventory.n_files + job->study->inventory.n_grids + 4);
    const uint64_t sum =
        libraries + table + places + memory_of_hotspots(job) +
        most(most(reading, gridding),
             most(memory_of_attributing(job),
                  most(most(memory_of_writing(job), draws_bytes(job)),
                       most(memory_of_drawing(job), memory_of_years(job)))));
    return sum + sum / 16; /* allocators round up */
}

enum hg_status job_create(const char *study_path, const struct hg_run_options *options,
                          struct hg_faults *faults, struct job **out,
                          struct hg_error *err)
{
    struct job *job = calloc(1, sizeof(*job));
    if (!job)
        return no_memory(err, "a run");
    job->options = options;
    job->threads = options->threads ? options->threads : hg_processors();
    job->faults = faults;
    job->arena = hg_arena_create();
    job->lock = hg_lock_create();
    enum hg_status status = job->arena && job->lock ? HG_OK : no_memory(err, "a run");
    if (status == HG_OK)
        status = hg_ledger_create(&job->ledger, err);
    if (status == HG_OK)
        status = hg_study_read(study_path, faults, &job->study, err);
    if (status == HG_OK)
        status = hg_faults_status(faults, err);
    if (status != HG_OK) {
        job_destroy(job);
        return status;
    }
    job->study->maps.bare |= options->bare;
    hg_ledger_set_gas(job->ledger, job_gas(job));
    job->markets = job->study->trade.path != NULL;
    job->placed = job->maps = true;
    *out = job;
    return HG_OK;
}

static void destroy_inputs(struct job *job)
{
    const size_t n_points = job->study ? job->study->inventory.n_points : 0;
    const size_t n_files = job->study ? job->study->inventory.n_files : 0;
    for (size_t i = 0; i < n_points; i++) {
        if (job->points)
            hg_points_destroy(job->points[i]);
        if (job->sites)
            hg_sites_destroy(job->sites[i]);
    }
    for (size_t i = 0; i < n_files; i++) {
        if (job->raster)
            hg_raster_destroy(job->raster[i]);
        if (job->raster_to_grid)
            hg_transform_finish(&job->raster_to_grid[i]);
    }
    digests_destroy(job->digests);
    ready_destroy(job->ready);
    streams_destroy(job->streams);
    traced_destroy(job->traced);
    free(job->points);
    free(job->sites);
    free(job->raster);
    free(job->raster_to_grid);
    hg_totals_destroy(job->totals);
    hg_inventory_destroy(job->inventory);
    hg_axis_destroy(job->sector_names);
    hg_axis_destroy(job->region_names);
    hg_axis_destroy(job->market_names);
    if (job->countries)
        region_codes_finish(job->countries);
    hg_shapes_destroy(job->regions);
    hg_shapes_destroy(job->borders);
    hg_shapes_destroy(job->context);
    hg_shapes_destroy(job->lakes);
    hg_transform_finish(&job->from_lonlat);
    hg_mrio_destroy(job->mrio);
    hg_links_destroy(job->region_links);
    hg_links_destroy(job->sector_links);
    free(job->table_output);
    hg_places_destroy(job->places);
}

void layer_finish(struct layer *layer)
{
    free(layer->sample);
    free(layer->qml);
    layer_free_clusters(layer);
}

void job_destroy(struct job *job)
{
    if (!job)
        return;
    hg_location_report_destroy(job->locations);
    draws_destroy(job->draws);
    hg_uncertainty_destroy(job->uncertainty);
    sigmas_finish(job->sigmas);
    free(job->sigmas);
    hg_emissions_destroy(job->cropped);
    hg_allocation_destroy(job->allocation);
    hg_emissions_file_destroy(job->stored);
    hg_weights_destroy(job->weights);
    hg_shares_destroy(job->shares);
    hg_leontief_destroy(job->leontief);
    hg_mix_destroy(job->mix);
    account_sets_destroy(job->sets);
    free(job->part);
    report_parts_destroy(job->report_parts);
    levers_destroy(job->levers);
    places_destroy(job->zones);
    hg_accounts_destroy(job->accounts);
    hg_accounts_destroy(job->not_gridded);
    hg_frame_destroy(job->frame);
    map_pages_destroy(job->pages);
    contacts_destroy(job->contacts);
    map_corners_destroy(job->corners);
    hg_sheets_destroy(job->sheets);
    free(job->tier);
    free(job->gridded);
    free(job->outside);
    free(job->domain);
    free(job->foreign_kg);
    free(job->dominant);
    free(job->dominant_foreign);
    for (size_t i = 0; i < job->n_layer; i++)
        layer_finish(&job->layer[i]);
    free(job->layer);
    free(job->label);
    free(job->market_colour);
    free(job->market_rank);
    destroy_inputs(job);
    atlas_destroy(job->atlases);
    resume_destroy(job->resume);
    failures_destroy(job->failures);
    json_decref(job->inputs);
    hg_grid_destroy(job->grid);
    hg_grid_destroy(job->wide);
    hg_output_close(job->output);
    hg_ledger_destroy(job->ledger);
    hg_study_destroy(job->study);
    hg_lock_destroy(job->lock);
    hg_arena_destroy(job->arena);
    free(job);
}

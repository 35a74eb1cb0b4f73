/* atlas_region.c - the run of one region: its cells, its emissions, its layers */
#include "study/atlas.h"
#include "study/layers.h"
#include <hotgrid/arena.h>
#include <stdlib.h>
#include <string.h>

/* Is there a page of this layer for the region? */
static bool atlas_has_page(const struct job *job, const struct layer *layer,
                           size_t region)
{
    const struct hg_words *only = &layer->entry->region;
    if (layer->kind == LAYER_SIGMA || layer->kind == LAYER_STABILITY)
        return false; /* deviations of regions do not add up to those of a layer */
    return only->n == 0 ||
           hg_words_has(only, hg_axis_code(job->inventory->regions, region));
}

/* The part of the study's grid that a region has. */
static enum hg_status cut_grid(const struct hg_grid *grid, const struct hg_reach *reach,
                               struct hg_grid **out, struct hg_error *err)
{
    struct hg_grid_params p = *hg_grid_params(grid);
    const double dx = (p.box.east - p.box.west) / p.ncol;
    const double dy = (p.box.north - p.box.south) / p.nrow;
    const struct hg_box all = p.box;
    p.box = (struct hg_box){
        all.west + reach->first_col * dx, all.north - (reach->last_row + 1) * dy,
        all.west + (reach->last_col + 1) * dx, all.north - reach->first_row * dy};
    p.ncol = reach->last_col - reach->first_col + 1;
    p.nrow = reach->last_row - reach->first_row + 1;
    enum hg_status status = hg_grid_create(&p, out, err);
    if (status != HG_OK || p.kind != HG_GRID_PROJECTED)
        return status;
    const size_t n = hg_grid_cells(*out);
    double *km2 = malloc(n * sizeof(*km2));
    if (!km2)
        return no_memory(err, "the areas of cells");
    for (size_t i = 0; i < n; i++) {
        const uint32_t row = reach->first_row + (uint32_t)i / p.ncol;
        const uint32_t col = reach->first_col + (uint32_t)i % p.ncol;
        km2[i] = hg_grid_cell_km2(grid, row * hg_grid_params(grid)->ncol + col);
    }
    hg_grid_set_areas(*out, km2);
    return HG_OK;
}

/* The cells with data: those of the region's polygons, and those with its emissions.  Its
 * land: the parts of cells that the polygons cover. */
static void take_run(struct job *job, const struct hg_run *run)
{
    for (uint32_t k = 0; k < run->n; k++) {
        const uint32_t cell = hg_grid_cell_in(job->grid, job->wide, run->cell + k);
        if (cell == HG_NO_CELL)
            continue;
        job->domain[cell] = 1;
        job->land_km2 += run->fraction * hg_grid_cell_km2(job->grid, cell);
    }
}

static enum hg_status find_domain(struct region_job *r, struct hg_error *err)
{
    struct job *job = &r->job;
    const char *code = hg_axis_code(job->inventory->regions, r->region);
    job->domain = calloc(hg_grid_cells(job->grid), 1);
    if (!job->domain)
        return no_memory(err, "the domain of a region");
    job->land_km2 = 0;
    for (size_t s = 0; s < job->regions->n_shape; s++) {
        if (strcmp(job->regions->shape[s].code, code) != 0)
            continue;
        for (size_t i = job->weights->first[s]; i < job->weights->first[s + 1]; i++)
            take_run(job, &job->weights->run[i]);
    }
    for (size_t i = 0; i < r->emissions->n_point; i++)
        job->domain[r->emissions->point[i].cell] = 1;
    for (size_t p = 0; p < r->emissions->n_panel; p++)
        for (size_t i = 0; i < r->emissions->panel[p].n_cell; i++)
            job->domain[r->emissions->panel[p].cell[i]] = 1;
    return HG_OK;
}

/* A layer as it was before it was made: what is found then is each region's own. */
static struct layer as_planned(const struct layer *layer)
{
    return (struct layer){.kind = layer->kind,
                          .account = layer->account,
                          .quantity = layer->quantity,
                          .whole = layer->whole,
                          .description = layer->description,
                          .destination = layer->destination,
                          .demand = layer->demand,
                          .sector = layer->sector,
                          .tier = layer->tier,
                          .coefficient = layer->coefficient,
                          .destination_index = layer->destination_index,
                          .of_destination = layer->of_destination,
                          .part = layer->part,
                          .entry = layer->entry,
                          .top_percent = NAN};
}

/* The layers that have a page, as layers of this region alone. */
static enum hg_status take_layers(struct region_job *r, const struct job *whole,
                                  struct hg_error *err)
{
    struct job *job = &r->job;
    job->n_layer = 0;
    job->layer = calloc(whole->n_layer + 1, sizeof(*job->layer));
    r->from = calloc(whole->n_layer + 1, sizeof(*r->from));
    if (!job->layer || !r->from)
        return no_memory(err, "the layers of a region");
    for (size_t i = 0; i < whole->n_layer; i++) {
        if (!atlas_has_page(whole, &whole->layer[i], r->region))
            continue;
        struct layer *layer = &job->layer[job->n_layer];
        *layer = as_planned(&whole->layer[i]);
        r->from[job->n_layer++] = i;
        if (!plan_for_region(job, layer, r->region))
            return no_memory(err, "the layers of a region");
    }
    return HG_OK;
}

static bool wants_markets(const struct job *job)
{
    for (size_t i = 0; i < job->n_layer; i++)
        if (job->layer[i].account == HG_ACCOUNT_DOMINANT)
            return true;
    return false;
}

/* A copy of the job without what is the whole's. */
static enum hg_status copy_job(struct job *job, struct region_job *r,
                               struct hg_error *err)
{
    r->job = *job;
    r->options = *job->options;
    if (job->options->log)
        r->quiet = *job->options->log;
    r->quiet.progress = NULL;
    r->options.log = &r->quiet;
    r->job.options = &r->options;
    r->job.threads = 1;
    r->job.atlas = "atlas";
    r->job.whole = job;
    r->job.grid = NULL;
    r->job.emissions = NULL;
    r->job.domain = NULL;
    r->job.layer = NULL;
    r->job.n_layer = 0;
    r->job.foreign_kg = NULL;
    r->job.dominant = r->job.dominant_foreign = NULL;
    r->job.frame = NULL;
    r->job.label = NULL;
    r->job.n_label = 0;
    r->job.corners = NULL;
    r->job.sheets = NULL;
    r->job.arena = hg_arena_create();
    return r->job.arena ? HG_OK : no_memory(err, "a region");
}

enum hg_status region_job_start(struct job *job, size_t region,
                                const struct hg_reach *reach, struct region_job *out,
                                struct hg_error *err)
{
    *out = (struct region_job){.region = region};
    enum hg_status status = copy_job(job, out, err);
    if (status == HG_OK)
        status = job->study->each.fitted
                     ? region_job_fit(job, out, err)
                     : cut_grid(job->grid, reach, &out->job.grid, err);
    const struct job *from = out->fitted ? out->fitted : job;
    if (status == HG_OK)
        status = hg_emissions_of_region(from->emissions, region, out->job.grid,
                                        &out->emissions, err);
    out->job.emissions = out->emissions;
    if (status == HG_OK)
        status = find_domain(out, err);
    if (status == HG_OK)
        status = take_layers(out, job, err);
    return status;
}

void region_job_finish(struct region_job *r)
{
    struct job *job = &r->job;
    for (size_t i = 0; job->layer && i < job->n_layer; i++)
        layer_finish(&job->layer[i]);
    free(job->layer);
    free(r->from);
    hg_emissions_destroy(r->emissions);
    free(job->domain);
    free(job->foreign_kg);
    free(job->dominant);
    free(job->dominant_foreign);
    hg_frame_destroy(job->frame);
    free(job->label);
    hg_sheets_destroy(job->sheets);
    hg_arena_destroy(job->arena);
    if (!r->fitted)
        hg_grid_destroy(job->grid);
    job_destroy(r->fitted);
    hg_faults_destroy(r->faults);
}

/* The classes of the whole layer, so that regions compare; its own where the study says
 * so, or where the layer's do not hold them. */
static void choose_classes(const struct region_job *r, const struct job *whole,
                           struct layer *layer)
{
    const struct layer *from = &whole->layer[r->from[layer - r->job.layer]];
    const size_t n = from->classes.n;
    const bool shared = !whole->study->each.own_classes && !whole->study->each.fitted;
    if (shared && n && layer->maximum <= from->classes.edge[n])
        layer->classes = from->classes;
}

static enum hg_status make_page(struct job *job, struct layer *layer,
                                const struct layer_values *values, struct hg_error *err)
{
    const struct region_job *r = (const struct region_job *)job; /* its first member */
    float *value = NULL;
    enum hg_status status = HG_OK;
    if (!values->class_value) {
        value = layer_floats(job, layer, values);
        status = value ? layer_measure(job, layer, values, value, err)
                       : no_memory(err, "a layer");
        choose_classes(r, job->whole, layer);
    }
    if (status == HG_OK)
        status = layer_write(job, layer, values, value, err);
    free(value);
    if (status == HG_OK && job->maps)
        status = layer_draw(job, layer, values, err);
    return status;
}

__extension__ typedef unsigned __int128 bits;

/* Masses are whole numbers: as two halves in hexadecimal digits. */
static void leave_mass(const struct layer *layer, struct hg_text *note)
{
    const bits mass = (bits)layer->mass;
    hg_text_print(note, "%016llx%016llx", (unsigned long long)(mass >> 64),
                  (unsigned long long)mass);
}

static bool take_mass(struct job *job, struct layer *layer, const char *note)
{
    (void)job;
    bits mass = 0;
    for (size_t i = 0; i < 32; i++) {
        const char *digits = "0123456789abcdef";
        const char *at = note && note[i] ? strchr(digits, note[i]) : NULL;
        if (!at)
            return false;
        mass = (mass << 4) + (unsigned)(at - digits);
    }
    layer->mass = (hg_mass_sum)mass;
    return note[32] == '\0';
}

enum hg_status region_job_run(struct region_job *r, struct hg_error *err)
{
    static const struct layer_notes notes = {leave_mass, take_mass};
    struct job *job = &r->job;
    enum hg_status status = HG_OK;
    if (wants_markets(job))
        status = job_tag_markets(job, err);
    if (status == HG_OK && job->maps)
        status = job_start_maps(job, err);
    if (status == HG_OK)
        status = each_layer_left(job, "atlas", make_page, &notes, err);
    return status;
}

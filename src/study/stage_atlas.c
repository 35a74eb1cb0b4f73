/* stage_atlas.c - every layer once more for each region: who has pages, and all of them
 */
#include "study/atlas.h"
#include "study/failures.h"
#include "study/layers.h"
#include <hotgrid/parallel.h>
#include <hotgrid/stop.h>
#include <stdlib.h>
#include <string.h>

void atlas_destroy(struct atlas *atlas)
{
    if (!atlas)
        return;
    for (size_t i = 0; atlas->page && i < atlas->n_region * atlas->n_layer; i++)
        free(atlas->page[i].stem);
    free(atlas->page);
    free(atlas->region);
    free(atlas->reach);
    free(atlas->outside);
    free(atlas);
}

static bool is_wanted(const struct job *job, size_t region)
{
    const struct hg_words *only = &job->study->each.only;
    return only->n == 0 ||
           hg_words_has(only, hg_axis_code(job->inventory->regions, region));
}

static void reach_run(const struct job *job, const struct hg_run *run,
                      struct hg_reach *reach)
{
    for (uint32_t k = 0; k < run->n; k++) {
        const uint32_t cell = hg_grid_cell_in(job->grid, job->wide, run->cell + k);
        if (cell != HG_NO_CELL)
            hg_reach_add(reach, job->grid, cell);
    }
}

/* The cells of polygons belong to a region too, where nothing is emitted. */
static void reach_polygons(const struct job *job, struct hg_reach *reach)
{
    for (size_t s = 0; s < job->regions->n_shape; s++) {
        const size_t region =
            hg_axis_find(job->inventory->regions, job->regions->shape[s].code);
        if (region == HG_NOT_FOUND || !reach[region].any)
            continue;
        for (size_t i = job->weights->first[s]; i < job->weights->first[s + 1]; i++)
            reach_run(job, &job->weights->run[i], &reach[region]);
    }
}

/* What the pages of a region cost: a page itself as much as 400,000 cells. */
static double cost_of(const struct job *job, const struct hg_reach *reach)
{
    const double rows = reach->last_row - reach->first_row + 1.0;
    const double cols = reach->last_col - reach->first_col + 1.0;
    return rows * cols + (job->maps ? 4e5 : 2e4);
}

/* The regions of the atlas in the order of the inventory, with the cells they have. */
static enum hg_status list_regions(struct job *job, struct hg_error *err)
{
    const size_t n = hg_axis_size(job->inventory->regions);
    struct atlas *atlas = calloc(1, sizeof(*atlas));
    job->atlases = atlas;
    if (!atlas)
        return no_memory(err, "the atlas");
    atlas->reach = calloc(n + 1, sizeof(*atlas->reach));
    atlas->region = calloc(n + 1, sizeof(*atlas->region));
    atlas->outside = calloc(n + 1, sizeof(*atlas->outside));
    if (!atlas->reach || !atlas->region || !atlas->outside)
        return no_memory(err, "the atlas");
    hg_emissions_reach(job->emissions, atlas->reach);
    reach_polygons(job, atlas->reach);
    for (size_t region = 0; region < n; region++)
        if (atlas->reach[region].any && is_wanted(job, region)) {
            atlas->region[atlas->n_region++] = region;
            atlas->cost += cost_of(job, &atlas->reach[region]);
        }
    atlas->n_layer = job->n_layer;
    atlas->page = calloc(atlas->n_region * atlas->n_layer + 1, sizeof(*atlas->page));
    return atlas->page ? HG_OK : no_memory(err, "the atlas");
}

/* What became of the pages of a region. */
static enum hg_status note_pages(struct job *job, const struct region_job *r,
                                 size_t index, struct hg_error *err)
{
    struct atlas *atlas = job->atlases;
    for (size_t i = 0; i < r->job.n_layer; i++) {
        const struct layer *layer = &r->job.layer[i];
        struct atlas_page *page = &atlas->page[index * atlas->n_layer + r->from[i]];
        page->stem = strdup(layer->stem);
        if (!page->stem)
            return no_memory(err, "the atlas");
        page->done = !job_failed(job, layer->stem);
        page->mass = layer->mass;
        page->has_mass = layer_is_mass(layer);
    }
    return HG_OK;
}

static enum hg_status do_region(void *context, size_t index, unsigned worker,
                                struct hg_error *err)
{
    (void)worker;
    struct job *job = context;
    struct atlas *atlas = job->atlases;
    const size_t region = atlas->region[index];
    struct region_job r;
    enum hg_status status = region_job_start(job, region, &atlas->reach[region], &r, err);
    if (status == HG_OK)
        status = region_job_run(&r, err);
    hg_lock_take(job->lock); /* the list of failures may grow meanwhile */
    if (status == HG_OK)
        status = note_pages(job, &r, index, err);
    atlas->outside[index] = r.outside;
    hg_lock_release(job->lock);
    region_job_finish(&r);
    status = job_bear(job, "atlas", hg_axis_code(job->inventory->regions, region), status,
                      err);
    if (status != HG_OK)
        return status;
    hg_lock_take(job->lock);
    atlas->cost_done += cost_of(job, &atlas->reach[region]);
    hg_log_weigh(job->options->log, atlas->cost_done / atlas->cost);
    hg_log_progress(job->options->log, "atlas", ++atlas->n_done, atlas->n_region);
    hg_lock_release(job->lock);
    return hg_stop_check(err);
}

enum hg_status stage_atlas(struct job *job, struct hg_error *err)
{
    if (!job->study->each.regions || job->n_layer == 0)
        return HG_OK;
    enum hg_status status = failures_open(job, err);
    if (status == HG_OK)
        status = list_regions(job, err);
    if (status == HG_OK && job->atlases->n_region)
        status = hg_parallel(job->threads, job->atlases->n_region, do_region, job, err);
    failures_settle(job, false);
    return status == HG_OK ? write_atlas_tables(job, err) : status;
}

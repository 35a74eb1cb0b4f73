/* places_sites.c - where the sources of a study stand, for accounts of places */
#include "study/places_sites.h"
#include "study/streams.h"
#include <stdlib.h>

enum { MOST_STREAMED = 1000000 };

static enum hg_status short_of_memory(struct hg_error *err)
{
    return no_memory(err, "the sources of places");
}

static bool keep(struct place_sites *sites, struct hg_zone_site site)
{
    if (sites->n == sites->room) {
        const size_t room = 2 * sites->room + 256;
        struct hg_zone_site *grown = reallocarray(sites->site, room, sizeof(*grown));
        if (!grown)
            return false;
        sites->site = grown;
        sites->room = room;
    }
    sites->site[sites->n++] = site;
    return true;
}

/* A point that is kept in memory; it may have been moved. */
static bool add_point(const struct job *job, const struct hg_transform *back,
                      const struct hg_point *point, struct place_sites *sites)
{
    const uint32_t cell =
        point->diffuse ? HG_NO_CELL : hg_grid_cell_at(job->grid, point->x, point->y);
    if (cell == HG_NO_CELL || !(point->site->weight > 0))
        return true;
    const size_t n_sector = hg_axis_size(job->inventory->sectors);
    struct hg_zone_site site = {.cell = cell,
                                .industry =
                                    (uint32_t)(point->region * n_sector + point->sector),
                                .weight = point->site->weight,
                                .x = point->x,
                                .y = point->y,
                                .lon = point->x,
                                .lat = point->y};
    hg_transform_apply(back, 1, &site.lon, &site.lat);
    return keep(sites, site);
}

/* Points on their way through once more: workers have a transform each. */
struct passing {
    const struct job *job;
    struct place_sites *sites;
    unsigned n_worker;
    struct hg_transform *to_grid; /* [worker] */
    bool *known;                  /* [worker] */
};

static bool add_row(const struct passing *p, const struct hg_transform *to_grid,
                    const struct hg_site_block *block, size_t i)
{
    const struct hg_inventory *inventory = p->job->inventory;
    const struct hg_pair pair = hg_pairs_at(p->job->streams->pairs, block->pair[i]);
    const size_t r = hg_axis_find(inventory->regions, pair.region);
    const size_t s = hg_axis_find(inventory->sectors, pair.sector);
    struct hg_zone_site site = {.weight = block->kg[i],
                                .lon = block->lon[i] >= 180 ? block->lon[i] - 360
                                                            : block->lon[i],
                                .lat = block->lat[i]};
    site.x = site.lon;
    site.y = site.lat;
    hg_transform_apply(to_grid, 1, &site.x, &site.y);
    site.cell = hg_grid_cell_at(p->job->grid, site.x, site.y);
    if (r == HG_NOT_FOUND || s == HG_NOT_FOUND || site.cell == HG_NO_CELL ||
        !(site.weight > 0))
        return true;
    site.industry = (uint32_t)(r * hg_axis_size(inventory->sectors) + s);
    hg_lock_take(p->job->lock);
    const bool kept = keep(p->sites, site);
    hg_lock_release(p->job->lock);
    return kept;
}

static enum hg_status take_block(void *context, unsigned worker,
                                 const struct hg_site_block *block, struct hg_error *err)
{
    struct passing *p = context;
    enum hg_status status = HG_OK;
    if (!p->known[worker])
        status = hg_transform_copy(&p->job->from_lonlat, &p->to_grid[worker], err);
    p->known[worker] = status == HG_OK;
    for (size_t i = 0; status == HG_OK && i < block->n; i++)
        if (!add_row(p, &p->to_grid[worker], block, i))
            status = short_of_memory(err);
    return status;
}

static enum hg_status stream_file(const struct job *job, size_t file,
                                  struct place_sites *sites, struct hg_error *err)
{
    struct passing p = {.job = job, .sites = sites, .n_worker = job->threads};
    p.to_grid = calloc(p.n_worker, sizeof(*p.to_grid));
    p.known = calloc(p.n_worker, sizeof(*p.known));
    const enum hg_status status = p.to_grid && p.known
                                      ? stream_again(job, file, take_block, &p, err)
                                      : short_of_memory(err);
    for (unsigned i = 0; p.to_grid && i < p.n_worker; i++)
        hg_transform_finish(&p.to_grid[i]);
    free(p.to_grid);
    free(p.known);
    return status;
}

static int by_cell(const void *a, const void *b)
{
    const struct hg_zone_site *p = a, *q = b;
    if (p->cell != q->cell)
        return p->cell < q->cell ? -1 : 1;
    if (p->industry != q->industry)
        return p->industry < q->industry ? -1 : 1;
    if (p->x != q->x)
        return p->x < q->x ? -1 : 1;
    if (p->y != q->y)
        return p->y < q->y ? -1 : 1;
    return (p->weight > q->weight) - (p->weight < q->weight);
}

/* May a streamed file be read once more? */
static bool is_wanted(const struct job *job, size_t file)
{
    const struct hg_snap *snap = &job->study->inventory.snap;
    const size_t n = job->streams->n_placed[file];
    if (n <= MOST_STREAMED && snap->within_km == 0 && snap->beyond == HG_SNAP_KEEP)
        return true;
    hg_log_print(job->options->log, HG_LOG_INFO,
                 "%s: its %zu points count for places by their cells, not by where they "
                 "stand in them",
                 job->study->inventory.points[file].source.path, n);
    return false;
}

enum hg_status places_sites(const struct job *job, const struct hg_transform *back,
                            struct place_sites *out, struct hg_error *err)
{
    struct place_sites sites = {0};
    enum hg_status status = HG_OK;
    for (size_t f = 0;
         status == HG_OK && job->points && f < job->study->inventory.n_points; f++) {
        const struct hg_points *points = job->points[f];
        for (size_t i = 0; status == HG_OK && points && i < points->n; i++)
            if (!add_point(job, back, &points->point[i], &sites))
                status = short_of_memory(err);
        if (status == HG_OK && is_streamed(job->study->inventory.points[f].rule) &&
            is_wanted(job, f))
            status = stream_file(job, f, &sites, err);
    }
    if (status != HG_OK) {
        free(sites.site);
        return status;
    }
    if (sites.n > 1)
        qsort(sites.site, sites.n, sizeof(*sites.site), by_cell);
    *out = sites;
    return HG_OK;
}

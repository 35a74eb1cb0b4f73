/* survey.c - one misplaced point: how far it lies from its region, and where it belongs
 */
#include "gridding/survey.h"
#include <assert.h>
#include <hotgrid/arena.h>
#include <hotgrid/coverage.h>
#include <hotgrid/parallel.h>
#include <hotgrid/pieces.h>
#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct hg_survey {
    struct hg_survey_params p;
    struct hg_locator *locator;
    _Atomic(struct hg_weights *) *cells; /* [shape]: of the region, once it is needed */
    struct hg_lock *lock;                /* for the rest */
    struct hg_arena *arena;
    size_t n, room;
    struct hg_misplaced *found;
};

static enum hg_status no_memory(struct hg_error *err)
{
    return hg_fail(err, HG_E_MEMORY, "no memory to check where the points lie");
}

enum hg_status hg_survey_create(const struct hg_survey_params *params,
                                struct hg_survey **out, struct hg_error *err)
{
    struct hg_survey *survey = calloc(1, sizeof(*survey));
    if (!survey)
        return no_memory(err);
    survey->p = *params;
    survey->cells = calloc(params->shapes->n_shape + 1, sizeof(*survey->cells));
    survey->lock = hg_lock_create();
    survey->arena = hg_arena_create();
    enum hg_status status =
        survey->cells && survey->lock && survey->arena ? HG_OK : no_memory(err);
    if (status == HG_OK)
        status = hg_locator_create(params->shapes, params->grid, &survey->locator, err);
    if (status != HG_OK) {
        hg_survey_destroy(survey);
        return status;
    }
    *out = survey;
    return HG_OK;
}

void hg_survey_destroy(struct hg_survey *survey)
{
    if (!survey)
        return;
    for (size_t s = 0; survey->cells && s < survey->p.shapes->n_shape; s++)
        hg_weights_destroy(atomic_load(&survey->cells[s]));
    free(survey->cells);
    hg_locator_destroy(survey->locator);
    hg_lock_destroy(survey->lock);
    hg_arena_destroy(survey->arena);
    free(survey->found);
    free(survey);
}

const struct hg_survey_params *survey_params(const struct hg_survey *survey)
{
    return &survey->p;
}

enum hg_status survey_region(struct hg_survey *survey, const char *region,
                             const struct hg_border **out, struct hg_error *err)
{
    const size_t shape = hg_shapes_find(survey->p.shapes, region);
    *out = NULL;
    return shape == HG_NOT_FOUND ? HG_OK
                                 : hg_locator_border(survey->locator, shape, out, err);
}

/* The first shape that contains a place. */
static enum hg_status shape_around(struct hg_survey *survey, double x, double y,
                                   size_t *out, struct hg_error *err)
{
    const struct hg_shapes *shapes = survey->p.shapes;
    *out = HG_NOT_FOUND;
    for (size_t s = 0; s < shapes->n_shape; s++) {
        const struct hg_box *box = &shapes->shape[s].box;
        const struct hg_border *border = NULL;
        if (!(x >= box->west && x <= box->east && y >= box->south && y <= box->north))
            continue;
        const enum hg_status status = hg_locator_border(survey->locator, s, &border, err);
        if (status != HG_OK)
            return status;
        if (hg_border_contains(border, x, y, HG_NO_CELL)) {
            *out = s;
            return HG_OK;
        }
    }
    return HG_OK;
}

/* The cells that a region has a part of. */
static enum hg_status cells_of(struct hg_survey *survey, size_t shape,
                               const struct hg_weights **out, struct hg_error *err)
{
    struct hg_weights *cells = atomic_load(&survey->cells[shape]), *none = NULL;
    if (!cells) {
        struct hg_shapes alone = *survey->p.shapes;
        alone.shape += shape;
        alone.n_shape = 1;
        const enum hg_status status = hg_cover(survey->p.grid, &alone, 1, &cells, err);
        if (status != HG_OK)
            return status;
        if (!atomic_compare_exchange_strong(&survey->cells[shape], &none, cells)) {
            hg_weights_destroy(cells);
            cells = none;
        }
    }
    *out = cells;
    return HG_OK;
}

static bool has_cell(const struct hg_weights *cells, uint32_t cell)
{
    const struct hg_run *const run = cells->run + cells->first[0];
    const size_t n = cells->first[1] - cells->first[0];
    const size_t behind = hg_find_cell(run, n, sizeof(*run), (uint64_t)cell + 1);
    return behind > 0 && cell - run[behind - 1].cell < run[behind - 1].n;
}

/* The candidate nearer to (x, y); of equally near ones the first. */
static uint32_t nearer(const struct hg_grid *grid, double x, double y, uint32_t best,
                       uint32_t other)
{
    double ax, ay, bx, by;
    if (best == HG_NO_CELL)
        return other;
    hg_grid_centre(grid, best, &ax, &ay);
    hg_grid_centre(grid, other, &bx, &by);
    const double a = (ax - x) * (ax - x) + (ay - y) * (ay - y);
    const double b = (bx - x) * (bx - x) + (by - y) * (by - y);
    return b < a ? other : best;
}

/* The cell of the region at a point of its border, as snap.h says. */
static uint32_t cell_at_border(const struct hg_grid *grid, const struct hg_weights *cells,
                               double x, double y)
{
    const struct hg_grid_params *p = hg_grid_params(grid);
    const uint32_t cell = hg_grid_cell_at(grid, x, y);
    uint32_t best = HG_NO_CELL;
    if (cell == HG_NO_CELL || has_cell(cells, cell))
        return cell;
    const uint32_t row = cell / p->ncol, col = cell % p->ncol;
    for (uint32_t r = row > 0 ? row - 1 : 0; r <= row + 1 && r < p->nrow; r++)
        for (uint32_t c = col > 0 ? col - 1 : 0; c <= col + 1 && c < p->ncol; c++)
            if (has_cell(cells, r * p->ncol + c))
                best = nearer(grid, x, y, best, r * p->ncol + c);
    /* Edges are straight in degrees for the distance, in the crs for cells: where that is
     * more than a cell, all cells of the region are looked at. */
    if (best == HG_NO_CELL)
        for (size_t i = cells->first[0]; i < cells->first[1]; i++)
            for (uint32_t k = 0; k < cells->run[i].n; k++)
                best = nearer(grid, x, y, best, cells->run[i].cell + k);
    return best;
}

/* Where a point belongs that lies near enough to its region. */
static enum hg_status move_near(struct hg_survey *survey,
                                const struct hg_transform *to_grid, size_t shape,
                                struct hg_nearest near, uint32_t *cell,
                                struct hg_misplaced *found, struct hg_error *err)
{
    const struct hg_weights *cells = NULL;
    const enum hg_status status = cells_of(survey, shape, &cells, err);
    if (status != HG_OK)
        return status;
    found->remedy = HG_REMEDY_IN_CELL;
    if (*cell != HG_NO_CELL && has_cell(cells, *cell))
        return HG_OK;
    double x = near.lon >= 180 ? near.lon - 360 : near.lon, y = near.lat;
    hg_transform_apply(to_grid, 1, &x, &y);
    found->remedy = HG_REMEDY_MOVED;
    *cell = cell_at_border(survey->p.grid, cells, x, y);
    return HG_OK;
}

static void beyond(enum hg_snap_beyond rule, uint32_t *cell, struct hg_misplaced *found)
{
    switch (rule) {
    case HG_SNAP_KEEP:
        break;
    case HG_SNAP_DIFFUSE:
        found->remedy = HG_REMEDY_DIFFUSE;
        *cell = HG_DIFFUSE_CELL;
        break;
    case HG_SNAP_REFUSE:
        found->remedy = HG_REMEDY_REFUSED;
        break;
    }
}

enum hg_status survey_judge(struct hg_survey *survey, const struct hg_transform *to_grid,
                            const char *region, const struct hg_site *site, double x,
                            double y, uint32_t *cell, struct hg_misplaced *found,
                            struct hg_error *err)
{
    const size_t shape = hg_shapes_find(survey->p.shapes, region);
    const struct hg_snap snap = survey->p.snap;
    found->km = INFINITY;
    found->swapped_inside = false;
    found->remedy = HG_REMEDY_KEPT;
    enum hg_status status = shape_around(survey, x, y, &found->inside_shape, err);
    if (status != HG_OK || shape == HG_NOT_FOUND)
        return status;
    const struct hg_border *border = NULL;
    status = hg_locator_border(survey->locator, shape, &border, err);
    if (status != HG_OK)
        return status;
    double lon = site->lat, lat = site->lon; /* swapped */
    hg_transform_apply(to_grid, 1, &lon, &lat);
    found->swapped_inside = hg_border_contains(border, lon, lat, HG_NO_CELL);
    const struct hg_nearest near = hg_border_nearest(border, site->lon, site->lat);
    found->km = near.km;
    if (!(snap.within_km > 0) || !isfinite(near.km))
        return HG_OK;
    if (near.km <= snap.within_km)
        return move_near(survey, to_grid, shape, near, cell, found, err);
    beyond(snap.beyond, cell, found);
    return HG_OK;
}

/* A copy of a streamed site in the arena. */
static const struct hg_site *copy_site(struct hg_arena *arena, const struct hg_site *site)
{
    struct hg_site *copy = hg_arena_alloc(arena, 1, sizeof(*copy));
    if (!copy)
        return NULL;
    *copy = *site;
    copy->id = hg_arena_copy(arena, site->id, strlen(site->id));
    copy->name = hg_arena_copy(arena, site->name, strlen(site->name));
    copy->region = hg_arena_copy(arena, site->region, strlen(site->region));
    copy->sector = hg_arena_copy(arena, site->sector, strlen(site->sector));
    return copy->id && copy->name && copy->region && copy->sector ? copy : NULL;
}

static bool keep(struct hg_survey *survey, const struct hg_misplaced *found)
{
    if (survey->n == survey->room) {
        const size_t room = 2 * survey->room + 64;
        struct hg_misplaced *grown = realloc(survey->found, room * sizeof(*grown));
        if (!grown)
            return false;
        survey->found = grown;
        survey->room = room;
    }
    struct hg_misplaced *kept = &survey->found[survey->n];
    *kept = *found;
    if (found->streamed)
        kept->site = copy_site(survey->arena, found->site);
    survey->n += kept->site != NULL;
    return kept->site != NULL;
}

enum hg_status survey_keep(struct hg_survey *survey, const struct hg_misplaced *found,
                           struct hg_error *err)
{
    hg_lock_take(survey->lock);
    const bool good = keep(survey, found);
    hg_lock_release(survey->lock);
    return good ? HG_OK : no_memory(err);
}

static int by_distance(const void *p, const void *q)
{
    const struct hg_misplaced *a = p, *b = q;
    if (a->km != b->km)
        return a->km > b->km ? -1 : 1;
    int order = strcmp(a->site->id, b->site->id);
    if (order == 0)
        order = strcmp(a->site->file, b->site->file);
    return order != 0 ? order
                      : (a->site->line > b->site->line) - (a->site->line < b->site->line);
}

static bool has_total(const struct hg_inventory *inventory, const struct hg_site *site)
{
    const size_t region = hg_axis_find(inventory->regions, site->region);
    const size_t sector = hg_axis_find(inventory->sectors, site->sector);
    return region != HG_NOT_FOUND && sector != HG_NOT_FOUND &&
           inventory->given[region * hg_axis_size(inventory->sectors) + sector];
}

enum hg_status hg_survey_report(const struct hg_survey *survey,
                                const struct hg_inventory *inventory, size_t n_checked,
                                struct hg_location_report **out, struct hg_error *err)
{
    struct hg_location_report *r = calloc(1, sizeof(*r));
    if (r)
        r->misplaced = calloc(survey->n + 1, sizeof(*r->misplaced));
    if (!r || !r->misplaced) {
        hg_location_report_destroy(r);
        return no_memory(err);
    }
    r->n_checked = n_checked;
    for (size_t i = 0; i < survey->n; i++) {
        const struct hg_misplaced *m = &survey->found[i];
        if (m->streamed && !has_total(inventory, m->site))
            continue;
        r->misplaced[r->n_misplaced++] = *m;
        r->n_swapped_inside += m->swapped_inside;
        r->n_moved += m->remedy == HG_REMEDY_MOVED;
        r->n_diffuse += m->remedy == HG_REMEDY_DIFFUSE;
        r->n_refused += m->remedy == HG_REMEDY_REFUSED;
    }
    if (r->n_misplaced > 1)
        qsort(r->misplaced, r->n_misplaced, sizeof(r->misplaced[0]), by_distance);
    *out = r;
    return HG_OK;
}

void hg_location_report_destroy(struct hg_location_report *report)
{
    if (!report)
        return;
    free(report->misplaced);
    free(report);
}

/* zone_cells.c - the cells of places, and which of them must be overlaid */
#include "gridding/zone_cells.h"
#include <hotgrid/coverage.h>
#include <hotgrid/large.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* From here on a fraction is all of a cell: rounding, as in coverage.c. */
static const double WHOLE = 1 - 1e-12;

static enum hg_status no_memory(struct hg_error *err)
{
    return hg_fail(err, HG_E_MEMORY, "no memory for the cells of places");
}

void zone_cells_finish(struct zone_cells *c)
{
    for (size_t b = 0; c->band && b < c->n_band; b++)
        free(c->band[b].part);
    free(c->band);
    free(c->entry);
    free(c->cell);
    free(c->slot);
    free(c->region);
    free(c->km2);
    free(c->land_km2);
    hg_locator_destroy(c->place_borders);
    hg_locator_destroy(c->region_borders);
    *c = (struct zone_cells){0};
}

size_t zone_seek(const struct zone_cells *c, size_t at, uint32_t cell)
{
    size_t step = 1, low = at, high = c->n_cell;
    while (low + step < c->n_cell && c->cell[low + step].cell < cell) {
        low += step;
        step *= 2;
    }
    if (low + step < high)
        high = low + step;
    return low + hg_find_cell(c->cell + low, high - low, sizeof(*c->cell), cell);
}

uint8_t *zone_cells_mark(const struct zone_cells *c)
{
    const struct hg_emissions *e = c->params->emissions;
    const struct hg_weights *w = c->params->weights;
    uint8_t *mark = calloc(hg_grid_cells(c->grid) + 1, 1);
    if (!mark)
        return NULL;
    for (size_t i = 0; i < e->n_point; i++)
        mark[e->point[i].cell] = 1;
    for (size_t k = 0; k < e->n_panel; k++)
        for (size_t i = 0; i < e->panel[k].n_cell; i++)
            mark[e->panel[k].cell[i]] = 1;
    for (size_t i = 0; i < w->first[w->n_shape]; i++)
        for (uint32_t k = 0; k < w->run[i].n; k++) {
            const uint32_t cell =
                hg_grid_cell_in(c->grid, c->params->wide, w->run[i].cell + k);
            if (cell != HG_NO_CELL)
                mark[cell] = 1;
        }
    return mark;
}

/* Areas of places, and how many of their parts lie in cells that are marked. */
static size_t measure(struct zone_cells *c, const struct hg_weights *w,
                      const uint8_t *mark, uint32_t *next)
{
    size_t n = 0;
    for (size_t s = 0; s < w->n_shape; s++)
        for (size_t i = w->first[s]; i < w->first[s + 1]; i++)
            for (uint32_t k = 0; k < w->run[i].n; k++) {
                const uint32_t cell = w->run[i].cell + k;
                c->km2[s] += w->run[i].fraction * hg_grid_cell_km2(c->grid, cell);
                n += mark[cell];
                next[cell + 1] += mark[cell];
            }
    return n;
}

static void enter(struct zone_cells *c, const struct hg_run *run, uint32_t place,
                  const uint8_t *mark, uint32_t *next)
{
    for (uint32_t cell = run->cell; cell - run->cell < run->n; cell++)
        if (mark[cell])
            c->entry[next[cell]++] = (struct zone_entry){cell, place, run->fraction};
}

/* Entries in the order of cells; those of a cell stay in the order of places. */
static enum hg_status sort_entries(struct zone_cells *c, const struct hg_weights *w,
                                   const uint8_t *mark, struct hg_error *err)
{
    const size_t n_cell = hg_grid_cells(c->grid), size = (n_cell + 1) * sizeof(uint32_t);
    uint32_t *next = hg_large(calloc(n_cell + 1, sizeof(*next)), size);
    if (!next)
        return no_memory(err);
    c->n_entry = measure(c, w, mark, next);
    c->entry = malloc((c->n_entry + 1) * sizeof(*c->entry));
    if (!c->entry || c->n_entry >= UINT32_MAX) {
        free(next);
        return no_memory(err);
    }
    for (size_t i = 0; i < n_cell; i++)
        next[i + 1] += next[i];
    for (size_t s = 0; s < w->n_shape; s++)
        for (size_t i = w->first[s]; i < w->first[s + 1]; i++)
            enter(c, &w->run[i], (uint32_t)s, mark, next);
    free(next);
    return HG_OK;
}

enum hg_status zone_cells_cover(struct zone_cells *c, struct hg_error *err)
{
    struct hg_weights *w = NULL;
    uint8_t *mark = zone_cells_mark(c);
    enum hg_status status = mark ? HG_OK : no_memory(err);
    if (status == HG_OK)
        status = hg_cover(c->grid, c->params->places, c->params->threads, &w, err);
    if (status == HG_OK)
        status = sort_entries(c, w, mark, err);
    hg_weights_destroy(w);
    free(mark);
    return status;
}

static enum hg_status group_entries(struct zone_cells *c, struct hg_error *err)
{
    size_t n = 0;
    for (size_t i = 0; i < c->n_entry; i++)
        n += i == 0 || c->entry[i].cell != c->entry[i - 1].cell;
    c->cell = calloc(n + 1, sizeof(*c->cell));
    if (!c->cell)
        return no_memory(err);
    for (size_t i = 0; i < c->n_entry; i++)
        if (i == 0 || c->entry[i].cell != c->entry[i - 1].cell)
            c->cell[c->n_cell++] = (struct zone_cell){
                .cell = c->entry[i].cell, .slot = ZONE_ALONE, .first = (uint32_t)i};
    c->cell[n].first = (uint32_t)c->n_entry;
    return HG_OK;
}

/* What is done with each part that a region has of a cell with places. */
typedef void use_region(struct zone_cells *c, size_t at, size_t shape, double fraction);

/* Cells of a run that have places, from `at` on; returns where the next run may start. */
static size_t each_of_run(struct zone_cells *c, const struct hg_run *run, size_t shape,
                          size_t at, use_region *use)
{
    for (uint32_t k = 0; k < run->n && at < c->n_cell; k++) {
        const uint32_t cell = hg_grid_cell_in(c->grid, c->params->wide, run->cell + k);
        if (cell == HG_NO_CELL)
            continue;
        at = zone_seek(c, at, cell);
        if (at < c->n_cell && c->cell[at].cell == cell)
            use(c, at, shape, run->fraction);
    }
    return at;
}

static void each_region(struct zone_cells *c, use_region *use)
{
    const struct hg_weights *w = c->params->weights;
    for (size_t s = 0; s < w->n_shape; s++) {
        size_t at = 0;
        for (size_t i = w->first[s]; i < w->first[s + 1]; i++)
            at = each_of_run(c, &w->run[i], s, at, use);
    }
}

/* While regions are counted: their number is kept where the share will stand. */
static void count_region(struct zone_cells *c, size_t at, size_t shape, double fraction)
{
    (void)shape;
    c->cell[at].share += 1;
    c->cell[at].land += fraction;
}

static void list_region(struct zone_cells *c, size_t at, size_t shape, double fraction)
{
    if (c->cell[at].slot == ZONE_ALONE)
        return;
    struct zone_slot *slot = &c->slot[c->cell[at].slot];
    c->region[slot->first_region + slot->n_region++] =
        (struct zone_region){(uint32_t)shape, fraction};
}

/* Cells that need no overlay: one place has all of it, or is alone there or on the land
 * of one region that has all of it.  Sets what it has of them. */
static bool is_plain(struct zone_cells *c, size_t at)
{
    struct zone_cell *cell = &c->cell[at];
    const double fraction = c->entry[cell->first].fraction;
    if (c->cell[at + 1].first - cell->first > 1)
        return false;
    if (fraction >= WHOLE || cell->share == 0) {
        cell->share = 1;
        return true;
    }
    if (cell->share == 1 && cell->land >= WHOLE) {
        cell->share = fraction;
        return true;
    }
    return false;
}

static enum hg_status make_slots(struct zone_cells *c, struct hg_error *err)
{
    size_t n_region = 0;
    for (size_t i = 0; i < c->n_cell; i++)
        if (!is_plain(c, i)) {
            n_region += (size_t)c->cell[i].share;
            c->cell[i].slot = (uint32_t)c->n_slot++;
        }
    c->slot = calloc(c->n_slot + 1, sizeof(*c->slot));
    c->region = calloc(n_region + 1, sizeof(*c->region));
    if (!c->slot || !c->region)
        return no_memory(err);
    n_region = 0;
    for (size_t i = 0; i < c->n_cell; i++)
        if (c->cell[i].slot != ZONE_ALONE) {
            c->slot[c->cell[i].slot] =
                (struct zone_slot){.cell = i, .first_region = n_region};
            n_region += (size_t)c->cell[i].share;
        }
    return HG_OK;
}

/* Land of places in cells of which one has all, or is alone. */
static void add_plain_land(struct zone_cells *c)
{
    for (size_t i = 0; i < c->n_cell; i++) {
        const struct zone_cell *cell = &c->cell[i];
        if (cell->slot != ZONE_ALONE)
            continue;
        const struct zone_entry *e = &c->entry[cell->first];
        const double km2 = hg_grid_cell_km2(c->grid, cell->cell);
        const double land = fmin(1, cell->land);
        c->land_km2[e->place] += (e->fraction >= WHOLE ? land : e->fraction * land) * km2;
    }
}

enum hg_status zone_cells_share(struct zone_cells *c, struct hg_error *err)
{
    c->land_km2 = calloc(c->n_place + 2, sizeof(*c->land_km2));
    if (!c->land_km2)
        return no_memory(err);
    enum hg_status status = group_entries(c, err);
    if (status != HG_OK)
        return status;
    each_region(c, count_region);
    status = make_slots(c, err);
    if (status != HG_OK)
        return status;
    each_region(c, list_region);
    add_plain_land(c);
    return c->n_slot > 0 ? zone_overlay(c, err) : HG_OK;
}

/* Parts of a slot stand by region. */
static const struct zone_part *find_parts(const struct zone_part *part, size_t n_part,
                                          uint32_t region, size_t *n)
{
    size_t first = 0;
    while (first < n_part && part[first].region != region)
        first++;
    size_t end = first;
    while (end < n_part && part[end].region == region)
        end++;
    *n = end - first;
    return part + first;
}

const struct zone_part *zone_parts(const struct zone_cells *c, uint32_t slot,
                                   size_t shape, size_t *n)
{
    const struct zone_slot *s = &c->slot[slot];
    const struct zone_part *all = c->band[slot / ZONE_BAND].part;
    if (!all) { /* nothing in the whole band: no place has a part of a cell */
        *n = 0;
        return NULL;
    }
    all += s->first_part;
    const uint32_t region = shape < UINT32_MAX ? (uint32_t)shape : ZONE_NOBODY;
    const struct zone_part *part = find_parts(all, s->n_part, region, n);
    return *n > 0 || region == ZONE_LAND ? part
                                         : find_parts(all, s->n_part, ZONE_NOBODY, n);
}

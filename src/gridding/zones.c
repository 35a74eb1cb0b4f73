/* zones.c - what places have of E: panels by their weights, sources where they stand */
#include "gridding/zone_cells.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct work {
    const struct hg_zone_params *p;
    struct zone_cells cells;
    struct zone_near *near; /* of points */
    size_t n_row, n_region, n_sector;
    size_t *shape;   /* [region of the inventory]: of the regions, or HG_NOT_FOUND */
    uint32_t *block; /* [row * n_region + region]: from 1; 0: none yet */
    size_t block_room;
    double *weight;   /* of a panel: [row * n_column + column] */
    size_t next_site; /* the first that is not before the point that is looked at */
    struct hg_zones *out;
};

static enum hg_status no_memory(struct hg_error *err)
{
    return hg_fail(err, HG_E_MEMORY, "no memory for the accounts of places");
}

void hg_zones_destroy(struct hg_zones *zones)
{
    if (!zones)
        return;
    free(zones->block);
    free(zones->kg);
    free(zones->km2);
    free(zones->km2_on);
    free(zones->km2_again);
    free(zones->land_km2);
    free(zones->n_cell);
    free(zones);
}

/* The masses by sector of a row in a region; NULL without memory. */
static double *block_of(struct work *w, size_t row, size_t region)
{
    struct hg_zones *z = w->out;
    uint32_t *block = &w->block[row * w->n_region + region];
    if (*block == 0) {
        if (z->n_block == w->block_room) {
            const size_t room = 2 * w->block_room + 64;
            struct hg_zone_block *blocks = reallocarray(z->block, room, sizeof(*blocks));
            z->block = blocks ? blocks : z->block;
            double *kg = reallocarray(z->kg, room, (w->n_sector + 1) * sizeof(*kg));
            z->kg = kg ? kg : z->kg;
            if (!blocks || !kg)
                return NULL;
            w->block_room = room;
        }
        memset(z->kg + z->n_block * w->n_sector, 0, w->n_sector * sizeof(*z->kg));
        z->block[z->n_block++] = (struct hg_zone_block){(uint32_t)row, (uint32_t)region};
        *block = (uint32_t)z->n_block;
    }
    return z->kg + (*block - 1) * w->n_sector;
}

static bool add_mass(struct work *w, size_t row, uint32_t industry, double kg)
{
    double *mass = kg != 0 ? block_of(w, row, industry / w->n_sector) : NULL;
    if (mass)
        mass[industry % w->n_sector] += kg;
    return mass || kg == 0;
}

/* Adds the weights of a cell of a panel to a row. */
static void add_weights(struct work *w, const struct hg_panel *panel, size_t i,
                        size_t row, double share)
{
    for (uint32_t c = 0; share != 0 && c < panel->n_column; c++)
        w->weight[row * panel->n_column + c] +=
            share * panel->weight[c * panel->n_cell + i];
}

/* Divides cell i of a panel; at: its place among the cells with places, or n_cell. */
static void divide_cell(struct work *w, const struct hg_panel *panel, size_t i, size_t at)
{
    const struct zone_cells *c = &w->cells;
    const size_t outside = c->n_place;
    if (at == c->n_cell || c->cell[at].cell != panel->cell[i]) {
        add_weights(w, panel, i, outside, 1);
        return;
    }
    const struct zone_cell *cell = &c->cell[at];
    if (cell->slot == ZONE_ALONE) {
        add_weights(w, panel, i, c->entry[cell->first].place, cell->share);
        add_weights(w, panel, i, outside, 1 - cell->share);
        return;
    }
    size_t n = 0;
    const struct zone_part *part = zone_parts(c, cell->slot, w->shape[panel->region], &n);
    for (size_t k = 0; k < n; k++)
        add_weights(w, panel, i, part[k].row, part[k].share);
}

static enum hg_status add_panel(struct work *w, const struct hg_panel *panel,
                                struct hg_error *err)
{
    const size_t n_column = panel->n_column;
    size_t at = 0;
    free(w->weight);
    w->weight = calloc(w->n_row * n_column + 1, sizeof(*w->weight));
    if (!w->weight)
        return no_memory(err);
    for (size_t i = 0; i < panel->n_cell; i++) {
        at = at < w->cells.n_cell ? zone_seek(&w->cells, at, panel->cell[i]) : at;
        divide_cell(w, panel, i, at);
    }
    for (size_t row = 0; row < w->n_row; row++)
        for (size_t s = 0; s < w->n_sector; s++) {
            const uint32_t c = panel->column_of[s];
            if (c != HG_NO_COLUMN &&
                !add_mass(w, row, (uint32_t)(panel->region * w->n_sector + s),
                          hg_mass_kg(panel->mass[s]) * w->weight[row * n_column + c]))
                return no_memory(err);
        }
    return HG_OK;
}

/* The mass of a point of E by the parts of its cell. */
static bool add_by_cell(struct work *w, const struct hg_point_mass *point, size_t at,
                        double kg)
{
    const struct zone_cells *c = &w->cells;
    if (at == c->n_cell || c->cell[at].cell != point->cell)
        return add_mass(w, c->n_place, point->industry, kg);
    const struct zone_cell *cell = &c->cell[at];
    if (cell->slot == ZONE_ALONE) {
        w->out->by_cell_kg += cell->share < 1 ? kg : 0;
        return add_mass(w, c->entry[cell->first].place, point->industry,
                        kg * cell->share) &&
               add_mass(w, c->n_place, point->industry, kg * (1 - cell->share));
    }
    size_t n = 0;
    bool good = true;
    const struct zone_part *part =
        zone_parts(c, cell->slot, w->shape[point->industry / w->n_sector], &n);
    w->out->by_cell_kg += kg;
    for (size_t k = 0; good && k < n; k++)
        good = add_mass(w, part[k].row, point->industry, kg * part[k].share);
    return good;
}

static enum hg_status holds(struct hg_locator *locator, size_t shape,
                            const struct hg_zone_site *site, bool *out,
                            struct hg_error *err)
{
    const struct hg_border *border = NULL;
    const enum hg_status status = hg_locator_border(locator, shape, &border, err);
    if (status == HG_OK)
        *out = hg_border_contains(border, site->x, site->y, site->cell);
    return status;
}

/* Does a region hold a site that no place holds?  Regions of a cell that is not overlaid
 * have all of it. */
static enum hg_status on_land(struct work *w, const struct hg_zone_site *site, size_t at,
                              bool *out, struct hg_error *err)
{
    const struct zone_cells *c = &w->cells;
    const struct zone_cell *cell = &c->cell[at];
    enum hg_status status = HG_OK;
    *out = cell->slot == ZONE_ALONE && cell->land > 0;
    if (cell->slot == ZONE_ALONE)
        return HG_OK;
    const struct zone_slot *s = &c->slot[cell->slot];
    for (size_t i = 0; status == HG_OK && !*out && i < s->n_region; i++)
        status = holds(c->region_borders, c->region[s->first_region + i].shape, site, out,
                       err);
    return status;
}

/* Gives a source to the places that hold a spot, to `most` of them; with `most` 0 they
 * are counted only, to *n. */
static enum hg_status give_site(struct work *w, const struct hg_point_mass *point,
                                const struct hg_zone_site *spot, size_t at, size_t most,
                                double kg, size_t *n, struct hg_error *err)
{
    const struct zone_cells *c = &w->cells;
    enum hg_status status = HG_OK;
    bool good = true;
    *n = 0;
    for (size_t i = c->cell[at].first; status == HG_OK && i < c->cell[at + 1].first;
         i++) {
        bool inside = false;
        status = holds(c->place_borders, c->entry[i].place, spot, &inside, err);
        if (status != HG_OK || !inside || ++*n > most)
            continue;
        good = add_mass(w, c->entry[i].place, point->industry, kg) && good;
        if (*n > 1)
            good = add_mass(w, c->n_place + 1, point->industry, kg) && good;
    }
    return status != HG_OK || good ? status : no_memory(err);
}

/* A spot a hair beside a site: on a border that places have in common it is in one. */
static struct hg_zone_site beside(const struct hg_grid *grid,
                                  const struct hg_zone_site *site)
{
    const struct hg_grid_params *g = hg_grid_params(grid);
    const double hair = 1e-7 * (g->box.east - g->box.west) / g->ncol;
    struct hg_zone_site spot = *site;
    spot.x += hair;
    spot.y += hair / 2;
    spot.cell = hg_grid_cell_at(grid, spot.x, spot.y);
    return spot;
}

/* A source in a cell that the borders of places cut. */
static enum hg_status add_site(struct work *w, const struct hg_point_mass *point,
                               const struct hg_zone_site *site, size_t at, double kg,
                               struct hg_error *err)
{
    struct hg_zone_site spot = *site;
    bool land = false;
    size_t n = 0, beside_in = 0, given = 0;
    enum hg_status status = give_site(w, point, site, at, 0, kg, &n, err);
    if (status == HG_OK && n > 1) {
        spot = beside(w->cells.grid, site);
        status = give_site(w, point, &spot, at, 0, kg, &beside_in, err);
        if (beside_in == 0)
            spot = *site;
    }
    if (status == HG_OK && n > 0)
        status = give_site(w, point, &spot, at, beside_in > 0 ? beside_in : 1, kg, &given,
                           err);
    if (status == HG_OK && n == 0)
        status = on_land(w, site, at, &land, err);
    if (status == HG_OK && n == 0)
        status = (land ? add_mass(w, w->cells.n_place, point->industry, kg)
                       : add_by_cell(w, point, at, kg))
                     ? HG_OK
                     : no_memory(err);
    if (n > 0 || land)
        w->out->by_place_kg += kg;
    return status;
}

static enum hg_status add_near(struct work *w, const struct hg_point_mass *point,
                               const struct hg_zone_site *site, double kg,
                               struct hg_error *err)
{
    w->out->by_place_kg += kg; /* none: n_place, which is outside */
    return add_mass(w, zone_nearest(w->near, site->lon, site->lat), point->industry, kg)
               ? HG_OK
               : no_memory(err);
}

/* The sites of a point of E: their number, and the sum of their weights. */
static size_t sites_of(struct work *w, const struct hg_point_mass *point, double *weight)
{
    const struct hg_zone_params *p = w->p;
    size_t end = w->next_site;
    while (end < p->n_site &&
           (p->site[end].cell < point->cell || (p->site[end].cell == point->cell &&
                                                p->site[end].industry < point->industry)))
        end++;
    w->next_site = end;
    *weight = 0;
    for (; end < p->n_site && p->site[end].cell == point->cell &&
           p->site[end].industry == point->industry;
         end++)
        *weight += p->site[end].weight;
    return end - w->next_site;
}

static enum hg_status add_point(struct work *w, const struct hg_point_mass *point,
                                size_t at, struct hg_error *err)
{
    const struct zone_cells *c = &w->cells;
    const double kg = hg_mass_kg(point->mass);
    double weight = 0;
    const size_t n = sites_of(w, point, &weight);
    const bool in = at < c->n_cell && c->cell[at].cell == point->cell;
    const bool cut = in && (c->cell[at].slot != ZONE_ALONE || c->cell[at].share < 1);
    if (!(weight > 0) || (!w->near && !cut))
        return add_by_cell(w, point, at, kg) ? HG_OK : no_memory(err);
    enum hg_status status = HG_OK;
    for (size_t i = 0; status == HG_OK && i < n; i++) {
        const struct hg_zone_site *site = &w->p->site[w->next_site + i];
        const double part = kg * (site->weight / weight);
        status = w->near ? add_near(w, point, site, part, err)
                         : add_site(w, point, site, at, part, err);
    }
    return status;
}

static enum hg_status add_points(struct work *w, struct hg_error *err)
{
    const struct hg_emissions *e = w->p->emissions;
    enum hg_status status = HG_OK;
    size_t at = 0;
    for (size_t i = 0; status == HG_OK && i < e->n_point; i++) {
        if (at < w->cells.n_cell)
            at = zone_seek(&w->cells, at, e->point[i].cell);
        status = add_point(w, &e->point[i], at, err);
    }
    return status;
}

/* Blocks by row, then region, with their masses. */
static enum hg_status sort_blocks(struct work *w, struct hg_error *err)
{
    struct hg_zones *z = w->out;
    struct hg_zone_block *block = calloc(z->n_block + 1, sizeof(*block));
    double *kg = calloc(z->n_block * w->n_sector + 1, sizeof(*kg));
    if (!block || !kg) {
        free(block);
        free(kg);
        return no_memory(err);
    }
    size_t n = 0;
    for (size_t i = 0; i < w->n_row * w->n_region; i++) {
        if (w->block[i] == 0)
            continue;
        const size_t old = w->block[i] - 1;
        block[n] = z->block[old];
        memcpy(kg + n * w->n_sector, z->kg + old * w->n_sector,
               w->n_sector * sizeof(*kg));
        n++;
    }
    free(z->block);
    free(z->kg);
    z->block = block;
    z->kg = kg;
    return HG_OK;
}

/* Areas as the planar parts of cells have them. */
static void tell_areas(struct work *w)
{
    struct hg_zones *z = w->out;
    const struct zone_cells *c = &w->cells;
    memcpy(z->land_km2, c->land_km2, w->n_row * sizeof(*z->land_km2));
    memcpy(z->km2, c->km2, z->n_place * sizeof(*z->km2));
    memcpy(z->km2_on, c->km2, z->n_place * sizeof(*z->km2_on));
    for (size_t i = 0; i < c->n_entry; i++)
        z->n_cell[c->entry[i].place]++;
}

static enum hg_status start(struct work *w, struct hg_error *err)
{
    const struct hg_inventory *inventory = w->p->emissions->inventory;
    struct hg_zones *z = w->out = calloc(1, sizeof(*z));
    w->cells.params = w->p;
    w->cells.grid = w->p->emissions->grid;
    w->cells.n_place = w->p->places ? w->p->places->n_shape : w->p->n_point;
    w->n_row = w->cells.n_place + 2;
    w->cells.km2 = calloc(w->n_row, sizeof(*w->cells.km2));
    w->n_region = hg_axis_size(inventory->regions);
    w->n_sector = hg_axis_size(inventory->sectors);
    w->shape = calloc(w->n_region + 1, sizeof(*w->shape));
    w->block = calloc(w->n_row * w->n_region + 1, sizeof(*w->block));
    if (!z || !w->cells.km2 || !w->shape || !w->block)
        return no_memory(err);
    z->n_place = w->cells.n_place;
    z->n_row = w->n_row;
    z->n_sector = w->n_sector;
    z->km2 = calloc(z->n_place + 1, sizeof(*z->km2));
    z->km2_on = calloc(z->n_place + 1, sizeof(*z->km2_on));
    z->km2_again = calloc(z->n_place + 1, sizeof(*z->km2_again));
    z->land_km2 = calloc(w->n_row, sizeof(*z->land_km2));
    z->n_cell = calloc(z->n_place + 1, sizeof(*z->n_cell));
    if (!z->km2 || !z->km2_on || !z->km2_again || !z->land_km2 || !z->n_cell)
        return no_memory(err);
    for (size_t r = 0; r < w->n_region; r++)
        w->shape[r] = hg_shapes_find(w->p->regions, hg_axis_code(inventory->regions, r));
    enum hg_status status =
        hg_locator_create(w->p->regions, w->cells.grid, &w->cells.region_borders, err);
    if (status == HG_OK && w->p->places)
        status =
            hg_locator_create(w->p->places, w->cells.grid, &w->cells.place_borders, err);
    if (status == HG_OK && !w->p->places)
        status = zone_near_create(w->p, &w->near, err);
    return status;
}

enum hg_status hg_zones_create(const struct hg_zone_params *params, struct hg_zones **out,
                               struct hg_error *err)
{
    struct work w = {.p = params};
    const struct hg_emissions *e = params->emissions;
    enum hg_status status = start(&w, err);
    if (status == HG_OK)
        status = params->places ? zone_cells_cover(&w.cells, err)
                                : zone_cells_near(&w.cells, err);
    if (status == HG_OK)
        status = zone_cells_share(&w.cells, err);
    for (size_t i = 0; status == HG_OK && i < e->n_panel; i++)
        status = add_panel(&w, &e->panel[i], err);
    if (status == HG_OK)
        status = add_points(&w, err);
    if (status == HG_OK)
        status = sort_blocks(&w, err);
    if (status == HG_OK)
        tell_areas(&w);
    zone_cells_finish(&w.cells); /* areas take as much memory again */
    if (status == HG_OK && params->places)
        status = zone_measure(e->grid, params, w.out, err);
    if (status == HG_OK) {
        *out = w.out;
        w.out = NULL;
    }
    hg_zones_destroy(w.out);
    zone_near_destroy(w.near);
    free(w.shape);
    free(w.block);
    free(w.weight);
    return status;
}

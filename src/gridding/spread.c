/* spread.c - the diffuse mass of a region over its cells, by the first proxy that works
 */
#include "gridding/spread.h"

#include <math.h>
#include <stdlib.h>

/* A region and the cells of its shape. */
struct area {
    const struct hg_allocate_params *p;
    size_t region, n_sector;
    size_t n_cell;
    const uint32_t *cell;
    const double *fraction;
    double *sum; /* [proxy], then area: sum of all weights; negative: not yet known */
    uint32_t *column; /* [proxy], then area: HG_NO_COLUMN while nobody uses it */
};

/* Weight of a cell by a proxy, or by area alone (proxy = n_proxy). */
static double weight_of(const struct area *a, size_t proxy, size_t i)
{
    const double area = a->fraction[i] * hg_grid_cell_km2(a->p->grid, a->cell[i]);
    if (proxy == a->p->n_proxy)
        return area;
    const double density = a->p->density[proxy][a->cell[i]];
    return density > 0 ? area * density : 0; /* NaN is 0 too */
}

static double sum_of(struct area *a, size_t proxy)
{
    if (a->sum[proxy] >= 0)
        return a->sum[proxy];
    double sum = 0;
    for (size_t i = 0; i < a->n_cell; i++)
        sum += weight_of(a, proxy, i);
    a->sum[proxy] = sum;
    return sum;
}

/* Cells which a proxy gives a weight. */
static size_t count_cells(const struct area *a, size_t proxy)
{
    size_t n = 0;
    for (size_t i = 0; i < a->n_cell; i++)
        n += weight_of(a, proxy, i) > 0 ? 1 : 0;
    return n;
}

/* The first proxy of the sector's chain that has weight in the region; area after them.
 */
static size_t choose(struct area *a, size_t sector, uint32_t *tier)
{
    const struct hg_proxy_chain *chain = &a->p->chain[sector];
    for (*tier = 0; *tier < chain->n; (*tier)++)
        if (sum_of(a, chain->proxy[*tier]) > 0)
            return chain->proxy[*tier];
    return a->p->n_proxy;
}

/* Chooses for all sectors; column[proxy] becomes its number of users first. */
static void choose_all(struct area *a, const hg_mass *mass, struct hg_placement *placed)
{
    for (size_t s = 0; s < a->n_sector; s++) {
        if (mass[s] == 0)
            continue;
        uint32_t tier = 0;
        const size_t proxy = choose(a, s, &tier);
        const bool area = proxy == a->p->n_proxy;
        a->column[proxy] = 0;
        placed[s] = (struct hg_placement){
            .region = a->region,
            .sector = s,
            .kind = area ? HG_PLACED_BY_AREA : HG_PLACED_BY_PROXY,
            .proxy = area ? HG_BY_AREA : (uint32_t)proxy,
            .tier = tier,
            .mass = mass[s],
        };
    }
}

static void set_masses(struct hg_panel *panel, size_t n_sector, const hg_mass *mass)
{
    for (size_t s = 0; s < n_sector; s++) {
        panel->mass[s] = mass[s];
        panel->column_of[s] = HG_NO_COLUMN;
    }
}

/* Columns in the order of their proxies, area last. */
static uint32_t number_columns(struct area *a)
{
    uint32_t n = 0;
    for (size_t proxy = 0; proxy <= a->p->n_proxy; proxy++)
        if (a->column[proxy] != HG_NO_COLUMN)
            a->column[proxy] = n++;
    return n;
}

static void fill_columns(struct area *a, struct hg_panel *panel)
{
    for (size_t proxy = 0; proxy <= a->p->n_proxy; proxy++) {
        if (a->column[proxy] == HG_NO_COLUMN)
            continue;
        double *weight = panel->weight + a->column[proxy] * a->n_cell;
        const double sum = sum_of(a, proxy);
        for (size_t i = 0; i < a->n_cell; i++)
            weight[i] = weight_of(a, proxy, i) / sum;
        panel->source_of[a->column[proxy]] =
            proxy == a->p->n_proxy ? HG_BY_AREA : (uint32_t)proxy;
    }
}

static bool spread_over_cells(struct area *a, const hg_mass *mass, struct hg_panel *panel,
                              struct hg_placement *placed)
{
    choose_all(a, mass, placed);
    const uint32_t n_column = number_columns(a);
    if (!hg_panel_alloc(panel, a->n_cell, n_column, a->n_sector))
        return false;
    panel->region = a->region;
    panel->n_cell = a->n_cell;
    panel->n_column = n_column;
    for (size_t i = 0; i < a->n_cell; i++)
        panel->cell[i] = a->cell[i];
    fill_columns(a, panel);
    set_masses(panel, a->n_sector, mass);
    for (size_t s = 0; s < a->n_sector; s++) {
        if (mass[s] == 0)
            continue;
        const size_t proxy =
            placed[s].kind == HG_PLACED_BY_AREA ? a->p->n_proxy : placed[s].proxy;
        panel->column_of[s] = a->column[proxy];
        placed[s].n = count_cells(a, proxy);
    }
    return true;
}

/* The cell nearest to the middle of a box, inside the grid. */
static uint32_t nearest_cell(const struct hg_grid *grid, struct hg_box box)
{
    const struct hg_box b = hg_grid_params(grid)->box;
    const double x = (box.west + box.east) / 2, y = (box.south + box.north) / 2;
    return hg_grid_cell_at(grid, fmax(b.west, fmin(b.east, x)),
                           fmax(b.south, fmin(b.north, y)));
}

/* A polygon too small for a cell, or beside the grid: all goes to one cell. */
static bool spread_to_nearest(const struct area *a, struct hg_box box,
                              const hg_mass *mass, struct hg_panel *panel,
                              struct hg_placement *placed)
{
    if (!hg_panel_alloc(panel, 1, 1, a->n_sector))
        return false;
    panel->region = a->region;
    panel->n_cell = panel->n_column = 1;
    panel->cell[0] = nearest_cell(a->p->grid, box);
    panel->weight[0] = 1;
    panel->source_of[0] = HG_BY_NEAREST;
    set_masses(panel, a->n_sector, mass);
    for (size_t s = 0; s < a->n_sector; s++) {
        if (mass[s] == 0)
            continue;
        panel->column_of[s] = 0;
        placed[s] = (struct hg_placement){a->region,
                                          s,
                                          HG_PLACED_BY_NEAREST,
                                          HG_BY_NEAREST,
                                          (uint32_t)a->p->chain[s].n + 1,
                                          1,
                                          mass[s]};
    }
    return true;
}

static void leave_nowhere(const struct area *a, const hg_mass *mass,
                          struct hg_placement *placed)
{
    for (size_t s = 0; s < a->n_sector; s++)
        if (mass[s] != 0)
            placed[s] = (struct hg_placement){.region = a->region,
                                              .sector = s,
                                              .kind = HG_PLACED_NOWHERE,
                                              .mass = mass[s]};
}

static bool has_mass(const hg_mass *mass, size_t n)
{
    for (size_t s = 0; s < n; s++)
        if (mass[s] != 0)
            return true;
    return false;
}

static bool has_place(const struct hg_shapes *shapes, size_t shape)
{
    return shape != HG_NOT_FOUND &&
           shapes->shape[shape].box.west <= shapes->shape[shape].box.east;
}

enum hg_status spread(const struct hg_allocate_params *params, size_t region,
                      const hg_mass *mass, struct hg_panel *panel,
                      struct hg_placement *placed, struct hg_error *err)
{
    const struct hg_inventory *inventory = params->inventory;
    struct area a = {
        .p = params, .region = region, .n_sector = hg_axis_size(inventory->sectors)};
    if (!has_mass(mass, a.n_sector))
        return HG_OK;
    const size_t shape =
        hg_shapes_find(params->shapes, hg_axis_code(inventory->regions, region));
    if (!has_place(params->shapes, shape)) {
        leave_nowhere(&a, mass, placed);
        return HG_OK;
    }

    const size_t first = params->weights->first[shape];
    a.n_cell = params->weights->first[shape + 1] - first;
    a.cell = params->weights->cell + first;
    a.fraction = params->weights->fraction + first;
    a.sum = calloc(params->n_proxy + 1, sizeof(*a.sum));
    a.column = calloc(params->n_proxy + 1, sizeof(*a.column));
    bool spreads = a.sum && a.column;
    for (size_t i = 0; spreads && i <= params->n_proxy; i++) {
        a.sum[i] = -1;
        a.column[i] = HG_NO_COLUMN;
    }
    if (spreads)
        spreads = a.n_cell > 0 ? spread_over_cells(&a, mass, panel, placed)
                               : spread_to_nearest(&a, params->shapes->shape[shape].box,
                                                   mass, panel, placed);
    free(a.sum);
    free(a.column);
    return spreads ? HG_OK
                   : hg_fail(err, HG_E_MEMORY, "no memory for the cells of %s",
                             hg_axis_code(inventory->regions, region));
}

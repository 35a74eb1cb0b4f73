/* spread.c - the diffuse mass of a region over its cells, by the first blend that works
 */
#include "gridding/spread.h"

#include <math.h>
#include <stdlib.h>

/* Weights of the cells of a region by one way to spread. */
struct column {
    bool tried, used;
    double sum;     /* of all weights */
    double *weight; /* [cell of the region]; NULL where the sum is 0 */
    uint32_t number;
};

/* A region and the cells of its shape.  Ways to spread are the blends, then area, then
 * the fields. */
struct area {
    const struct hg_allocate_params *p;
    size_t region, n_sector;
    size_t n_cell;
    uint32_t *cell;
    double *fraction;
    size_t n_field, n_column;
    struct column *column;
    bool no_memory;
};

static size_t by_area(const struct area *a)
{
    return a->p->n_blend;
}

static size_t count_fields(const struct hg_allocate_params *p, size_t n_sector)
{
    size_t n = 0;
    for (size_t s = 0; p->field_of && s < n_sector; s++)
        if (p->field_of[s] != HG_NO_FIELD && p->field_of[s] + (size_t)1 > n)
            n = p->field_of[s] + (size_t)1;
    return n;
}

static double fill_by_area(const struct area *a, double *weight)
{
    double sum = 0;
    for (size_t i = 0; i < a->n_cell; i++) {
        weight[i] = a->fraction[i] * hg_grid_cell_km2(a->p->grid, a->cell[i]);
        sum += weight[i];
    }
    return sum;
}

static double fill_by_density(const struct area *a, const double *density,
                              const double *mask, double *weight)
{
    double sum = 0;
    for (size_t i = 0; i < a->n_cell; i++) {
        const uint32_t cell = a->cell[i];
        const double area = a->fraction[i] * hg_grid_cell_km2(a->p->grid, cell);
        const double d = mask ? density[cell] * mask[cell] : density[cell];
        weight[i] = d > 0 ? area * d : 0; /* NaN is 0 too */
        sum += weight[i];
    }
    return sum;
}

/* Each part brings its share, spread by its own weights. */
static double fill_by_blend(struct area *a, const struct hg_blend *blend, double *weight)
{
    const struct hg_blend_part *part = blend->part;
    if (blend->n == 1)
        return fill_by_density(a, a->p->density[part->density], blend->mask, weight);
    double *own = malloc((a->n_cell + 1) * sizeof(*own)), sum = 0;
    a->no_memory |= !own;
    for (size_t i = 0; i < a->n_cell; i++)
        weight[i] = 0;
    for (size_t k = 0; own && k < blend->n; k++) {
        const double all =
            fill_by_density(a, a->p->density[part[k].density], blend->mask, own);
        for (size_t i = 0; all > 0 && i < a->n_cell; i++)
            weight[i] += part[k].share * (own[i] / all);
    }
    free(own);
    for (size_t i = 0; i < a->n_cell; i++)
        sum += weight[i];
    return sum;
}

/* Of a cell of a ready grid, regions have what they cover of its covered part. */
static double fill_by_field(const struct area *a, const double *field, double *weight)
{
    double sum = 0;
    for (size_t i = 0; i < a->n_cell; i++) {
        const uint32_t cell = a->cell[i];
        weight[i] = field[cell] * (a->fraction[i] / a->p->covered[cell]);
        sum += weight[i];
    }
    return sum;
}

static double sum_of(struct area *a, size_t way)
{
    struct column *column = &a->column[way];
    if (column->tried)
        return column->sum;
    column->tried = true;
    column->weight = malloc((a->n_cell + 1) * sizeof(*column->weight));
    if (!column->weight) {
        a->no_memory = true;
        return 0;
    }
    if (way < by_area(a))
        column->sum = fill_by_blend(a, &a->p->blend[way], column->weight);
    else if (way == by_area(a))
        column->sum = fill_by_area(a, column->weight);
    else
        column->sum = fill_by_field(a, a->p->field[way - by_area(a) - 1], column->weight);
    if (!(column->sum > 0)) {
        free(column->weight);
        column->weight = NULL;
    }
    return column->sum;
}

/* Cells which a way gives a weight. */
static size_t count_cells(const struct area *a, size_t way)
{
    size_t n = 0;
    for (size_t i = 0; i < a->n_cell; i++)
        n += a->column[way].weight[i] > 0;
    return n;
}

/* The ready grid of the sector where it has mass in the region; else the first blend of
 * the sector's chain that has weight there; area after them. */
static size_t choose(struct area *a, size_t sector, uint32_t *tier)
{
    const struct hg_chain *chain = &a->p->chain[sector];
    const uint32_t field = a->p->field_of ? a->p->field_of[sector] : HG_NO_FIELD;
    *tier = 0;
    if (field != HG_NO_FIELD && sum_of(a, by_area(a) + 1 + field) > 0)
        return by_area(a) + 1 + field;
    for (; *tier < chain->n; (*tier)++)
        if (sum_of(a, chain->blend[*tier]) > 0)
            return chain->blend[*tier];
    (void)sum_of(a, by_area(a));
    return by_area(a);
}

static struct hg_placement placement_of(const struct area *a, size_t sector, size_t way,
                                        uint32_t tier, hg_mass mass)
{
    struct hg_placement placement = {.region = a->region,
                                     .sector = sector,
                                     .kind = HG_PLACED_BY_PROXY,
                                     .blend = (uint32_t)way,
                                     .tier = tier,
                                     .mass = mass};
    if (way == by_area(a)) {
        placement.kind = HG_PLACED_BY_AREA;
        placement.blend = HG_BY_AREA;
    } else if (way > by_area(a)) {
        placement.kind = HG_PLACED_BY_GRID;
        placement.blend = HG_BY_GRID;
    }
    return placement;
}

/* Chooses for all sectors: way is [sector]. */
static void choose_all(struct area *a, const hg_mass *mass, size_t *way,
                       struct hg_placement *placed)
{
    for (size_t s = 0; s < a->n_sector; s++) {
        if (mass[s] == 0)
            continue;
        uint32_t tier = 0;
        way[s] = choose(a, s, &tier);
        if (a->no_memory)
            return;
        a->column[way[s]].used = true;
        placed[s] = placement_of(a, s, way[s], tier, mass[s]);
    }
}

static void set_masses(struct hg_panel *panel, size_t n_sector, const hg_mass *mass)
{
    for (size_t s = 0; s < n_sector; s++) {
        panel->mass[s] = mass[s];
        panel->column_of[s] = HG_NO_COLUMN;
    }
}

/* Columns in the order of their blends, area after them, ready grids last. */
static uint32_t number_columns(struct area *a)
{
    uint32_t n = 0;
    for (size_t way = 0; way < a->n_column; way++)
        if (a->column[way].used)
            a->column[way].number = n++;
    return n;
}

static void fill_columns(struct area *a, struct hg_panel *panel)
{
    for (size_t way = 0; way < a->n_column; way++) {
        const struct column *column = &a->column[way];
        if (!column->used)
            continue;
        double *weight = panel->weight + column->number * a->n_cell;
        for (size_t i = 0; i < a->n_cell; i++)
            weight[i] = column->weight[i] / column->sum;
        panel->source_of[column->number] = placement_of(a, 0, way, 0, 0).blend;
    }
}

static bool fill_panel(struct area *a, const hg_mass *mass, const size_t *way,
                       struct hg_panel *panel, struct hg_placement *placed)
{
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
        panel->column_of[s] = a->column[way[s]].number;
        placed[s].n = count_cells(a, way[s]);
    }
    return true;
}

static bool spread_over_cells(struct area *a, const hg_mass *mass, struct hg_panel *panel,
                              struct hg_placement *placed)
{
    a->n_field = count_fields(a->p, a->n_sector);
    a->n_column = a->p->n_blend + 1 + a->n_field;
    a->column = calloc(a->n_column, sizeof(*a->column));
    size_t *way = calloc(a->n_sector + 1, sizeof(*way));
    bool spreads = a->column && way;
    if (spreads) {
        choose_all(a, mass, way, placed);
        spreads = !a->no_memory && fill_panel(a, mass, way, panel, placed);
    }
    for (size_t i = 0; a->column && i < a->n_column; i++)
        free(a->column[i].weight);
    free(a->column);
    free(way);
    return spreads;
}

/* The cells of a shape one by one; false without memory. */
static bool unroll(struct area *a, const struct hg_weights *w, size_t shape)
{
    size_t n = 0;
    a->n_cell = hg_weights_cells(w, shape);
    a->cell = malloc((a->n_cell + 1) * sizeof(*a->cell));
    a->fraction = malloc((a->n_cell + 1) * sizeof(*a->fraction));
    if (!a->cell || !a->fraction)
        return false;
    for (size_t i = w->first[shape]; i < w->first[shape + 1]; i++)
        for (uint32_t k = 0; k < w->run[i].n; k++, n++) {
            a->cell[n] = w->run[i].cell + k;
            a->fraction[n] = w->run[i].fraction;
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

    bool spreads = unroll(&a, params->weights, shape);
    if (spreads && a.n_cell > 0)
        spreads = spread_over_cells(&a, mass, panel, placed);
    else if (spreads)
        spreads =
            spread_to_nearest(&a, params->shapes->shape[shape].box, mass, panel, placed);
    free(a.cell);
    free(a.fraction);
    return spreads ? HG_OK
                   : hg_fail(err, HG_E_MEMORY, "no memory for the cells of %s",
                             hg_axis_code(inventory->regions, region));
}

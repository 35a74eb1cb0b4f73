/* emissions_region.c - what one region has of E, on a grid of its own */
#include <hotgrid/emissions.h>
#include <stdlib.h>
#include <string.h>

static uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

static uint32_t most(uint32_t a, uint32_t b)
{
    return a > b ? a : b;
}

void hg_reach_add(struct hg_reach *reach, const struct hg_grid *grid, uint32_t cell)
{
    const uint32_t ncol = hg_grid_params(grid)->ncol, row = cell / ncol,
                   col = cell % ncol;
    if (!reach->any)
        *reach = (struct hg_reach){true, row, row, col, col};
    reach->first_row = least(reach->first_row, row);
    reach->last_row = most(reach->last_row, row);
    reach->first_col = least(reach->first_col, col);
    reach->last_col = most(reach->last_col, col);
}

void hg_emissions_reach(const struct hg_emissions *emissions, struct hg_reach *reach)
{
    const size_t n_sector = hg_axis_size(emissions->inventory->sectors);
    for (size_t i = 0; i < emissions->n_point; i++)
        hg_reach_add(&reach[emissions->point[i].industry / n_sector], emissions->grid,
                     emissions->point[i].cell);
    for (size_t p = 0; p < emissions->n_panel; p++) {
        const struct hg_panel *panel = &emissions->panel[p];
        for (size_t i = 0; i < panel->n_cell; i++)
            hg_reach_add(&reach[panel->region], emissions->grid, panel->cell[i]);
    }
}

/* Where a cell is on the region's grid; false where it is not. */
static bool move(const struct hg_emissions *from, const struct hg_grid *grid,
                 uint32_t *cell)
{
    *cell = hg_grid_cell_in(grid, from->grid, *cell);
    return *cell != HG_NO_CELL;
}

static enum hg_status fail_narrow(struct hg_error *err)
{
    return hg_fail(err, HG_E_ARG, "the grid does not hold all cells of the region");
}

static enum hg_status take_points(const struct hg_emissions *from, size_t region,
                                  struct hg_emissions *to, struct hg_error *err)
{
    const size_t n_sector = hg_axis_size(from->inventory->sectors);
    size_t n = 0;
    for (size_t i = 0; i < from->n_point; i++)
        n += from->point[i].industry / n_sector == region;
    to->point = calloc(n + 1, sizeof(*to->point));
    if (from->square)
        to->square = calloc(n + 1, sizeof(*to->square));
    if (!to->point || (from->square && !to->square))
        return hg_fail(err, HG_E_MEMORY, "no memory for %zu points", n);
    for (size_t i = 0; i < from->n_point; i++) {
        struct hg_point_mass p = from->point[i];
        if (p.industry / n_sector != region)
            continue;
        if (!move(from, to->grid, &p.cell))
            return fail_narrow(err);
        if (from->square)
            to->square[to->n_point] = from->square[i];
        to->point[to->n_point++] = p;
    }
    return HG_OK;
}

static enum hg_status take_panel(const struct hg_emissions *from,
                                 const struct hg_panel *panel, struct hg_emissions *to,
                                 struct hg_error *err)
{
    const size_t n_sector = hg_axis_size(from->inventory->sectors);
    struct hg_panel *copy = &to->panel[to->n_panel++];
    if (!hg_panel_alloc(copy, panel->n_cell, panel->n_column, n_sector))
        return hg_fail(err, HG_E_MEMORY, "no memory for %zu cells", panel->n_cell);
    copy->region = panel->region;
    copy->n_cell = panel->n_cell;
    copy->n_column = panel->n_column;
    memcpy(copy->cell, panel->cell, panel->n_cell * sizeof(*copy->cell));
    memcpy(copy->weight, panel->weight,
           panel->n_cell * panel->n_column * sizeof(*copy->weight));
    memcpy(copy->column_of, panel->column_of, n_sector * sizeof(*copy->column_of));
    memcpy(copy->source_of, panel->source_of, panel->n_column * sizeof(*copy->source_of));
    memcpy(copy->mass, panel->mass, n_sector * sizeof(*copy->mass));
    for (size_t i = 0; i < copy->n_cell; i++)
        if (!move(from, to->grid, &copy->cell[i]))
            return fail_narrow(err);
    return HG_OK;
}

enum hg_status hg_emissions_of_region(const struct hg_emissions *emissions, size_t region,
                                      const struct hg_grid *grid,
                                      struct hg_emissions **out, struct hg_error *err)
{
    struct hg_emissions *to = calloc(1, sizeof(*to));
    if (to)
        to->panel = calloc(emissions->n_panel + 1, sizeof(*to->panel));
    if (!to || !to->panel) {
        hg_emissions_destroy(to);
        return hg_fail(err, HG_E_MEMORY, "no memory for emissions");
    }
    to->grid = grid;
    to->inventory = emissions->inventory;
    enum hg_status status = take_points(emissions, region, to, err);
    for (size_t p = 0; status == HG_OK && p < emissions->n_panel; p++)
        if (emissions->panel[p].region == region)
            status = take_panel(emissions, &emissions->panel[p], to, err);
    if (status != HG_OK) {
        hg_emissions_destroy(to);
        return status;
    }
    *out = to;
    return HG_OK;
}

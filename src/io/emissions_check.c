/* emissions_check.c - does what a file of emissions holds make sense? */
#include "io/emissions_layout.h"
#include <math.h>

/* Sums of weights are off by less than this, whatever their number: a sum of n doubles
 * is good to n * 2^-53 (Higham 2002, Accuracy and Stability of Numerical Algorithms,
 * eq. 4.4), and a grid has fewer than 2^32 cells. */
static const double NEAR_ONE = 1e-6;

static size_t industries(const struct hg_inventory *inventory)
{
    return hg_axis_size(inventory->regions) * hg_axis_size(inventory->sectors);
}

static bool masses_are_sound(const struct hg_emissions_file *file)
{
    for (size_t i = 0; i < industries(file->inventory); i++)
        if (file->inventory->total[i] < 0 || file->outside[i] < 0)
            return false;
    return true;
}

static bool points_are_sound(const struct hg_emissions *e)
{
    const size_t n_cell = hg_grid_cells(e->grid), n_industry = industries(e->inventory);
    for (size_t i = 0; i < e->n_point; i++) {
        const struct hg_point_mass *p = &e->point[i];
        if (p->cell >= n_cell || p->industry >= n_industry || p->mass < 0)
            return false;
        if (i > 0 && (p->cell < p[-1].cell ||
                      (p->cell == p[-1].cell && p->industry <= p[-1].industry)))
            return false;
    }
    return true;
}

static bool is_source(uint32_t source, size_t n_source)
{
    return source < n_source || source == HG_BY_AREA || source == HG_BY_NEAREST ||
           source == HG_BY_GRID;
}

static bool columns_are_sound(const struct hg_panel *panel, size_t n_source)
{
    for (uint32_t c = 0; c < panel->n_column; c++) {
        const double *weight = panel->weight + (size_t)c * panel->n_cell;
        double sum = 0;
        for (size_t i = 0; i < panel->n_cell; i++) {
            if (!(weight[i] >= 0 && weight[i] <= 2))
                return false;
            sum += weight[i];
        }
        if (!(fabs(sum - 1) <= NEAR_ONE) || !is_source(panel->source_of[c], n_source))
            return false;
    }
    return true;
}

static bool panel_is_sound(const struct hg_emissions *e, const struct hg_panel *panel,
                           size_t n_source)
{
    const size_t n_sector = hg_axis_size(e->inventory->sectors);
    for (size_t i = 0; i < panel->n_cell; i++)
        if (panel->cell[i] >= hg_grid_cells(e->grid) ||
            (i > 0 && panel->cell[i] <= panel->cell[i - 1]))
            return false;
    for (size_t s = 0; s < n_sector; s++) {
        const bool none = panel->column_of[s] == HG_NO_COLUMN;
        if (panel->mass[s] < 0 || (none && panel->mass[s] != 0) ||
            (!none && panel->column_of[s] >= panel->n_column))
            return false;
    }
    return columns_are_sound(panel, n_source);
}

static bool panels_are_sound(const struct hg_emissions *e, size_t n_source)
{
    for (size_t p = 0; p < e->n_panel; p++)
        if (e->panel[p].region >= hg_axis_size(e->inventory->regions) ||
            (p > 0 && e->panel[p].region <= e->panel[p - 1].region) ||
            !panel_is_sound(e, &e->panel[p], n_source))
            return false;
    return true;
}

static bool placements_are_sound(const struct hg_emissions_file *file)
{
    const struct hg_emissions_facts *facts = &file->facts;
    const size_t n_sector = hg_axis_size(file->inventory->sectors);
    const size_t n_region = hg_axis_size(file->inventory->regions);
    size_t before = 0;
    for (size_t i = 0; i < facts->n_placement; i++) {
        const struct hg_placement *p = &facts->placement[i];
        if (p->region >= n_region || p->sector >= n_sector || p->mass < 0 ||
            p->kind > HG_PLACED_NOWHERE ||
            (p->kind == HG_PLACED_BY_PROXY && p->blend >= facts->n_source) ||
            p->region * n_sector + p->sector < before)
            return false;
        before = p->region * n_sector + p->sector;
    }
    return true;
}

enum hg_status layout_check(const char *path, const struct hg_emissions_file *file,
                            struct hg_error *err)
{
    const char *what = NULL;
    if (!masses_are_sound(file))
        what = "a mass below 0";
    else if (!points_are_sound(file->emissions))
        what = "its points";
    else if (!panels_are_sound(file->emissions, file->facts.n_source))
        what = "its panels";
    else if (!placements_are_sound(file))
        what = "its placements";
    return what ? layout_damaged(path, what, err) : HG_OK;
}

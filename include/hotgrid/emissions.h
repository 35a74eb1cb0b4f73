/*
 * emissions.h - E: what is emitted where, in factored form
 *
 * An industry is a pair (region, sector): industry = region * n_sector + sector.  E has
 * two parts: points (cell, industry, mass), and for each region a panel: the cells of the
 * region, a few columns of weights (one for each proxy in use), and the mass of each
 * sector together with the column that spreads it.  Cell g of a panel gets from sector s
 *
 *     hg_mass_upto(mass_s, C_g) - hg_mass_upto(mass_s, C_(g-1))
 *
 * where C_g is the sum of the column's weights up to g, exactly 1 at the last cell: the
 * parts add up to mass_s.  In double precision that is mass_s * weight_g.
 */
#ifndef HG_EMISSIONS_H
#define HG_EMISSIONS_H

#include <hotgrid/error.h>
#include <hotgrid/grid.h>
#include <hotgrid/inventory.h>
#include <hotgrid/mass.h>
#include <hotgrid/squares.h>

struct hg_point_mass {
    uint32_t cell, industry;
    hg_mass mass;
};

#define HG_NO_COLUMN UINT32_MAX

struct hg_panel {
    size_t region;
    size_t n_cell;
    uint32_t *cell; /* rising */
    uint32_t n_column;
    double *weight;      /* [column * n_cell + i] >= 0; each column sums to 1 */
    uint32_t *column_of; /* [sector]; HG_NO_COLUMN where nothing is diffuse */
    uint32_t *source_of; /* [column]: blend that made it, or one of HG_BY_... */
    hg_mass *mass;       /* [sector], 0 where column_of is HG_NO_COLUMN */
};

#define HG_BY_AREA    (UINT32_MAX - 1)
#define HG_BY_NEAREST (UINT32_MAX - 2)
#define HG_BY_GRID    (UINT32_MAX - 3) /* a ready one */

struct hg_emissions {
    const struct hg_grid *grid;
    const struct hg_inventory *inventory; /* for its axes and flags */
    size_t n_point;
    struct hg_point_mass *point; /* by cell, then industry; no pair twice */
    size_t n_panel;
    struct hg_panel *panel; /* by region; regions without diffuse mass have none */
    /* [point]: how sure the sources of each are.  NULL: one source each, without a sigma
     * of its own.  Nobody asked for more, or E was read from a file: these do not hold
     * it. */
    struct hg_squares *square;
};

/* C_g of a column for each cell of the panel, [n_cell]: running sums of the weights in
 * the order of cells, never above 1, and exactly 1 from the last cell with a weight on.
 * All that splits a mass over cells splits it by these. */
void hg_panel_cumulative(const struct hg_panel *panel, uint32_t column,
                         double *cumulative);

/* Borrows grid and inventory; owns all else. */
void hg_emissions_destroy(struct hg_emissions *emissions); /* NULL is fine */

/* Zeroed room for a panel of that many cells, columns and sectors; false without memory
 * (hg_panel_finish() frees what there is). */
HG_MUST_CHECK bool hg_panel_alloc(struct hg_panel *panel, size_t n_cell, size_t n_column,
                                  size_t n_sector);
void hg_panel_finish(struct hg_panel *panel); /* frees what it holds, and zeroes it */

/* Adds up, cell by cell in fixed point, what each industry has on the grid: sum is
 * [region * n_sector + sector], overwritten. */
HG_MUST_CHECK enum hg_status hg_emissions_sums(const struct hg_emissions *emissions,
                                               unsigned threads, hg_mass_sum *sum,
                                               struct hg_error *err);

/* The same emissions on a smaller grid of the same steps.  What lies outside goes to
 * outside[industry] (overwritten), whole: gridded + outside = before, exactly.  Panels
 * keep their cells inside; the mass of a sector becomes what those cells have of it. */
HG_MUST_CHECK enum hg_status
hg_emissions_crop(const struct hg_emissions *emissions, const struct hg_grid *grid,
                  hg_mass_sum *outside, struct hg_emissions **out, struct hg_error *err);

/* Rows and columns of the grid that hold all cells of a region. */
struct hg_reach {
    bool any; /* else the region has none, and the rest says nothing */
    uint32_t first_row, last_row, first_col, last_col;
};

/* Widens reach, which may hold something already, by a cell. */
void hg_reach_add(struct hg_reach *reach, const struct hg_grid *grid, uint32_t cell);

/* Widens reach[region] by the cells with points and the panel of each region. */
void hg_emissions_reach(const struct hg_emissions *emissions, struct hg_reach *reach);

/* What one region emits, on a grid of the same steps that holds all of its cells: its
 * points and its panel as they are, to the last bit.  HG_E_ARG where it does not. */
HG_MUST_CHECK enum hg_status hg_emissions_of_region(const struct hg_emissions *emissions,
                                                    size_t region,
                                                    const struct hg_grid *grid,
                                                    struct hg_emissions **out,
                                                    struct hg_error *err);

#endif

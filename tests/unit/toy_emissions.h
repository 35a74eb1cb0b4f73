/*
 * toy_emissions.h - emissions small enough for a pencil, with one of everything
 *
 * Four by two cells of a degree; region A is the western half (cells 0 1 4 5), B the
 * eastern.  Sectors hh (households), off (not gridded), s1, s2.
 */
#ifndef HG_TEST_TOY_EMISSIONS_H
#define HG_TEST_TOY_EMISSIONS_H

#include "check.h"
#include <hotgrid/emissions_file.h>

#define TOY_KG(kg) ((hg_mass)((kg)*HG_MASS_PER_KG))

struct toy_emissions {
    struct hg_grid *grid;
    struct hg_inventory inventory;
    struct hg_emissions emissions;
    struct hg_emissions_facts facts;
    hg_mass total[8], outside[8];
    bool given[8], household[4], gridded[4];
    struct hg_point_mass point[3];
    struct hg_panel panel[2];
    uint32_t cell[2][4], column_of[2][4], source_of[2][2];
    double weight[2][8];
    hg_mass mass[2][4];
    struct hg_placement placement[3];
    const char *source[2];
    struct hg_emissions_note note[2];
};

static inline struct hg_grid *toy_emissions_grid(double west)
{
    const struct hg_grid_params params = {.name = "toy",
                                          .crs = "EPSG:4326",
                                          .kind = HG_GRID_LONLAT,
                                          .box = {west, 0, west + 4, 2},
                                          .ncol = 4,
                                          .nrow = 2};
    struct hg_error err = {0};
    struct hg_grid *grid = NULL;
    assert_ok(hg_grid_create(&params, &grid, &err), err);
    return grid;
}

static inline void toy_emissions_axes(struct toy_emissions *t)
{
    static const char *const region[] = {"A", "B"}, *const land[] = {"Land A", "Land B"};
    static const char *const sector[] = {"hh", "off", "s1", "s2"};
    static const char *const name[] = {"Homes", "\xc3\x89lan", "Power \"1\"", NULL};
    struct hg_error err = {0};
    assert_ok(hg_axis_create(2, region, land, &t->inventory.regions, &err), err);
    assert_ok(hg_axis_create(4, sector, name, &t->inventory.sectors, &err), err);
}

/* A hh: 10 kg by area; A s1: 7 kg by proxy, 5 kg at points; A s2: 1 kg by proxy too.
 * B s1: 4 kg at a point, 3 kg outside; B off: 2 kg not gridded. */
static inline void toy_emissions_make(struct toy_emissions *t)
{
    *t = (struct toy_emissions){
        .total = {TOY_KG(10), 0, TOY_KG(12), TOY_KG(1), 0, TOY_KG(2), TOY_KG(7), 0},
        .outside = {[6] = TOY_KG(3)},
        .given = {true, false, true, true, false, true, true, false},
        .household = {true},
        .gridded = {true, false, true, true},
        .point = {{0, 2, TOY_KG(2)}, {0, 6, TOY_KG(4)}, {5, 2, TOY_KG(3)}},
        .cell = {{0, 1, 4, 5}, {3}},
        .weight = {{0.25, 0.25, 0.25, 0.25, 0.1, 0.2, 0.3, 0.4}, {1}},
        .column_of = {{0, HG_NO_COLUMN, 1, 1}, {HG_NO_COLUMN, HG_NO_COLUMN, 0, 0}},
        .source_of = {{HG_BY_AREA, 1}, {HG_BY_NEAREST}},
        .mass = {{TOY_KG(10), 0, TOY_KG(7), TOY_KG(1)}, {0}},
        .placement = {{0, 0, HG_PLACED_BY_AREA, 0, 1, 4, TOY_KG(10)},
                      {0, 2, HG_PLACED_BY_PROXY, 1, 0, 4, TOY_KG(7)},
                      {1, 2, HG_PLACED_OUTSIDE, 0, 0, 1, TOY_KG(3)}},
        .source = {"roads", "people"},
        .note = {{"read", "points", 4}, {"grid", "points scaled down", 1}},
    };
    t->grid = toy_emissions_grid(0);
    toy_emissions_axes(t);
    t->inventory.total = t->total;
    t->inventory.given = t->given;
    t->inventory.household = t->household;
    t->inventory.gridded = t->gridded;
    for (size_t p = 0; p < 2; p++)
        t->panel[p] = (struct hg_panel){.region = p,
                                        .n_cell = p ? 1 : 4,
                                        .cell = t->cell[p],
                                        .n_column = p ? 1 : 2,
                                        .weight = t->weight[p],
                                        .column_of = t->column_of[p],
                                        .source_of = t->source_of[p],
                                        .mass = t->mass[p]};
    t->emissions =
        (struct hg_emissions){t->grid, &t->inventory, 3, t->point, 2, t->panel, NULL};
    t->facts = (struct hg_emissions_facts){.study = "toy",
                                           .year = 2012,
                                           .gas = "CO2e",
                                           .gwp = 6,
                                           .outside = t->outside,
                                           .unlocated = (hg_mass_sum)TOY_KG(3) / 2,
                                           .n_rescaled = 1,
                                           .n_placement = 3,
                                           .placement = t->placement,
                                           .n_source = 2,
                                           .source = t->source,
                                           .n_note = 2,
                                           .note = t->note};
    hg_digest_bytes("toy", 3, t->facts.input_key);
}

static inline void toy_emissions_end(struct toy_emissions *t)
{
    hg_axis_destroy(t->inventory.regions);
    hg_axis_destroy(t->inventory.sectors);
    hg_grid_destroy(t->grid);
}

#endif

/* test-allocate.c - totals on four cells of one km2, shared out by hand */
#include "check.h"

#include "alloc.h"
#include "toy_shapes.h"
#include <hotgrid/allocate.h>
#include <hotgrid/coverage.h>
#include <stdbool.h>
#include <stdlib.h>

/* Cells 0 1 above 2 3, each 1000 m by 1000 m. */
static const struct hg_grid_params four = {.crs = "EPSG:6933",
                                           .kind = HG_GRID_EQUAL_AREA,
                                           .box = {0, 0, 2000, 2000},
                                           .ncol = 2,
                                           .nrow = 2};

#define N_SECTOR   ((size_t)3)
#define N_INDUSTRY (3 * N_SECTOR)
#define KG         ((hg_mass)1 << 20)

/* Regions A, B, C; sectors s, t, u; two proxies, tried in this order for s and t; u has
 * no proxy.  A is the western half, B the eastern one, C has no polygon. */
struct world {
    struct hg_grid *grid;
    struct hg_inventory inventory;
    struct hg_weights *weights;
    hg_mass total[3 * N_SECTOR];
    bool given[3 * N_SECTOR], household[N_SECTOR], gridded[N_SECTOR];
    double density[2][4];
    struct hg_blend_part part[4];
    struct hg_blend blend[3]; /* the two proxies, and what a test makes of them */
    size_t n_blend;
    const double *field[1];
    uint32_t field_of[N_SECTOR];
    double covered[4];
    uint32_t chain[2];
    size_t n_file;
    struct hg_points file[3];
    struct hg_point point[3][8];
    struct hg_site site[3][8];
    unsigned threads;
};

static struct world w;
static struct toy_shapes toy;

static void start(void)
{
    static const char *const regions[] = {"A", "B", "C"}, *const sectors[] = {"s", "t",
                                                                              "u"};
    struct hg_error err = {0};
    w = (struct world){.gridded = {true, true, true},
                       .threads = 1,
                       .part = {{0, 1}, {1, 1}},
                       .blend = {{1, &w.part[0], NULL}, {1, &w.part[1], NULL}},
                       .n_blend = 2,
                       .field_of = {HG_NO_FIELD, HG_NO_FIELD, HG_NO_FIELD},
                       .covered = {1, 1, 1, 1},
                       .chain = {0, 1}};
    assert_ok(hg_grid_create(&four, &w.grid, &err), err);
    assert_ok(hg_axis_create(3, regions, NULL, &w.inventory.regions, &err), err);
    assert_ok(hg_axis_create(3, sectors, NULL, &w.inventory.sectors, &err), err);
    w.inventory.total = w.total;
    w.inventory.given = w.given;
    w.inventory.household = w.household;
    w.inventory.gridded = w.gridded;
    toy_start(&toy);
    toy_shape(&toy, "A");
    toy_box(&toy, 0, 0, 1000, 2000);
    toy_shape(&toy, "B");
    toy_box(&toy, 1000, 0, 2000, 2000);
}

static void finish(void)
{
    hg_axis_destroy(w.inventory.regions);
    hg_axis_destroy(w.inventory.sectors);
    hg_weights_destroy(w.weights);
    hg_grid_destroy(w.grid);
}

static void add_file(enum hg_point_rule rule)
{
    w.file[w.n_file] = (struct hg_points){.rule = rule, .point = w.point[w.n_file]};
    w.n_file++;
}

/* Points come by region, sector, id, as hg_points_create() sorts them. */
static void add_point(size_t region, size_t sector, double weight, double x, double y)
{
    struct hg_points *file = &w.file[w.n_file - 1];
    struct hg_site *site = &w.site[w.n_file - 1][file->n];
    *site = (struct hg_site){.id = "p", .name = "", .file = "p.csv", .weight = weight};
    file->point[file->n++] = (struct hg_point){site, region, sector, x, y, false};
}

static enum hg_status run(struct hg_allocation **out, struct hg_error *err)
{
    const struct hg_chain chain[N_SECTOR] = {{2, w.chain}, {2, w.chain}, {0, NULL}};
    const double *const density[] = {w.density[0], w.density[1]};
    struct hg_pieces *pieces[3] = {NULL};
    enum hg_status status = HG_OK;
    for (size_t i = 0; status == HG_OK && i < w.n_file; i++)
        status = hg_pieces_of_points(w.grid, &w.inventory, &w.file[i], &pieces[i], err);
    const struct hg_allocate_params params = {.grid = w.grid,
                                              .inventory = &w.inventory,
                                              .n_pieces = w.n_file,
                                              .pieces =
                                                  (const struct hg_pieces *const *)pieces,
                                              .shapes = &toy.shapes,
                                              .weights = w.weights,
                                              .n_density = 2,
                                              .density = density,
                                              .n_blend = w.n_blend,
                                              .blend = w.blend,
                                              .chain = chain,
                                              .field = w.field,
                                              .field_of = w.field_of,
                                              .covered = w.covered,
                                              .threads = w.threads};
    if (status == HG_OK)
        status = hg_allocate(&params, out, err);
    for (size_t i = 0; i < 3; i++)
        hg_pieces_destroy(pieces[i]);
    return status;
}

static struct hg_allocation *allocate(void)
{
    struct hg_error err = {0};
    struct hg_allocation *out = NULL;
    hg_weights_destroy(w.weights);
    w.weights = NULL;
    assert_ok(hg_cover(w.grid, &toy.shapes, 1, &w.weights, &err), err);
    assert_ok(run(&out, &err), err);
    return out;
}

/* What industry (region, sector) has in the four cells, in 2^-20 kg. */
static void assert_cells(const struct hg_allocation *a, size_t region, size_t sector,
                         hg_mass c0, hg_mass c1, hg_mass c2, hg_mass c3)
{
    const struct hg_emissions *e = a->emissions;
    const hg_mass want[4] = {c0, c1, c2, c3};
    hg_mass got[4] = {0};
    for (size_t i = 0; i < e->n_point; i++)
        if (e->point[i].industry == region * N_SECTOR + sector)
            got[e->point[i].cell] += e->point[i].mass;
    for (size_t p = 0; p < e->n_panel; p++) {
        const struct hg_panel *panel = &e->panel[p];
        if (panel->region != region || panel->column_of[sector] == HG_NO_COLUMN)
            continue;
        double cumulative[4];
        hg_mass before = 0;
        hg_panel_cumulative(panel, panel->column_of[sector], cumulative);
        for (size_t i = 0; i < panel->n_cell; i++) {
            const hg_mass upto = hg_mass_upto(panel->mass[sector], cumulative[i]);
            got[panel->cell[i]] += upto - before;
            before = upto;
        }
    }
    for (size_t c = 0; c < 4; c++)
        assert_int_equal(got[c], want[c]);
}

static void assert_placement(const struct hg_allocation *a, size_t i,
                             struct hg_placement want)
{
    assert_true(i < a->n_placement);
    const struct hg_placement *got = &a->placement[i];
    assert_int_equal(got->region, want.region);
    assert_int_equal(got->sector, want.sector);
    assert_int_equal(got->kind, want.kind);
    assert_int_equal(got->n, want.n);
    assert_int_equal(got->mass, want.mass);
    if (want.kind == HG_PLACED_BY_PROXY) {
        assert_int_equal(got->blend, want.blend);
        assert_int_equal(got->tier, want.tier);
    }
}

static void points_that_scale_share_out_the_whole_total(void **state)
{
    (void)state;
    start();
    w.total[0] = 10;
    add_file(HG_POINTS_SCALE);
    add_point(0, 0, 1, 500, 1500);
    add_point(0, 0, 1, 1500, 1500); /* wherever it lies: here in B */
    add_point(0, 0, 1, 500, 500);
    struct hg_allocation *a = allocate();
    /* 10/3 = 3.33 -> 3; 6.67 -> 7; 10: parts 3, 4, 3 */
    assert_cells(a, 0, 0, 3, 4, 3, 0);
    assert_int_equal(a->emissions->n_panel, 0);
    assert_int_equal(a->n_placement, 1);
    assert_placement(a, 0, (struct hg_placement){0, 0, HG_PLACED_BY_POINTS, 0, 0, 3, 10});
    assert_true(a->outside == 0 && a->unlocated == 0);
    hg_allocation_destroy(a);
    finish();
}

static void files_that_scale_share_one_total(void **state)
{
    (void)state;
    start();
    w.total[1] = 8;
    add_file(HG_POINTS_SCALE);
    add_point(0, 1, 1, 500, 1500);
    add_file(HG_POINTS_SCALE);
    add_point(0, 1, 3, 500, 500);
    struct hg_allocation *a = allocate();
    assert_cells(a, 0, 1, 2, 0, 6, 0);
    hg_allocation_destroy(a);
    finish();
}

static void points_of_one_cell_are_one_entry(void **state)
{
    (void)state;
    start();
    w.total[0] = 9;
    w.total[N_SECTOR] = 5;
    add_file(HG_POINTS_SCALE);
    add_point(0, 0, 1, 1500, 500);
    add_point(0, 0, 1, 100, 1900);
    add_point(0, 0, 1, 1400, 400);
    add_point(1, 0, 1, 1300, 300);
    struct hg_allocation *a = allocate();
    const struct hg_emissions *e = a->emissions;
    assert_int_equal(e->n_point, 3);
    assert_true(e->point[0].cell == 0 && e->point[0].mass == 3);
    assert_true(e->point[1].cell == 3 && e->point[1].industry == 0 &&
                e->point[1].mass == 6);
    assert_true(e->point[2].cell == 3 && e->point[2].industry == N_SECTOR &&
                e->point[2].mass == 5);
    hg_allocation_destroy(a);
    finish();
}

static void points_outside_keep_their_share_and_are_told(void **state)
{
    (void)state;
    start();
    w.total[0] = 8;
    add_file(HG_POINTS_SCALE);
    add_point(0, 0, 1, 500, 1500);
    add_point(0, 0, 2, 2500, 500);
    add_point(0, 0, 1, NAN, NAN);
    struct hg_allocation *a = allocate();
    assert_cells(a, 0, 0, 2, 0, 0, 0);
    assert_true(a->outside == 6);
    assert_int_equal(a->n_placement, 2);
    assert_placement(a, 0, (struct hg_placement){0, 0, HG_PLACED_BY_POINTS, 0, 0, 1, 2});
    assert_placement(a, 1, (struct hg_placement){0, 0, HG_PLACED_OUTSIDE, 0, 0, 2, 6});
    hg_allocation_destroy(a);
    finish();
}

static void points_without_weight_leave_all_to_the_proxies(void **state)
{
    (void)state;
    start();
    w.total[0] = 4;
    w.density[0][0] = 1;
    w.density[0][2] = 3;
    add_file(HG_POINTS_SCALE);
    add_point(0, 0, 0, 500, 1500);
    struct hg_allocation *a = allocate();
    assert_cells(a, 0, 0, 1, 0, 3, 0);
    assert_int_equal(a->n_placement, 1);
    assert_placement(a, 0, (struct hg_placement){0, 0, HG_PLACED_BY_PROXY, 0, 0, 2, 4});
    hg_allocation_destroy(a);
    finish();
}

static void masses_stand_and_the_remainder_is_spread(void **state)
{
    (void)state;
    start();
    w.total[0] = 10 * KG;
    w.density[0][0] = w.density[0][2] = 7;
    add_file(HG_POINTS_REMAINDER);
    add_point(0, 0, 4, 500, 1500); /* kg */
    struct hg_allocation *a = allocate();
    assert_cells(a, 0, 0, 7 * KG, 0, 3 * KG, 0);
    assert_int_equal(a->n_placement, 2);
    assert_placement(a, 0,
                     (struct hg_placement){0, 0, HG_PLACED_BY_POINTS, 0, 0, 1, 4 * KG});
    assert_placement(a, 1,
                     (struct hg_placement){0, 0, HG_PLACED_BY_PROXY, 0, 0, 2, 6 * KG});
    assert_int_equal(a->n_rescaled, 0);
    hg_allocation_destroy(a);
    finish();
}

static void masses_above_their_total_are_scaled_down_to_it(void **state)
{
    (void)state;
    start();
    w.total[0] = 20 * KG;
    add_file(HG_POINTS_REMAINDER);
    add_point(0, 0, 30, 500, 1500);
    add_point(0, 0, 10, 500, 500);
    struct hg_allocation *a = allocate();
    assert_cells(a, 0, 0, 15 * KG, 0, 5 * KG, 0);
    assert_int_equal(a->n_rescaled, 1);
    assert_int_equal(a->emissions->n_panel, 0);
    hg_allocation_destroy(a);
    finish();
}

/* 2^30 kg, and 2^-20 kg more than that: 1e-15 of it. */
static void an_excess_of_rounding_is_not_told_but_still_balances(void **state)
{
    (void)state;
    start();
    w.total[0] = 1024 * KG * 1024 * 1024;
    add_file(HG_POINTS_REMAINDER);
    add_point(0, 0, 1024.0 * 1024 * 1024 + 1 / 1048576.0, 500, 1500);
    struct hg_allocation *a = allocate();
    assert_cells(a, 0, 0, 1024 * KG * 1024 * 1024, 0, 0, 0);
    assert_int_equal(a->n_rescaled, 0);
    hg_allocation_destroy(a);
    finish();
}

static void masses_of_a_total_of_zero_vanish_and_are_told(void **state)
{
    (void)state;
    start();
    add_file(HG_POINTS_REMAINDER);
    add_point(0, 0, 3, 500, 1500);
    struct hg_allocation *a = allocate();
    assert_cells(a, 0, 0, 0, 0, 0, 0);
    assert_int_equal(a->n_placement, 0);
    assert_int_equal(a->n_rescaled, 1);
    hg_allocation_destroy(a);
    finish();
}

static void points_that_add_are_the_total(void **state)
{
    (void)state;
    start();
    w.total[4] = 7 * KG;
    add_file(HG_POINTS_ADD);
    add_point(1, 1, 3, 500, 1500);
    add_point(1, 1, 4, 1500, 500);
    struct hg_allocation *a = allocate();
    assert_cells(a, 1, 1, 3 * KG, 0, 0, 4 * KG);
    assert_int_equal(a->emissions->n_panel, 0);
    hg_allocation_destroy(a);
    finish();
}

static void what_masses_leave_goes_to_points_that_scale(void **state)
{
    (void)state;
    start();
    w.total[0] = 10 * KG;
    add_file(HG_POINTS_SCALE);
    add_point(0, 0, 1, 500, 500);
    add_file(HG_POINTS_REMAINDER);
    add_point(0, 0, 4, 500, 1500);
    struct hg_allocation *a = allocate();
    assert_cells(a, 0, 0, 4 * KG, 0, 6 * KG, 0);
    assert_int_equal(a->emissions->n_panel, 0);
    hg_allocation_destroy(a);
    finish();
}

static void the_next_proxy_serves_where_the_first_has_no_weight(void **state)
{
    (void)state;
    start();
    w.total[0] = w.total[3] = 8;
    w.density[0][1] = 5; /* in B only */
    w.density[1][0] = 1;
    w.density[1][2] = 3;
    struct hg_allocation *a = allocate();
    assert_cells(a, 0, 0, 2, 0, 6, 0);
    assert_cells(a, 1, 0, 0, 8, 0, 0);
    assert_placement(a, 0, (struct hg_placement){0, 0, HG_PLACED_BY_PROXY, 1, 1, 2, 8});
    assert_placement(a, 1, (struct hg_placement){1, 0, HG_PLACED_BY_PROXY, 0, 0, 1, 8});
    hg_allocation_destroy(a);
    finish();
}

static void area_serves_where_no_proxy_has_weight(void **state)
{
    (void)state;
    start();
    w.total[0] = 8;
    w.total[2] = 6; /* sector u has no proxies at all */
    w.density[0][0] = NAN;
    struct hg_allocation *a = allocate();
    assert_cells(a, 0, 0, 4, 0, 4, 0);
    assert_cells(a, 0, 2, 3, 0, 3, 0);
    assert_placement(a, 0, (struct hg_placement){0, 0, HG_PLACED_BY_AREA, 0, 2, 2, 8});
    assert_placement(a, 1, (struct hg_placement){0, 2, HG_PLACED_BY_AREA, 0, 0, 2, 6});
    assert_int_equal(a->placement[0].tier, 2);
    assert_int_equal(a->emissions->panel[0].n_column, 1);
    assert_int_equal(a->emissions->panel[0].source_of[0], HG_BY_AREA);
    hg_allocation_destroy(a);
    finish();
}

/* Fraction times area times density: half a cell of 4 weighs as much as a whole one of
 * 2, and a quarter of 24 three times that. */
static void weights_are_fraction_times_area_times_density(void **state)
{
    (void)state;
    start();
    toy_start(&toy);
    toy_shape(&toy, "A");
    toy_box(&toy, 0, 1000, 1500, 2000); /* cell 0 whole, half of cell 1 */
    toy_box(&toy, 0, 0, 250, 1000);     /* a quarter of cell 2 */
    w.total[0] = 10;
    w.density[0][0] = 2;
    w.density[0][1] = 4;
    w.density[0][2] = 24;
    w.density[0][3] = 1e6;
    struct hg_allocation *a = allocate();
    assert_cells(a, 0, 0, 2, 2, 6, 0);
    const struct hg_panel *panel = &a->emissions->panel[0];
    assert_near(panel->weight[0], 0.2, 1e-15);
    assert_near(panel->weight[1], 0.2, 1e-15);
    assert_near(panel->weight[2], 0.6, 1e-15);
    hg_allocation_destroy(a);
    finish();
}

/* Shares 3 and 1 of 40: 30 by the first proxy (1 : 2), 10 by the second (1 : 0). */
static void the_parts_of_a_blend_bring_their_shares(void **state)
{
    (void)state;
    start();
    w.total[0] = 40;
    w.density[0][0] = 1;
    w.density[0][2] = 2;
    w.density[1][0] = 5;
    w.part[2] = (struct hg_blend_part){0, 3};
    w.part[3] = (struct hg_blend_part){1, 1};
    w.blend[2] = (struct hg_blend){2, &w.part[2], NULL};
    w.n_blend = 3;
    w.chain[0] = 2;
    struct hg_allocation *a = allocate();
    assert_cells(a, 0, 0, 20, 0, 20, 0);
    assert_placement(a, 0, (struct hg_placement){0, 0, HG_PLACED_BY_PROXY, 2, 0, 2, 40});
    hg_allocation_destroy(a);
    finish();
}

static void a_part_without_weight_leaves_its_share_to_the_others(void **state)
{
    (void)state;
    start();
    w.total[0] = 40;
    w.density[0][0] = 1;
    w.density[0][2] = 3;
    w.part[2] = (struct hg_blend_part){0, 1};
    w.part[3] = (struct hg_blend_part){1, 9};
    w.blend[2] = (struct hg_blend){2, &w.part[2], NULL};
    w.n_blend = 3;
    w.chain[0] = 2;
    struct hg_allocation *a = allocate();
    assert_cells(a, 0, 0, 10, 0, 30, 0);
    hg_allocation_destroy(a);
    finish();
}

/* Densities 1 and 3 under a mask of 1 and 1/3 weigh the same. */
static void a_mask_counts_so_much_of_each_cell(void **state)
{
    (void)state;
    static const double mask[4] = {1, 1, 1.0 / 3, NAN};
    start();
    w.total[0] = 40;
    w.density[0][0] = 1;
    w.density[0][2] = 3;
    w.blend[0].mask = mask;
    struct hg_allocation *a = allocate();
    assert_cells(a, 0, 0, 20, 0, 20, 0);
    hg_allocation_destroy(a);
    finish();
}

/* A mask that leaves nothing of the first blend: the second one serves. */
static void a_mask_of_zero_makes_way_for_the_next_tier(void **state)
{
    (void)state;
    static const double mask[4] = {0, 1, 0, 1};
    start();
    w.total[0] = 40;
    w.density[0][0] = w.density[0][2] = 1;
    w.density[1][2] = 1;
    w.blend[0].mask = mask;
    struct hg_allocation *a = allocate();
    assert_cells(a, 0, 0, 0, 0, 40, 0);
    assert_placement(a, 0, (struct hg_placement){0, 0, HG_PLACED_BY_PROXY, 1, 1, 1, 40});
    hg_allocation_destroy(a);
    finish();
}

/* Cell 0 has 6, of which A's half has half of what is covered; cell 2 has 9. */
static void a_ready_grid_places_its_sector_where_it_has_mass(void **state)
{
    (void)state;
    static const double field[4] = {6, 100, 9, 0};
    start();
    w.total[0] = 12;
    w.density[0][0] = 1; /* not asked */
    w.field[0] = field;
    w.field_of[0] = 0;
    w.covered[0] = 2; /* another region covers the cell too */
    struct hg_allocation *a = allocate();
    assert_cells(a, 0, 0, 3, 0, 9, 0);
    assert_placement(
        a, 0, (struct hg_placement){0, 0, HG_PLACED_BY_GRID, HG_BY_GRID, 0, 2, 12});
    assert_int_equal(a->emissions->panel[0].source_of[0], HG_BY_GRID);
    hg_allocation_destroy(a);
    finish();
}

/* Of weights 1, 2, 1 the second gives its place up: half of 8 goes to the proxy. */
static void pieces_that_give_their_place_up_go_to_the_proxies(void **state)
{
    (void)state;
    start();
    struct hg_error err = {0};
    struct hg_piece piece[] = {{0, 0, {.weight = 1}},
                               {HG_DIFFUSE_CELL, 0, {.weight = 2}},
                               {2, 0, {.weight = 1}}};
    size_t inside[N_INDUSTRY] = {2}, outside[N_INDUSTRY] = {0};
    const struct hg_pieces pieces = {.rule = HG_POINTS_SCALE,
                                     .n = 3,
                                     .piece = piece,
                                     .n_industry = N_INDUSTRY,
                                     .n_inside = inside,
                                     .n_outside = outside};
    const struct hg_pieces *const files[] = {&pieces};
    const double *const density[] = {w.density[0], w.density[1]};
    const struct hg_chain chain[N_SECTOR] = {{2, w.chain}, {2, w.chain}, {0, NULL}};
    w.total[0] = 8;
    w.density[0][2] = 1;
    assert_ok(hg_cover(w.grid, &toy.shapes, 1, &w.weights, &err), err);
    const struct hg_allocate_params params = {.grid = w.grid,
                                              .inventory = &w.inventory,
                                              .n_pieces = 1,
                                              .pieces = files,
                                              .shapes = &toy.shapes,
                                              .weights = w.weights,
                                              .n_density = 2,
                                              .density = density,
                                              .n_blend = 2,
                                              .blend = w.blend,
                                              .chain = chain,
                                              .threads = 1};
    struct hg_allocation *a = NULL;
    assert_ok(hg_allocate(&params, &a, &err), err);
    assert_cells(a, 0, 0, 2, 0, 6, 0);
    assert_placement(a, 0, (struct hg_placement){0, 0, HG_PLACED_BY_POINTS, 0, 0, 2, 4});
    assert_placement(a, 1, (struct hg_placement){0, 0, HG_PLACED_BY_PROXY, 0, 0, 1, 4});
    hg_allocation_destroy(a);
    finish();
}

/* Cell 2 gets 30 +- 20 % and 40 +- 10 %: 6 and 4 in quadrature; in cell 0 stand two of 10
 * without a sigma, in the outside one more. */
static void plants_of_a_cell_deviate_in_quadrature(void **state)
{
    (void)state;
    for (int rule = HG_POINTS_SCALE; rule <= HG_POINTS_REMAINDER; rule++) {
        start();
        const double size[] = {10, 30, 10, 40, 20}, x[] = {500, 500, 500, 500, 9999},
                     y[] = {1500, 500, 1500, 500, 500},
                     sigma[] = {NAN, 0.2, NAN, 0.1, 0.3};
        const double per = rule == HG_POINTS_SCALE ? 1 : 1000;
        w.total[0] = 110000 * KG;
        add_file((enum hg_point_rule)rule);
        w.file[0].squares = true;
        for (size_t i = 0; i < 5; i++) {
            add_point(0, 0, size[i] * per, x[i], y[i]);
            w.site[0][i].sigma = sigma[i];
        }
        struct hg_allocation *a = allocate();
        const struct hg_emissions *e = a->emissions;
        assert_int_equal(e->n_point, 2);
        assert_int_equal(e->point[0].cell, 0);
        assert_near(e->square[0].given, 0, 0);
        assert_near(e->square[0].other, 0.5, 1e-12);
        assert_int_equal(e->point[1].cell, 2);
        assert_near(e->square[1].other, 0, 0);
        assert_near(sqrt(e->square[1].given), sqrt(6 * 6 + 4 * 4) / 70, 1e-12);
        hg_allocation_destroy(a);
        finish();
    }
}

/* A file that tells and one that does not: 3 of 4 deviate by 40 %, the rest as the study
 * says. */
static void files_without_squares_are_one_source_for_each_piece(void **state)
{
    (void)state;
    start();
    w.total[0] = 400;
    add_file(HG_POINTS_SCALE);
    add_point(0, 0, 1, 500, 500);
    add_file(HG_POINTS_SCALE);
    w.file[1].squares = true;
    add_point(0, 0, 3, 500, 500);
    w.site[1][0].sigma = 0.4;
    struct hg_allocation *a = allocate();
    assert_int_equal(a->emissions->n_point, 1);
    assert_near(a->emissions->square[0].given, 0.3 * 0.3, 1e-15);
    assert_near(a->emissions->square[0].other, 0.25 * 0.25, 1e-15);
    hg_allocation_destroy(a);
    w.file[1].squares = false;
    a = allocate();
    assert_null(a->emissions->square);
    hg_allocation_destroy(a);
    finish();
}

static void a_polygon_without_cells_gets_the_nearest_one(void **state)
{
    (void)state;
    start();
    toy_start(&toy);
    toy_shape(&toy, "A"); /* beside the grid, in the north-east */
    toy_box(&toy, 5000, 1600, 6000, 1700);
    toy_shape(&toy, "B"); /* without area, in cell 2 */
    toy_box(&toy, 400, 400, 400, 400);
    w.total[0] = 5;
    w.total[4] = 6;
    struct hg_allocation *a = allocate();
    assert_cells(a, 0, 0, 0, 5, 0, 0);
    assert_cells(a, 1, 1, 0, 0, 6, 0);
    assert_placement(a, 0, (struct hg_placement){0, 0, HG_PLACED_BY_NEAREST, 0, 0, 1, 5});
    assert_int_equal(a->placement[0].tier, 3);
    assert_int_equal(a->emissions->panel[0].source_of[0], HG_BY_NEAREST);
    hg_allocation_destroy(a);
    finish();
}

static void a_region_without_polygon_is_unlocated(void **state)
{
    (void)state;
    start();
    w.total[6] = 12;
    w.total[7] = 4;
    add_file(HG_POINTS_SCALE);
    add_point(2, 1, 1, 500, 500);
    struct hg_allocation *a = allocate();
    assert_true(a->unlocated == 12);
    assert_cells(a, 2, 1, 0, 0, 4, 0); /* its points have a place */
    assert_placement(a, 0, (struct hg_placement){2, 0, HG_PLACED_NOWHERE, 0, 0, 0, 12});
    assert_int_equal(a->emissions->n_panel, 0);
    hg_allocation_destroy(a);
    finish();
}

static void sectors_off_the_map_are_passed_over(void **state)
{
    (void)state;
    start();
    w.gridded[1] = false;
    w.total[0] = w.total[1] = w.total[2] = w.total[7] = 4;
    add_file(HG_POINTS_SCALE);
    add_point(0, 1, 1, 500, 500);
    add_point(0, 2, 1, 500, 500);
    struct hg_allocation *a = allocate();
    assert_cells(a, 0, 0, 2, 0, 2, 0);
    assert_cells(a, 0, 1, 0, 0, 0, 0);
    assert_cells(a, 0, 2, 0, 0, 4, 0);
    assert_int_equal(a->n_placement, 2);
    assert_true(a->outside == 0 && a->unlocated == 0);
    hg_allocation_destroy(a);
    finish();
}

/* METHODS V15: cell 1 is 60 % A and 40 % B; A has 10, B nothing. */
static void a_border_cell_follows_the_region_that_emits(void **state)
{
    (void)state;
    start();
    toy_start(&toy);
    toy_shape(&toy, "A");
    toy_box(&toy, 0, 1000, 1600, 2000);
    toy_shape(&toy, "B");
    toy_box(&toy, 1600, 1000, 2000, 2000);
    for (size_t c = 0; c < 4; c++)
        w.density[0][c] = 1;
    w.total[0] = 1000;
    struct hg_allocation *a = allocate();
    assert_cells(a, 0, 0, 625, 375, 0, 0);
    assert_cells(a, 1, 0, 0, 0, 0, 0);
    assert_int_equal(a->emissions->n_panel, 1);
    hg_allocation_destroy(a);
    finish();
}

/* A world with all of it at once, and totals that no division meets. */
static void fill_world(void)
{
    start();
    for (size_t i = 0; i < N_INDUSTRY; i++)
        w.total[i] = (hg_mass)(1000003 * (i + 1) + 7);
    for (size_t c = 0; c < 4; c++) {
        w.density[0][c] = c % 2 == 0 ? 1.0 / (3 + (double)c) : 0;
        w.density[1][c] = 0.1 * (double)(c + 1);
    }
    add_file(HG_POINTS_SCALE);
    add_point(0, 0, 0.3, 500, 1500);
    add_point(0, 0, 0.7, 1500, 500);
    add_point(1, 2, 1, -1, 0);
    add_point(1, 2, 2, 1999, 1);
    add_point(2, 2, 2, 1999, 1);
    add_file(HG_POINTS_REMAINDER);
    add_point(0, 1, 0.5, 500, 500);
    add_point(2, 1, 1e9, 500, 500);
}

static void no_mass_is_lost_or_made(void **state)
{
    (void)state;
    fill_world();
    struct hg_allocation *a = allocate();
    struct hg_error err = {0};
    hg_mass_sum sum[N_INDUSTRY], all = a->outside + a->unlocated, placed = 0, want = 0;
    assert_ok(hg_emissions_sums(a->emissions, 1, sum, &err), err);
    for (size_t i = 0; i < N_INDUSTRY; i++) {
        all += sum[i];
        want += w.total[i];
    }
    for (size_t i = 0; i < a->n_placement; i++)
        placed += a->placement[i].mass;
    assert_true(all == want);
    assert_true(placed == want);
    hg_allocation_destroy(a);
    finish();
}

static void any_number_of_threads_gives_the_same_bits(void **state)
{
    (void)state;
    fill_world();
    struct hg_allocation *one = allocate();
    for (w.threads = 2; w.threads <= 7; w.threads += 5) {
        struct hg_allocation *a = allocate();
        assert_int_equal(a->n_placement, one->n_placement);
        assert_int_equal(a->emissions->n_panel, one->emissions->n_panel);
        for (size_t i = 0; i < a->n_placement; i++)
            assert_placement(a, i, one->placement[i]);
        for (size_t i = 0; i < a->emissions->n_panel; i++) {
            const struct hg_panel *p = &a->emissions->panel[i];
            const struct hg_panel *q = &one->emissions->panel[i];
            assert_int_equal(p->n_cell * p->n_column, q->n_cell * q->n_column);
            assert_memory_equal(p->weight, q->weight,
                                p->n_cell * p->n_column * sizeof(double));
        }
        hg_allocation_destroy(a);
    }
    hg_allocation_destroy(one);
    finish();
}

static void a_failed_allocation_is_told_and_leaks_nothing(void **state)
{
    (void)state;
    fill_world();
    hg_allocation_destroy(allocate());
    for (size_t n = 1;; n++) {
        const size_t before = alloc_live();
        struct hg_error err = {0};
        struct hg_allocation *a = NULL;
        alloc_fail_at(n);
        const enum hg_status status = run(&a, &err);
        if (!alloc_failed()) {
            assert_ok(status, err);
            hg_allocation_destroy(a);
            assert_true(n > 20);
            break;
        }
        assert_int_equal(status, HG_E_MEMORY);
        assert_null(a);
        assert_int_equal(alloc_live(), before);
    }
    alloc_fail_at(0);
    finish();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(points_that_scale_share_out_the_whole_total),
        cmocka_unit_test(files_that_scale_share_one_total),
        cmocka_unit_test(points_of_one_cell_are_one_entry),
        cmocka_unit_test(points_outside_keep_their_share_and_are_told),
        cmocka_unit_test(points_without_weight_leave_all_to_the_proxies),
        cmocka_unit_test(masses_stand_and_the_remainder_is_spread),
        cmocka_unit_test(masses_above_their_total_are_scaled_down_to_it),
        cmocka_unit_test(an_excess_of_rounding_is_not_told_but_still_balances),
        cmocka_unit_test(masses_of_a_total_of_zero_vanish_and_are_told),
        cmocka_unit_test(points_that_add_are_the_total),
        cmocka_unit_test(what_masses_leave_goes_to_points_that_scale),
        cmocka_unit_test(the_next_proxy_serves_where_the_first_has_no_weight),
        cmocka_unit_test(area_serves_where_no_proxy_has_weight),
        cmocka_unit_test(weights_are_fraction_times_area_times_density),
        cmocka_unit_test(the_parts_of_a_blend_bring_their_shares),
        cmocka_unit_test(a_part_without_weight_leaves_its_share_to_the_others),
        cmocka_unit_test(a_mask_counts_so_much_of_each_cell),
        cmocka_unit_test(a_mask_of_zero_makes_way_for_the_next_tier),
        cmocka_unit_test(a_ready_grid_places_its_sector_where_it_has_mass),
        cmocka_unit_test(pieces_that_give_their_place_up_go_to_the_proxies),
        cmocka_unit_test(plants_of_a_cell_deviate_in_quadrature),
        cmocka_unit_test(files_without_squares_are_one_source_for_each_piece),
        cmocka_unit_test(a_polygon_without_cells_gets_the_nearest_one),
        cmocka_unit_test(a_region_without_polygon_is_unlocated),
        cmocka_unit_test(sectors_off_the_map_are_passed_over),
        cmocka_unit_test(a_border_cell_follows_the_region_that_emits),
        cmocka_unit_test(no_mass_is_lost_or_made),
        cmocka_unit_test(any_number_of_threads_gives_the_same_bits),
        cmocka_unit_test(a_failed_allocation_is_told_and_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test-emissions.c - sums of E over its cells, and E on a smaller grid */
#include "alloc.h"
#include "check.h"
#include <hotgrid/emissions.h>
#include <stdlib.h>

static const struct hg_grid_params four_by_two = {
    "toy", "EPSG:6933", HG_GRID_EQUAL_AREA, .box = {0, 0, 40, 20}, .ncol = 4, .nrow = 2};
static const struct hg_grid_params west_half = {
    "toy", "EPSG:6933", HG_GRID_EQUAL_AREA, .box = {0, 0, 20, 20}, .ncol = 2, .nrow = 2};
static const struct hg_grid_params south_east = {
    "toy", "EPSG:6933", HG_GRID_EQUAL_AREA, .box = {30, 0, 40, 10}, .ncol = 1, .nrow = 1};

/*
 * Regions A and B, sectors 0 and 1, on cells
 *
 *     0 1 2 3
 *     4 5 6 7
 *
 * A is cells 0, 1, 2; thirds for sector 0, and (0.5, 0.5, 0) for sector 1, whose last
 * weight above 0 is on cell 1.  B is cells 6, 7 and has sector 1 only.
 */
static uint32_t a_cell[] = {0, 1, 2}, b_cell[] = {6, 7};
static double a_weight[] = {1.0 / 3, 1.0 / 3, 1.0 / 3, 0.5, 0.5, 0},
              b_weight[] = {0.9, 0.1};
static uint32_t a_column_of[] = {0, 1}, b_column_of[] = {HG_NO_COLUMN, 0};
static uint32_t a_source[] = {3, HG_BY_AREA}, b_source[] = {HG_BY_NEAREST};
static hg_mass a_mass[] = {10, 7}, b_mass[] = {0, 1000};
static struct hg_panel panels[] = {
    {0, 3, a_cell, 2, a_weight, a_column_of, a_source, a_mass},
    {1, 2, b_cell, 1, b_weight, b_column_of, b_source, b_mass},
};
static struct hg_point_mass points[] = {{1, 0, 100}, {3, 0, 50}, {7, 3, 25}};

struct world {
    struct hg_grid *grid;
    struct hg_inventory inventory;
    struct hg_emissions e;
};

static struct hg_grid *grid_of(const struct hg_grid_params *params)
{
    struct hg_error err = {0};
    struct hg_grid *grid = NULL;
    assert_ok(hg_grid_create(params, &grid, &err), err);
    return grid;
}

static void build(struct world *w)
{
    static const char *const regions[] = {"A", "B"}, *const sectors[] = {"0", "1"};
    struct hg_error err = {0};
    *w = (struct world){.grid = grid_of(&four_by_two)};
    assert_ok(hg_axis_create(2, regions, NULL, &w->inventory.regions, &err), err);
    assert_ok(hg_axis_create(2, sectors, NULL, &w->inventory.sectors, &err), err);
    w->e = (struct hg_emissions){w->grid, &w->inventory, 3, points, 2, panels, NULL};
}

static void end(struct world *w)
{
    hg_axis_destroy(w->inventory.regions);
    hg_axis_destroy(w->inventory.sectors);
    hg_grid_destroy(w->grid);
}

static void cumulative_weights_end_at_one(void **state)
{
    (void)state;
    double c[3];
    hg_panel_cumulative(&panels[0], 0, c);
    assert_near(c[0], 1.0 / 3, 1e-16);
    assert_near(c[1], 2.0 / 3, 1e-16);
    assert_true(c[2] == 1);
    hg_panel_cumulative(&panels[0], 1, c);
    assert_true(c[0] == 0.5 && c[1] == 1 && c[2] == 1);
}

/* A tenth ten times is 0.9999999999999999 in double, seven sevenths 0.9999999999999998,
 * and what comes after the last weight must get nothing. */
static void rounding_never_reaches_the_ends_of_cumulative_weights(void **state)
{
    (void)state;
    uint32_t cells[60] = {0};
    double weight[60] = {0}, c[60];
    for (size_t n = 1; n < 60; n++) {
        for (size_t i = 0; i < 60; i++)
            weight[i] = i < n ? 1.0 / (double)n : 0;
        const struct hg_panel panel = {
            .n_cell = 60, .cell = cells, .n_column = 1, .weight = weight};
        hg_panel_cumulative(&panel, 0, c);
        for (size_t i = n - 1; i < 60; i++)
            assert_true(c[i] == 1);
        for (size_t i = 1; i < 60; i++)
            assert_true(c[i] >= c[i - 1] && c[i] <= 1);
    }
}

/* The first two add up to 1.0000000000000002. */
static void cumulative_weights_never_pass_one(void **state)
{
    (void)state;
    double weight[] = {0.6, 0.4000000000000002, 1e-17}, c[3];
    const struct hg_panel panel = {.n_cell = 3, .n_column = 1, .weight = weight};
    hg_panel_cumulative(&panel, 0, c);
    assert_true(c[0] == 0.6 && c[1] == 1 && c[2] == 1);
}

static void a_column_without_weights_gives_nothing(void **state)
{
    (void)state;
    double weight[] = {0, 0}, c[] = {5, 5};
    const struct hg_panel panel = {.n_cell = 2, .n_column = 1, .weight = weight};
    hg_panel_cumulative(&panel, 0, c);
    assert_true(c[0] == 0 && c[1] == 0);
}

static void sums_add_points_and_panels(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct world w;
    build(&w);
    for (unsigned threads = 0; threads < 4; threads++) {
        hg_mass_sum sum[4] = {9, 9, 9, 9};
        assert_ok(hg_emissions_sums(&w.e, threads, sum, &err), err);
        assert_true(sum[0] == 10 + 150);
        assert_true(sum[1] == 7);
        assert_true(sum[2] == 0);
        assert_true(sum[3] == 1000 + 25);
    }
    end(&w);
}

static void empty_emissions_sum_to_nothing(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct world w;
    build(&w);
    hg_mass_sum sum[4] = {9, 9, 9, 9};
    const struct hg_emissions none = {.grid = w.grid, .inventory = &w.inventory};
    assert_ok(hg_emissions_sums(&none, 2, sum, &err), err);
    assert_true(sum[0] == 0 && sum[3] == 0);
    end(&w);
}

/* The west half keeps cells 0, 1 (and 4, 5).  Of sector 0 of A, 10 in thirds, cell 0 has
 * R(3.33) = 3, cells 0 and 1 R(6.67) = 7, cell 2 the other 3. */
static void cropping_keeps_what_is_inside_and_counts_the_rest(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct world w;
    build(&w);
    struct hg_grid *half = grid_of(&west_half);
    struct hg_emissions *e = NULL;
    hg_mass_sum outside[4] = {9, 9, 9, 9};
    assert_ok(hg_emissions_crop(&w.e, half, outside, &e, &err), err);

    assert_true(e->grid == half && e->inventory == &w.inventory);
    assert_int_equal(e->n_point, 1);
    assert_int_equal(e->point[0].cell, 1);
    assert_true(e->point[0].mass == 100);
    assert_int_equal(e->n_panel, 1); /* B lies outside */
    const struct hg_panel *a = &e->panel[0];
    assert_int_equal(a->region, 0);
    assert_int_equal(a->n_cell, 2);
    assert_int_equal(a->cell[1], 1);
    assert_true(a->mass[0] == 7 && a->mass[1] == 7);
    assert_near(a->weight[0], 0.5, 1e-15); /* each column sums to 1 again */
    assert_near(a->weight[1], 0.5, 1e-15);
    assert_near(a->weight[2], 0.5, 1e-15);
    assert_int_equal(a->source_of[0], 3);
    assert_int_equal(a->source_of[1], HG_BY_AREA);

    assert_true(outside[0] == 3 + 50);
    assert_true(outside[1] == 0);
    assert_true(outside[2] == 0);
    assert_true(outside[3] == 1025);
    hg_emissions_destroy(e);
    hg_grid_destroy(half);
    end(&w);
}

/* Cell 7 has a tenth of B; columns without weight inside vanish with their masses. */
static void cropping_to_one_cell_renumbers_it(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct world w;
    build(&w);
    struct hg_grid *one = grid_of(&south_east);
    struct hg_emissions *e = NULL;
    hg_mass_sum outside[4];
    assert_ok(hg_emissions_crop(&w.e, one, outside, &e, &err), err);
    assert_int_equal(e->n_point, 1);
    assert_int_equal(e->point[0].cell, 0);
    assert_int_equal(e->n_panel, 1);
    assert_int_equal(e->panel[0].region, 1);
    assert_int_equal(e->panel[0].cell[0], 0);
    assert_true(e->panel[0].mass[1] == 100);
    assert_near(e->panel[0].weight[0], 1, 1e-15);
    assert_int_equal(e->panel[0].column_of[0], HG_NO_COLUMN);
    assert_true(outside[0] == 160 && outside[1] == 7 && outside[3] == 900);
    hg_emissions_destroy(e);
    hg_grid_destroy(one);
    end(&w);
}

/* Sector 1 of A has no weight on cell 2: cropped to it, its column goes, and the column
 * of sector 0 remains the first. */
static void cropping_drops_columns_without_weight(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct world w;
    build(&w);
    struct hg_grid_params params = four_by_two;
    params.box = (struct hg_box){20, 10, 30, 20};
    params.ncol = params.nrow = 1;
    struct hg_grid *one = grid_of(&params);
    struct hg_emissions *e = NULL;
    hg_mass_sum outside[4];
    uint32_t swapped[] = {1, 0}; /* the column without weight comes first */
    double weight[] = {0.5, 0.5, 0, 1.0 / 3, 1.0 / 3, 1.0 / 3};
    panels[0].column_of = swapped;
    panels[0].weight = weight;
    const enum hg_status status = hg_emissions_crop(&w.e, one, outside, &e, &err);
    panels[0].column_of = a_column_of;
    panels[0].weight = a_weight;
    assert_ok(status, err);
    assert_int_equal(e->n_panel, 1);
    assert_int_equal(e->panel[0].n_column, 1);
    assert_int_equal(e->panel[0].column_of[0], 0);
    assert_int_equal(e->panel[0].column_of[1], HG_NO_COLUMN);
    assert_int_equal(e->panel[0].source_of[0], HG_BY_AREA);
    assert_true(e->panel[0].mass[0] == 3 && e->panel[0].mass[1] == 0);
    assert_near(e->panel[0].weight[0], 1, 1e-15);
    assert_true(outside[1] == 7);
    hg_emissions_destroy(e);
    hg_grid_destroy(one);
    end(&w);
}

static void cropping_to_the_same_grid_changes_no_bit(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct world w;
    build(&w);
    struct hg_emissions *e = NULL;
    hg_mass_sum outside[4];
    double sum_is_below_one[] = {0.9, 0.09999999999999987};
    panels[1].weight = sum_is_below_one;
    const enum hg_status status = hg_emissions_crop(&w.e, w.grid, outside, &e, &err);
    panels[1].weight = b_weight;
    assert_ok(status, err);
    assert_int_equal(e->n_point, 3);
    assert_int_equal(e->n_panel, 2);
    assert_memory_equal(e->panel[0].weight, a_weight, sizeof(a_weight));
    assert_memory_equal(e->panel[0].mass, a_mass, sizeof(a_mass));
    assert_memory_equal(e->panel[1].weight, sum_is_below_one, sizeof(sum_is_below_one));
    assert_memory_equal(e->panel[1].cell, b_cell, sizeof(b_cell));
    for (int i = 0; i < 4; i++)
        assert_true(outside[i] == 0);
    hg_emissions_destroy(e);
    end(&w);
}

static void cropping_needs_a_grid_of_the_same_steps(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct world w;
    build(&w);
    struct hg_grid_params finer = four_by_two, shifted = west_half;
    finer.ncol = 8;
    shifted.box.west += 5;
    shifted.box.east += 5;
    struct hg_grid *wrong[] = {grid_of(&finer), grid_of(&shifted)};
    for (int i = 0; i < 2; i++) {
        struct hg_emissions *e = NULL;
        hg_mass_sum outside[4];
        assert_int_equal(hg_emissions_crop(&w.e, wrong[i], outside, &e, &err), HG_E_ARG);
        assert_null(e);
        hg_grid_destroy(wrong[i]);
    }
    end(&w);
}

static void reports_missing_memory(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct world w;
    build(&w);
    struct hg_grid *half = grid_of(&west_half);
    struct hg_emissions *e = NULL;
    hg_mass_sum sum[4];
    for (size_t n = 1;; n++) {
        const size_t before = alloc_live();
        alloc_fail_at(n);
        const enum hg_status status = hg_emissions_crop(&w.e, half, sum, &e, &err);
        if (!alloc_failed())
            break;
        assert_int_equal(status, HG_E_MEMORY);
        assert_int_equal(alloc_live(), before);
        assert_null(e);
    }
    for (size_t n = 1;; n++) {
        const size_t before = alloc_live();
        alloc_fail_at(n);
        const enum hg_status status = hg_emissions_sums(&w.e, 1, sum, &err);
        assert_int_equal(alloc_live(), before);
        if (!alloc_failed())
            break;
        assert_int_equal(status, HG_E_MEMORY);
    }
    for (size_t n = 1;; n++) {
        struct hg_emissions *of_a = NULL;
        const size_t before = alloc_live();
        alloc_fail_at(n);
        const enum hg_status status =
            hg_emissions_of_region(&w.e, 0, w.grid, &of_a, &err);
        if (!alloc_failed()) {
            hg_emissions_destroy(of_a);
            break;
        }
        assert_int_equal(status, HG_E_MEMORY);
        assert_int_equal(alloc_live(), before);
    }
    alloc_fail_at(0);
    hg_emissions_destroy(e);
    hg_emissions_destroy(NULL);
    hg_grid_destroy(half);
    end(&w);
}

static void assert_reach(const struct hg_reach *reach, uint32_t first_row,
                         uint32_t last_row, uint32_t first_col, uint32_t last_col)
{
    assert_true(reach->any);
    assert_int_equal(reach->first_row, first_row);
    assert_int_equal(reach->last_row, last_row);
    assert_int_equal(reach->first_col, first_col);
    assert_int_equal(reach->last_col, last_col);
}

/* Region A has cells 0, 1, 2 and a point in cell 3: the upper row.  B has 6, 7. */
static void a_region_alone_keeps_its_points_and_its_panel(void **state)
{
    (void)state;
    struct world w;
    build(&w);
    struct hg_reach reach[2] = {{0}};
    struct hg_error err = {0};
    hg_emissions_reach(&w.e, reach);
    assert_reach(&reach[0], 0, 0, 0, 3);
    assert_reach(&reach[1], 1, 1, 2, 3);
    hg_reach_add(&reach[1], w.grid, 1);
    assert_reach(&reach[1], 0, 1, 1, 3);

    const struct hg_grid_params lower_right = {
        "toy",     "EPSG:6933", HG_GRID_EQUAL_AREA, .box = {20, 0, 40, 10},
        .ncol = 2, .nrow = 1};
    struct hg_grid *grid = grid_of(&lower_right);
    struct hg_emissions *of_b = NULL;
    assert_ok(hg_emissions_of_region(&w.e, 1, grid, &of_b, &err), err);
    assert_int_equal(of_b->n_point, 1);
    assert_true(of_b->point[0].cell == 1 && of_b->point[0].industry == 3 &&
                of_b->point[0].mass == 25);
    assert_int_equal(of_b->n_panel, 1);
    assert_int_equal(of_b->panel[0].region, 1);
    assert_true(of_b->panel[0].cell[0] == 0 && of_b->panel[0].cell[1] == 1);
    assert_true(of_b->panel[0].weight[0] == 0.9 && of_b->panel[0].mass[1] == 1000);
    hg_mass_sum sum[4];
    assert_ok(hg_emissions_sums(of_b, 1, sum, &err), err);
    assert_true(sum[0] == 0 && sum[1] == 0 && sum[2] == 0 && sum[3] == 1025);
    hg_emissions_destroy(of_b);

    of_b = NULL; /* A has cells elsewhere */
    assert_int_equal(hg_emissions_of_region(&w.e, 0, grid, &of_b, &err), HG_E_ARG);
    assert_null(of_b);
    hg_grid_destroy(grid);
    end(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cumulative_weights_end_at_one),
        cmocka_unit_test(rounding_never_reaches_the_ends_of_cumulative_weights),
        cmocka_unit_test(cumulative_weights_never_pass_one),
        cmocka_unit_test(a_column_without_weights_gives_nothing),
        cmocka_unit_test(sums_add_points_and_panels),
        cmocka_unit_test(empty_emissions_sum_to_nothing),
        cmocka_unit_test(cropping_keeps_what_is_inside_and_counts_the_rest),
        cmocka_unit_test(cropping_to_one_cell_renumbers_it),
        cmocka_unit_test(cropping_drops_columns_without_weight),
        cmocka_unit_test(cropping_to_the_same_grid_changes_no_bit),
        cmocka_unit_test(cropping_needs_a_grid_of_the_same_steps),
        cmocka_unit_test(reports_missing_memory),
        cmocka_unit_test(a_region_alone_keeps_its_points_and_its_panel),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

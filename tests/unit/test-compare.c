/* test-compare.c - two grids told apart, with the numbers of a pencil and of SciPy */
#include "alloc.h"
#include "check.h"
#include <hotgrid/compare.h>

/* A row of nine cells of 100 km2. */
static const struct hg_grid_params row = {.name = "row",
                                          .crs = "EPSG:6933",
                                          .kind = HG_GRID_EQUAL_AREA,
                                          .box = {0, 0, 90000, 10000},
                                          .ncol = 9,
                                          .nrow = 1};

/* Tonnes per km2; the last cell knows only one of them. */
static const double toy_a[] = {0, 10, 20, 20, 0, 5, 100, 0, 7};
static const double toy_b[] = {0, 12, 20, 15, 5, 5, 40, 3, NAN};

enum { N = 9 };

static struct hg_grid *grid_of(const struct hg_grid_params *params)
{
    struct hg_error err = {0};
    struct hg_grid *grid = NULL;
    assert_ok(hg_grid_create(params, &grid, &err), err);
    return grid;
}

static struct hg_comparison *compare(const double *a, const double *b, size_t n_largest)
{
    struct hg_error err = {0};
    struct hg_comparison *c = NULL;
    struct hg_grid *grid = grid_of(&row);
    double a_kg[N], b_kg[N];
    for (size_t i = 0; i < N; i++) {
        a_kg[i] = a[i] * 1000 * 100;
        b_kg[i] = b[i] * 1000 * 100;
    }
    assert_ok(hg_compare(grid, a_kg, b_kg, n_largest, &c, &err), err);
    hg_grid_destroy(grid);
    return c;
}

static void sums_are_of_the_common_area_and_of_the_rest(void **state)
{
    (void)state;
    struct hg_comparison *c = compare(toy_a, toy_b, 0);
    assert_int_equal(c->n_common, 8);
    assert_int_equal(c->n_emitting, 7); /* the first is empty in both */
    assert_int_equal(c->n_a_only, 1);
    assert_int_equal(c->n_b_only, 0);
    assert_true(c->a_kg == 155e5 && c->b_kg == 100e5);
    assert_true(c->a_only_kg == 7e5 && c->b_only_kg == 0);
    hg_comparison_destroy(c);
}

/* scipy.stats 1.10.1 of the seven emitting cells: pearsonr(a, b), spearmanr(a, b) and
 * pearsonr(log1p(a), log1p(b)); 20, 20 and 0, 0 of a and 5, 5 of b are ties. */
static void correlations_are_those_of_scipy(void **state)
{
    (void)state;
    struct hg_comparison *c = compare(toy_a, toy_b, 0);
    assert_near(c->pearson, 0.9613334997815859, 1e-14);
    assert_near(c->spearman, 0.9633432944855655, 1e-14);
    assert_near(c->pearson_log, 0.9473633574593378, 1e-14);
    hg_comparison_destroy(c);
}

/* |a - b|: 0 2 0 5 5 0 60 3, 75 in all; squares 4 25 25 3600 9: 3663 over 7 cells. */
static void distances_are_those_of_a_pencil(void **state)
{
    (void)state;
    struct hg_comparison *c = compare(toy_a, toy_b, 0);
    assert_near(c->apart, 75.0 / 255, 1e-15);
    assert_near(c->mean_abs_kg_km2, 75000.0 / 7, 1e-15);
    assert_near(c->rmse_kg_km2, 1000 * sqrt(3663.0 / 7), 1e-15);
    /* |10/155 - 12/100| ... : 0.0554839 + 0.0709677 + 0.0209677 + 0.05 + 0.0177419 +
     * 0.2451613 + 0.03 = 0.4903226, half of it */
    assert_near(c->misplaced, 0.24516129032258066, 1e-14);
    hg_comparison_destroy(c);
}

static void the_largest_differences_come_first(void **state)
{
    (void)state;
    static const uint32_t order[] = {6, 3, 4, 7, 1}; /* 60, 5, 5, 3, 2 */
    for (size_t most = 0; most < 8; most++) {
        struct hg_comparison *c = compare(toy_a, toy_b, most);
        const size_t n = most < 5 ? most : 5; /* what is the same is not listed */
        assert_int_equal(c->n_largest, n);
        for (size_t i = 0; i < n; i++)
            assert_int_equal(c->largest[i].cell, order[i]);
        hg_comparison_destroy(c);
    }
    struct hg_comparison *c = compare(toy_a, toy_b, 1);
    assert_true(c->largest[0].a_kg == 100e5 && c->largest[0].b_kg == 40e5);
    hg_comparison_destroy(c);
}

static void a_grid_is_like_itself(void **state)
{
    (void)state;
    struct hg_comparison *c = compare(toy_a, toy_a, 10);
    assert_near(c->pearson, 1, 1e-15);
    assert_near(c->spearman, 1, 1e-15);
    assert_near(c->pearson_log, 1, 1e-15);
    assert_true(c->apart == 0 && c->misplaced == 0 && c->rmse_kg_km2 == 0);
    assert_int_equal(c->n_largest, 0);
    hg_comparison_destroy(c);
}

static void twice_as_much_is_not_misplaced(void **state)
{
    (void)state;
    double twice[N];
    for (size_t i = 0; i < N; i++)
        twice[i] = 2 * toy_a[i];
    struct hg_comparison *c = compare(toy_a, twice, 0);
    assert_near(c->apart, 1.0 / 3, 1e-15); /* (2 - 1) / (2 + 1) */
    assert_true(c->misplaced < 1e-15);
    assert_near(c->pearson, 1, 1e-15);
    hg_comparison_destroy(c);
}

static void grids_without_a_common_cell_have_nothing_in_common(void **state)
{
    (void)state;
    static const double west[] = {1, 2, 0, 0, 0, 0, 0, 0, 0};
    static const double east[] = {0, 0, 0, 0, 0, 0, 0, 3, 4};
    struct hg_comparison *c = compare(west, east, 0);
    assert_near(c->apart, 1, 1e-15);
    assert_near(c->misplaced, 1, 1e-15);
    assert_true(c->spearman < 0);
    hg_comparison_destroy(c);
}

static void what_is_undefined_is_nan(void **state)
{
    (void)state;
    static const double none[N] = {0}, some[N] = {3},
                        same[] = {2, 2, 2, 2, 2, 2, 2, 2, 2};
    struct hg_comparison *c = compare(none, none, 3);
    assert_true(isnan(c->pearson) && isnan(c->spearman) && isnan(c->pearson_log));
    assert_true(isnan(c->apart) && isnan(c->misplaced) && isnan(c->rmse_kg_km2));
    assert_true(c->a_kg == 0 && c->n_emitting == 0);
    hg_comparison_destroy(c);
    c = compare(some, some, 3); /* one cell has no correlation */
    assert_true(isnan(c->pearson) && c->apart == 0);
    hg_comparison_destroy(c);
    c = compare(same, toy_a, 3); /* nor has what never varies */
    assert_true(isnan(c->pearson) && isnan(c->spearman));
    hg_comparison_destroy(c);
    /* Rounding of the mean of three times 0.1 kg / km2 is no variation. */
    static const double tenths[N] = {1e-4, 1e-4, 1e-4}, rising[N] = {1, 2, 3};
    c = compare(tenths, rising, 3);
    assert_true(isnan(c->pearson) && !isnan(c->misplaced));
    hg_comparison_destroy(c);
    static const double below[] = {-0.5, 2, 3, 4, 5, 6, 7, 8, 9};
    c = compare(below, toy_a, 3);
    assert_true(isnan(c->pearson_log) && !isnan(c->pearson) && !isnan(c->spearman));
    hg_comparison_destroy(c);
}

/* Two rows of one degree, at the equator and at 60 north, of about 12,309 and 6,154 km2:
 * 1 kg / km2 of difference in the one, 3 in the other. */
static void cells_count_by_their_area(void **state)
{
    (void)state;
    const struct hg_grid_params params = {.name = "degrees",
                                          .crs = "EPSG:4326",
                                          .kind = HG_GRID_LONLAT,
                                          .box = {0, 0, 1, 61},
                                          .ncol = 1,
                                          .nrow = 61};
    struct hg_grid *grid = grid_of(&params);
    double a[61] = {0}, b[61] = {0};
    const double south = hg_grid_cell_km2(grid, 60), north = hg_grid_cell_km2(grid, 0);
    assert_true(south > 1.9 * north);
    a[60] = south;
    b[0] = 3 * north;
    struct hg_error err = {0};
    struct hg_comparison *c = NULL;
    assert_ok(hg_compare(grid, a, b, 0, &c, &err), err);
    assert_near(c->mean_abs_kg_km2, (south + 3 * north) / (south + north), 1e-15);
    assert_near(c->rmse_kg_km2, sqrt((south + 9 * north) / (south + north)), 1e-15);
    hg_comparison_destroy(c);
    hg_grid_destroy(grid);
}

static void infinite_masses_are_refused(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_comparison *c = NULL;
    struct hg_grid *grid = grid_of(&row);
    const double a[N] = {INFINITY}, b[N] = {0};
    assert_int_equal(hg_compare(grid, a, b, 0, &c, &err), HG_E_ARG);
    assert_int_equal(hg_compare(grid, b, a, 0, &c, &err), HG_E_ARG);
    assert_null(c);
    hg_grid_destroy(grid);
}

static void no_memory_is_told_and_nothing_leaks(void **state)
{
    (void)state;
    struct hg_grid *grid = grid_of(&row);
    for (size_t n = 1;; n++) {
        struct hg_error err = {0};
        struct hg_comparison *c = NULL;
        const size_t before = alloc_live();
        alloc_fail_at(n);
        const enum hg_status status = hg_compare(grid, toy_a, toy_b, 3, &c, &err);
        const bool failed = alloc_failed();
        alloc_fail_at(0);
        hg_comparison_destroy(c);
        assert_int_equal(alloc_live(), before);
        if (!failed)
            break;
        assert_int_equal(status, HG_E_MEMORY);
    }
    hg_grid_destroy(grid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_are_of_the_common_area_and_of_the_rest),
        cmocka_unit_test(correlations_are_those_of_scipy),
        cmocka_unit_test(distances_are_those_of_a_pencil),
        cmocka_unit_test(the_largest_differences_come_first),
        cmocka_unit_test(a_grid_is_like_itself),
        cmocka_unit_test(twice_as_much_is_not_misplaced),
        cmocka_unit_test(grids_without_a_common_cell_have_nothing_in_common),
        cmocka_unit_test(what_is_undefined_is_nan),
        cmocka_unit_test(cells_count_by_their_area),
        cmocka_unit_test(infinite_masses_are_refused),
        cmocka_unit_test(no_memory_is_told_and_nothing_leaks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

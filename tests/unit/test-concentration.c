/* test-concentration.c - how much stands on how little */
#include "alloc.h"
#include "check.h"
#include <hotgrid/concentration.h>

static struct hg_concentration *make(size_t n, const double *kg, const double *km2,
                                     double land_km2)
{
    struct hg_error err = {0};
    struct hg_concentration *curve = NULL;
    assert_ok(hg_concentration_create(n, kg, km2, land_km2, &curve, &err), err);
    return curve;
}

enum { HUNDRED = 100 };

/* 100 equal cells: one holds 75, the others share 25. */
static struct hg_concentration *make_hundred(void)
{
    double kg[HUNDRED], km2[HUNDRED];
    for (size_t i = 0; i < HUNDRED; i++) {
        kg[i] = i == 40 ? 75 : 25.0 / 99;
        km2[i] = 50;
    }
    return make(HUNDRED, kg, km2, 5000);
}

static void one_percent_of_the_land_holds_three_quarters(void **state)
{
    (void)state;
    struct hg_concentration *curve = make_hundred();
    assert_near(hg_concentration_share(curve, 0.01), 0.75, 1e-12);
    assert_near(hg_concentration_area(curve, 0.75), 0.01, 1e-12); /* 1 cell */
    assert_near(hg_concentration_area(curve, 1), 1, 1e-12);
    assert_near(hg_concentration_share(curve, 1), 1, 1e-15);
    assert_true(hg_concentration_share(curve, 0) == 0);
    assert_true(hg_concentration_area(curve, 0) == 0);
    /* Below the curve: 0.01 * 0.75 / 2 + 0.99 * (0.75 + 1) / 2 = 0.87 */
    assert_near(hg_concentration_gini(curve), 0.74, 1e-12);
    hg_concentration_destroy(curve);
}

static void the_last_cell_counts_in_part(void **state)
{
    (void)state;
    struct hg_concentration *curve = make_hundred();
    assert_near(hg_concentration_share(curve, 0.004), 0.3, 1e-12);
    assert_near(hg_concentration_area(curve, 0.3), 0.004, 1e-12);
    assert_near(hg_concentration_share(curve, 0.505), 0.875, 1e-12); /* 1 and 49.5 */
    assert_near(hg_concentration_area(curve, 0.875), 0.505, 1e-12);
    hg_concentration_destroy(curve);
}

static void land_without_emissions_is_land(void **state)
{
    (void)state;
    const double kg[] = {0, 30, 0, 10}, km2[] = {100, 100, 100, 100};
    struct hg_concentration *curve = make(4, kg, km2, 400);
    assert_near(hg_concentration_share(curve, 0.25), 0.75, 1e-15);
    assert_near(hg_concentration_share(curve, 0.5), 1, 1e-15);
    assert_near(hg_concentration_share(curve, 0.9), 1, 1e-15);
    assert_near(hg_concentration_area(curve, 1), 0.5, 1e-15);
    /* (0.25 * 0.75 / 2 + 0.25 * 1.75 / 2 + 0.5) * 2 - 1 */
    assert_near(hg_concentration_gini(curve), 0.625, 1e-14);
    hg_concentration_destroy(curve);
}

/* Cell 1 has more mass, cell 0 more of it per km2. */
static void density_ranks_and_not_mass(void **state)
{
    (void)state;
    const double kg[] = {10, 30}, km2[] = {10, 90};
    struct hg_concentration *curve = make(2, kg, km2, 100);
    assert_near(hg_concentration_share(curve, 0.1), 0.25, 1e-15);
    assert_near(hg_concentration_area(curve, 0.25), 0.1, 1e-15);
    hg_concentration_destroy(curve);
}

static void equal_cells_are_not_concentrated(void **state)
{
    (void)state;
    const double kg[] = {7, 7, 7, 7}, km2[] = {5, 5, 5, 5};
    struct hg_concentration *curve = make(4, kg, km2, 20);
    assert_true(fabs(hg_concentration_gini(curve)) < 1e-15);
    assert_near(hg_concentration_share(curve, 0.3), 0.3, 1e-15);
    hg_concentration_destroy(curve);
}

/* Four cells of one density but different sizes: any order gives one straight line. */
static void ties_lie_on_a_line(void **state)
{
    (void)state;
    const double kg[] = {4, 1, 2, 3, 90}, km2[] = {4, 1, 2, 3, 1};
    struct hg_concentration *curve = make(5, kg, km2, 11);
    for (int i = 0; i <= 40; i++) {
        const double tied = i / 4.0; /* km2 of the four */
        assert_near(hg_concentration_share(curve, (1 + tied) / 11), (90 + tied) / 100,
                    1e-14);
    }
    hg_concentration_destroy(curve);
}

/* Cells on the coast reach into the sea: with emissions they may exceed the land. */
static void emitting_cells_may_exceed_the_land(void **state)
{
    (void)state;
    const double kg[] = {1, 1}, km2[] = {10, 10};
    struct hg_concentration *curve = make(2, kg, km2, 16);
    assert_near(hg_concentration_share(curve, 1), 0.8, 1e-15);
    assert_near(hg_concentration_area(curve, 1), 1.25, 1e-15);
    assert_true(fabs(hg_concentration_gini(curve)) < 1e-15);
    hg_concentration_destroy(curve);
}

static void nothing_has_no_concentration(void **state)
{
    (void)state;
    const double kg[] = {0, 0}, km2[] = {1, 1};
    struct hg_concentration *curve = make(2, kg, km2, 2);
    assert_true(isnan(hg_concentration_share(curve, 0.5)));
    assert_true(isnan(hg_concentration_area(curve, 0.5)));
    assert_true(isnan(hg_concentration_gini(curve)));
    hg_concentration_destroy(curve);
}

static void refuses(double kg, double km2, double land_km2)
{
    struct hg_error err = {0};
    struct hg_concentration *curve = NULL;
    assert_int_equal(hg_concentration_create(1, &kg, &km2, land_km2, &curve, &err),
                     HG_E_ARG);
    assert_null(curve);
    assert_string_not_equal(err.message, "");
}

static void refuses_what_is_no_mass_or_area(void **state)
{
    (void)state;
    refuses(NAN, 1, 1);
    refuses(-1, 1, 1);
    refuses(INFINITY, 1, 1);
    refuses(1, 0, 1);
    refuses(1, NAN, 1);
    refuses(1, 1, 0);
    refuses(1, 1, NAN);
}

static void a_failed_allocation_leaks_nothing(void **state)
{
    (void)state;
    const double kg[] = {3, 1, 2}, km2[] = {1, 1, 1};
    for (size_t n = 1;; n++) {
        struct hg_error err = {0};
        struct hg_concentration *curve = NULL;
        const size_t before = alloc_live();
        alloc_fail_at(n);
        const enum hg_status status =
            hg_concentration_create(3, kg, km2, 3, &curve, &err);
        if (!alloc_failed()) {
            hg_concentration_destroy(curve);
            break;
        }
        assert_int_equal(status, HG_E_MEMORY);
        assert_int_equal(alloc_live(), before);
    }
    alloc_fail_at(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_percent_of_the_land_holds_three_quarters),
        cmocka_unit_test(the_last_cell_counts_in_part),
        cmocka_unit_test(land_without_emissions_is_land),
        cmocka_unit_test(density_ranks_and_not_mass),
        cmocka_unit_test(equal_cells_are_not_concentrated),
        cmocka_unit_test(ties_lie_on_a_line),
        cmocka_unit_test(emitting_cells_may_exceed_the_land),
        cmocka_unit_test(nothing_has_no_concentration),
        cmocka_unit_test(refuses_what_is_no_mass_or_area),
        cmocka_unit_test(a_failed_allocation_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

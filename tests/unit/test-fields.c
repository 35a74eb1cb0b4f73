/* test-fields.c - ready grids: what each region has of them */
#include "alloc.h"
#include "check.h"
#include <hotgrid/fields.h>

/*
 * Five cells in a row.  A covers the first and 0.3 of the second, B 0.1 of the second,
 * 0.7 of the third and 0.5 of the fourth, C 0.5 of the fourth and nothing else; nobody
 * has the fifth.  Of the second 0.6, of the third 0.3 are sea.
 */
static size_t first[] = {0, 2, 5, 6};
static struct hg_run run[] = {{0, 1, 1},   {1, 1, 0.3}, {1, 1, 0.1},
                              {2, 1, 0.7}, {3, 1, 0.5}, {3, 1, 0.5}};
static const struct hg_weights weights = {.n_shape = 3, .first = first, .run = run};
static const char *const names[] = {"odiac.tif", "edgar.nc"};

static const double one[5] = {8, 100, 3, 1, 7}, two[5] = {0, 0, 0, 0.25, 0};

static hg_mass kg(double value)
{
    return (hg_mass)(value * HG_MASS_PER_KG);
}

static struct hg_field_totals *split(size_t n, const double *const *field,
                                     unsigned threads)
{
    struct hg_error err = {0};
    struct hg_field_totals *totals = NULL;
    assert_ok(hg_field_totals(&weights, 5, n, field, names, threads, &totals, &err), err);
    return totals;
}

static void cells_go_to_the_regions_that_cover_them(void **state)
{
    (void)state;
    const double *const fields[] = {one, two};
    struct hg_field_totals *t = split(2, fields, 2);
    /* By hand: of the second cell's 100 kg, 0.3 / 0.4 are A's; the coast loses none. */
    assert_true(t->total[0] == kg(83));
    assert_true(t->total[2] == kg(25 + 3 + 0.5));
    assert_true(t->total[4] == kg(0.5));
    assert_true(t->total[1] == 0 && t->total[3] == kg(0.125));
    assert_true(t->total[5] == kg(0.125));
    assert_true(t->in_regions[0] == kg(112) && t->in_none[0] == kg(7));
    assert_true(t->in_regions[1] == kg(0.25) && t->in_none[1] == 0);
    hg_field_totals_destroy(t);
}

static void coverage_is_added_up(void **state)
{
    (void)state;
    double covered[5];
    hg_field_covered(&weights, 5, covered);
    static const double expected[5] = {1, 0.4, 0.7, 1, 0};
    for (size_t i = 0; i < 5; i++)
        assert_near(covered[i], expected[i], 1e-15);
}

static void cells_of_a_run_are_covered_alike(void **state)
{
    (void)state;
    struct hg_run three = {1, 3, 0.25};
    const struct hg_weights w = {.n_shape = 1, .first = (size_t[]){0, 1}, .run = &three};
    const double *const fields[] = {one};
    struct hg_error err = {0};
    struct hg_field_totals *t = NULL;
    double covered[5];
    hg_field_covered(&w, 5, covered);
    for (size_t i = 0; i < 5; i++)
        assert_true(covered[i] == (i >= 1 && i <= 3 ? 0.25 : 0));
    assert_ok(hg_field_totals(&w, 5, 1, fields, names, 1, &t, &err), err);
    assert_true(t->total[0] == kg(100 + 3 + 1) && t->in_none[0] == kg(8 + 7));
    hg_field_totals_destroy(t);
}

/* Thirds and sevenths of odd masses: no unit is lost or made, whatever the fractions. */
static void not_a_unit_is_lost(void **state)
{
    (void)state;
    enum { CELLS = 1000, SHAPES = 7 };
    static size_t start[SHAPES + 1];
    static struct hg_run part[CELLS * SHAPES];
    static double mass[CELLS];
    uint64_t random = 1;
    hg_mass_sum sum = 0;
    for (size_t s = 0; s < SHAPES; s++) {
        start[s + 1] = start[s] + CELLS;
        for (size_t i = 0; i < CELLS; i++) {
            random = random * 6364136223846793005U + 1442695040888963407U;
            part[s * CELLS + i] = (struct hg_run){
                (uint32_t)i, 1, (double)(random >> 40) / (1 << 24) / SHAPES + 1e-12};
        }
    }
    for (size_t i = 0; i < CELLS; i++) {
        mass[i] = (double)(3 * i + 1) / HG_MASS_PER_KG; /* few units: rounding shows */
        sum += 3 * (hg_mass)i + 1;
    }
    const struct hg_weights many = {.n_shape = SHAPES, .first = start, .run = part};
    const double *const field[] = {mass};
    struct hg_error err = {0};
    struct hg_field_totals *t = NULL;
    assert_ok(hg_field_totals(&many, CELLS, 1, field, names, 1, &t, &err), err);
    hg_mass_sum parts = 0;
    for (size_t s = 0; s < SHAPES; s++)
        parts += t->total[s];
    assert_true(parts == sum && t->in_regions[0] == sum && t->in_none[0] == 0);
    hg_field_totals_destroy(t);
}

static void masses_beyond_reason_are_faults_of_the_file(void **state)
{
    (void)state;
    static const double huge[5] = {0, 1e13, 0, 0, 0}, below[5] = {0, 0, -1, 0, 0};
    static const double many[5] = {8e12, 8e12, 0, 0, 0};
    const double *const bad[] = {huge, below, many};
    for (size_t i = 0; i < 3; i++) {
        struct hg_error err = {0};
        struct hg_field_totals *t = NULL;
        assert_int_equal(hg_field_totals(&weights, 5, 1, &bad[i], names, 1, &t, &err),
                         HG_E_INPUT);
        assert_null(t);
        if (strncmp(err.message, i < 2 ? "odiac.tif: a cell" : "odiac.tif: a region",
                    17) != 0)
            fail_msg("%s", err.message);
    }
}

static void each_allocation_may_fail(void **state)
{
    (void)state;
    const double *const fields[] = {one, two};
    for (size_t n = 1;; n++) {
        struct hg_error err = {0};
        struct hg_field_totals *t = NULL;
        const size_t before = alloc_live();
        alloc_fail_at(n);
        const enum hg_status status =
            hg_field_totals(&weights, 5, 2, fields, names, 1, &t, &err);
        if (!alloc_failed()) {
            assert_true(n > 8);
            hg_field_totals_destroy(t);
            break;
        }
        assert_int_equal(status, HG_E_MEMORY);
        assert_null(t);
        assert_int_equal(alloc_live(), before);
    }
    alloc_fail_at(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_go_to_the_regions_that_cover_them),
        cmocka_unit_test(coverage_is_added_up),
        cmocka_unit_test(cells_of_a_run_are_covered_alike),
        cmocka_unit_test(not_a_unit_is_lost),
        cmocka_unit_test(masses_beyond_reason_are_faults_of_the_file),
        cmocka_unit_test(each_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

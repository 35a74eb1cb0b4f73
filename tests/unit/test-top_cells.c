/* test-top_cells.c - the densest cells that fill an area, against sorting them all */
#include "alloc.h"
#include "check.h"
#include <hotgrid/rng.h>
#include <hotgrid/top_cells.h>
#include <stdlib.h>

enum { MOST = 3000 };

static size_t count(size_t n, const double *kg, const double *km2, double area_km2,
                    uint32_t *hits)
{
    struct hg_top_cells *top = NULL;
    struct hg_error err = {0};
    assert_ok(hg_top_cells_create(n, km2, area_km2, &top, &err), err);
    const size_t found = hg_top_cells_count(top, kg, hits);
    hg_top_cells_destroy(top);
    return found;
}

/* 1 % of 100 equal cells is one. */
static void one_percent_of_a_hundred_cells_is_one(void **state)
{
    (void)state;
    double kg[100], km2[100];
    uint32_t hits[100] = {0};
    for (size_t i = 0; i < 100; i++) {
        kg[i] = i == 42 ? 75 : 25.0 / 99;
        km2[i] = 99.7;
    }
    assert_int_equal(count(100, kg, km2, 0.01 * 100 * 99.7, hits), 1);
    for (size_t i = 0; i < 100; i++)
        assert_int_equal(hits[i], i == 42);
}

/* Densities 8, 2, 4, 1 and 0 of cells of 1, 2, 1, 4 and 9 km2. */
static void the_last_cell_may_reach_beyond_the_area(void **state)
{
    (void)state;
    const double kg[] = {8, 4, 4, 4, 0}, km2[] = {1, 2, 1, 4, 9};
    const struct {
        double area_km2;
        uint32_t hits[5];
    } known[] = {{0.5, {1, 0, 0, 0, 0}}, {1, {1, 0, 0, 0, 0}}, {1.5, {1, 0, 1, 0, 0}},
                 {2, {1, 0, 1, 0, 0}},   {3, {1, 1, 1, 0, 0}}, {4.5, {1, 1, 1, 1, 0}},
                 {17, {1, 1, 1, 1, 0}}};
    for (size_t k = 0; k < sizeof(known) / sizeof(known[0]); k++) {
        uint32_t hits[5] = {0};
        count(5, kg, km2, known[k].area_km2, hits);
        assert_memory_equal(hits, known[k].hits, sizeof(hits));
    }
}

static void of_equals_the_first_come_first(void **state)
{
    (void)state;
    const double kg[] = {1, 3, 3, 3}, km2[] = {1, 1, 1, 1};
    const uint32_t expected[] = {0, 1, 1, 0};
    uint32_t hits[4] = {0};
    assert_int_equal(count(4, kg, km2, 2, hits), 2);
    assert_memory_equal(hits, expected, sizeof(hits));
}

static void what_is_not_above_0_is_no_hotspot(void **state)
{
    (void)state;
    const double kg[] = {0, -5, 1e-320, 0}, km2[] = {1, 1, 1, 1};
    const uint32_t expected[] = {0, 0, 1, 0};
    uint32_t hits[4] = {0};
    assert_int_equal(count(4, kg, km2, 3, hits), 1);
    assert_memory_equal(hits, expected, sizeof(hits));
}

static void hits_are_added_up(void **state)
{
    (void)state;
    const double first[] = {9, 1, 1}, second[] = {1, 1, 9}, km2[] = {1, 1, 1};
    uint32_t hits[3] = {5, 0, 0};
    struct hg_top_cells *top = NULL;
    struct hg_error err = {0};
    assert_ok(hg_top_cells_create(3, km2, 1, &top, &err), err);
    hg_top_cells_count(top, first, hits);
    hg_top_cells_count(top, second, hits);
    hg_top_cells_count(top, second, hits);
    hg_top_cells_destroy(top);
    assert_int_equal(hits[0], 6);
    assert_int_equal(hits[1], 0);
    assert_int_equal(hits[2], 2);
}

static const double *sort_density;

static int by_density(const void *a, const void *b)
{
    const size_t i = *(const size_t *)a, j = *(const size_t *)b;
    if (sort_density[i] != sort_density[j])
        return sort_density[i] < sort_density[j] ? 1 : -1;
    return (i > j) - (i < j);
}

/* Densities over twelve powers of ten, and some alike. */
static void it_finds_what_sorting_finds(void **state)
{
    (void)state;
    static double kg[MOST], km2[MOST], density[MOST];
    static size_t order[MOST];
    for (uint32_t round = 0; round < 40; round++) {
        const struct hg_rng rng = {3, round, 1};
        const size_t n = 1 + (size_t)(hg_random_uniform(&rng, 0) * (MOST - 1));
        double all = 0;
        for (size_t i = 0; i < n; i++) {
            km2[i] = 50 + 100 * hg_random_uniform(&rng, 10 + 2 * i);
            kg[i] = km2[i] * floor(exp(4 * hg_random_normal(&rng, 11 + 2 * i)) * 8) / 8;
            density[i] = kg[i] / km2[i];
            order[i] = i;
            all += km2[i];
        }
        sort_density = density;
        qsort(order, n, sizeof(order[0]), by_density);
        const double area = all * hg_random_uniform(&rng, 1) * (round % 2 ? 1 : 0.02);
        static uint32_t hits[MOST], expected[MOST];
        memset(hits, 0, sizeof(hits));
        memset(expected, 0, sizeof(expected));
        size_t n_expected = 0;
        double filled = 0;
        for (size_t k = 0; k < n && filled < area && density[order[k]] > 0; k++) {
            filled += km2[order[k]];
            expected[order[k]] = 1;
            n_expected++;
        }
        assert_int_equal(count(n, kg, km2, area, hits), n_expected);
        assert_memory_equal(hits, expected, sizeof(hits));
    }
}

static void every_failed_allocation_is_told(void **state)
{
    (void)state;
    const double km2[] = {1, 1};
    size_t n = 1;
    for (;; n++) {
        struct hg_top_cells *top = NULL;
        struct hg_error err = {0};
        const size_t before = alloc_live();
        alloc_fail_at(n);
        const enum hg_status status = hg_top_cells_create(2, km2, 1, &top, &err);
        hg_top_cells_destroy(top);
        assert_int_equal(alloc_live(), before);
        if (!alloc_failed()) {
            assert_ok(status, err);
            break;
        }
        assert_int_equal(status, HG_E_MEMORY);
    }
    alloc_fail_at(0);
    assert_true(n > 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_percent_of_a_hundred_cells_is_one),
        cmocka_unit_test(the_last_cell_may_reach_beyond_the_area),
        cmocka_unit_test(of_equals_the_first_come_first),
        cmocka_unit_test(what_is_not_above_0_is_no_hotspot),
        cmocka_unit_test(hits_are_added_up),
        cmocka_unit_test(it_finds_what_sorting_finds),
        cmocka_unit_test(every_failed_allocation_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

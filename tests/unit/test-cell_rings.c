/* test-cell_rings.c - outlines run along the edges of cells, joined and closed */
#include "alloc.h"
#include "check.h"
#include <hotgrid/cell_rings.h>

static struct hg_cell_rings *make(uint32_t ncol, uint32_t nrow, const uint32_t *number,
                                  uint32_t most)
{
    struct hg_error err = {0};
    struct hg_cell_rings *rings = NULL;
    assert_ok(hg_cell_rings_create(ncol, nrow, number, most, &rings, &err), err);
    return rings;
}

static void assert_corner(const struct hg_cell_rings *rings, size_t i, uint32_t col,
                          uint32_t row)
{
    assert_int_equal(rings->corner[i].col, col);
    assert_int_equal(rings->corner[i].row, row);
}

static void a_cell_has_a_ring_of_four_corners(void **state)
{
    (void)state;
    const uint32_t number[] = {0, 0, 0, 0, 1, 0};
    struct hg_cell_rings *rings = make(3, 2, number, 1);
    assert_int_equal(rings->n, 1);
    assert_int_equal(rings->first[1], 4);
    assert_corner(rings, 0, 1, 1);
    assert_corner(rings, 1, 2, 1);
    assert_corner(rings, 2, 2, 2);
    assert_corner(rings, 3, 1, 2);
    hg_cell_rings_destroy(rings);
}

/* An L of three cells: six corners, none on its straight sides. */
static void straight_sides_have_no_corner_between(void **state)
{
    (void)state;
    const uint32_t number[] = {1, 0, 1, 1};
    struct hg_cell_rings *rings = make(2, 2, number, 1);
    assert_int_equal(rings->n, 1);
    assert_int_equal(rings->first[1], 6);
    hg_cell_rings_destroy(rings);
}

static void a_hole_has_a_ring_of_its_own_that_runs_the_other_way(void **state)
{
    (void)state;
    const uint32_t number[] = {1, 1, 1, 1, 0, 1, 1, 1, 1};
    struct hg_cell_rings *rings = make(3, 3, number, 1);
    assert_int_equal(rings->n, 2);
    assert_int_equal(rings->first[1], 4);
    assert_int_equal(rings->first[2], 8);
    double area[2] = {0};
    for (size_t r = 0; r < 2; r++)
        for (size_t i = 0; i < 4; i++) {
            const struct hg_cell_corner a = rings->corner[4 * r + i],
                                        b = rings->corner[4 * r + (i + 1) % 4];
            area[r] += ((double)a.col * b.row - (double)b.col * a.row) / 2;
        }
    assert_near(area[0], 9, 1e-15);
    assert_near(area[1], -1, 1e-15);
    hg_cell_rings_destroy(rings);
}

static void cells_that_touch_at_a_corner_have_one_ring(void **state)
{
    (void)state;
    const uint32_t number[] = {1, 0, 0, 1}, other[] = {0, 1, 1, 0};
    struct hg_cell_rings *rings = make(2, 2, number, 1);
    assert_int_equal(rings->n, 1);
    assert_int_equal(rings->first[1], 8);
    hg_cell_rings_destroy(rings);
    rings = make(2, 2, other, 1);
    assert_int_equal(rings->n, 1);
    assert_int_equal(rings->first[1], 8);
    hg_cell_rings_destroy(rings);
}

static void
neighbours_of_two_numbers_have_a_ring_each_and_larger_numbers_none(void **state)
{
    (void)state;
    const uint32_t number[] = {2, 1, 3};
    struct hg_cell_rings *rings = make(3, 1, number, 2);
    assert_int_equal(rings->n, 2);
    assert_corner(rings, 0, 1, 0); /* of number 1 */
    assert_corner(rings, 4, 0, 0); /* of number 2 */
    hg_cell_rings_destroy(rings);
}

/* Of cells at random: the signed areas of the rings of a number are its cells. */
static void rings_hold_as_many_cells_as_there_are(void **state)
{
    (void)state;
    enum { N = 60 };
    static uint32_t number[(size_t)N * N];
    uint32_t seed = 5, cells = 0;
    for (size_t i = 0; i < (size_t)N * N; i++) {
        seed = seed * 1664525u + 1013904223u;
        number[i] = seed >> 31;
        cells += number[i];
    }
    struct hg_cell_rings *rings = make(N, N, number, 1);
    double area = 0;
    for (size_t r = 0; r < rings->n; r++) {
        const size_t n = rings->first[r + 1] - rings->first[r];
        const struct hg_cell_corner *c = rings->corner + rings->first[r];
        for (size_t i = 0; i < n; i++)
            area += ((double)c[i].col * c[(i + 1) % n].row -
                     (double)c[(i + 1) % n].col * c[i].row) /
                    2;
    }
    assert_near(area, cells, 1e-12);
    hg_cell_rings_destroy(rings);
}

static void want_of_memory_is_told(void **state)
{
    (void)state;
    const uint32_t number[] = {1, 0, 0, 1};
    for (size_t n = 1;; n++) {
        struct hg_error err = {0};
        struct hg_cell_rings *rings = NULL;
        const size_t before = alloc_live();
        alloc_fail_at(n);
        const enum hg_status status = hg_cell_rings_create(2, 2, number, 1, &rings, &err);
        const bool failed = alloc_failed();
        alloc_fail_at(0);
        if (!failed) {
            hg_cell_rings_destroy(rings);
            break;
        }
        assert_int_equal(status, HG_E_MEMORY);
        assert_null(rings);
        assert_int_equal(alloc_live(), before);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cell_has_a_ring_of_four_corners),
        cmocka_unit_test(straight_sides_have_no_corner_between),
        cmocka_unit_test(a_hole_has_a_ring_of_its_own_that_runs_the_other_way),
        cmocka_unit_test(cells_that_touch_at_a_corner_have_one_ring),
        cmocka_unit_test(
            neighbours_of_two_numbers_have_a_ring_each_and_larger_numbers_none),
        cmocka_unit_test(rings_hold_as_many_cells_as_there_are),
        cmocka_unit_test(want_of_memory_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

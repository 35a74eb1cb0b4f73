/* test-square_sums.c - deviations of sources, added up in any order */
#include "alloc.h"
#include "check.h"
#include "gridding/square_sums.h"

/* 30 t +- 20 % and 40 t +- 10 %: 6 t and 4 t in quadrature; two of 5 t without a sigma
 * are half as uncertain as one of 10 t, over sqrt(2). */
static void sources_of_a_place_add_in_quadrature(void **state)
{
    (void)state;
    struct square_sums sums = {0};
    assert_true(square_sums_add(&sums, 1, 5, 30e3, 0.2));
    assert_true(square_sums_add(&sums, 1, 6, 5e3, NAN));
    assert_true(square_sums_add(&sums, 1, 5, 40e3, 0.1));
    assert_true(square_sums_add(&sums, 1, 6, 5e3, NAN));
    assert_true(square_sums_add(&sums, 2, 5, 1, 10));
    const struct hg_squares plants = square_sums_of(&sums, 1, 5, 70e3);
    assert_near(sqrt(plants.given), sqrt(6 * 6 + 4 * 4) / 70, 1e-15);
    assert_near(plants.other, 0, 0);
    const struct hg_squares equal = square_sums_of(&sums, 1, 6, 10e3);
    assert_near(hg_squares_sigma(equal, 0.3), 0.3 / sqrt(2), 1e-15);
    assert_near(hg_squares_sigma(square_sums_of(&sums, 2, 5, 1), 0), 10, 1e-9);
    square_sums_empty(&sums);
    assert_int_equal(sums.n, 0);
}

/* 0.1, 0.2, ... kg: their squares are no sums of powers of 2. */
static void the_order_does_not_matter(void **state)
{
    (void)state;
    enum { N = 1000 };
    struct square_sums up = {0}, down = {0};
    for (unsigned i = 0; i < N; i++) {
        const unsigned k = N - 1 - i;
        assert_true(square_sums_add(&up, i % 7, i % 3, i * 0.1, i % 2 ? NAN : 0.1 * i));
        assert_true(square_sums_add(&down, k % 7, k % 3, k * 0.1, k % 2 ? NAN : 0.1 * k));
    }
    for (uint32_t pair = 0; pair < 7; pair++)
        for (uint32_t place = 0; place < 3; place++) {
            const struct hg_squares a = square_sums_of(&up, pair, place, 1e3);
            const struct hg_squares b = square_sums_of(&down, pair, place, 1e3);
            assert_true(a.given > 0 && a.other > 0);
            assert_memory_equal(&a, &b, sizeof(a));
        }
    square_sums_empty(&up);
    square_sums_empty(&down);
}

/* 2^43 kg, the most that masses add up to, +- 1000 %. */
static void the_largest_deviation_has_room(void **state)
{
    (void)state;
    struct square_sums sums = {0};
    assert_true(square_sums_add(&sums, 0, 0, 0x1p43, 10));
    assert_near(square_sums_of(&sums, 0, 0, 0x1p43).given, 100, 0);
    square_sums_empty(&sums);
}

static void no_memory_is_told(void **state)
{
    (void)state;
    struct square_sums sums = {0};
    const size_t before = alloc_live();
    alloc_fail_at(1);
    assert_false(square_sums_add(&sums, 0, 0, 1, 1));
    alloc_fail_at(0);
    square_sums_empty(&sums);
    assert_int_equal(alloc_live(), before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sources_of_a_place_add_in_quadrature),
        cmocka_unit_test(the_order_does_not_matter),
        cmocka_unit_test(the_largest_deviation_has_room),
        cmocka_unit_test(no_memory_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

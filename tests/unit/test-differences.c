/* test-differences.c - classes about 0, their edges by hand */
#include "alloc.h"
#include "check.h"
#include "study/differences.h"
#include <math.h>

static struct hg_classes classes_of(size_t n, const float *value, bool middle)
{
    struct hg_classes out = {0};
    struct hg_error err = {0};
    assert_ok(difference_classes(n, value, middle, &out, &err), err);
    assert_int_equal(out.scale, HG_SCALE_CLASSES);
    for (size_t i = 0; i < out.n; i++)
        assert_true(out.edge[i] < out.edge[i + 1]);
    for (size_t i = 0; i <= out.n; i++) /* to the bit */
        assert_true(out.edge[i] == -out.edge[out.n - i]);
    return out;
}

static void assert_edges(const struct hg_classes *found, size_t n, const double *edge)
{
    assert_int_equal(found->n, n - 1);
    for (size_t i = 0; i < n; i++)
        assert_near(found->edge[i], edge[i], 1e-15 * fabs(edge[i]));
}

/* The largest is 420, between 100 and 1000. */
static void decades_reach_from_the_largest_down(void **state)
{
    (void)state;
    const float value[] = {-420, 3, 0.2F, -17, 0, NAN};
    const double eight[] = {-1000, -100, -10, -1, 0, 1, 10, 100, 1000};
    const double nine[] = {-1000, -100, -10, -1, -0.1, 0.1, 1, 10, 100, 1000};
    const struct hg_classes met = classes_of(6, value, false);
    const struct hg_classes middle = classes_of(6, value, true);
    assert_edges(&met, 9, eight);
    assert_edges(&middle, 10, nine);
    assert_int_equal(hg_class_of(&middle, 0), 4);
    assert_int_equal(hg_class_of(&met, -1e-30), 3);
    assert_int_equal(hg_class_of(&met, 1e-30), 4);
}

static void signs_do_not_matter(void **state)
{
    (void)state;
    const float fall[] = {-3, -40, -0.5F}, rise[] = {3, 40, 0.5F},
                both[] = {3, -40, 0.5F};
    const struct hg_classes a = classes_of(3, fall, true), b = classes_of(3, rise, true),
                            c = classes_of(3, both, true);
    assert_memory_equal(a.edge, b.edge, sizeof(a.edge));
    assert_memory_equal(a.edge, c.edge, sizeof(a.edge));
}

/* Of 999 differences one is left out, of 1000 two: what else is 2 sets the decades, the
 * outermost classes hold the rest. */
static void a_few_large_ones_do_not_set_the_decades(void **state)
{
    (void)state;
    float value[1500]; /* values of 0 and NAN are no differences */
    for (size_t i = 0; i < 1500; i++)
        value[i] = i < 1000 ? 2 : i % 2 ? 0 : NAN;
    const double narrow[] = {-1e6, -1, -0.1, -0.01, 0, 0.01, 0.1, 1, 1e6};
    const double broad[] = {-1e6, -1e5, -1e4, -1e3, 0, 1e3, 1e4, 1e5, 1e6};
    value[7] = -2e5F;
    value[9] = 3e5F;
    const struct hg_classes of_1000 = classes_of(1500, value, false);
    assert_edges(&of_1000, 9, narrow);
    value[11] = 0;
    const struct hg_classes of_999 = classes_of(1500, value, false);
    assert_edges(&of_999, 9, broad);
}

static void a_power_of_ten_has_its_outermost_class(void **state)
{
    (void)state;
    const float value[] = {-1, 1, 1};
    const double edge[] = {-10, -1, -0.1, -0.01, 0, 0.01, 0.1, 1, 10};
    const struct hg_classes found = classes_of(3, value, false);
    assert_edges(&found, 9, edge);
    assert_int_equal(hg_class_of(&found, 1), 7);
    assert_int_equal(hg_class_of(&found, -1), 1);
}

static void where_nothing_differs_there_are_classes_too(void **state)
{
    (void)state;
    const float value[] = {0, NAN, 0};
    const double edge[] = {-10, -1, -0.1, -0.01, -0.001, 0.001, 0.01, 0.1, 1, 10};
    const struct hg_classes none = classes_of(0, NULL, true);
    const struct hg_classes zero = classes_of(3, value, true);
    assert_edges(&none, 10, edge);
    assert_edges(&zero, 10, edge);
}

/* The smallest and the largest that a Float32 holds. */
static void the_ends_of_the_numbers_are_classed(void **state)
{
    (void)state;
    const float tiny[] = {1.4e-45F, -1.4e-45F}, vast[] = {-3.4e38F, 3.4e38F};
    const struct hg_classes a = classes_of(2, tiny, true), b = classes_of(2, vast, true);
    assert_true(a.edge[9] >= 1.4e-45 && a.edge[5] > 0);
    assert_near(b.edge[9], 1e39, 1e24);
}

static void no_memory_is_told(void **state)
{
    (void)state;
    const float value[] = {1, 2};
    struct hg_classes out = {.n = 77};
    struct hg_error err = {0};
    const size_t before = alloc_live();
    alloc_fail_at(1);
    assert_int_equal(difference_classes(2, value, true, &out, &err), HG_E_MEMORY);
    alloc_fail_at(0);
    assert_int_equal(out.n, 77);
    assert_int_equal(alloc_live(), before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decades_reach_from_the_largest_down),
        cmocka_unit_test(signs_do_not_matter),
        cmocka_unit_test(a_few_large_ones_do_not_set_the_decades),
        cmocka_unit_test(a_power_of_ten_has_its_outermost_class),
        cmocka_unit_test(where_nothing_differs_there_are_classes_too),
        cmocka_unit_test(the_ends_of_the_numbers_are_classed),
        cmocka_unit_test(no_memory_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test-sort.c - numbers in order */
#include "check.h"
#include <hotgrid/sort.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

static void the_largest_comes_first(void **state)
{
    (void)state;
    const double value[] = {0,   1,        0x1p-1074, 1e300, 0.1 + 0.2, 0.3,
                            1e9, INFINITY, 1e-300,    2,     1023,      1024};
    const size_t order[] = {7, 3, 6, 11, 10, 9, 1, 4, 5, 8, 2, 0};
    struct hg_ranked item[12], room[12];
    for (size_t i = 0; i < 12; i++)
        item[i] = (struct hg_ranked){value[i], i};
    hg_sort_falling(12, item, room);
    for (size_t i = 0; i < 12; i++) {
        assert_int_equal(item[i].index, order[i]);
        assert_true(item[i].value == value[order[i]]);
    }
}

static void equal_values_stay_as_they_came(void **state)
{
    (void)state;
    struct hg_ranked item[] = {{2, 9}, {5, 4}, {2, 1}, {5, 8}, {2, 3}}, room[5];
    const size_t order[] = {4, 8, 9, 1, 3};
    hg_sort_falling(5, item, room);
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(item[i].index, order[i]);
}

static void nothing_and_one_value_are_in_order(void **state)
{
    (void)state;
    struct hg_ranked item = {3, 7}, room = {0, 0};
    hg_sort_falling(0, &item, &room);
    hg_sort_falling(1, &item, &room);
    assert_int_equal(item.index, 7);
}

static int by_fall(const void *p, const void *q)
{
    const struct hg_ranked *a = p, *b = q;
    if (a->value != b->value)
        return a->value > b->value ? -1 : 1;
    return (a->index > b->index) - (a->index < b->index);
}

enum { MANY = 20000 };

/* Values of all sizes, each about three times. */
static void it_agrees_with_a_sort_by_comparison(void **state)
{
    (void)state;
    struct hg_ranked *item = calloc(MANY, 3 * sizeof(*item));
    assert_non_null(item);
    struct hg_ranked *other = item + MANY;
    uint64_t bits = 1;
    for (size_t i = 0; i < MANY; i++) {
        bits = bits * 6364136223846793005U + 1442695040888963407U; /* Knuth's MMIX */
        const int power = (int)(bits >> 58) - 32;
        item[i].value = ldexp(1 + (double)(bits >> 50 & 127) / 128, power);
        item[i].index = i;
        other[i] = item[i];
    }
    hg_sort_falling(MANY, item, item + (size_t)2 * MANY);
    qsort(other, MANY, sizeof(*other), by_fall);
    for (size_t i = 0; i < MANY; i++)
        assert_int_equal(item[i].index, other[i].index);
    free(item);
}

static int by_rise(const void *p, const void *q)
{
    const float a = *(const float *)p, b = *(const float *)q;
    return (a > b) - (a < b);
}

/* Floats of all sizes beside qsort(). */
static void floats_rise_as_a_sort_by_comparison_has_them(void **state)
{
    (void)state;
    float *value = calloc(MANY, 3 * sizeof(*value));
    assert_non_null(value);
    float *other = value + MANY;
    uint32_t bits = 1;
    for (size_t i = 0; i < MANY; i++) {
        bits = bits * 1664525U + 1013904223U; /* Numerical Recipes, 7.1 */
        const uint32_t any = (bits >> 1) % 0x7F800001U;
        memcpy(&value[i], &any, sizeof(any));
    }
    value[0] = INFINITY;
    value[1] = 0;
    value[2] = 0x1p-149F;
    memcpy(other, value, MANY * sizeof(*value));
    qsort(other, MANY, sizeof(*other), by_rise);
    hg_sort_rising(MANY, value, value + (size_t)2 * MANY);
    assert_memory_equal(value, other, MANY * sizeof(*value));
    hg_sort_rising(0, value, other);
    free(value);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_largest_comes_first),
        cmocka_unit_test(equal_values_stay_as_they_came),
        cmocka_unit_test(nothing_and_one_value_are_in_order),
        cmocka_unit_test(it_agrees_with_a_sort_by_comparison),
        cmocka_unit_test(floats_rise_as_a_sort_by_comparison_has_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

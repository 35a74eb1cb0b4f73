/* test-categories.c - what tables call the categories of final demand */
#include "check.h"
#include <hotgrid/categories.h>

static struct hg_axis *axis_of(size_t n, const char *const *codes)
{
    struct hg_axis *axis = NULL;
    struct hg_error err = {0};
    assert_ok(hg_axis_create(n, codes, NULL, &axis, &err), err);
    return axis;
}

static void assert_means(size_t n, const char *const *codes, const char *name, bool a,
                         bool b, bool c)
{
    struct hg_axis *axis = axis_of(n, codes);
    bool of[3] = {0};
    const bool expected[] = {a, b, c};
    assert_int_equal(hg_category_find(axis, name, of), (size_t)a + b + c);
    assert_memory_equal(of, expected, sizeof(of));
    hg_axis_destroy(axis);
}

static void each_publisher_has_names_of_its_own(void **state)
{
    (void)state;
    const char *const wiod[] = {"CONS_h", "GFCF", "INVEN"};
    const char *const wiod2013[] = {"c37", "c41", "c42"};
    const char *const icio[] = {"HFCE", "GFCF", "INVNT"};
    const char *const eora[] = {"Household final consumption P.3h",
                                "Gross fixed capital formation P.51",
                                "Changes in inventories P.52"};
    const char *const exiobase[] = {"Final consumption expenditure by households",
                                    "Gross fixed capital formation",
                                    "Changes in inventories"};
    const char *const *const table[] = {wiod, wiod2013, icio, eora, exiobase};
    for (size_t i = 0; i < 5; i++) {
        assert_means(3, table[i], "household", true, false, false);
        assert_means(3, table[i], "Investment", false, true, false);
        assert_means(3, table[i], "inventories", false, false, true);
        assert_means(3, table[i], "valuables", false, false, false);
        assert_means(3, table[i], table[i][1], false, true, false);
    }
    const char *const rest[] = {"CONS_g", "NPISH", "Changes in valuables"};
    assert_means(3, rest, "government", true, false, false);
    assert_means(3, rest, "npish", false, true, false);
    assert_means(3, rest, "valuables", false, false, true);
}

/* ICIO of 2016 and later: what residents buy abroad is of households. */
static void a_common_name_may_stand_for_several(void **state)
{
    (void)state;
    const char *const icio[] = {"HFCE", "GGFC", "DPABR"};
    assert_means(3, icio, "household", true, false, true);
    assert_means(3, icio, "DPABR", false, false, true);
}

/* A table's own code wins over what others mean by it. */
static void the_table_has_the_first_word(void **state)
{
    (void)state;
    const char *const codes[] = {"household", "CONS_h", "final"};
    assert_means(3, codes, "household", true, false, false);
    assert_means(3, codes, "FINAL", false, false, true);
    assert_means(3, codes, "finale", false, false, false);
    struct hg_axis *axis = axis_of(3, codes);
    assert_string_equal(hg_category_name(axis, 1), "household");
    assert_string_equal(hg_category_name(axis, 2), "final");
    hg_axis_destroy(axis);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_publisher_has_names_of_its_own),
        cmocka_unit_test(a_common_name_may_stand_for_several),
        cmocka_unit_test(the_table_has_the_first_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test-links.c - maps of codes, sorted so that they can be looked up */
#include "check.h"
#include <hotgrid/axis.h>
#include <hotgrid/links.h>

static void links_of_a_code_stand_together_in_any_order_of_rows(void **state)
{
    (void)state;
    struct hg_link row[] = {
        {"steel", "c12", 0.25, "map.csv", 2, NULL},
        {"power", "c17", 1, "map.csv", 3, NULL},
        {"steel", "c11", 0.75, "map.csv", 4, NULL},
        {"homes", "hh", 1, "map.csv", 5, NULL},
        {"power", "c17", 1, "map.csv", 1, NULL},
    };
    struct hg_links links = {.n = 5, .link = row};
    hg_links_sort(&links);
    assert_int_equal(hg_links_find(&links, "homes"), 0);
    assert_int_equal(hg_links_find(&links, "power"), 1);
    assert_int_equal(hg_links_find(&links, "steel"), 3);
    assert_int_equal(row[1].line, 1); /* twins by their place */
    assert_string_equal(row[3].to, "c11");
    assert_near(row[3].weight, 0.75, 0);
    assert_string_equal(row[4].to, "c12");
}

static void links_of_all_regions_come_before_those_of_one(void **state)
{
    (void)state;
    struct hg_link row[] = {{"steel", "c11", 2, "map.csv", 2, "west"},
                            {"steel", "c12", 1, "map.csv", 3, ""},
                            {"steel", "c11", 1, "map.csv", 4, NULL},
                            {"steel", "c13", 1, "map.csv", 5, "east"}};
    struct hg_links links = {.n = 4, .link = row};
    hg_links_sort(&links);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(row[i].line, ((size_t[]){4, 3, 5, 2})[i]);
}

static void unknown_codes_are_not_found(void **state)
{
    (void)state;
    struct hg_link row[] = {{"b", "x", 1, "map.csv", 2, NULL},
                            {"d", "x", 1, "map.csv", 3, NULL}};
    struct hg_links links = {.n = 2, .link = row}, none = {0};
    hg_links_sort(&links);
    hg_links_sort(&none);
    assert_true(hg_links_find(&links, "a") == HG_NOT_FOUND);
    assert_true(hg_links_find(&links, "c") == HG_NOT_FOUND);
    assert_true(hg_links_find(&links, "e") == HG_NOT_FOUND);
    assert_true(hg_links_find(&none, "a") == HG_NOT_FOUND);
    hg_links_destroy(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(links_of_a_code_stand_together_in_any_order_of_rows),
        cmocka_unit_test(links_of_all_regions_come_before_those_of_one),
        cmocka_unit_test(unknown_codes_are_not_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test-places.c - named places in the order of their importance */
#include "check.h"
#include <hotgrid/places.h>

static void the_most_important_place_comes_first(void **state)
{
    (void)state;
    struct hg_place row[] = {{"Wuhan", "Wuhan", 114, 30, 0},
                             {"Beijing", "Beijing", 116, 40, 2},
                             {"Anqing", "Anqing", 117, 30, 0},
                             {"Shanghai", "Shanghai", 121, 31, 3},
                             {"Anqing", "Anqing", 116, 30, 0}};
    const char *const expected[] = {"Shanghai", "Beijing", "Anqing", "Anqing", "Wuhan"};
    struct hg_places places = {.n = 5, .place = row}, none = {0};
    hg_places_sort(&places);
    hg_places_sort(&none);
    for (int i = 0; i < 5; i++)
        assert_string_equal(row[i].name, expected[i]);
    assert_true(row[2].lon < row[3].lon); /* twins by their place */
    hg_places_destroy(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_most_important_place_comes_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

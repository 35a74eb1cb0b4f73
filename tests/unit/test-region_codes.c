/* test-region_codes.c - countries by the codes they go by */
#include "alloc.h"
#include "check.h"
#include "study/region_codes.h"
#include <stdio.h>

/* Codes as the tables publish them. */
static const char *const exiobase[] = {"AT", "CN", "GB", "RO", "WA",
                                       "WL", "WE", "WF", "WM"};
static const char *const wiod[] = {"AUT", "CHN", "GBR", "ROM", "RoW"};
static const char *const gtap[] = {"aut", "chn", "egy", "rou"};
static const char *const numbers[] = {"004", "156", "642"};

static struct region_codes codes;

static int begin(void **state)
{
    struct hg_error err = {0};
    struct hg_faults *faults = NULL;
    (void)state;
    assert_ok(hg_faults_create(&faults, &err), err);
    assert_ok(region_codes_read(faults, &codes, &err), err);
    assert_int_equal(hg_faults_count(faults), 0);
    hg_faults_destroy(faults);
    return 0;
}

static int end(void **state)
{
    (void)state;
    region_codes_finish(&codes);
    return 0;
}

/* The code found in a table, with "+" before it for a rest of the world; "" for none. */
static const char *found(size_t n, const char *const *table, const char *code)
{
    static char text[16];
    struct hg_error err = {0};
    struct hg_axis *axis = NULL;
    bool rest = true;
    assert_ok(hg_axis_create(n, table, NULL, &axis, &err), err);
    const size_t region = region_codes_find(&codes, axis, code, &rest);
    (void)snprintf(text, sizeof(text), "%s%s", rest ? "+" : "",
                   region == HG_NOT_FOUND ? "" : hg_axis_code(axis, region));
    hg_axis_destroy(axis);
    return text;
}

static void countries_of_exiobase_are_found_by_any_code(void **state)
{
    (void)state;
    assert_string_equal(found(9, exiobase, "AUT"), "AT");
    assert_string_equal(found(9, exiobase, "AT"), "AT");
    assert_string_equal(found(9, exiobase, "40"), "AT");
    assert_string_equal(found(9, exiobase, "040"), "AT");
    assert_string_equal(found(9, exiobase, "chn"), "CN");
    assert_string_equal(found(9, exiobase, "UK"), "GB");
    assert_string_equal(found(9, exiobase, "CN-GD"), "CN");
    assert_string_equal(found(9, exiobase, "CHN-44"), "CN");
}

static void others_belong_to_the_rest_of_their_continent(void **state)
{
    (void)state;
    assert_string_equal(found(9, exiobase, "VNM"), "+WA");
    assert_string_equal(found(9, exiobase, "ARG"), "+WL");
    assert_string_equal(found(9, exiobase, "UKR"), "+WE");
    assert_string_equal(found(9, exiobase, "NGA"), "+WF");
    assert_string_equal(found(9, exiobase, "EGY"), "+WM");
    assert_string_equal(found(9, exiobase, "IRN"), "+WM");
    assert_string_equal(found(9, exiobase, "WLF"), "+WA"); /* Wallis and Futuna */
    assert_string_equal(found(9, exiobase, "WF"), "WF");   /* a code of the table */
}

static void other_tables_have_one_rest_of_the_world(void **state)
{
    (void)state;
    assert_string_equal(found(5, wiod, "AT"), "AUT");
    assert_string_equal(found(5, wiod, "ROU"), "ROM");
    assert_string_equal(found(5, wiod, "RO"), "ROM");
    assert_string_equal(found(5, wiod, "642"), "ROM");
    assert_string_equal(found(5, wiod, "EG"), "+RoW");
    assert_string_equal(found(5, wiod, "US-CA"), "+RoW");
    assert_string_equal(found(4, gtap, "EG"), "egy");
    assert_string_equal(found(4, gtap, "CHN"), "chn");
    assert_string_equal(found(4, gtap, "NGA"), "+"); /* it has no rest that we know */
    assert_string_equal(found(3, numbers, "AFG"), "004");
    assert_string_equal(found(3, numbers, "CN"), "156");
}

static void unknown_codes_are_not_guessed(void **state)
{
    (void)state;
    static const char *const unknown[] = {"XYZ",     "north", "",     "-", "C-1",
                                          "CHINA-1", "1000",  "AUTX", "A"};
    for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++)
        assert_string_equal(found(9, exiobase, unknown[i]), "");
}

/* 44 countries of their own; what is not has one of five regions. */
static void the_table_has_the_regions_of_exiobase(void **state)
{
    (void)state;
    size_t own = 0;
    for (size_t i = 0; i < hg_axis_size(codes.exiobase); i++) {
        const char *region = hg_axis_name(codes.exiobase, i);
        const bool same = strcmp(region, hg_axis_name(codes.alpha2, i)) == 0;
        own += same;
        assert_true(same || (region[0] == 'W' && strchr("ALEFM", region[1])));
        assert_int_equal(strlen(hg_axis_code(codes.alpha2, i)), 3);
        assert_int_equal(strlen(hg_axis_name(codes.alpha2, i)), 2);
        assert_int_equal(strspn(hg_axis_name(codes.numeric, i), "0123456789"), 3);
    }
    assert_int_equal(own, 44);
    assert_int_equal(hg_axis_size(codes.exiobase), 242);
}

static void a_failed_allocation_leaks_nothing(void **state)
{
    (void)state;
    struct hg_error why = {0};
    struct hg_faults *faults = NULL;
    assert_ok(hg_faults_create(&faults, &why), why);
    for (size_t n = 1;; n++) {
        struct hg_error err = {0};
        struct region_codes again;
        const size_t before = alloc_live();
        alloc_fail_at(n);
        const enum hg_status status = region_codes_read(faults, &again, &err);
        if (!alloc_failed()) {
            assert_ok(status, err);
            region_codes_finish(&again);
            break;
        }
        assert_int_equal(status, HG_E_MEMORY);
        assert_int_equal(alloc_live(), before);
        assert_true(n < 1000);
    }
    alloc_fail_at(0);
    hg_faults_destroy(faults);
}

static void countries_and_the_rest_of_the_world_have_names(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_faults *faults = NULL;
    struct region_codes all;
    assert_ok(hg_faults_create(&faults, &err), err);
    assert_ok(region_codes_read(faults, &all, &err), err);
    assert_string_equal(region_codes_name(&all, "USA"), region_codes_name(&all, "US"));
    assert_string_equal(region_codes_name(&all, "CHN"), "China");
    assert_string_equal(region_codes_name(&all, "ROM"), "Romania"); /* of WIOD 2013 */
    assert_string_equal(region_codes_name(&all, "RoW"), "rest of the world");
    assert_string_equal(region_codes_name(&all, "WF"), "rest of Africa"); /* EXIOBASE */
    assert_null(region_codes_name(&all, "EU27"));
    assert_null(region_codes_name(&all, "CN-GD"));
    region_codes_finish(&all);
    hg_faults_destroy(faults);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(countries_and_the_rest_of_the_world_have_names),
        cmocka_unit_test(countries_of_exiobase_are_found_by_any_code),
        cmocka_unit_test(others_belong_to_the_rest_of_their_continent),
        cmocka_unit_test(other_tables_have_one_rest_of_the_world),
        cmocka_unit_test(unknown_codes_are_not_guessed),
        cmocka_unit_test(the_table_has_the_regions_of_exiobase),
        cmocka_unit_test(a_failed_allocation_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, begin, end);
}

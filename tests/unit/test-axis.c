/* test-axis.c - codes keep their order and are found again */
#include "alloc.h"
#include "check.h"
#include <hotgrid/axis.h>
#include <stdio.h>

static const char *const codes[] = {"USA", "CHN", "DEU"};
static const char *const names[] = {"United States", NULL, "Germany"};

static struct hg_axis *make(size_t n, const char *const *c, const char *const *m)
{
    struct hg_error err = {0};
    struct hg_axis *axis = NULL;
    assert_ok(hg_axis_create(n, c, m, &axis, &err), err);
    return axis;
}

static void codes_keep_the_order_given(void **state)
{
    (void)state;
    struct hg_axis *axis = make(3, codes, names);
    assert_int_equal(hg_axis_size(axis), 3);
    for (size_t i = 0; i < 3; i++) {
        assert_string_equal(hg_axis_code(axis, i), codes[i]);
        assert_string_equal(hg_axis_codes(axis)[i], codes[i]);
        assert_int_equal(hg_axis_find(axis, codes[i]), i);
    }
    assert_string_equal(hg_axis_name(axis, 0), "United States");
    assert_string_equal(hg_axis_name(axis, 2), "Germany");
    hg_axis_destroy(axis);
}

static void a_code_serves_where_there_is_no_name(void **state)
{
    (void)state;
    struct hg_axis *axis = make(3, codes, names), *bare = make(3, codes, NULL);
    assert_string_equal(hg_axis_name(axis, 1), "CHN");
    assert_string_equal(hg_axis_name(bare, 0), "USA");
    hg_axis_destroy(axis);
    hg_axis_destroy(bare);
}

static void texts_are_copies(void **state)
{
    (void)state;
    char code[] = "abc";
    const char *one[] = {code};
    struct hg_axis *axis = make(1, one, NULL);
    code[0] = 'x';
    assert_string_equal(hg_axis_code(axis, 0), "abc");
    assert_string_equal(hg_axis_name(axis, 0), "abc");
    hg_axis_destroy(axis);
}

static void names_are_one_line_of_text(void **state)
{
    (void)state;
    static const char *const wild[] = {"heat,\r\nsteam",
                                       "a\x01\x7f"
                                       "b\t",
                                       "é\xC2\x85"
                                       "ü"};
    struct hg_axis *axis = make(3, codes, wild);
    assert_string_equal(hg_axis_name(axis, 0), "heat,  steam");
    assert_string_equal(hg_axis_name(axis, 1), "a  b ");
    assert_string_equal(hg_axis_name(axis, 2), "é  ü");
    hg_axis_destroy(axis);
}

static void unknown_codes_are_not_found(void **state)
{
    (void)state;
    struct hg_axis *axis = make(3, codes, names), *none = make(0, NULL, NULL);
    assert_true(hg_axis_find(axis, "usa") == HG_NOT_FOUND);
    assert_true(hg_axis_find(axis, "US") == HG_NOT_FOUND);
    assert_true(hg_axis_find(axis, "") == HG_NOT_FOUND);
    assert_true(hg_axis_find(none, "USA") == HG_NOT_FOUND);
    assert_int_equal(hg_axis_size(none), 0);
    hg_axis_destroy(axis);
    hg_axis_destroy(none);
}

static void each_of_many_codes_is_found(void **state)
{
    (void)state;
    static char text[1000][8];
    static const char *many[1000];
    for (unsigned i = 0; i < 1000; i++) {
        snprintf(text[i], sizeof(text[i]), "s%u", i * 7919 % 1000); /* shuffled */
        many[i] = text[i];
    }
    struct hg_axis *axis = make(1000, many, NULL);
    for (size_t i = 0; i < 1000; i++)
        assert_int_equal(hg_axis_find(axis, text[i]), i);
    hg_axis_destroy(axis);
}

static void a_code_that_occurs_twice_is_refused(void **state)
{
    (void)state;
    const char *const twice[] = {"b", "a", "c", "a"};
    struct hg_error err = {0};
    struct hg_axis *axis = NULL;
    const size_t before = alloc_live();
    assert_int_equal(hg_axis_create(4, twice, NULL, &axis, &err), HG_E_ARG);
    assert_null(axis);
    assert_non_null(strstr(err.message, "code a "));
    assert_int_equal(alloc_live(), before);
}

static void reports_missing_memory(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_axis *axis = NULL;
    const size_t before = alloc_live();
    alloc_fail_at(1);
    assert_int_equal(hg_axis_create(3, codes, names, &axis, &err), HG_E_MEMORY);
    alloc_fail_at(0);
    assert_int_equal(alloc_live(), before);
    assert_null(axis);
    hg_axis_destroy(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_keep_the_order_given),
        cmocka_unit_test(a_code_serves_where_there_is_no_name),
        cmocka_unit_test(texts_are_copies),
        cmocka_unit_test(names_are_one_line_of_text),
        cmocka_unit_test(unknown_codes_are_not_found),
        cmocka_unit_test(each_of_many_codes_is_found),
        cmocka_unit_test(a_code_that_occurs_twice_is_refused),
        cmocka_unit_test(reports_missing_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

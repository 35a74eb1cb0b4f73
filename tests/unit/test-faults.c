/* test-faults.c - all faults of an input, told at once */
#include "alloc.h"
#include "check.h"
#include <hotgrid/error.h>
#include <stdio.h>

static struct hg_faults *make(void)
{
    struct hg_error err = {0};
    struct hg_faults *faults = NULL;
    assert_ok(hg_faults_create(&faults, &err), err);
    return faults;
}

static void no_fault_is_ok(void **state)
{
    (void)state;
    struct hg_faults *faults = make();
    struct hg_error err = {.message = "untouched"};
    assert_int_equal(hg_faults_status(faults, &err), HG_OK);
    assert_string_equal(err.message, "untouched");
    assert_int_equal(hg_faults_count(faults), 0);
    assert_int_equal(hg_faults_kept(faults), 0);
    hg_faults_destroy(faults);
    hg_faults_destroy(NULL);
}

static void the_first_fault_gives_the_status(void **state)
{
    (void)state;
    struct hg_faults *faults = make();
    hg_fault(faults, HG_E_STUDY, "key", "study.yaml:%d: unknown key", 3);
    hg_fault(faults, HG_E_INPUT, "lat", "points.csv:4: lat");
    struct hg_error err = {0};
    assert_int_equal(hg_faults_status(faults, &err), HG_E_STUDY);
    assert_int_equal(err.status, HG_E_STUDY);
    assert_string_equal(err.message, "study.yaml:3: unknown key");
    assert_int_equal(hg_faults_status(faults, NULL), HG_E_STUDY);
    hg_faults_destroy(faults);
}

static void lines_come_in_the_order_of_the_faults(void **state)
{
    (void)state;
    struct hg_faults *faults = make();
    for (int i = 0; i < 10; i++)
        hg_fault(faults, HG_E_INPUT, i % 2 ? "odd" : "even", "fault %d", i);
    assert_int_equal(hg_faults_kept(faults), 10);
    for (size_t i = 0; i < 10; i++) {
        char expected[32];
        snprintf(expected, sizeof(expected), "fault %zu", i);
        assert_string_equal(hg_faults_line(faults, i), expected);
    }
    hg_faults_destroy(faults);
}

static void twenty_of_a_kind_are_kept_and_the_others_counted(void **state)
{
    (void)state;
    struct hg_faults *faults = make();
    for (int i = 0; i < 25; i++) {
        hg_fault(faults, HG_E_INPUT, "lat", "lat %d", i);
        if (i < 21)
            hg_fault(faults, HG_E_INPUT, "lon", "lon %d", i);
    }
    assert_int_equal(hg_faults_count(faults), 46);
    assert_int_equal(hg_faults_kept(faults), 40);
    assert_string_equal(hg_faults_line(faults, 37), "lon 18");
    assert_string_equal(hg_faults_line(faults, 38),
                        "lat 19\n... and 5 more of this kind");
    assert_string_equal(hg_faults_line(faults, 39),
                        "lon 19\n... and 1 more of this kind");
    hg_faults_destroy(faults);
}

static void exactly_twenty_leave_no_others(void **state)
{
    (void)state;
    struct hg_faults *faults = make();
    for (int i = 0; i < 20; i++)
        hg_fault(faults, HG_E_INPUT, "lat", "lat %d", i);
    assert_int_equal(hg_faults_kept(faults), 20);
    assert_string_equal(hg_faults_line(faults, 19), "lat 19");
    hg_faults_destroy(faults);
}

static void kinds_without_end_do_not_take_memory_without_end(void **state)
{
    (void)state;
    struct hg_faults *faults = make();
    for (int i = 0; i < 3000; i++) {
        char kind[32];
        snprintf(kind, sizeof(kind), "kind %d", i);
        hg_fault(faults, HG_E_INPUT, kind, "one");
    }
    assert_int_equal(hg_faults_count(faults), 3000);
    assert_int_equal(hg_faults_kept(faults), 1000);
    hg_faults_destroy(faults);
}

static void a_fault_without_memory_is_still_counted(void **state)
{
    (void)state;
    const size_t before = alloc_live();
    bool failed = true;
    for (size_t n = 1; failed; n++) {
        struct hg_faults *faults = make();
        alloc_fail_at(n);
        for (int i = 0; i < 40; i++)
            hg_fault(faults, HG_E_INPUT, i % 2 ? "odd" : "even", "fault %d", i);
        failed = alloc_failed();
        alloc_fail_at(0);
        assert_int_equal(hg_faults_count(faults), 40);
        const size_t kept = hg_faults_kept(faults);
        assert_true(kept >= 38);
        size_t told = 0;
        for (size_t i = 0; i < kept; i++)
            told += strstr(hg_faults_line(faults, i), "more of this kind") != NULL;
        assert_true(told <= 1); /* behind the last line of the kind alone */
        struct hg_error err = {0};
        assert_int_equal(hg_faults_status(faults, &err), HG_E_INPUT);
        assert_string_equal(err.message, "fault 0");
        hg_faults_destroy(faults);
        assert_int_equal(alloc_live(), before);
    }
}

static void making_the_list_without_memory_says_so(void **state)
{
    (void)state;
    struct hg_faults *faults = NULL;
    struct hg_error err = {0};
    alloc_fail_at(1);
    assert_int_equal(hg_faults_create(&faults, &err), HG_E_MEMORY);
    assert_null(faults);
    alloc_fail_at(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_fault_is_ok),
        cmocka_unit_test(the_first_fault_gives_the_status),
        cmocka_unit_test(lines_come_in_the_order_of_the_faults),
        cmocka_unit_test(twenty_of_a_kind_are_kept_and_the_others_counted),
        cmocka_unit_test(exactly_twenty_leave_no_others),
        cmocka_unit_test(kinds_without_end_do_not_take_memory_without_end),
        cmocka_unit_test(a_fault_without_memory_is_still_counted),
        cmocka_unit_test(making_the_list_without_memory_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

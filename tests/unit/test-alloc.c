/* test-alloc.c - the failing of allocations, and the count of the living */
#include "alloc.h"
#include "check.h"
#include <stdlib.h>

/* Kept in a volatile, so that the compiler may not drop a malloc() with its free(). */
static void *volatile held[3000];

static void the_nth_allocation_fails_once(void **state)
{
    (void)state;
    alloc_fail_at(2);
    held[0] = malloc(8);
    assert_non_null(held[0]);
    assert_false(alloc_failed());
    held[1] = calloc(1, 8);
    assert_null(held[1]);
    assert_true(alloc_failed());
    held[1] = malloc(8);
    assert_non_null(held[1]);
    alloc_fail_at(1);
    assert_false(alloc_failed());
    held[2] = realloc(held[1], 100);
    assert_null(held[2]); /* and the block is still ours */
    assert_true(alloc_failed());
    free(held[0]);
    free(held[1]);
}

static void none_fails_when_none_was_asked_for(void **state)
{
    (void)state;
    alloc_fail_at(1);
    alloc_fail_at(0);
    held[0] = strdup("x");
    assert_non_null(held[0]);
    assert_false(alloc_failed());
    free(held[0]);
}

static void the_living_are_counted_whatever_made_them(void **state)
{
    (void)state;
    const size_t before = alloc_live();
    held[0] = malloc(1);
    held[1] = calloc(2, 2);
    held[2] = strdup("text");
    held[3] = strndup("text", 2);
    held[4] = aligned_alloc(64, 64);
    void *aligned = NULL;
    assert_int_equal(posix_memalign(&aligned, 32, 40), 0);
    held[5] = aligned;
    held[6] = reallocarray(NULL, 3, 3);
    assert_int_equal(alloc_live(), before + 7);
    held[0] = realloc(held[0], 100000);
    assert_int_equal(alloc_live(), before + 7);
    for (size_t i = 0; i < 7; i++)
        free(held[i]);
    free(NULL);
    assert_int_equal(alloc_live(), before);
}

static void thousands_come_and_go_in_any_order(void **state)
{
    (void)state;
    const size_t before = alloc_live();
    for (size_t i = 0; i < 3000; i++)
        held[i] = malloc(i % 97 + 1);
    assert_int_equal(alloc_live(), before + 3000);
    for (size_t i = 0; i < 3000; i++) /* 1901 and 3000 have no common factor */
        free(held[i * 1901 % 3000]);
    assert_int_equal(alloc_live(), before);
}

static void what_others_allocate_is_not_counted(void **state)
{
    (void)state;
    const size_t before = alloc_live();
    held[0] = realpath("/", NULL); /* malloc() inside the C library */
    assert_non_null(held[0]);
    assert_int_equal(alloc_live(), before);
    free(held[0]);
    assert_int_equal(alloc_live(), before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_nth_allocation_fails_once),
        cmocka_unit_test(none_fails_when_none_was_asked_for),
        cmocka_unit_test(the_living_are_counted_whatever_made_them),
        cmocka_unit_test(thousands_come_and_go_in_any_order),
        cmocka_unit_test(what_others_allocate_is_not_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

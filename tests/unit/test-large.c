/* test-large.c - advice on memory changes nothing in it, and what malloc() keeps */
#include "check.h"
#include <hotgrid/large.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

static void zeros_stay_and_all_bytes_can_be_written(void **state)
{
    (void)state;
    /* Shorter than a large page, between one and two, and no multiple of it. */
    const size_t size[] = {1, 3 << 20, (4 << 20) - 1, 4 << 20, (9 << 20) + 4097};
    for (size_t i = 0; i < sizeof(size) / sizeof(size[0]); i++) {
        char *memory = calloc(size[i], 1);
        assert_ptr_equal(hg_large(memory, size[i]), memory);
        size_t wrong = 0;
        for (size_t k = 0; k < size[i]; k++)
            wrong += memory[k] != 0;
        memset(memory, 1, size[i]);
        assert_int_equal(wrong, 0);
        assert_ptr_equal(hg_large(memory, size[i]), memory);
        for (size_t k = 0; k < size[i]; k++)
            wrong += memory[k] != 1;
        assert_int_equal(wrong, 0);
        free(memory);
    }
}

static void no_memory_stays_none(void **state)
{
    (void)state;
    assert_null(hg_large(NULL, (size_t)64 << 20));
}

/* Pages that the system gave while blocks of a size were taken, filled and freed, three
 * at a time. */
static long pages_given(size_t size, long times)
{
    struct rusage before, after;
    (void)getrusage(RUSAGE_SELF, &before);
    for (long i = 0; i < times; i++) {
        char *block[3];
        for (int k = 0; k < 3; k++) {
            block[k] = malloc(size);
            assert_non_null(block[k]);
            memset(block[k], (int)i, size);
        }
        for (int k = 0; k < 3; k++)
            free(block[k]);
    }
    (void)getrusage(RUSAGE_SELF, &after);
    return after.ru_minflt - before.ru_minflt;
}

/* gcc and clang each have their word for it. */
#ifdef __has_feature
#define SANITIZED (__has_feature(address_sanitizer) || __has_feature(thread_sanitizer))
#elif defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

static void blocks_of_a_megabyte_are_kept_and_larger_ones_given_back(void **state)
{
    (void)state;
    if (SANITIZED) /* it has its own malloc() */
        skip();
    const long times = 20;
    hg_large_start();
    (void)pages_given(1 << 20, 1);
    (void)pages_given(3 << 20, 1);
    assert_in_range(pages_given(1 << 20, times), 0, times);
    assert_true(pages_given(3 << 20, times) >= 3 * times);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(zeros_stay_and_all_bytes_can_be_written),
        cmocka_unit_test(no_memory_stays_none),
        cmocka_unit_test(blocks_of_a_megabyte_are_kept_and_larger_ones_given_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

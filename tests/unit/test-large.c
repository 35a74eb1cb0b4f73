/* test-large.c - advice on memory changes nothing in it */
#include "check.h"
#include <hotgrid/large.h>
#include <stdlib.h>
#include <string.h>

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(zeros_stay_and_all_bytes_can_be_written),
        cmocka_unit_test(no_memory_stays_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test-arena.c - zeroed, aligned, apart from each other, and gone together */
#include "alloc.h"
#include "check.h"
#include <hotgrid/arena.h>
#include <stdalign.h>

static void blocks_are_zeroed_aligned_and_apart(void **state)
{
    (void)state;
    struct hg_arena *arena = hg_arena_create();
    assert_non_null(arena);
    unsigned char *blocks[500];
    for (size_t i = 0; i < 500; i++) {
        const size_t size = i * i % 3001; /* 0 as well, and more than a chunk */
        blocks[i] = hg_arena_alloc(arena, size, 1);
        assert_non_null(blocks[i]);
        assert_int_equal((uintptr_t)blocks[i] % alignof(max_align_t), 0);
        for (size_t k = 0; k < size; k++)
            assert_int_equal(blocks[i][k], 0);
        memset(blocks[i], (int)(i % 255) + 1, size);
    }
    for (size_t i = 0; i < 500; i++)
        for (size_t k = 0; k < i * i % 3001; k++)
            assert_int_equal(blocks[i][k], i % 255 + 1);
    hg_arena_destroy(arena);
}

static void a_large_block_does_not_waste_the_chunk_in_use(void **state)
{
    (void)state;
    struct hg_arena *arena = hg_arena_create();
    assert_non_null(arena);
    const char *before = hg_arena_alloc(arena, 16, 1);
    assert_non_null(hg_arena_alloc(arena, 5, 1000000));
    const char *after = hg_arena_alloc(arena, 16, 1);
    assert_ptr_equal(after, before + 16);
    hg_arena_destroy(arena);
}

static void a_copy_is_terminated(void **state)
{
    (void)state;
    struct hg_arena *arena = hg_arena_create();
    assert_non_null(arena);
    assert_string_equal(hg_arena_copy(arena, "Hebei,Shanxi", 5), "Hebei");
    assert_string_equal(hg_arena_copy(arena, "", 0), "");
    hg_arena_destroy(arena);
    hg_arena_destroy(NULL);
}

static void a_product_that_overflows_is_refused(void **state)
{
    (void)state;
    struct hg_arena *arena = hg_arena_create();
    assert_non_null(arena);
    assert_null(hg_arena_alloc(arena, SIZE_MAX / 2, 3));
    assert_null(hg_arena_alloc(arena, SIZE_MAX, 1));
    assert_null(hg_arena_alloc(arena, SIZE_MAX - 20, 1));
    assert_null(hg_arena_copy(arena, "x", SIZE_MAX));
    assert_non_null(hg_arena_alloc(arena, 1, 1)); /* and it still works */
    hg_arena_destroy(arena);
}

static void without_memory_there_is_null_and_nothing_leaks(void **state)
{
    (void)state;
    const size_t before = alloc_live();
    bool failed = true;
    size_t n = 0;
    while (failed) {
        alloc_fail_at(++n);
        struct hg_arena *arena = hg_arena_create();
        bool whole = arena;
        for (size_t i = 1; whole && i < 400; i++)
            whole = hg_arena_alloc(arena, i, 16) && hg_arena_copy(arena, "abc", 3);
        failed = alloc_failed();
        assert_int_equal(whole, !failed);
        hg_arena_destroy(arena);
        assert_int_equal(alloc_live(), before);
    }
    assert_true(n > 5); /* the arena and several chunks */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_are_zeroed_aligned_and_apart),
        cmocka_unit_test(a_large_block_does_not_waste_the_chunk_in_use),
        cmocka_unit_test(a_copy_is_terminated),
        cmocka_unit_test(a_product_that_overflows_is_refused),
        cmocka_unit_test(without_memory_there_is_null_and_nothing_leaks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * alloc.h - makes the n-th allocation of a test program fail, and counts what is alive
 *
 * Every unit test is linked so that malloc, calloc, realloc, reallocarray, aligned_alloc,
 * posix_memalign, strdup, strndup and free of the test and of the library pass through
 * alloc.c.  What foreign shared libraries allocate inside themselves is neither failed
 * nor counted, even when we free it.
 *
 *     for (size_t n = 1;; n++) {
 *         const size_t before = alloc_live();
 *         alloc_fail_at(n);
 *         status = what_is_tested();
 *         if (!alloc_failed())
 *             break;
 *         assert_int_equal(status, HG_E_MEMORY);
 *         assert_int_equal(alloc_live(), before);
 *     }
 *     alloc_fail_at(0);
 */
#ifndef HG_TEST_ALLOC_H
#define HG_TEST_ALLOC_H

#include <stdbool.h>
#include <stddef.h>

/* The n-th allocation from now fails, once; 0: none does. */
void alloc_fail_at(size_t n);

/* Whether it has happened since alloc_fail_at() was called. */
bool alloc_failed(void);

/* Blocks that were allocated and not freed yet. */
size_t alloc_live(void);

#endif

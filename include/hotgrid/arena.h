/*
 * arena.h - memory that lives and dies together: one arena per loaded input
 *
 * All memory is zeroed and aligned for any type.  Threads: one arena, one thread.
 */
#ifndef HG_ARENA_H
#define HG_ARENA_H

#include <hotgrid/error.h>
#include <stddef.h>

struct hg_arena;

HG_MUST_CHECK struct hg_arena *hg_arena_create(void); /* NULL without memory */
void hg_arena_destroy(struct hg_arena *arena);        /* NULL is fine */

/* count * size zeroed bytes, NULL without memory or when the product overflows. */
void *hg_arena_alloc(struct hg_arena *arena, size_t count, size_t size);

/* A terminated copy of the first length bytes; NULL without memory. */
char *hg_arena_copy(struct hg_arena *arena, const char *text, size_t length);

#endif

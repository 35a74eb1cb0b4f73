/* arena.c - memory that lives and dies together */
#include <hotgrid/arena.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const size_t FIRST_CHUNK = (size_t)4 << 10;
static const size_t LARGEST_CHUNK = (size_t)1 << 20;

struct chunk {
    struct chunk *next;
    size_t used, size; /* of bytes */
    alignas(max_align_t) unsigned char bytes[];
};

struct hg_arena {
    struct chunk *chunks; /* allocations come from the first one */
    size_t taken;
    size_t next_size;
};

struct hg_arena *hg_arena_create(void)
{
    struct hg_arena *arena = calloc(1, sizeof(*arena));
    if (!arena)
        return NULL;
    arena->taken = sizeof(*arena);
    arena->next_size = FIRST_CHUNK;
    return arena;
}

void hg_arena_destroy(struct hg_arena *arena)
{
    if (!arena)
        return;
    for (struct chunk *chunk = arena->chunks; chunk;) {
        struct chunk *const next = chunk->next;
        free(chunk);
        chunk = next;
    }
    free(arena);
}

static struct chunk *chunk_create(struct hg_arena *arena, size_t size)
{
    if (size > SIZE_MAX - sizeof(struct chunk))
        return NULL;
    struct chunk *chunk = calloc(1, sizeof(*chunk) + size);
    if (!chunk)
        return NULL;
    chunk->size = size;
    arena->taken += sizeof(*chunk) + size;
    return chunk;
}

/* A block too large to share a chunk gets one of its own, behind the first, so that the
 * rest of the first stays in use. */
static void *alloc_alone(struct hg_arena *arena, size_t bytes)
{
    struct chunk *chunk = chunk_create(arena, bytes);
    if (!chunk)
        return NULL;
    chunk->used = bytes;
    struct chunk **place = arena->chunks ? &arena->chunks->next : &arena->chunks;
    chunk->next = *place;
    *place = chunk;
    return chunk->bytes;
}

void *hg_arena_alloc(struct hg_arena *arena, size_t count, size_t size)
{
    const size_t unit = alignof(max_align_t);
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes) || bytes > SIZE_MAX - unit)
        return NULL;
    bytes = (bytes + unit - 1) / unit * unit;
    if (bytes == 0)
        bytes = unit; /* no two blocks share an address */

    struct chunk *first = arena->chunks;
    if (!first || bytes > first->size - first->used) {
        if (bytes > arena->next_size / 4)
            return alloc_alone(arena, bytes);
        first = chunk_create(arena, arena->next_size);
        if (!first)
            return NULL;
        first->next = arena->chunks;
        arena->chunks = first;
        if (arena->next_size < LARGEST_CHUNK)
            arena->next_size *= 2;
    }
    void *const block = first->bytes + first->used;
    first->used += bytes;
    return block;
}

char *hg_arena_copy(struct hg_arena *arena, const char *text, size_t length)
{
    if (length == SIZE_MAX)
        return NULL;
    char *copy = hg_arena_alloc(arena, length + 1, 1);
    if (copy && length > 0)
        memcpy(copy, text, length);
    return copy;
}

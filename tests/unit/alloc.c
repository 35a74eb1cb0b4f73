/* alloc.c - the other end of -Wl,--wrap=malloc and its kin: fail once, count the living
 */
#include "alloc.h"
#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The linker sends malloc() to __wrap_malloc() and __real_malloc() to malloc(). */
/* NOLINTBEGIN(bugprone-reserved-identifier) */
void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *block, size_t size);
void *__real_aligned_alloc(size_t alignment, size_t size);
void __real_free(void *block);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *block, size_t size);
void *__wrap_reallocarray(void *block, size_t count, size_t size);
void *__wrap_aligned_alloc(size_t alignment, size_t size);
int __wrap_posix_memalign(void **out, size_t alignment, size_t size);
char *__wrap_strdup(const char *text);
char *__wrap_strndup(const char *text, size_t length);
void __wrap_free(void *block);

static atomic_size_t countdown;
static atomic_bool failed;

/* The living blocks: a hash set of addresses with linear probing, so that freeing what a
 * foreign library has allocated does not disturb the count. */
static atomic_flag busy = ATOMIC_FLAG_INIT;
static uintptr_t *slots;
static size_t n_slots, n_live;

static void enter(void)
{
    while (atomic_flag_test_and_set_explicit(&busy, memory_order_acquire)) {
    }
}

static void leave(void)
{
    atomic_flag_clear_explicit(&busy, memory_order_release);
}

static size_t home_of(uintptr_t address)
{
    return (size_t)((address >> 4) * UINT64_C(0x9E3779B97F4A7C15)) & (n_slots - 1);
}

static void insert(uintptr_t address)
{
    size_t i = home_of(address);
    while (slots[i])
        i = (i + 1) & (n_slots - 1);
    slots[i] = address;
}

static void grow(void)
{
    uintptr_t *const old = slots;
    const size_t n_old = n_slots, n_new = n_old ? 2 * n_old : 1024;
    slots = __real_calloc(n_new, sizeof(*slots));
    if (!slots)
        abort();
    n_slots = n_new;
    for (size_t i = 0; i < n_old; i++)
        if (old[i])
            insert(old[i]);
    __real_free(old);
}

static void *born(void *block)
{
    if (!block)
        return NULL;
    enter();
    if (2 * (n_live + 1) > n_slots)
        grow();
    insert((uintptr_t)block);
    n_live++;
    leave();
    return block;
}

/* Knuth, The Art of Computer Programming 3, 6.4, algorithm R: deletion without marks. */
static bool remove_address(uintptr_t address)
{
    if (n_slots == 0)
        return false;
    size_t hole = home_of(address);
    for (; slots[hole] != address; hole = (hole + 1) & (n_slots - 1))
        if (!slots[hole])
            return false;
    for (size_t i = (hole + 1) & (n_slots - 1); slots[i]; i = (i + 1) & (n_slots - 1)) {
        const size_t way = (i - home_of(slots[i])) & (n_slots - 1);
        if (way >= ((i - hole) & (n_slots - 1))) {
            slots[hole] = slots[i];
            hole = i;
        }
    }
    slots[hole] = 0;
    return true;
}

static bool died(const void *block)
{
    enter();
    const bool known = remove_address((uintptr_t)block);
    n_live -= known;
    leave();
    return known;
}

void alloc_fail_at(size_t n)
{
    atomic_store(&failed, false);
    atomic_store(&countdown, n);
}

bool alloc_failed(void)
{
    return atomic_load(&failed);
}

size_t alloc_live(void)
{
    enter();
    const size_t live = n_live;
    leave();
    return live;
}

static bool fails_now(void)
{
    size_t left = atomic_load(&countdown);
    while (left && !atomic_compare_exchange_weak(&countdown, &left, left - 1)) {
    }
    if (left != 1)
        return false;
    atomic_store(&failed, true);
    errno = ENOMEM;
    return true;
}

void *__wrap_malloc(size_t size)
{
    return fails_now() ? NULL : born(__real_malloc(size));
}

void *__wrap_calloc(size_t count, size_t size)
{
    return fails_now() ? NULL : born(__real_calloc(count, size));
}

void *__wrap_realloc(void *block, size_t size)
{
    if (fails_now())
        return NULL;
    /* Forgotten first: another thread may be given the old address at once. */
    const bool known = block && died(block);
    void *const moved = __real_realloc(block, size);
    if (!moved && known && size)
        born(block);
    return block && !known ? moved : born(moved);
}

void *__wrap_reallocarray(void *block, size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) {
        errno = ENOMEM;
        return NULL;
    }
    return __wrap_realloc(block, bytes);
}

void *__wrap_aligned_alloc(size_t alignment, size_t size)
{
    return fails_now() ? NULL : born(__real_aligned_alloc(alignment, size));
}

int __wrap_posix_memalign(void **out, size_t alignment, size_t size)
{
    const size_t whole = (size + alignment - 1) / alignment * alignment;
    void *const block = __wrap_aligned_alloc(alignment, whole);
    if (!block)
        return ENOMEM;
    *out = block;
    return 0;
}

char *__wrap_strndup(const char *text, size_t length)
{
    const size_t n = strnlen(text, length);
    char *const copy = __wrap_malloc(n + 1);
    if (!copy)
        return NULL;
    memcpy(copy, text, n);
    copy[n] = '\0';
    return copy;
}

char *__wrap_strdup(const char *text)
{
    return __wrap_strndup(text, strlen(text));
}

void __wrap_free(void *block)
{
    if (block)
        died(block);
    __real_free(block);
}
/* NOLINTEND(bugprone-reserved-identifier) */

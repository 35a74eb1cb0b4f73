/* pairs.c - pairs of codes in a table that grows, under one lock */
#include <hotgrid/arena.h>
#include <hotgrid/pairs.h>
#include <hotgrid/parallel.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Pairs stay where they are while others are added: shelves double in size. */
enum { FIRST_SHELF = 256, SHELVES = 17 };

struct hg_pairs {
    struct hg_lock *lock;
    struct hg_arena *arena;
    size_t n;
    struct hg_pair *shelf[SHELVES]; /* of FIRST_SHELF << i pairs each */
    size_t n_slot;                  /* a power of two */
    uint32_t *slot;                 /* number + 1; 0 is empty */
};

uint64_t hg_hash_bytes(const char *bytes, size_t length, uint64_t seed)
{
    const uint64_t odd = UINT64_C(0x9E3779B97F4A7C15);
    uint64_t hash = seed ^ (length * odd), word = 0;
    for (; length >= 8; bytes += 8, length -= 8) {
        memcpy(&word, bytes, 8);
        hash = (hash ^ word) * odd;
        hash ^= hash >> 32;
    }
    word = 0;
    memcpy(&word, bytes, length);
    hash = (hash ^ word) * odd;
    hash ^= hash >> 29;
    hash *= UINT64_C(0xBF58476D1CE4E5B9);
    return hash ^ hash >> 32;
}

enum hg_status hg_pairs_create(struct hg_pairs **out, struct hg_error *err)
{
    struct hg_pairs *pairs = calloc(1, sizeof(*pairs));
    if (pairs) {
        pairs->lock = hg_lock_create();
        pairs->arena = hg_arena_create();
        pairs->n_slot = (size_t)2 * FIRST_SHELF;
        pairs->slot = calloc(pairs->n_slot, sizeof(*pairs->slot));
    }
    if (!pairs || !pairs->lock || !pairs->arena || !pairs->slot) {
        hg_pairs_destroy(pairs);
        return hg_fail(err, HG_E_MEMORY, "no memory for codes of regions and sectors");
    }
    *out = pairs;
    return HG_OK;
}

void hg_pairs_destroy(struct hg_pairs *pairs)
{
    if (!pairs)
        return;
    hg_lock_destroy(pairs->lock);
    hg_arena_destroy(pairs->arena);
    free(pairs->slot);
    free(pairs);
}

/* The place of a pair on its shelf; shelf i starts at pair FIRST_SHELF * (2^i - 1). */
static struct hg_pair *place_of(const struct hg_pairs *pairs, size_t number,
                                unsigned *shelf)
{
    const size_t step = number / FIRST_SHELF + 1;
    *shelf = 63 - (unsigned)__builtin_clzll(step);
    const size_t first = FIRST_SHELF * (((size_t)1 << *shelf) - 1);
    return pairs->shelf[*shelf] ? pairs->shelf[*shelf] + (number - first) : NULL;
}

static bool is_pair(const struct hg_pair *a, const struct hg_pair *b)
{
    return a->region_length == b->region_length && a->sector_length == b->sector_length &&
           memcmp(a->region, b->region, a->region_length) == 0 &&
           memcmp(a->sector, b->sector, a->sector_length) == 0;
}

static uint64_t hash_pair(const struct hg_pair *pair)
{
    const uint64_t region = hg_hash_bytes(pair->region, pair->region_length, 1);
    return hg_hash_bytes(pair->sector, pair->sector_length, region);
}

/* Where a pair stands in the slots, or the empty one where it would. */
static uint32_t *find_slot(const struct hg_pairs *pairs, const struct hg_pair *pair)
{
    unsigned shelf;
    for (size_t i = hash_pair(pair);; i++) {
        uint32_t *slot = &pairs->slot[i & (pairs->n_slot - 1)];
        if (*slot == 0 || is_pair(place_of(pairs, *slot - 1, &shelf), pair))
            return slot;
    }
}

static bool grow_slots(struct hg_pairs *pairs)
{
    unsigned shelf;
    struct hg_pairs grown = *pairs;
    grown.n_slot *= 2;
    grown.slot = calloc(grown.n_slot, sizeof(*grown.slot));
    if (!grown.slot)
        return false;
    for (size_t i = 0; i < pairs->n; i++)
        *find_slot(&grown, place_of(pairs, i, &shelf)) = (uint32_t)i + 1;
    free(pairs->slot);
    pairs->slot = grown.slot;
    pairs->n_slot = grown.n_slot;
    return true;
}

/* A copy of the codes as pair number n; false without memory. */
static bool keep(struct hg_pairs *pairs, const struct hg_pair *pair)
{
    unsigned shelf;
    struct hg_pair *place = place_of(pairs, pairs->n, &shelf);
    if (!place) {
        place =
            hg_arena_alloc(pairs->arena, (size_t)FIRST_SHELF << shelf, sizeof(*place));
        if (!place)
            return false;
        pairs->shelf[shelf] = place;
    }
    *place = *pair;
    place->region = hg_arena_copy(pairs->arena, pair->region, pair->region_length);
    place->sector = hg_arena_copy(pairs->arena, pair->sector, pair->sector_length);
    return place->region && place->sector;
}

static enum hg_status number_of(struct hg_pairs *pairs, const struct hg_pair *pair,
                                uint32_t *out, struct hg_error *err)
{
    uint32_t *slot = find_slot(pairs, pair);
    if (*slot == 0) {
        if (pairs->n == HG_PAIRS_AT_MOST)
            return hg_fail(err, HG_E_LIMIT,
                           "more than %zu pairs of region and sector; are these two the "
                           "right columns?",
                           HG_PAIRS_AT_MOST);
        if (2 * (pairs->n + 1) > pairs->n_slot) {
            if (!grow_slots(pairs))
                return hg_fail(err, HG_E_MEMORY, "no memory for the codes of points");
            slot = find_slot(pairs, pair);
        }
        if (!keep(pairs, pair))
            return hg_fail(err, HG_E_MEMORY, "no memory for the codes of points");
        *slot = (uint32_t)++pairs->n;
    }
    *out = *slot - 1;
    return HG_OK;
}

enum hg_status hg_pairs_number(struct hg_pairs *pairs, const char *region,
                               size_t region_length, const char *sector,
                               size_t sector_length, uint32_t *out, struct hg_error *err)
{
    const struct hg_pair pair = {region, sector, region_length, sector_length};
    hg_lock_take(pairs->lock);
    const enum hg_status status = number_of(pairs, &pair, out, err);
    hg_lock_release(pairs->lock);
    return status;
}

size_t hg_pairs_size(const struct hg_pairs *pairs)
{
    hg_lock_take(pairs->lock);
    const size_t n = pairs->n;
    hg_lock_release(pairs->lock);
    return n;
}

struct hg_pair hg_pairs_at(const struct hg_pairs *pairs, uint32_t number)
{
    unsigned shelf;
    hg_lock_take(pairs->lock);
    const struct hg_pair pair = *place_of(pairs, number, &shelf);
    hg_lock_release(pairs->lock);
    return pair;
}

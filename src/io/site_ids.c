/* site_ids.c - finds ids that stand twice without holding all ids */
#include "io/site_ids.h"
#include <hotgrid/arena.h>
#include <hotgrid/pairs.h>
#include <hotgrid/parallel.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* 2^27 bits are 16 MiB.  Of 2^24 ids with three bits each in a word of their own, less
 * than one in thirty is a suspect in the end. */
enum { WORDS = 1 << 21 };
static const size_t IDS_OF_A_ROUND = (size_t)1 << 24;

struct edge {
    char *first, *last; /* ids */
};

struct kept {
    const char *id;
    uint64_t place;
};

struct site_ids {
    size_t n_part;
    struct edge *edge; /* [part]; NULL: a part without rows */
    atomic_bool fell;
    struct hg_lock *lock;
    struct hg_arena *arena; /* ids of the third look */
    uint64_t round, n_round;
    _Atomic uint64_t *word;
    size_t n_suspect, suspect_room;
    uint64_t *suspect;
    size_t n_kept, kept_room;
    struct kept *kept;
};

static enum hg_status no_memory(struct hg_error *err)
{
    return hg_fail(err, HG_E_MEMORY, "no memory to compare the ids of points");
}

enum hg_status site_ids_create(size_t n_part, struct site_ids **out, struct hg_error *err)
{
    struct site_ids *ids = calloc(1, sizeof(*ids));
    if (!ids)
        return no_memory(err);
    ids->n_part = n_part;
    ids->edge = calloc(n_part + 1, sizeof(*ids->edge));
    ids->lock = hg_lock_create();
    if (!ids->edge || !ids->lock) {
        site_ids_destroy(ids);
        return no_memory(err);
    }
    *out = ids;
    return HG_OK;
}

void site_ids_destroy(struct site_ids *ids)
{
    if (!ids)
        return;
    for (size_t i = 0; ids->edge && i < ids->n_part; i++) {
        free(ids->edge[i].first);
        free(ids->edge[i].last);
    }
    free(ids->edge);
    hg_lock_destroy(ids->lock);
    hg_arena_destroy(ids->arena);
    free(ids->word);
    free(ids->suspect);
    free(ids->kept);
    free(ids);
}

/* Shorter ids first, so that 9 comes before 10. */
static bool rises(struct hg_span a, struct hg_span b)
{
    if (a.length != b.length)
        return a.length < b.length;
    return memcmp(a.text, b.text, a.length) < 0;
}

static bool keep_id(struct hg_span id, char **out)
{
    char *copy = malloc(id.length + 1);
    if (!copy)
        return false;
    memcpy(copy, id.text, id.length);
    copy[id.length] = '\0';
    free(*out);
    *out = copy;
    return true;
}

static struct hg_span span_of(const char *id)
{
    return (struct hg_span){id, strlen(id)};
}

enum hg_status site_ids_rise(struct site_ids *ids, size_t part,
                             const struct hg_site_block *block, struct hg_error *err)
{
    struct edge *edge = &ids->edge[part];
    if (block->n == 0 || atomic_load_explicit(&ids->fell, memory_order_relaxed))
        return HG_OK;
    bool all = !edge->last || rises(span_of(edge->last), block->id[0]);
    for (size_t i = 1; i < block->n && all; i++)
        all = rises(block->id[i - 1], block->id[i]);
    if (!all)
        atomic_store(&ids->fell, true);
    if ((!edge->first && !keep_id(block->id[0], &edge->first)) ||
        !keep_id(block->id[block->n - 1], &edge->last))
        return no_memory(err);
    return HG_OK;
}

bool site_ids_rose(const struct site_ids *ids)
{
    const char *last = NULL;
    if (atomic_load(&ids->fell))
        return false;
    for (size_t i = 0; i < ids->n_part; i++) {
        const struct edge *edge = &ids->edge[i];
        if (!edge->first)
            continue;
        if (last && !rises(span_of(last), span_of(edge->first)))
            return false;
        last = edge->last;
    }
    return true;
}

size_t site_ids_rounds(size_t n)
{
    return n / IDS_OF_A_ROUND + 1;
}

enum hg_status site_ids_round(struct site_ids *ids, size_t round, size_t n_round,
                              struct hg_error *err)
{
    free(ids->word);
    ids->word = calloc(WORDS, sizeof(*ids->word));
    ids->round = round;
    ids->n_round = n_round;
    ids->n_suspect = 0;
    return ids->word ? HG_OK : no_memory(err);
}

static bool of_round(const struct site_ids *ids, uint64_t hash)
{
    return ids->n_round == 1 || (hash >> 40) % ids->n_round == ids->round;
}

/* One more place in an array; false without memory. */
static bool has_room(void **array, size_t n, size_t *room, size_t size)
{
    if (n < *room)
        return true;
    const size_t wanted = *room ? 2 * *room : 256;
    void *grown = reallocarray(*array, wanted, size);
    if (!grown)
        return false;
    *array = grown;
    *room = wanted;
    return true;
}

static bool suspect(struct site_ids *ids, uint64_t hash)
{
    hg_lock_take(ids->lock);
    void *array = ids->suspect;
    const bool good =
        has_room(&array, ids->n_suspect, &ids->suspect_room, sizeof(*ids->suspect));
    ids->suspect = array;
    if (good)
        ids->suspect[ids->n_suspect++] = hash;
    hg_lock_release(ids->lock);
    return good;
}

/* Of two equal ids the one that is marked second finds all its bits set: whichever of
 * them that is, their hash becomes a suspect. */
enum hg_status site_ids_mark(void *context, unsigned worker,
                             const struct hg_site_block *block, struct hg_error *err)
{
    (void)worker;
    struct site_ids *ids = context;
    for (size_t i = 0; i < block->n; i++) {
        const uint64_t hash = hg_hash_bytes(block->id[i].text, block->id[i].length, 0);
        const uint64_t bits = UINT64_C(1) << (hash & 63) |
                              UINT64_C(1) << (hash >> 6 & 63) |
                              UINT64_C(1) << (hash >> 12 & 63);
        if (!of_round(ids, hash))
            continue;
        const uint64_t before = atomic_fetch_or_explicit(
            &ids->word[hash >> 18 & (WORDS - 1)], bits, memory_order_relaxed);
        if ((before & bits) == bits && !suspect(ids, hash))
            return no_memory(err);
    }
    return HG_OK;
}

static int by_number(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

bool site_ids_suspects(struct site_ids *ids)
{
    if (ids->n_suspect > 1)
        qsort(ids->suspect, ids->n_suspect, sizeof(ids->suspect[0]), by_number);
    return ids->n_suspect > 0;
}

static bool keep_suspect(struct site_ids *ids, struct hg_span id, uint64_t place)
{
    hg_lock_take(ids->lock);
    void *array = ids->kept;
    if (!ids->arena)
        ids->arena = hg_arena_create();
    bool good =
        ids->arena && has_room(&array, ids->n_kept, &ids->kept_room, sizeof(*ids->kept));
    ids->kept = array;
    const char *copy = good ? hg_arena_copy(ids->arena, id.text, id.length) : NULL;
    good = copy != NULL;
    if (good)
        ids->kept[ids->n_kept++] = (struct kept){copy, place};
    hg_lock_release(ids->lock);
    return good;
}

enum hg_status site_ids_keep(void *context, unsigned worker,
                             const struct hg_site_block *block, struct hg_error *err)
{
    (void)worker;
    struct site_ids *ids = context;
    for (size_t i = 0; i < block->n; i++) {
        const uint64_t hash = hg_hash_bytes(block->id[i].text, block->id[i].length, 0);
        if (of_round(ids, hash) &&
            bsearch(&hash, ids->suspect, ids->n_suspect, sizeof(hash), by_number) &&
            !keep_suspect(ids, block->id[i], block->place[i]))
            return no_memory(err);
    }
    return HG_OK;
}

static int by_id(const void *a, const void *b)
{
    const struct kept *p = a, *q = b;
    const int order = strcmp(p->id, q->id);
    return order ? order : (p->place > q->place) - (p->place < q->place);
}

enum hg_status site_ids_twins(struct site_ids *ids, size_t *n, struct site_twin **out,
                              struct hg_error *err)
{
    struct site_twin *twin = calloc(ids->n_kept + 1, sizeof(*twin));
    if (!twin)
        return no_memory(err);
    if (ids->n_kept > 1)
        qsort(ids->kept, ids->n_kept, sizeof(ids->kept[0]), by_id);
    *n = 0;
    for (size_t i = 1; i < ids->n_kept; i++)
        if (strcmp(ids->kept[i - 1].id, ids->kept[i].id) == 0)
            twin[(*n)++] = (struct site_twin){ids->kept[i].id, ids->kept[i].place,
                                              ids->kept[i - 1].place};
    *out = twin;
    return HG_OK;
}

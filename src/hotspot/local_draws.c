/* local_draws.c - how many random neighbourhoods are as extreme as that of each cell */
#include "hotspot/local_parts.h"
#include <hotgrid/parallel.h>
#include <hotgrid/rng.h>
#include <hotgrid/stop.h>
#include <math.h>
#include <stdlib.h>

/* Cells of a task. */
enum { CHUNK = 4096 };

/* A worker's memory of what a draw has taken: the number of the draw. */
struct taken {
    uint32_t *of; /* [n] */
    uint32_t draw;
};

struct draws {
    const struct hg_local_params *params;
    const struct whole_values *values;
    uint32_t *extreme;
    uint32_t most;  /* neighbours of any cell */
    uint32_t *slot; /* [k]: place of k among those that occur */
    size_t n_slot;
    int64_t *sum;        /* [slot * permutations + draw]: sorted */
    struct taken *taken; /* [worker] */
};

static enum hg_status no_memory(struct hg_error *err)
{
    return hg_fail(err, HG_E_MEMORY, "no memory for permutations");
}

/* Begins a draw without anything taken; false without memory. */
static bool begin(struct taken *taken, size_t n)
{
    if (!taken->of)
        taken->of = calloc(n, sizeof(*taken->of));
    if (taken->of && ++taken->draw == 0) {
        for (size_t i = 0; i < n; i++)
            taken->of[i] = 0;
        taken->draw = 1;
    }
    return taken->of != NULL;
}

/* The next cell of a draw that it has not taken yet; id counts the numbers used. */
static size_t next(struct taken *taken, size_t n, const struct hg_rng *rng, uint64_t *id)
{
    for (;;) {
        const size_t i = (size_t)(hg_random_uniform(rng, (*id)++) * (double)n);
        if (taken->of[i] == taken->draw)
            continue;
        taken->of[i] = taken->draw;
        return i;
    }
}

/* One random order of cells: the sums of its first k are the draw of every k. */
static enum hg_status draw_shared(void *context, size_t draw, unsigned worker,
                                  struct hg_error *err)
{
    struct draws *d = context;
    struct taken *taken = &d->taken[worker];
    const struct hg_rng rng = {d->params->seed, (uint32_t)draw, 0};
    uint64_t id = 0;
    int64_t sum = 0;
    if (!begin(taken, d->values->n))
        return no_memory(err);
    for (uint32_t k = 1; k <= d->most; k++) {
        sum += d->values->value[next(taken, d->values->n, &rng, &id)];
        if (d->slot[k] != UINT32_MAX)
            d->sum[(size_t)d->slot[k] * d->params->permutations + draw] = sum;
    }
    return HG_OK;
}

static int by_size(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static enum hg_status sort_slot(void *context, size_t slot, unsigned worker,
                                struct hg_error *err)
{
    struct draws *d = context;
    (void)worker;
    (void)err;
    qsort(d->sum + slot * d->params->permutations, d->params->permutations,
          sizeof(*d->sum), by_size);
    return HG_OK;
}

/* How many of n sorted sums are below a bound, or at most it. */
static uint32_t below(const int64_t *sum, uint32_t n, int64_t bound, bool or_same)
{
    uint32_t low = 0, high = n;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (sum[middle] < bound || (or_same && sum[middle] == bound))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void look_up(struct draws *d, size_t i)
{
    const uint32_t n = d->params->permutations, k = d->values->neighbours[i];
    const int64_t *sum = &d->sum[(size_t)d->slot[k] * n];
    const uint32_t less = below(sum, n, d->values->sum[i], false);
    const uint32_t least = below(sum, n, d->values->sum[i], true);
    d->extreme[i] = n - less < least ? n - less : least;
}

/* Draws of a cell's own, from all the others. */
static bool draw_own(struct draws *d, struct taken *taken, size_t i)
{
    const struct whole_values *v = d->values;
    uint32_t more = 0, fewer = 0;
    for (uint32_t draw = 0; draw < d->params->permutations; draw++) {
        const struct hg_rng rng = {d->params->seed, draw, v->cell[i] + 1};
        uint64_t id = 0;
        int64_t sum = 0;
        if (!begin(taken, v->n))
            return false;
        taken->of[i] = taken->draw;
        for (uint32_t k = 0; k < v->neighbours[i]; k++)
            sum += v->value[next(taken, v->n, &rng, &id)];
        more += sum >= v->sum[i];
        fewer += sum <= v->sum[i];
    }
    d->extreme[i] = more < fewer ? more : fewer;
    return true;
}

static enum hg_status count_chunk(void *context, size_t chunk, unsigned worker,
                                  struct hg_error *err)
{
    struct draws *d = context;
    const size_t end =
        (chunk + 1) * CHUNK < d->values->n ? (chunk + 1) * CHUNK : d->values->n;
    for (size_t i = chunk * CHUNK; i < end; i++)
        if (d->values->neighbours[i] == 0)
            d->extreme[i] = d->params->permutations;
        else if (!d->params->own)
            look_up(d, i);
        else if (!draw_own(d, &d->taken[worker], i))
            return no_memory(err);
    return hg_stop_check(err);
}

/* Which k occur, and room for their sums. */
static enum hg_status make_slots(struct draws *d, struct hg_error *err)
{
    const struct whole_values *v = d->values;
    for (size_t i = 0; i < v->n; i++)
        d->most = v->neighbours[i] > d->most ? v->neighbours[i] : d->most;
    d->slot = malloc(((size_t)d->most + 1) * sizeof(*d->slot));
    if (!d->slot)
        return no_memory(err);
    for (uint32_t k = 0; k <= d->most; k++)
        d->slot[k] = UINT32_MAX;
    for (size_t i = 0; i < v->n; i++)
        if (v->neighbours[i] && d->slot[v->neighbours[i]] == UINT32_MAX)
            d->slot[v->neighbours[i]] = (uint32_t)d->n_slot++;
    d->sum = calloc(d->n_slot * d->params->permutations + 1, sizeof(*d->sum));
    return d->sum ? HG_OK : no_memory(err);
}

enum hg_status count_extreme(const struct hg_local_params *params,
                             const struct whole_values *values, uint32_t *extreme,
                             struct hg_error *err)
{
    struct draws d = {.params = params, .values = values, .extreme = extreme};
    const unsigned threads = params->threads ? params->threads : 1;
    enum hg_status status = HG_OK;
    d.taken = calloc(threads, sizeof(*d.taken));
    if (!d.taken)
        return no_memory(err);
    if (!params->own) {
        status = make_slots(&d, err);
        if (status == HG_OK)
            status = hg_parallel(threads, params->permutations, draw_shared, &d, err);
        if (status == HG_OK)
            status = hg_parallel(threads, d.n_slot, sort_slot, &d, err);
    }
    if (status == HG_OK)
        status =
            hg_parallel(threads, (values->n + CHUNK - 1) / CHUNK, count_chunk, &d, err);
    for (unsigned i = 0; i < threads; i++)
        free(d.taken[i].of);
    free(d.taken);
    free(d.slot);
    free(d.sum);
    return status;
}

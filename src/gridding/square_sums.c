/* square_sums.c - a hash table of squares in fixed point */
#include "gridding/square_sums.h"
#include <math.h>
#include <stdlib.h>

#define NONE UINT32_MAX

__extension__ typedef unsigned __int128 fixed;

struct square_sum {
    fixed given, other;
    uint32_t pair, place; /* pair NONE: empty */
};

static const double PER_SQUARE_KG = 0x1p34;

void square_sums_empty(struct square_sums *sums)
{
    free(sums->sum);
    *sums = (struct square_sums){0};
}

/* That of a pair and place, or the empty slot where it goes. */
static struct square_sum *find(const struct square_sums *sums, uint32_t pair,
                               uint32_t place)
{
    uint64_t i = ((uint64_t)pair << 32 | place) * UINT64_C(0x9E3779B97F4A7C15);
    for (i ^= i >> 32;; i++) {
        struct square_sum *sum = &sums->sum[i & (sums->n_slot - 1)];
        if ((sum->pair == pair && sum->place == place) || sum->pair == NONE)
            return sum;
    }
}

static bool grow(struct square_sums *sums)
{
    struct square_sums grown = {.n = sums->n,
                                .n_slot = sums->n_slot > 0 ? 2 * sums->n_slot : 64};
    grown.sum = calloc(grown.n_slot, sizeof(*grown.sum));
    if (!grown.sum)
        return false;
    for (size_t i = 0; i < grown.n_slot; i++)
        grown.sum[i].pair = NONE;
    for (size_t i = 0; i < sums->n_slot; i++)
        if (sums->sum[i].pair != NONE)
            *find(&grown, sums->sum[i].pair, sums->sum[i].place) = sums->sum[i];
    free(sums->sum);
    *sums = grown;
    return true;
}

static fixed to_fixed(double square_kg)
{
    return (fixed)(square_kg * PER_SQUARE_KG + 0.5);
}

bool square_sums_add(struct square_sums *sums, uint32_t pair, uint32_t place, double kg,
                     double sigma)
{
    if (4 * (sums->n + 1) > 3 * sums->n_slot && !grow(sums))
        return false;
    struct square_sum *sum = find(sums, pair, place);
    if (sum->pair == NONE) {
        *sum = (struct square_sum){.pair = pair, .place = place};
        sums->n++;
    }
    if (isnan(sigma))
        sum->other += to_fixed(kg * kg);
    else
        sum->given += to_fixed(kg * sigma * (kg * sigma));
    return true;
}

struct hg_squares square_sums_of(const struct square_sums *sums, uint32_t pair,
                                 uint32_t place, double kg)
{
    const struct square_sum *sum = find(sums, pair, place);
    const double unit = PER_SQUARE_KG * kg * kg;
    return (struct hg_squares){(double)sum->given / unit, (double)sum->other / unit};
}

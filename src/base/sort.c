/* sort.c - many numbers put in order, in time that grows as their number does */
#include <assert.h>
#include <hotgrid/sort.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

/* Six digits of 11 bits hold the 64 of a double: counts of a pass stay in the cache. */
enum { BITS = 11, VALUES = 1 << BITS, PASSES = 6 };

/* Doubles of no sign rise as their bits do, read as a whole number (IEEE 754). */
static size_t digit(const struct hg_ranked *item, unsigned pass)
{
    uint64_t bits;
    memcpy(&bits, &item->value, sizeof(bits));
    return (bits >> (pass * BITS)) & (VALUES - 1);
}

/* Where the first item of each digit goes: behind all of larger digits. */
static void counts_to_places(size_t place[VALUES])
{
    size_t next = 0;
    for (size_t d = VALUES; d-- > 0;) {
        const size_t count = place[d];
        place[d] = next;
        next += count;
    }
}

/* Radix sort from the lowest digit up (Knuth, The Art of Computer Programming 3, 5.2.5):
 * each pass keeps the order of the one before where digits are equal. */
void hg_sort_falling(size_t n, struct hg_ranked *item, struct hg_ranked *room)
{
    size_t place[PASSES][VALUES] = {0};
    for (size_t i = 0; i < n; i++) {
        assert(!signbit(item[i].value) && !isnan(item[i].value));
        for (unsigned pass = 0; pass < PASSES; pass++)
            place[pass][digit(&item[i], pass)]++;
    }
    struct hg_ranked *from = item, *to = room;
    for (unsigned pass = 0; n > 0 && pass < PASSES; pass++) {
        if (place[pass][digit(&from[0], pass)] == n)
            continue; /* one digit for all: nothing moves */
        counts_to_places(place[pass]);
        for (size_t i = 0; i < n; i++)
            to[place[pass][digit(&from[i], pass)]++] = from[i];
        struct hg_ranked *const other = from;
        from = to;
        to = other;
    }
    if (from != item)
        memcpy(item, from, n * sizeof(*item));
}

enum { FLOAT_PASSES = 3 };

static size_t float_digit(float value, unsigned pass)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof(bits));
    return (bits >> (pass * BITS)) & (VALUES - 1);
}

void hg_sort_rising(size_t n, float *value, float *room)
{
    size_t place[FLOAT_PASSES][VALUES] = {0};
    for (size_t i = 0; i < n; i++) {
        assert(!signbit(value[i]) && !isnan(value[i]));
        for (unsigned pass = 0; pass < FLOAT_PASSES; pass++)
            place[pass][float_digit(value[i], pass)]++;
    }
    float *from = value, *to = room;
    for (unsigned pass = 0; n > 0 && pass < FLOAT_PASSES; pass++) {
        size_t next = 0;
        for (size_t d = 0; d < VALUES; d++) {
            const size_t count = place[pass][d];
            place[pass][d] = next;
            next += count;
        }
        for (size_t i = 0; i < n; i++)
            to[place[pass][float_digit(from[i], pass)]++] = from[i];
        float *const other = from;
        from = to;
        to = other;
    }
    if (from != value)
        memcpy(value, from, n * sizeof(*value));
}

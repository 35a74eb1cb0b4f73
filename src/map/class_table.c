/* class_table.c - the classes of many values, each by a look into a table */
#include "map/class_table.h"
#include <math.h>
#include <string.h>

enum { SHIFT = 64 - CLASS_TABLE_BITS, HALF = 1 << (CLASS_TABLE_BITS - 1) };

static uint64_t bits_of(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof(bits));
    return bits;
}

/* The least of the values that begin with these bits: of negative ones the longest. */
static double least_of(uint64_t first)
{
    const uint64_t bits =
        first << SHIFT | (first >= HALF ? (UINT64_C(1) << SHIFT) - 1 : 0);
    double value;
    memcpy(&value, &bits, sizeof(value));
    return value;
}

static size_t take_limits(const struct cell_picture *picture, double *limit)
{
    const struct hg_classes *classes = picture->classes;
    const size_t n = picture->n_shade ? picture->n_shade : classes->n;
    for (size_t i = 0; i + 1 < n; i++)
        limit[i] = picture->n_shade ? picture->shade_end[i] : classes->edge[i + 1];
    limit[n > 0 ? n - 1 : 0] = NAN;
    return n > 0 ? n - 1 : 0;
}

void class_table_fill(struct class_table *table, const struct cell_picture *picture)
{
    const size_t n = take_limits(picture, table->limit);
    size_t below = 0, below_zero = 0;
    for (uint64_t first = HALF; first-- > 0;) { /* from the most negative to 0 */
        while (below < n && table->limit[below] <= least_of(HALF + first))
            below++;
        table->reached[HALF + first] = (uint8_t)below;
    }
    for (uint64_t first = 0; first < HALF; first++) {
        while (below < n && table->limit[below] <= least_of(first))
            below++;
        table->reached[first] = (uint8_t)below;
    }
    while (table->limit[below_zero] <= 0)
        below_zero++;
    table->first = picture->classes->n > 0 ? CELL_FIRST : CELL_NO_EMISSION;
    table->zero = picture->map->zero_is_data ? (uint8_t)(table->first + below_zero)
                                             : CELL_NO_EMISSION;
}

void class_table_find(const struct class_table *table, size_t n, const double *value,
                      uint8_t *out)
{
    for (size_t i = 0; i < n; i++) {
        const double v = value[i];
        unsigned reached = table->reached[bits_of(v) >> SHIFT];
        while (v >= table->limit[reached])
            reached++;
        const unsigned class = table->first + reached;
        out[i] = (uint8_t)(isnan(v) ? CELL_NO_DATA : v == 0 ? table->zero : class);
    }
}

/*
 * square_sums.h - sums of squared deviations by pair and place, the same in any order
 *
 * Squares are added up in fixed point, in units of 2^-34 kg^2: a source below 8 mg a year
 * does not deviate.  As long as masses add up to less than 2^43 kg (which bins.c checks)
 * and no sigma is above 10, 128 bits hold the sums.
 */
#ifndef GRIDDING_SQUARE_SUMS_H
#define GRIDDING_SQUARE_SUMS_H

#include <hotgrid/squares.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct square_sum;

/* Zeroed to begin with. */
struct square_sums {
    size_t n, n_slot; /* n_slot: a power of two, or 0 */
    struct square_sum *sum;
};

void square_sums_empty(struct square_sums *sums);

/* Adds a source; sigma is NaN where it has none of its own.  False without memory. */
bool square_sums_add(struct square_sums *sums, uint32_t pair, uint32_t place, double kg,
                     double sigma);

/* Of sources that were added and weigh kg together. */
struct hg_squares square_sums_of(const struct square_sums *sums, uint32_t pair,
                                 uint32_t place, double kg);

#endif

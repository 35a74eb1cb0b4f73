/* rng.h - what random numbers are made by, to be tested by itself (private to base) */
#ifndef HG_BASE_RNG_H
#define HG_BASE_RNG_H

#include <hotgrid/rng.h>

/* Ten rounds on a counter of four words. */
void base_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]);

/* The 64 bits of an id. */
uint64_t base_random_bits(const struct hg_rng *rng, uint64_t id);

/* z with a probability p, 0 < p <= 0.5, of less under the standard normal distribution.
 */
double base_lower_quantile(double p);

#endif

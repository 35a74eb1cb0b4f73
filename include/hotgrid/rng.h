/*
 * rng.h - random numbers by counting: a number depends on its key alone
 *
 * Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011, Parallel Random Numbers: As Easy as
 * 1, 2, 3, SC '11): a bijection of 128-bit counters under a 64-bit key.  There is no
 * state: any thread may ask for any number, in any order, and gets the same.
 *
 * A number belongs to (seed, draw, family, id), ids 2k and 2k + 1 to the counter (k,
 * draw, family): one draw of a simulation takes one number for each uncertain thing, the
 * family tells things of different kinds apart.
 */
#ifndef HG_RNG_H
#define HG_RNG_H

#include <stddef.h>
#include <stdint.h>

struct hg_rng {
    uint64_t seed;
    uint32_t draw, family;
};

/* Uniform on the open interval (0, 1): odd multiples of 2^-53. */
double hg_random_uniform(const struct hg_rng *rng, uint64_t id);

/* Standard normal, by the inverse of its distribution to about 1e-15 (Wichura 1988,
 * Algorithm AS 241, PPND16, Appl. Statist. 37:477-484): 63 bits give the tail, one its
 * side, so both tails reach to 9.1 standard deviations alike. */
double hg_random_normal(const struct hg_rng *rng, uint64_t id);

/* The same numbers as hg_random_normal(rng, first + i) for i < n, in about half the time.
 */
void hg_random_normals(const struct hg_rng *rng, uint64_t first, size_t n, double *out);

#endif

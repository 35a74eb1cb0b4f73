/* rng.c - random numbers by counting (Philox4x32-10), uniform and normal */
#include "base/rng.h"
#include <math.h>

void base_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4])
{
    uint32_t a = counter[0], b = counter[1], c = counter[2], d = counter[3];
    uint32_t k = key[0], l = key[1];
    for (int round = 0; round < 10; round++) {
        const uint64_t p = (uint64_t)0xD2511F53U * a, q = (uint64_t)0xCD9E8D57U * c;
        a = (uint32_t)(q >> 32) ^ b ^ k;
        b = (uint32_t)q;
        c = (uint32_t)(p >> 32) ^ d ^ l;
        d = (uint32_t)p;
        k += 0x9E3779B9U; /* the golden ratio and sqrt(3) - 1: Weyl sequences */
        l += 0xBB67AE85U;
    }
    out[0] = a;
    out[1] = b;
    out[2] = c;
    out[3] = d;
}

/* Ids 2k and 2k + 1. */
static void two_ids(const struct hg_rng *rng, uint64_t k, uint64_t bits[2])
{
    const uint32_t counter[4] = {(uint32_t)k, (uint32_t)(k >> 32), rng->draw,
                                 rng->family};
    const uint32_t key[2] = {(uint32_t)rng->seed, (uint32_t)(rng->seed >> 32)};
    uint32_t word[4];
    base_philox(counter, key, word);
    bits[0] = word[0] | (uint64_t)word[1] << 32;
    bits[1] = word[2] | (uint64_t)word[3] << 32;
}

uint64_t base_random_bits(const struct hg_rng *rng, uint64_t id)
{
    uint64_t bits[2];
    two_ids(rng, id / 2, bits);
    return bits[id % 2];
}

double hg_random_uniform(const struct hg_rng *rng, uint64_t id)
{
    return ((double)(base_random_bits(rng, id) >> 12) + 0.5) * 0x1p-52;
}

/* The polynomials of AS 241, lowest power first: near the middle, in the tails, far out.
 */
static const double middle_above[8] = {3.3871328727963666080e0, 1.3314166789178437745e2,
                                       1.9715909503065514427e3, 1.3731693765509461125e4,
                                       4.5921953931549871457e4, 6.7265770927008700853e4,
                                       3.3430575583588128105e4, 2.5090809287301226727e3};
static const double middle_below[8] = {1.0,
                                       4.2313330701600911252e1,
                                       6.8718700749205790830e2,
                                       5.3941960214247511077e3,
                                       2.1213794301586595867e4,
                                       3.9307895800092710610e4,
                                       2.8729085735721942674e4,
                                       5.2264952788528545610e3};
static const double tail_above[8] = {
    1.42343711074968357734e0,  4.63033784615654529590e0, 5.76949722146069140550e0,
    3.64784832476320460504e0,  1.27045825245236838258e0, 2.41780725177450611770e-1,
    2.27238449892691845833e-2, 7.74545014278341407640e-4};
static const double tail_below[8] = {1.0,
                                     2.05319162663775882187e0,
                                     1.67638483018380384940e0,
                                     6.89767334985100004550e-1,
                                     1.48103976427480074590e-1,
                                     1.51986665636164571966e-2,
                                     5.47593808499534494600e-4,
                                     1.05075007164441684324e-9};
static const double far_above[8] = {6.65790464350110377720e0,  5.46378491116411436990e0,
                                    1.78482653991729133580e0,  2.96560571828504891230e-1,
                                    2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                    2.71155556874348757815e-5, 2.01033439929228813265e-7};
static const double far_below[8] = {1.0,
                                    5.99832206555887937690e-1,
                                    1.36929880922735805310e-1,
                                    1.48753612908506148525e-2,
                                    7.86869131145613259100e-4,
                                    1.84631831751005468180e-5,
                                    1.42151175831644588870e-7,
                                    2.04426310338993978564e-15};

static double ratio(const double above[8], const double below[8], double r)
{
    double p = above[7], q = below[7];
    for (int i = 6; i >= 0; i--) {
        p = p * r + above[i];
        q = q * r + below[i];
    }
    return p / q;
}

double base_lower_quantile(double p)
{
    const double q = p - 0.5;
    if (q >= -0.425)
        return q * ratio(middle_above, middle_below, 0.180625 - q * q);
    const double r = sqrt(-log(p));
    return r <= 5 ? -ratio(tail_above, tail_below, r - 1.6)
                  : -ratio(far_above, far_below, r - 5);
}

static double normal_of(uint64_t bits)
{
    const double tail = ((double)(bits & INT64_MAX) + 0.5) * 0x1p-64;
    const double z = base_lower_quantile(tail);
    return bits >> 63 ? -z : z;
}

double hg_random_normal(const struct hg_rng *rng, uint64_t id)
{
    return normal_of(base_random_bits(rng, id));
}

void hg_random_normals(const struct hg_rng *rng, uint64_t first, size_t n, double *out)
{
    uint64_t bits[2] = {0};
    for (size_t i = 0; i < n; i++) {
        const uint64_t id = first + i;
        if (i == 0 || id % 2 == 0)
            two_ids(rng, id / 2, bits);
        out[i] = normal_of(bits[id % 2]);
    }
}

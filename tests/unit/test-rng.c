/* test-rng.c - the published vectors, the normal distribution, and no order of asking */
#include "base/rng.h"
#include "check.h"
#include <hotgrid/parallel.h>
#include <stdlib.h>

/* Random123 1.14, tests/kat_vectors, the lines "philox4x32 10". */
static void philox_gives_the_published_answers(void **state)
{
    (void)state;
    static const struct {
        uint32_t counter[4], key[2], answer[4];
    } known[] = {
        {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
        {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
         {0xffffffff, 0xffffffff},
         {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
        {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
         {0xa4093822, 0x299f31d0},
         {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
    };
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        uint32_t out[4];
        base_philox(known[i].counter, known[i].key, out);
        assert_memory_equal(out, known[i].answer, sizeof(out));
    }
}

/* Seed, draw, family and id fill key and counter, low word first: the third vector. */
static void every_part_of_a_name_counts(void **state)
{
    (void)state;
    const struct hg_rng rng = {0x299f31d0a4093822, 0x13198a2e, 0x03707344};
    const uint64_t k = 0x85a308d3243f6a88;
    /* Two ids share a counter, so the highest bit of the counter is out of their reach:
     * the vector needs it, and id 2k wraps to the counter without it. */
    const uint32_t counter[4] = {0x243f6a88, 0x05a308d3, 0x13198a2e, 0x03707344};
    const uint32_t key[2] = {0xa4093822, 0x299f31d0};
    uint32_t out[4];
    base_philox(counter, key, out);
    assert_int_equal(base_random_bits(&rng, 2 * k), out[0] | (uint64_t)out[1] << 32);
    assert_int_equal(base_random_bits(&rng, 2 * k + 1), out[2] | (uint64_t)out[3] << 32);
    const struct hg_rng first = {0};
    assert_int_equal(base_random_bits(&first, 0), 0xe169c58d6627e8d5);
    assert_int_equal(base_random_bits(&first, 1), 0x9b00dbd8bc57ac4c);

    const uint64_t here = base_random_bits(&rng, 7);
    struct hg_rng other = rng;
    other.seed++;
    assert_int_not_equal(base_random_bits(&other, 7), here);
    other = rng;
    other.draw++;
    assert_int_not_equal(base_random_bits(&other, 7), here);
    other = rng;
    other.family++;
    assert_int_not_equal(base_random_bits(&other, 7), here);
}

/* Wichura (1988), table 1: 0.25, 0.001 and 1e-20. */
static void quantiles_are_those_of_the_algorithms_paper(void **state)
{
    (void)state;
    assert_near(base_lower_quantile(0.25), -0.6744897501960817, 1e-15);
    assert_near(base_lower_quantile(0.001), -3.090232306167814, 1e-15);
    assert_near(base_lower_quantile(1e-20), -9.262340089798408, 1e-15);
    assert_near(base_lower_quantile(0.025), -1.959963984540054, 1e-15);
    assert_true(base_lower_quantile(0.5) == 0);
}

/* Against the error function of libm, over all three polynomials. */
static void a_quantile_has_the_probability_it_was_asked_for(void **state)
{
    (void)state;
    for (int i = 1; i < 4000; i++) {
        const double p = i < 2000 ? 0.5 * exp(-0.022 * i) : (i - 1999.5) / 4001;
        const double z = base_lower_quantile(p);
        const double back = 0.5 * erfc(-z / sqrt(2));
        /* d ln p / dz is about |z| in the tail: what 1e-15 of z may do to p, thrice. */
        assert_near(back, p, 3e-15 * (1 + z * z));
    }
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Largest distance of the distribution of n sorted numbers from the uniform one, times
 * sqrt(n): above 1.95 in one case of 1000 (Kolmogorov 1933). */
static double kolmogorov(size_t n, double *u)
{
    double apart = 0;
    qsort(u, n, sizeof(*u), by_value);
    for (size_t i = 0; i < n; i++)
        apart = fmax(apart, fmax(u[i] - (double)i / (double)n,
                                 (double)(i + 1) / (double)n - u[i]));
    return apart * sqrt((double)n);
}

enum { N = 200000 };

static void uniforms_are_uniform_and_never_0_or_1(void **state)
{
    (void)state;
    const struct hg_rng rng = {1, 2, 3};
    double *u = calloc(N, sizeof(*u));
    assert_non_null(u);
    for (size_t i = 0; i < N; i++) {
        u[i] = hg_random_uniform(&rng, i);
        assert_true(u[i] > 0 && u[i] < 1);
    }
    assert_true(kolmogorov(N, u) < 1.95);
    free(u);
}

static void normals_are_normal(void **state)
{
    (void)state;
    const struct hg_rng rng = {20260101, 5, 1};
    double *z = calloc(N, sizeof(*z));
    assert_non_null(z);
    hg_random_normals(&rng, 0, N, z);
    double moment[5] = {0};
    for (size_t i = 0; i < N; i++)
        for (int k = 1; k <= 4; k++)
            moment[k] += pow(z[i], k) / N;
    /* Means of z^k over n have variance (E z^2k - (E z^k)^2) / n: 1, 2, 15, 96 over n;
     * four standard deviations of each. */
    assert_true(fabs(moment[1]) < 4 * sqrt(1.0 / N));
    assert_true(fabs(moment[2] - 1) < 4 * sqrt(2.0 / N));
    assert_true(fabs(moment[3]) < 4 * sqrt(15.0 / N));
    assert_true(fabs(moment[4] - 3) < 4 * sqrt(96.0 / N));
    for (size_t i = 0; i < N; i++)
        z[i] = 0.5 * erfc(-z[i] / sqrt(2));
    assert_true(kolmogorov(N, z) < 1.95);
    free(z);
}

/* Numbers of neighbouring ids, draws and families have no correlation. */
static void neighbours_know_nothing_of_each_other(void **state)
{
    (void)state;
    const struct hg_rng rng = {9, 9, 9}, draw = {9, 10, 9}, family = {9, 9, 10};
    double id_sum = 0, draw_sum = 0, family_sum = 0;
    for (size_t i = 0; i < N; i++) {
        const double here = hg_random_normal(&rng, i);
        id_sum += here * hg_random_normal(&rng, i + 1) / N;
        draw_sum += here * hg_random_normal(&draw, i) / N;
        family_sum += here * hg_random_normal(&family, i) / N;
    }
    const double bound = 4 * sqrt(1.0 / N);
    assert_true(fabs(id_sum) < bound && fabs(draw_sum) < bound &&
                fabs(family_sum) < bound);
}

enum { N_TASK = 100, PER_TASK = 37 };

static enum hg_status fill_task(void *context, size_t index, unsigned worker,
                                struct hg_error *err)
{
    (void)worker;
    (void)err;
    const struct hg_rng rng = {77, 1, 2};
    double *out = context;
    hg_random_normals(&rng, index * PER_TASK, PER_TASK, out + index * PER_TASK);
    return HG_OK;
}

static void any_order_and_any_threads_give_the_same_numbers(void **state)
{
    (void)state;
    static double out[N_TASK * PER_TASK];
    const struct hg_rng rng = {77, 1, 2};
    static const unsigned threads[] = {1, 2, 8};
    for (size_t k = 0; k < 3; k++) {
        struct hg_error err = {0};
        memset(out, 0, sizeof(out));
        assert_ok(hg_parallel(threads[k], N_TASK, fill_task, out, &err), err);
        for (size_t i = (size_t)N_TASK * PER_TASK; i-- > 0;) {
            const double alone = hg_random_normal(&rng, i);
            assert_memory_equal(&out[i], &alone, sizeof(alone));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(philox_gives_the_published_answers),
        cmocka_unit_test(every_part_of_a_name_counts),
        cmocka_unit_test(quantiles_are_those_of_the_algorithms_paper),
        cmocka_unit_test(a_quantile_has_the_probability_it_was_asked_for),
        cmocka_unit_test(uniforms_are_uniform_and_never_0_or_1),
        cmocka_unit_test(normals_are_normal),
        cmocka_unit_test(neighbours_know_nothing_of_each_other),
        cmocka_unit_test(any_order_and_any_threads_give_the_same_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

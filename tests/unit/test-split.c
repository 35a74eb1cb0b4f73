/* test-split.c - parts that add up to what they were */
#include "check.h"
#include "mrio/split.h"
#include <hotgrid/rng.h>
#include <stdlib.h>

static void parts_have_the_shares_of_their_weights(void **state)
{
    (void)state;
    static const double weight[] = {3, 1, 0, 4};
    double part[4];
    assert_int_equal(mrio_split(12, 4, weight, part), MRIO_SPLIT_EXACT);
    assert_true(part[0] == 4.5 && part[1] == 1.5 && part[2] == 0 && part[3] == 6);
    assert_int_equal(mrio_split(-12, 4, weight, part), MRIO_SPLIT_EXACT);
    assert_true(part[0] == -4.5 && part[1] == -1.5 && part[2] == 0 && part[3] == -6);
}

static void negative_weights_alone_share_like_positive_ones(void **state)
{
    (void)state;
    static const double weight[] = {-3, -1, -4};
    double part[3];
    assert_int_equal(mrio_split(16, 3, weight, part), MRIO_SPLIT_EXACT);
    assert_true(part[0] == 6 && part[1] == 2 && part[2] == 8);
}

static void weights_that_cancel_share_nothing_out(void **state)
{
    (void)state;
    static const double none[] = {0, 0}, cancel[] = {3, -3};
    double part[2] = {7, 7};
    assert_int_equal(mrio_split(12, 2, none, part), MRIO_SPLIT_NONE);
    assert_int_equal(mrio_split(12, 2, cancel, part), MRIO_SPLIT_NONE);
    assert_true(part[0] == 7 && part[1] == 7);
}

static double uniform(uint64_t k)
{
    const struct hg_rng rng = {.seed = 7};
    return hg_random_uniform(&rng, k);
}

/* Summed from both ends, values of any size and digits come back bit for bit. */
static void parts_add_up_bit_for_bit_in_any_order(void **state)
{
    (void)state;
    double weight[37], part[37];
    uint64_t k = 0;
    for (size_t trial = 0; trial < 20000; trial++) {
        const double value = (uniform(k) - 0.5) * pow(10, 40 * uniform(k + 1) - 20);
        for (size_t i = 0; i < 37; i++)
            weight[i] = uniform(k + 2 + i) < 0.3 ? 0 : pow(10, 12 * uniform(k + 50 + i));
        k += 100;
        weight[trial % 37] = 1;
        assert_int_equal(mrio_split(value, 37, weight, part), MRIO_SPLIT_EXACT);
        double up = 0, down = 0;
        for (size_t i = 0; i < 37; i++) {
            up += part[i];
            down += part[36 - i];
            assert_true(part[i] * value >= 0);
        }
        assert_true(up == value && down == value);
    }
}

/* Shares 3 and -2 of an odd 53-bit number: there are no doubles that sum to it. */
static void weights_of_both_signs_are_true_to_the_last_digit(void **state)
{
    (void)state;
    static const double weight[] = {3, -2};
    const double odd = 9007199254740991.0; /* 2^53 - 1 */
    double part[2];
    assert_int_equal(mrio_split(odd, 2, weight, part), MRIO_SPLIT_NEAR);
    assert_near(part[0], 3 * odd, 1e-15);
    assert_near(part[1], -2 * odd, 1e-15);
    assert_true(fabs(part[0] + part[1] - odd) <= 4);
    assert_int_equal(mrio_split(1000, 2, weight, part), MRIO_SPLIT_EXACT);
    assert_true(part[0] == 3000 && part[1] == -2000);
}

static void smallest_values_are_shared_out_too(void **state)
{
    (void)state;
    static const double weight[] = {1, 1, 1};
    double part[3];
    assert_int_equal(mrio_split(4.9406564584124654e-324, 3, weight, part),
                     MRIO_SPLIT_EXACT);
    assert_true(part[0] + part[1] + part[2] == 4.9406564584124654e-324);
    assert_int_equal(mrio_split(0, 3, weight, part), MRIO_SPLIT_EXACT);
    assert_true(part[0] == 0 && part[1] == 0 && part[2] == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_have_the_shares_of_their_weights),
        cmocka_unit_test(negative_weights_alone_share_like_positive_ones),
        cmocka_unit_test(weights_that_cancel_share_nothing_out),
        cmocka_unit_test(parts_add_up_bit_for_bit_in_any_order),
        cmocka_unit_test(weights_of_both_signs_are_true_to_the_last_digit),
        cmocka_unit_test(smallest_values_are_shared_out_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

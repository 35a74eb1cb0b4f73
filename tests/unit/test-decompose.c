/* test-decompose.c - effects add up to the change */
#include "check.h"
#include <hotgrid/decompose.h>

static void the_log_mean_has_its_limits(void **state)
{
    (void)state;
    assert_near(hg_log_mean(8, 6), 2 / log(8.0 / 6), 1e-15);
    assert_near(hg_log_mean(6, 8), hg_log_mean(8, 6), 1e-15);
    assert_true(hg_log_mean(3, 3) == 3);
    assert_true(hg_log_mean(0, 5) == 0);
    assert_true(hg_log_mean(5, 0) == 0);
    assert_true(hg_log_mean(0, 0) == 0);
    /* Between near numbers: (a + b) / 2 - (a - b)^2 / (12 a) + .. */
    assert_near(hg_log_mean(1, 1 + 1e-9), 1 + 0.5e-9, 1e-15);
    assert_near(hg_log_mean(1e300, 1e-300), 1e300 / (600 * log(10)), 1e-14);
}

/* V = eps * x, (2, 3) -> (1, 8): 6 -> 8.  Ang (2015), Energy Policy 86:233. */
static void two_factors_by_hand(void **state)
{
    (void)state;
    struct hg_error err = {0};
    const double before[] = {2, 3}, after[] = {1, 8};
    double effect[2];
    assert_true(fabs(hg_log_mean(8, 6) - 6.952119) <= 0.5e-6);
    assert_ok(hg_lmdi(1, 2, before, after, effect, &err), err);
    assert_true(fabs(effect[0] + 4.818842) <= 0.5e-6);
    assert_true(fabs(effect[1] - 6.818842) <= 0.5e-6);
    assert_near(effect[0] + effect[1], 2, 1e-14);

    /* (-1 * 3 + -1 * 8) / 2 and (2 * 5 + 1 * 5) / 2 */
    assert_ok(hg_sda_polar(1, 2, before, after, effect, &err), err);
    assert_true(effect[0] == -5.5);
    assert_true(effect[1] == 7.5);
}

/* Forwards 1 * 5 * 7 etc.: (2, 3, 5) -> (4, 9, 7), from 30 to 252. */
static void three_factors_by_hand(void **state)
{
    (void)state;
    struct hg_error err = {0};
    const double before[] = {2, 3, 5}, after[] = {4, 9, 7};
    double effect[3];
    assert_ok(hg_sda_polar(1, 3, before, after, effect, &err), err);
    assert_near(effect[0], (2 * 3 * 5 + 2 * 9 * 7) / 2.0, 1e-15);
    assert_near(effect[1], (4 * 6 * 5 + 2 * 6 * 7) / 2.0, 1e-15);
    assert_near(effect[2], (4 * 9 * 2 + 2 * 3 * 2) / 2.0, 1e-15);
    assert_near(effect[0] + effect[1] + effect[2], 252 - 30, 1e-15);
}

static void items_are_added_up(void **state)
{
    (void)state;
    struct hg_error err = {0};
    const double before[] = {2, 3, 10, 1}, after[] = {1, 8, 10, 4};
    double effect[2];
    assert_ok(hg_sda_polar(2, 2, before, after, effect, &err), err);
    assert_true(effect[0] == -5.5);
    assert_true(effect[1] == 7.5 + 30);
    assert_ok(hg_lmdi(2, 2, before, after, effect, &err), err);
    assert_true(fabs(effect[0] + 4.818842) <= 0.5e-6);
    assert_true(fabs(effect[1] - 6.818842 - 30) <= 0.5e-6);
}

/* Ang and Liu (2007), Energy Policy 35:238: the factor that leaves zero takes it all. */
static void zeros_take_their_limits(void **state)
{
    (void)state;
    struct hg_error err = {0};
    const double before[] = {0, 3, 2}, after[] = {5, 4, 2};
    double effect[3];
    assert_ok(hg_lmdi(1, 3, before, after, effect, &err), err);
    assert_true(effect[0] == 40 && effect[1] == 0 && effect[2] == 0);
    assert_ok(hg_lmdi(1, 3, after, before, effect, &err), err);
    assert_true(effect[0] == -40 && effect[1] == 0 && effect[2] == 0);

    const double none[] = {0, 0, 2}, some[] = {5, 4, 3};
    assert_ok(hg_lmdi(1, 3, none, some, effect, &err), err);
    assert_true(effect[0] == 30 && effect[1] == 30 && effect[2] == 0);

    /* Nothing before, nothing after: another factor is zero. */
    const double a[] = {0, 3, 2}, b[] = {5, 0, 2};
    assert_ok(hg_lmdi(1, 3, a, b, effect, &err), err);
    assert_true(effect[0] == 0 && effect[1] == 0 && effect[2] == 0);
}

/* The limit is what a number near zero tends to, as slowly as a logarithm does. */
static void zeros_are_what_small_numbers_tend_to(void **state)
{
    (void)state;
    struct hg_error err = {0};
    const double before[] = {1e-300, 3}, after[] = {5, 4};
    double effect[2];
    assert_ok(hg_lmdi(1, 2, before, after, effect, &err), err);
    assert_near(effect[0] + effect[1], 20, 1e-13);
    assert_true(fabs(effect[1]) < 20 * log(4.0 / 3) / 690);
}

static void refuses_what_is_no_factor(void **state)
{
    (void)state;
    struct hg_error err = {0};
    const double good[] = {1, 2}, negative[] = {1, -2}, bad[] = {NAN, 2};
    double effect[] = {77, 77};
    assert_int_equal(hg_lmdi(1, 2, good, negative, effect, &err), HG_E_ARG);
    assert_non_null(strstr(err.message, "factor 2 of item 1 is -2 after"));
    assert_int_equal(hg_lmdi(1, 2, bad, good, effect, &err), HG_E_ARG);
    assert_int_equal(hg_sda_polar(1, 2, bad, good, effect, &err), HG_E_ARG);
    assert_true(effect[0] == 77 && effect[1] == 77);

    /* Products of negative factors have polar forms too: -2 -> -4, from -2 to -8. */
    const double less[] = {2, -4};
    assert_ok(hg_sda_polar(1, 2, negative, less, effect, &err), err);
    assert_true(effect[0] == -3 && effect[1] == -3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_log_mean_has_its_limits),
        cmocka_unit_test(two_factors_by_hand),
        cmocka_unit_test(three_factors_by_hand),
        cmocka_unit_test(items_are_added_up),
        cmocka_unit_test(zeros_take_their_limits),
        cmocka_unit_test(zeros_are_what_small_numbers_tend_to),
        cmocka_unit_test(refuses_what_is_no_factor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

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

/* V13 with one sector, and two of which one moves: outputs 60 and 40 to 90 and 60 (no
 * change of structure), intensity of the second halved. */
static void sectors_are_told_by_activity_structure_and_intensity(void **state)
{
    (void)state;
    struct hg_error err = {0};
    double effect[2 * HG_N_SECTOR_EFFECT], exchanged = 0;
    const double kg0[] = {6}, x0[] = {3}, kg1[] = {8}, x1[] = {8};
    const struct hg_sector_side a = {kg0, x0}, b = {kg1, x1};
    assert_ok(hg_lmdi_sectors(1, &a, &b, effect, &exchanged, &err), err);
    assert_true(fabs(effect[HG_SECTOR_INTENSITY] + 4.818842) <= 0.5e-6);
    assert_true(effect[HG_SECTOR_STRUCTURE] == 0 && effect[HG_SECTOR_IDLE] == 0);
    assert_true(fabs(effect[HG_SECTOR_ACTIVITY] - 6.818842) <= 0.5e-6);
    assert_true(exchanged == 3); /* 3 units at 1 */

    const double kg2[] = {120, 80}, x2[] = {60, 40}, kg3[] = {180, 60}, x3[] = {90, 60};
    const struct hg_sector_side c = {kg2, x2}, d = {kg3, x3};
    assert_ok(hg_lmdi_sectors(2, &c, &d, effect, &exchanged, &err), err);
    assert_near(effect[HG_SECTOR_ACTIVITY], 60, 1e-14);
    assert_true(fabs(effect[HG_SECTOR_STRUCTURE]) <= 1e-13);
    assert_true(fabs(effect[HG_SECTOR_INTENSITY]) <= 1e-13);
    const double *second = effect + HG_N_SECTOR_EFFECT, mean = 20 / log(80.0 / 60);
    assert_near(second[HG_SECTOR_ACTIVITY], mean * log(1.5), 1e-13);
    assert_near(second[HG_SECTOR_INTENSITY], mean * log(0.5), 1e-13);
    assert_true(exchanged == 160);
}

/* A sector that appears is structure, a region that does is activity. */
static void a_sector_that_appears_has_no_effect_of_intensity(void **state)
{
    (void)state;
    struct hg_error err = {0};
    double effect[2 * HG_N_SECTOR_EFFECT], exchanged = 0;
    const double none[] = {0, 0}, kg0[] = {50, 0}, x0[] = {100, 0};
    const double kg1[] = {50, 30}, x1[] = {100, 60};
    const struct hg_sector_side nothing = {none, none}, a = {kg0, x0}, b = {kg1, x1};
    assert_ok(hg_lmdi_sectors(2, &a, &b, effect, &exchanged, &err), err);
    assert_true(effect[HG_N_SECTOR_EFFECT + HG_SECTOR_STRUCTURE] == 30);
    assert_true(effect[HG_N_SECTOR_EFFECT + HG_SECTOR_INTENSITY] == 0);
    assert_true(exchanged == 50);
    assert_ok(hg_lmdi_sectors(2, &nothing, &b, effect, &exchanged, &err), err);
    assert_true(effect[HG_SECTOR_ACTIVITY] == 50 && effect[HG_SECTOR_STRUCTURE] == 0);
    assert_true(effect[HG_N_SECTOR_EFFECT + HG_SECTOR_ACTIVITY] == 30);
    assert_true(exchanged == 0);
    assert_ok(hg_lmdi_sectors(2, &b, &nothing, effect, &exchanged, &err), err);
    assert_true(effect[HG_SECTOR_ACTIVITY] == -50 && exchanged == 80);
}

/* An output below 0, or none beside emissions. */
static void sectors_that_do_not_fit_are_told_apart(void **state)
{
    (void)state;
    struct hg_error err = {0};
    double effect[2 * HG_N_SECTOR_EFFECT], exchanged = 0;
    const double kg0[] = {4, 3}, x0[] = {8, -1}, kg1[] = {5, 10}, x1[] = {10, 5};
    const double no[] = {8, 0}, clean[] = {4, 0};
    const struct hg_sector_side a = {kg0, x0}, b = {kg1, x1}, c = {kg0, no};
    const struct hg_sector_side d = {clean, x0}, *const before[] = {&a, &c};
    assert_ok(hg_lmdi_sectors(2, &d, &b, effect, &exchanged, &err), err);
    assert_true(effect[HG_N_SECTOR_EFFECT + HG_SECTOR_IDLE] == 10);
    for (size_t i = 0; i < 2; i++) {
        assert_ok(hg_lmdi_sectors(2, before[i], &b, effect, &exchanged, &err), err);
        assert_near(effect[HG_SECTOR_ACTIVITY], 1, 1e-14);
        assert_true(effect[HG_N_SECTOR_EFFECT + HG_SECTOR_IDLE] == 7);
        assert_true(effect[HG_N_SECTOR_EFFECT + HG_SECTOR_ACTIVITY] == 0);
        assert_true(exchanged == 4 + 3);
    }
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
        cmocka_unit_test(sectors_are_told_by_activity_structure_and_intensity),
        cmocka_unit_test(a_sector_that_appears_has_no_effect_of_intensity),
        cmocka_unit_test(sectors_that_do_not_fit_are_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

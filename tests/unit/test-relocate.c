/* test-relocate.c - moves by hand: Hebei's steel and cement, ranges, break-even */
#include "check.h"
#include <hotgrid/relocate.h>
#include <math.h>

static struct hg_range sure(double value)
{
    return (struct hg_range){value, value, value};
}

/* 20 Mt of steel, all of it displaced; intensities in kg a tonne. */
static struct hg_move steel(double here, double there)
{
    return (struct hg_move){.capacity = sure(20e6),
                            .utilisation = sure(1),
                            .displaced = sure(1),
                            .origin = {.direct = sure(here)},
                            .destination = {.direct = sure(there)}};
}

/* Intensities of crude steel in 2010 (Hasanbeigi et al. 2016, Resour. Conserv. Recycl.
 * 113:127): China 2148, Mexico 1080, Germany 1708, United States 1736 kg a tonne; the
 * world 1750. */
static void steel_of_hebei_moves(void **state)
{
    (void)state;
    static const struct {
        double there, global_mt, leakage;
    } to[] = {{1080, -21.36, 0.503}, {1708, -8.80, 0.795}, {1736, -8.24, 0.808},
              {1750, -7.96, 0.815},  {2148, 0, 1},         {2500, 7.04, 1.164}};
    struct hg_error err = {0};
    for (size_t i = 0; i < sizeof(to) / sizeof(to[0]); i++) {
        const struct hg_move move = steel(2148, to[i].there);
        struct hg_move_effect e;
        assert_ok(hg_move_effect(&move, &e, &err), err);
        assert_near(e.moved.value, 20e6, 1e-15);
        assert_near(e.domestic.value, -42.96e9, 1e-14);
        assert_near(e.abroad.value, 20e6 * to[i].there, 1e-14);
        assert_true(fabs(e.global.value / 1e9 - to[i].global_mt) < 1e-9);
        assert_true(fabs(e.leakage.value - to[i].leakage) < 5e-4);
        assert_near(e.break_even.value, 2148, 1e-15);
        assert_true(e.global.low == e.global.value && e.global.high == e.global.value);
    }
}

/* 30 Mt of cement at 477.8 kg a tonne, to 634: + 4.686 Mt (other boundaries, no advice).
 */
static void cement_of_hebei_moves(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_move move = steel(477.8, 634);
    struct hg_move_effect e;
    move.capacity = sure(30e6);
    assert_ok(hg_move_effect(&move, &e, &err), err);
    assert_near(e.domestic.value, -14.334e9, 1e-14);
    assert_near(e.global.value, 4.686e9, 1e-12);
}

/* 1000 t at 80 %; half closes.  Here 100 + 500 * 0.6 = 400 kg/t, there 90 + 400 * 0.2 =
 * 170, 0.01 kg/(t km) over 2000 km = 20. */
static void electricity_transport_and_growth_count(void **state)
{
    (void)state;
    struct hg_error err = {0};
    const struct hg_move move = {
        .capacity = sure(1000),
        .utilisation = sure(0.8),
        .displaced = sure(0.5),
        .origin = {sure(100), sure(500), sure(0.6)},
        .destination = {sure(90), sure(400), sure(0.2)},
        .transport = sure(0.01),
        .distance = sure(2000),
    };
    struct hg_move_effect e;
    assert_ok(hg_move_effect(&move, &e, &err), err);
    assert_near(e.moved.value, 800, 1e-15);
    assert_near(e.domestic.value, -160e3, 1e-14);
    assert_near(e.abroad.value, 136e3, 1e-14);
    assert_near(e.transport.value, 16e3, 1e-14);
    assert_near(e.global.value, -8e3, 1e-12);
    assert_near(e.leakage.value, 0.85, 1e-14);
    assert_near(e.break_even.value, 180, 1e-14);

    /* At the break-even intensity nothing changes in all. */
    struct hg_move even = move;
    even.destination = (struct hg_intensity){sure(180), sure(0), sure(0)};
    assert_ok(hg_move_effect(&even, &e, &err), err);
    assert_true(fabs(e.global.value) < 1e-9);
}

/* 2 to 4 t, there 5 to 7 kg/t, here 10: -20..-40 domestic, 10..28 abroad; global q (i_d -
 * 10) = -20 (4 t at 5) .. -6 (2 t at 7). */
static void ranges_have_their_ends_at_ends(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_move move = steel(10, 6);
    move.capacity = (struct hg_range){3, 2, 4};
    move.destination.direct = (struct hg_range){6, 5, 7};
    struct hg_move_effect e;
    assert_ok(hg_move_effect(&move, &e, &err), err);
    assert_true(e.domestic.low == -40 && e.domestic.value == -30 &&
                e.domestic.high == -20);
    assert_true(e.abroad.low == 10 && e.abroad.value == 18 && e.abroad.high == 28);
    assert_true(e.global.low == -20 && e.global.value == -12 && e.global.high == -6);
    assert_near(e.leakage.low, 0.5, 1e-15);
    assert_near(e.leakage.high, 0.7, 1e-15);
}

static void nothing_displaced_has_no_leakage(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_move move = steel(10, 6);
    move.displaced = sure(0);
    struct hg_move_effect e;
    assert_ok(hg_move_effect(&move, &e, &err), err);
    assert_true(e.domestic.value == 0 && isnan(e.leakage.value) && isnan(e.leakage.high));
}

static void moves_add_up(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_move_effect e[2], sum;
    const struct hg_move a = steel(2148, 1080);
    struct hg_move b = steel(477.8, 634);
    b.capacity = sure(30e6);
    assert_ok(hg_move_effect(&a, &e[0], &err), err);
    assert_ok(hg_move_effect(&b, &e[1], &err), err);
    hg_move_effect_sum(2, e, &sum);
    assert_near(sum.moved.value, 50e6, 1e-15);
    assert_near(sum.global.value, -21.36e9 + 4.686e9, 1e-12);
    assert_near(sum.leakage.value, (21.6e9 + 19.02e9) / (42.96e9 + 14.334e9), 1e-12);
    assert_true(isnan(sum.break_even.value));
    hg_move_effect_sum(0, NULL, &sum);
    assert_true(sum.global.value == 0 && isnan(sum.leakage.value));
}

static void names_the_figure_that_is_wrong(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_move_effect e;
    struct hg_move move = steel(10, 6);
    move.utilisation = sure(1.2);
    assert_int_equal(hg_move_effect(&move, &e, &err), HG_E_ARG);
    assert_non_null(strstr(err.message, "utilisation is 1.2"));
    move = steel(10, -6);
    assert_int_equal(hg_move_effect(&move, &e, &err), HG_E_ARG);
    assert_non_null(strstr(err.message, "direct intensity of the destination is -6"));
    move = steel(10, 6);
    move.distance = (struct hg_range){5, 6, 7};
    assert_int_equal(hg_move_effect(&move, &e, &err), HG_E_ARG);
    assert_non_null(strstr(err.message, "distance is 5 (6 to 7)"));
    move = steel(NAN, 6);
    assert_int_equal(hg_move_effect(&move, &e, &err), HG_E_ARG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steel_of_hebei_moves),
        cmocka_unit_test(cement_of_hebei_moves),
        cmocka_unit_test(electricity_transport_and_growth_count),
        cmocka_unit_test(ranges_have_their_ends_at_ends),
        cmocka_unit_test(nothing_displaced_has_no_leakage),
        cmocka_unit_test(moves_add_up),
        cmocka_unit_test(names_the_figure_that_is_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

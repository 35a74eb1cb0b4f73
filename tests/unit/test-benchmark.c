/* test-benchmark.c - scores of plants by hand */
#include "check.h"
#include <hotgrid/benchmark.h>
#include <math.h>

enum { STEEL, CEMENT };

/* Sinter flue of steel works (GB 28662-2012 and the ultra-low values of 2019): SO2 200
 * and 35 mg/m3; energy of blast furnaces 435, 370, 361 kgce/t, of converters -10, -25,
 * -30; CO2 of crude steel 2148 and 1080 kg/t. */
static const struct hg_standard standards[] = {
    {STEEL, HG_PILLAR_POLLUTANTS, 200, NAN, 35, NAN},
    {STEEL, HG_PILLAR_ENERGY, 435, 370, 361, NAN},
    {STEEL, HG_PILLAR_ENERGY, -10, -25, -30, NAN},
    {STEEL, HG_PILLAR_CARBON, 2148, NAN, 1080, 1},
    {CEMENT, HG_PILLAR_CARBON, 600, NAN, 450, 1},
};
enum { N_STANDARD = sizeof(standards) / sizeof(standards[0]) };

static struct hg_benchmark_params params_of(size_t n_plant, const struct hg_plant *plant,
                                            size_t n_measure,
                                            const struct hg_measure *measure)
{
    return (struct hg_benchmark_params){.n_plant = n_plant,
                                        .n_standard = N_STANDARD,
                                        .n_measure = n_measure,
                                        .plant = plant,
                                        .standard = standards,
                                        .measure = measure,
                                        .weight = {1, 1, 1, 1}};
}

static void scores_by_hand(void **state)
{
    (void)state;
    struct hg_error err = {0};
    const struct hg_plant plant[] = {
        {STEEL, 1e6, true}, {STEEL, 1e6, false}, {CEMENT, 2e6, true}, {CEMENT, 1, true}};
    const struct hg_measure measure[] = {
        {0, 0, 117.5}, /* half way from 200 to 35 */
        {0, 1, 361},   /* the leader */
        {0, 2, -15},   /* a quarter of the way from -10 to -30 */
        {0, 3, 1614},  /* half way from 2148 to 1080 */
        {1, 3, 1000},  /* beyond the leader, but a gate is failed */
        {2, 4, 700},   /* above the limit */
    };
    struct hg_measure_score measured[6];
    struct hg_plant_score score[4];
    const struct hg_benchmark_params params = params_of(4, plant, 6, measure);
    assert_ok(hg_benchmark(&params, measured, score, &err), err);

    assert_near(measured[0].score, 0.5, 1e-15);
    assert_true(measured[1].score == 1 && measured[2].score == 0.25);
    assert_near(measured[3].score, 0.5, 1e-15);
    assert_true(measured[4].score == 1 && measured[5].score == 0);
    assert_int_equal(measured[0].standing, HG_WITHIN_LIMIT);
    assert_int_equal(measured[1].standing, HG_LEADER);
    assert_int_equal(measured[2].standing, HG_WITHIN_LIMIT);
    assert_int_equal(measured[4].standing, HG_LEADER);
    assert_int_equal(measured[5].standing, HG_ABOVE_LIMIT);
    assert_true(isnan(measured[0].excess_kg));
    assert_near(measured[3].excess_kg, 534e6, 1e-15);
    assert_true(measured[4].excess_kg == 0);
    assert_near(measured[5].excess_kg, 500e6, 1e-15);

    assert_near(score[0].pillar[HG_PILLAR_ENERGY], 0.625, 1e-15);
    assert_true(isnan(score[0].pillar[HG_PILLAR_WATER]));
    assert_near(score[0].total, (0.5 + 0.625 + 0.5) / 3, 1e-15);
    assert_int_equal(score[0].n_value, 4);
    assert_int_equal(score[0].n_standard, 4);
    assert_true(score[1].pillar[HG_PILLAR_CARBON] == 1 && score[1].total == 0);
    assert_true(score[2].total == 0 && score[2].n_above == 1);
    assert_true(isnan(score[3].total) && score[3].n_value == 0);
    assert_int_equal(score[3].n_standard, 1);
}

/* Leader 1, limit 0, and between them never less for a better value; access on the way.
 */
static void scores_rise_from_limit_to_leader(void **state)
{
    (void)state;
    struct hg_error err = {0};
    const struct hg_plant plant = {STEEL, 1, true};
    for (size_t s = 0; s < 4; s++) {
        double before = -1;
        for (int step = -3; step <= 13; step++) {
            const double limit = standards[s].limit, leader = standards[s].leader;
            const struct hg_measure m = {0, s, limit + (leader - limit) * step / 10};
            const struct hg_benchmark_params params = params_of(1, &plant, 1, &m);
            struct hg_measure_score measured;
            struct hg_plant_score score;
            assert_ok(hg_benchmark(&params, &measured, &score, &err), err);
            assert_true(measured.score >= before && score.total == measured.score);
            assert_true(step > 0 || measured.score == 0);
            assert_true(step < 10 || measured.score == 1);
            assert_int_equal(measured.standing == HG_ABOVE_LIMIT, step < 0);
            assert_int_equal(measured.standing == HG_LEADER, step >= 10);
            before = measured.score;
        }
    }
    const struct hg_measure at = {0, 1, 370};
    const struct hg_benchmark_params params = params_of(1, &plant, 1, &at);
    struct hg_measure_score measured;
    struct hg_plant_score score;
    assert_ok(hg_benchmark(&params, &measured, &score, &err), err);
    assert_int_equal(measured.standing, HG_WITHIN_ACCESS);
}

static void pillars_weigh_what_they_are_given(void **state)
{
    (void)state;
    struct hg_error err = {0};
    const struct hg_plant plant = {STEEL, 1, true};
    const struct hg_measure measure[] = {{0, 0, 35}, {0, 3, 2148}};
    struct hg_benchmark_params params = params_of(1, &plant, 2, measure);
    struct hg_measure_score measured[2];
    struct hg_plant_score score;
    params.weight[HG_PILLAR_POLLUTANTS] = 3;
    assert_ok(hg_benchmark(&params, measured, &score, &err), err);
    assert_true(score.total == 0.75);
    params.weight[HG_PILLAR_POLLUTANTS] = params.weight[HG_PILLAR_CARBON] = 0;
    assert_ok(hg_benchmark(&params, measured, &score, &err), err);
    assert_true(isnan(score.total));
}

static void refuses_what_cannot_be_scored(void **state)
{
    (void)state;
    struct hg_error err = {0};
    const struct hg_plant plant = {STEEL, 1, true};
    const struct hg_measure twice[] = {{0, 0, 35}, {0, 0, 36}}, other = {0, 4, 500},
                            none = {0, 0, NAN};
    struct hg_measure_score measured[2];
    struct hg_plant_score score;
    struct hg_benchmark_params params = params_of(1, &plant, 2, twice);
    assert_int_equal(hg_benchmark(&params, measured, &score, &err), HG_E_ARG);
    assert_non_null(strstr(err.message, "has a value for standard 1 already"));
    params = params_of(1, &plant, 1, &other);
    assert_int_equal(hg_benchmark(&params, measured, &score, &err), HG_E_ARG);
    assert_non_null(strstr(err.message, "not for the product"));
    params = params_of(1, &plant, 1, &none);
    assert_int_equal(hg_benchmark(&params, measured, &score, &err), HG_E_ARG);

    const struct hg_standard flat = {STEEL, HG_PILLAR_CARBON, 5, NAN, 5, 1};
    const struct hg_standard astray = {STEEL, HG_PILLAR_CARBON, 9, 10, 5, 1};
    params = params_of(1, &plant, 0, NULL);
    params.n_standard = 1;
    params.standard = &flat;
    assert_int_equal(hg_benchmark(&params, measured, &score, &err), HG_E_ARG);
    assert_non_null(strstr(err.message, "limit 5 and leader 5"));
    params.standard = &astray;
    assert_int_equal(hg_benchmark(&params, measured, &score, &err), HG_E_ARG);
    assert_non_null(strstr(err.message, "access 10 is not between"));
    params = params_of(1, &plant, 0, NULL);
    params.weight[HG_PILLAR_WATER] = -1;
    assert_int_equal(hg_benchmark(&params, measured, &score, &err), HG_E_ARG);
    assert_non_null(strstr(err.message, "weight of water is -1"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scores_by_hand),
        cmocka_unit_test(scores_rise_from_limit_to_leader),
        cmocka_unit_test(pillars_weigh_what_they_are_given),
        cmocka_unit_test(refuses_what_cannot_be_scored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

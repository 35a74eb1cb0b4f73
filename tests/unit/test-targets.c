/* test-targets.c - gaps, excess and ranks by hand; what must always hold */
#include "check.h"
#include <hotgrid/rng.h>
#include <hotgrid/targets.h>
#include <math.h>

/* Three regions, two sectors.  Sector 0: 4, 2, 1 kg a unit at 10, 10, 30 units; sector 1:
 * 6 and 3 kg a unit at 5 and 5, the last region emits 7 kg without output. */
static const double kg[] = {40, 30, 20, 15, 30, 7};
static const double output[] = {10, 5, 10, 5, 30, 0};

static struct hg_targets *make(enum hg_benchmark benchmark, const double *given,
                               const double *counted, double least)
{
    struct hg_error err = {0};
    struct hg_targets *targets = NULL;
    const struct hg_target_params params = {.n_region = 3,
                                            .n_sector = 2,
                                            .kg = kg,
                                            .output = output,
                                            .counted = counted,
                                            .benchmark = benchmark,
                                            .given = given,
                                            .least = least};
    assert_ok(hg_targets_create(&params, &targets, &err), err);
    return targets;
}

/* Best: 1 and 3.  Excess: (4 - 1) 10 = 30, (6 - 3) 5 = 15, (2 - 1) 10 = 10; 55 in all. */
static void the_best_is_the_benchmark(void **state)
{
    (void)state;
    struct hg_targets *t = make(HG_BENCHMARK_BEST, NULL, NULL, 0);
    assert_int_equal(t->n, 5);
    assert_true(t->excess_kg == 55 && t->counted_kg == 135);
    assert_int_equal(t->n_without_output, 1);
    assert_true(t->kg_without_output == 7);
    assert_true(t->target[0].region == 0 && t->target[0].sector == 0);
    assert_true(t->target[0].intensity == 4 && t->target[0].benchmark == 1);
    assert_true(t->target[0].gap == 3 && t->target[0].excess_kg == 30);
    assert_true(t->target[1].region == 0 && t->target[1].sector == 1);
    assert_true(t->target[1].excess_kg == 15);
    assert_true(t->target[2].region == 1 && t->target[2].sector == 0);
    assert_near(t->target[0].share, 30.0 / 55, 1e-15);
    assert_near(t->target[1].cumulative, 45.0 / 55, 1e-15);
    assert_true(t->target[2].cumulative == 1 && t->target[4].cumulative == 1);
    /* The rest has no gap: by region, then sector. */
    assert_true(t->target[3].region == 1 && t->target[3].sector == 1);
    assert_true(t->target[4].region == 2 && t->target[4].excess_kg == 0);
    assert_int_equal(hg_targets_for(t, 0), 0);
    assert_int_equal(hg_targets_for(t, 0.5), 1);
    assert_int_equal(hg_targets_for(t, 0.55), 2);
    assert_int_equal(hg_targets_for(t, 1), 3);
    hg_targets_destroy(t);
}

/* Of 50 units the best with a quarter at least is the third region; with more than half
 * too; with 0.65 nobody counts. */
static void small_regions_are_no_example(void **state)
{
    (void)state;
    struct hg_targets *t = make(HG_BENCHMARK_BEST, NULL, NULL, 0.65);
    assert_int_equal(t->n_without_benchmark, 5);
    assert_true(t->excess_kg == 0 && isnan(t->target[0].gap));
    assert_int_equal(hg_targets_for(t, 1), 0);
    hg_targets_destroy(t);
    t = make(HG_BENCHMARK_BEST, NULL, NULL, 0.5);
    assert_true(t->target[0].benchmark == 1 && t->n_without_benchmark == 0);
    hg_targets_destroy(t);
}

/* Mean: 90 / 50 = 1.8 and 45 / 10 = 4.5. */
static void gaps_to_the_mean_add_up_to_nothing(void **state)
{
    (void)state;
    struct hg_targets *t = make(HG_BENCHMARK_MEAN, NULL, NULL, 0);
    double sum[2] = {0};
    assert_true(t->target[0].benchmark == 1.8);
    assert_near(t->excess_kg, 22 + 2 + 7.5, 1e-15);
    for (size_t i = 0; i < t->n; i++)
        sum[t->target[i].sector] += t->target[i].gap * t->target[i].output;
    assert_true(fabs(sum[0]) < 1e-12 && fabs(sum[1]) < 1e-12);
    hg_targets_destroy(t);
}

static void a_given_benchmark_and_exports_alone(void **state)
{
    (void)state;
    const double given[] = {3, NAN};
    const double half[] = {0.5, 1, 1, 1, 0.1, 0};
    struct hg_targets *t = make(HG_BENCHMARK_GIVEN, given, half, 0);
    assert_true(t->excess_kg == 5); /* (4 - 3) 10 / 2 */
    assert_near(t->counted_kg, 20 + 30 + 20 + 15 + 3, 1e-15);
    assert_int_equal(t->n_without_benchmark, 2);
    assert_true(t->target[0].share == 1);
    hg_targets_destroy(t);
}

/* The second region alone: 10 of excess, though the third one sets the benchmark. */
static void some_regions_are_listed_against_all(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_targets *t = NULL;
    const bool listed[] = {false, true, false};
    const struct hg_target_params params = {
        .n_region = 3, .n_sector = 2, .kg = kg, .output = output, .listed = listed};
    assert_ok(hg_targets_create(&params, &t, &err), err);
    assert_int_equal(t->n, 2);
    assert_true(t->excess_kg == 10 && t->counted_kg == 35);
    assert_true(t->target[0].benchmark == 1 && t->target[0].cumulative == 1);
    assert_int_equal(t->n_without_output, 0);
    hg_targets_destroy(t);
}

/* Against its own intensities nobody has a gap; gaps to the mean weighted by output are 0
 * in every sector, whatever the numbers. */
static void laws_hold_for_any_numbers(void **state)
{
    (void)state;
    enum { R = 17, S = 5 };
    const struct hg_rng rng = {7, 0, 0};
    struct hg_error err = {0};
    double e[R * S], x[R * S], own[S], sum[S] = {0}, all[S] = {0};
    for (size_t i = 0; i < (size_t)R * S; i++) {
        e[i] = 1e6 * hg_random_uniform(&rng, 2 * i);
        x[i] = 1e3 * hg_random_uniform(&rng, 2 * i + 1) + 1;
    }
    struct hg_target_params params = {.n_region = R,
                                      .n_sector = S,
                                      .kg = e,
                                      .output = x,
                                      .benchmark = HG_BENCHMARK_MEAN};
    struct hg_targets *t = NULL;
    assert_ok(hg_targets_create(&params, &t, &err), err);
    for (size_t i = 0; i < t->n; i++) {
        sum[t->target[i].sector] += t->target[i].gap * t->target[i].output;
        all[t->target[i].sector] += t->target[i].kg;
    }
    for (size_t s = 0; s < S; s++)
        assert_true(fabs(sum[s]) < 1e-12 * all[s]);
    hg_targets_destroy(t);

    for (size_t s = 0; s < S; s++)
        own[s] = e[s] / x[s];
    params = (struct hg_target_params){.n_region = 1,
                                       .n_sector = S,
                                       .kg = e,
                                       .output = x,
                                       .benchmark = HG_BENCHMARK_GIVEN,
                                       .given = own};
    assert_ok(hg_targets_create(&params, &t, &err), err);
    assert_true(t->excess_kg == 0);
    for (size_t i = 0; i < t->n; i++)
        assert_true(t->target[i].gap == 0);
    hg_targets_destroy(t);
}

/* 2 * 3 against 1 * 8 as in test-decompose.c: V = 2 of them by -4.818842 and 6.818842. */
static void a_gap_splits_into_carbon_and_energy(void **state)
{
    (void)state;
    struct hg_error err = {0};
    double carbon, energy;
    assert_ok(hg_gap_split(1, 8, 2, 3, &carbon, &energy, &err), err);
    assert_true(fabs(carbon + 4.818842) < 1e-6 && fabs(energy - 6.818842) < 1e-6);
    assert_int_equal(hg_gap_split(-1, 8, 2, 3, &carbon, &energy, &err), HG_E_ARG);
}

/* Sector 0: 20, 10 and 30 TJ are 2, 1 and 1 TJ a unit at 2, 2 and 1 kg a TJ.  Best, the
 * third: 4 = 2 x 2 against 1 = 1 x 1 is two equal parts of 1.5, and 2 = 2 x 1 is carbon
 * alone.  Sector 1: not known of the first region, and nothing is used by the second. */
static const double energy[] = {20, NAN, 10, 0, 30, 1};

static struct hg_targets *make_with_energy(enum hg_benchmark benchmark)
{
    struct hg_error err = {0};
    struct hg_targets *targets = NULL;
    const double given[] = {1, 1}, given_energy[] = {0.5, NAN};
    const struct hg_target_params params = {.n_region = 3,
                                            .n_sector = 2,
                                            .kg = kg,
                                            .output = output,
                                            .benchmark = benchmark,
                                            .given = given,
                                            .energy = energy,
                                            .given_energy = given_energy};
    assert_ok(hg_targets_create(&params, &targets, &err), err);
    return targets;
}

static const struct hg_target *pair(const struct hg_targets *t, uint32_t region,
                                    uint32_t sector)
{
    for (size_t i = 0; i < t->n; i++)
        if (t->target[i].region == region && t->target[i].sector == sector)
            return &t->target[i];
    fail();
    return NULL;
}

static void a_gap_to_the_best_has_two_parts(void **state)
{
    (void)state;
    struct hg_targets *t = make_with_energy(HG_BENCHMARK_BEST);
    const struct hg_target *first = pair(t, 0, 0), *second = pair(t, 1, 0);
    assert_near(first->by_carbon, 1.5, 1e-15);
    assert_near(first->by_energy, 1.5, 1e-15);
    assert_true(first->energy == 2 && first->benchmark_energy == 1);
    assert_near(second->by_carbon, 1, 1e-15);
    assert_true(second->by_energy == 0);
    assert_true(pair(t, 2, 0)->by_carbon == 0 && pair(t, 2, 0)->by_energy == 0);
    assert_true(isnan(pair(t, 0, 1)->by_carbon) && isnan(pair(t, 1, 1)->by_energy));
    /* Excess of the first two, 30 and 10, at 10 units each: 15 + 10 and 15. */
    assert_int_equal(t->n_split, 3);
    assert_near(t->by_carbon_kg, 25, 1e-15);
    assert_near(t->by_energy_kg, 15, 1e-15);
    hg_targets_destroy(t);
}

/* The mean: 90 kg and 60 TJ at 50 units, 1.8 = 1.5 x 1.2.  4 against it: 2.2 / ln(4
 * / 1.8) times ln(2 / 1.5) and ln(2 / 1.2) = 0.7926042 and 1.4073958 (bc).  One of sector
 * 1 is not known, so its mean is not. */
static void the_mean_has_the_energy_of_all(void **state)
{
    (void)state;
    struct hg_targets *t = make_with_energy(HG_BENCHMARK_MEAN);
    const struct hg_target *first = pair(t, 0, 0);
    assert_true(first->benchmark_energy == 1.2);
    assert_near(first->by_carbon, 0.7926042, 1e-7);
    assert_near(first->by_energy, 1.4073958, 1e-7);
    for (uint32_t r = 0; r < 3; r++)
        assert_near(pair(t, r, 0)->by_carbon + pair(t, r, 0)->by_energy,
                    pair(t, r, 0)->gap, 1e-14);
    assert_int_equal(t->n_split, 3);
    assert_true(isnan(pair(t, 1, 1)->benchmark_energy));
    hg_targets_destroy(t);
}

/* Given 1 = 2 x 0.5: 4 = 2 x 2 differs by energy alone. */
static void a_given_benchmark_may_tell_its_energy(void **state)
{
    (void)state;
    struct hg_targets *t = make_with_energy(HG_BENCHMARK_GIVEN);
    assert_true(pair(t, 0, 0)->by_carbon == 0);
    assert_near(pair(t, 0, 0)->by_energy, 3, 1e-15);
    assert_true(isnan(pair(t, 1, 1)->by_carbon));
    hg_targets_destroy(t);
}

static void refuses_what_is_no_figure(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_targets *t = NULL;
    const double bad[] = {40, 30, -1, 15, 30, 7}, much[] = {0, 0, 0, 0, 0, 1.5};
    const double given[] = {1, -2};
    struct hg_target_params params = {
        .n_region = 3, .n_sector = 2, .kg = bad, .output = output};
    assert_int_equal(hg_targets_create(&params, &t, &err), HG_E_ARG);
    assert_non_null(strstr(err.message, "region 1, sector 0: emissions of -1"));
    params.kg = kg;
    params.counted = much;
    assert_int_equal(hg_targets_create(&params, &t, &err), HG_E_ARG);
    assert_non_null(strstr(err.message, "region 2, sector 1: 1.5 of"));
    params.counted = NULL;
    params.benchmark = HG_BENCHMARK_GIVEN;
    params.given = given;
    assert_int_equal(hg_targets_create(&params, &t, &err), HG_E_ARG);
    assert_non_null(strstr(err.message, "sector 1: a benchmark of -2"));
    params.benchmark = HG_BENCHMARK_MEAN;
    params.energy = bad;
    assert_int_equal(hg_targets_create(&params, &t, &err), HG_E_ARG);
    assert_non_null(strstr(err.message, "region 1, sector 0: an energy of -1 TJ"));
    assert_null(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_best_is_the_benchmark),
        cmocka_unit_test(small_regions_are_no_example),
        cmocka_unit_test(gaps_to_the_mean_add_up_to_nothing),
        cmocka_unit_test(a_given_benchmark_and_exports_alone),
        cmocka_unit_test(some_regions_are_listed_against_all),
        cmocka_unit_test(laws_hold_for_any_numbers),
        cmocka_unit_test(a_gap_splits_into_carbon_and_energy),
        cmocka_unit_test(a_gap_to_the_best_has_two_parts),
        cmocka_unit_test(the_mean_has_the_energy_of_all),
        cmocka_unit_test(a_given_benchmark_may_tell_its_energy),
        cmocka_unit_test(refuses_what_is_no_figure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

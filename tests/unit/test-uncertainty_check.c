/* test-uncertainty_check.c - `uncertainty` of a study file, and the layers that need it
 */
#include "scratch.h"
#include "study/parse.h"
#include <hotgrid/study.h>

static const char head[] = "name: toy\n"
                           "year: 2012\n"
                           "grid: world-0.1deg\n"
                           "regions: {file: x, id: code}\n"
                           "trade: {format: pymrio, path: ., regions: x, sectors: x}\n"
                           "inventory:\n"
                           "  totals: [{file: x}]\n"
                           "  proxy_files: [{name: people, file: x, quantity: density}]\n"
                           "  blends: [{name: towns, of: [{proxy: people, share: 1}]}]\n";

static int make_files(void **state)
{
    if (scratch_setup(state) != 0)
        return -1;
    scratch_text("x", "x\n");
    return 0;
}

static struct hg_study *parse(const char *rest, struct hg_faults *faults)
{
    char text[2048];
    struct hg_error err = {0};
    struct hg_study *study = NULL;
    snprintf(text, sizeof(text), "%s%s", head, rest);
    const enum hg_status status = hg_study_parse(scratch_path("study.yaml"), text,
                                                 strlen(text), faults, &study, &err);
    assert_true(status == (hg_faults_count(faults) ? HG_E_STUDY : HG_OK));
    return study;
}

static void assert_one_fault(const char *rest, const char *expected)
{
    struct hg_faults *faults = scratch_faults();
    hg_study_destroy(parse(rest, faults));
    for (size_t i = 1; i < hg_faults_kept(faults); i++)
        fail_msg("one more: %s", hg_faults_line(faults, i));
    assert_fault(faults, 0, expected);
    hg_faults_destroy(faults);
}

static struct hg_study *parse_well(const char *rest)
{
    struct hg_faults *faults = scratch_faults();
    struct hg_study *study = parse(rest, faults);
    if (!study)
        fail_msg("%s", hg_faults_line(faults, 0));
    hg_faults_destroy(faults);
    return study;
}

static void a_study_without_the_key_has_none(void **state)
{
    (void)state;
    struct hg_study *s = parse_well("");
    assert_int_equal(s->uncertainty.line, 0);
    hg_study_destroy(s);
}

static void the_keys_are_read_and_points_of_a_sector_follow_all_points(void **state)
{
    (void)state;
    struct hg_study *s = parse_well(
        "uncertainty:\n"
        "  draws: 200\n"
        "  seed: 7\n"
        "  hold: false\n"
        "  totals: 0.1\n"
        "  points: 0.2\n"
        "  sectors: [{sector: a, sigma: 0.3}, {sector: b, points: 0}]\n"
        "  regions: [{region: X, sigma: 0.4}]\n"
        "  proxies: [{proxy: people, sigma: 0.5}, {proxy: towns, sigma: 0.6},\n"
        "            {proxy: area, sigma: 0.7}]\n");
    assert_true(s->uncertainty.line > 0);
    assert_int_equal(s->uncertainty.draws, 200);
    assert_int_equal(s->uncertainty.seed, 7);
    assert_false(s->uncertainty.hold);
    assert_near(s->uncertainty.totals, 0.1, 0);
    assert_int_equal(s->uncertainty.n_sectors, 2);
    assert_near(s->uncertainty.sectors[0].sigma, 0.3, 0);
    assert_near(s->uncertainty.sectors[0].points, 0.2, 0);
    assert_near(s->uncertainty.sectors[1].sigma, 0, 0);
    assert_near(s->uncertainty.sectors[1].points, 0, 0);
    assert_near(s->uncertainty.regions[0].sigma, 0.4, 0);
    assert_int_equal(s->uncertainty.n_proxies, 3);
    assert_near(s->uncertainty.proxies[2].sigma, 0.7, 0);
    hg_study_destroy(s);
}

static void totals_are_held_and_nothing_is_drawn_where_that_is_not_said(void **state)
{
    (void)state;
    struct hg_study *s = parse_well("uncertainty: {points: 0.2}\n");
    assert_true(s->uncertainty.hold);
    assert_int_equal(s->uncertainty.draws, 0);
    assert_int_equal(s->uncertainty.seed, 1);
    hg_study_destroy(s);
}

static void too_few_draws_are_a_fault(void **state)
{
    (void)state;
    assert_one_fault("uncertainty: {draws: 99}\n",
                     "study.yaml:10:22: 99 draws are too few for percentiles; ask for "
                     "100 or more, or for 0");
    hg_study_destroy(parse_well("uncertainty: {draws: 100}\n"));
}

static void percents_and_negative_sigmas_are_faults(void **state)
{
    (void)state;
    assert_one_fault("uncertainty: {points: 20}\n",
                     "study.yaml:10:23: `points` is 20, must be from 0 to 10");
    assert_one_fault("uncertainty: {sectors: [{sector: a, sigma: -0.1}]}\n",
                     "study.yaml:10:44: `sigma` is -0.1, must be from 0 to 10");
}

static void codes_that_stand_twice_are_faults(void **state)
{
    (void)state;
    assert_one_fault(
        "uncertainty:\n"
        "  sectors: [{sector: a, sigma: 0.1}, {sector: b}, {sector: a, sigma: 0.2}]\n",
        "study.yaml:11:51: `a` stands twice in `sectors` of `uncertainty`; keep one");
    assert_one_fault(
        "uncertainty:\n"
        "  proxies: [{proxy: people, sigma: 0.1}, {proxy: people, sigma: 0.1}]\n",
        "study.yaml:11:42: `people` stands twice in `proxies` of `uncertainty`; keep "
        "one");
}

static void unknown_proxies_are_faults(void **state)
{
    (void)state;
    assert_one_fault("uncertainty: {proxies: [{proxy: roads, sigma: 0.1}]}\n",
                     "study.yaml:10:33: there is no proxy `roads`; name one of "
                     "`proxy_files` or `blends`, or `area`");
}

static void layers_of_deviations_need_the_key(void **state)
{
    (void)state;
    assert_one_fault("layers: [{account: total, quantity: sigma}]\n",
                     "study.yaml:10:37: quantity `sigma` needs the key `uncertainty`, "
                     "which says how far the emissions may be off");
    hg_study_destroy(parse_well("layers: [{account: total, quantity: sigma},\n"
                                "  {destination: [all], quantity: relative_sigma}]\n"
                                "uncertainty: {points: 0.1}\n"));
}

static void stability_needs_draws_and_all_that_is_emitted(void **state)
{
    (void)state;
    static const char accounts[] =
        "`stability` goes with the accounts `total` and `foreign` of all sectors and "
        "regions";
    char expected[256];
    assert_one_fault("layers: [{account: total, quantity: stability}]\n"
                     "uncertainty: {points: 0.1}\n",
                     "study.yaml:10:37: quantity `stability` needs `draws` in "
                     "`uncertainty`");
    snprintf(expected, sizeof(expected), "study.yaml:10:10: %s", accounts);
    assert_one_fault("layers: [{destination: [USA], quantity: stability}]\n"
                     "uncertainty: {draws: 100}\n",
                     expected);
    assert_one_fault("layers: [{account: foreign, sector: [a], quantity: stability}]\n"
                     "uncertainty: {draws: 100}\n",
                     expected);
    hg_study_destroy(parse_well("layers: [{account: foreign, quantity: stability}]\n"
                                "uncertainty: {draws: 100}\n"));
}

static void what_a_tier_placed_has_no_deviation(void **state)
{
    (void)state;
    assert_one_fault("layers: [{tier: 1, quantity: sigma}]\n"
                     "uncertainty: {points: 0.1}\n",
                     "study.yaml:10:30: what a choice of proxies placed has no `sigma`; "
                     "map that of `total`, `foreign` or a `destination`");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_study_without_the_key_has_none),
        cmocka_unit_test(the_keys_are_read_and_points_of_a_sector_follow_all_points),
        cmocka_unit_test(totals_are_held_and_nothing_is_drawn_where_that_is_not_said),
        cmocka_unit_test(too_few_draws_are_a_fault),
        cmocka_unit_test(percents_and_negative_sigmas_are_faults),
        cmocka_unit_test(codes_that_stand_twice_are_faults),
        cmocka_unit_test(unknown_proxies_are_faults),
        cmocka_unit_test(layers_of_deviations_need_the_key),
        cmocka_unit_test(stability_needs_draws_and_all_that_is_emitted),
        cmocka_unit_test(what_a_tier_placed_has_no_deviation),
    };
    return cmocka_run_group_tests(tests, make_files, scratch_teardown);
}

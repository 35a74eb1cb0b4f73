/* test-plan.c - the layers a study asks for, and what they count */
#include "toy_study.h"

static int setup(void **state)
{
    if (scratch_setup(state) != 0)
        return -1;
    toy_files();
    return 0;
}

static void layers_are_named_after_what_they_show(void **state)
{
    (void)state;
    struct toy toy;
    toy_run(&toy,
            toy_study("  - {account: total, quantity: total}\n"
                      "  - {account: foreign, quantity: share, sector: [s1, s2]}\n"
                      "  - {account: dominant}\n"
                      "  - {destination: [all, both], region: [B]}\n",
                      "  - {name: both, members: [RA, RB]}\n"),
            STAGE_READ);
    static const char *const stem[] = {
        "co2_toy_total_per-cell",   "co2_toy_foreign_s1-s2_share", "co2_toy_dominant",
        "co2_toy_dominant-foreign", "co2_toy_to-RA_in-B",          "co2_toy_to-RB_in-B",
        "co2_toy_to-both_in-B",
    };
    assert_int_equal(toy.job->n_layer, 7);
    for (size_t i = 0; i < 7; i++)
        assert_string_equal(toy.job->layer[i].stem, stem[i]);
    assert_non_null(strstr(toy.job->layer[1].title, "Power"));
    assert_non_null(strstr(toy.job->layer[1].title, "Steel & more"));
    assert_non_null(strstr(toy.job->layer[4].title, "Land B"));
    assert_non_null(strstr(toy.job->layer[4].title, "2012"));
    assert_string_equal(toy.job->layer[1].sector, "s1 s2");
    assert_string_equal(toy.job->layer[1].origin, "all");
    assert_string_equal(toy.job->layer[4].destination, "RA");
    toy_end(&toy);
}

/* Coefficients of a layer's forms on A s1, A s2, A hh, B s1; industries by code. */
static void assert_counts(const struct job *job, const struct layer *layer,
                          const double expected[4])
{
    static const char *const region[] = {"A", "A", "A", "B"};
    static const char *const sector[] = {"s1", "s2", "hh", "s1"};
    double coefficient[2 * 6], diffuse[2 * 6];
    const size_t n_form = plan_forms(layer), n = hg_axis_size(job->inventory->sectors);
    assert_int_equal(job->mix->n_industry, 6);
    plan_coefficients(job, layer, coefficient, diffuse, n_form);
    for (size_t i = 0; i < 4; i++) {
        const size_t industry = hg_axis_find(job->inventory->regions, region[i]) * n +
                                hg_axis_find(job->inventory->sectors, sector[i]);
        assert_near(coefficient[industry * n_form], expected[i], 1e-15);
        assert_near(diffuse[industry * n_form], expected[i], 1e-15);
    }
}

static void a_layer_counts_the_shares_of_its_markets(void **state)
{
    (void)state;
    struct toy toy;
    toy_run(&toy,
            toy_study("  - {account: total, sector: [s1]}\n"
                      "  - {account: foreign}\n"
                      "  - {destination: [RA, both]}\n"
                      "  - {destination: [RB], region: [A]}\n",
                      "  - {name: both, members: [RA, RB]}\n"),
            STAGE_TRADE);
    const struct layer *layer = toy.job->layer;
    assert_counts(toy.job, &layer[0], (double[]){1, 0, 0, 1});
    assert_counts(toy.job, &layer[1], (double[]){0.25, 0.5, 0, 0.25});
    assert_counts(toy.job, &layer[2], (double[]){0.75, 0.5, 1, 0.25});
    assert_counts(toy.job, &layer[3], (double[]){1, 1, 1, 1});
    assert_counts(toy.job, &layer[4], (double[]){0.25, 0.5, 0, 0});
    toy_end(&toy);
}

static void a_share_is_of_what_has_a_known_market(void **state)
{
    (void)state;
    struct toy toy;
    toy_run(&toy, toy_study("  - {account: foreign, quantity: share, region: [A]}\n", ""),
            STAGE_TRADE);
    double coefficient[2 * 6] = {0}, diffuse[2 * 6] = {0};
    const struct layer *layer = &toy.job->layer[0];
    assert_int_equal(plan_forms(layer), 2);
    toy.job->mix->own[0] = HG_NOT_FOUND;
    plan_coefficients(toy.job, layer, coefficient, diffuse, 2);
    assert_true(coefficient[0] == 0 && coefficient[1] == 0);
    double whole = 0;
    for (size_t i = 0; i < 6; i++)
        whole += coefficient[i * 2 + 1];
    assert_true(whole == 2); /* of three sectors of A */
    toy_end(&toy);
}

/* Tier 0 counts what lies at sources, tier 1 what the first choice has spread. */
static void a_tier_counts_what_its_choice_has_placed(void **state)
{
    (void)state;
    struct toy toy;
    toy_run(&toy, toy_study("  - {tier: 0}\n  - {tier: 1, quantity: density}\n", ""),
            STAGE_TRADE);
    double coefficient[2 * 6] = {0}, diffuse[2 * 6] = {0};
    const struct layer *layer = toy.job->layer;
    assert_string_equal(layer[0].stem, "co2_toy_tier-0_share");
    assert_string_equal(layer[1].stem, "co2_toy_tier-1");
    for (size_t i = 0; i < 6; i++)
        toy.job->tier[i] = i % 2 ? 1 : 2;
    plan_coefficients(toy.job, &layer[0], coefficient, diffuse, 2);
    for (size_t i = 0; i < 6; i++) {
        assert_true(coefficient[2 * i] == 1 && diffuse[2 * i] == 0);
        assert_true(coefficient[2 * i + 1] == 1 && diffuse[2 * i + 1] == 1);
    }
    plan_coefficients(toy.job, &layer[1], coefficient, diffuse, 1);
    for (size_t i = 0; i < 6; i++)
        assert_true(coefficient[i] == 0 && diffuse[i] == (i % 2 ? 1 : 0));
    toy_end(&toy);
}

static void assert_refused(const char *layers, const char *groups, const char *line)
{
    struct hg_error err = {0};
    const struct hg_run_options options = {.threads = 1};
    struct hg_faults *faults = scratch_faults();
    struct job *job = NULL;
    enum hg_status status =
        job_create(toy_study(layers, groups), &options, faults, &job, &err);
    if (status == HG_OK)
        status = job_run(job, STAGE_READ, &err);
    assert_int_equal(status, HG_E_STUDY);
    assert_fault(faults, 0, line);
    job_destroy(job);
    hg_faults_destroy(faults);
}

static void words_that_name_nothing_are_told(void **state)
{
    (void)state;
    assert_refused("  - {account: total, sector: [s3]}\n", "",
                   "study.yaml:13: sector `s3` is not known; did you mean `s1`?");
    assert_refused("  - {destination: [RC]}\n", "",
                   "study.yaml:13: destination `RC` is neither a region of the trade "
                   "table nor a group; did you mean `RA`?");
    assert_refused(
        "  - {destination: [g]}\n", "  - {name: g, members: [RX]}\n",
        "study.yaml:13:25: member `RX` of group `g` is not a region of the trade "
        "table; did you mean `RA`?");
}

static void names_that_english_calls_with_an_article_have_one(void **state)
{
    (void)state;
    static const char *const with[] = {
        "United States", "United Kingdom",     "Netherlands", "Philippines",
        "USA",           "rest of the world",  "EU-27",       "Czech Republic",
        "UAE",           "Dominican Republic", "Middle East", "Russian Federation"};
    static const char *const without[] = {"China",    "Japan",    "Ukraine", "Europe",
                                          "Germany",  "USSR",     "",        "Usbekistan",
                                          "Tanzania", "Hong Kong"};
    for (size_t i = 0; i < sizeof(with) / sizeof(with[0]); i++)
        assert_string_equal(market_article(with[i]), "the ");
    for (size_t i = 0; i < sizeof(without) / sizeof(without[0]); i++)
        assert_string_equal(market_article(without[i]), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_that_english_calls_with_an_article_have_one),
        cmocka_unit_test(layers_are_named_after_what_they_show),
        cmocka_unit_test(a_layer_counts_the_shares_of_its_markets),
        cmocka_unit_test(a_share_is_of_what_has_a_known_market),
        cmocka_unit_test(a_tier_counts_what_its_choice_has_placed),
        cmocka_unit_test(words_that_name_nothing_are_told),
    };
    return cmocka_run_group_tests(tests, setup, scratch_teardown);
}

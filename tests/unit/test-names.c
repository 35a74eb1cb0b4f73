/* test-names.c - the files of layers by a pattern */
#include "study/names.h"
#include "toy_study.h"

static int setup(void **state)
{
    if (scratch_setup(state) != 0)
        return -1;
    toy_files();
    return 0;
}

static void placeholders_give_way_to_words(void **state)
{
    (void)state;
    const struct names_words words = {"co2", "china", "2012", "to-USA", "destination",
                                      "USA", "power", "all",  "share"};
    struct hg_text text = {0};
    names_fill(
        "{gas}{study}-{year}_{layer}{account}.{destination}{sector}{region}{quantity}",
        &words, &text);
    assert_false(text.failed);
    assert_string_equal(text.bytes, "co2china-2012_to-USAdestination.USApowerallshare");
    free(text.bytes);
    assert_true(names_has("x_{region}", "region"));
    assert_false(names_has("{regions}_region", "region"));
}

static void assert_refused(const char *pattern, const char *why)
{
    struct hg_error err = {0};
    assert_int_equal(names_check(pattern, &err), HG_E_STUDY);
    if (!strstr(err.message, why))
        fail_msg("`%s` is told so: %s", pattern, err.message);
}

static void a_pattern_that_files_cannot_have_is_refused(void **state)
{
    (void)state;
    struct hg_error err = {0};
    assert_ok(names_check("{study}-{layer}_1", &err), err);
    assert_refused("{studdy}_{layer}", "did you mean {study}");
    assert_refused("{}", "there are {gas}, {study}");
    assert_refused("{layer", "does not close");
    assert_refused("a/{layer}", "letters from A to Z");
    assert_refused("../{layer}", "letters from A to Z");
    assert_refused("{layer}.tif", "letters from A to Z");
    assert_refused("{layer} 1", "letters from A to Z");
    assert_refused("é{layer}", "letters from A to Z");
    assert_refused("a}", "letters from A to Z");
    assert_refused("-{layer}", "begins with `-`");
}

/* The study file with a pattern, as far as its plan; returns the first fault or NULL. */
static const char *plan(const char *names, const char *layers, struct toy *toy)
{
    char more[2000];
    struct hg_error err = {0};
    snprintf(more, sizeof(more), "%snames: \"%s\"\n", layers, names);
    *toy = (struct toy){.options = {.threads = 1}, .faults = scratch_faults()};
    hg_io_start();
    enum hg_status status =
        job_create(toy_study(more, ""), &toy->options, toy->faults, &toy->job, &err);
    if (status == HG_OK)
        status = job_run(toy->job, STAGE_READ, &err);
    if (status != HG_OK && hg_faults_kept(toy->faults) == 0)
        fail_msg("%s", err.message);
    return status == HG_OK ? NULL : hg_faults_line(toy->faults, 0);
}

static void assert_planned(const char *fault, const struct toy *toy)
{
    if (fault || !toy->job)
        abort();
}

static void layers_have_the_names_of_the_pattern(void **state)
{
    (void)state;
    struct toy toy;
    assert_planned(
        plan("{year}-{account}-{destination}-{sector}-{region}-{quantity}_{gas}",
             "  - {account: total, sector: [s1, s2], quantity: total}\n"
             "  - {account: dominant}\n  - {destination: [RB], region: [B]}\n",
             &toy),
        &toy);
    static const char *const stem[] = {"2012-total-all-s1-s2-all-per-cell_co2",
                                       "2012-dominant-all-all-all-class_co2",
                                       "2012-dominant-foreign-all-all-all-class_co2",
                                       "2012-destination-RB-all-B-density_co2"};
    assert_int_equal(toy.job->n_layer, 4);
    for (size_t i = 0; i < 4; i++)
        assert_string_equal(toy.job->layer[i].stem, stem[i]);
    assert_string_equal(names_stem(toy.job, &toy.job->layer[0], "total", "A"),
                        "2012-total-all-s1-s2-A-per-cell_co2");
    toy_end(&toy);
}

static void a_page_of_a_region_has_its_code(void **state)
{
    (void)state;
    struct toy toy;
    assert_planned(plan("{study}_{layer}", "  - {account: total}\n", &toy), &toy);
    assert_string_equal(names_stem(toy.job, &toy.job->layer[0], "total", "CN-HE"),
                        "toy_total_CN-HE");
    toy_end(&toy);
}

static void assert_told(const char *names, const char *layers, const char *why)
{
    struct toy toy;
    const char *fault = plan(names, layers, &toy);
    if (!fault || !strstr(fault, why))
        fail_msg("`%s` is told so: %s", names, fault ? fault : "not at all");
    toy_end(&toy);
}

static void names_that_collide_or_are_no_names_are_told(void **state)
{
    (void)state;
    static const char two[] = "  - {account: total}\n  - {account: foreign}\n";
    assert_told("{study}", two, "put {layer} into `names`");
    assert_told("{study}_{quantity}", two,
                "study.yaml:14: two layers would have the name");
    assert_told("con", "  - {account: total}\n", "a device on Windows");
    assert_told("{study}_{layer}_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "  - {account: total}\n", "longer than 128 bytes");
    assert_told("{nothing}", "  - {account: total}\n", "placeholder {nothing}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(placeholders_give_way_to_words),
        cmocka_unit_test(a_pattern_that_files_cannot_have_is_refused),
        cmocka_unit_test(layers_have_the_names_of_the_pattern),
        cmocka_unit_test(a_page_of_a_region_has_its_code),
        cmocka_unit_test(names_that_collide_or_are_no_names_are_told),
    };
    return cmocka_run_group_tests(tests, setup, scratch_teardown);
}

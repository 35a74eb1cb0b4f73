/* test-decompose_lever.c - a study's comparisons: by hand, without memory, and their rest
 */
#include "alloc.h"
#include "study/decomposed.h"
#include "study/levers.h"
#include "toy_study.h"

/* Another year: half of what A's s1 emits, and all demand twice as large. */
static void write_before(void)
{
    scratch_text(
        "inventory-before.csv",
        "region,sector,value,unit\nA,s1,30,t\nA,s2,40,t\nA,hh,20,t\nB,s1,100,t\n");
    scratch_text("before.yaml",
                 "name: toy\nyear: 2007\ngrid: grid.yaml\n"
                 "regions: {file: regions.geojson, id: id, name: name}\n"
                 "inventory:\n  totals: [{file: inventory-before.csv}]\n"
                 "  household: [hh]\n  proxies: [{use: [none-such]}]\n"
                 "  proxy_files: [{name: none-such, file: points.csv, quantity: "
                 "density}]\n"
                 "trade: {format: pymrio, path: ., regions: region_map.csv}\n"
                 "targets: {reference: mean}\n"
                 "decompose: [study.yaml]\n"
                 "output: out\n");
}

static int setup(void **state)
{
    if (scratch_setup(state) != 0)
        return -1;
    toy_files();
    write_before();
    return 0;
}

#define STUDY                                                                            \
    TOY_LAYERS                                                                           \
    "decompose:\n  - {before: before.yaml}\n  - {name: pair, regions: [RA, RB]}\n"

static const struct decomposition *by_method(const struct decomposed *d,
                                             const struct decompose_method *method)
{
    for (size_t i = 0; i < d->n; i++)
        if (d->found[i].method == method)
            return &d->found[i];
    fail_msg("no such decomposition");
    return NULL;
}

/* The tables are one and the same, so that intensity alone changes: 30 t of A s1, for RA
 * 3/4 of them.  Between regions: RA makes 4 of s1 with 60 t and 4 of s2 with 40; RB as
 * much of both, with 100 t and none: +40 and -40 t by intensity, and the 20 t of A's
 * households. */
static void effects_are_those_of_a_pencil(void **state)
{
    (void)state;
    struct toy toy;
    toy_run(&toy, toy_study(STUDY, ""), STAGE_LEVERS);
    const struct comparisons *c = toy.job->levers->comparisons;
    assert_int_equal(c->n, 2);
    const struct decomposed *years = &c->one[0], *pair = &c->one[1];
    assert_string_equal(years->side[0], "2007");
    assert_string_equal(years->side[1], "2012");
    assert_null(years->name);
    assert_string_equal(pair->name, "pair");
    const struct decomposition *made = by_method(years, &decompose_production),
                               *used = by_method(years, &decompose_consumption);
    const size_t all = hg_axis_size(years->sectors);
    assert_int_equal(all, 2);
    assert_near(decompose_at(years, made, 0, all)->effect[0], 30000, 1e-12);
    assert_near(decompose_at(years, used, 0, all)->effect[0], 22500, 1e-12);
    assert_near(decompose_at(years, used, 1, all)->effect[0], 7500, 1e-12);
    for (size_t k = 1; k < made->method->n; k++)
        assert_true(fabs(decompose_at(years, made, 2, all)->effect[k]) < 1e-9);
    const struct decomposition *one = by_method(pair, &decompose_economy);
    assert_near(decompose_at(pair, one, 0, 0)->effect[0], 40000, 1e-12);
    assert_near(decompose_at(pair, one, 0, 1)->effect[0], -40000, 1e-12);
    assert_near(decompose_at(pair, one, 0, all)->effect[5], -20000, 1e-12);
    assert_true(one->residual < 1e-12);
    toy_end(&toy);
}

/* What is found stands without the study it comes from. */
static void names_outlive_the_other_study(void **state)
{
    (void)state;
    struct toy toy;
    toy_run(&toy, toy_study(STUDY, "  - {name: both, members: [RA, RB]}\n"),
            STAGE_LEVERS);
    const struct comparisons *c = toy.job->levers->comparisons;
    const struct decomposed *years = &c->one[0];
    assert_null(years->before);
    assert_int_equal(years->n_party, 4);
    assert_string_equal(years->party[0].code, "RA");
    assert_string_equal(years->party[2].code, "both");
    assert_string_equal(years->party[3].code, "all");
    const struct decomposition *one = by_method(years, &decompose_production);
    const size_t all = hg_axis_size(years->sectors);
    assert_near(decompose_at(years, one, 2, all)->after, 220000, 1e-12);
    assert_near(decompose_at(years, one, 2, all)->effect[0],
                decompose_at(years, one, 3, all)->effect[0], 1e-12);
    struct hg_text table = {0};
    decompose_csv(years, NULL, 0, &table);
    assert_non_null(strstr(table.bytes, "\nstudy,production,sda,region,RA,"));
    free(table.bytes);
    toy_end(&toy);
}

/* The list of inputs names each file of the other study, and the key is another one where
 * its numbers are. */
static void the_other_study_counts_as_input(void **state)
{
    (void)state;
    char key[2][HG_DIGEST_TEXT];
    for (size_t k = 0; k < 2; k++) {
        struct toy toy;
        if (k == 1)
            scratch_text("inventory-before.csv", "region,sector,value,unit\nA,s1,31,t\nA,"
                                                 "s2,40,t\nA,hh,20,t\nB,s1,100,t\n");
        toy_run(&toy, toy_study(STUDY, ""), STAGE_LEVERS);
        memcpy(key[k], toy.job->input_key, HG_DIGEST_TEXT);
        char *inputs = json_dumps(job_inputs(toy.job), JSON_COMPACT);
        assert_non_null(inputs);
        const char *first = strstr(inputs, "/inventory-before.csv\"");
        assert_non_null(first);
        assert_null(strstr(first + 1, "/inventory-before.csv\""));
        assert_non_null(strstr(inputs, "/before.yaml\""));
        free(inputs);
        toy_end(&toy);
    }
    assert_string_not_equal(key[0], key[1]);
    write_before();
}

static void memory_may_end_anywhere(void **state)
{
    (void)state;
    struct toy toy;
    size_t failures = 0;
    const size_t before = alloc_live();
    toy_run(&toy, toy_study(STUDY, ""), STAGE_ACCOUNTS);
    for (size_t n = 1;; n += n < 400 ? 1 : 7) {
        struct hg_error err = {0};
        struct comparisons *found = NULL;
        char key[HG_DIGEST_TEXT];
        memcpy(key, toy.job->input_key, HG_DIGEST_TEXT);
        alloc_fail_at(n);
        const enum hg_status status = comparisons_find(toy.job, &found, &err);
        const bool failed = alloc_failed();
        alloc_fail_at(0);
        if (status == HG_OK)
            comparisons_destroy(found); /* a sentence may lack its memory */
        else
            assert_int_equal(status, HG_E_MEMORY);
        memcpy(toy.job->input_key, key, HG_DIGEST_TEXT);
        failures += status != HG_OK;
        if (!failed)
            break;
    }
    assert_true(failures > 100);
    toy_end(&toy); /* sentences and lines of the ledger live as long as the job */
    assert_int_equal(alloc_live(), before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(effects_are_those_of_a_pencil),
        cmocka_unit_test(names_outlive_the_other_study),
        cmocka_unit_test(the_other_study_counts_as_input),
        cmocka_unit_test(memory_may_end_anywhere),
    };
    return cmocka_run_group_tests(tests, setup, scratch_teardown);
}

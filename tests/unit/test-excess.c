/* test-excess.c - what lies above the benchmark, of industries and on the map, by hand */
#include "alloc.h"
#include "study/targets_pairs.h"
#include "toy_study.h"

static int setup(void **state)
{
    if (scratch_setup(state) != 0)
        return -1;
    toy_files();
    return 0;
}

#define LAYERS TOY_LAYERS "  - {account: excess}\n"

/* The part of each industry that the layer counts; 0 where none is expected. */
static void assert_parts(const char *study, double a_s1, double a_s2, double b_s1)
{
    struct toy toy;
    toy_run(&toy, study, STAGE_LEVERS);
    const struct hg_inventory *v = toy.job->inventory;
    const size_t n = hg_axis_size(v->sectors), a = hg_axis_find(v->regions, "A"),
                 b = hg_axis_find(v->regions, "B"), s1 = hg_axis_find(v->sectors, "s1"),
                 s2 = hg_axis_find(v->sectors, "s2"), hh = hg_axis_find(v->sectors, "hh");
    const double *part = toy.job->layer[2].coefficient;
    assert_non_null(part);
    assert_true(fabs(part[a * n + s1] - a_s1) < 1e-15);
    assert_true(fabs(part[a * n + s2] - a_s2) < 1e-15);
    assert_true(fabs(part[b * n + s1] - b_s1) < 1e-15);
    assert_true(part[a * n + hh] == 0);
    toy_end(&toy);
}

/* The table's outputs are 4 each.  s1: 60 t of RA and 100 t of RB, mean 160 / 8 = 20 t a
 * unit; RB is at 25: 5 x 4 x 1/4 for RA = 5 of its 100 t.  s2: 40 t of RA, none of RB,
 * mean 40 / 8 = 5; RA is at 10: 5 x 4 x 1/2 for RB = 10 of its 40 t. */
static void industries_of_the_table_have_the_parts_of_their_pairs(void **state)
{
    (void)state;
    assert_parts(toy_study(LAYERS "targets: {reference: mean}\n", ""), 0, 0.25, 0.05);
    assert_parts(toy_study(LAYERS "targets: {reference: mean, of: all}\n", ""), 0, 0.5,
                 0.2);
    assert_parts(toy_study(LAYERS "targets: {reference: mean, regions: [RB]}\n", ""), 0,
                 0, 0.05);
}

/* A makes 2 units of s1 with 60 t, B 10 with 100 t: 30 and 10 t a unit.  Above the best,
 * B: 20 x 2 x 1/4 for RB = 10 of 60 t; above 20 t, given: 10 x 2 x 1/4 = 5 of them. */
static void industries_of_the_study_have_their_own(void **state)
{
    (void)state;
    scratch_text("output.csv", "region,sector,output\nA,s1,2\nB,s1,10\n");
    scratch_text("given.csv", "sector,unit,intensity\ns1,t/unit,20\n");
    assert_parts(toy_study(LAYERS "targets: {output: output.csv, reference: best}\n", ""),
                 1.0 / 6, 0, 0);
    assert_parts(
        toy_study(LAYERS "targets: {output: output.csv, reference: given.csv}\n", ""),
        5.0 / 60, 0, 0);
}

/* 5 of 100 t of B and 10 of 40 t of A, wherever they are. */
static void the_map_adds_up_to_the_table(void **state)
{
    (void)state;
    struct toy toy;
    toy_run(&toy, toy_study(LAYERS "targets: {reference: mean}\n", ""), STAGE_HOTSPOTS);
    assert_near(hg_mass_kg(toy.job->layer[2].mass), 15000, 1e-12);
    assert_near(toy.job->levers->targets->targets->excess_kg, 15000, 1e-12);
    double study_kg = 0;
    for (size_t k = 0; k < toy.job->levers->targets->targets->n; k++)
        study_kg += targets_study_kg(toy.job, toy.job->levers->targets,
                                     &toy.job->levers->targets->targets->target[k]);
    assert_near(study_kg, 15000, 1e-12);
    toy_end(&toy);
}

static void memory_may_end_anywhere(void **state)
{
    (void)state;
    struct toy toy;
    scratch_text("energy.csv", "region,sector,energy,unit\nRA,s1,1,TJ\nRB,s1,2,TJ\n");
    toy_run(&toy,
            toy_study(TOY_LAYERS "targets: {reference: mean, energy: energy.csv}\n", ""),
            STAGE_ACCOUNTS);
    size_t failures = 0;
    for (size_t n = 1;; n++) {
        const size_t before = alloc_live();
        struct hg_error err = {0};
        struct target_finding *finding = NULL;
        alloc_fail_at(n);
        const enum hg_status status = targets_find(toy.job, &finding, &err);
        const bool failed = alloc_failed();
        alloc_fail_at(0);
        if (status == HG_OK)
            targets_destroy(finding); /* a sentence may lack its memory */
        else
            assert_int_equal(status, HG_E_MEMORY);
        assert_int_equal(alloc_live(), before);
        failures += status != HG_OK;
        if (!failed)
            break;
    }
    assert_true(failures > 8);
    toy_end(&toy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(industries_of_the_table_have_the_parts_of_their_pairs),
        cmocka_unit_test(industries_of_the_study_have_their_own),
        cmocka_unit_test(the_map_adds_up_to_the_table),
        cmocka_unit_test(memory_may_end_anywhere),
    };
    return cmocka_run_group_tests(tests, setup, scratch_teardown);
}

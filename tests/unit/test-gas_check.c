/* test-gas_check.c - gases, their potentials and the units of ready grids in a study file
 */
#include "scratch.h"
#include "study/parse.h"
#include <hotgrid/study.h>

static const char head[] = "name: toy\n"
                           "year: 2012\n"
                           "grid: world-0.1deg\n"
                           "regions: {file: x, id: code}\n"
                           "trade: {format: pymrio, path: ., regions: x, sectors: x}\n"
                           "inventory:\n";

static int make_files(void **state)
{
    if (scratch_setup(state) != 0)
        return -1;
    scratch_text("x", "x\n");
    return 0;
}

static struct hg_study *parse(const char *inventory, struct hg_faults *faults)
{
    char text[1024];
    struct hg_error err = {0};
    struct hg_study *study = NULL;
    snprintf(text, sizeof(text), "%s%s", head, inventory);
    const enum hg_status status = hg_study_parse(scratch_path("study.yaml"), text,
                                                 strlen(text), faults, &study, &err);
    assert_true(status == (hg_faults_count(faults) ? HG_E_STUDY : HG_OK));
    return study;
}

static void assert_one_fault(const char *inventory, const char *expected)
{
    struct hg_faults *faults = scratch_faults();
    hg_study_destroy(parse(inventory, faults));
    for (size_t i = 1; i < hg_faults_kept(faults); i++)
        fail_msg("one more: %s", hg_faults_line(faults, i));
    assert_fault(faults, 0, expected);
    hg_faults_destroy(faults);
}

static struct hg_study *parse_well(const char *inventory)
{
    struct hg_faults *faults = scratch_faults();
    struct hg_study *study = parse(inventory, faults);
    if (!study)
        fail_msg("%s", hg_faults_line(faults, 0));
    hg_faults_destroy(faults);
    return study;
}

static void equivalents_need_a_report(void **state)
{
    (void)state;
    assert_one_fault("  gas: co2e\n  totals: [{file: x}]\n",
                     "study.yaml:7:8: gas `co2e` needs `gwp`: the report (ar4, ar5 or "
                     "ar6) whose warming potentials count");
    assert_one_fault("  gwp: ar5\n  totals: [{file: x}]\n",
                     "study.yaml:7:8: `gwp` goes with gas `co2e` alone");
}

static void tables_learn_of_the_report(void **state)
{
    (void)state;
    struct hg_study *study = parse_well(
        "  gas: co2e\n  gwp: ar6\n  totals: [{file: x}]\n"
        "  points: [{file: x, total: add, columns: {gas: =CH4}}]\n"
        "  lines: [{file: x, total: add}]\n  areas: [{file: x, total: add}]\n");
    assert_int_equal(study->inventory.totals[0].gwp, HG_GWP_AR6);
    assert_int_equal(study->inventory.points[0].source.gwp, HG_GWP_AR6);
    assert_int_equal(study->inventory.lines[0].source.gwp, HG_GWP_AR6);
    assert_int_equal(study->inventory.areas[0].source.gwp, HG_GWP_AR6);
    hg_study_destroy(study);
    study = parse_well("  totals: [{file: x}]\n");
    assert_int_equal(study->inventory.totals[0].gwp, HG_GWP_NONE);
    hg_study_destroy(study);
}

static void ready_grids_stand_without_totals(void **state)
{
    (void)state;
    static const char *const good[] = {
        "  grids: [{file: x, sector: s, unit: t, basis: C}]\n",
        "  grids: [{file: x, sector: s, unit: kg m-2 s-1, basis: CO2}]\n",
        "  grids: [{file: x, sector: s, unit: mol m-2 s-1}]\n",
        "  grids: [{file: x, sector: s, unit: g C m-2 yr-1}]\n",
        "  gas: co2e\n  gwp: ar5\n  grids: [{file: x, sector: s, unit: t, gas: CH4}]\n",
    };
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
        hg_study_destroy(parse_well(good[i]));
}

static void units_and_gases_of_ready_grids_make_sense(void **state)
{
    (void)state;
    assert_one_fault("  grids: [{file: x, sector: s, unit: persons, basis: C}]\n",
                     "study.yaml:7:38: unit `persons` is not a mass of a cell or of an "
                     "area; write it like t, kt yr-1, kg m-2 s-1, t km-2 yr-1 or mol m-2 "
                     "s-1");
    assert_one_fault(
        "  grids: [{file: x, sector: s, unit: t}]\n",
        "study.yaml:7:11: `basis` is missing: say CO2 (mass of the gas) or C "
        "(mass of its carbon)");
    assert_one_fault(
        "  grids: [{file: x, sector: s, unit: t, basis: c}]\n",
        "study.yaml:7:48: basis `c` must be CO2 (mass of the gas) or C (mass "
        "of its carbon)");
    assert_one_fault("  grids: [{file: x, sector: s, unit: tC, basis: CO2}]\n",
                     "study.yaml:7:38: unit `tC` and basis `CO2` contradict each other");
    assert_one_fault("  grids: [{file: x, sector: s, unit: t, gas: CH4}]\n",
                     "study.yaml:7:46: gas `CH4` is not CO2; say `gas: co2e` and `gwp` "
                     "under `inventory`");
    assert_one_fault("  gas: co2e\n  gwp: ar4\n"
                     "  grids: [{file: x, sector: s, unit: t, gas: CH4_fossil}]\n",
                     "study.yaml:9:46: gas `CH4_fossil` has no warming potential in IPCC "
                     "AR4 WG1 Table 2.14");
    assert_one_fault("  gas: co2e\n  gwp: ar4\n"
                     "  grids: [{file: x, sector: s, unit: mol m-2 s-1, gas: CH4}]\n",
                     "study.yaml:9:11: moles and masses of carbon are taken for CO2 "
                     "alone; give the mass of `CH4`");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equivalents_need_a_report),
        cmocka_unit_test(tables_learn_of_the_report),
        cmocka_unit_test(ready_grids_stand_without_totals),
        cmocka_unit_test(units_and_gases_of_ready_grids_make_sense),
    };
    return cmocka_run_group_tests(tests, make_files, scratch_teardown);
}

/* test-totals.c - inventory files: masses, renames, and what is wrong with a row */
#include "alloc.h"
#include "scratch.h"
#include <hotgrid/tables.h>

static struct hg_totals *read_sources(size_t n, const struct hg_table_source *sources,
                                      struct hg_faults *faults)
{
    struct hg_error err = {0};
    struct hg_totals *totals = NULL;
    assert_ok(hg_read_totals(n, sources, faults, &totals, &err), err);
    return totals;
}

static struct hg_totals *read_text(const char *text, struct hg_faults *faults)
{
    const struct hg_table_source source = {.path = scratch_text("inventory.csv", text)};
    return read_sources(1, &source, faults);
}

static void masses_are_kilograms_of_co2(void **state)
{
    (void)state;
    struct hg_faults *faults = scratch_faults();
    struct hg_totals *totals = read_text("region,sector,value,unit,basis\n"
                                         "DE,power,1.5,kt,CO2\n"
                                         "DE,steel,12.011,t,C\n"
                                         "FR,power,0,Mt,CO2\n"
                                         "FR,steel,250,g,CO2\n",
                                         faults);
    assert_int_equal(hg_faults_count(faults), 0);
    assert_int_equal(totals->n, 4);
    /* by hand; 12.011 t of carbon are 44.009 t of CO2 */
    assert_near(hg_mass_kg(totals->total[0].mass), 1.5e6, 0);
    assert_near(hg_mass_kg(totals->total[1].mass), 44009, 1e-10);
    assert_near(hg_mass_kg(totals->total[2].mass), 0, 0);
    assert_near(hg_mass_kg(totals->total[3].mass), 0.25, 0);
    assert_string_equal(totals->total[1].region, "DE");
    assert_string_equal(totals->total[1].sector, "steel");
    assert_int_equal(totals->total[3].line, 5);
    assert_string_equal(totals->total[3].file, scratch_path("inventory.csv"));
    hg_totals_destroy(totals);
    hg_faults_destroy(faults);
}

static void rows_may_say_how_far_they_are_off(void **state)
{
    (void)state;
    struct hg_faults *faults = scratch_faults();
    struct hg_totals *totals = read_text("region,sector,value,unit,uncertainty\n"
                                         "A,s,1,t,0.25\n"
                                         "A,t,1,t,\n"
                                         "B,s,1,t,0\n",
                                         faults);
    assert_int_equal(hg_faults_count(faults), 0);
    assert_near(totals->total[0].sigma, 0.25, 0);
    assert_true(isnan(totals->total[1].sigma));
    assert_true(totals->total[2].sigma == 0);
    hg_totals_destroy(totals);

    totals = read_text("region,sector,value,unit\nA,s,1,t\n", faults);
    assert_true(isnan(totals->total[0].sigma));
    hg_totals_destroy(totals);

    totals = read_text("region,sector,value,unit,uncertainty\n"
                       "A,s,1,t,20\n"
                       "A,t,1,t,-0.1\n"
                       "B,s,1,t,much\n",
                       faults);
    assert_int_equal(totals->n, 0);
    assert_fault(
        faults, 0,
        "inventory.csv:2:9: uncertainty 20 must be 0 to 10: a standard deviation "
        "as a part of the value, 0.1 for 10 percent");
    assert_fault(faults, 1,
                 "inventory.csv:3:9: uncertainty -0.1 must be 0 to 10: a standard "
                 "deviation as a part of the value, 0.1 for 10 percent");
    assert_int_equal(hg_faults_count(faults), 3);
    hg_totals_destroy(totals);
    hg_faults_destroy(faults);
}

static void files_are_read_one_after_the_other(void **state)
{
    (void)state;
    struct hg_faults *faults = scratch_faults();
    const struct hg_table_source sources[] = {
        {.path = scratch_text("one.csv", "unit,value,sector,region\nt,1,s,A\nt,2,s,B\n")},
        {.path = scratch_text("two.csv", "region,sector,value,unit\nC,s,3,t\n")}};
    struct hg_totals *totals = read_sources(2, sources, faults);
    assert_int_equal(totals->n, 3);
    assert_string_equal(totals->total[2].region, "C");
    assert_string_equal(totals->total[2].file, sources[1].path);
    assert_near(hg_mass_kg(totals->total[1].mass), 2000, 0);
    hg_totals_destroy(totals);
    hg_faults_destroy(faults);
}

static void columns_are_renamed_and_constant(void **state)
{
    (void)state;
    struct hg_faults *faults = scratch_faults();
    const char *const standard[] = {"value", "unit", "region"};
    const char *const actual[] = {"kt CO2", "=kt", "ISO"};
    const struct hg_table_source source = {
        .path = scratch_text("inventory.csv", "ISO,sector,kt CO2\nDE,power,2\n"),
        .columns = {3, standard, actual}};
    struct hg_totals *totals = read_sources(1, &source, faults);
    assert_int_equal(hg_faults_count(faults), 0);
    assert_int_equal(totals->n, 1);
    assert_string_equal(totals->total[0].region, "DE");
    assert_near(hg_mass_kg(totals->total[0].mass), 2e6, 0);
    hg_totals_destroy(totals);
    hg_faults_destroy(faults);
}

static void faults_of_columns_name_the_cure(void **state)
{
    (void)state;
    struct hg_faults *faults = scratch_faults();
    hg_totals_destroy(read_text("region,sectr,val,unit\nDE,power,2,kt\n", faults));
    assert_int_equal(hg_faults_count(faults), 2);
    assert_fault(faults, 0,
                 "inventory.csv:1:1: there is no column sector; its columns are region, "
                 "sectr, val, unit; did you mean sectr?; say in the study file under "
                 "`columns` what it is called, or rename it in the file");
    assert_fault(faults, 1,
                 "inventory.csv:1:1: there is no column value; its columns are region, "
                 "sectr, val, unit; say in the study file under `columns` what it is "
                 "called, or rename it in the file");
    hg_faults_destroy(faults);

    faults = scratch_faults();
    hg_totals_destroy(read_text("region;sector;value;unit\nDE;power;2;kt\n", faults));
    assert_int_equal(hg_faults_count(faults), 4);
    assert_non_null(strstr(hg_faults_line(faults, 0),
                           "save the table with commas between its fields"));
    hg_faults_destroy(faults);

    faults = scratch_faults();
    const char *const standard[] = {"value", "unit", "secto"};
    const char *const actual[] = {"kt", "=kt", "x"};
    const struct hg_table_source source = {
        .path =
            scratch_text("inventory.csv", "region,sector,value,unit\nDE,power,2,kt\n"),
        .columns = {3, standard, actual}};
    struct hg_totals *totals = read_sources(1, &source, faults);
    assert_int_equal(totals->n, 0);
    assert_int_equal(hg_faults_count(faults), 3);
    assert_fault(
        faults, 0,
        "inventory.csv:1:1: the study file gives a column for secto, which is not "
        "read here; did you mean sector?");
    assert_fault(
        faults, 1,
        "inventory.csv:1:1: there is no column kt, which the study file names for "
        "value; its columns are region, sector, value, unit; correct `columns` in "
        "the study file");
    assert_fault(faults, 2,
                 "inventory.csv:1:1: it has a column unit, but the study file gives the "
                 "constant \"=kt\" for it; delete one of the two");
    hg_totals_destroy(totals);
    hg_faults_destroy(faults);
}

static void every_fault_of_a_row_is_told(void **state)
{
    (void)state;
    struct hg_faults *faults = scratch_faults();
    struct hg_totals *totals = read_text("region,sector,value,unit,basis,gas\n"
                                         ",power,-5,KT,CO3,CH4\n"
                                         "DE,,1e999,,,co2\n"
                                         "DE,power,1,kt,C,CO2\n"
                                         "DE,steel,9,Gt,CO2,CO2\n"
                                         "DE,other,1,kt,CO2,N2O\n",
                                         faults);
    assert_int_equal(totals->n, 1);
    assert_int_equal(totals->total[0].line, 4);
    assert_int_equal(hg_faults_count(faults), 11);
    assert_fault(faults, 0, "inventory.csv:2:1: region is empty; every row needs one");
    assert_fault(faults, 1,
                 "inventory.csv:2:8: value is -5, below 0; it must be 0 or more");
    assert_fault(faults, 2,
                 "inventory.csv:2:11: unknown unit \"KT\"; known are Gg, Gt, Mg, Mt, Pg, "
                 "Tg, g, kg, kt, t; did you mean kt?");
    assert_fault(
        faults, 3,
        "inventory.csv:2:14: basis \"CO3\" is neither CO2 (mass of the gas) nor C "
        "(mass of its carbon); write one of them");
    assert_fault(faults, 4,
                 "inventory.csv:2:18: gas \"CH4\" is not CO2; delete the rows of other "
                 "gases, or say `gas: co2e` under `inventory` in the study file");
    assert_fault(faults, 5, "inventory.csv:3:4: sector is empty; every row needs one");
    assert_fault(faults, 7, "inventory.csv:3:11: unit is empty; every row needs one");
    /* A mass holds 8.79 Gt: METHODS' int64 of 2^-20 kg. */
    assert_non_null(strstr(hg_faults_line(faults, 9), "inventory.csv:5:10: "));
    hg_totals_destroy(totals);
    hg_faults_destroy(faults);
}

/* By hand: 2 t of CH4 are 56 t in AR5 and 50 t in AR4, 1 kg of SF6 is 23.5 t. */
static void other_gases_count_by_their_potential(void **state)
{
    (void)state;
    struct hg_faults *faults = scratch_faults();
    struct hg_table_source source = {.path = scratch_text("gases.csv",
                                                          "region,sector,value,unit,gas\n"
                                                          "DE,power,0.1,kt,CO2\n"
                                                          "DE,power,2,t,ch4\n"
                                                          "DE,power,1,kg,SF6\n"
                                                          "DE,power,7,t,CO2e\n"),
                                     .gwp = HG_GWP_AR5};
    struct hg_totals *totals = read_sources(1, &source, faults);
    assert_int_equal(hg_faults_count(faults), 0);
    assert_int_equal(totals->n, 4);
    static const double kg[] = {100e3, 56e3, 23500, 7000};
    for (size_t i = 0; i < 4; i++) {
        assert_near(hg_mass_kg(totals->total[i].mass), kg[i], 0);
        for (size_t k = 0; k < i; k++)
            assert_true(totals->total[i].gas != totals->total[k].gas);
    }
    hg_totals_destroy(totals);
    source.gwp = HG_GWP_AR4;
    totals = read_sources(1, &source, faults);
    assert_near(hg_mass_kg(totals->total[1].mass), 50e3, 0);
    hg_totals_destroy(totals);
    hg_faults_destroy(faults);
}

static void gases_without_a_potential_are_faults(void **state)
{
    (void)state;
    struct hg_faults *faults = scratch_faults();
    const struct hg_table_source source = {
        .path = scratch_text("gases.csv", "region,sector,value,unit,basis,gas\n"
                                          "DE,power,1,t,CO2,laughter\n"
                                          "DE,power,2,t,CO2,CH4_fossil\n"
                                          "DE,power,2,t,C,CH4\n"
                                          "DE,power,2,t,C,\n"),
        .gwp = HG_GWP_AR4};
    hg_totals_destroy(read_sources(1, &source, faults));
    assert_int_equal(hg_faults_count(faults), 4);
    const char *line = hg_faults_line(faults, 0);
    assert_non_null(strstr(line, "gases.csv:2:18: gas \"laughter\" is not one of IPCC "
                                 "AR4 WG1 Table 2.14; it has CO2, CO2e, CH4, N2O"));
    assert_null(strstr(line, "fossil"));
    assert_non_null(
        strstr(hg_faults_line(faults, 1),
               "gases.csv:3:18: gas \"CH4_fossil\" has no warming potential"));
    assert_fault(faults, 2,
                 "gases.csv:4:14: basis C goes with CO2 alone; give the mass of the gas");
    hg_faults_destroy(faults);
}

static void every_row_keeps_its_own_codes(void **state)
{
    (void)state;
    enum { ROWS = 5000 }; /* more codes than the cache of codes has places */
    struct hg_faults *faults = scratch_faults();
    char *text = malloc(ROWS * 32 + 64), *end = text;
    assert_non_null(text);
    end += sprintf(end, "region,sector,value,unit\n");
    for (int i = 0; i < ROWS; i++)
        end += sprintf(end, "R%d,s%d,1,kt\n", i, i % 7);
    struct hg_totals *totals = read_text(text, faults);
    assert_int_equal(totals->n, ROWS);
    for (int i = 0; i < ROWS; i++) {
        char region[16], sector[16];
        snprintf(region, sizeof(region), "R%d", i);
        snprintf(sector, sizeof(sector), "s%d", i % 7);
        assert_string_equal(totals->total[i].region, region);
        assert_string_equal(totals->total[i].sector, sector);
    }
    free(text);
    hg_totals_destroy(totals);
    hg_faults_destroy(faults);
}

static void a_missing_file_fails_at_once(void **state)
{
    (void)state;
    struct hg_faults *faults = scratch_faults();
    struct hg_error err = {0};
    struct hg_totals *totals = NULL;
    const struct hg_table_source source = {.path = scratch_path("gone.csv")};
    assert_int_equal(hg_read_totals(1, &source, faults, &totals, &err), HG_E_INPUT);
    assert_null(totals);
    assert_int_equal(hg_faults_count(faults), 0);
    hg_faults_destroy(faults);
}

static void every_failed_allocation_is_told_and_nothing_leaks(void **state)
{
    (void)state;
    struct hg_faults *faults = scratch_faults();
    const struct hg_table_source source = {
        .path = scratch_text("inventory.csv",
                             "region,sector,value,unit\nDE,power,2,kt\nDE,steel,2,kt\n")};
    for (size_t n = 1;; n++) {
        struct hg_error err = {0};
        struct hg_totals *totals = NULL;
        const size_t before = alloc_live();
        alloc_fail_at(n);
        const enum hg_status status = hg_read_totals(1, &source, faults, &totals, &err);
        hg_totals_destroy(totals);
        assert_int_equal(alloc_live(), before);
        if (!alloc_failed()) {
            assert_int_equal(status, HG_OK);
            assert_true(n > 5);
            break;
        }
        assert_int_equal(status, HG_E_MEMORY);
    }
    alloc_fail_at(0);
    hg_faults_destroy(faults);
}

/* Sums and counts as the descriptions of the data state them: 7,358 rows and 35,013.384
 * Mt for the world; 1,328 rows and 9,742.700616 Mt for China. */
static void real_inventories_have_the_sums_they_are_known_for(void **state)
{
    (void)state;
    const char *data = getenv("HOTGRID_DATA");
    if (!data) {
        print_message("HOTGRID_DATA is not set\n");
        skip();
    }
    static const struct {
        const char *name;
        size_t n;
        double mt, within;
    } files[] = {{"world-2011", 7358, 35013.384, 5e-4 / 35013},
                 {"china-2012", 1328, 9742.700616, 5e-7 / 9742}};
    for (size_t i = 0; i < 2; i++) {
        char path[512];
        snprintf(path, sizeof(path), "%s/%s/inventory.csv", data, files[i].name);
        const struct hg_table_source source = {.path = path};
        struct hg_faults *faults = scratch_faults();
        struct hg_totals *totals = read_sources(1, &source, faults);
        hg_mass_sum sum = 0;
        for (size_t k = 0; k < totals->n; k++)
            sum += totals->total[k].mass;
        assert_int_equal(hg_faults_count(faults), 0);
        assert_int_equal(totals->n, files[i].n);
        assert_near(hg_mass_kg(sum) * 1e-9, files[i].mt, files[i].within);
        hg_totals_destroy(totals);
        hg_faults_destroy(faults);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(masses_are_kilograms_of_co2),
        cmocka_unit_test(rows_may_say_how_far_they_are_off),
        cmocka_unit_test(files_are_read_one_after_the_other),
        cmocka_unit_test(columns_are_renamed_and_constant),
        cmocka_unit_test(faults_of_columns_name_the_cure),
        cmocka_unit_test(every_fault_of_a_row_is_told),
        cmocka_unit_test(other_gases_count_by_their_potential),
        cmocka_unit_test(gases_without_a_potential_are_faults),
        cmocka_unit_test(every_row_keeps_its_own_codes),
        cmocka_unit_test(a_missing_file_fails_at_once),
        cmocka_unit_test(every_failed_allocation_is_told_and_nothing_leaks),
        cmocka_unit_test(real_inventories_have_the_sums_they_are_known_for),
    };
    return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}

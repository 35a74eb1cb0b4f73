/* test-mrio_emissions.c - emissions of a trade table: accounts that come with it, and
 * files
 *
 * The table has 2 regions x 2 sectors; expected numbers are worked out by hand beside
 * each test. */
#include "alloc.h"
#include "scratch.h"
#include <hotgrid/mrio_file.h>
#include <hotgrid/units.h>
#include <sys/stat.h>

#define COLUMNS "region\tA\tA\tB\tB\nsector\ts1\ts2\ts1\ts2\n"
/* Y has its regions in another order than Z, so F_Y may. */
#define DEMANDS "region\tB\tB\tA\tA\ncategory\thh\tgov\tgov\thh\n"

static void write_table(void)
{
    scratch_text("Z.txt", "region\t\tA\tA\tB\tB\nsector\t\ts1\ts2\ts1\ts2\n"
                          "A\ts1\t1\t2\t3\t4\nA\ts2\t5\t6\t7\t8\n"
                          "B\ts1\t0\t1\t1\t2\nB\ts2\t9\t1\t1\t2\n");
    scratch_text("Y.txt", "region\t\tB\tB\tA\tA\ncategory\t\thh\tgov\tgov\thh\n"
                          "A\ts1\t1\t2\t3\t4\nA\ts2\t5\t6\t7\t8\n"
                          "B\ts1\t9\t1\t1\t2\nB\ts2\t3\t1\t1\t6\n");
    scratch_text("unit.txt", "region\tsector\tunit\nA\ts1\tM.EUR\nA\ts2\tM.EUR\n"
                             "B\ts1\tM.EUR\nB\ts2\tM.EUR\n");
}

static void write_extension(void)
{
    assert_int_equal(mkdir(scratch_path("air"), 0777), 0);
    scratch_text("air/F.txt", COLUMNS "stressor\t\t\t\t\n"
                                      "CO2 - combustion\t1\t2\t3\t4\n"
                                      "CO2, other\t10\t20\t30\t40\n"
                                      "CH4 - rice\t1\t0\t0\t0\n"
                                      "carbon\t12.011\t0\t0\t0\n"
                                      "jobs\t7\t7\t7\t7\n"
                                      "nothing told\t1\t1\t1\t1\n");
    scratch_text("air/F_Y.txt", DEMANDS "stressor\t\t\t\t\n"
                                        "CO2 - combustion\t100\t1\t2\t300\n"
                                        "CO2, other\t5\t0\t0\t0.5\n"
                                        "CH4 - rice\t0\t0\t0\t0\n"
                                        "carbon\t0\t0\t0\t0\n"
                                        "jobs\t0\t0\t0\t0\n"
                                        "nothing told\t0\t0\t0\t0\n");
    scratch_text("air/unit.txt", "\tunit\nCO2 - combustion\tkt\nCO2, other\tGg CO2-eq.\n"
                                 "CH4 - rice\tt\ncarbon\tt C\njobs\t1000 p\n"
                                 "nothing told\t\n");
}

static int setup(void **state)
{
    if (scratch_setup(state) != 0)
        return -1;
    write_table();
    write_extension();
    return 0;
}

static int teardown(void **state)
{
    static const char *const names[] = {"air/F.txt", "air/F_Y.txt", "air/unit.txt"};
    for (size_t i = 0; i < 3; i++)
        unlink(scratch_path(names[i]));
    rmdir(scratch_path("air"));
    return scratch_teardown(state);
}

static enum hg_status try_read(size_t n, const struct hg_mrio_account *account,
                               struct hg_mrio **out, struct hg_error *err)
{
    const struct hg_mrio_source source = {.format = "pymrio",
                                          .path = scratch_folder,
                                          .n_account = n,
                                          .account = account,
                                          .threads = 2};
    return hg_read_mrio(&source, out, err);
}

/* kg of the four industries and of the households of A and B. */
static void assert_emissions(size_t n, const struct hg_mrio_account *account,
                             const double expected[6])
{
    struct hg_error err = {0};
    struct hg_mrio *mrio = NULL;
    assert_ok(try_read(n, account, &mrio, &err), err);
    assert_string_equal(mrio->unit, "M.EUR");
    assert_non_null(mrio->emissions);
    for (size_t i = 0; i < 4; i++)
        assert_near(mrio->emissions->industry[i], expected[i], 1e-15);
    for (size_t r = 0; r < 2; r++)
        assert_near(mrio->emissions->household[r], expected[4 + r], 1e-15);
    hg_mrio_destroy(mrio);
}

static void assert_refused(const struct hg_mrio_account *account, enum hg_status status,
                           const char *expected)
{
    struct hg_error err = {0};
    struct hg_mrio *mrio = NULL;
    assert_int_equal(try_read(1, account, &mrio, &err), status);
    assert_null(mrio);
    const size_t n = strlen(scratch_folder);
    const bool placed = strncmp(err.message, scratch_folder, n) == 0;
    assert_string_equal(err.message + (placed ? n : 0), expected);
}

/* Combustion in kt, 1e6 kg; F_Y of A is 2 + 300, of B 100 + 1. */
static void an_account_is_chosen_by_its_name(void **state)
{
    (void)state;
    const struct hg_mrio_account whole = {.name = "air/CO2 - combustion"};
    const struct hg_mrio_account part = {.name = "CO2 - combustion", .unit = "Gg"};
    const double expected[] = {1e6, 2e6, 3e6, 4e6, 302e6, 101e6};
    assert_emissions(1, &whole, expected);
    assert_emissions(1, &part, expected);
}

static void several_accounts_are_added_up(void **state)
{
    (void)state;
    const struct hg_mrio_account both[] = {{.name = "CO2, other"},
                                           {.name = "CO2 - combustion"}};
    assert_emissions(2, both, (const double[]){11e6, 22e6, 33e6, 44e6, 302.5e6, 106e6});
}

/* 12.011 t of carbon are 44.009 t of CO2 (molar masses). */
static void carbon_is_turned_into_co2(void **state)
{
    (void)state;
    const struct hg_mrio_account account = {.name = "carbon"};
    assert_emissions(1, &account, (const double[]){44009, 0, 0, 0, 0, 0});
}

/* 1 t of CH4 is 28 t of CO2 by AR5 (IPCC 2013, Table 8.A.1). */
static void other_gases_count_by_their_potentials(void **state)
{
    (void)state;
    struct hg_mrio_account account = {
        .name = "CH4 - rice", .gas = "CH4", .gwp = HG_GWP_AR5};
    assert_emissions(1, &account, (const double[]){28000, 0, 0, 0, 0, 0});
    account.gwp = HG_GWP_NONE;
    assert_refused(
        &account, HG_E_INPUT,
        ": account `air/CH4 - rice` is of CH4, which counts where the study says "
        "`gas: co2e` and has a potential for it");
    account.gas = NULL;
    assert_refused(
        &account, HG_E_INPUT,
        ": account `air/CH4 - rice` looks like another gas than CO2; say which "
        "(`gas: CH4`)");
    account.gas = "XY9";
    assert_refused(&account, HG_E_INPUT,
                   ": gas `XY9` of account `air/CH4 - rice` is not known; `hotgrid info` "
                   "lists the gases");
}

static void a_unit_must_be_known_somewhere(void **state)
{
    (void)state;
    struct hg_mrio_account account = {.name = "nothing told"};
    assert_refused(
        &account, HG_E_INPUT,
        ": account `air/nothing told` has no unit there, and none in the study; "
        "say it (`unit: kg`)");
    account.unit = "t";
    assert_emissions(1, &account, (const double[]){1e3, 1e3, 1e3, 1e3, 0, 0});
    account = (struct hg_mrio_account){.name = "jobs"};
    assert_refused(
        &account, HG_E_INPUT,
        ": unit \"1000 p\" of account `air/jobs` is no mass; say it in the study "
        "(kg, t, kt, Gg, Mt; `t C` for carbon)");
    account = (struct hg_mrio_account){.name = "CO2 - combustion", .unit = "t"};
    assert_refused(
        &account, HG_E_INPUT,
        ": unit of account `air/CO2 - combustion` is \"kt\" there and \"t\" in "
        "the study; correct one");
}

static void accounts_that_are_not_there_are_told(void **state)
{
    (void)state;
    struct hg_mrio_account account = {.name = "CO2 - combustoin"};
    assert_refused(
        &account, HG_E_INPUT,
        ": has no account `CO2 - combustoin`; did you mean `CO2 - combustion`?; "
        "`hotgrid mrio info` lists its 6");
    account = (struct hg_mrio_account){0};
    assert_refused(
        &account, HG_E_STUDY,
        "entry 1 of `emissions` of the trade table names neither an account nor "
        "a file");
    account.household.path = scratch_path("none.csv");
    account.unit = "kg";
    assert_refused(&account, HG_E_STUDY,
                   "entry 1 of `emissions` of the trade table is a file, which says its "
                   "units and gases itself, in columns");
    struct hg_error err = {0};
    struct hg_mrio *mrio = NULL;
    const struct hg_mrio_account twice[] = {{.name = "carbon"}, {.name = "air/carbon"}};
    assert_int_equal(try_read(2, twice, &mrio, &err), HG_E_INPUT);
    assert_non_null(strstr(err.message, "account `air/carbon` is asked for twice"));
}

static void rows_and_columns_of_accounts_must_fit(void **state)
{
    (void)state;
    const struct hg_mrio_account account = {.name = "CO2 - combustion"};
    scratch_text("air/F.txt", "region\tA\tA\tB\tB\nsector\ts1\ts2\ts2\ts1\n"
                              "CO2 - combustion\t1\t2\t3\t4\n");
    assert_refused(&account, HG_E_INPUT,
                   "/air/F.txt:2:14: column 3 is (B, s2), and that of Z is (B, s1); the "
                   "columns must be those of Z in the same order");
    scratch_text("air/F.txt", "region\tA\tA\tB\nsector\ts1\ts2\ts1\n"
                              "CO2 - combustion\t1\t2\t3\n");
    assert_refused(
        &account, HG_E_INPUT,
        "/air/F.txt:1:1: 3 columns of numbers, and Z has 4; take both from the "
        "same release");
    scratch_text("air/F.txt", COLUMNS "CO2 - other\t1\t2\t3\t4\n");
    char message[400];
    (void)snprintf(
        message, sizeof(message),
        "/air/F.txt: has no row CO2 - combustion, which %s lists; take both from "
        "the same release",
        scratch_path("air/unit.txt"));
    assert_refused(&account, HG_E_INPUT, message);
    scratch_text("air/F.txt",
                 COLUMNS "CO2 - combustion\t1\t2\t3\t4\nCO2 - combustion\t1\t2\t3\t4\n");
    assert_refused(&account, HG_E_INPUT,
                   "/air/F.txt:4:1: a second row air/CO2 - combustion; the rows of an "
                   "account must have names of their own");
    scratch_text("air/F.txt", COLUMNS "CO2 - combustion\t1\t2\tnan\t4\n");
    assert_refused(&account, HG_E_INPUT,
                   "/air/F.txt:3:22: \"nan\" is not finite or too large; write a finite "
                   "number, such as 1234.5");
    unlink(scratch_path("air/F.txt"));
    assert_refused(&account, HG_E_INPUT,
                   ": comes with no accounts (a folder of an extension with F.txt); give "
                   "the emissions as a CSV file");
    teardown(state);
    setup(state);
}

static const char *const standard[] = {"value", "unit"};
static const char *const actual[] = {"kt", "=kt"};

/* kt are 1e6 kg; what has no row is 0. */
static void emissions_may_stand_in_files(void **state)
{
    (void)state;
    const struct hg_mrio_account account = {
        .file = {.path = scratch_text("e.csv", "region,sector,kt\nB,s1,2.5\nA,s2,1\n"),
                 .columns = {2, standard, actual}},
        .household = {.path = scratch_text("h.csv", "region,value,unit,basis\n"
                                                    "B,12.011,t,C\n")},
    };
    assert_emissions(1, &account, (const double[]){0, 1e6, 2.5e6, 0, 0, 44009});
    const struct hg_mrio_account both[] = {account, {.name = "CO2 - combustion"}};
    assert_emissions(2, both,
                     (const double[]){1e6, 3e6, 5.5e6, 4e6, 302e6, 101e6 + 44009});
}

static void rows_of_files_that_do_not_fit_are_told(void **state)
{
    (void)state;
    struct hg_mrio_account account = {
        .file = {.path = scratch_text("e.csv", "region,sector,value,unit\n"
                                               "C,s1,1,t\nA,s1,1,t\nA,s1,2,t\n")}};
    assert_refused(
        &account, HG_E_INPUT,
        "/e.csv:2:1: region \"C\" is not in the trade table (and 1 more faults "
        "like this)");
    account.file.path = scratch_text("e.csv", "region,sector,value,unit\nA,s1,1,t\n"
                                              "A,s1,2,t\n");
    assert_refused(
        &account, HG_E_INPUT,
        "/e.csv:3:1: a second row of the same industry, the first is in line 2; "
        "every one may stand once");
    account.file.path = scratch_text("e.csv", "region,sector,value,unit\nA,s1,1,tons\n");
    struct hg_error err = {0};
    struct hg_mrio *mrio = NULL;
    assert_int_equal(try_read(1, &account, &mrio, &err), HG_E_INPUT);
    assert_non_null(strstr(err.message, "e.csv:2:8: unknown unit \"tons\""));
}

static void files_of_accounts_belong_to_the_table(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_arena *arena = hg_arena_create();
    const char *const *path = NULL;
    size_t n = 0;
    const struct hg_mrio_account account[] = {
        {.name = "air/carbon"},
        {.household = {.path = scratch_text("h.csv", "region,value,unit\nB,1,t\n")}}};
    struct hg_mrio_source source = {.format = "pymrio", .path = scratch_folder};
    assert_non_null(arena);
    assert_ok(hg_find_mrio(&source, arena, &n, &path, &err), err);
    assert_int_equal(n, 3); /* Z, Y, unit */
    source.n_account = 2;
    source.account = account;
    assert_ok(hg_find_mrio(&source, arena, &n, &path, &err), err);
    assert_int_equal(n, 7); /* and F, F_Y, unit of the extension, and the file */
    assert_string_equal(path[6], scratch_path("h.csv"));
    hg_arena_destroy(arena);
}

static void every_failed_allocation_is_told(void **state)
{
    (void)state;
    const struct hg_mrio_account account[] = {
        {.name = "CO2 - combustion"},
        {.file = {.path =
                      scratch_text("e.csv", "region,sector,value,unit\nA,s1,1,t\n")}}};
    for (size_t n = 1;; n++) {
        struct hg_error err = {0};
        struct hg_mrio *mrio = NULL;
        const size_t before = alloc_live();
        alloc_fail_at(n);
        const enum hg_status status = try_read(2, account, &mrio, &err);
        hg_mrio_destroy(mrio);
        assert_int_equal(alloc_live(), before);
        if (!alloc_failed()) {
            assert_int_equal(status, HG_OK);
            assert_true(n > 40);
            break;
        }
        if (status != HG_E_MEMORY)
            fail_msg("allocation %zu: %s", n, err.message);
    }
    alloc_fail_at(0);
}

static const char *data_path(const char *name, char path[512])
{
    const char *data = getenv("HOTGRID_DATA");
    if (!data) {
        print_message("HOTGRID_DATA is not set\n");
        skip();
    }
    (void)snprintf(path, 512, "%s/%s", data, name);
    return path;
}

static double sum(const double *values, size_t n)
{
    double total = 0;
    for (size_t i = 0; i < n; i++)
        total += values[i];
    return total;
}

/* Sums of the rows by awk in the same order: emission_type1 of emissions.txt, and of
 * FDemissions.txt. */
static void the_toy_table_of_pymrio_has_accounts(void **state)
{
    (void)state;
    char path[512];
    struct hg_error err = {0};
    struct hg_mrio *mrio = NULL;
    const struct hg_mrio_account account = {.name = "emission_type1, air"};
    const struct hg_mrio_source source = {.format = "pymrio",
                                          .path = data_path("extra/pymrio-toy", path),
                                          .n_account = 1,
                                          .account = &account,
                                          .value_added = true,
                                          .threads = 2};
    assert_ok(hg_read_mrio(&source, &mrio, &err), err);
    assert_string_equal(mrio->unit, "Mill USD");
    assert_near(mrio->emissions->industry[0], 1848064.8, 0);
    assert_near(mrio->emissions->household[2], 1.048731e+08, 0);
    assert_near(sum(mrio->emissions->industry, 48), 1080224428.04, 1e-11);
    assert_near(mrio->value_added[0], 111490.88, 0);
    hg_mrio_destroy(mrio);
}

/* Of the readme of the data: 30,938.899 Mt of industries, 4,074.485 Mt of households. */
static void wiod_2011_has_emissions_in_files(void **state)
{
    (void)state;
    char path[512], industries[512], households[512];
    struct hg_error err = {0};
    struct hg_mrio *mrio = NULL;
    const struct hg_mrio_account account = {
        .file = {.path = data_path("world-2011/mrio/emissions.csv", industries),
                 .columns = {2, standard, actual}},
        .household = {.path = data_path("world-2011/mrio/households.csv", households),
                      .columns = {2, standard, actual}}};
    const struct hg_mrio_source source = {.format = "pymrio",
                                          .path = data_path("world-2011/mrio", path),
                                          .n_account = 1,
                                          .account = &account,
                                          .threads = 2};
    assert_ok(hg_read_mrio(&source, &mrio, &err), err);
    assert_near(sum(mrio->emissions->industry, 1435), 30938.899e9, 2e-8);
    assert_near(sum(mrio->emissions->household, 41), 4074.485e9, 2e-7);
    hg_mrio_destroy(mrio);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_account_is_chosen_by_its_name),
        cmocka_unit_test(several_accounts_are_added_up),
        cmocka_unit_test(carbon_is_turned_into_co2),
        cmocka_unit_test(other_gases_count_by_their_potentials),
        cmocka_unit_test(a_unit_must_be_known_somewhere),
        cmocka_unit_test(accounts_that_are_not_there_are_told),
        cmocka_unit_test(rows_and_columns_of_accounts_must_fit),
        cmocka_unit_test(emissions_may_stand_in_files),
        cmocka_unit_test(rows_of_files_that_do_not_fit_are_told),
        cmocka_unit_test(files_of_accounts_belong_to_the_table),
        cmocka_unit_test(every_failed_allocation_is_told),
        cmocka_unit_test(the_toy_table_of_pymrio_has_accounts),
        cmocka_unit_test(wiod_2011_has_emissions_in_files),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}

/* test-mrio_gloria.c - supply and use tables of GLORIA, turned into tables by industries
 */
#include "alloc.h"
#include "check.h"
#include "shares.h"
#include "workbook.h"
#include <hotgrid/crs.h>
#include <hotgrid/mrio_file.h>

#define PREFIX "20230727_120secMother_AllCountries_002_"
#define T_NAME PREFIX "T-Results_2012_059_Markup001(full).csv"
#define Y_NAME PREFIX "Y-Results_2012_059_Markup001(full).csv"

/* 2 regions x 2 sectors.  Farms of AAA make 90 of farm and 10 of mill products, its mills
 * 30 of mill products; farms of BBB 60 of farm products, its mills 20 of each. */
#define T_TEXT                                                                           \
    "0,0,90,10,0,0,0,0\n"                                                                \
    "0,0,0,30,0,0,0,0\n"                                                                 \
    "10,8,0,0,2,4,0,0\n"                                                                 \
    "4,8,0,0,0,4,0,0\n"                                                                  \
    "0,0,0,0,0,0,60,0\n"                                                                 \
    "0,0,0,0,0,0,20,20\n"                                                                \
    "0,4,0,0,8,4,0,0\n"                                                                  \
    "2,0,0,0,4,2,0,0\n"
#define Y_TEXT                                                                           \
    "0,0,0,0\n0,0,0,0\n50,6,8,2\n12,4,4,4\n0,0,0,0\n0,0,0,0\n4,0,40,20\n0,0,8,4\n"
#define REGIONS "Lfd_Nr,Region_acronyms,Region_names\n1,AAA,Aland\n2,BBB,Bland\n"
#define SECTORS "Lfd_Nr,Sector_names\n1,Farm\n2,Mill\n"
#define DEMANDS                                                                          \
    "Lfd_Nr,Value_added_names,Final_demand_names\n"                                      \
    "1,Compensation of employees,Household final consumption\n"                          \
    "2,Taxes,Government final consumption\n3,Subsidies,\n"

static void write_table(void)
{
    scratch_text(T_NAME, T_TEXT);
    scratch_text(Y_NAME, Y_TEXT);
    scratch_text("Regions.csv", REGIONS);
    scratch_text("Sectors.csv", SECTORS);
    scratch_text("Value added and final demand.csv", DEMANDS);
}

static enum hg_status read_folder(unsigned threads, const struct hg_log *log,
                                  struct hg_mrio **out, struct hg_error *err)
{
    const struct hg_mrio_source source = {.format = "gloria",
                                          .path = scratch_folder,
                                          .version = "2012",
                                          .log = log,
                                          .threads = threads};
    return hg_read_mrio(&source, out, err);
}

/* Market shares by hand: of AAA's mill products a quarter from its farms, of BBB's farm
 * products a quarter from its mills.  So row AAA Farm is that of farm products and a
 * quarter of that of mill products, and so on: 10 + 4 / 4 = 11. */
static const double z_expected[] = {11, 10, 2, 5, 3, 6, 0, 3, 0, 3, 6, 3, 2, 1, 6, 3};
static const double y_expected[] = {53, 7, 9, 3, 9, 3, 3, 3, 3, 0, 30, 15, 1, 0, 18, 9};

static void check_table(const struct hg_mrio *mrio)
{
    assert_int_equal(mrio->n, 4);
    assert_string_equal(hg_axis_code(mrio->regions, 1), "BBB");
    assert_string_equal(hg_axis_code(mrio->sectors, 1), "Mill");
    assert_string_equal(hg_axis_code(mrio->categories, 1),
                        "Government final consumption");
    assert_string_equal(mrio->unit, "'000 US$");
    for (size_t i = 0; i < 16; i++) {
        assert_near(mrio->Z[i], z_expected[i], 0);
        assert_near(mrio->Y[i], y_expected[i], 0);
    }
}

static void supply_and_use_become_a_table_by_industries(void **state)
{
    (void)state;
    write_table();
    for (unsigned threads = 1; threads <= 4; threads += 3) {
        struct hg_error err = {0};
        struct hg_mrio *mrio = NULL;
        assert_ok(read_folder(threads, NULL, &mrio, &err), err);
        check_table(mrio);
        hg_mrio_destroy(mrio);
    }
}

static void output_of_an_industry_is_what_it_makes(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_mrio *mrio = NULL;
    static const double made[] = {100, 30, 60, 40}; /* row sums of the supply table */
    write_table();
    assert_ok(read_folder(1, NULL, &mrio, &err), err);
    for (size_t i = 0; i < 4; i++) {
        double x = 0;
        for (size_t k = 0; k < 4; k++)
            x += mrio->Z[i * 4 + k] + mrio->Y[i * 4 + k];
        assert_near(x, made[i], 0);
    }
    hg_mrio_destroy(mrio);
}

/* Model B (industry technology) by numpy: e g^-1 D (I - B D)^-1 Y for emissions of 10,
 * 20, 30, 40 gives the regions these footprints. */
static void footprints_are_those_of_the_industry_technology_model(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_mrio *mrio = NULL;
    write_table();
    assert_ok(read_folder(1, NULL, &mrio, &err), err);
    struct hg_shares *shares = shares_of(mrio, 1);
    double footprint[2] = {0, 0};
    for (size_t i = 0; i < 4; i++)
        for (size_t d = 0; d < 2; d++)
            footprint[d] += 10 * (double)(i + 1) * shares->share[i * 2 + d];
    assert_near(footprint[0], 26.43795519, 1e-9);
    assert_near(footprint[1], 73.56204481, 1e-9);
    hg_shares_destroy(shares);
    hg_mrio_destroy(mrio);
}

static void labels_may_come_from_the_workbook_of_the_release(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_mrio *mrio = NULL;
    static const struct workbook_sheet sheets[] = {
        {"Regions", REGIONS},
        {"Sectors", SECTORS},
        {"Value added and final demand", DEMANDS}};
    write_table();
    unlink(scratch_path("Regions.csv"));
    unlink(scratch_path("Sectors.csv"));
    unlink(scratch_path("Value added and final demand.csv"));
    workbook_sheets("GLORIA_ReadMe_059.xlsx", 3, sheets);
    assert_ok(read_folder(1, NULL, &mrio, &err), err);
    check_table(mrio);
    hg_mrio_destroy(mrio);
    unlink(scratch_path("GLORIA_ReadMe_059.xlsx"));
}

static char told[400];

static void keep_line(void *context, enum hg_log_level level, const char *line)
{
    (void)context;
    snprintf(told, sizeof(told), "%d %s", (int)level, line);
}

/* text with its first `from` replaced. */
static const char *with(const char *text, const char *from, const char *to)
{
    static char buffer[4096];
    const char *at = strstr(text, from);
    assert_non_null(at);
    snprintf(buffer, sizeof(buffer), "%.*s%s%s", (int)(at - text), text, to,
             at + strlen(from));
    return buffer;
}

/* Nobody makes BBB's mill products, 20 of which are used: they stay with its mills. */
static void
what_is_used_and_not_supplied_stays_with_its_industry_and_is_told(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_mrio *mrio = NULL;
    const struct hg_log log = {.message = keep_line};
    write_table();
    scratch_text(T_NAME, with(T_TEXT, "0,0,20,20\n", "0,0,20,0\n"));
    assert_ok(read_folder(1, &log, &mrio, &err), err);
    for (size_t i = 0; i < 16; i++) {
        assert_near(mrio->Z[i], z_expected[i], 0);
        assert_near(mrio->Y[i], y_expected[i], 0);
    }
    assert_int_equal(told[0], '0' + HG_LOG_WARNING);
    assert_non_null(strstr(told, ": 1 products are used and nobody supplies them, 20 in "
                                 "all; taken for products of the industry of the same "
                                 "name and region"));
    hg_mrio_destroy(mrio);
}

#define TQ_NAME PREFIX "TQ-Results_2012_059_Markup001(full).csv"
#define YQ_NAME PREFIX "YQ-Results_2012_059_Markup001(full).csv"
#define SATELLITES                                                                       \
    "Lfd_Nr,Sat_head_indicator,Sat_indicator,Sat_unit\n"                                 \
    "1,Material,Wheat,t\n2,Emissions (EDGAR),'co2_excl_short_cycle',kt\n"

static void accounts_come_from_the_satellites(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_mrio *mrio = NULL;
    const struct hg_mrio_account account = {.name = "'co2_excl_short_cycle'"};
    const struct hg_mrio_source source = {
        .format = "gloria", .path = scratch_folder, .n_account = 1, .account = &account};
    write_table();
    scratch_text("Satellites.csv", SATELLITES);
    scratch_text(TQ_NAME, "9,9,0,0,9,9,0,0\n1,2,0,0,3,4.5,0,0\n");
    scratch_text(YQ_NAME, "9,9,9,9\n1,2,3,4\n");
    assert_ok(hg_read_mrio(&source, &mrio, &err), err);
    static const double industry[] = {1e6, 2e6, 3e6, 4.5e6}, household[] = {3e6, 7e6};
    for (size_t i = 0; i < 4; i++)
        assert_near(mrio->emissions->industry[i], industry[i], 0);
    for (size_t i = 0; i < 2; i++)
        assert_near(mrio->emissions->household[i], household[i], 0);
    hg_mrio_destroy(mrio);
    mrio = NULL;
    scratch_text(TQ_NAME, "9,9,0,0,9,9,0,0\n1,2,0,5,3,4.5,0,0\n");
    assert_int_equal(hg_read_mrio(&source, &mrio, &err), HG_E_INPUT);
    assert_string_equal(err.message + strlen(scratch_folder),
                        "/" TQ_NAME ":2: number 4 of the line is not 0; accounts belong "
                        "to industries, not products");
    unlink(scratch_path("Satellites.csv"));
    unlink(scratch_path(TQ_NAME));
    unlink(scratch_path(YQ_NAME));
}

/* As it is downloaded, with the workbook beside the archives. */
static void archives_are_read_as_they_were_downloaded(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_mrio *mrio = NULL;
    const char *format = NULL, *zip = scratch_path("GLORIA_MRIOs_59_2012.zip");
    write_table();
    unlink(scratch_path(T_NAME));
    unlink(scratch_path(Y_NAME));
    workbook_part(zip, T_NAME, T_TEXT);
    workbook_part(zip, Y_NAME, Y_TEXT);
    assert_ok(hg_guess_mrio(scratch_folder, &format, &err), err);
    assert_string_equal(format, "gloria");
    assert_ok(read_folder(2, NULL, &mrio, &err), err);
    check_table(mrio);
    hg_mrio_destroy(mrio);
    unlink(zip);
}

static void assert_refused(const char *name, const char *text, const char *expected)
{
    struct hg_error err = {0};
    struct hg_mrio *mrio = NULL;
    write_table();
    if (text)
        scratch_text(name, text);
    else
        unlink(scratch_path(name));
    assert_int_equal(read_folder(1, NULL, &mrio, &err), HG_E_INPUT);
    assert_null(mrio);
    assert_string_equal(err.message + strlen(scratch_folder), expected);
}

static void faulty_tables_are_refused_where_they_are_wrong(void **state)
{
    (void)state;
    const char *refused =
        " of the line is not 0; industries supply products of their own "
        "region, and products are used by industries";
    char expected[400];
    snprintf(expected, sizeof(expected), "/%s:2: number 7%s", T_NAME, refused);
    assert_refused(T_NAME, with(T_TEXT, "0,0,0,30,0,0,0,0", "0,0,0,30,0,0,1,0"),
                   expected);
    snprintf(expected, sizeof(expected), "/%s:3: number 3%s", T_NAME, refused);
    assert_refused(T_NAME, with(T_TEXT, "10,8,0,0", "10,8,1,0"), expected);
    assert_refused(Y_NAME, with(Y_TEXT, "0,0,0,0", "0,1,0,0"),
                   "/" Y_NAME ":1: number 2 of the line is not 0; final demand uses "
                   "products, not industries");
    assert_refused("Sectors.csv", "Lfd_Nr,Sector_names\n1,Farm\n",
                   "/" T_NAME ":1:1: 8 columns of numbers, and the sheets of regions and "
                   "sectors (twice: industries and products) names 4; do both belong to "
                   "the same release?");
    assert_refused("Sectors.csv", "Nr,Names\n1,Farm\n",
                   "/Sectors.csv: has no column \"Sector_names\" in its first row");
    assert_refused("Regions.csv", NULL,
                   ": has no GLORIA_ReadMe workbook (xlsx) with the labels, nor its "
                   "sheets Regions.csv, Sectors.csv and Value added and final "
                   "demand.csv");
    assert_refused(Y_NAME, NULL,
                   ": has no final demand of GLORIA "
                   "(..._Y-Results_..._Markup001(full).csv), with \"2012\" in its name");
}

static void every_lack_of_memory_is_survived(void **state)
{
    (void)state;
    write_table();
    for (size_t n = 1;; n++) {
        struct hg_error err = {0};
        struct hg_mrio *mrio = NULL;
        const size_t before = alloc_live();
        alloc_fail_at(n);
        const enum hg_status status = read_folder(1, NULL, &mrio, &err);
        const bool failed = alloc_failed();
        alloc_fail_at(0);
        hg_mrio_destroy(mrio);
        assert_int_equal(alloc_live(), before);
        if (!failed)
            break;
        assert_int_equal(status, HG_E_MEMORY);
    }
}

int main(void)
{
    hg_io_start();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(supply_and_use_become_a_table_by_industries),
        cmocka_unit_test(output_of_an_industry_is_what_it_makes),
        cmocka_unit_test(footprints_are_those_of_the_industry_technology_model),
        cmocka_unit_test(labels_may_come_from_the_workbook_of_the_release),
        cmocka_unit_test(
            what_is_used_and_not_supplied_stays_with_its_industry_and_is_told),
        cmocka_unit_test(accounts_come_from_the_satellites),
        cmocka_unit_test(archives_are_read_as_they_were_downloaded),
        cmocka_unit_test(faulty_tables_are_refused_where_they_are_wrong),
        cmocka_unit_test(every_lack_of_memory_is_survived),
    };
    const int failed = cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
    hg_io_finish();
    return failed;
}

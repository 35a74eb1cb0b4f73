/* test-mrio_icio.c - tables of the OECD as they are published, and as they should not be
 *
 * HOTGRID_DATA names the folder that holds world-2011/mrio; without it that test is
 * skipped. */
#include "alloc.h"
#include "scratch.h"
#include "shares.h"
#include <hotgrid/crs.h>
#include <hotgrid/mrio_file.h>

/* An extended table: CHN has no industries but those of CN1 and CN2, and alone has final
 * demand.  Rows below the industries are not complete, as in the releases. */
#define HEADER                                                                           \
    "V1,AUS_01T02,AUS_24,CHN_01T02,CHN_24,CN1_01T02,CN1_24,CN2_01T02,CN2_24,AUS_HFCE,"   \
    "AUS_DPABR(NONRES),CHN_HFCE,CHN_DPABR,OUT\n"
#define INDUSTRIES                                                                       \
    "AUS_01T02,1,2,0,0,3,4,5,6,7,8,9,10,55\n"                                            \
    "AUS_24,11,12,0,0,13,14,15,16,17,18,19,-20,115\n"                                    \
    "CHN_01T02,0,0,0,0,0,0,0,0,0,0,0,0,0\n"                                              \
    "CHN_24,0,0,0,0,0,0,0,0,0,0,0,0,0\n"                                                 \
    "CN1_01T02,1,0,0,0,2,0,3,0,1,1,1,1,10\n"                                             \
    "CN1_24,0,1,0,0,0,2,0,3,2,2,2,2,14\n"                                                \
    "CN2_01T02,10,0,0,0,20,0,30,0,5,5,5,5,80\n"                                          \
    "CN2_24,0,10,0,0,0,20,0,30,6,6,6,6,84\n"
#define REST                                                                             \
    "TLS,1,1,1,1,1,1,1,1,1,1,1,1,\n"                                                     \
    "VA,1,1,1,1,1,1,1,1,,,,,\n"                                                          \
    "OUT,55,115,0,0,10,14,80,84,,,,,\n"
#define TABLE HEADER INDUSTRIES REST

static enum hg_status read_path(const char *path, const char *version, unsigned threads,
                                struct hg_mrio **out, struct hg_error *err)
{
    const struct hg_mrio_source source = {
        .format = "icio", .path = path, .version = version, .threads = threads};
    return hg_read_mrio(&source, out, err);
}

/* Added up by hand. */
static void check_table(const struct hg_mrio *mrio)
{
    static const double z[] = {1,  2, 8,  10, 11, 12, 28, 30, /* AUS */
                               11, 0, 55, 0,  0,  11, 0,  55 /* CHN */};
    static const double y[] = {7, 8, 9, 10, 17, 18, 19, -20, 6, 6, 6, 6, 8, 8, 8, 8};
    assert_int_equal(mrio->n, 4);
    assert_int_equal(hg_axis_size(mrio->regions), 2);
    assert_string_equal(hg_axis_code(mrio->regions, 1), "CHN");
    assert_string_equal(hg_axis_code(mrio->sectors, 0), "01T02");
    assert_string_equal(hg_axis_code(mrio->sectors, 1), "24");
    assert_int_equal(hg_axis_size(mrio->categories), 2);
    assert_string_equal(hg_axis_code(mrio->categories, 1), "DPABR");
    assert_string_equal(mrio->unit, "million USD");
    for (size_t i = 0; i < 16; i++) {
        assert_near(mrio->Z[i], z[i], 0);
        assert_near(mrio->Y[i], y[i], 0);
    }
}

static void assert_read(const char *path, const char *version, unsigned threads)
{
    struct hg_error err = {0};
    struct hg_mrio *mrio = NULL;
    assert_ok(read_path(path, version, threads, &mrio, &err), err);
    check_table(mrio);
    hg_mrio_destroy(mrio);
}

static void the_parts_of_china_are_added_up(void **state)
{
    (void)state;
    const char *path = scratch_text("any name.csv", TABLE);
    assert_read(path, NULL, 1);
    assert_read(path, NULL, 4);
    unlink(path);
}

/* TLS + VA: 1 + 1 of AUS_01T02 and AUS_24; CHN is itself, CN1 and CN2: 3 x (1 + 1). */
static void value_added_is_taxes_and_value_added(void **state)
{
    (void)state;
    struct hg_mrio_source source = {.format = "icio",
                                    .path = scratch_text("x.csv", TABLE),
                                    .value_added = true,
                                    .threads = 2};
    static const double expected[] = {2, 2, 6, 6};
    struct hg_error err = {0};
    struct hg_mrio *mrio = NULL;
    assert_ok(hg_read_mrio(&source, &mrio, &err), err);
    assert_non_null(mrio->value_added);
    for (size_t i = 0; i < 4; i++)
        assert_near(mrio->value_added[i], expected[i], 0);
    hg_mrio_destroy(mrio);

    scratch_text("x.csv", HEADER INDUSTRIES "OUT,1,1,1,1,1,1,1,1,,,,,\n");
    assert_ok(hg_read_mrio(&source, &mrio, &err), err);
    assert_null(mrio->value_added);
    hg_mrio_destroy(mrio);

    mrio = NULL;
    scratch_text("x.csv", HEADER INDUSTRIES "VA,1,1,x,1,1,1,1,1,,,,,\n");
    assert_int_equal(hg_read_mrio(&source, &mrio, &err), HG_E_INPUT);
    assert_non_null(strstr(err.message, "x.csv:10:8: \"x\" "));
    unlink(source.path);
}

static void a_file_is_known_by_its_first_line(void **state)
{
    (void)state;
    struct hg_error err = {0};
    const char *format = NULL, *path = scratch_text("t.csv", TABLE);
    assert_ok(hg_guess_mrio(path, &format, &err), err);
    assert_string_equal(format, "icio");
    scratch_text("t.csv", "\"\",\"AUS_c1\",\"AUS_c2\"\n");
    assert_ok(hg_guess_mrio(path, &format, &err), err);
    assert_string_equal(format, "icio");
    scratch_text("t.csv", "region,,A\nsector,,s1\n");
    assert_ok(hg_guess_mrio(path, &format, &err), err);
    assert_string_equal(format, "csv");
    scratch_text("t.csv", "a,b,c\n");
    assert_int_equal(hg_guess_mrio(path, &format, &err), HG_E_INPUT);
    assert_non_null(strstr(err.message,
                           "looks like no table that is known; say `--format NAME`, one "
                           "of pymrio, exiobase3, csv, icio, eora26, gloria, wiod2013, "
                           "wiod2016"));
    unlink(path);
}

static void a_version_that_the_file_does_not_have_is_refused(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_mrio *mrio = NULL;
    const char *path = scratch_text("ICIO2021_2018.csv", TABLE);
    assert_int_equal(read_path(path, "2011", 1, &mrio, &err), HG_E_INPUT);
    assert_non_null(strstr(err.message, "is one file, without \"2011\" in its name"));
    assert_read(path, "2018", 1);
    unlink(path);
}

static void parts_without_a_whole_make_one(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_mrio *mrio = NULL;
    const char *path =
        scratch_text("x.csv", "V1,MX1_A,ZAF_A,MX2_A,MEX_HFCE,ZAF_HFCE,OUT\n"
                              "MX1_A,1,2,3,4,5,15\n"
                              "ZAF_A,6,7,8,9,10,40\n"
                              "MX2_A,11,12,13,14,15,65\n");
    assert_ok(read_path(path, NULL, 1, &mrio, &err), err);
    assert_int_equal(mrio->n, 2);
    assert_string_equal(hg_axis_code(mrio->regions, 0), "MEX");
    /* 1 + 3 + 11 + 13, 2 + 12; 6 + 8, 7 */
    static const double z[] = {28, 14, 14, 7}, y[] = {18, 20, 9, 10};
    for (size_t i = 0; i < 4; i++) {
        assert_near(mrio->Z[i], z[i], 0);
        assert_near(mrio->Y[i], y[i], 0);
    }
    hg_mrio_destroy(mrio);
    unlink(path);
}

static void a_folder_of_years_is_read_by_version(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_mrio *mrio = NULL;
    scratch_text("ICIO2021_2017.csv", "V1\n");
    scratch_text("ICIO2021_2018.csv", TABLE);
    assert_read(scratch_folder, "_2018", 1);
    assert_int_equal(read_path(scratch_folder, NULL, 1, &mrio, &err), HG_E_INPUT);
    assert_string_equal(
        err.message + strlen(scratch_folder),
        ": holds ICIO2021_2017.csv and ICIO2021_2018.csv; say which with `version`, a "
        "part of its name that the other one does not have");
    assert_int_equal(read_path(scratch_folder, "2019", 1, &mrio, &err), HG_E_INPUT);
    assert_string_equal(err.message + strlen(scratch_folder),
                        ": has no table of the OECD (such as ICIO2023_2018.csv), with "
                        "\"2019\" in its name");
    unlink(scratch_path("ICIO2021_2017.csv"));
    unlink(scratch_path("ICIO2021_2018.csv"));
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
    static char buffer[8192];
    const char *at = strstr(text, from);
    assert_non_null(at);
    snprintf(buffer, sizeof(buffer), "%.*s%s%s", (int)(at - text), text, to,
             at + strlen(from));
    return buffer;
}

static void output_that_is_not_the_row_sum_is_told_and_the_sum_taken(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_mrio *mrio = NULL;
    const struct hg_log log = {.message = keep_line};
    const char *path = scratch_text("x.csv", with(TABLE, ",10,55\n", ",10,110\n"));
    const struct hg_mrio_source source = {.format = "icio", .path = path, .log = &log};
    assert_ok(hg_read_mrio(&source, &mrio, &err), err);
    check_table(mrio);
    assert_int_equal(told[0], '0' + HG_LOG_WARNING);
    assert_non_null(strstr(told, "at (AUS, 01T02): 110 there, and the row sums to 55"));
    hg_mrio_destroy(mrio);
    unlink(path);
}

static void assert_refused(const char *text, const char *expected)
{
    struct hg_error err = {0};
    struct hg_mrio *mrio = NULL;
    const char *path = scratch_text("x.csv", text);
    assert_int_equal(read_path(path, NULL, 1, &mrio, &err), HG_E_INPUT);
    assert_null(mrio);
    assert_string_equal(err.message + strlen(scratch_folder) + 1, expected);
    unlink(path);
}

static void faulty_tables_are_refused_where_they_are_wrong(void **state)
{
    (void)state;
    assert_refused(with(TABLE, "AUS_24,11,12", "AUS_25,11,12"),
                   "x.csv:3:1: row 2 is AUS_25 and column 2 is AUS_24; rows must be the "
                   "industries of the columns in the same order");
    assert_refused(with(TABLE, "VA,1", "EMPN,1"),
                   "x.csv:11:1: row EMPN behind the 8 industries is none of TLS, VA, "
                   "VALU, TAXSUB and OUT; it has no column");
    assert_refused(with(TABLE, "AUS_HFCE", "HFCE"),
                   "x.csv:1:72: column \"HFCE\"; columns are REGION_SECTOR, REGION_HFCE "
                   "(or another category of final demand), and OUT");
    assert_refused(with(TABLE, "CHN_HFCE,CHN_DPABR", "CHN_HFCE,CHN_99"),
                   "x.csv:1:108: industry (CHN, 99) behind a column of final demand or "
                   "output; the industries come first");
    assert_refused(with(TABLE, "CN1_01T02,CN1_24", "CN1_01T02,CN1_01T02"),
                   "x.csv:1:48: a second column CN1_01T02");
    assert_refused(
        with(TABLE, "CHN_DPABR", "AUS_INVNT"),
        "x.csv: has no column (CHN, DPABR); every region needs every category, "
        "with zeros where there is no demand");
    assert_refused(
        with(TABLE, "AUS_24,11,12", "AUS_24,11,nan"),
        "x.csv:3:11: \"nan\" is not finite or too large; write a finite number, such "
        "as 1234.5");
    assert_refused(
        with(HEADER INDUSTRIES, "CN2_24,0,10,0,0,0,20,0,30,6,6,6,6,84\n", ""),
        "x.csv: ends after 7 rows of industries, and its columns are 8; was it "
        "saved or copied wholly?");
    assert_refused(
        HEADER "AUS_01T02,1,2,0,0,3,4,5,6,7,8,9,10,55\n",
        "x.csv: is too short for 8 industries; was it saved or copied wholly?");
}

static void every_lack_of_memory_is_survived(void **state)
{
    (void)state;
    const char *path = scratch_text("x.csv", TABLE);
    for (size_t n = 1;; n++) {
        struct hg_error err = {0};
        struct hg_mrio *mrio = NULL;
        const size_t before = alloc_live();
        alloc_fail_at(n);
        const enum hg_status status = read_path(path, NULL, 1, &mrio, &err);
        const bool failed = alloc_failed();
        alloc_fail_at(0);
        hg_mrio_destroy(mrio);
        assert_int_equal(alloc_live(), before);
        if (!failed)
            break;
        assert_int_equal(status, HG_E_MEMORY);
    }
    unlink(path);
}

static struct hg_mrio *read_real(const char *format, const char *path)
{
    char whole[512];
    const char *folder = getenv("HOTGRID_DATA");
    struct hg_error err = {0};
    struct hg_mrio *mrio = NULL;
    snprintf(whole, sizeof(whole), "%s/%s", folder, path);
    const struct hg_mrio_source source = {.format = format, .path = whole, .threads = 2};
    assert_ok(hg_read_mrio(&source, &mrio, &err), err);
    return mrio;
}

/* The same numbers in pymrio's layout and in the OECD's. */
static void wiod_2011_has_the_same_shares_in_both_layouts_to_the_bit(void **state)
{
    (void)state;
    if (!getenv("HOTGRID_DATA")) {
        print_message("HOTGRID_DATA is not set: nothing to read\n");
        skip();
    }
    struct hg_mrio *mrio[2] = {
        read_real("pymrio", "world-2011/mrio"),
        read_real("icio", "world-2011/mrio/wiod2011_icio_layout.csv.gz")};
    struct hg_shares *shares[2] = {shares_of(mrio[0], 2), shares_of(mrio[1], 2)};
    const size_t n = mrio[0]->n;
    assert_int_equal(n, 1435);
    assert_int_equal(mrio[1]->n, n);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(mrio[0]->region_of[i], mrio[1]->region_of[i]);
        assert_int_equal(mrio[0]->sector_of[i], mrio[1]->sector_of[i]);
    }
    for (size_t i = 0; i < hg_axis_size(mrio[0]->regions); i++)
        assert_string_equal(hg_axis_code(mrio[0]->regions, i),
                            hg_axis_code(mrio[1]->regions, i));
    assert_memory_equal(mrio[0]->Z, mrio[1]->Z, n * n * sizeof(double));
    assert_memory_equal(mrio[0]->Y, mrio[1]->Y, n * 41 * 5 * sizeof(double));
    if (!shares[0] || !shares[1]) {
        fail();
        return;
    }
    assert_memory_equal(shares[0]->share, shares[1]->share, n * 41 * sizeof(double));
    for (int i = 0; i < 2; i++) {
        hg_shares_destroy(shares[i]);
        hg_mrio_destroy(mrio[i]);
    }
}

int main(void)
{
    hg_io_start();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_parts_of_china_are_added_up),
        cmocka_unit_test(parts_without_a_whole_make_one),
        cmocka_unit_test(value_added_is_taxes_and_value_added),
        cmocka_unit_test(a_version_that_the_file_does_not_have_is_refused),
        cmocka_unit_test(a_file_is_known_by_its_first_line),
        cmocka_unit_test(a_folder_of_years_is_read_by_version),
        cmocka_unit_test(output_that_is_not_the_row_sum_is_told_and_the_sum_taken),
        cmocka_unit_test(faulty_tables_are_refused_where_they_are_wrong),
        cmocka_unit_test(every_lack_of_memory_is_survived),
        cmocka_unit_test(wiod_2011_has_the_same_shares_in_both_layouts_to_the_bit),
    };
    const int failed = cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
    hg_io_finish();
    return failed;
}

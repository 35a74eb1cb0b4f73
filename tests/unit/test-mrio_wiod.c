/* test-mrio_wiod.c - sheets of WIOD as they are published, and as they should not be */
#include "alloc.h"
#include "workbook.h"
#include <hotgrid/crs.h>
#include <hotgrid/mrio_file.h>
#include <math.h>

/* 2 regions x 2 sectors x 2 categories; numbers are ours, the rest is as in
 * wiot11_row_apr12.xlsx: the title beside the header, final demand without a code, totals
 * below and to the right. */
#define TITLE_2013                                                                       \
    "\"Intercountry Input-Output Table, 2011\",,,,,,,,,,,,\n"                            \
    "in current prices,,,,,,,,,,,,\n"
#define HEADER_2013                                                                      \
    "(industry-by-industry),,,,AtB,C,AtB,C,,,,,\n"                                       \
    "(millions of US$),,,,\"Agriculture, Hunting\",Mining,\"Agriculture, "               \
    "Hunting\",Mining,"                                                                  \
    "Households,Inventories,Households,Inventories,Total output\n"                       \
    ",,,,AUS,AUS,RoW,RoW,AUS,AUS,RoW,RoW,TOT\n"                                          \
    ",,,,c1,c2,c1,c2,c37,c42,c37,c42,c60\n"
#define ROWS_2013                                                                        \
    "AtB,\"Agriculture, Hunting\",AUS,c1,1,2,3,4,5,-6,7,8,24\n"                          \
    "C,Mining,AUS,c2,9,10,11,12,13,14,15,16,100\n"                                       \
    "AtB,\"Agriculture, Hunting\",RoW,c1,17,18,19,20,21,22,23,24,164\n"                  \
    "C,Mining,RoW,c2,25,26,27,28,29,30,31,32.5,228.5\n"
#define TOTALS_2013                                                                      \
    ",Total intermediate consumption,TOT,r60,52,56,60,64,68,60,76,80.5,\n"               \
    ",Value added at basic prices,TOT,r64,1,2,3,4,,,,,\n"                                \
    ",Output at basic prices,TOT,r69,24,100,164,228.5,,,,,\n"
#define SHEET_2013 TITLE_2013 HEADER_2013 ROWS_2013 TOTALS_2013

static enum hg_status read_as(const char *format, const char *path, const char *version,
                              struct hg_mrio **out, struct hg_error *err)
{
    const struct hg_mrio_source source = {
        .format = format, .path = path, .version = version};
    return hg_read_mrio(&source, out, err);
}

static void check_numbers(const struct hg_mrio *mrio)
{
    static const double z[] = {1, 2, 3, 4, 9, 10, 11, 12, 17, 18, 19, 20, 25, 26, 27, 28};
    static const double y[] = {5,  -6, 7,  8,  13, 14, 15, 16,
                               21, 22, 23, 24, 29, 30, 31, 32.5};
    assert_int_equal(mrio->n, 4);
    assert_string_equal(hg_axis_code(mrio->regions, 0), "AUS");
    for (size_t i = 0; i < 16; i++) {
        assert_near(mrio->Z[i], z[i], 0);
        assert_near(mrio->Y[i], y[i], 0);
    }
}

static void check_2013(const char *path)
{
    struct hg_error err = {0};
    struct hg_mrio *mrio = NULL;
    assert_ok(read_as("wiod2013", path, NULL, &mrio, &err), err);
    check_numbers(mrio);
    assert_string_equal(hg_axis_code(mrio->regions, 1), "RoW");
    assert_string_equal(hg_axis_code(mrio->sectors, 1), "c2");
    assert_string_equal(hg_axis_code(mrio->categories, 0), "c37");
    assert_string_equal(hg_axis_code(mrio->categories, 1), "c42");
    assert_string_equal(mrio->unit, "millions of US$");
    hg_mrio_destroy(mrio);
}

static void a_sheet_of_2013_is_read_from_csv(void **state)
{
    (void)state;
    check_2013(scratch_text("wiot11_row_apr12.csv", SHEET_2013));
    check_2013(scratch_folder);
    unlink(scratch_path("wiot11_row_apr12.csv"));
}

/* The same cells; commas cannot stand in names here. */
static const char *workbook_text(void)
{
    static char text[8192];
    size_t n = 0;
    bool quoted = false;
    for (const char *c = SHEET_2013; *c; c++) {
        quoted ^= *c == '"';
        if (*c != '"' && !(quoted && *c == ','))
            text[n++] = *c;
    }
    text[n] = '\0';
    return text;
}

static void a_sheet_of_2013_is_read_from_a_workbook(void **state)
{
    (void)state;
    const char *path = workbook_write("wiot11_row_apr12.xlsx", workbook_text());
    check_2013(path);
    check_2013(scratch_folder);
    unlink(path);
}

/* text with its first `from` replaced. */
static const char *with(const char *text, const char *from, const char *to)
{
    static char buffers[2][8192];
    static unsigned next;
    char *buffer = buffers[next++ % 2];
    const char *at = strstr(text, from);
    assert_non_null(at);
    snprintf(buffer, sizeof(buffers[0]), "%.*s%s%s", (int)(at - text), text, to,
             at + strlen(from));
    return buffer;
}

static void formulas_of_a_workbook_are_their_stored_values(void **state)
{
    (void)state;
    const char *text = with(workbook_text(), "c2,9,10", "c2,=4+5:9,10");
    check_2013(workbook_write("w.xlsx", text));
    struct hg_error err = {0};
    struct hg_mrio *mrio = NULL;
    text = with(workbook_text(), "c2,9,10", "c2,=4+5,10");
    const char *path = workbook_write("w.xlsx", text);
    assert_int_equal(read_as("wiod2013", path, NULL, &mrio, &err), HG_E_INPUT);
    assert_non_null(strstr(err.message, "w.xlsx: cell E8: \"\" "));
    unlink(path);
}

static void numbers_of_a_workbook_keep_every_digit(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_mrio *mrio = NULL;
    const char *path = workbook_write(
        "w.xlsx", with(workbook_text(), "c2,9,10", "c2,0.30000000000000004,1e-7"));
    assert_ok(read_as("wiod2013", path, NULL, &mrio, &err), err);
    assert_true(mrio->Z[4] == 0.30000000000000004);
    assert_true(mrio->Z[5] == 1e-7);
    hg_mrio_destroy(mrio);
    unlink(path);
}

/* As in WIOT2014_Nov16_ROW.xlsb saved as CSV: codes with commas do not occur, those of
 * final demand do. */
#define SHEET_2016                                                                       \
    "Intercountry Input-Output Table,,,,,,,,,,,,\r\n"                                    \
    "\"43 countries, in current prices\",,,,,,,,,,,,\r\n"                                \
    "(industry-by-industry),,,,A01,C10-C12,A01,C10-C12,CONS_h,INVEN,CONS_h,INVEN,GO\r\n" \
    "(millions of US$),,,,Crops,Food,Crops,Food,Households,Inventories,Households,"      \
    "Inventories,Total output\r\n"                                                       \
    ",,,,AUS,AUS,ROW,ROW,AUS,AUS,ROW,ROW,TOT\r\n"                                        \
    ",,,,c1,c2,c1,c2,c57,c61,c57,c61,c62\r\n"                                            \
    "A01,Crops,AUS,r1,1,2,3,4,5,-6,7,8,24\r\n"                                           \
    "C10-C12,Food,AUS,r2,9,10,11,12,13,14,15,16,100\r\n"                                 \
    "A01,Crops,ROW,r1,17,18,19,20,21,22,23,24,164\r\n"                                   \
    "C10-C12,Food,ROW,r2,25,26,27,28,29,30,31,32.5,228.5\r\n"                            \
    "II_fob,Total intermediate consumption,TOT,r65,1,2,3,4,5,6,7,8,9\r\n"                \
    "GO,Output at basic prices,TOT,r73,24,100,164,228.5,0,0,0,0,0\r\n"

/* write.csv(wiot) in R. */
#define NAMED_2016                                                                       \
    "\"\",\"IndustryCode\",\"IndustryDescription\",\"Country\",\"RNr\",\"Year\","        \
    "\"AUS1\",\"AUS2\",\"ROW1\",\"ROW2\",\"AUS57\",\"AUS61\",\"ROW57\",\"ROW61\","       \
    "\"TOT\"\n"                                                                          \
    "\"1\",\"A01\",\"Crops, animals\",\"AUS\",1,2014,1,2,3,4,5,-6,7,8,24\n"              \
    "\"2\",\"C10-C12\",\"Food\",\"AUS\",2,2014,9,10,11,12,13,14,15,16,100\n"             \
    "\"3\",\"A01\",\"Crops, animals\",\"ROW\",1,2014,17,18,19,20,21,22,23,24,164\n"      \
    "\"4\",\"C10-C12\",\"Food\",\"ROW\",2,2014,25,26,27,28,29,30,31,32.5,228.5\n"        \
    "\"5\",\"VA\",\"Value added\",\"TOT\",70,2014,1,2,3,4,0,0,0,0,NA\n"

static void check_2016(const char *path)
{
    struct hg_error err = {0};
    struct hg_mrio *mrio = NULL;
    assert_ok(read_as("wiod2016", path, NULL, &mrio, &err), err);
    check_numbers(mrio);
    assert_string_equal(hg_axis_code(mrio->regions, 1), "ROW");
    assert_string_equal(hg_axis_code(mrio->sectors, 1), "C10-C12");
    assert_string_equal(hg_axis_code(mrio->categories, 0), "CONS_h");
    assert_string_equal(hg_axis_code(mrio->categories, 1), "INVEN");
    assert_string_equal(mrio->unit, "millions of US$");
    hg_mrio_destroy(mrio);
}

static void a_sheet_of_2016_is_read_as_saved_and_as_r_writes_it(void **state)
{
    (void)state;
    check_2016(scratch_text("WIOT2014_Nov16_ROW.csv", SHEET_2016));
    check_2016(scratch_folder);
    check_2016(scratch_text("WIOT2014_Nov16_ROW.csv", NAMED_2016));
    unlink(scratch_path("WIOT2014_Nov16_ROW.csv"));
}

static void a_sheet_of_2016_is_read_from_a_workbook(void **state)
{
    (void)state;
    static char text[8192];
    size_t n = 0;
    bool quoted = false;
    for (const char *c = SHEET_2016; *c; c++) {
        quoted ^= *c == '"';
        if (*c != '"' && *c != '\r' && !(quoted && *c == ','))
            text[n++] = *c;
    }
    text[n] = '\0';
    const char *path = workbook_write("WIOT2014_Nov16_ROW.xlsx", text);
    check_2016(path);
    unlink(path);
}

static void the_version_says_which_of_several_years(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_mrio *mrio = NULL;
    scratch_text("wiot11_row_apr12.csv", SHEET_2013);
    scratch_text("wiot10_row_apr12.csv", with(SHEET_2013, "c2,9,10", "c2,99,10"));
    assert_int_equal(read_as("wiod2013", scratch_folder, NULL, &mrio, &err), HG_E_INPUT);
    assert_non_null(strstr(err.message, "say which with `version`"));
    assert_ok(read_as("wiod2013", scratch_folder, "wiot10", &mrio, &err), err);
    assert_near(mrio->Z[4], 99, 0);
    hg_mrio_destroy(mrio);
    unlink(scratch_path("wiot11_row_apr12.csv"));
    unlink(scratch_path("wiot10_row_apr12.csv"));
}

static char told[400];

static void keep_line(void *context, enum hg_log_level level, const char *line)
{
    (void)context;
    snprintf(told, sizeof(told), "%d %s", (int)level, line);
}

static void output_that_is_not_the_row_sum_is_told_and_the_sum_taken(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_mrio *mrio = NULL;
    const struct hg_log log = {.message = keep_line};
    struct hg_mrio_source source = {.format = "wiod2013", .log = &log};
    source.path = scratch_text("w.csv", SHEET_2013);
    assert_ok(hg_read_mrio(&source, &mrio, &err), err);
    assert_int_equal(told[0], '0' + HG_LOG_INFO);
    hg_mrio_destroy(mrio);
    mrio = NULL;
    source.path = scratch_text("w.csv", with(SHEET_2013, ",16,100\n", ",16,150\n"));
    assert_ok(hg_read_mrio(&source, &mrio, &err), err);
    check_numbers(mrio);
    assert_int_equal(told[0], '0' + HG_LOG_WARNING);
    assert_non_null(strstr(told, "at (AUS, c2): 150 there, and the row sums to 100"));
    hg_mrio_destroy(mrio);
    unlink(source.path);
}

static void assert_refused(const char *format, const char *text, const char *expected)
{
    struct hg_error err = {0};
    struct hg_mrio *mrio = NULL;
    const char *path = scratch_text("w.csv", text);
    assert_int_equal(read_as(format, path, NULL, &mrio, &err), HG_E_INPUT);
    assert_null(mrio);
    assert_string_equal(err.message + strlen(scratch_folder) + 1, expected);
    unlink(path);
}

static void faulty_sheets_are_refused_where_they_are_wrong(void **state)
{
    (void)state;
    assert_refused("wiod2013", with(SHEET_2013, "c2,9,10", "c2,9,ten"),
                   "w.csv:8:19: \"ten\" is not a number; write 1234.5 with a point and "
                   "without separators");
    assert_refused("wiod2013", with(SHEET_2013, ",16,100\n", ",16\n"),
                   "w.csv:8:39: \"\" is empty; write a number, such as 1234.5");
    assert_refused("wiod2013", with(SHEET_2013, "C,Mining,AUS,c2", "C,Mining,AUS,c3"),
                   "w.csv:8:14: row 2 is (AUS, c3) and column 2 of the numbers is (AUS, "
                   "c2); rows must be the columns in the same order");
    assert_refused("wiod2013", with(SHEET_2013, "AUS,c1,1", "TOT,c1,1"),
                   "w.csv:8:10: an industry of AUS below the rows of totals; the "
                   "industries come first");
    assert_refused("wiod2013", with(SHEET_2013, "c37,c42,c37", "c37,c37,c37"),
                   "w.csv:5:25: a second column (AUS, c37), the first is number 1 of the "
                   "numbers; every pair may stand once");
    assert_refused("wiod2013", HEADER_2013 ROWS_2013 TOTALS_2013 "x,\"y\n",
                   "w.csv:12:3: a quote that is not closed");
    assert_refused("wiod2013", "a,b\n1,2\n",
                   "w.csv: has no row c1, c2 .. behind four columns of labels and below "
                   "rows of codes, names and countries");
    assert_refused("wiod2016", with(NAMED_2016, "\"AUS\",2,2014", "\"AUS\",3,2014"),
                   "w.csv:3:28: row 2 has number \"3\" and column 2 of the numbers is "
                   "AUS2; rows must be the columns in the same order");
    assert_refused("wiod2016", with(NAMED_2016, "AUS61", "AUS62"),
                   "w.csv:1:100: column AUS62; numbers end at 61, changes in "
                   "inventories");
}

static void a_binary_workbook_is_refused_with_the_way_out(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_mrio *mrio = NULL;
    const char *path = scratch_text("WIOT2014_Nov16_ROW.xlsb", "PK");
    assert_int_equal(read_as("wiod2016", path, NULL, &mrio, &err), HG_E_INPUT);
    assert_non_null(strstr(err.message, "save it as .xlsx or CSV"));
    unlink(path);
}

static void every_lack_of_memory_is_survived(void **state)
{
    (void)state;
    const char *texts[] = {SHEET_2013, NAMED_2016}, *formats[] = {"wiod2013", "wiod2016"};
    for (int k = 0; k < 2; k++) {
        const char *path = scratch_text("w.csv", texts[k]);
        for (size_t n = 1;; n++) {
            struct hg_error err = {0};
            struct hg_mrio *mrio = NULL;
            const size_t before = alloc_live();
            alloc_fail_at(n);
            const enum hg_status status = read_as(formats[k], path, NULL, &mrio, &err);
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
}

static int start(void **state)
{
    hg_io_start();
    return scratch_setup(state);
}

static int finish(void **state)
{
    const int result = scratch_teardown(state);
    hg_io_finish();
    return result;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sheet_of_2013_is_read_from_csv),
        cmocka_unit_test(a_sheet_of_2013_is_read_from_a_workbook),
        cmocka_unit_test(formulas_of_a_workbook_are_their_stored_values),
        cmocka_unit_test(numbers_of_a_workbook_keep_every_digit),
        cmocka_unit_test(a_sheet_of_2016_is_read_as_saved_and_as_r_writes_it),
        cmocka_unit_test(a_sheet_of_2016_is_read_from_a_workbook),
        cmocka_unit_test(the_version_says_which_of_several_years),
        cmocka_unit_test(output_that_is_not_the_row_sum_is_told_and_the_sum_taken),
        cmocka_unit_test(faulty_sheets_are_refused_where_they_are_wrong),
        cmocka_unit_test(a_binary_workbook_is_refused_with_the_way_out),
        cmocka_unit_test(every_lack_of_memory_is_survived),
    };
    return cmocka_run_group_tests(tests, start, finish);
}

/* test-mrio_csv.c - plain labelled tables: Z and Y side by side, apart, and flow by flow
 */
#include "alloc.h"
#include "scratch.h"
#include <hotgrid/mrio_file.h>
#include <hotgrid/text.h>

static const char wide[] = "region,,A,A,B,A,B,B,A\nsector,,s1,s2,s1,hh,hh,gov,gov\n"
                           "A,s1,1,2,3,4,5,6,7\nA,s2,8,9,10,11,12,13,14\n"
                           "B,s1,15,0,17,18,19,20,-21\n";
/* The same, zeros left out; B buys before it sells, `gov` comes before `hh`. */
static const char flows[] = "from_region,from_sector,to_region,to_sector,value\n"
                            "A,s1,A,s1,1\nA,s1,A,s2,2\nA,s1,B,s1,3\nA,s1,A,gov,7\n"
                            "A,s1,B,gov,6\nA,s1,A,hh,4\nA,s1,B,hh,5\n"
                            "B,s1,A,s1,15\nB,s1,B,s1,17\nB,s1,A,hh,18\nB,s1,B,hh,19\n"
                            "B,s1,B,gov,20\nB,s1,A,gov,-21\n"
                            "A,s2,A,s1,8\nA,s2,A,s2,9\nA,s2,B,s1,10\nA,s2,A,hh,11\n"
                            "A,s2,B,hh,12\nA,s2,B,gov,13\nA,s2,A,gov,14\n";

static const double z_expected[] = {1, 2, 3, 8, 9, 10, 15, 0, 17};

static enum hg_status try_read(const char *path, struct hg_mrio **out,
                               struct hg_error *err)
{
    const struct hg_mrio_source source = {.format = "csv", .path = path, .threads = 2};
    return hg_read_mrio(&source, out, err);
}

/* y: [row][A first, A second, B first, B second] category. */
static void assert_reads(const char *path, const char *category, const double y[12])
{
    struct hg_error err = {0};
    struct hg_mrio *mrio = NULL;
    assert_ok(try_read(path, &mrio, &err), err);
    assert_int_equal(mrio->n, 3);
    assert_int_equal(hg_mrio_find(mrio, 1, 0), 2);
    assert_string_equal(hg_axis_code(mrio->regions, 1), "B");
    assert_string_equal(hg_axis_code(mrio->categories, 0), category);
    for (size_t i = 0; i < 9; i++)
        assert_near(mrio->Z[i], z_expected[i], 0);
    for (size_t i = 0; i < 12; i++)
        assert_near(mrio->Y[i], y[i], 0);
    hg_mrio_destroy(mrio);
}

static void tables_side_by_side_are_split_by_their_rows(void **state)
{
    (void)state;
    const double y[] = {4, 7, 5, 6, 11, 14, 12, 13, 18, -21, 19, 20};
    assert_reads(scratch_text("t.csv", wide), "hh", y);
}

static void flows_find_their_places(void **state)
{
    (void)state;
    const double y[] = {7, 4, 6, 5, 14, 11, 13, 12, -21, 18, 20, 19};
    assert_reads(scratch_text("t.csv", flows), "gov", y);
}

static void tables_apart_are_those_of_pymrio(void **state)
{
    (void)state;
    const double y[] = {4, 7, 5, 6, 11, 14, 12, 13, 18, -21, 19, 20};
    scratch_text("Z.csv", "region,,A,A,B\nsector,,s1,s2,s1\nA,s1,1,2,3\nA,s2,8,9,10\n"
                          "B,s1,15,0,17\n");
    scratch_text("Y.csv", "region,,A,B,B,A\ncategory,,hh,hh,gov,gov\nA,s1,4,5,6,7\n"
                          "A,s2,11,12,13,14\nB,s1,18,19,20,-21\n");
    assert_reads(scratch_folder, "hh", y);
    const struct hg_mrio_source source = {
        .format = "pymrio", .path = scratch_folder, .version = "2011", .threads = 1};
    struct hg_error err = {0};
    struct hg_mrio *mrio = NULL;
    assert_int_equal(hg_read_mrio(&source, &mrio, &err), HG_E_INPUT);
    assert_non_null(strstr(err.message, "format pymrio has no versions (\"2011\")"));
    unlink(scratch_path("Z.csv"));
    unlink(scratch_path("Y.csv"));
}

/* EX and its category stand in final demand alone; columns of Y by hand. */
static void assert_only_buys(const char *text)
{
    static const char *const buyer[] = {"EX"};
    const struct hg_mrio_source source = {.format = "csv",
                                          .path = scratch_text("t.csv", text),
                                          .n_buyer = 1,
                                          .buyer = buyer,
                                          .threads = 1};
    const double y[] = {3, 0, 0, 4, 5, 0, 0, 6};
    struct hg_error err = {0};
    struct hg_mrio *mrio = NULL;
    assert_ok(hg_read_mrio(&source, &mrio, &err), err);
    assert_int_equal(hg_axis_size(mrio->regions), 2);
    assert_string_equal(hg_axis_code(mrio->regions, 1), "EX");
    for (size_t i = 0; i < 8; i++)
        assert_true(mrio->Y[i] == y[i]);
    hg_mrio_destroy(mrio);
}

static void a_region_that_is_expected_to_may_only_buy(void **state)
{
    (void)state;
    assert_only_buys("region,,A,A,A,EX\nsector,,s1,s2,hh,exports\nA,s1,1,2,3,4\n"
                     "A,s2,1,2,5,6\n");
    assert_only_buys("from_region,from_sector,to_region,to_sector,value\nA,s1,A,s2,2\n"
                     "A,s1,A,hh,3\nA,s1,EX,exports,4\nA,s2,A,hh,5\nA,s2,EX,exports,6\n");
}

static void assert_refused(const char *text, const char *expected)
{
    struct hg_error err = {0};
    struct hg_mrio *mrio = NULL;
    assert_int_equal(try_read(scratch_text("t.csv", text), &mrio, &err), HG_E_INPUT);
    assert_null(mrio);
    assert_string_equal(err.message + strlen(scratch_folder) + 1, expected);
}

static void what_is_no_such_table_is_refused(void **state)
{
    (void)state;
    assert_refused(
        "a,b,c\n1,2,3\n",
        "t.csv:1:1: begins neither with two header rows over two columns of "
        "labels (`region,,A,A,...`) nor with `from_region,from_sector,to_region,"
        "to_sector,value`");
    assert_refused(
        "region,,A,B\nsector,,s1,s1\nA,s1,1,2\nB,s1,3,4\n",
        "t.csv: has 2 rows and 2 columns of numbers; the first columns are the "
        "rows in the same order, the others final demand");
    assert_refused(
        "region,,A,B,A,B\nsector,,s1,s1,hh,hh\nA,s1,1,2,3,4\nC,s1,3,4,5,6\n",
        "t.csv:4:1: row 2 is (C, s1) and column 2 of Z is (B, s1); rows must be "
        "the columns of Z in the same order");
    assert_refused(
        "region,,A,B,A,A\nsector,,s1,s1,hh,gov\nA,s1,1,2,3,4\nB,s1,3,4,5,6\n",
        "t.csv: has no column (B, hh); every region needs every category, with "
        "zeros where there is no demand");
}

#define FLOWS "from_region,from_sector,to_region,to_sector,value\n"

static void flows_that_do_not_fit_are_refused(void **state)
{
    (void)state;
    assert_refused(
        FLOWS "A,s,A,hh,1\nA,s,A,s,2\nA,s,A,hh,1\n",
        "t.csv:4: a second row from (A, s) to (A, hh); every flow may have one");
    assert_refused(FLOWS "A,s,A,s,2\n",
                   "t.csv: has no final demand: rows with a to_sector that is no "
                   "from_sector, such as household");
    assert_refused(FLOWS "A,s,B,hh,2\n",
                   "t.csv:2: final demand of region B, which has no industry; "
                   "in a provincial table, name it under `trade: nest: abroad`");
    assert_refused(FLOWS "A,s,,hh,2\n", "t.csv:2:5: an empty to_region");
    assert_refused(FLOWS "A,s,A,hh,x\n",
                   "t.csv:2:10: \"x\" is not a number; write 1234.5 with a point and "
                   "without separators");
    assert_refused("from_region,from_sector,to_region,to_sector,kt\nA,s,A,hh,1\n",
                   "t.csv:1:1: columns from_region, from_sector, to_region, to_sector, "
                   "value are expected, in this order");
}

static void note_line(void *context, enum hg_log_level level, const char *line)
{
    struct hg_text *told = context;
    if (level == HG_LOG_INFO)
        hg_text_print(told, "%s|", line);
}

/* "t" is no sector that sells: perhaps "s" was meant. */
static void what_is_taken_as_final_demand_is_told(void **state)
{
    (void)state;
    struct hg_text told = {0};
    const struct hg_log log = {.context = &told, .message = note_line};
    const struct hg_mrio_source source = {
        .format = "csv",
        .path = scratch_text("t.csv", FLOWS "A,s,A,s,1\nA,s,A,t,4\nA,s,A,hh,3\n"),
        .log = &log,
        .threads = 1};
    struct hg_error err = {0};
    struct hg_mrio *mrio = NULL;
    assert_ok(hg_read_mrio(&source, &mrio, &err), err);
    assert_non_null(told.bytes);
    assert_non_null(strstr(told.bytes,
                           "t.csv: these sell nothing and are taken as final demand: "
                           "t, hh|"));
    free(told.bytes);
    hg_mrio_destroy(mrio);
}

static void empty_lines_may_stand_at_the_end_alone(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_mrio *mrio = NULL;
    const char *path = scratch_text("t.csv", FLOWS "A,s,A,hh,3\n\n\r\n");
    assert_ok(try_read(path, &mrio, &err), err);
    assert_true(mrio->Y[0] == 3);
    hg_mrio_destroy(mrio);
    assert_refused("region,,A,A\nsector,,s,hh\n\nA,s,1,2\n",
                   "t.csv:3:1: an empty line, and rows behind it; take it out");
    assert_refused(FLOWS "A,s,A,hh,3\n\n\nA,s,A,s,3\n",
                   "t.csv:3:1: an empty line, and rows behind it; take it out");
}

static void formats_are_guessed_from_what_is_there(void **state)
{
    (void)state;
    struct hg_error err = {0};
    const char *format = NULL;
    assert_ok(hg_guess_mrio(scratch_text("t.csv", flows), &format, &err), err);
    assert_string_equal(format, "csv");
    assert_ok(hg_guess_mrio(scratch_text("t.csv", wide), &format, &err), err);
    assert_string_equal(format, "csv");
    assert_int_equal(hg_guess_mrio(scratch_text("t.csv", "a\n"), &format, &err),
                     HG_E_INPUT);
    assert_non_null(strstr(err.message, "looks like no table that is known"));
    assert_int_equal(hg_guess_mrio(scratch_path("none"), &format, &err), HG_E_INPUT);
    const struct hg_mrio_source source = {.format = "wiod", .path = scratch_folder};
    struct hg_mrio *mrio = NULL;
    assert_int_equal(hg_read_mrio(&source, &mrio, &err), HG_E_ARG);
}

static void every_failed_allocation_is_told(void **state)
{
    (void)state;
    const char *const texts[] = {wide, flows};
    for (size_t i = 0; i < 2; i++) {
        const char *path = scratch_text("t.csv", texts[i]);
        for (size_t n = 1;; n++) {
            struct hg_error err = {0};
            struct hg_mrio *mrio = NULL;
            const size_t before = alloc_live();
            alloc_fail_at(n);
            const enum hg_status status = try_read(path, &mrio, &err);
            hg_mrio_destroy(mrio);
            assert_int_equal(alloc_live(), before);
            if (!alloc_failed()) {
                assert_int_equal(status, HG_OK);
                assert_true(n > 20);
                break;
            }
            if (status != HG_E_MEMORY)
                fail_msg("allocation %zu: %s", n, err.message);
        }
        alloc_fail_at(0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_side_by_side_are_split_by_their_rows),
        cmocka_unit_test(flows_find_their_places),
        cmocka_unit_test(tables_apart_are_those_of_pymrio),
        cmocka_unit_test(a_region_that_is_expected_to_may_only_buy),
        cmocka_unit_test(what_is_no_such_table_is_refused),
        cmocka_unit_test(flows_that_do_not_fit_are_refused),
        cmocka_unit_test(what_is_taken_as_final_demand_is_told),
        cmocka_unit_test(empty_lines_may_stand_at_the_end_alone),
        cmocka_unit_test(formats_are_guessed_from_what_is_there),
        cmocka_unit_test(every_failed_allocation_is_told),
    };
    return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}

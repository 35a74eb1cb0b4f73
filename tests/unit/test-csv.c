/* test-csv.c - RFC 4180 to the letter, and the place of every fault */
#include "alloc.h"
#include "scratch.h"
#include <hotgrid/axis.h>
#include <hotgrid/csv.h>

static struct hg_csv *open_bytes(const void *bytes, size_t n)
{
    struct hg_error err = {0};
    struct hg_csv *csv = NULL;
    assert_ok(hg_csv_open(scratch_bytes("t.csv", bytes, n), &csv, &err), err);
    return csv;
}

static struct hg_csv *open_text(const char *text)
{
    return open_bytes(text, strlen(text));
}

/* Reads on; true when there is a row. */
static bool next(struct hg_csv *csv, struct hg_faults *faults)
{
    struct hg_error err = {0};
    bool more = false;
    assert_ok(hg_csv_next(csv, faults, &more, &err), err);
    return more;
}

static void assert_cell(const struct hg_csv *csv, size_t column, const char *expected)
{
    size_t length;
    const char *text = hg_csv_field(csv, column, &length);
    assert_string_equal(text, expected);
    assert_int_equal(length, strlen(expected));
}

/* A table of columns a and b whose rows are all good. */
static void assert_rows(const char *text, size_t n, const char *const rows[][2])
{
    struct hg_faults *faults = scratch_faults();
    struct hg_csv *csv = open_text(text);
    assert_int_equal(hg_csv_columns(csv), 2);
    assert_true(hg_csv_rows_at_most(csv) >= n);
    for (size_t i = 0; i < n; i++) {
        assert_true(next(csv, faults));
        assert_cell(csv, 0, rows[i][0]);
        assert_cell(csv, 1, rows[i][1]);
    }
    assert_false(next(csv, faults));
    assert_false(next(csv, faults)); /* and stays at the end */
    assert_int_equal(hg_faults_count(faults), 0);
    hg_csv_close(csv);
    hg_faults_destroy(faults);
}

/* A table whose only fault is `expected`, behind which n good rows are still read. */
static void assert_one_fault(const void *bytes, size_t size, const char *expected,
                             size_t n)
{
    struct hg_faults *faults = scratch_faults();
    struct hg_csv *csv = open_bytes(bytes, size);
    size_t rows = 0;
    while (next(csv, faults))
        rows++;
    if (hg_faults_count(faults) != 1)
        fail_msg("%zu faults, the first: %s", hg_faults_count(faults),
                 hg_faults_count(faults) ? hg_faults_line(faults, 0) : "-");
    assert_fault(faults, 0, expected);
    assert_int_equal(rows, n);
    hg_csv_close(csv);
    hg_faults_destroy(faults);
}

static void assert_text_fault(const char *text, const char *expected, size_t n)
{
    assert_one_fault(text, strlen(text), expected, n);
}

static void assert_refused(const void *bytes, size_t size, const char *expected)
{
    struct hg_error err = {0};
    struct hg_csv *csv = NULL;
    const char *path = scratch_bytes("t.csv", bytes, size);
    assert_int_equal(hg_csv_open(path, &csv, &err), HG_E_INPUT);
    assert_null(csv);
    assert_string_equal(err.message + strlen(scratch_folder) + 1, expected);
}

static void plain_rows_are_read(void **state)
{
    (void)state;
    assert_rows("a,b\n1,2\n,\nx y, z\n", 3,
                (const char *const[][2]){{"1", "2"}, {"", ""}, {"x y", " z"}});
    assert_rows("a,b\n", 0, NULL);
    assert_rows("a,b", 0, NULL);
}

/* Lines are read in blocks of bytes: a field may end, and a fault stand, at any of them.
 */
static void fields_may_end_at_any_byte(void **state)
{
    (void)state;
    enum { LENGTH = 70 };
    for (size_t n = 1; n < LENGTH; n++) {
        char text[2 * LENGTH + 16] = "a,b\n", first[LENGTH + 1], second[LENGTH + 1];
        snprintf(first, sizeof(first), "%.*s", (int)n,
                 "-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+"
                 "-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+");
        memset(second, '-', LENGTH - n); /* the byte next to a comma in ASCII */
        second[LENGTH - n] = '\0';
        snprintf(text, sizeof(text), "a,b\n%s,%s", first, second);
        assert_rows(text, 1, (const char *const[][2]){{first, second}});

        char expected[160];
        text[4 + n - 1] = '"';
        snprintf(expected, sizeof(expected),
                 n == 1
                     ? "t.csv:2:%zu: a quote that is not closed; the rows after it are "
                       "not read"
                     : "t.csv:2:%zu: a quote inside a field without quotes; put the "
                       "whole field in quotes and write \"\" for each quote in it",
                 n);
        assert_text_fault(text, expected, 0);
        text[4 + n - 1] = (char)0xFF;
        assert_text_fault(
            text, "t.csv:2:1: text that is not UTF-8; save the table as UTF-8", 0);
    }
}

static void the_last_line_needs_no_end(void **state)
{
    (void)state;
    assert_rows("a,b\n1,2", 1, (const char *const[][2]){{"1", "2"}});
    assert_rows("a,b\n1,", 1, (const char *const[][2]){{"1", ""}});
    assert_rows("a,b\n1,\"2\"", 1, (const char *const[][2]){{"1", "2"}});
}

static void lines_may_end_with_crlf(void **state)
{
    (void)state;
    assert_rows("a,b\r\n1,2\r\n3,4\n\"5\",\"6\"\r\n", 3,
                (const char *const[][2]){{"1", "2"}, {"3", "4"}, {"5", "6"}});
}

static void a_byte_order_mark_is_no_part_of_the_first_name(void **state)
{
    (void)state;
    struct hg_csv *csv = open_text("\xEF\xBB\xBFid,b\n1,2\n");
    assert_int_equal(hg_csv_column(csv, "id"), 0);
    assert_int_equal(hg_csv_column(csv, "b"), 1);
    assert_int_equal(hg_csv_column(csv, "B"), HG_NOT_FOUND);
    assert_string_equal(hg_csv_column_name(csv, 1), "b");
    hg_csv_close(csv);
}

static void quotes_hold_commas_quotes_and_line_breaks(void **state)
{
    (void)state;
    assert_rows(
        "a,b\n\"1,5\",\"say \"\"no\"\"\"\n\"\",\"\"\"\"\n\"x\r\ny\nz\",q\n", 3,
        (const char *const[][2]){{"1,5", "say \"no\""}, {"", "\""}, {"x\r\ny\nz", "q"}});
}

static void lines_of_the_file_are_counted_through_quoted_breaks(void **state)
{
    (void)state;
    struct hg_faults *faults = scratch_faults();
    struct hg_csv *csv = open_text("a,b,c\n1,2,3\n\"x\ny\nz\",\"u\nvw\",9\n4,55,6\n");
    assert_true(next(csv, faults));
    assert_int_equal(hg_csv_line(csv), 2);
    assert_true(next(csv, faults));
    assert_int_equal(hg_csv_line(csv), 3);
    hg_csv_fault(csv, faults, 1, "odd %s", "cell"); /* behind z", in line 5 */
    assert_fault(faults, 0, "t.csv:5:4: odd cell");
    hg_csv_fault(csv, faults, 2, "nine");
    assert_fault(faults, 1, "t.csv:6:5: nine");
    assert_true(next(csv, faults));
    assert_int_equal(hg_csv_line(csv), 7);
    assert_false(next(csv, faults));
    hg_csv_close(csv);
    hg_faults_destroy(faults);
}

static void rows_are_as_long_as_the_header(void **state)
{
    (void)state;
    assert_text_fault(
        "a,b,c\n1,2\n4,5,6\n",
        "t.csv:2:4: 2 fields where the header has 3; add what is missing (an "
        "empty field keeps its comma)",
        1);
    assert_text_fault(
        "a,b\n1,2\n12,34,5,6\r\n4,5\n",
        "t.csv:3:7: 4 fields where the header has 2; put a field that holds "
        "a comma in quotes",
        2);
    assert_text_fault(
        "a,b\n\"1\r\n2\"\r\n4,5\n",
        "t.csv:3:3: 1 field where the header has 2; add what is missing (an "
        "empty field keeps its comma)",
        1);
    assert_text_fault(
        "a\n1,2\n3\n",
        "t.csv:2:3: 2 fields where the header has 1; put a field that holds "
        "a comma in quotes",
        1);
}

static void empty_lines_are_faults(void **state)
{
    (void)state;
    assert_text_fault("a,b\n\n1,2\n", "t.csv:2:1: an empty line; delete it", 1);
    assert_text_fault("a,b\r\n1,2\r\n\r\n", "t.csv:3:1: an empty line; delete it", 1);
    assert_text_fault("a\n1\n\n", "t.csv:3:1: an empty line; delete it", 1);
}

static void odd_bytes_are_faults(void **state)
{
    (void)state;
    const char *zero = "a byte of value 0; save the table as UTF-8 text";
    char expected[128];
    snprintf(expected, sizeof(expected), "t.csv:2:4: %s", zero);
    assert_one_fault("a,b\n1,x\0y\n3,4\n", 14, expected, 1);
    snprintf(expected, sizeof(expected), "t.csv:2:5: %s", zero);
    assert_one_fault("a,b\n1,\"x\0y\"\n3,4\n", 16, expected, 1);
    assert_text_fault("a,b\n1,caf\xE9\n3,caf\xC3\xA9\n",
                      "t.csv:2:3: text that is not UTF-8; save the table as UTF-8", 1);
    assert_text_fault("a,b\n\"caf\xE9\",1\n",
                      "t.csv:2:2: text that is not UTF-8; save the table as UTF-8", 0);
    assert_text_fault(
        "a,b\n1,2\r3,4\n5,6\n",
        "t.csv:2:4: a carriage return without a line feed; end lines with LF "
        "or CR LF",
        1);
    assert_text_fault(
        "a,b\n1,2\r",
        "t.csv:2:4: a carriage return without a line feed; end lines with LF "
        "or CR LF",
        0);
}

static void quotes_out_of_place_are_faults(void **state)
{
    (void)state;
    assert_text_fault("a,b\n1,\"2\" \n3,4\n",
                      "t.csv:2:6: text after a closing quote; write \"\" for a quote "
                      "inside a field",
                      1);
    assert_text_fault("a,b\n\"x\ny\"z,2\n3,4\n",
                      "t.csv:3:3: text after a closing quote; write \"\" for a quote "
                      "inside a field",
                      1);
    assert_text_fault("a,b\n1,5\" pipe\n3,4\n",
                      "t.csv:2:4: a quote inside a field without quotes; put the whole "
                      "field in quotes and write \"\" for each quote in it",
                      1);
    assert_text_fault("a,b\n1,2\n3,\"4\n5,6\n7,8\n",
                      "t.csv:3:3: a quote that is not closed; the rows after it are not "
                      "read",
                      1);
}

static void put(char *to, const char *text)
{
    for (size_t i = 0; text[i]; i++)
        to[i] = text[i];
}

static void fields_hold_at_most_a_mebibyte(void **state)
{
    (void)state;
    const size_t most = (size_t)1 << 20;
    char *text = malloc(most + 64);
    assert_non_null(text);
    put(text, "a,b\n1,");
    memset(text + 6, 'x', most);
    put(text + 6 + most, "\n3,4\n");
    struct hg_faults *faults = scratch_faults();
    struct hg_csv *csv = open_bytes(text, most + 11);
    size_t length;
    assert_true(next(csv, faults));
    hg_csv_field(csv, 1, &length);
    assert_int_equal(length, most);
    assert_true(next(csv, faults));
    assert_cell(csv, 1, "4");
    hg_csv_close(csv);
    hg_faults_destroy(faults);

    text[6 + most] = 'x';
    put(text + 7 + most, "\n3,4\n");
    assert_one_fault(
        text, most + 12,
        "t.csv:2:3: a field of 1048577 bytes, at most 1048576 are allowed; is "
        "a line break or a quote missing?",
        1);
    free(text);
}

static void a_quote_left_open_does_not_swallow_memory(void **state)
{
    (void)state;
    const size_t n = (size_t)5 << 20;
    char *text = malloc(n);
    assert_non_null(text);
    memset(text, '\n', n);
    put(text, "a,b\n\"");
    text[n - 1] = '"';
    assert_one_fault(text, n,
                     "t.csv:2:1: a quote that is not closed within 2 MiB; the rows after "
                     "it are not read",
                     0);
    free(text);
}

static void headers_that_make_no_sense_are_refused(void **state)
{
    (void)state;
    assert_refused("\xEF\xBB\xBF", 3, "t.csv: has no header");
    assert_refused("\n1,2\n", 5, "t.csv:1:1: an empty line; delete it");
    assert_refused("lon,lat,lon\n", 12,
                   "t.csv:1:9: a second column named \"lon\"; rename or delete one of "
                   "them");
    assert_refused(
        "a,\"b\n", 5,
        "t.csv:1:3: a quote that is not closed; the rows after it are not read");
    assert_refused("\xFF\xFE\x61\0", 4, "t.csv: is UTF-16 text; save it as UTF-8");
    assert_refused("", 0, "t.csv: is empty; was it saved or copied wholly?");
}

static void sixty_four_columns_are_read_and_no_more(void **state)
{
    (void)state;
    char text[600] = "";
    size_t n = 0;
    for (int i = 0; i < 64; i++)
        n += (size_t)snprintf(text + n, sizeof(text) - n, "%sc%d", i ? "," : "", i);
    struct hg_csv *csv = open_text(text);
    assert_int_equal(hg_csv_columns(csv), 64);
    assert_string_equal(hg_csv_column_name(csv, 63), "c63");
    hg_csv_close(csv);
    snprintf(text + n, sizeof(text) - n, ",c64\n");
    assert_refused(text, strlen(text),
                   "t.csv:1:1: 65 columns, at most 64 are read; is this a table?");
}

static void files_that_are_none_are_refused(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_csv *csv = NULL;
    assert_int_equal(hg_csv_open(scratch_path("gone.csv"), &csv, &err), HG_E_INPUT);
    assert_string_equal(err.message + strlen(scratch_folder),
                        "/gone.csv: there is no such file; check the path in the study "
                        "file");
    assert_int_equal(hg_csv_open(scratch_folder, &csv, &err), HG_E_INPUT);
    assert_string_equal(err.message + strlen(scratch_folder),
                        ": is a folder; give the path of a file in it");
    assert_int_equal(hg_csv_open("/vsicurl/http://localhost/t.csv", &csv, &err),
                     HG_E_INPUT);
    assert_int_equal(hg_csv_open("/dev/null", &csv, &err), HG_E_INPUT);
    assert_string_equal(err.message, "/dev/null: is not a file; save the data in a file");
    assert_null(csv);
}

static void every_failed_allocation_is_told_and_nothing_leaks(void **state)
{
    (void)state;
    struct hg_faults *faults = scratch_faults();
    const char *path =
        scratch_text("t.csv", "a,b\n1,2\n\"quoted\",and a rather long field\n");
    for (size_t n = 1;; n++) {
        struct hg_error err = {0};
        struct hg_csv *csv = NULL;
        const size_t before = alloc_live();
        alloc_fail_at(n);
        enum hg_status status = hg_csv_open(path, &csv, &err);
        for (bool more = true; status == HG_OK && more;)
            status = hg_csv_next(csv, faults, &more, &err);
        hg_csv_close(csv);
        assert_int_equal(alloc_live(), before);
        if (!alloc_failed()) {
            assert_int_equal(status, HG_OK);
            assert_true(n > 3);
            break;
        }
        assert_int_equal(status, HG_E_MEMORY);
    }
    alloc_fail_at(0);
    hg_faults_destroy(faults);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_rows_are_read),
        cmocka_unit_test(fields_may_end_at_any_byte),
        cmocka_unit_test(the_last_line_needs_no_end),
        cmocka_unit_test(lines_may_end_with_crlf),
        cmocka_unit_test(a_byte_order_mark_is_no_part_of_the_first_name),
        cmocka_unit_test(quotes_hold_commas_quotes_and_line_breaks),
        cmocka_unit_test(lines_of_the_file_are_counted_through_quoted_breaks),
        cmocka_unit_test(rows_are_as_long_as_the_header),
        cmocka_unit_test(empty_lines_are_faults),
        cmocka_unit_test(odd_bytes_are_faults),
        cmocka_unit_test(quotes_out_of_place_are_faults),
        cmocka_unit_test(fields_hold_at_most_a_mebibyte),
        cmocka_unit_test(a_quote_left_open_does_not_swallow_memory),
        cmocka_unit_test(headers_that_make_no_sense_are_refused),
        cmocka_unit_test(sixty_four_columns_are_read_and_no_more),
        cmocka_unit_test(files_that_are_none_are_refused),
        cmocka_unit_test(every_failed_allocation_is_told_and_nothing_leaks),
    };
    return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}

/* test-mrio_file.c - trade tables as pymrio writes them, and as they should not be */
#include "alloc.h"
#include "scratch.h"
#include <hotgrid/mrio_file.h>
#include <zlib.h>

/* 2 regions x 2 sectors; Y has its categories in another order in each region. */
#define Z_ROWS                                                                           \
    "A,s1,1,2,3,4\n"                                                                     \
    "A,s2,5,6.5,7,8\n"                                                                   \
    "B,s1,0,-1,1e3,2\n"                                                                  \
    "B,s2,9,10,11,12\n"
#define Z_HEADER "region,,A,A,B,B\nsector,,s1,s2,s1,s2\n"
#define Y_HEADER "region,,B,B,A,A\ncategory,,hh,gov,gov,hh\n"
#define Y_ROWS                                                                           \
    "A,s1,1,2,3,4\n"                                                                     \
    "A,s2,5,6,7,8\n"                                                                     \
    "B,s1,9,10,11,12\n"                                                                  \
    "B,s2,13,14,15,-16\n"
#define INDEX_NAMES "region,sector,,,,\n"

static const double z_expected[] = {1, 2,  3,   4, 5, 6.5, 7,  8,
                                    0, -1, 1e3, 2, 9, 10,  11, 12};
/* [row][A hh, A gov, B hh, B gov]: categories in order of first appearance */
static const double y_expected[] = {4,  3,  1, 2,  8,   7,  5,  6,
                                    12, 11, 9, 10, -16, 15, 13, 14};

static enum hg_status try_read(const char *z, const char *y, struct hg_mrio **out,
                               struct hg_error *err)
{
    const struct hg_mrio_source source = {
        .format = "pymrio", .path = scratch_folder, .z = z, .y = y, .threads = 2};
    return hg_read_mrio(&source, out, err);
}

static void check_table(const struct hg_mrio *mrio)
{
    assert_int_equal(mrio->n, 4);
    assert_int_equal(hg_axis_size(mrio->regions), 2);
    assert_string_equal(hg_axis_code(mrio->regions, 1), "B");
    assert_int_equal(hg_axis_size(mrio->sectors), 2);
    assert_string_equal(hg_axis_code(mrio->sectors, 0), "s1");
    assert_int_equal(hg_axis_size(mrio->categories), 2);
    assert_string_equal(hg_axis_code(mrio->categories, 0), "hh");
    assert_string_equal(hg_axis_code(mrio->categories, 1), "gov");
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(mrio->region_of[i], i / 2);
        assert_int_equal(mrio->sector_of[i], i % 2);
    }
    for (size_t i = 0; i < 16; i++) {
        assert_near(mrio->Z[i], z_expected[i], 0);
        assert_near(mrio->Y[i], y_expected[i], 0);
    }
}

static void assert_read(const char *z, const char *y)
{
    struct hg_error err = {0};
    struct hg_mrio *mrio = NULL;
    assert_ok(try_read(z, y, &mrio, &err), err);
    check_table(mrio);
    hg_mrio_destroy(mrio);
}

static void assert_refused(const char *z, const char *y, enum hg_status status,
                           const char *expected)
{
    struct hg_error err = {0};
    struct hg_mrio *mrio = NULL;
    assert_int_equal(try_read(z, y, &mrio, &err), status);
    assert_null(mrio);
    assert_memory_equal(err.message, scratch_folder, strlen(scratch_folder));
    assert_string_equal(err.message + strlen(scratch_folder) + 1, expected);
}

static const char *tabbed(const char *text)
{
    static char buffers[2][4096];
    static unsigned next;
    char *buffer = buffers[next++ % 2];
    snprintf(buffer, sizeof(buffers[0]), "%s", text);
    for (char *c = buffer; *c; c++)
        if (*c == ',')
            *c = '\t';
    return buffer;
}

/* text as one gzip file; returns its size. */
static size_t gzipped(const char *text, size_t length, unsigned char *out, size_t size)
{
    z_stream stream = {0};
    assert_int_equal(
        deflateInit2(&stream, 9, Z_DEFLATED, 16 + MAX_WBITS, 9, Z_DEFAULT_STRATEGY),
        Z_OK);
    unsigned char *input = malloc(length);
    assert_non_null(input);
    memcpy(input, text, length);
    stream.next_in = input;
    stream.avail_in = (uInt)length;
    stream.next_out = out;
    stream.avail_out = (uInt)size;
    assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
    deflateEnd(&stream);
    free(input);
    return size - stream.avail_out;
}

static void comma_separated_tables_are_read(void **state)
{
    (void)state;
    scratch_text("Z.csv", Z_HEADER Z_ROWS);
    scratch_text("Y.csv", Y_HEADER Y_ROWS);
    assert_read(NULL, NULL);
    scratch_text("Z.csv", "\xEF\xBB\xBF" Z_HEADER INDEX_NAMES Z_ROWS);
    scratch_text("Y.csv", Y_HEADER INDEX_NAMES Y_ROWS);
    assert_read(NULL, NULL);
    unlink(scratch_path("Z.csv"));
    unlink(scratch_path("Y.csv"));
}

static void tab_separated_tables_are_read(void **state)
{
    (void)state;
    scratch_text("Z.txt", tabbed(Z_HEADER INDEX_NAMES Z_ROWS));
    scratch_text("Y.txt", tabbed(Y_HEADER Y_ROWS));
    assert_read(NULL, NULL);
    unlink(scratch_path("Z.txt"));
    unlink(scratch_path("Y.txt"));
}

static void a_unit_column_is_passed_over(void **state)
{
    (void)state;
    scratch_text("z", ",,,A,A,B,B\n,,,s1,s2,s1,s2\n"
                      "A,s1,EUR,1,2,3,4\nA,s2,EUR,5,6.5,7,8\n"
                      "B,s1,EUR,0,-1,1e3,2\nB,s2,EUR,9,10,11,12\n");
    scratch_text("y",
                 "region,,,B,B,A,A\ncategory,,,hh,gov,gov,hh\nregion,sector,unit,,,,\n"
                 "A,s1,5,1,2,3,4\nA,s2,5,5,6,7,8\nB,s1,,9,10,11,12\n"
                 "B,s2,\"M,EUR\",13,14,15,-16\n");
    assert_read("z", "y");
}

static void cells_may_stand_in_quotes(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_mrio *mrio = NULL;
    scratch_text("z", "\"r\",\"\",\"A, \"\"old\"\"\",B\r\n,,s1,s1\r\n"
                      "\"A, \"\"old\"\"\",\"s1\",\"1\",2\r\nB,s1,3,\"4\"\r\n");
    scratch_text("y",
                 ",,\"A, \"\"old\"\"\",B\n,,hh,hh\n\"A, \"\"old\"\"\",s1,1,2\nB,s1,3,4");
    assert_ok(try_read("z", "y", &mrio, &err), err);
    assert_string_equal(hg_axis_code(mrio->regions, 0), "A, \"old\"");
    assert_near(mrio->Z[0], 1, 0);
    assert_near(mrio->Z[3], 4, 0);
    assert_near(mrio->Y[2], 3, 0);
    hg_mrio_destroy(mrio);
}

static void gzipped_tables_are_read(void **state)
{
    (void)state;
    unsigned char out[1024];
    size_t n = gzipped(Z_HEADER Z_ROWS, strlen(Z_HEADER Z_ROWS), out, sizeof(out));
    scratch_bytes("Z.txt.gz", out, n);
    /* two members in one file are one text (RFC 1952, 2.2) */
    n = gzipped(Y_HEADER, strlen(Y_HEADER), out, sizeof(out));
    n += gzipped(Y_ROWS, strlen(Y_ROWS), out + n, sizeof(out) - n);
    scratch_bytes("Y.txt.gz", out, n);
    assert_read(NULL, NULL);
    assert_read("Z.txt", "Y.txt"); /* named without .gz */
    unlink(scratch_path("Z.txt.gz"));
    unlink(scratch_path("Y.txt.gz"));
}

static void a_damaged_gzip_is_refused(void **state)
{
    (void)state;
    unsigned char out[1024], bad[1024];
    const size_t n = gzipped(Z_HEADER Z_ROWS, strlen(Z_HEADER Z_ROWS), out, sizeof(out));
    scratch_text("y", Y_HEADER Y_ROWS);
    for (size_t cut = 18; cut < n; cut++) {
        scratch_bytes("z.gz", out, cut);
        assert_refused("z.gz", "y", HG_E_INPUT, "z.gz: is cut short; copy it again");
    }
    memcpy(bad, out, n);
    bad[n - 8] ^= 1; /* of the checksum */
    scratch_bytes("z.gz", bad, n);
    assert_refused("z.gz", "y", HG_E_INPUT,
                   "z.gz: is damaged (incorrect data check); copy it again");
    memcpy(bad, out, n);
    memset(bad + n, 'j', 4);
    scratch_bytes("z.gz", bad, n + 4);
    assert_refused("z.gz", "y", HG_E_INPUT,
                   "z.gz: has 4 bytes behind its gzipped data; copy it again");
    scratch_text("z.gz", Z_HEADER Z_ROWS);
    assert_refused("z.gz", "y", HG_E_INPUT,
                   "z.gz: is not gzipped, though its name ends so; rename it");
}

static void a_gzip_that_expands_too_much_is_refused(void **state)
{
    (void)state;
    const size_t n = (size_t)1 << 20;
    char *zeros = malloc(n);
    assert_non_null(zeros);
    memset(zeros, '0', n);
    for (size_t i = 0; i < strlen(Z_HEADER); i++)
        zeros[i] = Z_HEADER[i];
    unsigned char out[8192];
    scratch_bytes("z.gz", out, gzipped(zeros, n, out, sizeof(out)));
    scratch_text("y", Y_HEADER Y_ROWS);
    assert_refused(
        "z.gz", "y", HG_E_LIMIT,
        "z.gz: unpacks to more than 8 GiB or 200 times its size; unpack it with "
        "gunzip if you trust it");
    free(zeros);
}

static void assert_z_refused(const char *z, const char *expected)
{
    scratch_text("z", z);
    scratch_text("y", Y_HEADER Y_ROWS);
    assert_refused("z", "y", HG_E_INPUT, expected);
}

static void assert_y_refused(const char *y, const char *expected)
{
    scratch_text("z", Z_HEADER Z_ROWS);
    scratch_text("y", y);
    assert_refused("z", "y", HG_E_INPUT, expected);
}

static void ragged_rows_are_refused(void **state)
{
    (void)state;
    assert_z_refused(Z_HEADER "A,s1,1,2,3\n" Z_ROWS,
                     "z:3:11: 5 cells where the header has 6");
    assert_z_refused(Z_HEADER INDEX_NAMES "A,s1,1,2,3,4,5\n" Z_ROWS,
                     "z:4:15: 7 cells where the header has 6");
    assert_z_refused(Z_HEADER "A\n" Z_ROWS, "z:3:2: 1 cell where the header has 6");
    assert_z_refused(Z_HEADER "A,s1,1,2,3,4\n\n" Z_ROWS,
                     "z:4:1: an empty line, and rows behind it; take it out");
    assert_z_refused("region,,A,A,B,B\nsector,,s1,s2,s1\n" Z_ROWS,
                     "z:2:17: 3 labels where the first line has 4");
}

static void text_that_is_no_number_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"",   "nan", "1e999", "1,5", "0x1",
                                      " 1", "-",   "1 ",    "inf", "1.2.3"};
    scratch_text("y", Y_HEADER Y_ROWS);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        char text[512], begin[64];
        struct hg_error err = {0};
        struct hg_mrio *mrio = NULL;
        snprintf(text, sizeof(text), Z_HEADER "A,s1,1,2,\"%s\",4\n" Z_ROWS, bad[i]);
        scratch_text("z", text);
        assert_int_equal(try_read("z", "y", &mrio, &err), HG_E_INPUT);
        snprintf(begin, sizeof(begin), "z:3:10: \"%s\" ", bad[i]);
        assert_memory_equal(err.message + strlen(scratch_folder) + 1, begin,
                            strlen(begin));
    }
}

static void labels_that_do_not_fit_are_refused(void **state)
{
    (void)state;
    assert_z_refused(Z_HEADER "A,s1,1,2,3,4\nA,s3,5,6,7,8\nB,s1,0,0,0,0\nB,s2,0,0,0,0\n",
                     "z:4:3: row 2 is (A, s3) and column 2 of Z is (A, s2); rows must be "
                     "the columns of Z in the same order");
    assert_z_refused("region,,A,A,B,A\nsector,,s1,s2,s1,s1\n" Z_ROWS,
                     "z:1:15: a second column (A, s1), the first is number 1 of the "
                     "numbers; every pair may stand once");
    assert_z_refused("region,,A,A,,B\nsector,,s1,s2,s1,s2\n" Z_ROWS,
                     "z:1:13: an empty label; every column has 2");
    assert_z_refused(Z_HEADER Z_ROWS "C,s1,1,2,3,4\n",
                     "z:7:1: row 5, (C, s1), where Z has 4 columns; delete what is no "
                     "industry");
    assert_y_refused(Y_HEADER "A,s1,1,2,3,4\nB,s1,1,2,3,4\nA,s2,1,2,3,4\nB,s2,1,2,3,4\n",
                     "y:4:1: row 2 is (B, s1) and column 2 of Z is (A, s2); rows must be "
                     "the columns of Z in the same order");
    assert_y_refused(
        "region,,B,B,A,C\ncategory,,hh,gov,gov,hh\n" Y_ROWS,
        "y:1:15: region C, which Z does not have; give it rows and columns of Z (zeros "
        "will do), or, in a provincial table, name it under `trade: nest: abroad` "
        "(formats pymrio, exiobase3 and csv)");
    assert_y_refused("region,,B,B,A,A\ncategory,,hh,gov,gov,gov\n" Y_ROWS,
                     "y:1:15: a second column (A, gov), the first is number 3 of the "
                     "numbers; every pair may stand once");
    assert_y_refused("region,,B,B,A\ncategory,,hh,gov,gov\nA,s1,1,2,3\nA,s2,1,2,3\n"
                     "B,s1,1,2,3\nB,s2,1,2,3\n",
                     "y: has no column (A, hh); every region needs every category, with "
                     "zeros where there is no demand");
}

static void tables_that_end_too_soon_are_refused(void **state)
{
    (void)state;
    assert_z_refused(
        Z_HEADER "A,s1,1,2,3,4\nA,s2,5,6,7,8\nB,s1,1,2,3,4\n",
        "z: ends after 3 rows of numbers, and Z has 4 columns; was it saved or "
        "copied wholly?");
    assert_y_refused(
        Y_HEADER "A,s1,1,2,3,4\nA,s2,5,6,7,8\nB,s1,1,2,3,4\n",
        "y: ends after 3 rows of numbers, and Z has 4 columns; was it saved or "
        "copied wholly?");
    assert_z_refused(
        "region,,A,A,B,B\n",
        "z: ends within its header; it has 2 header rows, columns of labels and "
        "numbers");
    assert_z_refused(
        "A,B\n1,2\n",
        "z:1:1: two index columns (and perhaps one for the unit) are expected, "
        "so the first line begins with one cell of any text, then one or two "
        "empty cells, then the labels of the columns");
    /* The header claims 40,000 industries: 3.2 GB that the file cannot hold. */
    const size_t n = 40000;
    char *text = malloc(n * 5 + 64), *end = text;
    assert_non_null(text);
    for (int row = 0; row < 2; row++) {
        *end++ = ',';
        for (size_t i = 0; i < n; i++)
            end += sprintf(end, ",%c", 'a');
        *end++ = '\n';
    }
    *end = '\0';
    assert_z_refused(text,
                     "z: is too short for its 40000 columns and as many rows; was it "
                     "saved or copied wholly?");
    free(text);
}

static void files_are_looked_for_where_they_may_be(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_mrio *mrio = NULL;
    assert_refused(
        NULL, NULL, HG_E_INPUT,
        " has no Z.txt or Z.csv (or the same with .gz); check the path, or name "
        "the file in the study file under `trade`");
    const struct hg_mrio_source odd = {.format = "pymrio", .path = "/vsizip/x.zip"};
    assert_int_equal(hg_read_mrio(&odd, &mrio, &err), HG_E_INPUT);
    assert_null(mrio);
    assert_refused(
        "gone", "y", HG_E_INPUT,
        "gone: there is no such file; check the names of its files in the study "
        "file under `trade`");
}

static void file_parameters_name_the_files(void **state)
{
    (void)state;
    scratch_text("flows.txt", Z_HEADER Z_ROWS);
    scratch_text("demand.txt", Y_HEADER Y_ROWS);
    scratch_text("file_parameters.json",
                 "{\"systemtype\": \"IOSystem\", \"files\": {"
                 "\"Z\": {\"name\": \"flows.txt\", \"nr_index_col\": \"2\"},"
                 "\"Y\": {\"name\": \"demand.txt\", \"nr_index_col\": 2}}}");
    assert_read(NULL, NULL);
    scratch_text(
        "file_parameters.json",
        "{\"files\": {\"Z\": {\"name\": \"../flows.txt\", \"nr_index_col\": 2}}}");
    assert_refused(
        NULL, NULL, HG_E_INPUT,
        "file_parameters.json: names the file \"../flows.txt\" for Z; it must lie "
        "in the same folder");
    scratch_text(
        "file_parameters.json",
        "{\"files\": {\"Z\": {\"name\": \"flows.txt\", \"nr_index_col\": \"4\"}}}");
    assert_refused(
        NULL, NULL, HG_E_INPUT,
        "file_parameters.json: nr_index_col of Z is not 2 or 3 (region, sector "
        "and perhaps a unit)");
    scratch_text("file_parameters.json", "{\"files\": ");
    struct hg_error err = {0};
    struct hg_mrio *mrio = NULL;
    assert_int_equal(try_read(NULL, NULL, &mrio, &err), HG_E_INPUT);
    assert_non_null(strstr(err.message, "file_parameters.json:1:"));
    unlink(scratch_path("file_parameters.json"));
}

static void every_failed_allocation_is_told_and_nothing_leaks(void **state)
{
    (void)state;
    scratch_text("z", Z_HEADER Z_ROWS);
    scratch_text("y", Y_HEADER Y_ROWS);
    for (size_t n = 1;; n++) {
        struct hg_error err = {0};
        struct hg_mrio *mrio = NULL;
        const size_t before = alloc_live();
        alloc_fail_at(n);
        const enum hg_status status = try_read("z", "y", &mrio, &err);
        hg_mrio_destroy(mrio);
        assert_int_equal(alloc_live(), before);
        if (!alloc_failed()) {
            assert_int_equal(status, HG_OK);
            assert_true(n > 15);
            break;
        }
        if (status != HG_E_MEMORY)
            fail_msg("allocation %zu: %s", n, err.message);
    }
    alloc_fail_at(0);
}

static double sum(const double *values, size_t n)
{
    double total = 0;
    for (size_t i = 0; i < n; i++)
        total += values[i];
    return total;
}

static struct hg_mrio *read_real(const char *name, const char *z, const char *y)
{
    const char *data = getenv("HOTGRID_DATA");
    if (!data) {
        print_message("HOTGRID_DATA is not set\n");
        skip();
    }
    char folder[512];
    snprintf(folder, sizeof(folder), "%s/%s", data, name);
    struct hg_error err = {0};
    struct hg_mrio *mrio = NULL;
    const struct hg_mrio_source source = {
        .format = "pymrio", .path = folder, .z = z, .y = y, .threads = 2};
    assert_ok(hg_read_mrio(&source, &mrio, &err), err);
    return mrio;
}

/* Sums by awk: zcat Z.txt.gz | sed 1,3d | awk -F'\t' '{for(i=3;i<=NF;i++)s+=$i}
 * END{printf "%.17g",s}'; all cells are whole numbers, so any order gives the same. */
static void wiod_2011_is_read_whole(void **state)
{
    (void)state;
    struct hg_mrio *mrio = read_real("world-2011/mrio", NULL, NULL);
    assert_int_equal(mrio->n, 1435);
    assert_int_equal(hg_axis_size(mrio->regions), 41);
    assert_int_equal(hg_axis_size(mrio->sectors), 35);
    assert_int_equal(hg_axis_size(mrio->categories), 5);
    assert_near(sum(mrio->Z, (size_t)1435 * 1435), 72440092, 0);
    assert_near(sum(mrio->Y, (size_t)1435 * 205), 69268600, 0);
    assert_near(mrio->Z[0], 8732, 0); /* AUS c1 to AUS c1, as head shows it */
    hg_mrio_destroy(mrio);
}

/* The same with awk from the fourth column on, in the same order of adding. */
static void the_toy_table_of_pymrio_is_read_whole(void **state)
{
    (void)state;
    struct hg_mrio *mrio =
        read_real("extra/pymrio-toy", "trade_flows_Z.txt", "finald_demand_Y.txt");
    assert_int_equal(mrio->n, 48);
    assert_int_equal(hg_axis_size(mrio->categories), 7);
    assert_near(sum(mrio->Z, (size_t)48 * 48), 38872616.883925222, 0);
    assert_near(sum(mrio->Y, (size_t)48 * 42), 3285132732.4211059, 0);
    hg_mrio_destroy(mrio);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_are_looked_for_where_they_may_be),
        cmocka_unit_test(comma_separated_tables_are_read),
        cmocka_unit_test(tab_separated_tables_are_read),
        cmocka_unit_test(a_unit_column_is_passed_over),
        cmocka_unit_test(cells_may_stand_in_quotes),
        cmocka_unit_test(gzipped_tables_are_read),
        cmocka_unit_test(a_damaged_gzip_is_refused),
        cmocka_unit_test(a_gzip_that_expands_too_much_is_refused),
        cmocka_unit_test(ragged_rows_are_refused),
        cmocka_unit_test(text_that_is_no_number_is_refused),
        cmocka_unit_test(labels_that_do_not_fit_are_refused),
        cmocka_unit_test(tables_that_end_too_soon_are_refused),
        cmocka_unit_test(file_parameters_name_the_files),
        cmocka_unit_test(every_failed_allocation_is_told_and_nothing_leaks),
        cmocka_unit_test(wiod_2011_is_read_whole),
        cmocka_unit_test(the_toy_table_of_pymrio_is_read_whole),
    };
    return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}

/* test-matrix.c - texts of numbers: blocks, threads, faults */
#include "alloc.h"
#include "io/matrix.h"
#include "scratch.h"
#include <zlib.h>

/* What was read of a matrix of `columns`, and what begin() refuses or passes over. */
struct seen {
    size_t columns, rows, refuse_at, pass_over;
    double *values;
    char last[2][32]; /* labels of the row that began last */
    size_t line;
};

static enum hg_status begin(void *context, const struct matrix_row *row, bool *wanted,
                            struct hg_error *err)
{
    struct seen *seen = context;
    if (row->number == seen->refuse_at)
        return hg_fail(err, HG_E_INPUT, "row %zu is not wanted", row->number);
    *wanted = row->number != seen->pass_over;
    (void)snprintf(seen->last[0], sizeof(seen->last[0]), "%s", row->label[0]);
    (void)snprintf(seen->last[1], sizeof(seen->last[1]), "%s", row->label[1]);
    seen->line = row->line;
    return HG_OK;
}

static void take(void *context, size_t row, const double *values)
{
    const struct seen *seen = context;
    for (size_t k = 0; k < seen->columns; k++)
        seen->values[row * seen->columns + k] = values[k];
}

static enum hg_status read_all(const char *path, const struct matrix_shape *shape,
                               unsigned threads, struct seen *seen, struct hg_error *err)
{
    struct matrix *matrix = NULL;
    const struct matrix_taker taker = {seen, begin, take};
    enum hg_status status = matrix_open(path, shape, &matrix, err);
    if (status != HG_OK)
        return status;
    assert_int_equal(matrix_columns(matrix), seen->columns);
    status = matrix_read(matrix, &taker, threads, &seen->rows, err);
    matrix_close(matrix);
    return status;
}

static const struct matrix_shape plain = {.n_header = 0, .n_index = 2, .separator = ','};

enum { LARGE_ROWS = 1500, LARGE_COLUMNS = 1200 };

/* Cell (i, k) is i + k / 8, 12 characters wide: 21 MB, more than a block. */
static char *large_text(size_t *length)
{
    char *text = malloc((size_t)LARGE_ROWS * (LARGE_COLUMNS * 13 + 32));
    assert_non_null(text);
    char *at = text;
    for (int i = 0; i < LARGE_ROWS; i++) {
        at += sprintf(at, "row,\"%d\"", i);
        for (int k = 0; k < LARGE_COLUMNS; k++)
            at += sprintf(at, ",%012.3f", i + k / 8.0);
        *at++ = '\n';
    }
    *length = (size_t)(at - text) - 1; /* the last line has no end */
    return text;
}

static void check_large(const char *path, unsigned threads)
{
    struct hg_error err = {0};
    struct seen seen = {.columns = LARGE_COLUMNS, .refuse_at = SIZE_MAX, .pass_over = 7};
    seen.values = calloc((size_t)LARGE_ROWS * LARGE_COLUMNS, sizeof(double));
    assert_non_null(seen.values);
    assert_ok(read_all(path, &plain, threads, &seen, &err), err);
    assert_int_equal(seen.rows, LARGE_ROWS);
    assert_int_equal(seen.line, LARGE_ROWS);
    assert_string_equal(seen.last[1], "1499");
    for (size_t i = 0; i < LARGE_ROWS; i++)
        for (size_t k = 0; k < LARGE_COLUMNS; k++) {
            const double expected = i == 7 ? 0 : (double)i + (double)k / 8;
            if (seen.values[i * LARGE_COLUMNS + k] != expected)
                fail_msg("row %zu, column %zu", i, k);
        }
    free(seen.values);
}

static void blocks_of_any_file_fit_together(void **state)
{
    (void)state;
    size_t length = 0;
    char *text = large_text(&length);
    const char *path = scratch_bytes("large.csv", text, length);
    check_large(path, 1);
    check_large(path, 4);
    const char *packed = scratch_path("large.csv.gz");
    gzFile file = gzopen(packed, "wb1");
    assert_non_null(file);
    assert_int_equal(gzwrite(file, text, (unsigned)length), (int)length);
    assert_int_equal(gzclose(file), Z_OK);
    check_large(packed, 1);
    check_large(packed, 3);
    free(text);
    unlink(path);
    unlink(packed);
}

static void assert_fails(const char *text, unsigned threads, size_t refuse_at,
                         const char *expected)
{
    struct hg_error err = {0};
    double values[64];
    struct seen seen = {
        .columns = 2, .refuse_at = refuse_at, .pass_over = SIZE_MAX, .values = values};
    assert_int_equal(read_all(scratch_text("m", text), &plain, threads, &seen, &err),
                     HG_E_INPUT);
    const size_t n = strlen(scratch_folder) + 1;
    assert_string_equal(err.message + (expected[0] == 'm' ? n : 0), expected);
}

static void the_first_fault_is_told_for_any_number_of_threads(void **state)
{
    (void)state;
    const char *text = "a,b,1,2\na,b,3,x\na,b,5,6\na,b,y,8\na,b,9\na,b,1,1\n";
    for (unsigned threads = 1; threads < 6; threads++) {
        assert_fails(text, threads, SIZE_MAX,
                     "m:2:7: \"x\" is not a number; write 1234.5 with a point and "
                     "without separators");
        assert_fails(text, threads, 1, "row 1 is not wanted");
        assert_fails(text, threads, 2,
                     "m:2:7: \"x\" is not a number; write 1234.5 with a point and "
                     "without separators");
        assert_fails("a,b,1,2\na,b,9\na,b,y,8\n", threads, SIZE_MAX,
                     "m:2:6: 3 cells where the header has 4");
        assert_fails("a,b,1,2\na,b,9,9,9\na,b,y,8\n", threads, SIZE_MAX,
                     "m:2:10: 5 cells where the header has 4");
    }
}

static void labels_must_be_text(void **state)
{
    (void)state;
    assert_fails("a,b,1,2\na,\xFF,3,4\n", 1, SIZE_MAX,
                 "m:2:3: text that is not UTF-8; save the table so");
    assert_fails("a,b,1,2\na,\"b,3,4\n", 1, SIZE_MAX,
                 "m:2:3: a quote that is not closed in its line");
    assert_fails("a,b,1,2\na,\"b\"c,3,4\n", 1, SIZE_MAX,
                 "m:2:6: text after a closing quote");
}

static void a_table_of_texts_has_labels_alone(void **state)
{
    (void)state;
    struct hg_error err = {0};
    const struct matrix_shape shape = {.n_index = MATRIX_ALL_LABELS};
    struct seen seen = {.columns = 0, .refuse_at = SIZE_MAX, .pass_over = SIZE_MAX};
    assert_ok(
        read_all(scratch_text("t", "region\tunit\r\nA\tEUR\r\n"), &shape, 1, &seen, &err),
        err);
    assert_int_equal(seen.rows, 2);
    assert_string_equal(seen.last[1], "EUR");
}

static void every_failed_allocation_is_told(void **state)
{
    (void)state;
    const char *path = scratch_text("m", "a,b,1,2\na,b,3,4\n");
    for (size_t n = 1;; n++) {
        struct hg_error err = {0};
        double values[4];
        struct seen seen = {
            .columns = 2, .refuse_at = SIZE_MAX, .pass_over = SIZE_MAX, .values = values};
        const size_t before = alloc_live();
        alloc_fail_at(n);
        const enum hg_status status = read_all(path, &plain, 1, &seen, &err);
        assert_int_equal(alloc_live(), before);
        if (!alloc_failed()) {
            assert_int_equal(status, HG_OK);
            assert_true(n > 5);
            break;
        }
        assert_int_equal(status, HG_E_MEMORY);
    }
    alloc_fail_at(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_of_any_file_fit_together),
        cmocka_unit_test(the_first_fault_is_told_for_any_number_of_threads),
        cmocka_unit_test(labels_must_be_text),
        cmocka_unit_test(a_table_of_texts_has_labels_alone),
        cmocka_unit_test(every_failed_allocation_is_told),
    };
    return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}

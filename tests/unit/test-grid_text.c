/* test-grid_text.c - ready grids as text: the forms of EDGAR and of CDIAC */
#include "alloc.h"
#include "io/grid_text.h"
#include "scratch.h"
#include <zlib.h>

static struct hg_raster *read_file(const char *path)
{
    struct hg_error err = {0};
    struct hg_raster *raster = NULL;
    assert_ok(io_read_grid_text(path, HG_COUNT, &raster, &err), err);
    return raster;
}

static struct hg_raster *read_text(const char *text)
{
    return read_file(scratch_text("grid.txt", text));
}

static void assert_refused(const char *text, const char *expected)
{
    struct hg_error err = {0};
    struct hg_raster *raster = NULL;
    assert_int_equal(
        io_read_grid_text(scratch_text("bad.txt", text), HG_COUNT, &raster, &err),
        HG_E_INPUT);
    assert_null(raster);
    const size_t n = strlen(scratch_folder) + 1;
    assert_memory_equal(err.message, scratch_folder, n - 1);
    assert_string_equal(err.message + n, expected);
}

static double sum_of(const struct hg_raster *raster)
{
    double sum = 0;
    for (size_t i = 0; i < (size_t)raster->ncol * raster->nrow; i++)
        sum += raster->value[i];
    return sum;
}

#define EDGAR_HEAD "EDGAR v8.0 CO2 2022\nTOTALS, t per cell\nlat;lon;emission\n"

static void lines_of_edgar_are_lower_left_corners(void **state)
{
    (void)state;
    struct hg_raster *r = read_text(EDGAR_HEAD "31.2;121.4;1500000.25\n"
                                               "-90;-180;3\n"
                                               "89.9;179.9;7\n"
                                               "0.0;0.0;1e-3\r\n");
    assert_true(r->ncol == 3600 && r->nrow == 1800 && r->lonlat);
    assert_true(r->x0 == -180 && r->y0 == 90 && r->dx == 0.1 && r->dy == -0.1);
    assert_true(r->quantity == HG_COUNT);
    /* The cell 31.2..31.3 N is row (90 - 31.3) / 0.1 = 587, 121.4..121.5 E column 3014.
     */
    assert_true(r->value[(size_t)587 * 3600 + 3014] == 1500000.25F);
    assert_true(r->value[(size_t)1799 * 3600] == 3);
    assert_true(r->value[3599] == 7);
    assert_true(r->value[(size_t)899 * 3600 + 1800] ==
                1e-3F);                        /* north and east of (0, 0) */
    assert_near(sum_of(r), 1500010.251, 1e-9); /* all others are 0 */
    hg_raster_destroy(r);
}

static void columns_may_stand_the_other_way_round(void **state)
{
    (void)state;
    struct hg_raster *r = read_text("lon;lat;emission 2012 (tons)\n121.4;31.2;5\n");
    assert_true(r->value[(size_t)587 * 3600 + 3014] == 5);
    hg_raster_destroy(r);
    r = read_text("Longitude; Latitude; t\n359.9; 31.2; 5\n"); /* -0.1 */
    assert_true(r->value[587 * 3600 + 1799] == 5);
    hg_raster_destroy(r);
    r = read_text("31.2;121.4;5\n"); /* without a header */
    assert_true(r->value[(size_t)587 * 3600 + 3014] == 5);
    hg_raster_destroy(r);
}

static void what_is_no_cell_of_edgar_is_refused(void **state)
{
    (void)state;
    assert_refused(EDGAR_HEAD "31.25;121.4;5\n",
                   "bad.txt:4: 31.25 is not the lower left corner of a cell of 0.1 "
                   "degree; it looks like a centre, which the text files of EDGAR do not "
                   "have");
    assert_refused(EDGAR_HEAD "31.2;121.42;5\n",
                   "bad.txt:4: 121.42 is not the lower left corner of a cell of 0.1 "
                   "degree");
    assert_refused(EDGAR_HEAD "90;121.4;5\n", "bad.txt:4: 90 lies beyond the Earth");
    assert_refused(EDGAR_HEAD "1;-180.1;5\n", "bad.txt:4: -180.1 lies beyond the Earth");
    assert_refused(EDGAR_HEAD "31.2;121.4;-5\n",
                   "bad.txt:4: the emission is -5, must be 0 or more");
    assert_refused(EDGAR_HEAD "31.2;121.4;5\n31.2;121.4;5\n",
                   "bad.txt:5: the cell at 31.2, 121.4 stands here a second time");
    assert_refused(EDGAR_HEAD "31.2;121.4;5\n31.2;121.5;\n",
                   "bad.txt:5: \"31.2;121.5;\" is not lat;lon;emission");
    assert_refused(EDGAR_HEAD "31.2;121.4;5\n31.2;121.5;1;2\n",
                   "bad.txt:5: \"31.2;121.5;1;2\" is not lat;lon;emission");
    assert_refused("region,sector\nA,power\n",
                   "bad.txt: has no grid: a raster, or lines lat;lon;emission as EDGAR "
                   "has them, or 64800 numbers as CDIAC has them");
    char prose[600] = "";
    for (size_t i = 0; i < 21; i++)
        (void)snprintf(prose + 16 * i, sizeof(prose) - 16 * i, "no numbers here\n");
    assert_refused(prose, "bad.txt:21: no line so far is one of a grid: "
                          "lat;lon;emission as EDGAR has it, or numbers alone as CDIAC "
                          "has them");
}

/* 64,800 numbers i / 8, `a_line` to a line. */
static char *cdiac_text(size_t n, size_t a_line)
{
    char *text = malloc(n * 14 + 1), *at = text;
    assert_non_null(text);
    for (size_t i = 0; i < n; i++)
        at += sprintf(at, "%13.6E%c", (double)i / 8, (i + 1) % a_line ? ' ' : '\n');
    return text;
}

static void numbers_of_cdiac_go_from_the_north_west(void **state)
{
    (void)state;
    static const size_t a_line[] = {1, 6, 360};
    for (size_t k = 0; k < 3; k++) {
        char *text = cdiac_text(64800, a_line[k]);
        struct hg_raster *r = read_text(text);
        assert_true(r->ncol == 360 && r->nrow == 180 && r->lonlat);
        assert_true(r->x0 == -180 && r->y0 == 90 && r->dx == 1 && r->dy == -1);
        for (size_t i = 0; i < 64800; i++)
            assert_true(r->value[i] == (float)i / 8);
        hg_raster_destroy(r);
        free(text);
    }
    char *text = cdiac_text(64799, 1);
    assert_refused(text, "bad.txt: has 64799 numbers; the grid of CDIAC has 64800, one "
                         "for each cell of 1 degree");
    free(text);
    text = cdiac_text(64801, 1);
    assert_refused(text, "bad.txt:64801: more than 64800 numbers: the grid of CDIAC has "
                         "one for each cell of 1 degree");
    free(text);
    assert_refused("1\n2\nx\n", "bad.txt:3: \"x\" is not a number");
    assert_refused("1\n2\n-9999\n", "bad.txt:3: the emission is -9999, must be 0 or "
                                    "more");
}

static void a_gzipped_file_is_unpacked(void **state)
{
    (void)state;
    const char *path = scratch_path("grid.txt.gz");
    gzFile gz = gzopen(path, "wb");
    assert_non_null(gz);
    assert_true(gzputs(gz, EDGAR_HEAD "31.2;121.4;5\n") > 0);
    assert_int_equal(gzclose(gz), Z_OK);
    struct hg_raster *r = read_file(path);
    assert_true(sum_of(r) == 5);
    hg_raster_destroy(r);
}

static bool is_text(const char *path)
{
    struct hg_error err = {0};
    bool text = false;
    assert_ok(io_is_grid_text(path, &text, &err), err);
    return text;
}

static void a_look_tells_text_from_rasters(void **state)
{
    (void)state;
    assert_true(is_text(scratch_text("a", EDGAR_HEAD)));
    assert_true(is_text(scratch_text("a", " 0.000000E+00\n")));
    assert_true(is_text(scratch_bytes("a", "\x1F\x8B\x08", 3)));
    assert_false(is_text(scratch_text("a", "ncols 4\nnrows 2\n")));
    assert_false(is_text(scratch_text("a", "NCOLS 4\n")));
    assert_false(is_text(scratch_bytes("a", "II*\0", 4)));
    assert_false(is_text(scratch_bytes("a", "CDF\001\0\0", 6)));
    struct hg_error err = {0};
    bool text;
    assert_int_equal(
        io_is_grid_text(scratch_bytes("a.Z", "\x1F\x9D\x90", 3), &text, &err),
        HG_E_INPUT);
    assert_non_null(strstr(err.message, "unpack it first (uncompress)"));
}

static void each_allocation_may_fail(void **state)
{
    (void)state;
    const char *path = scratch_text("grid.txt", EDGAR_HEAD "31.2;121.4;5\n");
    for (size_t n = 1;; n++) {
        struct hg_error err = {0};
        struct hg_raster *raster = NULL;
        const size_t before = alloc_live();
        alloc_fail_at(n);
        const enum hg_status status = io_read_grid_text(path, HG_COUNT, &raster, &err);
        if (!alloc_failed()) {
            assert_true(n > 3);
            hg_raster_destroy(raster);
            break;
        }
        assert_int_equal(status, HG_E_MEMORY);
        assert_null(raster);
        assert_int_equal(alloc_live(), before);
    }
    alloc_fail_at(0);
}

/* 2012: 9,206.7 TgC by the readme of the data. */
static void cdiac_has_the_sum_it_is_known_for(void **state)
{
    (void)state;
    const char *data = getenv("HOTGRID_DATA");
    char path[512];
    if (!data) {
        print_message("HOTGRID_DATA is not set\n");
        skip();
        return;
    }
    snprintf(path, sizeof(path), "%s/extra/cdiac_ffco2_1deg_2012.txt.gz", data);
    struct hg_raster *r = read_file(path);
    assert_near(sum_of(r), 9206.7, 1e-5);
    /* Shanghai, 31..32 N, 121..122 E, emits more than the Pacific. */
    assert_true(r->value[58 * 360 + 301] > 10 && r->value[90 * 360 + 20] < 1);
    hg_raster_destroy(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_of_edgar_are_lower_left_corners),
        cmocka_unit_test(columns_may_stand_the_other_way_round),
        cmocka_unit_test(what_is_no_cell_of_edgar_is_refused),
        cmocka_unit_test(numbers_of_cdiac_go_from_the_north_west),
        cmocka_unit_test(a_gzipped_file_is_unpacked),
        cmocka_unit_test(a_look_tells_text_from_rasters),
        cmocka_unit_test(each_allocation_may_fail),
        cmocka_unit_test(cdiac_has_the_sum_it_is_known_for),
    };
    return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}

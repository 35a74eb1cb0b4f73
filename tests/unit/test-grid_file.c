/* test-grid_file.c - grid files: those that come with hotgrid, and faults */
#include "scratch.h"
#include <hotgrid/crs.h>
#include <hotgrid/grid.h>
#include <hotgrid/study.h>

static const char good[] = "name: toy\n"
                           "crs: EPSG:4326\n"
                           "west: 0\n"
                           "south: 40\n"
                           "east: 3\n"
                           "north: 42\n"
                           "columns: 3\n"
                           "rows: 2\n";

static struct hg_grid *read_well(const char *name, const char *folder)
{
    struct hg_error err = {0};
    struct hg_grid *grid = NULL;
    struct hg_faults *faults = scratch_faults();
    assert_ok(hg_grid_read(name, folder, faults, &grid, &err), err);
    assert_int_equal(hg_faults_count(faults), 0);
    hg_faults_destroy(faults);
    return grid;
}

/* `good` with `old` replaced has exactly this fault. */
static void fault(const char *old, const char *new, const char *line)
{
    char text[400];
    struct hg_error err = {0};
    struct hg_grid *grid = NULL;
    struct hg_faults *faults = scratch_faults();
    const char *at = strstr(good, old);
    assert_non_null(at);
    snprintf(text, sizeof(text), "%.*s%s%s", (int)(at - good), good, new,
             at + strlen(old));
    assert_int_equal(
        hg_grid_read(scratch_text("g.yaml", text), NULL, faults, &grid, &err),
        HG_E_STUDY);
    assert_null(grid);
    assert_int_equal(hg_faults_count(faults), 1);
    assert_fault(faults, 0, line);
    hg_faults_destroy(faults);
}

/* DESIGN of the grids: METHODS 2.0, to the last digit. */
static void the_grids_that_come_with_hotgrid_are_as_documented(void **state)
{
    (void)state;
    struct hg_grid *grid = read_well("china-10km", NULL);
    const struct hg_grid_params *p = hg_grid_params(grid);
    assert_string_equal(p->name, "china-10km");
    assert_string_equal(p->crs, "+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 "
                                "+datum=WGS84 +units=m");
    assert_int_equal(p->kind, HG_GRID_EQUAL_AREA);
    assert_int_equal(p->ncol, 490);
    assert_int_equal(p->nrow, 410);
    assert_true(p->box.west == -2650000 && p->box.north == 5950000);
    assert_true(p->box.east == 2250000 && p->box.south == 1850000);
    assert_true(hg_grid_cell_km2(grid, 0) == 100); /* 10,000 m squared */
    hg_grid_destroy(grid);

    grid = read_well("world-10km", NULL);
    p = hg_grid_params(grid);
    assert_string_equal(p->crs, "EPSG:6933");
    assert_int_equal(p->kind, HG_GRID_EQUAL_AREA);
    assert_int_equal(p->ncol, 3474);
    assert_int_equal(p->nrow, 1468);
    assert_true(p->box.east == 17367530.4452 && p->box.west == -17367530.4452);
    assert_true(p->box.north == 7342230.1365 && p->box.south == -7342230.1365);
    hg_grid_destroy(grid);

    grid = read_well("world-0.1deg", NULL);
    p = hg_grid_params(grid);
    assert_string_equal(p->crs, "EPSG:4326");
    assert_int_equal(p->kind, HG_GRID_LONLAT);
    assert_int_equal(p->ncol, 3600);
    assert_int_equal(p->nrow, 1800);
    assert_true(p->box.west == -180 && p->box.east == 180);
    assert_true(p->box.north == 90 && p->box.south == -90);
    hg_grid_destroy(grid);
}

static void a_path_starts_from_the_folder_unless_it_is_whole(void **state)
{
    (void)state;
    const char *path = scratch_text("mine.yaml", good);
    hg_grid_destroy(read_well("mine.yaml", scratch_folder));
    hg_grid_destroy(read_well(path, "/nowhere"));
}

static void unknown_names_are_told_with_the_nearest(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_grid *grid = NULL;
    struct hg_faults *faults = scratch_faults();
    assert_int_equal(hg_grid_read("wrld-10km", NULL, faults, &grid, &err), HG_E_STUDY);
    assert_string_equal(err.message,
                        "grid `wrld-10km` is not known; did you mean `world-10km`?");
    assert_int_equal(hg_grid_read("/vsimem/g.yaml", NULL, faults, &grid, &err),
                     HG_E_STUDY);
    assert_string_equal(err.message,
                        "grid `/vsimem/g.yaml` is not the plain path of a file");
    assert_int_equal(hg_grid_read("x/g.yaml", "/nowhere", faults, &grid, &err),
                     HG_E_STUDY);
    assert_string_equal(err.message,
                        "grid `x/g.yaml` does not exist (looked for /nowhere/x/g.yaml)");
    assert_null(grid);
    hg_faults_destroy(faults);
}

static void faults_have_their_line_and_column(void **state)
{
    (void)state;
    fault("rows: 2", "row: 2\nrows: 2",
          "g.yaml:8:1: key `row` is not known here; did you mean `rows`?");
    fault("columns: 3\n", "",
          "g.yaml:1:1: key `columns` is missing in the grid file: cells from west to "
          "east");
    fault("rows: 2", "rows: 0", "g.yaml:8:7: `rows` is 0, must be from 1 to 65535");
    fault("west: 0", "west: 0 m",
          "g.yaml:3:7: `west`: `0 m` is not a number; write 1234.5 with a point and "
          "without separators");
    fault("name: toy", "name: a/b",
          "g.yaml:1:7: `name` is `a/b`, must be made of ASCII letters, digits, `-`, `_` "
          "and `.`");
    fault("east: 3", "east: -3",
          "g.yaml:1:1: empty grid: west 0, south 40, east -3, "
          "north 42");
}

static void a_crs_that_cannot_be_used_is_told_where_it_stands(void **state)
{
    (void)state;
    char text[400];
    struct hg_error err = {0};
    struct hg_grid *grid = NULL;
    struct hg_faults *faults = scratch_faults();
    snprintf(text, sizeof(text), "name: toy\ncrs: EPSG:3857%s", strstr(good, "\nwest"));
    assert_int_equal(
        hg_grid_read(scratch_text("g.yaml", text), NULL, faults, &grid, &err),
        HG_E_STUDY);
    assert_int_equal(hg_faults_count(faults), 1);
    assert_non_null(strstr(hg_faults_line(faults, 0), "g.yaml:2:6: "));
    assert_null(grid);
    hg_faults_destroy(faults);
}

static int start(void **state)
{
    hg_io_start();
    return scratch_setup(state);
}

static int stop(void **state)
{
    hg_io_finish();
    return scratch_teardown(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_grids_that_come_with_hotgrid_are_as_documented),
        cmocka_unit_test(a_path_starts_from_the_folder_unless_it_is_whole),
        cmocka_unit_test(unknown_names_are_told_with_the_nearest),
        cmocka_unit_test(faults_have_their_line_and_column),
        cmocka_unit_test(a_crs_that_cannot_be_used_is_told_where_it_stands),
    };
    return cmocka_run_group_tests(tests, start, stop);
}

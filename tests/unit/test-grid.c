/* test-grid.c - cells, their edges and their areas */
#include "alloc.h"
#include "check.h"
#include <hotgrid/grid.h>
#include <stdio.h>
#include <stdlib.h>

/* 4 x 2 cells of 10 by 10: small enough to draw on paper. */
static const struct hg_grid_params toy = {
    "toy", "EPSG:6933", HG_GRID_EQUAL_AREA, .box = {0, 0, 40, 20}, .ncol = 4, .nrow = 2};

static const struct hg_grid_params world = {"world",        "EPSG:4326",
                                            HG_GRID_LONLAT, .box = {-180, -90, 180, 90},
                                            .ncol = 4320,   .nrow = 2160};

static struct hg_grid *make(const struct hg_grid_params *params)
{
    struct hg_error err = {0};
    struct hg_grid *grid = NULL;
    assert_ok(hg_grid_create(params, &grid, &err), err);
    return grid;
}

static void each_point_of_the_rectangle_has_one_cell(void **state)
{
    (void)state;
    struct hg_grid *grid = make(&toy);
    assert_int_equal(hg_grid_cells(grid), 8);
    assert_int_equal(hg_grid_cell_at(grid, 5, 15), 0);
    assert_int_equal(hg_grid_cell_at(grid, 10, 15),
                     1);                               /* a cell owns its west edge ... */
    assert_int_equal(hg_grid_cell_at(grid, 5, 10), 4); /* ... and its north edge */
    assert_int_equal(hg_grid_cell_at(grid, 40, 20), 3); /* the outer edges are inside */
    assert_int_equal(hg_grid_cell_at(grid, 40, 0), 7);
    assert_int_equal(hg_grid_cell_at(grid, -5e-9, 20 + 5e-9), 0); /* on them, rounded */
    assert_int_equal(hg_grid_cell_at(grid, 40 + 5e-9, -5e-9), 7);
    hg_grid_destroy(grid);
}

static void points_outside_have_no_cell(void **state)
{
    (void)state;
    struct hg_grid *grid = make(&toy);
    assert_int_equal(hg_grid_cell_at(grid, 40.1, 5), HG_NO_CELL);
    assert_int_equal(hg_grid_cell_at(grid, -0.1, 5), HG_NO_CELL);
    assert_int_equal(hg_grid_cell_at(grid, 5, 20.1), HG_NO_CELL);
    assert_int_equal(hg_grid_cell_at(grid, 5, -0.1), HG_NO_CELL);
    assert_int_equal(hg_grid_cell_at(grid, NAN, 5), HG_NO_CELL);
    assert_int_equal(hg_grid_cell_at(grid, 5, INFINITY), HG_NO_CELL);
    hg_grid_destroy(grid);
}

static void each_edge_belongs_to_the_cell_east_of_it(void **state)
{
    (void)state;
    struct hg_grid *grid = make(&world);
    for (uint32_t col = 0; col < world.ncol; col++)
        assert_int_equal(hg_grid_cell_at(grid, -180 + col * (360.0 / 4320), 90), col);
    hg_grid_destroy(grid);
}

static void each_edge_belongs_to_the_cell_south_of_it(void **state)
{
    (void)state;
    struct hg_grid_params tenth = world;
    tenth.ncol = 3600;
    tenth.nrow = 1800;
    struct hg_grid *grid = make(&tenth);
    for (uint32_t row = 0; row < tenth.nrow; row++)
        assert_int_equal(hg_grid_cell_at(grid, -180, (900 - (int)row) / 10.0),
                         row * tenth.ncol);
    hg_grid_destroy(grid);
}

static void cell_areas_add_up_to_the_earth(void **state)
{
    (void)state;
    const double earth_km2 = 510065621.724; /* WGS 84 ellipsoid */
    struct hg_grid *grid = make(&world);
    double sum_km2 = 0;
    for (uint32_t row = 0; row < world.nrow; row++)
        sum_km2 += world.ncol * hg_grid_cell_km2(grid, row * world.ncol);
    assert_near(sum_km2, earth_km2, 1e-11); /* relative */
    hg_grid_destroy(grid);
}

/* The number a file writes for tenth k. */
static double tenth_of(int k)
{
    char text[32];
    (void)snprintf(text, sizeof(text), "%s%d.%d", k < 0 ? "-" : "", abs(k) / 10,
                   abs(k) % 10);
    return strtod(text, NULL);
}

/* All crossings of 0.1 degree: the cell to the south-east owns them, except at the last
 * edges.  Plain floor((lon + 180) / 360 * 3600) puts 608 of the meridians one column too
 * far west (counted in Python). */
static void a_place_on_an_edge_of_tenths_belongs_to_one_cell(void **state)
{
    (void)state;
    struct hg_grid_params tenth = world;
    tenth.ncol = 3600;
    tenth.nrow = 1800;
    struct hg_grid *grid = make(&tenth);
    size_t plain = 0;
    for (int col = 0; col <= 3600; col++) {
        const double lon = tenth_of(col - 1800);
        const uint32_t own_col = col < 3600 ? (uint32_t)col : 3599;
        plain += col < 3600 && floor((lon + 180) / 360 * 3600) != col;
        for (int row = 0; row <= 1800; row++) {
            const double lat = tenth_of(900 - row);
            const uint32_t own_row = row < 1800 ? (uint32_t)row : 1799;
            if (hg_grid_cell_at(grid, lon, lat) != own_row * 3600 + own_col)
                fail_msg("%.17g, %.17g is in cell %u", lon, lat,
                         hg_grid_cell_at(grid, lon, lat));
        }
    }
    assert_int_equal(plain, 608);
    hg_grid_destroy(grid);
}

/* Cells of 0.1 degree north of a parallel: the area element of the ellipsoid integrated
 * with 40 digits in mpmath. */
static void cells_of_a_tenth_of_a_degree_have_their_area(void **state)
{
    (void)state;
    const double south[] = {20, 30, 35, 40, 50};
    const double km2[] = {115.81282834, 106.904539436, 101.214798322, 94.7483705759,
                          79.664458485};
    struct hg_grid_params tenth = world;
    tenth.ncol = 3600;
    tenth.nrow = 1800;
    struct hg_grid *grid = make(&tenth);
    for (int i = 0; i < 5; i++) {
        const uint32_t cell = hg_grid_cell_at(grid, 100, south[i] + 0.05);
        assert_near(hg_grid_cell_km2(grid, cell), km2[i], 1e-10);
    }
    /* The same two together: the last cell of a row, the first of the next one, and all
     * of a row between them. */
    double run[3602];
    const uint32_t last = hg_grid_cell_at(grid, 179.95, 35.05);
    hg_grid_cells_km2(grid, last, 3602, run);
    assert_near(run[0], km2[2], 1e-10);
    assert_true(run[1] > run[0] && run[1] == run[3600] && run[3601] > run[3600]);
    hg_grid_cells_km2(grid, 1799 * 3600, 3600, run); /* up to the end of the grid */
    assert_true(run[0] == run[3599]);
    assert_near(hg_grid_run_km2(grid, last, 1), km2[2], 1e-10);
    assert_near(hg_grid_run_km2(grid, last - 9, 10), 10 * km2[2], 1e-10);
    hg_grid_destroy(grid);
}

static void equal_area_cells_are_measured_in_metres(void **state)
{
    (void)state;
    struct hg_grid_params china = {
        "china-10km",       "+proj=aea",
        HG_GRID_EQUAL_AREA, .box = {-2650000, 1850000, 2250000, 5950000},
        .ncol = 490,        .nrow = 410};
    struct hg_grid *grid = make(&china);
    assert_near(hg_grid_cell_km2(grid, 0), 100, 1e-14);
    assert_near(hg_grid_cell_km2(grid, 490 * 410 - 1), 100, 1e-14);
    hg_grid_destroy(grid);
}

static void steps_count_from_the_north_west_corner(void **state)
{
    (void)state;
    double col, row, x, y;
    struct hg_grid *grid = make(&toy);
    hg_grid_steps(grid, 25, 5, &col, &row);
    assert_near(col, 2.5, 1e-15);
    assert_near(row, 1.5, 1e-15);
    hg_grid_area_steps(grid, 25, 5, &col, &row);
    assert_near(col, 2.5, 1e-15);
    assert_near(row, 1.5, 1e-15);
    hg_grid_centre(grid, 6, &x, &y);
    assert_near(x, 25, 1e-15);
    assert_near(y, 5, 1e-15);
    hg_grid_destroy(grid);
}

/* One row from the equator to 60 N: Simpson's rule over the area element of the
 * ellipsoid, in Python, puts 30 N at 0.4239... of its area from the top. */
static void area_steps_halve_areas_not_angles(void **state)
{
    (void)state;
    const struct hg_grid_params wide = {"wide",         "EPSG:4326",
                                        HG_GRID_LONLAT, .box = {0, -60, 60, 60},
                                        .ncol = 1,      .nrow = 2};
    double col, row;
    struct hg_grid *grid = make(&wide);
    hg_grid_area_steps(grid, 15, 30, &col, &row);
    assert_near(col, 0.25, 1e-15);
    assert_near(row, 0.4239415238804451, 1e-12);
    hg_grid_area_steps(grid, 15, -30, &col, &row);
    assert_near(row, 2 - 0.4239415238804451, 1e-12);
    hg_grid_area_steps(grid, 15, 0, &col, &row);
    assert_near(row, 1, 1e-15);
    hg_grid_area_steps(grid, 15, 90, &col, &row); /* beyond the grid, and no row there */
    assert_near(row, -0.5, 1e-15);
    hg_grid_destroy(grid);
}

static void area_steps_meet_at_the_edges_of_rows(void **state)
{
    (void)state;
    double col, row;
    struct hg_grid *grid = make(&world);
    for (uint32_t r = 1; r < world.nrow; r += 7) {
        hg_grid_area_steps(grid, 0, 90 - r / 12.0, &col, &row);
        assert_true(fabs(row - r) < 1e-9);
    }
    hg_grid_destroy(grid);
}

static void widening_adds_whole_steps_around(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_grid *grid = make(&toy), *wide = NULL;
    const struct hg_box box = {-5, -3, 41, 20};
    assert_ok(hg_grid_widen(grid, box, 100, &wide, &err), err);
    const struct hg_grid_params *p = hg_grid_params(wide);
    assert_int_equal(p->ncol, 6);
    assert_int_equal(p->nrow, 3);
    assert_near(p->box.west, -10, 1e-15);
    assert_near(p->box.south, -10, 1e-15);
    assert_near(p->box.east, 50, 1e-15);
    assert_near(p->box.north, 20, 1e-15);
    assert_string_equal(p->crs, toy.crs);

    assert_int_equal(hg_grid_cell_in(wide, grid, 0), 1);
    assert_int_equal(hg_grid_cell_in(wide, grid, 7), 10);
    assert_int_equal(hg_grid_cell_in(grid, wide, 10), 7);
    assert_int_equal(hg_grid_cell_in(grid, wide, 0), HG_NO_CELL);  /* west of it */
    assert_int_equal(hg_grid_cell_in(grid, wide, 5), HG_NO_CELL);  /* east of it */
    assert_int_equal(hg_grid_cell_in(grid, wide, 13), HG_NO_CELL); /* south of it */
    hg_grid_destroy(wide);
    hg_grid_destroy(grid);
}

static void widening_over_what_is_covered_changes_nothing(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_grid *grid = make(&toy), *same = NULL;
    const struct hg_box boxes[] = {
        {-5e-9, 0, 40 + 5e-9, 20}, {3, 4, 5, 6}, {1, 1, 0, 0}, {NAN, NAN, NAN, NAN}};
    for (size_t i = 0; i < 4; i++) {
        assert_ok(hg_grid_widen(grid, boxes[i], 8, &same, &err), err);
        assert_memory_equal(hg_grid_params(same), hg_grid_params(grid), sizeof(toy));
        hg_grid_destroy(same);
    }
    hg_grid_destroy(grid);
}

static void degrees_are_not_widened_beyond_the_earth(void **state)
{
    (void)state;
    const struct hg_grid_params islands = {"islands",      "EPSG:4326",
                                           HG_GRID_LONLAT, .box = {160, -20, 200, 0},
                                           .ncol = 40,     .nrow = 20};
    struct hg_error err = {0};
    struct hg_grid *grid = make(&islands), *wide = NULL;
    const struct hg_box all = {-180, -90, 180, 90};
    assert_ok(hg_grid_widen(grid, all, 100000, &wide, &err), err);
    assert_int_equal(hg_grid_params(wide)->ncol, 360);
    assert_int_equal(hg_grid_params(wide)->nrow, 180);
    assert_near(hg_grid_params(wide)->box.east, 200, 1e-15);
    assert_near(hg_grid_params(wide)->box.north, 90, 1e-15);
    hg_grid_destroy(wide);
    hg_grid_destroy(grid);
}

/* Rows of 0.7 degree from the equator pass the pole: the last one ends there. */
static void rows_end_at_the_pole(void **state)
{
    (void)state;
    const struct hg_grid_params north = {"north",        "EPSG:4326",
                                         HG_GRID_LONLAT, .box = {0, 0, 360, 0.7},
                                         .ncol = 1,      .nrow = 1};
    struct hg_error err = {0};
    struct hg_grid *grid = make(&north), *wide = NULL;
    assert_ok(hg_grid_widen(grid, (struct hg_box){0, 0, 10, 100}, 1000, &wide, &err),
              err);
    assert_int_equal(hg_grid_params(wide)->nrow, 129); /* 128.57 rows to the pole */
    double km2 = 0;
    for (uint32_t cell = 0; cell < 129; cell++)
        km2 += hg_grid_cell_km2(wide, cell);
    assert_near(km2, 510065621.724 / 2, 1e-11);
    hg_grid_destroy(wide);
    hg_grid_destroy(grid);
}

static void widening_without_end_is_refused(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_grid *grid = make(&toy), *wide = NULL;
    const struct hg_box far = {-1e9, 0, 1e9, 20}, endless = {-INFINITY, 0, 40, 20};
    assert_int_equal(hg_grid_widen(grid, far, 1000000, &wide, &err), HG_E_LIMIT);
    assert_int_equal(hg_grid_widen(grid, far, SIZE_MAX, &wide, &err), HG_OK);
    hg_grid_destroy(wide);
    wide = NULL;
    assert_int_equal(hg_grid_widen(grid, endless, SIZE_MAX, &wide, &err), HG_E_LIMIT);
    assert_null(wide);
    hg_grid_destroy(grid);
}

static void refuse(struct hg_grid_params params)
{
    struct hg_error err = {0};
    struct hg_grid *grid = NULL;
    assert_int_equal(hg_grid_create(&params, &grid, &err), HG_E_ARG);
    assert_null(grid); /* out is left alone on failure */
    assert_string_not_equal(err.message, "");
}

static void refuses_a_grid_without_cells(void **state)
{
    (void)state;
    struct hg_grid_params params = toy;
    params.nrow = 0;
    refuse(params);
    params = toy;
    params.ncol = 0;
    refuse(params);
    params = toy;
    params.box.east = params.box.west;
    refuse(params);
    params = toy;
    params.box.south = NAN;
    refuse(params);
}

static void refuses_more_cells_than_can_be_counted(void **state)
{
    (void)state;
    struct hg_grid_params params = toy;
    params.ncol = params.nrow = 65536;
    refuse(params);
}

static void refuses_degrees_beyond_the_earth(void **state)
{
    (void)state;
    struct hg_grid_params params = world;
    params.box.east = 181;
    refuse(params);
    params = world;
    params.box.north = 100;
    refuse(params);
    params = world;
    params.box.south = -100;
    refuse(params);
}

static void reports_missing_memory(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_grid *grid = NULL;
    const size_t before = alloc_live();
    alloc_fail_at(1);
    assert_int_equal(hg_grid_create(&toy, &grid, &err), HG_E_MEMORY);
    assert_true(alloc_failed());
    assert_int_equal(alloc_live(), before);
    alloc_fail_at(0);
    assert_null(grid);
    hg_grid_destroy(NULL);
}

static void the_first_entry_of_a_cell_is_found(void **state)
{
    (void)state;
    const uint32_t cell[] = {2, 5, 5, 9};
    const size_t place[] = {0, 0, 0, 1, 1, 1, 3, 3, 3, 3, 4, 4};
    const struct {
        uint32_t cell;
        double kg;
    } point[] = {{2, 1}, {5, 1}, {5, 1}, {9, 1}};
    for (uint32_t c = 0; c < 12; c++) {
        assert_int_equal(hg_find_cell(cell, 4, sizeof(*cell), c), place[c]);
        assert_int_equal(hg_find_cell(point, 4, sizeof(*point), c), place[c]);
    }
    assert_int_equal(hg_find_cell(cell, 4, sizeof(*cell), (uint64_t)1 << 32), 4);
    assert_int_equal(hg_find_cell(NULL, 0, sizeof(*cell), 7), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_point_of_the_rectangle_has_one_cell),
        cmocka_unit_test(points_outside_have_no_cell),
        cmocka_unit_test(each_edge_belongs_to_the_cell_east_of_it),
        cmocka_unit_test(each_edge_belongs_to_the_cell_south_of_it),
        cmocka_unit_test(cell_areas_add_up_to_the_earth),
        cmocka_unit_test(a_place_on_an_edge_of_tenths_belongs_to_one_cell),
        cmocka_unit_test(cells_of_a_tenth_of_a_degree_have_their_area),
        cmocka_unit_test(equal_area_cells_are_measured_in_metres),
        cmocka_unit_test(steps_count_from_the_north_west_corner),
        cmocka_unit_test(area_steps_halve_areas_not_angles),
        cmocka_unit_test(area_steps_meet_at_the_edges_of_rows),
        cmocka_unit_test(widening_adds_whole_steps_around),
        cmocka_unit_test(widening_over_what_is_covered_changes_nothing),
        cmocka_unit_test(degrees_are_not_widened_beyond_the_earth),
        cmocka_unit_test(rows_end_at_the_pole),
        cmocka_unit_test(widening_without_end_is_refused),
        cmocka_unit_test(refuses_a_grid_without_cells),
        cmocka_unit_test(refuses_more_cells_than_can_be_counted),
        cmocka_unit_test(refuses_degrees_beyond_the_earth),
        cmocka_unit_test(the_first_entry_of_a_cell_is_found),
        cmocka_unit_test(reports_missing_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

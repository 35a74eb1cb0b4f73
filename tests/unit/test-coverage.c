/* test-coverage.c - parts of cells, checked with pencil and paper and by clipping */
#include "cells.h"
#include "check.h"

#include "alloc.h"
#include "toy_shapes.h"
#include <hotgrid/coverage.h>
#include <hotgrid/crs.h>
#include <hotgrid/vector.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

/* 3 x 3 cells of 1 by 1: rows count down from y = 3. */
static const struct hg_grid_params paper = {.crs = "EPSG:6933",
                                            .kind = HG_GRID_EQUAL_AREA,
                                            .box = {0, 0, 3, 3},
                                            .ncol = 3,
                                            .nrow = 3};

static struct toy_shapes toy;

static struct hg_grid *make(const struct hg_grid_params *params)
{
    struct hg_error err = {0};
    struct hg_grid *grid = NULL;
    assert_ok(hg_grid_create(params, &grid, &err), err);
    return grid;
}

static struct cells *cover(const struct hg_grid *grid, unsigned threads)
{
    struct hg_error err = {0};
    struct hg_weights *w = NULL;
    assert_ok(hg_cover(grid, &toy.shapes, threads, &w, &err), err);
    return cells_of(grid, w);
}

/* Shape 0 has these parts of the nine cells, to 1e-14. */
static void assert_parts(const double (*part)[3])
{
    struct hg_grid *grid = make(&paper);
    struct cells *w = cover(grid, 1);
    double got[9] = {0};
    for (size_t i = w->first[0]; i < w->first[1]; i++) {
        assert_true(i == w->first[0] || w->cell[i] > w->cell[i - 1]);
        assert_true(w->fraction[i] >= 1e-12 && w->fraction[i] <= 1);
        got[w->cell[i]] = w->fraction[i];
    }
    for (size_t c = 0; c < 9; c++)
        if (!(fabs(got[c] - part[c / 3][c % 3]) < 1e-14))
            fail_msg("cell %zu: %.17g, not %.17g", c, got[c], part[c / 3][c % 3]);
    cells_destroy(w);
    hg_grid_destroy(grid);
}

static void one_ring(size_t n, const double *xy)
{
    toy_start(&toy);
    toy_shape(&toy, "A");
    toy_ring(&toy, n, xy);
}

static void a_square_covers_quarters_halves_and_one_whole_cell(void **state)
{
    (void)state;
    const double xy[][2] = {{0.5, 0.5}, {2.5, 0.5}, {2.5, 2.5}, {0.5, 2.5}};
    one_ring(4, xy[0]);
    assert_parts(
        (const double[3][3]){{0.25, 0.5, 0.25}, {0.5, 1, 0.5}, {0.25, 0.5, 0.25}});
}

static void a_triangle_over_the_diagonal_covers_half_of_its_cells(void **state)
{
    (void)state;
    const double xy[][2] = {{0, 0}, {3, 0}, {3, 3}};
    one_ring(3, xy[0]);
    assert_parts((const double[3][3]){{0, 0, 0.5}, {0, 0.5, 1}, {0.5, 1, 1}});
}

/* Corners in the middles of the outer edges: each corner cell has lost a triangle of legs
 * 1.5 but for the parts of it in its neighbours: 1 - 7/8 = 1/8 stays in the corner, and
 * the edge cells lose two triangles of legs 1/2. */
static void a_diamond_cuts_corners(void **state)
{
    (void)state;
    const double xy[][2] = {{1.5, 0}, {3, 1.5}, {1.5, 3}, {0, 1.5}};
    one_ring(4, xy[0]);
    assert_parts((const double[3][3]){
        {0.125, 0.75, 0.125}, {0.75, 1, 0.75}, {0.125, 0.75, 0.125}});
}

static void a_slanted_edge_passes_three_cells_of_a_row(void **state)
{
    (void)state;
    /* Under the line from (0, 1) to (3, 2): y = 1 + x/3. */
    const double xy[][2] = {{0, 0}, {3, 0}, {3, 2}, {0, 1}};
    one_ring(4, xy[0]);
    assert_parts((const double[3][3]){{0, 0, 0}, {1 / 6.0, 0.5, 5 / 6.0}, {1, 1, 1}});
}

static void a_hole_is_left_out(void **state)
{
    (void)state;
    toy_start(&toy);
    toy_shape(&toy, "A");
    toy_box(&toy, 0, 0, 3, 3);
    const double hole[][2] = {{1, 1}, {1, 2}, {2, 2}, {2, 1}};
    toy_ring(&toy, 4, hole[0]);
    assert_parts((const double[3][3]){{1, 1, 1}, {1, 0, 1}, {1, 1, 1}});
}

static void parts_add_up(void **state)
{
    (void)state;
    toy_start(&toy);
    toy_shape(&toy, "A");
    toy_box(&toy, 0, 2, 0.25, 3);
    toy_box(&toy, 0.5, 2, 1.25, 2.5);
    toy_box(&toy, 2, 0, 3, 1);
    assert_parts((const double[3][3]){{0.5, 0.125, 0}, {0, 0, 0}, {0, 0, 1}});
}

static void parts_that_overlap_fill_a_cell_once(void **state)
{
    (void)state;
    toy_start(&toy);
    toy_shape(&toy, "A");
    toy_box(&toy, 0, 0, 2, 3);
    toy_box(&toy, 0.5, 0, 2, 3);
    assert_parts((const double[3][3]){{1, 1, 0}, {1, 1, 0}, {1, 1, 0}});
    struct hg_grid *grid = make(&paper);
    struct cells *w = cover(grid, 1);
    assert_int_equal(w->n_odd[0], 6); /* 1.5 and 2 in the columns */
    cells_destroy(w);
    /* Against the area: -1 in the cell in the middle, and nothing odd elsewhere. */
    const double back[][2] = {{1, 1}, {1, 2}, {2, 2}, {2, 1}};
    one_ring(4, back[0]);
    w = cover(grid, 1);
    assert_int_equal(w->n_odd[0], 1);
    assert_int_equal(w->first[1], 0);
    cells_destroy(w);
    hg_grid_destroy(grid);
}

static void vertices_on_corners_and_edges_touch_no_other_cell(void **state)
{
    (void)state;
    const double xy[][2] = {{1, 1}, {1.5, 1}, {2, 1}, {2, 2}, {1, 2}, {1, 1.5}};
    one_ring(6, xy[0]);
    assert_parts((const double[3][3]){{0, 0, 0}, {0, 1, 0}, {0, 0, 0}});
}

static void a_polygon_larger_than_the_grid_is_cut_at_it(void **state)
{
    (void)state;
    const double xy[][2] = {{-1e3, -5}, {1e3, -5}, {1e3, 8}, {-1e3, 8}};
    one_ring(4, xy[0]);
    assert_parts((const double[3][3]){{1, 1, 1}, {1, 1, 1}, {1, 1, 1}});
}

/* The line y = x from far below to far above; what is to the right of it. */
static void edges_are_cut_where_they_leave_the_grid(void **state)
{
    (void)state;
    const double right[][2] = {{-50, -50}, {50, -50}, {50, 50}};
    one_ring(3, right[0]);
    assert_parts((const double[3][3]){{0, 0, 0.5}, {0, 0.5, 1}, {0.5, 1, 1}});
    const double left[][2] = {{-50, -50}, {50, 50}, {-50, 50}};
    one_ring(3, left[0]);
    assert_parts((const double[3][3]){{1, 1, 0.5}, {1, 0.5, 0}, {0.5, 0, 0}});
    /* Comes in from the west at y = 1.25 and leaves to the north at x = 1.75. */
    const double corner[][2] = {{-1.75, -0.5}, {2.75, 4}, {-1.75, 4}};
    one_ring(3, corner[0]);
    assert_parts(
        (const double[3][3]){{1 - 0.03125, 0.28125, 0}, {0.28125, 0, 0}, {0, 0, 0}});
}

static void a_polygon_beside_the_grid_covers_nothing(void **state)
{
    (void)state;
    toy_start(&toy);
    toy_shape(&toy, "A");
    toy_box(&toy, 4, 0, 5, 3);
    toy_box(&toy, -2, 0, -1, 3);
    toy_box(&toy, 0, 5, 3, 6);
    toy_box(&toy, 0, -3, 3, 0);
    assert_parts((const double[3][3]){{0}});
}

static void a_sliver_keeps_its_area(void **state)
{
    (void)state;
    const double xy[][2] = {{1.5, 0}, {1.5 + 1e-9, 0}, {1.5 + 1e-9, 3}, {1.5, 3}};
    one_ring(4, xy[0]);
    assert_parts((const double[3][3]){{0, 1e-9, 0}, {0, 1e-9, 0}, {0, 1e-9, 0}});
}

static void less_than_a_billionth_of_a_thousandth_is_nothing(void **state)
{
    (void)state;
    const double xy[][2] = {{1, 0}, {2 + 5e-13, 0}, {2 + 5e-13, 3}, {1, 3}};
    one_ring(4, xy[0]);
    assert_parts((const double[3][3]){{0, 1, 0}, {0, 1, 0}, {0, 1, 0}});
}

static void rings_without_area_are_taken(void **state)
{
    (void)state;
    const double xy[][2] = {{0.2, 0.3}, {2.2, 2.9}};
    toy_start(&toy);
    toy_shape(&toy, "A");
    toy_ring(&toy, 0, NULL);
    toy_ring(&toy, 1, xy[0]);
    toy_ring(&toy, 2, xy[0]);
    assert_parts((const double[3][3]){{0}});
}

static void open_lines_cover_nothing(void **state)
{
    (void)state;
    toy_start(&toy);
    toy_shape(&toy, "A");
    toy_box(&toy, 0, 0, 3, 3);
    toy.ring[0].open = true;
    assert_parts((const double[3][3]){{0}});
}

static void a_vertex_without_place_is_refused(void **state)
{
    (void)state;
    const double xy[][2] = {{0, 0}, {3, 0}, {NAN, NAN}};
    one_ring(3, xy[0]);
    struct hg_grid *grid = make(&paper);
    struct hg_error err = {0};
    struct hg_weights *w = NULL;
    assert_int_equal(hg_cover(grid, &toy.shapes, 1, &w, &err), HG_E_INPUT);
    assert_null(w);
    assert_non_null(strstr(err.message, "region A"));
    hg_grid_destroy(grid);
}

/* Knuth's MMIX generator: the same numbers everywhere. */
static double draw(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (double)(*seed >> 11) * 0x1p-53;
}

/* A ring round (x, y) whose vertices lie at random distances, anticlockwise. */
static size_t star(uint64_t *seed, double x, double y, double radius, size_t n,
                   double (*xy)[2])
{
    for (size_t i = 0; i < n; i++) {
        const double angle = 2 * 3.14159265358979323846 * (double)i / (double)n;
        const double r = radius * (0.2 + 0.8 * draw(seed));
        xy[i][0] = x + r * cos(angle);
        xy[i][1] = y + r * sin(angle);
    }
    return n;
}

static double shoelace(size_t n, double (*xy)[2])
{
    double sum = 0;
    for (size_t i = 0, b = n - 1; i < n; b = i++)
        sum += (xy[b][0] - xy[0][0]) * (xy[i][1] - xy[0][1]) -
               (xy[i][0] - xy[0][0]) * (xy[b][1] - xy[0][1]);
    return sum / 2;
}

static void areas_of_cells_add_up_to_the_shoelace_area(void **state)
{
    (void)state;
    const struct hg_grid_params params = {.crs = "EPSG:6933",
                                          .kind = HG_GRID_EQUAL_AREA,
                                          .box = {-3e6, 1e6, 2e6, 5e6},
                                          .ncol = 500,
                                          .nrow = 400};
    struct hg_grid *grid = make(&params);
    static double xy[1000][2];
    uint64_t seed = 7;
    for (int k = 0; k < 20; k++) {
        const size_t n = star(&seed, -4e5, 3e6, 1.9e6 / (1 + k), 50 + 50 * (size_t)k, xy);
        one_ring(n, xy[0]);
        struct cells *w = cover(grid, 1);
        double sum = 0;
        for (size_t i = 0; i < w->first[1]; i++)
            sum += w->fraction[i];
        assert_near(sum * 1e8, shoelace(n, xy), 1e-12);
        cells_destroy(w);
    }
    hg_grid_destroy(grid);
}

/* Keeps the part of a ring on one side of a line (Sutherland and Hodgman 1974): where
 * sign * coordinate <= sign * limit. */
static size_t clip(size_t n, double (*xy)[2], int axis, double limit, double sign)
{
    static double to[8192][2];
    size_t m = 0;
    for (size_t i = 0, b = n - 1; i < n; b = i++) {
        const double in_b = sign * (limit - xy[b][axis]);
        const double in_i = sign * (limit - xy[i][axis]);
        if ((in_b >= 0) != (in_i >= 0)) {
            const double t = in_b / (in_b - in_i);
            to[m][1 - axis] = xy[b][1 - axis] + t * (xy[i][1 - axis] - xy[b][1 - axis]);
            to[m++][axis] = limit;
        }
        if (in_i >= 0) {
            to[m][0] = xy[i][0];
            to[m++][1] = xy[i][1];
        }
    }
    memcpy(xy, to, m * sizeof(to[0]));
    return m;
}

/* Area of a ring inside a cell of 1 by 1. */
static double clipped_area(size_t n, double (*xy)[2], double west, double south)
{
    static double part[8192][2];
    memcpy(part, xy, n * sizeof(part[0]));
    n = clip(n, part, 0, west, -1);
    n = n ? clip(n, part, 0, west + 1, 1) : 0;
    n = n ? clip(n, part, 1, south, -1) : 0;
    n = n ? clip(n, part, 1, south + 1, 1) : 0;
    return n ? shoelace(n, part) : 0;
}

static void each_cell_has_what_clipping_gives(void **state)
{
    (void)state;
    const struct hg_grid_params params = {.crs = "EPSG:6933",
                                          .kind = HG_GRID_EQUAL_AREA,
                                          .box = {0, 0, 24, 16},
                                          .ncol = 24,
                                          .nrow = 16};
    struct hg_grid *grid = make(&params);
    double xy[400][2];
    uint64_t seed = 1;
    for (int k = 0; k < 30; k++) {
        const double x = 24 * draw(&seed), y = 16 * draw(&seed);
        const size_t n = star(&seed, x, y, 14 * draw(&seed), 3 + 13 * (size_t)k, xy);
        one_ring(n, xy[0]);
        struct cells *w = cover(grid, 1);
        double got[24 * 16] = {0};
        for (size_t i = 0; i < w->first[1]; i++)
            got[w->cell[i]] = w->fraction[i];
        for (uint32_t c = 0; c < 24 * 16; c++) {
            const uint32_t row = c / 24, col = c % 24;
            const double want = clipped_area(n, xy, col, 15.0 - row);
            if (!(fabs(got[c] - want) < 2e-13))
                fail_msg("star %d, cell %u: %.17g, clipping gives %.17g", k, c, got[c],
                         want);
        }
        cells_destroy(w);
    }
    hg_grid_destroy(grid);
}

/* A shape on a grid, ring by ring and cell by cell; false when it is too large. */
static bool check_clipped(const struct hg_grid *grid, const struct hg_shapes *shapes,
                          size_t s, const struct cells *w)
{
    static double ring[4096][2];
    const struct hg_shape *shape = &shapes->shape[s];
    const uint32_t ncol = hg_grid_params(grid)->ncol;
    double west, east, north, south;
    hg_grid_steps(grid, shape->box.west, shape->box.north, &west, &north);
    hg_grid_steps(grid, shape->box.east, shape->box.south, &east, &south);
    if (east - west > 60 || south - north > 60)
        return false;
    size_t at = w->first[s];
    for (uint32_t row = (uint32_t)north; row < south; row++)
        for (uint32_t col = (uint32_t)west; col < east; col++) {
            double want = 0;
            for (size_t r = shape->first_ring; r < shape->first_ring + shape->n_ring;
                 r++) {
                const struct hg_ring *part = &shapes->ring[r];
                for (size_t i = 0; i < part->count; i++) {
                    hg_grid_steps(grid, shapes->x[part->first + i],
                                  shapes->y[part->first + i], &ring[i][0], &ring[i][1]);
                    ring[i][1] = -ring[i][1]; /* up */
                }
                want += clipped_area(part->count, ring, col, -1.0 - row);
            }
            const bool listed = at < w->first[s + 1] && w->cell[at] == row * ncol + col;
            const double got = listed ? w->fraction[at++] : 0;
            if (!(fabs(got - want) < 2e-12))
                fail_msg("%s, row %u, column %u: %.17g, clipping gives %.17g",
                         shape->code, row, col, got, want);
        }
    assert_int_equal(at, w->first[s + 1]);
    return true;
}

/* All provinces of at most 60 x 60 cells, cell by cell. */
static void provinces_have_what_clipping_gives(void **state)
{
    (void)state;
    const char *data = getenv("HOTGRID_DATA");
    if (!data) {
        print_message("HOTGRID_DATA is not set\n");
        skip();
    }
    char path[1024];
    (void)snprintf(path, sizeof(path), "%s/china-2012/provinces.gpkg", data);
    const struct hg_vector_source source = {.path = path, .code = "region"};
    const struct hg_grid_params params = {
        .crs = "+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +datum=WGS84 +units=m",
        .kind = HG_GRID_EQUAL_AREA,
        .box = {-2650000, 1850000, 2250000, 5950000},
        .ncol = 490,
        .nrow = 410};
    struct hg_grid *grid = make(&params);
    struct hg_error err = {0};
    struct hg_faults *faults = NULL;
    struct hg_shapes *shapes = NULL;
    struct hg_weights *covered = NULL;
    hg_io_start();
    assert_ok(hg_faults_create(&faults, &err), err);
    assert_ok(hg_read_shapes(&source, grid, NULL, NULL, faults, &shapes, &err), err);
    assert_ok(hg_cover(grid, shapes, 2, &covered, &err), err);
    struct cells *w = cells_of(grid, covered);
    size_t n_checked = 0;
    for (size_t s = 0; s < shapes->n_shape; s++)
        n_checked += check_clipped(grid, shapes, s, w) ? 1 : 0;
    assert_true(n_checked >= 5);
    cells_destroy(w);
    hg_shapes_destroy(shapes);
    hg_faults_destroy(faults);
    hg_io_finish();
    hg_grid_destroy(grid);
}

/* A rectangle cut by a jagged line into a left and a right polygon. */
static void jagged_neighbours(size_t n)
{
    static double left[2000][2], right[2000][2];
    uint64_t seed = 3;
    for (size_t i = 0; i < n; i++) {
        left[i][0] = 30 + 12 * draw(&seed);
        left[i][1] = 1 + 38 * (double)i / (double)(n - 1);
    }
    for (size_t i = 0; i < n; i++)
        memcpy(right[i], left[n - 1 - i], sizeof(right[0]));
    const double far_left[2][2] = {{0.5, 39}, {0.5, 1}};
    const double far_right[2][2] = {{58.5, 1}, {58.5, 39}};
    memcpy(left[n], far_left, sizeof(far_left));
    memcpy(right[n], far_right, sizeof(far_right));
    toy_start(&toy);
    toy_shape(&toy, "L");
    toy_ring(&toy, n + 2, left[0]);
    toy_shape(&toy, "R");
    toy_ring(&toy, n + 2, right[0]);
}

static const struct hg_grid_params sixty = {.crs = "EPSG:6933",
                                            .kind = HG_GRID_EQUAL_AREA,
                                            .box = {0, 0, 60, 40},
                                            .ncol = 60,
                                            .nrow = 40};

static void neighbours_fill_the_cells_of_their_border(void **state)
{
    (void)state;
    struct hg_grid *grid = make(&sixty);
    jagged_neighbours(900);
    struct cells *w = cover(grid, 1);
    double sum[60 * 40] = {0};
    for (size_t i = 0; i < w->first[2]; i++)
        sum[w->cell[i]] += w->fraction[i];
    for (size_t row = 1; row < 39; row++)
        for (size_t col = 1; col < 58; col++)
            assert_near(sum[row * 60 + col], 1, 1e-14);
    cells_destroy(w);
    hg_grid_destroy(grid);
}

/* 400 long edges side by side leave no trace beyond them. */
static void cells_that_no_edge_touches_have_all_or_nothing(void **state)
{
    (void)state;
    static double xy[8000][2];
    uint64_t seed = 11;
    const size_t n = star(&seed, 29.3, 20.1, 19, 4000, xy);
    one_ring(n, xy[0]);
    struct hg_grid *grid = make(&sixty);
    struct cells *w = cover(grid, 1);
    for (size_t i = 0; i < w->first[1]; i++) {
        const uint32_t row = w->cell[i] / 60, col = w->cell[i] % 60;
        const double dx = col + 0.5 - 29.3, dy = 39.5 - row - 20.1;
        if (hypot(dx, dy) < 19 * 0.2 - 0.75)
            assert_true(w->fraction[i] == 1);
        assert_true(hypot(dx, dy) < 19 + 0.75);
    }
    cells_destroy(w);
    hg_grid_destroy(grid);
}

static void any_number_of_threads_gives_the_same_bits(void **state)
{
    (void)state;
    struct hg_grid *grid = make(&sixty);
    static double xy[200][2];
    uint64_t seed = 5;
    toy_start(&toy);
    static const char *const codes[] = {"A", "B", "C", "D", "E", "F", "G", "H", "I"};
    for (size_t s = 0; s < 9; s++) {
        toy_shape(&toy, codes[s]);
        const size_t n = star(&seed, 60 * draw(&seed), 40 * draw(&seed), 15, 20 * s, xy);
        toy_ring(&toy, n, xy[0]);
    }
    struct cells *one = cover(grid, 1);
    for (unsigned threads = 2; threads <= 7; threads += 5) {
        struct cells *w = cover(grid, threads);
        const size_t n = one->first[9];
        assert_memory_equal(w->first, one->first, 10 * sizeof(w->first[0]));
        assert_memory_equal(w->cell, one->cell, n * sizeof(w->cell[0]));
        assert_memory_equal(w->fraction, one->fraction, n * sizeof(w->fraction[0]));
        cells_destroy(w);
    }
    cells_destroy(one);
    hg_grid_destroy(grid);
}

static void a_failed_allocation_is_told_and_leaks_nothing(void **state)
{
    (void)state;
    struct hg_grid *grid = make(&sixty);
    jagged_neighbours(900);
    for (size_t n = 1;; n++) {
        const size_t before = alloc_live();
        struct hg_error err = {0};
        struct hg_weights *w = NULL;
        alloc_fail_at(n);
        const enum hg_status status = hg_cover(grid, &toy.shapes, 1, &w, &err);
        if (!alloc_failed()) {
            assert_ok(status, err);
            hg_weights_destroy(w);
            assert_true(n > 10);
            break;
        }
        assert_int_equal(status, HG_E_MEMORY);
        assert_null(w);
        assert_int_equal(alloc_live(), before);
    }
    alloc_fail_at(0);
    hg_grid_destroy(grid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_square_covers_quarters_halves_and_one_whole_cell),
        cmocka_unit_test(a_triangle_over_the_diagonal_covers_half_of_its_cells),
        cmocka_unit_test(a_diamond_cuts_corners),
        cmocka_unit_test(a_slanted_edge_passes_three_cells_of_a_row),
        cmocka_unit_test(a_hole_is_left_out),
        cmocka_unit_test(parts_add_up),
        cmocka_unit_test(parts_that_overlap_fill_a_cell_once),
        cmocka_unit_test(vertices_on_corners_and_edges_touch_no_other_cell),
        cmocka_unit_test(a_polygon_larger_than_the_grid_is_cut_at_it),
        cmocka_unit_test(edges_are_cut_where_they_leave_the_grid),
        cmocka_unit_test(a_polygon_beside_the_grid_covers_nothing),
        cmocka_unit_test(a_sliver_keeps_its_area),
        cmocka_unit_test(less_than_a_billionth_of_a_thousandth_is_nothing),
        cmocka_unit_test(rings_without_area_are_taken),
        cmocka_unit_test(open_lines_cover_nothing),
        cmocka_unit_test(a_vertex_without_place_is_refused),
        cmocka_unit_test(areas_of_cells_add_up_to_the_shoelace_area),
        cmocka_unit_test(each_cell_has_what_clipping_gives),
        cmocka_unit_test(provinces_have_what_clipping_gives),
        cmocka_unit_test(neighbours_fill_the_cells_of_their_border),
        cmocka_unit_test(cells_that_no_edge_touches_have_all_or_nothing),
        cmocka_unit_test(any_number_of_threads_gives_the_same_bits),
        cmocka_unit_test(a_failed_allocation_is_told_and_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

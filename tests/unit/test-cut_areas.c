/* test-cut_areas.c - areas of polygons in cells against closed forms */
#include "check.h"

#include "alloc.h"
#include "toy_earth.h"
#include <hotgrid/geodesy.h>
#include <stdio.h>

static struct toy_earth earth;

static const struct hg_grid_params degrees = {.crs = "EPSG:4326",
                                              .kind = HG_GRID_LONLAT,
                                              .box = {8, 36, 24, 44},
                                              .ncol = 16,
                                              .nrow = 8};

/* Zones are Snyder's eq. 3-12 (geodesy.h, held to other tools by its own test). */
static double zone(double west, double south, double east, double north)
{
    return (east - west) * hg_zone_km2_per_deg(south, north);
}

static void one_box(double west, double south, double east, double north)
{
    earth_start(&earth);
    earth_shape(&earth, "A");
    earth_box(&earth, false, west, south, east, north);
}

static void a_rectangle_of_degrees_has_the_area_of_its_part_of_the_zone(void **state)
{
    (void)state;
    struct hg_grid *grid = earth_grid(&degrees);
    one_box(10.25, 38.5, 13.5, 40.75);
    struct hg_cut *cut = earth_cut(&earth, grid, HG_AREAS, 1);
    assert_int_equal(cut->first[1], 4 * 3);
    for (uint32_t row = 3; row < 6; row++)
        for (uint32_t col = 2; col < 6; col++) {
            const double west = fmax(10.25, 8 + col), east = fmin(13.5, 9 + col);
            const double south = fmax(38.5, 43 - row), north = fmin(40.75, 44 - row);
            assert_near(earth_part(cut, 0, row * 16 + col),
                        zone(west, south, east, north), 1e-12);
        }
    assert_near(cut->whole[0], zone(10.25, 38.5, 13.5, 40.75), 1e-13);
    assert_true(cut->outside[0] == 0);
    hg_cut_destroy(cut);
    hg_grid_destroy(grid);
}

/* A grid of emissions that counts square degrees has 32 % too much at its north edge. */
static void a_uniform_source_from_58_to_71_north_is_uniform_in_every_cell(void **state)
{
    (void)state;
    struct hg_grid *grid = earth_grid(&earth_degrees);
    one_box(4, 58, 31.3, 71);
    struct hg_cut *cut = earth_cut(&earth, grid, HG_AREAS, 1);
    assert_int_equal(cut->first[1], 273 * 130);
    const double per_km2 = 1 / cut->whole[0];
    for (size_t i = 0; i < cut->first[1]; i++)
        assert_near(cut->size[i] / cut->whole[0] / hg_grid_cell_km2(grid, cut->cell[i]),
                    per_km2, 1e-13);
    assert_near(cut->whole[0], zone(4, 58, 31.3, 71), 1e-12);
    hg_cut_destroy(cut);
    hg_grid_destroy(grid);
}

static void a_zone_keeps_its_area_where_its_parallels_are_curves(void **state)
{
    (void)state;
    struct hg_grid *grid = earth_grid(&earth_albers);
    one_box(85, 20, 125, 50);
    struct hg_cut *cut = earth_cut(&earth, grid, HG_AREAS, 1);
    assert_near(cut->whole[0], zone(85, 20, 125, 50), 1e-12);
    assert_true(cut->outside[0] == 0);
    size_t full = 0;
    for (size_t i = 0; i < cut->first[1]; i++) {
        assert_true(cut->size[i] <= 100 * (1 + 1e-12));
        full += cut->size[i] == 100 ? 1 : 0;
    }
    assert_true(full > 100000); /* of 116 thousand: inner cells are whole, to the bit */
    hg_cut_destroy(cut);
    hg_grid_destroy(grid);
}

/* A slanting edge on the ellipsoid: below lat(lon) = 40 + slope * lon lies the integral
 * of the zone from the south edge, here by Simpson's rule on 2000 steps. */
static void a_triangle_of_degrees_has_the_integral_below_its_edge(void **state)
{
    (void)state;
    const double corner[][2] = {{10, 37}, {20, 37}, {20, 43.5}};
    earth_start(&earth);
    earth_shape(&earth, "A");
    earth_ring(&earth, false, 3, corner[0]);
    enum { STEPS = 2000 };
    double km2 = 0;
    for (int i = 0; i <= STEPS; i++) {
        const double weight = i == 0 || i == STEPS ? 1 : i % 2 ? 4 : 2;
        km2 += weight * hg_zone_km2_per_deg(37, 37 + 6.5 * i / STEPS);
    }
    km2 *= 10.0 / STEPS / 3;
    const struct hg_grid_params one = {.crs = "EPSG:4326",
                                       .kind = HG_GRID_LONLAT,
                                       .box = {0, 0, 90, 90},
                                       .ncol = 1,
                                       .nrow = 1};
    const struct hg_grid_params *params[] = {&degrees, &earth_degrees, &one};
    for (size_t k = 0; k < 3; k++) {
        struct hg_grid *grid = earth_grid(params[k]);
        struct hg_cut *cut = earth_cut(&earth, grid, HG_AREAS, 1);
        assert_near(cut->whole[0], km2, 1e-12);
        hg_cut_destroy(cut);
        hg_grid_destroy(grid);
    }
}

/* Radius r around a corner of cells on an equal-area grid: each of the four cells has a
 * quarter.  131072 vertices are a circle to 4e-10. */
static void a_circle_has_a_quarter_in_each_cell_around_its_middle(void **state)
{
    (void)state;
    enum { N = 131072 };
    static double circle[N][2];
    const double r = 9000;
    for (size_t i = 0; i < N; i++) {
        circle[i][0] = 20000 + r * cos(2 * M_PI * (double)i / N);
        circle[i][1] = 30000 + r * sin(2 * M_PI * (double)i / N);
    }
    const struct hg_grid_params params = {.crs = "EPSG:6933",
                                          .kind = HG_GRID_EQUAL_AREA,
                                          .box = {0, 0, 50000, 50000},
                                          .ncol = 5,
                                          .nrow = 5};
    earth_start(&earth);
    earth_shape(&earth, "A");
    earth_ring(&earth, false, N, circle[0]);
    struct hg_grid *grid = earth_grid(&params);
    const struct hg_cut_params how = {
        .grid = grid, .shapes = &earth.shapes, .kind = HG_AREAS, .planar = true};
    struct hg_error err = {0};
    struct hg_cut *cut = NULL;
    assert_ok(hg_cut(&how, &cut, &err), err);
    assert_int_equal(cut->first[1], 4);
    const uint32_t cell[4] = {1 * 5 + 1, 1 * 5 + 2, 2 * 5 + 1, 2 * 5 + 2};
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(cut->cell[i], cell[i]);
        assert_near(cut->size[i], M_PI * 81 / 4, 1e-9);
    }
    hg_cut_destroy(cut);
    hg_grid_destroy(grid);
}

/* As thin as 1 cm, beside and across an edge of cells. */
static void thin_slivers_have_their_area(void **state)
{
    (void)state;
    const double start[] = {100.05, 100.1 - 5e-8, 100.0999, 100.1};
    const double width[] = {1e-7, 1e-7, 1e-4, 1e-4};
    const struct hg_grid_params *params[] = {&earth_degrees, &earth_albers};
    for (size_t k = 0; k < 2; k++) {
        struct hg_grid *grid = earth_grid(params[k]);
        for (size_t i = 0; i < 4; i++) {
            const double west = start[i], east = start[i] + width[i];
            one_box(west, 30.03, east, 31.57);
            struct hg_cut *cut = earth_cut(&earth, grid, HG_AREAS, 1);
            /* Projected vertices are right to 1e-9 m: 1e-7 of a width of 1 cm. */
            assert_near(cut->whole[0], zone(west, 30.03, east, 31.57),
                        k == 0 ? 1e-9 : 1e-8 / (width[i] * 1e5));
            hg_cut_destroy(cut);
        }
        hg_grid_destroy(grid);
    }
}

/* Chords of a parallel on the grid would turn this sliver inside out. */
static void a_sliver_beside_a_parallel_is_not_turned_inside_out(void **state)
{
    (void)state;
    const double corner[][2] = {{95, 40}, {115, 40}, {105, 40.05}};
    earth_start(&earth);
    earth_shape(&earth, "A");
    earth_ring(&earth, false, 3, corner[0]);
    struct hg_grid *degrees_grid = earth_grid(&earth_degrees);
    struct hg_grid *albers = earth_grid(&earth_albers);
    struct hg_cut *flat = earth_cut(&earth, degrees_grid, HG_AREAS, 1);
    struct hg_cut *curved = earth_cut(&earth, albers, HG_AREAS, 1);
    assert_near(curved->whole[0], flat->whole[0], 1e-10);
    hg_cut_destroy(flat);
    hg_cut_destroy(curved);
    hg_grid_destroy(degrees_grid);
    hg_grid_destroy(albers);
}

/* A crooked ring around a place, anticlockwise; reach in degrees. */
static size_t draw_ring(uint64_t *seed, double lon, double lat, double reach, size_t n,
                        double (*out)[2])
{
    for (size_t i = 0; i < n; i++) {
        const double angle = 2 * M_PI * (double)i / (double)n;
        const double r = reach * (0.3 + 0.7 * earth_random(seed));
        out[i][0] = lon + r * cos(angle);
        out[i][1] = lat + r * sin(angle);
    }
    return n;
}

/* What is inside a ring, and the rest of a rectangle around it: together each cell of
 * the rectangle. */
static void polygons_that_fill_a_block_fill_every_cell(void **state)
{
    (void)state;
    static double ring[500][2], hole[500][2];
    const struct hg_grid_params *params[] = {&earth_degrees, &earth_albers};
    for (size_t k = 0; k < 2; k++) {
        struct hg_grid *grid = earth_grid(params[k]);
        uint64_t seed = 11;
        for (size_t round = 0; round < 4; round++) {
            const size_t n =
                draw_ring(&seed, 105.3, 35.2, round % 2 ? 0.05 : 7, 500, ring);
            for (size_t i = 0; i < n; i++)
                memcpy(hole[i], ring[n - 1 - i], sizeof(hole[i]));
            earth_start(&earth);
            earth_shape(&earth, "A");
            earth_ring(&earth, false, n, ring[0]);
            earth_shape(&earth, "B");
            earth_box(&earth, false, 90, 25, 120, 45);
            earth_ring(&earth, false, n, hole[0]);
            earth_shape(&earth, "C");
            earth_box(&earth, false, 90, 25, 120, 45);
            struct hg_cut *cut = earth_cut(&earth, grid, HG_AREAS, 2);
            double *sum = calloc(hg_grid_cells(grid), sizeof(*sum));
            assert_non_null(sum);
            for (size_t i = 0; i < cut->first[2]; i++)
                sum[cut->cell[i]] += cut->size[i];
            for (size_t i = cut->first[2]; i < cut->first[3]; i++) {
                const double all = hg_grid_cell_km2(grid, cut->cell[i]);
                assert_true(fabs(sum[cut->cell[i]] - cut->size[i]) <= 1e-12 * all);
            }
            assert_near(cut->whole[0] + cut->whole[1], cut->whole[2], 1e-12);
            assert_near(cut->whole[2], zone(90, 25, 120, 45), 1e-12);
            free(sum);
            hg_cut_destroy(cut);
        }
        hg_grid_destroy(grid);
    }
}

static void what_lies_beyond_the_grid_is_told_in_km2(void **state)
{
    (void)state;
    struct hg_grid *grid = earth_grid(&degrees);
    earth_start(&earth);
    earth_shape(&earth, "A"); /* half of it west of the grid */
    earth_box(&earth, false, 6, 38.25, 10, 40);
    earth_shape(&earth, "B"); /* all around it */
    earth_box(&earth, false, 0, 30, 30, 50);
    earth_shape(&earth, "C"); /* beside it */
    earth_box(&earth, false, 30, 30, 31, 50);
    earth_shape(&earth, "D"); /* just the grid */
    earth_box(&earth, false, 8, 36, 24, 44);
    struct hg_cut *cut = earth_cut(&earth, grid, HG_AREAS, 1);
    assert_near(cut->outside[0], zone(6, 38.25, 8, 40), 1e-12);
    assert_near(cut->whole[0], zone(6, 38.25, 10, 40), 1e-12);
    assert_near(cut->whole[1], zone(0, 30, 30, 50), 1e-12);
    assert_near(cut->outside[1], zone(0, 30, 30, 50) - zone(8, 36, 24, 44), 1e-12);
    assert_near(cut->outside[2], zone(30, 30, 31, 50), 1e-12);
    assert_int_equal(cut->first[3] - cut->first[2], 0);
    assert_true(cut->outside[3] == 0);
    assert_int_equal(cut->first[4] - cut->first[3], 16 * 8);
    for (size_t i = cut->first[3]; i < cut->first[4]; i++)
        assert_true(cut->size[i] == hg_grid_cell_km2(grid, cut->cell[i]));
    hg_cut_destroy(cut);
    hg_grid_destroy(grid);
}

static void what_lies_beyond_an_equal_area_grid_is_told_too(void **state)
{
    (void)state;
    struct hg_grid *grid = earth_grid(&earth_albers);
    one_box(30, -10, 180, 80); /* all around it */
    struct hg_cut *cut = earth_cut(&earth, grid, HG_AREAS, 1);
    assert_near(cut->whole[0], zone(30, -10, 180, 80), 1e-12);
    assert_near(cut->outside[0], zone(30, -10, 180, 80) - 8000 * 6000, 1e-9);
    assert_int_equal(cut->first[1], 800 * 600);
    hg_cut_destroy(cut);
    hg_grid_destroy(grid);
}

static void holes_are_not_covered(void **state)
{
    (void)state;
    struct hg_grid *grid = earth_grid(&degrees);
    one_box(10, 38, 14, 42);
    earth_box(&earth, true, 11, 39, 13, 41.5);
    struct hg_cut *cut = earth_cut(&earth, grid, HG_AREAS, 1);
    assert_near(cut->whole[0], zone(10, 38, 14, 42) - zone(11, 39, 13, 41.5), 1e-12);
    assert_int_equal(cut->first[1], 16 - 4);
    assert_true(earth_part(cut, 0, 4 * 16 + 4) == 0);
    hg_cut_destroy(cut);
    hg_grid_destroy(grid);
}

/* The cap north of 80 N, closed over the pole as it is when read. */
static void a_cap_over_the_pole_has_its_area(void **state)
{
    (void)state;
    const struct hg_grid_params polar = {.crs = "EPSG:6931",
                                         .kind = HG_GRID_EQUAL_AREA,
                                         .box = {-9e6, -9e6, 9e6, 9e6},
                                         .ncol = 1800,
                                         .nrow = 1800};
    const struct hg_grid_params *params[] = {&earth_degrees, &polar};
    for (size_t k = 0; k < 2; k++) {
        struct hg_grid *grid = earth_grid(params[k]);
        one_box(-180, 80, 180, 90);
        struct hg_cut *cut = earth_cut(&earth, grid, HG_AREAS, 1);
        assert_near(cut->whole[0], 360 * hg_zone_km2_per_deg(80, 90), 1e-11);
        hg_cut_destroy(cut);
        hg_grid_destroy(grid);
    }
}

static void threads_change_no_bit(void **state)
{
    (void)state;
    static double ring[60][2];
    static char codes[40][8];
    uint64_t seed = 2;
    earth_start(&earth);
    for (size_t i = 0; i < 40; i++) {
        (void)snprintf(codes[i], sizeof(codes[i]), "%03zu", i);
        earth_shape(&earth, codes[i]);
        const size_t n =
            draw_ring(&seed, 100 + 10 * earth_random(&seed), 35, 3, 60, ring);
        earth_ring(&earth, false, n, ring[0]);
    }
    struct hg_grid *grid = earth_grid(&earth_albers);
    struct hg_cut *one = earth_cut(&earth, grid, HG_AREAS, 1);
    struct hg_cut *many = earth_cut(&earth, grid, HG_AREAS, 7);
    assert_memory_equal(one->first, many->first, 41 * sizeof(size_t));
    assert_memory_equal(one->cell, many->cell, one->first[40] * sizeof(uint32_t));
    assert_memory_equal(one->size, many->size, one->first[40] * sizeof(double));
    hg_cut_destroy(one);
    hg_cut_destroy(many);
    hg_grid_destroy(grid);
}

static void refuses_an_area_without_area(void **state)
{
    (void)state;
    const double flat[][2] = {{10, 40}, {11, 40}, {12, 40}};
    earth_start(&earth);
    earth_shape(&earth, "A");
    earth_ring(&earth, false, 3, flat[0]);
    struct hg_error err = {0};
    struct hg_cut *cut = NULL;
    struct hg_grid *grid = earth_grid(&degrees);
    const struct hg_cut_params params = {
        .grid = grid, .shapes = &earth.shapes, .kind = HG_AREAS};
    assert_int_equal(hg_cut(&params, &cut, &err), HG_E_INPUT);
    assert_non_null(strstr(err.message, "area \"A\" has no area"));
    earth.x[0] = NAN;
    assert_int_equal(hg_cut(&params, &cut, &err), HG_E_INPUT);
    assert_non_null(strstr(err.message, "the place 10 E, 40 N"));
    hg_grid_destroy(grid);
}

static void says_so_when_memory_runs_out(void **state)
{
    (void)state;
    struct hg_grid *grid = earth_grid(&earth_albers);
    struct hg_error err = {0};
    struct hg_transform to_grid = {0};
    one_box(100, 30, 110, 40);
    assert_ok(hg_crs_from_lonlat(grid, &to_grid, &err), err);
    hg_transform_apply(&to_grid, earth.shapes.n_vertex, earth.x, earth.y);
    const struct hg_cut_params params = {
        .grid = grid, .shapes = &earth.shapes, .kind = HG_AREAS, .to_grid = &to_grid};
    for (size_t n = 1;; n++) {
        struct hg_cut *cut = NULL;
        const size_t before = alloc_live();
        alloc_fail_at(n);
        const enum hg_status status = hg_cut(&params, &cut, &err);
        hg_cut_destroy(cut);
        if (!alloc_failed())
            break;
        assert_int_equal(status, HG_E_MEMORY);
        assert_int_equal(alloc_live(), before);
    }
    alloc_fail_at(0);
    hg_transform_finish(&to_grid);
    hg_grid_destroy(grid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rectangle_of_degrees_has_the_area_of_its_part_of_the_zone),
        cmocka_unit_test(a_uniform_source_from_58_to_71_north_is_uniform_in_every_cell),
        cmocka_unit_test(a_zone_keeps_its_area_where_its_parallels_are_curves),
        cmocka_unit_test(a_triangle_of_degrees_has_the_integral_below_its_edge),
        cmocka_unit_test(a_circle_has_a_quarter_in_each_cell_around_its_middle),
        cmocka_unit_test(thin_slivers_have_their_area),
        cmocka_unit_test(a_sliver_beside_a_parallel_is_not_turned_inside_out),
        cmocka_unit_test(polygons_that_fill_a_block_fill_every_cell),
        cmocka_unit_test(what_lies_beyond_the_grid_is_told_in_km2),
        cmocka_unit_test(what_lies_beyond_an_equal_area_grid_is_told_too),
        cmocka_unit_test(holes_are_not_covered),
        cmocka_unit_test(a_cap_over_the_pole_has_its_area),
        cmocka_unit_test(threads_change_no_bit),
        cmocka_unit_test(refuses_an_area_without_area),
        cmocka_unit_test(says_so_when_memory_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

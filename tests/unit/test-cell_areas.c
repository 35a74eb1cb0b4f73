/* test-cell_areas.c - areas of cells in projections that are not equal-area, against the
 * zone formula and against outlines brought into an equal-area projection */
#include "check.h"
#include "measured_grid.h"

#include <hotgrid/geodesy.h>
#include <stdio.h>
#include <stdlib.h>

/* On Mercator cells lie between meridians and parallels. */
static void cells_of_mercator_are_parts_of_zones(void **state)
{
    (void)state;
    const struct hg_box box = {-300000, 5000000, 300000, 9000000};
    struct hg_grid *grid = measured_grid("EPSG:3395", box, 6, 40);
    assert_int_equal(hg_grid_params(grid)->kind, HG_GRID_PROJECTED);
    struct hg_transform back = {0};
    struct hg_error err = {0};
    assert_ok(hg_crs_to_lonlat(grid, &back, &err), err);
    for (uint32_t row = 0; row < 40; row++) {
        double x[2] = {0, 100000}, y[2];
        y[0] = box.north - row * 100000.0;
        y[1] = y[0] - 100000;
        hg_transform_apply(&back, 2, x, y);
        const double km2 = hg_zone_km2_per_deg(y[1], y[0]) * (x[1] - x[0]);
        for (uint32_t col = 0; col < 6; col++)
            assert_near(hg_grid_cell_km2(grid, row * 6 + col), km2, 1e-9);
    }
    hg_transform_finish(&back);
    hg_grid_destroy(grid);
}

/* The outline of a cell, 4000 points a side, on an equal-area plane: km2. */
static double outline_km2(const struct hg_grid *grid, uint32_t cell,
                          const struct hg_transform *back,
                          const struct hg_transform *plane)
{
    enum { SIDE = 4000, N = 4 * SIDE };
    static double x[N], y[N];
    const struct hg_grid_params *p = hg_grid_params(grid);
    const double dx = (p->box.east - p->box.west) / p->ncol;
    const double dy = (p->box.north - p->box.south) / p->nrow;
    const uint32_t row = cell / p->ncol, column = cell % p->ncol;
    const double west = p->box.west + column * dx;
    const double north = p->box.north - row * dy;
    for (int i = 0; i < SIDE; i++) {
        const double t = (double)i / SIDE;
        const double east[4] = {t, 1, 1 - t, 0}, south[4] = {0, t, 1, 1 - t};
        for (int k = 0; k < 4; k++) {
            x[k * SIDE + i] = west + east[k] * dx;
            y[k * SIDE + i] = north - south[k] * dy;
        }
    }
    hg_transform_apply(back, N, x, y);
    hg_transform_apply(plane, N, x, y);
    double twice = 0;
    for (int i = 0; i < N; i++) {
        const int j = (i + 1) % N;
        twice += (x[i] - x[0]) * (y[j] - y[0]) - (x[j] - x[0]) * (y[i] - y[0]);
    }
    return fabs(twice) / 2e6;
}

static void assert_areas(const char *crs, struct hg_box box, uint32_t side,
                         const char *equal_area, double tolerance)
{
    struct hg_grid *grid = measured_grid(crs, box, side, side);
    struct hg_grid *other = measured_grid(equal_area, (struct hg_box){0, 0, 1, 1}, 1, 1);
    struct hg_transform back = {0}, plane = {0};
    struct hg_error err = {0};
    assert_ok(hg_crs_to_lonlat(grid, &back, &err), err);
    assert_ok(hg_crs_from_lonlat(other, &plane, &err), err);
    for (uint32_t cell = 0; cell < side * side; cell++)
        assert_near(hg_grid_cell_km2(grid, cell), outline_km2(grid, cell, &back, &plane),
                    tolerance);
    hg_transform_finish(&back);
    hg_transform_finish(&plane);
    hg_grid_destroy(grid);
    hg_grid_destroy(other);
}

static void cells_have_the_area_of_their_outline(void **state)
{
    (void)state;
    const char *albers = "+proj=aea +lat_1=30 +lat_2=60 +lon_0=10 +datum=WGS84";
    assert_areas("EPSG:3034", (struct hg_box){3000000, 2000000, 3100000, 2100000}, 5,
                 albers, 1e-9); /* Lambert conformal, 20 km */
    assert_areas("EPSG:32632", (struct hg_box){300000, 5200000, 400000, 5300000}, 5,
                 albers, 1e-9); /* UTM, 20 km */
    assert_areas("ESRI:54009", (struct hg_box){0, 5000000, 500000, 5500000}, 5, albers,
                 1e-9); /* Mollweide, 100 km */
}

static void cells_around_a_pole_have_theirs(void **state)
{
    (void)state;
    const char *polar = "+proj=laea +lat_0=90 +lon_0=0 +datum=WGS84";
    assert_areas("EPSG:3995", (struct hg_box){-250000, -250000, 250000, 250000}, 5, polar,
                 1e-6); /* the middle one holds it */
}

/* Sides are shared: cells of half the size add up to those of the whole. */
static void areas_add_up(void **state)
{
    (void)state;
    const struct hg_box box = {300000, 5200000, 400000, 5300000};
    struct hg_grid *coarse = measured_grid("EPSG:32632", box, 1, 1);
    struct hg_grid *fine = measured_grid("EPSG:32632", box, 10, 10);
    double sum = 0;
    for (uint32_t cell = 0; cell < 100; cell++)
        sum += hg_grid_cell_km2(fine, cell);
    assert_near(sum, hg_grid_cell_km2(coarse, 0), 1e-10);
    hg_grid_destroy(coarse);
    hg_grid_destroy(fine);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_of_mercator_are_parts_of_zones),
        cmocka_unit_test(cells_have_the_area_of_their_outline),
        cmocka_unit_test(cells_around_a_pole_have_theirs),
        cmocka_unit_test(areas_add_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test-regrid-scale.c - rasters in metres on cells whose areas differ, against areas that
 * are known: those of an equal-area plane, and those of zones
 */
#include "check.h"
#include "measured_grid.h"
#include "with_gdal.h"

#include <hotgrid/geodesy.h>
#include <hotgrid/regrid.h>
#include <stdlib.h>

static const struct hg_box mercator = {6e5, 5.6e6, 1.86e6, 8.54e6};

/* From one plane to degrees and on to the other. */
struct ways {
    struct hg_transform back, on;
};

static void go(void *context, size_t n, double *x, double *y)
{
    const struct ways *w = context;
    hg_transform_apply(&w->back, n, x, y);
    hg_transform_apply(&w->on, n, x, y);
}

/* Pixels of ETRS89-LAEA have the area that they seem to have: a density of 1 is 1 in all
 * cells of a Mercator grid from 45 to 60 degrees north, of which the northern ones have
 * half the area of the southern ones, and 400 on 400 km2 are the same. Cells of 70 km on
 * the map change their scale by 2 % from edge to edge. */
static void assert_even(const struct hg_raster *raster, const struct hg_grid *grid,
                        const struct hg_transform *to_grid)
{
    struct hg_error err = {0};
    struct hg_regrid_sums sums;
    const size_t n = hg_grid_cells(grid);
    double *got = calloc(n, sizeof(*got));
    assert_non_null(got);
    assert_ok(hg_regrid(grid, raster, to_grid, 1, got, &err), err);
    for (size_t i = 0; i < n; i++)
        assert_near(got[i], 1, 3e-3);
    assert_ok(hg_regrid_mass(grid, raster, to_grid, 1, 1, got, &sums, &err), err);
    for (size_t i = 0; i < n; i++)
        assert_near(got[i] / hg_grid_cell_km2(grid, (uint32_t)i), 1, 5e-3);
    assert_near((sums.inside + sums.outside) / sums.source, 1, 1e-12);
    assert_true(sums.outside > 0);
    free(got);
}

static void an_equal_area_plane_stays_even_on_mercator(void **state)
{
    (void)state;
    enum { N = 160 * 160 };
    static float value[N];
    struct hg_error err = {0};
    struct hg_grid *grid = measured_grid("EPSG:3395", mercator, 18, 42);
    struct hg_grid *plane =
        measured_grid("EPSG:3035", (struct hg_box){3e6, 2e6, 6e6, 5e6}, 1, 1);
    assert_int_equal(hg_grid_params(grid)->kind, HG_GRID_PROJECTED);
    struct ways ways = {{0}, {0}};
    assert_ok(hg_crs_to_lonlat(plane, &ways.back, &err), err);
    assert_ok(hg_crs_from_lonlat(grid, &ways.on, &err), err);
    const struct hg_transform to_grid = {.context = &ways, .apply = go};
    struct hg_raster r = {.ncol = 160,
                          .nrow = 160,
                          .x0 = 3003000,
                          .y0 = 5107000,
                          .dx = 20000,
                          .dy = -20000,
                          .value = value};
    for (int count = 0; count < 2; count++) {
        r.quantity = count ? HG_COUNT : HG_DENSITY;
        for (size_t i = 0; i < N; i++)
            value[i] = count ? 400 : 1;
        assert_even(&r, grid, &to_grid);
    }
    hg_transform_finish(&ways.back);
    hg_transform_finish(&ways.on);
    hg_grid_destroy(plane);
    hg_grid_destroy(grid);
}

/* km2 of the pixels of each row of Mercator, from the parallels they lie between. */
static void zone_rows(const struct hg_grid *grid, const struct hg_raster *r, double *km2)
{
    struct hg_transform back = {0};
    struct hg_error err = {0};
    assert_ok(hg_crs_to_lonlat(grid, &back, &err), err);
    for (uint32_t row = 0; row < r->nrow; row++) {
        double x[2] = {0, r->dx};
        double y[2] = {r->y0 + row * r->dy, r->y0 + (row + 1) * r->dy};
        hg_transform_apply(&back, 2, x, y);
        km2[row] = hg_zone_km2_per_deg(y[1], y[0]) * (x[1] - x[0]);
    }
    hg_transform_finish(&back);
}

/* Pixels of the crs of the grid that do not lie on its cells. */
static void pixels_of_the_own_plane_stay_even(void **state)
{
    (void)state;
    enum { NCOL = 70, NROW = 160 };
    static float value[NCOL * NROW];
    static double km2[NROW];
    struct hg_grid *grid = measured_grid("EPSG:3395", mercator, 18, 42);
    const struct hg_transform same = {.identity = true};
    struct hg_raster r = {.ncol = NCOL,
                          .nrow = NROW,
                          .x0 = 5.87e5,
                          .y0 = 8.553e6,
                          .dx = 19000,
                          .dy = -19000,
                          .value = value};
    zone_rows(grid, &r, km2);
    for (int count = 0; count < 2; count++) {
        r.quantity = count ? HG_COUNT : HG_DENSITY;
        for (size_t i = 0; i < (size_t)NCOL * NROW; i++)
            value[i] = count ? (float)km2[i / NCOL] : 1;
        assert_even(&r, grid, &same);
    }
    hg_grid_destroy(grid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_equal_area_plane_stays_even_on_mercator),
        cmocka_unit_test(pixels_of_the_own_plane_stay_even),
    };
    return cmocka_run_group_tests(tests, gdal_start, gdal_finish);
}

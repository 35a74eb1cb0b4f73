/* test-aligned.c - rasters on the very cells of the grid, against cutting them */
#include "check.h"

#include "alloc.h"
#include "gridding/aligned.h"
#include <hotgrid/regrid.h>
#include <stdio.h>
#include <stdlib.h>

static struct hg_grid *degrees(double west, double south, double east, double north,
                               uint32_t ncol, uint32_t nrow)
{
    const struct hg_grid_params params = {.crs = "EPSG:4326",
                                          .kind = HG_GRID_LONLAT,
                                          .box = {west, south, east, north},
                                          .ncol = ncol,
                                          .nrow = nrow};
    struct hg_error err = {0};
    struct hg_grid *grid = NULL;
    assert_ok(hg_grid_create(&params, &grid, &err), err);
    return grid;
}

static void stay(void *context, size_t n, double *x, double *y)
{
    (void)context;
    (void)n;
    (void)x;
    (void)y;
}

/* The same way to the grid, but only the first says so. */
static const struct hg_transform same = {.identity = true, .apply = stay};
static const struct hg_transform unsaid = {.identity = false, .apply = stay};

static float value[200 * 100];

/* Values of any size; each fifth pixel has none, each seventh is 0. */
static struct hg_raster raster_of(uint32_t ncol, uint32_t nrow, double x0, double y0,
                                  double dx, double dy)
{
    uint64_t seed = 17;
    for (size_t i = 0; i < (size_t)ncol * nrow; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        value[i] = (float)(seed >> 40);
        if (seed >> 33 & 1 && i % 5 == 0)
            value[i] = NAN;
        if (i % 7 == 0)
            value[i] = 0;
    }
    return (struct hg_raster){.ncol = ncol,
                              .nrow = nrow,
                              .x0 = x0,
                              .y0 = y0,
                              .dx = dx,
                              .dy = dy,
                              .lonlat = true,
                              .value = value};
}

/* Both ways give the same; that of copying is taken. */
static void assert_same(struct hg_grid *grid, struct hg_raster raster)
{
    struct hg_error err = {0};
    struct aligned where;
    const size_t n = hg_grid_cells(grid);
    double *copied = malloc(n * sizeof(*copied)), *cut = malloc(n * sizeof(*cut));
    assert_true(copied && cut);
    assert_true(aligned_find(grid, &raster, &same, &where));
    assert_false(aligned_find(grid, &raster, &unsaid, &where));
    for (int quantity = HG_DENSITY; quantity <= HG_COUNT; quantity++) {
        raster.quantity = (enum hg_quantity)quantity;
        size_t n_value = 0;
        assert_ok(hg_regrid(grid, &raster, &same, 1, copied, &err), err);
        assert_ok(hg_regrid(grid, &raster, &unsaid, 1, cut, &err), err);
        for (size_t i = 0; i < n; i++) {
            n_value += copied[i] > 0;
            if (!(fabs(copied[i] - cut[i]) <= 1e-9 * cut[i] + 1e-6)) /* of up to 2^24 */
                fail_msg("cell %zu: %.17g, cut %.17g", i, copied[i], cut[i]);
        }
        assert_true(n_value > n / 20);
    }
    free(copied);
    free(cut);
    hg_grid_destroy(grid);
}

static void a_raster_of_the_grid_itself_is_copied(void **state)
{
    (void)state;
    assert_same(degrees(-180, -90, 180, 90, 72, 36), raster_of(72, 36, -180, 90, 5, -5));
    assert_same(degrees(-180, -90, 180, 90, 72, 36), raster_of(72, 36, -180, -90, 5, 5));
    assert_same(degrees(7.3, 40.1, 17.3, 50.1, 100, 100),
                raster_of(100, 100, 7.3, 50.1, 0.1, -0.1));
}

static void a_raster_may_be_smaller_or_larger_than_the_grid(void **state)
{
    (void)state;
    assert_same(degrees(-180, -90, 180, 90, 72, 36), raster_of(30, 20, 60, 70, 5, -5));
    assert_same(degrees(60, -20, 135, 30, 15, 10), raster_of(72, 36, -180, 90, 5, -5));
    assert_same(degrees(60, -20, 135, 30, 15, 10), raster_of(10, 36, 95, -90, 5, 5));
}

static void columns_follow_each_other_round_the_earth(void **state)
{
    (void)state;
    assert_same(degrees(-180, -90, 180, 90, 72, 36), raster_of(72, 36, 0, 90, 5, -5));
    assert_same(degrees(0, -90, 360, 90, 72, 36), raster_of(72, 36, -180, 90, 5, -5));
    assert_same(degrees(150, -20, 250, 30, 20, 10), raster_of(72, 36, -180, 90, 5, -5));
    assert_same(degrees(-180, -90, 180, 90, 72, 36), raster_of(20, 36, 150, 90, 5, -5));
}

static void other_rasters_are_left_to_be_cut(void **state)
{
    (void)state;
    struct aligned where;
    struct hg_grid *grid = degrees(-180, -90, 180, 90, 72, 36);
    struct hg_raster r = raster_of(72, 36, -180, 90, 5, -5);
    assert_true(aligned_find(grid, &r, &same, &where));
    r.x0 += 1e-7;
    assert_false(aligned_find(grid, &r, &same, &where));
    r = raster_of(72, 36, -180, 92.5, 5, -5);
    assert_false(aligned_find(grid, &r, &same, &where));
    r = raster_of(144, 72, -180, 90, 2.5, -2.5);
    assert_false(aligned_find(grid, &r, &same, &where));
    r = raster_of(80, 36, -180, 90, 5, -5); /* more than once around */
    assert_false(aligned_find(grid, &r, &same, &where));
    r = raster_of(72, 36, 180, 90, -5, -5);
    assert_false(aligned_find(grid, &r, &same, &where));
    r = raster_of(72, 36, -180, 90, 5, -5);
    r.lonlat = false;
    assert_false(aligned_find(grid, &r, &same, &where));
    hg_grid_destroy(grid);
    grid = degrees(-180, -90, 170, 90, 50, 36); /* a turn of 51.4 columns */
    r = raster_of(50, 36, -180, 90, 7, -5);
    assert_false(aligned_find(grid, &r, &same, &where));
    hg_grid_destroy(grid);
}

static void without_memory_nothing_is_copied(void **state)
{
    (void)state;
    struct hg_error err = {0};
    static double density[72 * 36];
    struct hg_grid *grid = degrees(-180, -90, 180, 90, 72, 36);
    const struct hg_raster r = raster_of(72, 36, -180, 90, 5, -5);
    alloc_fail_at(1);
    assert_int_equal(hg_regrid(grid, &r, &same, 1, density, &err), HG_E_MEMORY);
    alloc_fail_at(0);
    hg_grid_destroy(grid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_raster_of_the_grid_itself_is_copied),
        cmocka_unit_test(a_raster_may_be_smaller_or_larger_than_the_grid),
        cmocka_unit_test(columns_follow_each_other_round_the_earth),
        cmocka_unit_test(other_rasters_are_left_to_be_cut),
        cmocka_unit_test(without_memory_nothing_is_copied),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

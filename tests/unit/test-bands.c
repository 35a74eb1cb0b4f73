/* test-bands.c - the cells within a distance, against the distance to every cell */
#include "alloc.h"
#include "check.h"
#include "hotspot/bands.h"
#include <hotgrid/geodesy.h>
#include <stdlib.h>

static struct hg_grid *make_grid(enum hg_grid_kind kind, struct hg_box box, uint32_t ncol,
                                 uint32_t nrow)
{
    struct hg_grid_params p = {
        .name = "g", .kind = kind, .box = box, .ncol = ncol, .nrow = nrow};
    struct hg_grid *grid = NULL;
    struct hg_error err = {0};
    assert_ok(hg_grid_create(&p, &grid, &err), err);
    return grid;
}

static double apart(const struct hg_grid *grid, uint32_t a, uint32_t b)
{
    double x[2], y[2];
    hg_grid_centre(grid, a, &x[0], &y[0]);
    hg_grid_centre(grid, b, &x[1], &y[1]);
    return hg_grid_params(grid)->kind == HG_GRID_LONLAT
               ? hg_geodesic_km(x[0], y[0], x[1], y[1])
               : hypot(x[0] - x[1], y[0] - y[1]) / 1000;
}

/* Every pair of cells; each cell of a band comes once. */
static void check_all_pairs(struct hg_grid *grid, double km)
{
    const struct hg_grid_params *p = hg_grid_params(grid);
    const size_t n = hg_grid_cells(grid);
    struct bands bands;
    struct hg_error err = {0};
    assert_ok(bands_create(grid, km, &bands, &err), err);
    uint8_t *seen = calloc(n, 1);
    for (uint32_t cell = 0; cell < n; cell++) {
        memset(seen, 0, n);
        const int32_t reach = (int32_t)bands.reach;
        for (int32_t down = -reach; down <= reach; down++) {
            const struct band_runs r =
                bands_runs(&bands, cell / p->ncol, cell % p->ncol, down);
            for (unsigned i = 0; i < r.n; i++)
                for (uint32_t col = r.first[i]; col < r.end[i]; col++)
                    seen[(uint32_t)((int64_t)(cell / p->ncol) + down) * p->ncol + col]++;
        }
        for (uint32_t other = 0; other < n; other++)
            assert_int_equal(seen[other], apart(grid, cell, other) <= km * (1 + 1e-9));
    }
    free(seen);
    bands_finish(&bands);
    hg_grid_destroy(grid);
}

static void a_band_on_metres_has_the_cells_no_further_away(void **state)
{
    (void)state;
    const struct hg_box box = {0, 0, 1.2e5, 0.9e5};
    for (int k = 0; k < 4; k++)
        check_all_pairs(make_grid(HG_GRID_EQUAL_AREA, box, 12, 9),
                        (const double[]){0.5, 10, 15, 33}[k]);
}

static void a_band_on_degrees_has_the_cells_no_further_away(void **state)
{
    (void)state;
    check_all_pairs(make_grid(HG_GRID_LONLAT, (struct hg_box){10, 40, 25, 52}, 15, 12),
                    200);
}

/* Rows near the poles are whole, the antimeridian is no border, cells beyond the pole are
 * near. */
static void a_band_goes_around_the_earth(void **state)
{
    (void)state;
    const struct hg_box box = {-180, -90, 180, 90};
    check_all_pairs(make_grid(HG_GRID_LONLAT, box, 36, 18), 1200);
    check_all_pairs(make_grid(HG_GRID_LONLAT, box, 15, 9), 3000);
    check_all_pairs(make_grid(HG_GRID_LONLAT, box, 8, 5), 25000);
}

static void without_memory_there_is_no_band(void **state)
{
    (void)state;
    struct hg_grid *grid = make_grid(HG_GRID_LONLAT, (struct hg_box){0, 0, 5, 5}, 5, 5);
    struct bands bands;
    struct hg_error err = {0};
    alloc_fail_at(1);
    assert_int_equal(bands_create(grid, 100, &bands, &err), HG_E_MEMORY);
    alloc_fail_at(0);
    hg_grid_destroy(grid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_band_on_metres_has_the_cells_no_further_away),
        cmocka_unit_test(a_band_on_degrees_has_the_cells_no_further_away),
        cmocka_unit_test(a_band_goes_around_the_earth),
        cmocka_unit_test(without_memory_there_is_no_band),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

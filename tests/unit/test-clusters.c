/* test-clusters.c - hotspots drawn by hand, and against a flood without any shortcut */
#include "alloc.h"
#include "check.h"
#include <hotgrid/clusters.h>
#include <hotgrid/geodesy.h>
#include <hotgrid/rng.h>
#include <stdlib.h>

static const struct hg_transform identity = {.identity = true};

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

/* 10 km cells: areas are the same, 100 km2. */
static struct hg_grid *metres(uint32_t ncol, uint32_t nrow)
{
    return make_grid(HG_GRID_EQUAL_AREA, (struct hg_box){0, 0, 1e4 * ncol, 1e4 * nrow},
                     ncol, nrow);
}

static struct hg_clusters *find(const struct hg_cluster_params *params)
{
    struct hg_clusters *out = NULL;
    struct hg_error err = {0};
    assert_ok(hg_find_clusters(params, &out, &err), err);
    return out;
}

static void cells_that_touch_by_a_corner_are_one_hotspot(void **state)
{
    (void)state;
    const double kg[] = {9, 0, 0, 0, 5, /**/
                         0, 8, 0, 0, 6, /**/
                         0, 0, 0, 0, 0, /**/
                         7, 0, 0, 1, 1};
    const uint32_t expected[] = {1, 0, 0, 0, 2, 0, 1, 0, 0, 2,
                                 0, 0, 0, 0, 0, 3, 0, 0, 0, 0};
    struct hg_grid *grid = metres(5, 4);
    const struct hg_cluster_params params = {
        .grid = grid, .kg = kg, .area_km2 = 500, .to_lonlat = &identity};
    struct hg_clusters *c = find(&params);
    assert_int_equal(c->n, 3);
    assert_memory_equal(c->of_cell, expected, sizeof(expected));
    assert_near(c->cluster[0].kg, 17, 1e-15);
    assert_near(c->cluster[0].km2, 200, 1e-12);
    assert_int_equal(c->cluster[0].peak_cell, 0);
    assert_near(c->cluster[0].peak_kg_per_km2, 0.09, 1e-12);
    assert_int_equal(c->cluster[1].peak_cell, 9);
    assert_int_equal(c->cluster[2].n_cell, 1);
    /* (9 * 5 + 8 * 15) / 17 km east, the same from the north edge at 40 km */
    assert_near(c->cluster[0].x, 165e3 / 17, 1e-12);
    assert_near(c->cluster[0].y, 40e3 - 165e3 / 17, 1e-12);
    hg_clusters_destroy(c);
    hg_grid_destroy(grid);
}

static void small_and_light_clusters_are_left_out(void **state)
{
    (void)state;
    const double kg[] = {9, 9, 0, 30, 0, 1, 1, 1};
    const uint32_t cells[] = {1, 1, 0, 0, 0, 2, 2, 2}, mass[] = {2, 2, 0, 1, 0, 0, 0, 0};
    struct hg_grid *grid = metres(8, 1);
    struct hg_cluster_params params = {
        .grid = grid, .kg = kg, .area_km2 = 1e9, .min_cells = 2, .to_lonlat = &identity};
    struct hg_clusters *c = find(&params);
    assert_memory_equal(c->of_cell, cells, sizeof(cells));
    hg_clusters_destroy(c);
    params.min_cells = 1;
    params.min_kg = 18;
    c = find(&params);
    assert_int_equal(c->n, 2);
    assert_memory_equal(c->of_cell, mass, sizeof(mass));
    hg_clusters_destroy(c);
    hg_grid_destroy(grid);
}

static void equal_clusters_are_told_in_the_order_of_their_peaks(void **state)
{
    (void)state;
    const double kg[] = {4, 0, 2, 2, 0, 4};
    const uint32_t expected[] = {1, 0, 2, 2, 0, 3};
    struct hg_grid *grid = metres(6, 1);
    const struct hg_cluster_params params = {
        .grid = grid, .kg = kg, .area_km2 = 600, .to_lonlat = &identity};
    struct hg_clusters *c = find(&params);
    assert_memory_equal(c->of_cell, expected, sizeof(expected));
    assert_int_equal(c->cluster[1].peak_cell, 2);
    hg_clusters_destroy(c);
    hg_grid_destroy(grid);
}

/* Cells at 175 E and 175 W of equal mass: their middle is the antimeridian. */
static void a_hotspot_goes_across_the_antimeridian(void **state)
{
    (void)state;
    enum { ROW = 9 * 36 }; /* just south of the equator */
    double kg[36 * 18] = {0};
    kg[ROW] = kg[ROW + 35] = 5;
    kg[ROW + 10] = 1;
    struct hg_grid *grid =
        make_grid(HG_GRID_LONLAT, (struct hg_box){-180, -90, 180, 90}, 36, 18);
    const struct hg_cluster_params params = {
        .grid = grid, .kg = kg, .area_km2 = 1e9, .to_lonlat = &identity};
    struct hg_clusters *c = find(&params);
    assert_int_equal(c->n, 2);
    assert_int_equal(c->of_cell[ROW], 1);
    assert_int_equal(c->of_cell[ROW + 35], 1);
    assert_near(fabs(c->cluster[0].lon), 180, 1e-12);
    assert_near(c->cluster[0].lat, -5, 1e-12);
    hg_clusters_destroy(c);
    hg_grid_destroy(grid);
}

/* 10 km cells in a line, 15 km: a core has 3 cells about it.  The last has two, and
 * joins; the pair behind the gap has no core. */
static void dbscan_joins_what_is_near_enough_to_a_core(void **state)
{
    (void)state;
    const double kg[] = {1, 2, 3, 0, 0, 9, 9, 0, 0, 0};
    const uint32_t expected[] = {1, 1, 1, 0, 0, 0, 0, 0, 0, 0};
    struct hg_grid *grid = metres(10, 1);
    struct hg_cluster_params params = {.grid = grid,
                                       .kg = kg,
                                       .area_km2 = 1e9,
                                       .min_cells = 3,
                                       .distance_km = 15,
                                       .to_lonlat = &identity};
    struct hg_clusters *c = find(&params);
    assert_int_equal(c->n, 1);
    assert_memory_equal(c->of_cell, expected, sizeof(expected));
    hg_clusters_destroy(c);

    const uint32_t all[] = {2, 2, 2, 0, 0, 1, 1, 0, 0, 0};
    params.min_cells = 1;
    params.min_kg = 6; /* only the middle of the three has 6 about it */
    c = find(&params);
    assert_memory_equal(c->of_cell, all, sizeof(all));
    hg_clusters_destroy(c);

    const uint32_t joined[] = {1, 1, 1, 0, 0, 1, 1, 0, 0, 0};
    params.distance_km = 30; /* cells 2 and 5 */
    c = find(&params);
    assert_memory_equal(c->of_cell, joined, sizeof(joined));
    hg_clusters_destroy(c);
    hg_grid_destroy(grid);
}

/* 20 km: cell 3 has 10 kg about it, among them cores 1 and 4, which are 30 km apart. */
static void dbscan_gives_a_border_cell_to_the_densest_core(void **state)
{
    (void)state;
    const double kg[] = {8, 4, 0, 1, 5, 0, 8, 0};
    const uint32_t expected[] = {2, 2, 0, 1, 1, 0, 1, 0};
    struct hg_grid *grid = metres(8, 1);
    const struct hg_cluster_params params = {.grid = grid,
                                             .kg = kg,
                                             .area_km2 = 1e9,
                                             .min_cells = 1,
                                             .min_kg = 12,
                                             .distance_km = 20,
                                             .to_lonlat = &identity};
    struct hg_clusters *c = find(&params);
    assert_memory_equal(c->of_cell, expected, sizeof(expected));
    hg_clusters_destroy(c);
    hg_grid_destroy(grid);
}

/* Labels spread until nothing changes: slow, and nothing else to trust. */
static void flood(const struct hg_grid *grid, const double *kg, bool closed, double km,
                  uint32_t *label)
{
    const uint32_t n = (uint32_t)hg_grid_cells(grid), ncol = hg_grid_params(grid)->ncol;
    for (uint32_t i = 0; i < n; i++)
        label[i] = kg[i] > 0 ? i + 1 : 0;
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t a = 0; a < n; a++)
            for (uint32_t b = 0; b < n; b++) {
                double x[2], y[2];
                const int dr = abs((int)(a / ncol) - (int)(b / ncol));
                int dc = abs((int)(a % ncol) - (int)(b % ncol));
                dc = closed && dc > (int)ncol - dc ? (int)ncol - dc : dc;
                hg_grid_centre(grid, a, &x[0], &y[0]);
                hg_grid_centre(grid, b, &x[1], &y[1]);
                const bool near = km > 0 ? hg_geodesic_km(x[0], y[0], x[1], y[1]) <= km
                                         : dr <= 1 && dc <= 1;
                if (near && label[a] && label[b] && label[a] < label[b]) {
                    label[b] = label[a];
                    changed = true;
                }
            }
    }
}

static void clusters_are_those_of_a_flood(void **state)
{
    (void)state;
    enum { COLUMNS = 24, ROWS = 12, N = COLUMNS * ROWS };
    struct hg_grid *grid =
        make_grid(HG_GRID_LONLAT, (struct hg_box){-180, -90, 180, 90}, COLUMNS, ROWS);
    for (uint32_t k = 0; k < 20; k++) {
        double kg[N];
        uint32_t label[N];
        const struct hg_rng rng = {7, k, 1};
        for (uint32_t i = 0; i < N; i++)
            kg[i] = hg_random_uniform(&rng, i) < 0.25 ? 1 + i : 0;
        const double km = k % 2 ? 1800 : 0;
        const struct hg_cluster_params params = {.grid = grid,
                                                 .kg = kg,
                                                 .area_km2 = 1e9,
                                                 .min_cells = 1,
                                                 .distance_km = km,
                                                 .to_lonlat = &identity};
        flood(grid, kg, true, km, label);
        struct hg_clusters *c = find(&params);
        for (size_t a = 0; a < N; a++)
            for (size_t b = 0; b < N; b++)
                assert_int_equal(c->of_cell[a] == c->of_cell[b], label[a] == label[b]);
        hg_clusters_destroy(c);
    }
    hg_grid_destroy(grid);
}

static void without_memory_there_are_no_hotspots(void **state)
{
    (void)state;
    const double kg[] = {1, 2, 3, 4};
    struct hg_grid *grid = metres(4, 1);
    const struct hg_cluster_params params = {.grid = grid,
                                             .kg = kg,
                                             .area_km2 = 1e9,
                                             .min_cells = 1,
                                             .distance_km = 15,
                                             .to_lonlat = &identity};
    for (size_t n = 1;; n++) {
        const size_t before = alloc_live();
        struct hg_clusters *c = NULL;
        struct hg_error err = {0};
        alloc_fail_at(n);
        const enum hg_status status = hg_find_clusters(&params, &c, &err);
        if (!alloc_failed()) {
            hg_clusters_destroy(c);
            break;
        }
        assert_int_equal(status, HG_E_MEMORY);
        assert_int_equal(alloc_live(), before);
    }
    alloc_fail_at(0);
    hg_grid_destroy(grid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_that_touch_by_a_corner_are_one_hotspot),
        cmocka_unit_test(small_and_light_clusters_are_left_out),
        cmocka_unit_test(equal_clusters_are_told_in_the_order_of_their_peaks),
        cmocka_unit_test(a_hotspot_goes_across_the_antimeridian),
        cmocka_unit_test(dbscan_joins_what_is_near_enough_to_a_core),
        cmocka_unit_test(dbscan_gives_a_border_cell_to_the_densest_core),
        cmocka_unit_test(clusters_are_those_of_a_flood),
        cmocka_unit_test(without_memory_there_are_no_hotspots),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

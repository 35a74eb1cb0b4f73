/* test-regrid-mass.c - what a raster holds is inside or outside, whatever the map */
#include "check.h"
#include "with_gdal.h"

#include "alloc.h"
#include <hotgrid/crs.h>
#include <hotgrid/regrid.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

static const double PI = 3.14159265358979323846;

static struct hg_grid *make_grid(const char *crs, struct hg_box box, uint32_t ncol,
                                 uint32_t nrow)
{
    struct hg_grid_params params = {
        .kind = strcmp(crs, "EPSG:4326") == 0 ? HG_GRID_LONLAT : HG_GRID_EQUAL_AREA,
        .box = box,
        .ncol = ncol,
        .nrow = nrow};
    strncpy(params.crs, crs, sizeof(params.crs) - 1);
    struct hg_error err = {0};
    struct hg_grid *grid = NULL;
    assert_ok(hg_grid_create(&params, &grid, &err), err);
    return grid;
}

static double draw(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (double)(*seed >> 11) * 0x1p-53;
}

/* A third of the pixels has no data. */
static float *make_values(size_t n)
{
    uint64_t seed = 7;
    float *v = malloc(n * sizeof(*v));
    assert_non_null(v);
    for (size_t i = 0; i < n; i++)
        v[i] = draw(&seed) < 0.33 ? NAN : (float)(1000 * draw(&seed));
    return v;
}

static const struct hg_transform same = {.identity = true};

/* Masses of cells; the sum of the cells is that which is told. */
static double *regrid_mass(const struct hg_grid *grid, const struct hg_raster *raster,
                           const struct hg_transform *to_grid, double factor,
                           unsigned threads, struct hg_regrid_sums *sums)
{
    struct hg_error err = {0};
    const size_t n = hg_grid_cells(grid);
    double *kg = malloc(n * sizeof(*kg)), inside = 0;
    assert_non_null(kg);
    assert_ok(hg_regrid_mass(grid, raster, to_grid, factor, threads, kg, sums, &err),
              err);
    for (size_t i = 0; i < n; i++) {
        assert_true(kg[i] >= 0);
        inside += kg[i];
    }
    assert_near(inside, sums->inside, 1e-12);
    return kg;
}

/* Snyder (1987), eq. 3-12: the area of a zone, km2. */
static double zone_km2(double south, double north, double degrees)
{
    const double e2 = 0.00669437999014, e = sqrt(e2);
    double q[2];
    for (int i = 0; i < 2; i++) {
        const double s = sin((i ? north : south) * PI / 180);
        q[i] = (1 - e2) * (s / (1 - e2 * s * s) + atanh(e * s) / e);
    }
    return 6378.137 * 6378.137 / 2 * (q[1] - q[0]) * degrees * PI / 180;
}

/* What the pixels of a raster of degrees hold: each value times its zone. */
static double mass_of(const struct hg_raster *r)
{
    double sum = 0;
    for (uint32_t row = 0; row < r->nrow; row++) {
        const double a = fmax(-90, fmin(90, r->y0 + row * r->dy));
        const double b = fmax(-90, fmin(90, r->y0 + (row + 1.0) * r->dy));
        const double km2 = fabs(zone_km2(a, b, r->dx));
        double values = 0;
        for (uint32_t col = 0; col < r->ncol; col++) {
            const float v = r->value[(size_t)row * r->ncol + col];
            values += isnan(v) ? 0 : (double)v;
        }
        sum += r->quantity == HG_COUNT ? values : values * km2;
    }
    return sum;
}

static void assert_whole(const char *what, const struct hg_grid *grid,
                         const struct hg_raster *raster,
                         const struct hg_transform *to_grid)
{
    struct hg_regrid_sums sums;
    free(regrid_mass(grid, raster, to_grid, 1, 2, &sums));
    const double apart = sums.inside + sums.outside - sums.source;
    if (!(fabs(apart) <= 1e-12 * sums.source) || !(sums.source > 0))
        fail_msg("%s: %.17g inside, %.17g outside, source %.17g", what, sums.inside,
                 sums.outside, sums.source);
    if (!raster->lonlat)
        return;
    /* zones of 1/12 degree cancel to 1e-12 of themselves */
    const double truth = mass_of(raster);
    if (!(fabs(sums.source - truth) <= 2e-12 * truth))
        fail_msg("%s: source %.17g, by zones %.17g", what, sums.source, truth);
}

static const char *const crs[] = {
    "EPSG:4326",
    "+proj=aea +lat_1=25 +lat_2=47 +lat_0=36 +lon_0=105 +datum=WGS84",
    "EPSG:3035",
    "EPSG:6933",
    "+proj=laea +lat_0=90 +lon_0=0 +datum=WGS84",
    "+proj=sinu +lon_0=140 +datum=WGS84",
};
enum { N_CRS = sizeof(crs) / sizeof(crs[0]) };

/* Grids that the raster overhangs, and those that have all of it. */
static struct hg_box box_on(size_t i, bool large)
{
    if (i == 0)
        return large ? (struct hg_box){-180, -90, 180, 90}
                     : (struct hg_box){100.03, 20.04, 110.01, 30.07};
    const double half = large ? 2.1e7 : 2.5e6;
    return (struct hg_box){-half, -half, half, half};
}

/* Rasters all over the Earth: 0..360, south-up, beyond the poles, a window, fine. */
static const struct hg_raster rasters[] = {
    {.ncol = 360, .nrow = 180, .x0 = 0, .y0 = 90, .dx = 1, .dy = -1},
    {.ncol = 144, .nrow = 93, .x0 = -181.25, .y0 = -93, .dx = 2.5, .dy = 2},
    {.ncol = 400, .nrow = 300, .x0 = 90, .y0 = 45, .dx = 1 / 12.0, .dy = -1 / 12.0},
    {.ncol = 5, .nrow = 4, .x0 = 95, .y0 = 50, .dx = 7, .dy = -9},
};
enum { N_RASTER = sizeof(rasters) / sizeof(rasters[0]) };

/* The way to a grid as the reader of rasters makes it; degrees to degrees turn. */
static void turn(void *context, size_t n, double *x, double *y)
{
    (void)context;
    (void)y;
    for (size_t i = 0; i < n; i++)
        if (fabs(x[i]) > 180)
            x[i] -= 360 * round(x[i] / 360);
}

static struct hg_transform way_to(const struct hg_grid *grid)
{
    struct hg_transform way = {.apply = turn};
    struct hg_error err = {0};
    if (strcmp(hg_grid_params(grid)->crs, "EPSG:4326") != 0)
        assert_ok(hg_crs_from_lonlat(grid, &way, &err), err);
    return way;
}

static void a_raster_lies_inside_or_outside_whatever_the_map(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2 * (size_t)N_CRS; i++) {
        struct hg_grid *grid = make_grid(crs[i / 2], box_on(i / 2, i % 2), 60, 50);
        struct hg_transform way = way_to(grid);
        for (size_t k = 0; k < 2 * (size_t)N_RASTER; k++) {
            struct hg_raster r = rasters[k / 2];
            char what[400];
            if (i % 2 && k < 4 && i / 2 != 0 && i / 2 != 3)
                continue; /* maps that make a circle of one place take long */
            r.lonlat = true;
            r.quantity = k % 2 ? HG_COUNT : HG_DENSITY;
            r.value = make_values((size_t)r.ncol * r.nrow);
            (void)snprintf(what, sizeof(what), "raster %zu on %s%s", k, crs[i / 2],
                           i % 2 ? ", all of it" : "");
            assert_whole(what, grid, &r, &way);
            free(r.value);
        }
        hg_transform_finish(&way);
        hg_grid_destroy(grid);
    }
}

/* The world fits on a grid of the world: nothing lies outside. */
static void nothing_lies_outside_a_grid_of_the_world(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_CRS; i++) {
        if (strcmp(crs[i], "EPSG:3035") == 0 || i == 1)
            continue; /* their maps of the world are larger, or end elsewhere */
        struct hg_grid *grid = make_grid(crs[i], box_on(i, true), 60, 50);
        struct hg_transform way = way_to(grid);
        struct hg_raster r = rasters[strstr(crs[i], "lat_0=90") ? 3 : 0];
        struct hg_regrid_sums sums;
        r.lonlat = true;
        r.value = make_values((size_t)r.ncol * r.nrow);
        free(regrid_mass(grid, &r, &way, 1, 2, &sums));
        if (!(sums.outside <= 1e-12 * sums.source))
            fail_msg("%s: %g of %g outside", crs[i], sums.outside, sums.source);
        free(r.value);
        hg_transform_finish(&way);
        hg_grid_destroy(grid);
    }
}

/* 1 on each km2, a factor of 3: covered cells hold 3 times their area. */
static void a_uniform_density_fills_each_cell_by_its_area(void **state)
{
    (void)state;
    struct hg_grid *grid =
        make_grid(crs[1], (struct hg_box){-1e6, -1e6, 1e6, 1e6}, 40, 40);
    struct hg_transform way = way_to(grid);
    struct hg_raster r = {.ncol = 600,
                          .nrow = 480,
                          .x0 = 80,
                          .y0 = 56,
                          .dx = 1 / 12.0,
                          .dy = -1 / 12.0,
                          .lonlat = true};
    struct hg_regrid_sums sums;
    r.value = malloc((size_t)600 * 480 * sizeof(float));
    assert_non_null(r.value);
    for (size_t i = 0; i < (size_t)600 * 480; i++)
        r.value[i] = 1;
    double *kg = regrid_mass(grid, &r, &way, 3, 2, &sums);
    for (size_t i = 0; i < hg_grid_cells(grid); i++)
        assert_near(kg[i], 3 * 2500.0, 1e-7);
    assert_near(sums.source, 3 * zone_km2(16, 56, 50), 1e-12);
    free(kg);
    free(r.value);
    hg_transform_finish(&way);
    hg_grid_destroy(grid);
}

/* A pixel of a count of 6 over the corner of four cells; a third of it outside. */
static void a_count_is_shared_by_area(void **state)
{
    (void)state;
    float v[2] = {6, NAN};
    const struct hg_raster r = {.ncol = 2,
                                .nrow = 1,
                                .x0 = 1,
                                .y0 = 3,
                                .dx = 3,
                                .dy = -2,
                                .quantity = HG_COUNT,
                                .value = v};
    struct hg_grid *grid = make_grid("x", (struct hg_box){0, 0, 3, 3}, 3, 3);
    struct hg_regrid_sums sums;
    double *kg = regrid_mass(grid, &r, &same, 10, 1, &sums);
    const double want[9] = {0, 10, 10, 0, 10, 10, 0, 0, 0};
    for (size_t i = 0; i < 9; i++)
        assert_near(kg[i], want[i], 1e-15);
    assert_near(sums.outside, 20, 1e-15);
    assert_near(sums.source, 60, 1e-15);
    free(kg);
    hg_grid_destroy(grid);
}

/* 20 degrees west is down; see test-regrid.c. */
static void from_pole(void *context, size_t n, double *x, double *y)
{
    (void)context;
    for (size_t i = 0; i < n; i++) {
        const double lon = atan2(x[i], -y[i]) * 180 / PI - 20;
        const double lat = 90 - hypot(x[i], y[i]);
        x[i] = lon < -180 ? lon + 360 : lon;
        y[i] = lat;
    }
}

/* Pixels of a projected raster, each by itself: on degrees all round, on a part of them,
 * over the antimeridian and the pole. */
static void each_pixel_adds_up(void **state)
{
    (void)state;
    const struct hg_transform polar = {.apply = from_pole};
    const struct hg_box boxes[3] = {
        {-180, 50, 180, 90}, {-13, 55, 41, 88}, {170, 60, 200, 85}};
    for (uint32_t k = 0; k < 3 * 49 * 2; k += 3) {
        float v[49];
        for (size_t i = 0; i < 49; i++)
            v[i] = i == k / 2 % 49 ? 5 : NAN;
        const struct hg_raster r = {.ncol = 7,
                                    .nrow = 7,
                                    .x0 = -35,
                                    .y0 = 35,
                                    .dx = 10,
                                    .dy = -10,
                                    .quantity = k % 2 ? HG_COUNT : HG_DENSITY,
                                    .value = v};
        struct hg_grid *grid = make_grid("EPSG:4326", boxes[k / 98], 90, 20);
        struct hg_regrid_sums sums;
        free(regrid_mass(grid, &r, &polar, 1, 1, &sums));
        assert_near(sums.inside + sums.outside, sums.source, 1e-12);
        if (k % 2)
            assert_near(sums.source, 5, 1e-12);
        hg_grid_destroy(grid);
    }
}

/* The same in pixels of 1 degree, most of which lie on the map as they are. */
static void small_pixels_add_up_across_the_antimeridian(void **state)
{
    (void)state;
    const struct hg_transform polar = {.apply = from_pole};
    const struct hg_box boxes[3] = {
        {-180, 50, 180, 90}, {-13, 55, 41, 88}, {170, 60, 200, 85}};
    struct hg_raster r = {.ncol = 60, .nrow = 60, .x0 = -30, .y0 = 30, .dx = 1, .dy = -1};
    double source = 0;
    r.value = make_values(3600);
    for (size_t i = 0; i < 3; i++) {
        struct hg_grid *grid = make_grid("EPSG:4326", boxes[i], 90, 20);
        struct hg_regrid_sums sums;
        free(regrid_mass(grid, &r, &polar, 1, 2, &sums));
        assert_near(sums.inside + sums.outside, sums.source, 1e-12);
        source = i == 0 ? sums.source : source;
        assert_near(sums.source, source, 1e-6); /* whatever the grid */
        hg_grid_destroy(grid);
    }
    free(r.value);
}

/* Only the disc of radius 2 has an image: counts beyond lie outside, densities there have
 * no area. */
static void disc(void *context, size_t n, double *x, double *y)
{
    (void)context;
    for (size_t i = 0; i < n; i++) {
        if (!(hypot(x[i], y[i]) <= 2))
            x[i] = y[i] = NAN;
        x[i] += 0.3 * y[i];
    }
}

static void pixels_off_the_map_lie_outside(void **state)
{
    (void)state;
    float v[100];
    for (size_t i = 0; i < 100; i++)
        v[i] = 5;
    const struct hg_transform round_map = {.apply = disc};
    struct hg_raster r = {.ncol = 10,
                          .nrow = 10,
                          .x0 = -5,
                          .y0 = 5,
                          .dx = 1,
                          .dy = -1,
                          .quantity = HG_COUNT,
                          .value = v};
    struct hg_grid *grid = make_grid("x", (struct hg_box){-6, -6, 6, 6}, 12, 12);
    struct hg_regrid_sums sums;
    free(regrid_mass(grid, &r, &round_map, 1, 2, &sums));
    assert_near(sums.source, 500, 1e-14);
    assert_near(sums.inside + sums.outside, 500, 1e-12);
    assert_near(sums.inside, 5 * PI * 4, 1e-2);
    r.quantity = HG_DENSITY;
    free(regrid_mass(grid, &r, &round_map, 1e6, 2, &sums)); /* m2 to km2 */
    assert_near(sums.inside, 5 * PI * 4, 1e-2);
    assert_near(sums.inside + sums.outside, sums.source, 1e-12);
    hg_grid_destroy(grid);
}

/* A source which gives rows of values in memory, as a file of tall blocks does. */
struct shelf {
    const float *value;
    uint32_t broken_row; /* cannot be read */
    size_t n_read;
};

static enum hg_status read_shelf(void *context, const struct hg_raster *raster,
                                 const struct hg_pixels *box, float *value,
                                 struct hg_error *err)
{
    struct shelf *shelf = context;
    for (uint32_t i = 0; i < box->nrow; i++) {
        if (box->row + i == shelf->broken_row)
            return hg_fail(err, HG_E_INPUT, "row %u is broken", shelf->broken_row);
        memcpy(value + (size_t)i * box->ncol,
               shelf->value + (size_t)(box->row + i) * raster->ncol + box->col,
               box->ncol * sizeof(*value));
    }
    shelf->n_read += (size_t)box->ncol * box->nrow;
    return HG_OK;
}

static void strips_and_threads_change_no_bit(void **state)
{
    (void)state;
    struct hg_raster r = {.ncol = 700,
                          .nrow = 900,
                          .x0 = 90,
                          .y0 = 55,
                          .dx = 0.05,
                          .dy = -0.04,
                          .lonlat = true};
    r.value = make_values((size_t)700 * 900);
    for (size_t i = 0; i < 2; i++) { /* rectangles, polygons */
        struct hg_grid *grid = make_grid(crs[i], box_on(i, false), 60, 50);
        struct hg_transform way = way_to(grid);
        struct hg_regrid_sums sums, again;
        double *want = regrid_mass(grid, &r, &way, 1, 1, &sums);
        for (unsigned k = 0; k < 9; k++) {
            const unsigned threads[3] = {1, 2, 8};
            const uint32_t tall[3] = {1, 300, 900};
            struct shelf shelf = {r.value, UINT32_MAX, 0};
            struct hg_raster_source source = {
                .context = &shelf, .rows_at_once = tall[k / 3], .read = read_shelf};
            struct hg_raster streamed = r;
            streamed.value = NULL;
            streamed.source = &source;
            double *got = regrid_mass(grid, &streamed, &way, 1, threads[k % 3], &again);
            assert_memory_equal(got, want, hg_grid_cells(grid) * sizeof(*got));
            assert_memory_equal(&again, &sums, sizeof(sums));
            assert_int_equal(shelf.n_read, 700 * 900); /* once */
            free(got);
        }
        free(want);
        hg_transform_finish(&way);
        hg_grid_destroy(grid);
    }
    free(r.value);
}

/* 1000 x 1000 pixels of a tenth of a degree, of which the grid has 10 x 10 degrees. */
static void a_mean_reads_what_lies_on_the_grid_and_no_more(void **state)
{
    (void)state;
    struct hg_raster r = {.ncol = 1000,
                          .nrow = 1000,
                          .x0 = 50,
                          .y0 = 60,
                          .dx = 0.1,
                          .dy = -0.1,
                          .lonlat = true};
    float *value = make_values((size_t)1000 * 1000);
    struct shelf shelf = {value, 0, 0}; /* the row at 60 N is broken */
    struct hg_raster_source source = {
        .context = &shelf, .rows_at_once = 1, .read = read_shelf};
    r.source = &source;
    const struct hg_box boxes[2] = {{100, 20, 110, 30}, {-5e5, -5e5, 5e5, 5e5}};
    for (size_t i = 0; i < 2; i++) {
        struct hg_grid *grid = make_grid(crs[i], boxes[i], 10, 10);
        struct hg_transform way = way_to(grid);
        struct hg_error err = {0};
        struct hg_regrid_sums sums;
        double density[100];
        shelf.n_read = 0;
        assert_ok(hg_regrid(grid, &r, &way, 2, density, &err), err);
        assert_true(shelf.n_read >= 10000 && shelf.n_read < 160000);
        for (size_t c = 0; c < 100; c++)
            assert_true(density[c] > 0);
        assert_int_equal(hg_regrid_mass(grid, &r, &way, 1, 2, density, &sums, &err),
                         HG_E_INPUT);
        assert_string_equal(err.message, "row 0 is broken");
        hg_transform_finish(&way);
        hg_grid_destroy(grid);
    }
    free(value);
}

/* Opposite to its middle the map is torn, and both sides lie far from the grid. */
static void a_mean_reads_nothing_where_the_map_is_torn(void **state)
{
    (void)state;
    struct hg_raster r = {.ncol = 1440,
                          .nrow = 720,
                          .x0 = -180,
                          .y0 = 90,
                          .dx = 0.25,
                          .dy = -0.25,
                          .lonlat = true};
    float *value = make_values((size_t)1440 * 720);
    struct shelf shelf = {value, UINT32_MAX, 0};
    struct hg_raster_source source = {
        .context = &shelf, .rows_at_once = 1, .read = read_shelf};
    struct hg_grid *grid =
        make_grid(crs[1], (struct hg_box){-1e6, -1e6, 1e6, 1e6}, 10, 10);
    struct hg_transform way = way_to(grid);
    struct hg_error err = {0};
    double density[100];
    r.source = &source;
    assert_ok(hg_regrid(grid, &r, &way, 2, density, &err), err);
    assert_true(shelf.n_read > 6000 && shelf.n_read < 1440 * (size_t)720 / 10);
    for (size_t c = 0; c < 100; c++)
        assert_true(density[c] > 0);
    hg_transform_finish(&way);
    hg_grid_destroy(grid);
    free(value);
}

static void a_failed_allocation_is_told_and_leaks_nothing(void **state)
{
    (void)state;
    struct hg_raster r = {.ncol = 40,
                          .nrow = 30,
                          .x0 = -20,
                          .y0 = 90,
                          .dx = 1,
                          .dy = -1,
                          .quantity = HG_DENSITY};
    float *value = make_values((size_t)40 * 30);
    const struct hg_transform maps[2] = {same, {.apply = from_pole}};
    struct hg_grid *grid =
        make_grid("EPSG:4326", (struct hg_box){-180, 50, 180, 90}, 12, 12);
    double kg[144];
    for (size_t m = 0; m < 2; m++)
        for (size_t n = 1;; n++) {
            struct shelf shelf = {value, UINT32_MAX, 0};
            struct hg_raster_source source = {
                .context = &shelf, .rows_at_once = 1, .read = read_shelf};
            struct hg_regrid_sums sums;
            struct hg_error err = {0};
            r.source = &source;
            const size_t before = alloc_live();
            alloc_fail_at(n);
            const enum hg_status status =
                hg_regrid_mass(grid, &r, &maps[m], 1, 1, kg, &sums, &err);
            assert_int_equal(alloc_live(), before);
            if (!alloc_failed()) {
                assert_ok(status, err);
                assert_true(n > 8);
                break;
            }
            assert_int_equal(status, HG_E_MEMORY);
        }
    alloc_fail_at(0);
    free(value);
    hg_grid_destroy(grid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_raster_lies_inside_or_outside_whatever_the_map),
        cmocka_unit_test(nothing_lies_outside_a_grid_of_the_world),
        cmocka_unit_test(a_uniform_density_fills_each_cell_by_its_area),
        cmocka_unit_test(a_count_is_shared_by_area),
        cmocka_unit_test(each_pixel_adds_up),
        cmocka_unit_test(small_pixels_add_up_across_the_antimeridian),
        cmocka_unit_test(pixels_off_the_map_lie_outside),
        cmocka_unit_test(strips_and_threads_change_no_bit),
        cmocka_unit_test(a_mean_reads_what_lies_on_the_grid_and_no_more),
        cmocka_unit_test(a_mean_reads_nothing_where_the_map_is_torn),
        cmocka_unit_test(a_failed_allocation_is_told_and_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, gdal_start, gdal_finish);
}

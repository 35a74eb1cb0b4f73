/* test-crs.c - coordinate systems of grids, and places brought into them */
#include "check.h"
#include "with_gdal.h"
#include <hotgrid/crs.h>

#define CHINA "+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +datum=WGS84 +units=m"

static struct hg_grid *make(const char *crs, enum hg_grid_kind kind, struct hg_box box,
                            uint32_t ncol, uint32_t nrow)
{
    struct hg_grid_params params = {.kind = kind, .box = box, .ncol = ncol, .nrow = nrow};
    strncpy(params.crs, crs, sizeof(params.crs) - 1);
    struct hg_grid *grid = NULL;
    struct hg_error err = {0};
    assert_ok(hg_grid_create(&params, &grid, &err), err);
    return grid;
}

static struct hg_grid *china(void)
{
    return make(CHINA, HG_GRID_EQUAL_AREA,
                (struct hg_box){-2650000, 1850000, 2250000, 5950000}, 490, 410);
}

static struct hg_grid *world(void)
{
    return make("EPSG:4326", HG_GRID_LONLAT, (struct hg_box){-180, -90, 180, 90}, 360,
                180);
}

/* Snyder (1987) eq. 14-1 to 14-4 on the ellipsoid, computed outside (METHODS 2.7). */
static const struct {
    double lon, lat, x, y;
} cities[] = {
    {121.4737, 31.2304, 1540463.815, 3437942.112}, /* Shanghai */
    {116.4074, 39.9042, 957002.906, 4344082.497},  /* Beijing */
    {87.6168, 43.8256, -1377145.439, 4851616.164}, /* Urumqi */
    {114.1694, 22.3193, 951603.121, 2362300.915},  /* Hong Kong */
};
enum { N_CITY = sizeof(cities) / sizeof(cities[0]) };

static void albers_places_are_where_snyder_puts_them(void **state)
{
    (void)state;
    struct hg_grid *grid = china();
    struct hg_transform forward = {0};
    struct hg_error err = {0};
    assert_ok(hg_crs_from_lonlat(grid, &forward, &err), err);
    assert_false(forward.identity);
    double x[N_CITY], y[N_CITY];
    for (size_t i = 0; i < N_CITY; i++) {
        x[i] = cities[i].lon;
        y[i] = cities[i].lat;
    }
    hg_transform_apply(&forward, N_CITY, x, y);
    for (size_t i = 0; i < N_CITY; i++) {
        assert_true(fabs(x[i] - cities[i].x) < 1e-3); /* 1 mm: the digits given */
        assert_true(fabs(y[i] - cities[i].y) < 1e-3);
    }
    hg_transform_finish(&forward);
    hg_grid_destroy(grid);
}

static void there_and_back_is_the_same_place(void **state)
{
    (void)state;
    struct hg_grid *grid = china();
    struct hg_transform forward = {0}, back = {0};
    struct hg_error err = {0};
    assert_ok(hg_crs_from_lonlat(grid, &forward, &err), err);
    assert_ok(hg_crs_to_lonlat(grid, &back, &err), err);
    for (int lon = 70; lon <= 140; lon += 7)
        for (int lat = 10; lat <= 60; lat += 5) {
            double x = lon, y = lat;
            hg_transform_apply(&forward, 1, &x, &y);
            hg_transform_apply(&back, 1, &x, &y);
            assert_true(fabs(x - lon) < 1e-10 && fabs(y - lat) < 1e-10); /* 0.01 mm */
        }
    hg_transform_finish(&forward);
    hg_transform_finish(&back);
    hg_grid_destroy(grid);
}

static void a_place_off_the_earth_becomes_nan_and_spoils_no_other(void **state)
{
    (void)state;
    struct hg_grid *grid = china();
    struct hg_transform forward = {0};
    struct hg_error err = {0};
    assert_ok(hg_crs_from_lonlat(grid, &forward, &err), err);
    double x[] = {121.4737, 116.4, 400, 105, NAN, 105, 1e30, 121.4737 + 0};
    double y[] = {31.2304, 95, 30, -91, 30, INFINITY, 1e30, 31.2304};
    hg_transform_apply(&forward, 8, x, y);
    for (size_t i = 1; i < 7; i++)
        assert_true(isnan(x[i]) && isnan(y[i]));
    assert_true(fabs(x[0] - cities[0].x) < 1e-3 && x[7] == x[0] && y[7] == y[0]);
    hg_transform_finish(&forward);
    hg_grid_destroy(grid);
}

static void longitudes_of_0_to_360_are_the_same_places(void **state)
{
    (void)state;
    struct hg_grid *grid =
        make("EPSG:6933", HG_GRID_EQUAL_AREA,
             (struct hg_box){-17367530, -7342230, 17367530, 7342230}, 10, 10);
    struct hg_transform forward = {0};
    struct hg_error err = {0};
    assert_ok(hg_crs_from_lonlat(grid, &forward, &err), err);
    double x[] = {-75, 285}, y[] = {40, 40};
    hg_transform_apply(&forward, 2, x, y);
    assert_near(x[0], x[1], 1e-14);
    /* Half the width of EPSG:6933 is 17367530.4452 m (NSIDC): 75/180 of it. */
    assert_true(fabs(x[0] + 17367530.4452 * 75 / 180) < 1e-3);
    hg_transform_finish(&forward);
    hg_grid_destroy(grid);
}

static void degrees_to_degrees_is_the_identity(void **state)
{
    (void)state;
    struct hg_grid *grid = world();
    struct hg_transform forward = {0}, back = {0};
    struct hg_error err = {0};
    assert_ok(hg_crs_from_lonlat(grid, &forward, &err), err);
    assert_ok(hg_crs_to_lonlat(grid, &back, &err), err);
    assert_true(forward.identity && back.identity);
    double x = 179.9, y = -41.3;
    forward.apply(forward.context, 1, &x, &y);
    assert_true(x == 179.9 && y == -41.3);
    hg_transform_finish(&forward);
    hg_transform_finish(&back);
    hg_transform_finish(&back); /* once more does no harm */
    hg_grid_destroy(grid);
}

static void the_kind_of_a_crs_follows_from_its_method(void **state)
{
    (void)state;
    static const struct {
        const char *crs;
        enum hg_grid_kind kind;
    } known[] = {
        {"EPSG:4326", HG_GRID_LONLAT},
        {"OGC:CRS84", HG_GRID_LONLAT},
        {"+proj=longlat +datum=WGS84", HG_GRID_LONLAT},
        {"EPSG:6933", HG_GRID_EQUAL_AREA}, /* cylindrical */
        {"EPSG:3035", HG_GRID_EQUAL_AREA}, /* LAEA */
        {"EPSG:8857", HG_GRID_EQUAL_AREA}, /* Equal Earth */
        {"+proj=sinu", HG_GRID_EQUAL_AREA},
        {CHINA, HG_GRID_EQUAL_AREA},
        {CHINA " +type=crs", HG_GRID_EQUAL_AREA},
        {"EPSG:3857", HG_GRID_PROJECTED},
        {"EPSG:32650", HG_GRID_PROJECTED},
        {"ESRI:54009", HG_GRID_PROJECTED}, /* Mollweide, in PROJ on a sphere */
        {"+proj=aea +lat_1=25 +lat_2=47 +lon_0=105 +ellps=krass "
         "+towgs84=15.8,-154.4,-82.3",
         HG_GRID_EQUAL_AREA},
    };
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        struct hg_error err = {0};
        enum hg_grid_kind kind = (enum hg_grid_kind)7;
        assert_ok(hg_crs_kind(known[i].crs, &kind, &err), err);
        assert_int_equal(kind, known[i].kind);
    }
}

static void a_crs_without_a_plane_in_metres_is_refused_with_a_cure(void **state)
{
    (void)state;
    static const struct {
        const char *crs, *reason;
    } bad[] = {
        {"EPSG:4267", "NAD27, neither WGS 84"},
        {"+proj=laea +lat_0=50 +lon_0=10 +units=km", "not in metres"},
        {"+proj=eqearth +lon_0=20", "Equal Earth without a code"},
        {"EPSG:4978", "neither WGS 84"}, /* geocentric */
        {"EPSG:5773", "neither WGS 84"}, /* a height */
        {"the usual one", "not known to PROJ"},
        {"EPSG:999999", "not known to PROJ"},
        {"", "not known to PROJ"},
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct hg_error err = {0};
        enum hg_grid_kind kind = (enum hg_grid_kind)7;
        assert_int_equal(hg_crs_kind(bad[i].crs, &kind, &err), HG_E_STUDY);
        assert_int_equal(kind, 7);
        if (!strstr(err.message, bad[i].reason) || !strstr(err.message, "write \"EPSG:"))
            fail_msg("%s: %s", bad[i].crs, err.message);
    }
}

static void a_grid_of_an_unknown_crs_has_no_transform(void **state)
{
    (void)state;
    struct hg_grid *grid =
        make("nowhere", HG_GRID_EQUAL_AREA, (struct hg_box){0, 0, 1, 1}, 1, 1);
    struct hg_transform transform = {.identity = true};
    struct hg_error err = {0};
    assert_int_equal(hg_crs_from_lonlat(grid, &transform, &err), HG_E_INPUT);
    assert_true(transform.identity); /* left alone */
    assert_non_null(strstr(err.message, "nowhere"));
    hg_grid_destroy(grid);
}

static void a_copy_goes_the_same_way_and_outlives_the_original(void **state)
{
    (void)state;
    struct hg_grid *grid = make("+proj=aea +lat_1=29.5 +lat_2=45.5 +lat_0=23 +lon_0=-96",
                                HG_GRID_EQUAL_AREA, (struct hg_box){0, 0, 1, 1}, 1, 1);
    struct hg_transform one = {0}, two = {0};
    struct hg_error err = {0};
    assert_ok(hg_crs_from_lonlat(grid, &one, &err), err);
    assert_ok(hg_transform_copy(&one, &two, &err), err);
    assert_ptr_not_equal(one.context, two.context);
    double x1[2] = {-75, 400}, y1[2] = {35, 10}, x2[2] = {-75, 400}, y2[2] = {35, 10};
    hg_transform_apply(&one, 2, x1, y1);
    hg_transform_finish(&one);
    hg_transform_apply(&two, 2, x2, y2);
    hg_transform_finish(&two);
    assert_true(x1[0] == x2[0] && y1[0] == y2[0] && isnan(x2[1]) && isnan(y2[1]));
    hg_grid_destroy(grid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(albers_places_are_where_snyder_puts_them),
        cmocka_unit_test(there_and_back_is_the_same_place),
        cmocka_unit_test(a_place_off_the_earth_becomes_nan_and_spoils_no_other),
        cmocka_unit_test(longitudes_of_0_to_360_are_the_same_places),
        cmocka_unit_test(degrees_to_degrees_is_the_identity),
        cmocka_unit_test(the_kind_of_a_crs_follows_from_its_method),
        cmocka_unit_test(a_crs_without_a_plane_in_metres_is_refused_with_a_cure),
        cmocka_unit_test(a_grid_of_an_unknown_crs_has_no_transform),
        cmocka_unit_test(a_copy_goes_the_same_way_and_outlives_the_original),
    };
    return cmocka_run_group_tests(tests, gdal_start, gdal_finish);
}

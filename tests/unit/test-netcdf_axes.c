/* test-netcdf_axes.c - netCDF files lie where their latitudes and longitudes say */
#include "io/netcdf_axes.h"
#include "nc.h"
#include "whole_raster.h"
#include <hotgrid/crs.h>

static const double value[8] = {1, 2, 3, 4, 5, 6, 7, 8};
static const double lon[4] = {10.05, 10.15, 10.25, 10.35}, lat[2] = {50.05, 50.15};

static int start(void **state)
{
    hg_io_start();
    return scratch_setup(state);
}

static int finish(void **state)
{
    hg_io_finish();
    return scratch_teardown(state);
}

static struct hg_grid *world(void)
{
    const struct hg_grid_params params = {.crs = "EPSG:4326",
                                          .kind = HG_GRID_LONLAT,
                                          .box = {-180, -90, 180, 90},
                                          .ncol = 36,
                                          .nrow = 18};
    struct hg_grid *grid = NULL;
    struct hg_error err = {0};
    assert_ok(hg_grid_create(&params, &grid, &err), err);
    return grid;
}

static struct hg_raster *read_nc(struct nc_wish wish)
{
    struct hg_error err = {0};
    struct hg_grid *grid = world();
    struct hg_raster *raster = NULL;
    struct hg_transform way = {0};
    assert_ok(read_whole_raster(nc_write("a.nc", wish), "flux", HG_COUNT, grid, &raster,
                                &way, &err),
              err);
    hg_transform_finish(&way);
    hg_grid_destroy(grid);
    return raster;
}

static void assert_refused(struct nc_wish wish, const char *reason)
{
    struct hg_error err = {0};
    struct hg_grid *grid = world();
    struct hg_raster *raster = NULL;
    struct hg_transform way = {0};
    const char *path = nc_write("r.nc", wish);
    assert_int_equal(read_whole_raster(path, "flux", HG_COUNT, grid, &raster, &way, &err),
                     HG_E_INPUT);
    assert_null(raster);
    if (strncmp(err.message, path, strlen(path)) != 0 || !strstr(err.message, reason))
        fail_msg("%s", err.message);
    hg_grid_destroy(grid);
}

/* The pixel at latitude i, longitude k of the wish is value[4 * i + k]: looked for by its
 * place. */
static void assert_pixels_lie_right(const struct hg_raster *r, const double *at_lat)
{
    for (size_t i = 0; i < 2; i++)
        for (size_t k = 0; k < 4; k++) {
            const double col = (lon[k] - r->x0) / r->dx,
                         row = (at_lat[i] - r->y0) / r->dy;
            assert_near(col - floor(col), 0.5, 1e-6);
            assert_near(row - floor(row), 0.5, 1e-6);
            const size_t at = (size_t)row * r->ncol + (size_t)col;
            assert_true(at < 8);
            assert_true(r->value[at] == (float)value[4 * i + k]);
        }
}

static void rows_may_run_north_or_south(void **state)
{
    (void)state;
    static const double falling[2] = {50.15, 50.05};
    const double *both[] = {lat, falling};
    for (size_t i = 0; i < 2; i++) {
        struct hg_raster *r = read_nc((struct nc_wish){.nlat = 2,
                                                       .nlon = 4,
                                                       .lat = both[i],
                                                       .lon = lon,
                                                       .value = value,
                                                       .unit = "t"});
        assert_true(r->lonlat && r->dy < 0);
        assert_near(r->x0, 10, 1e-14);
        assert_near(r->y0, 50.2, 1e-14);
        assert_near(r->dx, 0.1, 1e-14);
        assert_near(r->dy, -0.1, 1e-14);
        assert_pixels_lie_right(r, both[i]);
        hg_raster_destroy(r);
    }
}

static void coordinates_go_before_what_gdal_makes_of_them(void **state)
{
    (void)state;
    /* As the files of CarbonTracker have it: edges where GDAL expects centres. */
    static const double range[2] = {10, 10.4};
    struct hg_raster *r = read_nc((struct nc_wish){.nlat = 2,
                                                   .nlon = 4,
                                                   .lat = lat,
                                                   .lon = lon,
                                                   .value = value,
                                                   .actual_range = range});
    assert_near(r->x0, 10, 1e-14);
    assert_near(r->dx, 0.1, 1e-14);
    assert_pixels_lie_right(r, lat);
    hg_raster_destroy(r);
}

static void names_serve_where_units_are_missing(void **state)
{
    (void)state;
    struct hg_raster *r = read_nc((struct nc_wish){.nlat = 2,
                                                   .nlon = 4,
                                                   .lat = lat,
                                                   .lon = lon,
                                                   .value = value,
                                                   .lat_name = "latitude",
                                                   .lon_name = "longitude",
                                                   .lat_unit = "",
                                                   .lon_unit = ""});
    assert_true(r->lonlat);
    assert_near(r->y0, 50.2, 1e-14);
    hg_raster_destroy(r);
}

static void what_is_not_regular_is_refused(void **state)
{
    (void)state;
    static const double gauss[3] = {-88.572, -86.723, -84.86}, odd[4] = {0, 1, 2, 3.5};
    static const double more[12] = {0};
    assert_refused(
        (struct nc_wish){.nlat = 3, .nlon = 4, .lat = gauss, .lon = lon, .value = more},
        "the latitudes of variable flux are not evenly spaced");
    assert_refused(
        (struct nc_wish){.nlat = 2, .nlon = 4, .lat = lat, .lon = odd, .value = value},
        "the longitudes of variable flux are not evenly spaced (near 3.5)");
    assert_refused((struct nc_wish){.nlat = 2,
                                    .nlon = 4,
                                    .lat = lat,
                                    .lon = lon,
                                    .value = value,
                                    .lon_first = true},
                   "runs along latitudes first");
}

static void edges_are_what_was_meant(void **state)
{
    (void)state;
    enum { N = 3600 };
    static double centre[N];
    double edge, step;
    for (size_t i = 0; i < N; i++) /* as floats, as EDGAR has them */
        centre[i] = (float)(-179.95 + 0.1 * (double)i);
    assert_true(io_axis_edges(centre, N, &edge, &step));
    assert_true(edge == -180 && step == 0.1);
    for (size_t i = 0; i < N; i++)
        centre[i] = (float)(0.05 + 0.1 * (double)i);
    assert_true(io_axis_edges(centre, N, &edge, &step));
    assert_true(edge == 0 && step == 0.1);
    for (size_t i = 0; i < 1800; i++) /* north to south */
        centre[i] = (float)(89.95 - 0.1 * (double)i);
    assert_true(io_axis_edges(centre, 1800, &edge, &step));
    assert_true(edge == 90 && step == -0.1);
    for (size_t i = 0; i < 120; i++) /* a window of 1/120 degree */
        centre[i] = 100 + ((double)i + 0.5) / 120;
    assert_true(io_axis_edges(centre, 120, &edge, &step));
    assert_near(edge, 100, 1e-15);
    assert_true(step == 1.0 / 120);
    for (size_t i = 0; i < 11; i++) /* nothing plain is meant */
        centre[i] = 3.3 + 0.37 * (double)i;
    assert_true(io_axis_edges(centre, 11, &edge, &step));
    assert_near(edge, 3.115, 1e-14);
    assert_near(step, 0.37, 1e-14);

    static const double same[3] = {1, 1, 1}, hole[3] = {0, NAN, 2};
    assert_false(io_axis_edges(same, 3, &edge, &step));
    assert_false(io_axis_edges(hole, 3, &edge, &step));
    assert_false(io_axis_edges(hole, 1, &edge, &step));
}

static void carbontracker_lies_right(void **state)
{
    (void)state;
    const char *data = getenv("HOTGRID_DATA");
    char path[512];
    if (!data) {
        print_message("HOTGRID_DATA is not set\n");
        skip();
        return;
    }
    snprintf(path, sizeof(path), "%s/extra/carbontracker_ct2015_flux1x1_2014mean.nc",
             data);
    struct hg_error err = {0};
    struct hg_grid *grid = world();
    struct hg_raster *r = NULL;
    struct hg_transform way = {0};
    assert_ok(hg_open_raster(path, "fossil_flux_imp", HG_DENSITY, grid, &r, &way, &err),
              err);
    assert_true(r->lonlat && r->ncol == 360 && r->nrow == 180);
    assert_true(r->x0 == -180 && r->y0 == 90 && r->dx == 1 && r->dy == -1);
    assert_string_equal(r->source->unit, "mol m-2 s-1");
    assert_int_equal(r->source->n_band, 1);
    hg_raster_destroy(r);
    hg_transform_finish(&way);
    hg_grid_destroy(grid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_may_run_north_or_south),
        cmocka_unit_test(coordinates_go_before_what_gdal_makes_of_them),
        cmocka_unit_test(names_serve_where_units_are_missing),
        cmocka_unit_test(what_is_not_regular_is_refused),
        cmocka_unit_test(edges_are_what_was_meant),
        cmocka_unit_test(carbontracker_lies_right),
    };
    return cmocka_run_group_tests(tests, start, finish);
}

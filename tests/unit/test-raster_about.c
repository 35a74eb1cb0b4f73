/* test-raster_about.c - what ready grids say of themselves */
#include "alloc.h"
#include "scratch.h"
#include <gdal.h>
#include <hotgrid/crs.h>
#include <hotgrid/raster_file.h>
#include <ogr_srs_api.h>

/* 4 x 2 pixels. */
static const char *write_tif(const char *name, const char *crs, const double affine[6],
                             const char *unit, const char *basis)
{
    const char *path = scratch_path(name);
    const float value[8] = {1, 2, 3, 4, 5, 6, 7, 8};
    float copy[8];
    double a[6];
    memcpy(copy, value, sizeof(copy));
    memcpy(a, affine, sizeof(a));
    GDALDatasetH ds =
        GDALCreate(GDALGetDriverByName("GTiff"), path, 4, 2, 1, GDT_Float32, NULL);
    assert_non_null(ds);
    OGRSpatialReferenceH srs = OSRNewSpatialReference(NULL);
    assert_int_equal(OSRSetFromUserInput(srs, crs), OGRERR_NONE);
    assert_int_equal(GDALSetSpatialRef(ds, srs), CE_None);
    assert_int_equal(GDALSetGeoTransform(ds, a), CE_None);
    GDALRasterBandH band = GDALGetRasterBand(ds, 1);
    if (unit)
        assert_int_equal(GDALSetRasterUnitType(band, unit), CE_None);
    if (basis)
        assert_int_equal(GDALSetMetadataItem(ds, "co2_basis", basis, NULL), CE_None);
    assert_int_equal(
        GDALRasterIO(band, GF_Write, 0, 0, 4, 2, copy, 4, 2, GDT_Float32, 0, 0), CE_None);
    OSRRelease(srs);
    GDALClose(ds);
    return path;
}

static struct hg_raster_about about(const char *path)
{
    struct hg_error err = {0};
    struct hg_raster_about out = {0};
    assert_ok(hg_read_raster_about(path, NULL, &out, &err), err);
    return out;
}

static void assert_grid(const struct hg_grid *grid, const char *crs, struct hg_box box)
{
    assert_non_null(grid);
    const struct hg_grid_params *p = hg_grid_params(grid);
    assert_string_equal(p->crs, crs);
    assert_int_equal(p->ncol, 4);
    assert_int_equal(p->nrow, 2);
    assert_true(p->box.west == box.west && p->box.east == box.east);
    assert_true(p->box.south == box.south && p->box.north == box.north);
}

static void pixels_are_cells_where_they_can_be(void **state)
{
    (void)state;
    static const double degrees[6] = {100, 0.5, 0, 30, 0, -0.5};
    struct hg_raster_about a =
        about(write_tif("d.tif", "EPSG:4326", degrees, NULL, NULL));
    assert_grid(a.grid, "EPSG:4326", (struct hg_box){100, 29, 102, 30});
    assert_string_equal(hg_grid_params(a.grid)->name, "d.tif");
    assert_string_equal(a.unit, "");
    assert_string_equal(a.basis, "");
    hg_grid_destroy(a.grid);

    static const double metres[6] = {4000000, 10000, 0, 3000000, 0, -10000};
    a = about(write_tif("m.tif", "EPSG:3035", metres, NULL, NULL));
    assert_grid(a.grid, "EPSG:3035", (struct hg_box){4000000, 2980000, 4040000, 3000000});
    hg_grid_destroy(a.grid);
}

static void rasters_from_the_south_are_the_same_cells(void **state)
{
    (void)state;
    static const double south[6] = {100, 0.5, 0, 29, 0, 0.5};
    struct hg_raster_about a = about(write_tif("s.tif", "EPSG:4326", south, NULL, NULL));
    assert_grid(a.grid, "EPSG:4326", (struct hg_box){100, 29, 102, 30});
    hg_grid_destroy(a.grid);
}

static void a_projection_without_a_code_has_its_parameters(void **state)
{
    (void)state;
    static const double metres[6] = {-20000, 10000, 0, 10000, 0, -10000};
    struct hg_raster_about a =
        about(write_tif("p.tif",
                        "+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +datum=WGS84 "
                        "+units=m +type=crs",
                        metres, NULL, NULL));
    assert_non_null(a.grid);
    assert_int_equal(hg_grid_params(a.grid)->kind, HG_GRID_EQUAL_AREA);
    /* It is the crs of grids/china-10km.yaml: Shanghai lies where Snyder's formulas put
     * it. */
    struct hg_error err = {0};
    struct hg_transform way = {0};
    double x = 121.6, y = 31.36;
    assert_ok(hg_crs_from_lonlat(a.grid, &way, &err), err);
    hg_transform_apply(&way, 1, &x, &y);
    assert_true(fabs(x - 1549738.767) < 0.002 && fabs(y - 3454280.655) < 0.002);
    hg_transform_finish(&way);
    hg_grid_destroy(a.grid);
}

static void projections_in_metres_are_cells_and_others_are_not(void **state)
{
    (void)state;
    static const double metres[6] = {500000, 1000, 0, 4000000, 0, -1000};
    struct hg_raster_about a = about(write_tif("u.tif", "EPSG:32650", metres, "t", "C"));
    assert_grid(a.grid, "EPSG:32650", (struct hg_box){500000, 3998000, 504000, 4000000});
    assert_int_equal(hg_grid_params(a.grid)->kind, HG_GRID_PROJECTED);
    assert_string_equal(a.unit, "t");
    assert_string_equal(a.basis, "C");
    hg_grid_destroy(a.grid);

    static const double feet[6] = {1000000, 1000, 0, 700000, 0, -1000};
    a = about(write_tif("f.tif", "EPSG:2263", feet, NULL, NULL)); /* US survey feet */
    assert_null(a.grid);
}

static void text_has_cells_and_no_unit(void **state)
{
    (void)state;
    char *text = malloc(64800 * 2 + 1);
    assert_non_null(text);
    for (size_t i = 0; i < 64800; i++) {
        text[2 * i] = '1';
        text[2 * i + 1] = '\n';
    }
    const char *path = scratch_bytes("cdiac.txt", text, (size_t)64800 * 2);
    free(text);
    const struct hg_raster_about a = about(path);
    assert_non_null(a.grid);
    const struct hg_grid_params *p = hg_grid_params(a.grid);
    assert_int_equal(p->ncol, 360);
    assert_int_equal(p->nrow, 180);
    assert_true(p->box.west == -180 && p->box.north == 90);
    assert_string_equal(a.unit, "");
    hg_grid_destroy(a.grid);
}

static void what_is_no_raster_is_told(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_raster_about a = {0};
    assert_int_equal(hg_read_raster_about("/nowhere/x.tif", NULL, &a, &err), HG_E_INPUT);
    assert_non_null(strstr(err.message, "/nowhere/x.tif"));
    assert_null(a.grid);
}

static void no_memory_is_told_and_nothing_leaks(void **state)
{
    (void)state;
    static const double degrees[6] = {100, 0.5, 0, 30, 0, -0.5};
    const char *path = write_tif("n.tif", "EPSG:4326", degrees, "t", "C");
    for (size_t n = 1;; n++) {
        struct hg_error err = {0};
        struct hg_raster_about a = {0};
        const size_t before = alloc_live();
        alloc_fail_at(n);
        const enum hg_status status = hg_read_raster_about(path, NULL, &a, &err);
        const bool failed = alloc_failed();
        alloc_fail_at(0);
        hg_grid_destroy(a.grid);
        assert_int_equal(alloc_live(), before);
        if (!failed)
            break;
        assert_int_equal(status, HG_E_MEMORY);
    }
}

static int start(void **state)
{
    hg_io_start();
    return scratch_setup(state);
}

static int stop(void **state)
{
    hg_io_finish();
    return scratch_teardown(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pixels_are_cells_where_they_can_be),
        cmocka_unit_test(rasters_from_the_south_are_the_same_cells),
        cmocka_unit_test(a_projection_without_a_code_has_its_parameters),
        cmocka_unit_test(projections_in_metres_are_cells_and_others_are_not),
        cmocka_unit_test(text_has_cells_and_no_unit),
        cmocka_unit_test(what_is_no_raster_is_told),
        cmocka_unit_test(no_memory_is_told_and_nothing_leaks),
    };
    return cmocka_run_group_tests(tests, start, stop);
}

/* test-raster_read.c - rasters as they come out of files */
#include "alloc.h"
#include "check.h"
#include "whole_raster.h"
#include <cpl_conv.h>
#include <gdal.h>
#include <hotgrid/crs.h>
#include <ogr_srs_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

static char folder[64];
static char path[128];

static const char *file(const char *name)
{
    (void)snprintf(path, sizeof(path), "%s/%s", folder, name);
    return path;
}

static struct hg_grid *make(const char *crs, enum hg_grid_kind kind, struct hg_box box)
{
    struct hg_grid_params params = {.kind = kind, .box = box, .ncol = 10, .nrow = 10};
    strncpy(params.crs, crs, sizeof(params.crs) - 1);
    struct hg_grid *grid = NULL;
    struct hg_error err = {0};
    assert_ok(hg_grid_create(&params, &grid, &err), err);
    return grid;
}

static struct hg_grid *world(void)
{
    return make("EPSG:4326", HG_GRID_LONLAT, (struct hg_box){-180, -90, 180, 90});
}

/* What a test wants of a file; zero is 4 x 2 floats of 1 x 1 degree from (0, 2). */
struct wish {
    GDALDataType type;    /* GDT_Unknown: Float32 */
    const double *affine; /* NULL: as above */
    bool no_affine;
    const char *crs; /* NULL: EPSG:4326, "": none */
    bool has_nodata;
    double nodata;
    double scale, offset; /* scale 0: none */
    bool mask;            /* a mask within the file that hides pixel (3, 1) */
};

static const double plain_affine[6] = {0, 1, 0, 2, 0, -1};

static const char *write_tif(const char *name, const double value[8], struct wish w)
{
    (void)file(name);
    GDALDatasetH ds = GDALCreate(GDALGetDriverByName("GTiff"), path, 4, 2, 1,
                                 w.type == GDT_Unknown ? GDT_Float32 : w.type, NULL);
    assert_non_null(ds);
    GDALRasterBandH band = GDALGetRasterBand(ds, 1);
    double affine[6];
    memcpy(affine, w.affine ? w.affine : plain_affine, sizeof(affine));
    if (!w.no_affine)
        assert_int_equal(GDALSetGeoTransform(ds, affine), CE_None);
    OGRSpatialReferenceH srs = OSRNewSpatialReference(NULL);
    if (!w.crs || w.crs[0] != '\0') {
        assert_int_equal(OSRSetFromUserInput(srs, w.crs ? w.crs : "EPSG:4326"),
                         OGRERR_NONE);
        assert_int_equal(GDALSetSpatialRef(ds, srs), CE_None);
    }
    OSRRelease(srs);
    if (w.has_nodata)
        assert_int_equal(GDALSetRasterNoDataValue(band, w.nodata), CE_None);
    if (w.scale != 0) {
        assert_int_equal(GDALSetRasterScale(band, w.scale), CE_None);
        assert_int_equal(GDALSetRasterOffset(band, w.offset), CE_None);
    }
    double copy[8];
    memcpy(copy, value, sizeof(copy));
    assert_int_equal(
        GDALRasterIO(band, GF_Write, 0, 0, 4, 2, copy, 4, 2, GDT_Float64, 0, 0), CE_None);
    if (w.mask) {
        GByte seen[8] = {255, 255, 255, 255, 255, 255, 255, 0};
        assert_int_equal(GDALCreateDatasetMaskBand(ds, GMF_PER_DATASET), CE_None);
        assert_int_equal(GDALRasterIO(GDALGetMaskBand(band), GF_Write, 0, 0, 4, 2, seen,
                                      4, 2, GDT_Byte, 0, 0),
                         CE_None);
    }
    GDALClose(ds);
    return path;
}

struct got {
    struct hg_raster *raster;
    struct hg_transform to_grid;
};

static struct got read_on(const char *from, const struct hg_grid *grid)
{
    struct got g = {0};
    struct hg_error err = {0};
    assert_ok(read_whole_raster(from, NULL, HG_COUNT, grid, &g.raster, &g.to_grid, &err),
              err);
    return g;
}

static struct got read_back(const char *from)
{
    struct hg_grid *grid = world();
    const struct got g = read_on(from, grid);
    hg_grid_destroy(grid);
    return g;
}

static void let_go(struct got g)
{
    hg_raster_destroy(g.raster);
    hg_transform_finish(&g.to_grid);
}

static void assert_refused(const char *from, enum hg_status status, const char *reason)
{
    struct hg_grid *grid = world();
    struct hg_raster *raster = NULL;
    struct hg_transform to_grid = {0};
    struct hg_error err = {0};
    if (read_whole_raster(from, NULL, HG_COUNT, grid, &raster, &to_grid, &err) != status)
        fail_msg("%s", err.message);
    assert_true(!raster && !to_grid.apply); /* left alone */
    if (!strstr(err.message, reason) || strncmp(err.message, from, strlen(from)) != 0)
        fail_msg("%s", err.message);
    hg_grid_destroy(grid);
}

static const double eight[8] = {1, 2, 3, 4, 5, 6, 7, 8};

static void values_place_and_quantity_come_as_they_stand(void **state)
{
    (void)state;
    static const GDALDataType type[] = {GDT_Float32, GDT_Byte, GDT_UInt16, GDT_Int32,
                                        GDT_Float64};
    for (size_t t = 0; t < 5; t++) {
        const struct got g =
            read_back(write_tif("a.tif", eight, (struct wish){.type = type[t]}));
        const struct hg_raster *r = g.raster;
        assert_true(r->ncol == 4 && r->nrow == 2 && r->quantity == HG_COUNT && r->lonlat);
        assert_true(r->x0 == 0 && r->y0 == 2 && r->dx == 1 && r->dy == -1);
        for (size_t i = 0; i < 8; i++)
            assert_true(r->value[i] == (float)eight[i]);
        assert_string_equal(r->path, path);
        assert_true(g.to_grid.identity);
        let_go(g);
    }
}

static void nodata_in_any_form_is_nan(void **state)
{
    (void)state;
    static const double holes[8] = {-9999, 2, NAN, NAN, 5, 6, 7, -9999};
    struct got g = read_back(
        write_tif("n.tif", holes, (struct wish){.has_nodata = true, .nodata = -9999}));
    static const bool hole[8] = {true, false, true, true, false, false, false, true};
    for (size_t i = 0; i < 8; i++)
        assert_int_equal(isnan(g.raster->value[i]) != 0, hole[i]);
    let_go(g);

    /* The nodata of many float rasters is not a float. */
    static const double low[8] = {-3.4028234663852886e+38, 2, 3, 4, 5, 6, 7, 8};
    g = read_back(
        write_tif("l.tif", low,
                  (struct wish){.has_nodata = true, .nodata = -3.40282346638529e+38}));
    assert_true(isnan(g.raster->value[0]) && g.raster->value[1] == 2);
    let_go(g);

    g = read_back(
        write_tif("z.tif", eight,
                  (struct wish){.type = GDT_Byte, .has_nodata = true, .nodata = 3}));
    assert_true(isnan(g.raster->value[2]) && g.raster->value[3] == 4);
    let_go(g);

    /* Without nodata 0 is a value; a mask within the file hides what it hides. */
    g = read_back(write_tif("m.tif", eight, (struct wish){.mask = true}));
    assert_true(isnan(g.raster->value[7]) && g.raster->value[6] == 7);
    let_go(g);
}

static void scale_and_offset_are_applied_after_nodata(void **state)
{
    (void)state;
    static const double stored[8] = {0, 10, 20, 30, 40, 50, 60, 255};
    const struct got g = read_back(write_tif("s.tif", stored,
                                             (struct wish){.type = GDT_Byte,
                                                           .has_nodata = true,
                                                           .nodata = 255,
                                                           .scale = 0.5,
                                                           .offset = 100}));
    for (size_t i = 0; i < 7; i++)
        assert_true(g.raster->value[i] == (float)(stored[i] / 2 + 100));
    assert_true(isnan(g.raster->value[7]));
    let_go(g);
}

static void a_raster_may_stand_on_its_head(void **state)
{
    (void)state;
    static const double south_up[6] = {10, 0.5, 0, -1, 0, 0.5};
    const struct got g =
        read_back(write_tif("u.tif", eight, (struct wish){.affine = south_up}));
    assert_true(g.raster->y0 == -1 && g.raster->dy == 0.5);
    assert_true(g.raster->value[0] == 1); /* rows stay as they are */
    let_go(g);
}

static void longitudes_of_0_to_360_are_turned_by_the_transform(void **state)
{
    (void)state;
    static const double pacific[6] = {178, 1, 0, 2, 0, -1};
    struct got g = read_back(write_tif("p.tif", eight, (struct wish){.affine = pacific}));
    assert_true(g.raster->x0 == 178);
    assert_false(g.to_grid.identity);
    double x[] = {178.5, 180, 180.5, 181.5}, y[] = {1, 1, 1, 1};
    hg_transform_apply(&g.to_grid, 4, x, y);
    assert_true(x[0] == 178.5 && x[1] == 180 && x[2] == -179.5 && x[3] == -178.5 &&
                y[2] == 1);
    let_go(g);

    /* On a grid of 0..360 nothing has to turn. */
    struct hg_grid *grid =
        make("EPSG:4326", HG_GRID_LONLAT, (struct hg_box){0, -90, 360, 90});
    g = read_on(path, grid);
    assert_true(g.to_grid.identity);
    let_go(g);
    hg_grid_destroy(grid);

    /* On a projected grid PROJ does it. */
    grid =
        make("EPSG:6933", HG_GRID_EQUAL_AREA, (struct hg_box){-1.7e7, -7e6, 1.7e7, 7e6});
    g = read_on(path, grid);
    double there[] = {181.5, -178.5}, lat[] = {1, 1};
    hg_transform_apply(&g.to_grid, 2, there, lat);
    assert_near(there[0], there[1], 1e-14);
    assert_true(there[0] < -1.7e7);
    let_go(g);
    hg_grid_destroy(grid);
}

static void a_raster_in_metres_finds_its_way_to_degrees(void **state)
{
    (void)state;
    static const double metres[6] = {1e6, 1000, 0, 4e6, 0, -1000};
    const struct got g = read_back(
        write_tif("w.tif", eight, (struct wish){.affine = metres, .crs = "EPSG:3857"}));
    assert_false(g.raster->lonlat);
    double x = 1e6, y = 4e6;
    hg_transform_apply(&g.to_grid, 1, &x, &y);
    assert_near(x, 1e6 / 6378137 * 180 / M_PI, 1e-12);
    assert_near(y, atan(sinh(4e6 / 6378137)) * 180 / M_PI, 1e-12);
    let_go(g);
}

static void a_raster_that_does_not_say_where_it_lies_is_refused(void **state)
{
    (void)state;
    static const double rotated[6] = {0, 1, 0.1, 2, 0.1, -1};
    assert_refused(write_tif("r.tif", eight, (struct wish){.affine = rotated}),
                   HG_E_INPUT, "is rotated");
    assert_refused(write_tif("c.tif", eight, (struct wish){.crs = ""}), HG_E_INPUT,
                   "has no coordinate system");
    assert_refused(write_tif("g.tif", eight, (struct wish){.no_affine = true}),
                   HG_E_INPUT, "does not say where it lies");
    assert_refused(file("none.tif"), HG_E_INPUT, "none.tif");
}

static void negative_values_are_refused_with_their_place(void **state)
{
    (void)state;
    static const double below[8] = {1, 2, 3, 4, 5, 6, -0.25, 8};
    assert_refused(
        write_tif("b.tif", below, (struct wish){0}), HG_E_INPUT,
        "column 3, row 2 (2.5, 0.5) is -0.25; values must be from 0 to 3.4e38");
    static const double vast[8] = {1, 2, 3, 4, 5, INFINITY, 7, 8};
    assert_refused(write_tif("v.tif", vast, (struct wish){0}), HG_E_INPUT,
                   "column 2, row 2 (1.5, 0.5) is inf; values must be from 0 to 3.4e38");
}

/* Little-endian TIFF of one tile (or one strip) that claims ncol x nrow bytes. */
static const char *write_claim(const char *name, uint32_t ncol, uint32_t nrow, bool tile)
{
    FILE *f = fopen(file(name), "wb");
    assert_non_null(f);
    /* tag, type (3: 16 bits, 4: 32 bits), count, value */
    const uint32_t tiled[][4] = {{256, 4, 1, ncol}, {257, 4, 1, nrow}, {258, 3, 1, 8},
                                 {259, 3, 1, 8},    {262, 3, 1, 1},    {277, 3, 1, 1},
                                 {322, 4, 1, ncol}, {323, 4, 1, nrow}, {324, 4, 1, 8},
                                 {325, 4, 1, 8}};
    const uint32_t strip[][4] = {{256, 4, 1, ncol}, {257, 4, 1, nrow}, {258, 3, 1, 8},
                                 {259, 3, 1, 1},    {262, 3, 1, 1},    {273, 4, 1, 8},
                                 {277, 3, 1, 1},    {278, 4, 1, nrow}, {279, 4, 1, 8},
                                 {296, 3, 1, 1}};
    const uint32_t(*entry)[4] = tile ? tiled : strip;
    const uint16_t n = sizeof(tiled) / sizeof(tiled[0]), magic = 42;
    const uint32_t first = 16, end = 0;
    (void)fwrite("II", 1, 2, f);
    (void)fwrite(&magic, 2, 1, f);
    (void)fwrite(&first, 4, 1, f);
    (void)fwrite("\1\2\3\4\5\6\7", 1, 8, f);
    (void)fwrite(&n, 2, 1, f);
    for (size_t i = 0; i < n; i++) {
        const uint16_t tag = (uint16_t)entry[i][0], type = (uint16_t)entry[i][1];
        (void)fwrite(&tag, 2, 1, f);
        (void)fwrite(&type, 2, 1, f);
        (void)fwrite(&entry[i][2], 4, 2, f);
    }
    (void)fwrite(&end, 4, 1, f);
    assert_int_equal(fclose(f), 0);
    return path;
}

static void huge_claims_are_refused_before_memory_is_taken(void **state)
{
    (void)state;
    assert_refused(write_claim("h.tif", 1000000, 1000000, false), HG_E_LIMIT,
                   "1000000 x 1000000");
    assert_refused(write_claim("k.tif", 32768, 16384, true), HG_E_LIMIT,
                   "blocks of 536870912 bytes");
    struct rusage usage;
    assert_int_equal(getrusage(RUSAGE_SELF, &usage), 0);
    assert_true(usage.ru_maxrss < 400L * 1024); /* KiB: far below what was claimed */
}

static void other_formats_are_refused(void **state)
{
    (void)state;
    FILE *f = fopen(file("v.tif"), "w");
    assert_non_null(f);
    (void)fprintf(f,
                  "<VRTDataset rasterXSize=\"4\" rasterYSize=\"2\"><VRTRasterBand "
                  "dataType=\"Float32\" band=\"1\"><SimpleSource><SourceFilename>%s/a.tif"
                  "</SourceFilename></SimpleSource></VRTRasterBand></VRTDataset>",
                  folder);
    assert_int_equal(fclose(f), 0);
    assert_refused(path, HG_E_INPUT, "is not a raster that can be read");
}

static void an_ascii_grid_is_read(void **state)
{
    (void)state;
    FILE *f = fopen(file("a.asc"), "w");
    assert_non_null(f);
    (void)fputs("ncols 3\nnrows 2\nxllcorner 10\nyllcorner 40\ncellsize 0.5\n"
                "NODATA_value -9\n1 2 -9\n4.5 5 6\n",
                f);
    assert_int_equal(fclose(f), 0);
    assert_refused(path, HG_E_INPUT, "has no coordinate system");
    char grid_path[128];
    (void)snprintf(grid_path, sizeof(grid_path), "%s", path);
    f = fopen(file("a.prj"), "w");
    assert_non_null(f);
    (void)fputs(
        "GEOGCS[\"GCS_WGS_1984\",DATUM[\"D_WGS_1984\",SPHEROID[\"WGS_1984\",6378137.0,"
        "298.257223563]],PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]]",
        f);
    assert_int_equal(fclose(f), 0);
    const struct got g = read_back(grid_path);
    assert_true(g.raster->ncol == 3 && g.raster->y0 == 41 && g.raster->dy == -0.5);
    assert_true(isnan(g.raster->value[2]) && g.raster->value[3] == 4.5F);
    assert_true(g.to_grid.identity);
    let_go(g);
}

static void a_netcdf_file_gives_the_variable_that_is_named(void **state)
{
    (void)state;
    GDALDatasetH ds = GDALOpen(write_tif("a.tif", eight, (struct wish){0}), GA_ReadOnly);
    assert_non_null(ds);
    (void)file("a.nc");
    GDALClose(
        GDALCreateCopy(GDALGetDriverByName("netCDF"), path, ds, FALSE, NULL, NULL, NULL));
    GDALClose(ds);
    struct got g = read_back(path);
    assert_true(g.raster->x0 == 0 && g.raster->y0 == 2 && g.raster->lonlat);
    for (size_t i = 0; i < 8; i++)
        assert_true(g.raster->value[i] == (float)eight[i]);
    let_go(g);

    struct hg_grid *grid = world();
    g = (struct got){0};
    struct hg_error err = {0};
    assert_ok(
        read_whole_raster(path, "Band1", HG_COUNT, grid, &g.raster, &g.to_grid, &err),
        err);
    assert_true(g.raster->value[5] == 6);
    assert_string_equal(g.raster->path, path);
    let_go(g);
    static const char *const bad[] = {"Band2", "a\":b", "\"/etc/passwd\":x"};
    for (size_t i = 0; i < 3; i++) {
        g = (struct got){0};
        assert_int_equal(
            read_whole_raster(path, bad[i], HG_COUNT, grid, &g.raster, &g.to_grid, &err),
            HG_E_INPUT);
        assert_non_null(
            strstr(err.message, i == 0 ? "has no variable \"Band2\"" : "quotes"));
    }
    hg_grid_destroy(grid);
}

static void the_population_of_the_world_is_read(void **state)
{
    (void)state;
    const char *data = getenv("HOTGRID_DATA");
    if (!data) {
        print_message("HOTGRID_DATA is not set: skipped\n");
        skip();
    }
    char from[512];
    (void)snprintf(from, sizeof(from), "%s/world-2011/population.tif", data);
    const struct got g = read_back(from);
    assert_true(g.raster->ncol == 1440 && g.raster->nrow == 720);
    size_t n = 0;
    for (size_t i = 0; i < (size_t)1440 * 720; i++)
        n += isnan(g.raster->value[i]) ? 0 : 1;
    assert_true(n > 200000 && n < 400000); /* land is about 30 % of a world map */
    let_go(g);
}

static void values_are_read_when_they_are_asked_for(void **state)
{
    (void)state;
    const double value[8] = {1, 2, 3, -9, 5, 7, 7, 8};
    (void)write_tif("rows.tif", value,
                    (struct wish){.has_nodata = true, .nodata = 7, .scale = 2});
    struct hg_grid *grid = world();
    struct hg_raster *raster = NULL;
    struct hg_transform to_grid = {0};
    struct hg_error err = {0};
    float row[4] = {0};
    assert_ok(hg_open_raster(path, NULL, HG_COUNT, grid, &raster, &to_grid, &err), err);
    assert_true(!raster->value && raster->source->rows_at_once >= 1);
    const struct hg_pixels top = {0, 0, 4, 1}, bottom = {0, 1, 4, 1}, two = {2, 1, 2, 1};
    assert_ok(hg_raster_read(raster, &bottom, row, &err), err);
    assert_true(row[0] == 10 && isnan(row[1]) && isnan(row[2]) && row[3] == 16);
    assert_ok(hg_raster_read(raster, &two, row, &err), err);
    assert_true(isnan(row[0]) && row[1] == 16);
    assert_int_equal(hg_raster_read(raster, &top, row, &err), HG_E_INPUT);
    if (!strstr(err.message, "column 4, row 1") || !strstr(err.message, "is -18"))
        fail_msg("%s", err.message);
    hg_raster_destroy(raster);
    hg_transform_finish(&to_grid);
    hg_grid_destroy(grid);
}

static void memory_may_run_out_at_any_time(void **state)
{
    (void)state;
    (void)write_tif("o.tif", eight, (struct wish){.has_nodata = true, .nodata = 3});
    struct hg_grid *grid = world();
    size_t n = 1;
    for (;; n++) {
        const size_t before = alloc_live();
        struct got g = {0};
        struct hg_error err = {0};
        alloc_fail_at(n);
        const enum hg_status status =
            read_whole_raster(path, NULL, HG_COUNT, grid, &g.raster, &g.to_grid, &err);
        if (!alloc_failed()) {
            assert_ok(status, err);
            let_go(g);
            break;
        }
        assert_int_equal(status, HG_E_MEMORY);
        assert_int_equal(alloc_live(), before);
    }
    alloc_fail_at(0);
    assert_true(n > 3);
    hg_grid_destroy(grid);
}

static int start(void **state)
{
    (void)state;
    hg_io_start();
    CPLSetConfigOption("GDAL_TIFF_INTERNAL_MASK", "YES");
    strcpy(folder, "/tmp/hotgrid-raster-XXXXXX");
    return mkdtemp(folder) ? 0 : 1;
}

static int finish(void **state)
{
    (void)state;
    char command[128];
    (void)snprintf(command, sizeof(command), "rm -rf %s", folder);
    hg_io_finish();
    return system(command);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_place_and_quantity_come_as_they_stand),
        cmocka_unit_test(nodata_in_any_form_is_nan),
        cmocka_unit_test(scale_and_offset_are_applied_after_nodata),
        cmocka_unit_test(a_raster_may_stand_on_its_head),
        cmocka_unit_test(longitudes_of_0_to_360_are_turned_by_the_transform),
        cmocka_unit_test(a_raster_in_metres_finds_its_way_to_degrees),
        cmocka_unit_test(a_raster_that_does_not_say_where_it_lies_is_refused),
        cmocka_unit_test(negative_values_are_refused_with_their_place),
        cmocka_unit_test(huge_claims_are_refused_before_memory_is_taken),
        cmocka_unit_test(other_formats_are_refused),
        cmocka_unit_test(an_ascii_grid_is_read),
        cmocka_unit_test(a_netcdf_file_gives_the_variable_that_is_named),
        cmocka_unit_test(the_population_of_the_world_is_read),
        cmocka_unit_test(values_are_read_when_they_are_asked_for),
        cmocka_unit_test(memory_may_run_out_at_any_time),
    };
    return cmocka_run_group_tests(tests, start, finish);
}

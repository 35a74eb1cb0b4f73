/* test-raster_write.c - layers as GeoTIFFs, read again with GDAL itself */
#include "check.h"
#include "with_gdal.h"
#include <cpl_vsi.h>
#include <gdal.h>
#include <hotgrid/crs.h>
#include <hotgrid/parallel.h>
#include <hotgrid/raster_file.h>
#include <ogr_srs_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct hg_grid *make(const char *crs, enum hg_grid_kind kind, struct hg_box box,
                            uint32_t ncol, uint32_t nrow)
{
    struct hg_grid_params params = {.kind = kind, .box = box, .ncol = ncol, .nrow = nrow};
    strncpy(params.crs, crs, sizeof(params.crs) - 1);
    strcpy(params.name, "toy");
    struct hg_grid *grid = NULL;
    struct hg_error err = {0};
    assert_ok(hg_grid_create(&params, &grid, &err), err);
    return grid;
}

/* 4 x 3 cells of 100 km2 in China's Albers crs. */
static struct hg_grid *toy(void)
{
    return make("+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +datum=WGS84 +units=m",
                HG_GRID_EQUAL_AREA, (struct hg_box){0, 3e6, 40000, 3.03e6}, 4, 3);
}

static const float toy_value[12] = {NAN, 0, 1, 2, NAN, 0.5F, 1e-3F, 7, 3, 4, 5, 0.1F};

struct encoded {
    uint8_t *bytes;
    size_t length;
};

static struct encoded encode(const struct hg_layer_file *layer)
{
    struct encoded e = {0};
    struct hg_error err = {0};
    assert_ok(hg_encode_geotiff(layer, &e.bytes, &e.length, &err), err);
    assert_true(e.length > 0);
    return e;
}

/* Opens bytes as GDAL would a file. */
static GDALDatasetH open_bytes(struct encoded e)
{
    VSILFILE *f = VSIFileFromMemBuffer("/vsimem/test.tif", e.bytes, e.length, FALSE);
    assert_non_null(f);
    (void)VSIFCloseL(f);
    GDALDatasetH ds = GDALOpen("/vsimem/test.tif", GA_ReadOnly);
    assert_non_null(ds);
    return ds;
}

static void close_bytes(GDALDatasetH ds, struct encoded e)
{
    GDALClose(ds);
    (void)VSIUnlink("/vsimem/test.tif");
    free(e.bytes);
}

static void assert_item(GDALMajorObjectH object, const char *key, const char *text)
{
    const char *found = GDALGetMetadataItem(object, key, NULL);
    if (!found || strcmp(found, text) != 0)
        fail_msg("%s is %s, not %s", key, found ? found : "missing", text);
}

static void assert_number(GDALMajorObjectH object, const char *key, double number)
{
    const char *found = GDALGetMetadataItem(object, key, NULL);
    assert_non_null(found);
    assert_near(strtod(found, NULL), number, 1e-15);
}

static void a_layer_comes_back_as_it_was(void **state)
{
    (void)state;
    struct hg_grid *grid = toy();
    static const char *const key[] = {"title", "total_t", "source", "awkward"};
    static const char *const text[] = {"CO2 for the USA", "123.456789012345678",
                                       "CEADs, \xe4\xb8\xad\xe5\x9b\xbd",
                                       "<a> & \"b\" = 'c'"};
    const struct hg_layer_file layer = {.grid = grid,
                                        .value = toy_value,
                                        .description = "USA",
                                        .unit = "t km-2 yr-1",
                                        .average = true,
                                        .n_metadata = 4,
                                        .key = key,
                                        .text = text};
    struct encoded e = encode(&layer);
    GDALDatasetH ds = open_bytes(e);
    assert_int_equal(GDALGetRasterCount(ds), 1);
    GDALRasterBandH band = GDALGetRasterBand(ds, 1);
    assert_int_equal(GDALGetRasterDataType(band), GDT_Float32);

    float value[12];
    assert_int_equal(
        GDALRasterIO(band, GF_Read, 0, 0, 4, 3, value, 4, 3, GDT_Float32, 0, 0), CE_None);
    for (size_t i = 0; i < 12; i++)
        assert_true(value[i] == toy_value[i] || (isnan(value[i]) && isnan(toy_value[i])));
    int has_nodata = 0;
    assert_true(isnan(GDALGetRasterNoDataValue(band, &has_nodata)) && has_nodata);

    double a[6];
    assert_int_equal(GDALGetGeoTransform(ds, a), CE_None);
    assert_true(a[0] == 0 && a[1] == 10000 && a[2] == 0);
    assert_true(a[3] == 3.03e6 && a[4] == 0 && a[5] == -10000);
    OGRSpatialReferenceH albers = OSRNewSpatialReference(NULL);
    assert_int_equal(OSRImportFromProj4(albers, hg_grid_params(grid)->crs), OGRERR_NONE);
    assert_true(OSRIsSame(albers, GDALGetSpatialRef(ds)));
    OSRRelease(albers);

    assert_string_equal(GDALGetDescription(band), "USA");
    assert_string_equal(GDALGetRasterUnitType(band), "t km-2 yr-1");
    for (size_t i = 0; i < 4; i++)
        assert_item(ds, key[i], text[i]);
    close_bytes(ds, e);
    hg_grid_destroy(grid);
}

/* Of the toy are valid 0 1 2 .5 .001 7 3 4 5 .1: sum 22.601 of 10. */
static void statistics_are_those_of_the_valid_cells(void **state)
{
    (void)state;
    struct hg_grid *grid =
        make("EPSG:6933", HG_GRID_EQUAL_AREA, (struct hg_box){0, 0, 4, 2}, 4, 2);
    static const float value[8] = {NAN, 2, 4, 4, 4, 5, 5, NAN};
    struct hg_layer_file layer = {.grid = grid, .value = value};
    struct encoded e = encode(&layer);
    GDALDatasetH ds = open_bytes(e);
    GDALRasterBandH band = GDALGetRasterBand(ds, 1);
    assert_item(band, "STATISTICS_MINIMUM", "2");
    assert_item(band, "STATISTICS_MAXIMUM", "5");
    assert_item(band, "STATISTICS_MEAN", "4");   /* 24 / 6 */
    assert_item(band, "STATISTICS_STDDEV", "1"); /* (4 + 0 + 0 + 0 + 1 + 1) / 6 */
    assert_item(band, "STATISTICS_VALID_PERCENT", "75");
    close_bytes(ds, e);

    static const float nothing[8] = {NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
    layer.value = nothing;
    e = encode(&layer);
    ds = open_bytes(e);
    assert_null(GDALGetMetadataItem(GDALGetRasterBand(ds, 1), "STATISTICS_MEAN", NULL));
    close_bytes(ds, e);
    hg_grid_destroy(grid);

    grid = toy();
    layer = (struct hg_layer_file){.grid = grid, .value = toy_value};
    e = encode(&layer);
    ds = open_bytes(e);
    band = GDALGetRasterBand(ds, 1);
    const double thousandth = (double)1e-3F, tenth = (double)0.1F;
    assert_number(band, "STATISTICS_MEAN", (22.5 + thousandth + tenth) / 10);
    assert_number(band, "STATISTICS_VALID_PERCENT", 1000.0 / 12);
    close_bytes(ds, e);
    hg_grid_destroy(grid);
}

static void classes_keep_their_colours_and_names(void **state)
{
    (void)state;
    struct hg_grid *grid = toy();
    static const uint8_t class_value[12] = {255, 0, 1, 2, 255, 0, 1, 1, 2, 2, 0, 1};
    static const struct hg_class_entry entry[] = {{0, 250, 250, 250, "no emission"},
                                                  {1, 200, 30, 40, "USA"},
                                                  {2, 10, 20, 230, "EU \"27\" & <more>"}};
    const struct hg_layer_file layer = {.grid = grid,
                                        .class_value = class_value,
                                        .n_class = 3,
                                        .entry = entry,
                                        .description = "dominant"};
    struct encoded e = encode(&layer);
    GDALDatasetH ds = open_bytes(e);
    GDALRasterBandH band = GDALGetRasterBand(ds, 1);
    assert_int_equal(GDALGetRasterDataType(band), GDT_Byte);
    uint8_t value[12];
    assert_int_equal(GDALRasterIO(band, GF_Read, 0, 0, 4, 3, value, 4, 3, GDT_Byte, 0, 0),
                     CE_None);
    assert_memory_equal(value, class_value, 12);
    assert_true(GDALGetRasterNoDataValue(band, NULL) == 255);
    assert_int_equal(GDALGetRasterColorInterpretation(band), GCI_PaletteIndex);
    const GDALColorEntry *colour = GDALGetColorEntry(GDALGetRasterColorTable(band), 1);
    assert_true(colour->c1 == 200 && colour->c2 == 30 && colour->c3 == 40);
    assert_item(band, "CLASS_0", "no emission");
    assert_item(band, "CLASS_2", "EU \"27\" & <more>");
    assert_item(band, "STATISTICS_MAXIMUM", "2");
    close_bytes(ds, e);
    hg_grid_destroy(grid);
}

/* 1200 x 700 cells: two overviews. */
enum { WIDE = 1200, HIGH = 700 };

static struct hg_grid *large(void)
{
    return make("EPSG:6933", HG_GRID_EQUAL_AREA,
                (struct hg_box){-6e6, -3.5e6, 6e6, 3.5e6}, WIDE, HIGH);
}

static float *large_values(void)
{
    float *value = malloc(sizeof(*value) * WIDE * HIGH);
    assert_non_null(value);
    for (size_t i = 0; i < (size_t)WIDE * HIGH; i++)
        value[i] = (i / 97) % 3 == 0 ? NAN : (float)((i * 2654435761U) % 1000) / 7;
    return value;
}

static void overviews_average_what_is_valid(void **state)
{
    (void)state;
    struct hg_grid *grid = large();
    float *value = large_values();
    value[0] = 1;
    value[1] = 3;
    value[WIDE] = NAN;
    value[WIDE + 1] = 8;
    value[2] = value[3] = value[WIDE + 2] = value[WIDE + 3] = NAN;
    struct hg_layer_file layer = {.grid = grid, .value = value, .average = true};
    struct encoded e = encode(&layer);
    GDALDatasetH ds = open_bytes(e);
    GDALRasterBandH band = GDALGetRasterBand(ds, 1);
    assert_int_equal(GDALGetOverviewCount(band), 2);
    GDALRasterBandH half = GDALGetOverview(band, 0);
    assert_int_equal(GDALGetRasterBandXSize(half), WIDE / 2);
    assert_int_equal(GDALGetRasterBandYSize(half), HIGH / 2);
    assert_int_equal(GDALGetRasterBandXSize(GDALGetOverview(band, 1)), WIDE / 4);
    float found[2];
    assert_int_equal(
        GDALRasterIO(half, GF_Read, 0, 0, 2, 1, found, 2, 1, GDT_Float32, 0, 0), CE_None);
    assert_near((double)found[0], 4, 1e-7); /* (1 + 3 + 8) / 3 */
    assert_true(isnan(found[1]));
    close_bytes(ds, e);

    layer.average = false;
    e = encode(&layer);
    ds = open_bytes(e);
    half = GDALGetOverview(GDALGetRasterBand(ds, 1), 0);
    assert_int_equal(
        GDALRasterIO(half, GF_Read, 0, 0, 1, 1, found, 1, 1, GDT_Float32, 0, 0), CE_None);
    assert_true(found[0] == 1 || found[0] == 3 || found[0] == 8); /* one of the four */
    close_bytes(ds, e);
    free(value);
    hg_grid_destroy(grid);
}

/* Reads an overview whole. */
static float *read_overview(GDALRasterBandH band, int index, size_t *n)
{
    GDALRasterBandH overview = GDALGetOverview(band, index);
    assert_non_null(overview);
    const int ncol = GDALGetRasterBandXSize(overview),
              nrow = GDALGetRasterBandYSize(overview);
    *n = (size_t)ncol * (size_t)nrow;
    float *value = malloc(*n * sizeof(*value));
    assert_non_null(value);
    assert_int_equal(GDALRasterIO(overview, GF_Read, 0, 0, ncol, nrow, value, ncol, nrow,
                                  GDT_Float32, 0, 0),
                     CE_None);
    return value;
}

/* Beside GDAL's own AVERAGE of the same cells. */
static void overviews_are_those_of_gdal(void **state)
{
    (void)state;
    struct hg_grid *grid = large();
    float *value = large_values();
    GDALDatasetH mem =
        GDALCreate(GDALGetDriverByName("MEM"), "", WIDE, HIGH, 1, GDT_Float32, NULL);
    GDALRasterBandH all = GDALGetRasterBand(mem, 1);
    assert_int_equal(GDALRasterIO(all, GF_Write, 0, 0, WIDE, HIGH, value, WIDE, HIGH,
                                  GDT_Float32, 0, 0),
                     CE_None);
    assert_int_equal(GDALSetRasterNoDataValue(all, NAN), CE_None);
    int level[] = {2, 4};
    assert_int_equal(GDALBuildOverviews(mem, "AVERAGE", 2, level, 0, NULL, NULL, NULL),
                     CE_None);
    const struct hg_layer_file layer = {.grid = grid, .value = value, .average = true};
    struct encoded e = encode(&layer);
    GDALDatasetH ds = open_bytes(e);
    for (int i = 0; i < 2; i++) {
        size_t n = 0, m = 0;
        float *ours = read_overview(GDALGetRasterBand(ds, 1), i, &n);
        float *theirs = read_overview(all, i, &m);
        assert_int_equal(n, m);
        for (size_t k = 0; k < n; k++)
            if (isnan(theirs[k]))
                assert_true(isnan(ours[k]));
            else
                assert_near((double)ours[k], (double)theirs[k], 1e-6);
        free(ours);
        free(theirs);
    }
    close_bytes(ds, e);
    GDALClose(mem);
    free(value);
    hg_grid_destroy(grid);
}

static void blocks_without_data_take_no_room(void **state)
{
    (void)state;
    struct hg_grid *grid = large();
    float *value = large_values();
    for (size_t i = 0; i < (size_t)WIDE * HIGH; i++)
        if (i % WIDE >= 512 && i / WIDE < 512)
            value[i] = NAN;
    const struct hg_layer_file layer = {.grid = grid, .value = value, .average = true};
    struct encoded e = encode(&layer);
    GDALDatasetH ds = open_bytes(e);
    GDALRasterBandH band = GDALGetRasterBand(ds, 1);
    assert_non_null(GDALGetMetadataItem(band, "BLOCK_OFFSET_0_0", "TIFF"));
    assert_null(GDALGetMetadataItem(band, "BLOCK_OFFSET_1_0", "TIFF"));
    assert_null(GDALGetMetadataItem(band, "BLOCK_OFFSET_2_0", "TIFF"));
    assert_non_null(GDALGetMetadataItem(band, "BLOCK_OFFSET_2_1", "TIFF"));
    float found[2] = {0};
    assert_int_equal(
        GDALRasterIO(band, GF_Read, 511, 0, 2, 1, found, 2, 1, GDT_Float32, 0, 0),
        CE_None);
    assert_true((found[0] == value[511] || isnan(value[511])) && isnan(found[1]));
    close_bytes(ds, e);
    free(value);
    hg_grid_destroy(grid);
}

struct crowd {
    const struct hg_layer_file *layer;
    struct encoded e[8];
};

static enum hg_status encode_one(void *context, size_t block, unsigned worker,
                                 struct hg_error *err)
{
    (void)worker;
    struct crowd *crowd = context;
    return hg_encode_geotiff(crowd->layer, &crowd->e[block].bytes,
                             &crowd->e[block].length, err);
}

static void the_same_layer_gives_the_same_bytes_in_any_thread(void **state)
{
    (void)state;
    struct hg_grid *grid = large();
    float *value = large_values();
    struct hg_layer_file layer = {
        .grid = grid, .value = value, .average = true, .description = "USA"};
    struct crowd crowd = {.layer = &layer};
    struct hg_error err = {0};
    assert_ok(hg_parallel(4, 8, encode_one, &crowd, &err), err);
    for (size_t i = 1; i < 8; i++) {
        assert_int_equal(crowd.e[i].length, crowd.e[0].length);
        assert_memory_equal(crowd.e[i].bytes, crowd.e[0].bytes, crowd.e[0].length);
    }
    layer.threads = 3; /* of GDAL's */
    struct encoded again = encode(&layer);
    assert_int_equal(again.length, crowd.e[0].length);
    assert_memory_equal(again.bytes, crowd.e[0].bytes, again.length);
    free(again.bytes);
    for (size_t i = 0; i < 8; i++)
        free(crowd.e[i].bytes);
    assert_null(VSIReadDir("/vsimem/")); /* nothing stays behind */
    free(value);
    hg_grid_destroy(grid);
}

static void zstd_holds_the_same_values(void **state)
{
    (void)state;
    struct hg_grid *grid = large();
    float *value = large_values();
    const struct hg_layer_file layer = {.grid = grid, .value = value, .zstd = true};
    struct encoded e = encode(&layer);
    GDALDatasetH ds = open_bytes(e);
    assert_string_equal(GDALGetMetadataItem(ds, "COMPRESSION", "IMAGE_STRUCTURE"),
                        "ZSTD");
    float *read = malloc(sizeof(*read) * WIDE * HIGH);
    assert_non_null(read);
    assert_int_equal(GDALRasterIO(GDALGetRasterBand(ds, 1), GF_Read, 0, 0, WIDE, HIGH,
                                  read, WIDE, HIGH, GDT_Float32, 0, 0),
                     CE_None);
    for (size_t i = 0; i < (size_t)WIDE * HIGH; i++)
        assert_true(read[i] == value[i] || (isnan(read[i]) && isnan(value[i])));
    free(read);
    close_bytes(ds, e);
    free(value);
    hg_grid_destroy(grid);
}

static void each_crs_a_grid_may_have_goes_into_the_file(void **state)
{
    (void)state;
    static const char *const crs[] = {
        "EPSG:6933",
        "EPSG:3035",
        "EPSG:8857",
        "ESRI:54009",
        "+proj=laea +lat_0=50 +lon_0=10 +datum=WGS84 +units=m",
        "+proj=cea +lat_ts=30 +lon_0=0 +datum=WGS84 +units=m",
        "+proj=sinu +lon_0=105 +datum=WGS84 +units=m",
        "EPSG:8859",
        "+proj=eck4 +datum=WGS84",
        "+proj=eck6 +datum=WGS84",
        "+proj=wag4 +datum=WGS84",
        "+proj=bonne +lat_1=30 +datum=WGS84",
    };
    static const float value[4] = {1, 2, 3, 4};
    static const char *const ignore[] = {"IGNORE_DATA_AXIS_TO_SRS_AXIS_MAPPING=YES",
                                         NULL};
    for (size_t i = 0; i < sizeof(crs) / sizeof(crs[0]); i++) {
        struct hg_grid *grid =
            make(crs[i], HG_GRID_EQUAL_AREA, (struct hg_box){0, 0, 20000, 20000}, 2, 2);
        const struct hg_layer_file layer = {.grid = grid, .value = value};
        struct encoded e = encode(&layer);
        GDALDatasetH ds = open_bytes(e);
        OGRSpatialReferenceH srs = OSRNewSpatialReference(NULL);
        assert_int_equal(OSRSetFromUserInput(srs, crs[i]), OGRERR_NONE);
        OSRSetAxisMappingStrategy(srs, OAMS_TRADITIONAL_GIS_ORDER);
        if (!GDALGetSpatialRef(ds) || !OSRIsSameEx(srs, GDALGetSpatialRef(ds), ignore))
            fail_msg("%s is not in the file", crs[i]);
        OSRRelease(srs);
        close_bytes(ds, e);
        hg_grid_destroy(grid);
    }

    /* Equal Earth has no place in GeoTIFF but its codes. */
    struct hg_grid *grid =
        make("+proj=eqearth +lon_0=20 +datum=WGS84", HG_GRID_EQUAL_AREA,
             (struct hg_box){0, 0, 20000, 20000}, 2, 2);
    const struct hg_layer_file layer = {.grid = grid, .value = value};
    struct encoded e = {0};
    struct hg_error err = {0};
    assert_int_equal(hg_encode_geotiff(&layer, &e.bytes, &e.length, &err), HG_E_OUTPUT);
    assert_non_null(strstr(err.message, "GeoTIFF cannot hold the crs \"+proj=eqearth"));
    hg_grid_destroy(grid);
}

static void a_layer_that_makes_no_sense_is_refused(void **state)
{
    (void)state;
    struct hg_grid *grid = toy();
    static const uint8_t class_value[12];
    struct hg_layer_file layer = {.grid = grid};
    struct encoded e = {0};
    struct hg_error err = {0};
    assert_int_equal(hg_encode_geotiff(&layer, &e.bytes, &e.length, &err), HG_E_ARG);
    layer.value = toy_value;
    layer.class_value = class_value;
    assert_int_equal(hg_encode_geotiff(&layer, &e.bytes, &e.length, &err), HG_E_ARG);
    assert_null(e.bytes);
    hg_grid_destroy(grid);
}

static void save(const char *path, struct encoded e)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(e.bytes, 1, e.length, f), e.length);
    assert_int_equal(fclose(f), 0);
}

static void a_file_is_summed_up_for_verification(void **state)
{
    (void)state;
    char path[] = "/tmp/hotgrid-stats-XXXXXX";
    const int fd = mkstemp(path);
    assert_true(fd >= 0);
    (void)close(fd);
    struct hg_grid *grid = toy();
    const struct hg_layer_file layer = {.grid = grid, .value = toy_value};
    struct encoded e = encode(&layer);
    save(path, e);
    struct hg_layer_stats stats = {0};
    struct hg_error err = {0};
    assert_ok(hg_layer_stats(path, grid, &stats, &err), err);
    assert_true(stats.ncol == 4 && stats.nrow == 3);
    assert_int_equal(stats.n_valid, 10);
    assert_int_equal(stats.n_class, 9); /* one zero */
    assert_near(stats.sum, 22.601, 1e-8);
    assert_near(stats.sum_area, 2260.1, 1e-8); /* 100 km2 each */
    assert_true(stats.minimum == 0 && stats.maximum == 7);

    struct hg_grid *other = make(hg_grid_params(grid)->crs, HG_GRID_EQUAL_AREA,
                                 (struct hg_box){10000, 3e6, 50000, 3.03e6}, 4, 3);
    assert_int_equal(hg_layer_stats(path, other, &stats, &err), HG_E_INPUT);
    hg_grid_destroy(other);
    other = large();
    assert_int_equal(hg_layer_stats(path, other, &stats, &err), HG_E_INPUT);
    hg_grid_destroy(other);

    /* A file that was cut short is not one. */
    e.length -= 20;
    save(path, e);
    assert_int_equal(hg_layer_stats(path, grid, &stats, &err), HG_E_INPUT);
    free(e.bytes);
    (void)remove(path);
    assert_int_equal(hg_layer_stats(path, grid, &stats, &err), HG_E_INPUT);
    hg_grid_destroy(grid);
}

static void gdals_own_validator_calls_it_cloud_optimised(void **state)
{
    (void)state;
    if (system("/usr/bin/python3 -c 'import "
               "osgeo_utils.samples.validate_cloud_optimized_geotiff' 2>/dev/null") !=
        0) {
        print_message("GDAL's validator is not installed: skipped\n");
        skip();
    }
    char path[] = "/tmp/hotgrid-cog-XXXXXX";
    const int fd = mkstemp(path);
    assert_true(fd >= 0);
    (void)close(fd);
    struct hg_grid *grid = large();
    float *value = large_values();
    const struct hg_layer_file layer = {.grid = grid, .value = value, .average = true};
    struct encoded e = encode(&layer);
    save(path, e);
    char command[256];
    (void)snprintf(
        command, sizeof(command),
        "/usr/bin/python3 -m osgeo_utils.samples.validate_cloud_optimized_geotiff "
        "--full-check=yes %s >/dev/null 2>&1",
        path);
    assert_int_equal(system(command), 0);
    (void)remove(path);
    free(e.bytes);
    free(value);
    hg_grid_destroy(grid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_layer_comes_back_as_it_was),
        cmocka_unit_test(statistics_are_those_of_the_valid_cells),
        cmocka_unit_test(classes_keep_their_colours_and_names),
        cmocka_unit_test(overviews_average_what_is_valid),
        cmocka_unit_test(overviews_are_those_of_gdal),
        cmocka_unit_test(blocks_without_data_take_no_room),
        cmocka_unit_test(the_same_layer_gives_the_same_bytes_in_any_thread),
        cmocka_unit_test(zstd_holds_the_same_values),
        cmocka_unit_test(each_crs_a_grid_may_have_goes_into_the_file),
        cmocka_unit_test(a_layer_that_makes_no_sense_is_refused),
        cmocka_unit_test(a_file_is_summed_up_for_verification),
        cmocka_unit_test(gdals_own_validator_calls_it_cloud_optimised),
    };
    return cmocka_run_group_tests(tests, gdal_start, gdal_finish);
}

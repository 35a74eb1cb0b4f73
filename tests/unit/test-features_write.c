/* test-features_write.c - features as a GeoPackage, read again with GDAL itself */
#include "check.h"
#include "toy_shapes.h"
#include "with_gdal.h"
#include <cpl_vsi.h>
#include <gdal.h>
#include <hotgrid/crs.h>
#include <hotgrid/features_write.h>
#include <hotgrid/parallel.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>
#include <stdio.h>
#include <stdlib.h>

#define ALBERS "+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +datum=WGS84 +units=m"

static struct hg_grid *make(const char *crs, enum hg_grid_kind kind)
{
    struct hg_grid_params params = {
        .name = "toy", .kind = kind, .box = {0, 0, 40, 30}, .ncol = 4, .nrow = 3};
    strncpy(params.crs, crs, sizeof(params.crs) - 1);
    struct hg_grid *grid = NULL;
    struct hg_error err = {0};
    assert_ok(hg_grid_create(&params, &grid, &err), err);
    return grid;
}

struct encoded {
    uint8_t *bytes;
    size_t length;
};

static struct encoded encode(const struct hg_grid *grid, size_t n,
                             const struct hg_feature_table *table)
{
    struct encoded e = {0};
    struct hg_error err = {0};
    assert_ok(hg_encode_geopackage(grid, n, table, &e.bytes, &e.length, &err), err);
    assert_true(e.length > 0);
    return e;
}

/* Opens bytes as GDAL would a file. */
static GDALDatasetH open_bytes(struct encoded e)
{
    VSILFILE *f = VSIFileFromMemBuffer("/vsimem/test.gpkg", e.bytes, e.length, FALSE);
    assert_non_null(f);
    (void)VSIFCloseL(f);
    GDALDatasetH ds = GDALOpenEx("/vsimem/test.gpkg", GDAL_OF_VECTOR | GDAL_OF_READONLY,
                                 NULL, NULL, NULL);
    assert_non_null(ds);
    return ds;
}

static void close_bytes(GDALDatasetH ds, struct encoded e)
{
    GDALClose(ds);
    (void)VSIUnlink("/vsimem/test.gpkg");
    free(e.bytes);
}

/* A square of 20 with a hole of 10 in it, in the hole an island, a triangle that touches
 * the hole where it begins; a square of 10, on its corner, touches the first one from the
 * east, and from the same place a hole of its own begins. */
static void draw(struct toy_shapes *toy)
{
    static const double hole[] = {5, 5, 5, 15, 15, 15, 15, 5};
    static const double island[] = {5, 5, 9, 7, 7, 9};
    static const double corner[] = {20, 5, 25, 0, 30, 5, 25, 10};
    static const double touching[] = {20, 5, 22, 6, 22, 4};
    toy_start(toy);
    toy_shape(toy, "A");
    toy_box(toy, 0, 0, 20, 20);
    toy_ring(toy, 4, corner);
    toy_ring(toy, 4, hole);
    toy_ring(toy, 3, touching);
    toy_ring(toy, 3, island);
    toy_shape(toy, "B");
}

static const struct hg_column column[] = {
    {"name", HG_COLUMN_TEXT}, {"rank", HG_COLUMN_INTEGER}, {"t", HG_COLUMN_REAL}};

static const union hg_column_value value[] = {
    {.text = "Köln \"Süd\" <1>"},
    {.integer = INT64_C(9007199254740993)},
    {.real = 0.1},
    {.text = NULL},
    {.integer = -2},
    {.real = NAN},
};

static struct hg_feature_table polygons(struct toy_shapes *toy)
{
    draw(toy);
    return (struct hg_feature_table){.name = "regions",
                                     .title = "Regions of a toy",
                                     .n = 2,
                                     .shapes = &toy->shapes,
                                     .n_column = 3,
                                     .column = column,
                                     .value = value};
}

static void facts_come_back_with_their_types(void **state)
{
    (void)state;
    struct hg_grid *grid = make(ALBERS, HG_GRID_EQUAL_AREA);
    struct toy_shapes *toy = malloc(sizeof(*toy));
    assert_non_null(toy);
    const struct hg_feature_table table = polygons(toy);
    const struct encoded e = encode(grid, 1, &table);
    GDALDatasetH ds = open_bytes(e);
    assert_int_equal(GDALDatasetGetLayerCount(ds), 1);
    OGRLayerH layer = GDALDatasetGetLayer(ds, 0);
    assert_string_equal(OGR_L_GetName(layer), "regions");
    assert_string_equal(GDALGetMetadataItem(layer, "IDENTIFIER", NULL),
                        "Regions of a toy");
    assert_string_equal(OGR_L_GetGeometryColumn(layer), "geom");

    OGRFeatureH f = OGR_L_GetFeature(layer, 1);
    assert_string_equal(OGR_F_GetFieldAsString(f, 0), "Köln \"Süd\" <1>");
    assert_true(OGR_F_GetFieldAsInteger64(f, 1) == INT64_C(9007199254740993));
    assert_true(OGR_F_GetFieldAsDouble(f, 2) == 0.1);
    OGR_F_Destroy(f);
    f = OGR_L_GetFeature(layer, 2);
    assert_true(OGR_F_IsFieldNull(f, 0));
    assert_int_equal(OGR_F_GetFieldAsInteger64(f, 1), -2);
    assert_true(OGR_F_IsFieldNull(f, 2));
    OGR_F_Destroy(f);
    close_bytes(ds, e);
    free(toy);
    hg_grid_destroy(grid);
}

static void each_hole_lies_in_its_own_polygon(void **state)
{
    (void)state;
    struct hg_grid *grid = make(ALBERS, HG_GRID_EQUAL_AREA);
    struct toy_shapes *toy = malloc(sizeof(*toy));
    assert_non_null(toy);
    const struct hg_feature_table table = polygons(toy);
    const struct encoded e = encode(grid, 1, &table);
    GDALDatasetH ds = open_bytes(e);
    OGRFeatureH f = OGR_L_GetFeature(GDALDatasetGetLayer(ds, 0), 1);
    OGRGeometryH all = OGR_F_GetGeometryRef(f);
    assert_int_equal(OGR_G_GetGeometryType(all), wkbMultiPolygon);
    assert_true(OGR_G_IsValid(all));
    assert_int_equal(OGR_G_GetGeometryCount(all), 3);
    /* 400 - 100, 10 * 10 / 2 - 2, and 16 - 4 - 4 - 2, as drawn. */
    static const double area[] = {300, 48, 6};
    for (int i = 0; i < 3; i++)
        assert_near(OGR_G_Area(OGR_G_GetGeometryRef(all, i)), area[i], 1e-15);
    OGR_F_Destroy(f);
    f = OGR_L_GetFeature(GDALDatasetGetLayer(ds, 0), 2);
    assert_true(OGR_G_IsEmpty(OGR_F_GetGeometryRef(f)));
    OGR_F_Destroy(f);
    close_bytes(ds, e);
    free(toy);
    hg_grid_destroy(grid);
}

/* Each crs as a grid may have it; the last one has no WKT 1. */
static void it_lies_in_the_crs_of_the_grid(void **state)
{
    (void)state;
    static const struct {
        const char *crs;
        enum hg_grid_kind kind;
    } known[] = {{ALBERS, HG_GRID_EQUAL_AREA},
                 {"EPSG:4326", HG_GRID_LONLAT},
                 {"EPSG:3035", HG_GRID_EQUAL_AREA},
                 {"EPSG:8857", HG_GRID_EQUAL_AREA}};
    static const char *const options[] = {"IGNORE_DATA_AXIS_TO_SRS_AXIS_MAPPING=YES",
                                          NULL};
    const double x[] = {1, 2}, y[] = {3, 4};
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        struct hg_grid *grid = make(known[i].crs, known[i].kind);
        const struct hg_feature_table table = {
            .name = "points", .title = "Points", .n = 2, .x = x, .y = y};
        const struct encoded e = encode(grid, 1, &table);
        GDALDatasetH ds = open_bytes(e);
        OGRLayerH layer = GDALDatasetGetLayer(ds, 0);
        OGRSpatialReferenceH wanted = OSRNewSpatialReference(NULL);
        assert_int_equal(OSRSetFromUserInput(wanted, known[i].crs), OGRERR_NONE);
        assert_true(OSRIsSameEx(wanted, OGR_L_GetSpatialRef(layer), options));
        OSRRelease(wanted);
        OGRFeatureH f = OGR_L_GetFeature(layer, 2);
        assert_true(OGR_G_GetX(OGR_F_GetGeometryRef(f), 0) == 2);
        assert_true(OGR_G_GetY(OGR_F_GetGeometryRef(f), 0) == 4);
        OGR_F_Destroy(f);
        close_bytes(ds, e);
        hg_grid_destroy(grid);
    }
}

static void styles_lie_where_qgis_looks_for_them(void **state)
{
    (void)state;
    struct hg_grid *grid = make("EPSG:4326", HG_GRID_LONLAT);
    const double x[] = {1}, y[] = {3};
    const struct hg_feature_table table[] = {
        {.name = "a", .title = "A", .n = 1, .x = x, .y = y},
        {.name = "b", .title = "B", .n = 1, .x = x, .y = y, .qml = "<qgis/>"}};
    const struct encoded e = encode(grid, 2, table);
    GDALDatasetH ds = open_bytes(e);
    OGRLayerH layer = GDALDatasetGetLayerByName(ds, "layer_styles");
    assert_non_null(layer);
    assert_int_equal(OGR_L_GetFeatureCount(layer, TRUE), 1);
    OGRFeatureH f = OGR_L_GetFeature(layer, 1);
    static const char *const word[][2] = {{"f_table_name", "b"},
                                          {"f_table_schema", ""},
                                          {"f_geometry_column", "geom"},
                                          {"styleQML", "<qgis/>"},
                                          {"useAsDefault", "1"}};
    for (size_t i = 0; i < sizeof(word) / sizeof(word[0]); i++)
        assert_string_equal(OGR_F_GetFieldAsString(f, OGR_F_GetFieldIndex(f, word[i][0])),
                            word[i][1]);
    OGR_F_Destroy(f);
    close_bytes(ds, e);
    hg_grid_destroy(grid);
}

struct race {
    const struct hg_grid *grid;
    const struct hg_feature_table *table;
    struct encoded e[8];
};

static enum hg_status encode_one(void *context, size_t index, unsigned worker,
                                 struct hg_error *err)
{
    (void)worker;
    struct race *race = context;
    return hg_encode_geopackage(race->grid, 1, race->table, &race->e[index].bytes,
                                &race->e[index].length, err);
}

static void the_same_features_give_the_same_bytes(void **state)
{
    (void)state;
    struct toy_shapes *toy = malloc(sizeof(*toy));
    assert_non_null(toy);
    struct hg_feature_table table = polygons(toy);
    table.qml = "<qgis/>";
    struct hg_grid *grid = make(ALBERS, HG_GRID_EQUAL_AREA);
    struct race race = {grid, &table, {{0}}};
    struct hg_error err = {0};
    assert_ok(hg_parallel(4, 8, encode_one, &race, &err), err);
    for (size_t i = 0; i < 8; i++) {
        assert_int_equal(race.e[i].length, race.e[0].length);
        assert_memory_equal(race.e[i].bytes, race.e[0].bytes, race.e[0].length);
    }
    for (size_t i = 0; i < 8; i++)
        free(race.e[i].bytes);
    free(toy);
    hg_grid_destroy(grid);
}

/* A layer in two units has one title twice; long titles may differ where they are cut. */
static void tables_of_one_title_are_told_apart(void **state)
{
    (void)state;
    struct hg_grid *grid = make("EPSG:4326", HG_GRID_LONLAT);
    const double x[] = {1}, y[] = {3};
    char longer[2][400];
    for (size_t i = 0; i < 2; i++) {
        memset(longer[i], 'x', sizeof(longer[i]));
        longer[i][398] = (char)('a' + i);
        longer[i][399] = '\0';
    }
    const struct hg_feature_table table[] = {
        {.name = "a", .title = "CO2, 2012", .n = 1, .x = x, .y = y},
        {.name = "b", .title = "CO2, 2012", .n = 1, .x = x, .y = y},
        {.name = "c", .title = "CO2, 2012: steel", .n = 1, .x = x, .y = y},
        {.name = "d", .title = longer[0], .n = 1, .x = x, .y = y},
        {.name = "e", .title = longer[1], .n = 1, .x = x, .y = y}};
    const struct encoded e = encode(grid, 5, table);
    GDALDatasetH ds = open_bytes(e);
    const char *const identifier[] = {"CO2, 2012 (a)", "CO2, 2012 (b)",
                                      "CO2, 2012: steel"};
    for (int i = 0; i < 3; i++)
        assert_string_equal(
            GDALGetMetadataItem(GDALDatasetGetLayer(ds, i), "IDENTIFIER", NULL),
            identifier[i]);
    assert_int_equal(GDALDatasetGetLayerCount(ds), 5);
    close_bytes(ds, e);
    hg_grid_destroy(grid);
}

static void what_gdal_refuses_is_told(void **state)
{
    (void)state;
    struct hg_grid *grid = make("EPSG:4326", HG_GRID_LONLAT);
    const double x[] = {1}, y[] = {3};
    const struct hg_feature_table table[] = {
        {.name = "a", .title = "A", .n = 1, .x = x, .y = y},
        {.name = "a", .title = "A again", .n = 1, .x = x, .y = y}};
    uint8_t *bytes = NULL;
    size_t length = 0;
    struct hg_error err = {0};
    assert_int_equal(hg_encode_geopackage(grid, 2, table, &bytes, &length, &err),
                     HG_E_OUTPUT);
    assert_null(bytes);
    assert_non_null(strstr(err.message, "table \"a\": cannot be made"));
    hg_grid_destroy(grid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(facts_come_back_with_their_types),
        cmocka_unit_test(each_hole_lies_in_its_own_polygon),
        cmocka_unit_test(it_lies_in_the_crs_of_the_grid),
        cmocka_unit_test(styles_lie_where_qgis_looks_for_them),
        cmocka_unit_test(the_same_features_give_the_same_bytes),
        cmocka_unit_test(tables_of_one_title_are_told_apart),
        cmocka_unit_test(what_gdal_refuses_is_told),
    };
    return cmocka_run_group_tests(tests, gdal_start, gdal_finish);
}

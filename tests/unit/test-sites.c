/* test-sites.c - point sources, from CSV and through OGR */
#include "alloc.h"
#include "scratch.h"
#include <cpl_error.h>
#include <gdal.h>
#include <hotgrid/crs.h>
#include <hotgrid/tables.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>

static struct hg_sites *read_source(const struct hg_table_source *source,
                                    enum hg_point_rule rule, struct hg_faults *faults)
{
    struct hg_error err = {0};
    struct hg_sites *sites = NULL;
    assert_ok(hg_read_sites(source, rule, faults, &sites, &err), err);
    return sites;
}

static struct hg_sites *read_text(const char *text, enum hg_point_rule rule,
                                  struct hg_faults *faults)
{
    const struct hg_table_source source = {.path = scratch_text("plants.csv", text)};
    return read_source(&source, rule, faults);
}

static void weights_stay_what_they_are(void **state)
{
    (void)state;
    struct hg_faults *faults = scratch_faults();
    struct hg_sites *sites =
        read_text("id,name,region,sector,lon,lat,weight,start_year\n"
                  "P1,\"Tuoketuo, Inner Mongolia\",CN-NM,power,111.359,40.195,6720,1995\n"
                  "P2,,CN-NM,power,190.5,-0,0,\n",
                  HG_POINTS_SCALE, faults);
    assert_int_equal(hg_faults_count(faults), 0);
    assert_int_equal(sites->n, 2);
    assert_int_equal(sites->rule, HG_POINTS_SCALE);
    const struct hg_site *a = &sites->site[0], *b = &sites->site[1];
    assert_string_equal(a->id, "P1");
    assert_string_equal(a->name, "Tuoketuo, Inner Mongolia");
    assert_string_equal(a->region, "CN-NM");
    assert_string_equal(a->sector, "power");
    assert_near(a->lon, 111.359, 0);
    assert_near(a->lat, 40.195, 0);
    assert_near(a->weight, 6720, 0);
    assert_int_equal(a->line, 2);
    assert_string_equal(a->file, scratch_path("plants.csv"));
    assert_string_equal(b->name, "");
    assert_near(b->lon, -169.5, 0); /* 190.5 goes on beyond the antimeridian */
    assert_near(b->weight, 0, 0);
    hg_sites_destroy(sites);
    hg_faults_destroy(faults);
}

static void uncertainties_are_parts_of_the_value(void **state)
{
    (void)state;
    struct hg_faults *faults = scratch_faults();
    struct hg_sites *sites =
        read_text("id,region,sector,lon,lat,weight,uncertainty\n"
                  "P1,R,s,1,2,3,0.2\nP2,R,s,1,2,3,\nP3,R,s,1,2,3,0\n",
                  HG_POINTS_SCALE, faults);
    assert_int_equal(hg_faults_count(faults), 0);
    assert_int_equal(sites->n, 3);
    assert_near(sites->site[0].sigma, 0.2, 0);
    assert_true(isnan(sites->site[1].sigma));
    assert_near(sites->site[2].sigma, 0, 0);
    hg_sites_destroy(sites);
    sites = read_text("id,region,sector,lon,lat,weight\nP1,R,s,1,2,3\n", HG_POINTS_SCALE,
                      faults);
    assert_true(isnan(sites->site[0].sigma));
    hg_sites_destroy(sites);
    sites = read_text("id,region,sector,lon,lat,weight,uncertainty\nP1,R,s,1,2,3,20\n",
                      HG_POINTS_SCALE, faults);
    assert_int_equal(hg_faults_count(faults), 1);
    assert_non_null(strstr(hg_faults_line(faults, 0),
                           "plants.csv:2:14: uncertainty 20 must be 0 to 10"));
    hg_sites_destroy(sites);
    hg_faults_destroy(faults);
}

static void the_name_is_not_needed(void **state)
{
    (void)state;
    struct hg_faults *faults = scratch_faults();
    struct hg_sites *sites = read_text("id,region,sector,lon,lat,weight\nP1,R,s,1,2,3\n",
                                       HG_POINTS_SCALE, faults);
    assert_int_equal(sites->n, 1);
    assert_string_equal(sites->site[0].name, "");
    hg_sites_destroy(sites);
    hg_faults_destroy(faults);
}

static void values_become_kilograms(void **state)
{
    (void)state;
    struct hg_faults *faults = scratch_faults();
    const char *const standard[] = {"unit", "basis"}, *const actual[] = {"=t", "=C"};
    const struct hg_table_source source = {
        .path = scratch_text("plants.csv",
                             "id,region,sector,lon,lat,value\nP1,R,s,1,2,12.011\n"),
        .columns = {2, standard, actual}};
    struct hg_sites *sites = read_source(&source, HG_POINTS_ADD, faults);
    assert_int_equal(hg_faults_count(faults), 0);
    assert_near(sites->site[0].weight, 44009, 1e-15); /* 12.011 t C = 44.009 t CO2 */
    hg_sites_destroy(sites);
    hg_faults_destroy(faults);
}

static void places_off_the_earth_ask_for_a_swap(void **state)
{
    (void)state;
    struct hg_faults *faults = scratch_faults();
    struct hg_sites *sites = read_text("id,region,sector,lon,lat,weight\n"
                                       "P1,R,s,39.9,116.4,1\n"
                                       "P2,R,s,360,90,1\n"
                                       "P3,R,s,-180,-90,1\n"
                                       "P4,R,s,180,0,1\n"
                                       "P5,R,s,360.01,0,1\n"
                                       "P6,R,s,-180.5,-90.5,1\n",
                                       HG_POINTS_SCALE, faults);
    assert_int_equal(sites->n, 3);
    assert_near(sites->site[0].lon, 0, 0);
    assert_near(sites->site[1].lon, -180, 0);
    assert_near(sites->site[2].lon, 180, 0);
    assert_int_equal(hg_faults_count(faults), 4);
    assert_fault(
        faults, 0,
        "plants.csv:2:13: latitude 116.4 is outside [-90, 90]; are longitude and "
        "latitude swapped?");
    assert_fault(faults, 1,
                 "plants.csv:6:8: longitude 360.01 is outside [-180, 360]; are longitude "
                 "and latitude swapped?");
    assert_fault(
        faults, 2,
        "plants.csv:7:15: latitude -90.5 is outside [-90, 90]; are longitude and "
        "latitude swapped?");
    hg_sites_destroy(sites);
    hg_faults_destroy(faults);
}

static void what_is_wrong_with_a_point_is_told_at_its_cell(void **state)
{
    (void)state;
    struct hg_faults *faults = scratch_faults();
    struct hg_sites *sites = read_text("id,region,sector,lon,lat,weight\n"
                                       ",,s,\"1,5\",2,-3\n"
                                       "P2,R,s,1,2\n"
                                       "P3,R,,1,,nan\n",
                                       HG_POINTS_SCALE, faults);
    assert_int_equal(sites->n, 0);
    assert_int_equal(hg_faults_count(faults), 8);
    assert_fault(faults, 0, "plants.csv:2:1: id is empty; every row needs one");
    assert_fault(faults, 1, "plants.csv:2:2: region is empty; every row needs one");
    assert_non_null(
        strstr(hg_faults_line(faults, 2), "plants.csv:2:5: lon \"1,5\" is not"));
    assert_fault(faults, 3,
                 "plants.csv:2:13: weight is -3, below 0; it must be 0 or more");
    assert_non_null(strstr(hg_faults_line(faults, 4), "plants.csv:3:11: 5 fields where"));
    hg_sites_destroy(sites);
    hg_faults_destroy(faults);
}

static void the_rule_says_which_columns_are_needed(void **state)
{
    (void)state;
    struct hg_faults *faults = scratch_faults();
    hg_sites_destroy(read_text("id,region,sector,lon,lat,weight\nP1,R,s,1,2,3\n",
                               HG_POINTS_REMAINDER, faults));
    assert_int_equal(hg_faults_count(faults), 2);
    assert_non_null(strstr(hg_faults_line(faults, 0), "there is no column value"));
    assert_non_null(strstr(hg_faults_line(faults, 1), "there is no column unit"));
    hg_faults_destroy(faults);
}

/* Two plants with fields of every kind.  crs NULL: the layer says none. */
static const char *write_layer(const char *driver, const char *name, const char *crs,
                               bool place_fields)
{
    const char *path = scratch_path(name);
    GDALDatasetH dataset =
        GDALCreate(GDALGetDriverByName(driver), path, 0, 0, 0, GDT_Unknown, NULL);
    assert_non_null(dataset);
    OGRSpatialReferenceH srs = NULL;
    if (crs) {
        srs = OSRNewSpatialReference(NULL);
        assert_int_equal(OSRSetFromUserInput(srs, crs), OGRERR_NONE);
        OSRSetAxisMappingStrategy(srs, OAMS_TRADITIONAL_GIS_ORDER);
    }
    OGRLayerH layer = GDALDatasetCreateLayer(dataset, "plants", srs, wkbPoint, NULL);
    static const struct {
        const char *name;
        OGRFieldType type;
    } fields[] = {{"id", OFTInteger64}, {"region", OFTString}, {"sector", OFTString},
                  {"weight", OFTReal},  {"label", OFTString},  {"lon", OFTString},
                  {"lat", OFTReal}};
    for (size_t i = 0; i < (place_fields ? 7 : 5); i++) {
        OGRFieldDefnH field = OGR_Fld_Create(fields[i].name, fields[i].type);
        assert_int_equal(OGR_L_CreateField(layer, field, TRUE), OGRERR_NONE);
        OGR_Fld_Destroy(field);
    }
    for (int i = 0; i < 2; i++) {
        OGRFeatureH feature = OGR_F_Create(OGR_L_GetLayerDefn(layer));
        OGR_F_SetFieldInteger64(feature, 0, 7000000000 + i);
        OGR_F_SetFieldString(feature, 1, i ? "DE" : "FR");
        OGR_F_SetFieldString(feature, 2, "steel");
        OGR_F_SetFieldDouble(feature, 3, i ? 0.1 : 2);
        if (i)
            OGR_F_SetFieldString(feature, 4, "Hütte");
        if (place_fields) {
            OGR_F_SetFieldString(feature, 5, i ? "12.5" : "12,5");
            OGR_F_SetFieldDouble(feature, 6, 50.25);
        } else {
            /* Berlin Alexanderplatz, and the point of EPSG:3035 that EPSG documents as
             * its origin: 10 E 52 N at 4321000, 3210000. */
            OGRGeometryH point = OGR_G_CreateGeometry(wkbPoint);
            const bool laea = crs && strstr(crs, "3035");
            OGR_G_SetPoint_2D(point, 0, laea ? 4321000 : 13.413, laea ? 3210000 : 52.522);
            OGR_F_SetGeometryDirectly(feature, point);
        }
        assert_int_equal(OGR_L_CreateFeature(layer, feature), OGRERR_NONE);
        OGR_F_Destroy(feature);
    }
    OSRRelease(srs);
    GDALClose(dataset);
    return path;
}

static void check_layer(const char *path, double lon, double lat, size_t first)
{
    struct hg_faults *faults = scratch_faults();
    const char *const standard[] = {"name"}, *const actual[] = {"label"};
    const struct hg_table_source source = {
        .path = path, .layer = "plants", .columns = {1, standard, actual}};
    struct hg_sites *sites = read_source(&source, HG_POINTS_SCALE, faults);
    if (hg_faults_count(faults))
        fail_msg("%s", hg_faults_line(faults, 0));
    assert_int_equal(sites->n, 2);
    assert_string_equal(sites->site[0].id, "7000000000");
    assert_string_equal(sites->site[1].id, "7000000001");
    assert_string_equal(sites->site[0].name, "");
    assert_string_equal(sites->site[1].name, "Hütte");
    assert_string_equal(sites->site[1].region, "DE");
    assert_near(sites->site[1].weight, 0.1, 0);
    assert_near(sites->site[1].lon, lon, 1e-9);
    assert_near(sites->site[1].lat, lat, 1e-9);
    assert_int_equal(sites->site[0].line, first);
    hg_sites_destroy(sites);
    hg_faults_destroy(faults);
}

static void points_of_a_geopackage_have_their_place(void **state)
{
    (void)state;
    check_layer(write_layer("GPKG", "p.gpkg", "EPSG:4326", false), 13.413, 52.522, 1);
}

static void points_of_a_geojson_have_their_place(void **state)
{
    (void)state;
    check_layer(write_layer("GeoJSON", "p.geojson", "EPSG:4326", false), 13.413, 52.522,
                7000000000); /* a field id is the number of the feature */
}

static void points_are_brought_from_any_crs(void **state)
{
    (void)state;
    check_layer(write_layer("GPKG", "l.gpkg", "EPSG:3035", false), 10, 52, 1);
}

static void text_cells_of_a_layer_are_strict_numbers(void **state)
{
    (void)state;
    struct hg_faults *faults = scratch_faults();
    const struct hg_table_source source = {
        .path = write_layer("GPKG", "t.gpkg", "EPSG:4326", true)};
    struct hg_sites *sites = read_source(&source, HG_POINTS_SCALE, faults);
    assert_int_equal(sites->n, 1);
    assert_near(sites->site[0].lon, 12.5, 0);
    assert_near(sites->site[0].lat, 50.25, 0);
    assert_int_equal(hg_faults_count(faults), 1);
    assert_non_null(strstr(hg_faults_line(faults, 0),
                           "t.gpkg: layer plants, feature 1, lon: lon \"12,5\" is not a "
                           "number"));
    hg_sites_destroy(sites);
    hg_faults_destroy(faults);
}

static void a_field_without_a_value_is_empty(void **state)
{
    (void)state;
    struct hg_faults *faults = scratch_faults();
    const struct hg_table_source source = {
        .path = scratch_text(
            "n.geojson",
            "{\"type\": \"FeatureCollection\", \"features\": ["
            "{\"type\": \"Feature\", \"properties\": {\"id\": \"a\", \"region\": \"R\", "
            "\"sector\": \"s\", \"weight\": 1.5}, \"geometry\": "
            "{\"type\": \"Point\", \"coordinates\": [1, 2]}}, "
            "{\"type\": \"Feature\", \"properties\": {\"id\": \"b\", \"region\": \"R\", "
            "\"sector\": \"s\", \"weight\": null}, \"geometry\": "
            "{\"type\": \"Point\", \"coordinates\": [1, 2]}}, "
            "{\"type\": \"Feature\", \"properties\": {\"id\": \"c\", \"region\": \"R\", "
            "\"sector\": \"s\", \"weight\": 1}, \"geometry\": null}]}")};
    struct hg_sites *sites = read_source(&source, HG_POINTS_SCALE, faults);
    assert_int_equal(sites->n, 1);
    assert_near(sites->site[0].weight, 1.5, 0);
    assert_int_equal(hg_faults_count(faults), 2);
    assert_non_null(strstr(hg_faults_line(faults, 0), "weight \"\" is empty"));
    assert_non_null(
        strstr(hg_faults_line(faults, 1), "geometry: no geometry; a point is expected"));
    hg_sites_destroy(sites);
    hg_faults_destroy(faults);
}

static void points_without_a_crs_are_faults(void **state)
{
    (void)state;
    struct hg_faults *faults = scratch_faults();
    const struct hg_table_source source = {
        .path = write_layer("ESRI Shapefile", "p.shp", NULL, false)};
    struct hg_sites *sites = read_source(&source, HG_POINTS_SCALE, faults);
    assert_int_equal(sites->n, 0);
    assert_int_equal(hg_faults_count(faults), 2);
    assert_fault(
        faults, 0,
        "p.shp: layer p, feature 0, geometry: the layer says no coordinate system; "
        "set it in the file, or give columns lon and lat");
    hg_sites_destroy(sites);
    hg_faults_destroy(faults);
}

static void a_workbook_is_a_table_too(void **state)
{
    (void)state;
    const char *path = scratch_path("w.xlsx");
    GDALDatasetH dataset =
        GDALCreate(GDALGetDriverByName("XLSX"), path, 0, 0, 0, GDT_Unknown, NULL);
    OGRLayerH layer = GDALDatasetCreateLayer(dataset, "Sheet 1", NULL, wkbNone, NULL);
    static const char *const names[] = {"id", "region", "sector", "lon", "lat", "weight"};
    for (size_t i = 0; i < 6; i++) {
        OGRFieldDefnH field = OGR_Fld_Create(names[i], i < 3 ? OFTString : OFTReal);
        assert_int_equal(OGR_L_CreateField(layer, field, TRUE), OGRERR_NONE);
        OGR_Fld_Destroy(field);
    }
    OGRFeatureH feature = OGR_F_Create(OGR_L_GetLayerDefn(layer));
    OGR_F_SetFieldString(feature, 0, "P1");
    OGR_F_SetFieldString(feature, 1, "DE");
    OGR_F_SetFieldString(feature, 2, "steel");
    OGR_F_SetFieldDouble(feature, 3, 8.75);
    OGR_F_SetFieldDouble(feature, 4, 51.5);
    OGR_F_SetFieldDouble(feature, 5, 1.25);
    assert_int_equal(OGR_L_CreateFeature(layer, feature), OGRERR_NONE);
    OGR_F_Destroy(feature);
    GDALClose(dataset);

    struct hg_faults *faults = scratch_faults();
    const struct hg_table_source source = {.path = path, .layer = "Sheet 1"};
    struct hg_sites *sites = read_source(&source, HG_POINTS_SCALE, faults);
    if (hg_faults_count(faults))
        fail_msg("%s", hg_faults_line(faults, 0));
    assert_int_equal(sites->n, 1);
    assert_near(sites->site[0].lon, 8.75, 0);
    assert_near(sites->site[0].weight, 1.25, 0);
    hg_sites_destroy(sites);
    hg_faults_destroy(faults);
}

static void assert_refused(const struct hg_table_source *source, const char *part)
{
    struct hg_error err = {0};
    struct hg_sites *sites = NULL;
    struct hg_faults *faults = scratch_faults();
    assert_int_equal(hg_read_sites(source, HG_POINTS_SCALE, faults, &sites, &err),
                     HG_E_INPUT);
    assert_null(sites);
    if (!strstr(err.message, part))
        fail_msg("\"%s\" does not say: %s", err.message, part);
    hg_faults_destroy(faults);
}

static void files_of_other_kinds_are_refused(void **state)
{
    (void)state;
    const char *vrt = "<OGRVRTDataSource><OGRVRTLayer name=\"p\"><SrcDataSource>/vsicurl/"
                      "http://localhost/p.csv</SrcDataSource></OGRVRTLayer>"
                      "</OGRVRTDataSource>";
    struct hg_table_source source = {.path = scratch_text("p.vrt", vrt)};
    assert_refused(&source, "p.vrt: is not a vector file that can be read");
    source.path = scratch_text("p.gpkg", vrt);
    assert_refused(&source, "p.gpkg: is not a vector file that can be read");
    source.path = scratch_path("gone.gpkg");
    assert_refused(&source, "there is no such file");
    source.path = "/vsicurl/http://localhost/p.gpkg";
    assert_refused(&source, "is not the path of a plain file");
    source.path = write_layer("GeoJSON", "p.geojson", "EPSG:4326", false);
    source.layer = "power";
    assert_refused(&source, "has no layer power; its layers are: plants");
}

static void every_failed_allocation_is_told_and_nothing_leaks(void **state)
{
    (void)state;
    struct hg_faults *faults = scratch_faults();
    const struct hg_table_source source = {
        .path = scratch_text("plants.csv", "id,name,region,sector,lon,lat,weight\n"
                                           "P1,n,R,s,1,2,3\nP2,m,R,s,1,2,3\n")};
    for (size_t n = 1;; n++) {
        struct hg_error err = {0};
        struct hg_sites *sites = NULL;
        const size_t before = alloc_live();
        alloc_fail_at(n);
        const enum hg_status status =
            hg_read_sites(&source, HG_POINTS_SCALE, faults, &sites, &err);
        hg_sites_destroy(sites);
        assert_int_equal(alloc_live(), before);
        if (!alloc_failed()) {
            assert_int_equal(status, HG_OK);
            assert_true(n > 5);
            break;
        }
        assert_int_equal(status, HG_E_MEMORY);
    }
    alloc_fail_at(0);
    hg_faults_destroy(faults);
}

/* Rows counted with wc -l, as in the description of the data. */
static void real_points_are_read_whole(void **state)
{
    (void)state;
    const char *data = getenv("HOTGRID_DATA");
    if (!data) {
        print_message("HOTGRID_DATA is not set\n");
        skip();
    }
    static const struct {
        const char *name;
        size_t n;
    } files[] = {{"power", 7565}, {"steel", 1082}, {"cement", 2753}, {"chemicals", 868}};
    for (size_t i = 0; i < 4; i++) {
        char path[512];
        snprintf(path, sizeof(path), "%s/world-2011/points/%s.csv", data, files[i].name);
        const struct hg_table_source source = {.path = path};
        struct hg_faults *faults = scratch_faults();
        struct hg_sites *sites = read_source(&source, HG_POINTS_SCALE, faults);
        assert_int_equal(hg_faults_count(faults), 0);
        assert_int_equal(sites->n, files[i].n);
        hg_sites_destroy(sites);
        hg_faults_destroy(faults);
    }
}

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weights_stay_what_they_are),
        cmocka_unit_test(uncertainties_are_parts_of_the_value),
        cmocka_unit_test(the_name_is_not_needed),
        cmocka_unit_test(values_become_kilograms),
        cmocka_unit_test(places_off_the_earth_ask_for_a_swap),
        cmocka_unit_test(what_is_wrong_with_a_point_is_told_at_its_cell),
        cmocka_unit_test(the_rule_says_which_columns_are_needed),
        cmocka_unit_test(points_of_a_geopackage_have_their_place),
        cmocka_unit_test(points_of_a_geojson_have_their_place),
        cmocka_unit_test(points_are_brought_from_any_crs),
        cmocka_unit_test(text_cells_of_a_layer_are_strict_numbers),
        cmocka_unit_test(a_field_without_a_value_is_empty),
        cmocka_unit_test(points_without_a_crs_are_faults),
        cmocka_unit_test(a_workbook_is_a_table_too),
        cmocka_unit_test(files_of_other_kinds_are_refused),
        cmocka_unit_test(every_failed_allocation_is_told_and_nothing_leaks),
        cmocka_unit_test(real_points_are_read_whole),
    };
    return cmocka_run_group_tests(tests, start, finish);
}

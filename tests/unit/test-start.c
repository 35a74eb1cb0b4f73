/* test-start.c - hostile files make no request and are no rasters and no shapes */
#include "check.h"
#include "whole_raster.h"
#include <arpa/inet.h>
#include <cpl_conv.h>
#include <cpl_vsi.h>
#include <gdal.h>
#include <hotgrid/crs.h>
#include <hotgrid/vector.h>
#include <netinet/in.h>
#include <ogr_srs_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static char folder[64];
static char path[128];
static int server = -1;
static int port;

/* Calls to the server since the last time.  Nobody answers: the queue is counted. */
static size_t requests(void)
{
    size_t n = 0;
    int call;
    while ((call = accept(server, NULL, NULL)) >= 0) {
        n++;
        (void)close(call);
    }
    return n;
}

static void open_server(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof(address);
    server = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    assert_true(server >= 0);
    assert_int_equal(bind(server, (struct sockaddr *)&address, size), 0);
    assert_int_equal(listen(server, 64), 0);
    assert_int_equal(getsockname(server, (struct sockaddr *)&address, &size), 0);
    port = ntohs(address.sin_port);
}

/* Writes a file; each PORT in text becomes the port of the server. */
static const char *file(const char *name, const char *text)
{
    (void)snprintf(path, sizeof(path), "%s/%s", folder, name);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    for (const char *p = text; *p;) {
        if (strncmp(p, "PORT", 4) == 0) {
            (void)fprintf(f, "%d", port);
            p += 4;
        } else {
            (void)fputc(*p++, f);
        }
    }
    assert_int_equal(fclose(f), 0);
    return path;
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

static enum hg_status try_raster(const char *from)
{
    struct hg_grid *grid = world();
    struct hg_raster *raster = NULL;
    struct hg_transform to_grid = {0};
    struct hg_error err = {0};
    const enum hg_status status =
        read_whole_raster(from, NULL, HG_DENSITY, grid, &raster, &to_grid, &err);
    hg_raster_destroy(raster);
    hg_transform_finish(&to_grid);
    hg_grid_destroy(grid);
    return status;
}

static enum hg_status try_shapes(const char *from)
{
    struct hg_grid *grid = world();
    const struct hg_vector_source source = {.path = from};
    struct hg_shapes *shapes = NULL;
    struct hg_error err = {0};
    const enum hg_status status = hg_read_outlines(&source, grid, &shapes, &err);
    hg_shapes_destroy(shapes);
    hg_grid_destroy(grid);
    return status;
}

#define URL  "http://127.0.0.1:PORT/x"
#define CURL "/vsicurl/http://127.0.0.1:PORT/x"

static void rasters_in_disguise_are_refused_without_a_request(void **state)
{
    (void)state;
    static const char *const disguise[] = {
        "<VRTDataset rasterXSize=\"4\" rasterYSize=\"4\"><VRTRasterBand "
        "dataType=\"Byte\" "
        "band=\"1\"><SimpleSource><SourceFilename>" CURL ".tif</SourceFilename>"
        "<SourceBand>1</SourceBand></SimpleSource></VRTRasterBand></VRTDataset>",
        "<GDAL_WMS><Service name=\"TMS\"><ServerUrl>" URL "/${z}/${x}/${y}</ServerUrl>"
        "</Service><DataWindow><UpperLeftX>-180</UpperLeftX><UpperLeftY>90</UpperLeftY>"
        "<LowerRightX>180</LowerRightX><LowerRightY>-90</LowerRightY><SizeX>64</SizeX>"
        "<SizeY>32</SizeY></DataWindow></GDAL_WMS>",
        "<WCS_GDAL><ServiceURL>" URL
        "</ServiceURL><CoverageName>c</CoverageName></WCS_GDAL>",
        URL ".tif",
        CURL ".tif",
        "GTIFF_DIR:1:" CURL ".tif",
    };
    for (size_t i = 0; i < sizeof(disguise) / sizeof(disguise[0]); i++) {
        assert_int_equal(try_raster(file("disguise.tif", disguise[i])), HG_E_INPUT);
        assert_int_equal(try_raster(file("disguise.nc", disguise[i])), HG_E_INPUT);
        assert_int_equal(try_raster(file("disguise.asc", disguise[i])), HG_E_INPUT);
    }
    assert_int_equal(requests(), 0);
}

static void paths_that_are_no_files_are_refused_without_a_request(void **state)
{
    (void)state;
    static const char *const shape[] = {"%s127.0.0.1:%d/x.tif",
                                        "/vsicurl/%s127.0.0.1:%d/x.tif",
                                        "/vsicurl_streaming/%s127.0.0.1:%d/x.tif",
                                        "GTIFF_DIR:1:/vsicurl/%s127.0.0.1:%d/x.tif",
                                        "NETCDF:\"%s127.0.0.1:%d/x.nc\":v",
                                        "WMS:%s127.0.0.1:%d/x"};
    for (size_t i = 0; i < sizeof(shape) / sizeof(shape[0]); i++) {
        char text[256];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        (void)snprintf(text, sizeof(text), shape[i], "http://", port);
#pragma GCC diagnostic pop
        assert_int_equal(try_raster(text), HG_E_INPUT);
        assert_int_equal(try_shapes(text), HG_E_INPUT);
    }
    assert_int_equal(requests(), 0);
}

static void sidecar_files_are_not_read(void **state)
{
    (void)state;
    float value[16] = {0};
    char name[128];
    (void)snprintf(name, sizeof(name), "%s/plain.tif", folder);
    GDALDatasetH ds =
        GDALCreate(GDALGetDriverByName("GTiff"), name, 4, 4, 1, GDT_Float32, NULL);
    assert_non_null(ds);
    double affine[6] = {0, 1, 0, 4, 0, -1};
    assert_int_equal(GDALSetGeoTransform(ds, affine), CE_None);
    OGRSpatialReferenceH srs = OSRNewSpatialReference(NULL);
    assert_int_equal(OSRImportFromEPSG(srs, 4326), OGRERR_NONE);
    assert_int_equal(GDALSetSpatialRef(ds, srs), CE_None);
    OSRRelease(srs);
    assert_int_equal(GDALRasterIO(GDALGetRasterBand(ds, 1), GF_Write, 0, 0, 4, 4, value,
                                  4, 4, GDT_Float32, 0, 0),
                     CE_None);
    GDALClose(ds);
    (void)file(
        "plain.tif.aux.xml",
        "<PAMDataset><Metadata domain=\"OVERVIEWS\"><MDI key=\"OVERVIEW_FILE\">" CURL
        ".tif</MDI></Metadata><PAMRasterBand band=\"1\"><Offset>5</Offset>"
        "</PAMRasterBand></PAMDataset>");
    (void)file("plain.tif.ovr", "<VRTDataset rasterXSize=\"4\" rasterYSize=\"4\"/>");
    assert_int_equal(try_raster(name), HG_OK);
    assert_int_equal(requests(), 0);
    ds = GDALOpen(name, GA_ReadOnly);
    assert_non_null(ds);
    assert_int_equal(GDALGetOverviewCount(GDALGetRasterBand(ds, 1)), 0);
    assert_true(GDALGetRasterOffset(GDALGetRasterBand(ds, 1), NULL) == 0);
    GDALClose(ds);
    assert_int_equal(requests(), 0);
}

static void shapes_in_disguise_make_no_request(void **state)
{
    (void)state;
    static const char *const refused[][2] = {
        {"a.geojson", "<OGRVRTDataSource><OGRVRTLayer name=\"x\"><SrcDataSource>" CURL
                      ".geojson</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"},
        {"b.gpkg", "<OGRVRTDataSource><OGRVRTLayer name=\"x\"><SrcDataSource>" CURL
                   ".gpkg</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"},
        {"c.geojson", URL ".geojson"},
        {"d.shp", CURL ".shp"},
        {"e.geojson", "<OGRWFSDataSource><URL>" URL "</URL></OGRWFSDataSource>"},
    };
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
        assert_int_equal(try_shapes(file(refused[i][0], refused[i][1])), HG_E_INPUT);
    assert_int_equal(requests(), 0);
}

/* These are read as what they are, and may fail: but nobody is asked. */
static void addresses_within_vector_files_are_not_followed(void **state)
{
    (void)state;
    static const char *const loud[][2] = {
        {"f.geojson",
         "{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"link\",\"properties\":{"
         "\"href\":"
         "\"" URL
         "\",\"type\":\"ogcwkt\"}},\"features\":[{\"type\":\"Feature\",\"properties\":"
         "{},\"geometry\":{\"type\":\"LineString\",\"coordinates\":[[0,0],[1,1]]}}]}"},
        {"g.geojson",
         "{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"url\",\"properties\":{"
         "\"url\":\"" URL "\"}},\"features\":[{\"type\":\"Feature\",\"properties\":{},"
         "\"geometry\":{\"type\":"
         "\"LineString\",\"coordinates\":[[0,0],[1,1]]}}]}"},
        {"h.geojson",
         "{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\",\"properties\":{"
         "\"name\":\"" URL "\"}},\"features\":[{\"type\":\"Feature\",\"properties\":{},"
         "\"geometry\":{\"type\":"
         "\"LineString\",\"coordinates\":[[0,0],[1,1]]}}]}"},
        {"i.gml",
         "<ogr:FeatureCollection xmlns:ogr=\"http://ogr.maptools.org/\" "
         "xmlns:gml=\"http://www.opengis.net/gml\" xmlns:xsi=\"http://www.w3.org/2001/"
         "XMLSchema-instance\" xmlns:wfs=\"http://www.opengis.net/wfs\" "
         "xsi:schemaLocation=\"http://ogr.maptools.org/ " URL
         ".xsd\"><gml:boundedBy><gml:Box "
         "srsName=\"" URL "\"><gml:coord><gml:X>0</gml:X><gml:Y>0</gml:Y></gml:coord>"
         "<gml:coord><gml:X>1</gml:X><gml:Y>1</gml:Y></gml:coord></gml:Box></"
         "gml:boundedBy>"
         "<gml:featureMember><ogr:l><ogr:geometryProperty><gml:LineString srsName=\"" URL
         "\"><gml:coordinates>0,0 1,1</gml:coordinates></gml:LineString>"
         "</ogr:geometryProperty></ogr:l></gml:featureMember></ogr:FeatureCollection>"},
        {"j.gml",
         "<wfs:FeatureCollection xmlns:wfs=\"http://www.opengis.net/wfs\" "
         "xmlns:gml=\"http://www.opengis.net/gml\" xmlns:xsi=\"http://www.w3.org/2001/"
         "XMLSchema-instance\" xsi:schemaLocation=\"http://x.org " URL
         "?SERVICE=WFS&amp;REQUEST=DescribeFeatureType&amp;TYPENAME=l\"><gml:"
         "featureMember><l>"
         "<g><gml:LineString><gml:coordinates>0,0 "
         "1,1</gml:coordinates></gml:LineString></g>"
         "</l></gml:featureMember></wfs:FeatureCollection>"},
    };
    for (size_t i = 0; i < sizeof(loud) / sizeof(loud[0]); i++) {
        (void)try_shapes(file(loud[i][0], loud[i][1]));
        if (requests() != 0)
            fail_msg("%s made a request", loud[i][0]);
    }
}

static void network_file_systems_of_gdal_are_shut(void **state)
{
    (void)state;
    static const char *const kind[] = {"/vsicurl/http://", "/vsicurl_streaming/http://"};
    for (size_t i = 0; i < 2; i++) {
        char text[128];
        (void)snprintf(text, sizeof(text), "%s127.0.0.1:%d/x.tif", kind[i], port);
        VSILFILE *f = VSIFOpenL(text, "rb");
        if (f)
            (void)VSIFCloseL(f);
    }
    assert_int_equal(requests(), 0);
}

/* So that the zeros above mean something. */
static void the_server_counts_requests(void **state)
{
    (void)state;
    const char *shut = CPLGetConfigOption("CPL_VSIL_CURL_ALLOWED_EXTENSIONS", NULL);
    char kept[64];
    (void)snprintf(kept, sizeof(kept), "%s", shut ? shut : "");
    CPLSetConfigOption("CPL_VSIL_CURL_ALLOWED_EXTENSIONS", NULL);
    char text[128];
    (void)snprintf(text, sizeof(text), "/vsicurl/http://127.0.0.1:%d/y.tif", port);
    VSILFILE *f = VSIFOpenL(text, "rb");
    if (f)
        (void)VSIFCloseL(f);
    CPLSetConfigOption("CPL_VSIL_CURL_ALLOWED_EXTENSIONS", kept);
    assert_true(requests() > 0);
}

static int start(void **state)
{
    (void)state;
    hg_io_start();
    CPLSetConfigOption("GDAL_HTTP_TIMEOUT", "1");
    open_server();
    strcpy(folder, "/tmp/hotgrid-start-XXXXXX");
    return mkdtemp(folder) ? 0 : 1;
}

static int finish(void **state)
{
    (void)state;
    char command[128];
    (void)snprintf(command, sizeof(command), "rm -rf %s", folder);
    (void)close(server);
    hg_io_finish();
    return system(command);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rasters_in_disguise_are_refused_without_a_request),
        cmocka_unit_test(paths_that_are_no_files_are_refused_without_a_request),
        cmocka_unit_test(sidecar_files_are_not_read),
        cmocka_unit_test(shapes_in_disguise_make_no_request),
        cmocka_unit_test(addresses_within_vector_files_are_not_followed),
        cmocka_unit_test(network_file_systems_of_gdal_are_shut),
        cmocka_unit_test(the_server_counts_requests),
    };
    return cmocka_run_group_tests(tests, start, finish);
}

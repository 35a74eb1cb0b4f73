/* start.c - GDAL and PROJ made ready for the files of strangers */
#include "io/file_crs.h"
#include "io/gdal.h"
#include "io/geojson_crs.h"
#include "io/path.h"
#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_http.h>
#include <cpl_string.h>
#include <gdal_frmts.h>
#include <hotgrid/crs.h>
#include <hotgrid/raster_file.h>
#include <proj.h>
#include <string.h>

/* Declared for C++ only, in ogrsf_frmts.h. */
void RegisterOGRFlatGeobuf(void);
void RegisterOGRGML(void);
void RegisterOGRGeoJSON(void);
void RegisterOGRGeoPackage(void);
void RegisterOGRShape(void);
void RegisterOGRXLSX(void);

static const char *const raster_drivers[] = {"GTiff", "netCDF", "AAIGrid", NULL};
static const char *const vector_drivers[] = {
    "GeoJSON", "GPKG", "FlatGeobuf", "ESRI Shapefile", "XLSX", "GML", NULL};

/* GDAL looks for more than it is asked for.  A sidecar x.tif.aux.xml may name a server as
 * OVERVIEW_FILE, a listing of the folder finds sidecars, a GML file may name a schema. */
static const struct {
    const char *key, *value;
} settings[] = {
    {"GDAL_PAM_ENABLED", "NO"},
    {"GDAL_DISABLE_READDIR_ON_OPEN", "EMPTY_DIR"},
    {"CPL_VSIL_CURL_ALLOWED_EXTENSIONS", "{noext}.__none__"},
    {"GML_DOWNLOAD_WFS_SCHEMA", "NO"},
    {"GML_SKIP_RESOLVE_ELEMS", "ALL"},
    {"OGR_SQLITE_STATIC_VIRTUAL_OGR", "NO"},
    {"GDAL_CACHEMAX", "64"}, /* MB: each block of a raster is read once */
};

/* Not all requests go through the file systems above: the crs of a GeoJSON file may be a
 * link, and GDAL follows it (seen).  Here each request fails before it is made. */
static CPLHTTPResult *fetch_nothing(const char *url, CSLConstList options,
                                    GDALProgressFunc progress, void *progress_context,
                                    CPLHTTPFetchWriteFunc write, void *write_context,
                                    void *context)
{
    (void)url, (void)options, (void)progress, (void)progress_context, (void)write;
    (void)write_context, (void)context;
    CPLHTTPResult *result = CPLCalloc(1, sizeof(*result));
    result->nStatus = 1;
    result->pszErrBuf = CPLStrdup("requests are not allowed");
    return result;
}

void hg_io_start(void)
{
    CPLSetErrorHandler(CPLQuietErrorHandler);
    CPLHTTPSetFetchCallback(fetch_nothing, NULL);
    for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++)
        CPLSetConfigOption(settings[i].key, settings[i].value);
    OSRSetPROJEnableNetwork(0);

    /* All 210 drivers take 2 ms; above all, what is not there cannot be abused. */
    GDALRegister_MEM();
    GDALRegister_GTiff();
    GDALRegister_COG();
    GDALRegister_netCDF();
    GDALRegister_AAIGrid();
    RegisterOGRGeoJSON();
    RegisterOGRGeoPackage();
    RegisterOGRFlatGeobuf();
    RegisterOGRShape();
    RegisterOGRXLSX();
    RegisterOGRGML();
}

void hg_io_finish(void)
{
    io_file_crs_forget();
    GDALDestroyDriverManager();
    OSRCleanup();
    CPLSetErrorHandler(NULL);
}

const char *hg_gdal_version(void)
{
    return GDALVersionInfo("RELEASE_NAME");
}

const char *hg_proj_version(void)
{
    return proj_info().version;
}

const char *io_gdal_message(void)
{
    const char *message = CPLGetLastErrorMsg();
    if (!message || message[0] == '\0')
        return "no reason given";
    char shown[256];
    size_t n = 0;
    for (; (unsigned char)message[n] >= ' ' && n < sizeof(shown) - 1; n++)
        shown[n] = message[n];
    while (n > 0 && (shown[n - 1] == '.' || shown[n - 1] == ' '))
        n--;
    shown[n] = '\0';
    return CPLSPrintf("%s", shown); /* a ring of buffers of this thread */
}

enum hg_status io_open_raster(const char *path, GDALDatasetH *out, struct hg_error *err)
{
    const enum hg_status status = io_path_check(path, err);
    if (status != HG_OK)
        return status;
    CPLErrorReset();
    GDALDatasetH dataset =
        GDALOpenEx(path, GDAL_OF_RASTER | GDAL_OF_READONLY, raster_drivers, NULL, NULL);
    if (!dataset)
        return hg_fail(
            err, HG_E_INPUT,
            "%s: is not a raster that can be read (%s); give a GeoTIFF, netCDF "
            "or ESRI ASCII grid",
            path, io_gdal_message());
    *out = dataset;
    return HG_OK;
}

/* "a, b, c" of the layers, cut where it gets long. */
static const char *layer_names(GDALDatasetH dataset, char *buffer, size_t size)
{
    size_t length = 0;
    buffer[0] = '\0';
    for (int i = 0; i < GDALDatasetGetLayerCount(dataset); i++) {
        const char *name = OGR_L_GetName(GDALDatasetGetLayer(dataset, i));
        if (length + strlen(name) + 3 > size)
            break;
        length += (size_t)snprintf(buffer + length, size - length, "%s%s",
                                   i > 0 ? ", " : "", name);
    }
    return buffer;
}

enum hg_status io_open_vector(const char *path, const char *layer, GDALDatasetH *out,
                              OGRLayerH *layer_out, struct hg_error *err)
{
    enum hg_status status = io_path_check(path, err);
    if (status == HG_OK)
        status = io_geojson_check_crs(path, err);
    if (status != HG_OK)
        return status;
    CPLErrorReset();
    GDALDatasetH dataset =
        GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_READONLY, vector_drivers, NULL, NULL);
    if (!dataset)
        return hg_fail(err, HG_E_INPUT,
                       "%s: is not a vector file that can be read (%s); give GeoPackage, "
                       "GeoJSON, FlatGeobuf, Shapefile, GML or XLSX",
                       path, io_gdal_message());
    OGRLayerH found = layer ? GDALDatasetGetLayerByName(dataset, layer)
                            : GDALDatasetGetLayer(dataset, 0);
    if (!found) {
        char names[400];
        (void)hg_fail(err, HG_E_INPUT, "%s: has no layer%s%s; its layers are: %s", path,
                      layer ? " " : "", layer ? layer : "",
                      layer_names(dataset, names, sizeof(names)));
        GDALClose(dataset);
        return HG_E_INPUT;
    }
    *out = dataset;
    *layer_out = found;
    return HG_OK;
}

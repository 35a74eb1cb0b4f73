/* layer.c - tables and points of every vector format but CSV, through OGR */
#include "io/layer.h"
#include "io/gdal.h"
#include "io/path.h"
#include <cpl_error.h>
#include <cpl_vsi.h>
#include <hotgrid/axis.h>
#include <hotgrid/text.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define CELL_TEXT 64 /* numbers and dates */

struct layer {
    char *path;
    GDALDatasetH dataset;
    OGRLayerH layer;
    OGRFeatureDefnH definition;
    OGRFeatureH feature;
    OGRCoordinateTransformationH to_lonlat; /* NULL: no points, or no crs */
    size_t n_column;
    char (*cell)[CELL_TEXT];
};

/* A workbook is a zip file: refuses one that would fill the memory. */
static enum hg_status check_expansion(const char *path, struct hg_error *err)
{
    const double most = 8.0 * 1024 * 1024 * 1024, ratio = 200;
    struct stat file;
    if (stat(path, &file) != 0)
        return hg_fail(err, HG_E_INPUT, "%s: cannot be read", path);
    const size_t length = strlen(path) + sizeof("/vsizip/{}");
    char *zip = malloc(length);
    if (!zip)
        return hg_fail(err, HG_E_MEMORY, "%s: no memory to open it", path);
    snprintf(zip, length, "/vsizip/{%s}", path);

    double size = 0;
    VSIDIR *folder = VSIOpenDir(zip, -1, NULL);
    for (const VSIDIREntry *entry; folder && (entry = VSIGetNextDirEntry(folder));)
        size += (double)entry->nSize;
    if (folder)
        VSICloseDir(folder);
    free(zip);
    if (size > most || size > ratio * (double)file.st_size)
        return hg_fail(
            err, HG_E_LIMIT,
            "%s: unpacks to %.0f bytes, more than 8 GiB or 200 times its size; "
            "save the table as CSV",
            path, size);
    return HG_OK;
}

/* From the crs of the layer to longitude and latitude; NULL when it has none. */
static enum hg_status make_transform(struct layer *layer, struct hg_error *err)
{
    OGRSpatialReferenceH from = OGR_L_GetSpatialRef(layer->layer);
    if (OGR_L_GetGeomType(layer->layer) == wkbNone || !from)
        return HG_OK;
    OGRSpatialReferenceH source = OSRClone(from), lonlat = OSRNewSpatialReference(NULL);
    if (source && lonlat && OSRSetWellKnownGeogCS(lonlat, "WGS84") == OGRERR_NONE) {
        OSRSetAxisMappingStrategy(source, OAMS_TRADITIONAL_GIS_ORDER);
        OSRSetAxisMappingStrategy(lonlat, OAMS_TRADITIONAL_GIS_ORDER);
        layer->to_lonlat = OCTNewCoordinateTransformation(source, lonlat);
    }
    OSRDestroySpatialReference(source);
    OSRDestroySpatialReference(lonlat);
    if (!layer->to_lonlat)
        return hg_fail(err, HG_E_INPUT,
                       "%s: no way from its coordinate system to longitude and latitude "
                       "(%s)",
                       layer->path, io_gdal_message());
    return HG_OK;
}

static enum hg_status open_layer(struct layer *layer, const char *name,
                                 struct hg_error *err)
{
    enum hg_status status = io_path_check(layer->path, err);
    if (status == HG_OK && io_path_ends(layer->path, "xlsx"))
        status = check_expansion(layer->path, err);
    if (status == HG_OK)
        status = io_open_vector(layer->path, name, &layer->dataset, &layer->layer, err);
    if (status == HG_OK)
        status = make_transform(layer, err);
    if (status != HG_OK)
        return status;
    layer->definition = OGR_L_GetLayerDefn(layer->layer);
    layer->n_column = (size_t)OGR_FD_GetFieldCount(layer->definition);
    layer->cell = calloc(layer->n_column + 1, sizeof(layer->cell[0]));
    if (!layer->cell)
        return hg_fail(err, HG_E_MEMORY, "%s: no memory to read it", layer->path);
    OGR_L_ResetReading(layer->layer);
    return HG_OK;
}

enum hg_status layer_open(const char *path, const char *name, struct layer **out,
                          struct hg_error *err)
{
    struct layer *layer = calloc(1, sizeof(*layer));
    if (!layer || !(layer->path = strdup(path))) {
        free(layer);
        return hg_fail(err, HG_E_MEMORY, "%s: no memory to open it", path);
    }
    const enum hg_status status = open_layer(layer, name, err);
    if (status != HG_OK) {
        layer_close(layer);
        return status;
    }
    *out = layer;
    return HG_OK;
}

void layer_close(struct layer *layer)
{
    if (!layer)
        return;
    OGR_F_Destroy(layer->feature);
    OCTDestroyCoordinateTransformation(layer->to_lonlat);
    if (layer->dataset)
        GDALClose(layer->dataset);
    free(layer->cell);
    free(layer->path);
    free(layer);
}

const char *layer_name(const struct layer *layer)
{
    return OGR_L_GetName(layer->layer);
}

size_t layer_columns(const struct layer *layer)
{
    return layer->n_column;
}

const char *layer_column_name(const struct layer *layer, size_t column)
{
    return OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(layer->definition, (int)column));
}

size_t layer_column(const struct layer *layer, const char *name)
{
    for (size_t i = 0; i < layer->n_column; i++)
        if (strcmp(layer_column_name(layer, i), name) == 0)
            return i;
    return HG_NOT_FOUND;
}

size_t layer_rows(const struct layer *layer)
{
    const GIntBig n = OGR_L_GetFeatureCount(layer->layer, TRUE);
    return n > 0 ? (size_t)n : 0;
}

bool layer_has_points(const struct layer *layer)
{
    const OGRwkbGeometryType type = wkbFlatten(OGR_L_GetGeomType(layer->layer));
    return type == wkbPoint || type == wkbMultiPoint || type == wkbUnknown;
}

enum hg_status layer_next(struct layer *layer, bool *more, struct hg_error *err)
{
    OGR_F_Destroy(layer->feature);
    CPLErrorReset();
    layer->feature = OGR_L_GetNextFeature(layer->layer);
    const CPLErr failure = CPLGetLastErrorType();
    if (!layer->feature && failure >= CE_Failure)
        return hg_fail(err, HG_E_INPUT, "%s: cannot be read to its end: %s", layer->path,
                       io_gdal_message());
    *more = layer->feature != NULL;
    return HG_OK;
}

size_t layer_feature(const struct layer *layer)
{
    return (size_t)OGR_F_GetFID(layer->feature);
}

const char *layer_cell(struct layer *layer, size_t column)
{
    const int i = (int)column;
    char *text = layer->cell[column];
    if (!OGR_F_IsFieldSetAndNotNull(layer->feature, i))
        return "";
    switch (OGR_Fld_GetType(OGR_FD_GetFieldDefn(layer->definition, i))) {
    case OFTString:
        return OGR_F_GetFieldAsString(layer->feature, i);
    case OFTReal:
        return hg_text_double(OGR_F_GetFieldAsDouble(layer->feature, i), text);
    case OFTInteger:
    case OFTInteger64:
        snprintf(text, CELL_TEXT, "%" PRId64,
                 (int64_t)OGR_F_GetFieldAsInteger64(layer->feature, i));
        return text;
    default:
        snprintf(text, CELL_TEXT, "%s", OGR_F_GetFieldAsString(layer->feature, i));
        return text;
    }
}

OGRLayerH layer_ogr(const struct layer *layer)
{
    return layer->layer;
}

OGRFeatureH layer_ogr_feature(const struct layer *layer)
{
    return layer->feature;
}

const char *layer_place(struct layer *layer, double *lon, double *lat)
{
    if (!layer->to_lonlat)
        return "the layer says no coordinate system; set it in the file, or give columns "
               "lon and lat";
    OGRGeometryH geometry = OGR_F_GetGeometryRef(layer->feature);
    if (geometry && wkbFlatten(OGR_G_GetGeometryType(geometry)) == wkbMultiPoint &&
        OGR_G_GetGeometryCount(geometry) == 1)
        geometry = OGR_G_GetGeometryRef(geometry, 0);
    if (!geometry || OGR_G_IsEmpty(geometry))
        return "no geometry; a point is expected";
    if (wkbFlatten(OGR_G_GetGeometryType(geometry)) != wkbPoint)
        return "a geometry that is not one point; use its centroid";

    double x = OGR_G_GetX(geometry, 0), y = OGR_G_GetY(geometry, 0);
    const int done = OCTTransform(layer->to_lonlat, 1, &x, &y, NULL);
    if (!done || !isfinite(x) || !isfinite(y))
        return "a point that has no longitude and latitude; is the coordinate system of "
               "the layer right?";
    *lon = x;
    *lat = y;
    return NULL;
}

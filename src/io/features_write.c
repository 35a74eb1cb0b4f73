/* features_write.c - features and their styles as a GeoPackage, in memory */
#include "io/gdal.h"
#include "io/multipolygon.h"
#include "io/transform.h"
#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_vsi.h>
#include <hotgrid/features_write.h>
#include <hotgrid/text.h>
#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char FILE_DATE[] = "1980-01-01T00:00:00.000Z";
static const char STYLES[] = "layer_styles", GEOMETRY[] = "geom";

/* A GeoPackage on its way into a file of GDAL's memory. */
struct package {
    const struct hg_grid *grid;
    OGRSpatialReferenceH srs;
    GDALDatasetH file;
    char name[64];   /* "/vsimem/...", of this call alone */
    char error[256]; /* the first of GDAL's */
};

static void CPL_STDCALL note_error(CPLErr class, CPLErrorNum number, const char *message)
{
    struct package *p = CPLGetErrorHandlerUserData();
    (void)number;
    if (class >= CE_Failure && !p->error[0])
        (void)snprintf(p->error, sizeof(p->error), "%s", message);
}

static enum hg_status fail(const struct package *p, const char *table, const char *what,
                           struct hg_error *err)
{
    return hg_fail(err, HG_E_OUTPUT, "GeoPackage, table \"%s\": %s%s%s", table, what,
                   p->error[0] ? ": " : "", p->error);
}

static bool add_columns(OGRLayerH layer, const struct hg_feature_table *table)
{
    static const OGRFieldType type[] = {[HG_COLUMN_TEXT] = OFTString,
                                        [HG_COLUMN_INTEGER] = OFTInteger64,
                                        [HG_COLUMN_REAL] = OFTReal};
    bool ok = true;
    for (size_t i = 0; ok && i < table->n_column; i++) {
        OGRFieldDefnH field =
            OGR_Fld_Create(table->column[i].name, type[table->column[i].kind]);
        ok = field && OGR_L_CreateField(layer, field, FALSE) == OGRERR_NONE;
        if (field)
            OGR_Fld_Destroy(field);
    }
    return ok;
}

static void set_values(OGRFeatureH feature, const struct hg_feature_table *table,
                       size_t i)
{
    for (size_t k = 0; k < table->n_column; k++) {
        const union hg_column_value *value = &table->value[i * table->n_column + k];
        const int at = (int)k;
        switch (table->column[k].kind) {
        case HG_COLUMN_TEXT:
            if (value->text)
                OGR_F_SetFieldString(feature, at, value->text);
            break;
        case HG_COLUMN_INTEGER:
            OGR_F_SetFieldInteger64(feature, at, value->integer);
            break;
        case HG_COLUMN_REAL:
            if (isfinite(value->real))
                OGR_F_SetFieldDouble(feature, at, value->real);
            break;
        }
        if (!OGR_F_IsFieldSet(feature, at))
            OGR_F_SetFieldNull(feature, at);
    }
}

static OGRGeometryH geometry_of(const struct hg_feature_table *table, size_t i)
{
    if (table->shapes)
        return io_multipolygon(table->shapes, table->of_shape ? table->of_shape[i] : i);
    OGRGeometryH point = OGR_G_CreateGeometry(wkbPoint);
    if (point)
        OGR_G_SetPoint_2D(point, 0, table->x[i], table->y[i]);
    return point;
}

static enum hg_status add_feature(const struct package *p, OGRLayerH layer,
                                  const struct hg_feature_table *table, size_t i,
                                  struct hg_error *err)
{
    OGRFeatureH feature = OGR_F_Create(OGR_L_GetLayerDefn(layer));
    OGRGeometryH geometry = feature ? geometry_of(table, i) : NULL;
    if (!geometry) {
        if (feature)
            OGR_F_Destroy(feature);
        return hg_fail(err, HG_E_MEMORY, "no memory for a feature of table \"%s\"",
                       table->name);
    }
    OGR_F_SetFID(feature, (GIntBig)i + 1);
    set_values(feature, table, i);
    const bool ok = OGR_F_SetGeometryDirectly(feature, geometry) == OGRERR_NONE &&
                    OGR_L_CreateFeature(layer, feature) == OGRERR_NONE;
    OGR_F_Destroy(feature);
    return ok ? HG_OK : fail(p, table->name, "a feature cannot be written", err);
}

enum { IDENTIFIER = 256 }; /* bytes of a title, at most */

/* No two tables of a GeoPackage have the same identifier (OGC 12-128r18, table 2): titles
 * that are alike, such as those of one layer in two units, have the name behind them. */
static void identify(size_t n, const struct hg_feature_table *table, size_t index,
                     size_t size, char *out)
{
    const char *title = table[index].title;
    const size_t length = hg_text_fit(title, IDENTIFIER);
    bool alike = false;
    for (size_t i = 0; i < n; i++)
        alike |= i != index && hg_text_fit(table[i].title, IDENTIFIER) == length &&
                 memcmp(table[i].title, title, length) == 0;
    (void)snprintf(out, size, "IDENTIFIER=%.*s%s%s%s", (int)length, title,
                   alike ? " (" : "", alike ? table[index].name : "", alike ? ")" : "");
}

static enum hg_status add_table(const struct package *p, size_t n,
                                const struct hg_feature_table *all, size_t index,
                                struct hg_error *err)
{
    const struct hg_feature_table *table = &all[index];
    char title[2 * IDENTIFIER + 64], column[64];
    identify(n, all, index, sizeof(title), title);
    (void)snprintf(column, sizeof(column), "GEOMETRY_NAME=%s", GEOMETRY);
    char *options[] = {title, column, "FID=fid", NULL};
    OGRLayerH layer =
        GDALDatasetCreateLayer(p->file, table->name, p->srs,
                               table->shapes ? wkbMultiPolygon : wkbPoint, options);
    if (!layer || !add_columns(layer, table))
        return fail(p, table->name, "cannot be made", err);
    enum hg_status status = OGR_L_StartTransaction(layer) == OGRERR_NONE
                                ? HG_OK
                                : fail(p, table->name, "cannot be written", err);
    for (size_t i = 0; status == HG_OK && i < table->n; i++)
        status = add_feature(p, layer, table, i, err);
    if (status == HG_OK && OGR_L_CommitTransaction(layer) != OGRERR_NONE)
        status = fail(p, table->name, "cannot be written", err);
    return status;
}

/* The table of styles as QGIS makes it (QgsOgrProvider::saveStyle). */
static const struct {
    const char *name;
    OGRFieldType type;
    int width;
} style_field[] = {
    {"f_table_catalog", OFTString, 256},
    {"f_table_schema", OFTString, 256},
    {"f_table_name", OFTString, 256},
    {"f_geometry_column", OFTString, 256},
    {"styleName", OFTString, 30},
    {"styleQML", OFTString, 0},
    {"styleSLD", OFTString, 0},
    {"useAsDefault", OFTInteger, 0},
    {"description", OFTString, 0},
    {"owner", OFTString, 30},
    {"ui", OFTString, 30},
    {"update_time", OFTDateTime, 0},
};

static OGRLayerH make_styles(const struct package *p)
{
    char *options[] = {"ASPATIAL_VARIANT=GPKG_ATTRIBUTES", "FID=id", NULL};
    OGRLayerH layer = GDALDatasetCreateLayer(p->file, STYLES, NULL, wkbNone, options);
    for (size_t i = 0; layer && i < sizeof(style_field) / sizeof(style_field[0]); i++) {
        OGRFieldDefnH field = OGR_Fld_Create(style_field[i].name, style_field[i].type);
        if (!field)
            return NULL;
        OGR_Fld_SetWidth(field, style_field[i].width);
        if (style_field[i].type == OFTInteger)
            OGR_Fld_SetSubType(field, OFSTBoolean);
        if (OGR_L_CreateField(layer, field, FALSE) != OGRERR_NONE)
            layer = NULL;
        OGR_Fld_Destroy(field);
    }
    return layer;
}

static bool add_style(OGRLayerH layer, const struct hg_feature_table *table, GIntBig id)
{
    const struct {
        const char *field, *text;
    } words[] = {
        {"f_table_catalog", ""},
        {"f_table_schema", ""},
        {"f_table_name", table->name},
        {"f_geometry_column", GEOMETRY},
        {"styleName", "hotgrid"},
        {"styleQML", table->qml},
        {"styleSLD", ""},
        {"description", table->title},
        {"owner", ""},
    };
    OGRFeatureDefnH fields = OGR_L_GetLayerDefn(layer);
    OGRFeatureH feature = OGR_F_Create(fields);
    if (!feature)
        return false;
    OGR_F_SetFID(feature, id);
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        OGR_F_SetFieldString(feature, OGR_FD_GetFieldIndex(fields, words[i].field),
                             words[i].text);
    OGR_F_SetFieldInteger(feature, OGR_FD_GetFieldIndex(fields, "useAsDefault"), 1);
    OGR_F_SetFieldDateTime(feature, OGR_FD_GetFieldIndex(fields, "update_time"), 1980, 1,
                           1, 0, 0, 0, 100);
    const bool ok = OGR_L_CreateFeature(layer, feature) == OGRERR_NONE;
    OGR_F_Destroy(feature);
    return ok;
}

static enum hg_status add_styles(const struct package *p, size_t n,
                                 const struct hg_feature_table *table,
                                 struct hg_error *err)
{
    OGRLayerH layer = NULL;
    GIntBig id = 0;
    for (size_t i = 0; i < n; i++) {
        if (!table[i].qml)
            continue;
        if (!layer && !(layer = make_styles(p)))
            return fail(p, STYLES, "cannot be made", err);
        if (!add_style(layer, &table[i], ++id))
            return fail(p, STYLES, "cannot be written", err);
    }
    return HG_OK;
}

/* Closing writes the extents, and returns nothing: what GDAL says then is an error. (What
 * it said before need not be: it tries to say each crs as WKT 1 first.) */
static enum hg_status close_file(struct package *p, struct hg_error *err)
{
    p->error[0] = '\0';
    GDALClose(p->file);
    p->file = NULL;
    return p->error[0] ? fail(p, "all", "cannot be finished", err) : HG_OK;
}

static enum hg_status write_all(struct package *p, size_t n,
                                const struct hg_feature_table *table,
                                struct hg_error *err)
{
    static atomic_uint calls;
    GDALDriverH driver = GDALGetDriverByName("GPKG");
    p->srs = io_grid_srs(p->grid);
    (void)snprintf(p->name, sizeof(p->name), "/vsimem/hotgrid-%u.gpkg",
                   atomic_fetch_add(&calls, 1u));
    if (driver && p->srs)
        p->file = GDALCreate(driver, p->name, 0, 0, 0, GDT_Unknown, NULL);
    if (!p->file)
        return fail(p, "all", "cannot be made", err);
    enum hg_status status = HG_OK;
    for (size_t i = 0; status == HG_OK && i < n; i++)
        status = add_table(p, n, table, i, err);
    if (status == HG_OK)
        status = add_styles(p, n, table, err);
    return status == HG_OK ? close_file(p, err) : status;
}

static enum hg_status prove(struct package *p, size_t n,
                            const struct hg_feature_table *table, struct hg_error *err)
{
    static const char *const drivers[] = {"GPKG", NULL};
    p->file = GDALOpenEx(p->name, GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers, NULL, NULL);
    if (!p->file)
        return fail(p, "all", "cannot be opened again", err);
    enum hg_status status = HG_OK;
    for (size_t i = 0; status == HG_OK && i < n; i++) {
        OGRLayerH layer = GDALDatasetGetLayerByName(p->file, table[i].name);
        if (!layer || OGR_L_GetFeatureCount(layer, TRUE) != (GIntBig)table[i].n)
            status = fail(p, table[i].name, "does not read back as it was written", err);
    }
    GDALClose(p->file);
    p->file = NULL;
    return status;
}

static enum hg_status take_bytes(const struct package *p, uint8_t **bytes, size_t *length,
                                 struct hg_error *err)
{
    vsi_l_offset size = 0;
    const GByte *file = VSIGetMemFileBuffer(p->name, &size, FALSE);
    uint8_t *copy = file && size > 0 ? malloc(size) : NULL;
    if (!copy)
        return hg_fail(err, HG_E_MEMORY, "no memory for a GeoPackage of %llu bytes",
                       (unsigned long long)size);
    memcpy(copy, file, size);
    *bytes = copy;
    *length = size;
    return HG_OK;
}

enum hg_status hg_encode_geopackage(const struct hg_grid *grid, size_t n,
                                    const struct hg_feature_table *table, uint8_t **bytes,
                                    size_t *length, struct hg_error *err)
{
    struct package p = {.grid = grid};
    CPLSetThreadLocalConfigOption("OGR_CURRENT_DATE", FILE_DATE);
    CPLPushErrorHandlerEx(note_error, &p);
    enum hg_status status = write_all(&p, n, table, err);
    if (status == HG_OK)
        status = prove(&p, n, table, err);
    if (status == HG_OK)
        status = take_bytes(&p, bytes, length, err);
    if (p.file)
        GDALClose(p.file);
    if (p.srs)
        OSRRelease(p.srs);
    if (p.name[0])
        (void)VSIUnlink(p.name);
    CPLPopErrorHandler();
    CPLSetThreadLocalConfigOption("OGR_CURRENT_DATE", NULL);
    return status;
}

/* vector.c - polygons and lines through OGR */
#include "io/features.h"
#include "io/gdal.h"
#include "io/rings.h"
#include "io/transform.h"
#include <cpl_conv.h>
#include <cpl_error.h>
#include <hotgrid/text.h>
#include <hotgrid/vector.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A vector file while it is read. */
struct reader {
    const struct hg_vector_source *source;
    bool (*keep)(const void *, const char *);
    const void *keep_context;
    struct hg_faults *faults; /* NULL: whatever can be drawn is taken */

    GDALDatasetH dataset;
    OGRLayerH layer;
    int code_field, name_field;    /* -1: none */
    struct hg_transform to_lonlat; /* from the crs of the layer */
    struct io_seams seams;
    struct io_line line;
    struct io_features features;
    char where[256]; /* "file, layer NAME" */
    char place[384]; /* the same with feature and code */
};

enum reading { READ, FAULTY, NO_MEMORY };

static enum hg_status no_field(const struct reader *r, const char *field,
                               struct hg_error *err)
{
    OGRFeatureDefnH definition = OGR_L_GetLayerDefn(r->layer);
    char names[400] = "";
    size_t length = 0;
    for (int i = 0; i < OGR_FD_GetFieldCount(definition); i++) {
        const char *name = OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(definition, i));
        if (length + strlen(name) + 3 > sizeof(names))
            break;
        length += (size_t)snprintf(names + length, sizeof(names) - length, "%s%s",
                                   i > 0 ? ", " : "", name);
    }
    return hg_fail(err, HG_E_INPUT, "%s: has no field \"%s\"; its fields are: %s",
                   r->where, field, names[0] ? names : "none");
}

static enum hg_status find_fields(struct reader *r, struct hg_error *err)
{
    OGRFeatureDefnH definition = OGR_L_GetLayerDefn(r->layer);
    const char *code = r->source->code, *name = r->source->name;
    r->code_field = code ? OGR_FD_GetFieldIndex(definition, code) : -1;
    r->name_field = name ? OGR_FD_GetFieldIndex(definition, name) : -1;
    if (code && r->code_field < 0)
        return no_field(r, code, err);
    if (name && r->name_field < 0)
        return no_field(r, name, err);
    return HG_OK;
}

static enum hg_status find_crs(struct reader *r, struct hg_error *err)
{
    OGRSpatialReferenceH srs = OGR_L_GetSpatialRef(r->layer);
    const char *name = srs ? OSRGetName(srs) : NULL;
    /* GeoPackage says so of its codes 0 and -1. */
    const bool undefined = name && strncmp(name, "Undefined", 9) == 0;
    char *wkt = srs && !undefined ? io_srs_wkt(srs) : NULL;
    if (!wkt)
        return hg_fail(err, HG_E_INPUT,
                       "%s: has no coordinate system; give it one (ogr2ogr -a_srs "
                       "EPSG:4326 new.gpkg old)",
                       r->where);
    struct hg_error reason = {0};
    enum hg_status status = io_transform_create(wkt, IO_LONLAT, &r->to_lonlat, &reason);
    if (status != HG_OK)
        status = hg_fail(err, status, "%s: %s", r->where, reason.message);
    CPLFree(wkt);
    return status;
}

static enum hg_status reader_open(struct reader *r, const struct hg_grid *grid,
                                  struct hg_error *err)
{
    const struct hg_vector_source *source = r->source;
    enum hg_status status =
        io_open_vector(source->path, source->layer, &r->dataset, &r->layer, err);
    if (status != HG_OK)
        return status;
    (void)snprintf(r->where, sizeof(r->where), "%s, layer %.60s", source->path,
                   OGR_L_GetName(r->layer));
    r->seams.middle = io_crs_middle(grid);
    status = find_fields(r, err);
    return status == HG_OK ? find_crs(r, err) : status;
}

static void reader_close(struct reader *r)
{
    if (r->dataset)
        GDALClose(r->dataset);
    hg_transform_finish(&r->to_lonlat);
    io_line_finish(&r->line);
    io_features_finish(&r->features);
}

/* Puts a fault, if faults are wanted; false always. */
HG_PRINTF(2, 3) static bool refuse(struct reader *r, const char *fmt, ...)
{
    if (!r->faults)
        return false;
    char text[600];
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(text, sizeof(text), fmt, args);
    va_end(args);
    hg_fault(r->faults, HG_E_INPUT, r->where, "%s: %s", r->place, text);
    return false;
}

/* Vertices of an OGR line or ring into r->line, in degrees; a ring without its closing
 * vertex. */
static enum reading read_line(struct reader *r, OGRGeometryH geometry, bool ring)
{
    const int n_point = OGR_G_GetPointCount(geometry);
    size_t n = n_point > 0 ? (size_t)n_point : 0;
    if (!io_line_reserve(&r->line, n + 1))
        return NO_MEMORY;
    double *lon = r->line.lon, *lat = r->line.lat;
    if (n > 0)
        (void)OGR_G_GetPoints(geometry, lon, sizeof(*lon), lat, sizeof(*lat), NULL, 0);
    if (ring && n > 1 && lon[0] == lon[n - 1] && lat[0] == lat[n - 1])
        n--;
    r->line.n = n;
    if (n == 0)
        return READ;

    const double x = lon[0], y = lat[0];
    hg_transform_apply(&r->to_lonlat, n, lon, lat);
    for (size_t i = 0; i < n; i++) {
        if (fabs(lat[i]) <= 90 && lon[i] >= -360 && lon[i] <= 360)
            continue;
        if (r->to_lonlat.identity)
            (void)refuse(r,
                         "longitude %.6g, latitude %.6g is no place on earth; are "
                         "longitude and latitude swapped?",
                         lon[i], lat[i]);
        else
            (void)refuse(r,
                         "vertex %zu of a ring that starts at %.10g, %.10g has no "
                         "longitude and latitude; is the crs of the file right?",
                         i + 1, x, y);
        return FAULTY;
    }
    return READ;
}

static bool check_valid(struct reader *r, OGRGeometryH geometry)
{
    CPLErrorReset();
    if (OGR_G_IsValid(geometry))
        return true;
    return refuse(r,
                  "the polygon is not valid: %s; repair it (QGIS: Fix geometries, or "
                  "ogr2ogr -makevalid)",
                  io_gdal_message());
}

/* r->line as an OGR ring, moved by whole turns to `near` (NAN: as it is). */
static OGRGeometryH ring_of(const struct reader *r, double near)
{
    const struct io_line *line = &r->line;
    OGRGeometryH ring = OGR_G_CreateGeometry(wkbLinearRing);
    const double turns =
        line->n > 0 && isfinite(near) ? round((near - line->lon[0]) / 360) : 0;
    for (size_t i = 0; i <= line->n && line->n > 0; i++)
        OGR_G_AddPoint_2D(ring, line->lon[i % line->n] + 360 * turns,
                          line->lat[i % line->n]);
    return ring;
}

/* A polygon that crosses the antimeridian is judged without the jumps of its rings. */
static enum reading check_unwrapped(struct reader *r, OGRGeometryH polygon)
{
    OGRGeometryH flat = OGR_G_CreateGeometry(wkbPolygon);
    enum reading reading = READ;
    double middle = NAN;
    for (int k = 0; reading == READ && k < OGR_G_GetGeometryCount(polygon); k++) {
        bool jumps = false;
        reading = read_line(r, OGR_G_GetGeometryRef(polygon, k), true);
        if (reading == READ && !io_ring_unwrap(&r->line, &jumps))
            reading = NO_MEMORY;
        if (reading != READ || OGR_G_AddGeometryDirectly(flat, ring_of(r, middle)) != 0)
            continue;
        if (k == 0) {
            OGREnvelope box;
            OGR_G_GetEnvelope(flat, &box);
            middle = (box.MinX + box.MaxX) / 2;
        }
    }
    if (reading == READ && !check_valid(r, flat))
        reading = FAULTY;
    OGR_G_DestroyGeometry(flat);
    return reading;
}

static enum reading read_polygon(struct reader *r, OGRGeometryH polygon, bool *unwrapped)
{
    bool jumped = false;
    for (int k = 0; k < OGR_G_GetGeometryCount(polygon); k++) {
        bool jumps = false;
        const enum reading reading = read_line(r, OGR_G_GetGeometryRef(polygon, k), true);
        if (reading == FAULTY && !r->faults)
            continue; /* a ring that is drawn less */
        if (reading != READ)
            return reading;
        if (!io_ring_unwrap(&r->line, &jumps) ||
            !io_cut_ring(&r->line, &r->seams, k > 0, &r->features.pieces))
            return NO_MEMORY;
        jumped |= jumps;
    }
    if (!jumped || !r->faults)
        return READ;
    *unwrapped = true;
    return check_unwrapped(r, polygon);
}

static enum reading read_open(struct reader *r, OGRGeometryH geometry)
{
    const enum reading reading = read_line(r, geometry, false);
    if (reading != READ)
        return reading == FAULTY ? READ : reading;
    io_line_unwrap(&r->line);
    return io_cut_line(&r->line, &r->seams, &r->features.pieces) ? READ : NO_MEMORY;
}

static enum reading read_part(struct reader *r, OGRGeometryH geometry, bool *unwrapped)
{
    const OGRwkbGeometryType type = wkbFlatten(OGR_G_GetGeometryType(geometry));
    if (type == wkbPolygon)
        return read_polygon(r, geometry, unwrapped);
    return type == wkbLineString ? read_open(r, geometry) : READ;
}

/* A polygon or line, or a collection of them. */
static enum reading read_simple(struct reader *r, OGRGeometryH geometry, bool *unwrapped)
{
    if (!OGR_GT_IsSubClassOf(OGR_G_GetGeometryType(geometry), wkbGeometryCollection))
        return read_part(r, geometry, unwrapped);
    enum reading reading = READ;
    for (int k = 0; reading == READ && k < OGR_G_GetGeometryCount(geometry); k++)
        reading = read_part(r, OGR_G_GetGeometryRef(geometry, k), unwrapped);
    return reading;
}

/* What is only drawn may be a collection of collections, deeper ones are passed over. */
static enum reading read_parts(struct reader *r, OGRGeometryH geometry, bool *unwrapped)
{
    const OGRwkbGeometryType type = wkbFlatten(OGR_G_GetGeometryType(geometry));
    if (r->faults && type != wkbPolygon && type != wkbMultiPolygon) {
        (void)refuse(r, "the geometry is a %s, but polygons are wanted",
                     OGR_G_GetGeometryName(geometry));
        return FAULTY;
    }
    if (type != wkbGeometryCollection)
        return read_simple(r, geometry, unwrapped);
    enum reading reading = READ;
    for (int k = 0; reading == READ && k < OGR_G_GetGeometryCount(geometry); k++)
        reading = read_simple(r, OGR_G_GetGeometryRef(geometry, k), unwrapped);
    return reading;
}

/* The geometry of a feature, arcs made lines. */
static enum reading read_geometry(struct reader *r, OGRFeatureH feature)
{
    OGRGeometryH geometry = OGR_F_GetGeometryRef(feature);
    if (!geometry || OGR_G_IsEmpty(geometry)) {
        (void)refuse(r, "has no geometry; give it a polygon or take it out");
        return FAULTY;
    }
    OGRGeometryH linear = NULL;
    if (OGR_G_HasCurveGeometry(geometry, TRUE))
        geometry = linear = OGR_G_GetLinearGeometry(geometry, 0, NULL);
    if (!geometry)
        return NO_MEMORY;
    bool unwrapped = false;
    enum reading reading = read_parts(r, geometry, &unwrapped);
    if (reading == READ && r->faults && !unwrapped && !check_valid(r, geometry))
        reading = FAULTY;
    if (linear)
        OGR_G_DestroyGeometry(linear);
    return reading;
}

/* Code of a feature, in the feature or in buffer; NULL after a fault. */
static const char *code_of(struct reader *r, OGRFeatureH feature, size_t number,
                           char buffer[32])
{
    const long long id = (long long)OGR_F_GetFID(feature);
    (void)snprintf(buffer, 32, "%zu", number);
    const char *code =
        r->code_field >= 0 ? OGR_F_GetFieldAsString(feature, r->code_field) : buffer;
    (void)snprintf(r->place, sizeof(r->place), "%s, feature %lld", r->where, id);
    if (!r->faults || hg_text_is_code(code)) {
        const size_t n = strlen(r->place);
        (void)snprintf(r->place + n, sizeof(r->place) - n, " (%.64s)", code);
        return code;
    }
    if (code[0] == '\0')
        (void)refuse(r, "%s is empty; each polygon needs a code", r->source->code);
    else
        (void)refuse(r,
                     "%s is \"%.80s\", which is no code; codes are 1 to 64 of A-Z a-z "
                     "0-9 _ - and start with a letter or digit",
                     r->source->code, code);
    return NULL;
}

static enum reading read_feature(struct reader *r, OGRFeatureH feature, size_t number)
{
    char buffer[32];
    const char *code = code_of(r, feature, number, buffer);
    if (!code)
        return FAULTY;
    if (r->keep && !r->keep(r->keep_context, code))
        return READ;
    struct io_pieces *pieces = &r->features.pieces;
    const size_t n_piece = pieces->n_piece, n_vertex = pieces->n_vertex;
    const enum reading reading = read_geometry(r, feature);
    if (reading != READ) {
        pieces->n_piece = n_piece;
        pieces->n_vertex = n_vertex;
        return reading;
    }
    const char *name =
        r->name_field >= 0 ? OGR_F_GetFieldAsString(feature, r->name_field) : "";
    return io_features_add(&r->features, code, name[0] ? name : code, n_piece)
               ? READ
               : NO_MEMORY;
}

static enum hg_status read_features(struct reader *r, struct hg_error *err)
{
    size_t number = 0;
    CPLErrorReset();
    for (;;) {
        OGRFeatureH feature = OGR_L_GetNextFeature(r->layer);
        if (!feature)
            break;
        const enum reading reading = read_feature(r, feature, ++number);
        OGR_F_Destroy(feature);
        if (reading == NO_MEMORY)
            return hg_fail(err, HG_E_MEMORY, "%s: no memory for feature %zu", r->where,
                           number);
        CPLErrorReset();
    }
    if (CPLGetLastErrorType() >= CE_Failure)
        return hg_fail(err, HG_E_INPUT, "%s: cannot be read beyond feature %zu: %s",
                       r->where, number, io_gdal_message());
    if (number == 0)
        return hg_fail(err, HG_E_INPUT, "%s: has no features", r->where);
    return HG_OK;
}

static enum hg_status read_all(struct reader *r, const struct hg_grid *grid,
                               struct hg_shapes **out, struct hg_error *err)
{
    enum hg_status status = reader_open(r, grid, err);
    if (status == HG_OK)
        status = read_features(r, err);
    if (status == HG_OK)
        status = io_features_shapes(&r->features, grid, &r->seams, r->where, r->faults,
                                    out, err);
    reader_close(r);
    return status;
}

enum hg_status hg_read_shapes(const struct hg_vector_source *source,
                              const struct hg_grid *grid,
                              bool (*keep)(const void *, const char *),
                              const void *keep_context, struct hg_faults *faults,
                              struct hg_shapes **out, struct hg_error *err)
{
    struct reader reader = {
        .source = source, .keep = keep, .keep_context = keep_context, .faults = faults};
    return read_all(&reader, grid, out, err);
}

enum hg_status hg_read_outlines(const struct hg_vector_source *source,
                                const struct hg_grid *grid, struct hg_shapes **out,
                                struct hg_error *err)
{
    struct reader reader = {.source = source};
    return read_all(&reader, grid, out, err);
}

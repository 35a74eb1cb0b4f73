/* geometry.c - an OGR geometry of any CRS becomes pieces of rings and lines in degrees */
#include "io/geometry.h"
#include "io/densify.h"
#include "io/gdal.h"
#include "io/transform.h"
#include <cpl_conv.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum hg_status io_geometry_open(struct io_geometry *geometry, OGRLayerH layer,
                                const struct hg_grid *grid, const char *where,
                                struct hg_error *err)
{
    OGRSpatialReferenceH srs = OGR_L_GetSpatialRef(layer);
    const char *name = srs ? OSRGetName(srs) : NULL;
    /* GeoPackage says so of its codes 0 and -1. */
    const bool undefined = name && strncmp(name, "Undefined", 9) == 0;
    char *wkt = srs && !undefined ? io_srs_wkt(srs) : NULL;
    if (!wkt)
        return hg_fail(err, HG_E_INPUT,
                       "%s: has no coordinate system; give it one (ogr2ogr -a_srs "
                       "EPSG:4326 new.gpkg old)",
                       where);
    struct hg_error reason = {0};
    enum hg_status status =
        io_transform_create(wkt, IO_LONLAT, &geometry->to_lonlat, &reason);
    geometry->projected = !OSRIsGeographic(srs);
    if (status == HG_OK && geometry->exact && geometry->projected)
        status = io_transform_create(IO_LONLAT, wkt, &geometry->from_lonlat, &reason);
    if (status != HG_OK)
        status = hg_fail(err, status, "%s: %s", where, reason.message);
    geometry->seams.middle = io_crs_middle(grid);
    geometry->is_grids = io_crs_same(wkt, hg_grid_params(grid)->crs);
    CPLFree(wkt);
    return status;
}

void io_geometry_finish(struct io_geometry *geometry)
{
    hg_transform_finish(&geometry->to_lonlat);
    hg_transform_finish(&geometry->from_lonlat);
    io_line_finish(&geometry->line);
}

/* Notes what is wrong; false always. */
HG_PRINTF(2, 3) static bool refuse(struct io_geometry *g, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(g->fault, sizeof(g->fault), fmt, args);
    va_end(args);
    return false;
}

static bool is_on_earth(double lon, double lat)
{
    return fabs(lat) <= 90 && fabs(lon) <= 360; /* not NaN */
}

/* Without a branch for each vertex: files have millions. */
static bool all_on_earth(size_t n, const double *lon, const double *lat)
{
    int on_earth = 1;
    for (size_t i = 0; i < n; i++)
        on_earth &= (fabs(lat[i]) <= 90) & (fabs(lon[i]) <= 360);
    return on_earth;
}

/* PROJ finds the degrees of an equal-area place by a series that is wrong by a
 * millimetre, the way back without one: what comes back tells what to correct. */
static bool to_exact_degrees(const struct io_geometry *g, struct io_line *line)
{
    const size_t n = line->n;
    double *x = malloc(4 * (n + 1) * sizeof(*x));
    if (!x)
        return false;
    double *y = x + n, *x_back = y + n, *y_back = x_back + n;
    memcpy(x, line->lon, n * sizeof(*x));
    memcpy(y, line->lat, n * sizeof(*y));
    hg_transform_apply(&g->to_lonlat, n, line->lon, line->lat);
    memcpy(x_back, line->lon, n * sizeof(*x));
    memcpy(y_back, line->lat, n * sizeof(*y));
    hg_transform_apply(&g->from_lonlat, n, x_back, y_back);
    for (size_t i = 0; i < n; i++) {
        const bool near = fabs(x_back[i] - x[i]) < 0.1 && fabs(y_back[i] - y[i]) < 0.1;
        x[i] += near ? x[i] - x_back[i] : 0;
        y[i] += near ? y[i] - y_back[i] : 0;
    }
    hg_transform_apply(&g->to_lonlat, n, x, y);
    memcpy(line->lon, x, n * sizeof(*x));
    memcpy(line->lat, y, n * sizeof(*y));
    free(x);
    return true;
}

/* From the crs to degrees; with vertices added where `straighten`.  false without memory.
 */
static bool to_degrees(const struct io_geometry *g, struct io_line *line, bool ring,
                       bool straighten)
{
    if (g->exact && g->projected)
        return (!straighten || io_densify(line, ring, &g->to_lonlat)) &&
               to_exact_degrees(g, line);
    hg_transform_apply(&g->to_lonlat, line->n, line->lon, line->lat);
    return true;
}

/* Vertices of an OGR line or ring into g->line, in degrees; a ring without its closing
 * vertex. */
static enum io_reading read_vertices(struct io_geometry *g, OGRGeometryH geometry,
                                     bool ring, bool straighten)
{
    const int n_point = OGR_G_GetPointCount(geometry);
    size_t n = n_point > 0 ? (size_t)n_point : 0;
    if (!io_line_reserve(&g->line, n + 1))
        return IO_NO_MEMORY;
    double *lon = g->line.lon, *lat = g->line.lat;
    if (n > 0)
        (void)OGR_G_GetPoints(geometry, lon, sizeof(*lon), lat, sizeof(*lat), NULL, 0);
    if (ring && n > 1 && lon[0] == lon[n - 1] && lat[0] == lat[n - 1])
        n--;
    g->line.n = n;
    if (n == 0)
        return IO_READ;

    const double x = lon[0], y = lat[0];
    if (!to_degrees(g, &g->line, ring, straighten))
        return IO_NO_MEMORY;
    n = g->line.n;
    lon = g->line.lon;
    lat = g->line.lat;
    for (size_t i = all_on_earth(n, lon, lat) ? n : 0; i < n; i++) {
        if (is_on_earth(lon[i], lat[i]))
            continue;
        if (g->to_lonlat.identity)
            (void)refuse(g,
                         "longitude %.6g, latitude %.6g is no place on earth; are "
                         "longitude and latitude swapped?",
                         lon[i], lat[i]);
        else
            (void)refuse(g,
                         "vertex %zu of a %s that starts at %.10g, %.10g has no "
                         "longitude and latitude; is the crs of the file right?",
                         i + 1, ring ? "ring" : "line", x, y);
        return IO_FAULTY;
    }
    return IO_READ;
}

static bool is_torn(const struct io_line *line)
{
    for (size_t i = 1; i < line->n; i++)
        if (fabs(line->lon[i] - line->lon[i - 1]) > 180)
            return true;
    return line->n > 0 && fabs(line->lon[line->n - 1] - line->lon[0]) > 180;
}

static enum io_reading read_line(struct io_geometry *g, OGRGeometryH geometry, bool ring)
{
    const enum io_reading reading = read_vertices(g, geometry, ring, !g->unless_torn);
    if (reading != IO_READ || !g->unless_torn || !is_torn(&g->line))
        return reading;
    return read_vertices(g, geometry, ring, true);
}

/* known: what was found before, or NULL. */
static enum io_reading check_valid(struct io_geometry *g, OGRGeometryH geometry,
                                   const struct io_validity *known)
{
    struct io_validity own;
    if (!known) {
        if (!io_validity_find(geometry, &own))
            return IO_NO_MEMORY;
        known = &own;
    }
    if (known->clear)
        return IO_READ;
    (void)refuse(g,
                 "the polygon is not valid: %s; repair it (QGIS: Fix geometries, or "
                 "ogr2ogr -makevalid)",
                 known->reason);
    return IO_FAULTY;
}

/* g->line as an OGR ring, moved by whole turns to `near` (NAN: as it is). */
static OGRGeometryH ring_of(const struct io_geometry *g, double near)
{
    const struct io_line *line = &g->line;
    OGRGeometryH ring = OGR_G_CreateGeometry(wkbLinearRing);
    const double turns =
        line->n > 0 && isfinite(near) ? round((near - line->lon[0]) / 360) : 0;
    for (size_t i = 0; i <= line->n && line->n > 0; i++)
        OGR_G_AddPoint_2D(ring, line->lon[i % line->n] + 360 * turns,
                          line->lat[i % line->n]);
    return ring;
}

/* A step of more than half a turn crosses the antimeridian where it is the short way; one
 * that is long both ways is not understood. */
static bool has_clear_steps(struct io_geometry *g, bool closed)
{
    const struct io_line *line = &g->line;
    for (size_t i = closed ? 0 : 1; g->wanted != IO_OUTLINES && i < line->n; i++) {
        const size_t before = i > 0 ? i - 1 : line->n - 1;
        const double step = fabs(line->lon[i] - line->lon[before]);
        if (step > 180 && step < 270)
            return refuse(g,
                          "an edge from %.6g E, %.6g N to %.6g E, %.6g N is %.6g degrees "
                          "long one way and %.6g over the antimeridian; put a vertex on "
                          "it where it is meant to run",
                          line->lon[before], line->lat[before], line->lon[i],
                          line->lat[i], step, 360 - step);
    }
    return true;
}

/* A polygon that crosses the antimeridian is judged without the jumps of its rings. */
static enum io_reading check_unwrapped(struct io_geometry *g, OGRGeometryH polygon)
{
    OGRGeometryH flat = OGR_G_CreateGeometry(wkbPolygon);
    enum io_reading reading = IO_READ;
    double middle = NAN;
    for (int k = 0; reading == IO_READ && k < OGR_G_GetGeometryCount(polygon); k++) {
        bool jumps = false;
        reading = read_line(g, OGR_G_GetGeometryRef(polygon, k), true);
        if (reading == IO_READ && !io_ring_unwrap(&g->line, &jumps))
            reading = IO_NO_MEMORY;
        if (reading != IO_READ ||
            OGR_G_AddGeometryDirectly(flat, ring_of(g, middle)) != 0)
            continue;
        if (k == 0) {
            OGREnvelope box;
            OGR_G_GetEnvelope(flat, &box);
            middle = (box.MinX + box.MaxX) / 2;
        }
    }
    if (reading == IO_READ)
        reading = check_valid(g, flat, NULL);
    OGR_G_DestroyGeometry(flat);
    return reading;
}

static enum io_reading read_polygon(struct io_geometry *g, OGRGeometryH polygon,
                                    bool *unwrapped, struct io_pieces *out)
{
    bool jumped = false;
    for (int k = 0; k < OGR_G_GetGeometryCount(polygon); k++) {
        bool jumps = false;
        const enum io_reading reading =
            read_line(g, OGR_G_GetGeometryRef(polygon, k), true);
        const bool nothing = reading == IO_READ && g->line.n < 2;
        if (g->wanted == IO_OUTLINES && (reading == IO_FAULTY || nothing))
            continue; /* a ring that is drawn less */
        if (reading != IO_READ)
            return reading;
        if (!has_clear_steps(g, true))
            return IO_FAULTY;
        if (!io_ring_unwrap(&g->line, &jumps) ||
            !io_cut_ring(&g->line, &g->seams, k > 0, out))
            return IO_NO_MEMORY;
        jumped |= jumps;
    }
    if (!jumped || g->wanted == IO_OUTLINES || g->as_drawn)
        return IO_READ;
    *unwrapped = true;
    return check_unwrapped(g, polygon);
}

static enum io_reading read_open(struct io_geometry *g, OGRGeometryH geometry,
                                 struct io_pieces *out)
{
    const enum io_reading reading = read_line(g, geometry, false);
    if (reading == IO_FAULTY && g->wanted == IO_OUTLINES)
        return IO_READ;
    if (reading != IO_READ)
        return reading;
    if (!has_clear_steps(g, false))
        return IO_FAULTY;
    io_line_unwrap(&g->line);
    return io_cut_line(&g->line, &g->seams, out) ? IO_READ : IO_NO_MEMORY;
}

static enum io_reading read_part(struct io_geometry *g, OGRGeometryH geometry,
                                 bool *unwrapped, struct io_pieces *out)
{
    const OGRwkbGeometryType type = wkbFlatten(OGR_G_GetGeometryType(geometry));
    if (type == wkbPolygon)
        return read_polygon(g, geometry, unwrapped, out);
    return type == wkbLineString ? read_open(g, geometry, out) : IO_READ;
}

/* A polygon or line, or a collection of them. */
static enum io_reading read_simple(struct io_geometry *g, OGRGeometryH geometry,
                                   bool *unwrapped, struct io_pieces *out)
{
    if (!OGR_GT_IsSubClassOf(OGR_G_GetGeometryType(geometry), wkbGeometryCollection))
        return read_part(g, geometry, unwrapped, out);
    enum io_reading reading = IO_READ;
    for (int k = 0; reading == IO_READ && k < OGR_G_GetGeometryCount(geometry); k++)
        reading = read_part(g, OGR_G_GetGeometryRef(geometry, k), unwrapped, out);
    return reading;
}

static bool is_wanted(enum io_wanted wanted, OGRwkbGeometryType type)
{
    switch (wanted) {
    case IO_POLYGONS:
        return type == wkbPolygon || type == wkbMultiPolygon;
    case IO_LINES:
        return type == wkbLineString || type == wkbMultiLineString;
    case IO_OUTLINES:
        return true;
    }
    return false;
}

/* What is only drawn may be a collection of collections, deeper ones are passed over. */
static enum io_reading read_parts(struct io_geometry *g, OGRGeometryH geometry,
                                  bool *unwrapped, struct io_pieces *out)
{
    const OGRwkbGeometryType type = wkbFlatten(OGR_G_GetGeometryType(geometry));
    if (!is_wanted(g->wanted, type)) {
        (void)refuse(g, "the geometry is a %s, but %s are wanted",
                     OGR_G_GetGeometryName(geometry),
                     g->wanted == IO_LINES ? "lines" : "polygons");
        return IO_FAULTY;
    }
    if (type != wkbGeometryCollection)
        return read_simple(g, geometry, unwrapped, out);
    enum io_reading reading = IO_READ;
    for (int k = 0; reading == IO_READ && k < OGR_G_GetGeometryCount(geometry); k++)
        reading = read_simple(g, OGR_G_GetGeometryRef(geometry, k), unwrapped, out);
    return reading;
}

enum io_reading io_geometry_read(struct io_geometry *geometry, OGRFeatureH feature,
                                 const struct io_validity *known, struct io_pieces *out)
{
    OGRGeometryH shape = OGR_F_GetGeometryRef(feature);
    if (!shape || OGR_G_IsEmpty(shape)) {
        (void)refuse(geometry, "has no geometry; give it a %s or take it out",
                     geometry->wanted == IO_LINES ? "line" : "polygon");
        return IO_FAULTY;
    }
    OGRGeometryH linear = NULL;
    if (OGR_G_HasCurveGeometry(shape, TRUE))
        shape = linear = OGR_G_GetLinearGeometry(shape, 0, NULL);
    if (!shape)
        return IO_NO_MEMORY;
    bool unwrapped = false;
    enum io_reading reading = read_parts(geometry, shape, &unwrapped, out);
    if (reading == IO_READ && geometry->wanted == IO_POLYGONS && !geometry->as_drawn &&
        !unwrapped)
        reading = check_valid(geometry, shape, linear ? NULL : known);
    if (linear)
        OGR_G_DestroyGeometry(linear);
    return reading;
}

/* crs.c - which coordinate systems a grid may have, and the ways between them */
#include "io/transform.h"
#include <cpl_conv.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* Methods as PROJ names them.  Mollweide, Eckert and the like are not among them: PROJ
 * computes these on a sphere, and their cells differ in area by up to 0.7 %. */
static const char *const equal_area[] = {
    "Albers Equal Area",
    "Bonne",
    "Equal Earth",
    "Lambert Azimuthal Equal Area",
    "Lambert Cylindrical Equal Area",
    "Sinusoidal",
};

PJ_CONTEXT *io_proj_context(void)
{
    PJ_CONTEXT *context = proj_context_create();
    if (context) {
        proj_log_level(context, PJ_LOG_NONE);
        proj_context_set_enable_network(context, 0);
    }
    return context;
}

/* "+proj=aea ..." alone is an operation for PROJ, not a crs. */
PJ *io_crs_create(PJ_CONTEXT *context, const char *text)
{
    const bool is_string = strstr(text, "proj=") && !strstr(text, "type=crs") &&
                           !strchr(text, '[') && !strchr(text, '{');
    if (!is_string)
        return proj_create(context, text);
    char typed[512];
    const int n = snprintf(typed, sizeof(typed), "%s +type=crs", text);
    return n > 0 && (size_t)n < sizeof(typed) ? proj_create(context, typed) : NULL;
}

/* The same without the datum shift that "+towgs84=..." binds to it. */
static PJ *crs_base(PJ_CONTEXT *context, const char *text)
{
    PJ *crs = io_crs_create(context, text);
    if (!crs || proj_get_type(crs) != PJ_TYPE_BOUND_CRS)
        return crs;
    PJ *base = proj_get_source_crs(context, crs);
    proj_destroy(crs);
    return base;
}

char *io_crs_wkt(const char *text)
{
    PJ_CONTEXT *context = io_proj_context();
    PJ *crs = context ? io_crs_create(context, text) : NULL;
    const char *wkt = crs ? proj_as_wkt(context, crs, PJ_WKT2_2019, NULL) : NULL;
    char *copy = wkt ? CPLStrdup(wkt) : NULL;
    proj_destroy(crs);
    proj_context_destroy(context);
    return copy;
}

char *io_srs_wkt(OGRSpatialReferenceH srs)
{
    const char *const options[] = {"FORMAT=WKT2_2019", NULL};
    char *wkt = NULL;
    if (OSRExportToWktEx(srs, &wkt, options) != OGRERR_NONE || !wkt || !wkt[0]) {
        CPLFree(wkt);
        return NULL;
    }
    return wkt;
}

OGRSpatialReferenceH io_grid_srs(const struct hg_grid *grid)
{
    const struct hg_grid_params *p = hg_grid_params(grid);
    char *wkt = io_crs_wkt(p->crs);
    OGRSpatialReferenceH srs = wkt ? OSRNewSpatialReference(wkt) : NULL;
    CPLFree(wkt);
    if (!srs)
        return NULL;
    OSRSetAxisMappingStrategy(srs, OAMS_TRADITIONAL_GIS_ORDER);
    /* A projection spelt out in a grid file has no name of its own. */
    const char *name = OSRGetName(srs);
    if (p->name[0] && OSRIsProjected(srs) && name && strcmp(name, "unknown") == 0)
        OSRSetProjCS(srs, p->name);
    return srs;
}

char *hg_crs_wkt(const struct hg_grid *grid)
{
    OGRSpatialReferenceH srs = io_grid_srs(grid);
    char *wkt = srs ? io_srs_wkt(srs) : NULL;
    char *copy = wkt ? strdup(wkt) : NULL;
    CPLFree(wkt);
    if (srs)
        OSRRelease(srs);
    return copy;
}

char *hg_crs_esri(const struct hg_grid *grid)
{
    const char *const options[] = {"FORMAT=WKT1_ESRI", NULL};
    OGRSpatialReferenceH srs = io_grid_srs(grid);
    char *wkt = NULL, *copy = NULL;
    if (srs && OSRExportToWktEx(srs, &wkt, options) == OGRERR_NONE && wkt)
        copy = strdup(wkt);
    CPLFree(wkt);
    if (srs)
        OSRRelease(srs);
    return copy;
}

static bool is_wgs84(PJ_CONTEXT *context, const PJ *crs)
{
    PJ *wgs84 = proj_create(context, IO_LONLAT);
    const bool same =
        wgs84 && proj_is_equivalent_to_with_ctx(
                     context, crs, wgs84, PJ_COMP_EQUIVALENT_EXCEPT_AXIS_ORDER_GEOGCRS);
    proj_destroy(wgs84);
    return same;
}

/* Most are asked for by that name: PROJ, which takes a millisecond to look it up, is for
 * the others. */
bool io_crs_is_wgs84(const char *text)
{
    if (strcmp(text, IO_LONLAT) == 0)
        return true;
    PJ_CONTEXT *context = io_proj_context();
    PJ *crs = context ? io_crs_create(context, text) : NULL;
    const bool same = crs && is_wgs84(context, crs);
    proj_destroy(crs);
    proj_context_destroy(context);
    return same;
}

/* The crs with x = east first; NULL when it is unknown. */
static PJ *east_first(PJ_CONTEXT *context, const char *text)
{
    PJ *crs = crs_base(context, text);
    PJ *turned = crs ? proj_normalize_for_visualization(context, crs) : NULL;
    if (!turned)
        return crs;
    proj_destroy(crs);
    return turned;
}

bool io_crs_same(const char *a, const char *b)
{
    PJ_CONTEXT *context = io_proj_context();
    PJ *first = context ? east_first(context, a) : NULL;
    PJ *second = first ? east_first(context, b) : NULL;
    const bool same = second && proj_is_equivalent_to_with_ctx(
                                    context, first, second,
                                    PJ_COMP_EQUIVALENT_EXCEPT_AXIS_ORDER_GEOGCRS);
    proj_destroy(second);
    proj_destroy(first);
    proj_context_destroy(context);
    return same;
}

/* Is the unit of both axes 1 metre? */
static bool in_metres(PJ_CONTEXT *context, const PJ *crs)
{
    PJ *system = proj_crs_get_coordinate_system(context, crs);
    bool metres = system && proj_cs_get_axis_count(context, system) == 2;
    for (int i = 0; metres && i < 2; i++) {
        double factor = 0;
        metres = proj_cs_get_axis_info(context, system, i, NULL, NULL, NULL, &factor,
                                       NULL, NULL, NULL) &&
                 factor == 1;
    }
    proj_destroy(system);
    return metres;
}

static bool is_equal_area(const char *method)
{
    for (size_t i = 0; i < sizeof(equal_area) / sizeof(equal_area[0]); i++)
        if (strcmp(method, equal_area[i]) == 0)
            return true;
    return false;
}

static const char cure[] =
    "write \"EPSG:4326\" for degrees, or a crs in metres, best an equal-area one such as "
    "\"EPSG:8857\" or \"+proj=laea +lat_0=50 +lon_0=10 +datum=WGS84 +units=m\"";

static enum hg_status projected_kind(PJ_CONTEXT *context, const PJ *crs, const char *text,
                                     enum hg_grid_kind *out, struct hg_error *err)
{
    PJ *conversion = proj_crs_get_coordoperation(context, crs);
    const char *method = NULL;
    enum hg_status status = HG_OK;
    if (!conversion ||
        !proj_coordoperation_get_method_info(context, conversion, &method, NULL, NULL))
        method = "an unknown projection";
    if (strcmp(method, "Equal Earth") == 0 && !proj_get_id_code(crs, 0))
        status = hg_fail(err, HG_E_STUDY,
                         "crs \"%s\" is Equal Earth without a code, which GeoTIFF files "
                         "cannot hold; write \"EPSG:8857\" (middle at Greenwich), "
                         "\"EPSG:8858\" (90 W) or \"EPSG:8859\" (150 E)",
                         text);
    else if (!in_metres(context, crs))
        status = hg_fail(err, HG_E_STUDY, "crs \"%s\" is not in metres; %s", text, cure);
    else
        *out = is_equal_area(method) ? HG_GRID_EQUAL_AREA : HG_GRID_PROJECTED;
    proj_destroy(conversion);
    return status;
}

static enum hg_status kind_of(PJ_CONTEXT *context, const PJ *crs, const char *text,
                              enum hg_grid_kind *out, struct hg_error *err)
{
    if (proj_get_type(crs) == PJ_TYPE_PROJECTED_CRS)
        return projected_kind(context, crs, text, out, err);
    if (is_wgs84(context, crs)) {
        *out = HG_GRID_LONLAT;
        return HG_OK;
    }
    const char *name = proj_get_name(crs);
    return hg_fail(err, HG_E_STUDY,
                   "crs \"%s\" is %s, neither WGS 84 in degrees nor a projection; %s",
                   text, name ? name : "without a name", cure);
}

enum hg_status hg_crs_kind(const char *crs, enum hg_grid_kind *out, struct hg_error *err)
{
    PJ_CONTEXT *context = io_proj_context();
    if (!context)
        return hg_fail(err, HG_E_MEMORY, "no memory for crs \"%s\"", crs);
    PJ *known = crs_base(context, crs);
    enum hg_grid_kind kind = HG_GRID_LONLAT;
    const enum hg_status status =
        known
            ? kind_of(context, known, crs, &kind, err)
            : hg_fail(err, HG_E_STUDY, "crs \"%s\" is not known to PROJ; %s", crs, cure);
    proj_destroy(known);
    proj_context_destroy(context);
    if (status == HG_OK)
        *out = kind;
    return status;
}

/* Longitude of natural origin, of false origin, of projection centre (EPSG). */
static bool is_middle(const char *code)
{
    return code && (strcmp(code, "8802") == 0 || strcmp(code, "8822") == 0 ||
                    strcmp(code, "8812") == 0 || strcmp(code, "8833") == 0);
}

static double conversion_middle(PJ_CONTEXT *context, const PJ *conversion)
{
    const int n = proj_coordoperation_get_param_count(context, conversion);
    for (int i = 0; i < n; i++) {
        const char *code = NULL;
        double value = 0, to_radians = 0;
        if (proj_coordoperation_get_param(context, conversion, i, NULL, NULL, &code,
                                          &value, NULL, &to_radians, NULL, NULL, NULL,
                                          NULL) &&
            is_middle(code))
            return value * to_radians * (180 / M_PI);
    }
    return 0;
}

double io_crs_middle(const struct hg_grid *grid)
{
    const struct hg_grid_params *p = hg_grid_params(grid);
    if (p->kind == HG_GRID_LONLAT)
        return p->box.west >= -180 && p->box.east <= 180
                   ? 0
                   : (p->box.west + p->box.east) / 2;
    PJ_CONTEXT *context = io_proj_context();
    PJ *crs = context ? crs_base(context, p->crs) : NULL;
    PJ *conversion = crs ? proj_crs_get_coordoperation(context, crs) : NULL;
    const double middle = conversion ? conversion_middle(context, conversion) : 0;
    proj_destroy(conversion);
    proj_destroy(crs);
    proj_context_destroy(context);
    return isfinite(middle) ? middle : 0;
}

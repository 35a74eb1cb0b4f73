/* raster_about.c - what a ready grid says of itself: its pixels as cells, its unit, its
 * basis
 */
#include "io/gdal.h"
#include "io/transform.h"
#include <cpl_conv.h>
#include <hotgrid/raster_file.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct hg_grid_params degrees = {.name = "degrees",
                                              .crs = IO_LONLAT,
                                              .kind = HG_GRID_LONLAT,
                                              .box = {-180, -90, 180, 90},
                                              .ncol = 1,
                                              .nrow = 1};

/* A name or a PROJ string of the crs; false where it has none that fits. */
static bool crs_text(OGRSpatialReferenceH srs, char *text, size_t size)
{
    const char *authority = OSRGetAuthorityName(srs, NULL);
    const char *code = OSRGetAuthorityCode(srs, NULL);
    int n = -1;
    if (authority && code) {
        n = snprintf(text, size, "%s:%s", authority, code);
    } else {
        char *proj = NULL;
        if (OSRExportToProj4(srs, &proj) == OGRERR_NONE && proj && proj[0] != '\0')
            n = snprintf(text, size, "%s", proj);
        CPLFree(proj);
    }
    return n > 0 && (size_t)n < size;
}

/* The name of a file without its folder, as a name of a grid. */
static void name_grid(const char *path, char *name, size_t size)
{
    const char *slash = strrchr(path, '/');
    (void)snprintf(name, size, "%s", slash ? slash + 1 : path);
}

/* The pixels as cells; *out stays NULL where the crs is neither degrees nor in metres. */
static enum hg_status make_grid(const struct hg_raster *raster, const char *crs,
                                struct hg_grid **out, struct hg_error *err)
{
    const double end_x = raster->x0 + raster->dx * raster->ncol,
                 end_y = raster->y0 + raster->dy * raster->nrow;
    struct hg_grid_params params = {
        .box = {fmin(raster->x0, end_x), fmin(raster->y0, end_y), fmax(raster->x0, end_x),
                fmax(raster->y0, end_y)},
        .ncol = raster->ncol,
        .nrow = raster->nrow};
    struct hg_error why = {0};
    (void)snprintf(params.crs, sizeof(params.crs), "%s", crs);
    name_grid(raster->path, params.name, sizeof(params.name));
    enum hg_status status = hg_crs_kind(params.crs, &params.kind, &why);
    if (status == HG_OK)
        status = hg_grid_create(&params, out, &why);
    return status == HG_E_MEMORY ? hg_fail(err, status, "%s", why.message) : HG_OK;
}

/* The crs of a raster that is not in degrees, and the basis that its metadata names. */
static enum hg_status read_metadata(const char *path, const struct hg_raster *raster,
                                    char *crs, size_t size, struct hg_raster_about *about,
                                    struct hg_error *err)
{
    GDALDatasetH dataset = NULL;
    const enum hg_status status = io_open_raster(path, &dataset, err);
    if (status != HG_OK)
        return status;
    OGRSpatialReferenceH srs = GDALGetSpatialRef(dataset);
    if (!raster->lonlat && !(srs && crs_text(srs, crs, size)))
        crs[0] = '\0';
    const char *basis = GDALGetMetadataItem(dataset, "co2_basis", NULL);
    if (basis)
        (void)snprintf(about->basis, sizeof(about->basis), "%s", basis);
    const char *statistic = GDALGetMetadataItem(dataset, "statistic", NULL);
    if (statistic)
        (void)snprintf(about->statistic, sizeof(about->statistic), "%s", statistic);
    GDALClose(dataset);
    return HG_OK;
}

enum hg_status hg_read_raster_about(const char *path, const char *variable,
                                    struct hg_raster_about *out, struct hg_error *err)
{
    struct hg_raster_about about = {0};
    struct hg_grid *world = NULL;
    struct hg_raster *raster = NULL;
    struct hg_transform way = {0};
    char crs[sizeof(((struct hg_grid_params *)0)->crs)] = IO_LONLAT;
    enum hg_status status = hg_grid_create(&degrees, &world, err);
    if (status == HG_OK)
        status = hg_open_ready_grid(path, variable, HG_COUNT, world, &raster, &way, err);
    if (status == HG_OK && raster->source) /* text has no metadata */
        status = read_metadata(path, raster, crs, sizeof(crs), &about, err);
    if (status == HG_OK && crs[0] != '\0')
        status = make_grid(raster, crs, &about.grid, err);
    if (status == HG_OK) {
        if (raster->source && raster->source->unit)
            (void)snprintf(about.unit, sizeof(about.unit), "%s", raster->source->unit);
        *out = about;
    }
    hg_raster_destroy(raster);
    hg_transform_finish(&way);
    hg_grid_destroy(world);
    return status;
}

/* raster_read.c - rasters of strangers: checked before they are believed */
#include "io/gdal.h"
#include "io/transform.h"
#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_string.h>
#include <hotgrid/raster_file.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A TIFF of 4 KB may claim a million by a million pixels in blocks of 34 GB, and opens.
 */
enum { MAX_SIDE = 65536, MAX_BANDS = 4096 };
static const double MAX_BLOCK_BYTES = 256.0 * 1024 * 1024;

/* A raster file while it is read. */
struct source {
    const char *path;
    GDALDatasetH dataset;
    GDALRasterBandH band;
    bool masked;
    double scale, offset;
    GByte *mask;
};

/* A netCDF file of several variables is a list of datasets NETCDF:"path":variable. */
static enum hg_status open_variable(struct source *s, const char *variable,
                                    struct hg_error *err)
{
    static const char *const drivers[] = {"netCDF", NULL};
    char name[4096];
    if (strchr(s->path, '"') || strpbrk(variable, "\":"))
        return hg_fail(err, HG_E_INPUT,
                       "%s: quotes and colons cannot stand in the name "
                       "of a netCDF file or variable",
                       s->path);
    const int n = snprintf(name, sizeof(name), "NETCDF:\"%s\":%s", s->path, variable);
    if (n < 0 || (size_t)n >= sizeof(name))
        return hg_fail(err, HG_E_INPUT, "%s: the path is too long", s->path);
    CPLErrorReset();
    GDALDatasetH dataset =
        GDALOpenEx(name, GDAL_OF_RASTER | GDAL_OF_READONLY, drivers, NULL, NULL);
    if (!dataset || GDALGetRasterCount(dataset) == 0) {
        if (dataset)
            GDALClose(dataset);
        return hg_fail(err, HG_E_INPUT, "%s: has no variable \"%s\" on a grid (%s)",
                       s->path, variable, io_gdal_message());
    }
    GDALClose(s->dataset);
    s->dataset = dataset;
    return HG_OK;
}

/* Name of the first variable of a netCDF file, as GDAL lists it; "" when there is none.
 */
static void first_variable(const struct source *s, char *name, size_t size)
{
    CSLConstList list = GDALGetMetadata(s->dataset, "SUBDATASETS");
    const char *first = list ? CSLFetchNameValue(list, "SUBDATASET_1_NAME") : NULL;
    const char *colon = first ? strrchr(first, ':') : NULL;
    (void)snprintf(name, size, "%s", colon ? colon + 1 : "");
}

static enum hg_status open_band(struct source *s, const char *variable,
                                struct hg_error *err)
{
    enum hg_status status = io_open_raster(s->path, &s->dataset, err);
    if (status != HG_OK)
        return status;
    const bool netcdf =
        strcmp(GDALGetDriverShortName(GDALGetDatasetDriver(s->dataset)), "netCDF") == 0;
    char first[256] = "";
    if (netcdf && !variable && GDALGetRasterCount(s->dataset) == 0)
        first_variable(s, first, sizeof(first));
    if (netcdf && (variable || first[0] != '\0'))
        status = open_variable(s, variable ? variable : first, err);
    if (status == HG_OK && GDALGetRasterCount(s->dataset) == 0)
        status = hg_fail(err, HG_E_INPUT, "%s: has no band", s->path);
    return status;
}

static enum hg_status check_size(const struct source *s, struct hg_error *err)
{
    const int ncol = GDALGetRasterXSize(s->dataset),
              nrow = GDALGetRasterYSize(s->dataset),
              bands = GDALGetRasterCount(s->dataset);
    if (ncol > MAX_SIDE || nrow > MAX_SIDE || bands > MAX_BANDS)
        return hg_fail(err, HG_E_LIMIT,
                       "%s: is %d x %d pixels in %d bands, more than 65536 x 65536 in "
                       "4096; cut out what the grid needs (gdal_translate -projwin)",
                       s->path, ncol, nrow, bands);
    int block_ncol = 0, block_nrow = 0;
    GDALRasterBandH band = GDALGetRasterBand(s->dataset, 1);
    GDALGetBlockSize(band, &block_ncol, &block_nrow);
    const double bytes = (double)block_ncol * block_nrow *
                         GDALGetDataTypeSizeBytes(GDALGetRasterDataType(band));
    if (bytes > MAX_BLOCK_BYTES)
        return hg_fail(err, HG_E_LIMIT,
                       "%s: has blocks of %.0f bytes, more than 256 MiB; tile it "
                       "(gdal_translate -co TILED=YES)",
                       s->path, bytes);
    return HG_OK;
}

static enum hg_status check_band(struct source *s, struct hg_error *err)
{
    s->band = GDALGetRasterBand(s->dataset, 1);
    if (GDALDataTypeIsComplex(GDALGetRasterDataType(s->band)))
        return hg_fail(err, HG_E_INPUT, "%s: has complex numbers", s->path);
    int has_scale = 0, has_offset = 0;
    const double scale = GDALGetRasterScale(s->band, &has_scale),
                 offset = GDALGetRasterOffset(s->band, &has_offset);
    s->scale = has_scale ? scale : 1;
    s->offset = has_offset ? offset : 0;
    if (!isfinite(s->scale) || !isfinite(s->offset))
        return hg_fail(err, HG_E_INPUT, "%s: its scale or offset is not a number",
                       s->path);
    /* Nodata in all its types and masks within the file are one to GDAL. */
    s->masked = !(GDALGetMaskFlags(s->band) & GMF_ALL_VALID);
    return HG_OK;
}

static enum hg_status read_affine(const struct source *s, struct hg_raster *raster,
                                  struct hg_error *err)
{
    double a[6];
    if (GDALGetGeoTransform(s->dataset, a) != CE_None)
        return hg_fail(err, HG_E_INPUT,
                       "%s: does not say where it lies; give it its corners "
                       "(gdal_translate -a_ullr)",
                       s->path);
    if (a[2] != 0 || a[4] != 0)
        return hg_fail(err, HG_E_INPUT,
                       "%s: is rotated; warp it to rows and columns (gdalwarp)", s->path);
    const double end_x = a[0] + a[1] * raster->ncol, end_y = a[3] + a[5] * raster->nrow;
    if (!isfinite(end_x) || !isfinite(end_y) || a[1] == 0 || a[5] == 0)
        return hg_fail(err, HG_E_INPUT, "%s: its pixels have no size", s->path);
    raster->x0 = a[0];
    raster->y0 = a[3];
    raster->dx = a[1];
    raster->dy = a[5];
    return HG_OK;
}

/* Degrees that count from Greenwich: whatever the datum, areas are those of WGS 84 to
 * 0.1 %. */
static bool is_lonlat(OGRSpatialReferenceH srs)
{
    return OSRIsGeographic(srs) && !OSRIsDerivedGeographic(srs) &&
           fabs(OSRGetAngularUnits(srs, NULL) - M_PI / 180) < 1e-12 &&
           OSRGetPrimeMeridian(srs, NULL) == 0;
}

struct turning {
    double middle; /* of the grid */
};

static void turn(void *context, size_t n, double *x, double *y)
{
    const struct turning *turning = context;
    (void)y;
    for (size_t i = 0; i < n; i++)
        if (fabs(x[i] - turning->middle) > 180)
            x[i] -= 360 * round((x[i] - turning->middle) / 360);
}

/* Between degrees and degrees: the identity where the raster lies within half a turn of
 * the middle of the grid, else whole turns. */
static enum hg_status turn_to_grid(const struct hg_raster *raster,
                                   const struct hg_grid *grid, struct hg_transform *out,
                                   struct hg_error *err)
{
    const double middle = io_crs_middle(grid);
    const double end = raster->x0 + raster->dx * raster->ncol, slack = 1e-9;
    if (fabs(raster->x0 - middle) <= 180 + slack && fabs(end - middle) <= 180 + slack)
        return io_transform_create(IO_LONLAT, IO_LONLAT, out, err);
    struct turning *turning = malloc(sizeof(*turning));
    if (!turning)
        return hg_fail(err, HG_E_MEMORY, "%s: no memory", raster->path);
    turning->middle = middle;
    *out = (struct hg_transform){.context = turning, .apply = turn, .finish = free};
    return HG_OK;
}

static enum hg_status find_way(const struct source *s, struct hg_raster *raster,
                               const struct hg_grid *grid, struct hg_transform *out,
                               struct hg_error *err)
{
    OGRSpatialReferenceH srs = GDALGetSpatialRef(s->dataset);
    char *wkt = srs ? io_srs_wkt(srs) : NULL;
    if (!wkt)
        return hg_fail(err, HG_E_INPUT,
                       "%s: has no coordinate system; give it one (gdal_translate -a_srs "
                       "EPSG:4326)",
                       s->path);
    struct hg_error reason = {0};
    enum hg_status status;
    raster->lonlat = is_lonlat(srs);
    if (raster->lonlat && hg_grid_params(grid)->kind == HG_GRID_LONLAT &&
        io_crs_is_wgs84(wkt))
        status = turn_to_grid(raster, grid, out, &reason);
    else
        status = io_transform_create(wkt, hg_grid_params(grid)->crs, out, &reason);
    if (status != HG_OK)
        status = hg_fail(err, status, "%s: %s", s->path, reason.message);
    CPLFree(wkt);
    return status;
}

static enum hg_status read_row(const struct source *s, struct hg_raster *raster,
                               uint32_t row, struct hg_error *err)
{
    const int ncol = (int)raster->ncol;
    float *value = raster->value + (size_t)row * raster->ncol;
    if (GDALRasterIO(s->band, GF_Read, 0, (int)row, ncol, 1, value, ncol, 1, GDT_Float32,
                     0, 0) != CE_None ||
        (s->masked && GDALRasterIO(GDALGetMaskBand(s->band), GF_Read, 0, (int)row, ncol,
                                   1, s->mask, ncol, 1, GDT_Byte, 0, 0) != CE_None))
        return hg_fail(err, HG_E_INPUT, "%s: row %u cannot be read: %s", s->path, row + 1,
                       io_gdal_message());
    for (uint32_t col = 0; col < raster->ncol; col++) {
        if ((s->masked && s->mask[col] == 0) || !isfinite(value[col]))
            value[col] = NAN;
        else if (s->scale != 1 || s->offset != 0)
            value[col] = (float)((double)value[col] * s->scale + s->offset);
        if (value[col] < 0)
            return hg_fail(err, HG_E_INPUT,
                           "%s: the pixel in column %u, row %u (%.10g, %.10g) is %g; "
                           "values must be 0 or more (is nodata set?)",
                           s->path, col + 1, row + 1,
                           raster->x0 + (col + 0.5) * raster->dx,
                           raster->y0 + (row + 0.5) * raster->dy, (double)value[col]);
    }
    return HG_OK;
}

static enum hg_status read_values(struct source *s, struct hg_raster *raster,
                                  struct hg_error *err)
{
    const size_t n = (size_t)raster->ncol * raster->nrow;
    raster->value = calloc(n, sizeof(*raster->value));
    s->mask = malloc(raster->ncol);
    if (!raster->value || !s->mask)
        return hg_fail(err, HG_E_MEMORY, "%s: no memory for %u x %u pixels", s->path,
                       raster->ncol, raster->nrow);
    enum hg_status status = HG_OK;
    for (uint32_t row = 0; status == HG_OK && row < raster->nrow; row++)
        status = read_row(s, raster, row, err);
    return status;
}

static enum hg_status read_raster(struct source *s, const char *variable,
                                  const struct hg_grid *grid, struct hg_raster *raster,
                                  struct hg_transform *to_grid, struct hg_error *err)
{
    enum hg_status status = open_band(s, variable, err);
    if (status == HG_OK)
        status = check_size(s, err);
    if (status == HG_OK)
        status = check_band(s, err);
    if (status != HG_OK)
        return status;
    raster->ncol = (uint32_t)GDALGetRasterXSize(s->dataset);
    raster->nrow = (uint32_t)GDALGetRasterYSize(s->dataset);
    raster->path = strdup(s->path);
    if (!raster->path)
        return hg_fail(err, HG_E_MEMORY, "%s: no memory", s->path);
    status = read_affine(s, raster, err);
    if (status == HG_OK)
        status = find_way(s, raster, grid, to_grid, err);
    return status == HG_OK ? read_values(s, raster, err) : status;
}

enum hg_status hg_read_raster(const char *path, const char *variable,
                              enum hg_quantity quantity, const struct hg_grid *grid,
                              struct hg_raster **out, struct hg_transform *to_grid,
                              struct hg_error *err)
{
    struct source s = {.path = path};
    struct hg_transform way = {0};
    struct hg_raster *raster = calloc(1, sizeof(*raster));
    if (!raster)
        return hg_fail(err, HG_E_MEMORY, "%s: no memory", path);
    raster->quantity = quantity;
    const enum hg_status status = read_raster(&s, variable, grid, raster, &way, err);
    if (status == HG_OK) {
        *out = raster;
        *to_grid = way;
    } else {
        hg_raster_destroy(raster);
        hg_transform_finish(&way);
    }
    if (s.dataset)
        GDALClose(s.dataset);
    free(s.mask);
    return status;
}

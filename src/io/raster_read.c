/* raster_read.c - rasters of strangers: checked before they are believed */
#include "io/gdal.h"
#include "io/netcdf_axes.h"
#include "io/netcdf_open.h"
#include "io/raster_way.h"
#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_string.h>
#include <float.h>
#include <hotgrid/raster_file.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A TIFF of 4 KB may claim a million by a million pixels in blocks of 34 GB, and opens.
 */
enum { MAX_SIDE = 65536, MAX_BANDS = 4096 };
static const double MAX_BLOCK_BYTES = 256.0 * 1024 * 1024;

/* A raster file while it is open. */
struct source {
    char *path;
    GDALDatasetH dataset;
    GDALRasterBandH band;
    bool masked;
    bool degrees; /* a netCDF file says so, though it has no crs */
    double scale, offset;
    size_t mask_size;
    GByte *mask;
};

static bool is_netcdf(const struct source *s)
{
    return strcmp(GDALGetDriverShortName(GDALGetDatasetDriver(s->dataset)), "netCDF") ==
           0;
}

static enum hg_status open_band(struct source *s, const char *variable,
                                struct hg_error *err)
{
    enum hg_status status = io_open_raster(s->path, &s->dataset, err);
    if (status == HG_OK && is_netcdf(s))
        status = io_netcdf_open(s->path, variable, &s->dataset, err);
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

/* Nodata in all its types and masks within the file are one to GDAL, which reads all
 * pixels once more for it.  Where nodata is NaN they tell it themselves. */
static bool has_mask(GDALRasterBandH band)
{
    int has_nodata = 0;
    const int flags = GDALGetMaskFlags(band);
    const bool floats = GDALDataTypeIsFloating(GDALGetRasterDataType(band));
    if (flags == GMF_NODATA && floats)
        return !isnan(GDALGetRasterNoDataValue(band, &has_nodata));
    return !(flags & GMF_ALL_VALID);
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
    s->masked = has_mask(s->band);
    return HG_OK;
}

static enum hg_status read_affine(struct source *s, struct hg_raster *raster,
                                  struct hg_error *err)
{
    double a[6];
    const char *variable =
        is_netcdf(s) ? GDALGetMetadataItem(s->band, "NETCDF_VARNAME", NULL) : NULL;
    if (variable) {
        const enum hg_status status =
            io_netcdf_axes(s->path, variable, raster, &s->degrees, err);
        if (status != HG_OK || s->degrees)
            return status;
    }
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

static enum hg_status find_way(const struct source *s, struct hg_raster *raster,
                               const struct hg_grid *grid, struct hg_transform *out,
                               struct hg_error *err)
{
    OGRSpatialReferenceH srs = GDALGetSpatialRef(s->dataset);
    if (!srs && !s->degrees)
        return hg_fail(err, HG_E_INPUT,
                       "%s: has no coordinate system; give it one (gdal_translate -a_srs "
                       "EPSG:4326)",
                       s->path);
    return io_raster_way(srs, raster, grid, out, err);
}

/* Are all values numbers of 0 and more, or NaN?  Nearly all of nearly all files are. */
static bool all_plain(const float *value, size_t n)
{
    bool plain = true;
    for (size_t i = 0; i < n; i++)
        plain &= !(value[i] < 0) && !(value[i] > FLT_MAX);
    return plain;
}

/* Makes n values of a row what they mean, from column col on; mask is NULL where all are
 * valid. */
static enum hg_status settle_row(const struct source *s, const struct hg_raster *raster,
                                 const struct hg_pixels *row, const GByte *mask,
                                 float *value, struct hg_error *err)
{
    for (uint32_t i = 0; i < row->ncol; i++) {
        if (mask && mask[i] == 0)
            value[i] = NAN;
        else if (s->scale != 1 || s->offset != 0)
            value[i] = (float)((double)value[i] * s->scale + s->offset);
        if (value[i] < 0 || isinf(value[i]))
            return hg_fail(err, HG_E_INPUT,
                           "%s: the pixel in column %u, row %u (%.10g, %.10g) is %g; "
                           "values must be from 0 to 3.4e38 (is nodata set?)",
                           s->path, row->col + i + 1, row->row + 1,
                           raster->x0 + (row->col + i + 0.5) * raster->dx,
                           raster->y0 + (row->row + 0.5) * raster->dy, (double)value[i]);
    }
    return HG_OK;
}

static enum hg_status read_block(struct source *s, const struct hg_pixels *box,
                                 float *value, struct hg_error *err)
{
    const int col = (int)box->col, row = (int)box->row;
    const int ncol = (int)box->ncol, nrow = (int)box->nrow;
    const size_t size = (size_t)box->nrow * box->ncol;
    if (s->masked && s->mask_size < size) {
        free(s->mask);
        s->mask = malloc(size);
        s->mask_size = s->mask ? size : 0;
        if (!s->mask)
            return hg_fail(err, HG_E_MEMORY, "%s: no memory for the mask of %d rows",
                           s->path, nrow);
    }
    CPLErrorReset();
    if (GDALRasterIO(s->band, GF_Read, col, row, ncol, nrow, value, ncol, nrow,
                     GDT_Float32, 0, 0) == CE_None &&
        (!s->masked ||
         GDALRasterIO(GDALGetMaskBand(s->band), GF_Read, col, row, ncol, nrow, s->mask,
                      ncol, nrow, GDT_Byte, 0, 0) == CE_None))
        return HG_OK;
    return hg_fail(err, HG_E_INPUT, "%s: rows %d to %d cannot be read: %s", s->path,
                   row + 1, row + nrow, io_gdal_message());
}

static enum hg_status read_values(void *context, const struct hg_raster *raster,
                                  const struct hg_pixels *box, float *value,
                                  struct hg_error *err)
{
    struct source *s = context;
    enum hg_status status = read_block(s, box, value, err);
    const bool as_it_stands = !s->masked && s->scale == 1 && s->offset == 0;
    for (uint32_t i = 0; status == HG_OK && i < box->nrow; i++) {
        float *values = value + (size_t)i * box->ncol;
        const GByte *mask = s->masked ? s->mask + (size_t)i * box->ncol : NULL;
        const struct hg_pixels row = {box->col, box->row + i, box->ncol, 1};
        if (!as_it_stands || !all_plain(values, box->ncol))
            status = settle_row(s, raster, &row, mask, values, err);
    }
    return status;
}

static void source_finish(void *context)
{
    struct source *s = context;
    if (s->dataset)
        GDALClose(s->dataset);
    free(s->path);
    free(s->mask);
    free(s);
}

static enum hg_status open_raster(struct source *s, const char *variable,
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
    int block_ncol = 0, block_nrow = 0;
    GDALGetBlockSize(s->band, &block_ncol, &block_nrow);
    raster->source->rows_at_once = (uint32_t)block_nrow;
    raster->ncol = (uint32_t)GDALGetRasterXSize(s->dataset);
    raster->nrow = (uint32_t)GDALGetRasterYSize(s->dataset);
    const char *unit = GDALGetRasterUnitType(s->band);
    raster->source->n_band = (uint32_t)GDALGetRasterCount(s->dataset);
    raster->source->unit = unit && unit[0] != '\0' ? strdup(unit) : NULL;
    if (unit && unit[0] != '\0' && !raster->source->unit)
        return hg_fail(err, HG_E_MEMORY, "%s: no memory", s->path);
    status = read_affine(s, raster, err);
    return status == HG_OK ? find_way(s, raster, grid, to_grid, err) : status;
}

/* A raster with nothing but its source; NULL without memory. */
static struct hg_raster *make_raster(const char *path, enum hg_quantity quantity)
{
    struct hg_raster *raster = calloc(1, sizeof(*raster));
    struct hg_raster_source *source = calloc(1, sizeof(*source));
    struct source *s = calloc(1, sizeof(*s));
    char *const name = strdup(path), *const own = strdup(path);
    if (!raster || !source || !s || !name || !own) {
        free(raster);
        free(source);
        free(s);
        free(name);
        free(own);
        return NULL;
    }
    s->path = own;
    *source = (struct hg_raster_source){
        .context = s, .rows_at_once = 1, .read = read_values, .finish = source_finish};
    *raster = (struct hg_raster){.quantity = quantity, .path = name, .source = source};
    return raster;
}

enum hg_status hg_open_raster(const char *path, const char *variable,
                              enum hg_quantity quantity, const struct hg_grid *grid,
                              struct hg_raster **out, struct hg_transform *to_grid,
                              struct hg_error *err)
{
    struct hg_transform way = {0};
    struct hg_raster *raster = make_raster(path, quantity);
    if (!raster) {
        (void)hg_fail(err, HG_E_MEMORY, "%s: no memory", path);
        return HG_E_MEMORY;
    }
    const enum hg_status status =
        open_raster(raster->source->context, variable, grid, raster, &way, err);
    if (status != HG_OK) {
        hg_raster_destroy(raster);
        hg_transform_finish(&way);
        return status;
    }
    *out = raster;
    *to_grid = way;
    return HG_OK;
}

/* layer_read.c - a finished layer, with where it lies and what it says of itself */
#include "io/gdal.h"
#include "io/transform.h"
#include <cpl_conv.h>
#include <cpl_error.h>
#include <hotgrid/arena.h>
#include <hotgrid/large.h>
#include <hotgrid/layer_read.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_SIDE = 65536, BAND = 1 };

struct source {
    const char *path;
    GDALDatasetH dataset;
    GDALRasterBandH band;
    struct hg_layer_read *layer;
};

void hg_layer_read_destroy(struct hg_layer_read *layer)
{
    if (!layer)
        return;
    hg_grid_destroy(layer->grid);
    hg_transform_finish(&layer->from_lonlat);
    hg_transform_finish(&layer->to_lonlat);
    hg_arena_destroy(layer->arena);
    free(layer->value);
    free(layer);
}

static enum hg_status no_memory(const struct source *s, struct hg_error *err)
{
    return hg_fail(err, HG_E_MEMORY, "%s: no memory to read it", s->path);
}

/* The crs as WKT, and the ways to and from it. */
static enum hg_status find_ways(const struct source *s, enum hg_grid_kind *kind,
                                struct hg_error *err)
{
    OGRSpatialReferenceH srs = GDALGetSpatialRef(s->dataset);
    char *wkt = srs ? io_srs_wkt(srs) : NULL;
    if (!wkt)
        return hg_fail(err, HG_E_INPUT,
                       "%s: has no coordinate system; give it one (gdal_translate -a_srs "
                       "EPSG:4326)",
                       s->path);
    *kind = io_crs_is_wgs84(wkt) ? HG_GRID_LONLAT : HG_GRID_PROJECTED;
    enum hg_status status =
        io_transform_create(IO_LONLAT, wkt, &s->layer->from_lonlat, err);
    if (status == HG_OK)
        status = io_transform_create(wkt, IO_LONLAT, &s->layer->to_lonlat, err);
    CPLFree(wkt);
    return status;
}

static enum hg_status make_grid(const struct source *s, struct hg_error *err)
{
    const int ncol = GDALGetRasterXSize(s->dataset),
              nrow = GDALGetRasterYSize(s->dataset);
    double a[6];
    if (ncol > MAX_SIDE || nrow > MAX_SIDE)
        return hg_fail(err, HG_E_LIMIT, "%s: is %d x %d pixels, more than 65536 x 65536",
                       s->path, ncol, nrow);
    if (GDALGetGeoTransform(s->dataset, a) != CE_None || a[2] != 0 || a[4] != 0 ||
        !(a[1] > 0) || !(a[5] < 0))
        return hg_fail(
            err, HG_E_INPUT,
            "%s: does not say where it lies, in rows from north to south; warp "
            "it (gdalwarp)",
            s->path);
    struct hg_grid_params params = {
        .box = {a[0], a[3] + a[5] * nrow, a[0] + a[1] * ncol, a[3]},
        .ncol = (uint32_t)ncol,
        .nrow = (uint32_t)nrow};
    (void)snprintf(params.crs, sizeof(params.crs), "%s", IO_LONLAT);
    const enum hg_status status = find_ways(s, &params.kind, err);
    if (params.kind == HG_GRID_PROJECTED)
        params.crs[0] = '\0'; /* it may be longer than a grid file's; the ways know it */
    return status == HG_OK ? hg_grid_create(&params, &s->layer->grid, err) : status;
}

/* What is not valid becomes NaN; scale and offset are applied. */
static enum hg_status settle(const struct source *s, size_t n, uint8_t *mask,
                             struct hg_error *err)
{
    const int ncol = GDALGetRasterBandXSize(s->band),
              nrow = GDALGetRasterBandYSize(s->band);
    int has_scale = 0, has_offset = 0;
    const double scale = GDALGetRasterScale(s->band, &has_scale),
                 offset = GDALGetRasterOffset(s->band, &has_offset);
    float *value = s->layer->value;
    if (GDALRasterIO(GDALGetMaskBand(s->band), GF_Read, 0, 0, ncol, nrow, mask, ncol,
                     nrow, GDT_Byte, 0, 0) != CE_None)
        return hg_fail(err, HG_E_INPUT, "%s: its mask cannot be read: %s", s->path,
                       io_gdal_message());
    for (size_t i = 0; i < n; i++)
        if (!mask[i])
            value[i] = NAN;
    for (size_t i = 0; (has_scale || has_offset) && i < n; i++)
        value[i] = (float)((double)value[i] * (has_scale ? scale : 1) +
                           (has_offset ? offset : 0));
    return HG_OK;
}

/* Where NaN alone is nodata, the values are what they are. */
static bool needs_mask(GDALRasterBandH band)
{
    int has_nodata = 0, has_scale = 0, has_offset = 0;
    const double nodata = GDALGetRasterNoDataValue(band, &has_nodata);
    (void)GDALGetRasterScale(band, &has_scale);
    (void)GDALGetRasterOffset(band, &has_offset);
    const bool plain =
        has_nodata ? isnan(nodata) : GDALGetMaskFlags(band) & GMF_ALL_VALID;
    return !plain || has_scale || has_offset;
}

static enum hg_status read_values(const struct source *s, struct hg_error *err)
{
    const int ncol = GDALGetRasterXSize(s->dataset),
              nrow = GDALGetRasterYSize(s->dataset);
    const size_t n = (size_t)ncol * (size_t)nrow, size = n * sizeof(float);
    s->layer->classes = GDALGetRasterDataType(s->band) == GDT_Byte;
    s->layer->value = hg_large(malloc(size), size);
    if (!s->layer->value)
        return no_memory(s, err);
    CPLErrorReset();
    if (GDALRasterIO(s->band, GF_Read, 0, 0, ncol, nrow, s->layer->value, ncol, nrow,
                     GDT_Float32, 0, 0) != CE_None)
        return hg_fail(err, HG_E_INPUT, "%s: cannot be read: %s", s->path,
                       io_gdal_message());
    if (!needs_mask(s->band))
        return HG_OK;
    uint8_t *mask = malloc(n);
    const enum hg_status status = mask ? settle(s, n, mask, err) : no_memory(s, err);
    free(mask);
    return status;
}

static enum hg_status read_words(const struct source *s, struct hg_error *err)
{
    struct hg_layer_read *layer = s->layer;
    struct {
        const char **out, *text;
    } words[] = {
        {&layer->title, GDALGetMetadataItem(s->dataset, "title", NULL)},
        {&layer->source, GDALGetMetadataItem(s->dataset, "source", NULL)},
        {&layer->unit, GDALGetRasterUnitType(s->band)},
        {&layer->description, GDALGetDescription(s->band)},
    };
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        const char *text = words[i].text ? words[i].text : "";
        *words[i].out = hg_arena_copy(layer->arena, text, strlen(text));
        if (!*words[i].out)
            return no_memory(s, err);
    }
    return HG_OK;
}

static enum hg_status read_all(struct source *s, struct hg_error *err)
{
    enum hg_status status = io_open_raster(s->path, &s->dataset, err);
    if (status != HG_OK)
        return status;
    s->band = GDALGetRasterBand(s->dataset, BAND);
    if (!s->band)
        return hg_fail(err, HG_E_INPUT, "%s: has no band", s->path);
    status = make_grid(s, err);
    if (status == HG_OK)
        status = read_values(s, err);
    return status == HG_OK ? read_words(s, err) : status;
}

enum hg_status hg_read_layer(const char *path, struct hg_layer_read **out,
                             struct hg_error *err)
{
    struct source s = {.path = path, .layer = calloc(1, sizeof(*s.layer))};
    enum hg_status status =
        s.layer && (s.layer->arena = hg_arena_create()) ? HG_OK : no_memory(&s, err);
    if (status == HG_OK)
        status = read_all(&s, err);
    if (s.dataset)
        GDALClose(s.dataset);
    if (status == HG_OK) {
        *out = s.layer;
        s.layer = NULL;
    }
    hg_layer_read_destroy(s.layer);
    return status;
}

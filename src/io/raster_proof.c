/* raster_proof.c - a GeoTIFF of a layer read again and compared with what it was to hold
 */
#include "io/raster_proof.h"
#include "io/file_crs.h"
#include "io/transform.h"
#include <cpl_conv.h>
#include <cpl_vsi.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NO_CLASS = 255 };

struct proof {
    const struct hg_layer_file *layer;
    const uint8_t *bytes; /* the file's */
    size_t length;
    GDALDatasetH file;
    GDALRasterBandH band;
    int ncol, nrow;    /* of the layer */
    int width, height; /* of a block */
    size_t cell;       /* bytes of one */
    const uint8_t *wrote;
};

/* The same bits; a NaN may be another NaN. */
static bool same_cells(const struct proof *p, const uint8_t *wrote, const uint8_t *read,
                       size_t n)
{
    if (memcmp(wrote, read, n * p->cell) == 0)
        return true;
    if (p->cell == 1)
        return false;
    for (size_t i = 0; i < n; i++) {
        float a, b;
        memcpy(&a, wrote + i * sizeof(a), sizeof(a));
        memcpy(&b, read + i * sizeof(b), sizeof(b));
        if (!(a == b || (isnan(a) && isnan(b))))
            return false;
    }
    return true;
}

/* One block of the file, whole; where it has none, all is nodata. */
static bool read_block(const struct proof *p, int x, int y, uint8_t *block)
{
    const size_t n = (size_t)p->width * (size_t)p->height;
    char item[2][48];
    (void)snprintf(item[0], sizeof(item[0]), "BLOCK_OFFSET_%d_%d", x, y);
    (void)snprintf(item[1], sizeof(item[1]), "BLOCK_SIZE_%d_%d", x, y);
    const char *text = GDALGetMetadataItem(p->band, item[0], "TIFF");
    if (!text) {
        for (size_t i = 0; i < n; i++)
            if (p->cell == 1)
                block[i] = NO_CLASS;
            else
                memcpy(block + i * sizeof(float), &(float){NAN}, sizeof(float));
        return true;
    }
    const size_t at = strtoull(text, NULL, 10);
    text = GDALGetMetadataItem(p->band, item[1], "TIFF");
    const size_t length = text ? strtoull(text, NULL, 10) : 0;
    if (length > p->length || at > p->length - length)
        return false;
    size_t found = 0;
    return CPLZLibInflate(p->bytes + at, length, block, n * p->cell, &found) &&
           found == n * p->cell;
}

static bool same_block(const struct proof *p, int x, int y, const uint8_t *block)
{
    const int left = x * p->width, top = y * p->height;
    const int ncol = p->ncol - left < p->width ? p->ncol - left : p->width;
    const int nrow = p->nrow - top < p->height ? p->nrow - top : p->height;
    for (int row = 0; row < nrow; row++) {
        const size_t first = (size_t)(top + row) * (size_t)p->ncol + (size_t)left;
        if (!same_cells(p, p->wrote + first * p->cell,
                        block + (size_t)row * (size_t)p->width * p->cell, (size_t)ncol))
            return false;
    }
    return true;
}

/* GDAL asks libtiff for the rows of the layer alone, and of blocks that reach below it
 * libtiff then decodes only a part, with zlib, in twice the time of libdeflate. */
static bool same_deflated(const struct proof *p, uint8_t *block)
{
    for (int y = 0; y * p->height < p->nrow; y++)
        for (int x = 0; x * p->width < p->ncol; x++)
            if (!read_block(p, x, y, block) || !same_block(p, x, y, block))
                return false;
    return true;
}

static bool same_rows(const struct proof *p, uint8_t *rows)
{
    const size_t ncol = (size_t)p->ncol;
    for (int y = 0; y < p->nrow; y += p->height) {
        const int n = p->nrow - y < p->height ? p->nrow - y : p->height;
        if (GDALRasterIO(p->band, GF_Read, 0, y, p->ncol, n, rows, p->ncol, n,
                         p->cell == 1 ? GDT_Byte : GDT_Float32, 0, 0) != CE_None ||
            !same_cells(p, p->wrote + (size_t)y * ncol * p->cell, rows, (size_t)n * ncol))
            return false;
    }
    return true;
}

static bool same_nodata(const struct proof *p)
{
    int has = 0;
    const double nodata = GDALGetRasterNoDataValue(p->band, &has);
    return has && (p->cell == 1 ? nodata == NO_CLASS : isnan(nodata));
}

static bool same_shape(const struct proof *p)
{
    return GDALGetRasterXSize(p->file) == p->ncol &&
           GDALGetRasterYSize(p->file) == p->nrow && GDALGetRasterCount(p->file) == 1 &&
           GDALGetRasterDataType(p->band) == (p->cell == 1 ? GDT_Byte : GDT_Float32);
}

static enum io_proof prove_values(struct proof *p)
{
    p->band = GDALGetRasterBand(p->file, 1);
    if (!p->band || !same_shape(p) || !same_nodata(p))
        return IO_OTHER_VALUES;
    GDALGetBlockSize(p->band, &p->width, &p->height);
    const char *how = GDALGetMetadataItem(p->file, "COMPRESSION", "IMAGE_STRUCTURE");
    const bool deflated = how && strcmp(how, "DEFLATE") == 0;
    uint8_t *room =
        malloc((size_t)(deflated ? p->width : p->ncol) * (size_t)p->height * p->cell);
    if (!room)
        return IO_NO_MEMORY;
    const bool same = deflated ? same_deflated(p, room) : same_rows(p, room);
    free(room);
    return same ? IO_PROVEN : IO_OTHER_VALUES;
}

static bool same_crs(const struct proof *p, const char *wkt)
{
    /* EPSG:3035 names its north axis first, but files have x first. */
    static const char *const options[] = {"IGNORE_DATA_AXIS_TO_SRS_AXIS_MAPPING=YES",
                                          NULL};
    const struct hg_grid *grid = p->layer->grid;
    if (io_file_crs_known(grid, p->bytes, p->length))
        return true;
    OGRSpatialReferenceH wrote = io_grid_srs(grid), read = GDALGetSpatialRef(p->file);
    const bool same = wrote && read && OSRIsSameEx(wrote, read, options);
    if (wrote)
        OSRRelease(wrote);
    if (same)
        io_file_crs_learn(grid, wkt, p->bytes, p->length);
    return same;
}

static bool same_place(const struct proof *p, GDALDatasetH source)
{
    double wrote[6], read[6];
    if (GDALGetGeoTransform(source, wrote) != CE_None ||
        GDALGetGeoTransform(p->file, read) != CE_None)
        return false;
    for (size_t i = 0; i < 6; i++)
        if (fabs(read[i] - wrote[i]) > 1e-12 * fabs(wrote[i]))
            return false;
    return true;
}

static bool same_metadata(const struct proof *p)
{
    for (size_t i = 0; i < p->layer->n_metadata; i++) {
        const char *text = GDALGetMetadataItem(p->file, p->layer->key[i], NULL);
        if (!text || strcmp(text, p->layer->text[i]) != 0)
            return false;
    }
    return true;
}

enum io_proof io_prove_raster(const struct hg_layer_file *layer, GDALDatasetH source,
                              const char *wkt, const char *name)
{
    static const char *const drivers[] = {"GTiff", NULL};
    vsi_l_offset length = 0;
    struct proof p = {
        .layer = layer,
        .bytes = VSIGetMemFileBuffer(name, &length, FALSE),
        .file = GDALOpenEx(name, GDAL_OF_RASTER | GDAL_OF_READONLY, drivers, NULL, NULL),
        .ncol = GDALGetRasterXSize(source),
        .nrow = GDALGetRasterYSize(source),
        .cell = layer->value ? sizeof(float) : 1,
        .wrote = layer->value ? (const void *)layer->value : layer->class_value,
    };
    p.length = length;
    if (!p.file)
        return IO_UNREADABLE;
    enum io_proof proof;
    if (!same_place(&p, source) || !same_crs(&p, wkt))
        proof = IO_OTHER_PLACE;
    else if (!same_metadata(&p))
        proof = IO_OTHER_METADATA;
    else
        proof = prove_values(&p);
    GDALClose(p.file);
    return proof;
}

/* raster_write.c - layers as Cloud-Optimised GeoTIFFs, in memory and proven */
#include "io/file_crs.h"
#include "io/gdal.h"
#include "io/overviews.h"
#include "io/raster_proof.h"
#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <hotgrid/raster_file.h>
#include <hotgrid/text.h>
#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 512, NO_CLASS = 255 };

/* A layer on its way into a file of GDAL's memory. */
struct encoding {
    const struct hg_layer_file *layer;
    int ncol, nrow;
    char *wkt; /* the crs of the file */
    GDALDatasetH source;
    char name[64]; /* "/vsimem/...", of this call alone */
    size_t n_error;
    char error[256]; /* the first */
};

/* GDAL goes on after many errors: whatever it calls a failure spoils the layer. */
static void CPL_STDCALL count_errors(CPLErr class, CPLErrorNum number,
                                     const char *message)
{
    struct encoding *e = CPLGetErrorHandlerUserData();
    (void)number;
    if (class < CE_Failure)
        return;
    if (e->n_error++ == 0)
        (void)snprintf(e->error, sizeof(e->error), "%s", message);
}

static enum hg_status fail(const struct encoding *e, const char *what,
                           struct hg_error *err)
{
    return hg_fail(err, HG_E_OUTPUT, "layer \"%s\": %s%s%s",
                   e->layer->description ? e->layer->description : "", what,
                   e->n_error > 0 ? ": " : "", e->error);
}

/* The layer's own memory as a dataset: nothing is copied. */
static bool wrap_values(struct encoding *e)
{
    const struct hg_layer_file *layer = e->layer;
    char option[64];
    (void)snprintf(option, sizeof(option), "DATAPOINTER=%p",
                   layer->value ? (const void *)layer->value
                                : (const void *)layer->class_value);
    char *options[] = {option, NULL};

    e->source =
        GDALCreate(GDALGetDriverByName("MEM"), "", e->ncol, e->nrow, 0, GDT_Byte, NULL);
    return e->source && GDALAddBand(e->source, layer->value ? GDT_Float32 : GDT_Byte,
                                    options) == CE_None;
}

static bool set_place(struct encoding *e)
{
    const struct hg_grid_params *p = hg_grid_params(e->layer->grid);
    double affine[6] = {p->box.west, (p->box.east - p->box.west) / p->ncol,
                        0,           p->box.north,
                        0,           (p->box.south - p->box.north) / p->nrow};
    e->wkt = io_file_crs_wkt(e->layer->grid);
    OGRSpatialReferenceH srs = e->wkt ? OSRNewSpatialReference(e->wkt) : NULL;
    const bool ok = srs && GDALSetSpatialRef(e->source, srs) == CE_None &&
                    GDALSetGeoTransform(e->source, affine) == CE_None;
    if (srs)
        OSRRelease(srs);
    return ok;
}

struct statistics {
    size_t n, n_valid;
    double minimum, maximum, mean, deviation;
};

static bool value_at(const struct hg_layer_file *layer, size_t i, double *value)
{
    *value = layer->value ? (double)layer->value[i] : (double)layer->class_value[i];
    return layer->value ? !isnan(layer->value[i]) : layer->class_value[i] != NO_CLASS;
}

/* In two passes: deviations from the mean do not cancel. */
static struct statistics statistics_of(const struct hg_layer_file *layer)
{
    struct statistics s = {
        .n = hg_grid_cells(layer->grid), .minimum = INFINITY, .maximum = -INFINITY};
    double sum = 0, squares = 0, value;
    for (size_t i = 0; i < s.n; i++) {
        if (!value_at(layer, i, &value))
            continue;
        s.n_valid++;
        sum += value;
        s.minimum = value < s.minimum ? value : s.minimum;
        s.maximum = value > s.maximum ? value : s.maximum;
    }
    s.mean = s.n_valid > 0 ? sum / (double)s.n_valid : NAN;
    for (size_t i = 0; i < s.n; i++)
        if (value_at(layer, i, &value))
            squares += (value - s.mean) * (value - s.mean);
    s.deviation = s.n_valid > 0 ? sqrt(squares / (double)s.n_valid) : NAN;
    return s;
}

static bool set_number(GDALRasterBandH band, const char *key, double value)
{
    char text[HG_DOUBLE_TEXT];
    return GDALSetMetadataItem(band, key, hg_text_double(value, text), NULL) == CE_None;
}

static bool set_statistics(GDALRasterBandH band, const struct hg_layer_file *layer)
{
    const struct statistics s = statistics_of(layer);
    if (s.n_valid == 0)
        return true;
    return set_number(band, "STATISTICS_MINIMUM", s.minimum) &&
           set_number(band, "STATISTICS_MAXIMUM", s.maximum) &&
           set_number(band, "STATISTICS_MEAN", s.mean) &&
           set_number(band, "STATISTICS_STDDEV", s.deviation) &&
           set_number(band, "STATISTICS_VALID_PERCENT",
                      100 * (double)s.n_valid / (double)s.n);
}

/* GeoTIFF has a place for colours of classes, but none for their names. */
static bool set_classes(GDALRasterBandH band, const struct hg_layer_file *layer)
{
    GDALColorTableH table = GDALCreateColorTable(GPI_RGB);
    bool ok = table != NULL;
    for (size_t i = 0; ok && i < layer->n_class; i++) {
        const struct hg_class_entry *entry = &layer->entry[i];
        const GDALColorEntry colour = {entry->red, entry->green, entry->blue, 255};
        char key[16];
        (void)snprintf(key, sizeof(key), "CLASS_%u", (unsigned)entry->value);
        GDALSetColorEntry(table, entry->value, &colour);
        ok = GDALSetMetadataItem(band, key, entry->name ? entry->name : "", NULL) ==
             CE_None;
    }
    ok = ok && GDALSetRasterColorTable(band, table) == CE_None &&
         GDALSetRasterColorInterpretation(band, GCI_PaletteIndex) == CE_None;
    if (table)
        GDALDestroyColorTable(table);
    return ok;
}

static bool set_description(const struct encoding *e)
{
    const struct hg_layer_file *layer = e->layer;
    GDALRasterBandH band = GDALGetRasterBand(e->source, 1);
    GDALSetDescription(band, layer->description ? layer->description : "");
    bool ok = GDALSetRasterUnitType(band, layer->unit ? layer->unit : "") == CE_None &&
              GDALSetRasterNoDataValue(band, layer->value ? NAN : NO_CLASS) == CE_None &&
              set_statistics(band, layer);
    if (ok && layer->class_value && layer->n_class > 0)
        ok = set_classes(band, layer);
    for (size_t i = 0; ok && i < layer->n_metadata; i++)
        ok = GDALSetMetadataItem(e->source, layer->key[i], layer->text[i], NULL) ==
             CE_None;
    return ok;
}

static bool write_file(struct encoding *e)
{
    static atomic_uint calls;
    (void)snprintf(e->name, sizeof(e->name), "/vsimem/hotgrid-%u.tif",
                   atomic_fetch_add(&calls, 1u));
    char threads[32];
    (void)snprintf(threads, sizeof(threads), "NUM_THREADS=%u",
                   e->layer->threads < 1    ? 1
                   : e->layer->threads > 64 ? 64
                                            : e->layer->threads);
    /* Level 1 of libdeflate takes two thirds of the time of 5 and makes files that differ
     * from its by -1 to 5 %.  The predictor for floats triples the time of ZSTD and, as
     * most cells repeat their neighbours or nothing at all, makes files larger. */
    char *options[] = {e->layer->zstd ? "COMPRESS=ZSTD" : "COMPRESS=DEFLATE",
                       "LEVEL=1",
                       "PREDICTOR=NO",
                       "BLOCKSIZE=512",
                       "OVERVIEWS=FORCE_USE_EXISTING",
                       threads,
                       "SPARSE_OK=TRUE",
                       NULL};
    /* Else GDAL makes a crs of the GeoKeys that it has just written, to see whether one
     * is missing, which takes PROJ a sixth of all the time.  The proof reads them. */
    CPLSetThreadLocalConfigOption("GDAL_GEOREF_SOURCES", "NONE");
    GDALDatasetH file = GDALCreateCopy(GDALGetDriverByName("COG"), e->name, e->source,
                                       TRUE, options, NULL, NULL);
    CPLSetThreadLocalConfigOption("GDAL_GEOREF_SOURCES", NULL);
    if (!file)
        return false;
    GDALClose(file);
    return e->n_error == 0;
}

/* Reads back what a user would get. */
static enum hg_status prove_file(const struct encoding *e, struct hg_error *err)
{
    const enum io_proof proof = io_prove_raster(e->layer, e->source, e->wkt, e->name);
    if (proof == IO_UNREADABLE)
        return fail(e, "cannot be opened again", err);
    if (proof == IO_OTHER_PLACE)
        return hg_fail(err, HG_E_OUTPUT,
                       "GeoTIFF cannot hold the crs \"%s\"; take another, such as "
                       "EPSG:6933 or +proj=laea or +proj=aea on WGS 84",
                       hg_grid_params(e->layer->grid)->crs);
    if (proof == IO_OTHER_METADATA)
        return fail(e, "its metadata does not read back as it was written", err);
    if (proof == IO_NO_MEMORY)
        return hg_fail(err, HG_E_MEMORY, "no memory to read a layer back");
    if (proof == IO_OTHER_VALUES || e->n_error > 0)
        return fail(e, "does not read back as it was written", err);
    return HG_OK;
}

static enum hg_status encode(struct encoding *e, struct hg_error *err)
{
    if (!wrap_values(e) || !set_place(e) || !set_description(e))
        return fail(e, "cannot be described to GDAL", err);
    if (!io_build_overviews(e->source, e->layer->average ? e->layer->value : NULL, BLOCK))
        return fail(e, "its overviews cannot be computed", err);
    if (!write_file(e))
        return fail(e, "cannot be encoded", err);
    return prove_file(e, err);
}

static enum hg_status take_bytes(const struct encoding *e, uint8_t **bytes,
                                 size_t *length, struct hg_error *err)
{
    vsi_l_offset size = 0;
    const GByte *file = VSIGetMemFileBuffer(e->name, &size, FALSE);
    uint8_t *copy = file && size > 0 ? malloc(size) : NULL;
    if (!copy)
        return hg_fail(err, HG_E_MEMORY, "no memory for a layer of %llu bytes",
                       (unsigned long long)size);
    memcpy(copy, file, size);
    *bytes = copy;
    *length = size;
    return HG_OK;
}

enum hg_status hg_encode_geotiff(const struct hg_layer_file *layer, uint8_t **bytes,
                                 size_t *length, struct hg_error *err)
{
    const struct hg_grid_params *p = hg_grid_params(layer->grid);
    if (!layer->value == !layer->class_value)
        return hg_fail(err, HG_E_ARG, "a layer has values or classes");
    if (p->ncol > INT32_MAX || p->nrow > INT32_MAX)
        return hg_fail(err, HG_E_LIMIT, "a layer of %u x %u cells", p->ncol, p->nrow);

    struct encoding e = {.layer = layer, .ncol = (int)p->ncol, .nrow = (int)p->nrow};
    CPLPushErrorHandlerEx(count_errors, &e);
    enum hg_status status = encode(&e, err);
    if (status == HG_OK)
        status = take_bytes(&e, bytes, length, err);
    if (e.source)
        GDALClose(e.source);
    CPLFree(e.wkt);
    if (e.name[0] != '\0')
        (void)VSIUnlink(e.name);
    CPLPopErrorHandler();
    return status;
}

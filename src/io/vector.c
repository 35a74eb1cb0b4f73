/* vector.c - polygons and lines through OGR */
#include "io/features.h"
#include "io/gdal.h"
#include "io/geometry.h"
#include "io/transform.h"
#include <cpl_error.h>
#include <hotgrid/parallel.h>
#include <hotgrid/text.h>
#include <hotgrid/vector.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Features are read one by one and judged side by side: so many at once, or so many bytes
 * of geometry. */
enum { BATCH = 512, BATCH_BYTES = 1 << 24 };

struct batch {
    size_t n;
    OGRFeatureH feature[BATCH];
    bool judged[BATCH];
    struct io_validity validity[BATCH];
};

/* A vector file while it is read. */
struct reader {
    const struct hg_vector_source *source;
    bool (*keep)(const void *, const char *);
    const void *keep_context;
    struct hg_faults *faults; /* NULL: whatever can be drawn is taken */

    GDALDatasetH dataset;
    OGRLayerH layer;
    int code_field, name_field; /* -1: none */
    struct io_geometry geometry;
    struct io_features features;
    size_t n_read;       /* features */
    struct batch *batch; /* of them, those that are not yet shapes */
    char failure[400];   /* of the file, beyond the last feature */
    char where[256];     /* "file, layer NAME" */
    char place[384];     /* the same with feature and code */
};

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
    r->geometry.wanted = r->faults ? IO_POLYGONS : IO_OUTLINES;
    r->geometry.as_drawn = source->as_drawn;
    status = find_fields(r, err);
    return status == HG_OK ? io_geometry_open(&r->geometry, r->layer, grid, r->where, err)
                           : status;
}

static void reader_close(struct reader *r)
{
    for (size_t i = 0; r->batch && i < r->batch->n; i++)
        OGR_F_Destroy(r->batch->feature[i]);
    free(r->batch);
    if (r->dataset)
        GDALClose(r->dataset);
    io_geometry_finish(&r->geometry);
    io_features_finish(&r->features);
}

/* Puts a fault, if faults are wanted. */
HG_PRINTF(2, 3) static void refuse(struct reader *r, const char *fmt, ...)
{
    if (!r->faults)
        return;
    char text[600];
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(text, sizeof(text), fmt, args);
    va_end(args);
    hg_fault(r->faults, HG_E_INPUT, r->where, "%s: %s", r->place, text);
}

/* What stands in the field of the code; without a field the number, in buffer. */
static const char *text_of_code(const struct reader *r, OGRFeatureH feature,
                                size_t number, char buffer[32])
{
    (void)snprintf(buffer, 32, "%zu", number);
    return r->code_field >= 0 ? OGR_F_GetFieldAsString(feature, r->code_field) : buffer;
}

/* Code of a feature, in the feature or in buffer; NULL after a fault. */
static const char *code_of(struct reader *r, OGRFeatureH feature, size_t number,
                           char buffer[32])
{
    const long long id = (long long)OGR_F_GetFID(feature);
    const char *code = text_of_code(r, feature, number, buffer);
    (void)snprintf(r->place, sizeof(r->place), "%s, feature %lld", r->where, id);
    if (!r->faults || hg_text_is_code(code)) {
        const size_t n = strlen(r->place);
        (void)snprintf(r->place + n, sizeof(r->place) - n, " (%.64s)", code);
        return code;
    }
    if (code[0] == '\0')
        refuse(r, "%s is empty; each polygon needs a code", r->source->code);
    else
        refuse(r,
               "%s is \"%.80s\", which is no code; codes are 1 to 64 of A-Z a-z "
               "0-9 _ - and start with a letter or digit",
               r->source->code, code);
    return NULL;
}

static enum io_reading read_feature(struct reader *r, OGRFeatureH feature, size_t number,
                                    const struct io_validity *known)
{
    char buffer[32];
    const char *code = code_of(r, feature, number, buffer);
    if (!code)
        return IO_FAULTY;
    if (r->keep && !r->keep(r->keep_context, code))
        return IO_READ;
    struct io_pieces *pieces = &r->features.pieces;
    const size_t n_piece = pieces->n_piece, n_vertex = pieces->n_vertex;
    const enum io_reading reading =
        io_geometry_read(&r->geometry, feature, known, pieces);
    if (reading != IO_READ) {
        if (reading == IO_FAULTY)
            refuse(r, "%s", r->geometry.fault);
        pieces->n_piece = n_piece;
        pieces->n_vertex = n_vertex;
        return reading;
    }
    const char *name =
        r->name_field >= 0 ? OGR_F_GetFieldAsString(feature, r->name_field) : "";
    return io_features_add(&r->features, code, name[0] ? name : code, n_piece)
               ? IO_READ
               : IO_NO_MEMORY;
}

/* Is a feature to be judged beforehand, in parallel? */
static bool is_judged(const struct reader *r, OGRFeatureH feature, size_t number)
{
    if (r->geometry.wanted != IO_POLYGONS || r->geometry.as_drawn)
        return false;
    OGRGeometryH geometry = OGR_F_GetGeometryRef(feature);
    const OGRwkbGeometryType type =
        geometry ? wkbFlatten(OGR_G_GetGeometryType(geometry)) : wkbNone;
    if (type != wkbPolygon && type != wkbMultiPolygon)
        return false;
    char buffer[32];
    const char *code = text_of_code(r, feature, number, buffer);
    return hg_text_is_code(code) && (!r->keep || r->keep(r->keep_context, code));
}

/* The next features of the file: none at its end, or where it fails. */
static void fill_batch(struct reader *r)
{
    struct batch *b = r->batch;
    size_t bytes = 0;
    CPLErrorReset();
    while (b->n < BATCH && bytes < BATCH_BYTES) {
        OGRFeatureH feature = OGR_L_GetNextFeature(r->layer);
        if (!feature) {
            if (CPLGetLastErrorType() >= CE_Failure)
                (void)snprintf(r->failure, sizeof(r->failure), "%s", io_gdal_message());
            return;
        }
        b->judged[b->n] = is_judged(r, feature, r->n_read + b->n + 1);
        b->feature[b->n++] = feature;
        OGRGeometryH geometry = OGR_F_GetGeometryRef(feature);
        if (geometry)
            bytes += (size_t)OGR_G_WkbSize(geometry);
        CPLErrorReset();
    }
}

static enum hg_status judge(void *context, size_t index, unsigned worker,
                            struct hg_error *err)
{
    (void)worker;
    struct batch *b = context;
    if (!b->judged[index] ||
        io_validity_find(OGR_F_GetGeometryRef(b->feature[index]), &b->validity[index]))
        return HG_OK;
    return hg_fail(err, HG_E_MEMORY, "no memory to judge a polygon");
}

static enum hg_status read_batch(struct reader *r, struct hg_error *err)
{
    struct batch *b = r->batch;
    enum hg_status status = hg_parallel(r->source->threads, b->n, judge, b, err);
    for (size_t i = 0; i < b->n; i++) {
        r->n_read++;
        if (status == HG_OK &&
            read_feature(r, b->feature[i], r->n_read,
                         b->judged[i] ? &b->validity[i] : NULL) == IO_NO_MEMORY)
            status = hg_fail(err, HG_E_MEMORY, "%s: no memory for feature %zu", r->where,
                             r->n_read);
        OGR_F_Destroy(b->feature[i]);
    }
    b->n = 0;
    return status;
}

static enum hg_status read_features(struct reader *r, struct hg_error *err)
{
    r->batch = calloc(1, sizeof(*r->batch));
    if (!r->batch)
        return hg_fail(err, HG_E_MEMORY, "%s: no memory to read it", r->where);
    enum hg_status status = HG_OK;
    for (;;) {
        fill_batch(r);
        if (r->batch->n == 0)
            break;
        status = read_batch(r, err);
        if (status != HG_OK)
            return status;
        if (r->failure[0])
            break;
    }
    if (r->failure[0])
        return hg_fail(err, HG_E_INPUT, "%s: cannot be read beyond feature %zu: %s",
                       r->where, r->n_read, r->failure);
    if (r->n_read == 0)
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
        status = io_features_shapes(&r->features, grid, &r->geometry.seams, r->where,
                                    r->source->threads, r->faults, out, err);
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
    reader.features.may_lack_image = true;
    return read_all(&reader, grid, out, err);
}

enum hg_status hg_read_outlines(const struct hg_vector_source *source,
                                const struct hg_grid *grid, struct hg_shapes **out,
                                struct hg_error *err)
{
    struct reader reader = {.source = source};
    return read_all(&reader, grid, out, err);
}

/* vector.c - polygons and lines through OGR */
#include "io/features.h"
#include "io/gdal.h"
#include "io/geometry.h"
#include "io/transform.h"
#include <cpl_error.h>
#include <hotgrid/text.h>
#include <hotgrid/vector.h>
#include <stdio.h>
#include <string.h>

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
    char where[256]; /* "file, layer NAME" */
    char place[384]; /* the same with feature and code */
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
    r->geometry.seams.middle = io_crs_middle(grid);
    status = find_fields(r, err);
    return status == HG_OK ? io_geometry_open(&r->geometry, r->layer, r->where, err)
                           : status;
}

static void reader_close(struct reader *r)
{
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
        refuse(r, "%s is empty; each polygon needs a code", r->source->code);
    else
        refuse(r,
               "%s is \"%.80s\", which is no code; codes are 1 to 64 of A-Z a-z "
               "0-9 _ - and start with a letter or digit",
               r->source->code, code);
    return NULL;
}

static enum io_reading read_feature(struct reader *r, OGRFeatureH feature, size_t number)
{
    char buffer[32];
    const char *code = code_of(r, feature, number, buffer);
    if (!code)
        return IO_FAULTY;
    if (r->keep && !r->keep(r->keep_context, code))
        return IO_READ;
    struct io_pieces *pieces = &r->features.pieces;
    const size_t n_piece = pieces->n_piece, n_vertex = pieces->n_vertex;
    const enum io_reading reading = io_geometry_read(&r->geometry, feature, pieces);
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

static enum hg_status read_features(struct reader *r, struct hg_error *err)
{
    size_t number = 0;
    CPLErrorReset();
    for (;;) {
        OGRFeatureH feature = OGR_L_GetNextFeature(r->layer);
        if (!feature)
            break;
        const enum io_reading reading = read_feature(r, feature, ++number);
        OGR_F_Destroy(feature);
        if (reading == IO_NO_MEMORY)
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
        status = io_features_shapes(&r->features, grid, &r->geometry.seams, r->where,
                                    r->faults, out, err);
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

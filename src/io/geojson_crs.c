/* geojson_crs.c - the crs of GeoJSON, which GDAL drops when it does not know it */
#define _GNU_SOURCE /* memmem */
#include "io/geojson_crs.h"
#include "io/path.h"
#include <jansson.h>
#include <ogr_srs_api.h>
#include <stdlib.h>
#include <string.h>

static const char KEY[] = "\"crs\"";

static const char *skip_space(const char *at, const char *end)
{
    while (at < end && (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n'))
        at++;
    return at;
}

/* A file that begins like a JSON object, perhaps behind a byte order mark. */
static bool is_object(const struct io_mapping *file)
{
    const char *const end = file->bytes + file->size;
    const bool mark = file->size > 3 && memcmp(file->bytes, "\xEF\xBB\xBF", 3) == 0;
    const char *at = skip_space(file->bytes + (mark ? 3 : 0), end);
    return at < end && *at == '{';
}

/* The value of the next key `crs`, NULL where there is none; *from goes behind the key. A
 * quote that is part of a text has a backslash before it. */
static const char *next_value(const char **from, const char *end)
{
    const size_t length = strlen(KEY);
    const char *at = *from;
    while ((at = memmem(at, (size_t)(end - at), KEY, length))) {
        const char *behind = skip_space(at + length, end);
        const bool key = behind < end && *behind == ':' && at[-1] != '\\';
        at += length;
        if (key) {
            *from = at;
            return skip_space(behind + 1, end);
        }
    }
    return NULL;
}

static const char *text_of(const json_t *crs, const char *key)
{
    return json_string_value(json_object_get(json_object_get(crs, "properties"), key));
}

static bool is_known(const char *name)
{
    OGRSpatialReferenceH srs = OSRNewSpatialReference(NULL);
    const bool known = srs && OSRSetFromUserInput(srs, name) == OGRERR_NONE;
    OSRDestroySpatialReference(srs);
    return known;
}

static enum hg_status refuse(const char *path, const char *what, const char *shown,
                             struct hg_error *err)
{
    char buffer[IO_SHOWN];
    return hg_fail(
        err, HG_E_INPUT,
        "%s: its crs is %s `%s`, which is not known here, so where its "
        "coordinates lie is not known either; write a code that PROJ knows, "
        "such as EPSG:4326, or take `crs` out where they are degrees of WGS 84",
        path, what, io_show(shown, strlen(shown), buffer));
}

/* Named, by a code of EPSG, or by a URN (GeoJSON 2008, section 3, and what came before);
 * links are not followed. */
static enum hg_status check_object(const char *path, const json_t *crs,
                                   struct hg_error *err)
{
    const char *type = json_string_value(json_object_get(crs, "type"));
    const char *name = text_of(crs, "name"), *urn = text_of(crs, "urn");
    const json_t *code = json_object_get(json_object_get(crs, "properties"), "code");
    char number[40];
    if (!type)
        return HG_OK; /* an attribute of a feature that is called so */
    if (strcmp(type, "name") == 0 && name)
        return is_known(name) ? HG_OK : refuse(path, "named", name, err);
    if (strcmp(type, "OGC") == 0 && urn)
        return is_known(urn) ? HG_OK : refuse(path, "named", urn, err);
    if (strcmp(type, "EPSG") == 0 && (json_is_integer(code) || json_is_string(code))) {
        if (json_is_string(code))
            snprintf(number, sizeof(number), "EPSG:%.20s", json_string_value(code));
        else
            snprintf(number, sizeof(number), "EPSG:%lld",
                     (long long)json_integer_value(code));
        return is_known(number) ? HG_OK : refuse(path, "named", number, err);
    }
    return refuse(path, "of type", type, err);
}

/* *from goes behind the value, so that no byte is read for two of them. */
static enum hg_status check_value(const char *path, const char *value, const char *end,
                                  bool above_features, const char **from,
                                  struct hg_error *err)
{
    if (value == end || (*value != '{' && !(above_features && *value == '"')))
        return HG_OK; /* null, or an attribute */
    json_error_t read;
    json_t *crs = json_loadb(value, (size_t)(end - value),
                             JSON_DISABLE_EOF_CHECK | JSON_DECODE_ANY, &read);
    /* Broken, which GDAL tells, or beyond what it counts. */
    *from = crs && read.position > 0 ? value + read.position : end;
    enum hg_status status = HG_OK;
    if (json_is_object(crs))
        status = check_object(path, crs, err);
    else if (json_is_string(crs))
        status = refuse(path, "the word", json_string_value(crs), err);
    json_decref(crs);
    return status;
}

enum hg_status io_geojson_check_crs(const char *path, struct hg_error *err)
{
    static const char FEATURES[] = "\"features\"";
    struct io_mapping file = {0};
    enum hg_status status = io_map(path, &file, err);
    if (status != HG_OK || !is_object(&file)) {
        io_unmap(&file);
        return status;
    }
    const char *const end = file.bytes + file.size, *from = file.bytes, *value;
    const char *features = memmem(file.bytes, file.size, FEATURES, strlen(FEATURES));
    while (status == HG_OK && (value = next_value(&from, end)))
        status = check_value(path, value, end, !features || value < features, &from, err);
    io_unmap(&file);
    return status;
}

/* qml_read.c - the colours of a QGIS layer style */
#include "io/gdal.h"
#include "io/path.h"
#include <cpl_error.h>
#include <cpl_minixml.h>
#include <hotgrid/layer_read.h>
#include <hotgrid/text.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Styles of layers are a few kilobytes. */
enum { MAX_BYTES = 1 << 24 };

struct reading {
    const char *name; /* for messages */
    struct hg_colouring *colouring;
    struct hg_error *err;
};

static int hex(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* "#rrggbb" */
static bool read_colour(const char *text, uint8_t colour[3])
{
    if (text[0] != '#' || strlen(text) != 7)
        return false;
    for (size_t i = 0; i < 3; i++) {
        const int high = hex(text[1 + 2 * i]), low = hex(text[2 + 2 * i]);
        if (high < 0 || low < 0)
            return false;
        colour[i] = (uint8_t)(high * 16 + low);
    }
    return true;
}

static enum hg_status add_step(const struct reading *r, CPLXMLNode *item)
{
    const char *value = CPLGetXMLValue(item, "value", ""),
               *colour = CPLGetXMLValue(item, "color", ""),
               *alpha = CPLGetXMLValue(item, "alpha", "255");
    struct hg_colour_step step = {.label = CPLGetXMLValue(item, "label", "")};
    int64_t opacity = 0;
    uint8_t rgb[3];
    if (strcmp(value, "inf") == 0)
        step.value = INFINITY;
    else if (hg_text_number(value, strlen(value), &step.value) != HG_NUMBER_OK)
        return hg_fail(r->err, HG_E_INPUT, "%s: \"%s\" is no value of a class", r->name,
                       value);
    if (!read_colour(colour, rgb) ||
        hg_text_integer(alpha, strlen(alpha), &opacity) != HG_NUMBER_OK || opacity < 0 ||
        opacity > 255)
        return hg_fail(r->err, HG_E_INPUT,
                       "%s: the colour \"%s\" with alpha \"%s\" is not #rrggbb with 0 to "
                       "255",
                       r->name, colour, alpha);
    step.red = rgb[0];
    step.green = rgb[1];
    step.blue = rgb[2];
    step.alpha = (uint8_t)opacity;
    struct hg_error why = {0};
    const enum hg_status status = hg_colouring_add(r->colouring, &step, &why);
    return status == HG_OK ? HG_OK
                           : hg_fail(r->err, status, "%s: %s", r->name, why.message);
}

static enum hg_status add_steps(const struct reading *r, CPLXMLNode *list,
                                const char *tag)
{
    enum hg_status status = HG_OK;
    for (CPLXMLNode *item = list ? list->psChild : NULL; status == HG_OK && item;
         item = item->psNext)
        if (item->eType == CXT_Element && strcmp(item->pszValue, tag) == 0)
            status = add_step(r, item);
    if (status == HG_OK && r->colouring->n == 0)
        status = hg_fail(r->err, HG_E_INPUT, "%s: its style has no colours", r->name);
    return status;
}

static enum hg_status read_renderer(const struct reading *r, CPLXMLNode *renderer)
{
    static const char cure[] = "choose singleband pseudocolour or paletted, and save it";
    const char *type = CPLGetXMLValue(renderer, "type", "");
    if (strcmp(type, "paletted") == 0) {
        r->colouring->kind = HG_COLOURS_EXACT;
        return add_steps(r, CPLGetXMLNode(renderer, "colorPalette"), "paletteEntry");
    }
    if (strcmp(type, "singlebandpseudocolor") != 0)
        return hg_fail(r->err, HG_E_INPUT, "%s: its style is \"%s\"; in QGIS %s", r->name,
                       type, cure);
    CPLXMLNode *shader = CPLGetXMLNode(renderer, "rastershader.colorrampshader");
    const char *way = CPLGetXMLValue(shader, "colorRampType", "");
    r->colouring->kind = strcmp(way, "EXACT") == 0          ? HG_COLOURS_EXACT
                         : strcmp(way, "INTERPOLATED") == 0 ? HG_COLOURS_MIXED
                                                            : HG_COLOURS_DISCRETE;
    return add_steps(r, shader, "item");
}

enum hg_status hg_parse_qml(const char *qml, const char *name, struct hg_colouring **out,
                            struct hg_error *err)
{
    struct reading r = {name, hg_colouring_create(), err};
    if (!r.colouring)
        return hg_fail(err, HG_E_MEMORY, "%s: no memory to read it", name);
    CPLErrorReset();
    CPLXMLNode *xml = CPLParseXMLString(qml);
    CPLXMLNode *root = xml ? CPLGetXMLNode(xml, "=qgis") : NULL;
    CPLXMLNode *renderer = root ? CPLGetXMLNode(root, "pipe.rasterrenderer") : NULL;
    enum hg_status status =
        renderer ? read_renderer(&r, renderer)
                 : hg_fail(err, HG_E_INPUT, "%s: is not a raster style of QGIS%s%s", name,
                           xml ? "" : ": ", xml ? "" : io_gdal_message());
    CPLDestroyXMLNode(xml);
    if (status == HG_OK) {
        *out = r.colouring;
        r.colouring = NULL;
    }
    hg_colouring_destroy(r.colouring);
    return status;
}

enum hg_status hg_read_qml(const char *path, struct hg_colouring **out,
                           struct hg_error *err)
{
    if (access(path, F_OK) != 0) {
        *out = NULL;
        return HG_OK;
    }
    struct io_mapping map = {0};
    enum hg_status status = io_map(path, &map, err);
    if (status != HG_OK)
        return status;
    char *text = map.size <= MAX_BYTES ? strndup(map.bytes, map.size) : NULL;
    if (text)
        status = hg_parse_qml(text, path, out, err);
    else if (map.size <= MAX_BYTES)
        status = hg_fail(err, HG_E_MEMORY, "%s: no memory to read it", path);
    else
        status = hg_fail(err, HG_E_INPUT, "%s: has more than 16 MiB, which no style has",
                         path);
    free(text);
    io_unmap(&map);
    return status;
}

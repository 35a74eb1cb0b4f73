/* sld.c - styles for map servers, from those that lie beside the layers */
#include "study/publish.h"
#include <hotgrid/layer_read.h>
#include <stdlib.h>

static void add_element(struct hg_text *xml, const char *tag, const char *text)
{
    hg_text_print(xml, "<%s>", tag);
    hg_text_add_xml(xml, text);
    hg_text_print(xml, "</%s>\n", tag);
}

/* An interval ends before its quantity, where a step of QGIS ends with its value: the
 * next double takes it in.  (Above 0 comes 1e-45, since no Float32 lies between.)  What
 * has no end takes in the largest Float32. */
static double quantity_of(const struct hg_colouring *colouring, size_t i)
{
    const double value = colouring->step[i].value;
    if (isinf(value))
        return 1e39;
    if (colouring->kind != HG_COLOURS_DISCRETE)
        return value;
    return value == 0 ? 1e-45 : nextafter(value, INFINITY);
}

/* A raster style of OGC 02-070 (SLD 1.0.0); the type of its colour map is GeoServer's. */
static void sld_write(const char *name, const char *title,
                      const struct hg_colouring *colouring, struct hg_text *xml)
{
    static const char *const type[] = {[HG_COLOURS_DISCRETE] = "intervals",
                                       [HG_COLOURS_EXACT] = "values",
                                       [HG_COLOURS_MIXED] = "ramp"};
    hg_text_print(
        xml,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<StyledLayerDescriptor version=\"1.0.0\" xmlns=\"http://www.opengis.net/sld\" "
        "xmlns:ogc=\"http://www.opengis.net/ogc\" "
        "xmlns:xlink=\"http://www.w3.org/1999/xlink\" "
        "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
        "xsi:schemaLocation=\"http://www.opengis.net/sld "
        "http://schemas.opengis.net/sld/1.0.0/StyledLayerDescriptor.xsd\">\n"
        "<NamedLayer>\n");
    add_element(xml, "Name", name);
    hg_text_print(xml, "<UserStyle>\n");
    add_element(xml, "Name", name);
    add_element(xml, "Title", title);
    hg_text_print(xml,
                  "<FeatureTypeStyle>\n<Rule>\n<RasterSymbolizer>\n"
                  "<Opacity>1</Opacity>\n<ChannelSelection>\n<GrayChannel>\n"
                  "<SourceChannelName>1</SourceChannelName>\n</GrayChannel>\n"
                  "</ChannelSelection>\n<ColorMap type=\"%s\">\n",
                  type[colouring->kind]);
    for (size_t i = 0; i < colouring->n; i++) {
        const struct hg_colour_step *step = &colouring->step[i];
        char quantity[HG_DOUBLE_TEXT];
        hg_text_print(xml,
                      "<ColorMapEntry color=\"#%02x%02x%02x\" opacity=\"%g\" "
                      "quantity=\"%s\" label=\"",
                      step->red, step->green, step->blue, step->alpha / 255.0,
                      hg_text_double(quantity_of(colouring, i), quantity));
        hg_text_add_xml(xml, step->label);
        hg_text_print(xml, "\"/>\n");
    }
    hg_text_print(xml, "</ColorMap>\n</RasterSymbolizer>\n</Rule>\n</FeatureTypeStyle>\n"
                       "</UserStyle>\n</NamedLayer>\n</StyledLayerDescriptor>\n");
}

static enum hg_status write_sld(struct job *job, const struct layer *layer,
                                struct hg_error *err)
{
    struct hg_colouring *colouring = NULL;
    struct hg_text xml = {0};
    char name[192];
    const enum hg_status status = hg_parse_qml(layer->qml, layer->stem, &colouring, err);
    if (status != HG_OK)
        return status;
    sld_write(layer->stem, layer->title, colouring, &xml);
    hg_colouring_destroy(colouring);
    (void)snprintf(name, sizeof(name), "sld/%s.sld", layer->stem);
    return job_commit_text(job, name, &xml, err);
}

enum hg_status write_slds(struct job *job, struct hg_error *err)
{
    enum hg_status status = HG_OK;
    for (size_t i = 0; job->study->publish.sld && status == HG_OK && i < job->n_layer;
         i++)
        if (job->layer[i].qml)
            status = write_sld(job, &job->layer[i], err);
    return status;
}

/* places_style.c - how QGIS draws places: filled by classes, or circles */
#include "study/places_layers.h"
#include <hotgrid/style.h>
#include <stdlib.h>
#include <string.h>

static int by_value(const void *a, const void *b)
{
    const double p = *(const double *)a, q = *(const double *)b;
    return (p > q) - (p < q);
}

/* By the method of the study, but for breaks that are meant for cells. */
enum hg_status places_classes(const struct job *job, const struct place_set *set,
                              bool foreign, struct hg_classes *out, struct hg_error *err)
{
    const struct hg_study *s = job->study;
    size_t n = 0;
    double *rising = calloc(set->n + 1, sizeof(*rising));
    if (!rising)
        return no_memory(err, "the classes of places");
    for (size_t i = 0; i < set->n; i++) {
        const struct place *p = &set->place[i];
        const double value = foreign ? p->foreign_density : p->density;
        if (value > 0)
            rising[n++] = value;
    }
    if (n > 1)
        qsort(rising, n, sizeof(*rising), by_value);
    const bool own = strcmp(s->maps.method, "manual") == 0 ||
                     strcmp(s->maps.method, "continuous") == 0;
    const enum hg_status status = hg_classes_make(own ? "log" : s->maps.method, n, rising,
                                                  (size_t)s->maps.count, out, err);
    free(rising);
    return status;
}

static void add_fill(const struct job *job, unsigned name, struct hg_colour colour,
                     struct hg_text *xml)
{
    const struct hg_colour line = job->style.border;
    hg_text_print(xml,
                  "<symbol type=\"fill\" name=\"%u\" alpha=\"1\" clip_to_extent=\"1\" "
                  "force_rhr=\"0\">\n"
                  "<layer class=\"SimpleFill\" pass=\"0\" enabled=\"1\" locked=\"0\">\n"
                  "<prop k=\"style\" v=\"solid\"/>\n"
                  "<prop k=\"color\" v=\"%u,%u,%u,255\"/>\n"
                  "<prop k=\"outline_color\" v=\"%u,%u,%u,255\"/>\n"
                  "<prop k=\"outline_style\" v=\"solid\"/>\n"
                  "<prop k=\"outline_width\" v=\"0.1\"/>\n"
                  "<prop k=\"outline_width_unit\" v=\"MM\"/>\n"
                  "<prop k=\"joinstyle\" v=\"bevel\"/>\n"
                  "</layer>\n</symbol>\n",
                  name, colour.red, colour.green, colour.blue, line.red, line.green,
                  line.blue);
}

static enum hg_status style_areas(const struct job *job, const struct place_set *set,
                                  struct hg_text *xml, struct hg_error *err)
{
    struct hg_classes classes = {0};
    struct hg_colour colour[HG_MAX_CLASSES];
    char low[HG_EDGE_TEXT], high[HG_EDGE_TEXT], edge[2][HG_DOUBLE_TEXT];
    size_t n = 0;
    const enum hg_status status = places_classes(job, set, job->markets, &classes, err);
    if (status != HG_OK)
        return status;
    const struct hg_ramp *ramp = hg_ramp_find(job->style.ramp);
    hg_ramp_colours(ramp ? ramp : hg_ramps(&n), classes.n, colour);
    hg_text_print(xml,
                  "<renderer-v2 type=\"graduatedSymbol\" attr=\"%s\" "
                  "graduatedMethod=\"GraduatedColor\" symbollevels=\"0\" "
                  "enableorderby=\"0\" forceraster=\"0\">\n<ranges>\n",
                  job->markets ? "foreign_t_per_km2" : "t_per_km2");
    hg_text_print(xml,
                  "<range lower=\"0\" upper=\"0\" symbol=\"%zu\" render=\"true\" "
                  "label=\"No emission known\"/>\n",
                  classes.n); /* the first that holds a value counts */
    for (size_t i = 0; i < classes.n; i++) {
        hg_class_edge_text(classes.edge[i], low);
        hg_class_edge_text(classes.edge[i + 1], high);
        hg_text_print(xml,
                      "<range lower=\"%s\" upper=\"%s\" symbol=\"%zu\" render=\"true\" "
                      "label=\"%s – %s t km⁻² yr⁻¹\"/>\n",
                      hg_text_double(classes.edge[i], edge[0]),
                      hg_text_double(classes.edge[i + 1], edge[1]), i, low, high);
    }
    hg_text_print(xml, "</ranges>\n<symbols>\n");
    for (size_t i = 0; i < classes.n; i++)
        add_fill(job, (unsigned)i, colour[i], xml);
    add_fill(job, (unsigned)classes.n, job->style.no_emission, xml);
    hg_text_print(xml, "</symbols>\n</renderer-v2>\n<blendMode>0</blendMode>\n");
    return HG_OK;
}

/* Circles whose area is in proportion to the mass. */
static void style_circles(const struct job *job, const struct place_set *set,
                          struct hg_text *xml)
{
    const struct hg_colour c = job->style.symbol, rim = job->style.page;
    const double largest_mm = 9;
    char text[HG_DOUBLE_TEXT];
    double most = 1;
    for (size_t i = 0; i < set->n; i++)
        most = fmax(most, job->markets ? set->place[i].foreign_kg : set->place[i].kg);
    hg_text_print(
        xml,
        "<renderer-v2 type=\"singleSymbol\" symbollevels=\"0\" enableorderby=\"0\" "
        "forceraster=\"0\">\n<symbols>\n"
        "<symbol type=\"marker\" name=\"0\" alpha=\"0.7\" clip_to_extent=\"1\" "
        "force_rhr=\"0\">\n"
        "<layer class=\"SimpleMarker\" pass=\"0\" enabled=\"1\" locked=\"0\">\n"
        "<prop k=\"name\" v=\"circle\"/>\n<prop k=\"color\" v=\"%u,%u,%u,255\"/>\n"
        "<prop k=\"outline_color\" v=\"%u,%u,%u,255\"/>\n"
        "<prop k=\"outline_width\" v=\"0.1\"/>\n<prop k=\"size\" v=\"2\"/>\n"
        "<prop k=\"size_unit\" v=\"MM\"/>\n"
        "<data_defined_properties>\n<Option type=\"Map\">\n"
        "<Option name=\"name\" type=\"QString\" value=\"\"/>\n"
        "<Option name=\"properties\" type=\"Map\">\n<Option name=\"size\" type=\"Map\">\n"
        "<Option name=\"active\" type=\"bool\" value=\"true\"/>\n"
        "<Option name=\"expression\" type=\"QString\" value=\"%g * "
        "sqrt(max(&quot;%s&quot;, 0) / %s)\"/>\n"
        "<Option name=\"type\" type=\"int\" value=\"3\"/>\n</Option>\n</Option>\n"
        "<Option name=\"type\" type=\"QString\" value=\"collection\"/>\n</Option>\n"
        "</data_defined_properties>\n</layer>\n</symbol>\n</symbols>\n</renderer-v2>\n"
        "<blendMode>0</blendMode>\n",
        c.red, c.green, c.blue, rim.red, rim.green, rim.blue, largest_mm,
        job->markets ? "foreign_t" : "t", hg_text_double(most / 1000, text));
}

enum hg_status places_style(const struct job *job, const struct place_set *set,
                            struct hg_text *xml, struct hg_error *err)
{
    if (!set->points)
        return style_areas(job, set, xml, err);
    style_circles(job, set, xml);
    return HG_OK;
}

enum hg_status places_qml(const struct job *job, const struct place_set *set, char **out,
                          struct hg_error *err)
{
    struct hg_text qml = {0};
    hg_text_print(&qml, "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
                        "<qgis version=\"3.22.0\" styleCategories=\"Symbology\">\n");
    enum hg_status status = places_style(job, set, &qml, err);
    hg_text_print(&qml, "</qgis>\n");
    if (status == HG_OK && qml.failed)
        status = no_memory(err, "the style of places");
    if (status != HG_OK)
        free(qml.bytes);
    else
        *out = qml.bytes;
    return status;
}

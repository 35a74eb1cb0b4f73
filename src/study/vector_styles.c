/* vector_styles.c - how QGIS draws regions and hotspots: lines, and numbers */
#include "study/vectors.h"
#include <stdlib.h>

/* All hotspots show where a map is this large. */
enum { SCALE_OF_ALL = 8000000 };

/* A fill where there is one. */
static void add_symbol(struct hg_text *xml, unsigned name, struct hg_colour line,
                       double mm, const struct hg_colour *fill)
{
    const struct hg_colour f = fill ? *fill : (struct hg_colour){0, 0, 0};
    hg_text_print(xml,
                  "<symbol type=\"fill\" name=\"%u\" alpha=\"1\" clip_to_extent=\"1\" "
                  "force_rhr=\"0\">\n"
                  "<layer class=\"SimpleFill\" pass=\"0\" enabled=\"1\" locked=\"0\">\n"
                  "<prop k=\"style\" v=\"%s\"/>\n"
                  "<prop k=\"color\" v=\"%u,%u,%u,%d\"/>\n"
                  "<prop k=\"outline_color\" v=\"%u,%u,%u,255\"/>\n"
                  "<prop k=\"outline_style\" v=\"solid\"/>\n"
                  "<prop k=\"outline_width\" v=\"%g\"/>\n"
                  "<prop k=\"outline_width_unit\" v=\"MM\"/>\n"
                  "<prop k=\"joinstyle\" v=\"miter\"/>\n"
                  "</layer>\n</symbol>\n",
                  name, fill ? "solid" : "no", f.red, f.green, f.blue, fill ? 255 : 0,
                  line.red, line.green, line.blue, mm);
}

bool vectors_lack_data(const struct job *job)
{
    for (size_t i = 0; job->regions && i < job->regions->n_shape; i++)
        if (hg_axis_find(job->inventory->regions, job->regions->shape[i].code) ==
            HG_NOT_FOUND)
            return true;
    return false;
}

void vectors_style_regions(const struct job *job, struct hg_text *xml)
{
    const bool lack = vectors_lack_data(job);
    hg_text_print(xml,
                  "<renderer-v2 type=\"%s\" symbollevels=\"0\" enableorderby=\"0\" "
                  "forceraster=\"0\">\n%s<symbols>\n",
                  lack ? "RuleRenderer" : "singleSymbol",
                  lack ? "<rules key=\"{00000000-0000-4000-8000-0000000000b0}\">\n"
                         "<rule key=\"{00000000-0000-4000-8000-0000000000b1}\" "
                         "symbol=\"0\" filter=\"ELSE\" label=\"Regions\"/>\n"
                         "<rule key=\"{00000000-0000-4000-8000-0000000000b2}\" "
                         "symbol=\"1\" filter=\"&quot;inventory_t&quot; IS NULL\" "
                         "label=\"No data\"/>\n</rules>\n"
                       : "");
    add_symbol(xml, 0, job->style.border, 0.2, NULL);
    if (lack)
        add_symbol(xml, 1, job->style.border, 0.2, &job->style.no_data);
    hg_text_print(xml, "</symbols>\n</renderer-v2>\n<blendMode>0</blendMode>\n");
}

/* Outlines would cover most single cells of a map of a country: on small maps only the
 * largest hotspots have them. */
static void add_rules(const struct job *job, struct hg_text *xml)
{
    hg_text_print(
        xml,
        "<renderer-v2 type=\"RuleRenderer\" symbollevels=\"0\" enableorderby=\"0\" "
        "forceraster=\"0\">\n"
        "<rules key=\"{00000000-0000-4000-8000-0000000000a0}\">\n"
        "<rule key=\"{00000000-0000-4000-8000-0000000000a1}\" symbol=\"0\" "
        "filter=\"&quot;number&quot; &lt;= %d\" label=\"The %d largest\"/>\n"
        "<rule key=\"{00000000-0000-4000-8000-0000000000a2}\" symbol=\"1\" "
        "filter=\"ELSE\" label=\"Others\" scalemaxdenom=\"%d\"/>\n"
        "</rules>\n<symbols>\n",
        VECTORS_NUMBERED, VECTORS_NUMBERED, SCALE_OF_ALL);
    add_symbol(xml, 0, job->style.ink, 0.3, NULL);
    add_symbol(xml, 1, job->style.ink, 0.15, NULL);
    hg_text_print(xml, "</symbols>\n</renderer-v2>\n");
}

/* Numbers over the middle of the outlines, with a seam; those that collide give way. */
void vectors_style_hotspots(const struct job *job, struct hg_text *xml)
{
    const struct hg_colour ink = job->style.ink, page = job->style.page;
    add_rules(job, xml);
    hg_text_print(
        xml,
        "<labeling type=\"simple\">\n<settings calloutType=\"simple\">\n"
        "<text-style fieldName=\"CASE WHEN &quot;number&quot; &lt;= %d THEN "
        "&quot;number&quot; END\" isExpression=\"1\" fontFamily=\"DejaVu Sans\" "
        "fontSize=\"8\" fontSizeUnit=\"Point\" namedStyle=\"Bold\" fontWeight=\"75\" "
        "textColor=\"%u,%u,%u,255\" textOpacity=\"1\">\n"
        "<text-buffer bufferDraw=\"1\" bufferSize=\"0.8\" bufferSizeUnits=\"MM\" "
        "bufferColor=\"%u,%u,%u,255\" bufferOpacity=\"1\"/>\n</text-style>\n"
        "<placement placement=\"1\" centroidWhole=\"1\" centroidInside=\"0\" "
        "quadOffset=\"2\" priority=\"8\"/>\n"
        "<rendering drawLabels=\"1\" labelPerPart=\"0\" obstacle=\"0\"/>\n"
        "</settings>\n</labeling>\n<blendMode>0</blendMode>\n",
        VECTORS_NUMBERED, ink.red, ink.green, ink.blue, page.red, page.green, page.blue);
}

char *vectors_qml(const struct job *job,
                  void (*style)(const struct job *, struct hg_text *))
{
    struct hg_text qml = {0};
    hg_text_print(&qml, "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
                        "<qgis version=\"3.22.0\" styleCategories=\"Symbology|Labeling\" "
                        "labelsEnabled=\"1\">\n");
    style(job, &qml);
    hg_text_print(&qml, "</qgis>\n");
    if (!qml.failed)
        return qml.bytes;
    free(qml.bytes);
    return NULL;
}

/* qgis_vectors.c - hotspots and regions in a QGIS project: above the cells */
#include "study/qgis_vectors.h"
#include "study/benchmark_places.h"
#include "study/qgis_page.h"
#include <string.h>

/* A layer of a GeoPackage as the project knows it. */
struct vector {
    char id[192], source[256];
    const char *title;
};

static struct vector hotspots_of(const struct layer *layer)
{
    struct vector v = {.title = layer->title};
    (void)snprintf(v.id, sizeof(v.id), "hotspots_%s", layer->stem);
    (void)snprintf(v.source, sizeof(v.source), "./" VECTORS_HOTSPOTS "|layername=%s",
                   layer->stem);
    return v;
}

static struct vector regions(void)
{
    return (struct vector){.id = "regions_accounts", /* QGIS drops ids that are short */
                           .source = "./" VECTORS_REGIONS "|layername=regions",
                           .title = "Regions and their accounts"};
}

static void open_group(struct hg_text *xml, const char *name)
{
    hg_text_print(xml,
                  "<layer-tree-group checked=\"Qt::Checked\" expanded=\"0\" "
                  "name=\"%s\">\n",
                  name);
}

static void add_leaf(struct hg_text *xml, const struct vector *v, bool shown)
{
    hg_text_print(xml,
                  "<layer-tree-layer providerKey=\"ogr\" expanded=\"0\" checked=\"%s\"",
                  shown ? "Qt::Checked" : "Qt::Unchecked");
    qgis_attribute(xml, "id", v->id);
    qgis_attribute(xml, "name", v->title);
    qgis_attribute(xml, "source", v->source);
    hg_text_print(xml, "/>\n");
}

static size_t first_with_hotspots(const struct job *job)
{
    size_t i = 0;
    while (i < job->n_layer && !vectors_has_hotspots(&job->layer[i]))
        i++;
    return i;
}

static struct vector plants(void)
{
    return (struct vector){.id = "benchmark_plants",
                           .source = "./" BENCHMARK_GPKG "|layername=" BENCHMARK_TABLE,
                           .title = "Plants by their score"};
}

void qgis_add_vector_groups(const struct job *job, struct hg_text *xml)
{
    if (benchmark_has_plants(job)) {
        const struct vector v = plants();
        open_group(xml, "Benchmark");
        add_leaf(xml, &v, false);
        hg_text_print(xml, "</layer-tree-group>\n");
    }
    const size_t first = first_with_hotspots(job);
    if (first < job->n_layer) {
        open_group(xml, "Hotspots");
        for (size_t i = first; i < job->n_layer; i++)
            if (vectors_has_hotspots(&job->layer[i])) {
                const struct vector v = hotspots_of(&job->layer[i]);
                add_leaf(xml, &v, i == 0);
            }
        hg_text_print(xml, "</layer-tree-group>\n");
    }
    if (!vectors_has_regions(job))
        return;
    const struct vector v = regions();
    open_group(xml, "Regions");
    add_leaf(xml, &v, true);
    hg_text_print(xml, "</layer-tree-group>\n");
}

static void add_element(struct hg_text *xml, const char *tag, const char *value)
{
    hg_text_print(xml, "<%s>", tag);
    hg_text_add_xml(xml, value);
    hg_text_print(xml, "</%s>\n", tag);
}

static void add_layer(const struct job *job, const struct vector *v, const char *srs,
                      bool points, void (*style)(const struct job *, struct hg_text *),
                      struct hg_text *xml)
{
    hg_text_print(xml,
                  "<maplayer type=\"vector\" geometry=\"%s\" wkbType=\"%s\" "
                  "labelsEnabled=\"%d\" styleCategories=\"AllStyleCategories\">\n",
                  points ? "Point" : "Polygon", points ? "Point" : "MultiPolygon",
                  !points);
    add_element(xml, "id", v->id);
    add_element(xml, "datasource", v->source);
    add_element(xml, "layername", v->title);
    hg_text_print(xml, "<srs>\n%s</srs>\n", srs);
    hg_text_print(xml, "<provider encoding=\"UTF-8\">ogr</provider>\n");
    style(job, xml);
    hg_text_print(xml, "<layerGeometryType>%d</layerGeometryType>\n</maplayer>\n",
                  points ? 0 : 2);
}

void qgis_add_vector_layers(const struct job *job, const char *srs, struct hg_text *xml)
{
    if (benchmark_has_plants(job)) {
        const struct vector v = plants();
        add_layer(job, &v, srs, true, benchmark_style, xml);
    }
    for (size_t i = 0; i < job->n_layer; i++)
        if (vectors_has_hotspots(&job->layer[i])) {
            const struct vector v = hotspots_of(&job->layer[i]);
            add_layer(job, &v, srs, false, vectors_style_hotspots, xml);
        }
    if (vectors_has_regions(job)) {
        const struct vector v = regions();
        add_layer(job, &v, srs, false, vectors_style_regions, xml);
    }
}

static void add_to_set(struct hg_text *xml, const struct vector *v)
{
    hg_text_print(xml, "<Layer provider=\"ogr\"");
    qgis_attribute(xml, "source", v->source);
    qgis_attribute(xml, "name", v->title);
    hg_text_print(xml, ">");
    hg_text_add_xml(xml, v->id);
    hg_text_print(xml, "</Layer>\n");
}

void qgis_add_vector_set(const struct job *job, const struct layer *layer,
                         struct hg_text *xml)
{
    if (vectors_has_hotspots(layer)) {
        const struct vector v = hotspots_of(layer);
        add_to_set(xml, &v);
    }
    if (vectors_has_regions(job)) {
        const struct vector v = regions();
        add_to_set(xml, &v);
    }
}

/* qgis_vectors.c - hotspots, regions and places in a QGIS project: above the cells */
#include "study/qgis_vectors.h"
#include "study/benchmark_places.h"
#include "study/places_layers.h"
#include "study/qgis_page.h"
#include <string.h>

/* A layer of a GeoPackage as the project knows it. */
struct vector {
    char id[192], source[256];
    const char *title;
    bool points;
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

static struct vector places_of(const struct place_set *set)
{
    struct vector v = {.title = set->entry->name, .points = set->points != NULL};
    (void)snprintf(v.id, sizeof(v.id), "places_%s", set->entry->name);
    (void)snprintf(v.source, sizeof(v.source), "./" PLACES_GPKG "|layername=%s",
                   set->entry->name);
    return v;
}

static size_t n_place_sets(const struct job *job)
{
    return job->levers && job->levers->places ? job->levers->places->n : 0;
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
                           .title = "Plants by their score",
                           .points = true};
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
    if (vectors_has_regions(job)) {
        const struct vector v = regions();
        open_group(xml, "Regions");
        add_leaf(xml, &v, true);
        hg_text_print(xml, "</layer-tree-group>\n");
    }
    if (n_place_sets(job) == 0)
        return;
    open_group(xml, "Places");
    for (size_t i = 0; i < n_place_sets(job); i++) {
        const struct vector v = places_of(&job->levers->places->set[i]);
        add_leaf(xml, &v, false); /* they cover the cells */
    }
    hg_text_print(xml, "</layer-tree-group>\n");
}

static void add_element(struct hg_text *xml, const char *tag, const char *value)
{
    hg_text_print(xml, "<%s>", tag);
    hg_text_add_xml(xml, value);
    hg_text_print(xml, "</%s>\n", tag);
}

static void open_layer(const struct vector *v, const char *srs, struct hg_text *xml)
{
    hg_text_print(xml,
                  "<maplayer type=\"vector\" geometry=\"%s\" wkbType=\"%s\" "
                  "labelsEnabled=\"%d\" styleCategories=\"AllStyleCategories\">\n",
                  v->points ? "Point" : "Polygon", v->points ? "Point" : "MultiPolygon",
                  !v->points);
    add_element(xml, "id", v->id);
    add_element(xml, "datasource", v->source);
    add_element(xml, "layername", v->title);
    hg_text_print(xml, "<srs>\n%s</srs>\n", srs);
    hg_text_print(xml, "<provider encoding=\"UTF-8\">ogr</provider>\n");
}

static void close_layer(const struct vector *v, struct hg_text *xml)
{
    hg_text_print(xml, "<layerGeometryType>%d</layerGeometryType>\n</maplayer>\n",
                  v->points ? 0 : 2);
}

static void add_layer(const struct job *job, const struct vector *v, const char *srs,
                      void (*style)(const struct job *, struct hg_text *),
                      struct hg_text *xml)
{
    open_layer(v, srs, xml);
    style(job, xml);
    close_layer(v, xml);
}

void qgis_add_vector_layers(const struct job *job, const char *srs, struct hg_text *xml)
{
    if (benchmark_has_plants(job)) {
        const struct vector v = plants();
        add_layer(job, &v, srs, benchmark_style, xml);
    }
    for (size_t i = 0; i < job->n_layer; i++)
        if (vectors_has_hotspots(&job->layer[i])) {
            const struct vector v = hotspots_of(&job->layer[i]);
            add_layer(job, &v, srs, vectors_style_hotspots, xml);
        }
    if (vectors_has_regions(job)) {
        const struct vector v = regions();
        add_layer(job, &v, srs, vectors_style_regions, xml);
    }
    for (size_t i = 0; i < n_place_sets(job); i++) {
        const struct place_set *set = &job->levers->places->set[i];
        const struct vector v = places_of(set);
        struct hg_error ignored = {0};
        open_layer(&v, srs, xml);
        if (places_style(job, set, xml, &ignored) != HG_OK)
            xml->failed = true; /* there is no memory: the caller says so */
        close_layer(&v, xml);
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

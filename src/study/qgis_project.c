/* qgis_project.c - project.qgz: all layers in groups, and a page to print for each */
#include "study/local_layers.h"
#include "study/qgis_page.h"
#include "study/qgis_vectors.h"
#include <hotgrid/crs.h>
#include <hotgrid/zip.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct project {
    struct job *job;
    char *wkt;
    struct hg_text xml;
};

static void element(struct hg_text *xml, const char *tag, const char *value)
{
    hg_text_print(xml, "<%s>", tag);
    hg_text_add_xml(xml, value);
    hg_text_print(xml, "</%s>\n", tag);
}

/* "EPSG:3035" is known by that to QGIS, other systems by their text. */
static void add_crs(struct project *p)
{
    const char *crs = hg_grid_params(p->job->grid)->crs;
    hg_text_print(&p->xml, "<spatialrefsys>\n");
    element(&p->xml, "wkt", p->wkt);
    element(&p->xml, "authid", strncmp(crs, "EPSG:", 5) == 0 ? crs : "");
    hg_text_print(&p->xml, "</spatialrefsys>\n");
}

static void add_extent(struct project *p, const char *tag)
{
    static const char *const side[] = {"xmin", "ymin", "xmax", "ymax"};
    const struct hg_box *box = &hg_grid_params(p->job->grid)->box;
    const double value[] = {box->west, box->south, box->east, box->north};
    char text[HG_DOUBLE_TEXT];
    hg_text_print(&p->xml, "<%s>\n", tag);
    for (size_t i = 0; i < 4; i++)
        element(&p->xml, side[i], hg_text_double(value[i], text));
    hg_text_print(&p->xml, "</%s>\n", tag);
}

static const char *group_of(const struct layer *layer)
{
    switch (layer->account) {
    case HG_ACCOUNT_TOTAL:
        return "All emissions";
    case HG_ACCOUNT_FOREIGN:
        return "For foreign markets";
    case HG_ACCOUNT_DESTINATION:
        return "By destination";
    case HG_ACCOUNT_DOMINANT:
        return "Largest markets";
    case HG_ACCOUNT_TIER:
        return "What placed them";
    case HG_ACCOUNT_EXCESS:
        return "Targets";
    case HG_ACCOUNT_AFTER:
    case HG_ACCOUNT_CHANGE:
        return "Moves of capacity";
    }
    return "";
}

/* Layers of a destination stand in a group of their own where it has several. */
static const char *subgroup_of(const struct job *job, const struct layer *layer)
{
    size_t n = 0;
    if (layer->account != HG_ACCOUNT_DESTINATION)
        return "";
    for (size_t i = 0; i < job->n_layer; i++)
        n += job->layer[i].account == HG_ACCOUNT_DESTINATION &&
             strcmp(job->layer[i].destination, layer->destination) == 0;
    if (n < 2)
        return "";
    return layer->destination_index == HG_NOT_FOUND
               ? layer->destination
               : job_market_name(job, layer->destination_index);
}

static void open_group(struct hg_text *xml, const char *name)
{
    hg_text_print(xml, "<layer-tree-group checked=\"Qt::Checked\" expanded=\"1\"");
    qgis_attribute(xml, "name", name);
    hg_text_print(xml, ">\n");
}

static void add_leaf(struct project *p, const char *id, const char *folder,
                     const char *title, bool shown)
{
    hg_text_print(&p->xml,
                  "<layer-tree-layer providerKey=\"gdal\" expanded=\"%d\" checked=\"%s\"",
                  shown, shown ? "Qt::Checked" : "Qt::Unchecked");
    qgis_attribute(&p->xml, "id", id);
    qgis_attribute(&p->xml, "name", title);
    hg_text_print(&p->xml, " source=\"./%s/%s.tif\"/>\n", folder, id);
}

/* "co2_x_total_gistar", and its name for people. */
struct statistic {
    char id[192], title[512];
};

static struct statistic statistic_of(const struct layer *layer, size_t raster)
{
    struct statistic s;
    (void)snprintf(s.id, sizeof(s.id), "%s_%s", layer->stem, local_rasters[raster].end);
    (void)snprintf(s.title, sizeof(s.title), "%s: %.400s", local_rasters[raster].title,
                   layer->title);
    return s;
}

/* The group of the class rasters of local statistics. */
static void add_statistics_tree(struct project *p)
{
    bool any = false;
    for (size_t i = 0; i < p->job->n_layer; i++) {
        for (size_t r = 0; p->job->layer[i].local_rows && r < LOCAL_RASTERS; r++) {
            const struct statistic s = statistic_of(&p->job->layer[i], r);
            if (!any)
                open_group(&p->xml, "Statistics");
            any = true;
            add_leaf(p, s.id, "hotspots", s.title, false);
        }
    }
    hg_text_print(&p->xml, "%s", any ? "</layer-tree-group>\n" : "");
}

/* Groups in the order in which their first layer comes; the first layer of all is shown.
 */
static void add_tree(struct project *p)
{
    const struct job *job = p->job;
    bool *done = calloc(job->n_layer + 1, sizeof(*done));
    p->xml.failed = p->xml.failed || !done;
    hg_text_print(&p->xml, "<layer-tree-group>\n");
    qgis_add_vector_groups(job, &p->xml);
    for (size_t i = 0; done && i < job->n_layer; i++) {
        if (done[i])
            continue;
        const char *group = group_of(&job->layer[i]), *sub = "";
        open_group(&p->xml, group);
        for (size_t k = i; k < job->n_layer; k++) {
            const struct layer *layer = &job->layer[k];
            if (done[k] || strcmp(group_of(layer), group) != 0)
                continue;
            const char *own = subgroup_of(job, layer);
            if (strcmp(own, sub) != 0) {
                hg_text_print(&p->xml, "%s", *sub ? "</layer-tree-group>\n" : "");
                if (*own)
                    open_group(&p->xml, own);
                sub = own;
            }
            add_leaf(p, layer->stem, "tif", layer->title, k == 0);
            done[k] = true;
        }
        hg_text_print(&p->xml, "%s</layer-tree-group>\n",
                      *sub ? "</layer-tree-group>\n" : "");
    }
    add_statistics_tree(p);
    hg_text_print(&p->xml, "</layer-tree-group>\n");
    free(done);
}

/* A raster with the style that lies beside its file. */
static void add_raster(struct project *p, const char *id, const char *folder,
                       const char *title, const char *qml)
{
    const char *style = qml ? strstr(qml, "  <pipe>") : NULL;
    const char *end = style ? strstr(style, "</qgis>") : NULL;
    hg_text_print(&p->xml, "<maplayer type=\"raster\" "
                           "styleCategories=\"AllStyleCategories\">\n");
    add_extent(p, "extent");
    element(&p->xml, "id", id);
    hg_text_print(&p->xml, "<datasource>./%s/%s.tif</datasource>\n", folder, id);
    element(&p->xml, "layername", title);
    hg_text_print(&p->xml, "<srs>\n");
    add_crs(p);
    hg_text_print(&p->xml, "</srs>\n<provider>gdal</provider>\n"
                           "<noData><noDataList bandNo=\"1\" useSrcNoData=\"1\"/>"
                           "</noData>\n");
    if (end)
        hg_text_add(&p->xml, style, (size_t)(end - style));
    hg_text_print(&p->xml, "</maplayer>\n");
}

static void add_statistics(struct project *p)
{
    for (size_t i = 0; i < p->job->n_layer; i++)
        for (size_t r = 0; p->job->layer[i].local_rows && r < LOCAL_RASTERS; r++) {
            const struct statistic s = statistic_of(&p->job->layer[i], r);
            struct hg_text qml = {0};
            local_style(p->job, &local_rasters[r], &qml);
            p->xml.failed = p->xml.failed || qml.failed;
            add_raster(p, s.id, "hotspots", s.title, qml.bytes);
            free(qml.bytes);
        }
}

/* Their crs is that of the grid, told as for the other layers. */
static void add_vectors(struct project *p)
{
    struct hg_text xml = p->xml;
    p->xml = (struct hg_text){0};
    add_crs(p);
    xml.failed |= p->xml.failed;
    if (p->xml.bytes)
        qgis_add_vector_layers(p->job, p->xml.bytes, &xml);
    free(p->xml.bytes);
    p->xml = xml;
}

static void add_project(struct project *p)
{
    const struct job *job = p->job;
    hg_text_print(&p->xml, "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
                           "<qgis version=\"3.22.0\"");
    qgis_attribute(&p->xml, "projectname", job->study->name);
    hg_text_print(&p->xml, ">\n<homePath path=\"\"/>\n");
    element(&p->xml, "title", job->study->name);
    hg_text_print(&p->xml, "<projectCrs>\n");
    add_crs(p);
    hg_text_print(&p->xml, "</projectCrs>\n");
    add_tree(p);
    hg_text_print(&p->xml, "<mapcanvas name=\"theMapCanvas\">\n<units>%s</units>\n",
                  hg_grid_params(job->grid)->kind == HG_GRID_LONLAT ? "degrees"
                                                                    : "meters");
    add_extent(p, "extent");
    hg_text_print(&p->xml, "<rotation>0</rotation>\n<destinationsrs>\n");
    add_crs(p);
    hg_text_print(&p->xml, "</destinationsrs>\n</mapcanvas>\n<projectlayers>\n");
    for (size_t i = 0; i < job->n_layer; i++)
        add_raster(p, job->layer[i].stem, "tif", job->layer[i].title, job->layer[i].qml);
    add_statistics(p);
    add_vectors(p);
    hg_text_print(&p->xml, "</projectlayers>\n<properties>\n<Paths>\n"
                           "<Absolute type=\"bool\">false</Absolute>\n</Paths>\n"
                           "<SpatialRefSys>\n<ProjectionsEnabled type=\"int\">1"
                           "</ProjectionsEnabled>\n</SpatialRefSys>\n"
                           "</properties>\n<Layouts>\n");
    for (size_t i = 0; i < job->n_layer; i++)
        qgis_add_page(p->job, &job->layer[i], i + 1, &p->xml);
    hg_text_print(&p->xml, "</Layouts>\n</qgis>\n");
}

enum hg_status write_qgis_project(struct job *job, struct hg_error *err)
{
    struct project p = {.job = job, .wkt = hg_crs_wkt(job->grid)};
    struct hg_text archive = {0};
    enum hg_status status = HG_OK;
    if (job->n_layer == 0)
        goto done;
    if (p.wkt)
        add_project(&p);
    if (!p.wkt || p.xml.failed)
        status = no_memory(err, "the QGIS project");
    else
        status = hg_zip_file("project.qgs", p.xml.bytes, p.xml.length, &archive, err);
    if (status == HG_OK)
        status = job_commit_text(job, "project.qgz", &archive, err);
done:
    free(archive.bytes);
    free(p.xml.bytes);
    free(p.wkt);
    return status;
}

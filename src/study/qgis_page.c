/* qgis_page.c - a page of a QGIS project, ready to print */
#include "study/qgis_page.h"
#include "study/qgis_vectors.h"
#include "study/vectors.h"
#include <hotgrid/crs.h>
#include <hotgrid/map.h>
#include <stdlib.h>
#include <string.h>

/* A4, in mm. */
static const double PAGE_WIDTH = 297, PAGE_HEIGHT = 210, MARGIN = 10;
static const double MAP_TOP = 34, MAP_WIDTH = 205, MAP_HEIGHT = 158, COLUMN = 222;
/* Wider land has the whole width, and its legend below. */
static const double WIDE_ASPECT = 1.7, WIDE_WIDTH = 277, WIDE_HEIGHT = 122;

struct page {
    struct job *job;
    const struct layer *layer;
    size_t number;
    struct hg_text *xml;
    struct hg_box shown;        /* of the crs */
    bool wide;                  /* the legend stands below the map */
    double width, height, left; /* mm: of the map; where the legend begins */
};

void qgis_attribute(struct hg_text *xml, const char *name, const char *value)
{
    hg_text_print(xml, " %s=\"", name);
    hg_text_add_xml(xml, value);
    hg_text_print(xml, "\"");
}

/* Items of a page; kind is QGIS' number of it. */
enum item { ITEM_MAP, ITEM_LABEL, ITEM_LEGEND, ITEM_SCALE, ITEM_SWATCH };

static void open_item(struct page *p, enum item item, size_t number, const double box[4])
{
    static const int kind[] = {65639, 65641, 65642, 65646, 65641};
    const bool swatch = item == ITEM_SWATCH;
    hg_text_print(p->xml,
                  "<LayoutItem type=\"%d\" uuid=\"{00000000-0000-4000-8000-%08zx%04zx}\" "
                  "templateUuid=\"{00000000-0000-4000-8000-%08zx%04zx}\" zValue=\"%zu\" "
                  "position=\"%g,%g,mm\" positionOnPage=\"%g,%g,mm\" size=\"%g,%g,mm\" "
                  "referencePoint=\"0\" opacity=\"1\" visibility=\"1\" frame=\"%s\" "
                  "background=\"%s\" outlineWidthM=\"0.2,mm\"",
                  kind[item], p->number, number, p->number, number, number, box[0],
                  box[1], box[0], box[1], box[2], box[3],
                  item == ITEM_MAP || swatch ? "true" : "false",
                  swatch ? "true" : "false");
}

/* A font as Qt writes it. */
static void add_font(struct hg_text *xml, const char *tag, double points, bool bold)
{
    hg_text_print(xml,
                  "<%s description=\"DejaVu Sans,%g,-1,5,%d,0,0,0,0,0\" style=\"\"/>\n",
                  tag, points, bold ? 75 : 50);
}

static void add_escaped_label(struct page *p, size_t number, const double box[4],
                              const char *text, double points)
{
    open_item(p, ITEM_LABEL, number, box);
    hg_text_print(p->xml, " labelText=\"%s\"", text);
    hg_text_print(p->xml, " htmlState=\"0\" halign=\"1\" valign=\"32\" marginX=\"0\" "
                          "marginY=\"0\">\n");
    add_font(p->xml, "LabelFont", points, number == 1);
    hg_text_print(p->xml, "<FontColor red=\"0\" green=\"0\" blue=\"0\" "
                          "alpha=\"255\"/>\n</LayoutItem>\n");
}

static void add_label(struct page *p, size_t number, const double box[4],
                      const char *text, double points)
{
    struct hg_text escaped = {0};
    hg_text_add_xml(&escaped, text);
    add_escaped_label(p, number, box, escaped.bytes ? escaped.bytes : "", points);
    p->xml->failed |= escaped.failed;
    free(escaped.bytes);
}

/* A swatch of regions without an inventory: they are of another layer than the legend. */
static void add_no_data_key(struct page *p)
{
    const struct hg_colour grey = p->job->style.no_data;
    if (!vectors_lack_data(p->job))
        return;
    open_item(p, ITEM_SWATCH, 7, (double[]){p->left, p->wide ? 188 : 171, 7, 4});
    hg_text_print(p->xml,
                  " labelText=\"\" htmlState=\"0\">\n<BackgroundColor red=\"%u\" "
                  "green=\"%u\" blue=\"%u\" alpha=\"255\"/>\n</LayoutItem>\n",
                  grey.red, grey.green, grey.blue);
    add_label(p, 8, (double[]){p->left + 9, p->wide ? 188 : 171, 56, 4},
              layer_is_percent(p->layer) ? "No data; white: no emission" : "No data",
              7.5);
}

/* The largest hotspots by their numbers, below the legend. */
static void add_hotspot_key(struct page *p)
{
    struct hg_text key = {0};
    if (!vectors_has_hotspots(p->layer))
        return;
    const struct hg_clusters *clusters = p->layer->clusters;
    const char *between = p->wide ? ";  " : "&#10;";
    const char *space = p->wide ? "\u00a0" : "\u2002"; /* a list, or running text */
    hg_text_print(&key, "Largest hotspots, Mt %s per year&#10;", job_gas_print(p->job));
    for (size_t i = 0; i < clusters->n && i < VECTORS_NUMBERED; i++) {
        hg_text_print(&key, "%s%zu%s", i > 0 ? between : "", i + 1, space);
        hg_text_add_xml(&key, p->layer->cluster_name[i]);
        hg_text_print(&key, "%s%.1f", space, clusters->cluster[i].kg / 1e9);
    }
    p->xml->failed |= key.failed;
    if (!key.failed && p->wide)
        add_escaped_label(p, 6, (double[]){160, MAP_TOP + p->height + 4, 127, 30},
                          key.bytes, 7);
    else if (!key.failed)
        add_escaped_label(p, 6, (double[]){COLUMN, 100, 65, 76}, key.bytes, 7);
    free(key.bytes);
}

/* The land of wide grids, else the whole grid. */
static void choose_layout(struct page *p)
{
    struct hg_box land;
    struct hg_error ignored;
    const bool known = p->job->domain && hg_map_window(p->job->grid, p->job->domain,
                                                       &land, &ignored) == HG_OK;
    p->shown = hg_grid_params(p->job->grid)->box;
    p->width = MAP_WIDTH;
    p->height = MAP_HEIGHT;
    p->left = COLUMN;
    p->wide = known && land.east - land.west > WIDE_ASPECT * (land.north - land.south);
    if (!p->wide)
        return;
    p->shown = land;
    p->width = WIDE_WIDTH;
    p->height = fmin(WIDE_HEIGHT,
                     WIDE_WIDTH * (land.north - land.south) / (land.east - land.west));
    p->left = MARGIN;
}

/* What is shown, with the shape of the frame, so that QGIS need not stretch one of them.
 */
static void frame_box(const struct page *p, double value[4])
{
    const struct hg_box *b = &p->shown;
    const double width = b->east - b->west, height = b->north - b->south;
    const double x = (b->east + b->west) / 2, y = (b->north + b->south) / 2;
    const double scale = fmax(width / p->width, height / p->height);
    value[0] = x - scale * p->width / 2;
    value[1] = y - scale * p->height / 2;
    value[2] = x + scale * p->width / 2;
    value[3] = y + scale * p->height / 2;
}

static void add_map_item(struct page *p)
{
    double b[4];
    char text[4][HG_DOUBLE_TEXT];
    frame_box(p, b);
    open_item(p, ITEM_MAP, 0, (double[]){MARGIN, MAP_TOP, p->width, p->height});
    hg_text_print(
        p->xml,
        " keepLayerSet=\"true\" followPreset=\"false\" drawCanvasItems=\"false\" "
        "mapRotation=\"0\" mapFlags=\"0\" labelMargin=\"0,mm\">\n"
        "<Extent xmin=\"%s\" ymin=\"%s\" xmax=\"%s\" ymax=\"%s\"/>\n<LayerSet>\n",
        hg_text_double(b[0], text[0]), hg_text_double(b[1], text[1]),
        hg_text_double(b[2], text[2]), hg_text_double(b[3], text[3]));
    qgis_add_vector_set(p->job, p->layer, p->xml);
    hg_text_print(p->xml, "<Layer provider=\"gdal\" source=\"./tif/%s.tif\"",
                  p->layer->stem);
    qgis_attribute(p->xml, "name", p->layer->title);
    hg_text_print(p->xml, ">%s</Layer>\n</LayerSet>\n</LayoutItem>\n", p->layer->stem);
}

/* How often a word stands in a text, which may be NULL. */
static size_t count_of(const char *text, const char *word)
{
    size_t n = 0;
    while (text && (text = strstr(text, word))) {
        text += strlen(word);
        n++;
    }
    return n;
}

static void add_legend(struct page *p)
{
    static const struct {
        const char *name;
        double top, bottom, left, points; /* mm, and size of type */
    } style[] = {{"title", 0, 2, 0, 9},
                 {"group", 0, 0, 0, 7.5},
                 {"subgroup", 0, 0, 0, 7.5},
                 {"symbol", 1.2, 0, 0, 7.5},
                 {"symbolLabel", 0, 0, 2, 7.5}};
    open_item(p, ITEM_LEGEND, 3,
              (double[]){p->left, p->wide ? MAP_TOP + p->height + 4 : MAP_TOP, 65,
                         p->wide ? 34 : 90});
    qgis_attribute(p->xml, "title", layer_legend_title(p->job, p->layer));
    hg_text_print(
        p->xml,
        " map_uuid=\"{00000000-0000-4000-8000-%08zx0000}\" "
        "symbolWidth=\"7\" symbolHeight=\"4\" boxSpace=\"0\" columnCount=\"%d\" "
        "splitLayer=\"1\" resizeToContents=\"1\" lineSpacing=\"1\" "
        "fontColor=\"#000000\">\n"
        "<styles>\n",
        p->number, p->wide ? 3 : 1);
    for (size_t i = 0; i < sizeof(style) / sizeof(style[0]); i++) {
        hg_text_print(p->xml,
                      "<style name=\"%s\" alignment=\"1\" marginTop=\"%g\" "
                      "marginBottom=\"%g\" marginLeft=\"%g\">\n",
                      style[i].name, style[i].top, style[i].bottom, style[i].left);
        add_font(p->xml, "styleFont", style[i].points, i == 0);
        hg_text_print(p->xml, "</style>\n");
    }
    hg_text_print(p->xml, "</styles>\n<layer-tree-group>\n"
                          "<layer-tree-layer providerKey=\"gdal\" "
                          "checked=\"Qt::Checked\"");
    qgis_attribute(p->xml, "id", p->layer->stem);
    qgis_attribute(p->xml, "name", p->layer->title);
    /* Its name stands above the map; row 0 of the legend is the name of the band. */
    hg_text_print(p->xml,
                  " source=\"./tif/%s.tif\">\n<customproperties>\n<Option type=\"Map\">\n"
                  "<Option type=\"QString\" name=\"legend/title-style\" "
                  "value=\"hidden\"/>\n"
                  "<Option type=\"QString\" name=\"legend/node-order\" value=\"",
                  p->layer->stem);
    const size_t rows =
        count_of(p->layer->qml, "<item ") + count_of(p->layer->qml, "<paletteEntry ");
    for (size_t i = 1; i <= rows; i++)
        hg_text_print(p->xml, "%s%zu", i > 1 ? "," : "", i);
    hg_text_print(p->xml, "\"/>\n</Option>\n</customproperties>\n"
                          "</layer-tree-layer>\n</layer-tree-group>\n</LayoutItem>\n");
}

/* Where the scale of the map is true to 10 %, as on our own maps. */
static void add_scale_bar(struct page *p)
{
    const struct hg_frame *frame = p->job->frame;
    double b[4], km = 1;
    if (!frame || hg_grid_params(p->job->grid)->kind == HG_GRID_LONLAT ||
        frame->scale_max > 1.1 * frame->scale_min)
        return;
    frame_box(p, b);
    const double most = (b[2] - b[0]) / 1000 * 40 / p->width; /* of 40 mm */
    while (10 * km <= most)
        km *= 10;
    km *= most >= 5 * km ? 5 : most >= 2 * km ? 2 : 1;
    open_item(p, ITEM_SCALE, 4, (double[]){p->wide ? 247 : COLUMN, 180, 40, 12});
    hg_text_print(p->xml,
                  " style=\"Single Box\" unitType=\"km\" unitLabel=\"km\" "
                  "numMapUnitsPerScaleBarUnit=\"1\" numUnitsPerSegment=\"%g\" "
                  "numSegments=\"1\" numSegmentsLeft=\"0\" segmentSizeMode=\"0\" "
                  "height=\"1.5\" labelBarSpace=\"1\" boxContentSpace=\"0\" "
                  "outlineWidth=\"0.2\" mapUuid=\"{00000000-0000-4000-8000-%08zx0000}\" "
                  "alignment=\"0\" minBarWidth=\"10\" maxBarWidth=\"60\">\n",
                  km, p->number);
    hg_text_print(p->xml, "<text-style fontFamily=\"DejaVu Sans\" fontSize=\"7.5\" "
                          "fontSizeUnit=\"Point\" textColor=\"0,0,0,255\"/>\n"
                          "</LayoutItem>\n");
}

/* White paper. */
static void add_paper(struct page *p)
{
    static const char *const symbol =
        "<symbol type=\"fill\" name=\"\" alpha=\"1\" clip_to_extent=\"1\">\n"
        "<layer class=\"SimpleFill\" enabled=\"1\" pass=\"0\" locked=\"0\">\n"
        "<prop k=\"color\" v=\"255,255,255,255\"/><prop k=\"style\" v=\"solid\"/>"
        "<prop k=\"outline_style\" v=\"no\"/>\n</layer>\n</symbol>\n";
    hg_text_print(p->xml,
                  "<PageCollection>\n%s<LayoutItem type=\"65638\" "
                  "uuid=\"{00000000-0000-4000-8000-%08zx000f}\" position=\"0,0,mm\" "
                  "positionOnPage=\"0,0,mm\" size=\"%g,%g,mm\" referencePoint=\"0\" "
                  "visibility=\"1\" opacity=\"1\" zValue=\"0\">\n%s</LayoutItem>\n"
                  "</PageCollection>\n",
                  symbol, p->number, PAGE_WIDTH, PAGE_HEIGHT, symbol);
}

void qgis_add_page(struct job *job, const struct layer *layer, size_t number,
                   struct hg_text *xml)
{
    struct page page = {.job = job, .layer = layer, .number = number, .xml = xml},
                *p = &page;
    struct hg_text headline = {0};
    const double width = PAGE_WIDTH - 2 * MARGIN;
    choose_layout(p);
    headline_layer(p->job, p->layer, &headline);
    const char *source = job_source_line(p->job, NULL, layer_of_markets(p->layer));
    p->xml->failed = p->xml->failed || headline.failed || !source;
    hg_text_print(p->xml, "<Layout units=\"mm\" printResolution=\"300\"");
    qgis_attribute(p->xml, "name", p->layer->stem);
    hg_text_print(p->xml, ">\n");
    add_paper(p);
    add_label(p, 1, (double[]){MARGIN, 8, width, 8}, p->layer->title, 15);
    add_label(p, 2, (double[]){MARGIN, 17, width, 15},
              headline.bytes ? headline.bytes : "", 9);
    add_map_item(p);
    add_legend(p);
    add_hotspot_key(p);
    add_no_data_key(p);
    add_scale_bar(p);
    add_label(p, 5, (double[]){MARGIN, 195, width, 12}, source ? source : "", 6.5);
    hg_text_print(p->xml, "</Layout>\n");
    free(headline.bytes);
}

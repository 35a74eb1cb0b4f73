/* stac.c - the layers as a SpatioTemporal Asset Catalog: a collection and an item each
 *
 * STAC 1.0.0 with the extensions projection 1.1.0 and raster 1.1.0
 * (github.com/radiantearth/stac-spec, github.com/stac-extensions).
 */
#include "study/json.h"
#include "study/layers.h"
#include "study/lonlat_box.h"
#include "study/publish.h"
#include <hotgrid/crs.h>
#include <stdlib.h>
#include <string.h>

/* Corners and so many places on each side between them: straight on the grid, not in
 * degrees. */
enum { SIDE = 16, OUTLINE = 4 * SIDE };

struct catalog {
    struct job *job;
    char *wkt;
    struct hg_box box;
    double lon[OUTLINE], lat[OUTLINE]; /* of the grid, anticlockwise */
    char start[32], end[32];
    bool ok; /* memory was enough */
};

/* Place i of the outline, from the south-west corner. */
static void outline_at(const struct hg_box *b, size_t i, double *x, double *y)
{
    const double t = (double)(i % SIDE) / SIDE;
    const double wide = b->east - b->west, high = b->north - b->south;
    switch (i / SIDE) {
    case 0:
        *x = b->west + wide * t;
        *y = b->south;
        break;
    case 1:
        *x = b->east;
        *y = b->south + high * t;
        break;
    case 2:
        *x = b->east - wide * t;
        *y = b->north;
        break;
    default:
        *x = b->west;
        *y = b->north - high * t;
    }
}

/* Where the outline has no image or is torn, the box stands for it. */
static enum hg_status find_place(struct catalog *c, struct hg_error *err)
{
    struct hg_transform to_lonlat = {0};
    const enum hg_status status = hg_crs_to_lonlat(c->job->grid, &to_lonlat, err);
    if (status != HG_OK)
        return status;
    bool torn = false;
    c->box = lonlat_box(c->job->grid, &to_lonlat, &torn);
    for (size_t i = 0; i < OUTLINE; i++)
        outline_at(&hg_grid_params(c->job->grid)->box, i, &c->lon[i], &c->lat[i]);
    hg_transform_apply(&to_lonlat, OUTLINE, c->lon, c->lat);
    for (size_t i = 0; i < OUTLINE; i++)
        torn |= isnan(c->lon[i]);
    for (size_t i = 0; torn && i < OUTLINE; i++)
        outline_at(&c->box, i, &c->lon[i], &c->lat[i]);
    hg_transform_finish(&to_lonlat);
    return HG_OK;
}

static json_t *numbers(struct catalog *c, size_t n, const double *value)
{
    json_t *array = json_array();
    for (size_t i = 0; i < n; i++)
        append(array, json_real(value[i]), &c->ok);
    return array;
}

static json_t *box_of(struct catalog *c, const struct hg_box *b)
{
    return numbers(c, 4, (double[]){b->west, b->south, b->east, b->north});
}

static json_t *geometry(struct catalog *c)
{
    json_t *polygon = json_object(), *rings = json_array(), *ring = json_array();
    for (size_t i = 0; i <= OUTLINE; i++)
        append(ring, numbers(c, 2, (double[]){c->lon[i % OUTLINE], c->lat[i % OUTLINE]}),
               &c->ok);
    append(rings, ring, &c->ok);
    put(polygon, "type", json_string("Polygon"), &c->ok);
    put(polygon, "coordinates", rings, &c->ok);
    return polygon;
}

static json_t *strings(struct catalog *c, size_t n, const char *const *text)
{
    json_t *array = json_array();
    for (size_t i = 0; i < n; i++)
        append(array, json_string(text[i]), &c->ok);
    return array;
}

static void add_link(struct catalog *c, json_t *links, const char *rel, const char *href,
                     const char *type)
{
    json_t *link = json_object();
    put(link, "rel", json_string(rel), &c->ok);
    put(link, "href", json_string(href), &c->ok);
    put(link, "type", json_string(type), &c->ok);
    append(links, link, &c->ok);
}

/* "EPSG:3035" by its number; others have none. */
static json_t *epsg(const char *crs)
{
    return strncmp(crs, "EPSG:", 5) == 0 ? json_integer(strtol(crs + 5, NULL, 10))
                                         : json_null();
}

static json_t *properties(struct catalog *c, const struct layer *layer)
{
    const struct hg_grid_params *p = hg_grid_params(c->job->grid);
    const struct hg_box *b = &p->box;
    json_t *object = json_object(), *shape = json_array();
    const double affine[] = {(b->east - b->west) / p->ncol,   0,       b->west, 0,
                             (b->south - b->north) / p->nrow, b->north};
    append(shape, json_integer(p->nrow), &c->ok);
    append(shape, json_integer(p->ncol), &c->ok);
    put(object, "datetime", json_string(c->start), &c->ok);
    put(object, "start_datetime", json_string(c->start), &c->ok);
    put(object, "end_datetime", json_string(c->end), &c->ok);
    put(object, "title", json_string(layer->title), &c->ok);
    put(object, "proj:epsg", epsg(p->crs), &c->ok);
    put(object, "proj:wkt2", json_string(c->wkt), &c->ok);
    put(object, "proj:bbox", box_of(c, b), &c->ok);
    put(object, "proj:shape", shape, &c->ok);
    put(object, "proj:transform", numbers(c, 6, affine), &c->ok);
    return object;
}

static json_t *asset(struct catalog *c, const char *href, const char *type,
                     const char *role)
{
    json_t *object = json_object();
    put(object, "href", json_string(href), &c->ok);
    put(object, "type", json_string(type), &c->ok);
    put(object, "roles", strings(c, 1, &role), &c->ok);
    return object;
}

static json_t *bands(struct catalog *c, const struct layer *layer)
{
    json_t *array = json_array(), *band = json_object();
    const bool classes = layer->account == HG_ACCOUNT_DOMINANT;
    put(band, "data_type", json_string(classes ? "uint8" : "float32"), &c->ok);
    put(band, "nodata", classes ? json_integer(255) : json_string("nan"), &c->ok);
    put(band, "sampling", json_string("area"), &c->ok);
    if (!classes)
        put(band, "unit", json_string(layer_unit(layer)), &c->ok);
    if (!classes && layer->minimum <= layer->maximum) {
        json_t *statistics = json_object();
        put(statistics, "minimum", json_real(layer->minimum), &c->ok);
        put(statistics, "maximum", json_real(layer->maximum), &c->ok);
        put(band, "statistics", statistics, &c->ok);
    }
    append(array, band, &c->ok);
    return array;
}

static json_t *assets(struct catalog *c, const struct layer *layer)
{
    const struct hg_words *formats = &c->job->study->maps.formats;
    json_t *object = json_object();
    char href[256];
    (void)snprintf(href, sizeof(href), "../tif/%s.tif", layer->stem);
    json_t *data = asset(
        c, href, "image/tiff; application=geotiff; profile=cloud-optimized", "data");
    put(data, "title", json_string(layer->title), &c->ok);
    put(data, "raster:bands", bands(c, layer), &c->ok);
    put(object, "data", data, &c->ok);
    (void)snprintf(href, sizeof(href), "../tif/%s.qml", layer->stem);
    put(object, "style", asset(c, href, "application/xml", "style"), &c->ok);
    if (c->job->maps && hg_words_has(formats, "png")) {
        (void)snprintf(href, sizeof(href), "../png/%s.png", layer->stem);
        put(object, "map", asset(c, href, "image/png", "overview"), &c->ok);
    }
    return object;
}

static enum hg_status write_object(struct catalog *c, json_t *object, const char *stem,
                                   struct hg_error *err)
{
    struct hg_text text = {0};
    char name[192];
    json_finish(object, c->ok, &text);
    (void)snprintf(name, sizeof(name), "stac/%s.json", stem);
    return job_commit_text(c->job, name, &text, err);
}

static enum hg_status write_item(struct catalog *c, const struct layer *layer,
                                 struct hg_error *err)
{
    static const char *const extensions[] = {
        "https://stac-extensions.github.io/projection/v1.1.0/schema.json",
        "https://stac-extensions.github.io/raster/v1.1.0/schema.json"};
    static const char *const rel[] = {"root", "parent", "collection"};
    json_t *item = json_object(), *links = json_array();
    put(item, "type", json_string("Feature"), &c->ok);
    put(item, "stac_version", json_string("1.0.0"), &c->ok);
    put(item, "stac_extensions", strings(c, 2, extensions), &c->ok);
    put(item, "id", json_string(layer->stem), &c->ok);
    put(item, "collection", json_string(c->job->study->name), &c->ok);
    put(item, "bbox", box_of(c, &c->box), &c->ok);
    put(item, "geometry", geometry(c), &c->ok);
    put(item, "properties", properties(c, layer), &c->ok);
    put(item, "assets", assets(c, layer), &c->ok);
    for (size_t i = 0; i < sizeof(rel) / sizeof(rel[0]); i++)
        add_link(c, links, rel[i], "./collection.json", "application/json");
    put(item, "links", links, &c->ok);
    return write_object(c, item, layer->stem, err);
}

static json_t *extent(struct catalog *c)
{
    json_t *object = json_object(), *space = json_object(), *time = json_object();
    json_t *boxes = json_array(), *intervals = json_array();
    append(boxes, box_of(c, &c->box), &c->ok);
    put(space, "bbox", boxes, &c->ok);
    append(intervals, strings(c, 2, (const char *const[]){c->start, c->end}), &c->ok);
    put(time, "interval", intervals, &c->ok);
    put(object, "spatial", space, &c->ok);
    put(object, "temporal", time, &c->ok);
    return object;
}

/* The study does not say under which terms its sources came: what they say stands in the
 * description. */
static enum hg_status write_collection(struct catalog *c, struct hg_error *err)
{
    const struct job *job = c->job;
    json_t *object = json_object(), *links = json_array();
    struct hg_text words = {0};
    hg_text_print(&words, "%s emissions of the study %s, %lld.", job_gas(job),
                  job->study->name, (long long)job->study->year);
    if (*job->study->maps.source)
        hg_text_print(&words, " %s", job->study->maps.source);
    c->ok &= !words.failed;
    put(object, "type", json_string("Collection"), &c->ok);
    put(object, "stac_version", json_string("1.0.0"), &c->ok);
    put(object, "id", json_string(job->study->name), &c->ok);
    put(object, "title", json_string(job->study->name), &c->ok);
    put(object, "description", json_string(words.bytes ? words.bytes : ""), &c->ok);
    put(object, "license", json_string("proprietary"), &c->ok);
    put(object, "extent", extent(c), &c->ok);
    add_link(c, links, "root", "./collection.json", "application/json");
    for (size_t i = 0; i < job->n_layer; i++) {
        char href[192];
        (void)snprintf(href, sizeof(href), "./%s.json", job->layer[i].stem);
        add_link(c, links, "item", href, "application/geo+json");
    }
    put(object, "links", links, &c->ok);
    free(words.bytes);
    return write_object(c, object, "collection", err);
}

enum hg_status write_stac(struct job *job, struct hg_error *err)
{
    if (!job->study->publish.stac || job->n_layer == 0)
        return HG_OK;
    struct catalog c = {.job = job, .wkt = hg_crs_wkt(job->grid), .ok = true};
    const long long year = (long long)job->study->year;
    (void)snprintf(c.start, sizeof(c.start), "%lld-01-01T00:00:00Z", year);
    (void)snprintf(c.end, sizeof(c.end), "%lld-12-31T23:59:59Z", year);
    enum hg_status status = c.wkt ? find_place(&c, err) : no_memory(err, "the catalog");
    if (status == HG_OK)
        status = write_collection(&c, err);
    for (size_t i = 0; status == HG_OK && i < job->n_layer; i++)
        status = write_item(&c, &job->layer[i], err);
    free(c.wkt);
    return status;
}

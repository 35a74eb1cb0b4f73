/* tile_set.c - the tiles of one layer, drawn in order into what takes them */
#include "study/tile_set.h"
#include "study/json.h"
#include "study/lonlat_box.h"
#include <hotgrid/parallel.h>
#include <hotgrid/stop.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Tiles drawn at once before they are taken in order; and how many may be asked for. */
enum { BATCH = 64, MOST_TILES = 8000000 };

struct drawn {
    uint8_t *png;
    size_t length;
};

struct drawing {
    struct tile_set *set;
    struct hg_tiles *tiles;
    struct hg_mbtiles *archive;
    struct hg_tree *tree;
    unsigned zoom;
    struct hg_tile_range range;
    size_t first; /* of the batch, in the order of the zoom */
    struct drawn drawn[BATCH];
    size_t done, all;
};

/* Tile i of a zoom: columns from the west, each from the south. */
static void tile_at(const struct hg_tile_range *range, size_t i, uint32_t *x, uint32_t *y)
{
    const size_t high = range->south - range->north + (size_t)1;
    *x = range->west + (uint32_t)(i / high);
    *y = range->south - (uint32_t)(i % high);
}

static size_t tiles_of(const struct hg_tile_range *range)
{
    return (range->east - range->west + (size_t)1) *
           (range->south - range->north + (size_t)1);
}

static enum hg_status draw_one(void *context, size_t index, unsigned worker,
                               struct hg_error *err)
{
    struct drawing *d = context;
    uint32_t x, y;
    tile_at(&d->range, d->first + index, &x, &y);
    return hg_tile_draw(d->tiles, worker, d->zoom, x, y, &d->drawn[index].png,
                        &d->drawn[index].length, err);
}

static enum hg_status take_one(struct drawing *d, size_t index, struct hg_error *err)
{
    const struct drawn *tile = &d->drawn[index];
    uint32_t x, y;
    tile_at(&d->range, d->first + index, &x, &y);
    if (!tile->png) {
        d->set->n_empty++;
        return HG_OK;
    }
    d->set->n++;
    d->set->bytes += tile->length;
    enum hg_status status = HG_OK;
    if (d->archive)
        status = hg_mbtiles_add(d->archive, d->zoom, x, y, tile->png, tile->length, err);
    if (status == HG_OK && d->tree) {
        char name[64];
        (void)snprintf(name, sizeof(name), "%u/%" PRIu32 "/%" PRIu32 ".png", d->zoom, x,
                       y);
        status = hg_tree_add(d->tree, name, tile->png, tile->length, err);
    }
    return status;
}

static enum hg_status draw_zoom(struct drawing *d, struct hg_error *err)
{
    const size_t n = tiles_of(&d->range);
    enum hg_status status = HG_OK;
    for (d->first = 0; status == HG_OK && d->first < n; d->first += BATCH) {
        const size_t some = n - d->first < BATCH ? n - d->first : BATCH;
        memset(d->drawn, 0, sizeof(d->drawn));
        status = hg_parallel(d->set->layer.threads, some, draw_one, d, err);
        for (size_t i = 0; status == HG_OK && i < some; i++)
            status = take_one(d, i, err);
        for (size_t i = 0; i < some; i++)
            free(d->drawn[i].png);
        d->done += some;
        hg_log_progress(d->set->log, "tiles", d->done, d->all);
        if (status == HG_OK)
            status = hg_stop_check(err);
    }
    return status;
}

enum hg_status tile_set_count(struct hg_box box, unsigned first, unsigned last, size_t *n,
                              struct hg_error *err)
{
    struct hg_tile_range range;
    double all = 0;
    for (unsigned zoom = first; zoom <= last; zoom++)
        if (hg_tiles_under(box, zoom, &range))
            all += (double)tiles_of(&range);
    if (all > MOST_TILES)
        return hg_fail(
            err, HG_E_LIMIT,
            "zooms %u to %u are %.0f tiles, more than %d; end at a lower zoom: "
            "browsers enlarge the last one",
            first, last, all, MOST_TILES);
    *n = (size_t)all;
    return HG_OK;
}

/* What a web page may show as it is: & < > " ' are escaped. */
static char *as_html(const char *plain)
{
    struct hg_text text = {0};
    hg_text_add_xml(&text, plain);
    if (text.failed) {
        free(text.bytes);
        return NULL;
    }
    return text.bytes ? text.bytes : strdup("");
}

/* A row for each colour that has a label, in HTML. */
static char *legend_of(const struct hg_colouring *colouring)
{
    struct hg_text text = {0};
    for (size_t i = 0; i < colouring->n; i++) {
        const struct hg_colour_step *step = &colouring->step[i];
        if (!*step->label)
            continue;
        hg_text_print(&text, "<div><span style=\"background:#%02x%02x%02x\">", step->red,
                      step->green, step->blue);
        hg_text_print(&text, "&#160;&#160;&#160;</span> ");
        hg_text_add_xml(&text, step->label);
        hg_text_print(&text, "</div>");
    }
    if (text.failed) {
        free(text.bytes);
        return NULL;
    }
    return text.bytes ? text.bytes : strdup("");
}

/* Words of a tile set: the rows of MBTiles, and TileJSON 3.0.0. */
struct words {
    char *name, *description, *attribution, *legend;
    double lon, lat; /* of the middle */
};

static void words_finish(struct words *w)
{
    free(w->name);
    free(w->description);
    free(w->attribution);
    free(w->legend);
}

static enum hg_status find_words(const struct tile_set *set, struct words *w,
                                 struct hg_error *err)
{
    *w = (struct words){strdup(set->name),
                        strdup(set->description),
                        as_html(set->attribution),
                        legend_of(set->layer.colouring),
                        (set->box.west + set->box.east) / 2,
                        (set->box.south + set->box.north) / 2};
    if (w->name && w->description && w->attribution && w->legend)
        return HG_OK;
    return hg_fail(err, HG_E_MEMORY, "no memory for map tiles");
}

static enum hg_status tell_archive(const struct drawing *d, const struct words *w,
                                   struct hg_error *err)
{
    const struct tile_set *set = d->set;
    const struct hg_box *b = &set->box;
    char bounds[160], center[128], first[16], last[16];
    (void)snprintf(bounds, sizeof(bounds), "%.6f,%.6f,%.6f,%.6f", b->west, b->south,
                   b->east, b->north);
    (void)snprintf(center, sizeof(center), "%.6f,%.6f,%u", w->lon, w->lat, set->first);
    (void)snprintf(first, sizeof(first), "%u", set->first);
    (void)snprintf(last, sizeof(last), "%u", set->last);
    const char *const row[][2] = {{"name", w->name},
                                  {"format", "png"},
                                  {"bounds", bounds},
                                  {"center", center},
                                  {"minzoom", first},
                                  {"maxzoom", last},
                                  {"attribution", w->attribution},
                                  {"description", w->description},
                                  {"legend", w->legend},
                                  {"type", "overlay"},
                                  {"version", "1"}};
    enum hg_status status = HG_OK;
    for (size_t i = 0; status == HG_OK && i < sizeof(row) / sizeof(row[0]); i++)
        status = hg_mbtiles_say(d->archive, row[i][0], row[i][1], err);
    return status;
}

static json_t *numbers(size_t n, const double *value, bool *ok)
{
    json_t *array = json_array();
    for (size_t i = 0; i < n; i++)
        append(array, json_real(value[i]), ok);
    return array;
}

static enum hg_status tell_tree(const struct drawing *d, const struct words *w,
                                struct hg_error *err)
{
    const struct tile_set *set = d->set;
    const double bounds[] = {set->box.west, set->box.south, set->box.east,
                             set->box.north},
                 center[] = {w->lon, w->lat};
    const char *const word[][2] = {{"tilejson", "3.0.0"},
                                   {"name", w->name},
                                   {"description", w->description},
                                   {"attribution", w->attribution},
                                   {"legend", w->legend},
                                   {"scheme", "xyz"},
                                   {"version", "1.0.0"}};
    bool ok = true;
    json_t *object = json_object(), *tiles = json_array();
    for (size_t i = 0; i < sizeof(word) / sizeof(word[0]); i++)
        put(object, word[i][0], json_string(word[i][1]), &ok);
    append(tiles, json_string("{z}/{x}/{y}.png"), &ok);
    put(object, "tiles", tiles, &ok);
    put(object, "bounds", numbers(4, bounds, &ok), &ok);
    json_t *middle = numbers(2, center, &ok);
    append(middle, json_integer(set->first), &ok);
    put(object, "center", middle, &ok);
    put(object, "minzoom", json_integer(set->first), &ok);
    put(object, "maxzoom", json_integer(set->last), &ok);
    struct hg_text text = {0};
    json_finish(object, ok, &text);
    const enum hg_status status =
        text.failed ? hg_fail(err, HG_E_MEMORY, "no memory for map tiles")
                    : hg_tree_add(d->tree, "tiles.json", text.bytes, text.length, err);
    free(text.bytes);
    return status;
}

static enum hg_status tell(const struct drawing *d, struct hg_error *err)
{
    struct words words;
    enum hg_status status = find_words(d->set, &words, err);
    if (status == HG_OK && d->archive)
        status = tell_archive(d, &words, err);
    if (status == HG_OK && d->tree)
        status = tell_tree(d, &words, err);
    words_finish(&words);
    return status;
}

enum hg_status tile_set_draw(struct tile_set *set, struct hg_mbtiles *archive,
                             struct hg_tree *tree, struct hg_error *err)
{
    struct drawing *d = calloc(1, sizeof(*d));
    if (!d)
        return hg_fail(err, HG_E_MEMORY, "no memory for map tiles");
    d->set = set;
    d->archive = archive;
    d->tree = tree;
    enum hg_status status = tile_set_count(set->box, set->first, set->last, &d->all, err);
    if (status == HG_OK)
        status = hg_tiles_create(&set->layer, &d->tiles, err);
    for (d->zoom = set->first; status == HG_OK && d->zoom <= set->last; d->zoom++)
        if (hg_tiles_under(set->box, d->zoom, &d->range))
            status = draw_zoom(d, err);
    if (status == HG_OK)
        status = tell(d, err);
    hg_tiles_destroy(d->tiles);
    free(d);
    return status;
}

enum hg_status tile_set_encode(struct tile_set *set, struct hg_tree *tree,
                               uint8_t **bytes, size_t *length, struct hg_error *err)
{
    struct hg_mbtiles *archive = NULL;
    enum hg_status status = hg_mbtiles_create(&archive, err);
    if (status == HG_OK)
        status = tile_set_draw(set, archive, tree, err);
    if (status == HG_OK)
        status = hg_mbtiles_finish(archive, bytes, length, err);
    hg_mbtiles_destroy(archive);
    return status;
}

enum hg_status tile_box(const struct hg_grid *grid, const struct hg_transform *to_lonlat,
                        struct hg_box *out, struct hg_error *err)
{
    struct hg_box box = lonlat_box(grid, to_lonlat, NULL);
    box.south = fmax(box.south, -HG_TILE_MAX_LAT);
    box.north = fmin(box.north, HG_TILE_MAX_LAT);
    if (!(box.west < box.east && box.south < box.north))
        return hg_fail(err, HG_E_INPUT,
                       "the layer has no place on a web map (85 S to 85 N)");
    *out = box;
    return HG_OK;
}

unsigned tile_native_zoom(const struct hg_grid *grid, struct hg_box lonlat)
{
    const struct hg_grid_params *p = hg_grid_params(grid);
    const double middle = (lonlat.south + lonlat.north) / 2 * (M_PI / 180);
    double cell = (p->box.east - p->box.west) / p->ncol; /* degrees of a parallel */
    if (p->kind != HG_GRID_LONLAT)
        cell /= 111.32e3 * cos(middle);
    unsigned zoom = 0;
    while (zoom < HG_MAX_ZOOM && 360 / ldexp(HG_TILE_PIXELS, (int)zoom) > cell)
        zoom++;
    return zoom;
}

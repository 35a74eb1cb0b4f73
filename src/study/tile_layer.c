/* tile_layer.c - the verb tiles: a layer file as map tiles for the web */
#include "study/tile_set.h"
#include <assert.h>
#include <hotgrid/classes.h>
#include <hotgrid/keep.h>
#include <hotgrid/parallel.h>
#include <hotgrid/sort.h>
#include <hotgrid/style.h>
#include <hotgrid/tile_layer.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CLASSES = 7, SAMPLE = 10000 };

static enum hg_status no_memory(struct hg_error *err)
{
    return hg_fail(err, HG_E_MEMORY, "no memory for map tiles");
}

/* "tif/x.qml" of "tif/x.tif"; NULL without memory. */
static char *style_beside(const char *path)
{
    const char *slash = strrchr(path, '/'), *dot = strrchr(path, '.');
    const size_t n = dot && (!slash || dot > slash) ? (size_t)(dot - path) : strlen(path);
    char *name = malloc(n + 5);
    if (name)
        (void)snprintf(name, n + 5, "%.*s.qml", (int)n, path);
    return name;
}

/* Values above 0, thinned to a sample with both ends, smallest first. */
static size_t sample_of(const struct hg_layer_read *layer, float *rising, double *sample)
{
    const size_t n_cell = hg_grid_cells(layer->grid);
    size_t n = 0;
    for (size_t i = 0; i < n_cell; i++)
        if (layer->value[i] > 0 && isfinite(layer->value[i]))
            rising[n++] = layer->value[i];
    hg_sort_rising(n, rising, rising + n);
    const size_t few = n < SAMPLE ? n : SAMPLE;
    for (size_t i = 0; i < few; i++)
        sample[i] = (double)rising[n > SAMPLE ? i * (n - 1) / (SAMPLE - 1) : i];
    return few;
}

static enum hg_status add(struct hg_colouring *colouring, double value,
                          struct hg_colour colour, const char *label,
                          struct hg_error *err)
{
    const struct hg_colour_step step = {value,       colour.red, colour.green,
                                        colour.blue, 255,        label};
    return hg_colouring_add(colouring, &step, err);
}

/* Classes as the report style has them, an edge opening its class. */
static enum hg_status add_classes(struct hg_colouring *colouring,
                                  const struct hg_classes *classes, struct hg_error *err)
{
    struct hg_style style;
    struct hg_colour colour[HG_MAX_CLASSES];
    hg_style_default(&style);
    hg_ramp_colours(hg_ramp_find(style.ramp), classes->n, colour);
    enum hg_status status = add(colouring, 0, style.no_emission, "0", err);
    for (size_t i = 0; status == HG_OK && i < classes->n; i++) {
        char low[HG_EDGE_TEXT], high[HG_EDGE_TEXT], label[128];
        const bool last = i + 1 == classes->n;
        hg_class_edge_text(classes->edge[i], low);
        hg_class_edge_text(classes->edge[i + 1], high);
        (void)snprintf(label, sizeof(label), "%s – %s", low, high);
        status = add(colouring, last ? INFINITY : nextafter(classes->edge[i + 1], 0),
                     colour[i], label, err);
    }
    return status;
}

static enum hg_status default_colours(const struct hg_layer_read *layer,
                                      struct hg_colouring **out, struct hg_error *err)
{
    double *sample = malloc(SAMPLE * sizeof(*sample));
    float *rising = malloc((2 * hg_grid_cells(layer->grid) + 1) * sizeof(*rising));
    struct hg_colouring *colouring = hg_colouring_create();
    struct hg_classes classes = {0};
    enum hg_status status = HG_E_MEMORY;
    if (!sample || !rising || !colouring)
        (void)no_memory(err);
    else
        status = hg_classes_make("log", sample_of(layer, rising, sample), sample, CLASSES,
                                 &classes, err);
    if (status == HG_OK)
        status = add_classes(colouring, &classes, err);
    if (status == HG_OK) {
        *out = colouring;
        colouring = NULL;
    }
    hg_colouring_destroy(colouring);
    free(rising);
    free(sample);
    return status;
}

/* Colours that run on, in the steps that a tile can tell apart. */
static enum hg_status refine(struct hg_colouring **colouring, struct hg_error *err)
{
    struct hg_colouring *mixed = *colouring;
    const enum hg_status status = hg_colouring_refine(mixed, colouring, err);
    hg_colouring_destroy(mixed);
    if (status != HG_OK)
        *colouring = NULL;
    return status;
}

static enum hg_status find_colours(const char *path, const char *style,
                                   const struct hg_layer_read *layer,
                                   struct hg_colouring **out, struct hg_error *err)
{
    char *beside = style ? strdup(style) : style_beside(path);
    if (!beside)
        return no_memory(err);
    enum hg_status status = hg_read_qml(beside, out, err);
    free(beside);
    if (status == HG_OK && *out && (*out)->kind == HG_COLOURS_MIXED)
        status = refine(out, err);
    if (status != HG_OK || *out)
        return status;
    if (style)
        return hg_fail(err, HG_E_INPUT, "%s: no such file", style);
    return default_colours(layer, out, err);
}

static enum hg_status check_options(const struct hg_tile_options *tiles,
                                    struct hg_error *err)
{
    if (!tiles->mbtiles && !tiles->folder)
        return hg_fail(err, HG_E_ARG,
                       "say where the tiles go: --mbtiles FILE, --folder DIR, or both");
    if (tiles->zooms && (tiles->first > tiles->last || tiles->last > HG_MAX_ZOOM))
        return hg_fail(err, HG_E_ARG, "zooms go from 0 to %d, such as 0-5; not %u-%u",
                       HG_MAX_ZOOM, tiles->first, tiles->last);
    return HG_OK;
}

/* The file by its folder and its name in it. */
static enum hg_status keep_file(const char *path, const void *bytes, size_t length,
                                struct hg_error *err)
{
    const char *slash = strrchr(path, '/');
    char *folder = slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
    if (!folder)
        return no_memory(err);
    const struct hg_bytes part = {bytes, length};
    const enum hg_status status =
        hg_keep(folder, slash ? slash + 1 : path, 1, &part, err);
    free(folder);
    return status;
}

static enum hg_status write_files(struct tile_set *set,
                                  const struct hg_tile_options *tiles,
                                  struct hg_text *text, struct hg_error *err)
{
    struct hg_tree *tree = NULL;
    uint8_t *bytes = NULL;
    size_t length = 0;
    enum hg_status status = HG_OK;
    if (tiles->folder)
        status = hg_tree_create(tiles->folder, &tree, err);
    if (status == HG_OK)
        status = tiles->mbtiles ? tile_set_encode(set, tree, &bytes, &length, err)
                                : tile_set_draw(set, NULL, tree, err);
    if (status == HG_OK && tree)
        status = hg_tree_finish(tree, err);
    if (status == HG_OK && tiles->mbtiles)
        status = keep_file(tiles->mbtiles, bytes, length, err);
    if (status == HG_OK)
        hg_text_print(
            text, "%zu tiles, zooms %u to %u, %.1f MiB; %zu empty ones left out\n",
            set->n, set->first, set->last, (double)set->bytes / 1048576, set->n_empty);
    free(bytes);
    hg_tree_destroy(tree);
    return status;
}

enum hg_status tile_layer_open(const char *path, const char *style,
                               const struct hg_run_options *options,
                               struct tile_layer *out, struct hg_error *err)
{
    struct tile_layer t = {0};
    enum hg_status status = hg_read_layer(path, &t.layer, err);
    if (status == HG_OK)
        status = find_colours(path, style, t.layer, &t.colouring, err);
    if (status == HG_OK)
        status = tile_box(t.layer->grid, &t.layer->to_lonlat, &t.set.box, err);
    if (status != HG_OK) {
        tile_layer_finish(&t);
        return status;
    }
    assert(t.layer && t.colouring); /* both were read */
    const char *slash = strrchr(path, '/');
    t.set.layer = (struct hg_tile_layer){
        .grid = t.layer->grid,
        .from_lonlat = &t.layer->from_lonlat,
        .value = t.layer->value,
        .colouring = t.colouring,
        .average = !t.layer->classes && t.colouring->kind != HG_COLOURS_EXACT &&
                   strcmp(t.layer->unit, "%") != 0,
        .threads = options->threads ? options->threads : hg_processors(),
    };
    t.set.name = *t.layer->title ? t.layer->title : slash ? slash + 1 : path;
    t.set.description = t.layer->unit;
    t.set.attribution = t.layer->source;
    t.set.log = options->log;
    *out = t;
    return HG_OK;
}

void tile_layer_finish(struct tile_layer *t)
{
    hg_colouring_destroy(t->colouring);
    hg_layer_read_destroy(t->layer);
    *t = (struct tile_layer){0};
}

enum hg_status hg_tile_file(const char *path, const struct hg_tile_options *tiles,
                            const struct hg_run_options *options, struct hg_text *text,
                            struct hg_error *err)
{
    struct tile_layer t = {0};
    enum hg_status status = check_options(tiles, err);
    if (status == HG_OK)
        status = tile_layer_open(path, tiles->style, options, &t, err);
    if (status != HG_OK)
        return status;
    t.set.first = tiles->first;
    t.set.last = tiles->zooms ? tiles->last : tile_native_zoom(t.layer->grid, t.set.box);
    status = write_files(&t.set, tiles, text, err);
    tile_layer_finish(&t);
    return status;
}

/* tiles.c - a layer as map tiles for the web */
#include "map/tile_png.h"
#include "map/tile_sample.h"
#include <assert.h>
#include <hotgrid/parallel.h>
#include <hotgrid/tiles.h>
#include <math.h>
#include <stdlib.h>

struct hg_tiles {
    struct hg_tile_layer layer;
    uint8_t *step; /* [cell] */
    unsigned n;    /* workers */
    struct tile_pen **pen;
    struct tile_room *room;
};

double tile_across(const struct tile_place *place, double i)
{
    return ldexp(place->x + i / HG_TILE_PIXELS, -(int)place->zoom);
}

double tile_down(const struct tile_place *place, double i)
{
    return ldexp(place->y + i / HG_TILE_PIXELS, -(int)place->zoom);
}

/* Snyder (1987), Map Projections - A Working Manual, eq. 7-4a. */
double tile_latitude(double down)
{
    return atan(sinh(M_PI * (1 - 2 * down))) * (180 / M_PI);
}

bool hg_tiles_under(struct hg_box b, unsigned zoom, struct hg_tile_range *out)
{
    const double n = ldexp(1, (int)zoom), last = n - 1;
    const double south = fmax(b.south, -HG_TILE_MAX_LAT),
                 north = fmin(b.north, HG_TILE_MAX_LAT);
    if (!(b.west < b.east && south < north && b.east > -180 && b.west < 180))
        return false;
    const double top = (1 - asinh(tan(north * (M_PI / 180))) / M_PI) / 2,
                 bottom = (1 - asinh(tan(south * (M_PI / 180))) / M_PI) / 2;
    /* An edge that only touches a tile does not lie in it. */
    *out = (struct hg_tile_range){
        .west = (uint32_t)fmin(fmax(floor((b.west + 180) / 360 * n), 0), last),
        .east = (uint32_t)fmin(fmax(ceil((b.east + 180) / 360 * n) - 1, 0), last),
        .north = (uint32_t)fmin(fmax(floor(top * n), 0), last),
        .south = (uint32_t)fmin(fmax(ceil(bottom * n) - 1, 0), last)};
    return true;
}

static enum hg_status find_steps(void *context, size_t row, unsigned worker,
                                 struct hg_error *err)
{
    (void)worker, (void)err;
    const struct hg_tiles *tiles = context;
    const size_t ncol = hg_grid_params(tiles->layer.grid)->ncol;
    const float *value = tiles->layer.value + row * ncol;
    uint8_t *step = tiles->step + row * ncol;
    for (size_t i = 0; i < ncol; i++) /* neighbours are often alike */
        step[i] = i > 0 && value[i] == value[i - 1]
                      ? step[i - 1]
                      : hg_colouring_find(tiles->layer.colouring, (double)value[i]);
    return HG_OK;
}

static bool is_degrees(const struct hg_tiles *tiles)
{
    return hg_grid_params(tiles->layer.grid)->kind == HG_GRID_LONLAT;
}

static enum hg_status make_room(struct hg_tiles *tiles, unsigned worker,
                                struct hg_error *err)
{
    struct tile_room *room = &tiles->room[worker];
    enum hg_status status =
        tile_pen_create(tiles->layer.colouring, &tiles->pen[worker], err);
    if (status != HG_OK || is_degrees(tiles))
        return status;
    const size_t size = (size_t)TILE_CORNERS * TILE_CORNERS * sizeof(double);
    room->col = malloc(size);
    room->row = malloc(size);
    if (!room->col || !room->row)
        return hg_fail(err, HG_E_MEMORY, "no memory for map tiles");
    return hg_transform_copy(tiles->layer.from_lonlat, &room->from_lonlat, err);
}

void hg_tiles_destroy(struct hg_tiles *tiles)
{
    if (!tiles)
        return;
    for (unsigned i = 0; i < tiles->n; i++) {
        if (tiles->pen)
            tile_pen_destroy(tiles->pen[i]);
        if (!tiles->room)
            continue;
        hg_transform_finish(&tiles->room[i].from_lonlat);
        free(tiles->room[i].col);
        free(tiles->room[i].row);
    }
    free(tiles->pen);
    free(tiles->room);
    free(tiles->step);
    free(tiles);
}

enum hg_status hg_tiles_create(const struct hg_tile_layer *layer, struct hg_tiles **out,
                               struct hg_error *err)
{
    struct hg_tiles *tiles = calloc(1, sizeof(*tiles));
    if (!tiles)
        return hg_fail(err, HG_E_MEMORY, "no memory for map tiles");
    tiles->layer = *layer;
    tiles->n = layer->threads > 0 ? layer->threads : 1;
    tiles->step = malloc(hg_grid_cells(layer->grid));
    tiles->pen = calloc(tiles->n, sizeof(struct tile_pen *));
    tiles->room = calloc(tiles->n, sizeof(*tiles->room));
    if (!tiles->step || !tiles->pen || !tiles->room) {
        hg_tiles_destroy(tiles);
        return hg_fail(err, HG_E_MEMORY, "no memory for map tiles");
    }
    enum hg_status status = HG_OK;
    for (unsigned i = 0; status == HG_OK && i < tiles->n; i++)
        status = make_room(tiles, i, err);
    if (status == HG_OK)
        status = hg_parallel(tiles->n, hg_grid_params(layer->grid)->nrow, find_steps,
                             tiles, err);
    if (status != HG_OK) {
        hg_tiles_destroy(tiles);
        return status;
    }
    *out = tiles;
    return HG_OK;
}

enum hg_status hg_tile_draw(struct hg_tiles *tiles, unsigned worker, unsigned zoom,
                            uint32_t x, uint32_t y, uint8_t **png, size_t *length,
                            struct hg_error *err)
{
    assert(worker < tiles->n && zoom <= HG_MAX_ZOOM && x >> zoom == 0 && y >> zoom == 0);
    const struct tile_source source = {&tiles->layer, tiles->step};
    const struct tile_place place = {zoom, x, y};
    struct tile_room *room = &tiles->room[worker];
    const bool any = is_degrees(tiles) ? tile_sample_degrees(&source, &place, room)
                                       : tile_sample_projected(&source, &place, room);
    if (any)
        return tile_pen_write(tiles->pen[worker], room->index, png, length, err);
    *png = NULL;
    *length = 0;
    return HG_OK;
}

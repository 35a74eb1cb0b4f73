/* map_bare.c - cells as the pixels of a picture, and where these lie */
#include "map/domain.h"
#include "map/legend.h"
#include "map/palette.h"
#include "map/png.h"
#include "map/sample.h"
#include <hotgrid/map_bare.h>
#include <math.h>
#include <stdlib.h>

static const size_t MOST = 100000; /* pixels across or down */

static size_t height_of(const struct hg_grid_params *p, size_t width)
{
    const double aspect = (p->box.north - p->box.south) / (p->box.east - p->box.west);
    return width ? (size_t)fmax(1, round((double)width * aspect)) : p->nrow;
}

/* The paints of the legend as a palette, that of CELL_NO_DATA clear. */
static void take_palette(const struct hg_map *map, const struct legend *legend,
                         struct palette *palette)
{
    palette->n = legend->n_paint;
    palette->clear = true;
    for (size_t i = 0; i < palette->n; i++)
        palette->colour[i] = legend->paint[i];
    palette->colour[CELL_NO_DATA] = map->style->page;
}

static enum hg_status fill(const struct hg_map *map, const struct legend *legend,
                           const struct pixels *pixels, uint8_t *index,
                           struct hg_error *err)
{
    const struct cell_picture cells = {.map = map,
                                       .classes = &legend->classes,
                                       .n_shade = legend->n_shade,
                                       .shade_end = legend->shade_end,
                                       .slot = legend->slot,
                                       .box = hg_grid_params(map->grid)->box,
                                       .width = pixels->width,
                                       .height = pixels->height};
    return cells_to_pixels(&cells, index, err);
}

enum hg_status hg_draw_bare(const struct hg_map *map, size_t width, uint8_t **png,
                            size_t *length, struct hg_error *err)
{
    const struct hg_grid_params *p = hg_grid_params(map->grid);
    const struct pixels pixels = {.width = width ? width : p->ncol,
                                  .height = height_of(p, width)};
    char *title = canvas_valid(map->title), *description = canvas_valid(map->subtitle);
    char *source = canvas_valid(map->source);
    const struct png_words words = {title, description, source};
    struct domain domain;
    struct legend legend;
    struct palette *palette = calloc(1, sizeof(*palette));
    uint8_t *index = malloc(pixels.width * pixels.height);
    enum hg_status status = HG_OK;
    if (pixels.width > MOST || pixels.height > MOST)
        status = hg_fail(err, HG_E_STUDY,
                         "a picture of %zu x %zu cells is too large; give `bare_width`",
                         pixels.width, pixels.height);
    else if (!palette || !index)
        status = hg_fail(err, HG_E_MEMORY, "no memory for a picture of %zu x %zu pixels",
                         pixels.width, pixels.height);
    if (status == HG_OK)
        status = domain_of(map, &domain, err);
    if (status == HG_OK && palette) {
        legend_create(map, &domain, &legend);
        take_palette(map, &legend, palette);
        palette->index = index;
        status = fill(map, &legend, &pixels, index, err);
    }
    if (status == HG_OK)
        status = png_encode(&pixels, map->style->dpi, palette, &words, png, length, err);
    free(index);
    free(palette);
    free(title);
    free(description);
    free(source);
    return status;
}

void hg_bare_world_file(const struct hg_grid *grid, size_t width, struct hg_text *text)
{
    const struct hg_grid_params *p = hg_grid_params(grid);
    const double dx =
        (p->box.east - p->box.west) / (double)(width ? width : (size_t)p->ncol);
    const double dy = (p->box.north - p->box.south) / (double)height_of(p, width);
    const double line[] = {dx, 0, 0, -dy, p->box.west + dx / 2, p->box.north - dy / 2};
    for (size_t i = 0; i < sizeof(line) / sizeof(line[0]); i++) {
        char number[HG_DOUBLE_TEXT];
        hg_text_print(text, "%s\n", hg_text_double(line[i], number));
    }
}

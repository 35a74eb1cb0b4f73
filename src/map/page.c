/* page.c - a finished page as the bytes of a file */
#include "map/page.h"
#include "map/palette.h"
#include "map/png.h"
#include "map/sample.h"
#include <stdlib.h>

/* The colours that areas are filled with stay exact in the palette. */
static size_t exact_colours(const struct hg_style *style, const struct legend *legend,
                            struct hg_colour exact[256])
{
    const struct hg_colour fixed[] = {style->page, style->ink,         style->sea,
                                      style->land, style->no_emission, style->no_data};
    size_t n = 0;
    for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++)
        exact[n++] = fixed[i];
    for (size_t i = CELL_FIRST; i < legend->n_paint; i++)
        exact[n++] = legend->paint[i];
    return n;
}

static enum hg_status encode_png(struct canvas *canvas, const struct hg_style *style,
                                 const struct legend *legend,
                                 const struct png_words *words, uint8_t **bytes,
                                 size_t *length, struct hg_error *err)
{
    struct hg_colour exact[256];
    const size_t n = exact_colours(style, legend, exact);
    const struct pixels pixels = canvas_pixels(canvas);
    struct palette *palette = NULL;
    enum hg_status status = palette_create(&pixels, n, exact, &palette, err);
    if (status == HG_OK)
        status = png_encode(&pixels, style->dpi, palette->n > 0 ? palette : NULL, words,
                            bytes, length, err);
    palette_destroy(palette);
    return status;
}

enum hg_status page_encode(struct canvas *canvas, const struct hg_map *map,
                           const struct legend *legend, uint8_t **bytes, size_t *length,
                           struct hg_error *err)
{
    char *title = canvas_valid(map->title ? map->title : "");
    char *description = canvas_valid(map->subtitle), *source = canvas_valid(map->source);
    const struct png_words words = {title, description, source};
    enum hg_status status = HG_OK;
    if (!title || (map->subtitle && !description) || (map->source && !source))
        status = hg_fail(err, HG_E_MEMORY, "no memory for the words of a map");
    else if (canvas_medium(canvas) == CANVAS_PIXELS)
        status = encode_png(canvas, map->style, legend, &words, bytes, length, err);
    else
        status = canvas_finish(canvas, title, bytes, length, err);
    free(title);
    free(description);
    free(source);
    return status;
}

/*
 * tile_png.h - a square of palette pixels as PNG bytes, thousands of times
 *
 * Written chunk by chunk (W3C PNG, second edition) with one deflate stream that is reset:
 * libpng makes a new one for each picture, which takes longer than a tile of few colours.
 */
#ifndef MAP_TILE_PNG_H
#define MAP_TILE_PNG_H

#include <hotgrid/colouring.h>
#include <hotgrid/error.h>

struct tile_pen;

/* Colour 0 is transparent, colour i + 1 is that of step i. */
HG_MUST_CHECK enum hg_status tile_pen_create(const struct hg_colouring *colouring,
                                             struct tile_pen **out, struct hg_error *err);
void tile_pen_destroy(struct tile_pen *pen); /* NULL is fine */

/* index: of HG_TILE_PIXELS squared pixels.  The caller frees *png. */
HG_MUST_CHECK enum hg_status tile_pen_write(struct tile_pen *pen, const uint8_t *index,
                                            uint8_t **png, size_t *length,
                                            struct hg_error *err);

#endif

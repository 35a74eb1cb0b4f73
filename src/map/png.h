/*
 * png.h - pictures as PNG bytes
 *
 * Maps have few colours and the smoothed edges between them.  Where at most 256 colours
 * do, the picture is written with a palette of 4 or 8 bits, which is several times
 * smaller and faster than RGB (palette.h).
 */
#ifndef MAP_PNG_H
#define MAP_PNG_H

#include "map/canvas.h"
#include "map/palette.h"

/* What the file says of itself in iTXt chunks (UTF-8); each may be NULL. */
struct png_words {
    const char *title, *description, *source;
};

/* The same pixels give the same bytes.  The caller frees *png. */
HG_MUST_CHECK enum hg_status png_encode(const struct pixels *pixels, double dpi,
                                        const struct palette *palette, /* or NULL: RGB */
                                        const struct png_words *words, uint8_t **png,
                                        size_t *length, struct hg_error *err);

#endif

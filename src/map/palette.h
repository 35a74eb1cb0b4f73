/*
 * palette.h - the colours of a picture, brought down to at most 256
 */
#ifndef MAP_PALETTE_H
#define MAP_PALETTE_H

#include "map/canvas.h"
#include <hotgrid/error.h>
#include <hotgrid/style.h>
#include <stddef.h>
#include <stdint.h>

/* No channel of a pixel is changed by more than this: the mixed colours of smoothed edges
 * may be, while `exact` ones and all large areas keep theirs. */
#define PALETTE_MAX_ERROR 16

struct colours;
struct palette {
    size_t n;   /* 0: the picture needs more colours */
    bool clear; /* the first colour is transparent */
    struct hg_colour colour[256];
    const uint8_t *index;    /* of each pixel, width * height; not its own */
    struct colours *colours; /* or, in its place, what finds them */
};

HG_MUST_CHECK enum hg_status palette_create(const struct pixels *pixels, size_t n_exact,
                                            const struct hg_colour *exact,
                                            struct palette **out, struct hg_error *err);
/* The indices of a row of the picture that the palette was made for. */
void palette_row(const struct palette *palette, const struct pixels *pixels, size_t y,
                 uint8_t *index);
void palette_destroy(struct palette *palette); /* NULL is fine */

#endif

/* picture.h - a PNG as another program reads it: decoded by libpng's reader */
#ifndef HG_TEST_PICTURE_H
#define HG_TEST_PICTURE_H

#include "check.h"
#include <hotgrid/style.h>
#include <png.h>
#include <stdlib.h>

struct picture {
    uint32_t width, height, per_metre;
    int depth, colour_type, intent;
    uint32_t *word; /* 0xrrggbb of each pixel */
};

struct picture_source {
    const uint8_t *bytes;
    size_t left;
};

static inline void picture_read(png_structp png, png_bytep out, size_t length)
{
    struct picture_source *source = png_get_io_ptr(png);
    if (length > source->left)
        png_error(png, "the PNG ends early");
    memcpy(out, source->bytes, length);
    source->bytes += length;
    source->left -= length;
}

static inline void picture_header(png_structp png, png_infop info, struct picture *out)
{
    int unit = 0;
    png_uint_32 x = 0, y = 0;
    png_get_IHDR(png, info, &out->width, &out->height, &out->depth, &out->colour_type,
                 NULL, NULL, NULL);
    png_get_pHYs(png, info, &x, &y, &unit);
    assert_int_equal(unit, PNG_RESOLUTION_METER);
    assert_int_equal(x, y);
    out->per_metre = x;
    assert_true(png_get_sRGB(png, info, &out->intent) != 0);
}

static inline struct picture picture_decode(const uint8_t *bytes, size_t length)
{
    struct picture out = {0};
    struct picture_source source = {bytes, length};
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    if (setjmp(png_jmpbuf(png)))
        fail_msg("libpng refuses the picture");
    png_set_read_fn(png, &source, picture_read);
    png_read_info(png, info);
    picture_header(png, info, &out);
    png_set_expand(png);
    png_read_update_info(png, info);
    out.word = calloc((size_t)out.width * out.height, sizeof(*out.word));
    uint8_t *row = malloc(png_get_rowbytes(png, info));
    assert_int_equal(png_get_channels(png, info), 3);
    for (size_t y = 0; y < out.height; y++) {
        png_read_row(png, row, NULL);
        for (size_t x = 0; x < out.width; x++)
            out.word[y * out.width + x] = (uint32_t)row[3 * x] << 16 |
                                          (uint32_t)row[3 * x + 1] << 8 | row[3 * x + 2];
    }
    png_read_end(png, info);
    assert_int_equal(source.left, 0);
    free(row);
    png_destroy_read_struct(&png, &info, NULL);
    return out;
}

static inline uint32_t picture_word(struct hg_colour c)
{
    return (uint32_t)c.red << 16 | (uint32_t)c.green << 8 | c.blue;
}

/* Pixels of a colour. */
static inline size_t picture_count(const struct picture *picture, struct hg_colour colour)
{
    size_t n = 0;
    for (size_t i = 0; i < (size_t)picture->width * picture->height; i++)
        n += picture->word[i] == picture_word(colour);
    return n;
}

#endif

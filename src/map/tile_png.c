/* tile_png.c - palette PNGs of one size, chunk by chunk */
#include "map/tile_png.h"
#include <hotgrid/tiles.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { SIDE = HG_TILE_PIXELS, LEVEL = 4, HEAD_MAX = 8 + 25 + 12 + 768 + 12 + 256 + 8 };

struct tile_pen {
    z_stream stream;
    bool open;
    unsigned depth;         /* bits of a pixel */
    uint8_t head[HEAD_MAX]; /* signature, IHDR, PLTE, tRNS */
    size_t n_head;
    uint8_t *rows;   /* filter byte and packed pixels of each row */
    uint8_t *packed; /* deflated */
    size_t n_row, most;
};

static uint8_t *put32(uint8_t *at, uint32_t value)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        *at++ = (uint8_t)(value >> shift);
    return at;
}

/* Length, name, data, checksum. */
static uint8_t *put_chunk(uint8_t *at, const char *name, const uint8_t *data,
                          size_t length)
{
    at = put32(at, (uint32_t)length);
    const uint8_t *start = at;
    memcpy(at, name, 4);
    if (length > 0)
        memcpy(at + 4, data, length);
    at += 4 + length;
    return put32(at, (uint32_t)crc32(0, start, (uInt)(4 + length)));
}

static void write_head(struct tile_pen *pen, const struct hg_colouring *colouring)
{
    static const uint8_t signature[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    uint8_t about[13] = {0}, colour[3 * 256] = {0}, alpha[256] = {0};
    put32(put32(about, SIDE), SIDE);
    about[8] = (uint8_t)pen->depth;
    about[9] = 3; /* palette */
    for (size_t i = 0; i < colouring->n; i++) {
        const struct hg_colour_step *step = &colouring->step[i];
        colour[3 * (i + 1)] = step->red;
        colour[3 * (i + 1) + 1] = step->green;
        colour[3 * (i + 1) + 2] = step->blue;
        alpha[i + 1] = step->alpha;
    }
    size_t n_alpha = colouring->n + 1; /* opaque ones at the end may be left out */
    while (n_alpha > 1 && alpha[n_alpha - 1] == 255)
        n_alpha--;
    uint8_t *at = pen->head;
    memcpy(at, signature, sizeof(signature));
    at = put_chunk(at + sizeof(signature), "IHDR", about, sizeof(about));
    at = put_chunk(at, "PLTE", colour, 3 * (colouring->n + 1));
    at = put_chunk(at, "tRNS", alpha, n_alpha);
    pen->n_head = (size_t)(at - pen->head);
}

void tile_pen_destroy(struct tile_pen *pen)
{
    if (!pen)
        return;
    if (pen->open)
        (void)deflateEnd(&pen->stream);
    free(pen->rows);
    free(pen->packed);
    free(pen);
}

enum hg_status tile_pen_create(const struct hg_colouring *colouring,
                               struct tile_pen **out, struct hg_error *err)
{
    struct tile_pen *pen = calloc(1, sizeof(*pen));
    if (!pen)
        return hg_fail(err, HG_E_MEMORY, "no memory for map tiles");
    const size_t n = colouring->n + 1;
    pen->depth = n <= 2 ? 1 : n <= 4 ? 2 : n <= 16 ? 4 : 8;
    pen->n_row = 1 + SIDE * pen->depth / 8;
    pen->rows = calloc(SIDE, pen->n_row);
    pen->open =
        deflateInit2(&pen->stream, LEVEL, Z_DEFLATED, 15, 9, Z_DEFAULT_STRATEGY) == Z_OK;
    if (pen->open) {
        pen->most = deflateBound(&pen->stream, (uLong)(SIDE * pen->n_row));
        pen->packed = malloc(pen->most);
    }
    if (!pen->rows || !pen->packed) {
        tile_pen_destroy(pen);
        return hg_fail(err, HG_E_MEMORY, "no memory for map tiles");
    }
    write_head(pen, colouring);
    *out = pen;
    return HG_OK;
}

/* Each row as it is: most are copies of the one above, which deflate finds. */
static void pack(const struct tile_pen *pen, const uint8_t *index)
{
    const unsigned depth = pen->depth, per_byte = 8 / depth;
    for (size_t y = 0; y < SIDE; y++) {
        uint8_t *row = pen->rows + y * pen->n_row + 1;
        const uint8_t *from = index + y * SIDE;
        for (size_t i = 0; i < SIDE / per_byte; i++) {
            unsigned byte = 0;
            for (unsigned k = 0; k < per_byte; k++)
                byte = byte << depth | from[i * per_byte + k];
            row[i] = (uint8_t)byte;
        }
    }
}

enum hg_status tile_pen_write(struct tile_pen *pen, const uint8_t *index, uint8_t **png,
                              size_t *length, struct hg_error *err)
{
    z_stream *s = &pen->stream;
    pack(pen, index);
    (void)deflateReset(s);
    s->next_in = pen->rows;
    s->avail_in = (uInt)(SIDE * pen->n_row);
    s->next_out = pen->packed;
    s->avail_out = (uInt)pen->most;
    (void)deflate(s, Z_FINISH); /* into as much as it may ever need */
    const size_t packed = pen->most - s->avail_out;
    uint8_t *bytes = malloc(pen->n_head + packed + 24);
    if (!bytes)
        return hg_fail(err, HG_E_MEMORY, "no memory for a map tile");
    memcpy(bytes, pen->head, pen->n_head);
    uint8_t *end = put_chunk(bytes + pen->n_head, "IDAT", pen->packed, packed);
    end = put_chunk(end, "IEND", NULL, 0);
    *png = bytes;
    *length = (size_t)(end - bytes);
    return HG_OK;
}

/* png.c - PNG: libpng writes the chunks, libdeflate the rows; into memory */
#include "map/png.h"
#include <hotgrid/large.h>
#include <libdeflate.h>
#include <math.h>
#include <png.h>
#include <stdlib.h>
#include <string.h>

/* Measured on finished maps (1800 x 1439 pixels of at most 256 colours), rows unfiltered:
 * level 4 takes 8 ms for 149 kB, 1 the same time for 156 kB, 6 11 ms for 142 kB, 9 71 ms
 * for 135 kB; zlib at level 4 takes 14 ms for 153 kB.  Rows less the one above are a
 * fifth larger.  Cells alone, of at most 16 colours, are nearer to noise: on the world in
 * 0.1 degree level 1 takes two thirds of the time of 4, for 1 % less. */
static const int LEVEL = 4, LEVEL_FEW = 1;

struct sink {
    uint8_t *bytes;
    size_t length, capacity;
    char message[128];
};

static void sink_write(png_structp png, png_bytep data, size_t length)
{
    struct sink *sink = png_get_io_ptr(png);
    if (length > sink->capacity - sink->length) {
        const size_t capacity = 2 * (sink->capacity + length);
        uint8_t *bytes = realloc(sink->bytes, capacity);
        if (!bytes)
            png_error(png, "no memory");
        sink->bytes = bytes;
        sink->capacity = capacity;
    }
    memcpy(sink->bytes + sink->length, data, length);
    sink->length += length;
}

static void sink_flush(png_structp png)
{
    (void)png;
}

_Noreturn static void on_error(png_structp png, png_const_charp message)
{
    struct sink *sink = png_get_error_ptr(png);
    strncpy(sink->message, message, sizeof(sink->message) - 1);
    png_longjmp(png, 1);
}

static void on_warning(png_structp png, png_const_charp message)
{
    (void)png;
    (void)message;
}

static void write_words(png_structp png, png_infop info, const struct png_words *words)
{
    const char *const entry[][2] = {{"Title", words->title},
                                    {"Description", words->description},
                                    {"Source", words->source},
                                    {"Software", "hotgrid"}};
    for (size_t i = 0; i < sizeof(entry) / sizeof(entry[0]); i++) {
        if (!entry[i][1] || !entry[i][1][0])
            continue;
        /* libpng copies them, though its struct says char *. */
        png_text text = {.compression = PNG_ITXT_COMPRESSION_NONE};
        memcpy(&text.key, &entry[i][0], sizeof(text.key));
        memcpy(&text.text, &entry[i][1], sizeof(text.text));
        png_set_text(png, info, &text, 1);
    }
}

static int depth_of(const struct palette *palette)
{
    return palette && palette->n <= 16 ? 4 : 8;
}

static void write_header(png_structp png, png_infop info, const struct pixels *pixels,
                         double dpi, const struct palette *palette,
                         const struct png_words *words)
{
    png_set_IHDR(png, info, (png_uint_32)pixels->width, (png_uint_32)pixels->height,
                 depth_of(palette), palette ? PNG_COLOR_TYPE_PALETTE : PNG_COLOR_TYPE_RGB,
                 PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    if (palette) {
        png_color colour[256];
        for (size_t i = 0; i < palette->n; i++)
            colour[i] = (png_color){palette->colour[i].red, palette->colour[i].green,
                                    palette->colour[i].blue};
        png_set_PLTE(png, info, colour, (int)palette->n);
        const png_byte none = 0;
        if (palette->clear)
            png_set_tRNS(png, info, &none, 1, NULL);
    }
    png_set_sRGB(png, info, PNG_sRGB_INTENT_PERCEPTUAL);
    const png_uint_32 per_metre = (png_uint_32)lround(dpi / 0.0254);
    png_set_pHYs(png, info, per_metre, per_metre, PNG_RESOLUTION_METER);
    write_words(png, info, words);
    png_write_info(png, info);
}

enum { FILTER_NONE, FILTER_UP = 2 };

static size_t row_length(const struct pixels *pixels, const struct palette *palette)
{
    if (!palette)
        return 1 + 3 * pixels->width;
    return 1 + (depth_of(palette) == 4 ? (pixels->width + 1) / 2 : pixels->width);
}

/* Two in a byte, in place. */
static void pack_pairs(size_t width, uint8_t *index)
{
    for (size_t x = 0; x < width; x += 2)
        index[x / 2] = (uint8_t)(index[x] << 4 | (x + 1 < width ? index[x + 1] : 0));
}

/* Reaches beyond the row before its pixels are packed. */
static void pack_indices(const struct pixels *pixels, const struct palette *palette,
                         size_t y, uint8_t *row)
{
    row[0] = FILTER_NONE;
    palette_row(palette, pixels, y, row + 1);
    if (depth_of(palette) == 4)
        pack_pairs(pixels->width, row + 1);
}

/* Colours less those above. */
static void pack_colours(const struct pixels *pixels, size_t y, uint8_t *row)
{
    const uint32_t *here = pixels->pixel + y * pixels->stride;
    const uint32_t *above = y > 0 ? here - pixels->stride : NULL;
    row[0] = FILTER_UP;
    for (size_t x = 0; x < pixels->width; x++)
        for (unsigned c = 0; c < 3; c++) {
            const unsigned shift = 16 - 8 * c;
            row[1 + 3 * x + c] =
                (uint8_t)((here[x] >> shift) - (above ? above[x] >> shift : 0));
        }
}

/* The rows of the picture as PNG has them, compressed. */
static uint8_t *compress(const struct pixels *pixels, const struct palette *palette,
                         size_t *length)
{
    const size_t row = row_length(pixels, palette), n = row * pixels->height;
    const size_t room = n + pixels->width;
    uint8_t *raw = hg_large(malloc(room), room), *packed = NULL;
    struct libdeflate_compressor *compressor =
        libdeflate_alloc_compressor(depth_of(palette) == 4 ? LEVEL_FEW : LEVEL);
    for (size_t y = 0; raw && y < pixels->height; y++)
        if (palette)
            pack_indices(pixels, palette, y, raw + y * row);
        else
            pack_colours(pixels, y, raw + y * row);
    if (raw && compressor) {
        const size_t most = libdeflate_zlib_compress_bound(compressor, n);
        packed = malloc(most);
        *length = packed ? libdeflate_zlib_compress(compressor, raw, n, packed, most) : 0;
    }
    libdeflate_free_compressor(compressor);
    free(raw);
    return packed;
}

/* Apart from its caller, which holds what libpng's longjmp() must not lose. */
static bool write_all(png_structp png, png_infop info, const struct pixels *pixels,
                      double dpi, const struct palette *palette,
                      const struct png_words *words, const uint8_t *rows, size_t length)
{
    if (setjmp(png_jmpbuf(png)))
        return false;
    write_header(png, info, pixels, dpi, palette, words);
    png_write_chunk(png, (png_const_bytep) "IDAT", rows, length);
    png_write_chunk(png, (png_const_bytep) "IEND", NULL, 0);
    return true;
}

enum hg_status png_encode(const struct pixels *pixels, double dpi,
                          const struct palette *palette, const struct png_words *words,
                          uint8_t **png, size_t *length, struct hg_error *err)
{
    enum hg_status status = HG_OK;
    struct sink sink = {.message = "no memory"};
    png_infop info = NULL;
    size_t n = 0;
    uint8_t *rows = compress(pixels, palette, &n);
    png_structp writer =
        png_create_write_struct(PNG_LIBPNG_VER_STRING, &sink, on_error, on_warning);
    if (writer)
        info = png_create_info_struct(writer);
    if (info)
        png_set_write_fn(writer, &sink, sink_write, sink_flush);
    if (!rows || !info ||
        !write_all(writer, info, pixels, dpi, palette, words, rows, n)) {
        status = hg_fail(err, HG_E_MEMORY, "no PNG of %zu x %zu pixels: %s",
                         pixels->width, pixels->height, sink.message);
        goto done;
    }
    *png = sink.bytes;
    *length = sink.length;
    sink.bytes = NULL;
done:
    png_destroy_write_struct(&writer, &info);
    free(rows);
    free(sink.bytes);
    return status;
}

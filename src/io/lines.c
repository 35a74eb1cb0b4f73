/* lines.c - lines of plain and of gzipped files */
#include "io/lines.h"
#include "io/path.h"
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static const uint64_t EXPANDED_AT_MOST = UINT64_C(8) << 30;
static const uint64_t RATIO_AT_MOST = 200;
static const size_t FIRST_BUFFER = (size_t)256 << 10;

struct lines {
    char *path;
    struct io_mapping map;
    size_t number;
    const char *text; /* what is not yet given out: of the map, or of the buffer */
    size_t left;
    bool gzipped, ended; /* ended: nothing will come behind text */
    z_stream stream;
    uint64_t expanded; /* bytes so far */
    size_t fed;        /* of the map */
    char *buffer;
    size_t capacity;
};

static bool starts_gzip(const char *bytes, size_t size)
{
    return size >= 2 && memcmp(bytes, "\x1F\x8B", 2) == 0;
}

static enum hg_status start(struct lines *lines, struct hg_error *err)
{
    lines->gzipped = starts_gzip(lines->map.bytes, lines->map.size);
    if (!lines->gzipped) {
        if (io_path_ends(lines->path, "gz"))
            return hg_fail(err, HG_E_INPUT,
                           "%s: is not gzipped, though its name ends so; rename it",
                           lines->path);
        lines->text = lines->map.bytes;
        lines->left = lines->map.size;
        lines->ended = true;
        return HG_OK;
    }
    lines->buffer = malloc(FIRST_BUFFER);
    lines->capacity = FIRST_BUFFER;
    lines->text = lines->buffer;
    /* 16: with the header and the checksum of gzip. */
    if (!lines->buffer || inflateInit2(&lines->stream, 16 + MAX_WBITS) != Z_OK) {
        lines->gzipped = false;
        return hg_fail(err, HG_E_MEMORY, "%s: no memory to unpack it", lines->path);
    }
    return HG_OK;
}

static enum hg_status fill(struct lines *lines, struct hg_error *err);

enum hg_status lines_open(const char *path, struct lines **out, struct hg_error *err)
{
    struct lines *lines = calloc(1, sizeof(*lines));
    if (!lines || !(lines->path = strdup(path))) {
        free(lines);
        return hg_fail(err, HG_E_MEMORY, "%s: no memory to open it", path);
    }
    enum hg_status status = io_map(path, &lines->map, err);
    if (status == HG_OK)
        status = start(lines, err);
    while (status == HG_OK && lines->left < 3 && !lines->ended)
        status = fill(lines, err);
    if (status != HG_OK) {
        lines_close(lines);
        return status;
    }
    if (lines->left >= 3 && memcmp(lines->text, "\xEF\xBB\xBF", 3) == 0) {
        lines->text += 3;
        lines->left -= 3;
    }
    *out = lines;
    return HG_OK;
}

void lines_close(struct lines *lines)
{
    if (!lines)
        return;
    if (lines->gzipped)
        inflateEnd(&lines->stream);
    io_unmap(&lines->map);
    free(lines->buffer);
    free(lines->path);
    free(lines);
}

/* Room in the buffer behind what is left. */
static enum hg_status make_room(struct lines *lines, struct hg_error *err)
{
    if (lines->left > 0)
        memmove(lines->buffer, lines->text, lines->left);
    lines->text = lines->buffer;
    if (lines->capacity - lines->left >= FIRST_BUFFER / 2)
        return HG_OK;
    char *buffer = realloc(lines->buffer, 2 * lines->capacity);
    if (!buffer)
        return hg_fail(err, HG_E_MEMORY, "%s: no memory for a line", lines->path);
    lines->text = lines->buffer = buffer;
    lines->capacity *= 2;
    return HG_OK;
}

/* At the end of one gzip member: the end of the file, or another member (RFC 1952, 2.2).
 */
static enum hg_status end_member(struct lines *lines, struct hg_error *err)
{
    const char *rest = lines->map.bytes + lines->fed;
    const size_t size = lines->map.size - lines->fed;
    if (size == 0) {
        lines->ended = true;
        return HG_OK;
    }
    if (!starts_gzip(rest, size) || inflateReset(&lines->stream) != Z_OK)
        return hg_fail(err, HG_E_INPUT,
                       "%s: has %zu bytes behind its gzipped data; copy it again",
                       lines->path, size);
    return HG_OK;
}

/* Unpacks more text behind what is left. */
static enum hg_status fill(struct lines *lines, struct hg_error *err)
{
    enum hg_status status = make_room(lines, err);
    if (status != HG_OK)
        return status;
    z_stream *stream = &lines->stream;
    const size_t most = (size_t)1 << 30; /* zlib counts in unsigned int */
    const size_t input = lines->map.size - lines->fed;
    const size_t room = lines->capacity - lines->left;
    union {
        const char *bytes;
        Bytef *input; /* zlib does not write there */
    } feed = {lines->map.bytes + lines->fed};
    stream->next_in = feed.input;
    stream->avail_in = (uInt)(input < most ? input : most);
    stream->next_out = (Bytef *)lines->buffer + lines->left;
    stream->avail_out = (uInt)(room < most ? room : most);
    const uInt avail_in = stream->avail_in, avail_out = stream->avail_out;
    const int result = inflate(stream, Z_NO_FLUSH);
    const size_t made = avail_out - stream->avail_out;
    lines->fed += avail_in - stream->avail_in;
    lines->left += made;
    lines->expanded += made;
    if (lines->expanded > EXPANDED_AT_MOST ||
        lines->expanded > RATIO_AT_MOST * lines->map.size)
        return hg_fail(err, HG_E_LIMIT,
                       "%s: unpacks to more than 8 GiB or 200 times its size; unpack it "
                       "with gunzip if you trust it",
                       lines->path);
    if (result == Z_STREAM_END)
        return end_member(lines, err);
    if (result == Z_MEM_ERROR)
        return hg_fail(err, HG_E_MEMORY, "%s: no memory to unpack it", lines->path);
    if (result == Z_BUF_ERROR ||
        (result == Z_OK && lines->fed == lines->map.size && stream->avail_out > 0))
        return hg_fail(err, HG_E_INPUT, "%s: is cut short; copy it again", lines->path);
    if (result != Z_OK)
        return hg_fail(err, HG_E_INPUT, "%s: is damaged (%s); copy it again", lines->path,
                       stream->msg ? stream->msg : "not gzip");
    return HG_OK;
}

enum hg_status lines_next(struct lines *lines, const char **text, size_t *length,
                          struct hg_error *err)
{
    const char *feed = NULL;
    for (size_t searched = 0;;) {
        if (lines->left > searched)
            feed = memchr(lines->text + searched, '\n', lines->left - searched);
        if (feed || lines->ended)
            break;
        searched = lines->left;
        const enum hg_status status = fill(lines, err);
        if (status != HG_OK)
            return status;
    }
    if (lines->left == 0) {
        *text = NULL;
        *length = 0;
        return HG_OK;
    }
    size_t n = feed ? (size_t)(feed - lines->text) : lines->left;
    *text = lines->text;
    lines->text += n + (feed != NULL);
    lines->left -= n + (feed != NULL);
    lines->number++;
    *length = n - (feed && n > 0 && (*text)[n - 1] == '\r');
    return HG_OK;
}

const char *lines_path(const struct lines *lines)
{
    return lines->path;
}

size_t lines_number(const struct lines *lines)
{
    return lines->number;
}

double lines_bytes_at_most(const struct lines *lines)
{
    const double size = (double)lines->map.size, most = (double)EXPANDED_AT_MOST;
    if (!lines->gzipped)
        return size;
    return size * (double)RATIO_AT_MOST < most ? size * (double)RATIO_AT_MOST : most;
}

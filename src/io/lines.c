/* lines.c - lines of plain and of packed files */
#include "io/lines.h"
#include "io/stream.h"
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static const size_t FIRST_BUFFER = (size_t)256 << 10;

struct lines {
    struct stream *stream;
    size_t number;
    const char *text; /* what is not yet given out: of the map, or of the buffer */
    size_t left;
    bool ended;   /* nothing will come behind text */
    char *buffer; /* of packed files */
    size_t capacity;
};

/* Unpacks more text behind what is left. */
static enum hg_status fill(struct lines *lines, struct hg_error *err)
{
    if (lines->left > 0)
        memmove(lines->buffer, lines->text, lines->left);
    if (lines->capacity - lines->left < FIRST_BUFFER / 2) {
        const size_t capacity = lines->capacity ? 2 * lines->capacity : FIRST_BUFFER;
        char *buffer = realloc(lines->buffer, capacity);
        if (!buffer)
            return hg_fail(err, HG_E_MEMORY, "%s: no memory for a line",
                           stream_path(lines->stream));
        lines->buffer = buffer;
        lines->capacity = capacity;
    }
    lines->text = lines->buffer;
    const size_t room = lines->capacity - lines->left;
    size_t got = 0;
    const enum hg_status status =
        stream_read(lines->stream, lines->buffer + lines->left, room, &got, err);
    lines->left += got;
    lines->ended = got < room;
    return status;
}

enum hg_status lines_open(const char *path, struct lines **out, struct hg_error *err)
{
    struct lines *lines = calloc(1, sizeof(*lines));
    if (!lines)
        return hg_fail(err, HG_E_MEMORY, "%s: no memory to open it", path);
    enum hg_status status = stream_open(path, &lines->stream, err);
    if (status == HG_OK) {
        lines->text = stream_map(lines->stream, &lines->left);
        lines->ended = lines->text != NULL;
        if (!lines->text)
            status = fill(lines, err);
    }
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
    stream_close(lines->stream);
    free(lines->buffer);
    free(lines);
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
    return stream_path(lines->stream);
}

size_t lines_number(const struct lines *lines)
{
    return lines->number;
}

double lines_bytes_at_most(const struct lines *lines)
{
    return stream_bytes_at_most(lines->stream);
}

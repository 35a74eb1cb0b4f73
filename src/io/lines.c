/* lines.c - lines of plain and of packed files */
#define _GNU_SOURCE /* memrchr */
#include "io/lines.h"
#include "io/stream.h"
#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static const size_t FIRST_BUFFER = (size_t)256 << 10;
static const size_t BLOCK = (size_t)16 << 20;

struct lines {
    struct stream *stream;
    size_t number;
    const char *text;  /* what is not yet given out: of the map, or of the buffer */
    size_t left, last; /* last: bytes of the line just read, with its end */
    bool ended;        /* nothing will come behind text */
    char *buffer;      /* of packed files, and of a last line without its end */
    size_t capacity;
    char *ahead; /* what was unpacked before it was asked for */
    size_t n_ahead;
};

static enum hg_status no_memory(const struct lines *lines, struct hg_error *err)
{
    return hg_fail(err, HG_E_MEMORY, "%s: no memory for a line",
                   stream_path(lines->stream));
}

/* Unpacks more text behind what is left. */
static enum hg_status fill(struct lines *lines, struct hg_error *err)
{
    if (lines->left > 0) {
        assert(lines->buffer); /* holds what is left */
        memmove(lines->buffer, lines->text, lines->left);
    }
    if (lines->capacity - lines->left < FIRST_BUFFER / 2) {
        const size_t capacity = lines->capacity ? 2 * lines->capacity : FIRST_BUFFER;
        char *buffer = realloc(lines->buffer, capacity);
        if (!buffer)
            return no_memory(lines, err);
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
    free(lines->ahead);
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
    lines->last = n + (feed != NULL);
    lines->number++;
    *length = n - (feed && n > 0 && (*text)[n - 1] == '\r');
    return HG_OK;
}

void lines_back(struct lines *lines)
{
    lines->text -= lines->last;
    lines->left += lines->last;
    lines->number--;
}

enum hg_status lines_ahead(struct lines *lines, struct hg_error *err)
{
    if (lines->ended || lines->n_ahead > 0)
        return HG_OK;
    if (!lines->ahead && !(lines->ahead = malloc(BLOCK)))
        return no_memory(lines, err);
    const enum hg_status status =
        stream_read(lines->stream, lines->ahead, BLOCK, &lines->n_ahead, err);
    lines->ended = lines->n_ahead < BLOCK;
    return status;
}

/* Room for what is left, a block and a line feed. */
static enum hg_status make_room(struct lines *lines, struct hg_error *err)
{
    const size_t need = lines->left + BLOCK + 1;
    if (need > lines->capacity) {
        char *buffer = malloc(need + need / 2);
        if (!buffer)
            return no_memory(lines, err);
        if (lines->left > 0)
            memcpy(buffer, lines->text, lines->left);
        free(lines->buffer);
        lines->buffer = buffer;
        lines->capacity = need + need / 2;
    } else if (lines->left > 0) {
        memmove(lines->buffer, lines->text, lines->left);
    }
    lines->text = lines->buffer;
    return HG_OK;
}

static enum hg_status gather(struct lines *lines, struct hg_error *err)
{
    enum hg_status status = lines_ahead(lines, err);
    if (status == HG_OK)
        status = make_room(lines, err);
    if (status == HG_OK && lines->n_ahead > 0)
        memcpy(lines->buffer + lines->left, lines->ahead, lines->n_ahead);
    lines->left += status == HG_OK ? lines->n_ahead : 0;
    lines->n_ahead = 0;
    return status;
}

/* Length of the whole lines among what is left: to the last line feed, and of a mapped
 * file not much more than a block. */
static size_t whole_lines(const struct lines *lines)
{
    if (lines->left > BLOCK) {
        const char *feed = memchr(lines->text + BLOCK, '\n', lines->left - BLOCK);
        if (feed)
            return (size_t)(feed - lines->text) + 1;
    }
    const char *feed = lines->left ? memrchr(lines->text, '\n', lines->left) : NULL;
    return feed ? (size_t)(feed - lines->text) + 1 : 0;
}

enum hg_status lines_block(struct lines *lines, const char **text, size_t *length,
                           struct hg_error *err)
{
    enum hg_status status = HG_OK;
    bool more = !lines->ended || lines->n_ahead > 0;
    while (status == HG_OK && more && (lines->left < BLOCK || whole_lines(lines) == 0)) {
        status = gather(lines, err);
        more = !lines->ended;
    }
    size_t n = whole_lines(lines);
    if (status == HG_OK && n == 0 && lines->left > 0) {
        /* The last line has no end: give it one. */
        status = make_room(lines, err);
        if (status == HG_OK)
            lines->buffer[lines->left] = '\n';
        n = lines->left;
    }
    if (status != HG_OK)
        return status;
    *text = n > 0 ? lines->text : NULL;
    *length = n;
    lines->text += n;
    lines->left -= n;
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

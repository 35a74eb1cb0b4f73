/* stream.c - the bytes of plain and of gzipped files */
#include "io/stream.h"
#include "io/path.h"
#include "io/zip.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static const uint64_t EXPANDED_AT_MOST = UINT64_C(8) << 30;
static const uint64_t RATIO_AT_MOST = 200;

struct stream {
    char *path;
    struct io_mapping map; /* of the file, unless it is in a .zip */
    struct zip_file *zip;
    bool gzipped, ended;
    z_stream inflate;
    uint64_t packed;   /* bytes of the file, or of the .zip */
    uint64_t expanded; /* bytes so far */
    size_t fed;        /* of the map */
};

static bool starts_gzip(const char *bytes, size_t size)
{
    return size >= 2 && memcmp(bytes, "\x1F\x8B", 2) == 0;
}

static enum hg_status open_file(struct stream *stream, struct hg_error *err)
{
    const enum hg_status status = io_map(stream->path, &stream->map, err);
    if (status != HG_OK)
        return status;
    stream->packed = stream->map.size;
    if (!starts_gzip(stream->map.bytes, stream->map.size)) {
        if (io_path_ends(stream->path, "gz"))
            return hg_fail(err, HG_E_INPUT,
                           "%s: is not gzipped, though its name ends so; rename it",
                           stream->path);
        return HG_OK;
    }
    /* 16: with the header and the checksum of gzip. */
    if (inflateInit2(&stream->inflate, 16 + MAX_WBITS) != Z_OK)
        return hg_fail(err, HG_E_MEMORY, "%s: no memory to unpack it", stream->path);
    stream->gzipped = true;
    return HG_OK;
}

enum hg_status stream_open(const char *path, struct stream **out, struct hg_error *err)
{
    struct stream *stream = calloc(1, sizeof(*stream));
    if (!stream || !(stream->path = strdup(path))) {
        free(stream);
        return hg_fail(err, HG_E_MEMORY, "%s: no memory to open it", path);
    }
    const enum hg_status status = hg_path_archive(path) > 0
                                      ? zip_open(path, &stream->zip, err)
                                      : open_file(stream, err);
    if (stream->zip)
        stream->packed = zip_archive_size(stream->zip);
    if (status != HG_OK) {
        stream_close(stream);
        return status;
    }
    *out = stream;
    return HG_OK;
}

void stream_close(struct stream *stream)
{
    if (!stream)
        return;
    if (stream->gzipped)
        inflateEnd(&stream->inflate);
    zip_close(stream->zip);
    io_unmap(&stream->map);
    free(stream->path);
    free(stream);
}

const char *stream_path(const struct stream *stream)
{
    return stream->path;
}

const char *stream_map(const struct stream *stream, size_t *size)
{
    if (stream->gzipped || stream->zip)
        return NULL;
    *size = stream->map.size;
    return stream->map.bytes;
}

/* At the end of one gzip member: the end of the file, or another member (RFC 1952, 2.2).
 */
static enum hg_status end_member(struct stream *stream, struct hg_error *err)
{
    const char *rest = stream->map.bytes + stream->fed;
    const size_t size = stream->map.size - stream->fed;
    if (size == 0) {
        stream->ended = true;
        return HG_OK;
    }
    if (!starts_gzip(rest, size) || inflateReset(&stream->inflate) != Z_OK)
        return hg_fail(err, HG_E_INPUT,
                       "%s: has %zu bytes behind its gzipped data; copy it again",
                       stream->path, size);
    return HG_OK;
}

static enum hg_status check_expanded(const struct stream *stream, struct hg_error *err)
{
    if (stream->expanded <= EXPANDED_AT_MOST &&
        stream->expanded / RATIO_AT_MOST <= stream->packed)
        return HG_OK;
    return hg_fail(err, HG_E_LIMIT,
                   "%s: unpacks to more than 8 GiB or 200 times its size; unpack it "
                   "with %s if you trust it",
                   stream->path, stream->zip ? "unzip" : "gunzip");
}

/* Unpacks up to room bytes; zlib may give fewer. */
static enum hg_status unpack(struct stream *stream, char *to, size_t room, size_t *got,
                             struct hg_error *err)
{
    z_stream *z = &stream->inflate;
    const size_t most = (size_t)1 << 30; /* zlib counts in unsigned int */
    const size_t input = stream->map.size - stream->fed;
    union {
        const char *bytes;
        Bytef *input; /* zlib does not write there */
    } feed = {stream->map.bytes + stream->fed};
    z->next_in = feed.input;
    z->avail_in = (uInt)(input < most ? input : most);
    z->next_out = (Bytef *)to;
    z->avail_out = (uInt)(room < most ? room : most);
    const uInt avail_in = z->avail_in, avail_out = z->avail_out;
    const int result = inflate(z, Z_NO_FLUSH);
    *got = avail_out - z->avail_out;
    stream->fed += avail_in - z->avail_in;
    stream->expanded += *got;
    const enum hg_status status = check_expanded(stream, err);
    if (status != HG_OK)
        return status;
    if (result == Z_STREAM_END)
        return end_member(stream, err);
    if (result == Z_MEM_ERROR)
        return hg_fail(err, HG_E_MEMORY, "%s: no memory to unpack it", stream->path);
    if (result == Z_BUF_ERROR ||
        (result == Z_OK && stream->fed == stream->map.size && z->avail_out > 0))
        return hg_fail(err, HG_E_INPUT, "%s: is cut short; copy it again", stream->path);
    if (result != Z_OK)
        return hg_fail(err, HG_E_INPUT, "%s: is damaged (%s); copy it again",
                       stream->path, z->msg ? z->msg : "not gzip");
    return HG_OK;
}

static enum hg_status read_zip(struct stream *stream, char *to, size_t room, size_t *got,
                               struct hg_error *err)
{
    const enum hg_status status = zip_read(stream->zip, to, room, got, err);
    if (status == HG_OK && stream->expanded == 0 && starts_gzip(to, *got))
        return hg_fail(err, HG_E_INPUT,
                       "%s: is gzipped within a .zip, which is not read; unpack the .zip "
                       "and name the file in it",
                       stream->path);
    stream->expanded += *got;
    stream->ended = *got < room;
    return status == HG_OK ? check_expanded(stream, err) : status;
}

static size_t copy_map(struct stream *stream, char *to, size_t room)
{
    const size_t left = stream->map.size - stream->fed, n = left < room ? left : room;
    memcpy(to, stream->map.bytes + stream->fed, n);
    stream->fed += n;
    return n;
}

enum hg_status stream_read(struct stream *stream, char *to, size_t room, size_t *got,
                           struct hg_error *err)
{
    enum hg_status status = HG_OK;
    *got = 0;
    if (!stream->gzipped && !stream->zip) {
        *got = copy_map(stream, to, room);
        return HG_OK;
    }
    while (status == HG_OK && *got < room && !stream->ended) {
        size_t more = 0;
        status = stream->zip ? read_zip(stream, to + *got, room - *got, &more, err)
                             : unpack(stream, to + *got, room - *got, &more, err);
        *got += more;
    }
    return status;
}

double stream_bytes_at_most(const struct stream *stream)
{
    const double size = (double)stream->packed, most = (double)EXPANDED_AT_MOST;
    if (!stream->gzipped && !stream->zip)
        return size;
    return size * (double)RATIO_AT_MOST < most ? size * (double)RATIO_AT_MOST : most;
}

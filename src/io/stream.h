/*
 * stream.h - the bytes of a file: plain, gzipped, or in a .zip
 *
 * A file that begins with the two bytes of gzip is unpacked while it is read; so is
 * "a.zip/b.txt" where a.zip is a file.  It may expand to 8 GiB and 200 times the size of
 * the packed file, must be whole, and nothing may follow a gzipped one.
 */
#ifndef HG_IO_STREAM_H
#define HG_IO_STREAM_H

#include <hotgrid/error.h>
#include <stddef.h>

struct stream;

HG_MUST_CHECK enum hg_status stream_open(const char *path, struct stream **out,
                                         struct hg_error *err);
void stream_close(struct stream *stream); /* NULL is fine */

const char *stream_path(const struct stream *stream);

/* The whole of a plain file as memory; NULL: it is packed and must be read. */
const char *stream_map(const struct stream *stream, size_t *size);

/* Fills `room` bytes, fewer only at the end. */
HG_MUST_CHECK enum hg_status stream_read(struct stream *stream, char *to, size_t room,
                                         size_t *got, struct hg_error *err);

/* The whole has not more bytes than this. */
double stream_bytes_at_most(const struct stream *stream);

#endif

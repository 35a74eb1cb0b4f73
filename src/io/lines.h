/*
 * lines.h - the lines of a text file, gzipped or not, of any length
 *
 * A file that begins with the two bytes of gzip is unpacked while it is read: it may
 * expand to 8 GiB and 200 times its size, must be whole, and nothing may follow it.
 */
#ifndef HG_IO_LINES_H
#define HG_IO_LINES_H

#include <hotgrid/error.h>
#include <stddef.h>

struct lines;

HG_MUST_CHECK enum hg_status lines_open(const char *path, struct lines **out,
                                        struct hg_error *err);
void lines_close(struct lines *lines); /* NULL is fine */

/* The next line without its end (LF or CR LF) and without a byte order mark, valid until
 * the next call; *text is NULL at the end of the file. */
HG_MUST_CHECK enum hg_status lines_next(struct lines *lines, const char **text,
                                        size_t *length, struct hg_error *err);

/* The line just read will be read again. */
void lines_back(struct lines *lines);

/*
 * The next whole lines, about a block of them, with a line feed behind the last; valid
 * until the next call.  *text is NULL at the end.  They are not counted.
 */
HG_MUST_CHECK enum hg_status lines_block(struct lines *lines, const char **text,
                                         size_t *length, struct hg_error *err);

/* Unpacks what the next lines_block() will give; another thread may read the lines given
 * last meanwhile. */
HG_MUST_CHECK enum hg_status lines_ahead(struct lines *lines, struct hg_error *err);

const char *lines_path(const struct lines *lines);
size_t lines_number(const struct lines *lines); /* of the line just read, from 1 */

/* The whole file has not more bytes than this. */
double lines_bytes_at_most(const struct lines *lines);

#endif

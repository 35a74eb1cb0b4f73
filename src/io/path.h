/*
 * path.h - plain files as memory
 *
 * Every reader of this room asks io_path_check() first, for <hotgrid/path.h> tells why.
 */
#ifndef HG_IO_PATH_H
#define HG_IO_PATH_H

#include <hotgrid/error.h>
#include <hotgrid/path.h>
#include <stdbool.h>
#include <stddef.h>

/* HG_E_INPUT with the cure unless path is plain and names a file that is there, is not a
 * folder, holds something and may be read. */
HG_MUST_CHECK enum hg_status io_path_check(const char *path, struct hg_error *err);

/* Does the name end so ("csv", without the dot), in capitals or not? */
bool io_path_ends(const char *path, const char *extension);

/* A whole file as memory that cannot be written.  Must not shrink while it is mapped. */
struct io_mapping {
    const char *bytes; /* NULL: nothing is mapped */
    size_t size;
};

/* Checks as io_path_check() does. */
HG_MUST_CHECK enum hg_status io_map(const char *path, struct io_mapping *out,
                                    struct hg_error *err);
void io_unmap(struct io_mapping *mapping); /* may be called twice */

/* Text of a file made fit for a message: cut to 40 bytes (with "..." behind), and '?' for
 * control characters and what is not UTF-8.  Returns buffer. */
#define IO_SHOWN 48
const char *io_show(const char *text, size_t length, char buffer[IO_SHOWN]);

#endif

/*
 * keep.h - a folder of files that several runs share, each whole or absent
 *
 * Files are written as commit.h does it (temporary name, sync, rename), but the folder is
 * not locked and has no manifest: what is in it can be made again at any time.
 */
#ifndef HG_KEEP_H
#define HG_KEEP_H

#include <hotgrid/error.h>
#include <stddef.h>

/* A part of a file. */
struct hg_bytes {
    const void *bytes;
    size_t length;
};

/* Makes the folder where it is missing, removes what dead processes left half-written,
 * and writes the parts one after the other as file `name`.  Runs that keep the same file
 * at once all succeed; one of their files stays.  Fails with HG_E_OUTPUT. */
HG_MUST_CHECK enum hg_status hg_keep(const char *folder, const char *name, size_t n_part,
                                     const struct hg_bytes *part, struct hg_error *err);

#endif

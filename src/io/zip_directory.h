/*
 * zip_directory.h - the directory at the end of a .zip
 *
 * APPNOTE.TXT 6.3.10 (PKWARE, 2022), 4.3 and 4.5.3: archives of one disk, also above 4
 * GiB (ZIP64).
 */
#ifndef HG_IO_ZIP_DIRECTORY_H
#define HG_IO_ZIP_DIRECTORY_H

#include "io/path.h"
#include <hotgrid/arena.h>
#include <stdint.h>

/* A file of the archive, as its directory tells it. */
struct zip_entry {
    const char *name; /* "b/c.txt" */
    unsigned flags, method;
    uint32_t crc;
    uint64_t packed, size;
    uint64_t local; /* where its own header begins */
};

struct zip_directory {
    size_t n; /* files, in the order of the archive */
    struct zip_entry *entry;
    size_t n_leaving; /* files left out: names that leave the archive ("/a", "../a") */
};

/* In the arena.  HG_E_INPUT: no archive, a damaged one, or a name that comes twice. */
HG_MUST_CHECK enum hg_status zip_directory_read(const char *archive,
                                                const struct io_mapping *map,
                                                struct hg_arena *arena,
                                                struct zip_directory *out,
                                                struct hg_error *err);

/* NULL where there is none. */
const struct zip_entry *zip_directory_find(const struct zip_directory *directory,
                                           const char *name);

/* A number of n bytes, the lowest first. */
uint64_t zip_number(const char *bytes, size_t n);

#endif

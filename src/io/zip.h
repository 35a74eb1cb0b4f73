/*
 * zip.h - the files in a .zip, through GDAL's /vsizip/, and of local archives only
 *
 * "a.zip/b/c.txt" names c.txt in folder b of the archive a.zip.
 */
#ifndef HG_IO_ZIP_H
#define HG_IO_ZIP_H

#include <hotgrid/arena.h>
#include <hotgrid/error.h>
#include <stddef.h>
#include <stdint.h>

struct zip_file;

/* Length of the part of a plain path that is a file whose name ends in .zip; 0: there is
 * none. */
size_t zip_part(const char *path);

/* Opens a file of an archive; *packed gets the size of the archive. */
HG_MUST_CHECK enum hg_status zip_open(const char *path, struct zip_file **out,
                                      uint64_t *packed, struct hg_error *err);
void zip_close(struct zip_file *file); /* NULL is fine */

/* Fills `room` bytes, fewer only at the end. */
HG_MUST_CHECK enum hg_status zip_read(struct zip_file *file, char *to, size_t room,
                                      size_t *got, struct hg_error *err);

/* Names of all files of the archive below the folder that path names, as "b/c.txt", in
 * the arena and in the order of the archive. */
HG_MUST_CHECK enum hg_status zip_list(const char *path, struct hg_arena *arena, size_t *n,
                                      const char ***names, struct hg_error *err);

#endif

/*
 * zip.h - the files in a .zip on the disk
 *
 * "a.zip/b/c.txt" names c.txt in folder b of the archive a.zip.  Stored and deflated
 * files of archives of one piece are read (also above 4 GiB), and their CRC-32 is
 * checked.
 */
#ifndef HG_IO_ZIP_H
#define HG_IO_ZIP_H

#include <hotgrid/arena.h>
#include <hotgrid/error.h>
#include <hotgrid/path.h>
#include <stddef.h>
#include <stdint.h>

struct zip_file;

/* Opens a file of an archive.  HG_E_INPUT: no archive, no such file, a file that is
 * encrypted or damaged, or an archive in which a name comes twice. */
HG_MUST_CHECK enum hg_status zip_open(const char *path, struct zip_file **out,
                                      struct hg_error *err);

/* The same for an archive of any name, such as a workbook; *out is NULL where it has no
 * such part. */
HG_MUST_CHECK enum hg_status zip_open_part(const char *archive, const char *part,
                                           struct zip_file **out, struct hg_error *err);
void zip_close(struct zip_file *file); /* NULL is fine */

/* Bytes of the archive. */
uint64_t zip_archive_size(const struct zip_file *file);

/* Fills `room` bytes, fewer only at the end.  Bytes that are not those of the checksum
 * fail with HG_E_INPUT when the last of them is read. */
HG_MUST_CHECK enum hg_status zip_read(struct zip_file *file, char *to, size_t room,
                                      size_t *got, struct hg_error *err);

/* Names of all files of the archive below the folder that path names, as "b/c.txt", in
 * the arena and in the order of the archive; without the notes of macOS (__MACOSX/, ._a).
 * */
HG_MUST_CHECK enum hg_status zip_list(const char *path, struct hg_arena *arena, size_t *n,
                                      const char ***names, struct hg_error *err);

#endif

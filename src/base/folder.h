/* folder.h - an output folder on disk: open, lock, sweep, names (private to base) */
#ifndef HG_BASE_FOLDER_H
#define HG_BASE_FOLDER_H

#include <hotgrid/error.h>
#include <stddef.h>
#include <sys/types.h>

/* A name of an output: at most one folder, each part this long. */
#define BASE_PART_LENGTH 128
#define BASE_MANIFEST    "manifest.jsonl"

/* An open() flag set for a folder that is not reached through a symbolic link. */
int base_open_folder(int at, const char *name);

/* Creates path and the folders above it; returns its descriptor, or -1 and errno. */
int base_make_folder(const char *path);

/* Locks the folder against other runs; out is the descriptor that holds the lock. */
HG_MUST_CHECK enum hg_status base_lock_folder(int folder, const char *path, int *out,
                                              struct hg_error *err);

/* Opens the manifest for appending, after cutting a line that was not written to its
 * end. */
HG_MUST_CHECK enum hg_status base_open_manifest(int folder, const char *path, int *out,
                                                struct hg_error *err);

/* Removes ".NAME.PID.part" of dead processes, here and one folder below. */
void base_sweep_folder(int folder);

/* Writes all bytes in the face of EINTR and short writes; 0, or errno. */
int base_write_all(int fd, const void *bytes, size_t length);

/* fsync() in the face of EINTR; 0, or errno. */
int base_sync(int fd);

/* The same for a folder, where a file system may not know how (EINVAL). */
int base_sync_folder(int fd);

#endif

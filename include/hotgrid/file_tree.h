/*
 * file_tree.h - a folder of many small files that gets its name when it is whole
 *
 * Files are written into a folder beside it (".NAME.PID.part"), synced together and then
 * renamed: a reader sees all of them or none.  For thousands of files, of which each one
 * committed as commit.h does it would wait for the disk.
 */
#ifndef HG_FILE_TREE_H
#define HG_FILE_TREE_H

#include <hotgrid/error.h>
#include <stddef.h>

struct hg_tree; /* of one thread */

/* Makes the folders above path where they are missing.  HG_E_OUTPUT where there is
 * something at path already, other than an empty folder. */
HG_MUST_CHECK enum hg_status hg_tree_create(const char *path, struct hg_tree **out,
                                            struct hg_error *err);

/* Removes what is not finished; NULL is fine. */
void hg_tree_destroy(struct hg_tree *tree);

/* A new file; name is relative, and its folders ("5/26/12.png") are made. */
HG_MUST_CHECK enum hg_status hg_tree_add(struct hg_tree *tree, const char *name,
                                         const void *bytes, size_t length,
                                         struct hg_error *err);

HG_MUST_CHECK enum hg_status hg_tree_finish(struct hg_tree *tree, struct hg_error *err);

#endif

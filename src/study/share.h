/* share.h - files that come with hotgrid: grids/, styles/ and benchmarks/ */
#ifndef HG_STUDY_SHARE_H
#define HG_STUDY_SHARE_H

#include <hotgrid/arena.h>
#include <hotgrid/error.h>
#include <hotgrid/study.h>

/* Joins folder and path, unless path is whole or folder is NULL, "" or "."; NULL without
 * memory. */
const char *hg_path_join(struct hg_arena *arena, const char *folder, const char *path);

/* The folder of a path: "." where it names none. */
const char *hg_path_folder(struct hg_arena *arena, const char *path);

bool hg_path_is_file(const char *path);
bool hg_path_is_folder(const char *path);

/* Names of grids and styles: codes that may also hold points ("world-0.1deg"), but do not
 * end as files do (.yaml, .yml). */
bool hg_share_is_name(const char *text);

/* Names of the files of a shared folder ("grids"), sorted, without their ending (.yaml,
 * of benchmarks .csv); none when there is no such folder. */
HG_MUST_CHECK enum hg_status hg_share_names(const char *room, struct hg_arena *arena,
                                            struct hg_words *out, struct hg_error *err);

/* The file behind a name of the shared folder, or else a path, from folder (NULL:
 * the current one).  Fails with HG_E_STUDY when there is none, in words that follow the
 * name ("is not known; did you mean ...?"). */
HG_MUST_CHECK enum hg_status hg_share_find(const char *room, const char *name_or_path,
                                           const char *folder, struct hg_arena *arena,
                                           const char **out, struct hg_error *err);

#endif

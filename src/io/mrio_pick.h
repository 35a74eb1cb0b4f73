/*
 * mrio_pick.h - which files of a place are those of a table
 *
 * A place may be the table's file, a folder, a .zip, or a folder of the .zip files as
 * they were downloaded: what is in these counts as if it had been unpacked.
 */
#ifndef HG_IO_MRIO_PICK_H
#define HG_IO_MRIO_PICK_H

#include "io/mrio_layout.h"

struct mrio_files {
    size_t n;
    const char *const *path; /* whole, in the arena */
};

HG_MUST_CHECK enum hg_status mrio_all_files(const struct mrio_reading *reading,
                                            struct mrio_files *out, struct hg_error *err);

/* The name of a file without its folders. */
const char *mrio_base_name(const char *path);

/* Both fold the case of letters; a ".gz" behind the name is passed over. */
bool mrio_starts(const char *name, const char *with);
bool mrio_ends(const char *name, const char *with);

/* Is this file wanted?  name: without folders. */
typedef bool mrio_fits(const char *name);

/* The only file that fits and has the version (NULL: any) in its name; the place itself
 * where it is a file.  HG_E_INPUT when there are several, or none: `what` tells which is
 * wanted ("file like x.csv"); with `what` NULL *path is NULL then. */
HG_MUST_CHECK enum hg_status mrio_pick(const struct mrio_reading *reading,
                                       const struct mrio_files *files, mrio_fits *fits,
                                       const char *version, const char *what,
                                       const char **path, struct hg_error *err);

/* The same for tables of one file: reading->found is its path, and it is used. */
HG_MUST_CHECK enum hg_status mrio_find_table(struct mrio_reading *reading,
                                             mrio_fits *fits, const char *what,
                                             struct hg_error *err);

/* The file `name` beside another one, or else the only one of that name. */
HG_MUST_CHECK enum hg_status mrio_pick_beside(const struct mrio_reading *reading,
                                              const struct mrio_files *files,
                                              const char *beside, const char *name,
                                              bool needed, const char **path,
                                              struct hg_error *err);

/* Does one of the names in the place fit, or the place itself where it is a file? */
bool mrio_any_fits(const struct mrio_place *place, mrio_fits *fits);

#endif

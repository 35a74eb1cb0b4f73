/* output.h - an open output folder, from within (private to base) */
#ifndef HG_BASE_OUTPUT_H
#define HG_BASE_OUTPUT_H

#include "base/folder.h"
#include <hotgrid/commit.h>
#include <hotgrid/parallel.h>

struct hg_output {
    char *path; /* for messages */
    int folder, lock_file, manifest;
    const char *by;             /* of lines of files; NULL: nobody's */
    struct hg_lock *lock;       /* for all below */
    struct hg_committed *files; /* sorted by name */
    size_t n_files, max_files;
    size_t under_way; /* commits that have a place in files */
};

/* folder (empty where there is none) and file of a good name; false for any other. */
bool base_split_name(const char *name, char folder[BASE_PART_LENGTH + 1],
                     const char **file);

/* Where name stands or belongs in files.  Called with the lock held. */
size_t base_place_of(const struct hg_output *output, const char *name, bool *found);

/* A place in files beforehand, so that no memory is wanted once the file stands; then
 * what file holds goes there (with the lock held), or the place is given up. */
bool base_reserve(struct hg_output *output);
void base_enlist(struct hg_output *output, const struct hg_committed *file);
void base_cancel(struct hg_output *output);

/* One whole line of the manifest by one write().  Called with the lock held; 0, or errno.
 */
int base_add_line(int manifest, const char *line, size_t length);

#endif

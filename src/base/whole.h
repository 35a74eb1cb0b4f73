/* whole.h - one file, whole or absent (private to base) */
#ifndef HG_BASE_WHOLE_H
#define HG_BASE_WHOLE_H

#include <hotgrid/keep.h>

/* Writes the parts as `file` in the folder `at`: to a temporary name, synced, renamed,
 * the folder synced.  0, or errno; nothing is left behind then. */
int base_write_whole(int at, const char *file, size_t n_part,
                     const struct hg_bytes *part);

#endif

/*
 * path.h - which paths may be opened
 *
 * GDAL reads much more than files from a path: "/vsicurl/http://...", "GTIFF_DIR:1:...",
 * "<OGRVRTDataSource>...".  Only paths of plain files pass here.
 */
#ifndef HG_PATH_H
#define HG_PATH_H

#include <stdbool.h>
#include <stddef.h>

/* false for what begins with /vsi, has a ':' before the first '/', or is empty. */
bool hg_path_is_plain(const char *path);

/* "a.zip/b/c.txt": bytes of the part of a plain path that is a file whose name ends in
 * .zip, be there more behind it or not; 0: there is none. */
size_t hg_path_archive(const char *path);

#endif

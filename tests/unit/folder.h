/* folder.h - a temporary folder for a test, and looks into it */
#ifndef HG_TEST_FOLDER_H
#define HG_TEST_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

/* Makes an empty folder and returns its path, which lives until the next call. */
const char *folder_make(void);

/* Removes the folder of the last folder_make() with all that is in it. */
void folder_remove(void);

/* folder/name in one of a few static buffers. */
const char *folder_path(const char *name);

/* Writes a file of the folder. */
void folder_write(const char *name, const char *text);

/* The file holds exactly these bytes. */
bool folder_holds(const char *name, const void *bytes, size_t length);

/* There is an entry of that name, be it a link to nowhere. */
bool folder_has(const char *name);

/* Entries of a folder of the folder ("." for itself), hidden ones too. */
size_t folder_count(const char *name);

#endif

/* folder.c - a temporary folder for a test, and looks into it */
#define _GNU_SOURCE
#include "folder.h"
#include <dirent.h>
#include <ftw.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[256];

static void check(bool ok, const char *what)
{
    if (!ok) {
        perror(what);
        abort();
    }
}

const char *folder_make(void)
{
    const char *const tmp = getenv("TMPDIR");
    snprintf(folder, sizeof(folder), "%s/hotgrid-test-XXXXXX", tmp ? tmp : "/tmp");
    check(mkdtemp(folder), folder);
    check(chmod(folder, 0755) == 0, folder);
    return folder;
}

static int remove_one(const char *path, const struct stat *about, int kind,
                      struct FTW *where)
{
    (void)about;
    (void)kind;
    (void)where;
    return remove(path);
}

void folder_remove(void)
{
    check(nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS) == 0, folder);
}

const char *folder_path(const char *name)
{
    static char paths[4][512];
    static unsigned next;
    char *path = paths[next++ % 4];
    snprintf(path, sizeof(paths[0]), "%s/%s", folder, name);
    return path;
}

void folder_write(const char *name, const char *text)
{
    FILE *file = fopen(folder_path(name), "wb");
    check(file, name);
    check(fwrite(text, 1, strlen(text), file) == strlen(text), name);
    check(fclose(file) == 0, name);
}

bool folder_holds(const char *name, const void *bytes, size_t length)
{
    FILE *file = fopen(folder_path(name), "rb");
    if (!file)
        return false;
    bool same = true;
    for (size_t i = 0; same && i < length; i++)
        same = fgetc(file) == ((const uint8_t *)bytes)[i];
    same = same && fgetc(file) == EOF;
    (void)fclose(file);
    return same;
}

bool folder_has(const char *name)
{
    struct stat about;
    return lstat(folder_path(name), &about) == 0;
}

size_t folder_count(const char *name)
{
    DIR *entries = opendir(folder_path(name));
    check(entries, name);
    size_t n = 0;
    for (const struct dirent *entry; (entry = readdir(entries));)
        n += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    closedir(entries);
    return n;
}

/* mrio_place.c - where the files of an input-output table are: a folder, a file, a .zip
 */
#include "io/mrio_place.h"
#include "io/path.h"
#include "io/zip.h"
#include <errno.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Files deeper than this, or more of them, are of no table. */
enum { DEPTH_AT_MOST = 4, FILES_AT_MOST = 20000 };

const char *mrio_join(struct hg_arena *arena, const char *folder, const char *name)
{
    const size_t size = strlen(folder) + strlen(name) + 2;
    char *path = hg_arena_alloc(arena, size, 1);
    if (path)
        (void)snprintf(path, size, "%s/%s", folder, name);
    return path;
}

static enum hg_status no_memory(const char *path, struct hg_error *err)
{
    return hg_fail(err, HG_E_MEMORY, "%s: no memory to open it", path);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int by_entry(const FTSENT **a, const FTSENT **b)
{
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

/* Files of a folder and of the folders in it, without what is hidden. */
static enum hg_status list_folder(struct hg_arena *arena, const char *path, size_t *n,
                                  const char ***names, struct hg_error *err)
{
    char *copy = hg_arena_copy(arena, path, strlen(path));
    char *const roots[] = {copy, NULL};
    const char **name = hg_arena_alloc(arena, FILES_AT_MOST, sizeof(*name));
    const size_t skip = strlen(path) + 1;
    size_t kept = 0;
    FTS *fts = copy && name ? fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR, by_entry) : NULL;
    if (!fts)
        return no_memory(path, err);
    enum hg_status status = HG_OK;
    for (FTSENT *at; status == HG_OK && (at = fts_read(fts));) {
        if (at->fts_info == FTS_D && at->fts_level > 0 &&
            (at->fts_level >= DEPTH_AT_MOST || at->fts_name[0] == '.'))
            (void)fts_set(fts, at, FTS_SKIP);
        if (at->fts_info != FTS_F || at->fts_name[0] == '.')
            continue;
        if (kept == FILES_AT_MOST)
            status = hg_fail(err, HG_E_INPUT,
                             "%s: holds more than %d files; give the folder of the table",
                             path, FILES_AT_MOST);
        else if (!(name[kept++] =
                       hg_arena_copy(arena, at->fts_path + skip, at->fts_pathlen - skip)))
            status = no_memory(path, err);
    }
    (void)fts_close(fts);
    *n = kept;
    *names = name;
    return status;
}

enum hg_status mrio_place_open(struct hg_arena *arena, const char *path,
                               struct mrio_place *out, struct hg_error *err)
{
    struct stat about;
    size_t n = 0, length = strlen(path);
    const char **name = NULL;
    while (length > 1 && path[length - 1] == '/')
        length--;
    path = hg_arena_copy(arena, path, length);
    if (!path)
        return no_memory("a table", err);
    *out = (struct mrio_place){.path = path};
    if (!hg_path_is_plain(path))
        return io_path_check(path, err);
    const bool there = stat(path, &about) == 0;
    enum hg_status status = HG_OK;
    if (hg_path_archive(path) > 0)
        status = zip_list(path, arena, &n, &name, err);
    else if (there && S_ISDIR(about.st_mode))
        status = list_folder(arena, path, &n, &name, err);
    else
        status = io_path_check(path, err);
    if (status != HG_OK)
        return status;
    out->is_file = name == NULL;
    if (n > 1 && name)
        qsort(name, n, sizeof(*name), by_name);
    out->n_name = n;
    out->name = name;
    return HG_OK;
}

static const char *find_name(const struct mrio_place *place, const char *name)
{
    const char **found =
        place->n_name ? bsearch(&name, place->name, place->n_name, sizeof(name), by_name)
                      : NULL;
    return found ? *found : NULL;
}

enum hg_status mrio_find_file(const struct mrio_reading *reading, const char *name,
                              const char **path, struct hg_error *err)
{
    const struct mrio_place *place = &reading->place;
    char packed[512];
    (void)snprintf(packed, sizeof(packed), "%s.gz", name);
    const char *found = find_name(place, name);
    if (!found)
        found = find_name(place, packed);
    *path = NULL;
    if (!found)
        return HG_OK;
    *path = mrio_join(reading->arena, place->path, found);
    return *path ? HG_OK : no_memory(place->path, err);
}

/* The file that is read from the disk: for one in a .zip, the .zip. */
static const char *file_of(struct hg_arena *arena, const char *path)
{
    const size_t part = hg_path_archive(path);
    return part ? hg_arena_copy(arena, path, part) : path;
}

enum hg_status mrio_use(struct mrio_reading *reading, const char *path,
                        struct hg_error *err)
{
    path = file_of(reading->arena, path);
    if (!path)
        return no_memory(reading->place.path, err);
    for (size_t i = 0; i < reading->n_file; i++)
        if (strcmp(reading->file[i], path) == 0)
            return HG_OK;
    if (reading->n_file == reading->file_capacity) {
        const size_t capacity = reading->file_capacity ? 2 * reading->file_capacity : 8;
        const char **file = hg_arena_alloc(reading->arena, capacity, sizeof(*file));
        if (!file)
            return no_memory(path, err);
        if (reading->n_file > 0)
            memcpy(file, reading->file, reading->n_file * sizeof(*file));
        reading->file = file;
        reading->file_capacity = capacity;
    }
    reading->file[reading->n_file++] = path;
    return HG_OK;
}

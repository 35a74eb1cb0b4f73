/* zip.c - the files in a .zip, through GDAL's /vsizip/ */
#define _GNU_SOURCE /* struct stat64, which GDAL wants */
#include "io/zip.h"
#include "io/path.h"
#include <cpl_error.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct zip_file {
    VSILFILE *file;
    uint64_t size, at;
    char path[]; /* for messages */
};

static bool is_file(const char *path, size_t length)
{
    struct stat about;
    char *part = strndup(path, length);
    const bool file = part && stat(part, &about) == 0 && S_ISREG(about.st_mode);
    free(part);
    return file;
}

size_t zip_part(const char *path)
{
    if (!io_path_is_plain(path))
        return 0;
    for (const char *end = path; *end; end++) {
        end = strchr(end + 1, '/');
        const size_t n = end ? (size_t)(end - path) : strlen(path);
        if (n > 4 && strncasecmp(path + n - 4, ".zip", 4) == 0 && is_file(path, n))
            return n;
        if (!end)
            break;
    }
    return 0;
}

/* "/vsizip/{a.zip}/b/c.txt"; the braces keep GDAL from looking for the archive itself. */
static char *vsi_path(const char *path, size_t part)
{
    const size_t size = strlen(path) + sizeof("/vsizip/{}");
    char *vsi = malloc(size);
    if (vsi)
        (void)snprintf(vsi, size, "/vsizip/{%.*s}%s", (int)part, path, path + part);
    return vsi;
}

static uint64_t size_of(const char *path, size_t part)
{
    struct stat about = {0};
    char *archive = strndup(path, part);
    if (archive && stat(archive, &about) != 0)
        about.st_size = 0;
    free(archive);
    return about.st_size > 0 ? (uint64_t)about.st_size : 0;
}

enum hg_status zip_open(const char *path, struct zip_file **out, uint64_t *packed,
                        struct hg_error *err)
{
    const size_t part = zip_part(path), length = strlen(path) + 1;
    char *vsi = vsi_path(path, part);
    struct zip_file *file = calloc(1, sizeof(*file) + length);
    enum hg_status status = HG_OK;
    VSIStatBufL about = {0};
    if (!vsi || !file) {
        status = hg_fail(err, HG_E_MEMORY, "%s: no memory to open it", path);
        goto done;
    }
    memcpy(file->path, path, length);
    if (VSIStatL(vsi, &about) == 0 && VSI_ISREG(about.st_mode))
        file->file = VSIFOpenL(vsi, "rb");
    if (!file->file) {
        status = hg_fail(err, HG_E_INPUT,
                         "%s: there is no such file in the archive, or it is damaged; "
                         "see what `unzip -l` lists",
                         path);
        goto done;
    }
    file->size = (uint64_t)about.st_size;
    *packed = size_of(path, part);
    *out = file;
    file = NULL;
done:
    free(vsi);
    zip_close(file);
    return status;
}

void zip_close(struct zip_file *file)
{
    if (!file)
        return;
    if (file->file)
        (void)VSIFCloseL(file->file);
    free(file);
}

enum hg_status zip_read(struct zip_file *file, char *to, size_t room, size_t *got,
                        struct hg_error *err)
{
    CPLErrorReset();
    *got = VSIFReadL(to, 1, room, file->file);
    file->at += *got;
    /* A wrong checksum is told by an error at the end of the file. */
    const bool damaged = CPLGetLastErrorType() >= CE_Failure;
    if (damaged || (*got < room && file->at != file->size))
        return hg_fail(err, HG_E_INPUT,
                       "%s: is damaged or cut short; copy the archive again", file->path);
    return HG_OK;
}

enum hg_status zip_list(const char *path, struct hg_arena *arena, size_t *n,
                        const char ***names, struct hg_error *err)
{
    enum hg_status status = HG_OK;
    char *vsi = vsi_path(path, zip_part(path));
    char **entries = vsi ? VSIReadDirRecursive(vsi) : NULL;
    const size_t most = (size_t)CSLCount(entries);
    const char **name = hg_arena_alloc(arena, most + 1, sizeof(*name));
    size_t kept = 0;
    if (!vsi || !name) {
        status = hg_fail(err, HG_E_MEMORY, "%s: no memory to list it", path);
        goto done;
    }
    if (most == 0) {
        status =
            hg_fail(err, HG_E_INPUT,
                    "%s: holds no files, or is no .zip; see what `unzip -l` lists", path);
        goto done;
    }
    for (size_t i = 0; i < most && status == HG_OK; i++) {
        const size_t length = strlen(entries[i]);
        if (length == 0 || entries[i][length - 1] == '/')
            continue;
        name[kept] = hg_arena_copy(arena, entries[i], length);
        if (!name[kept++])
            status = hg_fail(err, HG_E_MEMORY, "%s: no memory to list it", path);
    }
    if (status == HG_OK) {
        *n = kept;
        *names = name;
    }
done:
    CSLDestroy(entries);
    free(vsi);
    return status;
}

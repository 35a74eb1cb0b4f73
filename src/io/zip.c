/* zip.c - the files in a .zip */
#include "io/zip.h"
#include "io/path.h"
#include "io/zip_directory.h"
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <zlib.h>

enum { STORED = 0, DEFLATED = 8, ENCRYPTED = 1, HEADER_SIZE = 30 };

struct zip_file {
    struct io_mapping map; /* of the archive */
    z_stream inflate;
    bool deflated;
    const char *packed; /* what is still to be read */
    uint64_t n_packed;
    uint64_t left; /* bytes that it still holds, unpacked */
    uint32_t crc, crc_told;
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

size_t hg_path_archive(const char *path)
{
    if (!hg_path_is_plain(path))
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

static enum hg_status damaged(const struct zip_file *file, struct hg_error *err)
{
    return hg_fail(err, HG_E_INPUT, "%s: is damaged or cut short; copy the archive again",
                   file->path);
}

/* Names that begin with '/' or go up are never read. */
static const char *leaving(const struct zip_directory *directory)
{
    return directory->n_leaving > 0
               ? " (names that leave the archive, like /a or ../a, are not read)"
               : "";
}

/* Finds the packed bytes behind the header that stands before them. */
static enum hg_status begin(struct zip_file *file, const struct zip_entry *entry,
                            struct hg_error *err)
{
    const uint64_t size = file->map.size;
    if (entry->flags & ENCRYPTED)
        return hg_fail(err, HG_E_INPUT, "%s: is encrypted; unpack the archive",
                       file->path);
    if (entry->method != STORED && entry->method != DEFLATED)
        return hg_fail(err, HG_E_INPUT,
                       "%s: is packed by method %u, where 0 (stored) and 8 (deflated) "
                       "are read; unpack the archive",
                       file->path, entry->method);
    if (entry->local > size || size - entry->local < HEADER_SIZE)
        return damaged(file, err);
    const char *header = file->map.bytes + entry->local;
    const uint64_t before =
        HEADER_SIZE + zip_number(header + 26, 2) + zip_number(header + 28, 2);
    if (memcmp(header, "PK\3\4", 4) != 0 || before > size - entry->local ||
        entry->packed > size - entry->local - before ||
        (entry->method == STORED && entry->packed != entry->size))
        return damaged(file, err);
    if (entry->method == DEFLATED && inflateInit2(&file->inflate, -MAX_WBITS) != Z_OK)
        return hg_fail(err, HG_E_MEMORY, "%s: no memory to unpack it", file->path);
    file->deflated = entry->method == DEFLATED;
    file->packed = header + before;
    file->n_packed = entry->packed;
    file->left = entry->size;
    file->crc_told = entry->crc;
    return HG_OK;
}

/* The archive's own path is the first `part` bytes of path.  The directory is in the
 * arena. */
static enum hg_status map_archive(const char *path, size_t part, struct hg_arena *arena,
                                  struct io_mapping *map, struct zip_directory *directory,
                                  struct hg_error *err)
{
    const char *archive = arena ? hg_arena_copy(arena, path, part) : NULL;
    if (!archive)
        return hg_fail(err, HG_E_MEMORY, "%s: no memory to open it", path);
    const enum hg_status status = io_map(archive, map, err);
    return status == HG_OK ? zip_directory_read(archive, map, arena, directory, err)
                           : status;
}

static enum hg_status open_entry(const char *path, size_t part, bool must,
                                 struct zip_file **out, struct hg_error *err)
{
    const size_t length = strlen(path) + 1;
    struct zip_file *file = calloc(1, sizeof(*file) + length);
    if (!file)
        return hg_fail(err, HG_E_MEMORY, "%s: no memory to open it", path);
    memcpy(file->path, path, length);
    struct hg_arena *arena = hg_arena_create();
    struct zip_directory directory = {0};
    const struct zip_entry *entry = NULL;
    enum hg_status status = map_archive(path, part, arena, &file->map, &directory, err);
    if (status == HG_OK)
        entry = zip_directory_find(&directory, path + part + (path[part] == '/'));
    if (entry)
        status = begin(file, entry, err);
    else if (status == HG_OK && must)
        status = hg_fail(err, HG_E_INPUT,
                         "%s: there is no such file in the archive%s; see what "
                         "`unzip -l` lists",
                         path, leaving(&directory));
    if (status == HG_OK)
        *out = entry ? file : NULL;
    if (status != HG_OK || !entry)
        zip_close(file);
    hg_arena_destroy(arena);
    return status;
}

enum hg_status zip_open(const char *path, struct zip_file **out, struct hg_error *err)
{
    return open_entry(path, hg_path_archive(path), true, out, err);
}

enum hg_status zip_open_part(const char *archive, const char *part, struct zip_file **out,
                             struct hg_error *err)
{
    const size_t length = strlen(archive), size = length + strlen(part) + 2;
    char *path = malloc(size);
    if (!path)
        return hg_fail(err, HG_E_MEMORY, "%s: no memory to open it", archive);
    (void)snprintf(path, size, "%s/%s", archive, part);
    const enum hg_status status = open_entry(path, length, false, out, err);
    free(path);
    return status;
}

void zip_close(struct zip_file *file)
{
    if (!file)
        return;
    if (file->deflated)
        (void)inflateEnd(&file->inflate);
    io_unmap(&file->map);
    free(file);
}

uint64_t zip_archive_size(const struct zip_file *file)
{
    return file->map.size;
}

static void pass(struct zip_file *file, uint64_t n)
{
    file->packed += n;
    file->n_packed -= n;
}

/* Unpacks up to n bytes, at least one unless the file is damaged. */
static size_t inflate_some(struct zip_file *file, char *to, size_t n)
{
    const uint64_t most = (uint64_t)1 << 30; /* zlib counts in unsigned int */
    z_stream *z = &file->inflate;
    union {
        const char *bytes;
        Bytef *input; /* zlib does not write there */
    } feed = {file->packed};
    z->next_in = feed.input;
    z->avail_in = (uInt)(file->n_packed < most ? file->n_packed : most);
    z->next_out = (Bytef *)to;
    z->avail_out = (uInt)n;
    const uInt fed = z->avail_in;
    const int result = inflate(z, Z_NO_FLUSH);
    pass(file, fed - z->avail_in);
    return result == Z_OK || result == Z_STREAM_END ? n - z->avail_out : 0;
}

static size_t copy_some(struct zip_file *file, char *to, size_t n)
{
    memcpy(to, file->packed, n);
    pass(file, n);
    return n;
}

enum hg_status zip_read(struct zip_file *file, char *to, size_t room, size_t *got,
                        struct hg_error *err)
{
    const size_t most = (size_t)1 << 20;
    *got = 0;
    while (*got < room && file->left > 0) {
        size_t n = room - *got < most ? room - *got : most;
        n = n < file->left ? n : (size_t)file->left;
        n = file->deflated ? inflate_some(file, to + *got, n)
                           : copy_some(file, to + *got, n);
        if (n == 0)
            return damaged(file, err);
        file->crc =
            (uint32_t)crc32(file->crc, (const Bytef *)(const void *)(to + *got), (uInt)n);
        file->left -= n;
        *got += n;
    }
    return file->left == 0 && file->crc != file->crc_told ? damaged(file, err) : HG_OK;
}

/* What macOS adds to an archive: notes on files, which are no files of their own. */
static bool is_note(const char *name)
{
    const char *base = strrchr(name, '/');
    base = base ? base + 1 : name;
    return strncmp(name, "__MACOSX/", 9) == 0 || strncmp(base, "._", 2) == 0;
}

/* The part of the name below the folder; NULL: it is not below. */
static const char *below(const char *name, const char *folder, size_t length)
{
    if (length == 0)
        return name;
    return strncmp(name, folder, length) == 0 && name[length] == '/' ? name + length + 1
                                                                     : NULL;
}

enum hg_status zip_list(const char *path, struct hg_arena *arena, size_t *n,
                        const char ***names, struct hg_error *err)
{
    struct io_mapping map = {0};
    struct zip_directory directory = {0};
    const size_t part = hg_path_archive(path);
    const char *folder = path + part + (path[part] == '/');
    size_t length = strlen(folder), kept = 0;
    while (length > 0 && folder[length - 1] == '/')
        length--;
    enum hg_status status = map_archive(path, part, arena, &map, &directory, err);
    io_unmap(&map);
    if (status != HG_OK)
        return status;
    const char **name = hg_arena_alloc(arena, directory.n + 1, sizeof(*name));
    if (!name)
        return hg_fail(err, HG_E_MEMORY, "%s: no memory to list it", path);
    for (size_t i = 0; i < directory.n; i++) {
        const char *is = below(directory.entry[i].name, folder, length);
        if (is && !is_note(directory.entry[i].name))
            name[kept++] = is;
    }
    if (kept == 0)
        return hg_fail(err, HG_E_INPUT, "%s: holds no files%s; see what `unzip -l` lists",
                       path, leaving(&directory));
    *n = kept;
    *names = name;
    return HG_OK;
}

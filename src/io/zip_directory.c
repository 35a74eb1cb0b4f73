/* zip_directory.c - the directory at the end of a .zip */
#include "io/zip_directory.h"
#include <stdlib.h>
#include <string.h>

enum {
    END_SIZE = 22,
    LOCATOR_SIZE = 20,
    END64_SIZE = 56,
    ENTRY_SIZE = 46,
    COMMENT_AT_MOST = 65535
};

struct reading {
    const char *archive;
    const char *bytes;
    size_t size;       /* of the archive */
    uint64_t at, end;  /* of the directory */
    uint64_t before;   /* bytes before the archive, which its places do not count */
    uint64_t n_record; /* files and folders */
};

uint64_t zip_number(const char *bytes, size_t n)
{
    uint64_t value = 0;
    for (size_t i = n; i > 0; i--)
        value = value << 8 | (unsigned char)bytes[i - 1];
    return value;
}

static enum hg_status damaged(const struct reading *r, struct hg_error *err)
{
    return hg_fail(err, HG_E_INPUT,
                   "%s: is damaged or cut short: its directory does not fit; copy the "
                   "archive again",
                   r->archive);
}

/* Place of the end record; the size where there is none. */
static size_t find_end(const struct reading *r)
{
    for (size_t n = END_SIZE; n <= r->size && n <= END_SIZE + COMMENT_AT_MOST; n++) {
        const char *at = r->bytes + r->size - n;
        if (memcmp(at, "PK\5\6", 4) == 0 && zip_number(at + 20, 2) + END_SIZE <= n)
            return r->size - n;
    }
    return r->size;
}

/* Above 4 GiB, or 65535 files: another end record, which a locator before the end tells.
 */
static bool find_end64(const struct reading *r, size_t end, uint64_t *out)
{
    if (end < LOCATOR_SIZE || memcmp(r->bytes + end - LOCATOR_SIZE, "PK\6\7", 4) != 0)
        return false;
    *out = zip_number(r->bytes + end - LOCATOR_SIZE + 8, 8);
    return true;
}

static enum hg_status find_directory(struct reading *r, struct hg_error *err)
{
    const size_t end = find_end(r);
    if (end == r->size)
        return hg_fail(
            err, HG_E_INPUT,
            "%s: is no .zip (nor a workbook, which is one), or is cut short; see "
            "what `unzip -l` lists",
            r->archive);
    uint64_t size = zip_number(r->bytes + end + 12, 4),
             place = zip_number(r->bytes + end + 16, 4), end64 = 0;
    bool one_disk = zip_number(r->bytes + end + 4, 4) == 0;
    r->n_record = zip_number(r->bytes + end + 10, 2);
    r->end = end;
    if (find_end64(r, end, &end64)) {
        if (end64 > end || end - end64 < END64_SIZE ||
            memcmp(r->bytes + end64, "PK\6\6", 4) != 0)
            return damaged(r, err);
        one_disk = zip_number(r->bytes + end64 + 16, 8) == 0;
        r->n_record = zip_number(r->bytes + end64 + 32, 8);
        size = zip_number(r->bytes + end64 + 40, 8);
        place = zip_number(r->bytes + end64 + 48, 8);
        r->end = end64;
    }
    if (!one_disk)
        return hg_fail(err, HG_E_INPUT, "%s: is split into several files; unpack it",
                       r->archive);
    if (size > r->end || place > r->end - size || r->n_record > size / ENTRY_SIZE)
        return damaged(r, err);
    r->at = r->end - size;
    r->before = r->at - place;
    return HG_OK;
}

/* Fields of 32 bits that are full stand in the extra field 1, in this order (4.5.3). */
static bool widen(const char *extra, size_t length, struct zip_entry *entry)
{
    uint64_t *const field[] = {&entry->size, &entry->packed, &entry->local};
    size_t at = 0, n = 0;
    while (at + 4 <= length && zip_number(extra + at, 2) != 1)
        at += 4 + (size_t)zip_number(extra + at + 2, 2);
    if (at + 4 <= length) {
        n = (size_t)zip_number(extra + at + 2, 2);
        at += 4;
    }
    if (n > 0 && at + n > length)
        return false;
    for (size_t i = 0; i < sizeof(field) / sizeof(field[0]); i++) {
        if (*field[i] != UINT32_MAX)
            continue;
        if (n < 8)
            return false;
        *field[i] = zip_number(extra + at, 8);
        at += 8;
        n -= 8;
    }
    return true;
}

static bool leaves(const char *name)
{
    if (name[0] == '/' || (name[0] != '\0' && name[1] == ':'))
        return true;
    for (const char *part = name; part; part = strchr(part, '/')) {
        part += *part == '/';
        if (strncmp(part, "..", 2) == 0 && (part[2] == '/' || part[2] == '\0'))
            return true;
    }
    return false;
}

/* With '/' between folders, whatever wrote it, and without "./" in front. */
static char *copy_name(struct hg_arena *arena, const char *name, size_t length)
{
    while (length > 1 && name[0] == '.' && (name[1] == '/' || name[1] == '\\')) {
        name += 2;
        length -= 2;
    }
    char *copy = hg_arena_copy(arena, name, length);
    for (char *c = copy; c && *c; c++)
        if (*c == '\\')
            *c = '/';
    return copy;
}

static enum hg_status read_entry(struct reading *r, struct hg_arena *arena,
                                 struct zip_directory *out, struct hg_error *err)
{
    const char *at = r->bytes + r->at;
    if (r->end - r->at < ENTRY_SIZE || memcmp(at, "PK\1\2", 4) != 0)
        return damaged(r, err);
    const size_t name = (size_t)zip_number(at + 28, 2),
                 extra = (size_t)zip_number(at + 30, 2);
    const uint64_t size = ENTRY_SIZE + name + extra + zip_number(at + 32, 2);
    struct zip_entry entry = {
        .name = NULL,
        .flags = (unsigned)zip_number(at + 8, 2),
        .method = (unsigned)zip_number(at + 10, 2),
        .crc = (uint32_t)zip_number(at + 16, 4),
        .packed = zip_number(at + 20, 4),
        .size = zip_number(at + 24, 4),
        .local = zip_number(at + 42, 4),
    };
    if (size > r->end - r->at || memchr(at + ENTRY_SIZE, '\0', name) ||
        !widen(at + ENTRY_SIZE + name, extra, &entry))
        return damaged(r, err);
    r->at += size;
    entry.local += r->before;
    const char *copy = copy_name(arena, at + ENTRY_SIZE, name);
    if (!copy)
        return hg_fail(err, HG_E_MEMORY, "%s: no memory to list it", r->archive);
    const size_t length = strlen(copy);
    if (length == 0 || copy[length - 1] == '/')
        return HG_OK; /* a folder */
    entry.name = copy;
    if (leaves(copy))
        out->n_leaving++;
    else
        out->entry[out->n++] = entry;
    return HG_OK;
}

static int compare(const void *a, const void *b)
{
    const char *const *x = a, *const *y = b;
    return strcmp(*x, *y);
}

/* Which of two files of one name is meant cannot be known. */
static enum hg_status check_names(const struct reading *r,
                                  const struct zip_directory *directory,
                                  struct hg_error *err)
{
    const char **name = calloc(directory->n + 1, sizeof(*name));
    enum hg_status status = HG_OK;
    if (!name)
        return hg_fail(err, HG_E_MEMORY, "%s: no memory to list it", r->archive);
    for (size_t i = 0; i < directory->n; i++)
        name[i] = directory->entry[i].name;
    qsort(name, directory->n, sizeof(*name), compare);
    for (size_t i = 1; i < directory->n && status == HG_OK; i++)
        if (strcmp(name[i - 1], name[i]) == 0)
            status = hg_fail(err, HG_E_INPUT,
                             "%s: holds two files of the name %s; pack it again with one",
                             r->archive, name[i]);
    free(name);
    return status;
}

enum hg_status zip_directory_read(const char *archive, const struct io_mapping *map,
                                  struct hg_arena *arena, struct zip_directory *out,
                                  struct hg_error *err)
{
    struct reading r = {.archive = archive, .bytes = map->bytes, .size = map->size};
    struct zip_directory directory = {0};
    enum hg_status status = find_directory(&r, err);
    if (status != HG_OK)
        return status;
    directory.entry = hg_arena_alloc(arena, r.n_record + 1, sizeof(*directory.entry));
    if (!directory.entry)
        return hg_fail(err, HG_E_MEMORY, "%s: no memory to list it", archive);
    for (uint64_t i = 0; i < r.n_record && status == HG_OK; i++)
        status = read_entry(&r, arena, &directory, err);
    if (status == HG_OK && r.at != r.end)
        status = damaged(&r, err);
    if (status == HG_OK)
        status = check_names(&r, &directory, err);
    if (status == HG_OK)
        *out = directory;
    return status;
}

const struct zip_entry *zip_directory_find(const struct zip_directory *directory,
                                           const char *name)
{
    for (size_t i = 0; i < directory->n; i++)
        if (strcmp(directory->entry[i].name, name) == 0)
            return &directory->entry[i];
    return NULL;
}

/* kept.c - a file of the cache: its header, its bytes, a SHA-256 of all at its end */
#include "io/kept.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

_Static_assert(sizeof(struct kept_header) == 96, "a header has no holes");

static const char MAGIC[8] = {'h', 'g', 'k', 'e', 'p', 't', '1', '\n'};
static const uint32_t ORDER = 0x01020304;

static const char *name_of(enum hg_kept_kind kind)
{
    static const char *const names[] = {"", "weights", "density", "table", "factors"};
    return names[kind];
}

const char *hg_kept_path(const char *folder, enum hg_kept_kind kind, const char *key,
                         char *buffer, size_t size)
{
    (void)snprintf(buffer, size, "%s/%s-%s.kept", folder, name_of(kind), key);
    return buffer;
}

/* False at the end of the file, or where it cannot be read. */
static bool read_bytes(int fd, void *to, size_t n)
{
    char *at = to;
    while (n > 0) {
        const ssize_t got = read(fd, at, n);
        if (got == 0 || (got < 0 && errno != EINTR))
            return false;
        at += got > 0 ? got : 0;
        n -= got > 0 ? (size_t)got : 0;
    }
    return true;
}

bool kept_take(struct kept_reader *r, void *to, uint64_t n)
{
    if (n > r->left || !read_bytes(r->fd, to, n))
        return false;
    r->left -= n;
    hg_digest_add(r->digest, to, n);
    return true;
}

bool kept_is_whole(struct kept_reader *r)
{
    char found[HG_DIGEST_TEXT], wanted[KEPT_KEY_LENGTH];
    hg_digest_text(r->digest, found);
    return r->left == 0 && read_bytes(r->fd, wanted, sizeof(wanted)) &&
           memcmp(found, wanted, sizeof(wanted)) == 0;
}

static bool open_header(struct kept_reader *r, enum hg_kept_kind kind, const char *key)
{
    struct stat about;
    if (fstat(r->fd, &about) != 0 || !S_ISREG(about.st_mode) ||
        about.st_size < (off_t)(sizeof(r->header) + KEPT_KEY_LENGTH))
        return false;
    r->left = (uint64_t)about.st_size - KEPT_KEY_LENGTH;
    const struct kept_header *h = &r->header;
    return kept_take(r, &r->header, sizeof(r->header)) &&
           memcmp(h->magic, MAGIC, sizeof(MAGIC)) == 0 && h->order == ORDER &&
           h->kind == (uint32_t)kind && strlen(key) == KEPT_KEY_LENGTH &&
           memcmp(h->key, key, KEPT_KEY_LENGTH) == 0;
}

void kept_close(struct kept_reader *r)
{
    if (r->fd >= 0)
        close(r->fd);
    hg_digest_destroy(r->digest);
}

enum hg_status kept_open(struct kept_reader *r, const char *folder,
                         enum hg_kept_kind kind, const char *key, enum hg_kept *kept,
                         struct hg_error *err)
{
    const size_t size = strlen(folder) + HG_DIGEST_TEXT + sizeof("/weights-.kept");
    char *path = malloc(size);
    *r = (struct kept_reader){.fd = -1, .digest = hg_digest_create()};
    if (!path || !r->digest) {
        free(path);
        return hg_fail(err, HG_E_MEMORY, "%s: no memory to read from it", folder);
    }
    /* Without O_NONBLOCK a named pipe in place of the file would wait forever. */
    r->fd = open(hg_kept_path(folder, kind, key, path, size),
                 O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (r->fd < 0)
        *kept = errno == ENOENT || errno == ENOTDIR ? HG_KEPT_NOT : HG_KEPT_DAMAGED;
    else
        *kept = open_header(r, kind, key) ? HG_KEPT_FOUND : HG_KEPT_DAMAGED;
    free(path);
    return HG_OK;
}

struct kept_header kept_header(enum hg_kept_kind kind, const char *key, uint64_t first,
                               uint64_t second)
{
    struct kept_header h = {
        .order = ORDER, .kind = (uint32_t)kind, .count = {first, second}};
    memcpy(h.magic, MAGIC, sizeof(MAGIC));
    memcpy(h.key, key, KEPT_KEY_LENGTH);
    return h;
}

enum hg_status kept_write(const char *folder, enum hg_kept_kind kind, const char *key,
                          size_t n_part, struct hg_bytes *part, struct hg_error *err)
{
    char name[2 * HG_DIGEST_TEXT], sum[HG_DIGEST_TEXT];
    struct hg_digest *digest = hg_digest_create();
    if (!digest)
        return hg_fail(err, HG_E_MEMORY, "%s: no memory to write to it", folder);
    for (size_t i = 0; i + 1 < n_part; i++)
        hg_digest_add(digest, part[i].bytes, part[i].length);
    hg_digest_text(digest, sum);
    hg_digest_destroy(digest);
    part[n_part - 1] = (struct hg_bytes){sum, KEPT_KEY_LENGTH};
    (void)snprintf(name, sizeof(name), "%s-%s.kept", name_of(kind), key);
    const enum hg_status status = hg_keep(folder, name, n_part, part, err);
    part[n_part - 1] = (struct hg_bytes){NULL, 0};
    return status;
}

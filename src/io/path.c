/* path.c - plain paths only, and files as memory */
#include "io/path.h"
#include <errno.h>
#include <fcntl.h>
#include <hotgrid/text.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

bool hg_path_is_plain(const char *path)
{
    if (path[0] == '\0' || strncmp(path, "/vsi", 4) == 0)
        return false;
    const char *end = strchr(path, '/');
    const char *colon = strchr(path, ':');
    return !colon || (end && end < colon);
}

static enum hg_status cannot_read(const char *path, int error, struct hg_error *err)
{
    if (error == ENOENT || error == ENOTDIR)
        return hg_fail(err, HG_E_INPUT,
                       "%s: there is no such file; check the path in the study file",
                       path);
    return hg_fail(err, HG_E_INPUT, "%s: cannot be read: %s", path, strerror(error));
}

/* Opens a plain path and tells its size. */
static enum hg_status open_plain(const char *path, int *out, size_t *size,
                                 struct hg_error *err)
{
    if (!hg_path_is_plain(path))
        return hg_fail(err, HG_E_INPUT,
                       "%s: is not the path of a plain file; paths that begin with /vsi "
                       "or have a ':' before the first '/' are refused",
                       path);

    /* Not to wait for the other end of a pipe. */
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return cannot_read(path, errno, err);

    enum hg_status status = HG_OK;
    struct stat stat;
    if (fstat(fd, &stat) != 0)
        status = cannot_read(path, errno, err);
    else if (S_ISDIR(stat.st_mode))
        status = hg_fail(err, HG_E_INPUT,
                         "%s: is a folder; give the path of a file in it", path);
    else if (!S_ISREG(stat.st_mode))
        status =
            hg_fail(err, HG_E_INPUT, "%s: is not a file; save the data in a file", path);
    else if (stat.st_size <= 0)
        status = hg_fail(err, HG_E_INPUT, "%s: is empty; was it saved or copied wholly?",
                         path);
    if (status != HG_OK) {
        close(fd);
        return status;
    }
    *out = fd;
    *size = (size_t)stat.st_size;
    return HG_OK;
}

enum hg_status io_path_check(const char *path, struct hg_error *err)
{
    int fd = -1;
    size_t size = 0;
    const enum hg_status status = open_plain(path, &fd, &size, err);
    if (status == HG_OK)
        close(fd);
    return status;
}

bool io_path_ends(const char *path, const char *extension)
{
    const size_t length = strlen(path), n = strlen(extension);
    return length > n + 1 && path[length - n - 1] == '.' &&
           hg_text_same_folded(path + length - n, extension);
}

enum hg_status io_map(const char *path, struct io_mapping *out, struct hg_error *err)
{
    int fd = -1;
    size_t size = 0;
    const enum hg_status status = open_plain(path, &fd, &size, err);
    if (status != HG_OK)
        return status;

    void *bytes = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
    const int error = errno;
    close(fd);
    if (bytes == MAP_FAILED)
        return error == ENOMEM ? hg_fail(err, HG_E_MEMORY,
                                         "%s: no memory to map %zu bytes", path, size)
                               : cannot_read(path, error, err);
    (void)madvise(bytes, size, MADV_SEQUENTIAL); /* advice only */
    *out = (struct io_mapping){bytes, size};
    return HG_OK;
}

void io_unmap(struct io_mapping *mapping)
{
    if (mapping->bytes) {
        /* munmap() takes what mmap() gave; the bytes are const for everyone else. */
        union {
            const char *bytes;
            void *start;
        } map = {mapping->bytes};
        munmap(map.start, mapping->size);
    }
    *mapping = (struct io_mapping){0};
}

const char *io_show(const char *text, size_t length, char buffer[IO_SHOWN])
{
    const size_t most = 40;
    size_t n = length < most ? length : most;
    while (n < length && n > 0 && ((unsigned char)text[n] & 0xC0) == 0x80)
        n--; /* not in the middle of a character */
    const bool utf8 = hg_text_is_utf8(text, n);
    for (size_t i = 0; i < n; i++) {
        const unsigned char c = (unsigned char)text[i];
        const bool fit = c >= 0x20 && c != 0x7F && (c < 0x80 || utf8);
        buffer[i] = '?';
        if (fit)
            buffer[i] = text[i];
    }
    memcpy(buffer + n, n < length ? "..." : "", n < length ? 4 : 1);
    return buffer;
}

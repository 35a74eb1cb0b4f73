/* digest.c - SHA-256 of bytes and of files, by nettle */
#include <errno.h>
#include <fcntl.h>
#include <hotgrid/digest.h>
#include <nettle/sha2.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

struct hg_digest {
    struct sha256_ctx state;
};

void hg_digest_add(struct hg_digest *digest, const void *bytes, size_t length)
{
    if (length > 0) /* bytes may be NULL then */
        sha256_update(&digest->state, length, bytes);
}

static void finish(struct hg_digest digest, char text[HG_DIGEST_TEXT])
{
    uint8_t value[SHA256_DIGEST_SIZE];
    sha256_digest(&digest.state, sizeof(value), value);
    for (size_t i = 0; i < sizeof(value); i++) {
        text[2 * i] = "0123456789abcdef"[value[i] >> 4];
        text[2 * i + 1] = "0123456789abcdef"[value[i] & 15];
    }
    text[HG_DIGEST_TEXT - 1] = '\0';
}

struct hg_digest *hg_digest_create(void)
{
    struct hg_digest *digest = malloc(sizeof(*digest));
    if (digest)
        sha256_init(&digest->state);
    return digest;
}

void hg_digest_destroy(struct hg_digest *digest)
{
    free(digest);
}

void hg_digest_text(const struct hg_digest *digest, char text[HG_DIGEST_TEXT])
{
    finish(*digest, text);
}

void hg_digest_bytes(const void *bytes, size_t length, char text[HG_DIGEST_TEXT])
{
    struct hg_digest digest;
    sha256_init(&digest.state);
    hg_digest_add(&digest, bytes, length);
    finish(digest, text);
}

/* 0, or errno. */
static int add_file(struct hg_digest *digest, int fd)
{
    struct stat about;
    if (fstat(fd, &about) != 0)
        return errno;
    if (!S_ISREG(about.st_mode))
        return S_ISDIR(about.st_mode) ? EISDIR : EINVAL;
    uint8_t buffer[1 << 16];
    for (;;) {
        const ssize_t n = read(fd, buffer, sizeof(buffer));
        if (n == 0)
            return 0;
        if (n > 0)
            hg_digest_add(digest, buffer, (size_t)n);
        else if (errno != EINTR)
            return errno;
    }
}

enum hg_status hg_digest_file(const char *path, char text[HG_DIGEST_TEXT],
                              struct hg_error *err)
{
    struct hg_digest digest;
    sha256_init(&digest.state);
    /* Without O_NONBLOCK a named pipe in place of the file would wait forever. */
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    const int fault = fd < 0 ? errno : add_file(&digest, fd);
    if (fd >= 0)
        close(fd);
    if (fault)
        return hg_fail(err, HG_E_INPUT, "%s: cannot be read: %s", path, strerror(fault));
    finish(digest, text);
    return HG_OK;
}

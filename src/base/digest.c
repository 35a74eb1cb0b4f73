/* digest.c - SHA-256 of bytes and of files */
#include "base/sha256.h"
#include <errno.h>
#include <fcntl.h>
#include <hotgrid/digest.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

struct hg_digest {
    base_sha256_blocks *blocks;
    uint32_t state[8];
    uint64_t length;                 /* of all that was added, in bytes */
    uint8_t rest[BASE_SHA256_BLOCK]; /* what does not fill a block yet */
};

/* FIPS 180-4, section 5.3.3. */
static void start(struct hg_digest *d)
{
    *d = (struct hg_digest){.blocks = base_sha256_best(),
                            .state = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19}};
}

void hg_digest_add(struct hg_digest *digest, const void *bytes, size_t length)
{
    const uint8_t *from = bytes;
    const size_t waiting = digest->length % BASE_SHA256_BLOCK;
    digest->length += length;
    if (waiting > 0) {
        const size_t room = BASE_SHA256_BLOCK - waiting;
        const size_t n = length < room ? length : room;
        if (n > 0)
            memcpy(digest->rest + waiting, from, n);
        if (n < room)
            return;
        digest->blocks(digest->state, digest->rest, 1);
        from += n;
        length -= n;
    }
    const size_t whole = length / BASE_SHA256_BLOCK;
    if (whole > 0)
        digest->blocks(digest->state, from, whole);
    length -= whole * BASE_SHA256_BLOCK;
    if (length > 0)
        memcpy(digest->rest, from + whole * BASE_SHA256_BLOCK, length);
}

/* The padding of section 5.1.1: a bit, zeros, and the length in bits. */
static void finish(struct hg_digest d, char text[HG_DIGEST_TEXT])
{
    const uint64_t bits = 8 * d.length;
    uint8_t end[2 * BASE_SHA256_BLOCK] = {0x80};
    const size_t waiting = d.length % BASE_SHA256_BLOCK;
    const size_t n = (waiting < 56 ? 56 : 120) - waiting;
    for (size_t i = 0; i < 8; i++)
        end[n + i] = (uint8_t)(bits >> (56 - 8 * i));
    hg_digest_add(&d, end, n + 8);
    for (size_t i = 0; i < 64; i++)
        text[i] = "0123456789abcdef"[d.state[i / 8] >> (28 - 4 * (i % 8)) & 15];
    text[HG_DIGEST_TEXT - 1] = '\0';
}

struct hg_digest *hg_digest_create(void)
{
    struct hg_digest *digest = malloc(sizeof(*digest));
    if (digest)
        start(digest);
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
    start(&digest);
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
    start(&digest);
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

/*
 * kept.h - a file of the cache: its header, its bytes, a SHA-256 of all at its end
 */
#ifndef HG_IO_KEPT_H
#define HG_IO_KEPT_H

#include <hotgrid/keep.h>
#include <hotgrid/weights_file.h>
#include <stdbool.h>
#include <stdint.h>

#define KEPT_KEY_LENGTH (HG_DIGEST_TEXT - 1)

/* 96 bytes, without holes. */
struct kept_header {
    char magic[8];
    uint32_t order, kind;
    uint64_t count[2];
    char key[KEPT_KEY_LENGTH];
};

/* A file while it is read: what was read so far is in the digest. */
struct kept_reader {
    int fd;
    uint64_t left; /* bytes before the digest at the end */
    struct hg_digest *digest;
    struct kept_header header;
};

/* kept is HG_KEPT_FOUND when the header is right.  HG_E_MEMORY alone. */
HG_MUST_CHECK enum hg_status kept_open(struct kept_reader *reader, const char *folder,
                                       enum hg_kept_kind kind, const char *key,
                                       enum hg_kept *kept, struct hg_error *err);
void kept_close(struct kept_reader *reader);

/* The next n bytes, no more than there are before the digest; false where that fails. */
bool kept_take(struct kept_reader *reader, void *to, uint64_t n);

/* Is all read, and as it was written? */
bool kept_is_whole(struct kept_reader *reader);

struct kept_header kept_header(enum hg_kept_kind kind, const char *key, uint64_t first,
                               uint64_t second);

/* Keeps the parts, and their digest in place of the last one. */
HG_MUST_CHECK enum hg_status kept_write(const char *folder, enum hg_kept_kind kind,
                                        const char *key, size_t n_part,
                                        struct hg_bytes *part, struct hg_error *err);

#endif

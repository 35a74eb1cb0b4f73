/*
 * digest.h - SHA-256 (FIPS 180-4) of bytes and of files
 */
#ifndef HG_DIGEST_H
#define HG_DIGEST_H

#include <hotgrid/error.h>
#include <stddef.h>

#define HG_DIGEST_TEXT 65 /* 64 hexadecimal digits and the end */

struct hg_digest; /* a digest in the making */

HG_MUST_CHECK struct hg_digest *hg_digest_create(void); /* NULL without memory */
void hg_digest_destroy(struct hg_digest *digest);       /* NULL is fine */
void hg_digest_add(struct hg_digest *digest, const void *bytes, size_t length);

/* The digest of all that was added; more may be added afterwards. */
void hg_digest_text(const struct hg_digest *digest, char text[HG_DIGEST_TEXT]);

void hg_digest_bytes(const void *bytes, size_t length, char text[HG_DIGEST_TEXT]);

/* Fails with HG_E_INPUT when the file cannot be read. */
HG_MUST_CHECK enum hg_status hg_digest_file(const char *path, char text[HG_DIGEST_TEXT],
                                            struct hg_error *err);

#endif

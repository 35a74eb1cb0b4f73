/* sha256.h - the compression function of SHA-256 (private to base) */
#ifndef HG_BASE_SHA256_H
#define HG_BASE_SHA256_H

#include <stddef.h>
#include <stdint.h>

enum { BASE_SHA256_BLOCK = 64 };

/* Takes n blocks of 64 bytes into the state of eight words. */
typedef void base_sha256_blocks(uint32_t state[8], const uint8_t *bytes, size_t n);

/* That of libmd, on any machine. */
base_sha256_blocks base_sha256_portable;

/* The one that this processor does best: ten times as fast where it has instructions for
 * it. */
base_sha256_blocks *base_sha256_best(void);

#endif

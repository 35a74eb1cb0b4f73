/*
 * zip.h - bytes compressed, and a file wrapped into a .zip of its own
 */
#ifndef HG_ZIP_H
#define HG_ZIP_H

#include <hotgrid/error.h>
#include <hotgrid/text.h>
#include <stdint.h>

/* Compresses bytes into a zlib stream (RFC 1950) at *out, which the caller frees; the
 * same bytes give the same stream.  HG_E_LIMIT for 2 GiB and more. */
HG_MUST_CHECK enum hg_status hg_zlib(const void *bytes, size_t length, uint8_t **out,
                                     size_t *packed, struct hg_error *err);

/* Adds to *out an archive (PKWARE's APPNOTE 6.3, deflated) that holds one file of that
 * name; its date is 1980-01-01, so that the same bytes give the same archive.  HG_E_LIMIT
 * for 4 GiB and more. */
HG_MUST_CHECK enum hg_status hg_zip_file(const char *name, const char *bytes,
                                         size_t length, struct hg_text *out,
                                         struct hg_error *err);

#endif

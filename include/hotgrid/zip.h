/*
 * zip.h - a file wrapped into a .zip of its own
 */
#ifndef HG_ZIP_H
#define HG_ZIP_H

#include <hotgrid/error.h>
#include <hotgrid/text.h>

/* Adds to *out an archive (PKWARE's APPNOTE 6.3, deflated) that holds one file of that
 * name; its date is 1980-01-01, so that the same bytes give the same archive.  HG_E_LIMIT
 * for 4 GiB and more. */
HG_MUST_CHECK enum hg_status hg_zip_file(const char *name, const char *bytes,
                                         size_t length, struct hg_text *out,
                                         struct hg_error *err);

#endif

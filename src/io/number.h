/*
 * number.h - strict numbers in tables of millions of cells
 */
#ifndef HG_IO_NUMBER_H
#define HG_IO_NUMBER_H

#include <hotgrid/text.h>

/* As hg_text_number(), to the last bit, but quicker for the numbers that tables hold. */
enum hg_number io_number(const char *text, size_t length, double *out);

/*
 * The number at text, which ends before any byte that is no part of one.  Bytes up to the
 * one at `end` may be read, and that must be such a byte: a line feed, say.  The same
 * bits as hg_text_number().  Returns the end of what was read; NULL for what it leaves to
 * that function: more than 19 digits, powers of ten beyond 27, and what is no number.
 */
const char *io_number_at(const char *text, const char *end, double *out);

#endif

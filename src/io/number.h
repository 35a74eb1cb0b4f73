/*
 * number.h - strict numbers in tables of millions of cells
 */
#ifndef HG_IO_NUMBER_H
#define HG_IO_NUMBER_H

#include <hotgrid/text.h>

/* As hg_text_number(), to the last bit, but quicker for the numbers that tables hold. */
enum hg_number io_number(const char *text, size_t length, double *out);

#endif

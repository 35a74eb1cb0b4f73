/* large.h - memory for arrays of many megabytes */
#ifndef HG_LARGE_H
#define HG_LARGE_H

#include <stddef.h>

/* What malloc() or calloc() gave for an array that will be filled, NULL as well: where it
 * is long, the system is asked for large pages, whose first touch costs half.  Returns
 * memory: x = hg_large(malloc(size), size). */
void *hg_large(void *memory, size_t size);

#endif

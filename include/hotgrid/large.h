/* large.h - memory for arrays of a megabyte and more */
#ifndef HG_LARGE_H
#define HG_LARGE_H

#include <stddef.h>

/* What malloc() or calloc() gave for an array that will be filled, NULL as well: where it
 * is long, the system is asked for large pages, whose first touch costs half.  Returns
 * memory: x = hg_large(malloc(size), size). */
void *hg_large(void *memory, size_t size);

/* Tells malloc() how programs that use this library take memory; once, before all else.
 * Blocks of 2 MiB go back to the system when they are freed: layers and pictures do not
 * stay in pieces on the heap.  Smaller ones, such as those of GeoTIFFs, are kept for the
 * next of their kind: up to 8 MiB for each heap. */
void hg_large_start(void);

#endif

/*
 * planes.h - arrays of numbers as bytes, packed where it pays, the same bit for bit
 *
 * An array is stored in chunks of 65536 elements (the last may be shorter), a chunk as
 * the planes of its bytes: the first byte of all its elements, then the second ...
 * (little-endian, so that the last plane holds signs and exponents).  A plane is a 32 bit
 * length and so many bytes: as they are where the length is that of the chunk, else a
 * zlib stream (RFC 1950).  The low bytes of doubles are noise, the high ones repeat
 * themselves: each plane is packed for itself or not at all.
 */
#ifndef HG_IO_PLANES_H
#define HG_IO_PLANES_H

#include <hotgrid/error.h>
#include <hotgrid/text.h>
#include <stdint.h>

enum { PLANES_CHUNK = 65536 };

/* n elements in memory: at the pointer, and every stride bytes on. */
struct planes_part {
    union {
        const void *from;
        void *to;
    };
    size_t n;
};

struct planes_array {
    unsigned width; /* bytes of an element: 1, 4 or 8 */
    size_t stride;  /* of the elements in memory, >= width */
    bool rising;    /* differences are stored, anew in each part (width 4) */
    size_t n;       /* elements of all parts */
    size_t n_part;
    const struct planes_part *part;
};

/* Appends the array to out.  Same input, same bytes, for any number of threads. */
HG_MUST_CHECK enum hg_status planes_write(const struct planes_array *array,
                                          unsigned threads, struct hg_text *out,
                                          struct hg_error *err);

/* Could length bytes hold so many elements?  To be asked before room is made for them. */
bool planes_can_hold(size_t length, size_t n, unsigned width);

/* Fills the parts from exactly length bytes; HG_E_INPUT with a text that starts with
 * `what` when they do not hold the array. */
HG_MUST_CHECK enum hg_status planes_read(const struct planes_array *array,
                                         const uint8_t *bytes, size_t length,
                                         unsigned threads, const char *what,
                                         struct hg_error *err);

#endif

/* site_marks.h - where fields of a points file may end */
#ifndef HG_IO_SITE_MARKS_H
#define HG_IO_SITE_MARKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Marks of a part of a file: bytes that may end a field, by rising place. */
struct site_marks {
    size_t scanned, end; /* of the file: known up to scanned, wanted up to end */
    size_t n, next;
    bool high; /* bytes of 0x80 and above stand between them */
    size_t at[1024 + 64];
};

/* Starts at a place of the file. */
void site_marks_start(struct site_marks *marks, size_t start, size_t end);

/* Forgets the marks before next, and finds more; wide: the processor knows AVX2. */
void site_marks_scan(struct site_marks *marks, const char *bytes, bool wide);

/* At least n marks from next on, as long as there are so many. */
static inline void site_marks_fill(struct site_marks *marks, const char *bytes, bool wide,
                                   size_t n)
{
    if (marks->n - marks->next < n && marks->scanned < marks->end)
        site_marks_scan(marks, bytes, wide);
}

/* Quotes among the bytes from .. to - 1. */
size_t site_quotes(const char *bytes, size_t from, size_t to);

#endif

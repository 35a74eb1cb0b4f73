/*
 * site_quick.h - the quick way through plain rows of a points file in CSV
 *
 * A row is plain when it has no quotes, as many fields as the header, short decimal
 * numbers, known units.  Then what is read here is what site_row_read() reads, to the
 * last bit; of any other row nothing is said, and the careful way has to read it.
 */
#ifndef HG_IO_SITE_QUICK_H
#define HG_IO_SITE_QUICK_H

#include "io/csv_row.h"
#include "io/site_row.h"
#include <hotgrid/units.h>
#include <stdint.h>

/* What is the same in all rows of a file. */
struct site_form {
    const char *bytes; /* of the file */
    bool wide;         /* the processor knows AVX2 */
    size_t n_column;
    size_t column[SITE_GAS + 1]; /* in the file; HG_NOT_FOUND */
    struct hg_span constant[SITE_GAS + 1];
};

/* False where no row of the file can be read quickly. */
bool site_form_make(const struct rows *rows, struct site_form *out);

/* A short text that was understood before; length 0: none yet. */
struct site_memo {
    char text[8];
    size_t length;
};

struct site_measure {
    struct site_memo unit, basis;
    double kg; /* one unit */
    int power;
    enum hg_basis is;
};

/* Knows the unit and the basis that are constants. */
void site_measure_start(const struct site_form *form, struct site_measure *measure);

/* Marks of a part of a file: bytes that may end a field, by rising place. */
struct site_marks {
    size_t scanned,
        end; /* of the file: marks are known up to scanned, wanted up to end */
    size_t n, next;
    bool high; /* bytes of 0x80 and above stand between them */
    size_t at[1024 + 64];
};

/* Starts at a place of the file. */
void site_marks_start(struct site_marks *marks, size_t start, size_t end);

/* At least n marks from next on, as long as there are so many. */
void site_marks_fill(struct site_marks *marks, const struct site_form *form, size_t n);

/* A row at *start that is plain: *start moves behind it. */
bool site_quick_read(const struct site_form *form, struct site_measure *measure,
                     struct site_marks *marks, size_t *start, struct site_row *out);

/* Quotes among the bytes from .. to - 1. */
size_t site_quotes(const char *bytes, size_t from, size_t to);

#endif

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
#include "io/site_marks.h"
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

/* A row at *start that is plain: *start moves behind it. */
bool site_quick_read(const struct site_form *form, struct site_measure *measure,
                     struct site_marks *marks, size_t *start, struct site_row *out);

#endif

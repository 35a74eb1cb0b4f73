/*
 * mrio_raw.h - matrices of numbers alone, whose labels stand in other files
 */
#ifndef HG_IO_MRIO_RAW_H
#define HG_IO_MRIO_RAW_H

#include "io/book.h"
#include "io/mrio_layout.h"

struct mrio_raw {
    const char *path;
    size_t n_row, n_column;     /* as the labels say */
    const char *rows, *columns; /* where they say it, for messages */
    /* Rows that are wanted, rising; NULL: all. */
    size_t n_which;
    const size_t *which;
    /* k: number of the row, or of which[k].  Called by any thread, in any order. */
    void (*take)(void *context, size_t k, const double *values);
    void *context;
};

/* HG_E_INPUT for other numbers of rows and columns than the labels say. */
HG_MUST_CHECK enum hg_status mrio_read_raw(const struct mrio_reading *reading,
                                           const struct mrio_raw *raw,
                                           struct hg_error *err);

/* Cells (row, region) and (row, other) of a book as a label with its place. */
struct mrio_label mrio_book_label(const struct book *book, size_t row, size_t region,
                                  size_t other);

/* Where row i, number `column` of a raw matrix stands. */
HG_PRINTF(5, 6)
HG_MUST_CHECK enum hg_status mrio_raw_fail(const char *path, size_t row, size_t column,
                                           struct hg_error *err, const char *fmt, ...);

#endif

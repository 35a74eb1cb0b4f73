/*
 * matrix.h - a text file of numbers with rows of labels above and columns of labels
 * before
 *
 * Tab or comma separated: tab where the first line has one.  Cells may stand
 * in quotes.  Rows are read in blocks, and the rows of a block by several threads.
 */
#ifndef HG_IO_MATRIX_H
#define HG_IO_MATRIX_H

#include "io/mrio_layout.h"
#include <hotgrid/error.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MATRIX_HEADERS_AT_MOST 8
#define MATRIX_INDEX_AT_MOST   8
#define MATRIX_ALL_LABELS      SIZE_MAX

struct matrix_shape {
    size_t n_header; /* rows of labels, 0 and more */
    /* Columns of labels; 0 with header rows: as many as the first line leaves empty
     * behind its first cell, and that one; MATRIX_ALL_LABELS without header rows: all
     * that the first line has. */
    size_t n_index;
    char separator; /* 0: tab where the first line has one, else comma */
};

struct matrix;

/* Reads the rows of labels, and passes over the one with the names of the index that
 * pandas writes below them. */
HG_MUST_CHECK enum hg_status matrix_open(const char *path,
                                         const struct matrix_shape *shape,
                                         struct matrix **out, struct hg_error *err);
void matrix_close(struct matrix *matrix); /* NULL is fine */

const char *matrix_path(const struct matrix *matrix);
size_t matrix_columns(const struct matrix *matrix); /* of numbers */
size_t matrix_indices(const struct matrix *matrix); /* columns of labels */

/* The label of a column of numbers in a row of labels; lives as long as matrix. */
const char *matrix_header(const struct matrix *matrix, size_t row, size_t column);

/* Header rows a and b of a column as a label with its place. */
struct mrio_label matrix_label(const struct matrix *matrix, size_t column, size_t a,
                               size_t b);

/* Can the file hold this many rows? */
bool matrix_may_hold(const struct matrix *matrix, size_t rows);

/* A row while it is read. */
struct matrix_row {
    size_t number;      /* from 0 */
    size_t line;        /* from 1 */
    const char **label; /* [indices], terminated, valid until the next row begins */
    const size_t *at;   /* [indices]: byte in the line, from 1 */
};

/* What is done with rows. */
struct matrix_taker {
    void *context;
    /* Called for each row in their order, by the thread that called matrix_read().
     * *wanted, true before, says whether its numbers are read. */
    enum hg_status (*begin)(void *context, const struct matrix_row *row, bool *wanted,
                            struct hg_error *err);
    /* Called with the numbers of wanted rows, by any thread and in any order, after
     * begin() of that row. */
    void (*take)(void *context, size_t row, const double *values);
};

/* Reads all rows; n_row (may be NULL) gets their number.  Faults of the first row that
 * has one, the same for any number of threads. */
HG_MUST_CHECK enum hg_status matrix_read(struct matrix *matrix,
                                         const struct matrix_taker *taker,
                                         unsigned threads, size_t *n_row,
                                         struct hg_error *err);

/* Labels a and b of a row as a label with its place. */
struct mrio_label matrix_row_label(const struct matrix *matrix,
                                   const struct matrix_row *row, size_t a, size_t b);

#endif

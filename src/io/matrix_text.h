/*
 * matrix_text.h - the inside of matrix.c and matrix_rows.c: lines and their cells
 */
#ifndef HG_IO_MATRIX_TEXT_H
#define HG_IO_MATRIX_TEXT_H

#include "io/lines.h"
#include "io/matrix.h"
#include <hotgrid/arena.h>

struct matrix_line {
    const char *text; /* NULL: there is none */
    size_t length, number;
};

struct matrix_header {
    const char *text;
    size_t at; /* byte in its line, from 1 */
};

struct matrix {
    struct lines *lines;
    struct hg_arena *arena; /* holds the labels of the columns */
    char separator;
    size_t n_header, n_index, n_column;
    struct matrix_header *header[MATRIX_HEADERS_AT_MOST];
    struct matrix_line ahead; /* read after the header, to see what it is */
};

struct matrix_cell {
    const char *text; /* as in the line, without the quotes around it */
    size_t length, at;
    bool doubled; /* quotes in it are doubled */
};

HG_MUST_CHECK enum hg_status matrix_fail(const struct matrix *matrix, size_t line,
                                         size_t at, struct hg_error *err, const char *fmt,
                                         ...) __attribute__((format(printf, 5, 6)));
HG_MUST_CHECK enum hg_status matrix_no_memory(const struct matrix *matrix,
                                              struct hg_error *err);

/* The cell at *at, which then stands on the separator or at the line's end. */
HG_MUST_CHECK enum hg_status matrix_cell(const struct matrix *matrix,
                                         const struct matrix_line *line, size_t *at,
                                         struct matrix_cell *out, struct hg_error *err);

/* The text of a cell, terminated; `to` has room for a byte more than the cell. */
HG_MUST_CHECK enum hg_status matrix_copy(const struct matrix *matrix,
                                         const struct matrix_line *line,
                                         const struct matrix_cell *cell, char *to,
                                         size_t *length, struct hg_error *err);

/* Cells of a line, when none is in quotes. */
size_t matrix_count(const struct matrix *matrix, const struct matrix_line *line);

#endif

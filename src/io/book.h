/*
 * book.h - a table of text cells held whole: a text file, or a sheet of a workbook
 *
 * Text is separated by tabs where it has one in its first line, else by semicolons where
 * that line has one and no comma, else by commas; cells may stand in quotes.  Workbooks
 * (.xlsx) are read through GDAL's driver: cells as they are stored, formulas as the
 * values stored with them.  Spaces around a cell are left out.
 */
#ifndef HG_IO_BOOK_H
#define HG_IO_BOOK_H

#include <hotgrid/arena.h>
#include <hotgrid/error.h>
#include <stddef.h>

struct book_cell {
    const char *text; /* terminated */
    size_t at;        /* byte in its line, from 1; 0 in a workbook */
};

struct book_row {
    size_t n;
    const struct book_cell *cell;
    size_t line; /* of the text, or row of the sheet; from 1 */
};

struct book {
    const char *path;
    size_t n_row;
    const struct book_row *row;
};

/* All in the arena.  sheet: of a workbook; NULL: the first.  HG_E_INPUT for text that is
 * not UTF-8 and quotes that are not closed. */
HG_MUST_CHECK enum hg_status book_read(const char *path, const char *sheet,
                                       struct hg_arena *arena, const struct book **out,
                                       struct hg_error *err);

/* "" beyond the end of the row. */
const char *book_text(const struct book *book, size_t row, size_t column);

/* The column of row 0 that has this name; HG_E_INPUT when none has. */
HG_MUST_CHECK enum hg_status book_column(const struct book *book, const char *name,
                                         size_t *out, struct hg_error *err);

/* A strict number; HG_E_INPUT at the cell. */
HG_MUST_CHECK enum hg_status book_number(const struct book *book, size_t row,
                                         size_t column, double *out,
                                         struct hg_error *err);

/* Fails with HG_E_INPUT at a cell: "path:line:byte: ..." or "path: cell B12: ...". */
HG_PRINTF(5, 6)
HG_MUST_CHECK enum hg_status book_fail(const struct book *book, size_t row, size_t column,
                                       struct hg_error *err, const char *fmt, ...);

#endif

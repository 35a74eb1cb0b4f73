/*
 * csv_row.h - the inside of csv.c: one row cut into its fields
 */
#ifndef HG_IO_CSV_ROW_H
#define HG_IO_CSV_ROW_H

#include "io/path.h"
#include <hotgrid/csv.h>
#include <stdbool.h>
#include <stddef.h>

#define CSV_COLUMNS_AT_MOST 64
#define CSV_ROWS_AT_MOST    ((size_t)1 << 31)

struct csv_field {
    size_t text, length; /* in the row's buffer */
    size_t start;        /* in the file: its first byte, or its opening quote */
};

struct hg_csv {
    char *path;
    struct io_mapping map;
    size_t next, next_line; /* where the next row starts */
    size_t row, row_line;   /* where the row just read starts */
    size_t n_row;
    size_t n_column;
    char *names; /* terminated, one after the other */
    const char *name[CSV_COLUMNS_AT_MOST];
    char *buffer; /* fields of the row, terminated */
    size_t used, capacity;
    size_t n_field; /* of the row: may be more than are kept */
    struct csv_field field[CSV_COLUMNS_AT_MOST];
};

/* What is wrong with a row, and at which byte of the file. */
struct csv_complaint {
    size_t at;
    bool ends_table; /* nothing after it can be trusted */
    char text[256];
};

enum csv_outcome { CSV_ROW_GOOD, CSV_ROW_BAD, CSV_ROW_NO_MEMORY };

/* Reads the row that starts at csv->next, which is not the end of the file. */
enum csv_outcome csv_read_row(struct hg_csv *csv, struct csv_complaint *complaint);

/* Another reader of the same file with a buffer of its own, closed before the first one;
 * NULL without memory. */
struct hg_csv *csv_fork(const struct hg_csv *csv);
void csv_fork_close(struct hg_csv *fork); /* NULL is fine */

/* Line and byte in the line, both from 1, of a byte of the row just read. */
void csv_locate(const struct hg_csv *csv, size_t at, size_t *line, size_t *position);

/* Line ends among the bytes from .. to - 1 of the file. */
size_t csv_lines_between(const struct hg_csv *csv, size_t from, size_t to);

#endif

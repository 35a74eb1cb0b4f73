/*
 * rows.h - the rows of a table source, whether a CSV file or a layer of OGR
 *
 * A reader asks for columns by their standard names; renames, constants and what is
 * missing are settled here.  Everything about a cell is said with its place:
 * "points.csv:12:7: ..." or "points.gpkg: layer power, feature 12, lat: ...".
 */
#ifndef HG_IO_ROWS_H
#define HG_IO_ROWS_H

#include <hotgrid/error.h>
#include <hotgrid/tables.h>
#include <stdbool.h>

#define ROWS_COLUMNS_AT_MOST 20

enum rows_need {
    ROWS_NEEDED,
    ROWS_OPTIONAL,
    ROWS_PLACE, /* needed, but a layer of points may have it in its geometry */
};

struct rows_column {
    const char *name;
    enum rows_need need;
};

struct rows;

/* Columns that are missing or renamed to what is not there are faults; the source then
 * has no rows.  `columns` are n, borrowed; a column of place is lon or lat, in this order
 * and side by side. */
HG_MUST_CHECK enum hg_status rows_open(const struct hg_table_source *source,
                                       const struct rows_column *columns, size_t n,
                                       struct hg_faults *faults, struct rows **out,
                                       struct hg_error *err);
void rows_close(struct rows *rows); /* NULL is fine */

/* Another reader of the same CSV file, for another thread; closed before the first one.
 * HG_E_MEMORY. */
HG_MUST_CHECK enum hg_status rows_fork(const struct rows *rows, struct rows **out,
                                       struct hg_error *err);

/* The CSV file under the rows; NULL for a layer, and where columns are missing. */
struct hg_csv *rows_csv(const struct rows *rows);

/* The layer under the rows; NULL for a CSV file, and where columns are missing. */
struct layer *rows_layer(const struct rows *rows);

/* Rows that are left are not more than this. */
size_t rows_at_most(const struct rows *rows);

HG_MUST_CHECK enum hg_status rows_next(struct rows *rows, struct hg_faults *faults,
                                       bool *more, struct hg_error *err);

/* The standard name of a column. */
const char *rows_name(const struct rows *rows, size_t column);

bool rows_has(const struct rows *rows, size_t column);

/* By which potentials other gases than CO2 count. */
enum hg_gwp rows_gwp(const struct rows *rows);

/* What stands in a column of all rows; NULL where each row has its own. */
const char *rows_constant(const struct rows *rows, size_t column);

/* Which column of the file it is; HG_NOT_FOUND for constants and what is not there. */
size_t rows_file_column(const struct rows *rows, size_t column);

/* Terminated, valid until the next row; "" for an optional column that is not there. */
const char *rows_text(const struct rows *rows, size_t column, size_t *length);

/* The same, but an empty one is a fault and NULL. */
const char *rows_code(const struct rows *rows, struct hg_faults *faults, size_t column,
                      size_t *length);

/* The cell as a strict number; false after a fault. */
bool rows_number(const struct rows *rows, struct hg_faults *faults, size_t column,
                 double *out);

/* A cell that is in [-90, 90], or in [-180, 360] and then brought to [-180, 180]. */
bool rows_place(const struct rows *rows, struct hg_faults *faults, size_t lon_column,
                double *lon, double *lat);

/* Line of a CSV file, else the number of the feature. */
size_t rows_line(const struct rows *rows);

/* A fault at a cell of this row. */
void rows_fault(const struct rows *rows, struct hg_faults *faults, size_t column,
                const char *fmt, ...) __attribute__((format(printf, 4, 5)));

#endif

/*
 * csv.h - strict RFC 4180 tables, read with file, line and column in every complaint
 *
 * UTF-8 (a byte order mark is skipped), CRLF or LF, quotes where needed, every row as
 * long as the header, at most 64 columns of at most 1 MiB and 2^31 rows.  Column names
 * are unique.  A quoted field may contain line breaks; line numbers count lines of the
 * file.
 */
#ifndef HG_CSV_H
#define HG_CSV_H

#include <hotgrid/error.h>
#include <stddef.h>

struct hg_csv;

/* Opens a file and reads its header.  Fails with HG_E_INPUT (missing, empty, no header).
 */
HG_MUST_CHECK enum hg_status hg_csv_open(const char *path, struct hg_csv **out,
                                         struct hg_error *err);
void hg_csv_close(struct hg_csv *csv); /* NULL is fine */

size_t hg_csv_columns(const struct hg_csv *csv);
const char *hg_csv_column_name(const struct hg_csv *csv, size_t column);

/* HG_NOT_FOUND when there is no such column. */
size_t hg_csv_column(const struct hg_csv *csv, const char *name);

/* Data rows that are left are not more than this: to make room for them once. */
size_t hg_csv_rows_at_most(const struct hg_csv *csv);

/* Reads the next row.  *more is false at the end.  A row that is not as the rules above
 * say is put into faults and skipped. */
HG_MUST_CHECK enum hg_status hg_csv_next(struct hg_csv *csv, struct hg_faults *faults,
                                         bool *more, struct hg_error *err);

/* Field of the row just read, unquoted and terminated; valid until the next row. */
const char *hg_csv_field(const struct hg_csv *csv, size_t column, size_t *length);

size_t hg_csv_line(const struct hg_csv *csv); /* where the row starts, from 1 */

/* Puts "path:line:column: ..." into faults, of kind "path: column name". */
void hg_csv_fault(const struct hg_csv *csv, struct hg_faults *faults, size_t column,
                  const char *fmt, ...) __attribute__((format(printf, 4, 5)));

#endif

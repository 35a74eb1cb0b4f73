/*
 * labelled.h - a file of numbers with two header rows and two index columns
 *
 * Tab or comma separated: tab where the first line has one.  Behind the two header rows
 * may come a row with the names of the index; behind the two index columns may come a
 * third, which is passed over.  Cells may stand in quotes.
 */
#ifndef HG_IO_LABELLED_H
#define HG_IO_LABELLED_H

#include <hotgrid/error.h>
#include <stdbool.h>
#include <stddef.h>

struct labelled;

/* n_index: how many index columns, 2 or 3; 0: as many as the first line leaves empty
 * behind its first cell. */
HG_MUST_CHECK enum hg_status labelled_open(const char *path, size_t n_index,
                                           struct labelled **out, struct hg_error *err);
void labelled_close(struct labelled *labelled); /* NULL is fine */

size_t labelled_columns(const struct labelled *labelled);

/* Label of a column in header row 0 or 1; lives as long as labelled. */
const char *labelled_column(const struct labelled *labelled, size_t column, int row);

/* Fails with HG_E_INPUT at the label of a column. */
HG_MUST_CHECK enum hg_status
labelled_column_fail(const struct labelled *labelled, size_t column, int row,
                     struct hg_error *err, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));

/* Fails with HG_E_INPUT at index column 0 or 1 of the row just read, or at its start. */
HG_MUST_CHECK enum hg_status labelled_row_fail(const struct labelled *labelled,
                                               int column, struct hg_error *err,
                                               const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

/* Can the file hold this many rows? */
bool labelled_may_hold(const struct labelled *labelled, size_t rows);

/* Reads the next row into values[columns] and its labels, which are valid until the next
 * row.  *more is false at the end. */
HG_MUST_CHECK enum hg_status labelled_next(struct labelled *labelled, double *values,
                                           const char *labels[static 2], bool *more,
                                           struct hg_error *err);

#endif

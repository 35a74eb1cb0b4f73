/*
 * sheet.h - the cells of a sheet of a workbook (.xlsx), as wide as it may be
 *
 * GDAL's driver cuts a sheet off behind 2000 columns, and tables are wider; here the XML
 * (ECMA-376, part 1, 18) is read as it stands.  Formulas are the
 * values that are stored with them.  A workbook may expand to 8 GiB and 200 times its
 * size.
 */
#ifndef HG_IO_SHEET_H
#define HG_IO_SHEET_H

#include <hotgrid/arena.h>
#include <hotgrid/error.h>
#include <stddef.h>

/* What is done with a sheet: row by row, cells from left to right, those that are empty
 * left out.  Rows and columns count from 0; text is terminated and lives until the call
 * returns. */
struct sheet_taker {
    void *context;
    enum hg_status (*cell)(void *context, size_t row, size_t column, const char *text,
                           struct hg_error *err);
    enum hg_status (*end_row)(void *context, size_t row, struct hg_error *err);
};

/* name: of the sheet; NULL: the first.  The arena holds the strings that cells share. */
HG_MUST_CHECK enum hg_status sheet_read(const char *path, const char *name,
                                        struct hg_arena *arena,
                                        const struct sheet_taker *taker,
                                        struct hg_error *err);

#endif

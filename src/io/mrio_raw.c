/* mrio_raw.c - reads matrices without labels, of just the expected shape */
#include "io/mrio_raw.h"
#include "io/matrix.h"
#include <stdarg.h>
#include <stdio.h>

struct raw_reading {
    const struct mrio_raw *raw;
    size_t next; /* of which */
};

static enum hg_status begin(void *context, const struct matrix_row *row, bool *wanted,
                            struct hg_error *err)
{
    struct raw_reading *reading = context;
    const struct mrio_raw *raw = reading->raw;
    if (row->number >= raw->n_row)
        return hg_fail(err, HG_E_INPUT,
                       "%s:%zu:1: row %zu, and %s names %zu; do both belong to the same "
                       "release?",
                       raw->path, row->line, row->number + 1, raw->rows, raw->n_row);
    if (raw->which) {
        *wanted =
            reading->next < raw->n_which && raw->which[reading->next] == row->number;
        reading->next += *wanted;
    }
    return HG_OK;
}

static void take(void *context, size_t row, const double *values)
{
    const struct raw_reading *reading = context;
    const struct mrio_raw *raw = reading->raw;
    size_t k = row;
    if (raw->which)
        for (k = 0; raw->which[k] != row;)
            k++;
    raw->take(raw->context, k, values);
}

static enum hg_status check_columns(const struct mrio_raw *raw,
                                    const struct matrix *matrix, struct hg_error *err)
{
    const size_t n = matrix_columns(matrix);
    if (n != raw->n_column)
        return hg_fail(err, HG_E_INPUT,
                       "%s:1:1: %zu columns of numbers, and %s names %zu; do both belong "
                       "to the same release?",
                       raw->path, n, raw->columns, raw->n_column);
    if (!matrix_may_hold(matrix, raw->n_row))
        return hg_fail(err, HG_E_INPUT,
                       "%s: is too short for %zu rows of %zu numbers; was it saved or "
                       "copied wholly?",
                       raw->path, raw->n_row, raw->n_column);
    return HG_OK;
}

enum hg_status mrio_read_raw(const struct mrio_reading *reading,
                             const struct mrio_raw *raw, struct hg_error *err)
{
    static const struct matrix_shape shape = {0};
    struct raw_reading context = {.raw = raw};
    const struct matrix_taker taker = {&context, begin, take};
    struct matrix *matrix = NULL;
    size_t n = 0;
    enum hg_status status = matrix_open(raw->path, &shape, &matrix, err);
    if (status == HG_OK)
        status = check_columns(raw, matrix, err);
    if (status == HG_OK)
        status = matrix_read(matrix, &taker, reading->source->threads, &n, err);
    if (status == HG_OK && n < raw->n_row)
        status = hg_fail(err, HG_E_INPUT,
                         "%s: ends after %zu rows, and %s names %zu; was it saved or "
                         "copied wholly?",
                         raw->path, n, raw->rows, raw->n_row);
    matrix_close(matrix);
    return status;
}

struct mrio_label mrio_book_label(const struct book *book, size_t row, size_t region,
                                  size_t other)
{
    const size_t column[2] = {region, other};
    struct mrio_label label = {.path = book->path};
    const struct book_row *r = &book->row[row];
    for (int k = 0; k < 2; k++) {
        const size_t at = column[k] < r->n ? r->cell[column[k]].at : 0;
        label.text[k] = book_text(book, row, column[k]);
        label.line[k] = r->line;
        label.at[k] = at > 0 ? at : column[k] + 1;
    }
    return label;
}

enum hg_status mrio_raw_fail(const char *path, size_t row, size_t column,
                             struct hg_error *err, const char *fmt, ...)
{
    char text[600];
    va_list arguments;
    va_start(arguments, fmt);
    vsnprintf(text, sizeof(text), fmt, arguments);
    va_end(arguments);
    return hg_fail(err, HG_E_INPUT, "%s:%zu: number %zu of the line %s", path, row + 1,
                   column + 1, text);
}

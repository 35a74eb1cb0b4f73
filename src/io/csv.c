/* csv.c - the rows of a CSV file, straight from the mapped bytes */
#include "io/csv_row.h"
#include "io/number.h"
#include <hotgrid/axis.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum hg_status header_fault(const struct hg_csv *csv, size_t at, const char *text,
                                   struct hg_error *err)
{
    size_t line, position;
    csv_locate(csv, at, &line, &position);
    return hg_fail(err, HG_E_INPUT, "%s:%zu:%zu: %s", csv->path, line, position, text);
}

/* Moves the fields of the first row to where names live. */
static enum hg_status take_names(struct hg_csv *csv, struct hg_error *err)
{
    char text[128], shown[IO_SHOWN];
    if (csv->n_field > CSV_COLUMNS_AT_MOST) {
        snprintf(text, sizeof(text), "%zu columns, at most %d are read; is this a table?",
                 csv->n_field, CSV_COLUMNS_AT_MOST);
        return header_fault(csv, csv->row, text, err);
    }
    csv->names = csv->buffer;
    csv->buffer = NULL;
    csv->capacity = 0;
    for (size_t i = 0; i < csv->n_field; i++) {
        csv->name[i] = csv->names + csv->field[i].text;
        csv->n_column = i;
        if (hg_csv_column(csv, csv->name[i]) != HG_NOT_FOUND) {
            snprintf(text, sizeof(text),
                     "a second column named \"%s\"; rename or delete one of them",
                     io_show(csv->name[i], csv->field[i].length, shown));
            return header_fault(csv, csv->field[i].start, text, err);
        }
    }
    csv->n_column = csv->n_field;
    return HG_OK;
}

static enum hg_status read_header(struct hg_csv *csv, struct hg_error *err)
{
    const char *bytes = csv->map.bytes;
    const size_t size = csv->map.size;
    if (size >= 2 &&
        (memcmp(bytes, "\xFF\xFE", 2) == 0 || memcmp(bytes, "\xFE\xFF", 2) == 0))
        return hg_fail(err, HG_E_INPUT, "%s: is UTF-16 text; save it as UTF-8",
                       csv->path);
    if (size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0)
        csv->next = 3;
    if (csv->next == size)
        return hg_fail(err, HG_E_INPUT, "%s: has no header", csv->path);

    struct csv_complaint complaint;
    switch (csv_read_row(csv, &complaint)) {
    case CSV_ROW_NO_MEMORY:
        return hg_fail(err, HG_E_MEMORY, "%s: no memory for its header", csv->path);
    case CSV_ROW_BAD:
        return header_fault(csv, complaint.at, complaint.text, err);
    case CSV_ROW_GOOD:
        break;
    }
    return take_names(csv, err);
}

enum hg_status hg_csv_open(const char *path, struct hg_csv **out, struct hg_error *err)
{
    struct hg_csv *csv = calloc(1, sizeof(*csv));
    if (!csv || !(csv->path = strdup(path))) {
        free(csv);
        return hg_fail(err, HG_E_MEMORY, "%s: no memory to open it", path);
    }
    csv->next_line = 1;
    enum hg_status status = io_map(path, &csv->map, err);
    if (status == HG_OK)
        status = read_header(csv, err);
    if (status != HG_OK) {
        hg_csv_close(csv);
        return status;
    }
    *out = csv;
    return HG_OK;
}

void hg_csv_close(struct hg_csv *csv)
{
    if (!csv)
        return;
    io_unmap(&csv->map);
    free(csv->names);
    free(csv->buffer);
    free(csv->path);
    free(csv);
}

struct hg_csv *csv_fork(const struct hg_csv *csv)
{
    struct hg_csv *fork = malloc(sizeof(*fork));
    if (!fork)
        return NULL;
    *fork = *csv;
    fork->buffer = NULL;
    fork->used = fork->capacity = 0;
    return fork;
}

void csv_fork_close(struct hg_csv *fork)
{
    if (!fork)
        return;
    free(fork->buffer);
    free(fork);
}

size_t hg_csv_columns(const struct hg_csv *csv)
{
    return csv->n_column;
}

const char *hg_csv_column_name(const struct hg_csv *csv, size_t column)
{
    return csv->name[column];
}

size_t hg_csv_column(const struct hg_csv *csv, const char *name)
{
    for (size_t i = 0; i < csv->n_column; i++)
        if (strcmp(csv->name[i], name) == 0)
            return i;
    return HG_NOT_FOUND;
}

size_t hg_csv_rows_at_most(const struct hg_csv *csv)
{
    /* A row holds at least its commas and its line end; the last may lack that. */
    const size_t fit = (csv->map.size - csv->next) / csv->n_column + 1;
    const size_t lines = csv_lines_between(csv, csv->next, csv->map.size) + 1;
    return lines < fit ? lines : fit;
}

enum hg_status hg_csv_next(struct hg_csv *csv, struct hg_faults *faults, bool *more,
                           struct hg_error *err)
{
    while (csv->next < csv->map.size) {
        if (csv->n_row++ >= CSV_ROWS_AT_MOST)
            return hg_fail(err, HG_E_LIMIT, "%s: more than %zu rows; split the file",
                           csv->path, CSV_ROWS_AT_MOST);
        struct csv_complaint complaint;
        switch (csv_read_row(csv, &complaint)) {
        case CSV_ROW_GOOD:
            *more = true;
            return HG_OK;
        case CSV_ROW_NO_MEMORY:
            return hg_fail(err, HG_E_MEMORY, "%s: no memory for a row", csv->path);
        case CSV_ROW_BAD:
            break;
        }
        size_t line, position;
        char kind[256];
        csv_locate(csv, complaint.at, &line, &position);
        snprintf(kind, sizeof(kind), "%s: rows", csv->path);
        hg_fault(faults, HG_E_INPUT, kind, "%s:%zu:%zu: %s", csv->path, line, position,
                 complaint.text);
    }
    *more = false;
    return HG_OK;
}

const char *hg_csv_field(const struct hg_csv *csv, size_t column, size_t *length)
{
    const struct csv_field *field = &csv->field[column];
    if (length)
        *length = field->length;
    return csv->buffer + field->text;
}

size_t hg_csv_line(const struct hg_csv *csv)
{
    return csv->row_line;
}

void hg_csv_fault(const struct hg_csv *csv, struct hg_faults *faults, size_t column,
                  const char *fmt, ...)
{
    char text[768], kind[256];
    va_list arguments;
    va_start(arguments, fmt);
    vsnprintf(text, sizeof(text), fmt, arguments);
    va_end(arguments);

    size_t line, position;
    csv_locate(csv, csv->field[column].start, &line, &position);
    snprintf(kind, sizeof(kind), "%s: %s", csv->path, csv->name[column]);
    hg_fault(faults, HG_E_INPUT, kind, "%s:%zu:%zu: %s", csv->path, line, position, text);
}

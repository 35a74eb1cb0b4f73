/* matrix.c - a text file of numbers: its labels above, and its lines */
#include "io/matrix_text.h"
#include "io/path.h"
#include <assert.h>
#include <hotgrid/text.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum hg_status matrix_fail(const struct matrix *matrix, size_t line, size_t at,
                           struct hg_error *err, const char *fmt, ...)
{
    char text[800];
    va_list arguments;
    va_start(arguments, fmt);
    (void)vsnprintf(text, sizeof(text), fmt, arguments);
    va_end(arguments);
    return hg_fail(err, HG_E_INPUT, "%s:%zu:%zu: %s", lines_path(matrix->lines), line, at,
                   text);
}

enum hg_status matrix_no_memory(const struct matrix *matrix, struct hg_error *err)
{
    return hg_fail(err, HG_E_MEMORY, "%s: no memory to read it",
                   lines_path(matrix->lines));
}

/* A cell in quotes; *at is its opening quote and then the separator or the line's end. */
static enum hg_status quoted_cell(const struct matrix *matrix,
                                  const struct matrix_line *line, size_t *at,
                                  struct matrix_cell *out, struct hg_error *err)
{
    const char *text = line->text;
    const size_t start = *at;
    size_t i = start + 1;
    bool doubled = false;
    while (i < line->length &&
           (text[i] != '"' || (i + 1 < line->length && text[i + 1] == '"'))) {
        doubled |= text[i] == '"';
        i += text[i] == '"' ? 2 : 1;
    }
    if (i >= line->length)
        return matrix_fail(matrix, line->number, start + 1, err,
                           "a quote that is not closed in its line");
    *out = (struct matrix_cell){text + start + 1, i - start - 1, start + 1, doubled};
    i++;
    if (i < line->length && text[i] != matrix->separator)
        return matrix_fail(matrix, line->number, i + 1, err,
                           "text after a closing quote");
    *at = i;
    return HG_OK;
}

enum hg_status matrix_cell(const struct matrix *matrix, const struct matrix_line *line,
                           size_t *at, struct matrix_cell *out, struct hg_error *err)
{
    const size_t start = *at;
    if (start < line->length && line->text[start] == '"')
        return quoted_cell(matrix, line, at, out, err);
    const char *end = memchr(line->text + start, matrix->separator, line->length - start);
    const size_t i = end ? (size_t)(end - line->text) : line->length;
    *out = (struct matrix_cell){line->text + start, i - start, start + 1, false};
    *at = i;
    return HG_OK;
}

enum hg_status matrix_copy(const struct matrix *matrix, const struct matrix_line *line,
                           const struct matrix_cell *cell, char *to, size_t *length,
                           struct hg_error *err)
{
    if (!hg_text_is_utf8(cell->text, cell->length))
        return matrix_fail(matrix, line->number, cell->at, err,
                           "text that is not UTF-8; save the table so");
    if (memchr(cell->text, '\0', cell->length))
        return matrix_fail(matrix, line->number, cell->at, err,
                           "a byte of value 0; save the table as text");
    size_t n = 0;
    for (size_t i = 0; i < cell->length; i++) {
        to[n++] = cell->text[i];
        i += cell->doubled && cell->text[i] == '"';
    }
    to[n] = '\0';
    *length = n;
    return HG_OK;
}

size_t matrix_count(const struct matrix *matrix, const struct matrix_line *line)
{
    size_t n = 1;
    for (size_t i = 0; i < line->length; i++)
        n += line->text[i] == matrix->separator;
    return n;
}

/* Takes the next line before those of matrix_read(); text is NULL at the end. */
static enum hg_status next_line(struct matrix *matrix, struct matrix_line *line,
                                struct hg_error *err)
{
    const enum hg_status status =
        lines_next(matrix->lines, &line->text, &line->length, err);
    line->number = lines_number(matrix->lines);
    return status;
}

/* Copies the labels of a header line behind its first n_index cells.  When n_index is 0
 * yet it is found: as many as are empty, counting the first cell always. */
static enum hg_status read_labels(struct matrix *matrix, size_t row,
                                  const struct matrix_line *line, struct hg_error *err)
{
    struct matrix_header *label =
        hg_arena_alloc(matrix->arena, matrix_count(matrix, line), sizeof(*label));
    char *text = hg_arena_alloc(matrix->arena, line->length + 1, 2);
    if (!label || !text)
        return matrix_no_memory(matrix, err);
    size_t n = 0, index = 0;
    for (size_t at = 0; at <= line->length; at++, index++) {
        struct matrix_cell cell = {"", 0, 0, false};
        size_t length = 0;
        enum hg_status status = matrix_cell(matrix, line, &at, &cell, err);
        if (status == HG_OK)
            status = matrix_copy(matrix, line, &cell, text, &length, err);
        if (status != HG_OK)
            return status;
        if (matrix->n_index == 0 && index > 0 && length > 0)
            matrix->n_index = index;
        if (matrix->n_index == 0 || index < matrix->n_index)
            continue;
        if (length == 0)
            return matrix_fail(matrix, line->number, cell.at, err,
                               "an empty label; every column has %zu", matrix->n_header);
        label[n++] = (struct matrix_header){text, cell.at};
        text += length + 1;
    }
    if (row > 0 && n != matrix->n_column)
        return matrix_fail(matrix, line->number, line->length + 1, err,
                           "%zu labels where the first line has %zu", n,
                           matrix->n_column);
    matrix->n_column = n;
    matrix->header[row] = label;
    return HG_OK;
}

/* pandas writes the names of the index into a row of their own, its other cells empty. */
static bool is_index_names(const struct matrix *matrix, const struct matrix_line *line)
{
    size_t separators = 0, i = line->length;
    while (i > 0 && line->text[i - 1] == matrix->separator) {
        i--;
        separators++;
    }
    return matrix->n_header > 1 && separators >= matrix->n_column;
}

static char guess_separator(const struct matrix_line *line)
{
    return memchr(line->text, '\t', line->length) ? '\t' : ',';
}

static enum hg_status fail_index(const struct matrix *matrix, size_t asked,
                                 struct hg_error *err)
{
    if (asked)
        return matrix_fail(matrix, 1, 1, err,
                           "%zu columns of labels are expected, then the labels of the "
                           "columns of numbers",
                           asked);
    return matrix_fail(matrix, 1, 1, err,
                       "two index columns (and perhaps one for the unit) are expected, "
                       "so the first line begins with one cell of any text, then one or "
                       "two empty cells, then the labels of the columns");
}

static enum hg_status read_header(struct matrix *matrix, const struct matrix_shape *shape,
                                  struct hg_error *err)
{
    struct matrix_line line = {0};
    enum hg_status status = HG_OK;
    for (size_t row = 0; row < shape->n_header; row++) {
        status = next_line(matrix, &line, err);
        if (status == HG_OK && !line.text)
            return hg_fail(err, HG_E_INPUT,
                           "%s: ends within its header; it has %zu header row%s, columns "
                           "of labels and numbers",
                           lines_path(matrix->lines), shape->n_header,
                           shape->n_header == 1 ? "" : "s");
        if (status == HG_OK && row == 0 && !matrix->separator)
            matrix->separator = guess_separator(&line);
        if (status == HG_OK)
            status = read_labels(matrix, row, &line, err);
        if (status != HG_OK)
            return status;
        if (matrix->n_column == 0 || matrix->n_index > MATRIX_INDEX_AT_MOST)
            return fail_index(matrix, shape->n_index, err);
    }
    status = next_line(matrix, &matrix->ahead, err);
    if (status != HG_OK || !matrix->ahead.text)
        return status;
    if (shape->n_header == 0) {
        if (!matrix->separator)
            matrix->separator = guess_separator(&matrix->ahead);
        const size_t cells = matrix_count(matrix, &matrix->ahead);
        if (shape->n_index == MATRIX_ALL_LABELS)
            matrix->n_index = cells;
        if (cells < matrix->n_index || matrix->n_index > MATRIX_INDEX_AT_MOST)
            return fail_index(matrix, shape->n_index, err);
        matrix->n_column = cells - matrix->n_index;
    }
    if (is_index_names(matrix, &matrix->ahead))
        matrix->ahead.text = NULL;
    else
        lines_back(matrix->lines);
    return HG_OK;
}

enum hg_status matrix_open(const char *path, const struct matrix_shape *shape,
                           struct matrix **out, struct hg_error *err)
{
    assert(shape->n_header <= MATRIX_HEADERS_AT_MOST);
    struct matrix *matrix = calloc(1, sizeof(*matrix));
    if (!matrix || !(matrix->arena = hg_arena_create())) {
        free(matrix);
        return hg_fail(err, HG_E_MEMORY, "%s: no memory to open it", path);
    }
    matrix->n_header = shape->n_header;
    matrix->n_index = shape->n_index;
    matrix->separator = shape->separator;
    enum hg_status status = lines_open(path, &matrix->lines, err);
    if (status == HG_OK)
        status = read_header(matrix, shape, err);
    if (status != HG_OK) {
        matrix_close(matrix);
        return status;
    }
    *out = matrix;
    return HG_OK;
}

void matrix_close(struct matrix *matrix)
{
    if (!matrix)
        return;
    lines_close(matrix->lines);
    hg_arena_destroy(matrix->arena);
    free(matrix);
}

const char *matrix_path(const struct matrix *matrix)
{
    return lines_path(matrix->lines);
}

size_t matrix_columns(const struct matrix *matrix)
{
    return matrix->n_column;
}

size_t matrix_indices(const struct matrix *matrix)
{
    return matrix->n_index;
}

const char *matrix_header(const struct matrix *matrix, size_t row, size_t column)
{
    return matrix->header[row][column].text;
}

struct mrio_label matrix_label(const struct matrix *matrix, size_t column, size_t a,
                               size_t b)
{
    const struct matrix_header *first = &matrix->header[a][column];
    const struct matrix_header *second = &matrix->header[b][column];
    return (struct mrio_label){.text = {first->text, second->text},
                               .path = lines_path(matrix->lines),
                               .line = {a + 1, b + 1},
                               .at = {first->at, second->at}};
}

bool matrix_may_hold(const struct matrix *matrix, size_t rows)
{
    /* A number has a digit at least, and a separator or line end behind it. */
    return 2.0 * (double)rows * (double)matrix->n_column - 1 <=
           lines_bytes_at_most(matrix->lines);
}

struct mrio_label matrix_row_label(const struct matrix *matrix,
                                   const struct matrix_row *row, size_t a, size_t b)
{
    return (struct mrio_label){.text = {row->label[a], row->label[b]},
                               .path = lines_path(matrix->lines),
                               .line = {row->line, row->line},
                               .at = {row->at[a], row->at[b]}};
}

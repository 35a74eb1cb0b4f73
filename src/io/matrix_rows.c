/* matrix_rows.c - the rows of a text file of numbers, in blocks and by several threads */
#include "io/matrix_text.h"
#include "io/number.h"
#include "io/path.h"
#include <hotgrid/parallel.h>
#include <stdlib.h>
#include <string.h>

/* A row whose numbers are to be read. */
struct wanted {
    struct matrix_line line;
    size_t row, at; /* at: where its numbers start */
};

struct reader {
    struct matrix *matrix;
    const struct matrix_taker *taker;
    unsigned threads;
    size_t n_row, line; /* so far */
    size_t empty;       /* the first line without a byte; 0: none */
    size_t n, capacity; /* wanted rows of the block */
    struct wanted *wanted;
    size_t rows_per_task;
    double *values; /* a row for each worker */
    char *labels;   /* of the row that begins */
    size_t label_capacity;
};

static enum hg_status ragged(const struct matrix *matrix, const struct matrix_line *line,
                             struct hg_error *err)
{
    const size_t n = matrix_count(matrix, line);
    return matrix_fail(matrix, line->number, line->length + 1, err,
                       "%zu cell%s where the header has %zu", n, n == 1 ? "" : "s",
                       matrix->n_index + matrix->n_column);
}

/* A cell that is not as plain as tables write them. */
static enum hg_status odd_number(const struct matrix *matrix,
                                 const struct matrix_line *line, size_t *at, double *out,
                                 struct hg_error *err)
{
    struct matrix_cell cell;
    const enum hg_status status = matrix_cell(matrix, line, at, &cell, err);
    if (status != HG_OK)
        return status;
    const enum hg_number fault = hg_text_number(cell.text, cell.length, out);
    if (fault == HG_NUMBER_OK)
        return HG_OK;
    char shown[IO_SHOWN];
    return matrix_fail(matrix, line->number, cell.at, err, "\"%s\" %s",
                       io_show(cell.text, cell.length, shown), hg_number_cure(fault));
}

static enum hg_status read_numbers(const struct matrix *matrix, const struct wanted *row,
                                   double *values, struct hg_error *err)
{
    const struct matrix_line *line = &row->line;
    const char *const end = line->text + line->length;
    size_t at = row->at;
    for (size_t i = 0; i < matrix->n_column; i++) {
        if (at > line->length)
            return ragged(matrix, line, err);
        const char *const from = line->text + at;
        const char *to = io_number_at(from, end, &values[i]);
        if (to && (to == end || *to == matrix->separator)) {
            at = (size_t)(to - line->text) + 1;
            continue;
        }
        const enum hg_status status = odd_number(matrix, line, &at, &values[i], err);
        if (status != HG_OK)
            return status;
        at++;
    }
    return at <= line->length ? ragged(matrix, line, err) : HG_OK;
}

/* Task 0 unpacks the next block; the others read rows of this one. */
static enum hg_status do_task(void *context, size_t index, unsigned worker,
                              struct hg_error *err)
{
    const struct reader *reader = context;
    const struct matrix *matrix = reader->matrix;
    if (index == 0)
        return lines_ahead(matrix->lines, err);
    double *values = reader->values + worker * matrix->n_column;
    const size_t first = (index - 1) * reader->rows_per_task;
    for (size_t i = first; i < reader->n && i < first + reader->rows_per_task; i++) {
        const struct wanted *wanted = &reader->wanted[i];
        const enum hg_status status = read_numbers(matrix, wanted, values, err);
        if (status != HG_OK)
            return status;
        reader->taker->take(reader->taker->context, wanted->row, values);
    }
    return HG_OK;
}

/* Room for the labels of a line. */
static bool make_room(struct reader *reader, size_t length)
{
    const size_t need = length + MATRIX_INDEX_AT_MOST;
    if (need <= reader->label_capacity)
        return true;
    char *labels = realloc(reader->labels, 2 * need);
    if (!labels)
        return false;
    reader->labels = labels;
    reader->label_capacity = 2 * need;
    return true;
}

/* Reads the labels of a row and asks whether its numbers are wanted. */
static enum hg_status begin_row(struct reader *reader, const struct matrix_line *line,
                                struct hg_error *err)
{
    const struct matrix *matrix = reader->matrix;
    const char *label[MATRIX_INDEX_AT_MOST];
    size_t at[MATRIX_INDEX_AT_MOST], next = 0, used = 0, length = 0;
    bool wanted = true;
    if (!make_room(reader, line->length))
        return matrix_no_memory(matrix, err);
    for (size_t i = 0; i < matrix->n_index; i++) {
        struct matrix_cell cell = {"", 0, 0, false};
        char *to = reader->labels + used;
        enum hg_status status = matrix_cell(matrix, line, &next, &cell, err);
        if (status == HG_OK)
            status = matrix_copy(matrix, line, &cell, to, &length, err);
        if (status == HG_OK && next == line->length &&
            (i + 1 < matrix->n_index || matrix->n_column > 0))
            status = ragged(matrix, line, err);
        if (status != HG_OK)
            return status;
        label[i] = to;
        at[i] = cell.at;
        used += length + 1;
        next++;
    }
    const struct matrix_row row = {reader->n_row++, line->number, label, at};
    const enum hg_status status =
        reader->taker->begin(reader->taker->context, &row, &wanted, err);
    if (status == HG_OK && wanted)
        reader->wanted[reader->n++] = (struct wanted){*line, row.number, next};
    return status;
}

static bool make_wanted(struct reader *reader, size_t n)
{
    if (n <= reader->capacity)
        return true;
    struct wanted *wanted = reallocarray(reader->wanted, 2 * n, sizeof(*wanted));
    if (!wanted)
        return false;
    reader->wanted = wanted;
    reader->capacity = 2 * n;
    return true;
}

static enum hg_status begin_rows(struct reader *reader, const char *text, size_t length,
                                 struct hg_error *err)
{
    reader->n = 0;
    for (const char *end = text + length; text < end;) {
        const char *feed = memchr(text, '\n', (size_t)(end - text));
        if (!feed)
            feed = end; /* the feed behind a last line without one */
        const size_t n = (size_t)(feed - text);
        const struct matrix_line line = {text, n - (n > 0 && text[n - 1] == '\r'),
                                         ++reader->line};
        text = feed + 1;
        if (line.length == 0) {
            reader->empty = reader->empty ? reader->empty : line.number;
            continue;
        }
        if (reader->empty)
            return hg_fail(err, HG_E_INPUT,
                           "%s:%zu:1: an empty line, and rows behind it; take it out",
                           matrix_path(reader->matrix), reader->empty);
        if (!make_wanted(reader, reader->n + 1))
            return matrix_no_memory(reader->matrix, err);
        const enum hg_status status = begin_row(reader, &line, err);
        if (status != HG_OK)
            return status;
    }
    return HG_OK;
}

/* Rows that begin well before one that does not are read first: theirs is the first
 * fault. */
static enum hg_status read_block(struct reader *reader, const char *text, size_t length,
                                 struct hg_error *err)
{
    struct hg_error begun_err = {0};
    const enum hg_status begun = begin_rows(reader, text, length, &begun_err);
    const size_t n_task = 4 * (size_t)reader->threads;
    reader->rows_per_task = reader->n / n_task + 1;
    const size_t tasks = reader->n / reader->rows_per_task + 2;
    const enum hg_status status =
        hg_parallel(reader->threads, tasks, do_task, reader, err);
    if (begun == HG_OK || status != HG_OK)
        return status;
    return hg_fail(err, begun, "%s", begun_err.message);
}

enum hg_status matrix_read(struct matrix *matrix, const struct matrix_taker *taker,
                           unsigned threads, size_t *n_row, struct hg_error *err)
{
    struct reader reader = {.matrix = matrix,
                            .taker = taker,
                            .threads = threads ? threads : 1,
                            .line = lines_number(matrix->lines)};
    reader.values =
        calloc((size_t)reader.threads * matrix->n_column + 1, sizeof(*reader.values));
    enum hg_status status = reader.values ? HG_OK : matrix_no_memory(matrix, err);
    while (status == HG_OK) {
        const char *text = NULL;
        size_t length = 0;
        status = lines_block(matrix->lines, &text, &length, err);
        if (status != HG_OK || !text)
            break;
        status = read_block(&reader, text, length, err);
    }
    if (status == HG_OK && n_row)
        *n_row = reader.n_row;
    free(reader.values);
    free(reader.wanted);
    free(reader.labels);
    return status;
}

/* labelled.c - a matrix with its labels, cell by cell */
#include "io/labelled.h"
#include "io/lines.h"
#include "io/number.h"
#include "io/path.h"
#include <assert.h>
#include <hotgrid/arena.h>
#include <hotgrid/text.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct label {
    const char *text;
    size_t at; /* byte in its line, from 1 */
};

struct labelled {
    struct lines *lines;
    struct hg_arena *arena; /* holds the labels */
    char separator;
    size_t n_index, n_column;
    struct label *header[2];
    const char *line; /* the one at hand, NULL at the end */
    size_t length;
    bool ahead;     /* it is the first row of numbers, not given out yet */
    char *unquoted; /* cells of the line that stood in quotes, and labels of the row */
    size_t used, capacity;
    size_t label_at[2]; /* of the row, in its line */
};

struct cell {
    const char *text; /* not terminated */
    size_t length, at;
};

HG_PRINTF(5, 0)
static enum hg_status fail_at(const struct labelled *labelled, size_t line, size_t at,
                              struct hg_error *err, const char *fmt, va_list arguments)
{
    char text[512];
    vsnprintf(text, sizeof(text), fmt, arguments);
    return hg_fail(err, HG_E_INPUT, "%s:%zu:%zu: %s", lines_path(labelled->lines), line,
                   at, text);
}

HG_PRINTF(4, 5)
static enum hg_status fail_here(const struct labelled *labelled, size_t at,
                                struct hg_error *err, const char *fmt, ...)
{
    va_list arguments;
    va_start(arguments, fmt);
    const enum hg_status status =
        fail_at(labelled, lines_number(labelled->lines), at, err, fmt, arguments);
    va_end(arguments);
    return status;
}

enum hg_status labelled_column_fail(const struct labelled *labelled, size_t column,
                                    int row, struct hg_error *err, const char *fmt, ...)
{
    va_list arguments;
    va_start(arguments, fmt);
    const enum hg_status status = fail_at(
        labelled, (size_t)row + 1, labelled->header[row][column].at, err, fmt, arguments);
    va_end(arguments);
    return status;
}

enum hg_status labelled_row_fail(const struct labelled *labelled, int column,
                                 struct hg_error *err, const char *fmt, ...)
{
    va_list arguments;
    va_start(arguments, fmt);
    const enum hg_status status =
        fail_at(labelled, lines_number(labelled->lines), labelled->label_at[column], err,
                fmt, arguments);
    va_end(arguments);
    return status;
}

static enum hg_status no_memory(const struct labelled *labelled, struct hg_error *err)
{
    return hg_fail(err, HG_E_MEMORY, "%s: no memory to read it",
                   lines_path(labelled->lines));
}

/* Takes the next line; room for all its cells is made at once, so that they stay put. */
static enum hg_status next_line(struct labelled *labelled, struct hg_error *err)
{
    const enum hg_status status =
        lines_next(labelled->lines, &labelled->line, &labelled->length, err);
    if (status != HG_OK || !labelled->line)
        return status;
    labelled->used = 0;
    const size_t need = labelled->length + 3;
    if (need > labelled->capacity) {
        free(labelled->unquoted);
        labelled->capacity = 0;
        labelled->unquoted = malloc(2 * need);
        if (!labelled->unquoted)
            return no_memory(labelled, err);
        labelled->capacity = 2 * need;
    }
    if (!hg_text_is_utf8(labelled->line, labelled->length))
        return fail_here(labelled, 1, err, "text that is not UTF-8; save the table so");
    const char *zero = memchr(labelled->line, '\0', labelled->length);
    if (zero)
        return fail_here(labelled, (size_t)(zero - labelled->line) + 1, err,
                         "a byte of value 0; save the table as text");
    return HG_OK;
}

/* A cell in quotes; *at is its opening quote and then the separator or the line's end. */
static enum hg_status quoted_cell(struct labelled *labelled, size_t *at, struct cell *out,
                                  struct hg_error *err)
{
    const char *line = labelled->line;
    const size_t length = labelled->length, start = *at;
    char *text = labelled->unquoted + labelled->used;
    size_t n = 0, i = start + 1;
    while (i < length && (line[i] != '"' || (i + 1 < length && line[i + 1] == '"'))) {
        i += line[i] == '"';
        text[n++] = line[i++];
    }
    if (i == length)
        return fail_here(labelled, start + 1, err,
                         "a quote that is not closed in its line");
    i++;
    if (i < length && line[i] != labelled->separator)
        return fail_here(labelled, i + 1, err, "text after a closing quote");
    labelled->used += n;
    *out = (struct cell){text, n, start + 1};
    *at = i;
    return HG_OK;
}

/* The cell at *at; *at then stands on the separator or at the line's end. */
static enum hg_status next_cell(struct labelled *labelled, size_t *at, struct cell *out,
                                struct hg_error *err)
{
    const char *line = labelled->line;
    const size_t length = labelled->length, start = *at;
    if (start < length && line[start] == '"')
        return quoted_cell(labelled, at, out, err);
    size_t i = start;
    while (i < length && line[i] != labelled->separator)
        i++;
    *out = (struct cell){line + start, i - start, start + 1};
    *at = i;
    return HG_OK;
}

static size_t count_cells(const struct labelled *labelled)
{
    size_t n = 1;
    for (size_t i = 0; i < labelled->length; i++)
        n += labelled->line[i] == labelled->separator;
    return n;
}

/* Copies the cells of a header line from the n_index-th on.  When n_index is 0 yet it is
 * found: as many as are empty, counting the first cell always. */
static enum hg_status read_labels(struct labelled *labelled, int row,
                                  struct hg_error *err)
{
    struct label *label =
        hg_arena_alloc(labelled->arena, count_cells(labelled), sizeof(*label));
    if (!label)
        return no_memory(labelled, err);
    size_t n = 0, index = 0;
    for (size_t at = 0; at <= labelled->length; at++, index++) {
        struct cell cell = {"", 0, 0};
        const enum hg_status status = next_cell(labelled, &at, &cell, err);
        if (status != HG_OK)
            return status;
        if (labelled->n_index == 0 && index > 0 && cell.length > 0)
            labelled->n_index = index;
        if (labelled->n_index == 0 || index < labelled->n_index)
            continue;
        if (cell.length == 0)
            return fail_here(labelled, cell.at, err,
                             "an empty label; every column has two");
        label[n].text = hg_arena_copy(labelled->arena, cell.text, cell.length);
        label[n].at = cell.at;
        if (!label[n++].text)
            return no_memory(labelled, err);
    }
    if (row == 1 && n != labelled->n_column)
        return fail_here(labelled, labelled->length + 1, err,
                         "%zu labels where the first line has %zu", n,
                         labelled->n_column);
    labelled->n_column = n;
    labelled->header[row] = label;
    return HG_OK;
}

/* pandas writes the names of the index into a row of their own, its other cells empty. */
static bool is_index_names(const struct labelled *labelled)
{
    size_t separators = 0, i = labelled->length;
    while (i > 0 && labelled->line[i - 1] == labelled->separator) {
        i--;
        separators++;
    }
    return separators >= labelled->n_column;
}

static enum hg_status read_header(struct labelled *labelled, struct hg_error *err)
{
    for (int row = 0; row < 2; row++) {
        enum hg_status status = next_line(labelled, err);
        if (status != HG_OK)
            return status;
        if (!labelled->line)
            return hg_fail(err, HG_E_INPUT,
                           "%s: ends within its header; it has two header rows, two "
                           "index columns and numbers",
                           lines_path(labelled->lines));
        if (row == 0)
            labelled->separator =
                memchr(labelled->line, '\t', labelled->length) ? '\t' : ',';
        status = read_labels(labelled, row, err);
        if (status != HG_OK)
            return status;
        if (labelled->n_index < 2 || labelled->n_index > 3 || labelled->n_column == 0)
            return fail_here(labelled, 1, err,
                             "two index columns (and perhaps one for the unit) are "
                             "expected, so the first line begins with one cell of any "
                             "text, then one or two empty cells, then the labels of the "
                             "columns");
    }
    const enum hg_status status = next_line(labelled, err);
    labelled->ahead = status == HG_OK && labelled->line && !is_index_names(labelled);
    return status;
}

enum hg_status labelled_open(const char *path, size_t n_index, struct labelled **out,
                             struct hg_error *err)
{
    struct labelled *labelled = calloc(1, sizeof(*labelled));
    if (!labelled || !(labelled->arena = hg_arena_create())) {
        free(labelled);
        return hg_fail(err, HG_E_MEMORY, "%s: no memory to open it", path);
    }
    labelled->n_index = n_index;
    enum hg_status status = lines_open(path, &labelled->lines, err);
    if (status == HG_OK)
        status = read_header(labelled, err);
    if (status != HG_OK) {
        labelled_close(labelled);
        return status;
    }
    *out = labelled;
    return HG_OK;
}

void labelled_close(struct labelled *labelled)
{
    if (!labelled)
        return;
    lines_close(labelled->lines);
    hg_arena_destroy(labelled->arena);
    free(labelled->unquoted);
    free(labelled);
}

size_t labelled_columns(const struct labelled *labelled)
{
    return labelled->n_column;
}

const char *labelled_column(const struct labelled *labelled, size_t column, int row)
{
    return labelled->header[row][column].text;
}

bool labelled_may_hold(const struct labelled *labelled, size_t rows)
{
    /* A number has a digit at least, and a separator or line end behind it. */
    return 2.0 * (double)rows * (double)labelled->n_column - 1 <=
           lines_bytes_at_most(labelled->lines);
}

static enum hg_status ragged(const struct labelled *labelled, struct hg_error *err)
{
    const size_t n = count_cells(labelled);
    return fail_here(labelled, labelled->length + 1, err,
                     "%zu cell%s where the header has %zu", n, n == 1 ? "" : "s",
                     labelled->n_index + labelled->n_column);
}

/* The labels of the row; *at is left at its first number. */
static enum hg_status read_index(struct labelled *labelled, size_t *at,
                                 const char *labels[static 2], struct hg_error *err)
{
    *at = 0;
    assert(labelled->unquoted); /* next_line() made room */
    for (size_t i = 0; i < labelled->n_index; i++) {
        struct cell cell = {"", 0, 0};
        const enum hg_status status = next_cell(labelled, at, &cell, err);
        if (status != HG_OK)
            return status;
        if (*at == labelled->length)
            return ragged(labelled, err);
        ++*at;
        if (i > 1)
            continue;
        /* The line is at most as long as the room for it, less the two ends. */
        char *label = labelled->unquoted + labelled->used;
        if (cell.text + cell.length == label) {
            label -= cell.length; /* it stood in quotes: it is there already */
            labelled->used -= cell.length;
        } else {
            memcpy(label, cell.text, cell.length);
        }
        label[cell.length] = '\0';
        labelled->used += cell.length + 1;
        labels[i] = label;
        labelled->label_at[i] = cell.at;
    }
    return HG_OK;
}

static enum hg_status number(const struct labelled *labelled, const struct cell *cell,
                             double *out, struct hg_error *err)
{
    const enum hg_number fault = io_number(cell->text, cell->length, out);
    if (fault == HG_NUMBER_OK)
        return HG_OK;
    char shown[IO_SHOWN];
    return fail_here(labelled, cell->at, err, "\"%s\" %s",
                     io_show(cell->text, cell->length, shown), hg_number_cure(fault));
}

enum hg_status labelled_next(struct labelled *labelled, double *values,
                             const char *labels[static 2], bool *more,
                             struct hg_error *err)
{
    enum hg_status status = labelled->ahead ? HG_OK : next_line(labelled, err);
    labelled->ahead = false;
    *more = labelled->line != NULL;
    if (status != HG_OK || !*more)
        return status;
    size_t at = 0;
    status = read_index(labelled, &at, labels, err);
    for (size_t i = 0; i < labelled->n_column && status == HG_OK; i++) {
        struct cell cell = {"", 0, 0};
        if (at > labelled->length)
            return ragged(labelled, err);
        status = next_cell(labelled, &at, &cell, err);
        if (status == HG_OK)
            status = number(labelled, &cell, &values[i], err);
        at++;
    }
    if (status == HG_OK && at <= labelled->length)
        return ragged(labelled, err);
    return status;
}

/* book.c - text files and workbooks as tables of cells */
#include "io/book.h"
#include "io/number.h"
#include "io/path.h"
#include "io/sheet.h"
#include "io/stream.h"
#include <assert.h>
#include <hotgrid/axis.h>
#include <hotgrid/text.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A book while it is read. */
struct making {
    struct book *book;
    struct hg_arena *arena;
    struct book_row *row; /* the rows so far; moves to the arena at the end */
    size_t n_row, row_capacity;
    struct book_cell *cell; /* of the row at hand */
    size_t n_cell, cell_capacity;
    /* Text. */
    const char *text;
    size_t size, at, line_start, line;
    char separator;
};

static enum hg_status no_memory(const struct making *m, struct hg_error *err)
{
    return hg_fail(err, HG_E_MEMORY, "%s: no memory to read it", m->book->path);
}

static void *grow(void *array, size_t n, size_t *capacity, size_t size)
{
    if (n < *capacity)
        return array;
    const size_t more = *capacity > 0 ? 2 * *capacity : 64;
    void *grown = reallocarray(array, more, size);
    if (grown)
        *capacity = more;
    return grown;
}

/* text lives as long as the arena. */
static enum hg_status push_cell(struct making *m, const char *text, size_t at,
                                struct hg_error *err)
{
    struct book_cell *cells = grow(m->cell, m->n_cell, &m->cell_capacity, sizeof(*cells));
    if (!cells || !text)
        return no_memory(m, err);
    m->cell = cells;
    m->cell[m->n_cell++] = (struct book_cell){text, at};
    return HG_OK;
}

static enum hg_status add_cell(struct making *m, const char *text, size_t length,
                               size_t at, struct hg_error *err)
{
    while (length > 0 && text[length - 1] == ' ')
        length--;
    while (length > 0 && text[0] == ' ') {
        text++;
        length--;
    }
    return push_cell(m, length > 0 ? hg_arena_copy(m->arena, text, length) : "", at, err);
}

/* Keeps the cells at hand as a row. */
static enum hg_status end_row(struct making *m, size_t line, struct hg_error *err)
{
    struct book_row *rows = grow(m->row, m->n_row, &m->row_capacity, sizeof(*rows));
    if (!rows)
        return no_memory(m, err);
    m->row = rows;
    struct book_cell *cells = hg_arena_alloc(m->arena, m->n_cell, sizeof(*cells));
    if (!cells)
        return no_memory(m, err);
    if (m->n_cell > 0)
        memcpy(cells, m->cell, m->n_cell * sizeof(*cells));
    m->row[m->n_row++] = (struct book_row){m->n_cell, cells, line};
    m->n_cell = 0;
    return HG_OK;
}

/* At a line end, or behind the last line. */
static void next_line(struct making *m)
{
    m->line++;
    m->line_start = m->at + 1;
}

/* From an opening quote to the closing one; m->size when there is none. */
static size_t find_quote(const struct making *m)
{
    size_t at = m->at + 1;
    for (; at < m->size; at++) {
        if (m->text[at] != '"')
            continue;
        if (at + 1 == m->size || m->text[at + 1] != '"')
            break;
        at++;
    }
    return at;
}

/* At the opening quote; leaves m->at behind the closing one. */
static enum hg_status quoted_cell(struct making *m, struct hg_error *err)
{
    const size_t open = m->at - m->line_start + 1, end = find_quote(m);
    if (end == m->size)
        return hg_fail(err, HG_E_INPUT, "%s:%zu:%zu: a quote that is not closed",
                       m->book->path, m->line, open);
    char *text = hg_arena_alloc(m->arena, end - m->at, 1);
    if (!text)
        return no_memory(m, err);
    size_t n = 0;
    for (m->at++; m->at < end; m->at++) {
        const char c = m->text[m->at];
        m->at += c == '"';
        if (c == '\n') {
            next_line(m);
            text[n++] = ' '; /* a name is one line */
        } else if (c != '\r')
            text[n++] = c;
    }
    m->at++;
    while (n > 0 && text[n - 1] == ' ')
        text[--n] = '\0';
    return push_cell(m, text + strspn(text, " "), open, err);
}

static bool ends_cell(const struct making *m, size_t at)
{
    return at == m->size || m->text[at] == m->separator || m->text[at] == '\n';
}

static enum hg_status plain_cell(struct making *m, struct hg_error *err)
{
    const size_t start = m->at;
    while (!ends_cell(m, m->at))
        m->at++;
    size_t length = m->at - start;
    if (length > 0 && m->text[start + length - 1] == '\r')
        length--;
    return add_cell(m, m->text + start, length, start - m->line_start + 1, err);
}

static enum hg_status read_line(struct making *m, struct hg_error *err)
{
    const size_t line = m->line;
    for (;;) {
        const bool quoted = m->at < m->size && m->text[m->at] == '"';
        enum hg_status status = quoted ? quoted_cell(m, err) : plain_cell(m, err);
        if (status != HG_OK)
            return status;
        if (m->at < m->size && m->text[m->at] == '\r')
            m->at++;
        if (!ends_cell(m, m->at))
            return hg_fail(err, HG_E_INPUT, "%s:%zu:%zu: text after a closing quote",
                           m->book->path, m->line, m->at - m->line_start + 1);
        const bool more = m->at < m->size && m->text[m->at] == m->separator;
        if (!more)
            break;
        m->at++;
    }
    next_line(m);
    m->at++;
    return end_row(m, line, err);
}

static char find_separator(const struct making *m)
{
    const char *end = memchr(m->text, '\n', m->size);
    const size_t length = end ? (size_t)(end - m->text) : m->size;
    if (memchr(m->text, '\t', length))
        return '\t';
    return memchr(m->text, ';', length) && !memchr(m->text, ',', length) ? ';' : ',';
}

static enum hg_status read_text(struct making *m, struct hg_error *err)
{
    assert(m->text);
    if (m->size >= 3 && memcmp(m->text, "\xEF\xBB\xBF", 3) == 0) {
        m->text += 3;
        m->size -= 3;
    }
    if (!hg_text_is_utf8(m->text, m->size))
        return hg_fail(err, HG_E_INPUT, "%s: has text that is not UTF-8; save it so",
                       m->book->path);
    if (memchr(m->text, '\0', m->size))
        return hg_fail(err, HG_E_INPUT, "%s: has a byte of value 0; save it as text",
                       m->book->path);
    m->separator = find_separator(m);
    m->line = 1;
    enum hg_status status = HG_OK;
    while (status == HG_OK && m->at < m->size)
        status = read_line(m, err);
    return status;
}

/* Reads what is packed into memory of its own. */
static enum hg_status unpack(struct making *m, struct stream *stream, char **own,
                             struct hg_error *err)
{
    size_t capacity = 0, got = 0;
    do {
        if (m->size == capacity) {
            capacity = capacity > 0 ? 2 * capacity : (size_t)1 << 16;
            char *grown = realloc(*own, capacity);
            if (!grown)
                return no_memory(m, err);
            *own = grown;
        }
        const enum hg_status status =
            stream_read(stream, *own + m->size, capacity - m->size, &got, err);
        if (status != HG_OK)
            return status;
        m->size += got;
    } while (m->size == capacity);
    m->text = *own;
    return HG_OK;
}

static enum hg_status read_file(struct making *m, struct hg_error *err)
{
    struct stream *stream = NULL;
    char *own = NULL;
    enum hg_status status = stream_open(m->book->path, &stream, err);
    if (status != HG_OK)
        return status;
    m->text = stream_map(stream, &m->size);
    if (!m->text)
        status = unpack(m, stream, &own, err);
    if (status == HG_OK)
        status = read_text(m, err);
    stream_close(stream);
    free(own);
    return status;
}

static enum hg_status take_cell(void *context, size_t row, size_t column,
                                const char *text, struct hg_error *err)
{
    struct making *m = context;
    enum hg_status status = HG_OK;
    (void)row;
    while (status == HG_OK && m->n_cell < column)
        status = push_cell(m, "", 0, err);
    return status == HG_OK ? add_cell(m, text, strlen(text), 0, err) : status;
}

static enum hg_status take_row(void *context, size_t row, struct hg_error *err)
{
    return end_row(context, row + 1, err);
}

static enum hg_status read_workbook(struct making *m, const char *sheet,
                                    struct hg_error *err)
{
    const struct sheet_taker taker = {m, take_cell, take_row};
    return sheet_read(m->book->path, sheet, m->arena, &taker, err);
}

static enum hg_status keep(struct making *m, struct hg_error *err)
{
    struct book_row *rows = hg_arena_alloc(m->arena, m->n_row, sizeof(*rows));
    if (!rows)
        return no_memory(m, err);
    if (m->n_row > 0)
        memcpy(rows, m->row, m->n_row * sizeof(*rows));
    m->book->n_row = m->n_row;
    m->book->row = rows;
    return HG_OK;
}

enum hg_status book_read(const char *path, const char *sheet, struct hg_arena *arena,
                         const struct book **out, struct hg_error *err)
{
    struct making m = {.arena = arena, .book = hg_arena_alloc(arena, 1, sizeof(*m.book))};
    if (!m.book || !(m.book->path = hg_arena_copy(arena, path, strlen(path))))
        return hg_fail(err, HG_E_MEMORY, "%s: no memory to read it", path);
    enum hg_status status =
        io_path_ends(path, "xlsx") ? read_workbook(&m, sheet, err) : read_file(&m, err);
    if (status == HG_OK)
        status = keep(&m, err);
    free(m.row);
    free(m.cell);
    if (status == HG_OK)
        *out = m.book;
    return status;
}

const char *book_text(const struct book *book, size_t row, size_t column)
{
    const struct book_row *r = &book->row[row];
    return column < r->n ? r->cell[column].text : "";
}

enum hg_status book_column(const struct book *book, const char *name, size_t *out,
                           struct hg_error *err)
{
    for (size_t i = 0; book->n_row > 0 && i < book->row[0].n; i++)
        if (strcmp(book->row[0].cell[i].text, name) == 0) {
            *out = i;
            return HG_OK;
        }
    return hg_fail(err, HG_E_INPUT, "%s: has no column \"%s\" in its first row",
                   book->path, name);
}

enum hg_status book_number(const struct book *book, size_t row, size_t column,
                           double *out, struct hg_error *err)
{
    const char *text = book_text(book, row, column);
    const enum hg_number fault = io_number(text, strlen(text), out);
    if (fault == HG_NUMBER_OK)
        return HG_OK;
    char shown[IO_SHOWN];
    return book_fail(book, row, column, err, "\"%s\" %s",
                     io_show(text, strlen(text), shown), hg_number_cure(fault));
}

/* A, B .. Z, AA ..: written from the end of the buffer. */
static const char *column_name(size_t column, char buffer[16])
{
    char *name = buffer + 15;
    *name = '\0';
    for (size_t n = column + 1; n > 0; n = (n - 1) / 26)
        *--name = (char)('A' + (n - 1) % 26);
    return name;
}

enum hg_status book_fail(const struct book *book, size_t row, size_t column,
                         struct hg_error *err, const char *fmt, ...)
{
    char text[600], place[64], buffer[16];
    va_list arguments;
    va_start(arguments, fmt);
    vsnprintf(text, sizeof(text), fmt, arguments);
    va_end(arguments);
    const struct book_row *r = &book->row[row];
    size_t at = 1;
    if (column < r->n)
        at = r->cell[column].at;
    else if (r->n > 0) /* where the row ends */
        at = r->cell[r->n - 1].at + strlen(r->cell[r->n - 1].text);
    if (io_path_ends(book->path, "xlsx"))
        snprintf(place, sizeof(place), " cell %s%zu", column_name(column, buffer),
                 r->line);
    else
        snprintf(place, sizeof(place), "%zu:%zu", r->line, at);
    return hg_fail(err, HG_E_INPUT, "%s:%s: %s", book->path, place, text);
}

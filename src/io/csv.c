/* csv.c - the rows of a CSV file, straight from the mapped bytes */
#include "io/number.h"
#include "io/path.h"
#include <hotgrid/axis.h>
#include <hotgrid/csv.h>
#include <hotgrid/text.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COLUMNS_AT_MOST 64
#define FIELD_AT_MOST   ((size_t)1 << 20)
#define ROWS_AT_MOST    ((size_t)1 << 31)

struct field {
    size_t text, length; /* in the row's buffer */
    size_t start;        /* in the file: its first byte, or its opening quote */
};

struct hg_csv {
    char *path;
    struct io_mapping map;
    size_t next, next_line; /* where the next row starts */
    size_t row, row_line;   /* where the row just read starts */
    size_t n_row;
    size_t n_column;
    char *names; /* terminated, one after the other */
    const char *name[COLUMNS_AT_MOST];
    char *buffer; /* fields of the row, terminated */
    size_t used, capacity;
    size_t n_field; /* of the row: may be more than are kept */
    struct field field[COLUMNS_AT_MOST];
};

/* What is wrong with a row, and at which byte of the file. */
struct complaint {
    size_t at;
    bool ends_table; /* nothing after it can be trusted */
    char text[256];
};

enum outcome { ROW_GOOD, ROW_BAD, ROW_NO_MEMORY };

HG_PRINTF(3, 4)
static enum outcome complain(struct complaint *complaint, size_t at, const char *fmt, ...)
{
    va_list arguments;
    va_start(arguments, fmt);
    vsnprintf(complaint->text, sizeof(complaint->text), fmt, arguments);
    va_end(arguments);
    complaint->at = at;
    complaint->ends_table = false;
    return ROW_BAD;
}

static bool reserve(struct hg_csv *csv, size_t more)
{
    const size_t need = csv->used + more;
    if (need <= csv->capacity)
        return true;
    const size_t capacity = need + need / 2 + 256;
    char *buffer = realloc(csv->buffer, capacity);
    if (!buffer)
        return false;
    csv->buffer = buffer;
    csv->capacity = capacity;
    return true;
}

static void keep_field(struct hg_csv *csv, size_t text, size_t length, size_t start)
{
    if (csv->n_field < COLUMNS_AT_MOST)
        csv->field[csv->n_field] = (struct field){text, length, start};
    csv->n_field++;
}

/* Sixteen bytes at a time, on any processor that gcc and clang know. */
typedef unsigned char block __attribute__((vector_size(16)));
#define BLOCK sizeof(block)

static block each_byte(unsigned char c)
{
    return (block){c, c, c, c, c, c, c, c, c, c, c, c, c, c, c, c};
}

/* Takes the first of eight bytes that are marked (0xFF, others 0) and unmarks it. */
static size_t take_mark(uint64_t *marks)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    const size_t i = (size_t)__builtin_clzll(*marks) / 8;
    *marks &= ~(UINT64_C(0xFF) << (56 - 8 * i));
#else
    const size_t i = (size_t)__builtin_ctzll(*marks) / 8;
    *marks &= ~(UINT64_C(0xFF) << 8 * i);
#endif
    return i;
}

/* The quick way, for one line without anything special: false when it met something (a
 * quote, a byte of value 0, a carriage return that does not end the line) and the row has
 * to be read carefully. */
static bool split_quickly(struct hg_csv *csv, size_t length)
{
    const char *line = csv->map.bytes + csv->row;
    char *buffer = csv->buffer;
    const block comma = each_byte(','), quote = each_byte('"'), cr = each_byte('\r');
    block seen = {0};
    size_t start = 0;
    memcpy(buffer, line, length);
    memset(buffer + length, 'x', BLOCK); /* a last block that is whole */
    for (size_t at = 0; at < length; at += BLOCK) {
        block bytes;
        uint64_t marks[2];
        memcpy(&bytes, buffer + at, BLOCK);
        const block special = (block)(bytes == comma) | (block)(bytes == quote) |
                              (block)(bytes == cr) | (block)(bytes == 0);
        memcpy(marks, &special, BLOCK);
        seen |= bytes;
        for (size_t half = 0; half < 2; half++) {
            while (marks[half]) {
                const size_t i = at + 8 * half + take_mark(&marks[half]);
                if (buffer[i] != ',')
                    return false;
                buffer[i] = '\0';
                keep_field(csv, start, i - start, csv->row + start);
                start = i + 1;
            }
        }
    }
    buffer[length] = '\0';
    keep_field(csv, start, length - start, csv->row + start);
    uint64_t high[2];
    memcpy(high, &seen, BLOCK);
    const bool ascii = !((high[0] | high[1]) & UINT64_C(0x8080808080808080));
    return ascii || hg_text_is_utf8(line, length);
}

static enum outcome check_text(const struct hg_csv *csv, size_t start, size_t end,
                               struct complaint *complaint)
{
    const char *text = csv->map.bytes + start;
    const size_t length = end - start;
    const char *nul = memchr(text, '\0', length);
    if (nul)
        return complain(complaint, start + (size_t)(nul - text),
                        "a byte of value 0; save the table as UTF-8 text");
    if (length > FIELD_AT_MOST)
        return complain(complaint, start,
                        "a field of %zu bytes, at most %zu are allowed; is a line break "
                        "or a quote missing?",
                        length, FIELD_AT_MOST);
    if (!hg_text_is_utf8(text, length))
        return complain(complaint, start,
                        "text that is not UTF-8; save the table as UTF-8");
    return ROW_GOOD;
}

/* A field in quotes; *at is its opening quote, and then the byte after the closing one.
 */
static enum outcome read_quoted(struct hg_csv *csv, size_t *at,
                                struct complaint *complaint)
{
    const char *bytes = csv->map.bytes;
    const size_t start = *at, text = csv->used;
    size_t from = start + 1;
    for (;;) {
        const char *quote = memchr(bytes + from, '"', csv->map.size - from);
        const size_t end = quote ? (size_t)(quote - bytes) : csv->map.size;
        if (!quote || end - start > 2 * FIELD_AT_MOST + 2) {
            complain(complaint, start,
                     "a quote that is not closed%s; the rows after it are not read",
                     quote ? " within 2 MiB" : "");
            complaint->ends_table = true;
            return ROW_BAD;
        }
        const bool doubled = end + 1 < csv->map.size && bytes[end + 1] == '"';
        const size_t length = end - from + doubled;
        if (!reserve(csv, length + 1))
            return ROW_NO_MEMORY;
        memcpy(csv->buffer + csv->used, bytes + from, length);
        csv->used += length;
        from = end + 1 + doubled;
        if (!doubled)
            break;
    }
    *at = from;
    keep_field(csv, text, csv->used - text, start);
    csv->buffer[csv->used++] = '\0';
    return check_text(csv, start + 1, from - 1, complaint);
}

/* A field without quotes; *at moves to the comma or line end behind it. */
static enum outcome read_unquoted(struct hg_csv *csv, size_t *at,
                                  struct complaint *complaint)
{
    const char *bytes = csv->map.bytes;
    const size_t start = *at, size = csv->map.size;
    size_t end = start;
    while (end < size && bytes[end] != ',' && bytes[end] != '\n' && bytes[end] != '\r' &&
           bytes[end] != '"')
        end++;
    *at = end;
    if (end < size && bytes[end] == '"')
        return complain(complaint, end,
                        "a quote inside a field without quotes; put the whole field in "
                        "quotes and write \"\" for each quote in it");
    const enum outcome outcome = check_text(csv, start, end, complaint);
    if (outcome != ROW_GOOD)
        return outcome;

    const size_t length = end - start;
    if (!reserve(csv, length + 1))
        return ROW_NO_MEMORY;
    memcpy(csv->buffer + csv->used, bytes + start, length);
    csv->buffer[csv->used + length] = '\0';
    keep_field(csv, csv->used, length, start);
    csv->used += length + 1;
    return ROW_GOOD;
}

/* The row at csv->row by the rules of RFC 4180; *at is left behind what was read. */
static enum outcome split_carefully(struct hg_csv *csv, size_t *at,
                                    struct complaint *complaint)
{
    const char *bytes = csv->map.bytes;
    const size_t size = csv->map.size;
    csv->n_field = csv->used = 0;
    *at = csv->row;
    for (;;) {
        const bool quoted = *at < size && bytes[*at] == '"';
        const enum outcome outcome =
            quoted ? read_quoted(csv, at, complaint) : read_unquoted(csv, at, complaint);
        if (outcome != ROW_GOOD)
            return outcome;
        if (*at == size)
            return ROW_GOOD;
        const char c = bytes[*at];
        if (c == '\n' || (c == '\r' && *at + 1 < size && bytes[*at + 1] == '\n')) {
            *at += c == '\r' ? 2 : 1;
            return ROW_GOOD;
        }
        if (c == '\r')
            return complain(complaint, *at,
                            "a carriage return without a line feed; end lines with LF or "
                            "CR LF");
        if (c != ',')
            return complain(complaint, *at,
                            "text after a closing quote; write \"\" for a quote inside "
                            "a field");
        ++*at;
    }
}

static enum outcome check_length(const struct hg_csv *csv, size_t end,
                                 struct complaint *complaint)
{
    const size_t n = csv->n_field;
    if (csv->n_column == 0 || n == csv->n_column)
        return ROW_GOOD;
    const char *few = "add what is missing (an empty field keeps its comma)";
    const char *many = "put a field that holds a comma in quotes";
    const bool kept = csv->n_column < COLUMNS_AT_MOST && n > csv->n_column;
    return complain(complaint, kept ? csv->field[csv->n_column].start : end,
                    "%zu field%s where the header has %zu; %s", n, n == 1 ? "" : "s",
                    csv->n_column, n < csv->n_column ? few : many);
}

static size_t lines_between(const struct hg_csv *csv, size_t from, size_t to)
{
    size_t n = 0;
    while (from < to) {
        const char *end = memchr(csv->map.bytes + from, '\n', to - from);
        if (!end)
            break;
        n++;
        from = (size_t)(end - csv->map.bytes) + 1;
    }
    return n;
}

/* After a row that cannot be read: goes on at the line after the fault. */
static void skip(struct hg_csv *csv, const struct complaint *complaint, size_t at)
{
    csv->next = csv->map.size;
    if (complaint->ends_table)
        return;
    const char *end = memchr(csv->map.bytes + at, '\n', csv->map.size - at);
    if (end)
        csv->next = (size_t)(end - csv->map.bytes) + 1;
}

/* Reads the row that starts at csv->next, which is not the end of the file. */
static enum outcome read_row(struct hg_csv *csv, struct complaint *complaint)
{
    const char *start = csv->map.bytes + csv->next;
    const size_t left = csv->map.size - csv->next;
    const char *feed = memchr(start, '\n', left);
    size_t length = feed ? (size_t)(feed - start) : left;
    const size_t whole = length + (feed ? 1 : 0);
    length -= feed && length > 0 && start[length - 1] == '\r';

    csv->row = csv->next;
    csv->row_line = csv->next_line;
    csv->n_field = csv->used = 0;
    size_t end = csv->row + length;
    if (length == 0) {
        csv->next += whole;
        csv->next_line++;
        return complain(complaint, csv->row, "an empty line; delete it");
    }
    if (length <= FIELD_AT_MOST) {
        if (!reserve(csv, length + BLOCK))
            return ROW_NO_MEMORY;
        if (split_quickly(csv, length)) {
            csv->next += whole;
            csv->next_line++;
            return check_length(csv, end, complaint);
        }
    }
    const enum outcome outcome = split_carefully(csv, &end, complaint);
    if (outcome == ROW_BAD)
        skip(csv, complaint, end);
    else
        csv->next = end;
    csv->next_line += lines_between(csv, csv->row, csv->next);
    if (outcome != ROW_GOOD)
        return outcome;
    while (end > csv->row &&
           (start[end - 1 - csv->row] == '\n' || start[end - 1 - csv->row] == '\r'))
        end--;
    return check_length(csv, end, complaint);
}

/* Line and byte in the line, both from 1, of a byte of the row just read. */
static void locate(const struct hg_csv *csv, size_t at, size_t *line, size_t *position)
{
    size_t first = csv->row;
    *line = csv->row_line;
    for (;;) {
        const char *feed = memchr(csv->map.bytes + first, '\n', at - first);
        if (!feed)
            break;
        first = (size_t)(feed - csv->map.bytes) + 1;
        ++*line;
    }
    *position = at - first + 1;
}

static enum hg_status header_fault(const struct hg_csv *csv, size_t at, const char *text,
                                   struct hg_error *err)
{
    size_t line, position;
    locate(csv, at, &line, &position);
    return hg_fail(err, HG_E_INPUT, "%s:%zu:%zu: %s", csv->path, line, position, text);
}

/* Moves the fields of the first row to where names live. */
static enum hg_status take_names(struct hg_csv *csv, struct hg_error *err)
{
    char text[128], shown[IO_SHOWN];
    if (csv->n_field > COLUMNS_AT_MOST) {
        snprintf(text, sizeof(text), "%zu columns, at most %d are read; is this a table?",
                 csv->n_field, COLUMNS_AT_MOST);
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

    struct complaint complaint;
    switch (read_row(csv, &complaint)) {
    case ROW_NO_MEMORY:
        return hg_fail(err, HG_E_MEMORY, "%s: no memory for its header", csv->path);
    case ROW_BAD:
        return header_fault(csv, complaint.at, complaint.text, err);
    case ROW_GOOD:
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

const char *hg_csv_path(const struct hg_csv *csv)
{
    return csv->path;
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
    const size_t lines = lines_between(csv, csv->next, csv->map.size) + 1;
    return lines < fit ? lines : fit;
}

enum hg_status hg_csv_next(struct hg_csv *csv, struct hg_faults *faults, bool *more,
                           struct hg_error *err)
{
    while (csv->next < csv->map.size) {
        if (csv->n_row++ >= ROWS_AT_MOST)
            return hg_fail(err, HG_E_LIMIT, "%s: more than %zu rows; split the file",
                           csv->path, ROWS_AT_MOST);
        struct complaint complaint;
        switch (read_row(csv, &complaint)) {
        case ROW_GOOD:
            *more = true;
            return HG_OK;
        case ROW_NO_MEMORY:
            return hg_fail(err, HG_E_MEMORY, "%s: no memory for a row", csv->path);
        case ROW_BAD:
            break;
        }
        size_t line, position;
        char kind[256];
        locate(csv, complaint.at, &line, &position);
        snprintf(kind, sizeof(kind), "%s: rows", csv->path);
        hg_fault(faults, HG_E_INPUT, kind, "%s:%zu:%zu: %s", csv->path, line, position,
                 complaint.text);
    }
    *more = false;
    return HG_OK;
}

const char *hg_csv_field(const struct hg_csv *csv, size_t column, size_t *length)
{
    const struct field *field = &csv->field[column];
    if (length)
        *length = field->length;
    return csv->buffer + field->text;
}

size_t hg_csv_line(const struct hg_csv *csv)
{
    return csv->row_line;
}

size_t hg_csv_position(const struct hg_csv *csv, size_t column)
{
    size_t line, position;
    locate(csv, csv->field[column].start, &line, &position);
    return position;
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
    locate(csv, csv->field[column].start, &line, &position);
    snprintf(kind, sizeof(kind), "%s: %s", csv->path, csv->name[column]);
    hg_fault(faults, HG_E_INPUT, kind, "%s:%zu:%zu: %s", csv->path, line, position, text);
}

bool hg_csv_number(const struct hg_csv *csv, struct hg_faults *faults, size_t column,
                   double *out)
{
    const struct field *field = &csv->field[column];
    const char *text = csv->buffer + field->text;
    const enum hg_number fault = io_number(text, field->length, out);
    if (fault == HG_NUMBER_OK)
        return true;
    char shown[IO_SHOWN];
    hg_csv_fault(csv, faults, column, "%s \"%s\" %s", csv->name[column],
                 io_show(text, field->length, shown), hg_number_cure(fault));
    return false;
}

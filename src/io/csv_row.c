/* csv_row.c - one row of RFC 4180 cut into its fields: quickly, or carefully */
#include "io/csv_row.h"
#include <hotgrid/text.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIELD_AT_MOST ((size_t)1 << 20)

HG_PRINTF(3, 4)
static enum csv_outcome complain(struct csv_complaint *complaint, size_t at,
                                 const char *fmt, ...)
{
    va_list arguments;
    va_start(arguments, fmt);
    vsnprintf(complaint->text, sizeof(complaint->text), fmt, arguments);
    va_end(arguments);
    complaint->at = at;
    complaint->ends_table = false;
    return CSV_ROW_BAD;
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
    if (csv->n_field < CSV_COLUMNS_AT_MOST)
        csv->field[csv->n_field] = (struct csv_field){text, length, start};
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

static enum csv_outcome check_text(const struct hg_csv *csv, size_t start, size_t end,
                                   struct csv_complaint *complaint)
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
    return CSV_ROW_GOOD;
}

/* A field in quotes; *at is its opening quote, and then the byte after the closing one.
 */
static enum csv_outcome read_quoted(struct hg_csv *csv, size_t *at,
                                    struct csv_complaint *complaint)
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
            return CSV_ROW_BAD;
        }
        const bool doubled = end + 1 < csv->map.size && bytes[end + 1] == '"';
        const size_t length = end - from + doubled;
        if (!reserve(csv, length + 1))
            return CSV_ROW_NO_MEMORY;
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
static enum csv_outcome read_unquoted(struct hg_csv *csv, size_t *at,
                                      struct csv_complaint *complaint)
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
    const enum csv_outcome outcome = check_text(csv, start, end, complaint);
    if (outcome != CSV_ROW_GOOD)
        return outcome;

    const size_t length = end - start;
    if (!reserve(csv, length + 1))
        return CSV_ROW_NO_MEMORY;
    memcpy(csv->buffer + csv->used, bytes + start, length);
    csv->buffer[csv->used + length] = '\0';
    keep_field(csv, csv->used, length, start);
    csv->used += length + 1;
    return CSV_ROW_GOOD;
}

/* The row at csv->row by the rules of RFC 4180; *at is left behind what was read. */
static enum csv_outcome split_carefully(struct hg_csv *csv, size_t *at,
                                        struct csv_complaint *complaint)
{
    const char *bytes = csv->map.bytes;
    const size_t size = csv->map.size;
    csv->n_field = csv->used = 0;
    *at = csv->row;
    for (;;) {
        const bool quoted = *at < size && bytes[*at] == '"';
        const enum csv_outcome outcome =
            quoted ? read_quoted(csv, at, complaint) : read_unquoted(csv, at, complaint);
        if (outcome != CSV_ROW_GOOD)
            return outcome;
        if (*at == size)
            return CSV_ROW_GOOD;
        const char c = bytes[*at];
        if (c == '\n' || (c == '\r' && *at + 1 < size && bytes[*at + 1] == '\n')) {
            *at += c == '\r' ? 2 : 1;
            return CSV_ROW_GOOD;
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

static enum csv_outcome check_length(const struct hg_csv *csv, size_t end,
                                     struct csv_complaint *complaint)
{
    const size_t n = csv->n_field;
    if (csv->n_column == 0 || n == csv->n_column)
        return CSV_ROW_GOOD;
    const char *few = "add what is missing (an empty field keeps its comma)";
    const char *many = "put a field that holds a comma in quotes";
    const bool kept = csv->n_column < CSV_COLUMNS_AT_MOST && n > csv->n_column;
    return complain(complaint, kept ? csv->field[csv->n_column].start : end,
                    "%zu field%s where the header has %zu; %s", n, n == 1 ? "" : "s",
                    csv->n_column, n < csv->n_column ? few : many);
}

size_t csv_lines_between(const struct hg_csv *csv, size_t from, size_t to)
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
static void skip(struct hg_csv *csv, const struct csv_complaint *complaint, size_t at)
{
    csv->next = csv->map.size;
    if (complaint->ends_table)
        return;
    const char *end = memchr(csv->map.bytes + at, '\n', csv->map.size - at);
    if (end)
        csv->next = (size_t)(end - csv->map.bytes) + 1;
}

enum csv_outcome csv_read_row(struct hg_csv *csv, struct csv_complaint *complaint)
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
            return CSV_ROW_NO_MEMORY;
        if (split_quickly(csv, length)) {
            csv->next += whole;
            csv->next_line++;
            return check_length(csv, end, complaint);
        }
    }
    const enum csv_outcome outcome = split_carefully(csv, &end, complaint);
    if (outcome == CSV_ROW_BAD)
        skip(csv, complaint, end);
    else
        csv->next = end;
    csv->next_line += csv_lines_between(csv, csv->row, csv->next);
    if (outcome != CSV_ROW_GOOD)
        return outcome;
    while (end > csv->row &&
           (start[end - 1 - csv->row] == '\n' || start[end - 1 - csv->row] == '\r'))
        end--;
    return check_length(csv, end, complaint);
}

void csv_locate(const struct hg_csv *csv, size_t at, size_t *line, size_t *position)
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

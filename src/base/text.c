/* text.c - names, codes and the text of tables and pages */
#include <hotgrid/text.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ASCII only, whatever the locale. */
static char folded(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

static bool is_letter_or_digit(char c)
{
    return (folded(c) >= 'a' && folded(c) <= 'z') || (c >= '0' && c <= '9');
}

/* The length of the character at the head of text[n], 0 when it is none (RFC 3629: no
 * overlong forms, no surrogates, nothing beyond U+10FFFF). */
static size_t character(const char *text, size_t n)
{
    const unsigned char *b = (const unsigned char *)text;
    if (n == 0)
        return 0;
    if (b[0] < 0x80)
        return 1;
    if (b[0] < 0xC2 || b[0] > 0xF4)
        return 0;
    const size_t length = b[0] < 0xE0 ? 2 : b[0] < 0xF0 ? 3 : 4;
    if (length > n)
        return 0;
    for (size_t i = 1; i < length; i++)
        if ((b[i] & 0xC0) != 0x80)
            return 0;
    const bool bad = (b[0] == 0xE0 && b[1] < 0xA0) || (b[0] == 0xED && b[1] > 0x9F) ||
                     (b[0] == 0xF0 && b[1] < 0x90) || (b[0] == 0xF4 && b[1] > 0x8F);
    return bad ? 0 : length;
}

uint64_t hg_text_hash(const char *text, size_t length)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)text[i]) * UINT64_C(0x100000001b3);
    return hash;
}

bool hg_text_is_utf8(const char *text, size_t length)
{
    for (size_t i = 0; i < length;) {
        const size_t n = character(text + i, length - i);
        if (n == 0)
            return false;
        i += n;
    }
    return true;
}

bool hg_text_same_folded(const char *a, const char *b)
{
    while (*a && folded(*a) == folded(*b)) {
        a++;
        b++;
    }
    return folded(*a) == folded(*b);
}

static bool is_device(const char *text)
{
    static const char *const devices[] = {"CON",  "PRN",  "AUX",  "NUL",  "COM0", "COM1",
                                          "COM2", "COM3", "COM4", "COM5", "COM6", "COM7",
                                          "COM8", "COM9", "LPT0", "LPT1", "LPT2", "LPT3",
                                          "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9"};
    for (size_t i = 0; i < sizeof(devices) / sizeof(devices[0]); i++)
        if (hg_text_same_folded(text, devices[i]))
            return true;
    return false;
}

bool hg_text_is_code(const char *text)
{
    size_t n = 0;
    if (!is_letter_or_digit(text[0]))
        return false;
    while (is_letter_or_digit(text[n]) || text[n] == '_' || text[n] == '-')
        n++;
    return text[n] == '\0' && n <= 64 && !is_device(text);
}

#define LONGEST_WORD 128

/* Optimal string alignment: insert, delete, replace, or swap two neighbours. */
static size_t edit_distance(const char *a, size_t na, const char *b, size_t nb)
{
    size_t rows[3][LONGEST_WORD + 1];
    size_t *before = rows[0], *above = rows[1], *row = rows[2];
    for (size_t j = 0; j <= nb; j++)
        above[j] = before[j] = j;
    for (size_t i = 1; i <= na; i++) {
        row[0] = i;
        for (size_t j = 1; j <= nb; j++) {
            const char x = folded(a[i - 1]), y = folded(b[j - 1]);
            size_t best = above[j - 1] + (x != y);
            if (above[j] + 1 < best)
                best = above[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            if (i > 1 && j > 1 && x == folded(b[j - 2]) && y == folded(a[i - 2]) &&
                before[j - 2] + 1 < best)
                best = before[j - 2] + 1;
            row[j] = best;
        }
        size_t *const free_row = before;
        before = above;
        above = row;
        row = free_row;
    }
    return above[nb];
}

const char *hg_text_nearest(const char *written, const char *const *words, size_t n)
{
    const size_t length = strnlen(written, LONGEST_WORD + 1);
    size_t best = length < 6 ? 1 : length / 3;
    const char *nearest = NULL;
    if (length > LONGEST_WORD)
        return NULL;
    for (size_t i = 0; i < n; i++) {
        const size_t other = strnlen(words[i], LONGEST_WORD + 1);
        if (other > LONGEST_WORD)
            continue;
        const size_t distance = edit_distance(written, length, words[i], other);
        /* A distance as large as a word has nothing in common with it. */
        if (distance < length && distance < other &&
            (nearest ? distance < best : distance <= best)) {
            best = distance;
            nearest = words[i];
        }
    }
    return nearest;
}

/* Makes place for length more bytes and the end. */
static bool make_room(struct hg_text *text, size_t length)
{
    if (text->failed)
        return false;
    if (text->capacity > length && text->length < text->capacity - length)
        return true;
    size_t wanted, doubled;
    if (__builtin_add_overflow(text->length, length, &wanted) ||
        __builtin_add_overflow(wanted, 1, &wanted)) {
        text->failed = true;
        return false;
    }
    if (!__builtin_mul_overflow(text->capacity, 2, &doubled) && wanted < doubled)
        wanted = doubled;
    if (wanted < 64)
        wanted = 64;
    char *bytes = realloc(text->bytes, wanted);
    if (!bytes) {
        text->failed = true;
        return false;
    }
    text->bytes = bytes;
    text->capacity = wanted;
    return true;
}

void hg_text_add(struct hg_text *text, const char *bytes, size_t length)
{
    if (!make_room(text, length))
        return;
    if (length > 0)
        memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
    text->bytes[text->length] = '\0';
}

void hg_text_print(struct hg_text *text, const char *fmt, ...)
{
    va_list args, again;
    va_start(args, fmt);
    va_copy(again, args);
    const int length = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    if (length < 0)
        text->failed = true;
    else if (make_room(text, (size_t)length)) {
        vsnprintf(text->bytes + text->length, (size_t)length + 1, fmt, again);
        text->length += (size_t)length;
    }
    va_end(again);
}

void hg_text_add_csv(struct hg_text *text, const char *field)
{
    const bool formula = *field && strchr("=+-@\t\r", *field);
    const bool quoted = strpbrk(field, ",\"\r\n");
    hg_text_add(text, "\"", quoted);
    if (formula)
        hg_text_add(text, "'", 1);
    for (const char *p = field; *p;) {
        const size_t n = strcspn(p, "\"");
        hg_text_add(text, p, n);
        p += n;
        if (*p) {
            hg_text_add(text, "\"\"", 2);
            p++;
        }
    }
    hg_text_add(text, "\"", quoted);
}

static const char no_character[] = "\xEF\xBF\xBD"; /* U+FFFD */

void hg_text_add_utf8(struct hg_text *text, const char *value)
{
    const size_t length = strlen(value);
    for (size_t i = 0; i < length;) {
        const size_t n = character(value + i, length - i);
        hg_text_add(text, n ? value + i : no_character, n ? n : strlen(no_character));
        i += n ? n : 1;
    }
}

size_t hg_text_fit(const char *text, size_t most)
{
    size_t n = strnlen(text, most);
    if (text[n])
        while (n > 0 && ((unsigned char)text[n] & 0xC0) == 0x80)
            n--;
    return n;
}

/* What stands for a character of one byte in XML; NULL: itself. */
static const char *xml_for(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    case '\t':
    case '\n':
    case '\r':
        return " ";
    default:
        return ((unsigned char)c < 0x20 || c == 0x7F) ? "" : NULL;
    }
}

/* U+0080..U+009F are control characters; U+FFFE and U+FFFF are none at all. */
static bool is_no_xml(const char *c, size_t length)
{
    return (length == 2 && memcmp(c, "\xC2\xA0", 2) < 0) ||
           (length == 3 && memcmp(c, "\xEF\xBF\xBE", 3) >= 0 && c[0] == '\xEF');
}

void hg_text_add_xml(struct hg_text *text, const char *value)
{
    const size_t length = strlen(value);
    hg_text_add(text, "", 0); /* a text, even of no character */
    for (size_t i = 0; i < length;) {
        const size_t n = character(value + i, length - i);
        const char *other = n == 1 ? xml_for(value[i]) : NULL;
        if (n == 0)
            other = no_character;
        else if (n > 1 && is_no_xml(value + i, n))
            other = "";
        if (other)
            hg_text_add(text, other, strlen(other));
        else
            hg_text_add(text, value + i, n);
        i += n ? n : 1;
    }
}

void hg_text_add_base64(struct hg_text *text, const void *bytes, size_t length)
{
    static const char digit[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const uint8_t *byte = bytes;
    for (size_t i = 0; i < length; i += 3) {
        const size_t left = length - i;
        const uint32_t three = (uint32_t)byte[i] << 16 |
                               (left > 1 ? (uint32_t)byte[i + 1] << 8 : 0) |
                               (left > 2 ? byte[i + 2] : 0U);
        const char four[] = {digit[three >> 18], digit[three >> 12 & 63],
                             (char)(left > 1 ? digit[three >> 6 & 63] : '='),
                             (char)(left > 2 ? digit[three & 63] : '=')};
        hg_text_add(text, four, sizeof(four));
    }
}

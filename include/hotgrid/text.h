/*
 * text.h - strict numbers, codes and names; text that goes into tables and pages
 *
 * Numbers follow the C locale whatever the user's is: an optional sign, digits with at
 * most one point, an optional exponent.  No spaces, no thousands separators, no comma,
 * no hexadecimal, no nan, no inf.
 */
#ifndef HG_TEXT_H
#define HG_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum hg_number {
    HG_NUMBER_OK,
    HG_NUMBER_EMPTY,
    HG_NUMBER_BAD,        /* not in the grammar above */
    HG_NUMBER_NOT_FINITE, /* nan, inf, or too large for a double (1e999) */
};

/* Reads all length bytes as one number, correctly rounded; out is written on OK only. */
enum hg_number hg_text_number(const char *text, size_t length, double *out);

/* The same for a whole number (digits with an optional minus). */
enum hg_number hg_text_integer(const char *text, size_t length, int64_t *out);

/* What to tell the user about a number that was refused ("is not a number; write 1234.5
 * with a point and without separators"). */
const char *hg_number_cure(enum hg_number fault);

/* FNV-1a of 64 bits (Fowler, Noll and Vo 1991): for tables of words, not against guile.
 */
uint64_t hg_text_hash(const char *text, size_t length);

bool hg_text_is_utf8(const char *text, size_t length);

/* Codes name files: ^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$ and not a device name of Windows
 * (CON, PRN, AUX, NUL, COM1.., LPT1..). */
bool hg_text_is_code(const char *text);

/* a == b without regard to the case of ASCII letters. */
bool hg_text_same_folded(const char *a, const char *b);

/* The word among n which is nearest to what was written (edit distance at most a third
 * of its length, at least one), or NULL: for "did you mean". */
const char *hg_text_nearest(const char *written, const char *const *words, size_t n);

/* Longest text that hg_text_double() makes, with its end. */
#define HG_DOUBLE_TEXT 32

/* The shortest decimal that reads back as the same double ("0.1", "1e+300", "-0" as "0").
 */
const char *hg_text_double(double value, char buffer[HG_DOUBLE_TEXT]);

/* A growing piece of text; zero-initialise it, and free(text.bytes) at the end.  After a
 * failed allocation failed is set, nothing more is added and bytes may be NULL. */
struct hg_text {
    char *bytes; /* terminated */
    size_t length, capacity;
    bool failed;
};

void hg_text_add(struct hg_text *text, const char *bytes, size_t length);
void hg_text_print(struct hg_text *text, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* One CSV field: quoted when it needs it; a text that a spreadsheet would run as a
 * formula (it starts with = + - @ TAB or CR) gets a leading apostrophe.  Not for numbers.
 */
void hg_text_add_csv(struct hg_text *text, const char *field);

/* XML text or attribute value: & < > " ' escaped; tabs and line ends become spaces, other
 * control characters are dropped, and bytes that are no UTF-8 become U+FFFD. */
void hg_text_add_xml(struct hg_text *text, const char *value);

/* As it is, but for bytes that are no UTF-8, which become U+FFFD: names of files may have
 * any. */
void hg_text_add_utf8(struct hg_text *text, const char *value);

/* Bytes of the whole characters among the first `most` bytes of a text. */
size_t hg_text_fit(const char *text, size_t most);

/* Base 64 (RFC 4648, section 4), in one line. */
void hg_text_add_base64(struct hg_text *text, const void *bytes, size_t length);

#endif

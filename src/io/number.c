/* number.c - the quick way through plain decimals */
#include "io/number.h"

/* Up to 15 digits make a whole number that a double holds exactly, and so are these
 * powers of ten: one division rounds once (Clinger 1990, How to read floating point
 * numbers accurately). */
#define DIGITS_AT_MOST 15
static const double tens[DIGITS_AT_MOST + 1] = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};

enum hg_number io_number(const char *text, size_t length, double *out)
{
    const bool negative = length > 0 && text[0] == '-';
    const size_t most = DIGITS_AT_MOST + 1 + negative; /* digits, a point, a sign */
    size_t point = length;
    uint64_t whole = 0;
    if (length <= most) {
        for (size_t i = negative; i < length; i++) {
            const unsigned digit = (unsigned)(unsigned char)text[i] - '0';
            if (digit <= 9)
                whole = whole * 10 + digit;
            else if (text[i] == '.' && point == length)
                point = i;
            else
                return hg_text_number(text, length, out);
        }
    }
    const bool has_point = point < length;
    const size_t digits = length - negative - has_point;
    if (length > most || digits == 0 || digits > DIGITS_AT_MOST)
        return hg_text_number(text, length, out);
    const double value = (double)whole / tens[has_point ? length - point - 1 : 0];
    *out = negative ? -value : value;
    return HG_NUMBER_OK;
}

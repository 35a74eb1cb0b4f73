/* text_number.c - strict numbers from text, and the shortest text of a number */
#define _GNU_SOURCE /* strtod_l */
#include <float.h>
#include <hotgrid/text.h>
#include <inttypes.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A double and the middle between two doubles have at most 768 significant digits, so of
 * the further ones it only matters whether there is one that is not zero. */
#define MAX_DIGITS 770

/* Beyond this every power of ten is 0 or infinite, whatever the digits. */
#define MAX_EXPONENT 100000

/* digits (without leading zeros) times 10^exponent */
struct decimal {
    bool negative, more; /* more: non-zero digits were dropped */
    size_t n;
    int64_t exponent;
    char digits[MAX_DIGITS];
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static void add_digit(struct decimal *d, char c, bool after_point)
{
    const bool dropped = d->n == MAX_DIGITS;
    if (dropped)
        d->more |= c != '0';
    else if (d->n > 0 || c != '0')
        d->digits[d->n++] = c;
    d->exponent += (int64_t)dropped - (int64_t)after_point;
}

/* The exponent behind an 'e': all of text, or it is none. */
static bool scan_exponent(const char *text, const char *end, int64_t *out)
{
    bool negative = false;
    if (text < end && (*text == '-' || *text == '+'))
        negative = *text++ == '-';
    if (text == end)
        return false;
    int64_t value = 0;
    for (; text < end; text++) {
        if (!is_digit(*text))
            return false;
        if (value < INT64_MAX / 100) /* far beyond what any number of digits balances */
            value = value * 10 + (*text - '0');
    }
    *out = negative ? -value : value;
    return true;
}

static bool scan(const char *text, const char *end, struct decimal *d)
{
    if (text < end && (*text == '-' || *text == '+'))
        d->negative = *text++ == '-';
    bool any = false, after_point = false;
    for (; text < end; text++) {
        if (is_digit(*text)) {
            add_digit(d, *text, after_point);
            any = true;
        } else if (*text == '.' && !after_point) {
            after_point = true;
        } else {
            break;
        }
    }
    int64_t exponent = 0;
    if (text < end && (*text == 'e' || *text == 'E')) {
        if (!scan_exponent(text + 1, end, &exponent))
            return false;
    } else if (text < end) {
        return false;
    }
    d->exponent += exponent;
    return any;
}

static bool is_word_for_not_finite(const char *text, size_t length)
{
    static const char *const words[] = {"nan", "inf", "infinity"};
    if (length > 0 && (*text == '-' || *text == '+')) {
        text++;
        length--;
    }
    char word[9] = "";
    if (length >= sizeof(word) || memchr(text, '\0', length))
        return false;
    memcpy(word, text, length);
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (hg_text_same_folded(word, words[i]))
            return true;
    return false;
}

/* Clinger (1990), How to read floating point numbers accurately: where digits and power
 * of ten are both exact doubles, one operation rounds once. */
static bool is_exact(const struct decimal *d, double *out)
{
    static const double tens[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                  1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                  1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    if (d->n > 19 || d->exponent < -22 || d->exponent > 22)
        return false;
    uint64_t whole = 0; /* 19 digits fit */
    for (size_t i = 0; i < d->n; i++)
        whole = whole * 10 + (uint64_t)(d->digits[i] - '0');
    if (whole > UINT64_C(1) << 53)
        return false;
    const double value = (double)whole;
    *out = d->exponent < 0 ? value / tens[-d->exponent] : value * tens[d->exponent];
    return true;
}

static double by_library(const struct decimal *d)
{
    char text[MAX_DIGITS + 32];
    memcpy(text, d->digits, d->n);
    size_t n = d->n;
    int64_t exponent = d->exponent;
    if (d->more) {
        text[n++] = '1';
        exponent--;
    }
    if (exponent > MAX_EXPONENT)
        exponent = MAX_EXPONENT;
    if (exponent < -MAX_EXPONENT)
        exponent = -MAX_EXPONENT;
    snprintf(text + n, sizeof(text) - n, "e%" PRId64, exponent);

    /* glibc's C locale is built in: this neither allocates nor fails. */
    const locale_t c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    if (!c_locale)
        return NAN;
    const double value = strtod_l(text, NULL, c_locale);
    freelocale(c_locale);
    return value;
}

enum hg_number hg_text_number(const char *text, size_t length, double *out)
{
    if (length == 0)
        return HG_NUMBER_EMPTY;
    struct decimal d;
    d.negative = d.more = false;
    d.n = 0;
    d.exponent = 0;
    if (!scan(text, text + length, &d))
        return is_word_for_not_finite(text, length) ? HG_NUMBER_NOT_FINITE
                                                    : HG_NUMBER_BAD;
    double value = 0;
    if (d.n > 0 && !is_exact(&d, &value))
        value = by_library(&d);
    if (!isfinite(value))
        return HG_NUMBER_NOT_FINITE;
    *out = d.negative ? -value : value;
    return HG_NUMBER_OK;
}

enum hg_number hg_text_integer(const char *text, size_t length, int64_t *out)
{
    if (length == 0)
        return HG_NUMBER_EMPTY;
    const bool negative = text[0] == '-';
    if (length == (size_t)negative)
        return HG_NUMBER_BAD;
    int64_t value = 0; /* kept negative: that side holds one more */
    bool too_large = false;
    for (size_t i = negative; i < length; i++) {
        if (!is_digit(text[i]))
            return HG_NUMBER_BAD;
        too_large |= __builtin_mul_overflow(value, 10, &value) ||
                     __builtin_sub_overflow(value, text[i] - '0', &value);
    }
    if (too_large || (!negative && value == INT64_MIN))
        return HG_NUMBER_NOT_FINITE;
    *out = negative ? value : -value;
    return HG_NUMBER_OK;
}

const char *hg_number_cure(enum hg_number fault)
{
    switch (fault) {
    case HG_NUMBER_OK:
        return "is a number";
    case HG_NUMBER_EMPTY:
        return "is empty; write a number, such as 1234.5";
    case HG_NUMBER_BAD:
        return "is not a number; write 1234.5 with a point and without separators";
    case HG_NUMBER_NOT_FINITE:
        return "is not finite or too large; write a finite number, such as 1234.5";
    }
    return "is not a number";
}

/* digits[n] with the first one worth 10^exponent, as Python writes it. */
static void lay_out(bool negative, const char *digits, int n, int exponent, char *out)
{
    if (negative)
        *out++ = '-';
    if (exponent < -4 || exponent >= 16) {
        *out++ = digits[0];
        if (n > 1)
            *out++ = '.';
        memcpy(out, digits + 1, (size_t)n - 1);
        snprintf(out + n - 1, 8, "e%+03d", exponent);
        return;
    }
    for (int i = exponent < 0 ? exponent : 0; i <= exponent || i < n; i++) {
        if (i == exponent + 1)
            *out++ = '.';
        *out++ = (char)(i >= 0 && i < n ? digits[i] : '0');
    }
    *out = '\0';
}

/* Adds one to the last of n digits; false when all were nines. */
static bool count_up(char *digits, int n)
{
    for (int i = n - 1; i >= 0; i--) {
        if (digits[i] != '9') {
            digits[i]++;
            return true;
        }
        digits[i] = '0';
    }
    return false;
}

static bool reads_back(double value, const char *digits, int n, int exponent, char *out)
{
    while (n > 1 && digits[n - 1] == '0')
        n--;
    double back = 0;
    lay_out(value < 0, digits, n, exponent, out);
    return hg_text_number(out, strlen(out), &back) == HG_NUMBER_OK && back == value;
}

/* Tries the nearest decimal of n digits; and the next one up, as the doubles above a
 * power of two are twice as far apart as those below (2^-44 is 5.684341886080802e-14,
 * although
 * ...801 is nearer). */
static bool try_digits(double value, int n, char *out)
{
    char scientific[40], digits[DBL_DECIMAL_DIG] = {0};
    snprintf(scientific, sizeof(scientific), "%.*e", n - 1, fabs(value));
    const char *const e = strchr(scientific, 'e');
    int k = 0;
    for (const char *p = scientific; p < e && k < n; p++)
        if (is_digit(*p)) /* the point depends on the locale */
            digits[k++] = *p;
    const int exponent = (int)strtol(e + 1, NULL, 10);
    if (reads_back(value, digits, n, exponent, out))
        return true;
    int ignored;
    return frexp(fabs(value), &ignored) == 0.5 && count_up(digits, n) &&
           reads_back(value, digits, n, exponent, out);
}

const char *hg_text_double(double value, char buffer[HG_DOUBLE_TEXT])
{
    const char *const word = isnan(value) ? "nan" : value < 0 ? "-inf" : "inf";
    if (!isfinite(value) || value == 0) {
        snprintf(buffer, HG_DOUBLE_TEXT, "%s", value == 0 ? "0" : word);
        return buffer;
    }
    /* Up to 15 digits survive the way through a normal double: if 15 or fewer are enough,
     * the nearest 15 are those, with zeros behind. */
    int n = fabs(value) < DBL_MIN ? 1 : DBL_DIG;
    while (n < DBL_DECIMAL_DIG && !try_digits(value, n, buffer))
        n++;
    if (n == DBL_DECIMAL_DIG)
        try_digits(value, n, buffer);
    return buffer;
}

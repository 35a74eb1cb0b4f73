/* number.c - the quick way through plain decimals */
#include "io/number.h"
#include <string.h>

__extension__ typedef unsigned __int128 wide;

/* Up to 15 digits make a whole number that a double holds exactly, and so are these
 * powers of ten: one division rounds once (Clinger 1990, How to read floating point
 * numbers accurately). */
#define DIGITS_AT_MOST 15
static const double tens[23] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

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

/* top * 2^exponent, where no subnormal can come of it. */
static double scaled(uint64_t top, int exponent)
{
    const uint64_t bits = (uint64_t)(exponent + 1023) << 52;
    double power;
    memcpy(&power, &bits, sizeof(power));
    return (double)top * power;
}

/* value * 2^exponent (and a little more), rounded to 53 bits, ties to even. */
static double rounded(wide value, bool more, int exponent)
{
    const uint64_t high = (uint64_t)(value >> 64), low = (uint64_t)value;
    const int bits = high ? 128 - __builtin_clzll(high) : 64 - __builtin_clzll(low);
    if (bits <= 53)
        return scaled(low, exponent);
    const int shift = bits - 53;
    const wide half = (wide)1 << (shift - 1), rest = value & (2 * half - 1);
    uint64_t top = (uint64_t)(value >> shift);
    top += rest > half || (rest == half && (more || (top & 1)));
    return scaled(top, exponent + shift);
}

/* digits * 10^exponent for -27 <= exponent <= 27, where 5^27 is the largest power of five
 * in 64 bits: a product of 128 bits that is exact, or a quotient of 62 bits and more with
 * its remainder, rounded once. */
#define FIVES_AT_MOST 27
static const uint64_t fives[FIVES_AT_MOST + 1] = {UINT64_C(1),
                                                  UINT64_C(5),
                                                  UINT64_C(25),
                                                  UINT64_C(125),
                                                  UINT64_C(625),
                                                  UINT64_C(3125),
                                                  UINT64_C(15625),
                                                  UINT64_C(78125),
                                                  UINT64_C(390625),
                                                  UINT64_C(1953125),
                                                  UINT64_C(9765625),
                                                  UINT64_C(48828125),
                                                  UINT64_C(244140625),
                                                  UINT64_C(1220703125),
                                                  UINT64_C(6103515625),
                                                  UINT64_C(30517578125),
                                                  UINT64_C(152587890625),
                                                  UINT64_C(762939453125),
                                                  UINT64_C(3814697265625),
                                                  UINT64_C(19073486328125),
                                                  UINT64_C(95367431640625),
                                                  UINT64_C(476837158203125),
                                                  UINT64_C(2384185791015625),
                                                  UINT64_C(11920928955078125),
                                                  UINT64_C(59604644775390625),
                                                  UINT64_C(298023223876953125),
                                                  UINT64_C(1490116119384765625),
                                                  UINT64_C(7450580596923828125)};

static double by_integers(uint64_t digits, int exponent)
{
    const uint64_t five = fives[exponent < 0 ? -exponent : exponent];
    if (exponent >= 0)
        return rounded((wide)digits * five, false, exponent);
    const int left = __builtin_clzll(digits), up = __builtin_clzll(five);
    const wide over = (wide)(digits << left) << 63;
    const uint64_t under = five << up;
    const uint64_t quotient = (uint64_t)(over / under);
    return rounded(quotient, (wide)quotient * under != over, exponent - 63 - left + up);
}

/* An exponent from 'e' on; NULL for none, or one that is too long. */
static const char *read_exponent(const char *p, int *exponent)
{
    const bool negative = *++p == '-';
    p += negative || *p == '+';
    int value = 0, n = 0;
    for (unsigned digit; (digit = (unsigned)(unsigned char)*p - '0') <= 9; p++, n++)
        value = n < 4 ? value * 10 + (int)digit : value;
    *exponent += negative ? -value : value;
    return n == 0 || n > 4 ? NULL : p;
}

/* Digits that count, where there are more than 19 with the zeros before them. */
static size_t without_zeros(const char *p, size_t n)
{
    for (; *p == '0' || *p == '.'; p++)
        n -= *p == '0';
    return n;
}

/* Eight digits at once, as bits of their bytes: whether all are digits, and their number
 * by three multiplications (Lemire 2021, Number parsing at a gigabyte per second,
 * section 4). */
static bool eight_digits(const char *p, uint64_t *whole)
{
    uint64_t v;
    memcpy(&v, p, sizeof(v));
    if (((v & 0xF0F0F0F0F0F0F0F0) |
         ((v + 0x0606060606060606) & 0xF0F0F0F0F0F0F0F0) >> 4) != 0x3333333333333333)
        return false;
    v = (v & 0x0F0F0F0F0F0F0F0F) * 2561 >> 8;
    v = (v & 0x00FF00FF00FF00FF) * 6553601 >> 16;
    v = (v & 0x0000FFFF0000FFFF) * 42949672960001 >> 32;
    *whole = *whole * 100000000 + v;
    return true;
}

/* Adds the digits from p on to *whole; returns their end. */
static const char *read_digits(const char *p, const char *end, uint64_t *whole)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    while (end - p >= 8 && eight_digits(p, whole))
        p += 8;
#endif
    for (unsigned digit; (digit = (unsigned)(unsigned char)*p - '0') <= 9; p++)
        *whole = *whole * 10 + digit;
    return p;
}

const char *io_number_at(const char *text, const char *end, double *out)
{
    const bool negative = *text == '-';
    const char *const first = text + negative;
    uint64_t digits = 0;
    int exponent = 0;
    const char *p = read_digits(first, end, &digits);
    size_t n = (size_t)(p - first);
    if (*p == '.') {
        const char *const point = p + 1;
        p = read_digits(point, end, &digits);
        exponent = -(int)(p - point);
        n += (size_t)(p - point);
    }
    if (n == 0 || n > 64 || (n > 19 && without_zeros(first, n) > 19))
        return NULL;
    if ((*p == 'e' || *p == 'E') && !(p = read_exponent(p, &exponent)))
        return NULL;
    double value = (double)digits;
    if (digits == 0 || exponent == 0) {
        /* as it is */
    } else if (digits <= UINT64_C(1) << 53 && exponent >= -22 && exponent <= 22) {
        /* Both exact in a double: rounded once (Clinger 1990). */
        value = exponent < 0 ? value / tens[-exponent] : value * tens[exponent];
    } else if (exponent >= -FIVES_AT_MOST && exponent <= FIVES_AT_MOST) {
        value = by_integers(digits, exponent);
    } else {
        return NULL;
    }
    *out = negative ? -value : value;
    return p;
}

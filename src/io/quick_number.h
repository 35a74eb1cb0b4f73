/* quick_number.h - short decimal numbers of plain rows, exactly; byte by byte or sixteen
 * bytes at once
 */
#ifndef HG_IO_QUICK_NUMBER_H
#define HG_IO_QUICK_NUMBER_H

#include <hotgrid/mass.h>
#include <hotgrid/site_block.h>
#include <string.h>
#ifdef __x86_64__
#include <immintrin.h>
#endif

/* digits * 10^-decimals */
struct quick_number {
    bool negative;
    unsigned decimals;
    int64_t digits; /* below 10^15: a double holds it exactly */
};

enum { DIGITS_AT_MOST = 15 };

static inline const char *digits_of(const char *text, int64_t *value)
{
    for (unsigned digit; (digit = (unsigned)(unsigned char)*text - '0') <= 9; text++)
        *value = *value * 10 + digit;
    return text;
}

/* "-12.5", "3": digits before the point, and behind it where there is one.  Behind the
 * text stands a byte that is no digit: a comma or a line end. */
static inline bool quick_number(struct hg_span span, struct quick_number *out)
{
    const char *const end = span.text + span.length, *text = span.text;
    if (span.length > DIGITS_AT_MOST + 2)
        return false;
    out->negative = *text == '-';
    text += out->negative;
    int64_t digits = 0;
    const char *stop = digits_of(text, &digits);
    size_t n = (size_t)(stop - text);
    if (n == 0)
        return false;
    out->decimals = 0;
    if (stop < end && *stop == '.') {
        const char *const after = stop + 1;
        stop = digits_of(after, &digits);
        out->decimals = (unsigned)(stop - after);
        n = out->decimals > 0 ? n + out->decimals : DIGITS_AT_MOST + 1;
    }
    out->digits = digits;
    return stop == end && n <= DIGITS_AT_MOST;
}

#ifdef __x86_64__

/* For a point at byte p of 16: the bytes before it move up by one, a zero comes in below.
 * Row 16: there is none.  A shuffle takes 0 for indices of 0x80 and above. */
#define UPTO(p)                                                                          \
    {                                                                                    \
        0x80, 1 <= (p) ? 0 : 1, 2 <= (p) ? 1 : 2, 3 <= (p) ? 2 : 3, 4 <= (p) ? 3 : 4,    \
            5 <= (p) ? 4 : 5, 6 <= (p) ? 5 : 6, 7 <= (p) ? 6 : 7, 8 <= (p) ? 7 : 8,      \
            9 <= (p) ? 8 : 9, 10 <= (p) ? 9 : 10, 11 <= (p) ? 10 : 11,                   \
            12 <= (p) ? 11 : 12, 13 <= (p) ? 12 : 13, 14 <= (p) ? 13 : 14,               \
            15 <= (p) ? 14 : 15                                                          \
    }
static const unsigned char without_point[17][16] = {
    UPTO(0),
    UPTO(1),
    UPTO(2),
    UPTO(3),
    UPTO(4),
    UPTO(5),
    UPTO(6),
    UPTO(7),
    UPTO(8),
    UPTO(9),
    UPTO(10),
    UPTO(11),
    UPTO(12),
    UPTO(13),
    UPTO(14),
    UPTO(15),
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
};

/* Row n keeps the last n of 16 bytes. */
static const unsigned char zeros_and_ones[32] = {
    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,
    0,    0,    0,    0,    0,    0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
    0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF};

/* As quick_number(), sixteen bytes at once and without a branch that cannot be foretold;
 * reads 16 bytes before the end of the text.  Digits are put together in pairs, fours and
 * eights (Mula 2016, "SIMD-ized parsing of unsigned integers"). */
__attribute__((target("avx2,bmi,popcnt"))) static inline bool
wide_number(struct hg_span span, struct quick_number *out)
{
    const bool negative = *span.text == '-';
    const size_t n = span.length - negative;
    if (n - 1 >= 16)
        return false;
    __m128i text, mask, order;
    memcpy(&text, span.text + span.length - 16, 16);
    memcpy(&mask, zeros_and_ones + n, 16);
    const __m128i point = _mm_cmpeq_epi8(text, _mm_set1_epi8('.'));
    const unsigned points = (unsigned)_mm_movemask_epi8(_mm_and_si128(point, mask));
    const unsigned at = (unsigned)__builtin_ctz(points | 1U << 16);
    memcpy(&order, without_point[at], 16);
    const __m128i digits = _mm_shuffle_epi8(
        _mm_and_si128(_mm_sub_epi8(text, _mm_set1_epi8('0')), mask), order);
    const __m128i nine = _mm_set1_epi8(9);
    const bool good =
        _mm_movemask_epi8(_mm_cmpeq_epi8(_mm_max_epu8(digits, nine), nine)) == 0xFFFF;
    const __m128i pairs = _mm_maddubs_epi16(
        digits, _mm_set_epi8(1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10));
    const __m128i fours =
        _mm_madd_epi16(pairs, _mm_set_epi16(1, 100, 1, 100, 1, 100, 1, 100));
    const __m128i eights =
        _mm_madd_epi16(_mm_packus_epi32(fours, fours),
                       _mm_set_epi16(1, 10000, 1, 10000, 1, 10000, 1, 10000));
    const uint64_t both = (uint64_t)_mm_cvtsi128_si64(eights);
    const unsigned decimals = points ? 15 - at : 0;
    const size_t whole = n - decimals - (points != 0);
    out->negative = negative;
    out->decimals = decimals;
    out->digits = (int64_t)((both & UINT32_MAX) * 100000000 + (both >> 32));
    return good && whole > 0 && whole + decimals <= DIGITS_AT_MOST &&
           (decimals > 0 || points == 0);
}

#endif

static inline double quick_value(struct quick_number q)
{
    static const double tens[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6, 1e7,
                                  1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14};
    static const double sign[] = {1, -1}; /* which it is cannot be foretold */
    return sign[q.negative] * ((double)q.digits / tens[q.decimals]); /* rounded once */
}

/* digits * 10^(power - decimals) kg in 2^-20 kg, rounded to the nearest as hg_mass_read()
 * does; false where that takes more than 64 bits. */
static inline bool quick_kg(struct quick_number q, int power, hg_mass *out)
{
    static const int64_t tens[] = {
        1,        10,        100,        1000,        10000,        100000,       1000000,
        10000000, 100000000, 1000000000, 10000000000, 100000000000, 1000000000000};
    const int most = (int)(sizeof(tens) / sizeof(tens[0])) - 1;
    const int exponent = power - (int)q.decimals;
    const int64_t digits = q.digits, limit = INT64_MAX >> 20;
    if (exponent > most || exponent < -most)
        return false;
    if (exponent >= 0) {
        if (digits > limit / tens[exponent])
            return false;
        *out = digits * tens[exponent] * (1 << 20);
        return true;
    }
    if (digits > limit)
        return false;
    const int64_t ten = tens[-exponent], units = digits * (1 << 20);
    *out = units / ten + (2 * (units % ten) > ten); /* no tie: 2^21 is no part of ten */
    return true;
}

#endif

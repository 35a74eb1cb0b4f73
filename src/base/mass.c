/* mass.c - exact masses: whole numbers of 2^-20 kg, and their sums */
#include <assert.h>
#include <hotgrid/mass.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

__extension__ typedef unsigned __int128 wide;

#define KG_BITS 20

/* 2^-20 has 20 decimals: 5^20 / 10^20. */
#define KG_DECIMALS 20
static const wide FIVE_20 = 95367431640625;
static const wide TEN_20 = (wide)10000000000 * 10000000000;

/* 2^107 has 33 digits. */
#define MAX_DIGITS (33 + KG_DECIMALS)

enum hg_status hg_mass_from_kg(double kg, hg_mass *out, struct hg_error *err)
{
    const double units = nearbyint(kg * HG_MASS_PER_KG); /* ties to even */
    if (!isfinite(kg))
        return hg_fail(err, HG_E_INPUT, "a mass of %g kg is not a finite number", kg);
    if (!(fabs(units) < 0x1p63))
        return hg_fail(err, HG_E_INPUT,
                       "a mass of %g kg is beyond 8.79 Gt, the largest single mass; is "
                       "its unit right?",
                       kg);
    *out = (hg_mass)units;
    return HG_OK;
}

double hg_mass_kg(hg_mass_sum mass)
{
    return (double)mass /
           HG_MASS_PER_KG; /* the conversion rounds, the quotient does not */
}

hg_mass hg_mass_upto(hg_mass total, double cumulative)
{
    if (!(cumulative > 0))
        return 0;
    if (cumulative >= 1)
        return total;
    const int64_t share = (int64_t)nearbyint(cumulative * 0x1p62);
    const hg_mass_sum product = (hg_mass_sum)total * share; /* below 2^125 */
    const hg_mass_sum one = (hg_mass_sum)1 << 62, half = one / 2;
    hg_mass_sum whole = product >> 62; /* floor, also below zero */
    const hg_mass_sum rest = product - whole * one;
    if (rest > half || (rest == half && (whole & 1)))
        whole++;
    return (hg_mass)whole;
}

/* n digits of value, with leading zeros; what is beyond must be zero. */
static void put_digits(wide value, size_t n, char *digits)
{
    for (size_t i = n; i-- > 0; value /= 10)
        digits[i] = (char)('0' + (int)(value % 10));
}

const char *hg_mass_text(hg_mass_sum mass, int power, char buffer[HG_MASS_TEXT])
{
    assert(power >= -KG_DECIMALS && power <= MAX_DIGITS - KG_DECIMALS);
    const wide size = mass < 0 ? -(wide)mass : (wide)mass;
    char digits[MAX_DIGITS];
    put_digits(size >> KG_BITS, MAX_DIGITS - KG_DECIMALS, digits);
    put_digits((size & ((1U << KG_BITS) - 1)) * FIVE_20, KG_DECIMALS,
               digits + MAX_DIGITS - KG_DECIMALS);

    const size_t point = (size_t)(MAX_DIGITS - KG_DECIMALS - power);
    size_t first = 0, end = MAX_DIGITS, n = 0;
    while (first < MAX_DIGITS && digits[first] == '0')
        first++;
    while (end > point && digits[end - 1] == '0')
        end--;
    if (mass < 0)
        buffer[n++] = '-';
    if (first >= point)
        buffer[n++] = '0';
    for (size_t i = first < point ? first : point; i < end; i++) {
        if (i == point)
            buffer[n++] = '.';
        buffer[n++] = digits[i];
    }
    buffer[n] = '\0';
    return buffer;
}

/* A decimal number taken apart: the digits before the point and those after it. */
struct decimal {
    bool negative;
    const char *before, *after;
    size_t n_before, n_after;
};

static bool split(const char *text, struct decimal *out)
{
    struct decimal d = {.negative = *text == '-'};
    d.before = text + d.negative;
    d.n_before = strspn(d.before, "0123456789");
    d.after = d.before + d.n_before;
    if (*d.after == '.') {
        d.after++;
        d.n_after = strspn(d.after, "0123456789");
        if (d.n_after == 0)
            return false;
    }
    if (d.n_before == 0 || d.after[d.n_after] != '\0')
        return false;
    *out = d;
    return true;
}

/* Digit i of the number, counted from the point: 0 is the first before it, -1 the first
 * after it. */
static unsigned digit(const struct decimal *d, long i)
{
    if (i >= 0)
        return (size_t)i < d->n_before
                   ? (unsigned)(d->before[d->n_before - 1 - (size_t)i] - '0')
                   : 0;
    return (size_t)(-i) <= d->n_after ? (unsigned)(d->after[-i - 1] - '0') : 0;
}

/* The size of a decimal number of 10^power kg in 2^-20 kg, rounded to the nearest, ties
 * to even; *exact tells whether rounding changed it. */
static bool read_size(const struct decimal *d, int power, wide *out, bool *exact)
{
    enum { HALF_DECIMALS = KG_DECIMALS + 1 }; /* half of 2^-20 kg needs one digit more */
    const wide ten_21 = TEN_20 * 10;
    const wide limit = ((wide)1 << 127) - !d->negative;
    wide kg = 0, fraction = 0;
    bool more = false; /* digits beyond the fraction */
    for (long i = (long)d->n_before - 1; i >= -power; i--) {
        kg = kg * 10 + digit(d, i);
        if (kg > limit >> KG_BITS)
            return false;
    }
    for (long i = -power - 1; i >= -power - HALF_DECIMALS; i--)
        fraction = fraction * 10 + digit(d, i);
    for (long i = -power - HALF_DECIMALS - 1; i >= -(long)d->n_after; i--)
        more |= digit(d, i) != 0;
    fraction <<= KG_BITS;
    const wide rest = fraction % ten_21, half = ten_21 / 2;
    wide size = (kg << KG_BITS) + fraction / ten_21;
    if (rest > half || (rest == half && (more || size % 2 == 1)))
        size++;
    if (size > limit)
        return false;
    *exact = rest == 0 && !more;
    *out = size;
    return true;
}

bool hg_mass_parse(const char *text, int power, hg_mass_sum *out)
{
    struct decimal d;
    wide size;
    bool exact;
    if (!split(text, &d) || !read_size(&d, power, &size, &exact) || !exact)
        return false;
    *out = (hg_mass_sum)(d.negative ? -size : size);
    return true;
}

bool hg_mass_read(const char *text, int power, hg_mass *out)
{
    struct decimal d;
    wide size;
    bool exact;
    if (!split(text, &d) || !read_size(&d, power, &size, &exact) || size > INT64_MAX)
        return false;
    *out = d.negative ? -(hg_mass)size : (hg_mass)size;
    return true;
}

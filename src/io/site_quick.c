/* site_quick.c - plain rows of points: fields by bit masks, short numbers */
#include "io/site_quick.h"
#include "io/byte_marks.h"
#include "io/cells.h"
#include <hotgrid/axis.h>
#include <hotgrid/gas.h>
#include <hotgrid/text.h>
#include <math.h>
#include <string.h>
#ifdef __x86_64__
#include <immintrin.h>
#endif

/* Made anew for each way of reading numbers. */
#define ALWAYS_INLINE static inline __attribute__((always_inline))

enum { WINDOW = 64 };

/* The last bytes of a file, as many as there are: nothing is read beyond its end. */
static const char *whole_window(const char *bytes, size_t n, char tail[WINDOW])
{
    if (n >= WINDOW)
        return bytes;
    memset(tail, 'x', WINDOW);
    memcpy(tail, bytes, n);
    return tail;
}

size_t site_quotes(const char *bytes, size_t from, size_t to)
{
    size_t n = 0;
    for (const char *quote; (quote = memchr(bytes + from, '"', to - from)); n++)
        from = (size_t)(quote - bytes) + 1;
    return n;
}

void site_marks_start(struct site_marks *marks, size_t start, size_t end)
{
    marks->scanned = start;
    marks->end = end;
    marks->n = marks->next = 0;
    marks->high = false;
}

/* Where the marks of a window stand in the file; room for 64 of them. */
static inline size_t spread_marks(uint64_t cut, size_t from, size_t *at)
{
    size_t n = 0;
    for (; cut; cut &= cut - 1)
        at[n++] = from + (size_t)__builtin_ctzll(cut);
    return n;
}

#define MARKS_AT_ONCE (sizeof(((struct site_marks *)NULL)->at) / sizeof(size_t) - WINDOW)

static uint64_t scan(struct site_marks *marks, const char *bytes)
{
    uint64_t high = 0;
    char tail[WINDOW];
    for (; marks->n < MARKS_AT_ONCE && marks->scanned < marks->end;
         marks->scanned += WINDOW) {
        const size_t left = marks->end - marks->scanned;
        const struct byte_marks found =
            byte_marks(whole_window(bytes + marks->scanned, left, tail));
        marks->n += spread_marks(found.cut, marks->scanned, marks->at + marks->n);
        high |= found.high;
    }
    return high;
}

#ifdef __x86_64__

/* The same: eight marks are written whether they are there or not, as their number cannot
 * be foretold (Langdale and Lemire 2019, "Parsing gigabytes of JSON per second"). */
__attribute__((target("avx2,bmi,popcnt"))) static uint64_t
scan_wide(struct site_marks *marks, const char *bytes)
{
    uint64_t high = 0;
    char tail[WINDOW];
    for (; marks->n < MARKS_AT_ONCE && marks->scanned < marks->end;
         marks->scanned += WINDOW) {
        const size_t left = marks->end - marks->scanned;
        const struct byte_marks found =
            byte_marks_wide(whole_window(bytes + marks->scanned, left, tail));
        const size_t n = (size_t)__builtin_popcountll(found.cut);
        size_t *at = marks->at + marks->n;
        uint64_t cut = found.cut;
        for (size_t i = 0; i < n; i += 8)
            for (size_t k = 0; k < 8; k++, cut = _blsr_u64(cut))
                at[i + k] = marks->scanned + _tzcnt_u64(cut);
        marks->n += n;
        high |= found.high;
    }
    return high;
}

#endif

void site_marks_fill(struct site_marks *marks, const struct site_form *form, size_t n)
{
    uint64_t high;
    if (marks->n - marks->next >= n || marks->scanned >= marks->end)
        return;
    marks->n -= marks->next;
    memmove(marks->at, marks->at + marks->next, marks->n * sizeof(marks->at[0]));
    marks->next = 0;
#ifdef __x86_64__
    if (form->wide)
        high = scan_wide(marks, form->bytes);
    else
#endif
        high = scan(marks, form->bytes);
    marks->high = high != 0 || (marks->high && marks->n > 0);
}

/* Of a constant column, what it must be for rows to be plain. */
static bool constant_fits(enum site_column column, struct hg_span text)
{
    double kg;
    unsigned gas;
    enum hg_basis basis;
    switch (column) {
    case SITE_REGION:
    case SITE_SECTOR:
        return text.length > 0;
    case SITE_NAME:
    case SITE_UNCERTAINTY: /* each row looks at it */
        return true;
    case SITE_UNIT:
        return hg_unit_kg(text.text, &kg);
    case SITE_BASIS:
        return hg_basis_parse(text.text, &basis);
    case SITE_GAS:
        return hg_gas_parse(text.text, &gas) && gas == HG_GAS_CO2;
    case SITE_ID:
    case SITE_LON:
    case SITE_LAT:
    case SITE_VALUE:
        break;
    }
    return false;
}

bool site_form_make(const struct rows *rows, struct site_form *out)
{
    size_t n;
    const struct hg_csv *csv = rows_csv(rows);
    (void)site_columns(HG_POINTS_ADD, &n);
    if (!csv || n != SITE_GAS + 1) /* a column was added that is not known here */
        return false;
    *out = (struct site_form){.bytes = csv->map.bytes, .n_column = csv->n_column};
#ifdef __x86_64__
    out->wide = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
                __builtin_cpu_supports("popcnt");
#endif
    for (size_t c = 0; c < n; c++) {
        const char *constant = rows_constant(rows, c);
        out->column[c] = rows_file_column(rows, c);
        out->constant[c] = (struct hg_span){"", 0};
        if (!rows_has(rows, c))
            continue;
        if (constant) {
            out->constant[c] = (struct hg_span){constant, strlen(constant)};
            if (!constant_fits((enum site_column)c, out->constant[c]))
                return false;
        } else if (c == SITE_GAS) {
            return false;
        }
    }
    return true;
}

/* digits * 10^-decimals */
struct quick {
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
static inline bool quick_number(struct hg_span span, struct quick *out)
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
wide_number(struct hg_span span, struct quick *out)
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

static inline double number_of(struct quick q)
{
    static const double tens[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6, 1e7,
                                  1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14};
    static const double sign[] = {1, -1}; /* which it is cannot be foretold */
    return sign[q.negative] * ((double)q.digits / tens[q.decimals]); /* rounded once */
}

/* digits * 10^(power - decimals) kg in 2^-20 kg, rounded to the nearest as hg_mass_read()
 * does; false where that takes more than 64 bits. */
static inline bool mass_of(struct quick q, int power, hg_mass *out)
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

static bool is_memo(const struct site_memo *memo, struct hg_span text)
{
    return memo->length == text.length && text.length > 0 &&
           memcmp(memo->text, text.text, text.length) == 0;
}

/* Keeps a text that a memo has room for, with an end. */
static bool keep_memo(struct site_memo *memo, struct hg_span text)
{
    if (text.length == 0 || text.length >= sizeof(memo->text))
        return false;
    memcpy(memo->text, text.text, text.length);
    memo->text[text.length] = '\0';
    memo->length = text.length;
    return true;
}

static bool unit_is(struct site_measure *measure, struct hg_span unit)
{
    if (is_memo(&measure->unit, unit))
        return true;
    if (keep_memo(&measure->unit, unit) && hg_unit_kg(measure->unit.text, &measure->kg) &&
        hg_unit_power(measure->unit.text, &measure->power))
        return true;
    measure->unit.length = 0;
    return false;
}

static bool basis_is(struct site_measure *measure, struct hg_span basis)
{
    if (is_memo(&measure->basis, basis))
        return true;
    if (keep_memo(&measure->basis, basis) &&
        hg_basis_parse(measure->basis.text, &measure->is))
        return true;
    measure->basis.length = 0;
    return false;
}

void site_measure_start(const struct site_form *form, struct site_measure *measure)
{
    *measure = (struct site_measure){.is = HG_BASIS_CO2};
    if (form->column[SITE_UNIT] == HG_NOT_FOUND) /* these were understood before */
        (void)unit_is(measure, form->constant[SITE_UNIT]);
    if (form->constant[SITE_BASIS].length > 0)
        (void)basis_is(measure, form->constant[SITE_BASIS]);
}

typedef bool read_number(struct hg_span text, struct quick *out);

ALWAYS_INLINE bool quick_mass(struct hg_span value, const struct site_measure *measure,
                              read_number *read, struct site_row *out)
{
    struct quick q;
    struct hg_error err;
    if (!read(value, &q) || (q.negative && q.digits > 0))
        return false;
    q.negative = false;
    out->weight = hg_mass_in_kg(number_of(q), measure->kg, measure->is);
    if (measure->is == HG_BASIS_CO2)
        return mass_of(q, measure->power, &out->mass);
    return hg_mass_from_kg(out->weight, &out->mass, &err) == HG_OK;
}

ALWAYS_INLINE bool quick_place(struct hg_span lon, struct hg_span lat, read_number *read,
                               struct site_row *out)
{
    struct quick x, y;
    if (!read(lon, &x) || !read(lat, &y))
        return false;
    out->lon = number_of(x);
    out->lat = number_of(y);
    if (!(out->lat >= -90 && out->lat <= 90 && out->lon >= -180 && out->lon <= 360))
        return false;
    if (out->lon > 180)
        out->lon -= 360;
    return true;
}

/* An empty field has none; -0 and what is wrong are for the careful way. */
static bool quick_sigma(struct hg_span sigma, struct site_row *out)
{
    struct quick q;
    out->sigma = NAN;
    if (sigma.length == 0)
        return true;
    if (!quick_number(sigma, &q) || q.negative) /* not wide: it may be a constant */
        return false;
    out->sigma = number_of(q);
    return out->sigma <= CELLS_SIGMA_AT_MOST;
}

/* The next marks are those of a plain row: commas, then a line end.  *behind is the start
 * of the next row, *n_mark the marks that it takes. */
static inline bool is_plain(const char *bytes, const struct site_marks *marks, size_t n,
                            size_t *behind, size_t *n_mark)
{
    const size_t *at = marks->at + marks->next;
    if (marks->n - marks->next < n)
        return false;
    for (size_t i = 0; i + 1 < n; i++)
        if (bytes[at[i]] != ',')
            return false;
    const size_t last = at[n - 1];
    *n_mark = n;
    *behind = last + 1;
    if (bytes[last] == '\n')
        return true;
    if (bytes[last] != '\r' || marks->n - marks->next < n + 1 || at[n] != last + 1 ||
        bytes[last + 1] != '\n')
        return false;
    *n_mark = n + 1;
    *behind = last + 2;
    return true;
}

static inline struct hg_span field(const struct site_form *form, const size_t *at,
                                   size_t start, enum site_column column)
{
    const size_t c = form->column[column];
    if (c == HG_NOT_FOUND)
        return form->constant[column];
    const size_t from = c == 0 ? start : at[c - 1] + 1;
    return (struct hg_span){form->bytes + from, at[c] - from};
}

ALWAYS_INLINE bool read_row(const struct site_form *form, struct site_measure *measure,
                            struct site_marks *marks, size_t *start, read_number *read,
                            struct site_row *out)
{
    enum { SHORT = 1 << 20 }; /* longer rows may have fields that are too long */
    size_t behind, n_mark;
    while (marks->next < marks->n && marks->at[marks->next] < *start)
        marks->next++; /* of a row that was read carefully */
    if (marks->scanned < *start)
        site_marks_start(marks, *start, marks->end);
    site_marks_fill(marks, form, form->n_column + 1);
    if (*start < 16 || !is_plain(form->bytes, marks, form->n_column, &behind, &n_mark) ||
        behind - *start > SHORT)
        return false;
    if (marks->high && !hg_text_is_utf8(form->bytes + *start, behind - *start))
        return false;
    const size_t *const at = marks->at + marks->next;
    out->id = field(form, at, *start, SITE_ID);
    out->region = field(form, at, *start, SITE_REGION);
    out->sector = field(form, at, *start, SITE_SECTOR);
    out->name = field(form, at, *start, SITE_NAME);
    if (out->id.length == 0 || out->region.length == 0 || out->sector.length == 0)
        return false;
    if ((form->column[SITE_UNIT] != HG_NOT_FOUND &&
         !unit_is(measure, field(form, at, *start, SITE_UNIT))) ||
        (form->column[SITE_BASIS] != HG_NOT_FOUND &&
         !basis_is(measure, field(form, at, *start, SITE_BASIS))) ||
        !quick_place(field(form, at, *start, SITE_LON), field(form, at, *start, SITE_LAT),
                     read, out) ||
        !quick_mass(field(form, at, *start, SITE_VALUE), measure, read, out) ||
        !quick_sigma(field(form, at, *start, SITE_UNCERTAINTY), out))
        return false;
    marks->next += n_mark;
    *start = behind;
    return true;
}

#ifdef __x86_64__
__attribute__((target("avx2,bmi,popcnt"))) static bool
read_wide(const struct site_form *form, struct site_measure *measure,
          struct site_marks *marks, size_t *start, struct site_row *out)
{
    return read_row(form, measure, marks, start, wide_number, out);
}
#endif

bool site_quick_read(const struct site_form *form, struct site_measure *measure,
                     struct site_marks *marks, size_t *start, struct site_row *out)
{
#ifdef __x86_64__
    if (form->wide)
        return read_wide(form, measure, marks, start, out);
#endif
    return read_row(form, measure, marks, start, quick_number, out);
}

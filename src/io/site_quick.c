/* site_quick.c - plain rows of points: fields by bit masks, short numbers */
#include "io/site_quick.h"
#include "io/byte_marks.h"
#include "io/cells.h"
#include <hotgrid/axis.h>
#include <hotgrid/gas.h>
#include <hotgrid/text.h>
#include <math.h>
#include <string.h>

enum { WINDOW = 64 };

static struct byte_marks marks_at(const char *bytes, size_t at, size_t end)
{
    if (end - at >= WINDOW)
        return byte_marks(bytes + at);
    char tail[WINDOW]; /* nothing is read beyond the end */
    memset(tail, 'x', sizeof(tail));
    memcpy(tail, bytes + at, end - at);
    return byte_marks(tail);
}

size_t site_quotes(const char *bytes, size_t from, size_t to)
{
    size_t n = 0;
    for (; from < to; from += WINDOW)
        for (uint64_t quote = marks_at(bytes, from, to).quote; quote; quote &= quote - 1)
            n++;
    return n;
}

void site_marks_start(struct site_marks *marks, size_t start, size_t end)
{
    marks->scanned = start;
    marks->end = end;
    marks->n = marks->next = 0;
    marks->high = false;
}

void site_marks_fill(struct site_marks *marks, const char *bytes, size_t n)
{
    const size_t room = sizeof(marks->at) / sizeof(marks->at[0]) - WINDOW;
    if (marks->n - marks->next >= n || marks->scanned >= marks->end)
        return;
    marks->n -= marks->next;
    memmove(marks->at, marks->at + marks->next, marks->n * sizeof(marks->at[0]));
    marks->next = 0;
    uint64_t high = 0;
    while (marks->n < room && marks->scanned < marks->end) {
        const struct byte_marks found = marks_at(bytes, marks->scanned, marks->end);
        high |= found.high;
        for (uint64_t cut = found.cut; cut; cut &= cut - 1)
            marks->at[marks->n++] = marks->scanned + (size_t)__builtin_ctzll(cut);
        marks->scanned += WINDOW;
    }
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

static inline double number_of(struct quick q)
{
    static const double tens[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6, 1e7,
                                  1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14};
    static const double sign[] = {1, -1}; /* which it is cannot be foretold */
    return sign[q.negative] * ((double)q.digits / tens[q.decimals]); /* rounded once */
}

/* digits * 10^(power - decimals) kg in 2^-20 kg, rounded to the nearest, ties to even, as
 * hg_mass_read() does; false where that takes more than 64 bits. */
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
    const int64_t whole = units / ten, twice = 2 * (units % ten);
    *out = whole + (twice > ten || (twice == ten && whole % 2 == 1));
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

static bool quick_mass(struct hg_span value, const struct site_measure *measure,
                       struct site_row *out)
{
    struct quick q;
    struct hg_error err;
    if (!quick_number(value, &q) || (q.negative && q.digits > 0))
        return false;
    q.negative = false;
    out->weight = hg_mass_in_kg(number_of(q), measure->kg, measure->is);
    if (measure->is == HG_BASIS_CO2)
        return mass_of(q, measure->power, &out->mass);
    return hg_mass_from_kg(out->weight, &out->mass, &err) == HG_OK;
}

static bool quick_place(struct hg_span lon, struct hg_span lat, struct site_row *out)
{
    struct quick x, y;
    if (!quick_number(lon, &x) || !quick_number(lat, &y))
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
    if (!quick_number(sigma, &q) || q.negative)
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

bool site_quick_read(const struct site_form *form, struct site_measure *measure,
                     struct site_marks *marks, size_t *start, struct site_row *out)
{
    enum { SHORT = 1 << 20 }; /* longer rows may have fields that are too long */
    size_t behind, n_mark;
    while (marks->next < marks->n && marks->at[marks->next] < *start)
        marks->next++; /* of a row that was read carefully */
    if (marks->scanned < *start)
        site_marks_start(marks, *start, marks->end);
    site_marks_fill(marks, form->bytes, form->n_column + 1);
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
                     out) ||
        !quick_mass(field(form, at, *start, SITE_VALUE), measure, out) ||
        !quick_sigma(field(form, at, *start, SITE_UNCERTAINTY), out))
        return false;
    marks->next += n_mark;
    *start = behind;
    return true;
}

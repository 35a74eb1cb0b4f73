/* site_quick.c - plain rows of points: fields between marks, short numbers */
#include "io/site_quick.h"
#include "io/cells.h"
#include "io/quick_number.h"
#include <hotgrid/axis.h>
#include <hotgrid/gas.h>
#include <hotgrid/text.h>
#include <math.h>
#include <string.h>

/* Made anew for each way of reading numbers. */
#define ALWAYS_INLINE static inline __attribute__((always_inline))

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

typedef bool read_number(struct hg_span text, struct quick_number *out);

ALWAYS_INLINE bool quick_mass(struct hg_span value, const struct site_measure *measure,
                              read_number *read, struct site_row *out)
{
    struct quick_number q;
    struct hg_error err;
    if (!read(value, &q) || (q.negative && q.digits > 0))
        return false;
    q.negative = false;
    out->weight = hg_mass_in_kg(quick_value(q), measure->kg, measure->is);
    if (measure->is == HG_BASIS_CO2)
        return quick_kg(q, measure->power, &out->mass);
    return hg_mass_from_kg(out->weight, &out->mass, &err) == HG_OK;
}

ALWAYS_INLINE bool quick_place(struct hg_span lon, struct hg_span lat, read_number *read,
                               struct site_row *out)
{
    struct quick_number x, y;
    if (!read(lon, &x) || !read(lat, &y))
        return false;
    out->lon = quick_value(x);
    out->lat = quick_value(y);
    if (!(out->lat >= -90 && out->lat <= 90 && out->lon >= -180 && out->lon <= 360))
        return false;
    if (out->lon > 180)
        out->lon -= 360;
    return true;
}

/* An empty field has none; -0 and what is wrong are for the careful way. */
static bool quick_sigma(struct hg_span sigma, struct site_row *out)
{
    struct quick_number q;
    out->sigma = NAN;
    if (sigma.length == 0)
        return true;
    if (!quick_number(sigma, &q) || q.negative) /* not wide: it may be a constant */
        return false;
    out->sigma = quick_value(q);
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
    site_marks_fill(marks, form->bytes, form->wide, form->n_column + 1);
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

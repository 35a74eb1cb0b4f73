/* mrio_wiod.c - sheets of WIOD: finds their labels, then reads industry by industry */
#include "io/mrio_wiod.h"
#include "io/book.h"
#include "io/mrio_output.h"
#include <assert.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define LABEL_COLUMNS  4
#define HEADER_AT_MOST 12 /* rows before the first industry */

struct column {
    enum { INDUSTRY, DEMAND, OUTPUT } kind;
    size_t at; /* in the book */
    size_t to; /* place in a row of Z or of Y */
    struct mrio_label label;
};

struct wiod {
    struct mrio_reading *reading;
    struct hg_mrio *mrio;
    const struct book *book;
    size_t header;    /* rows above the industries */
    size_t region_at; /* columns of the labels of a row */
    size_t sector_at;
    size_t n_industry;
    struct mrio_label *industry; /* of the rows */
    size_t n_column;
    struct column *column;
};

static enum hg_status no_memory(const struct wiod *wiod, struct hg_error *err)
{
    return hg_fail(err, HG_E_MEMORY, "%s: no memory to read it", wiod->book->path);
}

static void set_label(const struct wiod *wiod, struct mrio_label *label, int k,
                      size_t row, size_t column)
{
    const struct book_row *r = &wiod->book->row[row];
    const size_t at = column < r->n ? r->cell[column].at : 0;
    label->path = wiod->book->path;
    label->text[k] = book_text(wiod->book, row, column);
    label->line[k] = r->line;
    label->at[k] = at > 0 ? at : column + 1;
}

/* "c12": a letter and digits. */
static bool is_number(const char *text, char letter)
{
    if (*text != letter || text[1] == '\0')
        return false;
    while (isdigit((unsigned char)*++text))
        continue;
    return *text == '\0';
}

/* Rows of totals, taxes and value added; the sheet of 2013 numbers them r60 and on. */
static bool is_extra(const struct wiod *wiod, size_t row, enum wiod_label label)
{
    const char *region = book_text(wiod->book, row, wiod->region_at);
    return region[0] == '\0' || strcmp(region, "TOT") == 0 ||
           (label == WIOD_NUMBER &&
            is_number(book_text(wiod->book, row, WIOD_NUMBER), 'r'));
}

static enum hg_status find_industries(struct wiod *wiod, enum wiod_label label,
                                      struct hg_error *err)
{
    const struct book *book = wiod->book;
    wiod->industry = calloc(book->n_row + 1, sizeof(*wiod->industry));
    if (!wiod->industry)
        return no_memory(wiod, err);
    size_t row = wiod->header;
    for (; row < book->n_row && !is_extra(wiod, row, label); row++) {
        struct mrio_label *industry = &wiod->industry[wiod->n_industry++];
        set_label(wiod, industry, 0, row, wiod->region_at);
        set_label(wiod, industry, 1, row, wiod->sector_at);
        if (book_text(book, row, wiod->sector_at)[0] == '\0')
            return book_fail(book, row, wiod->sector_at, err,
                             "an industry of %s without a code", industry->text[0]);
    }
    for (; row < book->n_row; row++)
        if (!is_extra(wiod, row, label))
            return book_fail(book, row, wiod->region_at, err,
                             "an industry of %s below the rows of totals; the industries "
                             "come first",
                             book_text(book, row, wiod->region_at));
    return HG_OK;
}

/* The first industries are those of the rows; then comes final demand. */
static enum hg_status check_column(const struct wiod *wiod, size_t i,
                                   struct hg_error *err)
{
    const struct mrio_label *row = &wiod->industry[i];
    const struct mrio_label *label = &wiod->column[i].label;
    if (i >= wiod->n_column)
        return mrio_label_fail(row, 0, err,
                               "row %zu, (%s, %s), and there are %zu columns of numbers",
                               i + 1, row->text[0], row->text[1], wiod->n_column);
    for (int k = 0; k < 2; k++) {
        assert(row->text[k] && label->text[k]);
        if (strcmp(row->text[k], label->text[k]) != 0)
            return mrio_label_fail(row, k, err,
                                   "row %zu is (%s, %s) and column %zu of the numbers is "
                                   "(%s, %s); rows must be the columns in the same order",
                                   i + 1, row->text[0], row->text[1], i + 1,
                                   label->text[0], label->text[1]);
    }
    return HG_OK;
}

/* Columns behind the labels; the last one of country TOT is output. */
static enum hg_status find_columns(struct wiod *wiod, enum wiod_label label,
                                   struct hg_error *err)
{
    const size_t number = wiod->header - 1, region = wiod->header - 2,
                 name = label == WIOD_NUMBER ? number : wiod->header - 4;
    size_t n = wiod->book->row[number].n;
    while (n > LABEL_COLUMNS && book_text(wiod->book, region, n - 1)[0] == '\0' &&
           book_text(wiod->book, number, n - 1)[0] == '\0')
        n--; /* empty columns behind the table */
    wiod->column = calloc(n + 1, sizeof(*wiod->column));
    if (!wiod->column)
        return no_memory(wiod, err);
    for (size_t at = LABEL_COLUMNS; at < n; at++) {
        struct column *column = &wiod->column[wiod->n_column];
        column->at = at;
        set_label(wiod, &column->label, 0, region, at);
        set_label(wiod, &column->label, 1, name, at);
        column->kind = wiod->n_column < wiod->n_industry ? INDUSTRY : DEMAND;
        if (strcmp(column->label.text[0], "TOT") == 0 ||
            (column->label.text[0][0] == '\0' && at == n - 1))
            column->kind = OUTPUT;
        wiod->n_column++;
    }
    return HG_OK;
}

/* The row of numbers c1, c2 .. with the rows of codes, names and countries above it. */
static bool find_header(struct wiod *wiod)
{
    for (size_t row = 3; row < wiod->book->n_row && row < HEADER_AT_MOST; row++)
        if (is_number(book_text(wiod->book, row, LABEL_COLUMNS), 'c')) {
            wiod->header = row + 1;
            return true;
        }
    return false;
}

static size_t find_name(const struct book *book, const char *name)
{
    size_t i = 0;
    while (i < book->row[0].n && strcmp(book->row[0].cell[i].text, name) != 0)
        i++;
    return i;
}

/* Splits AUS57 into AUS and 57; 0 when the name is no such. */
static unsigned split_name(struct wiod *wiod, const char *name, const char **region)
{
    size_t letters = 0;
    while (isalpha((unsigned char)name[letters]))
        letters++;
    char *end;
    const unsigned long number = strtoul(name + letters, &end, 10);
    if (letters == 0 || !isdigit((unsigned char)name[letters]) || *end || number > 99)
        return 0;
    *region = hg_arena_copy(wiod->reading->arena, name, letters);
    return *region ? (unsigned)number : 0;
}

static enum hg_status add_named(struct wiod *wiod, size_t at, struct hg_error *err)
{
    static const char *const demands[] = {"CONS_h", "CONS_np", "CONS_g", "GFCF", "INVEN"};
    enum { FIRST_DEMAND = 57, LAST_DEMAND = 61 };
    struct column *column = &wiod->column[wiod->n_column];
    const char *name = book_text(wiod->book, 0, at), *region = NULL;
    const unsigned number = split_name(wiod, name, &region);
    column->at = at;
    set_label(wiod, &column->label, 0, 0, at);
    set_label(wiod, &column->label, 1, 0, at);
    if (strcmp(name, "TOT") == 0) {
        column->kind = OUTPUT;
        wiod->n_column++;
        return HG_OK;
    }
    if (number == 0)
        return HG_OK; /* a description, the year, numbers of rows */
    if (number > LAST_DEMAND)
        return book_fail(wiod->book, 0, at, err,
                         "column %s; numbers end at 61, changes in inventories", name);
    column->kind = number < FIRST_DEMAND ? INDUSTRY : DEMAND;
    column->label.text[0] = region;
    if (column->kind == DEMAND)
        column->label.text[1] = demands[number - FIRST_DEMAND];
    else if (wiod->n_column < wiod->n_industry)
        /* Columns have a number only: the code is that of the row. */
        column->label.text[1] = wiod->industry[wiod->n_column].text[1];
    wiod->n_column++;
    return HG_OK;
}

/* The number of a column must be that of its row, which may be written 1 or r1. */
static enum hg_status check_number(const struct wiod *wiod, size_t i, size_t number_at,
                                   struct hg_error *err)
{
    const char *row = book_text(wiod->book, wiod->header + i, number_at);
    const char *name = book_text(wiod->book, 0, wiod->column[i].at);
    while (isalpha((unsigned char)*name))
        name++;
    row += *row == 'r';
    if (strcmp(name, row) == 0)
        return HG_OK;
    return book_fail(
        wiod->book, wiod->header + i, number_at, err,
        "row %zu has number \"%s\" and column %zu of the numbers is %s; rows "
        "must be the columns in the same order",
        i + 1, row, i + 1, book_text(wiod->book, 0, wiod->column[i].at));
}

static enum hg_status read_named(struct wiod *wiod, struct hg_error *err)
{
    const size_t number_at = find_name(wiod->book, "RNr"), n = wiod->book->row[0].n;
    wiod->header = 1;
    wiod->sector_at = find_name(wiod->book, "IndustryCode");
    wiod->region_at = find_name(wiod->book, "Country");
    wiod->column = calloc(n + 1, sizeof(*wiod->column));
    if (!wiod->column)
        return no_memory(wiod, err);
    enum hg_status status = find_industries(wiod, WIOD_CODE, err);
    for (size_t at = 0; status == HG_OK && at < n; at++)
        status = add_named(wiod, at, err);
    for (size_t i = 0; status == HG_OK && i < wiod->n_industry && i < wiod->n_column; i++)
        status = check_number(wiod, i, number_at, err);
    return status;
}

static enum hg_status read_labels(struct wiod *wiod, enum wiod_label label,
                                  struct hg_error *err)
{
    const struct book *book = wiod->book;
    const bool named = label == WIOD_CODE && book->n_row > 0 &&
                       find_name(book, "IndustryCode") < book->row[0].n &&
                       find_name(book, "Country") < book->row[0].n &&
                       find_name(book, "RNr") < book->row[0].n;
    if (named)
        return read_named(wiod, err);
    if (!find_header(wiod))
        return hg_fail(err, HG_E_INPUT,
                       "%s: has no row c1, c2 .. behind four columns of labels and below "
                       "rows of codes, names and countries%s",
                       book->path,
                       label == WIOD_CODE
                           ? ", nor a first row with IndustryCode, Country and RNr"
                           : "");
    wiod->region_at = 2;
    wiod->sector_at = label;
    const enum hg_status status = find_industries(wiod, label, err);
    return status == HG_OK ? find_columns(wiod, label, err) : status;
}

static enum hg_status set_axes(struct wiod *wiod, struct hg_error *err)
{
    struct mrio_label *demand = calloc(wiod->n_column + 1, sizeof(*demand));
    size_t *to = calloc(wiod->n_column + 1, sizeof(*to)), n = 0;
    enum hg_status status = demand && to ? HG_OK : no_memory(wiod, err);
    for (size_t i = 0; status == HG_OK && i < wiod->n_industry; i++)
        status = check_column(wiod, i, err);
    for (size_t i = wiod->n_industry; status == HG_OK && i < wiod->n_column; i++) {
        const struct column *column = &wiod->column[i];
        assert(demand);
        if (column->kind == INDUSTRY)
            status = mrio_label_fail(
                &column->label, 1, err,
                "column %zu of the numbers is industry %s of %s, and "
                "there are %zu rows of industries",
                i + 1, column->label.text[1], column->label.text[0], wiod->n_industry);
        if (column->kind == DEMAND)
            demand[n++] = column->label;
    }
    if (status == HG_OK && (wiod->n_industry == 0 || n == 0))
        status =
            hg_fail(err, HG_E_INPUT,
                    "%s: has %zu rows of industries and %zu columns of final demand; "
                    "both are needed",
                    wiod->book->path, wiod->n_industry, n);
    if (status == HG_OK)
        status = mrio_set_industries(wiod->mrio, wiod->n_industry, wiod->industry, err);
    if (status == HG_OK)
        status = mrio_set_demands(wiod->mrio, n, demand, to, err);
    for (size_t i = 0, k = 0; status == HG_OK && i < wiod->n_column; i++) {
        struct column *column = &wiod->column[i];
        column->to = column->kind == DEMAND ? to[k++] : i;
    }
    free(demand);
    free(to);
    return status;
}

static enum hg_status read_row(struct wiod *wiod, size_t i, struct mrio_output *worst,
                               struct hg_error *err)
{
    struct hg_mrio *mrio = wiod->mrio;
    const size_t m = hg_axis_size(mrio->regions) * hg_axis_size(mrio->categories);
    double sum = 0, output = 0;
    bool has_output = false;
    for (size_t k = 0; k < wiod->n_column; k++) {
        const struct column *column = &wiod->column[k];
        double value = 0;
        const enum hg_status status =
            book_number(wiod->book, wiod->header + i, column->at, &value, err);
        if (status != HG_OK)
            return status;
        if (column->kind == OUTPUT) {
            output = value;
            has_output = true;
            continue;
        }
        if (column->kind == INDUSTRY)
            mrio->Z[i * mrio->n + column->to] = value;
        else
            mrio->Y[i * m + column->to] = value;
        sum += value;
    }
    if (has_output)
        mrio_note_output(worst, output, sum, wiod->industry[i].text[0],
                         wiod->industry[i].text[1]);
    return HG_OK;
}

/* "(millions of US$)" stands in the title. */
static enum hg_status set_unit(const struct wiod *wiod, struct hg_error *err)
{
    const char *unit = "(millions of US$)";
    for (size_t row = 0; row < wiod->header; row++)
        if (strstr(book_text(wiod->book, row, 0), "illion"))
            unit = book_text(wiod->book, row, 0);
    unit += unit[0] == '(';
    wiod->mrio->unit = strndup(unit, strcspn(unit, ")"));
    return wiod->mrio->unit ? HG_OK : no_memory(wiod, err);
}

static enum hg_status read_table(struct wiod *wiod, struct hg_error *err)
{
    struct mrio_output worst = {0};
    enum hg_status status = set_axes(wiod, err);
    if (status == HG_OK)
        status = mrio_make_z(wiod->mrio, err);
    if (status == HG_OK)
        status = mrio_make_y(wiod->mrio, err);
    for (size_t i = 0; status == HG_OK && i < wiod->n_industry; i++)
        status = read_row(wiod, i, &worst, err);
    if (status == HG_OK)
        status = set_unit(wiod, err);
    if (status == HG_OK)
        mrio_tell_output(wiod->reading, wiod->book->path, &worst);
    return status;
}

enum hg_status mrio_read_wiod(struct mrio_reading *reading, struct hg_mrio *mrio,
                              enum wiod_label label, struct hg_error *err)
{
    struct wiod wiod = {.reading = reading, .mrio = mrio};
    enum hg_status status =
        book_read(reading->found, NULL, reading->arena, &wiod.book, err);
    if (status == HG_OK)
        status = read_labels(&wiod, label, err);
    if (status == HG_OK)
        status = read_table(&wiod, err);
    free(wiod.industry);
    free(wiod.column);
    return status;
}

/* rows.c - columns by their standard names, over CSV files and OGR layers alike */
#include "io/rows.h"
#include "io/csv_row.h"
#include "io/layer.h"
#include "io/number.h"
#include "io/path.h"
#include <assert.h>
#include <hotgrid/csv.h>
#include <hotgrid/text.h>
#include <hotgrid/units.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum origin { ABSENT, IN_FILE, CONSTANT, IN_GEOMETRY };

struct binding {
    enum origin from;
    size_t column; /* in the file */
    const char *constant;
};

struct rows {
    const char *path; /* of the source, which outlives its rows */
    const struct rows_column *columns;
    size_t n;
    enum hg_gwp gwp;
    bool useless; /* columns are missing */
    bool forked;
    struct hg_csv *csv;
    struct layer *layer; /* one of these two */
    struct binding binding[ROWS_COLUMNS_AT_MOST];
};

static size_t file_columns(const struct rows *rows)
{
    return rows->csv ? hg_csv_columns(rows->csv) : layer_columns(rows->layer);
}

static const char *file_column_name(const struct rows *rows, size_t i)
{
    return rows->csv ? hg_csv_column_name(rows->csv, i)
                     : layer_column_name(rows->layer, i);
}

static size_t file_column(const struct rows *rows, const char *name)
{
    return rows->csv ? hg_csv_column(rows->csv, name) : layer_column(rows->layer, name);
}

/* "; the columns are a, b, c; did you mean b?" */
static void describe_columns(const struct rows *rows, const char *wanted, char *text,
                             size_t size)
{
    const size_t n = file_columns(rows);
    const char **names = calloc(n + 1, sizeof(*names));
    size_t used = (size_t)snprintf(text, size, n ? "; its columns are" : "");
    for (size_t i = 0; i < n && used < size; i++) {
        const char *name = file_column_name(rows, i);
        char shown[IO_SHOWN];
        if (names)
            names[i] = name;
        if (used > size - 160) {
            used += (size_t)snprintf(text + used, size - used, ", ...");
            break;
        }
        used += (size_t)snprintf(text + used, size - used, "%s %s", i ? "," : "",
                                 io_show(name, strlen(name), shown));
    }
    const char *near = names ? hg_text_nearest(wanted, names, n) : NULL;
    if (near && used < size)
        used += (size_t)snprintf(text + used, size - used, "; did you mean %.40s?", near);
    if (n == 1 && rows->csv && used < size && strpbrk(file_column_name(rows, 0), ";\t|"))
        snprintf(
            text + used, size - used,
            "; it has one column only: save the table with commas between its fields");
    free(names);
}

HG_PRINTF(3, 4)
static void header_fault(struct rows *rows, struct hg_faults *faults, const char *fmt,
                         ...)
{
    char text[768], kind[256];
    va_list arguments;
    va_start(arguments, fmt);
    vsnprintf(text, sizeof(text), fmt, arguments);
    va_end(arguments);
    snprintf(kind, sizeof(kind), "%s: header", rows->path);
    if (rows->csv)
        hg_fault(faults, HG_E_INPUT, kind, "%s:1:1: %s", rows->path, text);
    else
        hg_fault(faults, HG_E_INPUT, kind, "%s: layer %s: %s", rows->path,
                 layer_name(rows->layer), text);
    rows->useless = true;
}

static void missing(struct rows *rows, struct hg_faults *faults, const char *standard,
                    const char *actual)
{
    char have[512];
    describe_columns(rows, actual ? actual : standard, have, sizeof(have));
    double kg;
    enum hg_basis basis;
    const bool constant =
        actual && ((strcmp(standard, "unit") == 0 && hg_unit_kg(actual, &kg)) ||
                   (strcmp(standard, "basis") == 0 && hg_basis_parse(actual, &basis)));
    if (actual)
        header_fault(
            rows, faults,
            "there is no column %s, which the study file names for %s%s; correct "
            "`columns` in the study file%s%s%s",
            actual, standard, have, constant ? ", or write `=" : "",
            constant ? actual : "", constant ? "` there to say it of all rows" : "");
    else
        header_fault(
            rows, faults,
            "there is no column %s%s; say in the study file under `columns` what "
            "it is called, or rename it in the file",
            standard, have);
}

static const char *rename_of(const struct hg_columns *renames, const char *standard)
{
    for (size_t i = 0; i < renames->n; i++)
        if (strcmp(renames->standard[i], standard) == 0)
            return renames->actual[i];
    return NULL;
}

static void check_renames(struct rows *rows, const struct hg_columns *renames,
                          struct hg_faults *faults)
{
    const char *known[ROWS_COLUMNS_AT_MOST];
    for (size_t i = 0; i < rows->n; i++)
        known[i] = rows->columns[i].name;
    for (size_t i = 0; i < renames->n; i++) {
        size_t k = 0;
        while (k < rows->n && strcmp(known[k], renames->standard[i]) != 0)
            k++;
        if (k < rows->n)
            continue;
        const char *near = hg_text_nearest(renames->standard[i], known, rows->n);
        header_fault(rows, faults,
                     "the study file gives a column for %s, which is not read here%s%s%s",
                     renames->standard[i], near ? "; did you mean " : "",
                     near ? near : "", near ? "?" : "; delete it under `columns`");
    }
}

static void bind_column(struct rows *rows, size_t c, const char *actual,
                        struct hg_faults *faults)
{
    const struct rows_column *column = &rows->columns[c];
    struct binding *binding = &rows->binding[c];
    const size_t plain = file_column(rows, column->name);
    if (actual && actual[0] == '=') {
        *binding = (struct binding){.from = CONSTANT, .constant = actual + 1};
        if (plain != HG_NOT_FOUND)
            header_fault(rows, faults,
                         "it has a column %s, but the study file gives the constant "
                         "\"%s\" for it; delete one of the two",
                         column->name, actual);
        return;
    }
    const size_t found = actual ? file_column(rows, actual) : plain;
    if (found != HG_NOT_FOUND)
        *binding = (struct binding){.from = IN_FILE, .column = found};
    else if (actual)
        missing(rows, faults, column->name, actual);
    else if (column->need == ROWS_PLACE && rows->layer && layer_has_points(rows->layer))
        binding->from = IN_GEOMETRY;
    else if (column->need != ROWS_OPTIONAL)
        missing(rows, faults, column->name, NULL);
}

/* lon from a column and lat from the geometry would be two places. */
static void check_place(struct rows *rows, struct hg_faults *faults)
{
    for (size_t c = 0; c + 1 < rows->n; c++) {
        if (rows->columns[c].need != ROWS_PLACE ||
            rows->columns[c + 1].need != ROWS_PLACE)
            continue;
        const bool lon = rows->binding[c].from == IN_GEOMETRY;
        const bool lat = rows->binding[c + 1].from == IN_GEOMETRY;
        if (lon != lat)
            missing(rows, faults, rows->columns[lon ? c : c + 1].name, NULL);
    }
}

enum hg_status rows_open(const struct hg_table_source *source,
                         const struct rows_column *columns, size_t n,
                         struct hg_faults *faults, struct rows **out,
                         struct hg_error *err)
{
    assert(n <= ROWS_COLUMNS_AT_MOST);
    struct rows *rows = calloc(1, sizeof(*rows));
    if (!rows)
        return hg_fail(err, HG_E_MEMORY, "%s: no memory to open it", source->path);
    rows->path = source->path;
    rows->gwp = source->gwp;
    rows->columns = columns;
    rows->n = n;
    const enum hg_status status =
        io_path_ends(source->path, "csv")
            ? hg_csv_open(source->path, &rows->csv, err)
            : layer_open(source->path, source->layer, &rows->layer, err);
    if (status != HG_OK) {
        rows_close(rows);
        return status;
    }
    check_renames(rows, &source->columns, faults);
    for (size_t c = 0; c < n; c++)
        bind_column(rows, c, rename_of(&source->columns, columns[c].name), faults);
    check_place(rows, faults);
    *out = rows;
    return HG_OK;
}

void rows_close(struct rows *rows)
{
    if (!rows)
        return;
    if (rows->forked)
        csv_fork_close(rows->csv);
    else
        hg_csv_close(rows->csv);
    layer_close(rows->layer);
    free(rows);
}

enum hg_status rows_fork(const struct rows *rows, struct rows **out, struct hg_error *err)
{
    assert(rows->csv);
    struct rows *fork = malloc(sizeof(*fork));
    if (fork) {
        *fork = *rows;
        fork->forked = true;
        fork->csv = csv_fork(rows->csv);
    }
    if (!fork || !fork->csv) {
        free(fork);
        return hg_fail(err, HG_E_MEMORY, "%s: no memory to read it", rows->path);
    }
    *out = fork;
    return HG_OK;
}

struct hg_csv *rows_csv(const struct rows *rows)
{
    return rows->useless ? NULL : rows->csv;
}

struct layer *rows_layer(const struct rows *rows)
{
    return rows->useless ? NULL : rows->layer;
}

size_t rows_at_most(const struct rows *rows)
{
    if (rows->useless)
        return 0;
    return rows->csv ? hg_csv_rows_at_most(rows->csv) : layer_rows(rows->layer);
}

/* csv.c has checked its own text. */
static bool layer_text_is_good(const struct rows *rows, struct hg_faults *faults)
{
    for (size_t c = 0; c < rows->n; c++) {
        const char *text = rows_text(rows, c, NULL);
        if (!hg_text_is_utf8(text, strlen(text))) {
            rows_fault(rows, faults, c, "text that is not UTF-8");
            return false;
        }
    }
    return true;
}

enum hg_status rows_next(struct rows *rows, struct hg_faults *faults, bool *more,
                         struct hg_error *err)
{
    *more = false;
    if (rows->useless)
        return HG_OK;
    if (rows->csv)
        return hg_csv_next(rows->csv, faults, more, err);
    for (;;) {
        const enum hg_status status = layer_next(rows->layer, more, err);
        if (status != HG_OK || !*more || layer_text_is_good(rows, faults))
            return status;
    }
}

const char *rows_name(const struct rows *rows, size_t column)
{
    return rows->columns[column].name;
}

enum hg_gwp rows_gwp(const struct rows *rows)
{
    return rows->gwp;
}

bool rows_has(const struct rows *rows, size_t column)
{
    return column < rows->n && rows->binding[column].from != ABSENT;
}

const char *rows_constant(const struct rows *rows, size_t column)
{
    const struct binding *binding = &rows->binding[column];
    return binding->from == CONSTANT ? binding->constant : NULL;
}

size_t rows_file_column(const struct rows *rows, size_t column)
{
    const struct binding *binding = &rows->binding[column];
    return binding->from == IN_FILE ? binding->column : HG_NOT_FOUND;
}

const char *rows_text(const struct rows *rows, size_t column, size_t *length)
{
    const struct binding *binding = &rows->binding[column];
    const char *text = "";
    if (binding->from == IN_FILE) {
        if (rows->csv)
            return hg_csv_field(rows->csv, binding->column, length);
        text = layer_cell(rows->layer, binding->column);
    } else if (binding->from == CONSTANT) {
        text = binding->constant;
    }
    if (length)
        *length = strlen(text);
    return text;
}

const char *rows_code(const struct rows *rows, struct hg_faults *faults, size_t column,
                      size_t *length)
{
    const char *text = rows_text(rows, column, length);
    if (*length > 0)
        return text;
    rows_fault(rows, faults, column, "%s is empty; every row needs one",
               rows->columns[column].name);
    return NULL;
}

bool rows_number(const struct rows *rows, struct hg_faults *faults, size_t column,
                 double *out)
{
    size_t length;
    const char *text = rows_text(rows, column, &length);
    const enum hg_number fault = io_number(text, length, out);
    if (fault == HG_NUMBER_OK)
        return true;
    char shown[IO_SHOWN];
    rows_fault(rows, faults, column, "%s \"%s\" %s", rows->columns[column].name,
               io_show(text, length, shown), hg_number_cure(fault));
    return false;
}

bool rows_place(const struct rows *rows, struct hg_faults *faults, size_t lon_column,
                double *lon, double *lat)
{
    const size_t lat_column = lon_column + 1;
    double x, y;
    if (rows->binding[lon_column].from == IN_GEOMETRY) {
        const char *wrong = layer_place(rows->layer, &x, &y);
        if (wrong) {
            rows_fault(rows, faults, lon_column, "%s", wrong);
            return false;
        }
    } else {
        const bool good = rows_number(rows, faults, lon_column, &x);
        if (!rows_number(rows, faults, lat_column, &y) || !good)
            return false;
    }
    char text[HG_DOUBLE_TEXT];
    const char *cure = "are longitude and latitude swapped?";
    const bool lat_good = y >= -90 && y <= 90, lon_good = x >= -180 && x <= 360;
    if (!lat_good)
        rows_fault(rows, faults, lat_column, "latitude %s is outside [-90, 90]; %s",
                   hg_text_double(y, text), cure);
    if (!lon_good)
        rows_fault(rows, faults, lon_column, "longitude %s is outside [-180, 360]; %s",
                   hg_text_double(x, text), cure);
    if (!lat_good || !lon_good)
        return false;
    *lon = x > 180 ? x - 360 : x;
    *lat = y;
    return true;
}

size_t rows_line(const struct rows *rows)
{
    return rows->csv ? hg_csv_line(rows->csv) : layer_feature(rows->layer);
}

void rows_fault(const struct rows *rows, struct hg_faults *faults, size_t column,
                const char *fmt, ...)
{
    char text[768], kind[256];
    va_list arguments;
    va_start(arguments, fmt);
    vsnprintf(text, sizeof(text), fmt, arguments);
    va_end(arguments);
    const struct binding *binding = &rows->binding[column];
    const char *name = rows->columns[column].name;
    if (rows->csv && binding->from == IN_FILE) {
        hg_csv_fault(rows->csv, faults, binding->column, "%s", text);
        return;
    }
    snprintf(kind, sizeof(kind), "%s: %s", rows->path, name);
    if (rows->csv)
        hg_fault(faults, HG_E_INPUT, kind, "%s:%zu: %s", rows->path, rows_line(rows),
                 text);
    else
        hg_fault(faults, HG_E_INPUT, kind, "%s: layer %s, feature %zu, %s: %s",
                 rows->path, layer_name(rows->layer), rows_line(rows),
                 binding->from == IN_GEOMETRY ? "geometry" : name, text);
}

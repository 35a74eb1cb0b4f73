/* scenario_file.c - the moves of a scenario, from a table */
#include "io/rows.h"
#include <hotgrid/arena.h>
#include <hotgrid/csv.h>
#include <hotgrid/scenario_file.h>
#include <hotgrid/text.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    SECTOR,
    ORIGIN,
    DESTINATION,
    CAPACITY,
    ORIGIN_DIRECT,
    DESTINATION_DIRECT,
    UTILISATION,
    DISPLACED,
    ORIGIN_KWH,
    ORIGIN_GRID,
    DESTINATION_KWH,
    DESTINATION_GRID,
    TRANSPORT,
    DISTANCE,
    OUTPUT_SHARE,
    OPTION,
    NOTE,
    COLUMNS
};
static const struct rows_column columns[COLUMNS] = {
    [SECTOR] = {"sector", ROWS_NEEDED},
    [ORIGIN] = {"origin", ROWS_NEEDED},
    [DESTINATION] = {"destination", ROWS_NEEDED},
    [CAPACITY] = {"capacity_t", ROWS_NEEDED},
    [ORIGIN_DIRECT] = {"origin_kg_per_t", ROWS_NEEDED},
    [DESTINATION_DIRECT] = {"destination_kg_per_t", ROWS_NEEDED},
    [UTILISATION] = {"utilisation", ROWS_OPTIONAL},
    [DISPLACED] = {"displaced", ROWS_OPTIONAL},
    [ORIGIN_KWH] = {"origin_kwh_per_t", ROWS_OPTIONAL},
    [ORIGIN_GRID] = {"origin_kg_per_kwh", ROWS_OPTIONAL},
    [DESTINATION_KWH] = {"destination_kwh_per_t", ROWS_OPTIONAL},
    [DESTINATION_GRID] = {"destination_kg_per_kwh", ROWS_OPTIONAL},
    [TRANSPORT] = {"transport_kg_per_tkm", ROWS_OPTIONAL},
    [DISTANCE] = {"distance_km", ROWS_OPTIONAL},
    [OUTPUT_SHARE] = {"output_share", ROWS_OPTIONAL},
    [OPTION] = {"option", ROWS_OPTIONAL},
    [NOTE] = {"note", ROWS_OPTIONAL},
};

/* Far beyond what the world makes, in any of the units; products of three are finite. */
static const double MOST = 1e15;

struct reading {
    struct hg_scenario *scenario;
    struct hg_faults *faults;
    struct rows *rows;
};

static enum hg_status no_memory(const char *path, struct hg_error *err)
{
    return hg_fail(err, HG_E_MEMORY, "%s: no memory to read it", path);
}

/* A number of a cell that may be one of three. */
static bool take_number(const struct reading *r, size_t column, const char *text,
                        size_t length, double *out)
{
    const enum hg_number fault = hg_text_number(text, length, out);
    if (fault == HG_NUMBER_OK && fabs(*out) <= MOST)
        return true;
    if (fault == HG_NUMBER_OK) {
        rows_fault(r->rows, r->faults, column, "%s is %g, beyond %g; is its unit right?",
                   rows_name(r->rows, column), *out, MOST);
        return false;
    }
    rows_fault(r->rows, r->faults, column, "%s %s; a range is `low..value..high`",
               rows_name(r->rows, column), hg_number_cure(fault));
    return false;
}

/* `value` or `low..value..high`; `standard` where the cell is empty.  False after a
 * fault. */
static bool take_range(const struct reading *r, size_t column, double standard,
                       struct hg_range *out)
{
    size_t length;
    const char *text = rows_text(r->rows, column, &length);
    *out = (struct hg_range){standard, standard, standard};
    if (length == 0 && columns[column].need == ROWS_OPTIONAL)
        return true;
    const char *first = strstr(text, "..");
    const char *second = first ? strstr(first + 2, "..") : NULL;
    if (!first) {
        const bool good = take_number(r, column, text, length, &out->value);
        out->low = out->high = out->value;
        return good;
    }
    if (!second) {
        rows_fault(r->rows, r->faults, column,
                   "%s has two ends only; a range is "
                   "`low..value..high`",
                   rows_name(r->rows, column));
        return false;
    }
    if (!take_number(r, column, text, (size_t)(first - text), &out->low) ||
        !take_number(r, column, first + 2, (size_t)(second - first - 2), &out->value) ||
        !take_number(r, column, second + 2, strlen(second + 2), &out->high))
        return false;
    if (out->low <= out->value && out->value <= out->high)
        return true;
    rows_fault(r->rows, r->faults, column, "%s does not rise: %g, %g, %g",
               rows_name(r->rows, column), out->low, out->value, out->high);
    return false;
}

static bool take_figures(const struct reading *r, struct hg_move *m)
{
    const struct {
        size_t column;
        double standard;
        struct hg_range *out;
    } figures[] = {
        {CAPACITY, 0, &m->capacity},
        {UTILISATION, 1, &m->utilisation},
        {DISPLACED, 1, &m->displaced},
        {ORIGIN_DIRECT, 0, &m->origin.direct},
        {ORIGIN_KWH, 0, &m->origin.electricity},
        {ORIGIN_GRID, 0, &m->origin.grid},
        {DESTINATION_DIRECT, 0, &m->destination.direct},
        {DESTINATION_KWH, 0, &m->destination.electricity},
        {DESTINATION_GRID, 0, &m->destination.grid},
        {TRANSPORT, 0, &m->transport},
        {DISTANCE, 0, &m->distance},
    };
    bool good = true;
    for (size_t i = 0; i < sizeof(figures) / sizeof(figures[0]); i++)
        good =
            take_range(r, figures[i].column, figures[i].standard, figures[i].out) && good;
    return good;
}

/* NAN where the cell is empty. */
static bool take_share(const struct reading *r, double *out)
{
    size_t length;
    const char *text = rows_text(r->rows, OUTPUT_SHARE, &length);
    *out = NAN;
    if (length == 0)
        return true;
    const enum hg_number fault = hg_text_number(text, length, out);
    if (fault == HG_NUMBER_OK && *out >= 0 && *out <= 1)
        return true;
    rows_fault(r->rows, r->faults, OUTPUT_SHARE,
               "output_share `%s` is no number from 0 to 1: the part of the sector's "
               "output in the trade table that the plants make",
               text);
    return false;
}

static const char *keep(const struct reading *r, size_t column, bool needed)
{
    size_t length;
    const char *text = needed ? rows_code(r->rows, r->faults, column, &length)
                              : rows_text(r->rows, column, &length);
    return text ? hg_arena_copy(r->scenario->arena, text, length) : NULL;
}

/* False after a fault, or without memory. */
static bool take_row(const struct reading *r)
{
    struct hg_scenario_row row = {.line = rows_line(r->rows)};
    const bool figures = take_figures(r, &row.move); /* both tell their faults */
    const bool share = take_share(r, &row.output_share);
    row.sector = keep(r, SECTOR, true);
    row.origin = keep(r, ORIGIN, true);
    row.destination = keep(r, DESTINATION, true);
    row.option = keep(r, OPTION, false);
    row.note = keep(r, NOTE, false);
    if (!figures || !share || !row.sector || !row.origin || !row.destination ||
        !row.option || !row.note)
        return false;
    r->scenario->row[r->scenario->n++] = row;
    return true;
}

static bool is_column(const char *name)
{
    size_t c = 0;
    while (c < COLUMNS && strcmp(columns[c].name, name) != 0)
        c++;
    return c < COLUMNS;
}

/* A column that may be missing, with its name misspelt, would be as if it were not there:
 * plants would run at full load. */
static void check_header(const struct reading *r)
{
    const struct hg_csv *csv = rows_csv(r->rows);
    const char *missing[COLUMNS];
    size_t n = 0;
    for (size_t c = 0; c < COLUMNS; c++)
        if (c != NOTE && !rows_has(r->rows, c))
            missing[n++] = columns[c].name;
    for (size_t i = 0; csv && i < hg_csv_columns(csv); i++) {
        const char *name = hg_csv_column_name(csv, i);
        const char *near = is_column(name) ? NULL : hg_text_nearest(name, missing, n);
        if (near)
            hg_fault(
                r->faults, HG_E_INPUT, "header",
                "%s:1: column %.64s is none that is read; did you mean %s? rename or "
                "delete it",
                r->scenario->path, name, near);
    }
}

static enum hg_status take_rows(const struct reading *r, struct hg_error *err)
{
    for (;;) {
        bool more = false;
        const enum hg_status status = rows_next(r->rows, r->faults, &more, err);
        if (status != HG_OK || !more)
            return status;
        const size_t before = hg_faults_count(r->faults);
        if (!take_row(r) && hg_faults_count(r->faults) == before)
            return no_memory(r->scenario->path, err);
    }
}

static enum hg_status read_rows(struct reading *r, const char *path, struct hg_error *err)
{
    const struct hg_table_source source = {.path = path};
    struct hg_scenario *s = r->scenario;
    s->path = hg_arena_copy(s->arena, path, strlen(path));
    if (!s->path)
        return no_memory(path, err);
    enum hg_status status =
        rows_open(&source, columns, COLUMNS, r->faults, &r->rows, err);
    if (status != HG_OK)
        return status;
    check_header(r);
    s->row = hg_arena_alloc(s->arena, rows_at_most(r->rows) + 1, sizeof(*s->row));
    status = s->row ? take_rows(r, err) : no_memory(path, err);
    rows_close(r->rows);
    return status;
}

enum hg_status hg_read_scenario(const char *path, struct hg_faults *faults,
                                struct hg_scenario **out, struct hg_error *err)
{
    struct hg_scenario *scenario = calloc(1, sizeof(*scenario));
    if (scenario)
        scenario->arena = hg_arena_create();
    if (!scenario || !scenario->arena) {
        hg_scenario_destroy(scenario);
        return no_memory(path, err);
    }
    struct reading reading = {scenario, faults, NULL};
    const enum hg_status status = read_rows(&reading, path, err);
    if (status != HG_OK) {
        hg_scenario_destroy(scenario);
        return status;
    }
    *out = scenario;
    return HG_OK;
}

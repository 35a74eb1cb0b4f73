/* benchmark_tables.c - standards, plants and measures from CSV */
#include "io/rows.h"
#include <hotgrid/arena.h>
#include <hotgrid/benchmark_file.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct reading {
    struct hg_benchmark_tables *tables;
    struct hg_faults *faults;
    struct rows *rows;
};

typedef bool take_row(struct reading *reading, void *row);

static enum hg_status no_memory(const char *path, struct hg_error *err)
{
    return hg_fail(err, HG_E_MEMORY, "%s: no memory to read it", path);
}

/* NULL without memory, or after a fault. */
static const char *keep_code(const struct reading *r, size_t column)
{
    size_t length;
    const char *text = rows_code(r->rows, r->faults, column, &length);
    return text ? hg_arena_copy(r->tables->arena, text, length) : NULL;
}

static const char *keep_text(const struct reading *r, size_t column)
{
    size_t length;
    const char *text = rows_text(r->rows, column, &length);
    return hg_arena_copy(r->tables->arena, text, length);
}

/* Far beyond what plants make or give off, in any of the units; products of three are
 * finite. */
static const double MOST = 1e15;

static bool number(const struct reading *r, size_t column, double *out)
{
    if (!rows_number(r->rows, r->faults, column, out))
        return false;
    if (fabs(*out) <= MOST)
        return true;
    rows_fault(r->rows, r->faults, column, "%s is %g, beyond %g; is its unit right?",
               rows_name(r->rows, column), *out, MOST);
    return false;
}

/* An empty cell is NAN; false after a fault. */
static bool number_or_nothing(const struct reading *r, size_t column, double *out)
{
    size_t length;
    (void)rows_text(r->rows, column, &length);
    *out = NAN;
    return length == 0 || number(r, column, out);
}

static bool yes_or_no(const struct reading *r, size_t column, bool *out)
{
    size_t length;
    const char *text = rows_text(r->rows, column, &length);
    if (strcmp(text, "yes") != 0 && strcmp(text, "no") != 0 && length > 0) {
        rows_fault(r->rows, r->faults, column, "%s is neither yes nor no",
                   rows_name(r->rows, column));
        return false;
    }
    if (length > 0)
        *out = strcmp(text, "yes") == 0;
    return true;
}

enum {
    PRODUCT,
    INDICATOR,
    PILLAR,
    UNIT,
    LIMIT,
    ACCESS,
    LEADER,
    M3_PER_T,
    VERIFIED,
    SOURCE,
    STANDARD_COLUMNS
};
static const struct rows_column standard_columns[STANDARD_COLUMNS] = {
    [PRODUCT] = {"product", ROWS_NEEDED},     [INDICATOR] = {"indicator", ROWS_NEEDED},
    [PILLAR] = {"pillar", ROWS_NEEDED},       [UNIT] = {"unit", ROWS_NEEDED},
    [LIMIT] = {"limit", ROWS_NEEDED},         [ACCESS] = {"access", ROWS_OPTIONAL},
    [LEADER] = {"leader", ROWS_NEEDED},       [M3_PER_T] = {"m3_per_t", ROWS_OPTIONAL},
    [VERIFIED] = {"verified", ROWS_OPTIONAL}, [SOURCE] = {"source", ROWS_OPTIONAL},
};

static bool take_standard(struct reading *r, void *row)
{
    struct hg_standard_row s = {.line = rows_line(r->rows)};
    bool good = number(r, LIMIT, &s.limit);
    good = number(r, LEADER, &s.leader) && good;
    good = number_or_nothing(r, ACCESS, &s.access) && good;
    good = number_or_nothing(r, M3_PER_T, &s.m3_per_t) && good;
    if (s.m3_per_t <= 0) {
        rows_fault(r->rows, r->faults, M3_PER_T,
                   "m3_per_t is %g; flue gas is above 0, or not known: leave it empty",
                   s.m3_per_t);
        good = false;
    }
    good = yes_or_no(r, VERIFIED, &s.verified) && good;
    s.product = keep_code(r, PRODUCT);
    s.indicator = keep_code(r, INDICATOR);
    s.pillar = keep_code(r, PILLAR);
    s.unit = keep_code(r, UNIT);
    s.source = keep_text(r, SOURCE);
    memcpy(row, &s, sizeof(s));
    return good && s.product && s.indicator && s.pillar && s.unit && s.source;
}

enum { PLANT_ID, PLANT_PRODUCT, OUTPUT, NAME, REGION, LON, LAT, GATE, PLANT_COLUMNS };
static const struct rows_column plant_columns[PLANT_COLUMNS] = {
    [PLANT_ID] = {"id", ROWS_NEEDED},     [PLANT_PRODUCT] = {"product", ROWS_NEEDED},
    [OUTPUT] = {"output_t", ROWS_NEEDED}, [NAME] = {"name", ROWS_OPTIONAL},
    [REGION] = {"region", ROWS_OPTIONAL}, [LON] = {"lon", ROWS_OPTIONAL},
    [LAT] = {"lat", ROWS_OPTIONAL},       [GATE] = {"gate", ROWS_OPTIONAL},
};

/* Both or none. */
static bool take_place(const struct reading *r, struct hg_plant_row *plant)
{
    size_t lon = 0, lat = 0;
    (void)rows_text(r->rows, LON, &lon);
    (void)rows_text(r->rows, LAT, &lat);
    plant->lon = plant->lat = NAN;
    return (lon == 0 && lat == 0) ||
           rows_place(r->rows, r->faults, LON, &plant->lon, &plant->lat);
}

static bool take_plant(struct reading *r, void *row)
{
    struct hg_plant_row p = {.gate = true, .line = rows_line(r->rows)};
    bool good = number(r, OUTPUT, &p.output_t);
    if (good && p.output_t < 0) {
        rows_fault(r->rows, r->faults, OUTPUT, "output_t is %g; an output is 0 or more",
                   p.output_t);
        good = false;
    }
    good = take_place(r, &p) && good;
    good = yes_or_no(r, GATE, &p.gate) && good;
    p.id = keep_code(r, PLANT_ID);
    p.product = keep_code(r, PLANT_PRODUCT);
    p.name = keep_text(r, NAME);
    p.region = keep_text(r, REGION);
    if (p.name && !*p.name)
        p.name = p.id;
    memcpy(row, &p, sizeof(p));
    return good && p.id && p.product && p.name && p.region;
}

enum { MEASURE_PLANT, MEASURE_INDICATOR, VALUE, MEASURE_UNIT, MEASURE_COLUMNS };
static const struct rows_column measure_columns[MEASURE_COLUMNS] = {
    [MEASURE_PLANT] = {"plant", ROWS_NEEDED},
    [MEASURE_INDICATOR] = {"indicator", ROWS_NEEDED},
    [VALUE] = {"value", ROWS_NEEDED},
    [MEASURE_UNIT] = {"unit", ROWS_NEEDED},
};

static bool take_measure(struct reading *r, void *row)
{
    struct hg_measure_row m = {.line = rows_line(r->rows)};
    const bool good = number(r, VALUE, &m.value);
    m.plant = keep_code(r, MEASURE_PLANT);
    m.indicator = keep_code(r, MEASURE_INDICATOR);
    m.unit = keep_code(r, MEASURE_UNIT);
    memcpy(row, &m, sizeof(m));
    return good && m.plant && m.indicator && m.unit;
}

/* A table of rows of one size. */
struct layout {
    const struct rows_column *columns;
    size_t n_column, size;
    take_row *take;
};

/* The rows of an open table into room for all of them; those with faults are left out,
 * since the faults end the run. */
static enum hg_status take_rows(struct reading *r, const char *path,
                                const struct layout *layout, char *table, size_t *n,
                                struct hg_error *err)
{
    for (;;) {
        bool more = false;
        const enum hg_status status = rows_next(r->rows, r->faults, &more, err);
        if (status != HG_OK || !more)
            return status;
        const size_t before = hg_faults_count(r->faults);
        if (layout->take(r, table + *n * layout->size))
            ++*n;
        else if (hg_faults_count(r->faults) == before)
            return no_memory(path, err);
    }
}

static enum hg_status read_table(struct reading *r, const char *path,
                                 const struct layout *layout, void **out, size_t *n,
                                 struct hg_error *err)
{
    const struct hg_table_source source = {.path = path};
    enum hg_status status =
        rows_open(&source, layout->columns, layout->n_column, r->faults, &r->rows, err);
    if (status != HG_OK)
        return status;
    char *table =
        hg_arena_alloc(r->tables->arena, rows_at_most(r->rows) + 1, layout->size);
    status = table ? take_rows(r, path, layout, table, n, err) : no_memory(path, err);
    rows_close(r->rows);
    r->rows = NULL;
    *out = table;
    return status;
}

enum hg_status hg_read_benchmark(const char *standards, const char *plants,
                                 const char *measures, struct hg_faults *faults,
                                 struct hg_benchmark_tables **out, struct hg_error *err)
{
    static const struct layout layouts[] = {
        {standard_columns, STANDARD_COLUMNS, sizeof(struct hg_standard_row),
         take_standard},
        {plant_columns, PLANT_COLUMNS, sizeof(struct hg_plant_row), take_plant},
        {measure_columns, MEASURE_COLUMNS, sizeof(struct hg_measure_row), take_measure},
    };
    struct hg_benchmark_tables *tables = calloc(1, sizeof(*tables));
    if (tables)
        tables->arena = hg_arena_create();
    if (!tables || !tables->arena) {
        hg_benchmark_tables_destroy(tables);
        return no_memory(standards, err);
    }
    struct reading reading = {.tables = tables, .faults = faults};
    void *rows[3] = {NULL};
    const char *const paths[3] = {standards, plants, measures};
    size_t n[3] = {0};
    enum hg_status status = HG_OK;
    for (size_t i = 0; status == HG_OK && i < 3; i++)
        status = read_table(&reading, paths[i], &layouts[i], &rows[i], &n[i], err);
    if (status != HG_OK) {
        hg_benchmark_tables_destroy(tables);
        return status;
    }
    tables->standard = rows[0];
    tables->plant = rows[1];
    tables->measure = rows[2];
    tables->n_standard = n[0];
    tables->n_plant = n[1];
    tables->n_measure = n[2];
    *out = tables;
    return HG_OK;
}

void hg_benchmark_tables_destroy(struct hg_benchmark_tables *tables)
{
    if (!tables)
        return;
    hg_arena_destroy(tables->arena);
    free(tables);
}

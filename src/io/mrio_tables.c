/* mrio_tables.c - emissions of a table from CSV files: by industry, and of households */
#include "io/mrio_tables.h"
#include "io/cells.h"
#include "io/path.h"
#include <hotgrid/text.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Columns of both kinds of files; one of households has no sector. */
enum { REGION, VALUE, UNIT, BASIS, GAS, SECTOR, N_COLUMNS };

static const struct rows_column columns[N_COLUMNS] = {
    [REGION] = {"region", ROWS_NEEDED}, [VALUE] = {"value", ROWS_NEEDED},
    [UNIT] = {"unit", ROWS_NEEDED},     [BASIS] = {"basis", ROWS_OPTIONAL},
    [GAS] = {"gas", ROWS_OPTIONAL},     [SECTOR] = {"sector", ROWS_NEEDED},
};

struct reading {
    const struct hg_mrio *mrio;
    bool industries; /* else households */
    struct rows *rows;
    struct hg_faults *faults;
    double *to;
    size_t *line; /* where a place had its row; 0: none yet */
};

/* The index of the code in a cell; HG_NOT_FOUND after a fault. */
static size_t find_code(const struct reading *reading, size_t column,
                        const struct hg_axis *axis)
{
    size_t length = 0;
    char shown[IO_SHOWN];
    const char *code = rows_code(reading->rows, reading->faults, column, &length);
    if (!code)
        return HG_NOT_FOUND;
    const size_t i = hg_axis_find(axis, code);
    if (i != HG_NOT_FOUND)
        return i;
    const char *near = hg_text_nearest(code, hg_axis_codes(axis), hg_axis_size(axis));
    rows_fault(reading->rows, reading->faults, column,
               "%s \"%s\" is not in the trade table%s%s%s", columns[column].name,
               io_show(code, length, shown), near ? "; did you mean " : "",
               near ? near : "", near ? "?" : "");
    return HG_NOT_FOUND;
}

static size_t find_place(const struct reading *reading)
{
    const struct hg_mrio *mrio = reading->mrio;
    const size_t region = find_code(reading, REGION, mrio->regions);
    if (!reading->industries)
        return region;
    const size_t sector = find_code(reading, SECTOR, mrio->sectors);
    if (region == HG_NOT_FOUND || sector == HG_NOT_FOUND)
        return HG_NOT_FOUND;
    const size_t i = hg_mrio_find(mrio, region, sector);
    if (i == HG_NOT_FOUND)
        rows_fault(reading->rows, reading->faults, SECTOR,
                   "the trade table has no industry (%s, %s)",
                   hg_axis_code(mrio->regions, region),
                   hg_axis_code(mrio->sectors, sector));
    return i;
}

/* Rows of several gases add up; without gases a second row is a mistake. */
static void take_row(struct reading *reading)
{
    double kg = 0;
    hg_mass mass;
    const struct rows *rows = reading->rows;
    const size_t place = find_place(reading);
    const bool good =
        cells_mass(rows, reading->faults, (struct cells_mass){VALUE, UNIT}, &kg, &mass);
    if (!good || place == HG_NOT_FOUND)
        return;
    if (reading->line[place] && !rows_has(rows, GAS)) {
        rows_fault(rows, reading->faults, REGION,
                   "a second row of the same %s, the first is in line %zu; every one may "
                   "stand once",
                   reading->industries ? "industry" : "region", reading->line[place]);
        return;
    }
    reading->line[place] = rows_line(rows);
    reading->to[place] += kg;
}

static enum hg_status read_file(struct reading *reading,
                                const struct hg_table_source *source,
                                struct hg_error *err)
{
    const size_t n =
        reading->industries ? reading->mrio->n : hg_axis_size(reading->mrio->regions);
    reading->line = calloc(n + 1, sizeof(*reading->line));
    if (!reading->line)
        return hg_fail(err, HG_E_MEMORY, "%s: no memory to read it", source->path);
    enum hg_status status =
        rows_open(source, columns, reading->industries ? N_COLUMNS : SECTOR,
                  reading->faults, &reading->rows, err);
    for (bool more = true; status == HG_OK;) {
        status = rows_next(reading->rows, reading->faults, &more, err);
        if (status != HG_OK || !more)
            break;
        take_row(reading);
    }
    rows_close(reading->rows);
    reading->rows = NULL;
    free(reading->line);
    return status;
}

static enum hg_status read_files(const struct hg_mrio_account *account,
                                 struct reading *reading, struct hg_error *err)
{
    const struct hg_mrio_emissions *emissions = reading->mrio->emissions;
    struct hg_table_source file = account->file, household = account->household;
    enum hg_status status = HG_OK;
    file.gwp = household.gwp = account->gwp;
    if (file.path) {
        reading->industries = true;
        reading->to = emissions->industry;
        status = read_file(reading, &file, err);
    }
    if (status == HG_OK && household.path) {
        reading->industries = false;
        reading->to = emissions->household;
        status = read_file(reading, &household, err);
    }
    return status;
}

enum hg_status mrio_read_tables(const struct mrio_reading *source, struct hg_mrio *mrio,
                                struct hg_error *err)
{
    struct reading reading = {.mrio = mrio};
    enum hg_status status = hg_faults_create(&reading.faults, err);
    if (status != HG_OK)
        return status;
    for (size_t i = 0; i < source->source->n_account && status == HG_OK; i++)
        status = read_files(&source->source->account[i], &reading, err);
    if (status == HG_OK)
        status = hg_faults_status(reading.faults, err);
    const size_t n = hg_faults_count(reading.faults);
    if (status != HG_OK && n > 1 && err) {
        const size_t length = strlen(err->message);
        (void)snprintf(err->message + length, sizeof(err->message) - length,
                       " (and %zu more faults like this)", n - 1);
    }
    hg_faults_destroy(reading.faults);
    return status;
}

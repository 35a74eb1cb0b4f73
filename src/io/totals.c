/* totals.c - inventory files: region, sector, value, unit[, basis][, gas][, uncertainty]
 */
#include "io/cells.h"
#include "io/path.h"
#include <hotgrid/tables.h>
#include <stdlib.h>
#include <string.h>

enum { REGION, SECTOR, VALUE, UNIT, BASIS, GAS, UNCERTAINTY, N_COLUMNS };

static const struct rows_column columns[N_COLUMNS] = {
    [REGION] = {"region", ROWS_NEEDED},
    [SECTOR] = {"sector", ROWS_NEEDED},
    [VALUE] = {"value", ROWS_NEEDED},
    [UNIT] = {"unit", ROWS_NEEDED},
    [BASIS] = {"basis", ROWS_OPTIONAL},
    [GAS] = {"gas", ROWS_OPTIONAL},
    [UNCERTAINTY] = {"uncertainty", ROWS_OPTIONAL},
};

struct reading {
    struct hg_totals *totals;
    struct hg_total *total; /* of all files so far; moves to the arena at the end */
    size_t capacity;
    struct cells_shelf shelf;
};

static enum hg_status read_row(struct reading *reading, const struct rows *rows,
                               const char *file, struct hg_faults *faults,
                               struct hg_error *err)
{
    size_t region_length, sector_length;
    double kg;
    struct hg_total total = {.file = file, .line = rows_line(rows)};
    const char *region = rows_code(rows, faults, REGION, &region_length);
    const char *sector = rows_code(rows, faults, SECTOR, &sector_length);
    bool good = cells_mass_of(rows, faults, (struct cells_mass){VALUE, UNIT}, &total.gas,
                              &kg, &total.mass);
    good &= cells_sigma(rows, faults, UNCERTAINTY, &total.sigma);
    if (!good || !region || !sector)
        return HG_OK;
    total.region = cells_keep(&reading->shelf, region, region_length);
    total.sector = cells_keep(&reading->shelf, sector, sector_length);
    if (!total.region || !total.sector)
        return hg_fail(err, HG_E_MEMORY, "%s: no memory for its rows", file);
    reading->total[reading->totals->n++] = total;
    return HG_OK;
}

static enum hg_status make_room(struct reading *reading, size_t more,
                                struct hg_error *err)
{
    const size_t need = reading->totals->n + more;
    if (need <= reading->capacity)
        return HG_OK;
    struct hg_total *total =
        reallocarray(reading->total, need, sizeof(reading->total[0]));
    if (!total)
        return hg_fail(err, HG_E_MEMORY, "no memory for %zu rows of the inventory", need);
    reading->total = total;
    reading->capacity = need;
    return HG_OK;
}

static enum hg_status read_file(struct reading *reading,
                                const struct hg_table_source *source,
                                struct hg_faults *faults, struct hg_error *err)
{
    struct rows *rows = NULL;
    struct hg_arena *arena = reading->totals->arena;
    const char *file = hg_arena_copy(arena, source->path, strlen(source->path));
    if (!file)
        return hg_fail(err, HG_E_MEMORY, "%s: no memory to read it", source->path);
    enum hg_status status = rows_open(source, columns, N_COLUMNS, faults, &rows, err);
    if (status != HG_OK)
        return status;
    status = make_room(reading, rows_at_most(rows), err);
    for (bool more = true; status == HG_OK;) {
        status = rows_next(rows, faults, &more, err);
        if (status != HG_OK || !more)
            break;
        status = make_room(reading, 1, err);
        if (status == HG_OK)
            status = read_row(reading, rows, file, faults, err);
    }
    rows_close(rows);
    return status;
}

enum hg_status hg_read_totals(size_t n, const struct hg_table_source *files,
                              struct hg_faults *faults, struct hg_totals **out,
                              struct hg_error *err)
{
    struct reading *reading = calloc(1, sizeof(*reading));
    struct hg_totals *totals = calloc(1, sizeof(*totals));
    enum hg_status status = HG_OK;
    if (!reading || !totals || !(totals->arena = hg_arena_create())) {
        status = hg_fail(err, HG_E_MEMORY, "no memory for the inventory");
        goto done;
    }
    reading->totals = totals;
    reading->shelf.arena = totals->arena;
    for (size_t i = 0; i < n && status == HG_OK; i++)
        status = read_file(reading, &files[i], faults, err);
    if (status != HG_OK)
        goto done;

    totals->total = hg_arena_alloc(totals->arena, totals->n, sizeof(totals->total[0]));
    if (!totals->total) {
        status = hg_fail(err, HG_E_MEMORY, "no memory for the inventory");
        goto done;
    }
    if (totals->n > 0)
        memcpy(totals->total, reading->total, totals->n * sizeof(totals->total[0]));
    *out = totals;
    totals = NULL;
done:
    if (reading)
        free(reading->total);
    free(reading);
    hg_totals_destroy(totals);
    return status;
}

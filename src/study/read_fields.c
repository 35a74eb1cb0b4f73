/* read_fields.c - ready grids become fields of the study's grid and totals of regions */
#include "study/cache.h"
#include "study/ready.h"
#include <hotgrid/arena.h>
#include <hotgrid/fields.h>
#include <hotgrid/flux.h>
#include <hotgrid/regrid.h>
#include <stdlib.h>
#include <string.h>

/* What became of the mass of all files, in kg a year. */
struct sums {
    double source, inside, outside;
};

/* A ready grid as the study describes it. */
struct description {
    const struct hg_study_grid *grid;
    struct hg_flux flux; /* with its basis */
    unsigned gas;
    double gwp;
};

void ready_destroy(struct ready *ready)
{
    if (!ready)
        return;
    for (size_t i = 0; ready->field && i < ready->n; i++)
        free(ready->field[i]);
    free(ready->field);
    free(ready->sector);
    free(ready->file);
    hg_weights_destroy(ready->weights);
    free(ready);
}

static struct ready *ready_create(size_t most, size_t n_cell)
{
    struct ready *ready = calloc(1, sizeof(*ready));
    if (!ready)
        return NULL;
    ready->n_cell = n_cell;
    ready->field = calloc(most + 1, sizeof(double *));
    ready->sector = calloc(most + 1, sizeof(*ready->sector));
    ready->file = calloc(most + 1, sizeof(*ready->file));
    if (ready->field && ready->sector && ready->file)
        return ready;
    ready_destroy(ready);
    return NULL;
}

/* The study was checked: unit, basis and gas are known. */
static struct description describe(const struct job *job,
                                   const struct hg_study_grid *grid)
{
    struct description d = {.grid = grid, .gas = HG_GAS_CO2};
    (void)hg_flux_parse(grid->unit, &d.flux);
    if (grid->gas)
        (void)hg_gas_parse(grid->gas, &d.gas);
    if (grid->basis && !d.flux.moles)
        d.flux.has_basis = hg_basis_parse(grid->basis, &d.flux.basis);
    d.gwp = hg_gas_gwp(d.gas, job_gwp(job));
    return d;
}

/* Where the file names a unit, it must be that of the study. */
static enum hg_status check_unit(const struct job *job, const struct description *d,
                                 const struct hg_raster *raster, struct hg_error *err)
{
    struct hg_flux own;
    const char *unit = raster->source ? raster->source->unit : NULL;
    if (!unit)
        return HG_OK;
    if (!hg_flux_parse(unit, &own)) {
        hg_log_print(job->options->log, HG_LOG_WARNING,
                     "%s: its unit \"%s\" is not understood; taken as `%s`, as the study "
                     "file has it",
                     raster->path, unit, d->grid->unit);
        return HG_OK;
    }
    if (hg_flux_agrees(&own, &d->flux))
        return HG_OK;
    return hg_fail(
        err, HG_E_INPUT,
        "%s: says that its values are in \"%s\", the study file says `%s`%s%s; "
        "correct the study file, or the file where that is wrong",
        raster->path, unit, d->grid->unit, d->grid->basis ? " of " : "",
        d->grid->basis ? d->grid->basis : "");
}

/* What a file adds up to, so that it can be compared with what its makers say. */
static enum hg_status note_sum(struct job *job, const struct description *d, double kg,
                               struct hg_error *err)
{
    char name[96];
    size_t n;
    const char *slash = strrchr(d->grid->file, '/');
    const char *file = slash ? slash + 1 : d->grid->file;
    const bool carbon =
        d->flux.moles || (d->flux.has_basis && d->flux.basis == HG_BASIS_C);
    const double mass = carbon ? kg / HG_CO2_PER_C : kg / d->gwp;
    (void)snprintf(name, sizeof(name), "%.*s, Mt %s", (int)hg_text_fit(file, 45), file,
                   carbon ? "C" : hg_gas_names(&n)[d->gas]);
    return hg_ledger_note(job->ledger, "read", name, mass / 1e9, INFINITY, err);
}

static enum hg_status read_one(struct job *job, const struct description *d, double *kg,
                               struct sums *sums, struct hg_error *err)
{
    struct hg_raster *raster = NULL;
    struct hg_transform to_grid = {0};
    struct hg_regrid_sums own = {0};
    const double km2 = d->flux.per_m2 ? 1e6 : 1;
    const double factor = hg_flux_kg_co2(&d->flux, HG_BASIS_CO2) * km2 * d->gwp;
    enum hg_status status = hg_open_ready_grid(d->grid->file, d->grid->variable,
                                               d->flux.per_m2 ? HG_DENSITY : HG_COUNT,
                                               job->grid, &raster, &to_grid, err);
    if (status != HG_OK)
        return status;
    status = check_unit(job, d, raster, err);
    if (status == HG_OK)
        status = hg_regrid_mass(job->grid, raster, &to_grid, factor, job->threads, kg,
                                &own, err);
    hg_raster_destroy(raster);
    hg_transform_finish(&to_grid);
    if (status != HG_OK)
        return status;
    sums->source += own.source;
    sums->inside += own.inside;
    sums->outside += own.outside;
    return note_sum(job, d, own.source, err);
}

/* The field of a sector, made when it is first met. */
static double *field_of(struct ready *ready, const struct hg_study_grid *grid)
{
    size_t i = 0;
    while (i < ready->n && strcmp(ready->sector[i], grid->sector) != 0)
        i++;
    if (i < ready->n)
        return ready->field[i];
    ready->field[i] = calloc(ready->n_cell, sizeof(double));
    ready->sector[i] = grid->sector;
    ready->file[i] = grid->file;
    ready->n += ready->field[i] != NULL;
    return ready->field[i];
}

/* A file on top of what its sector has. */
static enum hg_status add_file(struct job *job, const struct description *d, double *kg,
                               struct sums *sums, struct hg_error *err)
{
    double *field = field_of(job->ready, d->grid);
    if (!field)
        return no_memory(err, "a ready grid");
    const enum hg_status status = read_one(job, d, kg, sums, err);
    for (size_t c = 0; status == HG_OK && c < job->ready->n_cell; c++)
        field[c] += kg[c];
    return status;
}

static enum hg_status read_all(struct job *job, struct sums *sums, struct hg_error *err)
{
    double *kg = malloc(job->ready->n_cell * sizeof(*kg));
    if (!kg)
        return no_memory(err, "a ready grid");
    enum hg_status status = HG_OK;
    for (size_t i = 0; status == HG_OK && i < job->study->inventory.n_grids; i++) {
        const struct description d = describe(job, &job->study->inventory.grids[i]);
        status = add_file(job, &d, kg, sums, err);
    }
    free(kg);
    return status;
}

/* A pair has a total, or a ready grid. */
static void check_pairs(struct job *job, const struct hg_field_totals *totals)
{
    const struct ready *ready = job->ready;
    for (size_t i = 0; i < job->totals->n; i++) {
        const struct hg_total *t = &job->totals->total[i];
        for (size_t f = 0; f < ready->n; f++) {
            if (strcmp(ready->sector[f], t->sector) != 0)
                continue;
            const size_t shape = hg_shapes_find(job->regions, t->region);
            if (shape != HG_NOT_FOUND && totals->total[shape * ready->n + f] > 0)
                hg_fault(job->faults, HG_E_INPUT, "grids: added and given",
                         "%s:%zu: region %s, sector %s has a total here, and %.6g t in "
                         "%s; take one of them out",
                         t->file, t->line, t->region, t->sector,
                         hg_mass_kg(totals->total[shape * ready->n + f]) / 1000,
                         ready->file[f]);
        }
    }
}

/* Rows of the inventory for what regions have of the fields. */
static enum hg_status add_totals(struct job *job, const struct hg_field_totals *totals,
                                 struct hg_error *err)
{
    const struct ready *ready = job->ready;
    struct hg_totals *all = job->totals;
    size_t more = 0;
    for (size_t i = 0; i < totals->n_shape * totals->n_field; i++)
        more += totals->total[i] > 0;
    struct hg_total *row = hg_arena_alloc(all->arena, all->n + more + 1, sizeof(*row));
    if (!row)
        return no_memory(err, "the totals of ready grids");
    if (all->n)
        memcpy(row, all->total, all->n * sizeof(*row));
    all->total = row;
    for (size_t shape = 0; shape < totals->n_shape; shape++)
        for (size_t f = 0; f < totals->n_field; f++)
            if (totals->total[shape * totals->n_field + f] > 0)
                all->total[all->n++] = (struct hg_total){
                    .region = job->regions->shape[shape].code,
                    .sector = ready->sector[f],
                    .mass = totals->total[shape * totals->n_field + f],
                    .file = ready->file[f],
                };
    return HG_OK;
}

static hg_mass_sum rounded(double kg)
{
    return (hg_mass_sum)rint(kg * HG_MASS_PER_KG);
}

static enum hg_status enter_ledger(struct job *job, const struct hg_field_totals *totals,
                                   const struct sums *sums, struct hg_error *err)
{
    hg_mass_sum in_regions = 0, in_none = 0;
    for (size_t f = 0; f < totals->n_field; f++) {
        in_regions += totals->in_regions[f];
        in_none += totals->in_none[f];
    }
    const hg_mass_sum source = rounded(sums->source), outside = rounded(sums->outside);
    const struct {
        enum hg_side side;
        const char *name;
        hg_mass_sum mass;
    } entry[] = {
        {HG_LEFT, "sum of the ready grids", source},
        {HG_RIGHT, "in regions", in_regions},
        {HG_RIGHT, "in no region", in_none},
        {HG_RIGHT, "outside the grid", outside},
        {HG_RIGHT, "rounding", source - in_regions - in_none - outside},
    };
    struct hg_ledger *ledger = job->ledger;
    enum hg_status status =
        hg_ledger_open(ledger, "ready grids", "files = regions + rest", 0, err);
    for (size_t i = 0; status == HG_OK && i < sizeof(entry) / sizeof(entry[0]); i++)
        status =
            hg_ledger_enter(ledger, entry[i].side, entry[i].name, entry[i].mass, err);
    if (in_regions == 0)
        hg_log_print(
            job->options->log, HG_LOG_WARNING,
            "nothing of the ready grids (%.6g Mt in all) lies in a region of the "
            "study: do they and the regions lie where they should?",
            hg_mass_kg(source) / 1e9);
    const double left = fabs(hg_mass_kg(entry[4].mass));
    if (status == HG_OK)
        status = hg_ledger_note(ledger, "ready grids", "rounding, of their sum",
                                source > 0 ? left / hg_mass_kg(source) : left, 1e-9, err);
    return status;
}

static enum hg_status split(struct job *job, const struct sums *sums,
                            struct hg_error *err)
{
    struct ready *ready = job->ready;
    struct hg_field_totals *totals = NULL;
    enum hg_status status = cache_cover(job, job->grid, &ready->weights, err);
    if (status == HG_OK)
        status = hg_field_totals(ready->weights, ready->n_cell, ready->n,
                                 (const double *const *)ready->field, ready->file,
                                 job->threads, &totals, err);
    if (status == HG_OK)
        check_pairs(job, totals);
    if (status == HG_OK)
        status = enter_ledger(job, totals, sums, err);
    if (status == HG_OK)
        status = add_totals(job, totals, err);
    hg_field_totals_destroy(totals);
    return status;
}

enum hg_status read_ready(struct job *job, struct hg_error *err)
{
    struct sums sums = {0};
    const size_t n = job->study->inventory.n_grids;
    if (n == 0 || !job->regions || !job->totals) /* what is missing was told */
        return HG_OK;
    job->ready = ready_create(n, hg_grid_cells(job->grid));
    if (!job->ready)
        return no_memory(err, "the ready grids");
    const enum hg_status status = read_all(job, &sums, err);
    return status == HG_OK ? split(job, &sums, err) : status;
}

/* From the study's grid to the wide one; beside the first there is nothing. */
static double *widen(const struct job *job, double *field)
{
    const size_t n = hg_grid_cells(job->wide);
    if (n == job->ready->n_cell)
        return field;
    double *wide = calloc(n, sizeof(*wide));
    for (size_t c = 0; wide && c < job->ready->n_cell; c++)
        wide[hg_grid_cell_in(job->wide, job->grid, (uint32_t)c)] = field[c];
    free(field);
    return wide;
}

enum hg_status ready_fields_make(struct job *job, struct ready_fields *out,
                                 struct hg_error *err)
{
    struct ready *ready = job->ready;
    if (!ready)
        return HG_OK;
    const size_t n_sector = hg_axis_size(job->inventory->sectors);
    out->field = calloc(ready->n + 1, sizeof(double *));
    out->field_of = calloc(n_sector + 1, sizeof(*out->field_of));
    out->covered = calloc(hg_grid_cells(job->wide) + 1, sizeof(*out->covered));
    if (!out->field || !out->field_of || !out->covered)
        return no_memory(err, "the ready grids");
    for (size_t s = 0; s < n_sector; s++)
        out->field_of[s] = HG_NO_FIELD;
    for (size_t f = 0; f < ready->n; f++) {
        const size_t s = hg_axis_find(job->inventory->sectors, ready->sector[f]);
        if (s != HG_NOT_FOUND) /* else nothing of it lies in a region */
            out->field_of[s] = (uint32_t)f;
        out->field[f] = widen(job, ready->field[f]);
        ready->field[f] = NULL;
        if (!out->field[f])
            return no_memory(err, "a ready grid");
    }
    hg_field_covered(job->weights, hg_grid_cells(job->wide), out->covered);
    return HG_OK;
}

void ready_fields_finish(const struct job *job, struct ready_fields *fields)
{
    for (size_t f = 0; fields->field && f < job->ready->n; f++)
        free(fields->field[f]);
    free(fields->field);
    free(fields->field_of);
    free(fields->covered);
}

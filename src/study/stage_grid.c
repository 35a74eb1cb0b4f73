/* stage_grid.c - stage 2: E, with every kilogram on the grid or in a line of the ledger
 */
#include "study/cache.h"
#include "study/ready.h"
#include "study/streams.h"
#include "study/traced.h"
#include <assert.h>
#include <hotgrid/arena.h>
#include <hotgrid/large.h>
#include <stdlib.h>
#include <string.h>

static size_t industries(const struct job *job)
{
    return hg_axis_size(job->inventory->regions) * hg_axis_size(job->inventory->sectors);
}

/* Index of a proxy file or a blend (after the files) by name; HG_NOT_FOUND for area. */
static size_t find_blend(const struct hg_study *study, const char *name)
{
    for (size_t i = 0; i < study->inventory.n_files; i++)
        if (strcmp(name, study->inventory.files[i].name) == 0)
            return i;
    for (size_t i = 0; i < study->inventory.n_blends; i++)
        if (strcmp(name, study->inventory.blends[i].name) == 0)
            return study->inventory.n_files + i;
    return HG_NOT_FOUND;
}

/* The blends of a study rule as indices; "area" ends a chain. */
static enum hg_status chain_of(struct job *job, const struct hg_study_proxy_rule *rule,
                               struct hg_chain *out, struct hg_error *err)
{
    uint32_t *blend = hg_arena_alloc(job->arena, rule->use.n + 1, sizeof(*blend));
    if (!blend)
        return no_memory(err, "the proxies");
    size_t n = 0;
    for (size_t i = 0; i < rule->use.n; i++) {
        const size_t found = find_blend(job->study, rule->use.word[i]);
        if (found == HG_NOT_FOUND)
            break;
        blend[n++] = (uint32_t)found;
    }
    *out = (struct hg_chain){n, blend};
    return HG_OK;
}

/* One chain a sector: the rule that names it, else the rule for all others, else area. */
static enum hg_status make_chains(struct job *job, struct hg_chain *chain,
                                  struct hg_error *err)
{
    const struct hg_axis *sectors = job->inventory->sectors;
    enum hg_status status = HG_OK;
    for (size_t i = 0; status == HG_OK && i < job->study->inventory.n_rules; i++) {
        const struct hg_study_proxy_rule *rule = &job->study->inventory.rules[i];
        if (rule->sectors.n)
            continue;
        for (size_t s = 0; status == HG_OK && s < hg_axis_size(sectors); s++)
            status = chain_of(job, rule, &chain[s], err);
    }
    for (size_t i = 0; status == HG_OK && i < job->study->inventory.n_rules; i++) {
        const struct hg_study_proxy_rule *rule = &job->study->inventory.rules[i];
        for (size_t k = 0; status == HG_OK && k < rule->sectors.n; k++) {
            const size_t s = hg_axis_find(sectors, rule->sectors.word[k]);
            if (s == HG_NOT_FOUND)
                return hg_fail(err, HG_E_STUDY,
                               "%s: sector `%s` of `proxies` is not in the inventory",
                               job->study->path, rule->sectors.word[k]);
            status = chain_of(job, rule, &chain[s], err);
        }
    }
    return status;
}

/* What the blends of a study are made of. */
struct blends {
    size_t n_file;
    double **density;       /* [file][cell] */
    struct hg_blend *blend; /* one for each file, then those of the study */
    struct hg_blend_part *part;
    double **mask; /* [study blend][cell], NULL for none */
};

/* A mask is a proxy from 0 to 1; cells where it says nothing are 0. */
static enum hg_status make_mask(const struct job *job, const struct hg_study_blend *from,
                                const struct blends *b, double **out,
                                struct hg_error *err)
{
    const char *const names[] = {from->within, from->outside};
    const size_t n = hg_grid_cells(job->wide);
    double *mask = malloc(n * sizeof(*mask));
    if (!mask)
        return no_memory(err, "a mask");
    for (size_t i = 0; i < n; i++)
        mask[i] = 1;
    *out = mask;
    for (size_t k = 0; k < 2; k++) {
        if (!names[k])
            continue;
        const double *density = b->density[find_blend(job->study, names[k])];
        assert(density); /* all proxies are on the grid by now */
        for (size_t i = 0; i < n; i++) {
            const double value = density[i] > 0 ? density[i] : 0; /* NaN is 0 too */
            if (value > 1 + 1e-6)
                return hg_fail(err, HG_E_INPUT,
                               "%s: the mask `%s` is %g in a cell, must be from 0 to 1; "
                               "a raster of 0 and 1, or polygons with `quantity: cover`",
                               job->study->path, names[k], value);
            mask[i] *= k == 0 ? fmin(1, value) : fmax(0, 1 - value);
        }
    }
    return HG_OK;
}

static enum hg_status make_blends(const struct job *job, struct blends *b,
                                  struct hg_error *err)
{
    const struct hg_study *study = job->study;
    const size_t n_blend = study->inventory.n_blends;
    size_t n_part = b->n_file;
    for (size_t i = 0; i < n_blend; i++)
        n_part += study->inventory.blends[i].n_of;
    b->blend = calloc(b->n_file + n_blend + 1, sizeof(*b->blend));
    b->part = calloc(n_part + 1, sizeof(*b->part));
    b->mask = calloc(n_blend + 1, sizeof(*b->mask));
    if (!b->blend || !b->part || !b->mask)
        return no_memory(err, "the blends of proxies");
    struct hg_blend_part *part = b->part;
    for (size_t i = 0; i < b->n_file; i++) {
        *part = (struct hg_blend_part){(uint32_t)i, 1};
        b->blend[i] = (struct hg_blend){1, part++, NULL};
    }
    enum hg_status status = HG_OK;
    for (size_t i = 0; status == HG_OK && i < n_blend; i++) {
        const struct hg_study_blend *from = &study->inventory.blends[i];
        if (from->within || from->outside)
            status = make_mask(job, from, b, &b->mask[i], err);
        b->blend[b->n_file + i] = (struct hg_blend){from->n_of, part, b->mask[i]};
        for (size_t k = 0; k < from->n_of; k++)
            *part++ = (struct hg_blend_part){
                (uint32_t)find_blend(study, from->of[k].proxy), from->of[k].share};
    }
    return status;
}

static void free_blends(const struct job *job, struct blends *b)
{
    for (size_t i = 0; b->density && i < b->n_file; i++)
        free(b->density[i]);
    for (size_t i = 0; b->mask && i < job->study->inventory.n_blends; i++)
        free(b->mask[i]);
    free(b->density);
    free(b->blend);
    free(b->part);
    free(b->mask);
}

static enum hg_status regrid_proxies(struct job *job, double **density,
                                     struct hg_error *err)
{
    enum hg_status status = HG_OK;
    for (size_t i = 0; status == HG_OK && i < job->study->inventory.n_files; i++) {
        const size_t size = hg_grid_cells(job->wide) * sizeof(double);
        density[i] = hg_large(malloc(size), size);
        if (!density[i])
            return no_memory(err, "a proxy on the grid");
        if (traced_is_proxy(job, i)) {
            status = traced_grid_proxy(job, i, density[i], err);
            continue;
        }
        status = cache_regrid(job, i, density[i], err);
        hg_raster_destroy(job->raster[i]);
        job->raster[i] = NULL;
    }
    return status;
}

/* Streamed points lie on the grid of the study: they move to the wide one, whose cells
 * come in the same order. */
static struct hg_pieces *take_streamed(const struct job *job, size_t file)
{
    struct hg_pieces *pieces = job->streams->pieces[file];
    const bool same = hg_grid_cells(job->wide) == hg_grid_cells(job->grid);
    job->streams->pieces[file] = NULL;
    for (size_t i = 0; !same && i < pieces->n; i++)
        if (pieces->piece[i].cell < HG_DIFFUSE_CELL)
            pieces->piece[i].cell =
                hg_grid_cell_in(job->wide, job->grid, pieces->piece[i].cell);
    return pieces;
}

/* The sources of all files as pieces on the wide grid. */
static enum hg_status cut_sources(struct job *job, struct hg_pieces **pieces,
                                  struct hg_error *err)
{
    enum hg_status status = HG_OK;
    for (size_t i = 0; status == HG_OK && i < job->study->inventory.n_points; i++)
        if (job->streams->pieces[i])
            pieces[i] = take_streamed(job, i);
        else
            status = hg_pieces_of_points(job->wide, job->inventory, job->points[i],
                                         &pieces[i], err);
    if (status == HG_OK)
        status = traced_cut(job, pieces + job->study->inventory.n_points, err);
    return status;
}

static enum hg_status allocate_all(struct job *job, const struct blends *b,
                                   struct hg_pieces **pieces, struct hg_chain *chain,
                                   struct hg_error *err)
{
    struct ready_fields ready = {0};
    enum hg_status status = ready_fields_make(job, &ready, err);
    const struct hg_allocate_params params = {
        .grid = job->wide,
        .inventory = job->inventory,
        .n_pieces = job->study->inventory.n_points + job->traced->n,
        .pieces = (const struct hg_pieces *const *)pieces,
        .shapes = job->regions,
        .weights = job->weights,
        .n_density = b->n_file,
        .density = (const double *const *)b->density,
        .n_blend = b->n_file + job->study->inventory.n_blends,
        .blend = b->blend,
        .chain = chain,
        .field = (const double *const *)ready.field,
        .field_of = ready.field_of,
        .covered = ready.covered,
        .threads = job->threads,
    };
    if (status == HG_OK)
        status = hg_allocate(&params, &job->allocation, err);
    ready_fields_finish(job, &ready);
    return status;
}

static enum hg_status allocate(struct job *job, struct hg_error *err)
{
    struct blends b = {.n_file = job->study->inventory.n_files};
    if (job->stored)
        return job_take_emissions(job, err);
    const size_t n_source = job->study->inventory.n_points + job->traced->n;
    b.density = calloc(b.n_file + 1, sizeof(double *));
    struct hg_pieces **pieces = calloc(n_source + 1, sizeof(struct hg_pieces *));
    struct hg_chain *chain =
        calloc(hg_axis_size(job->inventory->sectors) + 1, sizeof(*chain));
    enum hg_status status = HG_OK;
    if (!b.density || !pieces || !chain) {
        status = no_memory(err, "the proxies on the grid");
        goto done;
    }
    status = make_chains(job, chain, err);
    if (status == HG_OK)
        status = regrid_proxies(job, b.density, err);
    if (status == HG_OK)
        status = make_blends(job, &b, err);
    if (status == HG_OK)
        status = cut_sources(job, pieces, err);
    if (status == HG_OK)
        status = allocate_all(job, &b, pieces, chain, err);
done:
    free_blends(job, &b);
    for (size_t i = 0; pieces && i < n_source; i++)
        hg_pieces_destroy(pieces[i]);
    free(pieces);
    free(chain);
    return status;
}

/* Back from the wide grid to that of the study. */
static enum hg_status crop(struct job *job, struct hg_error *err)
{
    const size_t n = industries(job);
    job->gridded = calloc(n + 1, sizeof(*job->gridded));
    job->outside = calloc(n + 1, sizeof(*job->outside));
    if (!job->gridded || !job->outside)
        return no_memory(err, "the sums by industry");
    enum hg_status status = HG_OK;
    job->emissions = job->allocation->emissions;
    if (job->stored) { /* cropped before it was stored */
        for (size_t i = 0; i < n; i++)
            job->outside[i] = job->stored->facts.outside[i];
        return hg_emissions_sums(job->emissions, job->threads, job->gridded, err);
    }
    if (hg_grid_cells(job->wide) != hg_grid_cells(job->grid)) {
        status = hg_emissions_crop(job->allocation->emissions, job->grid, job->outside,
                                   &job->cropped, err);
        job->emissions = job->cropped;
    }
    const struct hg_allocation *a = job->allocation;
    const size_t n_sector = hg_axis_size(job->inventory->sectors);
    for (size_t i = 0; i < a->n_placement; i++)
        if (a->placement[i].kind == HG_PLACED_OUTSIDE)
            job->outside[a->placement[i].region * n_sector + a->placement[i].sector] +=
                a->placement[i].mass;
    return status != HG_OK
               ? status
               : hg_emissions_sums(job->emissions, job->threads, job->gridded, err);
}

/* Which choice placed what is diffuse of each industry. */
static enum hg_status find_tiers(struct job *job, struct hg_error *err)
{
    const size_t n_sector = hg_axis_size(job->inventory->sectors);
    job->tier = calloc(industries(job) + 1, sizeof(*job->tier));
    if (!job->tier)
        return no_memory(err, "the choices of proxies");
    for (size_t i = 0; i < job->allocation->n_placement; i++) {
        const struct hg_placement *p = &job->allocation->placement[i];
        if (p->kind == HG_PLACED_BY_PROXY || p->kind == HG_PLACED_BY_AREA ||
            p->kind == HG_PLACED_BY_NEAREST)
            job->tier[p->region * n_sector + p->sector] = p->tier + 1;
    }
    return HG_OK;
}

/* Pairs (region, sector) of gridded sectors whose mass is not all accounted for. */
static size_t unequal_pairs(const struct job *job)
{
    const struct hg_allocation *a = job->allocation;
    const size_t n_sector = hg_axis_size(job->inventory->sectors);
    size_t unequal = 0, next = 0;
    for (size_t i = 0; i < industries(job); i++) {
        hg_mass_sum nowhere = 0;
        while (next < a->n_placement &&
               a->placement[next].region * n_sector + a->placement[next].sector <= i) {
            if (a->placement[next].kind == HG_PLACED_NOWHERE)
                nowhere += a->placement[next].mass;
            next++;
        }
        if (job->inventory->gridded[i % n_sector])
            unequal +=
                job->gridded[i] + job->outside[i] + nowhere != job->inventory->total[i];
    }
    return unequal;
}

static enum hg_status enter_ledger(struct job *job, struct hg_error *err)
{
    const size_t n_sector = hg_axis_size(job->inventory->sectors);
    hg_mass_sum points = 0, gridded = 0, outside = 0, by_choice = 0;
    for (size_t i = 0; i < job->emissions->n_point; i++)
        points += job->emissions->point[i].mass;
    for (size_t i = 0; i < industries(job); i++) {
        gridded += job->gridded[i];
        outside += job->outside[i];
        if (!job->inventory->gridded[i % n_sector])
            by_choice += job->inventory->total[i];
    }
    job->residual = gridded + outside + job->allocation->unlocated + by_choice -
                    hg_inventory_sum(job->inventory);
    struct hg_ledger *ledger = job->ledger;
    enum hg_status status = hg_ledger_open(
        ledger, "grid", "inventory = gridded + set aside, in fixed point", 0, err);
    const struct {
        enum hg_side side;
        const char *name;
        hg_mass_sum mass;
    } entry[] = {
        {HG_LEFT, "inventory", hg_inventory_sum(job->inventory)},
        {HG_RIGHT, "on the grid, at points", points},
        {HG_RIGHT, "on the grid, diffuse", gridded - points},
        {HG_RIGHT, "outside the grid", outside},
        {HG_RIGHT, "unlocated (no polygon)", job->allocation->unlocated},
        {HG_RIGHT, "not gridded by choice", by_choice},
    };
    for (size_t i = 0; status == HG_OK && i < sizeof(entry) / sizeof(entry[0]); i++)
        status =
            hg_ledger_enter(ledger, entry[i].side, entry[i].name, entry[i].mass, err);
    if (status == HG_OK)
        status = hg_ledger_note(ledger, "grid", "regions x sectors that do not balance",
                                (double)unequal_pairs(job), 0, err);
    if (status == HG_OK && job->allocation->n_rescaled)
        status =
            hg_ledger_note(ledger, "grid", "points scaled down to their total (pairs)",
                           (double)job->allocation->n_rescaled, INFINITY, err);
    return status;
}

/* A grid that cuts regions is seldom meant: the maps would miss what lies beyond. */
static void warn_outside(const struct job *job)
{
    hg_mass_sum outside = 0;
    for (size_t i = 0; i < industries(job); i++)
        outside += job->outside[i];
    const double all = hg_mass_kg(hg_inventory_sum(job->inventory));
    if (hg_mass_kg(outside) > 0.005 * all)
        hg_log_print(job->options->log, HG_LOG_WARNING,
                     "%.1f %% of the inventory, %.6g Mt, lies outside grid %s: it is in "
                     "the ledger, not on the maps; widen the grid if that is not meant",
                     100 * hg_mass_kg(outside) / all, hg_mass_kg(outside) / 1e9,
                     hg_grid_params(job->grid)->name);
}

/* Ready grids were split by fractions on the study's grid: they may be those of all. */
static enum hg_status cover(struct job *job, struct hg_error *err)
{
    if (job->ready && hg_grid_cells(job->wide) == hg_grid_cells(job->grid)) {
        job->weights = job->ready->weights;
        job->ready->weights = NULL;
        return HG_OK;
    }
    return cache_cover(job, job->wide, &job->weights, err);
}

enum hg_status stage_grid(struct job *job, struct hg_error *err)
{
    enum hg_status status = cover(job, err);
    stage_run *const steps[] = {allocate,
                                crop,
                                find_tiers,
                                job_find_domain,
                                enter_ledger,
                                job_note_strays,
                                job_make_uncertainty};
    for (size_t i = 0; status == HG_OK && i < sizeof(steps) / sizeof(steps[0]); i++)
        status = steps[i](job, err);
    if (status == HG_OK && job->stored)
        status = job_note_stored(job, "grid", err);
    if (status == HG_OK)
        warn_outside(job);
    return status;
}

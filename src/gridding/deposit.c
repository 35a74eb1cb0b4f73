/* deposit.c - streamed points become pieces, or those of one cell are caught */
#include <hotgrid/deposit.h>

#include "gridding/bins.h"
#include "gridding/survey.h"
#include <assert.h>
#include <hotgrid/arena.h>
#include <hotgrid/parallel.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What a worker knows of a pair. */
struct tally {
    struct hg_deposit_pair sum;
    struct hg_pair pair; /* region NULL: not met yet */
    const struct hg_border *border;
};

struct worker {
    struct hg_transform to_grid;
    size_t n_tally;
    struct tally *tally; /* [pair] */
    size_t n;            /* rows to be added */
    uint32_t cell[HG_SITES_OF_A_BLOCK], pair[HG_SITES_OF_A_BLOCK];
    hg_mass mass[HG_SITES_OF_A_BLOCK];
    double sigma[HG_SITES_OF_A_BLOCK];
    double x[HG_SITES_OF_A_BLOCK], y[HG_SITES_OF_A_BLOCK];
    uint32_t at[HG_SITES_OF_A_BLOCK]; /* cell of each row */
    struct bins_room room;
};

struct hg_deposit {
    struct hg_deposit_params p;
    const struct hg_grid *grid;
    struct bins *bins;
    unsigned threads;
    struct worker **worker; /* [threads]; NULL: it has not come yet */
    uint32_t catch;
    struct hg_lock *lock; /* for what is caught */
    struct hg_arena *arena;
    size_t n_caught, room;
    struct hg_site *caught;
};

static enum hg_status no_memory(const struct hg_deposit *deposit, struct hg_error *err)
{
    return hg_fail(err, HG_E_MEMORY, "%s: no memory for its points", deposit->p.file);
}

enum hg_status hg_deposit_create(const struct hg_deposit_params *params,
                                 struct hg_deposit **out, struct hg_error *err)
{
    struct hg_deposit *deposit = calloc(1, sizeof(*deposit));
    if (!deposit)
        return hg_fail(err, HG_E_MEMORY, "%s: no memory for its points", params->file);
    deposit->p = *params;
    deposit->grid = survey_params(params->survey)->grid;
    deposit->threads = params->threads > 0 ? params->threads : 1;
    deposit->catch = HG_NO_CELL;
    deposit->worker = calloc(deposit->threads, sizeof(struct worker *));
    deposit->lock = hg_lock_create();
    deposit->arena = hg_arena_create();
    enum hg_status status = deposit->worker && deposit->lock && deposit->arena
                                ? HG_OK
                                : no_memory(deposit, err);
    if (status == HG_OK)
        status = bins_create(hg_grid_cells(deposit->grid), params->squares,
                             &deposit->bins, err);
    if (status != HG_OK) {
        hg_deposit_destroy(deposit);
        return status;
    }
    *out = deposit;
    return HG_OK;
}

void hg_deposit_destroy(struct hg_deposit *deposit)
{
    if (!deposit)
        return;
    for (unsigned i = 0; deposit->worker && i < deposit->threads; i++) {
        if (!deposit->worker[i])
            continue;
        hg_transform_finish(&deposit->worker[i]->to_grid);
        free(deposit->worker[i]->tally);
        free(deposit->worker[i]);
    }
    free(deposit->worker);
    bins_destroy(deposit->bins);
    hg_lock_destroy(deposit->lock);
    hg_arena_destroy(deposit->arena);
    free(deposit->caught);
    free(deposit);
}

/* NULL after an error. */
static struct worker *start_worker(struct hg_deposit *deposit, unsigned worker,
                                   struct hg_error *err)
{
    assert(worker < deposit->threads);
    if (deposit->worker[worker])
        return deposit->worker[worker];
    struct worker *w = calloc(1, sizeof(*w));
    if (!w) {
        (void)no_memory(deposit, err);
        return NULL;
    }
    if (hg_transform_copy(survey_params(deposit->p.survey)->to_grid, &w->to_grid, err) !=
        HG_OK) {
        free(w);
        return NULL;
    }
    deposit->worker[worker] = w;
    return w;
}

/* The pair of a row, met for the first time by this worker. */
static enum hg_status meet(struct hg_deposit *deposit, struct worker *w, uint32_t pair,
                           struct hg_error *err)
{
    if (pair >= w->n_tally) {
        const size_t n = 2 * (size_t)pair + 64;
        struct tally *grown = realloc(w->tally, n * sizeof(*grown));
        if (!grown)
            return no_memory(deposit, err);
        memset(grown + w->n_tally, 0, (n - w->n_tally) * sizeof(*grown));
        w->tally = grown;
        w->n_tally = n;
    }
    struct tally *tally = &w->tally[pair];
    tally->pair = hg_pairs_at(deposit->p.pairs, pair);
    tally->sum.first = UINT64_MAX;
    return survey_region(deposit->p.survey, tally->pair.region, &tally->border, err);
}

/* A row of a block with its text, for who keeps it. */
struct written {
    struct hg_site site;
    char *id, *name;
};

static bool write_out(const struct hg_deposit *deposit, const struct tally *tally,
                      const struct hg_site_block *block, size_t i, struct written *out)
{
    out->id = strndup(block->id[i].text, block->id[i].length);
    out->name = strndup(block->name[i].text, block->name[i].length);
    out->site = (struct hg_site){.id = out->id,
                                 .name = out->name,
                                 .region = tally->pair.region,
                                 .sector = tally->pair.sector,
                                 .lon = block->lon[i],
                                 .lat = block->lat[i],
                                 .weight = block->kg[i],
                                 .file = deposit->p.file,
                                 .line = (size_t)block->place[i],
                                 .sigma = block->sigma[i]};
    return out->id && out->name;
}

/* A point that does not lie in its region: its cell may change. */
static enum hg_status judge(struct hg_deposit *deposit, struct worker *w,
                            const struct tally *tally, const struct hg_site_block *block,
                            size_t i, bool keep, struct hg_error *err)
{
    struct written row;
    enum hg_status status = HG_OK;
    if (!write_out(deposit, tally, block, i, &row))
        status = no_memory(deposit, err);
    struct hg_misplaced found = {.site = &row.site, .streamed = true};
    if (status == HG_OK)
        status = survey_judge(deposit->p.survey, &w->to_grid, tally->pair.region,
                              &row.site, w->x[i], w->y[i], &w->at[i], &found, err);
    if (status == HG_OK && keep)
        status = survey_keep(deposit->p.survey, &found, err);
    free(row.id);
    free(row.name);
    return status;
}

/* Finds the cell of each row. */
static enum hg_status find_cells(struct hg_deposit *deposit, struct worker *w,
                                 const struct hg_site_block *block, bool keep,
                                 struct hg_error *err)
{
    for (size_t i = 0; i < block->n; i++) {
        w->x[i] = block->lon[i] >= 180 ? block->lon[i] - 360 : block->lon[i];
        w->y[i] = block->lat[i];
    }
    hg_transform_apply(&w->to_grid, block->n, w->x, w->y);
    hg_grid_cells_at(deposit->grid, block->n, w->x, w->y, w->at);
    for (size_t i = 0; i < block->n; i++) {
        const uint32_t pair = block->pair[i];
        enum hg_status status = HG_OK;
        if (pair >= w->n_tally || !w->tally[pair].pair.region)
            status = meet(deposit, w, pair, err);
        if (status != HG_OK)
            return status;
        const struct tally *tally = &w->tally[pair];
        if (!tally->border ||
            !hg_border_contains(tally->border, w->x[i], w->y[i], w->at[i]))
            status = judge(deposit, w, tally, block, i, keep, err);
        if (status != HG_OK)
            return status;
    }
    return HG_OK;
}

enum hg_status hg_deposit_take(void *context, unsigned worker,
                               const struct hg_site_block *block, struct hg_error *err)
{
    struct hg_deposit *deposit = context;
    struct worker *w = start_worker(deposit, worker, err);
    if (!w)
        return HG_E_MEMORY;
    const enum hg_status status = find_cells(deposit, w, block, true, err);
    if (status != HG_OK)
        return status;
    size_t n = 0;
    for (size_t i = 0; i < block->n; i++) {
        struct hg_deposit_pair *sum = &w->tally[block->pair[i]].sum;
        const hg_mass mass = block->mass[i];
        sum->n++;
        sum->mass += mass;
        sum->first = block->place[i] < sum->first ? block->place[i] : sum->first;
        if (mass == 0)
            continue;
        sum->n_inside += w->at[i] < HG_DIFFUSE_CELL;
        sum->n_outside += w->at[i] == HG_NO_CELL;
        w->cell[n] = w->at[i];
        w->pair[n] = block->pair[i];
        w->sigma[n] = block->sigma[i];
        w->mass[n++] = mass;
    }
    const struct bins_rows rows = {n, w->cell, w->pair, w->mass, w->sigma};
    return bins_add(deposit->bins, &w->room, &rows, err);
}

void hg_deposit_pairs(const struct hg_deposit *deposit, size_t n,
                      struct hg_deposit_pair *out)
{
    for (size_t p = 0; p < n; p++)
        out[p] = (struct hg_deposit_pair){.first = UINT64_MAX};
    for (unsigned i = 0; i < deposit->threads; i++) {
        const struct worker *w = deposit->worker[i];
        for (size_t p = 0; w && p < w->n_tally && p < n; p++) {
            const struct hg_deposit_pair *sum = &w->tally[p].sum;
            if (sum->n == 0)
                continue;
            out[p].n += sum->n;
            out[p].n_inside += sum->n_inside;
            out[p].n_outside += sum->n_outside;
            out[p].mass += sum->mass;
            out[p].first = sum->first < out[p].first ? sum->first : out[p].first;
        }
    }
}

enum hg_status hg_deposit_pieces(struct hg_deposit *deposit, enum hg_point_rule rule,
                                 size_t n, const size_t *industry, size_t n_industry,
                                 struct hg_pieces **out, struct hg_error *err)
{
    assert(rule != HG_POINTS_SCALE);
    struct hg_pieces *pieces = NULL;
    struct hg_deposit_pair *pair = calloc(n + 1, sizeof(*pair));
    if (!pair)
        return no_memory(deposit, err);
    const enum hg_status status = bins_pieces(deposit->bins, deposit->threads, rule,
                                              industry, n_industry, &pieces, err);
    hg_deposit_pairs(deposit, n, pair);
    for (size_t p = 0; status == HG_OK && p < n; p++) {
        if (industry[p] == HG_NOT_FOUND)
            continue;
        pieces->n_inside[industry[p]] = pair[p].n_inside;
        pieces->n_outside[industry[p]] = pair[p].n_outside;
    }
    free(pair);
    if (status == HG_OK)
        *out = pieces;
    return status;
}

void hg_deposit_catch(struct hg_deposit *deposit, uint32_t cell)
{
    deposit->catch = cell;
}

static bool keep_caught(struct hg_deposit *d, const struct hg_site *site)
{
    if (d->n_caught == d->room) {
        const size_t room = 2 * d->room + 16;
        struct hg_site *grown = realloc(d->caught, room * sizeof(*grown));
        if (!grown)
            return false;
        d->caught = grown;
        d->room = room;
    }
    struct hg_site *kept = &d->caught[d->n_caught];
    *kept = *site;
    kept->id = hg_arena_copy(d->arena, site->id, strlen(site->id));
    kept->name = hg_arena_copy(d->arena, site->name, strlen(site->name));
    d->n_caught += kept->id && kept->name;
    return kept->id && kept->name;
}

enum hg_status hg_deposit_take_caught(void *context, unsigned worker,
                                      const struct hg_site_block *block,
                                      struct hg_error *err)
{
    struct hg_deposit *deposit = context;
    struct worker *w = start_worker(deposit, worker, err);
    if (!w)
        return HG_E_MEMORY;
    enum hg_status status = find_cells(deposit, w, block, false, err);
    for (size_t i = 0; status == HG_OK && i < block->n; i++) {
        struct written row;
        if (w->at[i] != deposit->catch)
            continue;
        hg_lock_take(deposit->lock);
        if (!write_out(deposit, &w->tally[block->pair[i]], block, i, &row) ||
            !keep_caught(deposit, &row.site))
            status = no_memory(deposit, err);
        hg_lock_release(deposit->lock);
        free(row.id);
        free(row.name);
    }
    return status;
}

static int by_codes(const void *a, const void *b)
{
    const struct hg_site *p = a, *q = b;
    int order = strcmp(p->region, q->region);
    if (!order)
        order = strcmp(p->sector, q->sector);
    if (!order)
        order = strcmp(p->id, q->id);
    return order ? order : (p->line > q->line) - (p->line < q->line);
}

const struct hg_site *hg_deposit_caught(struct hg_deposit *deposit, size_t *n)
{
    if (deposit->n_caught > 1)
        qsort(deposit->caught, deposit->n_caught, sizeof(deposit->caught[0]), by_codes);
    *n = deposit->n_caught;
    return deposit->caught;
}

/* world.c - a toyland gridded and attributed: the whole way from rows to footprints */
#include "world.h"
#include "unit/check.h"
#include "unit/shares.h"
#include "unit/strip.h"
#include <hotgrid/concordance.h>
#include <hotgrid/coverage.h>
#include <stdlib.h>

static const char *const market[] = {"AAA", "BBB", "CCC"};
static const char *const good[] = {"energy", "things"};

/* The number a sector of the inventory has in the land: its code may have been changed.
 */
static size_t land_sector(const struct toyland *land, const char *code)
{
    for (size_t s = 0; s < land->n_sector; s++)
        if (strcmp(land->sector[s], code) == 0)
            return s;
    fail_msg("sector %s is not in the land", code);
    return 0;
}

void world_make(const struct toyland *land, size_t off_map, unsigned threads,
                struct world *out)
{
    struct hg_error err = {0};
    struct world w = {.grid = toy_grid(&land->params), .inventory = toy_inventory(land)};
    for (int rule = 0; rule < 3; rule++)
        w.points[rule] = toy_points(land, w.inventory, (enum hg_point_rule)rule);
    assert_ok(hg_cover(w.grid, &land->shapes, threads, &w.weights, &err), err);

    const double *density[TOY_PROXIES];
    struct hg_blend_part part[TOY_PROXIES];
    struct hg_blend blend[TOY_PROXIES];
    struct hg_pieces *pieces[3] = {NULL};
    struct hg_chain chain[TOY_SECTORS] = {{0, NULL}};
    for (size_t p = 0; p < TOY_PROXIES; p++) {
        density[p] = land->density[p];
        part[p] = (struct hg_blend_part){(uint32_t)p, 1};
        blend[p] = (struct hg_blend){1, &part[p], NULL};
    }
    for (int rule = 0; rule < 3; rule++)
        assert_ok(
            hg_pieces_of_points(w.grid, w.inventory, w.points[rule], &pieces[rule], &err),
            err);
    for (size_t i = 0; i < hg_axis_size(w.inventory->sectors); i++) {
        const size_t s = land_sector(land, hg_axis_code(w.inventory->sectors, i));
        chain[i] = (struct hg_chain){land->n_chain[s], land->chain[s]};
        w.inventory->gridded[i] = s != off_map;
    }
    const struct hg_allocate_params params = {.grid = w.grid,
                                              .inventory = w.inventory,
                                              .n_pieces = 3,
                                              .pieces =
                                                  (const struct hg_pieces *const *)pieces,
                                              .shapes = &land->shapes,
                                              .weights = w.weights,
                                              .n_density = TOY_PROXIES,
                                              .density = density,
                                              .n_blend = TOY_PROXIES,
                                              .blend = blend,
                                              .chain = chain,
                                              .threads = threads};
    assert_ok(hg_allocate(&params, &w.allocation, &err), err);
    for (int rule = 0; rule < 3; rule++)
        hg_pieces_destroy(pieces[rule]);
    *out = w;
}

void world_end(struct world *world)
{
    hg_allocation_destroy(world->allocation);
    hg_weights_destroy(world->weights);
    for (int rule = 0; rule < 3; rule++)
        hg_points_destroy(world->points[rule]);
    hg_inventory_destroy(world->inventory);
    hg_grid_destroy(world->grid);
}

static struct hg_axis *axis(size_t n, const char *const *codes)
{
    struct hg_error err = {0};
    struct hg_axis *made = NULL;
    assert_ok(hg_axis_create(n, codes, NULL, &made, &err), err);
    return made;
}

static void *zeros(size_t n, size_t size)
{
    void *block = calloc(n, size);
    assert_non_null(block);
    return block;
}

struct hg_mrio *toy_table(uint64_t seed, bool trade)
{
    enum { N = TOY_MARKETS * TOY_GOODS };
    struct toy_dice dice = {.seed = seed};
    struct hg_mrio *m = zeros(1, sizeof(*m));
    m->regions = axis(TOY_MARKETS, market);
    m->sectors = axis(TOY_GOODS, good);
    m->categories = axis(1, good);
    m->n = N;
    m->region_of = zeros(N, sizeof(*m->region_of));
    m->sector_of = zeros(N, sizeof(*m->sector_of));
    m->Z = zeros((size_t)N * N, sizeof(double));
    m->Y = zeros((size_t)N * TOY_MARKETS, sizeof(double));
    for (size_t i = 0; i < N; i++) {
        m->region_of[i] = i / TOY_GOODS;
        m->sector_of[i] = i % TOY_GOODS;
        for (size_t j = 0; j < N; j++)
            if (trade || i / TOY_GOODS == j / TOY_GOODS)
                m->Z[i * N + j] = 10 * toy_real(&dice);
        for (size_t d = 0; d < TOY_MARKETS; d++)
            if (trade || i / TOY_GOODS == d)
                m->Y[i * TOY_MARKETS + d] = 1 + 20 * toy_real(&dice);
    }
    return m;
}

struct hg_shares *toy_shares(const struct hg_mrio *mrio, unsigned threads)
{
    return shares_of(mrio, threads);
}

struct hg_mix *toy_mix(const struct toyland *land, const struct world *world,
                       const struct hg_mrio *mrio, const struct hg_shares *shares,
                       uint64_t seed)
{
    struct toy_dice dice = {.seed = seed};
    struct hg_link region[TOY_REGIONS], sector[TOY_SECTORS * TOY_GOODS];
    struct hg_links regions = {.link = region}, sectors = {.link = sector};
    for (size_t r = 0; r < land->n_region; r++)
        region[regions.n++] = (struct hg_link){
            land->region[r], market[r % TOY_MARKETS], 1, "regions.csv", r + 2, NULL};
    for (size_t s = 0; s < land->n_sector; s++) {
        const double weight = toy_real(&dice);
        if (s == 0) {
            sector[sectors.n++] = (struct hg_link){
                land->sector[s], HG_HOUSEHOLD_CODE, 1, "sectors.csv", s + 2, NULL};
            continue;
        }
        sector[sectors.n++] = (struct hg_link){land->sector[s], good[0], weight,
                                               "sectors.csv",   s + 2,   NULL};
        sector[sectors.n++] = (struct hg_link){land->sector[s], good[1], 1 - weight,
                                               "sectors.csv",   s + 2,   NULL};
    }
    hg_links_sort(&regions);
    hg_links_sort(&sectors);

    struct hg_error err = {0};
    struct hg_faults *faults = NULL;
    struct hg_mix *mix = NULL;
    const struct hg_mix_params params = {.inventory = world->inventory,
                                         .mrio = mrio,
                                         .shares = shares,
                                         .regions = &regions,
                                         .sectors = &sectors};
    assert_ok(hg_faults_create(&faults, &err), err);
    assert_ok(hg_mix_create(&params, faults, &mix, &err), err);
    assert_ok(hg_faults_status(faults, &err), err);
    hg_faults_destroy(faults);
    return mix;
}

/* In strips of three rows, as a run would. */
double *toy_forms(const struct world *world, size_t n_form, const double *coefficient)
{
    const struct hg_grid_params *p = hg_grid_params(world->grid);
    struct hg_error err = {0};
    struct hg_forms *forms = NULL;
    double *kg = zeros(hg_grid_cells(world->grid) * n_form, sizeof(*kg));
    assert_ok(hg_forms_create(world->allocation->emissions, n_form, coefficient,
                              coefficient, &forms, &err),
              err);
    for (uint32_t row = 0; row < p->nrow; row += 3) {
        const uint32_t end = row + 3 < p->nrow ? row + 3 : p->nrow;
        fill_strip(forms, n_form, p->ncol, row, end, kg + (size_t)row * p->ncol * n_form);
    }
    hg_forms_destroy(forms);
    return kg;
}

double *toy_totals(const struct world *world)
{
    double ones[TOY_PAIRS];
    for (size_t i = 0; i < TOY_PAIRS; i++)
        ones[i] = 1;
    return toy_forms(world, 1, ones);
}

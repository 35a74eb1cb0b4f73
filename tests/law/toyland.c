/* toyland.c - small random worlds, the same for a seed on every machine */
#include "toyland.h"
#include "unit/check.h"
#include <stdio.h>

uint64_t toy_roll(struct toy_dice *dice)
{
    uint64_t z = dice->seed + ++dice->count * UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

double toy_real(struct toy_dice *dice)
{
    return (double)(toy_roll(dice) >> 11) * 0x1p-53;
}

size_t toy_below(struct toy_dice *dice, size_t n)
{
    return (size_t)(toy_roll(dice) % n);
}

void toy_shuffle(struct toy_dice *dice, size_t n, size_t *order)
{
    for (size_t i = 0; i < n; i++)
        order[i] = i;
    for (size_t i = n; i > 1; i--) {
        const size_t j = toy_below(dice, i), moved = order[i - 1];
        order[i - 1] = order[j];
        order[j] = moved;
    }
}

hg_mass toy_mass(struct toy_dice *dice)
{
    if (toy_below(dice, 8) == 0)
        return 0;
    return (hg_mass)(toy_roll(dice) >> (9 + toy_below(dice, 55)));
}

static void draw_grid(struct toyland *land, struct toy_dice *dice)
{
    const uint32_t ncol = 1 + (uint32_t)toy_below(dice, TOY_SIDE);
    const uint32_t nrow = 1 + (uint32_t)toy_below(dice, TOY_SIDE);
    const double side = 10000, west = -50000, south = 30000;
    land->params = (struct hg_grid_params){
        .name = "toyland",
        .crs = "EPSG:6933",
        .kind = HG_GRID_EQUAL_AREA,
        .box = {west, south, west + side * ncol, south + side * nrow},
        .ncol = ncol,
        .nrow = nrow};
}

/* The borders between strips: sorted positions from a little west of the grid to a little
 * east of it. */
static void draw_borders(struct toy_dice *dice, size_t n, double west, double east,
                         double *border)
{
    const double wide = east - west;
    for (size_t i = 0; i < n; i++)
        border[i] = west + wide * (-0.1 + 1.2 * toy_real(dice));
    for (size_t i = 1; i < n; i++)
        for (size_t j = i; j > 0 && border[j] < border[j - 1]; j--) {
            const double moved = border[j];
            border[j] = border[j - 1];
            border[j - 1] = moved;
        }
}

static void draw_strip(struct toyland *land, size_t at, const char *code,
                       const double *bottom, const double *top)
{
    const struct hg_box b = land->params.box;
    double *x = land->x + 4 * at, *y = land->y + 4 * at;
    x[0] = bottom[0];
    x[1] = bottom[1];
    x[2] = top[1];
    x[3] = top[0];
    y[0] = y[1] = b.south;
    y[2] = y[3] = b.north;
    land->ring[at] = (struct hg_ring){4 * at, 4, false};
    land->shape[at] =
        (struct hg_shape){.code = code,
                          .name = code,
                          .first_ring = at,
                          .n_ring = 1,
                          .box = {fmin(x[0], x[3]), b.south, fmax(x[1], x[2]), b.north}};
}

/* The last region is not on the map in one world of four. */
static void draw_shapes(struct toyland *land, struct toy_dice *dice)
{
    const struct hg_box b = land->params.box;
    double bottom[TOY_REGIONS + 1] = {0}, top[TOY_REGIONS + 1] = {0};
    const size_t n = land->n_region - (toy_below(dice, 4) == 0 ? 1 : 0);
    draw_borders(dice, n + 1, b.west, b.east, bottom);
    draw_borders(dice, n + 1, b.west, b.east, top);
    for (size_t i = 0; i < n; i++)
        draw_strip(land, i, land->region[i], bottom + i, top + i);
    land->shapes = (struct hg_shapes){.n_shape = n,
                                      .n_ring = n,
                                      .n_vertex = 4 * n,
                                      .shape = land->shape,
                                      .ring = land->ring,
                                      .x = land->x,
                                      .y = land->y,
                                      .lon = land->x,
                                      .lat = land->y};
}

/* One point in ten lies outside the grid. */
static void draw_site(struct toyland *land, struct toy_dice *dice, int rule, size_t pair)
{
    const struct hg_box b = land->params.box;
    struct hg_sites *sites = &land->sites[rule];
    const size_t i = sites->n++;
    char *id = land->site_id[rule][i];
    snprintf(id, TOY_CODE, "%d-%zu", rule, i);
    land->site[rule][i] = (struct hg_site){
        .id = id,
        .name = "",
        .region = land->region[pair / land->n_sector],
        .sector = land->sector[pair % land->n_sector],
        .lon = b.west + (b.east - b.west) * toy_real(dice),
        .lat = b.south + (b.north - b.south) * toy_real(dice),
        .weight = rule == HG_POINTS_SCALE ? toy_real(dice) : hg_mass_kg(toy_mass(dice)),
        .file = "sites.csv",
        .line = i + 2};
    if (toy_below(dice, 10) == 0)
        land->site[rule][i].lon = b.east + 1 + 1e5 * toy_real(dice);
}

/* Each pair of region and sector has a total, points, both or nothing. */
static void draw_pair(struct toyland *land, struct toy_dice *dice, size_t pair)
{
    const size_t kind = toy_below(dice, 5), n = 1 + toy_below(dice, 4);
    if (kind < 3 || pair % land->n_sector == 0)
        land->total[land->totals.n++] =
            (struct hg_total){.region = land->region[pair / land->n_sector],
                              .sector = land->sector[pair % land->n_sector],
                              .mass = toy_mass(dice),
                              .file = "totals.csv",
                              .line = pair + 2};
    else if (kind == 3)
        for (size_t i = 0; i < n && land->sites[HG_POINTS_ADD].n < TOY_SITES; i++)
            draw_site(land, dice, HG_POINTS_ADD, pair);
    const int rule = kind == 1 ? HG_POINTS_SCALE : HG_POINTS_REMAINDER;
    for (size_t i = 0; (kind == 1 || kind == 2) && i < n && i < TOY_SITES; i++)
        if (land->sites[rule].n < TOY_SITES)
            draw_site(land, dice, rule, pair);
}

static void draw_proxies(struct toyland *land, struct toy_dice *dice)
{
    const size_t n_cell = (size_t)land->params.ncol * land->params.nrow;
    for (size_t p = 0; p < TOY_PROXIES; p++)
        for (size_t cell = 0; cell < n_cell; cell++)
            land->density[p][cell] =
                toy_below(dice, 4) < 1 + p ? 0 : 100 * toy_real(dice);
    for (size_t s = 0; s < land->n_sector; s++) {
        size_t order[TOY_PROXIES];
        toy_shuffle(dice, TOY_PROXIES, order);
        land->n_chain[s] = toy_below(dice, TOY_PROXIES + 1);
        for (size_t i = 0; i < TOY_PROXIES; i++)
            land->chain[s][i] = (uint32_t)order[i];
    }
}

void toyland_draw(struct toyland *land, uint64_t seed)
{
    struct toy_dice dice = {.seed = seed};
    *land = (struct toyland){0};
    land->n_region = 1 + toy_below(&dice, TOY_REGIONS);
    land->n_sector = 1 + toy_below(&dice, TOY_SECTORS);
    for (size_t r = 0; r < land->n_region; r++)
        snprintf(land->region[r], TOY_CODE, "R%zu", r);
    for (size_t s = 0; s < land->n_sector; s++)
        snprintf(land->sector[s], TOY_CODE, "s%zu", s);
    land->totals.total = land->total;
    for (int rule = 0; rule < 3; rule++) {
        land->sites[rule].rule = (enum hg_point_rule)rule;
        land->sites[rule].site = land->site[rule];
    }
    draw_grid(land, &dice);
    draw_shapes(land, &dice);
    for (size_t pair = 0; pair < land->n_region * land->n_sector; pair++)
        draw_pair(land, &dice, pair);
    draw_proxies(land, &dice);
}

struct hg_grid *toy_grid(const struct hg_grid_params *params)
{
    struct hg_error err = {0};
    struct hg_grid *grid = NULL;
    assert_ok(hg_grid_create(params, &grid, &err), err);
    return grid;
}

/* The laws are about land without faults. */
static void expect_no_faults(struct hg_faults *faults)
{
    struct hg_error err = {0};
    assert_ok(hg_faults_status(faults, &err), err);
    hg_faults_destroy(faults);
}

struct hg_inventory *toy_inventory(const struct toyland *land)
{
    struct hg_error err = {0};
    struct hg_faults *faults = NULL;
    struct hg_inventory *inventory = NULL;
    struct hg_sites all[3];
    struct hg_sites *list[] = {&all[0], &all[1], &all[2]};
    memcpy(all, land->sites, sizeof(all));
    const struct hg_inventory_params params = {
        .totals = &land->totals, .n_sites = 3, .sites = list};
    assert_ok(hg_faults_create(&faults, &err), err);
    assert_ok(hg_inventory_create(&params, faults, &inventory, &err), err);
    expect_no_faults(faults);
    return inventory;
}

struct hg_points *toy_points(const struct toyland *land,
                             const struct hg_inventory *inventory,
                             enum hg_point_rule rule)
{
    struct hg_error err = {0};
    struct hg_faults *faults = NULL;
    struct hg_points *points = NULL;
    assert_ok(hg_faults_create(&faults, &err), err);
    assert_ok(hg_points_create(inventory, &land->sites[rule], faults, &points, &err),
              err);
    expect_no_faults(faults);
    return points;
}

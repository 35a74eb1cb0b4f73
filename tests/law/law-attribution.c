/* law-attribution.c - whom a cell emits for does not change how much it emits */
#include "unit/check.h"
#include "world.h"
#include <stdlib.h>

enum { WORLDS = 150, D = TOY_MARKETS };

static const size_t everything = SIZE_MAX; /* no sector is off the map */

/* A world, its table, and F by destination. */
struct footprint {
    struct world world;
    struct hg_mrio *mrio;
    struct hg_shares *shares;
    struct hg_mix *mix;
    double *kg; /* [cell * D + destination] */
};

static void attribute(const struct toyland *land, uint64_t seed, bool trade,
                      unsigned threads, struct footprint *f)
{
    world_make(land, everything, threads, &f->world);
    f->mrio = toy_table(seed, trade);
    f->shares = toy_shares(f->mrio, threads);
    f->mix = toy_mix(land, &f->world, f->mrio, f->shares, seed);
    assert_int_equal(f->mix->n_destination, D);
    f->kg = toy_forms(&f->world, D, f->mix->share);
}

static void end(struct footprint *f)
{
    free(f->kg);
    hg_mix_destroy(f->mix);
    hg_shares_destroy(f->shares);
    hg_mrio_destroy(f->mrio);
    world_end(&f->world);
}

static size_t cells(const struct footprint *f)
{
    return hg_grid_cells(f->world.grid);
}

static void destinations_add_up_to_the_emissions_of_each_cell(void **state)
{
    (void)state;
    static struct toyland land;
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        struct footprint f;
        toyland_draw(&land, seed);
        attribute(&land, seed, true, 1, &f);
        double *total = toy_totals(&f.world);
        for (size_t cell = 0; cell < cells(&f); cell++) {
            double sum = 0;
            for (size_t d = 0; d < D; d++)
                sum += f.kg[cell * D + d];
            assert_near(sum, total[cell], 1e-12);
        }
        free(total);
        end(&f);
    }
}

/* What the cells of a map have for a destination is what its industries have for it. */
static void cells_add_up_to_what_industries_have_for_each_destination(void **state)
{
    (void)state;
    static struct toyland land;
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        struct footprint f;
        struct hg_error err = {0};
        hg_mass_sum sum[TOY_PAIRS];
        toyland_draw(&land, seed);
        attribute(&land, seed, true, 1, &f);
        assert_ok(hg_emissions_sums(f.world.allocation->emissions, 1, sum, &err), err);
        for (size_t d = 0; d < D; d++) {
            double by_cell = 0, by_industry = 0;
            for (size_t cell = 0; cell < cells(&f); cell++)
                by_cell += f.kg[cell * D + d];
            for (size_t i = 0; i < f.mix->n_industry; i++)
                by_industry += hg_mass_kg(sum[i]) * f.mix->share[i * D + d];
            assert_near(by_cell, by_industry, 1e-12);
        }
        end(&f);
    }
}

static void a_world_without_trade_emits_for_itself(void **state)
{
    (void)state;
    static struct toyland land;
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        struct footprint f;
        toyland_draw(&land, seed);
        attribute(&land, seed, false, 1, &f);
        const size_t n_sector = hg_axis_size(f.world.inventory->sectors);
        for (size_t i = 0; i < f.mix->n_industry; i++)
            for (size_t d = 0; d < D; d++) {
                const double share = i / n_sector % TOY_MARKETS == d ? 1 : 0;
                assert_int_equal(f.mix->own[i], i / n_sector % TOY_MARKETS);
                assert_true(fabs(f.mix->share[i * D + d] - share) <= 1e-14);
            }
        end(&f);
    }
}

/* Sectors get each other's codes, and with them other places on the axis. */
static void the_order_of_sectors_does_not_matter(void **state)
{
    (void)state;
    static struct toyland land, mixed;
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        struct toy_dice dice = {.seed = seed + 40};
        struct footprint f, g;
        size_t order[TOY_SECTORS];
        toyland_draw(&land, seed);
        toyland_draw(&mixed, seed);
        toy_shuffle(&dice, land.n_sector, order);
        for (size_t s = 0; s < land.n_sector; s++)
            memcpy(mixed.sector[s], land.sector[order[s]], TOY_CODE);
        attribute(&land, seed, true, 1, &f);
        attribute(&mixed, seed, true, 1, &g);
        for (size_t i = 0; i < cells(&f) * D; i++)
            assert_near(f.kg[i], g.kg[i], 1e-12);
        end(&f);
        end(&g);
    }
}

static void doubling_emissions_doubles_footprints(void **state)
{
    (void)state;
    static struct toyland land;
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        struct footprint one, two;
        toyland_draw(&land, seed);
        attribute(&land, seed, true, 1, &one);
        for (size_t i = 0; i < land.totals.n; i++)
            land.total[i].mass *= 2;
        for (int rule = HG_POINTS_REMAINDER; rule <= HG_POINTS_ADD; rule++)
            for (size_t i = 0; i < land.sites[rule].n; i++)
                land.site[rule][i].weight *= 2;
        attribute(&land, seed, true, 1, &two);
        for (size_t i = 0; i < cells(&one) * D; i++) /* parts may be a unit apart */
            assert_true(fabs(two.kg[i] - 2 * one.kg[i]) <=
                        1e-12 * two.kg[i] + 200 / HG_MASS_PER_KG);
        end(&one);
        end(&two);
    }
}

static void any_number_of_threads_gives_the_same_bits(void **state)
{
    (void)state;
    static struct toyland land;
    for (uint64_t seed = 1; seed <= WORLDS / 3; seed++) {
        const unsigned threads[] = {2, 7};
        struct footprint one;
        toyland_draw(&land, seed);
        attribute(&land, seed, true, 1, &one);
        for (int i = 0; i < 2; i++) {
            struct footprint other;
            attribute(&land, seed, true, threads[i], &other);
            assert_memory_equal(one.kg, other.kg, cells(&one) * D * sizeof(double));
            end(&other);
        }
        end(&one);
    }
}

/* Two cells of 10 km in a row.  Of the west one 60 % are R0 and 40 % R1, to which all of
 * the east one belongs, too.  R0 emits 10 t, R1 nothing. */
static void draw_straddled(struct toyland *land, double border)
{
    *land = (struct toyland){
        .n_region = 2, .n_sector = 2, .region = {"R0", "R1"}, .sector = {"s0", "s1"}};
    const double x[] = {0, border, border, 0, border, 20000, 20000, border};
    const double y[] = {0, 0, 10000, 10000, 0, 0, 10000, 10000};
    land->params = (struct hg_grid_params){
        "straddled", "EPSG:6933", HG_GRID_EQUAL_AREA, .box = {0, 0, 20000, 10000},
        .ncol = 2,   .nrow = 1};
    memcpy(land->x, x, sizeof(x));
    memcpy(land->y, y, sizeof(y));
    land->ring[0] = (struct hg_ring){0, 4, false};
    land->ring[1] = (struct hg_ring){4, 4, false};
    land->shape[0] = (struct hg_shape){"R0", "", 0, 1, {0, 0, border, 10000}};
    land->shape[1] = (struct hg_shape){"R1", "", 1, 1, {border, 0, 20000, 10000}};
    land->shapes = (struct hg_shapes){.n_shape = 2,
                                      .n_ring = 2,
                                      .n_vertex = 8,
                                      .shape = land->shape,
                                      .ring = land->ring,
                                      .x = land->x,
                                      .y = land->y,
                                      .lon = land->x,
                                      .lat = land->y};
    land->total[0] = (struct hg_total){
        "R0", "s1", (hg_mass)(10000 * HG_MASS_PER_KG), "totals.csv", 2, 0, NAN};
    land->total[1] = (struct hg_total){"R1", "s1", 0, "totals.csv", 3, 0, NAN};
    land->totals = (struct hg_totals){.n = 2, .total = land->total};
    for (int rule = 0; rule < 3; rule++)
        land->sites[rule] =
            (struct hg_sites){.rule = (enum hg_point_rule)rule, .site = land->site[rule]};
    for (size_t p = 0; p < TOY_PROXIES; p++)
        land->density[p][0] = land->density[p][1] = 1;
    land->n_chain[1] = 1;
}

/* R0's 10 t stand in the west cell alone, and go where R0's do. */
static void a_border_cell_follows_the_region_that_emits_in_it(void **state)
{
    (void)state;
    static struct toyland land;
    struct footprint f;
    draw_straddled(&land, 6000);
    attribute(&land, 15, true, 1, &f);
    assert_int_equal(hg_axis_size(f.world.inventory->sectors), 1);
    for (size_t d = 0; d < D; d++) {
        assert_near(f.kg[d], 10000 * f.mix->share[d], 1e-15);
        assert_true(f.kg[D + d] == 0);
        assert_true(f.mix->share[d] != f.mix->share[D + d]); /* R1's would differ */
    }
    assert_near(f.kg[0] + f.kg[1] + f.kg[2], 10000, 1e-14);
    end(&f);
}

/* With the border at 12 km R0 has all of the west cell and a fifth of the east one. */
static void a_region_is_spread_by_the_area_it_has_of_each_cell(void **state)
{
    (void)state;
    static struct toyland land;
    struct footprint f;
    draw_straddled(&land, 12000);
    attribute(&land, 15, true, 1, &f);
    for (size_t d = 0; d < D; d++) {
        assert_near(f.kg[d], 10000 / 1.2 * f.mix->share[d], 1e-14);
        assert_near(f.kg[D + d], 2000 / 1.2 * f.mix->share[d], 1e-14);
    }
    end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(destinations_add_up_to_the_emissions_of_each_cell),
        cmocka_unit_test(cells_add_up_to_what_industries_have_for_each_destination),
        cmocka_unit_test(a_world_without_trade_emits_for_itself),
        cmocka_unit_test(the_order_of_sectors_does_not_matter),
        cmocka_unit_test(doubling_emissions_doubles_footprints),
        cmocka_unit_test(any_number_of_threads_gives_the_same_bits),
        cmocka_unit_test(a_border_cell_follows_the_region_that_emits_in_it),
        cmocka_unit_test(a_region_is_spread_by_the_area_it_has_of_each_cell),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

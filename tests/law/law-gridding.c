/* law-gridding.c - from totals to cells nothing is lost, doubled or moved */
#include "unit/check.h"
#include "world.h"
#include <stdlib.h>

enum { WORLDS = 300 };

static const size_t everything = SIZE_MAX; /* no sector is off the map */

static size_t pairs(const struct world *w)
{
    return hg_axis_size(w->inventory->regions) * hg_axis_size(w->inventory->sectors);
}

static void sums(const struct world *w, unsigned threads, hg_mass_sum *sum)
{
    struct hg_error err = {0};
    assert_ok(hg_emissions_sums(w->allocation->emissions, threads, sum, &err), err);
}

/* What placements say is on the grid, outside it and without a place, by pair. */
struct told {
    hg_mass_sum gridded[TOY_PAIRS], outside[TOY_PAIRS], nowhere[TOY_PAIRS];
};

static struct told listen(const struct world *w)
{
    const size_t n_sector = hg_axis_size(w->inventory->sectors);
    struct told told = {0};
    for (size_t i = 0; i < w->allocation->n_placement; i++) {
        const struct hg_placement *p = &w->allocation->placement[i];
        const size_t pair = p->region * n_sector + p->sector;
        hg_mass_sum *part = p->kind == HG_PLACED_OUTSIDE   ? told.outside
                            : p->kind == HG_PLACED_NOWHERE ? told.nowhere
                                                           : told.gridded;
        part[pair] += p->mass;
    }
    return told;
}

static void gridded_and_set_aside_make_the_total_of_each_region_and_sector(void **state)
{
    (void)state;
    static struct toyland land;
    hg_mass_sum all_outside = 0, all_nowhere = 0, all_off = 0;
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        struct world w;
        hg_mass_sum sum[TOY_PAIRS], outside = 0, nowhere = 0;
        toyland_draw(&land, seed);
        world_make(&land, seed % 3 == 0 ? 0 : everything, 2, &w);
        const size_t n_sector = hg_axis_size(w.inventory->sectors);
        const struct told told = listen(&w);
        sums(&w, 2, sum);
        for (size_t i = 0; i < pairs(&w); i++) {
            const bool gridded = w.inventory->gridded[i % n_sector];
            const hg_mass_sum total = w.inventory->total[i];
            const hg_mass_sum found = sum[i] + told.outside[i] + told.nowhere[i];
            assert_true(sum[i] == told.gridded[i]);
            assert_true(found == (gridded ? total : 0));
            outside += told.outside[i];
            nowhere += told.nowhere[i];
            all_off += gridded ? 0 : total;
        }
        assert_true(w.allocation->outside == outside);
        assert_true(w.allocation->unlocated == nowhere);
        all_outside += outside;
        all_nowhere += nowhere;
        world_end(&w);
    }
    assert_true(all_outside > 0 && all_nowhere > 0 && all_off > 0); /* put to the test */
}

static void no_cell_has_less_than_nothing(void **state)
{
    (void)state;
    static struct toyland land;
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        struct world w;
        toyland_draw(&land, seed);
        world_make(&land, everything, 1, &w);
        double *kg = toy_totals(&w);
        for (size_t cell = 0; cell < hg_grid_cells(w.grid); cell++)
            assert_true(kg[cell] >= 0);
        free(kg);
        world_end(&w);
    }
}

static bool has_nearest(const struct hg_emissions *e)
{
    for (size_t i = 0; i < e->n_panel; i++)
        for (uint32_t c = 0; c < e->panel[i].n_column; c++)
            if (e->panel[i].source_of[c] == HG_BY_NEAREST)
                return true;
    return false;
}

/* The same land on cells of half the side: each value stands four times. */
static void halve(const struct toyland *land, struct toyland *fine)
{
    const uint32_t ncol = land->params.ncol, nrow = land->params.nrow;
    fine->params.ncol = 2 * ncol;
    fine->params.nrow = 2 * nrow;
    for (size_t p = 0; p < TOY_PROXIES; p++)
        for (uint32_t row = 0; row < 2 * nrow; row++)
            for (uint32_t col = 0; col < 2 * ncol; col++)
                fine->density[p][row * 2 * ncol + col] =
                    land->density[p][row / 2 * ncol + col / 2];
}

static void assert_same_map(const struct world *coarse, const struct world *fine)
{
    const size_t ncol = hg_grid_params(coarse->grid)->ncol;
    double *a = toy_totals(coarse), *b = toy_totals(fine);
    for (size_t cell = 0; cell < hg_grid_cells(coarse->grid); cell++) {
        const double *four = b + 4 * ncol * (cell / ncol) + 2 * (cell % ncol);
        const double kg = four[0] + four[1] + four[2 * ncol] + four[2 * ncol + 1];
        /* where masses are scaled down, each cell rounds to 2^-20 kg */
        if (fabs(a[cell] - kg) > 8 / HG_MASS_PER_KG)
            assert_near(a[cell], kg, 1e-9);
    }
    free(a);
    free(b);
}

static void halving_the_cells_changes_no_region_and_no_map(void **state)
{
    (void)state;
    static struct toyland land, fine;
    size_t n_map = 0;
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        struct world a, b;
        hg_mass_sum before[TOY_PAIRS], after[TOY_PAIRS];
        toyland_draw(&land, seed);
        if (land.params.ncol > TOY_SIDE / 2 || land.params.nrow > TOY_SIDE / 2)
            continue; /* the finer one would not fit */
        toyland_draw(&fine, seed);
        halve(&land, &fine);
        world_make(&land, everything, 1, &a);
        world_make(&fine, everything, 1, &b);
        sums(&a, 1, before);
        sums(&b, 1, after);
        assert_memory_equal(before, after, pairs(&a) * sizeof(*before));
        if (!has_nearest(a.allocation->emissions)) { /* the nearest cell may be another */
            assert_same_map(&a, &b);
            n_map++;
        }
        world_end(&a);
        world_end(&b);
    }
    assert_true(n_map > WORLDS / 20);
}

static void assert_same_panel(const struct hg_panel *p, const struct hg_panel *q,
                              size_t n_sector)
{
    assert_int_equal(p->region, q->region);
    assert_int_equal(p->n_cell, q->n_cell);
    assert_int_equal(p->n_column, q->n_column);
    assert_memory_equal(p->cell, q->cell, p->n_cell * sizeof(*p->cell));
    assert_memory_equal(p->weight, q->weight,
                        p->n_cell * p->n_column * sizeof(*p->weight));
    assert_memory_equal(p->column_of, q->column_of, n_sector * sizeof(*p->column_of));
    assert_memory_equal(p->source_of, q->source_of, p->n_column * sizeof(*p->source_of));
    assert_memory_equal(p->mass, q->mass, n_sector * sizeof(*p->mass));
}

static void assert_same_bits(const struct world *a, const struct world *b)
{
    const struct hg_emissions *e = a->allocation->emissions;
    const struct hg_emissions *f = b->allocation->emissions;
    const size_t n_sector = hg_axis_size(a->inventory->sectors);
    assert_int_equal(e->n_point, f->n_point);
    for (size_t i = 0; i < e->n_point; i++) {
        assert_int_equal(e->point[i].cell, f->point[i].cell);
        assert_int_equal(e->point[i].industry, f->point[i].industry);
        assert_true(e->point[i].mass == f->point[i].mass);
    }
    assert_int_equal(e->n_panel, f->n_panel);
    for (size_t i = 0; i < e->n_panel; i++)
        assert_same_panel(&e->panel[i], &f->panel[i], n_sector);
}

static void any_number_of_threads_gives_the_same_bits(void **state)
{
    (void)state;
    static struct toyland land;
    for (uint64_t seed = 1; seed <= WORLDS / 3; seed++) {
        const unsigned threads[] = {2, 7};
        struct world one;
        toyland_draw(&land, seed);
        world_make(&land, everything, 1, &one);
        for (int i = 0; i < 2; i++) {
            struct world other;
            world_make(&land, everything, threads[i], &other);
            assert_same_bits(&one, &other);
            world_end(&other);
        }
        world_end(&one);
    }
}

/* Parts that are rounded one by one may be a unit apart. */
static void doubling_emissions_doubles_every_cell(void **state)
{
    (void)state;
    static struct toyland land;
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        struct world one, two;
        toyland_draw(&land, seed);
        world_make(&land, everything, 1, &one);
        for (size_t i = 0; i < land.totals.n; i++)
            land.total[i].mass *= 2;
        for (int rule = HG_POINTS_REMAINDER; rule <= HG_POINTS_ADD; rule++)
            for (size_t i = 0; i < land.sites[rule].n; i++)
                land.site[rule][i].weight *= 2;
        world_make(&land, everything, 1, &two);
        double *a = toy_totals(&one), *b = toy_totals(&two);
        for (size_t cell = 0; cell < hg_grid_cells(one.grid); cell++)
            assert_true(fabs(b[cell] - 2 * a[cell]) <=
                        1e-12 * b[cell] + 200 / HG_MASS_PER_KG);
        free(a);
        free(b);
        world_end(&one);
        world_end(&two);
    }
}

/* Weights are what proxies stand in the ratio of: their unit does not matter. */
static void doubling_weights_and_densities_changes_nothing(void **state)
{
    (void)state;
    static struct toyland land;
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        struct world one, two;
        toyland_draw(&land, seed);
        world_make(&land, everything, 1, &one);
        for (size_t i = 0; i < land.sites[HG_POINTS_SCALE].n; i++)
            land.site[HG_POINTS_SCALE][i].weight *= 2;
        for (size_t p = 0; p < TOY_PROXIES; p++)
            for (size_t cell = 0; cell < hg_grid_cells(one.grid); cell++)
                land.density[p][cell] *= 2;
        world_make(&land, everything, 1, &two);
        assert_same_bits(&one, &two);
        world_end(&one);
        world_end(&two);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gridded_and_set_aside_make_the_total_of_each_region_and_sector),
        cmocka_unit_test(no_cell_has_less_than_nothing),
        cmocka_unit_test(halving_the_cells_changes_no_region_and_no_map),
        cmocka_unit_test(any_number_of_threads_gives_the_same_bits),
        cmocka_unit_test(doubling_emissions_doubles_every_cell),
        cmocka_unit_test(doubling_weights_and_densities_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

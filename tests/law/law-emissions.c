/* law-emissions.c - whatever E is made of, sums and crops lose no unit of mass */
#include "toyland.h"
#include "unit/check.h"

enum { WORLDS = 300, CELLS = TOY_SIDE * TOY_SIDE, PAIRS = TOY_REGIONS * TOY_SECTORS };

/* Random emissions that owe nothing to the code that makes them elsewhere. */
struct drawn {
    struct hg_grid *grid;
    struct hg_inventory *inventory;
    size_t n_pair;
    struct hg_point_mass point[TOY_SITES];
    struct hg_panel panel[TOY_REGIONS];
    uint32_t cell[TOY_REGIONS][CELLS], column_of[TOY_REGIONS][TOY_SECTORS];
    uint32_t source_of[TOY_REGIONS][2];
    double weight[TOY_REGIONS][2 * CELLS];
    hg_mass mass[TOY_REGIONS][TOY_SECTORS];
    struct hg_emissions e;
    hg_mass_sum expected[PAIRS]; /* added up while it is drawn */
};

static void draw_points(struct drawn *d, struct toy_dice *dice, size_t n_cell)
{
    uint64_t key = 0; /* by cell, then industry, no pair twice */
    for (size_t i = 0; i < TOY_SITES; i++) {
        key += 1 + toy_below(dice, n_cell * d->n_pair / 10 + 1);
        if (key >= n_cell * d->n_pair)
            break;
        const uint32_t industry = (uint32_t)(key % d->n_pair);
        const hg_mass mass = toy_mass(dice);
        d->point[d->e.n_point++] =
            (struct hg_point_mass){(uint32_t)(key / d->n_pair), industry, mass};
        d->expected[industry] += mass;
    }
}

static void draw_column(struct toy_dice *dice, size_t n, double *weight)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += weight[i] = toy_below(dice, 3) == 0 ? 0 : toy_real(dice);
    for (size_t i = 0; i < n; i++)
        weight[i] = sum > 0 ? weight[i] / sum : 1 / (double)n;
}

static void draw_panel(struct drawn *d, struct toy_dice *dice, size_t region,
                       size_t n_cell, size_t n_sector)
{
    size_t n = 0;
    for (uint32_t cell = 0; cell < n_cell; cell++)
        if (toy_below(dice, 2) == 0)
            d->cell[region][n++] = cell;
    if (n == 0)
        return;
    for (size_t s = 0; s < n_sector; s++) {
        const uint32_t column = (uint32_t)toy_below(dice, 3);
        d->column_of[region][s] = column < 2 ? column : HG_NO_COLUMN;
        d->mass[region][s] = column < 2 ? toy_mass(dice) : 0;
        d->expected[region * n_sector + s] += d->mass[region][s];
    }
    draw_column(dice, n, d->weight[region]);
    draw_column(dice, n, d->weight[region] + n);
    d->panel[d->e.n_panel++] = (struct hg_panel){.region = region,
                                                 .n_cell = n,
                                                 .cell = d->cell[region],
                                                 .n_column = 2,
                                                 .weight = d->weight[region],
                                                 .column_of = d->column_of[region],
                                                 .source_of = d->source_of[region],
                                                 .mass = d->mass[region]};
}

static void draw(struct drawn *d, uint64_t seed)
{
    static struct toyland land;
    struct toy_dice dice = {.seed = seed + 500000};
    toyland_draw(&land, seed);
    *d =
        (struct drawn){.grid = toy_grid(&land.params), .inventory = toy_inventory(&land)};
    const size_t n_region = hg_axis_size(d->inventory->regions);
    const size_t n_sector = hg_axis_size(d->inventory->sectors);
    d->n_pair = n_region * n_sector;
    d->e = (struct hg_emissions){
        .grid = d->grid, .inventory = d->inventory, .point = d->point, .panel = d->panel};
    draw_points(d, &dice, hg_grid_cells(d->grid));
    for (size_t r = 0; r < n_region; r++)
        draw_panel(d, &dice, r, hg_grid_cells(d->grid), n_sector);
}

static void drop(struct drawn *d)
{
    hg_inventory_destroy(d->inventory);
    hg_grid_destroy(d->grid);
}

static void sums(const struct hg_emissions *e, unsigned threads, hg_mass_sum *sum)
{
    struct hg_error err = {0};
    assert_ok(hg_emissions_sums(e, threads, sum, &err), err);
}

static void sums_find_all_mass_with_any_number_of_threads(void **state)
{
    (void)state;
    static struct drawn d;
    const unsigned threads[] = {1, 2, 7};
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        draw(&d, seed);
        for (size_t t = 0; t < 3; t++) {
            hg_mass_sum sum[PAIRS];
            sums(&d.e, threads[t], sum);
            assert_memory_equal(sum, d.expected, d.n_pair * sizeof(*sum));
        }
        drop(&d);
    }
}

/* A part of the grid: columns and rows from .. to - 1. */
static struct hg_grid *window(const struct hg_grid *grid, uint32_t col, uint32_t end_col,
                              uint32_t row, uint32_t end_row)
{
    struct hg_grid_params p = *hg_grid_params(grid);
    const double west = p.box.west, north = p.box.north, side = 10000;
    p.ncol = end_col - col;
    p.nrow = end_row - row;
    p.box = (struct hg_box){west + side * col, north - side * end_row,
                            west + side * end_col, north - side * row};
    return toy_grid(&p);
}

static void crop(const struct drawn *d, const struct hg_grid *part, hg_mass_sum *outside,
                 struct hg_emissions **out)
{
    struct hg_error err = {0};
    assert_ok(hg_emissions_crop(&d->e, part, outside, out, &err), err);
}

static void what_is_inside_and_what_is_outside_make_the_whole(void **state)
{
    (void)state;
    static struct drawn d;
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        struct toy_dice dice = {.seed = seed + 700000};
        draw(&d, seed);
        const struct hg_grid_params *p = hg_grid_params(d.grid);
        const uint32_t col = (uint32_t)toy_below(&dice, p->ncol);
        const uint32_t row = (uint32_t)toy_below(&dice, p->nrow);
        struct hg_grid *part =
            window(d.grid, col, col + 1 + (uint32_t)toy_below(&dice, p->ncol - col), row,
                   row + 1 + (uint32_t)toy_below(&dice, p->nrow - row));
        struct hg_emissions *e = NULL;
        hg_mass_sum inside[PAIRS], outside[PAIRS];
        crop(&d, part, outside, &e);
        sums(e, 1, inside);
        for (size_t i = 0; i < d.n_pair; i++)
            assert_true(inside[i] + outside[i] == d.expected[i]);
        hg_emissions_destroy(e);
        hg_grid_destroy(part);
        drop(&d);
    }
}

/* Cut along a column and a row, the four parts of a map have all of its mass. */
static void the_parts_of_a_map_add_up_to_it(void **state)
{
    (void)state;
    static struct drawn d;
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        struct toy_dice dice = {.seed = seed + 900000};
        draw(&d, seed);
        const struct hg_grid_params *p = hg_grid_params(d.grid);
        const uint32_t cut[] = {0, (uint32_t)toy_below(&dice, p->ncol), p->ncol};
        const uint32_t level[] = {0, (uint32_t)toy_below(&dice, p->nrow), p->nrow};
        hg_mass_sum all[PAIRS] = {0};
        for (int i = 0; i < 4; i++) {
            const int c = i % 2, r = i / 2;
            if (cut[c] == cut[c + 1] || level[r] == level[r + 1])
                continue;
            struct hg_grid *part =
                window(d.grid, cut[c], cut[c + 1], level[r], level[r + 1]);
            struct hg_emissions *e = NULL;
            hg_mass_sum inside[PAIRS], outside[PAIRS];
            crop(&d, part, outside, &e);
            sums(e, 1, inside);
            for (size_t k = 0; k < d.n_pair; k++)
                all[k] += inside[k];
            hg_emissions_destroy(e);
            hg_grid_destroy(part);
        }
        assert_memory_equal(all, d.expected, d.n_pair * sizeof(*all));
        drop(&d);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_find_all_mass_with_any_number_of_threads),
        cmocka_unit_test(what_is_inside_and_what_is_outside_make_the_whole),
        cmocka_unit_test(the_parts_of_a_map_add_up_to_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* law-inventory.c - what files say does not depend on the order in which they say it */
#include "toyland.h"
#include "unit/check.h"

enum { WORLDS = 300 };

/* The same world with its rows in another order. */
static void shuffle_rows(struct toyland *land, uint64_t seed)
{
    struct toy_dice dice = {.seed = seed};
    size_t order[TOY_REGIONS * TOY_SECTORS + TOY_SITES];
    struct hg_total total[TOY_REGIONS * TOY_SECTORS];
    struct hg_site site[TOY_SITES];
    memcpy(total, land->total, sizeof(total));
    toy_shuffle(&dice, land->totals.n, order);
    for (size_t i = 0; i < land->totals.n; i++)
        land->total[i] = total[order[i]];
    for (int rule = 0; rule < 3; rule++) {
        memcpy(site, land->site[rule], sizeof(site));
        toy_shuffle(&dice, land->sites[rule].n, order);
        for (size_t i = 0; i < land->sites[rule].n; i++)
            land->site[rule][i] = site[order[i]];
    }
}

static void assert_same_axis(const struct hg_axis *a, const struct hg_axis *b)
{
    assert_int_equal(hg_axis_size(a), hg_axis_size(b));
    for (size_t i = 0; i < hg_axis_size(a); i++)
        assert_string_equal(hg_axis_code(a, i), hg_axis_code(b, i));
}

static void assert_same_points(const struct hg_points *a, const struct hg_points *b)
{
    assert_int_equal(a->n, b->n);
    assert_int_equal(a->n_orphan, b->n_orphan);
    for (size_t i = 0; i < a->n; i++) {
        assert_string_equal(a->point[i].site->id, b->point[i].site->id);
        assert_int_equal(a->point[i].region, b->point[i].region);
        assert_int_equal(a->point[i].sector, b->point[i].sector);
    }
    for (size_t i = 0; i < a->n_orphan; i++)
        assert_string_equal(a->orphan[i]->id, b->orphan[i]->id);
}

static void rows_in_any_order_give_the_same_inventory_and_points(void **state)
{
    (void)state;
    static struct toyland land, mixed;
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        toyland_draw(&land, seed);
        toyland_draw(&mixed, seed);
        shuffle_rows(&mixed, seed + 1000000);
        struct hg_inventory *a = toy_inventory(&land), *b = toy_inventory(&mixed);
        const size_t n = hg_axis_size(a->regions) * hg_axis_size(a->sectors);
        assert_same_axis(a->regions, b->regions);
        assert_same_axis(a->sectors, b->sectors);
        assert_memory_equal(a->total, b->total, n * sizeof(*a->total));
        assert_memory_equal(a->given, b->given, n * sizeof(*a->given));
        for (int rule = 0; rule < 3; rule++) {
            struct hg_points *p = toy_points(&land, a, (enum hg_point_rule)rule);
            struct hg_points *q = toy_points(&mixed, b, (enum hg_point_rule)rule);
            assert_same_points(p, q);
            hg_points_destroy(p);
            hg_points_destroy(q);
        }
        hg_inventory_destroy(a);
        hg_inventory_destroy(b);
    }
}

static void doubling_what_files_say_doubles_the_inventory(void **state)
{
    (void)state;
    static struct toyland land;
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        toyland_draw(&land, seed);
        struct hg_inventory *one = toy_inventory(&land);
        for (size_t i = 0; i < land.totals.n; i++)
            land.total[i].mass *= 2;
        for (size_t i = 0; i < land.sites[HG_POINTS_ADD].n; i++)
            land.site[HG_POINTS_ADD][i].weight *= 2;
        struct hg_inventory *two = toy_inventory(&land);
        assert_true(hg_inventory_sum(two) == 2 * hg_inventory_sum(one));
        hg_inventory_destroy(one);
        hg_inventory_destroy(two);
    }
}

/* Added up here by hand: totals as they stand, points that add rounded one by one. */
static void nothing_is_lost_between_files_and_inventory(void **state)
{
    (void)state;
    static struct toyland land;
    size_t with_points = 0;
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        toyland_draw(&land, seed);
        hg_mass_sum said = 0;
        for (size_t i = 0; i < land.totals.n; i++)
            said += land.total[i].mass;
        for (size_t i = 0; i < land.sites[HG_POINTS_ADD].n; i++)
            said += llrint(land.site[HG_POINTS_ADD][i].weight * HG_MASS_PER_KG);
        struct hg_inventory *inventory = toy_inventory(&land);
        assert_true(hg_inventory_sum(inventory) == said);
        with_points += land.sites[HG_POINTS_ADD].n > 0 ? 1 : 0;
        hg_inventory_destroy(inventory);
    }
    assert_true(with_points > WORLDS / 4); /* the law was put to the test */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_in_any_order_give_the_same_inventory_and_points),
        cmocka_unit_test(doubling_what_files_say_doubles_the_inventory),
        cmocka_unit_test(nothing_is_lost_between_files_and_inventory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test-footprints.c - final demand behind emissions, in sums that can be done on paper */
#include "alloc.h"
#include "check.h"
#include "solved.h"

/* Kitzes: f = (1/2, 1/3), L = (8/3 4/3; 4/5 8/5), multipliers 1.6 and 1.2. */
static void footprints_of_kitzes(void **state)
{
    (void)state;
    struct solved s;
    solve_table(make_kitzes(2), &s);
    const double e[] = KITZES_E;
    struct hg_footprints *p = footprints_of(&s, e, 2);
    assert_near(p->production[0], 8, 1e-15);
    assert_near(p->production[1], 4, 1e-15);
    assert_near(p->consumption[0], 4.8, 1e-14);
    assert_near(p->consumption[1], 7.2, 1e-14);
    assert_near(p->flow[0], 4, 1e-14);
    assert_near(p->flow[1], 4, 1e-14);
    assert_near(p->flow[2], 0.8, 1e-14);
    assert_near(p->flow[3], 3.2, 1e-14);
    /* what 1 emits for 2 lies in goods of 2: multiplier 1.2 times 6, all of product 2 */
    assert_near(hg_footprint_category(p, 0, 0), 4.8, 1e-14);
    assert_near(p->product[2 + 1], 7.2, 1e-14);
    assert_true(p->product[2] == 0);
    assert_near(p->intensity[0], 0.5, 1e-14);
    assert_near(p->intensity[1], 1.0 / 3, 1e-14);
    assert_near(p->multiplier[0], 1.6, 1e-14);
    assert_near(p->multiplier[1], 1.2, 1e-14);
    assert_near(p->route[1 * HG_N_ROUTE + HG_ROUTE_DESTINATION], 4, 1e-14);
    assert_true(p->route[1 * HG_N_ROUTE + HG_ROUTE_OWN] == 0);
    /* f y = 1.5 and 2; f A y = (1/2 1/2 + 1/3 1/4) 3 and (1/2 5/12 + 1/3 1/6) 6 */
    assert_near(p->tier[0], 1.5, 1e-14);
    assert_near(p->tier[1], 2, 1e-14);
    assert_near(p->tier[2], 1, 1e-14);
    assert_near(p->tier[3], 1.25 + 1.0 / 3, 1e-14);
    assert_near(p->tier[4], 4.8 - 2.5, 1e-13);
    assert_near(p->total, 12, 1e-15);
    assert_true(p->residual <= 1e-14);
    hg_footprints_destroy(p);
    end_solved(&s);
}

/* Miller and Blair in exact arithmetic: METHODS of the fixtures. */
static void footprints_of_miller_blair(void **state)
{
    (void)state;
    struct solved s;
    solve_table(make_miller_blair(), &s);
    const double e[] = MILLER_BLAIR_E;
    struct hg_footprints *p = footprints_of(&s, e, 4);
    assert_true(fabs(p->flow[1] - 510.7113828) <= 0.5001e-7);
    assert_true(fabs(p->flow[2] - 201.3545553) <= 0.5001e-7);
    assert_true(fabs(p->consumption[0] - 890.6431725) <= 0.5001e-7);
    assert_true(fabs(p->consumption[1] - 989.3568275) <= 0.5001e-7);
    /* tiers to M */
    assert_near(p->tier[1], 315, 1e-14);
    assert_true(fabs(p->tier[3] - 256.166667) <= 0.5001e-6);
    assert_true(fabs(p->tier[5] - 152.587153) <= 0.5001e-6);
    assert_true(fabs(p->tier[7] - 97.602614) <= 0.5001e-6);
    assert_true(fabs(1 - p->tier[9] / 989.3568275 - 0.830192) <= 0.5001e-6);
    hg_footprints_destroy(p);
    end_solved(&s);
}

/* Three regions with one industry each.  1 sells 10 to the industry of 2, which sells 12
 * to households of 3 while it draws down 2 of what 3 has in store; 1 sells 5 to
 * households of 3; 3 works for itself.  x = (15, 10, 4); only 1 emits, 2 a unit. */
static void make_relay(struct solved *s)
{
    const size_t region_of[] = {0, 1, 2}, sector_of[] = {0, 1, 1};
    const double Z[] = {0, 10, 0, 0, 0, 0, 0, 0, 0};
    const double Y[] = {0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 12, -2, 0, 0, 0, 0, 4, 0};
    solve_table(make_table(3, region_of, sector_of, 3, 2, 2, Z, Y), s);
}

static void routes_tell_the_last_seller(void **state)
{
    (void)state;
    struct solved s;
    make_relay(&s);
    const double e[] = {30, 0, 0};
    struct hg_footprints *p = footprints_of(&s, e, 1);
    const double *route = p->route + (size_t)2 * HG_N_ROUTE; /* from 1 to 3 */
    assert_near(route[HG_ROUTE_OWN], 10, 1e-15);
    assert_near(route[HG_ROUTE_OTHERS], 20, 1e-15);
    assert_true(route[HG_ROUTE_DESTINATION] == 0);
    assert_near(p->flow[2], 30, 1e-15);
    assert_true(p->consumption[0] == 0 && p->consumption[1] == 0);
    hg_footprints_destroy(p);
    end_solved(&s);
}

static void stores_that_are_drawn_down_serve_a_negative_part(void **state)
{
    (void)state;
    struct solved s;
    make_relay(&s);
    const double e[] = {30, 0, 0};
    struct hg_footprints *p = footprints_of(&s, e, 1);
    const double *product = p->product + 8; /* of 3 */
    assert_near(product[0], 10, 1e-15);     /* households, goods of sector 1 */
    assert_near(product[1], 24, 1e-15);
    assert_true(product[2] == 0);
    assert_near(product[3], -4, 1e-15); /* stores */
    assert_near(hg_footprint_category(p, 2, 0), 34, 1e-15);
    assert_near(hg_footprint_category(p, 2, 1), -4, 1e-15);
    hg_footprints_destroy(p);
    end_solved(&s);
}

/* The second region makes nothing and emits 5: its demand, 6 of which 4 are of the first
 * category, is all served by the first. */
static void what_has_no_output_serves_the_demand_at_home(void **state)
{
    (void)state;
    const size_t region_of[] = {0, 1}, sector_of[] = {0, 1};
    const double Z[] = {0, 0, 0, 0}, Y[] = {6, 0, 4, 2, 0, 0, 0, 0}, e[] = {24, 5};
    struct solved s;
    solve_table(make_table(2, region_of, sector_of, 2, 2, 2, Z, Y), &s);
    struct hg_footprints *p = footprints_of(&s, e, 1);
    assert_near(p->idle[1], 5, 1e-15);
    assert_true(p->idle[0] == 0);
    assert_near(p->consumption[1], 12 + 5, 1e-15);
    assert_near(hg_footprint_category(p, 1, 0), 8 + 5 * 4.0 / 6, 1e-15);
    assert_near(hg_footprint_category(p, 1, 1), 4 + 5 * 2.0 / 6, 1e-15);
    assert_near(p->tier[1], 12, 1e-15); /* tiers leave it out */
    assert_true(p->tier[3] == 0);
    hg_footprints_destroy(p);
    end_solved(&s);
}

static void nothing_is_emitted_for_nobody(void **state)
{
    (void)state;
    struct solved s;
    solve_table(make_miller_blair(), &s);
    const double e[5] = {0};
    struct hg_footprints *p = footprints_of(&s, e, 3);
    for (size_t d = 0; d < 2; d++)
        assert_true(p->consumption[d] == 0 && p->tier[d] == 0 && p->product[d] == 0);
    hg_footprints_destroy(p);
    end_solved(&s);
}

static void a_failed_allocation_leaks_nothing(void **state)
{
    (void)state;
    struct solved s;
    solve_table(make_miller_blair(), &s);
    const double e[] = MILLER_BLAIR_E;
    const struct hg_footprint_params params = footprint_params(&s, e, 2);
    for (size_t n = 1;; n++) {
        struct hg_error err = {0};
        struct hg_footprints *p = NULL;
        const size_t before = alloc_live();
        alloc_fail_at(n);
        const enum hg_status status = hg_footprints_create(&params, &p, &err);
        if (!alloc_failed()) {
            hg_footprints_destroy(p);
            break;
        }
        assert_int_equal(status, HG_E_MEMORY);
        assert_int_equal(alloc_live(), before);
        assert_true(n < 200);
    }
    alloc_fail_at(0);
    end_solved(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(footprints_of_kitzes),
        cmocka_unit_test(footprints_of_miller_blair),
        cmocka_unit_test(routes_tell_the_last_seller),
        cmocka_unit_test(stores_that_are_drawn_down_serve_a_negative_part),
        cmocka_unit_test(what_has_no_output_serves_the_demand_at_home),
        cmocka_unit_test(nothing_is_emitted_for_nobody),
        cmocka_unit_test(a_failed_allocation_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

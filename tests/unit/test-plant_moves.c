/* test-plant_moves.c - plants that move, in a table of two regions and two sectors
 *
 * Expected digits are of numpy, by another way: each moved plant is one more row and
 * column of A, f and Y, and (I - A) X = Y is solved anew. */
#include "alloc.h"
#include "check.h"
#include "solved.h"
#include <hotgrid/accounts.h>
#include <hotgrid/plant_moves.h>

static const double E[] = {120, 30, 40, 25};

/* x = 100, 110 | 70, 108. */
static void solve_four(struct solved *s)
{
    static const size_t region_of[] = {0, 0, 1, 1}, sector_of[] = {0, 1, 0, 1};
    static const double Z[] = {10, 20, 4, 6, 15, 30, 2, 8, 3, 5, 12, 9, 1, 7, 6, 25};
    static const double Y[] = {50, 10, 40, 15, 6, 35, 9, 60};
    solve_table(make_table(4, region_of, sector_of, 2, 2, 1, Z, Y), s);
}

static void moved(const struct solved *s, size_t n, const struct hg_plant_move *move,
                  double *pba, double *cba)
{
    struct hg_error err = {0};
    double residual = 1;
    assert_ok(hg_move_plants(s->leontief, s->mrio, s->shares, E, n, move, pba, cba,
                             &residual, &err),
              err);
    assert_true(residual <= 1e-10);
    assert_near(pba[0] + pba[1], cba[0] + cba[1], 1e-14);
}

static void a_quarter_moves_to_the_destinations_technique(void **state)
{
    (void)state;
    struct solved s;
    solve_four(&s);
    double pba[2], cba[2];
    const struct hg_plant_move move = {0, 1, 2, 0.25, 30, 21};
    moved(&s, 1, &move, pba, cba);
    assert_near(pba[0], 117.50337984443095, 1e-13);
    assert_near(pba[1], 88.64852680489626, 1e-13);
    assert_near(cba[0], 114.23331543052274, 1e-13);
    assert_near(cba[1], 91.91859121880447, 1e-13);
    end_solved(&s);
}

/* With their own inputs and intensity, plants emit what they did, for whom they did: 30
 * change sides, no consumer's footprint changes, nor does the sum. */
static void equal_plants_change_nothing_in_all(void **state)
{
    (void)state;
    struct solved s;
    solve_four(&s);
    double pba[2], cba[2], before[2], made[2], flow[4];
    const struct hg_plant_move move = {0, 1, 0, 0.25, 30, 30};
    moved(&s, 1, &move, pba, cba);
    hg_table_accounts(s.mrio, s.shares, E, made, before, flow);
    assert_near(pba[0], 120, 1e-14);
    assert_near(pba[1], 95, 1e-14);
    assert_near(cba[0], before[0], 1e-14);
    assert_near(cba[1], before[1], 1e-14);
    assert_near(cba[0] + cba[1], 215, 1e-14);
    end_solved(&s);
}

/* The same with 21 for 30: 9 less, shared by those who buy from them. */
static void cleaner_plants_save_their_difference(void **state)
{
    (void)state;
    struct solved s;
    solve_four(&s);
    double pba[2], cba[2];
    const struct hg_plant_move move = {0, 1, 0, 0.25, 30, 21};
    moved(&s, 1, &move, pba, cba);
    assert_near(pba[0], 120, 1e-14);
    assert_near(pba[1], 86, 1e-14);
    assert_near(cba[0], 114.12317263390133, 1e-13);
    assert_near(cba[1], 91.87682736609864, 1e-13);
    end_solved(&s);
}

static void moves_act_on_each_other(void **state)
{
    (void)state;
    struct solved s;
    solve_four(&s);
    double pba[2], cba[2];
    const struct hg_plant_move two[] = {{0, 1, 2, 0.25, 30, 21}, {1, 1, 3, 0.5, 15, 12}};
    moved(&s, 2, two, pba, cba);
    assert_near(pba[0], 93.69786881711593, 1e-13);
    assert_near(pba[1], 100.02029137228061, 1e-13);
    assert_near(cba[0], 106.05036884131958, 1e-13);
    assert_near(cba[1], 87.66779134807699, 1e-13);
    end_solved(&s);
}

/* A quarter goes, three quarters are built anew at home: nothing of the old is left. */
static void an_industry_may_move_out_altogether(void **state)
{
    (void)state;
    struct solved s;
    solve_four(&s);
    double pba[2], cba[2];
    const struct hg_plant_move both[] = {{0, 1, 2, 0.25, 30, 21},
                                         {0, 0, 0, 0.75, 90, 80}};
    moved(&s, 2, both, pba, cba);
    assert_near(pba[0], 107.6593306152065, 1e-13);
    assert_near(pba[1], 88.64852680489626, 1e-13);
    assert_near(cba[0], 107.0957008692948, 1e-13);
    assert_near(cba[1], 89.21215655080795, 1e-13);
    end_solved(&s);
}

static void without_moves_the_accounts_stand(void **state)
{
    (void)state;
    struct solved s;
    solve_four(&s);
    double pba[2], cba[2];
    moved(&s, 0, NULL, pba, cba);
    assert_near(pba[0], 150, 1e-14);
    assert_near(cba[0], 120.64879329621417, 1e-14);
    end_solved(&s);
}

static void expect_fault(const struct solved *s, size_t n,
                         const struct hg_plant_move *move, enum hg_status status,
                         const char *text)
{
    struct hg_error err = {0};
    double pba[2], cba[2], residual;
    assert_int_equal(hg_move_plants(s->leontief, s->mrio, s->shares, E, n, move, pba, cba,
                                    &residual, &err),
                     status);
    assert_non_null(strstr(err.message, text));
}

static void more_than_there_is_cannot_move(void **state)
{
    (void)state;
    struct solved s;
    solve_four(&s);
    const struct hg_plant_move output[] = {{0, 1, 2, 0.6, 1, 1}, {0, 1, 0, 0.6, 1, 1}};
    expect_fault(&s, 2, output, HG_E_ARG, "1.2 times the output of s1 of r1 moves");
    const struct hg_plant_move mass = {1, 1, 3, 0.5, 31, 1};
    expect_fault(&s, 1, &mass, HG_E_ARG, "31 kg leave s2 of r1, which emits 30 kg");
    const struct hg_plant_move below = {1, 1, 3, 0.5, 1, -1};
    expect_fault(&s, 1, &below, HG_E_ARG, "-1 kg more; none may be below 0");
    end_solved(&s);
}

/* Region 2 makes nothing of sector 1: it has no technique of its own for it. */
static void what_is_not_made_has_no_technique(void **state)
{
    (void)state;
    static const size_t region_of[] = {0, 0, 1, 1}, sector_of[] = {0, 1, 0, 1};
    static const double Z[] = {10, 20, 0, 6, 15, 30, 0, 8, 0, 0, 0, 0, 1, 7, 0, 25};
    static const double Y[] = {50, 10, 40, 15, 0, 0, 9, 60};
    struct solved s;
    solve_table(make_table(4, region_of, sector_of, 2, 2, 1, Z, Y), &s);
    const struct hg_plant_move theirs = {0, 1, 2, 0.5, 60, 60};
    expect_fault(&s, 1, &theirs, HG_E_INPUT, "s1 of r2 has no output");
    const struct hg_plant_move from_there = {2, 0, 2, 0.5, 20, 20};
    expect_fault(&s, 1, &from_there, HG_E_INPUT, "s1 of r2 has no output");
    double pba[2], cba[2];
    const struct hg_plant_move own = {0, 1, 0, 0.5, 60, 60};
    moved(&s, 1, &own, pba, cba);
    assert_near(pba[0], 90, 1e-14); /* 60 + 30 stay; 40 without output, 25 and 60 there */
    assert_near(pba[1], 125, 1e-14);
    end_solved(&s);
}

static void a_failed_allocation_leaks_nothing(void **state)
{
    (void)state;
    struct solved s;
    solve_four(&s);
    const struct hg_plant_move move = {0, 1, 2, 0.25, 30, 21};
    for (size_t n = 1;; n++) {
        struct hg_error err = {0};
        double pba[2], cba[2], residual;
        const size_t before = alloc_live();
        alloc_fail_at(n);
        const enum hg_status status = hg_move_plants(s.leontief, s.mrio, s.shares, E, 1,
                                                     &move, pba, cba, &residual, &err);
        if (!alloc_failed())
            break;
        assert_int_equal(status, HG_E_MEMORY);
        assert_int_equal(alloc_live(), before);
        assert_true(n < 40);
    }
    alloc_fail_at(0);
    end_solved(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_quarter_moves_to_the_destinations_technique),
        cmocka_unit_test(equal_plants_change_nothing_in_all),
        cmocka_unit_test(cleaner_plants_save_their_difference),
        cmocka_unit_test(moves_act_on_each_other),
        cmocka_unit_test(an_industry_may_move_out_altogether),
        cmocka_unit_test(without_moves_the_accounts_stand),
        cmocka_unit_test(more_than_there_is_cannot_move),
        cmocka_unit_test(what_is_not_made_has_no_technique),
        cmocka_unit_test(a_failed_allocation_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

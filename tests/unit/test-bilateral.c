/* test-bilateral.c - emissions embodied in bilateral trade */
#include "alloc.h"
#include "check.h"
#include "solved.h"

/* Kitzes: region 1 has f / (1 - a) = (1/2) / (1 - 1/2) = 1 a unit it sells: 5 to the
 * industry of 2, 3 at home; region 2 has (1/3) / (1 - 1/6) = 0.4, for 4 and 6.  The
 * footprints (test-footprints.c) are others: 4 and 0.8 across the border. */
static void two_regions_by_hand(void **state)
{
    (void)state;
    struct solved s;
    solve_table(make_kitzes(2), &s);
    const double e[] = KITZES_E;
    struct hg_error err = {0};
    double flow[4];
    assert_ok(hg_bilateral(s.mrio, s.x, e, 1, flow, &err), err);
    assert_near(flow[0], 3, 1e-14);
    assert_near(flow[1], 5, 1e-14);
    assert_near(flow[2], 1.6, 1e-14);
    assert_near(flow[3], 2.4, 1e-14);
    end_solved(&s);
}

/* Digits of numpy.linalg.solve, a block of three and one of two industries. */
static void regions_of_several_industries(void **state)
{
    (void)state;
    struct solved s;
    solve_table(make_miller_blair(), &s);
    const double e[] = MILLER_BLAIR_E;
    struct hg_error err = {0};
    double flow[4];
    assert_ok(hg_bilateral(s.mrio, s.x, e, 2, flow, &err), err);
    assert_near(flow[1], 606.6850946204552, 1e-13);
    assert_near(flow[0], 593.314905379545, 1e-13);
    assert_near(flow[2], 280.3018867924528, 1e-13);
    assert_near(flow[3], 399.6981132075472, 1e-13);
    assert_near(flow[0] + flow[1], 1200, 1e-14);
    assert_near(flow[2] + flow[3], 680, 1e-14);
    end_solved(&s);
}

/* What 1 sells goes to 2, whatever becomes of it there. */
static void who_buys_not_who_consumes(void **state)
{
    (void)state;
    const size_t region_of[] = {0, 1, 2}, sector_of[] = {0, 0, 0};
    const double Z[] = {0, 10, 0, 0, 0, 0, 0, 0, 0}, Y[] = {0, 0, 5, 0, 0, 10, 0, 0, 0};
    struct solved s;
    solve_table(make_table(3, region_of, sector_of, 3, 1, 1, Z, Y), &s);
    const double e[] = {30, 0, 7}; /* the third has no output */
    struct hg_error err = {0};
    double flow[9];
    assert_ok(hg_bilateral(s.mrio, s.x, e, 1, flow, &err), err);
    assert_near(flow[1], 20, 1e-15);
    assert_near(flow[2], 10, 1e-15);
    assert_true(flow[0] == 0 && flow[3] == 0 && flow[5] == 0);
    assert_near(flow[8], 7, 1e-15);
    end_solved(&s);
}

static void names_the_region_that_lives_on_itself(void **state)
{
    (void)state;
    const size_t region_of[] = {0, 1}, sector_of[] = {0, 0};
    const double Z[] = {10, 0, 0, 0}, Y[] = {-5, 5, 0, 1}, e[] = {1, 1};
    struct hg_mrio *mrio = make_table(2, region_of, sector_of, 2, 1, 1, Z, Y);
    struct hg_error err = {0};
    double x[2], flow[4];
    hg_mrio_output(mrio, x); /* 10 from 10: A = 1 */
    assert_int_equal(hg_bilateral(mrio, x, e, 1, flow, &err), HG_E_INPUT);
    assert_non_null(strstr(err.message, "bilateral trade of region r1: "));
    hg_mrio_destroy(mrio);
}

static void a_failed_allocation_leaks_nothing(void **state)
{
    (void)state;
    struct solved s;
    solve_table(make_miller_blair(), &s);
    const double e[] = MILLER_BLAIR_E;
    for (size_t n = 1;; n++) {
        struct hg_error err = {0};
        double flow[4];
        const size_t before = alloc_live();
        alloc_fail_at(n);
        const enum hg_status status = hg_bilateral(s.mrio, s.x, e, 1, flow, &err);
        if (!alloc_failed())
            break;
        assert_int_equal(status, HG_E_MEMORY);
        assert_int_equal(alloc_live(), before);
        assert_true(n < 100);
    }
    alloc_fail_at(0);
    end_solved(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_regions_by_hand),
        cmocka_unit_test(regions_of_several_industries),
        cmocka_unit_test(who_buys_not_who_consumes),
        cmocka_unit_test(names_the_region_that_lives_on_itself),
        cmocka_unit_test(a_failed_allocation_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

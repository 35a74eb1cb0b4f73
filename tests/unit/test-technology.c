/* test-technology.c - exports at the world's average intensity */
#include "alloc.h"
#include "check.h"
#include "solved.h"

static void adjusted(const struct solved *s, const double *e, enum hg_average average,
                     double *out)
{
    struct hg_error err = {0};
    assert_ok(hg_technology_adjusted(s->mrio, s->shares, s->x, e, average, out, &err),
              err);
}

/* Kitzes with one sector: 8 of region 1's output serve region 2, 2.4 of the other's the
 * first; intensities 1/2 and 1/3, 12/28 of all output and 4.8/10.4 of what is exported.
 */
static void one_sector_by_hand(void **state)
{
    (void)state;
    struct solved s;
    solve_table(make_kitzes(1), &s);
    const double e[] = KITZES_E;
    double out[2];
    adjusted(&s, e, HG_AVERAGE_OF_OUTPUT, out);
    assert_near(out[0], 4.8 + 8 * (1.0 / 2 - 3.0 / 7), 1e-14);
    assert_near(out[1], 7.2 + 2.4 * (1.0 / 3 - 3.0 / 7), 1e-14);
    adjusted(&s, e, HG_AVERAGE_OF_EXPORTS, out);
    assert_near(out[0], 4.8 + 4.0 / 13, 1e-14); /* 8 (1/2 - 6/13) */
    assert_near(out[1], 7.2 - 4.0 / 13, 1e-14);
    end_solved(&s);
}

/* Digits of numpy: three sectors, the third in one region alone. */
static void several_sectors(void **state)
{
    (void)state;
    struct solved s;
    solve_table(make_miller_blair(), &s);
    const double e[] = MILLER_BLAIR_E;
    double out[2];
    adjusted(&s, e, HG_AVERAGE_OF_OUTPUT, out);
    assert_near(out[0], 879.7042568483796, 1e-13);
    assert_near(out[1], 999.7827410404336, 1e-13);
    adjusted(&s, e, HG_AVERAGE_OF_EXPORTS, out);
    assert_near(out[0], 878.3920844924605, 1e-13);
    assert_near(out[0] + out[1], 1880, 1e-14);
    end_solved(&s);
}

/* With one technology everywhere there is nothing to adjust. */
static void like_technologies_leave_the_footprints(void **state)
{
    (void)state;
    struct solved s;
    solve_table(make_miller_blair(), &s);
    const double e[] = {100, 400, 30, 120, 160}; /* f = 0.1, 0.2, 0.03 by sector */
    struct hg_footprints *p = footprints_of(&s, e, 0);
    double out[2];
    for (size_t average = 0; average < 2; average++) {
        adjusted(&s, e, average ? HG_AVERAGE_OF_EXPORTS : HG_AVERAGE_OF_OUTPUT, out);
        assert_near(out[0], p->consumption[0], 1e-14);
        assert_near(out[1], p->consumption[1], 1e-14);
    }
    hg_footprints_destroy(p);
    end_solved(&s);
}

/* Nothing is exported, so that there is no average; one industry has no output. */
static void without_trade_all_stays_as_it_is(void **state)
{
    (void)state;
    const size_t region_of[] = {0, 1}, sector_of[] = {0, 0};
    const double Z[] = {1, 0, 0, 0}, Y[] = {3, 0, 0, 0}, e[] = {8, 5};
    struct solved s;
    solve_table(make_table(2, region_of, sector_of, 2, 1, 1, Z, Y), &s);
    double out[2];
    adjusted(&s, e, HG_AVERAGE_OF_EXPORTS, out);
    assert_true(out[0] == 8 && out[1] == 5);
    end_solved(&s);
}

static void a_failed_allocation_leaks_nothing(void **state)
{
    (void)state;
    struct solved s;
    solve_table(make_kitzes(1), &s);
    const double e[] = KITZES_E;
    for (size_t n = 1;; n++) {
        struct hg_error err = {0};
        double out[2];
        const size_t before = alloc_live();
        alloc_fail_at(n);
        const enum hg_status status = hg_technology_adjusted(
            s.mrio, s.shares, s.x, e, HG_AVERAGE_OF_OUTPUT, out, &err);
        if (!alloc_failed())
            break;
        assert_int_equal(status, HG_E_MEMORY);
        assert_int_equal(alloc_live(), before);
        assert_true(n < 20);
    }
    alloc_fail_at(0);
    end_solved(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_sector_by_hand),
        cmocka_unit_test(several_sectors),
        cmocka_unit_test(like_technologies_leave_the_footprints),
        cmocka_unit_test(without_trade_all_stays_as_it_is),
        cmocka_unit_test(a_failed_allocation_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

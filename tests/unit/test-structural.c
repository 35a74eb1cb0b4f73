/* test-structural.c - what changed f L y between two tables */
#include "alloc.h"
#include "check.h"
#include "solved.h"
#include <hotgrid/structural.h>

enum { N = 2, D = 2, SIZE = N * D * HG_N_STRUCTURAL };

static const size_t region_of[] = {0, 1}, sector_of[] = {0, 0};
static const double Z0[] = {10, 20, 30, 40}, Y0[] = {50, 20, 20, 110};
static const double Z1[] = {15, 40, 20, 60}, Y1[] = {45, 50, 60, 120};
static const double e0[] = {200, 100}, e1[] = {210, 104};

static void solve(const double *Z, const double *Y, struct solved *s)
{
    solve_table(make_table(N, region_of, sector_of, D, 1, 1, Z, Y), s);
}

static struct hg_structural_side side_of(const struct solved *s, const double *e)
{
    return (struct hg_structural_side){s->mrio, s->leontief, s->shares, e};
}

static void changes(const struct solved *a, const double *ea, const struct solved *b,
                    const double *eb, double *effect)
{
    struct hg_error err = {0};
    const struct hg_structural_side before = side_of(a, ea), after = side_of(b, eb);
    assert_ok(hg_structural_changes(&before, &after, NULL, NULL, 1, effect, &err), err);
}

/* Computed with numpy: inverses by numpy.linalg.inv, all effects as they are written in
 * the header.  Both industries make the same product, so that its mix cannot change.
 * [effect][industry * D + destination] */
static const double expected[HG_N_STRUCTURAL][N * D] = {
    [HG_BY_INTENSITY] = {-37.841022236973124, -37.15897776302689, -6.856953202787918,
                         -16.14304679721208},
    [HG_BY_TECHNOLOGY] = {-3.647482703158111, 3.1852130795044813, -2.069843772225121,
                          1.1249881466028138},
    [HG_BY_SOURCING] = {8.718840154203583, 12.458110296975224, -2.2801396330188215,
                        -3.186056848892891},
    [HG_BY_FINAL_SOURCING] = {-43.25921008961169, 35.88461062895377, 11.086624626617988,
                              -9.34604797010841},
    [HG_BY_LEVEL] = {45.66379024228344, 25.996128390849307, 11.93245934284766,
                     19.738016108176787},
};

static void assert_expected(const double *effect, const size_t *industry,
                            const size_t *region)
{
    for (size_t i = 0; i < N; i++)
        for (size_t d = 0; d < D; d++)
            for (size_t k = 0; k < HG_N_STRUCTURAL; k++)
                assert_true(
                    fabs(effect[(industry[i] * D + region[d]) * HG_N_STRUCTURAL + k] -
                         expected[k][i * D + d]) <= 1e-12);
}

static void effects_are_those_of_the_polar_forms(void **state)
{
    (void)state;
    static const size_t same[] = {0, 1};
    double effect[SIZE];
    struct solved a, b;
    solve(Z0, Y0, &a);
    solve(Z1, Y1, &b);
    changes(&a, e0, &b, e1, effect);
    assert_expected(effect, same, same);
    /* x = (100, 200) and (150, 260): 210 - 200 and 104 - 100 in all */
    for (size_t i = 0; i < N; i++) {
        double sum = 0;
        for (size_t k = 0; k < (size_t)D * HG_N_STRUCTURAL; k++)
            sum += effect[i * D * HG_N_STRUCTURAL + k];
        assert_near(sum, e1[i] - e0[i], 1e-13);
    }
    end_solved(&a);
    end_solved(&b);
}

/* One destination: df (x0 + x1) / 2 = (1.4 - 2) 250 / 2 and (0.4 - 0.5) 460 / 2. */
static void an_economy_by_itself_is_done_on_paper(void **state)
{
    (void)state;
    static const size_t one[] = {0, 0}, two[] = {0, 1};
    const double y0[] = {70, 130}, y1[] = {95, 180};
    struct solved a, b;
    double effect[N * HG_N_STRUCTURAL];
    solve_table(make_table(N, one, two, 1, 2, 1, Z0, y0), &a);
    solve_table(make_table(N, one, two, 1, 2, 1, Z1, y1), &b);
    changes(&a, e0, &b, e1, effect);
    assert_near(effect[HG_BY_INTENSITY], -75, 1e-13);
    assert_near(effect[HG_N_STRUCTURAL + HG_BY_INTENSITY], -23, 1e-13);
    /* demand grows by 75 from 200 to 275: (e1 75 / 275 + e0 75 / 200) / 2 */
    assert_near(effect[HG_BY_LEVEL], (210 * 75 / 275.0 + 200 * 75 / 200.0) / 2, 1e-13);
    assert_near(effect[HG_N_STRUCTURAL + HG_BY_LEVEL],
                (104 * 75 / 275.0 + 100 * 75 / 200.0) / 2, 1e-13);
    /* by numpy, as above; all is bought at home */
    assert_near(effect[HG_BY_TECHNOLOGY], 20.714680827525175, 1e-12);
    assert_near(effect[HG_BY_PRODUCTS], -1.8510444638887944, 1e-12);
    assert_true(fabs(effect[HG_BY_SOURCING]) <= 1e-12);
    assert_true(fabs(effect[HG_BY_FINAL_SOURCING]) <= 1e-12);
    end_solved(&a);
    end_solved(&b);
}

static void the_order_of_either_table_does_not_matter(void **state)
{
    (void)state;
    static const size_t same[] = {0, 1}, turned[] = {1, 0};
    const double Zt[] = {60, 20, 40, 15}, Yt[] = {120, 60, 50, 45}, et[] = {104, 210};
    struct solved a, b;
    double effect[SIZE];
    struct hg_error err = {0};
    solve(Z0, Y0, &a);
    solve(Zt, Yt, &b);
    const struct hg_structural_side before = side_of(&a, e0), after = side_of(&b, et);
    assert_ok(hg_structural_changes(&before, &after, turned, turned, 2, effect, &err),
              err);
    assert_expected(effect, same, same);
    /* and backwards every effect is its opposite */
    assert_ok(hg_structural_changes(&after, &before, turned, turned, 2, effect, &err),
              err);
    for (size_t k = 0; k < SIZE; k++)
        effect[k] = -effect[k];
    assert_expected(effect, turned, turned);
    end_solved(&a);
    end_solved(&b);
}

static void a_table_against_itself_has_no_effects(void **state)
{
    (void)state;
    struct solved a;
    double effect[SIZE];
    solve(Z0, Y0, &a);
    changes(&a, e0, &a, e0, effect);
    for (size_t k = 0; k < SIZE; k++)
        assert_true(fabs(effect[k]) <= 1e-13);
    end_solved(&a);
}

/* The second industry makes nothing before: it emits 7 all the same, at home, and its
 * intensity is known from after alone (30 / 60), so that nothing is put down to it. */
static void an_industry_that_appears_has_no_effect_of_intensity(void **state)
{
    (void)state;
    const double none[] = {0, 0, 0, 0}, few[] = {40, 10, 0, 0}, more[] = {40, 10, 20, 40};
    const double with[] = {100, 7}, then[] = {100, 30};
    struct solved a, b;
    double effect[SIZE];
    solve(none, few, &a);
    solve(none, more, &b);
    changes(&a, with, &b, then, effect);
    const double *first = effect + (size_t)2 * HG_N_STRUCTURAL,
                 *own = first + HG_N_STRUCTURAL;
    assert_true(first[HG_BY_INTENSITY] == 0 && own[HG_BY_INTENSITY] == 0);
    assert_near(own[HG_BY_IDLE], -7, 1e-15);
    assert_true(first[HG_BY_IDLE] == 0);
    /* 10 to 50 of demand of r2, one product from two regions: half of (1/2 40 (1 - 10 /
     * 50)), and 0 before */
    assert_near(own[HG_BY_LEVEL], 8, 1e-14);
    assert_near(own[HG_BY_FINAL_SOURCING], 12, 1e-14); /* of one product */
    assert_near(first[HG_BY_FINAL_SOURCING] + first[HG_BY_LEVEL], 10, 1e-14);
    /* the first goes on with intensity 2 */
    assert_near(effect[HG_BY_IDLE], 0, 1e-15);
    end_solved(&a);
    end_solved(&b);
}

/* A destination without demand on one side has no mix there: all of it is level. */
static void demand_out_of_nothing_is_level(void **state)
{
    (void)state;
    const double none[] = {0, 0, 0, 0}, before[] = {40, 0, 60, 0},
                 after[] = {40, 5, 60, 15};
    const double with[] = {80, 30}, then[] = {90, 37.5};
    struct solved a, b;
    double effect[SIZE];
    solve(none, before, &a);
    solve(none, after, &b);
    changes(&a, with, &b, then, effect);
    assert_near(effect[HG_N_STRUCTURAL + HG_BY_LEVEL], 10, 1e-14);
    assert_near(effect[3 * HG_N_STRUCTURAL + HG_BY_LEVEL], 7.5, 1e-14);
    assert_true(effect[HG_N_STRUCTURAL + HG_BY_PRODUCTS] == 0);
    assert_true(effect[3 * HG_N_STRUCTURAL + HG_BY_PRODUCTS] == 0);
    assert_true(effect[HG_N_STRUCTURAL + HG_BY_FINAL_SOURCING] == 0);
    assert_true(effect[3 * HG_N_STRUCTURAL + HG_BY_FINAL_SOURCING] == 0);
    end_solved(&a);
    end_solved(&b);
}

/* Nothing is bought before: nobody knows where it was bought, and all is technology. */
static void a_need_out_of_nothing_is_technology(void **state)
{
    (void)state;
    const double none[] = {0, 0, 0, 0}, y0[] = {60, 40, 40, 160}, y1[] = {50, 20, 30, 90};
    struct solved a, b;
    double effect[SIZE];
    solve(none, y0, &a);
    solve(Z0, y1, &b);
    changes(&a, e0, &b, e1, effect);
    for (size_t k = 0; k < (size_t)N * D; k++) {
        assert_true(fabs(effect[k * HG_N_STRUCTURAL + HG_BY_TECHNOLOGY]) > 1);
        assert_true(fabs(effect[k * HG_N_STRUCTURAL + HG_BY_SOURCING]) <= 1e-12);
    }
    end_solved(&a);
    end_solved(&b);
}

/* Miller and Blair's region L: what it sells M is exported, whatever for. */
static void a_region_by_itself_exports_the_rest(void **state)
{
    (void)state;
    static const double Z[] = {150, 500, 50, 200, 100, 400, 300, 500, 50};
    static const double Y[] = {150, 150, 700, 600, 30, 120};
    static const bool member[] = {true, false};
    struct hg_mrio *mrio = make_miller_blair(), *alone = NULL;
    struct hg_error err = {0};
    assert_ok(hg_domestic_table(mrio, member, &alone, &err), err);
    assert_int_equal(alone->n, 3);
    for (size_t k = 0; k < 9; k++)
        assert_true(alone->Z[k] == Z[k]);
    for (size_t k = 0; k < 6; k++)
        assert_true(alone->Y[k] == Y[k]);
    assert_string_equal(hg_axis_code(alone->sectors, 2), "s3");
    hg_mrio_destroy(alone);
    hg_mrio_destroy(mrio);
}

/* M makes nothing of s3; both together export nothing, and buy of each other. */
static void a_group_is_one_economy(void **state)
{
    (void)state;
    static const bool both[] = {true, true}, second[] = {false, true};
    struct hg_mrio *mrio = make_miller_blair(), *alone = NULL;
    struct hg_error err = {0};
    double x[3];
    assert_ok(hg_domestic_table(mrio, both, &alone, &err), err);
    assert_true(alone->Z[0] == 150 + 25 + 75 + 200); /* s1 to s1 */
    assert_true(alone->Y[1] == 0 && alone->Y[3] == 0 && alone->Y[5] == 0);
    hg_mrio_destroy(alone);
    assert_ok(hg_domestic_table(mrio, second, &alone, &err), err);
    hg_mrio_output(alone, x);
    assert_true(x[0] == 1200 && x[2] == 0); /* 75 + 100 + 60 + 200 + 250 + 115 + 400 */
    hg_mrio_destroy(alone);
    hg_mrio_destroy(mrio);
}

static void memory_may_run_out(void **state)
{
    (void)state;
    static const bool member[] = {true, false};
    struct hg_error err = {0};
    struct solved a, b;
    double effect[SIZE];
    solve(Z0, Y0, &a);
    solve(Z1, Y1, &b);
    const struct hg_structural_side before = side_of(&a, e0), after = side_of(&b, e1);
    for (size_t n = 1;; n++) {
        struct hg_mrio *alone = NULL;
        const size_t live = alloc_live();
        alloc_fail_at(n);
        enum hg_status status =
            hg_structural_changes(&before, &after, NULL, NULL, 1, effect, &err);
        if (status == HG_OK)
            status = hg_domestic_table(a.mrio, member, &alone, &err);
        if (!alloc_failed()) {
            hg_mrio_destroy(alone);
            break;
        }
        assert_int_equal(status, HG_E_MEMORY);
        assert_null(alone);
        assert_int_equal(alloc_live(), live);
    }
    alloc_fail_at(0);
    end_solved(&a);
    end_solved(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(effects_are_those_of_the_polar_forms),
        cmocka_unit_test(an_economy_by_itself_is_done_on_paper),
        cmocka_unit_test(the_order_of_either_table_does_not_matter),
        cmocka_unit_test(a_table_against_itself_has_no_effects),
        cmocka_unit_test(an_industry_that_appears_has_no_effect_of_intensity),
        cmocka_unit_test(demand_out_of_nothing_is_level),
        cmocka_unit_test(a_need_out_of_nothing_is_technology),
        cmocka_unit_test(a_region_by_itself_exports_the_rest),
        cmocka_unit_test(a_group_is_one_economy),
        cmocka_unit_test(memory_may_run_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

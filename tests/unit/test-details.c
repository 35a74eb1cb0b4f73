/* test-details.c - rows of the inverse, and what single industries serve in detail */
#include "alloc.h"
#include "check.h"
#include "table.h"
#include <hotgrid/leontief.h>

static struct hg_leontief *factors(const struct hg_mrio *mrio)
{
    struct hg_error err = {0};
    struct hg_leontief *l = NULL;
    assert_ok(hg_leontief_create(mrio, HG_PRECISION_AUTO, 1, &l, &err), err);
    return l;
}

/* Kitzes (2013), Resources 2:489: A is 1/2 5/12, 1/4 1/6; the determinant of I - A is
 * 5/16, so its inverse is 8/3 4/3, 4/5 8/5. */
static void rows_are_those_of_the_inverse(void **state)
{
    (void)state;
    const size_t region_of[] = {0, 0}, sector_of[] = {0, 1}, row[] = {1, 0};
    const double Z[] = {8, 5, 4, 2}, y[] = {3, 6};
    struct hg_mrio *mrio = make_table(2, region_of, sector_of, 1, 2, 1, Z, y);
    struct hg_leontief *l = factors(mrio);
    struct hg_error err = {0};
    double out[4], residual = 1;
    assert_ok(hg_leontief_rows(l, 2, 2, row, out, &residual, &err), err);
    const double expected[] = {4.0 / 5, 8.0 / 5, 8.0 / 3, 4.0 / 3};
    for (size_t k = 0; k < 4; k++)
        assert_near(out[k], expected[k], 1e-14);
    assert_true(residual <= 1e-13);
    assert_ok(hg_leontief_rows(l, 2, 0, row, out, &residual, &err), err); /* none */
    hg_leontief_destroy(l);
    hg_mrio_destroy(mrio);
}

/* Without trade between industries a share is what is sold to a part over what is sold:
 * r1 s1 sells 10, of it 1 and 2 to r1, 4 and 3 to r2; r2 s1 makes nothing, and serves
 * what r2 demands: 4 + 3 of s1 and 1 + 1 of s2. */
static void parts_are_told_by_category_and_product(void **state)
{
    (void)state;
    const size_t region_of[] = {0, 0, 1}, sector_of[] = {0, 1, 0}, row[] = {0, 1, 2};
    const double Z[9] = {0};
    const double Y[] = {1, 2, 4, 3, 2, 0, 1, 1, 0, 0, 0, 0};
    struct hg_mrio *mrio = make_table(3, region_of, sector_of, 2, 2, 2, Z, Y);
    struct hg_leontief *l = factors(mrio);
    struct hg_error err = {0};
    struct hg_shares *shares = NULL;
    assert_ok(hg_shares_create(l, &shares, &err), err);
    double inverse[9], residual;
    assert_ok(hg_leontief_rows(l, 3, 3, row, inverse, &residual, &err), err);
    const double expected[3][2][4] = {
        /* to r1: k1 s1, k1 s2, k2 s1, k2 s2        to r2 */
        {{0.1, 0, 0.2, 0}, {0.4, 0, 0.3, 0}},
        {{0, 0.5, 0, 0}, {0, 0.25, 0, 0.25}},
        {{0, 0, 0, 0}, {4.0 / 9, 1.0 / 9, 3.0 / 9, 1.0 / 9}},
    };
    for (size_t i = 0; i < 3; i++)
        for (size_t d = 0; d < 2; d++) {
            double demand[6], out[4] = {NAN, NAN, NAN, NAN};
            hg_demand_of(mrio, d, demand);
            hg_serve_details(mrio, shares, i, inverse + i * 3, d, demand, out);
            for (size_t p = 0; p < 4; p++)
                assert_near(out[p], expected[i][d][p], 1e-15);
        }
    hg_shares_destroy(shares);
    hg_leontief_destroy(l);
    hg_mrio_destroy(mrio);
}

/* A region that demands nothing serves its parts by their number. */
static void nothing_demanded_is_shared_out_evenly(void **state)
{
    (void)state;
    const size_t region_of[] = {0, 1}, sector_of[] = {0, 0};
    const double Z[4] = {0}, Y[] = {1, 1, 0, 0, 0, 0, 0, 0};
    struct hg_mrio *mrio = make_table(2, region_of, sector_of, 2, 1, 2, Z, Y);
    struct hg_leontief *l = factors(mrio);
    struct hg_error err = {0};
    struct hg_shares *shares = NULL;
    assert_ok(hg_shares_create(l, &shares, &err), err);
    double out[2] = {NAN, NAN};
    const double inverse[] = {0, 1}, demand[] = {0, 0, 0, 0};
    hg_serve_details(mrio, shares, 1, inverse, 1, demand, out);
    assert_near(out[0], 0.5, 1e-15);
    assert_near(out[1], 0.5, 1e-15);
    hg_shares_destroy(shares);
    hg_leontief_destroy(l);
    hg_mrio_destroy(mrio);
}

static void no_memory_is_told(void **state)
{
    (void)state;
    const size_t region_of[] = {0, 0}, sector_of[] = {0, 1}, row[] = {1};
    const double Z[] = {8, 5, 4, 2}, y[] = {3, 6};
    struct hg_mrio *mrio = make_table(2, region_of, sector_of, 1, 2, 1, Z, y);
    struct hg_leontief *l = factors(mrio);
    size_t n = 1;
    for (;; n++) {
        struct hg_error err = {0};
        double out[2], residual;
        const size_t before = alloc_live();
        alloc_fail_at(n);
        const enum hg_status status =
            hg_leontief_rows(l, 2, 1, row, out, &residual, &err);
        assert_int_equal(alloc_live(), before);
        if (!alloc_failed())
            break;
        assert_int_equal(status, HG_E_MEMORY);
    }
    alloc_fail_at(0);
    assert_true(n > 1);
    hg_leontief_destroy(l);
    hg_mrio_destroy(mrio);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_those_of_the_inverse),
        cmocka_unit_test(parts_are_told_by_category_and_product),
        cmocka_unit_test(nothing_demanded_is_shared_out_evenly),
        cmocka_unit_test(no_memory_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test-tiers.c - how deep in the chain of supply emissions lie */
#include "alloc.h"
#include "check.h"
#include "table.h"
#include <hotgrid/accounts.h>
#include <hotgrid/leontief.h>

struct chain {
    struct hg_mrio *mrio;
    struct hg_leontief *l;
    double f[5], to_M[5];
};

static struct chain make_chain(void)
{
    const double e[] = MILLER_BLAIR_E;
    struct hg_error err = {0};
    struct chain chain = {.mrio = make_miller_blair()};
    assert_ok(hg_leontief_create(chain.mrio, HG_PRECISION_AUTO, 1, &chain.l, &err), err);
    for (size_t i = 0; i < 5; i++) {
        chain.f[i] = e[i] / hg_leontief_output(chain.l)[i];
        chain.to_M[i] = chain.mrio->Y[i * 2 + 1];
    }
    return chain;
}

static void end_chain(struct chain *chain)
{
    hg_leontief_destroy(chain->l);
    hg_mrio_destroy(chain->mrio);
}

/* Exact arithmetic: 315, 256.166667, 152.587153, 97.602614 of 989.3568275 */
static void tiers_of_miller_blair(void **state)
{
    (void)state;
    struct chain c = make_chain();
    struct hg_error err = {0};
    double tier[5];
    assert_ok(hg_tiers(c.l, c.f, c.to_M, 4, tier, &err), err);
    assert_near(tier[0], 315, 1e-14);
    assert_true(fabs(tier[1] - 256.166667) <= 0.5001e-6);
    assert_true(fabs(tier[2] - 152.587153) <= 0.5001e-6);
    assert_true(fabs(tier[3] - 97.602614) <= 0.5001e-6);
    const double first = tier[0] + tier[1] + tier[2] + tier[3];
    assert_true(fabs(first / 989.3568275 - 0.830192) <= 0.5001e-6);
    assert_true(fabs(first + tier[4] - 989.3568275) <= 0.5001e-7);
    end_chain(&c);
}

static void without_tiers_all_is_remainder(void **state)
{
    (void)state;
    struct chain c = make_chain();
    struct hg_error err = {0};
    double tier[1];
    assert_ok(hg_tiers(c.l, c.f, c.to_M, 0, tier, &err), err);
    assert_true(fabs(tier[0] - 989.3568275) <= 0.5001e-7);
    end_chain(&c);
}

static void many_tiers_leave_no_remainder(void **state)
{
    (void)state;
    struct chain c = make_chain();
    struct hg_error err = {0};
    double tier[201];
    assert_ok(hg_tiers(c.l, c.f, c.to_M, 200, tier, &err), err);
    assert_true(fabs(tier[200]) <= 1e-12 * 989);
    end_chain(&c);
}

static void a_failed_allocation_leaks_nothing(void **state)
{
    (void)state;
    struct chain c = make_chain();
    for (size_t n = 1;; n++) {
        struct hg_error err = {0};
        double tier[3];
        const size_t before = alloc_live();
        alloc_fail_at(n);
        const enum hg_status status = hg_tiers(c.l, c.f, c.to_M, 2, tier, &err);
        if (!alloc_failed()) {
            assert_ok(status, err);
            break;
        }
        assert_int_equal(status, HG_E_MEMORY);
        assert_int_equal(alloc_live(), before);
        assert_true(n < 100);
    }
    alloc_fail_at(0);
    end_chain(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tiers_of_miller_blair),
        cmocka_unit_test(without_tiers_all_is_remainder),
        cmocka_unit_test(many_tiers_leave_no_remainder),
        cmocka_unit_test(a_failed_allocation_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

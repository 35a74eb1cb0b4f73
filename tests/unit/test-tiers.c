/* test-tiers.c - how deep in the chain of supply emissions lie */
#include "alloc.h"
#include "check.h"
#include "solved.h"

struct chain {
    struct hg_mrio *mrio;
    double x[5], f[5];
};

static struct chain make_chain(void)
{
    const double e[] = MILLER_BLAIR_E;
    struct chain chain = {.mrio = make_miller_blair()};
    hg_mrio_output(chain.mrio, chain.x);
    for (size_t i = 0; i < 5; i++)
        chain.f[i] = e[i] / chain.x[i];
    return chain;
}

static const double total[] = {890.6431725, 989.3568275};

/* Exact arithmetic: 315, 256.166667, 152.587153, 97.602614 of 989.3568275 */
static void tiers_of_miller_blair(void **state)
{
    (void)state;
    struct chain c = make_chain();
    struct hg_error err = {0};
    double tier[10];
    assert_ok(hg_tiers(c.mrio, c.x, c.f, total, 4, 1, tier, &err), err);
    assert_near(tier[1], 315, 1e-14);
    assert_true(fabs(tier[3] - 256.166667) <= 0.5001e-6);
    assert_true(fabs(tier[5] - 152.587153) <= 0.5001e-6);
    assert_true(fabs(tier[7] - 97.602614) <= 0.5001e-6);
    const double first = tier[1] + tier[3] + tier[5] + tier[7];
    assert_true(fabs(first / 989.3568275 - 0.830192) <= 0.5001e-6);
    assert_near(first + tier[9], 989.3568275, 1e-15);
    /* of L: f'y = 0.4 150 + 0.15 700 + 0.5 30 + 0.5 115 + 0.1 50 */
    assert_near(tier[0], 60 + 105 + 15 + 57.5 + 5, 1e-14);
    hg_mrio_destroy(c.mrio);
}

static void without_tiers_all_is_remainder(void **state)
{
    (void)state;
    struct chain c = make_chain();
    struct hg_error err = {0};
    double tier[2];
    assert_ok(hg_tiers(c.mrio, c.x, c.f, total, 0, 1, tier, &err), err);
    assert_memory_equal(tier, total, sizeof(total));
    hg_mrio_destroy(c.mrio);
}

static void many_tiers_leave_no_remainder(void **state)
{
    (void)state;
    struct chain c = make_chain();
    struct hg_error err = {0};
    double tier[402];
    assert_ok(hg_tiers(c.mrio, c.x, c.f, total, 200, 1, tier, &err), err);
    assert_true(fabs(tier[400]) <= 0.5001e-7 && fabs(tier[401]) <= 0.5001e-7);
    hg_mrio_destroy(c.mrio);
}

/* One chain of 600 industries, each selling all it makes to the next: more than one task
 * has to work on it. */
static void long_chains_have_the_same_bits_with_any_threads(void **state)
{
    (void)state;
    enum { N = 600 };
    struct hg_mrio mrio = {.n = N};
    double *x = calloc(N, sizeof *x), *f = calloc(N, sizeof *f);
    mrio.Z = calloc((size_t)N * N, sizeof *mrio.Z);
    mrio.Y = calloc(N, sizeof *mrio.Y);
    mrio.regions = numbered_axis('r', 1);
    mrio.categories = numbered_axis('k', 1);
    assert_true(x && f && mrio.Z && mrio.Y);
    for (size_t i = 0; i < N; i++) {
        x[i] = 3;
        if (i + 1 < N)
            mrio.Z[i * N + i + 1] = 3;
    }
    mrio.Y[N - 1] = 3;
    f[0] = f[N - 3] = 1;
    for (unsigned threads = 1; threads <= 3; threads++) {
        struct hg_error err = {0};
        const double all = 6;
        double tier[N + 1];
        assert_ok(hg_tiers(&mrio, x, f, &all, N, threads, tier, &err), err);
        for (size_t t = 0; t <= N; t++)
            assert_true(tier[t] == (t == 2 || t == N - 1 ? 3 : 0));
    }
    free(x);
    free(f);
    free(mrio.Z);
    free(mrio.Y);
    hg_axis_destroy(mrio.regions);
    hg_axis_destroy(mrio.categories);
}

static void a_failed_allocation_leaks_nothing(void **state)
{
    (void)state;
    struct chain c = make_chain();
    for (size_t n = 1;; n++) {
        struct hg_error err = {0};
        double tier[6];
        const size_t before = alloc_live();
        alloc_fail_at(n);
        const enum hg_status status = hg_tiers(c.mrio, c.x, c.f, total, 2, 1, tier, &err);
        if (!alloc_failed()) {
            assert_ok(status, err);
            break;
        }
        assert_int_equal(status, HG_E_MEMORY);
        assert_int_equal(alloc_live(), before);
        assert_true(n < 100);
    }
    alloc_fail_at(0);
    hg_mrio_destroy(c.mrio);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tiers_of_miller_blair),
        cmocka_unit_test(without_tiers_all_is_remainder),
        cmocka_unit_test(many_tiers_leave_no_remainder),
        cmocka_unit_test(long_chains_have_the_same_bits_with_any_threads),
        cmocka_unit_test(a_failed_allocation_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

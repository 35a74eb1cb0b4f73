/* test-accounts.c - who emits for whom, in sums that can be done on paper */
#include "alloc.h"
#include "check.h"
#include "shares.h"
#include "table.h"
#include <hotgrid/accounts.h>

/* Miller and Blair's table with emissions: METHODS of exact arithmetic. */
static void accounts_of_miller_blair(void **state)
{
    (void)state;
    struct hg_mrio *mrio = make_miller_blair();
    struct hg_shares *shares = shares_of(mrio, 1);
    const double e[] = MILLER_BLAIR_E;
    double pba[2], cba[2], flow[4];
    hg_table_accounts(mrio, shares, e, pba, cba, flow);
    assert_true(pba[0] == 1200 && pba[1] == 680);
    assert_true(fabs(cba[0] - 890.6431725) <= 0.5001e-7);
    assert_true(fabs(cba[1] - 989.3568275) <= 0.5001e-7);
    assert_true(fabs(flow[1] - 510.7113828) <= 0.5001e-7); /* L to M */
    assert_true(fabs(flow[2] - 201.3545553) <= 0.5001e-7); /* M to L */
    assert_near(flow[0] + flow[1], pba[0], 1e-15);
    assert_near(flow[1] + flow[3], cba[1], 1e-15);
    assert_near(cba[0] + cba[1], pba[0] + pba[1], 1e-15);
    hg_shares_destroy(shares);
    hg_mrio_destroy(mrio);
}

static void emissions_without_output_stay_at_home(void **state)
{
    (void)state;
    const size_t region_of[] = {0, 1}, sector_of[] = {0, 0};
    const double Z[] = {0, 2, 0, 0}, Y[] = {3, 1, 0, 0}, e[] = {8, 5};
    struct hg_mrio *mrio = make_table(2, region_of, sector_of, 2, 1, 1, Z, Y);
    struct hg_shares *shares = shares_of(mrio, 1);
    double pba[2], cba[2], flow[4];
    hg_table_accounts(mrio, shares, e, pba, cba, flow);
    assert_near(cba[0], 6, 1e-15);
    assert_near(cba[1], 2 + 5, 1e-15);
    assert_near(flow[3], 5, 1e-15);
    hg_shares_destroy(shares);
    hg_mrio_destroy(mrio);
}

static const char *const regions[] = {"east", "north"};
static const char *const sectors[] = {"power", "steel", "homes"};
static const double kg[] = {100, 10, 7, 200, 1000, 8};

/* Two regions and three markets; north steel is unmapped.  east's own market is the
 * third, north's the second. */
static struct hg_mix *make_mix(void)
{
    const double share[] = {0.5, 0.3, 0.2, 0.2, 0.4, 0.4, 0, 0, 1,
                            0.1, 0.8, 0.1, NAN, NAN, NAN, 0, 1, 0};
    const size_t own[] = {2, 2, 2, 1, HG_NOT_FOUND, 1};
    struct hg_mix *mix = calloc(1, sizeof *mix);
    assert_non_null(mix);
    mix->n_industry = 6;
    mix->n_destination = 3;
    mix->share = calloc(18, sizeof *share);
    mix->own = calloc(6, sizeof *own);
    mix->household = calloc(6, sizeof(double));
    assert_true(mix->share && mix->own && mix->household);
    memcpy(mix->share, share, sizeof share);
    memcpy(mix->own, own, sizeof own);
    mix->household[2] = mix->household[5] = 1;
    return mix;
}

static void assert_values(const double *found, size_t n, const double *expected)
{
    for (size_t i = 0; i < n; i++)
        assert_near(found[i], expected[i], 1e-14);
}

static void masses_times_shares(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_inventory *inventory = make_inventory(2, regions, 3, sectors, kg, 1);
    struct hg_mix *mix = make_mix();
    struct hg_accounts *a = NULL;
    assert_ok(hg_accounts_create(inventory, mix, kg, &a, &err), err);
    /* east: 50 + 2, 30 + 4, 20 + 4 + 7; north: 20, 160 + 8, 20 */
    assert_values(a->region_destination, 6, (double[]){52, 34, 31, 20, 168, 20});
    assert_values(a->sector_destination, 9, (double[]){70, 190, 40, 2, 4, 4, 0, 8, 7});
    assert_values(a->flow, 9, (double[]){0, 0, 0, 20, 168, 20, 52, 34, 31});
    assert_values(a->destination, 3, (double[]){72, 202, 51});
    assert_values(a->foreign_region, 2, (double[]){86, 40});
    assert_values(a->foreign_sector, 3, (double[]){80 + 40, 6, 0});
    assert_values(a->foreign_destination, 3, (double[]){72, 34, 20});
    assert_values(a->household, 3, (double[]){0, 8, 7});
    assert_near(a->total, 325, 1e-15); /* without the 1000 that are unmapped */
    assert_near(a->foreign, 126, 1e-15);
    hg_accounts_destroy(a);
    hg_mix_destroy(mix);
    hg_inventory_destroy(inventory);
}

static void a_failed_allocation_leaks_nothing(void **state)
{
    (void)state;
    struct hg_inventory *inventory = make_inventory(2, regions, 3, sectors, kg, 1);
    struct hg_mix *mix = make_mix();
    for (size_t n = 1;; n++) {
        struct hg_error err = {0};
        struct hg_accounts *a = NULL;
        const size_t before = alloc_live();
        alloc_fail_at(n);
        const enum hg_status status = hg_accounts_create(inventory, mix, kg, &a, &err);
        if (!alloc_failed()) {
            hg_accounts_destroy(a);
            break;
        }
        assert_int_equal(status, HG_E_MEMORY);
        assert_int_equal(alloc_live(), before);
        assert_true(n < 100);
    }
    alloc_fail_at(0);
    hg_mix_destroy(mix);
    hg_inventory_destroy(inventory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accounts_of_miller_blair),
        cmocka_unit_test(emissions_without_output_stay_at_home),
        cmocka_unit_test(masses_times_shares),
        cmocka_unit_test(a_failed_allocation_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

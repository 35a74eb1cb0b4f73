/* test-transfers.c - who consumes what is emitted where, in sums that can be done on
 * paper
 */
#include "check.h"
#include <hotgrid/axis.h>
#include <hotgrid/transfers.h>

/* Provinces P and Q of a country, and abroad B; all numbers by hand:
 *
 *     from\to   P   Q   B   emitted
 *     P        60  20  30     110
 *     Q        10  30   5      45
 *     B        10  10  80     100
 *     consumed 80  60 115     255
 */
enum { P, Q, B, N };
static const double flow[] = {60, 20, 30, 10, 30, 5, 10, 10, 80};
static const bool all_known[] = {true, true, true}, not_abroad[] = {true, true, false};
static const size_t parent[] = {0, 0, HG_NOT_FOUND};

static struct hg_transfers transfers_of(const bool *known, bool p, bool q, bool b)
{
    const struct hg_transfer_table table = {N, flow, known, parent};
    const bool member[] = {p, q, b};
    struct hg_transfers out;
    hg_transfers_of(&table, member, &out);
    return out;
}

static void a_province_is_told_from_its_country_and_from_abroad(void **state)
{
    (void)state;
    const struct hg_transfers t = transfers_of(all_known, true, false, false);
    assert_true(t.own == 60 && t.other == 20 && t.abroad == 30);
    assert_true(t.from_other == 10 && t.from_abroad == 10);
    assert_true(hg_transfers_emitted(&t) == 110 && hg_transfers_consumed(&t) == 80);
    assert_near(hg_transfers_outside(&t), 50.0 / 110, 1e-15);
    assert_near(hg_transfers_outsourced(&t), 20.0 / 80, 1e-15);
}

static void a_region_of_no_country_has_all_others_abroad(void **state)
{
    (void)state;
    const struct hg_transfers t = transfers_of(all_known, false, false, true);
    assert_true(t.own == 80 && t.other == 0 && t.abroad == 20);
    assert_true(t.from_other == 0 && t.from_abroad == 35);
}

/* As one party the provinces trade with nobody but abroad; side by side with each other.
 */
static void a_group_is_one_party_and_a_sum_of_parts_is_not(void **state)
{
    (void)state;
    const struct hg_transfers one = transfers_of(all_known, true, true, false);
    assert_true(one.own == 120 && one.other == 0 && one.abroad == 35);
    assert_true(one.from_other == 0 && one.from_abroad == 20);
    struct hg_transfers sum = transfers_of(all_known, true, false, false);
    const struct hg_transfers q = transfers_of(all_known, false, true, false);
    hg_transfers_add(&sum, &q);
    assert_true(sum.own == 90 && sum.other == 30 && sum.abroad == 35);
    assert_true(sum.from_other == 30 && sum.from_abroad == 20);
    assert_near(hg_transfers_outside(&sum), 65.0 / 155, 1e-15);
    const struct hg_transfers mixed = transfers_of(all_known, true, false, true);
    assert_true(mixed.own == 180 && mixed.other == 0 && mixed.abroad == 30);
    assert_true(mixed.from_other == 0 && mixed.from_abroad == 15);
}

static void all_that_is_emitted_is_consumed(void **state)
{
    (void)state;
    double emitted = 0, consumed = 0;
    for (size_t r = 0; r < N; r++) {
        const struct hg_transfers t = transfers_of(all_known, r == P, r == Q, r == B);
        emitted += hg_transfers_emitted(&t);
        consumed += hg_transfers_consumed(&t);
    }
    assert_true(emitted == 255 && consumed == 255);
}

static void what_is_not_known_is_no_number(void **state)
{
    (void)state;
    const struct hg_transfers t = transfers_of(not_abroad, true, false, false);
    assert_true(hg_transfers_emitted(&t) == 110 && t.from_other == 10);
    assert_true(isnan(t.from_abroad) && isnan(hg_transfers_consumed(&t)));
    assert_true(isnan(hg_transfers_outsourced(&t)));
    const struct hg_transfers b = transfers_of(not_abroad, false, false, true);
    assert_true(isnan(b.own) && isnan(b.abroad) && b.from_abroad == 35);
    const struct hg_transfers none = {0};
    assert_true(isnan(hg_transfers_outside(&none)) &&
                isnan(hg_transfers_outsourced(&none)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_province_is_told_from_its_country_and_from_abroad),
        cmocka_unit_test(a_region_of_no_country_has_all_others_abroad),
        cmocka_unit_test(a_group_is_one_party_and_a_sum_of_parts_is_not),
        cmocka_unit_test(all_that_is_emitted_is_consumed),
        cmocka_unit_test(what_is_not_known_is_no_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

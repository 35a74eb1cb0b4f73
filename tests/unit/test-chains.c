/* test-chains.c - chains and flows of the toy study, its figures by hand
 *
 * Of 100 t that industries of RA emit 65 are for RA and 35 for RB; of 100 t of RB 25 for
 * RA and 75 for RB.  Households of RA emit 20 t.
 */
#include "alloc.h"
#include "study/chains.h"
#include "study/flow_list.h"
#include "toy_study.h"

#define COUNTRY "  - {name: both, members: [RA, RB], country: true}\n"

static int setup(void **state)
{
    if (scratch_setup(state) != 0)
        return -1;
    toy_files();
    return 0;
}

static struct chains *find(struct toy *toy, const char *groups)
{
    struct hg_error err = {0};
    struct chains *chains = NULL;
    toy_run(toy, toy_study(TOY_LAYERS, groups), STAGE_ACCOUNTS);
    assert_ok(chains_find(toy->job, &chains, &err), err);
    assert_int_equal(chains->n, 1);
    return chains;
}

static void assert_tonnes(double kg, double t)
{
    assert_near(kg, 1000 * t, 1e-12);
}

static void assert_sentence(const struct toy *toy, const struct chains *chains,
                            const char *expected)
{
    struct hg_text text = {0};
    chains_sentence(toy->job, chains, &chains->set[0], &text);
    assert_string_equal(text.bytes, expected);
    free(text.bytes);
}

static void regions_have_rows(void **state)
{
    (void)state;
    struct toy toy;
    struct chains *chains = find(&toy, "");
    const struct chain_set *set = &chains->set[0];
    assert_int_equal(set->n, 2);
    assert_true(set->row[0].kind == CHAIN_REGION && !set->row[0].parent);
    assert_tonnes(set->row[0].emitted, 100);
    assert_tonnes(set->row[0].chain.own, 65);
    assert_tonnes(set->row[0].chain.abroad, 35);
    assert_tonnes(set->row[0].chain.from_abroad, 25);
    assert_tonnes(set->row[0].households, 20);
    assert_true(set->row[0].chain.other == 0);
    assert_sentence(
        &toy, chains,
        "30 % of what industries of 2 regions of the trade table emit serves "
        "final demand in another one; the largest flow between countries, 35.0 "
        "t, leads from RA to RB.");
    chains_destroy(chains);
    toy_end(&toy);
}

static void a_group_may_be_a_country(void **state)
{
    (void)state;
    struct toy toy;
    struct chains *chains = find(&toy, COUNTRY);
    const struct chain_set *set = &chains->set[0];
    assert_int_equal(set->n, 3);
    assert_string_equal(set->row[1].parent, "both");
    assert_tonnes(set->row[1].chain.other, 25);
    assert_true(set->row[1].chain.abroad == 0);
    assert_true(set->row[2].kind == CHAIN_COUNTRY);
    assert_tonnes(set->row[2].chain.own, 140);
    assert_tonnes(set->row[2].chain.other, 60);
    assert_tonnes(set->row[2].households, 20);
    assert_sentence(
        &toy, chains,
        "30 % of what industries of both emit serves final demand outside the "
        "region that emits it: 30 % in other parts of both, 0.0 % abroad. Of "
        "the footprint of RB 32 % lies elsewhere, more than of any other part; "
        "32 % in other parts of both.");
    chains_destroy(chains);
    toy_end(&toy);
}

static void a_group_that_is_none_is_one_party(void **state)
{
    (void)state;
    struct toy toy;
    struct chains *chains = find(&toy, "  - {name: pair, members: [RA, RB]}\n");
    const struct chain_row *row = &chains->set[0].row[2];
    assert_true(chains->set[0].n == 3 && row->kind == CHAIN_GROUP);
    assert_tonnes(row->chain.own, 200);
    assert_true(row->chain.other == 0 && row->chain.abroad == 0);
    chains_destroy(chains);
    toy_end(&toy);
}

static void net_flows_of_parties(void **state)
{
    (void)state;
    struct toy toy;
    struct hg_error err = {0};
    struct flow_list list = {0};
    struct hg_flow_options asked = {.net = true};
    toy_run(&toy, toy_study(TOY_LAYERS, "  - {name: west, members: [RA]}\n"),
            STAGE_ACCOUNTS);
    const struct account_set *set = &toy.job->sets->set[0];
    assert_ok(flow_list_make(toy.job, set, &asked, &list, &err), err);
    assert_true(list.n == 1 && list.flow[0].from == 0 && list.flow[0].to == 1);
    assert_tonnes(list.flow[0].kg, 10);
    assert_true(flow_between(&list, true, 1, 0) == -flow_between(&list, true, 0, 1));
    flow_list_finish(&list);
    asked = (struct hg_flow_options){.groups = "west", .sector = "s2"};
    assert_ok(flow_list_make(toy.job, set, &asked, &list, &err), err);
    assert_true(list.n == 1 && list.flow[0].from == 2 && list.flow[0].to == 1);
    assert_tonnes(list.flow[0].kg, 20);
    assert_tonnes(flow_between(&list, false, 2, 2), 20);
    flow_list_finish(&list);
    toy_end(&toy);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    struct toy toy;
    struct chains *chains = find(&toy, COUNTRY);
    chains_destroy(chains);
    for (size_t n = 1;; n++) {
        struct hg_error err = {0};
        const size_t before = alloc_live();
        chains = NULL;
        alloc_fail_at(n);
        const enum hg_status status = chains_find(toy.job, &chains, &err);
        if (!alloc_failed())
            break;
        assert_int_equal(status, HG_E_MEMORY);
        assert_int_equal(alloc_live(), before);
    }
    alloc_fail_at(0);
    chains_destroy(chains);
    for (size_t n = 1;; n++) {
        struct hg_error err = {0};
        struct flow_list list = {0};
        const struct hg_flow_options asked = {.groups = "both"};
        const size_t before = alloc_live();
        alloc_fail_at(n);
        const enum hg_status status =
            flow_list_make(toy.job, &toy.job->sets->set[0], &asked, &list, &err);
        flow_list_finish(&list);
        assert_int_equal(alloc_live(), before);
        if (!alloc_failed())
            break;
        assert_int_equal(status, HG_E_MEMORY);
    }
    alloc_fail_at(0);
    toy_end(&toy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(regions_have_rows),
        cmocka_unit_test(a_group_may_be_a_country),
        cmocka_unit_test(a_group_that_is_none_is_one_party),
        cmocka_unit_test(net_flows_of_parties),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, setup, scratch_teardown);
}

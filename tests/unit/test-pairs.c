/* test-pairs.c - pairs of codes and their small numbers */
#include "alloc.h"
#include "check.h"
#include <hotgrid/pairs.h>
#include <hotgrid/parallel.h>
#include <stdio.h>

static struct hg_pairs *make(void)
{
    struct hg_error err = {0};
    struct hg_pairs *pairs = NULL;
    assert_ok(hg_pairs_create(&pairs, &err), err);
    return pairs;
}

static uint32_t number(struct hg_pairs *pairs, const char *region, const char *sector)
{
    struct hg_error err = {0};
    uint32_t n = UINT32_MAX;
    assert_ok(
        hg_pairs_number(pairs, region, strlen(region), sector, strlen(sector), &n, &err),
        err);
    return n;
}

static void a_pair_keeps_its_number(void **state)
{
    (void)state;
    struct hg_pairs *pairs = make();
    assert_int_equal(number(pairs, "CN-SH", "power"), 0);
    assert_int_equal(number(pairs, "CN-SH", "steel"), 1);
    assert_int_equal(number(pairs, "CN-S", "Hpower"), 2); /* not the first one */
    assert_int_equal(number(pairs, "a code of more than eight bytes", "power"), 3);
    assert_int_equal(number(pairs, "CN-SH", "steel"), 1);
    assert_int_equal(number(pairs, "CN-SH", "power"), 0);
    assert_int_equal(hg_pairs_size(pairs), 4);
    assert_string_equal(hg_pairs_at(pairs, 2).region, "CN-S");
    assert_string_equal(hg_pairs_at(pairs, 2).sector, "Hpower");
    assert_int_equal(hg_pairs_at(pairs, 3).region_length, 31);
    hg_pairs_destroy(pairs);
    hg_pairs_destroy(NULL);
}

static void codes_need_no_end(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_pairs *pairs = make();
    uint32_t n = 9;
    assert_ok(hg_pairs_number(pairs, "CN-SH,power", 5, "steel,12", 5, &n, &err), err);
    assert_string_equal(hg_pairs_at(pairs, n).region, "CN-SH");
    assert_int_equal(number(pairs, "CN-SH", "steel"), n);
    hg_pairs_destroy(pairs);
}

enum { MANY = 3000 };

static enum hg_status ask(void *context, size_t index, unsigned worker,
                          struct hg_error *err)
{
    (void)worker;
    char region[16], sector[16];
    uint32_t n = 0;
    const size_t i = index % MANY; /* all are asked for three times */
    snprintf(region, sizeof(region), "R%zu", i / 50);
    snprintf(sector, sizeof(sector), "s%zu", i % 50);
    return hg_pairs_number(context, region, strlen(region), sector, strlen(sector), &n,
                           err);
}

static void threads_may_ask_at_the_same_time(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_pairs *pairs = make();
    bool seen[MANY] = {false};
    assert_ok(hg_parallel(4, (size_t)3 * MANY, ask, pairs, &err), err);
    assert_int_equal(hg_pairs_size(pairs), MANY);
    for (uint32_t i = 0; i < MANY; i++) {
        unsigned region = 0, sector = 0;
        const struct hg_pair pair = hg_pairs_at(pairs, i);
        assert_int_equal(sscanf(pair.region, "R%u", &region), 1);
        assert_int_equal(sscanf(pair.sector, "s%u", &sector), 1);
        assert_false(seen[region * 50 + sector]);
        seen[region * 50 + sector] = true;
        assert_int_equal(number(pairs, pair.region, pair.sector), i);
    }
    hg_pairs_destroy(pairs);
}

static enum hg_status fill(struct hg_error *err)
{
    struct hg_pairs *pairs = NULL;
    enum hg_status status = hg_pairs_create(&pairs, err);
    for (size_t i = 0; status == HG_OK && i < 600; i++)
        status = ask(pairs, i, 0, err);
    hg_pairs_destroy(pairs);
    return status;
}

static void no_memory_is_an_error_and_leaks_nothing(void **state)
{
    (void)state;
    size_t n = 1;
    for (;; n++) {
        struct hg_error err = {0};
        const size_t before = alloc_live();
        alloc_fail_at(n);
        const enum hg_status status = fill(&err);
        if (!alloc_failed())
            break;
        assert_int_equal(status, HG_E_MEMORY);
        assert_int_equal(alloc_live(), before);
    }
    alloc_fail_at(0);
    assert_true(n > 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pair_keeps_its_number),
        cmocka_unit_test(codes_need_no_end),
        cmocka_unit_test(threads_may_ask_at_the_same_time),
        cmocka_unit_test(no_memory_is_an_error_and_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test-pieces.c - pieces of sources, in one order and each pair of industry and cell once
 */
#include "alloc.h"
#include "check.h"
#include <hotgrid/pieces.h>

static struct hg_pieces *make(size_t n, const struct hg_piece *piece)
{
    struct hg_error err = {0};
    struct hg_pieces *pieces = NULL;
    assert_ok(hg_pieces_create(HG_POINTS_ADD, n, 3, &pieces, &err), err);
    assert_int_equal(pieces->n, 0);
    assert_int_equal(pieces->n_inside[2] + pieces->n_outside[2], 0);
    memcpy(pieces->piece, piece, n * sizeof(*piece));
    pieces->n = n;
    return pieces;
}

static void equal_pairs_become_one_piece(void **state)
{
    (void)state;
    const struct hg_piece piece[] = {{7, 1, {.mass = 5}}, {HG_NO_CELL, 0, {.mass = 1}},
                                     {7, 0, {.mass = 2}}, {7, 1, {.mass = 10}},
                                     {3, 1, {.mass = 4}}, {7, 0, {.mass = 3}}};
    const struct hg_piece merged[] = {{7, 0, {.mass = 5}},
                                      {HG_NO_CELL, 0, {.mass = 1}},
                                      {3, 1, {.mass = 4}},
                                      {7, 1, {.mass = 15}}};
    struct hg_error err = {0};
    struct hg_pieces *pieces = make(6, piece);
    assert_ok(hg_pieces_merge(pieces, &err), err);
    assert_int_equal(pieces->n, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(pieces->piece[i].cell, merged[i].cell);
        assert_int_equal(pieces->piece[i].industry, merged[i].industry);
        assert_true(pieces->piece[i].mass == merged[i].mass);
    }
    hg_pieces_destroy(pieces);
    hg_pieces_destroy(NULL);
}

static void nothing_merges_to_nothing(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_pieces *pieces = make(0, (const struct hg_piece[1]){{0}});
    assert_ok(hg_pieces_merge(pieces, &err), err);
    assert_int_equal(pieces->n, 0);
    hg_pieces_destroy(pieces);
}

static void a_sum_beyond_a_mass_is_refused(void **state)
{
    (void)state;
    const struct hg_piece piece[] = {{7, 1, {.mass = INT64_MAX - 1}},
                                     {7, 1, {.mass = 2}}};
    struct hg_error err = {0};
    struct hg_pieces *pieces = make(2, piece);
    assert_int_equal(hg_pieces_merge(pieces, &err), HG_E_INPUT);
    assert_non_null(strstr(err.message, "unit"));
    hg_pieces_destroy(pieces);
}

static void no_memory_is_an_error_and_leaks_nothing(void **state)
{
    (void)state;
    for (size_t n = 1; n < 99; n++) {
        struct hg_error err = {0};
        struct hg_pieces *pieces = NULL;
        const size_t before = alloc_live();
        alloc_fail_at(n);
        const enum hg_status status =
            hg_pieces_create(HG_POINTS_SCALE, 4, 2, &pieces, &err);
        if (!alloc_failed()) {
            hg_pieces_destroy(pieces);
            break;
        }
        assert_int_equal(status, HG_E_MEMORY);
        assert_null(pieces);
        assert_int_equal(alloc_live(), before);
    }
    alloc_fail_at(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_pairs_become_one_piece),
        cmocka_unit_test(nothing_merges_to_nothing),
        cmocka_unit_test(a_sum_beyond_a_mass_is_refused),
        cmocka_unit_test(no_memory_is_an_error_and_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

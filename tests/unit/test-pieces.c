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

/* 30 t +- 20 % and 40 t +- 10 %: 6 t and 4 t in quadrature.  Of three without a sigma (1,
 * 2 and 2 kg) 1 + 4 + 4 of 25. */
static void squares_of_one_piece_add_up(void **state)
{
    (void)state;
    const struct hg_piece piece[] = {{7, 1, {.mass = 30}}, {3, 1, {.mass = 1}},
                                     {3, 0, {.mass = 9}},  {7, 1, {.mass = 40}},
                                     {3, 1, {.mass = 2}},  {3, 1, {.mass = 2}}};
    struct hg_error err = {0};
    struct hg_pieces *pieces = make(6, piece);
    assert_ok(hg_pieces_square(pieces, 6, &err), err);
    for (size_t i = 0; i < 6; i++)
        pieces->square[i] = hg_squares_of(i == 0 ? 0.2 : i == 3 ? 0.1 : NAN);
    assert_ok(hg_pieces_merge(pieces, &err), err);
    assert_int_equal(pieces->n, 3);
    assert_near(pieces->square[0].given, 0, 0);
    assert_near(pieces->square[0].other, 1, 0);
    assert_near(pieces->square[1].given, 0, 0);
    assert_near(pieces->square[1].other, 9.0 / 25, 1e-15);
    assert_near(pieces->square[2].other, 0, 0);
    assert_near(hg_squares_sigma(pieces->square[2], 0.5), sqrt(6 * 6 + 4 * 4) / 70,
                1e-15);
    hg_pieces_destroy(pieces);
}

static void merging_squares_without_memory_is_an_error(void **state)
{
    (void)state;
    const struct hg_piece piece[] = {{7, 1, {.mass = 1}}, {7, 1, {.mass = 2}}};
    for (size_t n = 1; n < 99; n++) {
        struct hg_error err = {0};
        struct hg_pieces *pieces = make(2, piece);
        const size_t before = alloc_live();
        alloc_fail_at(n);
        enum hg_status status = hg_pieces_square(pieces, 2, &err);
        if (status == HG_OK)
            status = hg_pieces_merge(pieces, &err);
        const bool failed = alloc_failed();
        alloc_fail_at(0);
        assert_int_equal(status, failed ? HG_E_MEMORY : HG_OK);
        assert_true(alloc_live() <= before + 1);
        hg_pieces_destroy(pieces);
        if (!failed) {
            assert_int_equal(n, 3);
            break;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_pairs_become_one_piece),
        cmocka_unit_test(nothing_merges_to_nothing),
        cmocka_unit_test(a_sum_beyond_a_mass_is_refused),
        cmocka_unit_test(squares_of_one_piece_add_up),
        cmocka_unit_test(merging_squares_without_memory_is_an_error),
        cmocka_unit_test(no_memory_is_an_error_and_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

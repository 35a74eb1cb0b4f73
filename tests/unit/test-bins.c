/* test-bins.c - exact sums by pair and cell, in any order, by any number of threads */
#include "alloc.h"
#include "check.h"
#include "gridding/bins.h"
#include <assert.h>
#include <hotgrid/parallel.h>
#include <stdlib.h>

enum { CELLS = 5000, PAIRS = 7, ROWS = 60000, BLOCK = 2000 };

struct filling {
    struct bins *bins;
    struct bins_room room[8];
    size_t n_cell;
    uint32_t cell[ROWS], pair[ROWS];
    hg_mass mass[ROWS];
};

static struct filling *f;

static uint64_t next_random(uint64_t *seed)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *seed >> 33;
}

/* Pair 0 fills all cells, the others few; some rows have no cell. */
static void draw(size_t n_cell)
{
    uint64_t seed = 5;
    f = calloc(1, sizeof(*f));
    assert_non_null(f);
    f->n_cell = n_cell;
    for (size_t i = 0; i < ROWS; i++) {
        const uint64_t kind = next_random(&seed) % 100;
        f->pair[i] = kind < 70 ? 0 : (uint32_t)(next_random(&seed) % PAIRS);
        f->cell[i] = kind == 1   ? HG_NO_CELL
                     : kind == 2 ? HG_DIFFUSE_CELL
                                 : (uint32_t)(next_random(&seed) % n_cell);
        f->mass[i] = (hg_mass)next_random(&seed) + 1;
    }
}

static enum hg_status fill_block(void *context, size_t index, unsigned worker,
                                 struct hg_error *err)
{
    (void)context;
    const size_t first = index * BLOCK;
    const struct bins_rows rows = {.n = BLOCK,
                                   .cell = f->cell + first,
                                   .pair = f->pair + first,
                                   .mass = f->mass + first};
    return bins_add(f->bins, &f->room[worker], &rows, err);
}

/* Industries are pairs in reverse; pair 3 has none. */
static const size_t industry[PAIRS] = {6, 5, 4, HG_NOT_FOUND, 2, 1, 0};

static enum hg_status sum_up(unsigned threads, struct hg_pieces **out,
                             struct hg_error *err)
{
    f->bins = NULL;
    enum hg_status status = bins_create(f->n_cell, false, &f->bins, err);
    if (status == HG_OK)
        status = hg_parallel(threads, ROWS / BLOCK, fill_block, NULL, err);
    if (status == HG_OK)
        status = bins_pieces(f->bins, 2, HG_POINTS_ADD, industry, PAIRS, out, err);
    bins_destroy(f->bins);
    return status;
}

/* The same by hg_pieces_merge(), which sorts all rows. */
static struct hg_pieces *merge(void)
{
    struct hg_error err = {0};
    struct hg_pieces *pieces = NULL;
    assert_ok(hg_pieces_create(HG_POINTS_ADD, ROWS, PAIRS, &pieces, &err), err);
    for (size_t i = 0; i < ROWS; i++)
        if (industry[f->pair[i]] != HG_NOT_FOUND)
            pieces->piece[pieces->n++] =
                (struct hg_piece){.cell = f->cell[i],
                                  .industry = (uint32_t)industry[f->pair[i]],
                                  .mass = f->mass[i]};
    assert_ok(hg_pieces_merge(pieces, &err), err);
    return pieces;
}

static void check(size_t n_cell)
{
    draw(n_cell);
    struct hg_pieces *expected = merge();
    for (unsigned threads = 1; threads <= 8; threads += threads == 1 ? 1 : 6) {
        struct hg_error err = {0};
        struct hg_pieces *pieces = NULL;
        assert_ok(sum_up(threads, &pieces, &err), err);
        assert(pieces);
        assert_int_equal(pieces->n, expected->n);
        assert_memory_equal(pieces->piece, expected->piece,
                            pieces->n * sizeof(pieces->piece[0]));
        hg_pieces_destroy(pieces);
    }
    hg_pieces_destroy(expected);
    free(f);
}

static void sums_are_those_of_all_rows_sorted(void **state)
{
    (void)state;
    check(CELLS);
}

static void few_cells_and_many_are_alike(void **state)
{
    (void)state;
    check(1);
    check(3);
    check(256);
    check(4000000);
}

static void a_sum_beyond_a_mass_is_refused(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_pieces *pieces = NULL;
    struct bins *bins = NULL;
    struct bins_room room;
    const uint32_t cell[] = {4, 4}, pair[] = {0, 0};
    const hg_mass mass[] = {INT64_MAX, 1};
    const size_t here[] = {0};
    assert_ok(bins_create(9, false, &bins, &err), err);
    assert_ok(bins_add(bins, &room, &(struct bins_rows){1, cell, pair, mass, NULL}, &err),
              err);
    assert_ok(bins_pieces(bins, 2, HG_POINTS_ADD, here, 1, &pieces, &err), err);
    assert_true(pieces->piece[0].mass == INT64_MAX);
    hg_pieces_destroy(pieces);
    pieces = NULL;
    assert_ok(bins_add(bins, &room, &(struct bins_rows){2, cell, pair, mass, NULL}, &err),
              err);
    assert_int_equal(bins_pieces(bins, 2, HG_POINTS_ADD, here, 1, &pieces, &err),
                     HG_E_INPUT);
    assert_null(pieces);
    bins_destroy(bins);
    bins_destroy(NULL);
}

static void no_memory_is_an_error_and_leaks_nothing(void **state)
{
    (void)state;
    draw(300);
    size_t n = 1;
    for (;; n += n < 600 ? 13 : 200) {
        struct hg_error err = {0};
        struct hg_pieces *pieces = NULL;
        const size_t before = alloc_live();
        alloc_fail_at(n);
        const enum hg_status status = sum_up(1, &pieces, &err);
        const bool failed = alloc_failed();
        alloc_fail_at(0);
        hg_pieces_destroy(pieces);
        assert_int_equal(alloc_live(), before);
        if (!failed)
            break;
        assert_int_equal(status, HG_E_MEMORY);
    }
    assert_true(n > 600);
    free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_are_those_of_all_rows_sorted),
        cmocka_unit_test(few_cells_and_many_are_alike),
        cmocka_unit_test(a_sum_beyond_a_mass_is_refused),
        cmocka_unit_test(no_memory_is_an_error_and_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

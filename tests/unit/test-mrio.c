/* test-mrio.c - rows of a table by their labels, and the end of tables */
#include "alloc.h"
#include "check.h"
#include <hotgrid/mrio.h>
#include <stdlib.h>

static const char *const regions[] = {"CHN", "USA", "ROW"};
static const char *const sectors[] = {"power", "steel"};

static struct hg_axis *axis(size_t n, const char *const *codes)
{
    struct hg_error err = {0};
    struct hg_axis *made = NULL;
    assert_ok(hg_axis_create(n, codes, NULL, &made, &err), err);
    return made;
}

/* A table whose rows have these labels. */
static struct hg_mrio *make(size_t n, const size_t *region, const size_t *sector)
{
    struct hg_mrio *mrio = calloc(1, sizeof(*mrio));
    assert_non_null(mrio);
    mrio->regions = axis(3, regions);
    mrio->sectors = axis(2, sectors);
    mrio->categories = axis(1, regions);
    mrio->n = n;
    mrio->region_of = malloc(n * sizeof(*mrio->region_of));
    mrio->sector_of = malloc(n * sizeof(*mrio->sector_of));
    mrio->Z = calloc(n * n, sizeof(double));
    mrio->Y = calloc(n * 3, sizeof(double));
    assert_true(mrio->region_of && mrio->sector_of && mrio->Z && mrio->Y);
    memcpy(mrio->region_of, region, n * sizeof(*region));
    memcpy(mrio->sector_of, sector, n * sizeof(*sector));
    return mrio;
}

static void each_row_of_a_full_table_is_found(void **state)
{
    (void)state;
    const size_t before = alloc_live();
    const size_t region[] = {0, 0, 1, 1, 2, 2}, sector[] = {0, 1, 0, 1, 0, 1};
    struct hg_mrio *mrio = make(6, region, sector);
    for (size_t row = 0; row < 6; row++)
        assert_int_equal(hg_mrio_find(mrio, region[row], sector[row]), row);
    hg_mrio_destroy(mrio);
    assert_int_equal(alloc_live(), before);
}

/* The rest of the world has one sector only, and rows go sector by sector. */
static void rows_in_any_order_are_found_and_missing_ones_are_not(void **state)
{
    (void)state;
    const size_t region[] = {2, 1, 0, 1, 0}, sector[] = {1, 0, 0, 1, 1};
    struct hg_mrio *mrio = make(5, region, sector);
    for (size_t row = 0; row < 5; row++)
        assert_int_equal(hg_mrio_find(mrio, region[row], sector[row]), row);
    assert_true(hg_mrio_find(mrio, 2, 0) == HG_NOT_FOUND);
    assert_true(hg_mrio_find(mrio, 3, 0) == HG_NOT_FOUND);
    hg_mrio_destroy(mrio);
}

static void shares_and_mixes_are_freed_whole(void **state)
{
    (void)state;
    const size_t before = alloc_live();
    struct hg_shares *shares = calloc(1, sizeof(*shares));
    struct hg_mix *mix = calloc(1, sizeof(*mix));
    assert_true(shares && mix);
    shares->share = calloc(4, sizeof(double));
    shares->zero_output = calloc(2, sizeof(bool));
    mix->share = calloc(4, sizeof(double));
    mix->own = calloc(2, sizeof(size_t));
    hg_shares_destroy(shares);
    hg_mix_destroy(mix);
    hg_mrio_destroy(NULL);
    hg_shares_destroy(NULL);
    hg_mix_destroy(NULL);
    assert_int_equal(alloc_live(), before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_row_of_a_full_table_is_found),
        cmocka_unit_test(rows_in_any_order_are_found_and_missing_ones_are_not),
        cmocka_unit_test(shares_and_mixes_are_freed_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test-raster.c - transforms, and the end of rasters */
#include "alloc.h"
#include "check.h"
#include <hotgrid/raster.h>
#include <stdlib.h>

static void shift(void *context, size_t n, double *x, double *y)
{
    for (size_t i = 0; i < n; i++) {
        x[i] += *(const double *)context;
        y[i] -= *(const double *)context;
    }
}

static void forget(void *context)
{
    *(double *)context = 0;
}

static void a_transform_moves_places_until_it_is_finished(void **state)
{
    (void)state;
    double by = 10, x[] = {1, 2}, y[] = {3, 4};
    struct hg_transform transform = {.context = &by, .apply = shift, .finish = forget};
    hg_transform_apply(&transform, 2, x, y);
    assert_near(x[1], 12, 0);
    assert_near(y[0], -7, 0);
    hg_transform_finish(&transform);
    assert_near(by, 0, 0);
    assert_null(transform.context);
    hg_transform_finish(&transform); /* zeroed is fine */
}

static void the_identity_needs_nothing(void **state)
{
    (void)state;
    double x = 1, y = 2;
    const struct hg_transform transform = {.identity = true};
    hg_transform_apply(&transform, 1, &x, &y);
    assert_near(x, 1, 0);
    assert_near(y, 2, 0);
}

static void a_raster_is_freed_whole(void **state)
{
    (void)state;
    const size_t before = alloc_live();
    struct hg_raster *raster = calloc(1, sizeof(*raster));
    assert_non_null(raster);
    raster->value = calloc(4, sizeof(float));
    raster->path = strdup("x.tif");
    hg_raster_destroy(raster);
    hg_raster_destroy(NULL);
    assert_int_equal(alloc_live(), before);
}

static void *same_again(const void *context)
{
    double *by = malloc(sizeof(*by));
    if (by)
        *by = *(const double *)context;
    return by;
}

static void a_copy_of_a_transform_has_a_context_of_its_own(void **state)
{
    (void)state;
    double by = 10, x = 1, y = 1;
    struct hg_error err = {0};
    const struct hg_transform original = {
        .context = &by, .apply = shift, .finish = free, .copy = same_again};
    struct hg_transform copy = {0};
    alloc_fail_at(1);
    assert_int_equal(hg_transform_copy(&original, &copy, &err), HG_E_MEMORY);
    assert_null(copy.apply);
    alloc_fail_at(0);
    assert_ok(hg_transform_copy(&original, &copy, &err), err);
    by = 100;
    hg_transform_apply(&copy, 1, &x, &y);
    assert_near(x, 11, 0);
    hg_transform_finish(&copy);
}

static void a_transform_that_writes_nothing_is_shared_by_its_copies(void **state)
{
    (void)state;
    double by = 10, x = 1, y = 1;
    struct hg_error err = {0};
    const struct hg_transform original = {
        .context = &by, .apply = shift, .finish = forget};
    struct hg_transform copy = {0};
    assert_ok(hg_transform_copy(&original, &copy, &err), err);
    hg_transform_apply(&copy, 1, &x, &y);
    assert_near(x, 11, 0);
    hg_transform_finish(&copy);
    assert_near(by, 10, 0); /* the original has it still */
}

static void values_come_from_memory(void **state)
{
    (void)state;
    float value[9] = {1, 2, 3, 4, 5, 6, 7, 8, 9}, got[4] = {0};
    struct hg_error err = {0};
    const struct hg_raster raster = {.ncol = 3, .nrow = 3, .value = value};
    const struct hg_pixels box = {1, 1, 2, 2};
    assert_ok(hg_raster_read(&raster, &box, got, &err), err);
    assert_true(got[0] == 5 && got[1] == 6 && got[2] == 8 && got[3] == 9);
}

/* 300 rows: more than are taken at once. */
static void the_digest_is_that_of_all_values(void **state)
{
    (void)state;
    float value[900];
    for (size_t i = 0; i < 900; i++)
        value[i] = (float)i;
    struct hg_error err = {0};
    const struct hg_raster raster = {.ncol = 3, .nrow = 300, .value = value};
    char want[HG_DIGEST_TEXT], got[HG_DIGEST_TEXT];
    hg_digest_bytes(value, sizeof(value), want);
    assert_ok(hg_raster_digest(&raster, got, &err), err);
    assert_string_equal(got, want);
    for (size_t n = 1; n <= 2; n++) {
        const size_t before = alloc_live();
        alloc_fail_at(n);
        assert_int_equal(hg_raster_digest(&raster, got, &err), HG_E_MEMORY);
        alloc_fail_at(0);
        assert_int_equal(alloc_live(), before);
    }
}

/* Row r is r everywhere; row 2 is broken. */
static enum hg_status make_rows(void *context, const struct hg_raster *raster,
                                const struct hg_pixels *box, float *value,
                                struct hg_error *err)
{
    (void)raster;
    (*(int *)context)++;
    for (uint32_t i = 0; i < box->nrow * box->ncol; i++) {
        const uint32_t row = box->row + i / box->ncol;
        value[i] = (float)row;
    }
    return box->row + box->nrow > 2 ? hg_fail(err, HG_E_INPUT, "row 3 is broken") : HG_OK;
}

static void close_rows(void *context)
{
    *(int *)context = -1;
}

static void values_come_from_the_source_which_ends_with_its_raster(void **state)
{
    (void)state;
    const size_t before = alloc_live();
    int asked = 0;
    float row[4] = {9, 9, 9, 9};
    struct hg_error err = {0};
    struct hg_raster *raster = calloc(1, sizeof(*raster));
    struct hg_raster_source *source = calloc(1, sizeof(*source));
    assert_true(raster && source);
    *source = (struct hg_raster_source){
        .context = &asked, .rows_at_once = 1, .read = make_rows, .finish = close_rows};
    *raster = (struct hg_raster){.ncol = 2, .nrow = 3, .source = source};
    const struct hg_pixels two = {0, 0, 2, 2}, last = {0, 2, 2, 1};
    assert_ok(hg_raster_read(raster, &two, row, &err), err);
    assert_true(row[0] == 0 && row[3] == 1 && asked == 1);
    assert_int_equal(hg_raster_read(raster, &last, row, &err), HG_E_INPUT);
    char key[HG_DIGEST_TEXT];
    assert_int_equal(hg_raster_digest(raster, key, &err), HG_E_INPUT);
    hg_raster_destroy(raster);
    assert_int_equal(asked, -1);
    assert_int_equal(alloc_live(), before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_transform_moves_places_until_it_is_finished),
        cmocka_unit_test(the_identity_needs_nothing),
        cmocka_unit_test(a_raster_is_freed_whole),
        cmocka_unit_test(a_copy_of_a_transform_has_a_context_of_its_own),
        cmocka_unit_test(a_transform_that_writes_nothing_is_shared_by_its_copies),
        cmocka_unit_test(values_come_from_memory),
        cmocka_unit_test(the_digest_is_that_of_all_values),
        cmocka_unit_test(values_come_from_the_source_which_ends_with_its_raster),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

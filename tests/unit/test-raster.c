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
    struct hg_transform transform = {&by, false, shift, forget};
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_transform_moves_places_until_it_is_finished),
        cmocka_unit_test(the_identity_needs_nothing),
        cmocka_unit_test(a_raster_is_freed_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

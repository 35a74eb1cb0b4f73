/* test-locate.c - points in, beside and swapped out of their region */
#include "check.h"

#include "alloc.h"
#include "toy_shapes.h"
#include <hotgrid/allocate.h>
#include <stdlib.h>

static struct toy_shapes toy;
static struct hg_inventory inventory;
static struct hg_site site[200];
static struct hg_point point[200];
static struct hg_points points;
static const struct hg_transform degrees = {.identity = true};

/* A from 10 to 20 E, 0 to 10 N; B to the east of it; C without a polygon. */
static void start(void)
{
    static const char *const codes[] = {"A", "B", "C"};
    struct hg_error err = {0};
    assert_ok(hg_axis_create(3, codes, NULL, &inventory.regions, &err), err);
    assert_ok(hg_axis_create(1, codes, NULL, &inventory.sectors, &err), err);
    points = (struct hg_points){.point = point};
    toy_start(&toy);
    toy_shape(&toy, "A");
    toy_box(&toy, 10, 0, 20, 10);
    toy_shape(&toy, "B");
    toy_box(&toy, 20, 0, 30, 10);
}

static void finish(void)
{
    hg_axis_destroy(inventory.regions);
    hg_axis_destroy(inventory.sectors);
}

static void add(const char *id, size_t region, double lon, double lat)
{
    struct hg_site *s = &site[points.n];
    *s = (struct hg_site){.id = id, .name = "", .file = "p.csv", .lon = lon, .lat = lat};
    s->line = points.n + 2;
    point[points.n++] = (struct hg_point){s, region, 0, lon, lat};
}

static enum hg_status run(unsigned threads, struct hg_location_report **out,
                          struct hg_error *err)
{
    struct hg_points *const files[] = {&points};
    return hg_locate(&inventory, 1, files, &toy.shapes, &degrees, threads, out, err);
}

static struct hg_location_report *locate(unsigned threads)
{
    struct hg_error err = {0};
    struct hg_location_report *report = NULL;
    assert_ok(run(threads, &report, &err), err);
    return report;
}

static void points_in_and_on_the_edge_of_their_region_are_in_place(void **state)
{
    (void)state;
    start();
    add("in", 0, 15, 5);
    add("edge", 0, 20, 5);
    add("corner", 1, 30, 10);
    struct hg_location_report *r = locate(1);
    assert_int_equal(r->n_checked, 3);
    assert_int_equal(r->n_misplaced, 0);
    assert_int_equal(r->n_swapped_inside, 0);
    hg_location_report_destroy(r);
    finish();
}

/* One degree of latitude at 10.5 N is 111132.954 - 559.822 cos 21 + 1.175 cos 42 =
 * 110611.2 m (the series of the WGS 84 meridian). */
static void a_point_beside_its_region_has_a_distance(void **state)
{
    (void)state;
    start();
    add("north", 0, 15, 11);
    struct hg_location_report *r = locate(1);
    assert_int_equal(r->n_misplaced, 1);
    assert_near(r->misplaced[0].km, 110.6112, 1e-6);
    assert_int_equal(r->misplaced[0].inside_shape, HG_NOT_FOUND);
    assert_ptr_equal(r->misplaced[0].point, &point[0]);
    hg_location_report_destroy(r);
    finish();
}

static void a_point_in_another_region_tells_which(void **state)
{
    (void)state;
    start();
    add("p", 0, 25, 5);
    struct hg_location_report *r = locate(1);
    assert_int_equal(r->misplaced[0].inside_shape, 1);
    hg_location_report_destroy(r);
    finish();
}

static void swapped_coordinates_are_recognised(void **state)
{
    (void)state;
    start();
    add("right", 0, 15, 5);
    add("swapped", 0, 5, 15);
    add("wrong", 0, 5, 25);
    add("beyond", 0, 95, 5);
    struct hg_location_report *r = locate(1);
    assert_int_equal(r->n_misplaced, 3);
    assert_int_equal(r->n_swapped_inside, 1);
    hg_location_report_destroy(r);
    finish();
}

static void the_farthest_come_first_and_those_without_polygon_before(void **state)
{
    (void)state;
    start();
    add("b", 0, 15, 12);
    add("a", 0, 15, 12);
    add("far", 0, 15, 40);
    add("nowhere", 2, 15, 5);
    add("near", 0, 15, 11);
    struct hg_location_report *r = locate(1);
    const char *const order[] = {"nowhere", "far", "a", "b", "near"};
    assert_int_equal(r->n_misplaced, 5);
    for (size_t i = 0; i < 5; i++)
        assert_string_equal(r->misplaced[i].point->site->id, order[i]);
    assert_true(isinf(r->misplaced[0].km));
    assert_int_equal(r->misplaced[0].inside_shape, 0);
    hg_location_report_destroy(r);
    finish();
}

static void a_point_without_place_on_the_grid_is_misplaced(void **state)
{
    (void)state;
    start();
    add("p", 0, 15, 5);
    point[0].x = point[0].y = NAN;
    struct hg_location_report *r = locate(1);
    assert_int_equal(r->n_misplaced, 1);
    assert_int_equal(r->misplaced[0].inside_shape, HG_NOT_FOUND);
    hg_location_report_destroy(r);
    finish();
}

static void many_points(void)
{
    start();
    for (size_t i = 0; i < 200; i++)
        add("p", i % 3, (double)(i % 40), (double)(i % 23) - 5);
}

static void any_number_of_threads_finds_the_same(void **state)
{
    (void)state;
    many_points();
    struct hg_location_report *one = locate(1);
    assert_true(one->n_misplaced > 100);
    for (unsigned threads = 2; threads <= 7; threads += 5) {
        struct hg_location_report *r = locate(threads);
        assert_int_equal(r->n_misplaced, one->n_misplaced);
        assert_int_equal(r->n_swapped_inside, one->n_swapped_inside);
        for (size_t i = 0; i < r->n_misplaced; i++) {
            assert_ptr_equal(r->misplaced[i].point, one->misplaced[i].point);
            assert_true(r->misplaced[i].km == one->misplaced[i].km);
        }
        hg_location_report_destroy(r);
    }
    hg_location_report_destroy(one);
    finish();
}

static void a_failed_allocation_is_told_and_leaks_nothing(void **state)
{
    (void)state;
    many_points();
    for (size_t n = 1;; n++) {
        const size_t before = alloc_live();
        struct hg_error err = {0};
        struct hg_location_report *r = NULL;
        alloc_fail_at(n);
        const enum hg_status status = run(1, &r, &err);
        if (!alloc_failed()) {
            assert_ok(status, err);
            hg_location_report_destroy(r);
            assert_true(n > 5);
            break;
        }
        assert_int_equal(status, HG_E_MEMORY);
        assert_null(r);
        assert_int_equal(alloc_live(), before);
    }
    alloc_fail_at(0);
    finish();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(points_in_and_on_the_edge_of_their_region_are_in_place),
        cmocka_unit_test(a_point_beside_its_region_has_a_distance),
        cmocka_unit_test(a_point_in_another_region_tells_which),
        cmocka_unit_test(swapped_coordinates_are_recognised),
        cmocka_unit_test(the_farthest_come_first_and_those_without_polygon_before),
        cmocka_unit_test(a_point_without_place_on_the_grid_is_misplaced),
        cmocka_unit_test(any_number_of_threads_finds_the_same),
        cmocka_unit_test(a_failed_allocation_is_told_and_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

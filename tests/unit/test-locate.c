/* test-locate.c - points in, beside and swapped out of their region */
#include "check.h"

#include "alloc.h"
#include "toy_shapes.h"
#include <hotgrid/locate.h>
#include <hotgrid/pieces.h>
#include <stdlib.h>

static struct toy_shapes toy;
static struct hg_inventory inventory;
static struct hg_site site[200];
static struct hg_point point[200];
static struct hg_points points;
static const struct hg_transform degrees = {.identity = true};
static const struct hg_transform *to_grid = &degrees;
static struct hg_snap snap;
static struct hg_grid *grid;
static struct hg_survey *survey; /* of the last report */

/* A from 10 to 20 E, 0 to 10 N; B to the east of it; C without a polygon; D from 30.5 to
 * 35.5 E, 0.5 to 5.5 N.  Cells of one degree. */
static void start(void)
{
    static const char *const codes[] = {"A", "B", "C", "D"};
    static const struct hg_grid_params params = {.name = "toy",
                                                 .crs = "EPSG:4326",
                                                 .kind = HG_GRID_LONLAT,
                                                 .box = {0, -10, 40, 20},
                                                 .ncol = 40,
                                                 .nrow = 30};
    struct hg_error err = {0};
    to_grid = &degrees;
    snap = (struct hg_snap){0};
    survey = NULL;
    assert_ok(hg_grid_create(&params, &grid, &err), err);
    assert_ok(hg_axis_create(4, codes, NULL, &inventory.regions, &err), err);
    assert_ok(hg_axis_create(1, codes, NULL, &inventory.sectors, &err), err);
    points = (struct hg_points){.point = point};
    toy_start(&toy);
    toy_shape(&toy, "A");
    toy_box(&toy, 10, 0, 20, 10);
    toy_shape(&toy, "B");
    toy_box(&toy, 20, 0, 30, 10);
    toy_shape(&toy, "D");
    toy_box(&toy, 30.5, 0.5, 35.5, 5.5);
}

static void finish(void)
{
    hg_survey_destroy(survey);
    hg_grid_destroy(grid);
    hg_axis_destroy(inventory.regions);
    hg_axis_destroy(inventory.sectors);
}

static void add(const char *id, size_t region, double lon, double lat)
{
    struct hg_site *s = &site[points.n];
    *s = (struct hg_site){.id = id, .name = "", .file = "p.csv", .lon = lon, .lat = lat};
    s->line = points.n + 2;
    point[points.n++] = (struct hg_point){s, region, 0, lon, lat, false};
}

static enum hg_status run(unsigned threads, struct hg_location_report **out,
                          struct hg_error *err)
{
    const struct hg_survey_params params = {grid, &toy.shapes, to_grid, snap, threads};
    hg_survey_destroy(survey);
    survey = NULL;
    enum hg_status status = hg_survey_create(&params, &survey, err);
    if (status == HG_OK)
        status = hg_survey_points(survey, &inventory, &points, err);
    if (status == HG_OK)
        status = hg_survey_report(survey, &inventory, points.n, out, err);
    return status;
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
    assert_ptr_equal(r->misplaced[0].site, &site[0]);
    assert_int_equal(r->misplaced[0].remedy, HG_REMEDY_KEPT);
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
        assert_string_equal(r->misplaced[i].site->id, order[i]);
    assert_true(isinf(r->misplaced[0].km));
    assert_int_equal(r->misplaced[0].inside_shape, 0);
    hg_location_report_destroy(r);
    finish();
}

static void lose(void *context, size_t n, double *x, double *y)
{
    (void)context;
    for (size_t i = 0; i < n; i++)
        x[i] = y[i] = NAN;
}

static void a_point_without_place_on_the_grid_is_misplaced(void **state)
{
    (void)state;
    start();
    static const struct hg_transform nowhere = {.apply = lose};
    add("p", 0, 15, 5);
    to_grid = &nowhere;
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
    const struct hg_site *one_site[200] = {NULL};
    for (size_t i = 0; i < one->n_misplaced; i++)
        one_site[i] = one->misplaced[i].site;
    for (unsigned threads = 2; threads <= 7; threads += 5) {
        struct hg_location_report *r = locate(threads);
        assert_int_equal(r->n_misplaced, one->n_misplaced);
        assert_int_equal(r->n_swapped_inside, one->n_swapped_inside);
        for (size_t i = 0; i < r->n_misplaced; i++) {
            assert_ptr_equal(r->misplaced[i].site, one_site[i]);
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
    snap = (struct hg_snap){3000, HG_SNAP_DIFFUSE};
    for (size_t n = 1;; n++) {
        struct hg_error err = {0};
        struct hg_location_report *r = NULL;
        const size_t before = alloc_live();
        alloc_fail_at(n);
        const enum hg_status status = run(1, &r, &err);
        if (alloc_failed()) {
            hg_survey_destroy(survey);
            survey = NULL;
        } else {
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

/* The cell that a point belongs to after all. */
static uint32_t cell_of(size_t i)
{
    return point[i].diffuse ? HG_DIFFUSE_CELL
                            : hg_grid_cell_at(grid, point[i].x, point[i].y);
}

/* Cell (row, col): row 0 from 19 to 20 N, column 0 from 0 to 1 E.  Half a degree is 55
 * km.
 *  - "north" of A at 15 E 10.5 N: the nearest point of A, 15 E 10 N, belongs to the cell
 *    south and east of it, row 10, col 15, which is in A;
 *  - "south" at 15 E 0.5 S: 15 E 0 N belongs to row 20, of which A has nothing; of its
 *    neighbours in A, row 19, cols 14 and 15 are equally near: the first;
 *  - "corner" at 9.5 E 10.5 N: 10 E 10 N belongs to row 10, col 10, in A;
 *  - "part" at 30.2 E 3.3 N is in col 30, half of which is in D;
 *  - "far" at 15 E 15 N is 553 km away; "nowhere" has no polygon. */
static void points_near_their_region_move_to_its_nearest_cell(void **state)
{
    (void)state;
    start();
    snap = (struct hg_snap){100, HG_SNAP_KEEP};
    add("north", 0, 15, 10.5);
    add("south", 0, 15, -0.5);
    add("corner", 0, 9.5, 10.5);
    add("part", 3, 30.2, 3.3);
    add("far", 0, 15, 15);
    add("nowhere", 2, 15, 5);
    add("in", 0, 15, 5);
    struct hg_location_report *r = locate(2);
    assert_int_equal(r->n_misplaced, 6);
    assert_int_equal(r->n_moved, 3);
    const char *const order[] = {"nowhere", "far", "corner", "south", "north", "part"};
    const enum hg_remedy remedy[] = {HG_REMEDY_KEPT,  HG_REMEDY_KEPT,  HG_REMEDY_MOVED,
                                     HG_REMEDY_MOVED, HG_REMEDY_MOVED, HG_REMEDY_IN_CELL};
    for (size_t i = 0; i < 6; i++)
        for (size_t k = 0; k < 6; k++)
            if (strcmp(r->misplaced[i].site->id, order[k]) == 0)
                assert_int_equal(r->misplaced[i].remedy, remedy[k]);
    const uint32_t cells[] = {10 * 40 + 15, 19 * 40 + 14, 10 * 40 + 10, 16 * 40 + 30,
                              5 * 40 + 15,  15 * 40 + 15, 15 * 40 + 15};
    for (size_t i = 0; i < 7; i++) {
        /* 5 N is the north edge of row 15 */
        assert_int_equal(cell_of(i), cells[i]);
    }
    hg_location_report_destroy(r);
    finish();
}

static void points_too_far_give_up_their_place_or_are_refused(void **state)
{
    (void)state;
    start();
    snap = (struct hg_snap){100, HG_SNAP_DIFFUSE};
    add("far", 0, 15, 15);
    add("nowhere", 2, 15, 5);
    add("near", 0, 15, 10.5);
    struct hg_location_report *r = locate(1);
    assert_int_equal(r->n_diffuse, 1);
    assert_int_equal(r->misplaced[1].remedy, HG_REMEDY_DIFFUSE);
    assert_int_equal(cell_of(0), HG_DIFFUSE_CELL);
    assert_int_equal(cell_of(1), 15 * 40 + 15);
    hg_location_report_destroy(r);
    snap.beyond = HG_SNAP_REFUSE;
    r = locate(1);
    assert_int_equal(r->n_refused, 1);
    assert_int_equal(r->misplaced[1].remedy, HG_REMEDY_REFUSED);
    hg_location_report_destroy(r);
    finish();
}

/* A to the west end of the grid: a point at 0.5 W of a region that ends at 0 E beyond the
 * grid keeps no cell; one whose region lies on the grid gets one. */
static void beyond_the_grid_the_nearest_cell_counts_too(void **state)
{
    (void)state;
    start();
    toy_shape(&toy, "E"); /* sorted behind D */
    toy_box(&toy, -5, 0, -1, 10);
    toy_shape(&toy, "F");
    toy_box(&toy, 0, 0, 5, 10);
    static const char *const codes[] = {"A", "B", "C", "D", "E", "F"};
    struct hg_error err = {0};
    hg_axis_destroy(inventory.regions);
    assert_ok(hg_axis_create(6, codes, NULL, &inventory.regions, &err), err);
    snap = (struct hg_snap){200, HG_SNAP_KEEP};
    add("e", 4, 0.5, 5.5);
    add("f", 5, -0.5, 5.5);
    struct hg_location_report *r = locate(1);
    assert_int_equal(r->n_moved, 2);
    assert_int_equal(cell_of(0), HG_NO_CELL); /* 1 W 5.5 N */
    assert_int_equal(cell_of(1), 14 * 40);    /* 0 E 5.5 N */
    hg_location_report_destroy(r);
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
        cmocka_unit_test(points_near_their_region_move_to_its_nearest_cell),
        cmocka_unit_test(points_too_far_give_up_their_place_or_are_refused),
        cmocka_unit_test(beyond_the_grid_the_nearest_cell_counts_too),
        cmocka_unit_test(a_failed_allocation_is_told_and_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

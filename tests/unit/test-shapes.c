/* test-shapes.c - what lies in a shape, and how far from it a place is */
#include "alloc.h"
#include "check.h"
#include <hotgrid/arena.h>
#include <hotgrid/axis.h>
#include <hotgrid/shapes.h>
#include <stdlib.h>

/* Four shapes on a plane that is also degrees, sorted by code:
 *   "frame"  a square 0..10 with a square hole 4..6
 *   "line"   an open line from (0, 20) to (10, 20)
 *   "two"    squares 20..21 and 22..23 of one code
 *   "void"   nothing */
static double px[] = {0, 10, 10, 0, 4, 4, 6, 6, 0, 10, 20, 21, 21, 20, 22, 23, 23, 22};
static double py[] = {0, 0, 10, 10, 4, 6, 6, 4, 20, 20, 0, 0, 1, 1, 0, 0, 1, 1};
static struct hg_ring rings[] = {
    {0, 4, false}, {4, 4, false}, {8, 2, true}, {10, 4, false}, {14, 4, false}};
static struct hg_shape shape[] = {
    {"frame", "", 0, 2, {0, 0, 10, 10}},
    {"line", "", 2, 1, {0, 20, 10, 20}},
    {"two", "", 3, 2, {20, 0, 23, 1}},
    {"void", "", 5, 0, {1, 1, -1, -1}},
};
static const struct hg_shapes drawn = {.n_shape = 4,
                                       .n_ring = 5,
                                       .n_vertex = 18,
                                       .shape = shape,
                                       .ring = rings,
                                       .x = px,
                                       .y = py,
                                       .lon = px,
                                       .lat = py};

static void shapes_are_found_by_code(void **state)
{
    (void)state;
    assert_int_equal(hg_shapes_find(&drawn, "frame"), 0);
    assert_int_equal(hg_shapes_find(&drawn, "two"), 2);
    assert_int_equal(hg_shapes_find(&drawn, "void"), 3);
    assert_true(hg_shapes_find(&drawn, "") == HG_NOT_FOUND);
    assert_true(hg_shapes_find(&drawn, "thre") == HG_NOT_FOUND);
    assert_true(hg_shapes_find(&drawn, "zzz") == HG_NOT_FOUND);
}

static void the_area_is_inside_and_the_hole_is_not(void **state)
{
    (void)state;
    assert_true(hg_shape_contains(&drawn, 0, 2, 2));
    assert_true(hg_shape_contains(&drawn, 0, 2, 4)); /* at the height of vertices */
    assert_true(hg_shape_contains(&drawn, 0, 8, 6));
    assert_false(hg_shape_contains(&drawn, 0, 5, 5));
    assert_false(hg_shape_contains(&drawn, 0, -1, 5));
    assert_false(hg_shape_contains(&drawn, 0, 11, 10));
    assert_false(hg_shape_contains(&drawn, 0, 5, 10.5));
    assert_false(hg_shape_contains(&drawn, 0, NAN, 5));
}

static void edges_and_corners_belong_to_the_area(void **state)
{
    (void)state;
    const double x[] = {0, 10, 5, 5, 0, 10, 4, 6, 5};
    const double y[] = {5, 5, 0, 10, 0, 10, 5, 6, 4};
    for (int i = 0; i < 9; i++)
        assert_true(hg_shape_contains(&drawn, 0, x[i], y[i]));
}

static void all_parts_of_a_shape_count_and_lines_have_no_inside(void **state)
{
    (void)state;
    assert_true(hg_shape_contains(&drawn, 2, 20.5, 0.5));
    assert_true(hg_shape_contains(&drawn, 2, 22.5, 0.5));
    assert_false(hg_shape_contains(&drawn, 2, 21.5, 0.5));
    assert_false(hg_shape_contains(&drawn, 1, 5, 20));
    assert_false(hg_shape_contains(&drawn, 3, 0, 0));
}

/* A star of five points that crosses itself: its middle has winding number 2, and is
 * inside; the even-odd rule would call it a hole. */
static void what_is_wound_twice_is_inside(void **state)
{
    (void)state;
    double x[5], y[5];
    for (int i = 0; i < 5; i++) {
        x[i] = cos(i * 4 * 3.14159265358979323846 / 5);
        y[i] = sin(i * 4 * 3.14159265358979323846 / 5);
    }
    struct hg_ring ring = {0, 5, false};
    struct hg_shape one = {"star", "", 0, 1, {-1, -1, 1, 1}};
    const struct hg_shapes star = {.n_shape = 1,
                                   .n_ring = 1,
                                   .n_vertex = 5,
                                   .shape = &one,
                                   .ring = &ring,
                                   .x = x,
                                   .y = y};
    assert_true(hg_shape_contains(&star, 0, 0, 0));
    assert_true(hg_shape_contains(&star, 0, 0.9, 0));
    assert_false(hg_shape_contains(&star, 0, -0.9, 0));
}

/* On WGS 84 a degree of longitude on the equator is a pi / 180 = 111.319491 km, and the
 * degree of latitude north of it 110.574389 km (the series of Snyder 1987, eq. 3-21). */
static void distance_is_measured_on_the_ellipsoid(void **state)
{
    (void)state;
    assert_near(hg_shape_distance_km(&drawn, 0, -1, 0), 111.319490793, 1e-9);
    assert_near(hg_shape_distance_km(&drawn, 2, 20.5, -1), 110.574389, 1e-6);
    assert_near(hg_shape_distance_km(&drawn, 2, 21.5, 0), 111.319490793 / 2, 1e-9);
    assert_near(hg_shape_distance_km(&drawn, 1, 5, 21), 110.7, 1e-3);
}

static void distance_from_inside_is_to_the_edge(void **state)
{
    (void)state;
    assert_near(hg_shape_distance_km(&drawn, 0, 5, 5), 110.57, 2e-3); /* to the hole */
    assert_near(hg_shape_distance_km(&drawn, 0, 0.5, 1), 55.65, 2e-3);
}

static void distance_goes_the_short_way_round(void **state)
{
    (void)state;
    double lon[] = {178, 180, 180, 178}, lat[] = {-1, -1, 1, 1};
    struct hg_ring ring = {0, 4, false};
    struct hg_shape one = {"fiji", "", 0, 1, {178, -1, 180, 1}};
    const struct hg_shapes east = {.n_shape = 1,
                                   .n_ring = 1,
                                   .n_vertex = 4,
                                   .shape = &one,
                                   .ring = &ring,
                                   .lon = lon,
                                   .lat = lat};
    assert_near(hg_shape_distance_km(&east, 0, -179, 0), 111.319490793, 1e-9);
    assert_near(hg_shape_distance_km(&east, 0, 181, 0), 111.319490793, 1e-9);
}

/* An open line round three sides of a square: the fourth is not there.  And one line
 * that ends at the date line, seen from beyond it. */
static void lines_are_not_closed(void **state)
{
    (void)state;
    double lon[] = {0, 0, 4, 4, 170, 180}, lat[] = {0, 9, 9, 0, 0, 0};
    struct hg_ring ring[] = {{0, 4, true}, {4, 2, true}};
    struct hg_shape two[] = {{"a", "", 0, 1, {0, 0, 4, 9}},
                             {"b", "", 1, 1, {170, 0, 180, 0}}};
    const struct hg_shapes lines = {.n_shape = 2,
                                    .n_ring = 2,
                                    .n_vertex = 6,
                                    .shape = two,
                                    .ring = ring,
                                    .lon = lon,
                                    .lat = lat};
    assert_near(hg_shape_distance_km(&lines, 0, 2, 0), 2 * 111.319490793, 1e-9);
    assert_near(hg_shape_distance_km(&lines, 1, -179, 0), 111.319490793, 1e-9);
}

static void a_shape_without_vertices_is_infinitely_far(void **state)
{
    (void)state;
    assert_true(isinf(hg_shape_distance_km(&drawn, 3, 0, 0)));
}

static void shapes_are_freed_whole(void **state)
{
    (void)state;
    const size_t before = alloc_live();
    struct hg_shapes *shapes = calloc(1, sizeof(*shapes));
    assert_non_null(shapes);
    shapes->shape = calloc(1, sizeof(*shapes->shape));
    shapes->ring = calloc(1, sizeof(*shapes->ring));
    shapes->x = calloc(1, sizeof(double));
    shapes->y = calloc(1, sizeof(double));
    shapes->lon = calloc(1, sizeof(double));
    shapes->lat = calloc(1, sizeof(double));
    shapes->arena = hg_arena_create();
    hg_shapes_destroy(shapes);
    hg_shapes_destroy(NULL);
    assert_int_equal(alloc_live(), before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shapes_are_found_by_code),
        cmocka_unit_test(the_area_is_inside_and_the_hole_is_not),
        cmocka_unit_test(edges_and_corners_belong_to_the_area),
        cmocka_unit_test(all_parts_of_a_shape_count_and_lines_have_no_inside),
        cmocka_unit_test(what_is_wound_twice_is_inside),
        cmocka_unit_test(distance_is_measured_on_the_ellipsoid),
        cmocka_unit_test(distance_from_inside_is_to_the_edge),
        cmocka_unit_test(distance_goes_the_short_way_round),
        cmocka_unit_test(lines_are_not_closed),
        cmocka_unit_test(a_shape_without_vertices_is_infinitely_far),
        cmocka_unit_test(shapes_are_freed_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

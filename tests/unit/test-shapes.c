/* test-shapes.c - what lies in a shape */
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
        cmocka_unit_test(shapes_are_freed_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test-hotspot_outlines.c - cells of hotspots become valid polygons */
#include "check.h"
#include "study/vectors.h"
#include <stdlib.h>

enum { SIDE = 5 };

/* Twice the area within a ring. */
static double twice_area(const struct hg_shapes *s, size_t ring)
{
    const struct hg_ring r = s->ring[ring];
    double sum = 0;
    for (size_t i = 0, before = r.count - 1; i < r.count; before = i++)
        sum += s->x[r.first + before] * s->y[r.first + i] -
               s->x[r.first + i] * s->y[r.first + before];
    return sum;
}

/* Outlines of a picture of 5 x 5 cells of 10 by 10: '1' and '2' are clusters. */
static struct hg_shapes *outlines(const char *picture, uint32_t n)
{
    static uint32_t of_cell[SIDE * SIDE];
    static struct hg_cluster cluster[2];
    memset(cluster, 0, sizeof(cluster));
    for (size_t i = 0; i < (size_t)SIDE * SIDE; i++) {
        of_cell[i] = picture[i] == '.' ? 0 : (uint32_t)(picture[i] - '0');
        if (of_cell[i])
            cluster[of_cell[i] - 1].n_cell++;
    }
    const struct hg_grid_params params = {.crs = "EPSG:6933",
                                          .kind = HG_GRID_EQUAL_AREA,
                                          .box = {0, 0, 50, 50},
                                          .ncol = SIDE,
                                          .nrow = SIDE};
    struct hg_clusters clusters = {n, cluster, of_cell};
    const struct layer layer = {.clusters = &clusters};
    struct job job = {0};
    struct hg_error err = {0};
    struct hg_shapes *shapes = NULL;
    assert_ok(hg_grid_create(&params, &job.grid, &err), err);
    assert_ok(vectors_outlines(&job, &layer, &shapes, &err), err);
    hg_grid_destroy(job.grid);
    assert_int_equal(shapes->n_shape, n);
    return shapes;
}

static void a_cell_is_a_square_where_it_lies(void **state)
{
    (void)state;
    struct hg_shapes *s = outlines("....."
                                   "....."
                                   "...1."
                                   "....."
                                   ".....",
                                   1);
    assert_int_equal(s->n_ring, 1);
    assert_int_equal(s->ring[0].count, 4);
    assert_near(twice_area(s, 0), 200, 1e-15);
    const struct hg_box b = s->shape[0].box;
    assert_true(b.west == 30 && b.east == 40 && b.south == 20 && b.north == 30);
    hg_shapes_destroy(s);
}

/* Four cells that touch at their corners around an empty one are four squares. */
static void cells_that_touch_at_corners_are_polygons_apart(void **state)
{
    (void)state;
    struct hg_shapes *s = outlines("....."
                                   "..1.."
                                   ".1.1."
                                   "..1.."
                                   ".....",
                                   1);
    assert_int_equal(s->shape[0].n_ring, 4);
    for (size_t r = 0; r < 4; r++)
        assert_near(twice_area(s, r), 200, 1e-15);
    hg_shapes_destroy(s);
}

/* Two holes that touch at a corner are two, and the cell in the north-west, which the
 * rest goes around, belongs to the other cluster. */
static void holes_that_touch_at_corners_are_two(void **state)
{
    (void)state;
    struct hg_shapes *s = outlines("21111"
                                   "11.11"
                                   "111.1"
                                   "11111"
                                   ".....",
                                   2);
    assert_int_equal(s->shape[0].n_ring, 3);
    assert_int_equal(s->shape[1].n_ring, 1);
    double sum = 0;
    size_t holes = 0;
    for (size_t r = 0; r < 3; r++) {
        holes += twice_area(s, r) < 0;
        sum += twice_area(s, r);
    }
    assert_int_equal(holes, 2);
    assert_near(sum, 200.0 * 17, 1e-15);
    hg_shapes_destroy(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cell_is_a_square_where_it_lies),
        cmocka_unit_test(cells_that_touch_at_corners_are_polygons_apart),
        cmocka_unit_test(holes_that_touch_at_corners_are_two),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

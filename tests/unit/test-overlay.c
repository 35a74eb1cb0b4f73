/* test-overlay.c - polygons within one cell, by pencil and by inclusion and exclusion */
#include "check.h"

#include "alloc.h"
#include "gridding/overlay.h"
#include "toy_shapes.h"
#include <hotgrid/coverage.h>
#include <hotgrid/rng.h>
#include <stdlib.h>

/* One cell of 1 by 1 with its north-west corner at (0, 1). */
static const struct hg_grid_params one = {.crs = "EPSG:6933",
                                          .kind = HG_GRID_EQUAL_AREA,
                                          .box = {0, 0, 1, 1},
                                          .ncol = 1,
                                          .nrow = 1};

static struct toy_shapes toy;

/* Overlays the shapes: the first n_place are places. */
static void measure(struct overlay *o, size_t n_place)
{
    struct hg_error err = {0};
    struct hg_grid *grid = NULL;
    struct hg_locator *locator = NULL;
    struct hg_weights *w = NULL;
    const struct hg_shapes *s = &toy.shapes;
    assert_ok(hg_grid_create(&one, &grid, &err), err);
    assert_ok(hg_locator_create(s, grid, &locator, &err), err);
    assert_ok(hg_cover(grid, s, 1, &w, &err), err);
    assert_true(overlay_start(o, n_place, s->n_shape - n_place));
    for (size_t k = 0; k < s->n_shape; k++) {
        o->owner[k].fraction =
            w->first[k] < w->first[k + 1] ? w->run[w->first[k]].fraction : 0;
        assert_ok(hg_locator_border(locator, k, &o->owner[k].border, &err), err);
        for (size_t r = 0; r < s->shape[k].n_ring; r++) {
            const struct hg_ring ring = s->ring[s->shape[k].first_ring + r];
            for (size_t i = 0; i < ring.count; i++) {
                const size_t a = ring.first + (i + ring.count - 1) % ring.count;
                const size_t b = ring.first + i;
                assert_true(overlay_add(o, (struct overlay_edge){(uint32_t)k, s->x[a],
                                                                 1 - s->y[a], s->x[b],
                                                                 1 - s->y[b]}));
            }
        }
    }
    assert_true(overlay_measure(o, &(struct overlay_cell){0, 0, 1, 1, 1}));
    hg_weights_destroy(w);
    hg_locator_destroy(locator);
    hg_grid_destroy(grid);
}

static double area(const struct overlay *o, size_t row, size_t column)
{
    return o->area[row * (o->n_place + 3) + column];
}

#define CLOSE(a, b) assert_true(fabs((a) - (b)) < 1e-10)

/* Place: left half.  Regions: lower left triangle, upper right triangle.  The left half
 * has of the lower triangle y < 1 - x: 1/2 - 1/8 = 3/8, of the upper one 1/8. */
static void a_half_has_three_eighths_of_a_triangle(void **state)
{
    (void)state;
    struct overlay o = {0};
    toy_start(&toy);
    toy_shape(&toy, "P");
    toy_box(&toy, 0, 0, 0.5, 1);
    toy_shape(&toy, "R1");
    toy_ring(&toy, 3, (const double[]){0, 0, 1, 0, 0, 1});
    toy_shape(&toy, "R2");
    toy_ring(&toy, 3, (const double[]){1, 0, 1, 1, 0, 1});
    measure(&o, 1);
    CLOSE(area(&o, 0, 0), 0.375);
    CLOSE(area(&o, 0, 3), 0.5);
    CLOSE(area(&o, 1, 0), 0.125);
    CLOSE(area(&o, 1, 1), 0.125); /* of places together */
    CLOSE(area(&o, 1, 2), 0);     /* again */
    CLOSE(area(&o, 2, 0), 0.5);   /* of all regions */
    CLOSE(area(&o, 3, 3), 1);     /* of all */
    overlay_finish(&o);
}

/* Two places, 0.6 wide from the west and from the east, over a region of the south half:
 * they share 0.2 * 0.5. */
static void what_two_places_share_is_told_once_and_again(void **state)
{
    (void)state;
    struct overlay o = {0};
    toy_start(&toy);
    toy_shape(&toy, "P");
    toy_box(&toy, -1, -1, 0.6, 2);
    toy_shape(&toy, "Q");
    toy_box(&toy, 0.4, -3, 5, 3);
    toy_shape(&toy, "R");
    toy_box(&toy, -2, -2, 2, 0.5);
    measure(&o, 2);
    CLOSE(area(&o, 0, 0), 0.3);
    CLOSE(area(&o, 0, 1), 0.3);
    CLOSE(area(&o, 0, 2), 0.5);
    CLOSE(area(&o, 0, 3), 0.1);
    CLOSE(area(&o, 0, 4), 0.5);
    CLOSE(area(&o, 2, 2), 1);
    overlay_finish(&o);
}

/* A place with a hole, and a region that is the hole: nothing in common.  Edges lie on
 * each other and on the sides of the cell. */
static void a_hole_and_what_fills_it_have_nothing_in_common(void **state)
{
    (void)state;
    struct overlay o = {0};
    toy_start(&toy);
    toy_shape(&toy, "P");
    toy_box(&toy, 0, 0, 1, 1);
    toy_ring(&toy, 4, (const double[]){0, 0.25, 0, 0.75, 0.5, 0.75, 0.5, 0.25});
    toy_shape(&toy, "R");
    toy_box(&toy, 0, 0.25, 0.5, 0.75);
    measure(&o, 1);
    CLOSE(area(&o, 0, 0), 0);
    CLOSE(area(&o, 0, 3), 0.25);
    CLOSE(area(&o, 2, 0), 0.75);
    CLOSE(area(&o, 2, 3), 1);
    overlay_finish(&o);
}

/* What is left of n corners on the left of a line from a to b (Sutherland and Hodgman
 * 1974); rings that are not convex keep edges without area between them. */
static size_t cut(size_t n, double *xy, const double *a, const double *b)
{
    double out[400];
    size_t m = 0;
    for (size_t i = 0; i < n; i++) {
        const double *p = xy + 2 * i, *q = xy + 2 * ((i + 1) % n);
        const double u = (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]);
        const double v = (b[0] - a[0]) * (q[1] - a[1]) - (b[1] - a[1]) * (q[0] - a[0]);
        if (u >= 0) {
            out[2 * m] = p[0];
            out[2 * m++ + 1] = p[1];
        }
        if ((u < 0 && v > 0) || (u > 0 && v < 0)) {
            out[2 * m] = p[0] + u / (u - v) * (q[0] - p[0]);
            out[2 * m++ + 1] = p[1] + u / (u - v) * (q[1] - p[1]);
        }
    }
    memcpy(xy, out, 2 * m * sizeof *xy);
    return m;
}

static double ring_area(size_t n, const double *xy)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        const double *p = xy + 2 * i, *q = xy + 2 * ((i + 1) % n);
        sum += p[0] * q[1] - q[0] * p[1];
    }
    return sum / 2;
}

/* A star of up to 34 corners over the cell and beyond, and a triangle over it. */
static void a_star_and_a_triangle_have_what_clipping_leaves(void **state)
{
    (void)state;
    const double cell[4][2] = {{0, 0}, {1, 0}, {1, 1}, {0, 1}};
    const double triangle[3][2] = {{-0.2, 0.1}, {1.1, -0.3}, {0.45, 1.2}};
    for (unsigned seed = 1; seed <= 300; seed++) {
        const struct hg_rng rng = {.seed = seed};
        struct overlay o = {0};
        double xy[400];
        size_t n = 5 + seed % 30;
        for (size_t i = 0; i < n; i++) {
            const double angle = 6.283185307179586 * (double)i / (double)n;
            const double r = 0.1 + 0.9 * hg_random_uniform(&rng, i);
            xy[2 * i] = 0.45 + r * cos(angle);
            xy[2 * i + 1] = 0.5 + r * sin(angle);
        }
        toy_start(&toy);
        toy_shape(&toy, "P");
        toy_ring(&toy, n, xy);
        toy_shape(&toy, "R");
        toy_ring(&toy, 3, triangle[0]);
        measure(&o, 1);
        for (size_t k = 0; k < 4; k++)
            n = cut(n, xy, cell[k], cell[(k + 1) % 4]);
        CLOSE(area(&o, 2, 0), ring_area(n, xy));
        for (size_t k = 0; k < 3; k++)
            n = cut(n, xy, triangle[k], triangle[(k + 1) % 3]);
        CLOSE(area(&o, 0, 0), ring_area(n, xy));
        CLOSE(area(&o, 0, 1), ring_area(n, xy));
        overlay_finish(&o);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_half_has_three_eighths_of_a_triangle),
        cmocka_unit_test(what_two_places_share_is_told_once_and_again),
        cmocka_unit_test(a_hole_and_what_fills_it_have_nothing_in_common),
        cmocka_unit_test(a_star_and_a_triangle_have_what_clipping_leaves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

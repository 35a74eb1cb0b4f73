/* test-outline.c - which borders are common, which are coasts, and which are cuts */
#include "check.h"
#include "map/colour.h"
#include "map/outline.h"

/* Two squares of 10 side by side; the second one ends at x = 20, where it was cut, and
 * its common edge has a vertex more. */
static double x[] = {0, 10, 10, 0, 10, 20, 20, 10, 10};
static double y[] = {0, 0, 10, 10, 0, 0, 10, 10, 10};
static double lon[] = {0, 10.1, 10.2, 0.1, 10.1, 20, 20, 10.2, 10.2};
static double lat[] = {0.3, 0, 10, 10.1, 0, 0.2, 10.3, 10, 10};
static struct hg_ring rings[] = {{0, 4, false}, {4, 5, false}};
static struct hg_shape shape[] = {{"A", "A", 0, 1, {0, 0, 10, 10}},
                                  {"B", "B", 1, 1, {10, 0, 20, 10}}};
static const struct hg_shapes SQUARES = {.n_shape = 2,
                                         .n_ring = 2,
                                         .n_vertex = 9,
                                         .shape = shape,
                                         .ring = rings,
                                         .x = x,
                                         .y = y,
                                         .lon = lon,
                                         .lat = lat};

static const struct hg_colour PAPER = {255, 255, 255}, RED = {255, 0, 0},
                              BLUE = {0, 0, 255}, GREEN = {0, 200, 0};

/* 1 pt is a pixel; the box of -5..25 by -5..15 takes 300 x 200 of them. */
static const struct view VIEW = {.box = {-5, -5, 25, 15}, .frame = {0, 0, 300, 200}};

static struct canvas *lay(void)
{
    struct hg_error err = {0};
    struct canvas *canvas = NULL;
    assert_ok(canvas_create("DejaVu Sans", 72, NULL, &canvas, &err), err);
    assert_ok(canvas_open(canvas, CANVAS_PIXELS, (struct size){300, 200}, PAPER, &err),
              err);
    return canvas;
}

static uint32_t at(struct canvas *canvas, double px, double py)
{
    const struct pixels pixels = canvas_pixels(canvas);
    const uint32_t word =
        pixels
            .pixel[(size_t)view_y(&VIEW, py) * pixels.stride + (size_t)view_x(&VIEW, px)];
    canvas_pixels_done(canvas);
    return word & 0xffffff;
}

static struct outline *make(struct canvas *canvas, bool clipped)
{
    struct hg_error err = {0};
    struct outline *outline = NULL;
    assert_ok(outline_create(canvas, &VIEW, &SQUARES, clipped, &outline, &err), err);
    return outline;
}

static void stroke(struct canvas *canvas, const struct outline *outline)
{
    struct hg_error err = {0};
    const struct outline_sides sides = {false, NULL};
    const struct pen pen[N_EDGE_KIND] = {{4, RED}, {4, GREEN}, {4, GREEN}, {4, BLUE}};
    assert_ok(outline_stroke(canvas, outline, &sides, pen, &err), err);
}

static void common_borders_are_told_from_coasts(void **state)
{
    (void)state;
    struct canvas *canvas = lay();
    struct outline *outline = make(canvas, false);
    stroke(canvas, outline);
    assert_int_equal(at(canvas, 10, 5), colour_word(RED));
    assert_int_equal(at(canvas, 5, 0), colour_word(BLUE));
    assert_int_equal(at(canvas, 15, 10), colour_word(BLUE));
    assert_int_equal(at(canvas, 0, 5), colour_word(BLUE));
    assert_int_equal(at(canvas, 20, 5), colour_word(BLUE));
    assert_int_equal(at(canvas, 5, 5), colour_word(PAPER));
    outline_destroy(outline);
    canvas_destroy(canvas);
}

static void edges_of_a_cut_are_not_drawn(void **state)
{
    (void)state;
    struct canvas *canvas = lay();
    struct outline *outline = make(canvas, true);
    stroke(canvas, outline);
    assert_int_equal(at(canvas, 20, 5), colour_word(PAPER)); /* longitude 20, the last */
    assert_int_equal(at(canvas, 0, 5), colour_word(BLUE));
    assert_int_equal(at(canvas, 15, 10), colour_word(BLUE));
    outline_destroy(outline);
    canvas_destroy(canvas);
}

static void areas_are_filled(void **state)
{
    (void)state;
    struct canvas *canvas = lay();
    struct outline *outline = make(canvas, false);
    outline_fill(canvas, outline, GREEN);
    assert_int_equal(at(canvas, 5, 5), colour_word(GREEN));
    assert_int_equal(at(canvas, 10, 5), colour_word(GREEN)); /* no seam */
    assert_int_equal(at(canvas, 19, 9), colour_word(GREEN));
    assert_int_equal(at(canvas, 22, 5), colour_word(PAPER));
    outline_destroy(outline);
    canvas_destroy(canvas);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(common_borders_are_told_from_coasts),
        cmocka_unit_test(edges_of_a_cut_are_not_drawn),
        cmocka_unit_test(areas_are_filled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

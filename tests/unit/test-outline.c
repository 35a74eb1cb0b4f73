/* test-outline.c - which borders are common, which are coasts, and which are cuts */
#include "check.h"
#include "map/colour.h"
#include "map/land.h"
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

/* The same squares as provinces of one country, of two, and beside land in the south. */
static void weights_follow_countries_and_the_land_of_neighbours(void **state)
{
    (void)state;
    struct hg_error err = {0};
    static double land_x[] = {-5, 25, 25, -5}, land_y[] = {-5, -5, 0, 0};
    static struct hg_ring land_ring = {0, 4, false};
    static struct hg_shape land_shape = {"N", "N", 0, 1, {-5, -5, 25, 0}};
    const struct hg_shapes neighbour = {.n_shape = 1,
                                        .n_ring = 1,
                                        .n_vertex = 4,
                                        .shape = &land_shape,
                                        .ring = &land_ring,
                                        .x = land_x,
                                        .y = land_y,
                                        .lon = land_x,
                                        .lat = land_y};
    static const struct hg_colour BLACK = {0, 0, 0};
    const struct pen pen[N_EDGE_KIND] = {{4, RED}, {4, GREEN}, {4, BLACK}, {4, BLUE}};
    static const struct {
        const char *a, *b;
        bool provinces;
    } cases[] = {{"CN-A", "CN-B", true}, {"A", "B", false}, {"CN-A", "CNX-B", false}};
    struct land *land = NULL;
    assert_ok(land_create(&VIEW, 1, &neighbour, &SQUARES, &land, &err), err);
    assert_true(land_at(land, 150, 190));
    assert_false(land_at(land, 150, 10) || land_at(land, -1, 190));
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        shape[0].code = cases[i].a;
        shape[1].code = cases[i].b;
        assert_int_equal(outline_has_provinces(&SQUARES), cases[i].provinces);
        struct canvas *canvas = lay();
        struct outline *outline = make(canvas, false);
        const struct outline_sides sides = {false, land};
        assert_ok(outline_stroke(canvas, outline, &sides, pen, &err), err);
        assert_int_equal(at(canvas, 10, 5), colour_word(RED));
        assert_int_equal(at(canvas, 5, 0), colour_word(BLACK));
        assert_int_equal(at(canvas, 5, 10), colour_word(BLUE));
        outline_destroy(outline);
        canvas_destroy(canvas);
    }
    land_destroy(land);
    shape[0].code = "A";
    shape[1].code = "B";
}

/* Three squares in a row: two provinces of a country, and another country. */
static void borders_of_countries_weigh_more_than_those_of_provinces(void **state)
{
    (void)state;
    struct hg_error err = {0};
    static double px[] = {0, 5, 5, 0, 5, 10, 10, 5, 10, 15, 15, 10};
    static double py[] = {0, 0, 10, 10, 0, 0, 10, 10, 0, 0, 10, 10};
    static struct hg_ring ring[] = {{0, 4, false}, {4, 4, false}, {8, 4, false}};
    static struct hg_shape three[] = {{"CN-A", "A", 0, 1, {0, 0, 5, 10}},
                                      {"CN-B", "B", 1, 1, {5, 0, 10, 10}},
                                      {"MN", "M", 2, 1, {10, 0, 15, 10}}};
    const struct hg_shapes shapes = {.n_shape = 3,
                                     .n_ring = 3,
                                     .n_vertex = 12,
                                     .shape = three,
                                     .ring = ring,
                                     .x = px,
                                     .y = py,
                                     .lon = px,
                                     .lat = py};
    const struct pen pen[N_EDGE_KIND] = {{4, RED}, {4, GREEN}, {4, BLUE}, {4, BLUE}};
    for (int one = 0; one < 2; one++) {
        struct canvas *canvas = lay();
        struct outline *outline = NULL;
        const struct outline_sides sides = {.one_country = one == 1};
        assert_ok(outline_create(canvas, &VIEW, &shapes, false, &outline, &err), err);
        assert_ok(outline_stroke(canvas, outline, &sides, pen, &err), err);
        assert_int_equal(at(canvas, 5, 5), colour_word(RED));
        assert_int_equal(at(canvas, 10, 5), colour_word(one ? RED : GREEN));
        assert_int_equal(at(canvas, 15, 5), colour_word(BLUE));
        outline_destroy(outline);
        canvas_destroy(canvas);
    }
}

/* Land in the south: with the country of the squares, drawn coarser, alone, and as
 * a part of it that goes on west and east. */
static void a_context_that_holds_the_regions_tells_borders_from_coasts(void **state)
{
    (void)state;
    struct hg_error err = {0};
    static double vertex_x[] = {0, 20, 20, 0, -5, 25, 25, -5, -5, 25, 25, -5};
    static double vertex_y[] = {-0.2, -0.2, 10.5, 10.5, -5, -5, 0, 0, -5, -5, 10, 10};
    static struct hg_ring ring[] = {{0, 4, false}, {4, 4, false}, {8, 4, false}};
    static struct hg_shape country[] = {{"C", "C", 0, 1, {0, 0, 20, 10}},
                                        {"N", "N", 1, 1, {-5, -5, 25, 0}},
                                        {"L", "L", 2, 1, {-5, -5, 25, 10}}};
    static const struct hg_colour BLACK = {0, 0, 0};
    const struct pen pen[N_EDGE_KIND] = {{4, RED}, {4, GREEN}, {4, BLACK}, {4, BLUE}};
    const struct {
        size_t first, n;
        struct hg_colour west;
    } cases[] = {{0, 2, BLUE}, {1, 1, BLUE}, {2, 1, BLACK}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct hg_shapes context = {.n_shape = cases[i].n,
                                          .n_ring = 3,
                                          .n_vertex = 12,
                                          .shape = country + cases[i].first,
                                          .ring = ring,
                                          .x = vertex_x,
                                          .y = vertex_y,
                                          .lon = vertex_x,
                                          .lat = vertex_y};
        struct land *land = NULL;
        assert_ok(land_create(&VIEW, 1, &context, &SQUARES, &land, &err), err);
        struct canvas *canvas = lay();
        struct outline *outline = make(canvas, false);
        const struct outline_sides sides = {false, land};
        assert_ok(outline_stroke(canvas, outline, &sides, pen, &err), err);
        assert_int_equal(at(canvas, 5, 0), colour_word(BLACK));
        assert_int_equal(at(canvas, 0, 5), colour_word(cases[i].west));
        assert_int_equal(at(canvas, 5, 10), colour_word(BLUE));
        outline_destroy(outline);
        land_destroy(land);
        canvas_destroy(canvas);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weights_follow_countries_and_the_land_of_neighbours),
        cmocka_unit_test(a_context_that_holds_the_regions_tells_borders_from_coasts),
        cmocka_unit_test(borders_of_countries_weigh_more_than_those_of_provinces),
        cmocka_unit_test(common_borders_are_told_from_coasts),
        cmocka_unit_test(edges_of_a_cut_are_not_drawn),
        cmocka_unit_test(areas_are_filled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

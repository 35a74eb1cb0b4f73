/* test-marks.c - markers, circles and their keys */
#include "check.h"
#include "map/colour.h"
#include "map/hotspots.h"
#include "map/key.h"
#include "map/layout.h"
#include "map/symbols.h"
#include "picture.h"

static const struct view FRAME = {.frame = {10, 20, 300, 200}};
static const double RADIUS = 5;

static struct marker_place at(double x, double y)
{
    return (struct marker_place){.x = x, .y = y};
}

static double apart(const struct marker_place *a, const struct marker_place *b)
{
    return hypot(a->at_x - b->at_x, a->at_y - b->at_y);
}

static void a_marker_stands_beside_what_it_marks(void **state)
{
    (void)state;
    struct marker_place place[] = {at(100, 100)};
    markers_place(1, place, &FRAME, RADIUS, 0, NULL);
    assert_true(place[0].kept);
    const double far = hypot(place[0].at_x - 100, place[0].at_y - 100);
    assert_true(far > RADIUS && far < 4 * RADIUS);
}

static void markers_stay_within_the_frame_and_what_lies_outside_has_none(void **state)
{
    (void)state;
    struct marker_place place[] = {at(11, 21), at(309, 219), at(5, 100), at(NAN, 50)};
    markers_place(4, place, &FRAME, RADIUS, 0, NULL);
    assert_false(place[2].kept || place[3].kept);
    for (size_t i = 0; i < 2; i++) {
        assert_true(place[i].kept);
        assert_true(place[i].at_x - RADIUS >= 10 && place[i].at_x + RADIUS <= 310);
        assert_true(place[i].at_y - RADIUS >= 20 && place[i].at_y + RADIUS <= 220);
    }
}

/* Twenty at one place: all find room about it. */
static void markers_of_a_crowd_do_not_touch(void **state)
{
    (void)state;
    struct marker_place place[20];
    for (size_t i = 0; i < 20; i++)
        place[i] = at(150 + (double)(i % 5), 120 + (double)(i % 3));
    markers_place(20, place, &FRAME, RADIUS, 0, NULL);
    for (size_t i = 0; i < 20; i++) {
        assert_true(place[i].kept);
        for (size_t k = 0; k < i; k++)
            assert_true(apart(&place[i], &place[k]) >= 2 * RADIUS);
    }
}

static void a_marker_leaves_the_dot_of_a_name_free(void **state)
{
    (void)state;
    struct marker_place place[] = {at(100, 100)};
    markers_place(1, place, &FRAME, RADIUS, 0, NULL);
    const struct dot dot = {place[0].at_x, place[0].at_y, 0};
    markers_place(1, place, &FRAME, RADIUS, 1, &dot);
    assert_true(hypot(place[0].at_x - dot.x, place[0].at_y - dot.y) > RADIUS);
}

/* A symbol of radius 8, which the marker itself tells: it stands beside it. */
static void a_marker_leaves_a_symbol_free(void **state)
{
    (void)state;
    struct marker_place place[] = {at(100, 100)};
    const struct dot own = {100, 100, 8}, other = {110, 90, 3};
    const struct dot both[] = {own, other};
    markers_place(1, place, &FRAME, RADIUS, 2, both);
    assert_true(place[0].kept);
    assert_true(hypot(place[0].at_x - 100, place[0].at_y - 100) >= RADIUS + 8);
    assert_true(hypot(place[0].at_x - 110, place[0].at_y - 90) >= RADIUS + 3);
}

static void areas_of_circles_are_in_proportion_to_masses(void **state)
{
    (void)state;
    struct hg_style style;
    hg_style_default(&style);
    const struct hg_map map = {.style = &style, .symbol_kg = 8e9};
    const double one = symbol_radius(&map, 1e9), four = symbol_radius(&map, 4e9);
    assert_near(four * four, 4 * one * one, 1e-12);
    assert_near(symbol_radius(&map, 0), 0, 1e-12);
    const struct hg_map larger = {.style = &style, .symbol_kg = 16e9};
    assert_near(symbol_radius(&larger, 2e9), one, 1e-12);
}

/* Two circles of 4 : 1 and a diamond as large as the larger one, on nothing else; each
 * also stands once in the legend, in one size. */
static void symbols_of_kinds_have_their_colours_and_sizes(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_style style;
    struct hg_grid *grid = NULL;
    uint8_t *png = NULL;
    size_t length = 0;
    const struct hg_colour red = {200, 0, 0}, green = {0, 160, 0}, blue = {0, 0, 200},
                           black = {1, 2, 3};
    const struct hg_grid_params params = {.name = "toy",
                                          .crs = "EPSG:6933",
                                          .kind = HG_GRID_EQUAL_AREA,
                                          .box = {0, 0, 100, 50},
                                          .ncol = 10,
                                          .nrow = 5};
    const struct hg_map_symbol_kind kind[] = {{red, HG_MAP_CIRCLE, "Large", "1"},
                                              {green, HG_MAP_CIRCLE, "Small", NULL},
                                              {blue, HG_MAP_DIAMOND, "Closed", NULL},
                                              {black, HG_MAP_RING, "None", NULL}};
    const struct hg_map_symbol symbol[] = {
        {20, 10, 4e9, 0}, {80, 10, 1e9, 1}, {20, 40, 4e9, 2}, {80, 40, 0, 3}};
    hg_style_default(&style);
    style.width_mm = 150;
    style.dpi = 300;
    assert_ok(hg_grid_create(&params, &grid, &err), err);
    struct hg_map map = {.style = &style,
                         .grid = grid,
                         .cells = HG_MAP_NO_CELLS,
                         .legend_title = "Kinds",
                         .n_symbol = 4,
                         .symbol = symbol,
                         .symbol_kg = 4e9,
                         .n_symbol_kind = 4,
                         .symbol_kind = kind};
    double on_map[4], all[4];
    for (int legend_only = 0; legend_only < 2; legend_only++) {
        const struct hg_box away = {1000, 1000, 1100, 1050};
        map.window = legend_only ? &away : NULL;
        assert_ok(hg_draw_map(&map, HG_MAP_PNG, NULL, &png, &length, NULL, &err), err);
        const struct picture picture = picture_decode(png, length);
        for (size_t k = 0; k < 4; k++) {
            const double n = (double)picture_count(&picture, kind[k].colour);
            if (!legend_only)
                all[k] = n;
            else
                on_map[k] = all[k] - n;
            assert_true(n > 0);
        }
        free(picture.word);
        free(png);
    }
    /* Less their rims, of which half of 0.05 of the type lies within */
    const double pixel = style.dpi / 72 * style.text_pt;
    const double large = 1.3 * pixel, rim = 0.025 * pixel, pi = 3.14159265358979;
    assert_near(on_map[0], pi * pow(large - rim, 2), 0.04);
    assert_near(on_map[1], pi * pow(large / 2 - rim, 2), 0.06);
    assert_near(on_map[2], on_map[0], 0.06);
    assert_true(on_map[3] > 0 && on_map[3] < on_map[1]);
    hg_grid_destroy(grid);
}

/* The upper right, where it would stand, is taken. */
static void a_marker_keeps_off_insets(void **state)
{
    (void)state;
    struct view view = FRAME;
    view.n_taken = 1;
    view.taken[0] = (struct rect){101, 20, 209, 80};
    struct marker_place place[] = {at(100, 100)};
    markers_place(1, place, &view, RADIUS, 0, NULL);
    assert_true(place[0].kept);
    assert_true(place[0].at_x + RADIUS <= 101 || place[0].at_y - RADIUS >= 100);
}

/* The largest round mass of 1, 2, 5 that some circle reaches, then what is at most 0.4 of
 * the one before: by hand. */
static void keys_are_round_masses(void **state)
{
    (void)state;
    static const struct {
        double kg;
        const char *text[SYMBOL_KEYS];
    } cases[] = {{57.3e9, {"50\u2009Mt", "20\u2009Mt", "5\u2009Mt"}},
                 {20e9, {"20\u2009Mt", "5\u2009Mt", "2\u2009Mt"}},
                 {1.9e9, {"1\u2009Mt", "200\u2009kt", "50\u2009kt"}},
                 {3e12, {"2\u2009Gt", "500\u2009Mt", "200\u2009Mt"}},
                 {999, {"500\u2009kg", "200\u2009kg", "50\u2009kg"}}};
    struct hg_style style;
    hg_style_default(&style);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct hg_map map = {
            .style = &style, .n_symbol = 1, .symbol_kg = cases[i].kg};
        struct symbol_keys keys;
        symbols_keys(&map, &keys);
        assert_int_equal(keys.n, SYMBOL_KEYS);
        for (size_t k = 0; k < SYMBOL_KEYS; k++)
            assert_string_equal(keys.text[k], cases[i].text[k]);
        assert_true(keys.kg[0] <= cases[i].kg);
    }
}

static void a_key_is_as_wide_as_its_title_and_nothing_without_marks(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct canvas *canvas = NULL;
    struct hg_style style;
    hg_style_default(&style);
    assert_ok(canvas_create(style.font, 72, NULL, &canvas, &err), err);
    const struct hg_map none = {.style = &style};
    assert_true(key_measure(canvas, &none, false, 100).height == 0);
    const struct hg_map_hotspot hotspot = {1, 0, 0, "A", "9.9"};
    const struct hg_map map = {.style = &style,
                               .n_hotspot = 1,
                               .hotspot = &hotspot,
                               .hotspot_title = "Hotspots, Mt CO₂ per year"};
    const struct type bold = {.pt = style.text_pt, .bold = true};
    const struct size title = canvas_measure(canvas, &bold, map.hotspot_title);
    const struct size key = key_measure(canvas, &map, false, 200);
    assert_true(key.width >= title.width);
    assert_true(key.height > 2 * title.height);
    canvas_destroy(canvas);
}

/* Where "Hebei (189" fits into a line and "Hebei (189 Mt)" does not, both go on. */
static void no_line_of_a_subtitle_ends_between_a_figure_and_its_unit(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct canvas *canvas = NULL;
    struct hg_style style;
    hg_style_default(&style);
    assert_ok(canvas_create(style.font, 72, NULL, &canvas, &err), err);
    struct type type = layout_subtitle(&style, 0);
    const double unit = canvas_measure(canvas, &type, "(189 Mt)").width;
    const double figure = canvas_measure(canvas, &type, "Hebei (189").width;
    type.width = figure + 1;
    const struct size kept = canvas_measure(canvas, &type, "Hebei (189 Mt)");
    assert_true(fabs(kept.width - unit) < 1);
    type.figures = false;
    const struct size parted = canvas_measure(canvas, &type, "Hebei (189 Mt)");
    assert_true(fabs(parted.width - figure) < 1);
    assert_true(fabs(parted.height - kept.height) < 0.1); /* two lines */
    canvas_destroy(canvas);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_marker_stands_beside_what_it_marks),
        cmocka_unit_test(markers_stay_within_the_frame_and_what_lies_outside_has_none),
        cmocka_unit_test(markers_of_a_crowd_do_not_touch),
        cmocka_unit_test(a_marker_leaves_the_dot_of_a_name_free),
        cmocka_unit_test(a_marker_leaves_a_symbol_free),
        cmocka_unit_test(a_marker_keeps_off_insets),
        cmocka_unit_test(areas_of_circles_are_in_proportion_to_masses),
        cmocka_unit_test(symbols_of_kinds_have_their_colours_and_sizes),
        cmocka_unit_test(keys_are_round_masses),
        cmocka_unit_test(a_key_is_as_wide_as_its_title_and_nothing_without_marks),
        cmocka_unit_test(no_line_of_a_subtitle_ends_between_a_figure_and_its_unit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

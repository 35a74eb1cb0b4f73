/* test-arrows.c - flows as arrows: breadth, bend, heads, and what a legend says of them
 */
#include "check.h"
#include "map/arrows.h"
#include "map/colour.h"
#include "picture.h"

static double region_x[] = {0, 100, 100, 0}, region_y[] = {0, 0, 50, 50};
static struct hg_ring region_ring = {0, 4, false};
static struct hg_shape region_shape = {"R", "Region", 0, 1, {0, 0, 100, 50}};
static const struct hg_shapes region = {.n_shape = 1,
                                        .n_ring = 1,
                                        .n_vertex = 4,
                                        .shape = &region_shape,
                                        .ring = &region_ring,
                                        .x = region_x,
                                        .y = region_y,
                                        .lon = region_x,
                                        .lat = region_y};

struct sketch {
    struct picture picture;
    struct hg_style style;
    uint32_t word; /* of arrows */
};

/* Draws arrows over the region, without texts and legend unless `key` is given. */
static struct sketch sketch(size_t n, const struct hg_map_arrow *arrow,
                            const struct hg_map_arrow_key *key)
{
    const struct hg_grid_params params = {.name = "toy",
                                          .crs = "EPSG:6933",
                                          .kind = HG_GRID_EQUAL_AREA,
                                          .box = {0, 0, 100, 50},
                                          .ncol = 10,
                                          .nrow = 5};
    struct sketch out = {0};
    struct hg_grid *grid = NULL;
    struct hg_error err = {0};
    uint8_t *png = NULL;
    size_t length = 0;
    hg_style_default(&out.style);
    out.style.width_mm = 150;
    out.style.dpi = 100;
    assert_ok(hg_grid_create(&params, &grid, &err), err);
    const struct hg_map map = {.style = &out.style,
                               .grid = grid,
                               .regions = &region,
                               .n_arrow = n,
                               .arrow = arrow,
                               .n_arrow_key = key ? 1 : 0,
                               .arrow_key = key};
    assert_ok(hg_draw_map(&map, HG_MAP_PNG, NULL, &png, &length, NULL, &err), err);
    out.picture = picture_decode(png, length);
    out.word = colour_word(arrow_colour(&out.style)) & 0xffffff;
    free(png);
    hg_grid_destroy(grid);
    return out;
}

/* Pixels of the arrows' colour in some rows of the picture, by parts of its height. */
static size_t count(const struct sketch *s, double from, double to)
{
    size_t n = 0;
    const uint32_t height = s->picture.height;
    for (size_t y = (size_t)(from * height); y < (size_t)(to * height); y++)
        for (size_t x = 0; x < s->picture.width; x++)
            n += s->picture.word[y * s->picture.width + x] == s->word;
    return n;
}

/* Half as heavy, half as broad; what is next to nothing stays to be seen. */
static void breadth_follows_the_weight(void **state)
{
    (void)state;
    struct hg_style style;
    hg_style_default(&style);
    assert_near(arrow_breadth(&style, 0.5), arrow_breadth(&style, 1) / 2, 1e-15);
    assert_true(arrow_breadth(&style, 1e-6) > 0.3);
    const struct hg_map_arrow broad = {10, 25, 90, 25, 1}, thin = {10, 25, 90, 25, 0.3};
    struct sketch a = sketch(1, &broad, NULL), b = sketch(1, &thin, NULL);
    assert_true(count(&a, 0, 1) > 2 * count(&b, 0, 1));
    assert_true(count(&b, 0, 1) > 100);
    free(a.picture.word);
    free(b.picture.word);
}

/* To the east the right is south, to the west it is north: there and back run beside each
 * other.  The middle of the frame is the middle of the page when there are no texts. */
static void arrows_bend_to_the_right_of_their_way(void **state)
{
    (void)state;
    const struct hg_map_arrow east = {10, 25, 90, 25, 0.5}, west = {90, 25, 10, 25, 0.5};
    struct sketch a = sketch(1, &east, NULL), b = sketch(1, &west, NULL);
    assert_true(count(&a, 0.55, 1) > 5 * count(&a, 0, 0.45));
    assert_true(count(&b, 0, 0.45) > 5 * count(&b, 0.55, 1));
    free(a.picture.word);
    free(b.picture.word);
}

/* The summit of an arc may lie beyond all regions: the map makes room. */
static void the_map_holds_whole_arrows(void **state)
{
    (void)state;
    const struct hg_map_arrow arrow = {95, 48, 5, 48, 1};
    struct sketch s = sketch(1, &arrow, NULL);
    assert_int_equal(count(&s, 0, 0.04), 0); /* the margin of the page */
    assert_true(count(&s, 0.04, 0.3) > 500);
    free(s.picture.word);
}

static void short_arrows_are_small_and_seen(void **state)
{
    (void)state;
    const struct hg_map_arrow arrow = {10, 40, 12, 40, 1}, longer = {10, 40, 30, 40, 1};
    struct sketch a = sketch(1, &arrow, NULL), b = sketch(1, &longer, NULL);
    assert_in_range(count(&a, 0, 1), 1, count(&b, 0, 1) / 4);
    free(a.picture.word);
    free(b.picture.word);
}

/* Discs lie from end to end of the arc: its summit is 0.17 of its chord to the right. */
static void discs_cover_the_arc(void **state)
{
    (void)state;
    struct hg_style style;
    hg_style_default(&style);
    const struct hg_map_arrow arrow = {10, 25, 90, 25, 0.5};
    const struct hg_map map = {.style = &style, .n_arrow = 1, .arrow = &arrow};
    const struct view view = {.box = {0, 0, 100, 50}, .frame = {0, 0, 400, 200}};
    struct disc disc[ARROW_DISCS];
    double lowest = 0, broadest = 0;
    arrows_cover(&map, &view, disc);
    for (size_t i = 0; i < ARROW_DISCS; i++) {
        assert_true(disc[i].x > 40 && disc[i].x < 360);
        lowest = fmax(lowest, disc[i].y);
        broadest = fmax(broadest, disc[i].radius);
    }
    assert_near(lowest, 100 + 0.17 * 320, 0.1);
    assert_true(broadest > 0.7 * arrow_breadth(&style, 0.5)); /* the head */
    assert_near(disc[10].radius, arrow_breadth(&style, 0.5) / 2, 1e-12);
}

static void legends_show_lines_as_broad_as_their_arrows(void **state)
{
    (void)state;
    const struct hg_map_arrow arrow = {10, 40, 10, 40, 1}; /* no way: not drawn */
    const struct hg_map_arrow_key broad = {1, "10 Mt"}, thin = {0.4, "4 Mt"};
    struct sketch a = sketch(1, &arrow, &broad), b = sketch(1, &arrow, &thin);
    assert_int_equal(count(&a, 0, 0.6), 0);
    assert_true(count(&a, 0.6, 1) > 100);
    assert_true(count(&a, 0.6, 1) > 2 * count(&b, 0.6, 1));
    free(a.picture.word);
    free(b.picture.word);
}

static void a_map_of_nothing_is_refused(void **state)
{
    (void)state;
    struct hg_style style;
    struct hg_error err = {0};
    uint8_t *png = NULL;
    size_t length = 0;
    hg_style_default(&style);
    const struct hg_map map = {.style = &style, .regions = &region};
    assert_int_equal(hg_draw_map(&map, HG_MAP_PNG, NULL, &png, &length, NULL, &err),
                     HG_E_ARG);
    assert_null(png);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(breadth_follows_the_weight),
        cmocka_unit_test(arrows_bend_to_the_right_of_their_way),
        cmocka_unit_test(the_map_holds_whole_arrows),
        cmocka_unit_test(short_arrows_are_small_and_seen),
        cmocka_unit_test(discs_cover_the_arc),
        cmocka_unit_test(legends_show_lines_as_broad_as_their_arrows),
        cmocka_unit_test(a_map_of_nothing_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

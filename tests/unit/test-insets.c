/* test-insets.c - second views take corners that are free, and show what they say */
#include "check.h"
#include "map/colour.h"
#include "map/globe.h"
#include "map/insets.h"
#include "picture.h"

enum { NCOL = 40, NROW = 40, CELLS = NROW * NCOL };

/* Data everywhere but in the four corners that `empty` names, 16 x 16 cells each. */
struct fixture {
    struct hg_style style;
    struct hg_grid *grid;
    struct canvas *canvas;
    float value[CELLS];
    struct hg_map map;
    struct view view;
};

static bool is_empty(size_t row, size_t col, const char *empty)
{
    const char *const corner = row < 16    ? (col < 16    ? "nw"
                                              : col >= 24 ? "ne"
                                                          : NULL)
                               : row >= 24 ? (col < 16    ? "sw"
                                              : col >= 24 ? "se"
                                                          : NULL)
                                           : NULL;
    return corner && strstr(empty, corner);
}

static void setup(struct fixture *f, const char *empty)
{
    const struct hg_grid_params params = {.name = "toy",
                                          .crs = "EPSG:6933",
                                          .kind = HG_GRID_EQUAL_AREA,
                                          .box = {0, 0, 40, 40},
                                          .ncol = NCOL,
                                          .nrow = NROW};
    struct hg_error err = {0};
    memset(f, 0, sizeof(*f));
    hg_style_default(&f->style);
    f->style.dpi = 72; /* a pixel is a point */
    assert_ok(hg_grid_create(&params, &f->grid, &err), err);
    assert_ok(canvas_create(f->style.font, f->style.dpi, NULL, &f->canvas, &err), err);
    for (size_t i = 0; i < CELLS; i++)
        f->value[i] = is_empty(i / NCOL, i % NCOL, empty) ? NAN : 3.0F;
    f->map = (struct hg_map){.style = &f->style,
                             .grid = f->grid,
                             .value = f->value,
                             .classes = {2, {0, 5, 10}, HG_SCALE_CLASSES}};
    f->view = (struct view){.box = {0, 0, 40, 40}, .frame = {100, 50, 400, 400}};
}

static void teardown(struct fixture *f)
{
    canvas_destroy(f->canvas);
    hg_grid_destroy(f->grid);
}

static void assert_rect(struct rect rect, double x, double y, double width, double height)
{
    assert_near(rect.x, x, 1e-9);
    assert_near(rect.y, y, 1e-9);
    assert_near(rect.width, width, 1e-9);
    assert_near(rect.height, height, 1e-9);
}

/* A square inset: 0.26 of the 400 points of the frame's width. */
static void an_inset_takes_the_first_corner_without_data(void **state)
{
    (void)state;
    struct fixture f;
    struct insets insets;
    const struct hg_map_inset inset = {.box = {5, 5, 15, 15}};
    setup(&f, "sw nw");
    f.map.n_inset = 1;
    f.map.inset = &inset;
    insets_place(f.canvas, &f.map, &f.view, &insets);
    assert_rect(insets.view[0].frame, 100, 346, 104, 104);
    assert_int_equal(f.view.n_taken, 1);
    assert_rect(f.view.taken[0], 97, 343, 110, 110); /* names keep 3 points off it */
    teardown(&f);
}

static void a_corner_that_is_asked_for_is_given_and_kept_for_it(void **state)
{
    (void)state;
    struct fixture f;
    struct insets insets;
    const struct hg_map_inset inset[] = {
        {.box = {5, 5, 15, 15}}, {.box = {0, 0, 20, 10}, .corner = HG_CORNER_SOUTH_WEST}};
    setup(&f, "sw nw");
    f.map.n_inset = 2;
    f.map.inset = inset;
    insets_place(f.canvas, &f.map, &f.view, &insets);
    assert_rect(insets.view[0].frame, 100, 50, 104, 104); /* north-west is left */
    assert_rect(insets.view[1].frame, 100, 398, 104, 52); /* twice as wide as high */
    teardown(&f);
}

/* An empty corner of 8 cells is 80 points wide: 0.7 times 104 fits, 0.85 times does not.
 */
static void an_inset_becomes_smaller_before_it_hides_data(void **state)
{
    (void)state;
    struct fixture f;
    struct insets insets;
    const struct hg_map_inset inset = {.box = {5, 5, 15, 15}};
    setup(&f, "");
    for (size_t row = 0; row < 8; row++)
        for (size_t col = 32; col < NCOL; col++)
            f.value[row * NCOL + col] = NAN;
    f.map.n_inset = 1;
    f.map.inset = &inset;
    insets_place(f.canvas, &f.map, &f.view, &insets);
    assert_rect(insets.view[0].frame, 427, 50, 73, 73);
    teardown(&f);
}

/* A region without data is none of its own: an island in the south-east corner. */
static void a_region_is_not_hidden_though_it_has_no_data(void **state)
{
    (void)state;
    double x[] = {38, 39, 39}, y[] = {1, 1, 2};
    struct hg_ring ring = {0, 3, false};
    struct hg_shape shape = {"I", "Island", 0, 1, {38, 1, 39, 2}};
    const struct hg_shapes island = {.n_shape = 1,
                                     .n_ring = 1,
                                     .n_vertex = 3,
                                     .shape = &shape,
                                     .ring = &ring,
                                     .x = x,
                                     .y = y,
                                     .lon = x,
                                     .lat = y};
    const struct hg_map_inset inset = {.box = {5, 5, 15, 15}};
    struct fixture f;
    struct insets insets;
    setup(&f, "se ne");
    f.map.n_inset = 1;
    f.map.inset = &inset;
    f.map.regions = &island;
    insets_place(f.canvas, &f.map, &f.view, &insets);
    assert_rect(insets.view[0].frame, 396, 50, 104, 104);
    teardown(&f);
}

static struct picture look(const struct hg_map *map)
{
    struct hg_error err = {0};
    uint8_t *png = NULL;
    size_t length = 0;
    assert_ok(hg_draw_map(map, HG_MAP_PNG, NULL, &png, &length, NULL, &err), err);
    const struct picture picture = picture_decode(png, length);
    free(png);
    return picture;
}

static void an_inset_shows_its_cells_at_its_own_scale(void **state)
{
    (void)state;
    struct fixture f;
    struct hg_colour colour[2];
    const struct hg_map_inset inset = {.box = {18, 18, 22, 22}, .name = "Middle"};
    setup(&f, "se");
    for (size_t row = 19; row < 21; row++)
        for (size_t col = 19; col < 21; col++)
            f.value[row * NCOL + col] = 8;
    hg_ramp_colours(hg_ramp_find(f.style.ramp), 2, colour);
    const struct picture without = look(&f.map);
    f.map.n_inset = 1;
    f.map.inset = &inset;
    const struct picture with = look(&f.map);
    /* A page of 180 mm has a frame of some 400 points: its cells are 10 points wide,
     * those of the inset, 0.26 of 40 wide and showing 4, are 26: four of them 2 700, but
     * for the extent that is marked on the map. */
    assert_in_range(picture_count(&with, colour[1]) - picture_count(&without, colour[1]),
                    1500, 3500);
    free(without.word);
    free(with.word);
    teardown(&f);
}

static void beyond_the_grid_an_inset_shows_the_sea(void **state)
{
    (void)state;
    struct fixture f;
    const struct hg_map_inset inset = {.box = {60, -60, 100, -20}};
    setup(&f, "se");
    f.style.sea = (struct hg_colour){10, 120, 200};
    const struct picture without = look(&f.map);
    f.map.n_inset = 1;
    f.map.inset = &inset;
    const struct picture with = look(&f.map);
    /* What lies under it is sea too: nothing but its frame changes. */
    assert_true(picture_count(&with, f.style.sea) >
                picture_count(&without, f.style.sea) * 3 / 4);
    free(without.word);
    free(with.word);
    teardown(&f);
}

static const double EXTENT_LON[] = {-5, 5, 5, -5}, EXTENT_LAT[] = {-5, -5, 5, 5};

/* Land as a box of degrees. */
struct land {
    double lon[4], lat[4];
    struct hg_ring ring;
    struct hg_shape shape;
    struct hg_shapes shapes;
};

static void make_land(struct land *l, struct hg_box box)
{
    *l = (struct land){.lon = {box.west, box.east, box.east, box.west},
                       .lat = {box.south, box.south, box.north, box.north},
                       .ring = {0, 4, false},
                       .shape = {"L", "Land", 0, 1, box}};
    l->shapes = (struct hg_shapes){.n_shape = 1,
                                   .n_ring = 1,
                                   .n_vertex = 4,
                                   .shape = &l->shape,
                                   .ring = &l->ring,
                                   .x = l->lon,
                                   .y = l->lat,
                                   .lon = l->lon,
                                   .lat = l->lat};
}

/* 60 x 30 degrees about 0, 0: three times as wide as high is the most; the cosine of the
 * middle latitude is 1. */
static void land_of_a_part_of_the_earth_is_a_plain_map_of_it(void **state)
{
    (void)state;
    struct land l;
    make_land(&l, (struct hg_box){-20, -10, 20, 10});
    const struct hg_map_locator locator = {
        .land = &l.shapes, .n = 4, .lon = EXTENT_LON, .lat = EXTENT_LAT};
    const struct size size = globe_shape(&locator, 80);
    assert_near(size.width, 80, 1e-9);
    assert_near(size.height, 40, 1e-9);
}

static void land_is_shown_where_the_map_itself_is_too(void **state)
{
    (void)state;
    struct fixture f;
    struct land west, east, both;
    setup(&f, "se");
    const struct hg_colour ground = colour_mix(f.style.land, f.style.ink, 0.22);
    make_land(&west, (struct hg_box){-20, -10, 0, 10});
    make_land(&east, (struct hg_box){0, -10, 20, 10});
    make_land(&both, (struct hg_box){-20, -10, 20, 10});
    struct hg_map_locator locator = {
        .land = &both.shapes, .n = 4, .lon = EXTENT_LON, .lat = EXTENT_LAT};
    f.map.locator = &locator;
    const struct picture whole = look(&f.map);
    locator.land = &west.shapes;
    locator.own = &east.shapes;
    const struct picture halves = look(&f.map);
    /* Halves cover what the whole does, but for the pixels of the seam. */
    assert_true(picture_count(&whole, ground) > 500);
    assert_in_range(picture_count(&halves, ground),
                    picture_count(&whole, ground) * 95 / 100,
                    picture_count(&whole, ground));
    free(whole.word);
    free(halves.word);
    teardown(&f);
}

static void a_globe_shows_the_side_of_the_map(void **state)
{
    (void)state;
    struct fixture f;
    struct land l;
    setup(&f, "se");
    const struct hg_colour ground = colour_mix(f.style.land, f.style.ink, 0.22);
    make_land(&l, (struct hg_box){-180, -90, 180, 90});
    /* A square in front, and one far behind that makes the land span the earth. */
    double lon[] = {-30, 30, 30, -30, 170, 179, 179, -180};
    double lat[] = {-30, -30, 30, 30, -5, -5, 5, 5};
    struct hg_ring ring[] = {{0, 4, false}, {4, 4, false}};
    l.shape.n_ring = 2;
    l.shapes.n_ring = 2;
    l.shapes.n_vertex = 8;
    l.shapes.ring = ring;
    l.shapes.lon = l.shapes.x = lon;
    l.shapes.lat = l.shapes.y = lat;
    struct hg_map_locator locator = {
        .land = &l.shapes, .n = 4, .lon = EXTENT_LON, .lat = EXTENT_LAT};
    f.map.locator = &locator;
    const struct picture front = look(&f.map);
    locator.middle_lon = 90; /* both squares at the rim, seen from the side */
    locator.n = 0;
    const struct picture side = look(&f.map);
    /* The corners of the square are at sin 30 cos 30 = 0.433 and 0.5 of the radius: about
     * a quarter of the disc; from the side a sliver of it, beyond 60 degrees. */
    const double disc = (double)picture_count(&front, ground) +
                        (double)picture_count(&front, f.style.sea);
    assert_true(disc > 0);
    assert_true(picture_count(&front, ground) > 500);
    assert_true(picture_count(&side, ground) * 3 < picture_count(&front, ground));
    assert_true(picture_count(&side, ground) > 0);
    free(front.word);
    free(side.word);
    teardown(&f);
}

static void too_many_insets_are_refused(void **state)
{
    (void)state;
    struct fixture f;
    struct hg_error err = {0};
    uint8_t *png = NULL;
    size_t length = 0;
    const struct hg_map_inset inset[HG_MAX_INSETS + 1] = {{.box = {0, 0, 1, 1}}};
    setup(&f, "se");
    f.map.n_inset = HG_MAX_INSETS + 1;
    f.map.inset = inset;
    assert_int_equal(hg_draw_map(&f.map, HG_MAP_PNG, NULL, &png, &length, NULL, &err),
                     HG_E_ARG);
    assert_null(png);
    teardown(&f);
}

/* Cells 10..29 of both axes: a box of 20, a margin of 3 % of it. */
static void the_window_is_the_box_of_the_domain_and_a_margin(void **state)
{
    (void)state;
    struct fixture f;
    struct hg_error err = {0};
    struct hg_box box;
    uint8_t domain[CELLS] = {0};
    setup(&f, "");
    for (size_t row = 10; row < 30; row++)
        memset(domain + row * NCOL + 10, 1, 20);
    assert_ok(hg_map_window(f.grid, domain, &box, &err), err);
    assert_near(box.west, 10 - 0.6, 1e-9);
    assert_near(box.south, 10 - 0.6, 1e-9);
    assert_near(box.east, 30 + 0.6, 1e-9);
    assert_near(box.north, 30 + 0.6, 1e-9);
    teardown(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_inset_takes_the_first_corner_without_data),
        cmocka_unit_test(a_corner_that_is_asked_for_is_given_and_kept_for_it),
        cmocka_unit_test(an_inset_becomes_smaller_before_it_hides_data),
        cmocka_unit_test(a_region_is_not_hidden_though_it_has_no_data),
        cmocka_unit_test(an_inset_shows_its_cells_at_its_own_scale),
        cmocka_unit_test(beyond_the_grid_an_inset_shows_the_sea),
        cmocka_unit_test(land_of_a_part_of_the_earth_is_a_plain_map_of_it),
        cmocka_unit_test(land_is_shown_where_the_map_itself_is_too),
        cmocka_unit_test(a_globe_shows_the_side_of_the_map),
        cmocka_unit_test(too_many_insets_are_refused),
        cmocka_unit_test(the_window_is_the_box_of_the_domain_and_a_margin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

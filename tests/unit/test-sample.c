/* test-sample.c - pixels from cells, by hand on 4 x 4 cells */
#include "check.h"
#include "map/class_table.h"
#include <math.h>

/* Classes of a unit each: class of 3.2 is 3. */
static const struct hg_classes UNITS = {
    9, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, HG_SCALE_CLASSES};

static struct hg_grid *make_grid(void)
{
    const struct hg_grid_params params = {.name = "toy",
                                          .crs = "EPSG:6933",
                                          .kind = HG_GRID_EQUAL_AREA,
                                          .box = {0, 0, 40, 40},
                                          .ncol = 4,
                                          .nrow = 4};
    struct hg_error err = {0};
    struct hg_grid *grid = NULL;
    assert_ok(hg_grid_create(&params, &grid, &err), err);
    return grid;
}

static const float VALUE[16] = {
    1, 2, NAN, NAN, /* row 0, north */
    3, 4, NAN, 6,   /* */
    0, 0, 8,   8,   /* */
    0, 0, 1,   8,   /* row 3 */
};

/* Draws `box` on width x height pixels. */
static void draw(struct hg_box box, bool average, bool zero_is_data, size_t width,
                 size_t height, uint8_t *out)
{
    struct hg_error err = {0};
    struct hg_grid *grid = make_grid();
    const struct hg_map map = {
        .grid = grid, .value = VALUE, .average = average, .zero_is_data = zero_is_data};
    const struct cell_picture picture = {
        .map = &map, .classes = &UNITS, .box = box, .width = width, .height = height};
    assert_ok(cells_to_pixels(&picture, out, &err), err);
    hg_grid_destroy(grid);
}

enum { NONE = CELL_NO_DATA, ZERO = CELL_NO_EMISSION, C = CELL_FIRST };

/* (1 + 2 + 3 + 4) / 4 = 2.5; 6 alone; 0; (8 + 8 + 1 + 8) / 4 = 6.25 */
static void large_pixels_show_the_mean_of_their_valid_cells(void **state)
{
    (void)state;
    uint8_t pixel[4];
    draw((struct hg_box){0, 0, 40, 40}, true, false, 2, 2, pixel);
    assert_memory_equal(pixel, ((uint8_t[]){C + 2, C + 6, ZERO, C + 6}), 4);
    draw((struct hg_box){0, 0, 40, 40}, true, true, 2, 2, pixel);
    assert_int_equal(pixel[2], C + 0);
}

/* One pixel over columns 0.5 to 2 and rows 0 to 2: weights 1/2 and 1 of each row:
 * (0.5 * 1 + 2 + 0.5 * 3 + 4) / 3 = 2.67; of columns 0 to 1.5: (1 + 0.5 * 2 + 3 + 0.5 *
 * 4) / 3 = 2.33. */
static void cells_count_by_the_share_that_lies_under_the_pixel(void **state)
{
    (void)state;
    uint8_t pixel[2];
    const struct hg_classes tenths = {2, {0, 2.5, 9}, HG_SCALE_CLASSES};
    struct hg_error err = {0};
    struct hg_grid *grid = make_grid();
    const struct hg_map map = {.grid = grid, .value = VALUE, .average = true};
    struct cell_picture picture = {
        .map = &map, .classes = &tenths, .box = {5, 20, 20, 40}, .width = 1, .height = 1};
    assert_ok(cells_to_pixels(&picture, pixel, &err), err);
    assert_int_equal(pixel[0], C + 1); /* 2.67 */
    picture.box = (struct hg_box){0, 20, 15, 40};
    assert_ok(cells_to_pixels(&picture, pixel, &err), err);
    assert_int_equal(pixel[0], C + 0); /* 2.33 */
    hg_grid_destroy(grid);
}

static void small_pixels_are_crisp_even_when_averaging(void **state)
{
    (void)state;
    uint8_t pixel[64];
    draw((struct hg_box){0, 0, 40, 40}, true, false, 8, 8, pixel);
    static const uint8_t CELL[16] = {C + 1, C + 2, NONE,  NONE, C + 3, C + 4,
                                     NONE,  C + 6, ZERO,  ZERO, C + 8, C + 8,
                                     ZERO,  ZERO,  C + 1, C + 8};
    for (size_t i = 0; i < 64; i++)
        assert_int_equal(pixel[i], CELL[i / 16 * 4 + i % 8 / 2]);
}

static void without_averaging_the_cell_at_the_middle_counts(void **state)
{
    (void)state;
    uint8_t pixel[1];
    draw((struct hg_box){1, 1, 31, 31}, false, false, 1, 1, pixel); /* middle (16, 16) */
    assert_int_equal(pixel[0], ZERO);
    draw((struct hg_box){1, 9, 31, 39}, false, false, 1, 1, pixel); /* middle (16, 24) */
    assert_int_equal(pixel[0], C + 4);
}

static void beyond_the_grid_there_is_no_data(void **state)
{
    (void)state;
    for (int average = 0; average < 2; average++) {
        uint8_t pixel[16];
        /* pixels of 20: the grid is the four in the middle */
        draw((struct hg_box){-20, -20, 60, 60}, average == 1, true, 4, 4, pixel);
        for (size_t i = 0; i < 16; i++) {
            const bool inside = i % 4 >= 1 && i % 4 <= 2 && i / 4 >= 1 && i / 4 <= 2;
            if (!inside)
                assert_int_equal(pixel[i], NONE);
        }
        assert_int_equal(pixel[9], C + 0);
    }
}

static void class_values_go_through_their_slots(void **state)
{
    (void)state;
    static const uint8_t VALUES[16] = {7, 7, 9, 255, 7, 7, 9, 255,
                                       0, 0, 9, 9,   0, 0, 9, 9};
    uint8_t slot[256] = {[0] = ZERO, [7] = C + 1, [9] = C, [255] = NONE};
    struct hg_error err = {0};
    struct hg_grid *grid = make_grid();
    const struct hg_map map = {.grid = grid, .class_value = VALUES, .average = true};
    const struct cell_picture picture = {
        .map = &map, .slot = slot, .box = {0, 0, 40, 40}, .width = 4, .height = 4};
    uint8_t pixel[16];
    assert_ok(cells_to_pixels(&picture, pixel, &err), err);
    for (size_t i = 0; i < 16; i++)
        assert_int_equal(pixel[i], slot[VALUES[i]]);
    hg_grid_destroy(grid);
}

/* The table holds what comparing with one edge after the other (hg_class_of) gives. */
static void values_at_and_beside_an_edge_fall_on_its_sides(void **state)
{
    (void)state;
    static const struct hg_classes SIGNED = {
        11,
        {-1e9, -300, -2.01, -2, -1e-310, 0, 1e-310, 0.3, 0.300001, 2, 1e30, 1e300},
        HG_SCALE_CLASSES};
    const struct hg_map map = {.zero_is_data = true};
    const struct cell_picture picture = {.map = &map, .classes = &SIGNED};
    struct class_table table;
    class_table_fill(&table, &picture);
    for (size_t e = 0; e <= SIGNED.n; e++) {
        const double edge = SIGNED.edge[e];
        const double value[] = {nextafter(edge, -INFINITY), edge,
                                nextafter(edge, INFINITY), edge * 1.01};
        uint8_t class[4];
        class_table_find(&table, 4, value, class);
        for (size_t i = 0; i < 4; i++)
            assert_int_equal(class[i], C + hg_class_of(&SIGNED, value[i]));
    }
    const double rest[] = {NAN, -NAN, INFINITY, -INFINITY, -0.0};
    uint8_t class[5];
    class_table_find(&table, 5, rest, class);
    assert_memory_equal(class, ((uint8_t[]){NONE, NONE, C + 10, C, C + 5}), 5);
}

static void shades_begin_where_the_ones_below_end(void **state)
{
    (void)state;
    const double end[] = {1, 1.0001, 1.0002, 7};
    const struct hg_map map = {0};
    const struct cell_picture picture = {
        .map = &map, .classes = &UNITS, .n_shade = 4, .shade_end = end};
    const double value[] = {-3, 0.999, 1, 1.00015, 1.0002, 9, 0};
    struct class_table table;
    uint8_t class[7];
    class_table_fill(&table, &picture);
    class_table_find(&table, 7, value, class);
    assert_memory_equal(class, ((uint8_t[]){C, C, C + 1, C + 2, C + 3, C + 3, ZERO}), 7);
}

/* 300 columns, pixels of three: two values in a wide sea, one of them at its end. */
static void islands_in_a_wide_sea_are_found(void **state)
{
    (void)state;
    const struct hg_grid_params params = {.name = "wide",
                                          .crs = "EPSG:6933",
                                          .kind = HG_GRID_EQUAL_AREA,
                                          .box = {0, 0, 3000, 20},
                                          .ncol = 300,
                                          .nrow = 2};
    struct hg_error err = {0};
    struct hg_grid *grid = NULL;
    assert_ok(hg_grid_create(&params, &grid, &err), err);
    float value[600];
    for (size_t i = 0; i < 600; i++)
        value[i] = NAN;
    value[130] = 3.5F;
    value[599] = 7.5F;
    const struct hg_map map = {.grid = grid, .value = value, .average = true};
    const struct cell_picture picture = {
        .map = &map, .classes = &UNITS, .box = params.box, .width = 100, .height = 2};
    uint8_t pixel[200];
    assert_ok(cells_to_pixels(&picture, pixel, &err), err);
    for (size_t i = 0; i < 200; i++)
        assert_int_equal(pixel[i], i == 43 ? C + 3 : i == 199 ? C + 7 : NONE);
    hg_grid_destroy(grid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(large_pixels_show_the_mean_of_their_valid_cells),
        cmocka_unit_test(cells_count_by_the_share_that_lies_under_the_pixel),
        cmocka_unit_test(small_pixels_are_crisp_even_when_averaging),
        cmocka_unit_test(without_averaging_the_cell_at_the_middle_counts),
        cmocka_unit_test(beyond_the_grid_there_is_no_data),
        cmocka_unit_test(class_values_go_through_their_slots),
        cmocka_unit_test(values_at_and_beside_an_edge_fall_on_its_sides),
        cmocka_unit_test(shades_begin_where_the_ones_below_end),
        cmocka_unit_test(islands_in_a_wide_sea_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test-sample.c - pixels from cells, by hand on 4 x 4 cells */
#include "check.h"
#include "map/sample.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(large_pixels_show_the_mean_of_their_valid_cells),
        cmocka_unit_test(cells_count_by_the_share_that_lies_under_the_pixel),
        cmocka_unit_test(small_pixels_are_crisp_even_when_averaging),
        cmocka_unit_test(without_averaging_the_cell_at_the_middle_counts),
        cmocka_unit_test(beyond_the_grid_there_is_no_data),
        cmocka_unit_test(class_values_go_through_their_slots),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

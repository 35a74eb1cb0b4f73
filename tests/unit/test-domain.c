/* test-domain.c - what a map finds in its cells before it is laid out */
#include "check.h"
#include "map/domain.h"

enum { NCOL = 40, NROW = 30, CELLS = NCOL * NROW };

/* A region over columns 10..29 and rows 5..24 with a hole over 18..21 and 13..16; steps
 * of 1, so row r lies between y = 30 - r - 1 and 30 - r. */
static double x[] = {10, 30, 30, 10, 18, 18, 22, 22};
static double y[] = {5, 5, 25, 25, 13, 17, 17, 13};
static struct hg_ring rings[] = {{0, 4, false}, {4, 4, false}};
static struct hg_shape shape[] = {{"R", "R", 0, 2, {10, 5, 30, 25}}};
static const struct hg_shapes REGION = {.n_shape = 1,
                                        .n_ring = 2,
                                        .n_vertex = 8,
                                        .shape = shape,
                                        .ring = rings,
                                        .x = x,
                                        .y = y,
                                        .lon = x,
                                        .lat = y};

struct fixture {
    struct hg_grid *grid;
    float value[CELLS];
    struct hg_map map;
};

static bool in_region(size_t cell)
{
    const size_t col = cell % NCOL, row = cell / NCOL;
    const bool hole = col >= 18 && col < 22 && row >= 13 && row < 17;
    return col >= 10 && col < 30 && row >= 5 && row < 25 && !hole;
}

static void setup(struct fixture *f)
{
    const struct hg_grid_params params = {.name = "toy",
                                          .crs = "EPSG:6933",
                                          .kind = HG_GRID_EQUAL_AREA,
                                          .box = {0, 0, NCOL, NROW},
                                          .ncol = NCOL,
                                          .nrow = NROW};
    struct hg_error err = {0};
    assert_ok(hg_grid_create(&params, &f->grid, &err), err);
    for (size_t i = 0; i < CELLS; i++)
        f->value[i] = in_region(i) ? 2 : NAN;
    f->map = (struct hg_map){.grid = f->grid, .value = f->value, .regions = &REGION};
}

static struct domain look(const struct fixture *f)
{
    struct hg_error err = {0};
    struct domain domain;
    assert_ok(domain_of(&f->map, &domain, &err), err);
    return domain;
}

static void cells_outside_the_regions_lack_no_data(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    const struct domain domain = look(&f); /* though NaN stands around and in the hole */
    assert_false(domain.no_data);
    assert_false(domain.no_emission);
    assert_true(domain.values);
    hg_grid_destroy(f.grid);
}

static void each_cell_of_the_region_counts(void **state)
{
    (void)state;
    static const size_t CELL[] = {5 * NCOL + 10,  5 * NCOL + 29,  24 * NCOL + 10,
                                  24 * NCOL + 29, 13 * NCOL + 17, 16 * NCOL + 22};
    struct fixture f;
    setup(&f);
    for (size_t i = 0; i < sizeof(CELL) / sizeof(CELL[0]); i++) {
        f.value[CELL[i]] = NAN;
        assert_true(look(&f).no_data);
        f.value[CELL[i]] = 2;
    }
    assert_false(look(&f).no_data);
    hg_grid_destroy(f.grid);
}

static void zeros_smallest_and_largest_are_found(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    f.value[6 * NCOL + 12] = 0;
    f.value[6 * NCOL + 13] = 0.5F;
    f.value[6 * NCOL + 14] = 99;
    struct domain domain = look(&f);
    assert_true(domain.no_emission);
    assert_near(domain.min, 0.5, 1e-15);
    assert_near(domain.max, 99, 1e-15);
    f.map.zero_is_data = true;
    domain = look(&f);
    assert_false(domain.no_emission);
    assert_true(domain.min == 0);
    hg_grid_destroy(f.grid);
}

/* 3 % of 20 columns on each side. */
static void the_box_is_that_of_the_data_with_a_margin(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    const struct domain domain = look(&f);
    assert_near(domain.box.west, 9.4, 1e-12);
    assert_near(domain.box.east, 30.6, 1e-12);
    assert_near(domain.box.south, 4.4, 1e-12);
    assert_near(domain.box.north, 25.6, 1e-12);
    hg_grid_destroy(f.grid);
}

static void one_cell_is_shown_with_its_surroundings(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    for (size_t i = 0; i < CELLS; i++)
        f.value[i] = i == 15 * NCOL + 20 ? 1 : NAN;
    const struct domain domain = look(&f);
    assert_near(domain.box.east - domain.box.west, 16, 1e-12);
    assert_near((domain.box.east + domain.box.west) / 2, 20.5, 1e-12);
    assert_near((domain.box.north + domain.box.south) / 2, 14.5, 1e-12);
    hg_grid_destroy(f.grid);
}

static void no_data_at_all_shows_the_grid(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    for (size_t i = 0; i < CELLS; i++)
        f.value[i] = NAN;
    const struct domain domain = look(&f);
    assert_false(domain.values);
    assert_true(domain.no_data);
    assert_near(domain.box.east - domain.box.west, NCOL, 1e-12);
    assert_near(domain.box.north - domain.box.south, NROW, 1e-12);
    hg_grid_destroy(f.grid);
}

static void clear(struct fixture *f, size_t row, size_t col, size_t high, size_t wide)
{
    for (size_t i = 0; i < CELLS; i++)
        f->value[i] = in_region(i) ? 2 : NAN;
    for (size_t i = 0; i < high * wide; i++)
        f->value[(row + i / wide) * NCOL + col + i % wide] = NAN;
}

/* Cells of 1.1 pt: a pixel and half an outline of 2 pt on both sides take three. */
static void what_outlines_hide_is_not_told(void **state)
{
    (void)state;
    struct fixture f;
    struct hg_style style;
    setup(&f);
    hg_style_default(&style);
    style.dpi = 72;
    style.coast_pt = 2;
    style.width_mm = NCOL * 1.1 / 0.75 * 25.4 / 72;
    const struct hg_box all = {0, 0, NCOL, NROW};
    f.map.window = &all;
    f.map.style = &style;
    static const struct {
        size_t row, col, high, wide;
        bool told;
    } cases[] = {{6, 12, 2, 2, false},  {6, 12, 3, 3, true},   {6, 12, 3, 2, false},
                 {6, 12, 2, 18, false}, {13, 16, 3, 3, false}, {22, 27, 3, 3, true},
                 {23, 28, 3, 3, false}, {6, 10, 19, 2, false}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        clear(&f, cases[i].row, cases[i].col, cases[i].high, cases[i].wide);
        assert_int_equal(look(&f).no_data, cases[i].told);
    }
    clear(&f, 6, 12, 3, 3);
    f.value[(size_t)7 * NCOL + 13] = 2; /* its middle */
    assert_false(look(&f).no_data);
    clear(&f, 6, 12, 1, 1);
    f.map.zero_is_data = true; /* cells lack data without an outline about them */
    assert_true(look(&f).no_data);
    hg_grid_destroy(f.grid);
}

/* A hole in the south of the region, and a window of its north. */
static void what_lacks_data_outside_the_window_is_not_told(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    f.value[(size_t)24 * NCOL + 12] = NAN;
    assert_true(look(&f).no_data);
    const struct hg_box north = {10, 18, 30, 25};
    f.map.window = &north;
    assert_false(look(&f).no_data);
    f.value[(size_t)6 * NCOL + 12] = NAN;
    assert_true(look(&f).no_data);
    hg_grid_destroy(f.grid);
}

/* 200 x 200 cells: 800 of 40 000 are one in 50 of the others and a few, 10 are sparse. */
static void few_small_cells_among_many_are_sparse(void **state)
{
    (void)state;
    enum { N = 200 };
    static float value[N * N];
    const struct hg_grid_params params = {.name = "toy",
                                          .crs = "EPSG:6933",
                                          .kind = HG_GRID_EQUAL_AREA,
                                          .box = {0, 0, N, N},
                                          .ncol = N,
                                          .nrow = N};
    struct fixture f;
    struct hg_error err = {0};
    assert_ok(hg_grid_create(&params, &f.grid, &err), err);
    f.map = (struct hg_map){.grid = f.grid, .value = value};
    for (size_t i = 0; i < 10; i++)
        value[i * 3001] = 1;
    assert_true(look(&f).sparse);
    f.map.zero_is_data = true;
    assert_false(look(&f).sparse);
    f.map.zero_is_data = false;
    for (size_t i = 0; i < 800; i++)
        value[i * 50] = 1;
    assert_false(look(&f).sparse);
    hg_grid_destroy(f.grid);
    setup(&f); /* cells as large as these are seen */
    for (size_t i = 0; i < CELLS; i++)
        f.value[i] = in_region(i) ? 0 : NAN;
    f.value[(size_t)6 * NCOL + 12] = 1;
    assert_false(look(&f).sparse);
    hg_grid_destroy(f.grid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_outlines_hide_is_not_told),
        cmocka_unit_test(what_lacks_data_outside_the_window_is_not_told),
        cmocka_unit_test(few_small_cells_among_many_are_sparse),
        cmocka_unit_test(cells_outside_the_regions_lack_no_data),
        cmocka_unit_test(each_cell_of_the_region_counts),
        cmocka_unit_test(zeros_smallest_and_largest_are_found),
        cmocka_unit_test(the_box_is_that_of_the_data_with_a_margin),
        cmocka_unit_test(one_cell_is_shown_with_its_surroundings),
        cmocka_unit_test(no_data_at_all_shows_the_grid),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test-multiples.c - panels side by side, each with its own values and one legend */
#include "check.h"
#include "map/colour.h"
#include "picture.h"
#include <hotgrid/map_page.h>

enum { NCOL = 30, NROW = 20, CELLS = NROW * NCOL };

struct fixture {
    struct hg_style style;
    struct hg_grid *grid;
    uint8_t domain[CELLS];
    float value[CELLS];
    struct hg_page_panel panel[5];
    struct hg_page_params params;
};

static void setup(struct fixture *f, size_t n, size_t columns)
{
    const struct hg_grid_params params = {.name = "toy",
                                          .crs = "EPSG:6933",
                                          .kind = HG_GRID_EQUAL_AREA,
                                          .box = {0, 0, 30, 20},
                                          .ncol = NCOL,
                                          .nrow = NROW};
    struct hg_error err = {0};
    memset(f, 0, sizeof(*f));
    memset(f->domain, 1, sizeof(f->domain));
    hg_style_default(&f->style);
    f->style.dpi = 72; /* a pixel is a point */
    assert_ok(hg_grid_create(&params, &f->grid, &err), err);
    for (size_t i = 0; i < 5; i++)
        f->panel[i] = (struct hg_page_panel){"Panel", "1 Mt"};
    f->params = (struct hg_page_params){
        .map = {.style = &f->style,
                .grid = f->grid,
                .classes = {.n = 2, .edge = {0, 5, 10}},
                .title = "Panels",
                .legend_title = "t"},
        .domain = f->domain,
        .min = 1,
        .max = 10,
        .n = n,
        .columns = columns,
        .panel = f->panel,
    };
}

static void fill(struct fixture *f, struct hg_page *page, size_t panel, float value)
{
    struct hg_error err = {0};
    for (size_t i = 0; i < CELLS; i++)
        f->value[i] = value;
    assert_ok(hg_page_fill(page, panel, f->value, &err), err);
    for (size_t i = 0; i < CELLS; i++)
        f->value[i] = NAN; /* the page has what it needs */
}

static struct picture look(const struct hg_page *page)
{
    struct hg_error err = {0};
    uint8_t *png = NULL;
    size_t length = 0;
    assert_ok(hg_page_draw(page, HG_MAP_PNG, &png, &length, NULL, &err), err);
    const struct picture picture = picture_decode(png, length);
    free(png);
    return picture;
}

/* Three panels: low, high, high; the second row begins with the third. */
static void each_panel_shows_its_own_values(void **state)
{
    (void)state;
    struct fixture f;
    struct hg_error err = {0};
    struct hg_colour colour[2];
    struct hg_page *page = NULL;
    setup(&f, 3, 2);
    hg_ramp_colours(hg_ramp_find(f.style.ramp), 2, colour);
    assert_ok(hg_page_create(&f.params, &page, &err), err);
    fill(&f, page, 0, 2);
    fill(&f, page, 2, 8);
    fill(&f, page, 1, 7);
    const struct picture picture = look(page);
    const size_t low = picture_count(&picture, colour[0]),
                 high = picture_count(&picture, colour[1]);
    /* 180 mm are 510 pt; less margins and a gap two panels of 239 x 159 pt. */
    assert_in_range(low, 36000, 39500);
    assert_in_range(high, 72000, 79000);
    for (size_t y = 0; y < picture.height; y++) /* the low one is in the left half */
        for (size_t x = picture.width / 2; x < picture.width * 9 / 10; x++)
            if (y < picture.height / 2)
                assert_true(picture.word[y * picture.width + x] !=
                            colour_word(colour[0]));
    free(picture.word);
    hg_page_destroy(page);
    hg_grid_destroy(f.grid);
}

static void a_panel_that_was_not_filled_is_empty(void **state)
{
    (void)state;
    struct fixture f;
    struct hg_error err = {0};
    struct hg_colour colour[2];
    struct hg_page *page = NULL;
    setup(&f, 2, 2);
    hg_ramp_colours(hg_ramp_find(f.style.ramp), 2, colour);
    assert_ok(hg_page_create(&f.params, &page, &err), err);
    fill(&f, page, 1, 2);
    const struct picture picture = look(page);
    assert_in_range(picture_count(&picture, colour[0]), 36000, 40000);
    assert_true(picture_count(&picture, colour[1]) < 2000); /* its swatch */
    free(picture.word);
    hg_page_destroy(page);
    hg_grid_destroy(f.grid);
}

static void no_emission_has_a_swatch_where_a_panel_shows_it(void **state)
{
    (void)state;
    struct fixture f;
    struct hg_error err = {0};
    struct hg_page *page = NULL;
    setup(&f, 2, 2);
    f.style.no_emission = (struct hg_colour){10, 200, 30};
    assert_ok(hg_page_create(&f.params, &page, &err), err);
    fill(&f, page, 0, 2);
    fill(&f, page, 1, 2);
    const struct picture without = look(page);
    assert_int_equal(picture_count(&without, f.style.no_emission), 0);
    fill(&f, page, 1, 0);
    const struct picture with = look(page);
    assert_true(picture_count(&with, f.style.no_emission) > 36000);
    free(without.word);
    free(with.word);
    hg_page_destroy(page);
    hg_grid_destroy(f.grid);
}

/* A page of 60 x 60 mm: 146 pt wide without margins. */
static void panels_without_room_are_refused(void **state)
{
    (void)state;
    struct fixture f;
    struct hg_error err = {0};
    struct hg_page *page = NULL;
    setup(&f, 5, 5);
    f.style.width_mm = f.style.height_mm = 60;
    assert_int_equal(hg_page_create(&f.params, &page, &err), HG_E_STUDY);
    assert_null(page);
    assert_non_null(strstr(err.message, "no room for 5 panels in 5 columns"));
    hg_grid_destroy(f.grid);
}

static void the_same_page_has_the_same_bytes_each_time(void **state)
{
    (void)state;
    struct fixture f;
    struct hg_error err = {0};
    struct hg_page *page = NULL;
    setup(&f, 4, 2);
    assert_ok(hg_page_create(&f.params, &page, &err), err);
    for (size_t i = 0; i < 4; i++)
        fill(&f, page, i, 3);
    for (enum hg_map_format format = HG_MAP_PNG; format <= HG_MAP_SVG; format++) {
        uint8_t *first = NULL, *second = NULL;
        size_t length = 0, again = 0;
        assert_ok(hg_page_draw(page, format, &first, &length, NULL, &err), err);
        assert_ok(hg_page_draw(page, format, &second, &again, NULL, &err), err);
        assert_int_equal(length, again);
        assert_memory_equal(first, second, length);
        free(first);
        free(second);
    }
    hg_page_destroy(page);
    hg_grid_destroy(f.grid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_panel_shows_its_own_values),
        cmocka_unit_test(a_panel_that_was_not_filled_is_empty),
        cmocka_unit_test(no_emission_has_a_swatch_where_a_panel_shows_it),
        cmocka_unit_test(panels_without_room_are_refused),
        cmocka_unit_test(the_same_page_has_the_same_bytes_each_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

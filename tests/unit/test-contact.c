/* test-contact.c - thumbnails are the frame of a map made small; their pages hold them
 * all */
#include "check.h"
#include "map/colour.h"
#include "picture.h"
#include <hotgrid/map.h>

enum { NCOL = 30, NROW = 20, CELLS = NROW * NCOL };

struct fixture {
    struct hg_style style;
    struct hg_grid *grid;
    float value[CELLS];
    struct hg_thumbnail thumbnail;
    struct hg_map map;
};

/* The western half is of the lower class, the eastern of the upper. */
static void setup(struct fixture *f)
{
    const struct hg_grid_params params = {.name = "toy",
                                          .crs = "EPSG:6933",
                                          .kind = HG_GRID_EQUAL_AREA,
                                          .box = {0, 0, 30, 20},
                                          .ncol = NCOL,
                                          .nrow = NROW};
    struct hg_error err = {0};
    memset(f, 0, sizeof(*f));
    hg_style_default(&f->style);
    f->style.dpi = 100;
    assert_ok(hg_grid_create(&params, &f->grid, &err), err);
    for (size_t i = 0; i < CELLS; i++)
        f->value[i] = i % NCOL < NCOL / 2 ? 2.0F : 8.0F;
    f->map = (struct hg_map){.style = &f->style,
                             .grid = f->grid,
                             .value = f->value,
                             .classes = {.n = 2, .edge = {0, 5, 10}},
                             .thumbnail = &f->thumbnail};
}

static void draw(struct fixture *f, enum hg_map_format format)
{
    struct hg_error err = {0};
    uint8_t *bytes = NULL;
    size_t length = 0;
    assert_ok(hg_draw_map(&f->map, format, NULL, &bytes, &length, NULL, &err), err);
    free(bytes);
}

static void teardown(struct fixture *f)
{
    free(f->thumbnail.pixel);
    hg_grid_destroy(f->grid);
}

/* 180 mm are 510.2 pt; less margins of 12 and four gaps of 8, a fifth of the rest, 90.8
 * pt, at 100 dpi: 126 pixels.  The grid is 3 to 2. */
static void a_thumbnail_is_what_the_frame_shows(void **state)
{
    (void)state;
    struct fixture f;
    struct hg_colour colour[2];
    setup(&f);
    hg_ramp_colours(hg_ramp_find(f.style.ramp), 2, colour);
    draw(&f, HG_MAP_PNG);
    const struct hg_thumbnail *t = &f.thumbnail;
    assert_non_null(t->pixel);
    assert_int_equal(t->width, 126);
    assert_int_equal(t->width, hg_contact_width(&f.style));
    assert_in_range(t->height, 83, 85);
    const uint32_t *middle = t->pixel + t->height / 2 * t->width;
    assert_int_equal(middle[t->width / 4], 0xff000000U | colour_word(colour[0]));
    assert_int_equal(middle[t->width * 3 / 4], 0xff000000U | colour_word(colour[1]));
    teardown(&f);
}

static void only_pictures_have_thumbnails(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    draw(&f, HG_MAP_PDF);
    assert_null(f.thumbnail.pixel);
    teardown(&f);
}

/* Seven in rows of five: the page has two rows, and every thumbnail in it as it is; one
 * that was not drawn has its name alone. */
static void a_page_holds_all_its_thumbnails(void **state)
{
    (void)state;
    enum { N = 7 };
    struct fixture f;
    struct hg_error err = {0};
    struct hg_colour colour[2];
    const struct hg_thumbnail none = {0};
    struct hg_contact contact[N];
    uint8_t *png = NULL;
    size_t length = 0, shown = 0, upper = 0;
    setup(&f);
    hg_ramp_colours(hg_ramp_find(f.style.ramp), 2, colour);
    draw(&f, HG_MAP_PNG);
    for (size_t i = 0; i < N; i++)
        contact[i] = (struct hg_contact){"name", i == 2 ? &none : &f.thumbnail};
    for (size_t i = 0; i < f.thumbnail.width * f.thumbnail.height; i++)
        upper += f.thumbnail.pixel[i] == (0xff000000U | colour_word(colour[1]));
    assert_ok(hg_draw_contacts(&f.style, "All", N, contact, &png, &length, &err), err);
    const struct picture page = picture_decode(png, length);
    assert_int_equal(page.width, 709);
    assert_in_range(page.height, 2 * f.thumbnail.height, 3 * f.thumbnail.height + 60);
    for (size_t i = 0; i < (size_t)page.width * page.height; i++)
        shown += page.word[i] == colour_word(colour[1]);
    /* The thin frame about each covers its edges. */
    assert_in_range(shown, 6 * upper * 9 / 10, 6 * upper);
    free(page.word);
    free(png);
    teardown(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_thumbnail_is_what_the_frame_shows),
        cmocka_unit_test(only_pictures_have_thumbnails),
        cmocka_unit_test(a_page_holds_all_its_thumbnails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

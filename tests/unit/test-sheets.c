/* test-sheets.c - what maps have in common is drawn once and looks the same */
#include "alloc.h"
#include "check.h"
#include "map/sheets.h"
#include "picture.h"
#include <hotgrid/parallel.h>

enum { NCOL = 20, NROW = 20, CELLS = NCOL * NROW, MAPS = 12 };

/* A region of the grid and its neighbour, who share an edge. */
static double x[] = {1, 18, 15, 2, 18, 30, 15}, y[] = {1, 2, 19, 18, 2, 10, 19};
static double lon[] = {0, 1, 1, 0, 1, 2, 1}, lat[] = {0, 0, 1, 1, 0, 0, 1};
static struct hg_ring ring[] = {{0, 4, false}, {4, 3, false}};
static struct hg_shape here[] = {{"R", "Region", 0, 1, {1, 1, 18, 19}}};
static struct hg_shape there[] = {{"N", "Neighbour", 1, 1, {15, 2, 30, 19}}};
static const struct hg_shapes REGION = {.n_shape = 1,
                                        .n_ring = 2,
                                        .n_vertex = 7,
                                        .shape = here,
                                        .ring = ring,
                                        .x = x,
                                        .y = y,
                                        .lon = lon,
                                        .lat = lat};
static struct hg_shapes NEIGHBOUR;

static const struct hg_map_label LABEL[] = {{"Toytown", 8, 8},
                                            {"\U000F0001 City", 12, 12}};

struct fixture {
    struct hg_style style;
    struct hg_grid *grid;
    float value[MAPS][CELLS]; /* of each map others */
    struct hg_map map[MAPS];
    char title[MAPS][32];
};

static void setup(struct fixture *f)
{
    const struct hg_grid_params params = {.name = "toy",
                                          .crs = "EPSG:6933",
                                          .kind = HG_GRID_EQUAL_AREA,
                                          .box = {0, 0, 20, 20},
                                          .ncol = NCOL,
                                          .nrow = NROW};
    struct hg_error err = {0};
    memset(f, 0, sizeof(*f));
    hg_style_default(&f->style);
    f->style.width_mm = 100;
    f->style.dpi = 100;
    NEIGHBOUR = REGION;
    NEIGHBOUR.shape = there;
    assert_ok(hg_grid_create(&params, &f->grid, &err), err);
    for (size_t m = 0; m < MAPS; m++) {
        for (size_t i = 0; i < CELLS; i++)
            f->value[m][i] = (float)((i * (m + 3)) % 18);
        if (m % 3 == 1) /* a hole: the ground of the region is another */
            f->value[m][9 * NCOL + 9] = NAN;
        snprintf(f->title[m], sizeof(f->title[m]), "Map %zu", m);
        f->map[m] = (struct hg_map){
            .style = &f->style,
            .grid = f->grid,
            .value = f->value[m],
            .classes = {3, {0, 5, 12, 18}, HG_SCALE_CLASSES},
            .title = f->title[m],
            .legend_title = "t",
            .regions = &REGION,
            .context = &NEIGHBOUR,
            .n_label = m % 4 == 3 ? 1 : 2,
            .label = LABEL,
        };
    }
}

static void teardown(struct fixture *f)
{
    hg_grid_destroy(f->grid);
}

struct bytes {
    uint8_t *png;
    size_t length;
    uint32_t missing[16];
};

static struct bytes draw(const struct hg_map *map, struct hg_sheets *sheets)
{
    struct bytes out = {0};
    struct hg_error err = {0};
    assert_ok(
        hg_draw_map(map, HG_MAP_PNG, sheets, &out.png, &out.length, out.missing, &err),
        err);
    return out;
}

static void assert_same(struct bytes a, struct bytes b)
{
    assert_int_equal(a.length, b.length);
    assert_memory_equal(a.png, b.png, a.length);
    assert_memory_equal(a.missing, b.missing, sizeof(a.missing));
    free(a.png);
    free(b.png);
}

struct work {
    struct fixture *f;
    struct hg_sheets *sheets;
    struct bytes made[MAPS];
};

static enum hg_status draw_one(void *context, size_t index, unsigned worker,
                               struct hg_error *err)
{
    struct work *work = context;
    struct bytes *made = &work->made[index];
    (void)worker;
    return hg_draw_map(&work->f->map[index], HG_MAP_PNG, work->sheets, &made->png,
                       &made->length, made->missing, err);
}

static void a_map_has_the_bytes_it_has_alone(unsigned threads)
{
    static struct fixture f;
    setup(&f);
    struct work work = {.f = &f};
    struct hg_error err = {0};
    assert_ok(hg_sheets_create(&work.sheets, &err), err);
    assert_ok(hg_parallel(threads, MAPS, draw_one, &work, &err), err);
    for (size_t m = 0; m < MAPS; m++)
        assert_same(work.made[m], draw(&f.map[m], NULL));
    hg_sheets_destroy(work.sheets);
    teardown(&f);
}

static void maps_drawn_with_sheets_have_the_bytes_they_have_alone(void **state)
{
    (void)state;
    a_map_has_the_bytes_it_has_alone(1);
    a_map_has_the_bytes_it_has_alone(4);
}

/* More kinds of page than are kept, each twice in turn. */
static void sheets_that_give_way_are_drawn_again(void **state)
{
    (void)state;
    static struct fixture f;
    setup(&f);
    struct hg_sheets *sheets = NULL;
    struct hg_error err = {0};
    assert_ok(hg_sheets_create(&sheets, &err), err);
    for (size_t i = 0; i < 40; i++) {
        f.style.border = (struct hg_colour){(uint8_t)(5 * (i % 20)), 0, 0};
        assert_same(draw(&f.map[0], sheets), draw(&f.map[0], NULL));
    }
    hg_sheets_destroy(sheets);
    teardown(&f);
}

/* Sheets are found by what was drawn, not by where it was kept. */
static void a_place_that_moves_is_drawn_where_it_is(void **state)
{
    (void)state;
    static struct fixture f;
    setup(&f);
    static struct hg_map_label label[] = {{"Toytown", 8, 8}};
    struct hg_sheets *sheets = NULL;
    struct hg_error err = {0};
    f.map[0].n_label = 1;
    f.map[0].label = label;
    assert_ok(hg_sheets_create(&sheets, &err), err);
    const struct bytes before = draw(&f.map[0], sheets);
    label[0].x = 12;
    const struct bytes after = draw(&f.map[0], sheets);
    assert_true(before.length != after.length ||
                memcmp(before.png, after.png, before.length) != 0);
    assert_same(after, draw(&f.map[0], NULL));
    free(before.png);
    hg_sheets_destroy(sheets);
    teardown(&f);
}

/* By hand: over black, half of red is 128 red; over white, white less what the half of
 * red takes away: (255, 127, 127). An opaque pixel stays what it is. */
static void a_sheet_is_laid_over_what_is_there(void **state)
{
    (void)state;
    uint32_t drawn[] = {0, 0x80800000, 0x80800000, 0xff00ff00};
    uint32_t page[] = {1, 2, 3, 4, 5, 0xff111111, 0xff000000, 0xffffffff, 0xff123456, 6};
    const uint32_t missing[SHEET_MISSING] = {0};
    const struct pixels from = {drawn, 4, 1, 4}, onto = {page, 5, 2, 5};
    struct sheet *sheet = NULL;
    struct hg_error err = {0};
    assert_ok(sheet_create(&from, 0, 1, 0, missing, &sheet, &err), err);
    sheet_lay(sheet, &onto);
    sheets_release(NULL, sheet);
    const uint32_t expected[] = {1,          2,          3,          4,          5,
                                 0xff111111, 0xff800000, 0xffff7f7f, 0xff00ff00, 6};
    assert_memory_equal(page, expected, sizeof(expected));
}

/* The first byte of a page's pixel is not used: it may say anything. */
static void ground_is_opaque_whatever_the_unused_byte_says(void **state)
{
    (void)state;
    uint32_t drawn[] = {0x00112233, 0x00112233, 0x7f445566, 0xff778899};
    uint32_t page[] = {0xffabcdef, 0xffabcdef, 0xffabcdef, 0xffabcdef};
    const uint32_t missing[SHEET_MISSING] = {0};
    const struct pixels from = {drawn, 4, 1, 4}, onto = {page, 4, 1, 4};
    struct sheet *sheet = NULL;
    struct hg_error err = {0};
    assert_ok(sheet_create(&from, 0, 0, 0xff000000, missing, &sheet, &err), err);
    sheet_lay(sheet, &onto);
    sheets_release(NULL, sheet);
    const uint32_t expected[] = {0xff112233, 0xff112233, 0xff445566, 0xff778899};
    assert_memory_equal(page, expected, sizeof(expected));
}

static void without_memory_sheets_fail_and_leak_nothing(void **state)
{
    (void)state;
    static struct fixture f;
    setup(&f);
    for (size_t n = 1;; n++) {
        const size_t before = alloc_live();
        struct hg_sheets *sheets = NULL;
        struct hg_error err = {0};
        struct bytes out = {0};
        alloc_fail_at(n);
        enum hg_status status = hg_sheets_create(&sheets, &err);
        if (status == HG_OK)
            status = hg_draw_map(&f.map[0], HG_MAP_PNG, sheets, &out.png, &out.length,
                                 out.missing, &err);
        const bool failed = alloc_failed();
        alloc_fail_at(0);
        hg_sheets_destroy(sheets);
        free(out.png);
        assert_int_equal(alloc_live(), before);
        if (!failed)
            break;
        assert_true(status == HG_OK || status == HG_E_MEMORY); /* unkept is no failure */
    }
    teardown(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(maps_drawn_with_sheets_have_the_bytes_they_have_alone),
        cmocka_unit_test(sheets_that_give_way_are_drawn_again),
        cmocka_unit_test(a_place_that_moves_is_drawn_where_it_is),
        cmocka_unit_test(a_sheet_is_laid_over_what_is_there),
        cmocka_unit_test(ground_is_opaque_whatever_the_unused_byte_says),
        cmocka_unit_test(without_memory_sheets_fail_and_leak_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

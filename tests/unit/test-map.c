/* test-map.c - a small map, drawn and looked at as others will see it */
#include "check.h"
#include "map/colour.h"
#include "map/layout.h"
#include "picture.h"
#include <hotgrid/parallel.h>
#include <stdio.h>
#include <unistd.h>

enum { NCOL = 20, NROW = 20, CELLS = NROW * NCOL };

/* Left to right: one column of no data each side of the middle, else class by column;
 * rows 0 to 4 hold no emission. */
struct fixture {
    struct hg_style style;
    struct hg_grid *grid;
    float value[CELLS];
    uint8_t class_value[CELLS];
    struct hg_map map;
};

/* One region, the whole grid but for its last two columns. */
static double region_x[] = {0, 18, 18, 0}, region_y[] = {0, 0, 20, 20};
static double region_lon[] = {0, 1, 2, 3}, region_lat[] = {0, 1, 2, 3};
static struct hg_ring region_ring = {0, 4, false};
static struct hg_shape region_shape = {"R", "Region", 0, 1, {0, 0, 18, 20}};
static const struct hg_shapes REGION = {.n_shape = 1,
                                        .n_ring = 1,
                                        .n_vertex = 4,
                                        .shape = &region_shape,
                                        .ring = &region_ring,
                                        .x = region_x,
                                        .y = region_y,
                                        .lon = region_lon,
                                        .lat = region_lat};

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
    f->style.width_mm = 120;
    f->style.dpi = 100;
    assert_ok(hg_grid_create(&params, &f->grid, &err), err);
    for (size_t i = 0; i < CELLS; i++) {
        const size_t col = i % NCOL, row = i / NCOL;
        f->value[i] = row < 5 ? 0.0F : (float)col + 0.5F;
        if (col == 9 || col == 10 || col >= 18)
            f->value[i] = NAN;
        f->class_value[i] = isnan(f->value[i]) ? 255 : row < 5 ? 0 : (uint8_t)(1 + col);
    }
    f->map = (struct hg_map){
        .style = &f->style,
        .grid = f->grid,
        .value = f->value,
        .classes = {3, {0, 5, 12, 18}, HG_SCALE_CLASSES},
        .title = "Emissions of a toy",
        .subtitle = "Three classes, no emission in the north, no data in the middle.",
        .legend_title = "t CO₂ per km² and year",
        .source = "Made up.",
        .regions = &REGION,
    };
}

static void teardown(struct fixture *f)
{
    hg_grid_destroy(f->grid);
}

struct bytes {
    uint8_t *png;
    size_t length;
};

static struct bytes draw(const struct hg_map *map)
{
    struct hg_error err = {0};
    struct bytes out = {0};
    assert_ok(hg_draw_map(map, HG_MAP_PNG, NULL, &out.png, &out.length, NULL, &err), err);
    return out;
}

static struct picture look(const struct hg_map *map)
{
    const struct bytes bytes = draw(map);
    const struct picture picture = picture_decode(bytes.png, bytes.length);
    free(bytes.png);
    return picture;
}

/* Where the map lies on the page, by the room's own layout. */
static struct layout layout_of(const struct hg_map *map)
{
    struct hg_error err = {0};
    struct canvas *canvas = NULL;
    struct domain domain;
    struct legend legend;
    struct layout layout;
    assert_ok(canvas_create(map->style->font, map->style->dpi, NULL, &canvas, &err), err);
    assert_ok(domain_of(map, &domain, &err), err);
    legend_create(map, &domain, &legend);
    assert_ok(layout_create(canvas, map, &legend, domain.box, &layout, &err), err);
    canvas_destroy(canvas);
    return layout;
}

/* The pixel at a place of the crs. */
static uint32_t pixel_at(const struct picture *picture, const struct layout *layout,
                         double x, double y, double dpi)
{
    const size_t col = (size_t)(view_x(&layout->view, x) * dpi / 72);
    const size_t row = (size_t)(view_y(&layout->view, y) * dpi / 72);
    assert_true(col < picture->width && row < picture->height);
    return picture->word[row * picture->width + col];
}

/* Pixels of a colour outside the frame: swatches. */
static size_t count_outside(const struct picture *picture, const struct layout *layout,
                            double dpi, uint32_t word)
{
    size_t n = 0;
    const struct rect f = layout->view.frame;
    for (size_t i = 0; i < (size_t)picture->width * picture->height; i++) {
        const size_t row = i / picture->width;
        const double x = (double)(i - row * picture->width) * 72 / dpi;
        const double y = (double)row * 72 / dpi;
        const bool inside = x >= f.x - 2 && x <= f.x + f.width + 2 && y >= f.y - 2 &&
                            y <= f.y + f.height + 2;
        n += !inside && picture->word[i] == word;
    }
    return n;
}

static void cells_have_the_colour_of_their_class(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    const struct picture picture = look(&f.map);
    const struct layout layout = layout_of(&f.map);
    struct hg_colour colour[3];
    hg_ramp_colours(hg_ramp_find("YlOrRd"), 3, colour);
    assert_int_equal(pixel_at(&picture, &layout, 2.5, 7.5, 100), colour_word(colour[0]));
    assert_int_equal(pixel_at(&picture, &layout, 4.5, 7.5, 100), colour_word(colour[0]));
    assert_int_equal(pixel_at(&picture, &layout, 5.5, 7.5, 100), colour_word(colour[1]));
    assert_int_equal(pixel_at(&picture, &layout, 12.5, 7.5, 100), colour_word(colour[2]));
    assert_int_equal(pixel_at(&picture, &layout, 2.5, 17.5, 100),
                     colour_word(f.style.no_emission));
    assert_int_equal(pixel_at(&picture, &layout, 9.5, 7.5, 100),
                     colour_word(f.style.no_data));
    free(picture.word);
    teardown(&f);
}

/* A large area, a small one within it that comes first in the order of codes, one without
 * emission and one that is not known. */
static void areas_have_the_colour_of_their_value_the_small_ones_on_top(void **state)
{
    (void)state;
    struct fixture f;
    double x[] = {2, 4, 4, 2, 0, 8, 8, 0, 10, 14, 14, 10, 15, 17, 17, 15};
    double y[] = {2, 2, 4, 4, 0, 0, 8, 8, 0, 0, 8, 8, 0, 0, 8, 8};
    struct hg_ring ring[] = {{0, 4, false}, {4, 4, false}, {8, 4, false}, {12, 4, false}};
    struct hg_shape shape[] = {{"A", "A", 0, 1, {2, 2, 4, 4}},
                               {"B", "B", 1, 1, {0, 0, 8, 8}},
                               {"C", "C", 2, 1, {10, 0, 14, 8}},
                               {"D", "D", 3, 1, {15, 0, 17, 8}}};
    const struct hg_shapes areas = {4, 4, 16, shape, ring, x, y, x, y, NULL};
    const float value[] = {15, 3, 0, NAN};
    setup(&f);
    f.map.value = NULL;
    f.map.area = &areas;
    f.map.area_value = value;
    f.map.window = &(struct hg_box){0, 0, 18, 20};
    const struct picture picture = look(&f.map);
    const struct layout layout = layout_of(&f.map);
    struct hg_colour colour[3];
    hg_ramp_colours(hg_ramp_find("YlOrRd"), 3, colour);
    assert_int_equal(pixel_at(&picture, &layout, 3, 3, 100), colour_word(colour[2]));
    assert_int_equal(pixel_at(&picture, &layout, 6, 6, 100), colour_word(colour[0]));
    assert_int_equal(pixel_at(&picture, &layout, 12, 4, 100),
                     colour_word(f.style.no_emission));
    assert_int_equal(pixel_at(&picture, &layout, 16, 4, 100), colour_word(f.style.land));
    free(picture.word);
    teardown(&f);
}

/* Values 0.5 .. 17.5 over 0 .. 18: each cell has the shade of its own 96th. */
static void continuous_colours_run_on_with_the_values(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    f.map.classes.scale = HG_SCALE_LINEAR;
    const struct picture picture = look(&f.map);
    const struct layout layout = layout_of(&f.map);
    struct hg_colour colour[LEGEND_SHADES];
    hg_ramp_colours(hg_ramp_find("YlOrRd"), LEGEND_SHADES, colour);
    for (size_t col = 0; col < 18; col++) {
        if (col == 9 || col == 10)
            continue;
        const double value = (double)col + 0.5;
        const size_t shade = (size_t)(value / 18 * LEGEND_SHADES);
        assert_int_equal(pixel_at(&picture, &layout, value, 7.5, 100),
                         colour_word(colour[shade]));
    }
    assert_int_equal(pixel_at(&picture, &layout, 2.5, 17.5, 100),
                     colour_word(f.style.no_emission));
    /* the bar has them all: some pixels of each beside the map */
    for (size_t i = 0; i < LEGEND_SHADES; i += 5)
        assert_in_range(count_outside(&picture, &layout, 100, colour_word(colour[i])), 10,
                        10000);
    free(picture.word);
    teardown(&f);
}

/* Logarithms: 0.5 lies below the bar from 1 and has its first colour; so a point of that
 * colour stands below the bar. */
static void values_below_a_colour_bar_have_its_first_colour(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    f.map.classes = (struct hg_classes){2, {1, 10, 20}, HG_SCALE_LOG};
    struct picture picture = look(&f.map);
    struct layout layout = layout_of(&f.map);
    struct hg_colour colour[LEGEND_SHADES];
    hg_ramp_colours(hg_ramp_find("YlOrRd"), LEGEND_SHADES, colour);
    const uint32_t first = colour_word(colour[0]);
    assert_int_equal(pixel_at(&picture, &layout, 0.5, 7.5, 100), first);
    const size_t shade = (size_t)(log(4.5) / log(20) * LEGEND_SHADES);
    assert_int_equal(pixel_at(&picture, &layout, 4.5, 7.5, 100),
                     colour_word(colour[shade]));
    const size_t pointed = count_outside(&picture, &layout, 100, first);
    free(picture.word);
    f.map.classes = (struct hg_classes){2, {0.5, 10, 20}, HG_SCALE_LOG};
    picture = look(&f.map);
    layout = layout_of(&f.map);
    assert_true(pointed > count_outside(&picture, &layout, 100, first) + 20);
    free(picture.word);
    teardown(&f);
}

static void each_class_has_a_swatch_outside_the_map(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    const struct picture picture = look(&f.map);
    const struct layout layout = layout_of(&f.map);
    struct hg_colour colour[5];
    hg_ramp_colours(hg_ramp_find("YlOrRd"), 3, colour);
    colour[3] = f.style.no_emission;
    colour[4] = f.style.no_data;
    for (size_t i = 0; i < 5; i++)
        assert_in_range(count_outside(&picture, &layout, 100, colour_word(colour[i])),
                        100, 100000);
    free(picture.word);
    teardown(&f);
}

static void no_swatch_stands_for_what_is_not_there(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    for (size_t i = 0; i < CELLS; i++) /* no data beyond the region alone, no zeros */
        f.value[i] = i % NCOL >= 18 ? NAN : 3;
    const struct picture picture = look(&f.map);
    const struct layout layout = layout_of(&f.map);
    assert_int_equal(
        count_outside(&picture, &layout, 100, colour_word(f.style.no_emission)), 0);
    assert_int_equal(count_outside(&picture, &layout, 100, colour_word(f.style.no_data)),
                     0);
    free(picture.word);
    teardown(&f);
}

static void shares_of_zero_are_values(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    f.map.zero_is_data = true;
    const struct picture picture = look(&f.map);
    const struct layout layout = layout_of(&f.map);
    struct hg_colour colour[3];
    hg_ramp_colours(hg_ramp_find("YlOrRd"), 3, colour);
    assert_int_equal(pixel_at(&picture, &layout, 2.5, 17.5, 100), colour_word(colour[0]));
    assert_int_equal(picture_count(&picture, f.style.no_emission), 0);
    free(picture.word);
    teardown(&f);
}

static void rare_categories_share_one_swatch(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    struct hg_colour colour[18];
    struct hg_map_category category[18];
    hg_category_colours(18, colour);
    for (size_t i = 0; i < 18; i++)
        category[i] =
            (struct hg_map_category){(uint8_t)(1 + i), colour[i], "Market", "5 %"};
    f.class_value[10 * NCOL + 17] = 17; /* makes category 18 the rarest, 17 the first */
    f.map.value = NULL;
    f.map.class_value = f.class_value;
    f.map.n_category = 18;
    f.map.category = category;
    const struct picture picture = look(&f.map);
    const struct layout layout = layout_of(&f.map);
    size_t swatches = 0, on_map = 0;
    for (size_t i = 0; i < 18; i++) {
        swatches += count_outside(&picture, &layout, 100, colour_word(colour[i])) > 50;
        on_map += pixel_at(&picture, &layout, (double)i + 0.5, 7.5, 100) ==
                  colour_word(colour[i]);
    }
    assert_int_equal(swatches, LEGEND_CATEGORIES);
    assert_int_equal(on_map, LEGEND_CATEGORIES);
    assert_int_equal(pixel_at(&picture, &layout, 16.5, 7.5, 100),
                     colour_word(colour[16]));
    const uint32_t other = pixel_at(&picture, &layout, 17.5, 7.5, 100);
    assert_int_not_equal(other, colour_word(colour[17]));
    assert_true(count_outside(&picture, &layout, 100, other) > 50);
    free(picture.word);
    teardown(&f);
}

static void the_page_is_as_wide_as_the_style_says(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    struct picture picture = look(&f.map);
    assert_int_equal(picture.width, 472); /* 120 / 25.4 * 100 */
    assert_int_equal(picture.per_metre, 3937);
    assert_int_equal(picture.word[0], colour_word(f.style.page));
    free(picture.word);
    f.style.height_mm = 150;
    picture = look(&f.map);
    assert_int_equal(picture.height, 591);
    free(picture.word);
    teardown(&f);
}

static void the_map_shows_the_cells_with_data_and_a_margin(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    for (size_t i = 0; i < CELLS; i++)
        if (i % NCOL >= 17 || i / NCOL < 2)
            f.value[i] = NAN;
    const struct layout layout = layout_of(&f.map);
    assert_near(layout.view.box.west, 0, 1e-12);
    assert_near(layout.view.box.east, 17 + 0.03 * 18, 1e-12); /* 3 % of the longer side */
    assert_near(layout.view.box.north, 18 + 0.03 * 18, 1e-12);
    const struct rect frame = layout.view.frame;
    assert_near(frame.width / frame.height, 17.54 / 18.54, 0.01);
    teardown(&f);
}

static void assert_apart(const struct layout *l)
{
    const struct rect rect[] = {l->title,  l->subtitle,  l->view.frame,
                                l->legend, l->furniture, l->source};
    for (size_t i = 0; i < 6; i++) {
        const struct rect a = rect[i];
        assert_true(a.width > 0 && a.height > 0 && a.x >= 0 && a.y >= 0);
        assert_true(a.x + a.width <= l->page.width && a.y + a.height <= l->page.height);
        for (size_t k = 0; k < i; k++) {
            const struct rect b = rect[k];
            assert_true(a.x >= b.x + b.width || b.x >= a.x + a.width ||
                        a.y >= b.y + b.height || b.y >= a.y + a.height);
        }
    }
}

static void what_is_on_the_page_lies_apart(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    f.map.scale_min = f.map.scale_max = 0.01;
    const struct layout high = layout_of(&f.map);
    assert_false(high.below);
    assert_apart(&high);

    static float wide_value[60 * 20];
    struct hg_grid_params params = *hg_grid_params(f.grid);
    struct hg_grid *wide = NULL;
    struct hg_error err = {0};
    params.box.east = params.ncol = 60;
    assert_ok(hg_grid_create(&params, &wide, &err), err);
    f.map.grid = wide;
    f.map.value = wide_value;
    const struct layout low = layout_of(&f.map);
    assert_true(low.below);
    assert_apart(&low);
    hg_grid_destroy(wide);
    teardown(&f);
}

static void glyphs_that_no_font_has_are_told(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    struct hg_error err = {0};
    uint8_t *png = NULL;
    size_t length = 0;
    uint32_t missing[16] = {1, 2, 3};
    f.map.title = "Private \U000F0001 \U000F0002 \U000F0001";
    assert_ok(hg_draw_map(&f.map, HG_MAP_PNG, NULL, &png, &length, missing, &err), err);
    free(png);
    assert_int_equal(missing[0], 0xF0001);
    assert_int_equal(missing[1], 0xF0002);
    assert_int_equal(missing[2], 0);
    f.map.title = "CO₂: 二氧化碳, Türkiye, Ελλάδα, Россия"; /* with a CJK font */
    assert_ok(hg_draw_map(&f.map, HG_MAP_PNG, NULL, &png, &length, missing, &err), err);
    free(png);
    assert_int_equal(missing[0], 0);
    teardown(&f);
}

struct work {
    const struct hg_map *map;
    struct bytes made[6];
};

static enum hg_status draw_one(void *context, size_t index, unsigned worker,
                               struct hg_error *err)
{
    struct work *work = context;
    (void)worker;
    return hg_draw_map(work->map, HG_MAP_PNG, NULL, &work->made[index].png,
                       &work->made[index].length, NULL, err);
}

static void the_same_map_has_the_same_bytes_in_every_thread(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    const struct hg_map_label label = {"Toytown", 12, 12};
    f.map.label = &label;
    f.map.n_label = 1;
    const struct bytes first = draw(&f.map);
    struct work work = {.map = &f.map};
    struct hg_error err = {0};
    assert_ok(hg_parallel(2, 6, draw_one, &work, &err), err);
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(work.made[i].length, first.length);
        assert_memory_equal(work.made[i].png, first.png, first.length);
        free(work.made[i].png);
    }
    free(first.png);
    teardown(&f);
}

static void bytes_that_are_not_utf8_show_as_replacements(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    f.map.title = "a \xff\xfe title";
    FILE *said = tmpfile();
    const int stderr_copy = dup(STDERR_FILENO);
    dup2(fileno(said), STDERR_FILENO);
    const struct bytes bad = draw(&f.map);
    dup2(stderr_copy, STDERR_FILENO);
    close(stderr_copy);
    assert_int_equal(lseek(fileno(said), 0, SEEK_END), 0); /* a library does not print */
    fclose(said);
    f.map.title = "a \uFFFD\uFFFD title";
    const struct bytes good = draw(&f.map);
    assert_int_equal(bad.length, good.length);
    assert_memory_equal(bad.png, good.png, good.length);
    free(bad.png);
    free(good.png);
    teardown(&f);
}

/* The longest run of ink in a row of pixels, within a rectangle of the page. */
static size_t longest_line(const struct picture *picture, struct rect rect, double dpi,
                           uint32_t ink)
{
    size_t longest = 0;
    const size_t top = (size_t)(rect.y * dpi / 72);
    const size_t bottom = (size_t)((rect.y + rect.height) * dpi / 72);
    for (size_t y = top; y <= bottom && y < picture->height; y++) {
        size_t run = 0;
        for (size_t x = (size_t)(rect.x * dpi / 72) - 1; x < picture->width; x++) {
            run = picture->word[y * picture->width + x] == ink ? run + 1 : 0;
            longest = run > longest ? run : longest;
        }
    }
    return longest;
}

/* Whatever the scale: the bar has a length of 1, 2 or 5 times a power of ten km. */
/* Noncharacters are UTF-8, but cairo writes no PDF with them. */
static void a_pdf_takes_titles_that_are_no_text(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    f.map.title = "a \xef\xbf\xbe b \xf0\x9f\xbf\xbf \xef\xb7\x90";
    for (int format = HG_MAP_PNG; format <= HG_MAP_SVG; format++) {
        struct hg_error err = {0};
        uint8_t *bytes = NULL;
        size_t length = 0;
        assert_ok(hg_draw_map(&f.map, (enum hg_map_format)format, NULL, &bytes, &length,
                              NULL, &err),
                  err);
        assert_true(length > 1000);
        free(bytes);
    }
    teardown(&f);
}

static void the_scale_bar_is_true_and_round(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    f.style.dpi = 300;
    f.map.graticule = NULL;
    f.map.north_max_deg = 90; /* no arrow */
    for (int i = 0; i < 12; i++) {
        const double scale = 0.01 * pow(1.21, i);
        f.map.scale_min = 0.96 * scale;
        f.map.scale_max = 1.04 * scale;
        const struct picture picture = look(&f.map);
        const struct layout l = layout_of(&f.map);
        const size_t run =
            longest_line(&picture, l.furniture, 300, colour_word(f.style.ink));
        const double pt = (double)run * 72 / 300;
        assert_true(pt > 0.35 * l.furniture.width && pt <= l.furniture.width + 1);
        const double units =
            pt / l.view.frame.width * (l.view.box.east - l.view.box.west);
        const double decades = log10(units / scale);
        const double mantissa = pow(10, decades - floor(decades + 0.02));
        const double off = fmin(fabs(mantissa - 1),
                                fmin(fabs(mantissa / 2 - 1), fabs(mantissa / 5 - 1)));
        assert_true(off < 0.03); /* the line's own ends and pixels */
        free(picture.word);
    }
    teardown(&f);
}

static void no_scale_bar_where_the_scale_varies(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    f.map.scale_min = 0.01;
    f.map.scale_max = 0.0112; /* 12 % */
    const struct picture picture = look(&f.map);
    const struct layout l = layout_of(&f.map);
    assert_true(longest_line(&picture, l.furniture, 100, colour_word(f.style.ink)) < 5);
    free(picture.word);
    teardown(&f);
}

/* A parallel at y = 10 and a meridian at x = 5, named at the left and at the bottom. */
static void the_graticule_is_drawn_and_named_outside_the_frame(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    static double x[] = {-5, 25, 5, 5}, y[] = {10, 10, -5, 25};
    static struct hg_ring ring[] = {{0, 2, true}, {2, 2, true}};
    static struct hg_shape shape[] = {{"N10", "", 0, 1, {-5, 10, 25, 10}},
                                      {"E5", "", 1, 1, {5, -5, 5, 25}}};
    const struct hg_shapes graticule = {.n_shape = 2,
                                        .n_ring = 2,
                                        .n_vertex = 4,
                                        .shape = shape,
                                        .ring = ring,
                                        .x = x,
                                        .y = y,
                                        .lon = x,
                                        .lat = y};
    for (size_t i = 0; i < CELLS; i++)
        f.value[i] = i == 0 || i == CELLS - 1 ? 1 : NAN; /* little hides the lines */
    f.map.regions = NULL;
    f.style.graticule_pt = 2;
    f.style.dpi = 200;
    const struct layout bare = layout_of(&f.map);
    f.map.graticule = &graticule;
    const struct layout l = layout_of(&f.map);
    assert_true(l.view.frame.x > bare.view.frame.x + 5); /* room for the names */
    const struct picture picture = look(&f.map);
    const uint32_t line = colour_word(f.style.graticule);
    assert_int_equal(pixel_at(&picture, &l, 12.5, 10, 200), line);
    assert_int_equal(pixel_at(&picture, &l, 5, 15.5, 200), line);
    assert_int_equal(pixel_at(&picture, &l, 12.5, 15.5, 200), colour_word(f.style.sea));
    const double unit = 20 / l.view.frame.width; /* of the crs in a pt */
    assert_int_not_equal(pixel_at(&picture, &l, -1.5 * unit, 10, 200),
                         colour_word(f.style.page)); /* ticks */
    assert_int_not_equal(pixel_at(&picture, &l, 5, -1.5 * unit, 200),
                         colour_word(f.style.page));
    assert_int_equal(pixel_at(&picture, &l, -1.5 * unit, 12, 200),
                     colour_word(f.style.page));
    free(picture.word);
    teardown(&f);
}

static void a_map_without_anything_is_still_a_map(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    for (size_t i = 0; i < CELLS; i++)
        f.value[i] = NAN;
    f.map = (struct hg_map){.style = &f.style, .grid = f.grid, .value = f.value};
    const struct picture picture = look(&f.map);
    assert_true(picture_count(&picture, f.style.sea) > 10000);
    free(picture.word);
    teardown(&f);
}

static void a_style_without_room_is_refused(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    struct hg_error err = {0};
    uint8_t *png = NULL;
    size_t length = 0;
    f.style.height_mm = 20;
    assert_int_equal(hg_draw_map(&f.map, HG_MAP_PNG, NULL, &png, &length, NULL, &err),
                     HG_E_STUDY);
    assert_non_null(strstr(err.message, "no room"));
    f.style.height_mm = 0;
    f.style.dpi = 1e6;
    assert_int_equal(hg_draw_map(&f.map, HG_MAP_PNG, NULL, &png, &length, NULL, &err),
                     HG_E_STUDY);
    f.style.dpi = NAN;
    assert_int_equal(hg_draw_map(&f.map, HG_MAP_PNG, NULL, &png, &length, NULL, &err),
                     HG_E_STUDY);
    assert_null(png);
    teardown(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_have_the_colour_of_their_class),
        cmocka_unit_test(areas_have_the_colour_of_their_value_the_small_ones_on_top),
        cmocka_unit_test(continuous_colours_run_on_with_the_values),
        cmocka_unit_test(values_below_a_colour_bar_have_its_first_colour),
        cmocka_unit_test(each_class_has_a_swatch_outside_the_map),
        cmocka_unit_test(no_swatch_stands_for_what_is_not_there),
        cmocka_unit_test(shares_of_zero_are_values),
        cmocka_unit_test(rare_categories_share_one_swatch),
        cmocka_unit_test(the_page_is_as_wide_as_the_style_says),
        cmocka_unit_test(the_map_shows_the_cells_with_data_and_a_margin),
        cmocka_unit_test(what_is_on_the_page_lies_apart),
        cmocka_unit_test(glyphs_that_no_font_has_are_told),
        cmocka_unit_test(the_same_map_has_the_same_bytes_in_every_thread),
        cmocka_unit_test(bytes_that_are_not_utf8_show_as_replacements),
        cmocka_unit_test(a_pdf_takes_titles_that_are_no_text),
        cmocka_unit_test(the_scale_bar_is_true_and_round),
        cmocka_unit_test(no_scale_bar_where_the_scale_varies),
        cmocka_unit_test(the_graticule_is_drawn_and_named_outside_the_frame),
        cmocka_unit_test(a_map_without_anything_is_still_a_map),
        cmocka_unit_test(a_style_without_room_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test-colouring.c - which colour a value has, and styles of QGIS read */
#include "alloc.h"
#include "check.h"
#include "with_gdal.h"
#include <hotgrid/crs.h>
#include <hotgrid/layer_read.h>
#include <stdio.h>

#define STYLE(type, items)                                                               \
    "<qgis><pipe><rasterrenderer type=\"singlebandpseudocolor\"><rastershader>"          \
    "<colorrampshader colorRampType=\"" type "\">" items                                 \
    "</colorrampshader></rastershader></rasterrenderer></pipe></qgis>"

#define THREE                                                                            \
    "<item value=\"0\" color=\"#000000\" alpha=\"0\" label=\"none\"/>"                   \
    "<item value=\"10\" color=\"#640a00\" label=\"low &lt; 10\"/>"                       \
    "<item value=\"inf\" color=\"#c8FF64\" alpha=\"255\" label=\"high\"/>"

static struct hg_colouring *parse(const char *qml)
{
    struct hg_colouring *colouring = NULL;
    struct hg_error err = {0};
    assert_ok(hg_parse_qml(qml, "x.qml", &colouring, &err), err);
    return colouring;
}

static void discrete_steps_end_with_their_values(void **state)
{
    (void)state;
    struct hg_colouring *c = parse(STYLE("DISCRETE", THREE));
    assert_int_equal(c->kind, HG_COLOURS_DISCRETE);
    assert_int_equal(c->n, 3);
    assert_int_equal(c->step[0].alpha, 0);
    assert_int_equal(c->step[1].red, 100);
    assert_int_equal(c->step[1].alpha, 255);
    assert_string_equal(c->step[1].label, "low < 10");
    assert_int_equal(c->step[2].green, 255);
    static const struct {
        double value;
        int step;
    } known[] = {{-1, 1}, {0, 1}, {1e-30, 2}, {10, 2}, {10.1, 3}, {1e300, 3}, {NAN, 0}};
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        assert_int_equal(hg_colouring_find(c, known[i].value), known[i].step);
    hg_colouring_destroy(c);
}

static void a_palette_may_have_any_order_but_no_value_twice(void **state)
{
    (void)state;
    struct hg_colouring *c =
        parse("<qgis><pipe><rasterrenderer type=\"paletted\"><colorPalette>"
              "<paletteEntry value=\"0\" color=\"#000000\" label=\"none\"/>"
              "<paletteEntry value=\"15\" color=\"#0f0000\" label=\"c\"/>"
              "<paletteEntry value=\"2\" color=\"#020000\" label=\"a\"/>"
              "<paletteEntry value=\"14\" color=\"#0e0000\" label=\"b\"/>"
              "</colorPalette></rasterrenderer></pipe></qgis>");
    assert_int_equal(c->n, 4);
    static const uint8_t known[] = {0, 2, 14, 15};
    for (size_t i = 0; i < 4; i++) {
        const uint8_t step = hg_colouring_find(c, known[i]);
        assert_int_equal(step, i + 1);
        assert_int_equal(c->step[step - 1].red, known[i]);
    }
    assert_string_equal(c->step[2].label, "b");
    const struct hg_colour_step again = {.value = 2, .label = "again"};
    struct hg_error err = {0};
    assert_int_equal(hg_colouring_add(c, &again, &err), HG_E_INPUT);
    assert_int_equal(c->n, 4);
    hg_colouring_destroy(c);
}

static void a_palette_has_colours_for_its_values_alone(void **state)
{
    (void)state;
    struct hg_colouring *c =
        parse("<qgis><pipe><rasterrenderer type=\"paletted\"><colorPalette>"
              "<paletteEntry value=\"1\" color=\"#010203\" label=\"a\"/>"
              "<paletteEntry value=\"7\" color=\"#040506\" label=\"b\"/>"
              "</colorPalette></rasterrenderer></pipe></qgis>");
    assert_int_equal(c->kind, HG_COLOURS_EXACT);
    assert_int_equal(hg_colouring_find(c, 0), 0);
    assert_int_equal(hg_colouring_find(c, 1), 1);
    assert_int_equal(hg_colouring_find(c, 2), 0);
    assert_int_equal(hg_colouring_find(c, 7), 2);
    assert_int_equal(hg_colouring_find(c, 8), 0);
    hg_colouring_destroy(c);
}

/* From black at 0 to (200, 100, 0) at 100 in 253 parts: at 50, in the middle of the
 * 127th, halfway. */
static void colours_that_run_on_are_cut_into_as_many_as_there_may_be(void **state)
{
    (void)state;
    struct hg_colouring *mixed =
        parse(STYLE("INTERPOLATED", "<item value=\"0\" color=\"#000000\" label=\"0\"/>"
                                    "<item value=\"100\" color=\"#c86400\" "
                                    "label=\"100\"/>"));
    assert_int_equal(mixed->kind, HG_COLOURS_MIXED);
    struct hg_colouring *c = NULL;
    struct hg_error err = {0};
    assert_ok(hg_colouring_refine(mixed, &c, &err), err);
    assert_int_equal(c->kind, HG_COLOURS_DISCRETE);
    assert_int_equal(c->n, HG_MAX_STEPS);
    const struct hg_colour_step *half = &c->step[hg_colouring_find(c, 50) - 1];
    assert_int_equal(half->red, 100);
    assert_int_equal(half->green, 50);
    assert_string_equal(half->label, "");
    assert_string_equal(c->step[hg_colouring_find(c, 100) - 1].label, "100");
    assert_int_equal(c->step[hg_colouring_find(c, 1e9) - 1].red, 200);
    assert_int_equal(c->step[hg_colouring_find(c, -5) - 1].red, 0);
    hg_colouring_destroy(c);
    hg_colouring_destroy(mixed);
}

static void what_is_no_style_is_told(void **state)
{
    (void)state;
    static const struct {
        const char *qml, *told;
    } bad[] = {
        {"", "is not a raster style of QGIS"},
        {"<qgis><pipe>", "is not a raster style of QGIS"},
        {"<sld/>", "is not a raster style of QGIS"},
        {"<qgis><pipe><rasterrenderer type=\"singlebandgray\"/></pipe></qgis>",
         "its style is \"singlebandgray\""},
        {STYLE("DISCRETE", ""), "its style has no colours"},
        {STYLE("DISCRETE", "<item value=\"x\" color=\"#000000\"/>"),
         "\"x\" is no value of a class"},
        {STYLE("DISCRETE", "<item value=\"1\" color=\"red\"/>"), "the colour \"red\""},
        {STYLE("DISCRETE", "<item value=\"1\" color=\"#000000\" alpha=\"256\"/>"),
         "alpha \"256\""},
        {STYLE("DISCRETE", "<item value=\"2\" color=\"#000000\" label=\"a\"/>"
                           "<item value=\"1\" color=\"#000000\" label=\"b\"/>"),
         "values that do not rise, at \"b\""},
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct hg_colouring *c = NULL;
        struct hg_error err = {0};
        assert_int_equal(hg_parse_qml(bad[i].qml, "x.qml", &c, &err), HG_E_INPUT);
        assert_null(c);
        assert_memory_equal(err.message, "x.qml: ", 7);
        if (!strstr(err.message, bad[i].told))
            fail_msg("%s", err.message);
    }
}

static void short_of_memory_it_says_so(void **state)
{
    (void)state;
    for (size_t n = 1;; n++) {
        const size_t before = alloc_live();
        struct hg_colouring *c = NULL, *steps = NULL;
        struct hg_error err = {0};
        alloc_fail_at(n);
        enum hg_status status =
            hg_parse_qml(STYLE("INTERPOLATED", THREE), "x.qml", &c, &err);
        if (status == HG_OK)
            status = hg_colouring_refine(c, &steps, &err);
        hg_colouring_destroy(c);
        hg_colouring_destroy(steps);
        if (!alloc_failed()) {
            assert_ok(status, err);
            break;
        }
        assert_int_equal(status, HG_E_MEMORY);
        assert_int_equal(alloc_live(), before);
    }
    alloc_fail_at(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(discrete_steps_end_with_their_values),
        cmocka_unit_test(a_palette_may_have_any_order_but_no_value_twice),
        cmocka_unit_test(a_palette_has_colours_for_its_values_alone),
        cmocka_unit_test(colours_that_run_on_are_cut_into_as_many_as_there_may_be),
        cmocka_unit_test(what_is_no_style_is_told),
        cmocka_unit_test(short_of_memory_it_says_so),
    };
    return cmocka_run_group_tests(tests, gdal_start, gdal_finish);
}

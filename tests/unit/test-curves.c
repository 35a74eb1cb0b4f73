/* test-curves.c - a chart of concentration: where its curves run, and always alike */
#include "alloc.h"
#include "check.h"
#include "picture.h"
#include <hotgrid/curves.h>
#include <stdlib.h>

enum { N = 101 };

/* A curve that holds nothing before a part of the land and all from there on. */
static void step_at(double part, double area[N], double mass[N])
{
    for (int i = 0; i < N; i++) {
        area[i] = pow(10, (i - N + 1) / 20.0);
        mass[i] = area[i] < part ? 0 : 1;
    }
}

static enum hg_status draw(const struct hg_style *style, double part,
                           enum hg_map_format format, uint8_t **bytes, size_t *length)
{
    double area[N], mass[N];
    struct hg_error err = {0};
    step_at(part, area, mass);
    const struct hg_curve curve = {"All", "100 % on 1 % of the land", N, area, mass};
    const struct hg_curves curves = {.style = style,
                                     .title = "Concentration",
                                     .source = "Nobody.",
                                     .n = 1,
                                     .curve = &curve};
    return hg_draw_curves(&curves, format, bytes, length, NULL, &err);
}

/* Columns of the picture, as parts of its width, with ink of the first curve at half the
 * height of the plot: the middle of them. */
static double crossing(const struct picture *p, uint32_t ink)
{
    double sum = 0, n = 0;
    for (uint32_t y = p->height / 3; y < p->height / 2; y++)
        for (uint32_t x = 0; x < p->width; x++)
            if (p->word[y * p->width + x] == ink) {
                sum += x;
                n++;
            }
    assert_true(n > 0);
    return sum / n / p->width;
}

/* The axis has five powers of ten: from 0.1 % to 10 % a step moves by two of them. */
static void a_step_stands_where_the_logarithm_of_its_land_is(void **state)
{
    (void)state;
    struct hg_style style;
    struct hg_colour colour[HG_MAX_CURVES];
    double at[3];
    hg_style_default(&style);
    hg_category_colours(HG_MAX_CURVES, colour);
    const uint32_t ink = picture_word(colour[0]);
    for (int k = 0; k < 3; k++) {
        uint8_t *bytes = NULL;
        size_t length = 0;
        assert_int_equal(draw(&style, pow(10, k - 3) * 0.99, HG_MAP_PNG, &bytes, &length),
                         HG_OK);
        struct picture p = picture_decode(bytes, length);
        at[k] = crossing(&p, ink);
        free(p.word);
        free(bytes);
    }
    assert_true(at[0] > 0.3 && at[2] < 0.9);
    assert_near(at[2] - at[1], at[1] - at[0], 0.02);
}

static void the_same_curves_are_the_same_bytes(void **state)
{
    (void)state;
    struct hg_style style;
    hg_style_default(&style);
    for (int format = HG_MAP_PNG; format <= HG_MAP_SVG; format++) {
        uint8_t *bytes[2] = {NULL, NULL};
        size_t length[2] = {0, 0};
        for (int k = 0; k < 2; k++)
            assert_int_equal(
                draw(&style, 0.01, (enum hg_map_format)format, &bytes[k], &length[k]),
                HG_OK);
        assert_int_equal(length[0], length[1]);
        assert_memory_equal(bytes[0], bytes[1], length[0]);
        free(bytes[0]);
        free(bytes[1]);
    }
}

static void too_many_curves_are_refused(void **state)
{
    (void)state;
    struct hg_style style;
    struct hg_error err = {0};
    uint8_t *bytes = NULL;
    size_t length = 0;
    hg_style_default(&style);
    const struct hg_curves curves = {
        .style = &style, .title = "", .n = HG_MAX_CURVES + 1};
    assert_int_equal(hg_draw_curves(&curves, HG_MAP_PNG, &bytes, &length, NULL, &err),
                     HG_E_ARG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_step_stands_where_the_logarithm_of_its_land_is),
        cmocka_unit_test(the_same_curves_are_the_same_bytes),
        cmocka_unit_test(too_many_curves_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

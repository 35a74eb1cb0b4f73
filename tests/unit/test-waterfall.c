/* test-waterfall.c - bars that add up: where they stand, and always alike */
#include "alloc.h"
#include "check.h"
#include "picture.h"
#include <hotgrid/waterfall.h>
#include <stdlib.h>

/* 8, up 2, down 6, to 4. */
static const struct hg_waterfall_bar bars[] = {{"before", "8", 0, 8, true},
                                               {"more", "+2", 8, 10, false},
                                               {"less", "-6", 10, 4, false},
                                               {"after", "4", 0, 4, true}};

static enum hg_status draw(const struct hg_style *style, size_t n,
                           enum hg_map_format format, uint8_t **bytes, size_t *length)
{
    struct hg_error err = {0};
    const struct hg_waterfall_panel panel[] = {{"One", 4, bars}, {"Two", 4, bars}};
    const struct hg_waterfall waterfall = {.style = style,
                                           .title = "What changed",
                                           .source = "Nobody.",
                                           .unit = "Mt",
                                           .n = n,
                                           .panel = panel};
    return hg_draw_waterfall(&waterfall, format, bytes, length, NULL, &err);
}

/* The columns that a colour takes. */
static void extent(const struct picture *p, uint32_t word, double *first, double *last)
{
    *first = p->width;
    *last = 0;
    for (uint32_t y = 0; y < p->height; y++)
        for (uint32_t x = 0; x < p->width; x++)
            if (p->word[y * p->width + x] == word) {
                *first = fmin(*first, x);
                *last = fmax(*last, x + 1);
            }
}

static void steps_begin_where_others_end(void **state)
{
    (void)state;
    struct hg_style style;
    struct hg_colour ramp[7];
    uint8_t *bytes = NULL;
    size_t length = 0;
    double from, to, back, end;
    hg_style_default(&style);
    hg_ramp_colours(hg_ramp_find("BuRd"), 7, ramp);
    assert_int_equal(draw(&style, 1, HG_MAP_PNG, &bytes, &length), HG_OK);
    struct picture p = picture_decode(bytes, length);
    extent(&p, picture_word(ramp[5]), &from, &to);
    extent(&p, picture_word(ramp[1]), &end, &back);
    assert_true(fabs(to - back) <= 2); /* up to 10, and down from there */
    assert_near(back - end, 3 * (to - from), 0.03);
    free(p.word);
    free(bytes);
}

static void panels_stand_below_each_other(void **state)
{
    (void)state;
    struct hg_style style;
    uint32_t height[2];
    hg_style_default(&style);
    for (size_t n = 1; n <= 2; n++) {
        uint8_t *bytes = NULL;
        size_t length = 0;
        assert_int_equal(draw(&style, n, HG_MAP_PNG, &bytes, &length), HG_OK);
        struct picture p = picture_decode(bytes, length);
        height[n - 1] = p.height;
        free(p.word);
        free(bytes);
    }
    assert_true(height[1] > height[0] + height[0] / 4);
}

static void the_same_bars_are_the_same_bytes(void **state)
{
    (void)state;
    struct hg_style style;
    hg_style_default(&style);
    for (int format = HG_MAP_PNG; format <= HG_MAP_SVG; format++) {
        uint8_t *bytes[2] = {NULL, NULL};
        size_t length[2] = {0, 0};
        for (int k = 0; k < 2; k++)
            assert_int_equal(
                draw(&style, 2, (enum hg_map_format)format, &bytes[k], &length[k]),
                HG_OK);
        assert_true(length[0] > 0 && length[0] == length[1]);
        assert_memory_equal(bytes[0], bytes[1], length[0]);
        free(bytes[0]);
        free(bytes[1]);
    }
}

static void memory_may_run_out(void **state)
{
    (void)state;
    struct hg_style style;
    uint8_t *bytes = NULL;
    size_t length = 0;
    hg_style_default(&style);
    style.dpi = 20;
    assert_int_equal(draw(&style, 1, HG_MAP_PNG, &bytes, &length), HG_OK); /* warm */
    free(bytes);
    for (size_t n = 1;; n++) {
        const size_t live = alloc_live();
        bytes = NULL;
        alloc_fail_at(n);
        const enum hg_status status = draw(&style, 1, HG_MAP_PNG, &bytes, &length);
        const bool failed = alloc_failed();
        alloc_fail_at(0);
        if (!failed) {
            free(bytes);
            break;
        }
        if (status == HG_OK)
            free(bytes);
        else
            assert_int_equal(status, HG_E_MEMORY);
        assert_int_equal(alloc_live(), live);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_begin_where_others_end),
        cmocka_unit_test(panels_stand_below_each_other),
        cmocka_unit_test(the_same_bars_are_the_same_bytes),
        cmocka_unit_test(memory_may_run_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

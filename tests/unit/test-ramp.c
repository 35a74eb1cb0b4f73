/* test-ramp.c - colours keep their order and their distance */
#include "check.h"
#include "map/colour.h"

/* Lindbloom's calculator: sRGB red in CIE L*a*b*, D65. */
static void red_has_the_lab_values_of_the_tables(void **state)
{
    (void)state;
    const struct lab red = colour_to_lab((struct hg_colour){255, 0, 0});
    assert_near(red.lightness, 53.2408, 1e-4);
    assert_near(red.a, 80.0925, 1e-4);
    assert_near(red.b, 67.2032, 1e-4);
    assert_near(hg_colour_lightness((struct hg_colour){255, 255, 255}), 100, 1e-6);
    assert_true(fabs(hg_colour_lightness((struct hg_colour){0, 0, 0})) < 1e-9);
}

static void all_colours_come_back_from_lab(void **state)
{
    (void)state;
    for (int i = 0; i < 256 * 256 * 256; i += 4099) { /* 4099 is prime */
        const struct hg_colour c = {(uint8_t)(i >> 16), (uint8_t)(i >> 8), (uint8_t)i};
        assert_int_equal(colour_word(colour_from_lab(colour_to_lab(c))), i);
    }
}

static bool is_diverging(const struct hg_ramp *ramp)
{
    const size_t middle = ramp->n / 2;
    return hg_colour_lightness(ramp->stop[middle]) >
               hg_colour_lightness(ramp->stop[0]) + 20 &&
           hg_colour_lightness(ramp->stop[middle]) >
               hg_colour_lightness(ramp->stop[ramp->n - 1]) + 20;
}

/* From the first to the last colour lightness changes by at least `least` each time,
 * always the same way. */
static void assert_monotone(const struct hg_colour *colour, size_t n, double least)
{
    const double way =
        hg_colour_lightness(colour[n - 1]) - hg_colour_lightness(colour[0]);
    for (size_t i = 1; i < n; i++) {
        const double step =
            hg_colour_lightness(colour[i]) - hg_colour_lightness(colour[i - 1]);
        assert_true((way > 0 ? step : -step) >= least);
    }
}

static void lightness_is_monotone_along_sequential_ramps(void **state)
{
    (void)state;
    size_t n;
    const struct hg_ramp *ramp = hg_ramps(&n);
    size_t sequential = 0;
    for (size_t r = 0; r < n; r++) {
        if (is_diverging(&ramp[r]))
            continue;
        sequential++;
        struct hg_colour colour[12];
        hg_ramp_colours(&ramp[r], 7, colour);
        assert_monotone(colour, 7, 9);
        for (size_t count = 2; count <= 12; count++) {
            hg_ramp_colours(&ramp[r], count, colour);
            assert_monotone(colour, count, 4);
        }
    }
    assert_true(sequential >= 8);
}

static void the_middle_of_a_diverging_ramp_is_that_of_its_classes(void **state)
{
    (void)state;
    size_t n;
    const struct hg_ramp *ramp = hg_ramps(&n);
    for (size_t r = 0; r < n; r++)
        for (size_t k = 3; is_diverging(&ramp[r]) && k <= 11; k += 2) {
            struct hg_colour colour[11];
            const struct hg_colour middle = ramp[r].stop[ramp[r].n / 2];
            hg_ramp_colours(&ramp[r], k, colour);
            assert_true(hg_ramp_diverges(&ramp[r]));
            assert_memory_equal(&colour[k / 2], &middle, sizeof(middle));
        }
}

static void diverging_ramps_fall_off_both_ways_from_the_middle(void **state)
{
    (void)state;
    size_t n, diverging = 0;
    const struct hg_ramp *ramp = hg_ramps(&n);
    for (size_t r = 0; r < n; r++) {
        if (!is_diverging(&ramp[r]))
            continue;
        diverging++;
        struct hg_colour colour[9];
        hg_ramp_colours(&ramp[r], 9, colour);
        assert_monotone(colour, 4, 5);
        assert_monotone(colour + 5, 4, 5);
    }
    assert_true(diverging >= 2);
}

static void ramps_begin_and_end_with_their_stops(void **state)
{
    (void)state;
    const struct hg_ramp *ramp = hg_ramp_find("YlOrRd");
    assert_non_null(ramp);
    struct hg_colour colour[5];
    hg_ramp_colours(ramp, 5, colour);
    assert_int_equal(colour_word(colour[0]), 0xffffcc);
    assert_int_equal(colour_word(colour[4]), 0x800026);
    assert_null(hg_ramp_find("jet"));
}

/* The step that another tool measured for ColorBrewer's own YlOrRd of seven classes. */
static void lightness_agrees_with_the_published_scheme(void **state)
{
    (void)state;
    static const char *const SCHEME[] = {"#ffffb2", "#fed976", "#feb24c", "#fd8d3c",
                                         "#fc4e2a", "#e31a1c", "#b10026"};
    double least = 100, last = 0;
    for (size_t i = 0; i < 7; i++) {
        struct hg_colour colour;
        assert_true(hg_colour_parse(SCHEME[i], &colour));
        const double lightness = hg_colour_lightness(colour);
        least = i > 0 ? fmin(least, last - lightness) : least;
        last = lightness;
    }
    assert_near(least, 8.5, 0.01);
}

static double distance(struct hg_colour a, struct hg_colour b)
{
    const struct lab p = colour_to_lab(a), q = colour_to_lab(b);
    return sqrt(pow(p.lightness - q.lightness, 2) + pow(p.a - q.a, 2) +
                pow(p.b - q.b, 2));
}

static double least_distance(const struct hg_colour *colour, size_t n)
{
    double least = 1000;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < i; k++)
            least = fmin(least, distance(colour[i], colour[k]));
    return least;
}

static void categories_lie_well_apart(void **state)
{
    (void)state;
    struct hg_colour colour[64];
    hg_category_colours(64, colour);
    assert_true(least_distance(colour, 12) >= 26);
    assert_true(least_distance(colour, 24) >= 20);
    assert_true(least_distance(colour, 64) >= 11);
}

static void categories_are_none_of_the_greys_of_the_map(void **state)
{
    (void)state;
    struct hg_style style;
    hg_style_default(&style);
    const struct hg_colour grey[] = {style.page, style.sea, style.land, style.no_data,
                                     style.no_emission};
    struct hg_colour colour[64];
    hg_category_colours(64, colour);
    for (size_t i = 0; i < 12; i++)
        for (size_t k = 0; k < sizeof(grey) / sizeof(grey[0]); k++)
            assert_true(distance(colour[i], grey[k]) >= 20);
}

static void only_six_hex_digits_are_a_colour(void **state)
{
    (void)state;
    struct hg_colour colour = {1, 2, 3};
    assert_true(hg_colour_parse("#0aF09b", &colour));
    assert_int_equal(colour_word(colour), 0x0af09b);
    static const char *const BAD[] = {
        "", "#", "#12345", "#1234567", "123456", "#12345g", " #123456", "#-12345", "red"};
    for (size_t i = 0; i < sizeof(BAD) / sizeof(BAD[0]); i++)
        assert_false(hg_colour_parse(BAD[i], &colour));
    assert_int_equal(colour_word(colour), 0x0af09b);
}

static void each_ramp_names_its_source_and_licence(void **state)
{
    (void)state;
    size_t n;
    const struct hg_ramp *ramp = hg_ramps(&n);
    for (size_t r = 0; r < n; r++)
        assert_true(strstr(ramp[r].source, "licence") || strstr(ramp[r].source, "CC0"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(red_has_the_lab_values_of_the_tables),
        cmocka_unit_test(all_colours_come_back_from_lab),
        cmocka_unit_test(lightness_is_monotone_along_sequential_ramps),
        cmocka_unit_test(the_middle_of_a_diverging_ramp_is_that_of_its_classes),
        cmocka_unit_test(diverging_ramps_fall_off_both_ways_from_the_middle),
        cmocka_unit_test(ramps_begin_and_end_with_their_stops),
        cmocka_unit_test(lightness_agrees_with_the_published_scheme),
        cmocka_unit_test(categories_lie_well_apart),
        cmocka_unit_test(categories_are_none_of_the_greys_of_the_map),
        cmocka_unit_test(only_six_hex_digits_are_a_colour),
        cmocka_unit_test(each_ramp_names_its_source_and_licence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test-qml.c - styles that QGIS loads beside a layer */
#include "toy_study.h"

static struct toy toy;

static int setup(void **state)
{
    if (scratch_setup(state) != 0)
        return -1;
    toy_files();
    toy_run(&toy, toy_study(TOY_LAYERS, ""), STAGE_HOTSPOTS);
    return 0;
}

static int teardown(void **state)
{
    toy_end(&toy);
    return scratch_teardown(state);
}

/* Values, colours and labels of the items, a line each. */
static void assert_items(struct hg_text *qml, const char *tag, const char *expected)
{
    struct hg_text found = {0};
    assert_false(qml->failed);
    hg_text_print(&found, "%s", "");
    for (const char *at = qml->bytes; (at = strstr(at, tag)); at++)
        hg_text_print(&found, "%.*s\n", (int)strcspn(at, "\n"), at);
    assert_string_equal(found.bytes ? found.bytes : "", expected);
    free(found.bytes);
    free(qml->bytes);
}

static const struct hg_colour colours[] = {{1, 2, 3}, {255, 0, 16}};

/* 9.999999999999998 is the double below 10. */
static void a_class_ends_below_the_edge_that_opens_the_next(void **state)
{
    (void)state;
    struct hg_text qml = {0};
    struct layer layer = {.quantity = HG_LAYER_DENSITY,
                          .classes = {2, {1, 10, 100}, HG_SCALE_CLASSES},
                          .lowest = 1,
                          .maximum = 100};
    toy.job->style.no_emission = (struct hg_colour){171, 205, 239};
    qml_classes(toy.job, &layer, colours, &qml);
    assert_items(
        &qml, "<item ",
        "<item value=\"0\" color=\"#abcdef\" alpha=\"255\" label=\"No emission\"/>\n"
        "<item value=\"9.999999999999998\" color=\"#010203\" alpha=\"255\" label=\"1 – "
        "10 t km⁻² yr⁻¹\"/>\n"
        "<item value=\"inf\" color=\"#ff0010\" alpha=\"255\" label=\"10 – 100 t km⁻² "
        "yr⁻¹\"/>\n");
}

/* 10^(1/4), 10^(1/2), 10^(3/4) stand between 1 and 10; the outermost colours are those of
 * the ramp. */
static void colours_that_run_on_have_items_between_round_numbers(void **state)
{
    (void)state;
    struct hg_text qml = {0};
    struct layer layer = {.quantity = HG_LAYER_DENSITY,
                          .classes = {1, {1, 10}, HG_SCALE_LOG},
                          .lowest = 1,
                          .maximum = 10};
    qml_classes(toy.job, &layer, colours, &qml);
    assert_false(qml.failed);
    assert_non_null(strstr(qml.bytes, "colorRampType=\"INTERPOLATED\""));
    const struct hg_ramp *ramp = hg_ramp_find(toy.job->style.ramp);
    const struct hg_colour low = ramp->stop[0], high = ramp->stop[ramp->n - 1];
    char first[128], last[128];
    snprintf(first, sizeof(first),
             "<item value=\"1\" color=\"#%02x%02x%02x\" alpha=\"255\" label=\"1\"/>",
             low.red, low.green, low.blue);
    snprintf(last, sizeof(last),
             "<item value=\"10\" color=\"#%02x%02x%02x\" alpha=\"255\" label=\"10\"/>",
             high.red, high.green, high.blue);
    assert_non_null(strstr(qml.bytes, first));
    assert_non_null(strstr(qml.bytes, last));
    assert_non_null(strstr(qml.bytes, "<item value=\"1.77828\""));
    assert_non_null(strstr(qml.bytes, "<item value=\"3.16228\""));
    assert_non_null(strstr(qml.bytes, "<item value=\"5.62341\""));
    free(qml.bytes);
}

static void zero_is_a_value_of_shares(void **state)
{
    (void)state;
    struct hg_text qml = {0};
    const struct layer layer = {.kind = LAYER_SHARE,
                                .quantity = HG_LAYER_SHARE,
                                .classes = {1, {0, 50}, HG_SCALE_CLASSES},
                                .maximum = 50};
    qml_classes(toy.job, &layer, colours, &qml);
    assert_items(&qml, "<item ",
                 "<item value=\"inf\" color=\"#010203\" alpha=\"255\" label=\"0 – 50 "
                 "%\"/>\n");
}

static void markets_that_are_there_are_listed_by_rank(void **state)
{
    (void)state;
    struct hg_text qml = {0};
    struct hg_colour colour[] = {{1, 2, 3}, {255, 0, 16}}, *before;
    uint8_t present[256] = {0};
    size_t rank[] = {1, 0}, *rank_before = toy.job->market_rank;
    present[1] = present[2] = 1;
    before = toy.job->market_colour;
    toy.job->market_colour = colour;
    toy.job->market_rank = rank;
    qml_markets(toy.job, present, &qml);
    assert_items(&qml, "<paletteEntry ",
                 "<paletteEntry value=\"2\" color=\"#ff0010\" alpha=\"255\" "
                 "label=\"RB\"/>\n"
                 "<paletteEntry value=\"1\" color=\"#010203\" alpha=\"255\" "
                 "label=\"RA\"/>\n");
    present[0] = 1;
    present[2] = 0;
    qml = (struct hg_text){0};
    qml_markets(toy.job, present, &qml);
    assert_items(&qml, "<paletteEntry ",
                 "<paletteEntry value=\"0\" color=\"#abcdef\" alpha=\"255\" label=\"No "
                 "emission\"/>\n"
                 "<paletteEntry value=\"1\" color=\"#010203\" alpha=\"255\" "
                 "label=\"RA\"/>\n");
    toy.job->market_colour = before;
    toy.job->market_rank = rank_before;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_class_ends_below_the_edge_that_opens_the_next),
        cmocka_unit_test(colours_that_run_on_have_items_between_round_numbers),
        cmocka_unit_test(zero_is_a_value_of_shares),
        cmocka_unit_test(markets_that_are_there_are_listed_by_rank),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}

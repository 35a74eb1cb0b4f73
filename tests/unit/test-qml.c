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
                          .classes = {2, {1, 10, 100}},
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

static void zero_is_a_value_of_shares(void **state)
{
    (void)state;
    struct hg_text qml = {0};
    const struct layer layer = {.kind = LAYER_SHARE,
                                .quantity = HG_LAYER_SHARE,
                                .classes = {1, {0, 50}},
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
        cmocka_unit_test(zero_is_a_value_of_shares),
        cmocka_unit_test(markets_that_are_there_are_listed_by_rank),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}

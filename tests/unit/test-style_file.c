/* test-style_file.c - style files: those that come with hotgrid, and faults */
#include "scratch.h"
#include "study/schemas.h"
#include <hotgrid/study.h>
#include <hotgrid/style.h>

static struct hg_style read_well(const char *name)
{
    struct hg_error err = {0};
    struct hg_style style = {0};
    struct hg_faults *faults = scratch_faults();
    assert_ok(hg_style_read(name, NULL, faults, &style, &err), err);
    assert_int_equal(hg_faults_count(faults), 0);
    hg_faults_destroy(faults);
    return style;
}

static void fault(const char *text, const char *line)
{
    struct hg_error err = {0};
    struct hg_style style = {.dpi = -1};
    struct hg_faults *faults = scratch_faults();
    assert_int_equal(
        hg_style_read(scratch_text("s.yaml", text), NULL, faults, &style, &err),
        HG_E_STUDY);
    assert_true(style.dpi == -1); /* left alone */
    assert_int_equal(hg_faults_count(faults), 1);
    assert_fault(faults, 0, line);
    hg_faults_destroy(faults);
}

/* Also shows that each key reaches the member of its name: the file gives them all. */
static void the_report_style_is_the_built_in_one_spelt_out(void **state)
{
    (void)state;
    struct hg_style built_in;
    hg_style_default(&built_in);
    const struct hg_style style = read_well("report");
    for (size_t i = 0; i < hg_style_schema.n; i++) {
        const struct hg_field *field = &hg_style_schema.field[i];
        const char *a = (const char *)&built_in + field->offset;
        const char *b = (const char *)&style + field->offset;
        if (field->type == HG_FIELD_BUFFER)
            assert_string_equal(a, b);
        else
            assert_memory_equal(a, b, field->size);
    }
}

static void every_member_of_a_style_has_its_key(void **state)
{
    (void)state;
    const struct hg_style style =
        read_well(scratch_text("s.yaml", "name: n\nwidth_mm: 101\nheight_mm: 102\n"
                                         "dpi: 103\nfont: f\ntitle_pt: 104\n"
                                         "subtitle_pt: 105\ntext_pt: 106\n"
                                         "small_pt: 107\nlabel_pt: 108\nramp: Greys\n"
                                         "page: '#000001'\nink: '#000002'\n"
                                         "faint: '#000003'\nsea: '#000004'\n"
                                         "land: '#000005'\nno_data: '#000006'\n"
                                         "no_emission: '#000007'\nborder: '#000008'\n"
                                         "coast: '#000009'\ngraticule: '#00000a'\n"
                                         "border_pt: 11\ncoast_pt: 12\n"
                                         "graticule_pt: 13\ngraticule_deg: 14\n"));
    const double numbers[] = {style.width_mm, style.height_mm,   style.dpi,
                              style.title_pt, style.subtitle_pt, style.text_pt,
                              style.small_pt, style.label_pt};
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
        assert_true(numbers[i] == 101 + (double)i);
    const struct hg_colour colours[] = {
        style.page,    style.ink,         style.faint,  style.sea,   style.land,
        style.no_data, style.no_emission, style.border, style.coast, style.graticule};
    for (size_t i = 0; i < sizeof(colours) / sizeof(colours[0]); i++)
        assert_int_equal(colours[i].blue, i + 1);
    assert_true(style.border_pt == 11 && style.coast_pt == 12);
    assert_true(style.graticule_pt == 13 && style.graticule_deg == 14);
    assert_string_equal(style.name, "n");
    assert_string_equal(style.font, "f");
    assert_string_equal(style.ramp, "Greys");
}

static void what_a_style_leaves_out_is_as_in_the_built_in_one(void **state)
{
    (void)state;
    struct hg_style built_in;
    hg_style_default(&built_in);
    const struct hg_style style = read_well(scratch_text("s.yaml", "name: n\ndpi: 99\n"));
    assert_true(style.dpi == 99);
    assert_true(style.width_mm == built_in.width_mm);
    assert_string_equal(style.ramp, built_in.ramp);
}

static void text_can_be_read_in_all_styles(void **state)
{
    (void)state;
    static const char *const names[] = {"report", "print", "dark", "difference"};
    for (size_t i = 0; i < 4; i++) {
        const struct hg_style style = read_well(names[i]);
        assert_string_equal(style.name, names[i]);
        const double page = hg_colour_lightness(style.page);
        assert_true(fabs(hg_colour_lightness(style.ink) - page) > 80);
        assert_true(fabs(hg_colour_lightness(style.faint) - page) > 40);
    }
}

static void the_print_style_is_all_grey(void **state)
{
    (void)state;
    const struct hg_style style = read_well("print");
    const struct hg_ramp *ramp = hg_ramp_find(style.ramp);
    assert_non_null(ramp);
    for (size_t i = 0; i < hg_style_schema.n; i++) {
        const struct hg_field *field = &hg_style_schema.field[i];
        struct hg_colour colour;
        if (field->type != HG_FIELD_COLOUR)
            continue;
        memcpy(&colour, (const char *)&style + field->offset, sizeof(colour));
        assert_true(colour.red == colour.green && colour.green == colour.blue);
    }
    for (size_t i = 0; i < ramp->n; i++) {
        assert_int_equal(ramp->stop[i].red, ramp->stop[i].green);
        assert_int_equal(ramp->stop[i].red, ramp->stop[i].blue);
    }
}

static void faults_have_their_line_and_column(void **state)
{
    (void)state;
    fault("name: s\ninc: '#000000'\n",
          "s.yaml:2:1: key `inc` is not known here; did you mean `ink`?");
    fault("name: s\nink: black\n", "s.yaml:2:6: `ink` is `black`, must be a colour in "
                                   "quotes: \"#rrggbb\"");
    fault("name: s\nink: #000000\n", "s.yaml:2:5: `ink` is empty, must be a colour in "
                                     "quotes: \"#rrggbb\"");
    fault("name: s\ndpi: 10000\n", "s.yaml:2:6: `dpi` is 10000, must be from 36 to 1200");
    fault("dpi: 100\n", "s.yaml:1:1: key `name` is missing in the style file: name of "
                        "the style");
}

static void an_unknown_ramp_is_told_with_those_that_are_known(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_style style = {0};
    struct hg_faults *faults = scratch_faults();
    const char *path = scratch_text("s.yaml", "name: s\nramp: viridi\n");
    assert_int_equal(hg_style_read(path, NULL, faults, &style, &err), HG_E_STUDY);
    assert_int_equal(hg_faults_count(faults), 1);
    assert_non_null(
        strstr(err.message, "s.yaml:2:7: `ramp` is `viridi`, must be one of"));
    assert_non_null(strstr(err.message, "YlOrRd, "));
    assert_non_null(strstr(err.message, "; did you mean `viridis`?"));
    assert_int_equal(hg_style_read("reprot", NULL, faults, &style, &err), HG_E_STUDY);
    assert_string_equal(err.message,
                        "style `reprot` is not known; known are dark, difference, "
                        "presentation, print, report, or write the path of a file; did "
                        "you mean `report`?");
    hg_faults_destroy(faults);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_report_style_is_the_built_in_one_spelt_out),
        cmocka_unit_test(every_member_of_a_style_has_its_key),
        cmocka_unit_test(what_a_style_leaves_out_is_as_in_the_built_in_one),
        cmocka_unit_test(text_can_be_read_in_all_styles),
        cmocka_unit_test(the_print_style_is_all_grey),
        cmocka_unit_test(faults_have_their_line_and_column),
        cmocka_unit_test(an_unknown_ramp_is_told_with_those_that_are_known),
    };
    return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}

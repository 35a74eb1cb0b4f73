/* test-headlines.c - sentences of the toy study, its figures by hand */
#include "toy_study.h"

static int setup(void **state)
{
    if (scratch_setup(state) != 0)
        return -1;
    toy_files();
    return 0;
}

static char *study_headline(struct job *job)
{
    struct hg_text text = {0};
    headline_study(job, &text);
    assert_false(text.failed);
    return text.bytes;
}

static char *layer_headline(struct job *job, size_t i)
{
    struct hg_text text = {0};
    headline_layer(job, &job->layer[i], &text);
    assert_false(text.failed);
    return text.bytes;
}

static void assert_says(char *headline, const char *words)
{
    if (!headline || !strstr(headline, words))
        fail_msg("`%s` does not say `%s`", headline ? headline : "", words);
    free(headline);
}

/* 60 of 220 t; 35 t of them for RB and 25 t for RA; 40 t by s1 and 20 t by s2. */
static void the_study_is_summed_up(void **state)
{
    (void)state;
    struct toy toy;
    toy_run(&toy, toy_study(TOY_LAYERS, ""), STAGE_HOTSPOTS);
    assert_says(study_headline(toy.job), "220 t CO2 on the map, 27 % of it");
    assert_says(study_headline(toy.job), ": RB 58 %");
    assert_says(study_headline(toy.job), "RA 42 %");
    assert_says(study_headline(toy.job), ": Power 67 %");
    assert_says(study_headline(toy.job), "Steel & more 33 %");
    /* The densest cell has 18.75 t, land are 8 cells: 0.08 * 18.75 of 60 t */
    assert_says(study_headline(toy.job), " 1 % of the land carries 2.5 %");
    toy_end(&toy);
}

static void a_layer_is_summed_up(void **state)
{
    (void)state;
    struct toy toy;
    toy_run(&toy,
            toy_study("  - {account: total}\n  - {destination: [RB]}\n"
                      "  - {account: foreign, quantity: share, region: [A]}\n"
                      "  - {account: foreign, region: [A]}\n",
                      ""),
            STAGE_HOTSPOTS);
    assert_says(layer_headline(toy.job, 0), "220 t CO₂");
    /* 15 + 20 + 75 = 110 t: 90 t by s1, 20 t by s2 */
    assert_says(layer_headline(toy.job, 1), "110 t CO₂ (50 % of all on the map)");
    assert_says(layer_headline(toy.job, 1), ": Power 82 %");
    /* 15 + 20 of 120 t */
    assert_says(layer_headline(toy.job, 2), "29 % of the CO₂ of these sources");
    assert_says(layer_headline(toy.job, 3),
                "35.0 t CO₂ (29 % of what these sources emit)");
    toy_end(&toy);
}

static void a_study_of_nothing_says_nothing_of_parts(void **state)
{
    (void)state;
    struct toy toy;
    scratch_text("inventory.csv", "region,sector,value,unit\nA,s1,0,t\nA,s2,0,t\n"
                                  "A,hh,0,t\nB,s1,0,t\n");
    toy_run(&toy, toy_study(TOY_LAYERS, ""), STAGE_HOTSPOTS);
    scratch_text("inventory.csv", TOY_INVENTORY);
    char *study = study_headline(toy.job), *layer = layer_headline(toy.job, 1);
    assert_true(!study || (!strstr(study, "%") && !strstr(study, "nan")));
    assert_true(layer && !strstr(layer, "%") && !strstr(layer, "nan"));
    free(study);
    free(layer);
    toy_end(&toy);
}

static void masses_have_three_figures_and_the_unit_that_suits(void **state)
{
    (void)state;
    static const struct {
        double kg;
        const char *text;
    } cases[] = {{1.466e12, "1.47 Gt "},
                 {337e9, "337 Mt "},
                 {13.2e6, "13.2 kt "},
                 {520, "0.52 t "}};
    struct toy toy;
    toy_run(&toy, toy_study(TOY_LAYERS, ""), STAGE_HOTSPOTS);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        toy.job->figures.total_kg = cases[i].kg;
        assert_says(study_headline(toy.job), cases[i].text);
    }
    toy_end(&toy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_study_is_summed_up),
        cmocka_unit_test(a_layer_is_summed_up),
        cmocka_unit_test(a_study_of_nothing_says_nothing_of_parts),
        cmocka_unit_test(masses_have_three_figures_and_the_unit_that_suits),
    };
    return cmocka_run_group_tests(tests, setup, scratch_teardown);
}

/* test-benchmark_places.c - plants by the class of their score, where they are, by hand
 */
#include "alloc.h"
#include "study/benchmark_places.h"
#include "toy_study.h"

/* Scores are (100 - value) / 100, excess is value x output. */
static const char STANDARDS[] =
    "product,indicator,pillar,unit,limit,access,leader,m3_per_t,verified,source\n"
    "steel,co2,carbon,kg/t,100,,0,,yes,a book\n"
    "steel,so2,pollutants,mg/m3,100,,0,,yes,a book\n";
static const char PLANTS[] = "id,product,output_t,name,region,lon,lat,gate\n"
                             "half,steel,1,,A,0.5,1.5,yes\n"
                             "best,steel,2,,A,1.5,1.5,yes\n"
                             "lower,steel,3,,B,2.5,1.5,yes\n"
                             "over,steel,4,,B,3.5,1.5,yes\n"
                             "closed,steel,50,,A,0.5,0.5,no\n"
                             "silent,steel,6,,A,1.5,0.5,yes\n"
                             "lost,steel,700,,A,,,yes\n"
                             "third,steel,8,,B,2.5,0.5,yes\n"
                             "smoke,steel,9,,B,3.5,0.5,yes\n";
static const char MEASURES[] =
    "plant,indicator,value,unit\n"
    "half,co2,50,kg/t\nbest,co2,0,kg/t\nlower,co2,75,kg/t\n"
    "over,co2,120,kg/t\nclosed,co2,10,kg/t\n"
    "lost,co2,10,kg/t\nthird,co2,25,kg/t\nsmoke,so2,90,mg/m3\n";

static int setup(void **state)
{
    if (scratch_setup(state) != 0)
        return -1;
    toy_files();
    scratch_text("standards.csv", STANDARDS);
    scratch_text("plants.csv", PLANTS);
    scratch_text("measures.csv", MEASURES);
    return 0;
}

static void run(struct toy *toy, const char *size)
{
    char keys[400];
    (void)snprintf(keys, sizeof(keys),
                   TOY_LAYERS "benchmark: {plants: plants.csv, measures: measures.csv, "
                              "standards: standards.csv, size: %s}\n",
                   size);
    toy_run(toy, toy_study(keys, ""), STAGE_LEVERS);
}

static void plants_stand_by_rank_in_the_class_of_their_score(void **state)
{
    (void)state;
    static const struct {
        const char *id;
        size_t rank, kind;
        double lon, lat, tonnes;
    } expected[] = {{"best", 1, 0, 1.5, 1.5, 2},
                    /* lost, of 0.9, is the second */
                    {"third", 3, 0, 2.5, 0.5, 8},
                    {"half", 4, 1, 0.5, 1.5, 1},
                    {"lower", 5, 2, 2.5, 1.5, 3},
                    {"smoke", 6, 3, 3.5, 0.5, 9},
                    {"over", 7, 3, 3.5, 1.5, 4},
                    {"closed", 7, SCORE_GATE, 0.5, 0.5, 50},
                    {"silent", 0, SCORE_NONE, 1.5, 0.5, 6}};
    struct toy toy;
    struct plant_places places;
    struct hg_error err = {0};
    run(&toy, "output");
    assert_ok(plant_places_find(toy.job, &places, &err), err);
    assert_int_equal(places.n, sizeof(expected) / sizeof(expected[0]));
    for (size_t i = 0; i < places.n; i++) {
        const struct plant_place *p = &places.place[i];
        const struct hg_benchmark_tables *t =
            toy.job->levers->benchmark->benchmark.tables;
        assert_string_equal(t->plant[p->plant].id, expected[i].id);
        assert_int_equal(p->rank, expected[i].rank);
        assert_int_equal(p->kind, expected[i].kind);
        assert_near(p->x, expected[i].lon, 1e-12);
        assert_near(p->y, expected[i].lat, 1e-12);
        assert_near(p->kg, 1000 * expected[i].tonnes, 1e-12);
    }
    assert_near(places.largest_kg, 50000, 1e-12); /* lost is not on the map */
    assert_int_equal(places.n_unsized, 0);
    plant_places_finish(&places);
    toy_end(&toy);
}

/* kg/t x t: 120 x 4 and 10 x 50; what is measured in mg/m3 is no carbon. */
static void sizes_of_excess_are_known_where_carbon_was_measured(void **state)
{
    (void)state;
    struct toy toy;
    struct plant_places places;
    struct hg_error err = {0};
    run(&toy, "excess");
    assert_ok(plant_places_find(toy.job, &places, &err), err);
    assert_int_equal(places.n_unsized, 2); /* smoke and silent */
    assert_near(places.place[5].kg, 480, 1e-12);
    assert_near(places.place[6].kg, 500, 1e-12);
    assert_true(places.place[0].kg == 0 && places.place[4].kg == 0);
    assert_near(places.largest_kg, 500, 1e-12);
    plant_places_finish(&places);
    toy_end(&toy);
}

static void classes_are_told_from_another_without_colour(void **state)
{
    (void)state;
    struct toy toy;
    struct hg_map_symbol_kind kind[SCORE_KINDS];
    run(&toy, "output");
    hg_style_default(&toy.job->style);
    score_kinds(toy.job, kind);
    for (size_t i = 0; i + 1 < SCORE_CLASSES; i++) /* L*: a step is 1/6 of the scale */
        assert_true(hg_colour_lightness(kind[i].colour) -
                        hg_colour_lightness(kind[i + 1].colour) >
                    12);
    assert_int_equal(kind[SCORE_GATE].shape, HG_MAP_DIAMOND);
    assert_int_equal(kind[SCORE_NONE].shape, HG_MAP_RING);
    assert_near(score_class_from(0), 0.75, 0);
    assert_near(score_class_from(SCORE_CLASSES - 1), 0, 0);
    toy_end(&toy);
}

static void memory_may_end_anywhere(void **state)
{
    (void)state;
    struct toy toy;
    run(&toy, "excess");
    size_t failures = 0;
    for (size_t n = 1;; n++) {
        const size_t before = alloc_live();
        struct hg_error err = {0};
        struct benchmark_finding *found = NULL, *kept = toy.job->levers->benchmark;
        struct plant_places places = {0};
        alloc_fail_at(n);
        enum hg_status status = benchmark_find(toy.job, &found, &err);
        if (status == HG_OK) {
            toy.job->levers->benchmark = found;
            status = plant_places_find(toy.job, &places, &err);
        }
        const bool failed = alloc_failed();
        alloc_fail_at(0);
        toy.job->levers->benchmark = kept;
        plant_places_finish(&places);
        benchmark_destroy(found);
        assert_true(status == HG_OK || status == HG_E_MEMORY);
        assert_int_equal(alloc_live(), before);
        failures += status != HG_OK;
        if (!failed)
            break;
    }
    assert_true(failures > 10);
    toy_end(&toy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plants_stand_by_rank_in_the_class_of_their_score),
        cmocka_unit_test(sizes_of_excess_are_known_where_carbon_was_measured),
        cmocka_unit_test(classes_are_told_from_another_without_colour),
        cmocka_unit_test(memory_may_end_anywhere),
    };
    return cmocka_run_group_tests(tests, setup, scratch_teardown);
}

/* test-places_find.c - accounts of places of a toy study, by hand */
#include "alloc.h"
#include "study/zone_accounts.h"
#include "toy_study.h"

/* W is the west half of A; E the square of B with plant p1, and as much beyond B. */
#define PLACES                                                                           \
    "{\"type\":\"FeatureCollection\",\"features\":[" TOY_RECTANGLE(                      \
        "W", "0", "1") "," TOY_RECTANGLE("E", "2", "3") "]}"

static int setup(void **state)
{
    if (scratch_setup(state) != 0)
        return -1;
    toy_files();
    scratch_text("places.geojson", PLACES);
    scratch_text("towns.csv", "id,town,lon,lat\nb,Bee,3.5,1.5\na,Ay,0.5,1\n");
    return 0;
}

#define POLYGONS "places: [{name: two, file: places.geojson, id: id, label: name}]\n"
#define TOWNS                                                                            \
    "places:\n  - {name: towns, file: towns.csv, id: id, label: town, radius_km: 80}\n"

static const struct place_set *found(const struct toy *toy)
{
    assert_non_null(toy->job->levers->places);
    return &toy->job->levers->places->set[0];
}

/* A: 60 t of s1, 40 t of s2 and 20 t of households over four cells; W has two of them.
 * Nothing is bought from others (Z = 0): s1 of RA serves RB with a quarter, s2 with half;
 * s1 of RB serves RA with a quarter.  E has p1, three quarters of 100 t. */
static void places_have_what_lies_in_them_and_its_markets(void **state)
{
    (void)state;
    struct toy toy;
    toy_run(&toy, toy_study(TOY_LAYERS POLYGONS, ""), STAGE_LEVERS);
    const struct place_set *set = found(&toy);
    const struct place *e = &set->place[0], *w = &set->place[1];
    assert_string_equal(w->name, "Land W");
    assert_near(w->kg, 60000, 1e-9);
    assert_near(w->foreign_kg, 30000 * 0.25 + 20000 * 0.5, 1e-9);
    assert_near(e->kg, 75000, 1e-9);
    assert_near(e->foreign_kg, 75000 * 0.25, 1e-9);
    assert_near(set->place[2].kg, 85000, 1e-9); /* outside */
    assert_near(set->place[3].kg + 1, 1, 1e-12);
    assert_int_equal(e->rank[BY_TOTAL], 1);
    assert_int_equal(w->rank[BY_FOREIGN], 2);
    assert_near(w->lon, 0.5, 1e-9);
    assert_near(w->lat, 1, 1e-9);
    assert_near(set->destination[1 * 2 + 1], 17500, 1e-9); /* W for RB */
    assert_false(places_overlap(set));
    toy_end(&toy);
}

/* Middles of cells lie 55 km north and south of Ay, and one at Bee; the next ones are 111
 * km away. */
static void points_have_what_is_around_them(void **state)
{
    (void)state;
    struct toy toy;
    toy_run(&toy, toy_study(TOY_LAYERS TOWNS, ""), STAGE_LEVERS);
    const struct place_set *set = found(&toy);
    assert_string_equal(set->by, "points within 80 km");
    assert_string_equal(set->place[0].name, "Ay");
    assert_near(set->place[0].kg, 60000, 1e-9); /* middles at 0.5, 0.5 and 0.5, 1.5 */
    assert_near(set->place[1].kg, 25000, 1e-9); /* p2 */
    assert_near(set->place[2].kg, 135000, 1e-9);
    toy_end(&toy);
}

static void memory_may_end_anywhere(void **state)
{
    (void)state;
    const size_t before = alloc_live();
    size_t failures = 0;
    struct toy toy;
    toy_run(&toy, toy_study(TOY_LAYERS POLYGONS, ""), STAGE_ACCOUNTS);
    for (size_t n = 1;; n++) {
        struct hg_error err = {0};
        struct zone_accounts *zones = NULL;
        alloc_fail_at(n);
        const enum hg_status status = places_find(toy.job, &zones, &err);
        const bool failed = alloc_failed();
        alloc_fail_at(0);
        assert_true(status == HG_OK || status == HG_E_MEMORY);
        assert_true((status == HG_OK) == (zones != NULL));
        failures += status != HG_OK;
        if (!failed)
            break;
    }
    assert_true(failures > 20);
    toy_end(&toy);
    assert_int_equal(alloc_live(), before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places_have_what_lies_in_them_and_its_markets),
        cmocka_unit_test(points_have_what_is_around_them),
        cmocka_unit_test(memory_may_end_anywhere),
    };
    return cmocka_run_group_tests(tests, setup, scratch_teardown);
}

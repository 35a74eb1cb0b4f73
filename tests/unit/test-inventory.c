/* test-inventory.c - totals by region and sector, and the points that share them out */
#include "alloc.h"
#include "check.h"
#include <hotgrid/gas.h>
#include <hotgrid/inventory.h>

static const hg_mass t = (hg_mass)(1000 * HG_MASS_PER_KG);

static struct hg_total rows[] = {
    {"B", "steel", 0, "inv.csv", 2, 0, NAN},
    {"A", "steel", 0, "inv.csv", 3, 0, NAN},
    {"A", "power", 0, "inv.csv", 4, 0, NAN},
    {"B", "homes", 0, "inv.csv", 5, 0, NAN},
};

static struct hg_site plants[] = {
    {"p2", "", "A", "power", 10, 20, 1, "plants.csv", 2, NAN},
    {"p1", "One", "A", "power", 11, 21, 3, "plants.csv", 3, NAN},
    {"q1", "", "B", "steel", 12, 22, 5, "plants.csv", 4, NAN},
    {"z1", "", "B", "power", 13, 23, 7, "plants.csv", 5, NAN},
    {"y1", "", "D", "steel", 14, 24, 9, "plants.csv", 6, NAN},
    {"a1", "", "A", "steel", 15, 25, 2, "plants.csv", 7, NAN},
};

static struct hg_totals totals_of(struct hg_total *total, size_t n)
{
    static const int tonnes[] = {5, 7, 11, 13};
    for (size_t i = 0; i < 4; i++)
        rows[i].mass = tonnes[i] * t;
    return (struct hg_totals){.n = n, .total = total};
}

static struct hg_faults *no_faults(void)
{
    struct hg_error err = {0};
    struct hg_faults *faults = NULL;
    assert_ok(hg_faults_create(&faults, &err), err);
    return faults;
}

static struct hg_inventory *make(const struct hg_inventory_params *params,
                                 struct hg_faults *faults)
{
    struct hg_error err = {0};
    struct hg_inventory *inventory = NULL;
    assert_ok(hg_inventory_create(params, faults, &inventory, &err), err);
    return inventory;
}

/* The only fault, which says text. */
static void expect_fault(const struct hg_inventory_params *params, enum hg_status status,
                         const char *text)
{
    struct hg_error err = {0};
    struct hg_faults *faults = no_faults();
    hg_inventory_destroy(make(params, faults));
    assert_int_equal(hg_faults_count(faults), 1);
    assert_int_equal(hg_faults_status(faults, &err), status);
    if (!strstr(hg_faults_line(faults, 0), text))
        fail_msg("fault \"%s\" does not say \"%s\"", hg_faults_line(faults, 0), text);
    hg_faults_destroy(faults);
}

static void axes_are_sorted_and_totals_stand_in_their_place(void **state)
{
    (void)state;
    const struct hg_totals totals = totals_of(rows, 4);
    const struct hg_inventory_params params = {.totals = &totals};
    struct hg_faults *faults = no_faults();
    struct hg_inventory *inventory = make(&params, faults);
    assert_int_equal(hg_faults_count(faults), 0);
    assert_int_equal(hg_axis_size(inventory->regions), 2);
    assert_string_equal(hg_axis_code(inventory->regions, 0), "A");
    assert_int_equal(hg_axis_size(inventory->sectors), 3);
    assert_string_equal(hg_axis_code(inventory->sectors, 0), "homes");
    assert_string_equal(hg_axis_code(inventory->sectors, 1), "power");

    /*                          homes power steel */
    const hg_mass expected[] = {0, 11 * t, 7 * t, 13 * t, 0, 5 * t};
    const bool given[] = {false, true, true, true, false, true};
    for (size_t i = 0; i < 6; i++) {
        assert_true(inventory->total[i] == expected[i]);
        assert_true(inventory->given[i] == given[i]);
        assert_true(inventory->gridded[i % 3] && !inventory->household[i % 3]);
    }
    assert_true(hg_inventory_sum(inventory) == 36 * (hg_mass_sum)t);
    hg_inventory_destroy(inventory);
    hg_faults_destroy(faults);
}

static void names_and_lists_of_the_study_are_taken(void **state)
{
    (void)state;
    struct hg_error err = {0};
    const char *const codes[] = {"power", "other"}, *const texts[] = {"Power plants",
                                                                      "x"};
    const char *const homes[] = {"homes"}, *const steel[] = {"steel"};
    struct hg_axis *names = NULL;
    assert_ok(hg_axis_create(2, codes, texts, &names, &err), err);
    const struct hg_totals totals = totals_of(rows, 4);
    const struct hg_inventory_params params = {.totals = &totals,
                                               .n_household = 1,
                                               .household = homes,
                                               .n_not_gridded = 1,
                                               .not_gridded = steel,
                                               .sector_names = names};
    struct hg_faults *faults = no_faults();
    struct hg_inventory *inventory = make(&params, faults);
    assert_int_equal(hg_faults_count(faults), 0);
    assert_string_equal(hg_axis_name(inventory->sectors, 1), "Power plants");
    assert_string_equal(hg_axis_name(inventory->sectors, 2), "steel");
    assert_true(inventory->household[0]);
    assert_false(inventory->household[2]);
    assert_false(inventory->gridded[2]);
    assert_true(inventory->gridded[0]);
    hg_inventory_destroy(inventory);
    hg_faults_destroy(faults);
    hg_axis_destroy(names);
}

static void points_that_add_become_the_total(void **state)
{
    (void)state;
    struct hg_site ships[] = {
        {"s1", "", "C", "ships", 0, 0, 1500.5, "ships.csv", 2, NAN},
        {"s2", "", "C", "ships", 1, 0, 500.25, "ships.csv", 3, NAN},
        {"s3", "", "A", "ships", 1, 0, 0, "ships.csv", 4, NAN},
    };
    struct hg_sites add = {.rule = HG_POINTS_ADD, .n = 3, .site = ships};
    struct hg_sites scale = {.rule = HG_POINTS_SCALE, .n = 5, .site = plants};
    struct hg_sites *both[] = {&scale, &add};
    const struct hg_totals totals = totals_of(rows, 4);
    const struct hg_inventory_params params = {
        .totals = &totals, .n_sites = 2, .sites = both};
    struct hg_faults *faults = no_faults();
    struct hg_inventory *inventory = make(&params, faults);
    assert_int_equal(hg_faults_count(faults), 0);
    assert_int_equal(hg_axis_size(inventory->regions), 3); /* C only where they add */
    const size_t sector = hg_axis_find(inventory->sectors, "ships"); /* of 4 */
    assert_true(inventory->total[8 + sector] == (hg_mass)(2000.75 * HG_MASS_PER_KG));
    assert_true(inventory->given[sector]); /* a zero that somebody reported */
    assert_false(inventory->given[4 + sector]);
    hg_inventory_destroy(inventory);
    hg_faults_destroy(faults);
}

static void a_pair_twice_is_a_fault(void **state)
{
    (void)state;
    struct hg_total twice[] = {{"A", "power", 5, "a.csv", 2, 0, NAN},
                               {"A", "power", 5, "b.csv", 9, 0, NAN}};
    const struct hg_totals totals = {.n = 2, .total = twice};
    const struct hg_inventory_params params = {.totals = &totals};
    expect_fault(&params, HG_E_INPUT,
                 "b.csv:9: region A, sector power stands already in "
                 "a.csv:2");
}

/* 5 t of CO2, 56 t CO2e of CH4 and 1 t CO2e of N2O, by hand: 62 t. */
static void gases_of_one_pair_add_up(void **state)
{
    (void)state;
    enum { CH4 = 2, N2O = 4 }; /* any indices that differ */
    struct hg_total gases[] = {{"A", "power", 5 << 20, "a.csv", 2, HG_GAS_CO2, NAN},
                               {"A", "power", 56 << 20, "b.csv", 9, CH4, NAN},
                               {"A", "power", 1 << 20, "b.csv", 10, N2O, NAN},
                               {"B", "power", 1 << 20, "b.csv", 11, CH4, NAN}};
    const struct hg_totals totals = {.n = 4, .total = gases};
    const struct hg_inventory_params params = {.totals = &totals};
    struct hg_faults *faults = no_faults();
    struct hg_inventory *inventory = make(&params, faults);
    assert_int_equal(hg_faults_count(faults), 0);
    assert_true(inventory->total[0] == 62 << 20);
    assert_true(inventory->total[1] == 1 << 20);
    hg_inventory_destroy(inventory);
    hg_faults_destroy(faults);

    gases[2].gas = CH4;
    expect_fault(&params, HG_E_INPUT,
                 "b.csv:10: region A, sector power stands already in b.csv:9");
    gases[2].gas = N2O;
    gases[1].mass = gases[2].mass = INT64_MAX / 2 + 1;
    expect_fault(&params, HG_E_INPUT, "b.csv:10: the gases of region A, sector power");
}

static void a_pair_both_given_and_added_is_a_fault(void **state)
{
    (void)state;
    struct hg_sites add = {.rule = HG_POINTS_ADD, .n = 2, .site = plants};
    struct hg_sites *list[] = {&add};
    const struct hg_totals totals = totals_of(rows, 4);
    const struct hg_inventory_params params = {
        .totals = &totals, .n_sites = 1, .sites = list};
    expect_fault(&params, HG_E_INPUT,
                 "plants.csv:2: points add to region A, sector "
                 "power, which inv.csv:4 gives a total");
}

static void an_unknown_sector_of_the_study_is_a_fault(void **state)
{
    (void)state;
    const char *const wrong[] = {"home"}, *const strange[] = {"qqqqqqqq"};
    const struct hg_totals totals = totals_of(rows, 4);
    struct hg_inventory_params params = {
        .totals = &totals, .n_household = 1, .household = wrong};
    expect_fault(&params, HG_E_STUDY, "did you mean \"homes\"?");
    params.n_household = 0;
    params.n_not_gridded = 1;
    params.not_gridded = strange;
    expect_fault(&params, HG_E_STUDY, "inventory.not_gridded: sector \"qqqqqqqq\"");
}

static void a_negative_total_is_a_fault(void **state)
{
    (void)state;
    struct hg_total below[] = {{"A", "power", -1, "a.csv", 2, 0, NAN}};
    const struct hg_totals totals = {.n = 1, .total = below};
    const struct hg_inventory_params params = {.totals = &totals};
    expect_fault(&params, HG_E_INPUT,
                 "a.csv:2: region A, sector power has a total below");
}

static void points_beyond_all_measure_are_faults(void **state)
{
    (void)state;
    struct hg_site huge[] = {{"h1", "", "A", "power", 0, 0, 8e12, "h.csv", 2, NAN},
                             {"h2", "", "A", "power", 0, 0, 8e12, "h.csv", 3, NAN}};
    struct hg_site below[] = {{"n1", "", "A", "power", 0, 0, -5, "n.csv", 2, NAN}};
    struct hg_sites sites = {.rule = HG_POINTS_ADD, .n = 2, .site = huge};
    struct hg_sites *list[] = {&sites};
    const struct hg_totals totals = {0};
    const struct hg_inventory_params params = {
        .totals = &totals, .n_sites = 1, .sites = list};
    expect_fault(&params, HG_E_INPUT, "region A, sector power emit 1.6e+13 kg");
    sites = (struct hg_sites){.rule = HG_POINTS_ADD, .n = 1, .site = below};
    expect_fault(&params, HG_E_INPUT, "n.csv:2: point \"n1\" emits -5 kg");
}

static void codes_that_cannot_name_files_are_faults(void **state)
{
    (void)state;
    struct hg_total bad[] = {{"../A", "power", 5, "a.csv", 2, 0, NAN}};
    struct hg_total cases[] = {{"A", "Power", 5, "a.csv", 2, 0, NAN},
                               {"A", "apple", 5, "a.csv", 3, 0, NAN},
                               {"A", "power", 5, "a.csv", 4, 0, NAN}};
    struct hg_totals totals = {.n = 1, .total = bad};
    const struct hg_inventory_params params = {.totals = &totals};
    expect_fault(&params, HG_E_INPUT, "a.csv:2: region code \"../A\"");
    totals = (struct hg_totals){.n = 3, .total = cases};
    expect_fault(&params, HG_E_INPUT, "differs only in case from");
}

static struct hg_points *points_of(const struct hg_inventory *inventory,
                                   struct hg_site *site, size_t n,
                                   struct hg_faults *faults)
{
    struct hg_error err = {0};
    struct hg_points *points = NULL;
    const struct hg_sites sites = {.rule = HG_POINTS_SCALE, .n = n, .site = site};
    assert_ok(hg_points_create(inventory, &sites, faults, &points, &err), err);
    return points;
}

static void points_are_looked_up_and_put_in_order(void **state)
{
    (void)state;
    const struct hg_totals totals = totals_of(rows, 4);
    const struct hg_inventory_params params = {.totals = &totals};
    struct hg_faults *faults = no_faults();
    struct hg_inventory *inventory = make(&params, faults);
    struct hg_points *points = points_of(inventory, plants, 6, faults);
    assert_int_equal(hg_faults_count(faults), 0);
    assert_int_equal(points->rule, HG_POINTS_SCALE);
    assert_int_equal(points->n, 4);
    assert_string_equal(points->point[0].site->id, "p1");
    assert_string_equal(points->point[1].site->id, "p2");
    assert_string_equal(points->point[2].site->id, "a1");
    assert_string_equal(points->point[3].site->id, "q1");
    assert_int_equal(points->point[3].region, 1);
    assert_int_equal(points->point[3].sector, 2);
    assert_near(points->point[0].x, 11, 0);
    assert_near(points->point[0].y, 21, 0);
    assert_int_equal(points->n_orphan, 2); /* B has no power, D is not there at all */
    assert_string_equal(points->orphan[0]->id, "z1");
    assert_string_equal(points->orphan[1]->id, "y1");
    hg_points_destroy(points);
    hg_inventory_destroy(inventory);
    hg_faults_destroy(faults);
}

static void an_id_twice_is_a_fault(void **state)
{
    (void)state;
    struct hg_site twins[] = {plants[0], plants[2], plants[4]};
    twins[2].id = "p2";
    const struct hg_totals totals = totals_of(rows, 4);
    const struct hg_inventory_params params = {.totals = &totals};
    struct hg_faults *faults = no_faults();
    struct hg_inventory *inventory = make(&params, faults);
    hg_points_destroy(points_of(inventory, twins, 3, faults));
    assert_int_equal(hg_faults_count(faults), 1);
    assert_non_null(strstr(hg_faults_line(faults, 0),
                           "plants.csv:6: id \"p2\" stands already in record 2"));
    hg_inventory_destroy(inventory);
    hg_faults_destroy(faults);
}

static void no_points_and_no_totals_are_fine(void **state)
{
    (void)state;
    const struct hg_totals totals = {0};
    const struct hg_inventory_params params = {.totals = &totals};
    struct hg_faults *faults = no_faults();
    struct hg_inventory *inventory = make(&params, faults);
    struct hg_points *points = points_of(inventory, NULL, 0, faults);
    assert_int_equal(points->n + points->n_orphan, 0);
    assert_true(hg_inventory_sum(inventory) == 0);
    hg_points_destroy(points);
    hg_inventory_destroy(inventory);
    hg_faults_destroy(faults);
}

static void reports_missing_memory(void **state)
{
    (void)state;
    struct hg_error err = {0};
    const struct hg_totals totals = totals_of(rows, 4);
    const struct hg_inventory_params params = {.totals = &totals};
    const struct hg_sites sites = {.rule = HG_POINTS_SCALE, .n = 5, .site = plants};
    struct hg_faults *faults = no_faults();
    struct hg_inventory *inventory = NULL;
    struct hg_points *points = NULL;
    for (size_t n = 1;; n++) {
        const size_t before = alloc_live();
        alloc_fail_at(n);
        const enum hg_status status =
            hg_inventory_create(&params, faults, &inventory, &err);
        if (!alloc_failed()) {
            assert_ok(status, err);
            break;
        }
        assert_int_equal(status, HG_E_MEMORY);
        assert_int_equal(alloc_live(), before);
    }
    for (size_t n = 1;; n++) {
        const size_t before = alloc_live();
        alloc_fail_at(n);
        const enum hg_status status =
            hg_points_create(inventory, &sites, faults, &points, &err);
        if (!alloc_failed()) {
            assert_ok(status, err);
            break;
        }
        assert_int_equal(status, HG_E_MEMORY);
        assert_int_equal(alloc_live(), before);
    }
    alloc_fail_at(0);
    hg_points_destroy(points);
    hg_inventory_destroy(inventory);
    hg_faults_destroy(faults);
}

/* 3 + 4 t of power in C from two files, 5 t of ships in A: new pairs, a new region. */
static void sums_of_sources_become_totals(void **state)
{
    (void)state;
    struct hg_total first[] = {
        {.region = "C", .sector = "power", .mass = 3 * t, .file = "x.csv", .line = 2},
        {.region = "A", .sector = "ships", .mass = 5 * t, .file = "x.csv", .line = 9}};
    struct hg_total second[] = {
        {.region = "C", .sector = "power", .mass = 4 * t, .file = "y.csv", .line = 3}};
    const struct hg_totals totals = totals_of(rows, 4), x = {.n = 2, .total = first},
                           y = {.n = 1, .total = second};
    const struct hg_totals *const added[] = {&x, &y};
    struct hg_inventory_params params = {.totals = &totals, .n_added = 2, .added = added};
    struct hg_faults *faults = no_faults();
    struct hg_inventory *inventory = make(&params, faults);
    assert_int_equal(hg_faults_count(faults), 0);
    /*                          homes power ships steel */
    const hg_mass expected[] = {0, 11 * t, 5 * t, 7 * t, 13 * t, 0,
                                0, 5 * t,  0,     7 * t, 0,      0};
    assert_int_equal(hg_axis_size(inventory->regions), 3);
    assert_int_equal(hg_axis_size(inventory->sectors), 4);
    assert_memory_equal(inventory->total, expected, sizeof(expected));
    assert_true(inventory->given[2] && inventory->given[9] && !inventory->given[10]);
    hg_inventory_destroy(inventory);
    hg_faults_destroy(faults);

    second[0] = (struct hg_total){
        .region = "B", .sector = "steel", .mass = t, .file = "y.csv", .line = 3};
    expect_fault(&params, HG_E_INPUT,
                 "y.csv:3: points add to region B, sector steel, which inv.csv:2 gives a "
                 "total");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(axes_are_sorted_and_totals_stand_in_their_place),
        cmocka_unit_test(names_and_lists_of_the_study_are_taken),
        cmocka_unit_test(points_that_add_become_the_total),
        cmocka_unit_test(a_pair_twice_is_a_fault),
        cmocka_unit_test(gases_of_one_pair_add_up),
        cmocka_unit_test(a_pair_both_given_and_added_is_a_fault),
        cmocka_unit_test(an_unknown_sector_of_the_study_is_a_fault),
        cmocka_unit_test(a_negative_total_is_a_fault),
        cmocka_unit_test(points_beyond_all_measure_are_faults),
        cmocka_unit_test(codes_that_cannot_name_files_are_faults),
        cmocka_unit_test(points_are_looked_up_and_put_in_order),
        cmocka_unit_test(an_id_twice_is_a_fault),
        cmocka_unit_test(no_points_and_no_totals_are_fine),
        cmocka_unit_test(reports_missing_memory),
        cmocka_unit_test(sums_of_sources_become_totals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

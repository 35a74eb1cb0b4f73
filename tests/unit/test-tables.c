/* test-tables.c - names, maps of codes and places */
#include "alloc.h"
#include "scratch.h"
#include <hotgrid/tables.h>

static void names_are_sorted_by_code(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_faults *faults = scratch_faults();
    struct hg_axis *axis = NULL;
    const char *path = scratch_text("sectors.csv", "gridded,sector,name\n"
                                                   "1,power,\"Electricity, heat\"\n"
                                                   "0,air,\n"
                                                   "1,cement,Cement\n");
    assert_ok(hg_read_names(path, "sector", "name", faults, &axis, &err), err);
    assert_int_equal(hg_faults_count(faults), 0);
    assert_int_equal(hg_axis_size(axis), 3);
    assert_string_equal(hg_axis_code(axis, 0), "air");
    assert_string_equal(hg_axis_name(axis, 0), "air"); /* no name: the code serves */
    assert_string_equal(hg_axis_code(axis, 2), "power");
    assert_string_equal(hg_axis_name(axis, 2), "Electricity, heat");
    hg_axis_destroy(axis);
    hg_faults_destroy(faults);
}

static void a_code_that_stands_twice_is_a_fault(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_faults *faults = scratch_faults();
    struct hg_axis *axis = NULL;
    const char *path =
        scratch_text("sectors.csv", "sector,name\nb,B\na,A\nb,C\n,D\nb,E\n");
    assert_ok(hg_read_names(path, "sector", "name", faults, &axis, &err), err);
    assert_int_equal(hg_axis_size(axis), 2);
    assert_string_equal(hg_axis_name(axis, 1), "B");
    assert_int_equal(hg_faults_count(faults), 3);
    assert_fault(faults, 0, "sectors.csv:5:1: sector is empty; every row needs one");
    assert_fault(
        faults, 1,
        "sectors.csv:4: code b stands twice (the first time in line 2); delete one "
        "of the rows");
    assert_fault(
        faults, 2,
        "sectors.csv:6: code b stands twice (the first time in line 2); delete one "
        "of the rows");
    hg_axis_destroy(axis);
    hg_faults_destroy(faults);
}

static const struct hg_link_columns sector_columns = {
    .from = "sector", .to = "mrio_sector", .weight = "weight", .region = "region"};

static struct hg_links *read_links(const char *text, struct hg_faults *faults)
{
    struct hg_error err = {0};
    struct hg_links *links = NULL;
    const struct hg_table_source source = {.path = scratch_text("map.csv", text)};
    assert_ok(hg_read_links(&source, &sector_columns, faults, &links, &err), err);
    return links;
}

static void links_may_be_for_one_region(void **state)
{
    (void)state;
    struct hg_faults *faults = scratch_faults();
    struct hg_links *links = read_links("sector,mrio_sector,weight,region\n"
                                        "power,c17,1,west\npower,c17,2,\n"
                                        "power,c17,3,east\npower,c17,4,west\n",
                                        faults);
    assert_int_equal(links->n, 4);
    assert_null(links->link[0].region);
    assert_near(links->link[0].weight, 2, 0);
    assert_string_equal(links->link[1].region, "east");
    assert_string_equal(links->link[3].region, "west");
    assert_int_equal(hg_faults_count(faults), 1);
    assert_fault(faults, 0,
                 "map.csv:5: the pair power, c17 stands twice (also in line 2); delete "
                 "one of the rows, or add up their weights");
    hg_links_destroy(links);
    hg_faults_destroy(faults);
}

static void weights_of_another_name_must_be_there(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_faults *faults = scratch_faults();
    struct hg_links *links = NULL;
    const struct hg_link_columns columns = {
        .from = "sector", .to = "mrio_sector", .weight = "energy", .weighed = true};
    const struct hg_table_source source = {
        .path = scratch_text("map.csv", "sector,mrio_sector,weight\npower,c17,1\n")};
    assert_ok(hg_read_links(&source, &columns, faults, &links, &err), err);
    assert_int_equal(hg_faults_count(faults), 1);
    assert_non_null(strstr(hg_faults_line(faults, 0), "energy"));
    hg_links_destroy(links);
    hg_faults_destroy(faults);
}

static void links_are_sorted_and_found(void **state)
{
    (void)state;
    struct hg_faults *faults = scratch_faults();
    struct hg_links *links = read_links("sector,mrio_sector,weight\n"
                                        "transport,c24,0.25\npower,c17,1\n"
                                        "transport,c23,0.75\nfarming,c1,0\n",
                                        faults);
    assert_int_equal(hg_faults_count(faults), 0);
    assert_int_equal(links->n, 4);
    const size_t first = hg_links_find(links, "transport");
    assert_int_equal(first, 2);
    assert_string_equal(links->link[2].to, "c23");
    assert_near(links->link[2].weight, 0.75, 0);
    assert_int_equal(links->link[2].line, 4);
    assert_string_equal(links->link[3].to, "c24");
    assert_string_equal(links->link[0].file, scratch_path("map.csv"));
    hg_links_destroy(links);
    hg_faults_destroy(faults);
}

static void the_order_of_rows_does_not_matter(void **state)
{
    (void)state;
    struct hg_faults *faults = scratch_faults();
    struct hg_links *a =
        read_links("sector,mrio_sector,weight\nx,c1,1\ny,c2,0.5\ny,c3,0.5\n", faults);
    struct hg_links *b =
        read_links("weight,mrio_sector,sector\n0.5,c3,y\n1,c1,x\n0.5,c2,y\n", faults);
    assert_int_equal(a->n, b->n);
    for (size_t i = 0; i < a->n; i++) {
        assert_string_equal(a->link[i].from, b->link[i].from);
        assert_string_equal(a->link[i].to, b->link[i].to);
        assert_near(a->link[i].weight, b->link[i].weight, 0);
    }
    hg_links_destroy(a);
    hg_links_destroy(b);
    hg_faults_destroy(faults);
}

static void a_map_without_weights_has_weight_one(void **state)
{
    (void)state;
    struct hg_faults *faults = scratch_faults();
    struct hg_links *links = read_links("sector,mrio_sector\npower,c17\n", faults);
    assert_near(links->link[0].weight, 1, 0);
    hg_links_destroy(links);
    hg_faults_destroy(faults);
}

static void faults_of_links_are_told(void **state)
{
    (void)state;
    struct hg_faults *faults = scratch_faults();
    struct hg_links *links =
        read_links("sector,mrio_sector,weight\n"
                   "a,c1,0.5\n,c1,1\nb,,1\nc,c1,-1\nd,c1,\na,c1,0.2\n",
                   faults);
    assert_int_equal(hg_faults_count(faults), 5);
    assert_fault(faults, 0, "map.csv:3:1: sector is empty; every row needs one");
    assert_fault(faults, 1, "map.csv:4:3: mrio_sector is empty; every row needs one");
    assert_fault(faults, 2, "map.csv:5:6: weight is -1, below 0; it must be 0 or more");
    assert_fault(faults, 4,
                 "map.csv:7: the pair a, c1 stands twice (also in line 2); delete one of "
                 "the rows, or add up their weights");
    hg_links_destroy(links);
    hg_faults_destroy(faults);
}

static void places_stand_by_falling_rank(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_faults *faults = scratch_faults();
    struct hg_places *places = NULL;
    const char *const standard[] = {"lon"}, *const actual[] = {"x"};
    const struct hg_table_source source = {
        .path = scratch_text("cities.csv", "city,x,lat,pop\nA,1,2,5\nB,3,4,\nC,5,6,7.5\n"
                                           ",1,2,3\nD,1,2,many\nE,1,95,1\n"),
        .columns = {1, standard, actual}};
    assert_ok(hg_read_places(&source, "city", NULL, "pop", faults, &places, &err), err);
    assert_int_equal(places->n, 3);
    assert_string_equal(places->place[0].name, "C");
    assert_near(places->place[0].lon, 5, 0);
    assert_near(places->place[0].lat, 6, 0);
    assert_near(places->place[0].rank, 7.5, 0);
    assert_string_equal(places->place[2].name, "B"); /* its rank is not known: 0 */
    assert_near(places->place[2].rank, 0, 0);
    assert_int_equal(hg_faults_count(faults), 3);
    assert_fault(faults, 0, "cities.csv:5:1: city is empty; every row needs one");
    assert_fault(faults, 2,
                 "cities.csv:7:5: latitude 95 is outside [-90, 90]; are longitude and "
                 "latitude swapped?");
    hg_places_destroy(places);

    assert_ok(hg_read_places(&source, "city", NULL, NULL, faults, &places, &err), err);
    assert_int_equal(places->n, 4);
    assert_string_equal(places->place[0].name, "A"); /* no ranks: by name */
    assert_string_equal(places->place[0].code, "A"); /* no codes: the name */
    hg_places_destroy(places);

    assert_ok(hg_read_places(&source, "city", "pop", NULL, faults, &places, &err), err);
    assert_string_equal(places->place[0].code, "5");
    assert_string_equal(places->place[0].name, "A");
    hg_places_destroy(places);
    hg_faults_destroy(faults);
}

static enum hg_status read_one(int which, const char *path, struct hg_faults *faults,
                               struct hg_error *err)
{
    const struct hg_table_source source = {.path = path};
    const struct hg_link_columns columns = {.from = "a", .to = "b"};
    struct hg_axis *axis = NULL;
    struct hg_links *links = NULL;
    struct hg_places *places = NULL;
    enum hg_status status = HG_OK;
    if (which == 0)
        status = hg_read_names(path, "a", "b", faults, &axis, err);
    else if (which == 1)
        status = hg_read_links(&source, &columns, faults, &links, err);
    else
        status = hg_read_places(&source, "a", NULL, NULL, faults, &places, err);
    hg_axis_destroy(axis);
    hg_links_destroy(links);
    hg_places_destroy(places);
    return status;
}

static void every_failed_allocation_is_told_and_nothing_leaks(void **state)
{
    (void)state;
    struct hg_faults *faults = scratch_faults();
    const char *path = scratch_text("t.csv", "a,b,lon,lat\nx,y,1,2\nz,w,3,4\n");
    for (int which = 0; which < 3; which++) {
        for (size_t n = 1;; n++) {
            struct hg_error err = {0};
            const size_t before = alloc_live();
            alloc_fail_at(n);
            const enum hg_status status = read_one(which, path, faults, &err);
            assert_int_equal(alloc_live(), before);
            if (!alloc_failed()) {
                assert_int_equal(status, HG_OK);
                assert_true(n > 5);
                break;
            }
            assert_int_equal(status, HG_E_MEMORY);
        }
    }
    alloc_fail_at(0);
    hg_faults_destroy(faults);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_sorted_by_code),
        cmocka_unit_test(a_code_that_stands_twice_is_a_fault),
        cmocka_unit_test(links_may_be_for_one_region),
        cmocka_unit_test(weights_of_another_name_must_be_there),
        cmocka_unit_test(links_are_sorted_and_found),
        cmocka_unit_test(the_order_of_rows_does_not_matter),
        cmocka_unit_test(a_map_without_weights_has_weight_one),
        cmocka_unit_test(faults_of_links_are_told),
        cmocka_unit_test(places_stand_by_falling_rank),
        cmocka_unit_test(every_failed_allocation_is_told_and_nothing_leaks),
    };
    return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}

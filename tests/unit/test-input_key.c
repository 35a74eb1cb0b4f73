/* test-input_key.c - the same inputs have the same key, other inputs another one */
#include "toy_study.h"

static char first_key[HG_DIGEST_TEXT];

static void take_key(const char *study, char key[HG_DIGEST_TEXT])
{
    struct toy toy;
    toy_run(&toy, study, STAGE_READ);
    memcpy(key, toy.job->input_key, HG_DIGEST_TEXT);
    toy_end(&toy);
}

static int setup(void **state)
{
    if (scratch_setup(state) != 0)
        return -1;
    toy_files();
    take_key(toy_study(TOY_LAYERS, ""), first_key);
    return strlen(first_key) == HG_DIGEST_TEXT - 1 ? 0 : -1;
}

/* The key with one file in other words. */
static void assert_key(const char *file, const char *text, const char *original,
                       bool same)
{
    char key[HG_DIGEST_TEXT];
    scratch_text(file, text);
    take_key(toy_study(TOY_LAYERS, ""), key);
    scratch_text(file, original);
    if (same)
        assert_string_equal(key, first_key);
    else
        assert_string_not_equal(key, first_key);
}

static void order_units_and_spelling_do_not_count(void **state)
{
    (void)state;
    assert_key("inventory.csv",
               "unit,sector,region,value\nkt,s1,B,0.1\nt,hh,A,20\nt,s2,A,40\n"
               "t,s1,A,60.0\n",
               TOY_INVENTORY, true);
    assert_key("points.csv",
               "id,name,region,sector,lon,lat,weight\np2,Two,B,s1,3.5,1.5,1\n"
               "p1,One,B,s1,2.50,0.5,3\n",
               TOY_POINTS, true);
    assert_key("region_map.csv", "region,mrio_region\nB,RB\nA,RA\n", TOY_REGION_MAP,
               true);
    assert_key("regions.geojson",
               "{\"type\":\"FeatureCollection\",\"features\":[" TOY_RECTANGLE(
                   "B", "2", "4") "," TOY_RECTANGLE("A", "0", "2") "]}",
               TOY_REGIONS, true);
}

static void every_input_counts(void **state)
{
    (void)state;
    assert_key("inventory.csv",
               "region,sector,value,unit\nA,s1,60,t\nA,s2,40,t\nA,hh,20,t\n"
               "B,s1,100.000001,t\n",
               TOY_INVENTORY, false);
    assert_key("points.csv",
               "id,name,region,sector,lon,lat,weight\np1,One,B,s1,2.5,0.5,3\n"
               "p2,Two,B,s1,3.5,1.5000001,1\n",
               TOY_POINTS, false);
    assert_key("region_map.csv", "region,mrio_region\nA,RA\nB,RA\n", TOY_REGION_MAP,
               false);
    assert_key("regions.geojson",
               "{\"type\":\"FeatureCollection\",\"features\":[" TOY_RECTANGLE(
                   "A", "0", "2") "," TOY_RECTANGLE("B", "2", "3.9") "]}",
               TOY_REGIONS, false);
    assert_key("sectors.csv", "sector,name\ns1,Heat\ns2,Steel & more\nhh,Households\n",
               TOY_SECTORS, false);
    assert_key("grid.yaml",
               "name: toy\ncrs: EPSG:4326\nwest: 0\nsouth: 0\neast: 4\nnorth: 2\n"
               "columns: 8\nrows: 2\n",
               TOY_GRID, false);
    assert_key("Z.txt",
               "region\t\tRA\tRA\tRB\tRB\nsector\t\ts1\ts2\ts1\ts2\nRA\ts1\t0\t0\t0\t0\n"
               "RA\ts2\t0\t0\t0\t0\nRB\ts1\t0\t0\t0\t0\nRB\ts2\t0\t0\t0\t1\n",
               TOY_Z, false);
    assert_key("Y.txt",
               "region\t\tRA\tRB\ncategory\t\tfd\tfd\nRA\ts1\t3\t1\nRA\ts2\t2\t2\n"
               "RB\ts1\t1\t3\nRB\ts2\t0\t5\n",
               TOY_Y, false);
}

static void layers_and_groups_count(void **state)
{
    (void)state;
    char key[HG_DIGEST_TEXT];
    take_key(toy_study("  - {account: total}\n", ""), key);
    assert_string_not_equal(key, first_key);
    take_key(toy_study(TOY_LAYERS, "  - {name: g, members: [RA]}\n"), key);
    assert_string_not_equal(key, first_key);
}

/* A study with targets has another key than one without, and another one for each file
 * and benchmark that they are made of. */
static void levers_count(void **state)
{
    (void)state;
    static const char *const study[] = {
        TOY_LAYERS "targets: {output: output.csv, reference: mean}\n",
        TOY_LAYERS "targets: {output: output.csv, reference: best}\n",
        TOY_LAYERS "targets: {output: output.csv, reference: mean, of: all}\n",
        TOY_LAYERS "targets: {output: output.csv, reference: mean, regions: [A]}\n"};
    enum { N = sizeof(study) / sizeof(study[0]) };
    char key[N + 1][HG_DIGEST_TEXT];
    scratch_text("output.csv", "region,sector,output\nA,s1,3\nB,s1,4\n");
    for (size_t i = 0; i < N; i++)
        take_key(toy_study(study[i], ""), key[i]);
    scratch_text("output.csv", "region,sector,output\nA,s1,3\nB,s1,5\n");
    take_key(toy_study(study[0], ""), key[N]);
    for (size_t i = 0; i <= N; i++) {
        assert_string_not_equal(key[i], first_key);
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(key[i], key[k]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(order_units_and_spelling_do_not_count),
        cmocka_unit_test(every_input_counts),
        cmocka_unit_test(layers_and_groups_count),
        cmocka_unit_test(levers_count),
    };
    return cmocka_run_group_tests(tests, setup, scratch_teardown);
}

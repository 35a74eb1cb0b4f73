/* test-site_stream.c - points in blocks: the same as read one by one, by any threads */
#include "alloc.h"
#include "scratch.h"
#include "streamed.h"
#include <hotgrid/crs.h>
#include <hotgrid/text.h>

static const size_t parts[] = {1, 7, 40, 300, 0};
static const unsigned threads[] = {1, 2, 8};

static void assert_same_faults(const struct hg_faults *a, const struct hg_faults *b)
{
    assert_int_equal(hg_faults_count(a), hg_faults_count(b));
    assert_int_equal(hg_faults_kept(a), hg_faults_kept(b));
    for (size_t i = 0; i < hg_faults_kept(a); i++)
        assert_string_equal(hg_faults_line(a, i), hg_faults_line(b, i));
}

static void assert_same_row(const struct streamed_row *row, const struct hg_site *site,
                            size_t line)
{
    assert_string_equal(row->id, site->id);
    assert_string_equal(row->name, site->name);
    assert_string_equal(row->region, site->region);
    assert_string_equal(row->sector, site->sector);
    assert_memory_equal(&row->lon, &site->lon, sizeof(row->lon)); /* -0 too */
    assert_memory_equal(&row->lat, &site->lat, sizeof(row->lat));
    assert_memory_equal(&row->kg, &site->weight, sizeof(row->kg));
    assert_memory_equal(&row->sigma, &site->sigma, sizeof(row->sigma));
    assert_int_equal(line, site->line);
}

/* What hg_read_sites() makes of a file is what streams make of it, cut anyhow. */
static void compare(const struct hg_table_source *source)
{
    struct hg_error err = {0};
    struct hg_faults *expected = scratch_faults();
    struct hg_sites *sites = NULL;
    assert_ok(hg_read_sites(source, HG_POINTS_ADD, expected, &sites, &err), err);
    for (size_t p = 0; p < sizeof(parts) / sizeof(parts[0]); p++)
        for (size_t t = 0; t < sizeof(threads) / sizeof(threads[0]); t++) {
            struct streamed s;
            struct hg_faults *faults = scratch_faults();
            assert_ok(streamed_read(source, threads[t], parts[p], faults, &s, &err), err);
            assert_same_faults(faults, expected);
            for (size_t i = 0; hg_faults_count(faults) == 0 && i < s.n; i++) {
                size_t line = 0;
                assert_ok(hg_site_lines(source, 1, &s.row[i].place, &line, &err), err);
                assert_same_row(&s.row[i], &sites->site[i], line);
            }
            if (hg_faults_count(faults) == 0)
                assert_int_equal(s.n, sites->n);
            hg_faults_destroy(faults);
            streamed_finish(&s);
        }
    hg_sites_destroy(sites);
    hg_faults_destroy(expected);
}

static void compare_text(const char *text)
{
    const struct hg_table_source source = {.path = scratch_text("plants.csv", text)};
    compare(&source);
}

#define HEADER "id,name,region,sector,lon,lat,value,unit\n"

static void plain_rows_are_read_as_one_by_one(void **state)
{
    (void)state;
    compare_text(HEADER "1,Tuoketuo,CN-NM,power,111.359,40.195,6720.5,kt\n"
                        "2,,CN-NM,power,190.5,-0,0,t\n"
                        "3,x,CN,steel,-0.0,-89.99999,0.000001,Mt\n"
                        "4,a long name with (brackets) & more,CN-NM,steel,360,90,1,kg\n"
                        "10,x,R,s,1,2,123456789.123456,g\n"
                        "11,x,R,s,1,2,99999999999999,g\n");
}

static void rows_of_every_kind_are_read_as_one_by_one(void **state)
{
    (void)state;
    compare_text(HEADER
                 "1,\"Shanghai, \"\"Conch\"\"\",\"CN\",s,1,2,3,t\r\n"
                 "2,\"two\nlines\",R,s,1e1,+2,.5,t\n"
                 "3,Hütte,R,s,5.,2,3.,t\n"
                 "4,\"\r\n,\n\",R,s,0000000000000000001,2.00000000000000000000,1e3,t\n"
                 "5,x,R,s,1,2,123456789012345.25,kg\r\n"
                 "6,x,R,s,1,2,4398046511104,kg\n"
                 "7,x,R,s,1,2,-0,kg\n"
                 "8,x,R,s,1,2,3,t");
}

static void constants_and_other_names_are_taken(void **state)
{
    (void)state;
    const char *const standard[] = {"region", "unit", "basis", "value", "gas"};
    const char *const actual[] = {"=EU", "=t", "=C", "kt", "=CO2"};
    const struct hg_table_source source = {
        .path = scratch_text("plants.csv", "kt,lat,lon,sector,id,more\n"
                                           "12.011,2,1,s,P1,\n"
                                           "12.5,50,-3.25,a-long-sector-code,P2,x\n"),
        .columns = {5, standard, actual}};
    compare(&source);
    struct hg_table_source carbon = source;
    carbon.columns.n = 2; /* the file has no column value then: faults of the header */
    compare(&carbon);
}

static void uncertainties_are_read_as_one_by_one(void **state)
{
    (void)state;
    compare_text("id,region,sector,lon,lat,value,unit,uncertainty\n"
                 "1,R,s,1,2,3,t,0.2\n"
                 "2,R,s,1,2,3,t,\n"
                 "3,R,s,1,2,3,t,0\n"
                 "4,R,s,1,2,3,t,-0\n"
                 "5,R,s,1,2,3,t,1e-1\n"
                 "6,R,s,1,2,3,t,10\n"
                 "7,R,s,1,2,3,t,\"0.3\"\n");
    compare_text("id,uncertainty,region,sector,lon,lat,value,unit\n"
                 "1,0.2,R,s,1,2,3,t\n"
                 "2,20,R,s,1,2,3,t\n"
                 "3,-0.1,R,s,1,2,3,t\n"
                 "4,x,R,s,1,2,3,t\n");
    const char *const standard[] = {"uncertainty"};
    const char *const actual[] = {"=0.25"};
    const struct hg_table_source source = {
        .path = scratch_text("plants.csv", HEADER "1,,R,s,1,2,3,t\n2,,R,s,1,2,3,t\n"),
        .columns = {1, standard, actual}};
    compare(&source);
}

static void units_may_change_from_row_to_row(void **state)
{
    (void)state;
    compare_text(
        "id,region,sector,lon,lat,value,unit,basis\n"
        "1,R,s,1,2,3,t,C\n2,R,s,1,2,3,kt,CO2\n3,R,s,1,2,3,Mt,C\n4,R,s,1,2,3,t,CO2\n");
    compare_text("id,region,sector,lon,lat,value,unit,gas\n1,R,s,1,2,3,t,CO2\n");
    compare_text("id,region,sector,lon,lat,value,unit,gas\n1,R,s,1,2,3,t,CH4\n");
}

static void faults_are_those_of_reading_one_by_one(void **state)
{
    (void)state;
    compare_text(HEADER ",x,,s,\"1,5\",2,-3,t\n"
                        "P2,R,s,1,2\n"
                        "P3,x,R,,1,,nan,t\n\n"
                        "P4,x,R,s,39.9,116.4,1,t\n"
                        "P5,x,R,s,360.01,0,1,furlong\n"
                        "P6,x,R,s,1,2,1,\n"
                        "P7,x\xff,R,s,1,2,1,t\n"
                        "P8,x\ry,R,s,1,2,1,t\n"
                        "P9,x,R,s,1,2,9e12,kg\n");
    compare_text(HEADER "1,x,R,s,1,2,-3,t\n");
    compare_text(HEADER "1,x\xff,R,s,1,2,3,t\n");
    compare_text(HEADER "1,x\"R,s,1,2,3,t\n"); /* as many marks as a plain row */
    compare_text(HEADER "1,a \"stray\nquote,R,s,1,2,3,t\n2,x,R,s,1,2,3,t\n");
    compare_text(HEADER "1,\"after\"x,R,s,1,2,3,t\n2,\"x\ny\",R,s,1,2,3,t\n");
    compare_text(HEADER "1,x,R,s,1,2,3,t\n2,\"not closed,R,s,1,2,3,t\n3,x,R,s,1,2,3,t\n");
    compare_text("id,region\n1,R\n");
    compare_text(HEADER);
}

static uint64_t next_random(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 33;
}

/* Rows made of good and bad fields of every kind. */
static void rows_at_random_are_read_as_one_by_one(void **state)
{
    (void)state;
    static const char *const names[] = {"",       "x",          "\"a,b\"", "\"q\"\"q\"",
                                        "\"\n\"", "plain name", "Hütte",   "\"\r\n\n\""};
    static const char *const values[] = {"0",   "1",       "12.5",       "0.0000001",
                                         "1e3", "123.456", "7000000000", "3."};
    static const char *const bad[] = {"a\"b", "\"x\"y", "\"", "a,b", "\r", "\xfe"};
    uint64_t seed = 1;
    for (int round = 0; round < 60; round++) {
        struct hg_text text = {0};
        hg_text_print(&text, "%s", HEADER);
        const bool sound = round % 2 == 0;
        for (int row = 0; row < 40; row++) {
            const bool wrong = !sound && next_random(&seed) % 20 == 0;
            hg_text_print(
                &text, "%d,%s,R%d,s%d,%d.%d,%d,%s,%s%s", row,
                wrong ? bad[next_random(&seed) % 6] : names[next_random(&seed) % 8],
                (int)(next_random(&seed) % 3), (int)(next_random(&seed) % 4),
                (int)(next_random(&seed) % 360) - 180, (int)(next_random(&seed) % 1000),
                (int)(next_random(&seed) % 180) - 90, values[next_random(&seed) % 8],
                next_random(&seed) % 5 ? "kt" : "g",
                next_random(&seed) % 4 ? "\n" : "\r\n");
        }
        assert_false(text.failed);
        compare_text(text.bytes);
        free(text.bytes);
    }
}

/* 1 kg is 2^20 units: 0.1 t = 100 kg; 1 g = 1048.576 units.  Half a unit is 2^-21 kg, a
 * tie that goes to the even 0; three halves go to 2. */
static void masses_are_the_decimals_of_the_file(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_faults *faults = scratch_faults();
    struct streamed s;
    const struct hg_table_source source = {
        .path =
            scratch_text("plants.csv", HEADER "1,,R,s,1,2,0.1,t\n"
                                              "2,,R,s,1,2,1,g\n"
                                              "3,,R,s,1,2,0.000000476837158203125,kg\n"
                                              "4,,R,s,1,2,0.000001430511474609375,kg\n"
                                              "5,,R,s,1,2,8.1,Gt\n"
                                              "6,,R,s,1,2,7007199254740.9931,kg\n"
                                              "7,,R,s,1,2,0.00000047683715821,kg\n")};
    /* 0.9931 * 2^20 = 1041340.8256: the nearest double is 68 units away. */
    const hg_mass expected[] = {104857600,
                                1049,
                                0,
                                2,
                                INT64_C(8100000000000) << 20,
                                (INT64_C(7007199254740) << 20) + 1041341,
                                1};
    assert_ok(streamed_read(&source, 2, 0, faults, &s, &err), err);
    assert_int_equal(hg_faults_count(faults), 0);
    assert_int_equal(s.n, 7);
    for (size_t i = 0; s.row && i < 7; i++)
        assert_true(s.row[i].mass == expected[i]);
    streamed_finish(&s);
    hg_faults_destroy(faults);
}

static void tell_twins(const char *text, size_t n, const char *const *expected)
{
    struct hg_error err = {0};
    const struct hg_table_source source = {.path = scratch_text("plants.csv", text)};
    for (size_t p = 0; p < sizeof(parts) / sizeof(parts[0]); p++)
        for (size_t t = 0; t < sizeof(threads) / sizeof(threads[0]); t++) {
            struct streamed s;
            struct hg_faults *faults = scratch_faults();
            assert_ok(streamed_read(&source, threads[t], parts[p], faults, &s, &err),
                      err);
            assert_int_equal(hg_faults_count(faults), n);
            for (size_t i = 0; i < n; i++)
                assert_fault(faults, i, expected[i]);
            hg_faults_destroy(faults);
            streamed_finish(&s);
        }
}

#define ROW(id) id ",,R,s,1,2,3,t\n"

static void an_id_that_stands_twice_is_told(void **state)
{
    (void)state;
    static const char *const told[] = {
        "plants.csv:5: id \"7\" stands already in record 3; give each point an id of its "
        "own",
        "plants.csv:7: id \"a\" stands already in record 4; give each point an id of its "
        "own",
        "plants.csv:8: id \"a\" stands already in record 7; give each point an id of its "
        "own"};
    tell_twins(HEADER ROW("1") ROW("9") ROW("10") ROW("11") ROW("aaa"), 0, NULL);
    tell_twins(HEADER ROW("b") ROW("a") ROW("10") ROW("9") ROW("\"x\"\"y\""), 0, NULL);
    tell_twins(HEADER ROW("b") ROW("7") ROW("a") ROW("7") ROW("c") ROW("\"a\"") ROW("a"),
               3, told);
    static const char *const next[] = {
        "plants.csv:3: id \"1\" stands already in record 2; give each point an id of its "
        "own"};
    tell_twins(HEADER ROW("1") ROW("1") ROW("2"), 1, next);
}

static void twins_are_found_among_many(void **state)
{
    (void)state;
    struct hg_text text = {0};
    hg_text_print(&text, "%s", HEADER);
    for (int i = 0; i < 20000; i++)
        hg_text_print(&text, "P%d,,R,s,1,2,3,t\n", i == 19000 ? 77 : (i * 7919) % 20011);
    assert_false(text.failed);
    /* 7919 * k = 77 mod 20011 has k = 19354 (tried): line 19356, behind the other. */
    static const char *const told[] = {
        "plants.csv:19356: id \"P77\" stands already in record 19002; give each point an "
        "id of its own"};
    struct hg_error err = {0};
    const struct hg_table_source source = {.path =
                                               scratch_text("plants.csv", text.bytes)};
    struct hg_faults *faults = scratch_faults();
    struct streamed s;
    assert_ok(streamed_read(&source, 3, 10000, faults, &s, &err), err);
    assert_int_equal(s.n, 20000);
    assert_int_equal(hg_faults_count(faults), 1);
    assert_fault(faults, 0, told[0]);
    hg_faults_destroy(faults);
    streamed_finish(&s);
    free(text.bytes);
}

static void other_files_come_through_ogr(void **state)
{
    (void)state;
    const char *const standard[] = {"unit"}, *const actual[] = {"=t"};
    struct hg_table_source source = {
        .path = scratch_text(
            "p.geojson",
            "{\"type\":\"FeatureCollection\",\"features\":["
            "{\"type\":\"Feature\",\"properties\":{\"id\":\"b\",\"region\":\"FR\","
            "\"sector\":\"s\",\"value\":2.5},\"geometry\":{\"type\":\"Point\","
            "\"coordinates\":[13.413,52.522]}},"
            "{\"type\":\"Feature\",\"properties\":{\"id\":\"a\",\"region\":\"DE\","
            "\"sector\":\"s\",\"value\":3},\"geometry\":{\"type\":\"Point\","
            "\"coordinates\":[10,52]}}]}"),
        .columns = {1, standard, actual}};
    compare(&source);
    source.path = scratch_text(
        "q.geojson",
        "{\"type\":\"FeatureCollection\",\"features\":["
        "{\"type\":\"Feature\",\"properties\":{\"id\":\"a\",\"region\":\"FR\","
        "\"sector\":\"s\",\"value\":2.5},\"geometry\":{\"type\":\"Point\","
        "\"coordinates\":[13.413,52.522]}},"
        "{\"type\":\"Feature\",\"properties\":{\"id\":\"a\",\"region\":\"DE\","
        "\"sector\":\"s\",\"value\":3},\"geometry\":{\"type\":\"Point\","
        "\"coordinates\":[10,52]}}]}");
    struct hg_error err = {0};
    struct hg_faults *faults = scratch_faults();
    struct streamed s;
    assert_ok(streamed_read(&source, 2, 0, faults, &s, &err), err);
    assert_int_equal(hg_faults_count(faults), 1);
    assert_fault(
        faults, 0,
        "q.geojson:1: id \"a\" stands already in record 0; give each point an id "
        "of its own");
    hg_faults_destroy(faults);
    streamed_finish(&s);
}

static enum hg_status refuse(void *context, unsigned worker,
                             const struct hg_site_block *block, struct hg_error *err)
{
    (void)context;
    (void)worker;
    (void)block;
    return hg_fail(err, HG_E_LIMIT, "enough");
}

static void who_takes_may_refuse(void **state)
{
    (void)state;
    struct hg_error err = {0};
    struct hg_faults *faults = scratch_faults();
    struct hg_pairs *pairs = NULL;
    assert_ok(hg_pairs_create(&pairs, &err), err);
    const struct hg_table_source source = {
        .path = scratch_text("plants.csv", HEADER ROW("1"))};
    const struct hg_site_stream stream = {
        .file = &source, .pairs = pairs, .take = refuse, .threads = 2};
    assert_int_equal(hg_stream_sites(&stream, faults, &err), HG_E_LIMIT);
    assert_string_equal(err.message, "enough");
    hg_pairs_destroy(pairs);
    hg_faults_destroy(faults);
}

static void no_memory_is_an_error_and_leaks_nothing(void **state)
{
    (void)state;
    const struct hg_table_source source = {
        .path = scratch_text("plants.csv",
                             HEADER ROW("b") ROW("a") ROW("\"c\"") ROW("d") ROW("a"))};
    size_t n = 1;
    for (;; n++) {
        struct hg_error err = {0};
        struct streamed s;
        struct hg_faults *faults = scratch_faults();
        const size_t before = alloc_live();
        alloc_fail_at(n);
        const enum hg_status status = streamed_read(&source, 1, 20, faults, &s, &err);
        const bool failed = alloc_failed();
        alloc_fail_at(0);
        streamed_finish(&s);
        if (failed && status != HG_OK) { /* a fault without memory is counted only */
            assert_int_equal(status, HG_E_MEMORY);
            assert_int_equal(alloc_live(), before);
        }
        hg_faults_destroy(faults);
        if (!failed)
            break;
    }
    assert_true(n > 20);
}

static int start(void **state)
{
    hg_io_start();
    return scratch_setup(state);
}

static int finish(void **state)
{
    const int result = scratch_teardown(state);
    hg_io_finish();
    return result;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_rows_are_read_as_one_by_one),
        cmocka_unit_test(rows_of_every_kind_are_read_as_one_by_one),
        cmocka_unit_test(constants_and_other_names_are_taken),
        cmocka_unit_test(uncertainties_are_read_as_one_by_one),
        cmocka_unit_test(units_may_change_from_row_to_row),
        cmocka_unit_test(faults_are_those_of_reading_one_by_one),
        cmocka_unit_test(rows_at_random_are_read_as_one_by_one),
        cmocka_unit_test(masses_are_the_decimals_of_the_file),
        cmocka_unit_test(an_id_that_stands_twice_is_told),
        cmocka_unit_test(twins_are_found_among_many),
        cmocka_unit_test(other_files_come_through_ogr),
        cmocka_unit_test(who_takes_may_refuse),
        cmocka_unit_test(no_memory_is_an_error_and_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, start, finish);
}

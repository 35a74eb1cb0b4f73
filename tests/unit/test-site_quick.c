/* test-site_quick.c - the quick ways through plain rows read what the careful one reads
 */
#include "io/site_quick.h"
#include "scratch.h"
#include <hotgrid/text.h>

static struct rows *open_rows(const char *text, struct hg_faults *faults)
{
    struct hg_error err = {0};
    struct rows *rows = NULL;
    size_t n;
    static struct hg_table_source source;
    source = (struct hg_table_source){.path = scratch_text("p.csv", text)};
    const struct rows_column *columns = site_columns(HG_POINTS_ADD, &n);
    assert_ok(rows_open(&source, columns, n, faults, &rows, &err), err);
    assert_int_equal(hg_faults_count(faults), 0);
    return rows;
}

static void assert_same(const struct site_row *a, const struct site_row *b)
{
    assert_memory_equal(&a->lon, &b->lon, sizeof(a->lon));
    assert_memory_equal(&a->lat, &b->lat, sizeof(a->lat));
    assert_memory_equal(&a->weight, &b->weight, sizeof(a->weight));
    assert_true(a->mass == b->mass);
    assert_int_equal(a->id.length, b->id.length);
    assert_memory_equal(a->id.text, b->id.text, a->id.length);
    assert_int_equal(a->name.length, b->name.length);
    assert_memory_equal(a->name.text, b->name.text, a->name.length);
    assert_int_equal(a->sector.length, b->sector.length);
}

/* Reads all rows, quickly where they are plain; how many were. */
static size_t read_all(const char *text, bool wide, size_t n_row)
{
    struct hg_error err = {0};
    struct hg_faults *faults = scratch_faults();
    struct rows *rows = open_rows(text, faults);
    struct site_form form;
    struct site_measure measure;
    struct site_marks *marks = calloc(1, sizeof(*marks));
    assert_non_null(marks);
    assert_true(site_form_make(rows, &form));
    const size_t end = rows_csv(rows)->map.size;
    size_t start = rows_csv(rows)->next, quick = 0, n = 0;
    form.wide = wide && form.wide;
    site_measure_start(&form, &measure);
    site_marks_start(marks, start, end);
    for (; start < end; n++) {
        struct site_row plain = {0}, careful = {0};
        bool more = false;
        const bool is_plain = site_quick_read(&form, &measure, marks, &start, &plain);
        assert_ok(rows_next(rows, faults, &more, &err), err);
        assert_true(more);
        assert_true(site_row_read(rows, HG_POINTS_ADD, faults, &careful));
        if (is_plain)
            assert_same(&plain, &careful);
        else
            start = rows_csv(rows)->next;
        quick += is_plain;
    }
    assert_int_equal(n, n_row);
    free(marks);
    rows_close(rows);
    hg_faults_destroy(faults);
    return quick;
}

#define HEADER "id,name,region,sector,lon,lat,value,unit\n"

static void plain_rows_are_quick_and_others_are_left(void **state)
{
    (void)state;
    static const char *const text = HEADER "1,a,R,s,1.5,-2.25,3,t\n"
                                           "22,,R,s,-180,90,0.5,kg\r\n"
                                           "3,\"q\",R,s,1,2,3,t\n" /* quotes */
                                           "4,a,R,s,1e1,2,3,t\n"   /* exponent */
                                           "5,a,R,s,1.,2,3,t\n"    /* no decimals */
                                           "6,a,R,s,360,0,123456789012,g\n"
                                           "7,a,R,s,000000000000001,2,3,t\n"
                                           "8,a,R,s,0000000000000001,2,3,t\n" /* long */
                                           "9,a,R,s,1,2,3,t"; /* no line end */
    assert_int_equal(read_all(text, false, 9), 4);
    assert_int_equal(read_all(text, true, 9), 4);
}

static uint64_t next_random(uint64_t *seed)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *seed >> 33;
}

static void numbers_of_all_lengths_are_right(void **state)
{
    (void)state;
    static const char *const units[] = {"g", "kg", "t", "kt", "Mt"};
    enum { N = 4000 };
    struct hg_text text = {0};
    uint64_t seed = 3;
    hg_text_print(&text, "%s", HEADER);
    for (int i = 0; i < N; i++) {
        const int before = 1 + (int)(next_random(&seed) % 6);
        const int after = (int)(next_random(&seed) % 9);
        hg_text_print(&text, "%d,n,R,s,%s%d.%0*d,%.*f,%.*f,%s\n", i, i % 3 ? "-" : "",
                      (int)(next_random(&seed) % 180), 1 + i % 7,
                      (int)(next_random(&seed) % 10), i % 12,
                      (double)(next_random(&seed) % 90000) / 1000, after,
                      (double)next_random(&seed) / (1 << 30) *
                          (double)(int[]){0, 1, 10, 100, 1000, 1000, 1000}[before],
                      units[i % 5]);
    }
    assert_false(text.failed);
    const size_t narrow = read_all(text.bytes, false, N);
    const size_t wide = read_all(text.bytes, true, N);
    assert_true(narrow > N * 9 / 10);
    assert_true(wide > N * 9 / 10);
    free(text.bytes);
}

static void quotes_are_counted(void **state)
{
    (void)state;
    assert_int_equal(site_quotes("a\"b\"\"c", 0, 6), 3);
    assert_int_equal(site_quotes("a\"b\"\"c", 2, 4), 1);
    assert_int_equal(site_quotes("\"", 0, 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_rows_are_quick_and_others_are_left),
        cmocka_unit_test(numbers_of_all_lengths_are_right),
        cmocka_unit_test(quotes_are_counted),
    };
    return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}

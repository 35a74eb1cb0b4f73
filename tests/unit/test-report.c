/* test-report.c - the numbers of report.html, and what it says without memory */
#include "alloc.h"
#include "folder.h"
#include "study/report.h"
#include "toy_study.h"

static int setup(void **state)
{
    if (scratch_setup(state) != 0)
        return -1;
    toy_files();
    return 0;
}

static void assert_bytes(struct hg_text *text, const char *bytes, size_t n)
{
    assert_int_equal(text->length, n);
    assert_memory_equal(text->bytes, bytes, n);
    free(text->bytes);
    *text = (struct hg_text){0};
}

/* 624485 is the example of DWARF 4, 7.6; the signed ones are 2 n and -2 n - 1. */
static void whole_numbers_take_seven_bits_a_byte(void **state)
{
    (void)state;
    struct hg_text text = {0};
    report_count(&text, 0);
    report_count(&text, 127);
    report_count(&text, 128);
    report_count(&text, 624485);
    assert_bytes(&text, "\x00\x7f\x80\x01\xe5\x8e\x26", 7);
    report_signed(&text, 0);
    report_signed(&text, -1);
    report_signed(&text, 1);
    report_signed(&text, -64);
    report_signed(&text, 64);
    assert_bytes(&text, "\x00\x01\x02\x7f\x80\x01", 6);
}

/* IEEE 754: 1.5 is 3ff8..., -2 as a float c0000000. */
static void real_numbers_begin_with_their_lowest_byte(void **state)
{
    (void)state;
    struct hg_text text = {0};
    report_double(&text, 1.5);
    report_float(&text, -2);
    assert_bytes(&text, "\x00\x00\x00\x00\x00\x00\xf8\x3f\x00\x00\x00\xc0", 12);
}

/* Four industries emit, each with a mix of its own. */
static void rows_are_those_in_use(void **state)
{
    (void)state;
    struct toy toy;
    struct hg_error err = {0};
    struct report_rows rows = {0};
    toy_run(&toy, toy_study(TOY_LAYERS, ""), STAGE_TRADE);
    assert_ok(report_find_rows(toy.job, &rows, &err), err);
    assert_int_equal(rows.n, 4);
    size_t without = 0;
    for (size_t i = 0; i < job_industries(toy.job); i++)
        if (rows.of[i] == HG_NOT_FOUND)
            without++;
        else
            assert_int_equal(rows.first[rows.of[i]], i);
    assert_int_equal(without, 2); /* B s2, B hh */
    report_rows_finish(&rows);
    toy_end(&toy);
}

/* One category and two products: of A s1 (first in its own order), all that RB gets is
 * of s1: 1/4, a float 3e800000, and 0 of s2. */
static void parts_are_floats_without_their_lowest_byte(void **state)
{
    (void)state;
    struct toy toy;
    struct hg_error err = {0};
    struct report_rows rows = {0};
    toy_run(&toy, toy_study(TOY_LAYERS, ""), STAGE_ACCOUNTS);
    assert_ok(report_find_rows(toy.job, &rows, &err), err);
    const struct report_parts *parts = toy.job->report_parts;
    assert_int_equal(parts->n_set, 1);
    assert_int_equal(parts->n[0], 2);
    assert_string_equal(parts->why, "");
    const size_t industry = hg_axis_find(toy.job->inventory->sectors, "s1");
    const size_t at = (4 + rows.of[industry]) * 2; /* behind the 4 rows to RA */
    const uint8_t expected[REPORT_PLANES] = {0x3e, 0x80, 0};
    for (size_t k = 0; k < REPORT_PLANES; k++) {
        const struct hg_text *plane = &parts->plane[0][k];
        assert_int_equal(plane->length, 2 * 4 * 2); /* destinations, rows, parts */
        assert_int_equal((uint8_t)plane->bytes[at], expected[k]);
        assert_int_equal((uint8_t)plane->bytes[at + 1], 0);
    }
    report_rows_finish(&rows);
    toy_end(&toy);
}

static void every_failed_allocation_is_told(void **state)
{
    (void)state;
    const struct hg_run_options options = {.threads = 1, .output = folder_make()};
    struct hg_faults *faults = scratch_faults();
    struct job *job = NULL;
    struct hg_error first = {0};
    hg_io_start();
    assert_ok(job_create(toy_study(TOY_LAYERS, ""), &options, faults, &job, &first),
              first);
    assert_ok(job_run(job, STAGE_REPORT, &first), first);
    size_t n = 1;
    for (;; n++) {
        struct hg_error err = {0};
        alloc_fail_at(n);
        const enum hg_status status = write_report(job, &err);
        if (!alloc_failed()) {
            assert_ok(status, err);
            break;
        }
        assert_int_equal(status, HG_E_MEMORY);
    }
    alloc_fail_at(0);
    assert_true(n > 30);
    job_destroy(job);
    hg_faults_destroy(faults);
    folder_remove();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_numbers_take_seven_bits_a_byte),
        cmocka_unit_test(real_numbers_begin_with_their_lowest_byte),
        cmocka_unit_test_setup_teardown(rows_are_those_in_use, setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(parts_are_floats_without_their_lowest_byte, setup,
                                        scratch_teardown),
        cmocka_unit_test_setup_teardown(every_failed_allocation_is_told, setup,
                                        scratch_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test-verify.c - an output folder held against its own run.json */
#include "folder.h"
#include "toy_study.h"

static const char *out;

static int setup(void **state)
{
    if (scratch_setup(state) != 0)
        return -1;
    toy_files();
    out = folder_make();
    hg_io_start();
    struct hg_error err = {0};
    struct hg_text summary = {0};
    struct hg_faults *faults = scratch_faults();
    const struct hg_run_options options = {.threads = 1, .output = out};
    assert_ok(
        hg_run(toy_study("  - {account: total}\n", ""), &options, faults, &summary, &err),
        err);
    hg_faults_destroy(faults);
    free(summary.bytes);
    return 0;
}

static int teardown(void **state)
{
    folder_remove();
    return scratch_teardown(state);
}

/* Verifies; checks the first fault's end and returns the number of faults. */
static size_t verify(enum hg_status expected, const char *words)
{
    struct hg_error err = {0};
    struct hg_text summary = {0};
    struct hg_faults *faults = scratch_faults();
    assert_int_equal(hg_verify(out, faults, &summary, &err), expected);
    const size_t n = hg_faults_count(faults);
    const char *told = n ? hg_faults_line(faults, 0) : summary.bytes;
    if (!told || !strstr(told, words))
        fail_msg("`%s` does not say `%s`", told ? told : "", words);
    hg_faults_destroy(faults);
    free(summary.bytes);
    return n;
}

static char *slurp(const char *name, size_t *length)
{
    char *bytes = calloc(1, 1 << 20);
    FILE *file = fopen(folder_path(name), "rb");
    assert_true(bytes && file);
    *length = fread(bytes, 1, (1 << 20) - 1, file);
    assert_int_equal(fclose(file), 0);
    return bytes;
}

static void spill(const char *name, const char *bytes, size_t length)
{
    FILE *file = fopen(folder_path(name), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

static void an_untouched_folder_is_as_it_was_written(void **state)
{
    (void)state;
    assert_int_equal(verify(HG_OK, "1 layers add up, 4 lines of the ledger balance"), 0);
}

static void a_changed_a_short_and_a_missing_file_are_told(void **state)
{
    (void)state;
    size_t length;
    char *bytes = slurp("tables/flows.csv", &length);
    bytes[0] ^= 1;
    spill("tables/flows.csv", bytes, length);
    assert_int_equal(verify(HG_E_INPUT, "tables/flows.csv: its SHA-256 is not"), 1);
    bytes[0] ^= 1;
    spill("tables/flows.csv", bytes, length - 1);
    assert_int_equal(verify(HG_E_INPUT, "tables/flows.csv: "), 1);
    assert_int_equal(remove(folder_path("tables/flows.csv")), 0);
    assert_int_equal(verify(HG_E_INPUT, "tables/flows.csv: the file is missing"), 1);
    spill("tables/flows.csv", bytes, length);
    assert_int_equal(verify(HG_OK, "add up"), 0);
    free(bytes);
}

static void write_over(char *at, const char *words)
{
    while (*words)
        *at++ = *words++;
}

/* run.json with some words replaced by others of the same length. */
static size_t verify_with(const char *words, const char *others, enum hg_status expected,
                          const char *told)
{
    size_t length;
    char *bytes = slurp("run.json", &length), *at = strstr(bytes, words);
    assert_non_null(at);
    assert_int_equal(strlen(words), strlen(others));
    write_over(at, others);
    spill("run.json", bytes, length);
    const size_t n = verify(expected, told);
    write_over(at, words);
    spill("run.json", bytes, length);
    free(bytes);
    return n;
}

static void what_run_json_states_must_hold(void **state)
{
    (void)state;
    assert_int_equal(verify_with("\"total_t\": \"220\"", "\"total_t\": \"221\"",
                                 HG_E_MASS, "but 221 t are stated"),
                     1);
    assert_int_equal(verify_with("\"balances\": true", "\"balances\": null", HG_E_MASS,
                                 "does not balance"),
                     1);
    assert_int_equal(verify_with("\"name\": \"tables/", "\"name\": \"../../x", HG_E_INPUT,
                                 "a line of `outputs` is damaged"),
                     1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_untouched_folder_is_as_it_was_written),
        cmocka_unit_test(a_changed_a_short_and_a_missing_file_are_told),
        cmocka_unit_test(what_run_json_states_must_hold),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}

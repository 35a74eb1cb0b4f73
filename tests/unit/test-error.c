/* test-error.c - the sentence of a failure, and the way calls pass it on */
#include "check.h"
#include <hotgrid/error.h>

static void a_failure_returns_its_status_and_fills_err(void **state)
{
    (void)state;
    struct hg_error err = {0};
    assert_int_equal(hg_fail(&err, HG_E_INPUT, "%s:%d: lat is %g", "p.csv", 12, 97.25),
                     HG_E_INPUT);
    assert_int_equal(err.status, HG_E_INPUT);
    assert_string_equal(err.message, "p.csv:12: lat is 97.25");
    assert_int_equal(hg_fail(NULL, HG_E_MASS, "nobody listens"), HG_E_MASS);
}

static void a_message_can_be_wrapped_in_a_longer_one(void **state)
{
    (void)state;
    struct hg_error err = {0};
    (void)hg_fail(&err, HG_E_INPUT, "no number");
    (void)hg_fail(&err, HG_E_STUDY, "study.yaml: %s", err.message);
    assert_string_equal(err.message, "study.yaml: no number");
    assert_int_equal(err.status, HG_E_STUDY);
}

static void a_long_message_is_cut_between_characters(void **state)
{
    (void)state;
    char text[2000];
    for (size_t i = 0; i + 3 < sizeof(text); i += 3)
        memcpy(text + i, "\xE4\xB8\xAD", 4); /* U+4E2D, three bytes */
    struct hg_error err = {0};
    (void)hg_fail(&err, HG_E_INPUT, "%s", text);
    const size_t length = strlen(err.message);
    /* 1023 bytes less the three dots are 1020: 340 characters */
    assert_int_equal(length, 1023);
    assert_string_equal(err.message + 1020, "...");
    (void)hg_fail(&err, HG_E_INPUT, "x%s", text);
    assert_int_equal(strlen(err.message), 1 + 339 * 3 + 3);
    /* the last whole character stands at 1 + 338 * 3 */
    assert_memory_equal(err.message + 1015, "\xE4\xB8\xAD...", 7);
}

static void data_cannot_drive_the_terminal(void **state)
{
    (void)state;
    struct hg_error err = {0};
    (void)hg_fail(&err, HG_E_INPUT,
                  "a\x1B[2Jb\nc\td\x7F\xC2\x9B"
                  "e\xC2\xA0");
    assert_string_equal(err.message, "a?[2Jb c d???e\xC2\xA0");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_failure_returns_its_status_and_fills_err),
        cmocka_unit_test(a_message_can_be_wrapped_in_a_longer_one),
        cmocka_unit_test(a_long_message_is_cut_between_characters),
        cmocka_unit_test(data_cannot_drive_the_terminal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test-number.c - the quick way reads what strtod and the strict grammar read */
#include "check.h"
#include "io/number.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static void assert_same_bits(const char *text)
{
    double value = 0;
    const double expected = strtod(text, NULL); /* glibc rounds correctly */
    if (io_number(text, strlen(text), &value) != HG_NUMBER_OK)
        fail_msg("%s is refused", text);
    uint64_t bits, expected_bits; /* 0 is not -0 */
    memcpy(&bits, &value, sizeof(bits));
    memcpy(&expected_bits, &expected, sizeof(bits));
    if (bits != expected_bits)
        fail_msg("%s: %.17g is not %.17g", text, value, expected);
}

static void numbers_are_rounded_as_strtod_rounds(void **state)
{
    (void)state;
    static const char *const texts[] = {"0",
                                        "-0",
                                        "1",
                                        "-1.5",
                                        ".5",
                                        "5.",
                                        "-.25",
                                        "0.1",
                                        "999999999999999",
                                        "-999999999999999",
                                        "9999999999999999",
                                        "0.00000000000001",
                                        ".000000000000001",
                                        "0.000000000000001",
                                        "9007199254740993",
                                        "000000000000000000001",
                                        "123456789.0123456789",
                                        "1e5",
                                        "+7",
                                        "4.35",
                                        "116.407395",
                                        "0.3"};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        assert_same_bits(texts[i]);
}

static void any_decimal_is_rounded_as_strtod_rounds(void **state)
{
    (void)state;
    uint64_t random = 1;
    for (size_t n = 0; n < 200000; n++) {
        char text[64];
        random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        const unsigned digits = 1 + (unsigned)(random >> 60) % 18;
        const size_t length = (size_t)snprintf(
            text, sizeof(text), "%s%0*llu", random & 1 ? "-" : "", (int)digits,
            (unsigned long long)(random >> 8) % 1000000000000000000U);
        const size_t point = random >> 40 & 31;
        if (point <= length && point > (random & 1)) {
            memmove(text + point + 1, text + point, length - point + 1);
            text[point] = '.';
        }
        assert_same_bits(text);
    }
}

static void what_the_strict_grammar_refuses_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {"",    "-",   ".",   "-.",   "1.2.3",
                                        "12a", "1,5", "0x1", "--1",  " 1",
                                        "1 ",  "nan", "inf", "1e999"};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        double value = 42;
        const size_t length = strlen(texts[i]);
        const enum hg_number fault = io_number(texts[i], length, &value);
        assert_int_not_equal(fault, HG_NUMBER_OK);
        assert_int_equal(fault, hg_text_number(texts[i], length, &value));
        assert_near(value, 42, 0); /* left alone */
    }
}

/* Reads text with a line feed behind it; false where it is left to others. */
static bool at_reads(const char *text, double *value, size_t *length)
{
    char line[96];
    (void)snprintf(line, sizeof(line), "%s\n", text);
    const char *end = io_number_at(line, line + strlen(text), value);
    *length = end ? (size_t)(end - line) : 0;
    return end != NULL;
}

static void assert_at_reads(const char *text)
{
    double value = 0;
    size_t length = 0;
    const double expected = strtod(text, NULL);
    uint64_t bits, expected_bits;
    if (!at_reads(text, &value, &length))
        fail_msg("%s is left over", text);
    memcpy(&bits, &value, sizeof(bits));
    memcpy(&expected_bits, &expected, sizeof(bits));
    if (length != strlen(text) || bits != expected_bits)
        fail_msg("%s: %.17g is not %.17g", text, value, expected);
}

/* 2^53 + 1 lies in the middle of two doubles, and so does 1e23 nearly (Clinger 1990); the
 * others are at the ends of what 64 bits and 27 powers of ten hold. */
static void numbers_in_a_row_of_cells_are_rounded_as_strtod_rounds(void **state)
{
    (void)state;
    static const char *const texts[] = {"0",
                                        "-0",
                                        "0.0",
                                        "1",
                                        "-1.5",
                                        ".5",
                                        "5.",
                                        "1e5",
                                        "1E5",
                                        "1.25e-07",
                                        "1e+05",
                                        "9007199254740993",
                                        "9007199254740995",
                                        "9007199254740993e22",
                                        "1e23",
                                        "1e22",
                                        "123456789012345678e-27",
                                        "9999999999999999999e27",
                                        "9999999999999999999e-27",
                                        "1e27",
                                        "1e-27",
                                        "184467440737095516.1e-10",
                                        "0.00012345678901234567",
                                        "0000000000000000000000012",
                                        "0e9",
                                        "0e-9999",
                                        "5e-27",
                                        "2.2250738585072014e-10"};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        assert_at_reads(texts[i]);
}

static void any_number_of_19_digits_is_rounded_as_strtod_rounds(void **state)
{
    (void)state;
    uint64_t random = 3;
    for (size_t n = 0; n < 400000; n++) {
        char text[64];
        random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        const unsigned digits = 1 + (unsigned)(random >> 58) % 19;
        uint64_t most = 1;
        for (unsigned i = 0; i < digits; i++)
            most *= 10;
        const int exponent = (int)(random >> 33 & 63) % 55 - 27;
        (void)snprintf(text, sizeof(text), "%s%llue%d", random & 1 ? "-" : "",
                       (unsigned long long)((random ^ random << 29) % most), exponent);
        assert_at_reads(text);
    }
}

/* 2^53 + 2k + 1 over powers of ten and of two: ties, which go to the even neighbour. */
static void ties_go_to_the_even_neighbour(void **state)
{
    (void)state;
    for (uint64_t k = 0; k < 50; k++) {
        char text[64];
        const uint64_t odd = (UINT64_C(1) << 53) + 2 * k + 1;
        (void)snprintf(text, sizeof(text), "%" PRIu64 "e0", odd);
        assert_at_reads(text);
        /* (2^53 + 2k + 1) / 2 is a tie of the next binade below: *.5 */
        (void)snprintf(text, sizeof(text), "%" PRIu64 ".5", (UINT64_C(1) << 52) + k);
        assert_at_reads(text);
    }
}

static void what_is_no_plain_number_is_left_over(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",     "-",     ".",       "+1",    "nan",
        "e5",   "1e",    "1e+",     "-e5",   "12345678901234567890",
        "1e28", "1e-28", "1e12345", "\"1\"", " 1"};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        double value = 0;
        size_t length = 0;
        if (at_reads(texts[i], &value, &length))
            fail_msg("%s is read as %g", texts[i], value);
    }
    double value = 0;
    size_t length = 0;
    assert_true(at_reads("12,5", &value, &length)); /* up to the separator */
    assert_int_equal(length, 2);
    assert_true(at_reads("1.2.3", &value, &length));
    assert_int_equal(length, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_rounded_as_strtod_rounds),
        cmocka_unit_test(any_decimal_is_rounded_as_strtod_rounds),
        cmocka_unit_test(what_the_strict_grammar_refuses_is_refused),
        cmocka_unit_test(numbers_in_a_row_of_cells_are_rounded_as_strtod_rounds),
        cmocka_unit_test(any_number_of_19_digits_is_rounded_as_strtod_rounds),
        cmocka_unit_test(ties_go_to_the_even_neighbour),
        cmocka_unit_test(what_is_no_plain_number_is_left_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

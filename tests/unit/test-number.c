/* test-number.c - the quick way reads what strtod and the strict grammar read */
#include "check.h"
#include "io/number.h"
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_rounded_as_strtod_rounds),
        cmocka_unit_test(any_decimal_is_rounded_as_strtod_rounds),
        cmocka_unit_test(what_the_strict_grammar_refuses_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

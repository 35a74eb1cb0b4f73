/* test-text_number.c - numbers: one grammar, the right double, the shortest text */
#include "check.h"
#include <hotgrid/text.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

static enum hg_number read(const char *text, double *out)
{
    return hg_text_number(text, strlen(text), out);
}

static void a_number_is_the_nearest_double(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double value; /* as the compiler reads it */
    } cases[] = {
        {"0", 0},
        {"7", 7},
        {"-12.5", -12.5},
        {"+12.5", 12.5},
        {".5", .5},
        {"5.", 5.},
        {"00012", 12},
        {"0.1", 0.1},
        {"0.30000000000000004", 0.30000000000000004},
        {"1e5", 1e5},
        {"1E+05", 1e5},
        {"2.5e-3", 2.5e-3},
        {"1e22", 1e22},
        {"1e23", 1e23},
        {"9007199254740993", 9007199254740992.0}, /* a tie: to even */
        {"9007199254740993.00000000000000000001", 9007199254740994.0},
        {"9007199254740995", 9007199254740996.0},
        {"123456789012345678901234567890", 123456789012345678901234567890.0},
        {"17367530.4452", 17367530.4452},
        {"1.7976931348623157e308", 0x1.fffffffffffffp1023},
        {"2.2250738585072011e-308", 0x0.fffffffffffffp-1022},
        {"2.2250738585072014e-308", 0x1p-1022},
        {"4.9e-324", 0x1p-1074},
        {"2e-324", 0},
        {"1e-999999999999999999999", 0},
        {"0e999999999999999999999", 0},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        double value = NAN;
        assert_int_equal(read(cases[i].text, &value), HG_NUMBER_OK);
        if (!(value == cases[i].value))
            fail_msg("%s: %.17g, not %.17g", cases[i].text, value, cases[i].value);
    }
    double zero = 1;
    assert_int_equal(read("-0.0", &zero), HG_NUMBER_OK);
    assert_true(zero == 0 && signbit(zero));
}

static void other_texts_are_refused_and_out_is_left_alone(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum hg_number fault;
    } cases[] = {
        {"", HG_NUMBER_EMPTY},
        {" ", HG_NUMBER_BAD},
        {" 1", HG_NUMBER_BAD},
        {"1 ", HG_NUMBER_BAD},
        {"\t1", HG_NUMBER_BAD},
        {"1\n", HG_NUMBER_BAD},
        {"+", HG_NUMBER_BAD},
        {"-", HG_NUMBER_BAD},
        {".", HG_NUMBER_BAD},
        {"-.", HG_NUMBER_BAD},
        {"e5", HG_NUMBER_BAD},
        {".e5", HG_NUMBER_BAD},
        {"1e", HG_NUMBER_BAD},
        {"1e+", HG_NUMBER_BAD},
        {"1e5.0", HG_NUMBER_BAD},
        {"1e5e5", HG_NUMBER_BAD},
        {"--1", HG_NUMBER_BAD},
        {"+-1", HG_NUMBER_BAD},
        {"1.2.3", HG_NUMBER_BAD},
        {"1.234.567", HG_NUMBER_BAD},
        {"1,5", HG_NUMBER_BAD},
        {"1,234.5", HG_NUMBER_BAD},
        {"1'234", HG_NUMBER_BAD},
        {"1_000", HG_NUMBER_BAD},
        {"0x10", HG_NUMBER_BAD},
        {"1p5", HG_NUMBER_BAD},
        {"1.5abc", HG_NUMBER_BAD},
        {"12d", HG_NUMBER_BAD},
        {"n/a", HG_NUMBER_BAD},
        {"nano", HG_NUMBER_BAD},
        {"nan(1)", HG_NUMBER_BAD},
        {"1e400", HG_NUMBER_NOT_FINITE},
        {"nan", HG_NUMBER_NOT_FINITE},
        {"NaN", HG_NUMBER_NOT_FINITE},
        {"-inf", HG_NUMBER_NOT_FINITE},
        {"+Infinity", HG_NUMBER_NOT_FINITE},
        {"-1e999", HG_NUMBER_NOT_FINITE},
        {"1e99999999999999999999999", HG_NUMBER_NOT_FINITE},
        {"\xEF\xBC\x91", HG_NUMBER_BAD}, /* a full-width 1 */
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        double value = 7;
        if (read(cases[i].text, &value) != cases[i].fault)
            fail_msg("'%s' is not refused as fault %d", cases[i].text, cases[i].fault);
        assert_true(value == 7);
        assert_string_not_equal(hg_number_cure(cases[i].fault), "");
    }
}

static void only_the_bytes_given_count(void **state)
{
    (void)state;
    double value = 0;
    assert_int_equal(hg_text_number("12345", 3, &value), HG_NUMBER_OK);
    assert_true(value == 123);
    assert_int_equal(hg_text_number("1\0002", 3, &value), HG_NUMBER_BAD);
    assert_int_equal(hg_text_number("1e5", 2, &value), HG_NUMBER_BAD);
    assert_int_equal(hg_text_number("nan\0", 4, &value), HG_NUMBER_BAD);
}

/* 2^-1075, the middle between 0 and the smallest double, has 751 significant digits:
 * 5^1075 / 10^1075, multiplied out here by hand. */
static void a_digit_far_behind_decides_a_tie(void **state)
{
    (void)state;
    unsigned char five[752] = {1}; /* lowest digit first */
    for (int i = 0; i < 1075; i++) {
        unsigned carry = 0;
        for (size_t k = 0; k < sizeof(five); k++) {
            carry += five[k] * 5u;
            five[k] = (unsigned char)(carry % 10);
            carry /= 10;
        }
    }
    char text[2000] = "0.";
    size_t n = 2;
    for (size_t k = 1075; k-- > 0;)
        text[n++] = (char)('0' + (k < sizeof(five) ? five[k] : 0));
    double value = 7;
    assert_int_equal(hg_text_number(text, n, &value), HG_NUMBER_OK);
    assert_true(value == 0);
    memset(text + n, '0', 500);
    assert_int_equal(hg_text_number(text, n + 500, &value), HG_NUMBER_OK);
    assert_true(value == 0);
    text[n + 499] = '1';
    assert_int_equal(hg_text_number(text, n + 500, &value), HG_NUMBER_OK);
    assert_true(value == 0x1p-1074);
}

static void digits_before_the_point_may_be_many(void **state)
{
    (void)state;
    char text[3000];
    memset(text, '0', sizeof(text));
    text[0] = '1';
    memcpy(text + 2000, "e-1990", sizeof("e-1990"));
    double value = 0;
    assert_int_equal(hg_text_number(text, 2006, &value), HG_NUMBER_OK); /* 1e1999e-1990 */
    assert_true(value == 1e9);
    assert_int_equal(hg_text_number(text, 2000, &value), HG_NUMBER_NOT_FINITE);
}

static void an_integer_has_digits_and_maybe_a_minus(void **state)
{
    (void)state;
    int64_t value = 7;
    assert_int_equal(hg_text_integer("2012", 4, &value), HG_NUMBER_OK);
    assert_true(value == 2012);
    assert_int_equal(hg_text_integer("-0", 2, &value), HG_NUMBER_OK);
    assert_true(value == 0);
    assert_int_equal(hg_text_integer("9223372036854775807", 19, &value), HG_NUMBER_OK);
    assert_true(value == INT64_MAX);
    assert_int_equal(hg_text_integer("-9223372036854775808", 20, &value), HG_NUMBER_OK);
    assert_true(value == INT64_MIN);
    value = 7;
    assert_int_equal(hg_text_integer("9223372036854775808", 19, &value),
                     HG_NUMBER_NOT_FINITE);
    assert_int_equal(hg_text_integer("-9223372036854775809", 20, &value),
                     HG_NUMBER_NOT_FINITE);
    assert_int_equal(hg_text_integer("99999999999999999999999x", 24, &value),
                     HG_NUMBER_BAD);
    static const char *const wrong[] = {"-",  "+5", "5.0", "1e3",
                                        " 5", "5 ", "0x5", "--5"};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        assert_int_equal(hg_text_integer(wrong[i], strlen(wrong[i]), &value),
                         HG_NUMBER_BAD);
    assert_int_equal(hg_text_integer("", 0, &value), HG_NUMBER_EMPTY);
    assert_true(value == 7);
}

/* Expected: Python 3.11's repr(), less its ".0". */
static void a_double_has_the_shortest_text(void **state)
{
    (void)state;
    static const struct {
        double value;
        const char *text;
    } cases[] = {
        {0, "0"},
        {-0.0, "0"},
        {100, "100"},
        {-1, "-1"},
        {0.1, "0.1"},
        {0.1 + 0.2, "0.30000000000000004"},
        {1.0 / 3, "0.3333333333333333"},
        {0.0001, "0.0001"},
        {0.00001, "1e-05"},
        {-2.5e-5, "-2.5e-05"},
        {1e15, "1000000000000000"},
        {1e16, "1e+16"},
        {1e22, "1e+22"},
        {1e23, "1e+23"},
        {1e300, "1e+300"},
        {9007199254740993.0, "9007199254740992"},
        {123456789012345680.0, "1.2345678901234568e+17"},
        {44.009 / 12.011, "3.664057946882025"},
        {17367530.4452, "17367530.4452"},
        {0x1p-44, "5.684341886080802e-14"},
        {0x1p-30, "9.313225746154785e-10"},
        {0x1p70, "1.1805916207174113e+21"},
        {0x1p-1074, "5e-324"},
        {7 * 0x1p-1074, "3.5e-323"},
        {3 * 0x1p-1022, "6.675221575521604e-308"},
        {0x1p-1022, "2.2250738585072014e-308"},
        {0x1.fffffffffffffp1023, "1.7976931348623157e+308"},
        {-INFINITY, "-inf"},
        {INFINITY, "inf"},
        {NAN, "nan"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char buffer[HG_DOUBLE_TEXT];
        assert_string_equal(hg_text_double(cases[i].value, buffer), cases[i].text);
    }
}

static void texts_read_back_as_the_same_double(void **state)
{
    (void)state;
    uint64_t random = 88172645463325252u; /* xorshift64, Marsaglia (2003) */
    for (int i = 0; i < 50000; i++) {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        double value, back = 0;
        memcpy(&value, &random, sizeof(value));
        if (!isfinite(value))
            continue;
        char buffer[HG_DOUBLE_TEXT];
        assert_int_equal(read(hg_text_double(value, buffer), &back), HG_NUMBER_OK);
        assert_true(back == value);
        assert_true(strtod(buffer, NULL) == value); /* and by the C library */
        snprintf(buffer, sizeof(buffer), "%.*g", i % 17 + 1, value);
        if (read(buffer, &back) == HG_NUMBER_OK)
            assert_true(back == strtod(buffer, NULL));
    }
}

/* The locale is made up of what the machine has; where it has none with a comma, the test
 * says so. */
static void the_locale_does_not_matter(void **state)
{
    (void)state;
    if (!setlocale(LC_ALL, "de_DE.UTF-8") && !setlocale(LC_ALL, "fr_FR.UTF-8")) {
        print_message("no locale with a decimal comma on this machine\n");
        skip();
    }
    double value = 0;
    char buffer[HG_DOUBLE_TEXT];
    const enum hg_number point = read("1.5", &value);
    const enum hg_number slow = read("1.5000000000000000000001e-300", &value);
    const enum hg_number comma = read("1,5", &value);
    hg_text_double(0.25, buffer);
    setlocale(LC_ALL, "C");
    assert_int_equal(point, HG_NUMBER_OK);
    assert_int_equal(slow, HG_NUMBER_OK);
    assert_true(value == 1.5e-300);
    assert_int_equal(comma, HG_NUMBER_BAD);
    assert_string_equal(buffer, "0.25");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_number_is_the_nearest_double),
        cmocka_unit_test(other_texts_are_refused_and_out_is_left_alone),
        cmocka_unit_test(only_the_bytes_given_count),
        cmocka_unit_test(a_digit_far_behind_decides_a_tie),
        cmocka_unit_test(digits_before_the_point_may_be_many),
        cmocka_unit_test(an_integer_has_digits_and_maybe_a_minus),
        cmocka_unit_test(a_double_has_the_shortest_text),
        cmocka_unit_test(texts_read_back_as_the_same_double),
        cmocka_unit_test(the_locale_does_not_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

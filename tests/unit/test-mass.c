/* test-mass.c - masses are whole numbers, their sums exact, their texts complete */
#include "check.h"
#include <hotgrid/mass.h>
#include <stdbool.h>

static hg_mass mass_of(double kg)
{
    struct hg_error err = {0};
    hg_mass mass = 0;
    assert_ok(hg_mass_from_kg(kg, &mass, &err), err);
    return mass;
}

static void a_mass_is_rounded_once_with_ties_to_even(void **state)
{
    (void)state;
    assert_true(mass_of(0) == 0);
    assert_true(mass_of(1) == 1 << 20);
    assert_true(mass_of(-12.5) == -13107200);
    assert_true(mass_of(0x1p-21) == 0);     /* half of the smallest: to the even 0 */
    assert_true(mass_of(3 * 0x1p-21) == 2); /* one and a half: to the even 2 */
    assert_true(mass_of(5 * 0x1p-21) == 2); /* two and a half: to the even 2 */
    assert_true(mass_of(-3 * 0x1p-21) == -2);
    assert_true(mass_of(0.1) == 104858); /* 0.1 * 1048576 = 104857.6 */
    assert_true(mass_of(8.79e12) == (hg_mass)8790000000000 * 1048576);
}

static void what_a_mass_cannot_hold_is_refused(void **state)
{
    (void)state;
    static const double wrong[] = {NAN, INFINITY, -INFINITY, 0x1p43, -0x1p43, 1e300};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        struct hg_error err = {0};
        hg_mass mass = 7;
        assert_int_equal(hg_mass_from_kg(wrong[i], &mass, &err), HG_E_INPUT);
        assert_true(mass == 7);
        assert_string_not_equal(err.message, "");
    }
    assert_true(mass_of(0x1.fffffffffffffp42) == INT64_MAX - 1023);
}

static void a_sum_becomes_the_nearest_double(void **state)
{
    (void)state;
    assert_true(hg_mass_kg(0) == 0);
    assert_true(hg_mass_kg(-13107200) == -12.5);
    /* 2^53 + 1 lies between two doubles: to the even one */
    assert_true(hg_mass_kg((((hg_mass_sum)1 << 53) + 1) << 20) == 0x1p53);
    assert_true(hg_mass_kg(((((hg_mass_sum)1 << 53) + 1) << 20) + 1) == 0x1p53 + 2);
    assert_true(hg_mass_kg((hg_mass_sum)1 << 120) == 0x1p100);
}

/* Expected by exact fractions: Python's round(Fraction(total) * Fraction(c)), c cut to
 * 62 binary places. */
static void a_part_is_rounded_in_whole_numbers(void **state)
{
    (void)state;
    static const struct {
        hg_mass total;
        double cumulative;
        hg_mass part;
    } cases[] = {
        {1000000000000000007, 1.0 / 3, 333333333333333317},
        {-1000000000000000007, 1.0 / 3, -333333333333333317},
        {INT64_MAX, 0x1.fffffffffffffp-1, 9223372036854774783},
        {1537212416000000000, 0.123456789, 189779308890292220},
        {999999999999999989, 0.7, 699999999999999948},
        {5, 0.5, 2},
        {7, 0.5, 4},
        {-5, 0.5, -2},
        {3, 0.1, 0},
        {INT64_MAX, 0x1p-60, 8},
        {INT64_MAX, 0x1p-62, 2},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_true(hg_mass_upto(cases[i].total, cases[i].cumulative) == cases[i].part);
}

static void the_whole_is_the_whole_and_nothing_is_nothing(void **state)
{
    (void)state;
    static const hg_mass totals[] = {0, 1, -1, 12345678901234567, INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < sizeof(totals) / sizeof(totals[0]); i++) {
        assert_true(hg_mass_upto(totals[i], 1) == totals[i]);
        assert_true(hg_mass_upto(totals[i], 1.5) == totals[i]);
        assert_true(hg_mass_upto(totals[i], 0) == 0);
        assert_true(hg_mass_upto(totals[i], -0.5) == 0);
        assert_true(hg_mass_upto(totals[i], NAN) == 0);
    }
}

static void parts_never_decrease_and_add_up(void **state)
{
    (void)state;
    static const hg_mass totals[] = {1, 999, 1537212416000000001, INT64_MAX};
    for (size_t k = 0; k < sizeof(totals) / sizeof(totals[0]); k++) {
        hg_mass before = 0;
        hg_mass_sum sum = 0;
        for (int i = 1; i <= 1000; i++) {
            const hg_mass upto = hg_mass_upto(totals[k], i / 1000.0);
            assert_true(upto >= before);
            /* within one of the real number */
            assert_true(fabs((double)upto - (double)totals[k] * (i / 1000.0)) <=
                        1 + 1e-15 * (double)totals[k]);
            sum += upto - before;
            before = upto;
        }
        assert_true(sum == totals[k]);
    }
}

static void a_text_has_all_digits_and_no_more(void **state)
{
    (void)state;
    const hg_mass_sum kg = 1 << 20;
    const hg_mass_sum largest = ((((hg_mass_sum)1 << 126) - 1) << 1) + 1;
    const struct {
        hg_mass_sum mass;
        int power;
        const char *text;
    } cases[] = {
        {0, 3, "0"},
        {0, 0, "0"},
        {12500 * kg, 3, "12.5"},
        {-12500 * kg, 3, "-12.5"},
        {1466000000250 * kg, 3, "1466000000.25"},
        {1466000000250 * kg, 9, "1466.00000025"},
        {100 * kg, 0, "100"},
        {100 * kg, -3, "100000"},
        {1, 0, "0.00000095367431640625"}, /* 2^-20 */
        {-1, 3, "-0.00000000095367431640625"},
        {1, -3, "0.00095367431640625"},
        {kg + 1, 0, "1.00000095367431640625"},
        /* 2^107 kg less 2^-20 kg (bc) */
        {largest, 0, "162259276829213363391578010288127.99999904632568359375"},
        {-largest - 1, 0, "-162259276829213363391578010288128"},
        {largest, 12, "162259276829213363391.57801028812799999904632568359375"},
    };
    char buffer[HG_MASS_TEXT];
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_string_equal(hg_mass_text(cases[i].mass, cases[i].power, buffer),
                            cases[i].text);
        hg_mass_sum back = 99;
        assert_true(hg_mass_parse(cases[i].text, cases[i].power, &back));
        assert_true(back == cases[i].mass);
    }
}

static void texts_read_back_whatever_the_unit(void **state)
{
    (void)state;
    uint64_t random = 88172645463325252u; /* xorshift64, Marsaglia (2003) */
    for (int i = 0; i < 20000; i++) {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        const hg_mass_sum mass = (hg_mass_sum)(int64_t)random * (i % 97) >> i % 60;
        const int power = i % 16 - 3;
        char buffer[HG_MASS_TEXT];
        hg_mass_sum back = 0;
        assert_true(hg_mass_parse(hg_mass_text(mass, power, buffer), power, &back));
        assert_true(back == mass);
    }
}

static void other_texts_are_no_masses(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "",
        "-",
        ".",
        "1.",
        ".5",
        "+1",
        " 1",
        "1 ",
        "1e3",
        "1,5",
        "1.2.3",
        "--1",
        "0x1",
        "0.1",                     /* no multiple of 2^-20 */
        "0.000000953674316406251", /* one digit too many */
        "0.00000000000000000000000000000001" /* beyond any decimal of 2^-20 */,
        "162259276829213363391578010288128", /* 2^107 */
        "999999999999999999999999999999999999999999999999999999999"};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        hg_mass_sum mass = 7;
        assert_false(hg_mass_parse(wrong[i], 0, &mass));
        assert_true(mass == 7);
    }
}

static void zeros_around_a_text_mean_nothing(void **state)
{
    (void)state;
    hg_mass_sum mass = 0;
    assert_true(hg_mass_parse("-000012.50000000000000000000000000000000", 3, &mass));
    assert_true(mass == -(hg_mass_sum)12500 * 1048576);
    assert_true(hg_mass_parse("-0", 3, &mass));
    assert_true(mass == 0);
}

static void a_decimal_number_is_rounded_once(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int power;
        hg_mass mass;
    } cases[] = {
        {"186.32", 9, 186320000000 * 1048576},
        {"34.82", 9, 34820000000 * 1048576},
        {"0.1", 0, 104858}, /* 104857.6 */
        {"-0.1", 0, -104858},
        {"0.000000476837158203125", 0, 0}, /* half of 2^-20: to even */
        {"0.000001430511474609375", 0, 2}, /* one and a half */
        {"0.0000004768371582031250000001", 0, 1},
        {"8796.09302220799999", 9, 9223372036854775798}, /* Python: Fraction */
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        hg_mass mass = 7;
        assert_true(hg_mass_read(cases[i].text, cases[i].power, &mass));
        assert_int_equal(mass, cases[i].mass);
    }
    static const char *const other[] = {"", "1e3", "1,5", " 1", "8796.1", "nan"};
    for (size_t i = 0; i < sizeof(other) / sizeof(other[0]); i++) {
        hg_mass mass = 7;
        assert_false(hg_mass_read(other[i], 9, &mass));
        assert_int_equal(mass, 7);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_decimal_number_is_rounded_once),
        cmocka_unit_test(a_mass_is_rounded_once_with_ties_to_even),
        cmocka_unit_test(what_a_mass_cannot_hold_is_refused),
        cmocka_unit_test(a_sum_becomes_the_nearest_double),
        cmocka_unit_test(a_part_is_rounded_in_whole_numbers),
        cmocka_unit_test(the_whole_is_the_whole_and_nothing_is_nothing),
        cmocka_unit_test(parts_never_decrease_and_add_up),
        cmocka_unit_test(a_text_has_all_digits_and_no_more),
        cmocka_unit_test(texts_read_back_whatever_the_unit),
        cmocka_unit_test(other_texts_are_no_masses),
        cmocka_unit_test(zeros_around_a_text_mean_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

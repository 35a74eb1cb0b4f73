/* test-units.c - grams to gigatonnes, of the gas or of its carbon */
#include "check.h"
#include <hotgrid/units.h>

/* The sizes of the units by the SI brochure (9th ed.), in kg. */
static const struct {
    const char *unit;
    double kg;
} sizes[] = {{"g", 0.001}, {"kg", 1},   {"Mg", 1e3}, {"t", 1e3},   {"kt", 1e6},
             {"Gg", 1e6},  {"Mt", 1e9}, {"Tg", 1e9}, {"Gt", 1e12}, {"Pg", 1e12}};

static void each_unit_has_its_size(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        double kg = 0;
        assert_true(hg_unit_kg(sizes[i].unit, &kg));
        assert_true(kg == sizes[i].kg);
    }
}

static void case_matters_and_nothing_else_is_a_unit(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",   "mt",    "T",  "KG", "Kt",
                                        "tg", "tonne", "t ", " t", "m"};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        double kg = 7;
        assert_false(hg_unit_kg(wrong[i], &kg));
        assert_true(kg == 7);
    }
}

static void the_names_are_the_units_in_order(void **state)
{
    (void)state;
    size_t n = 0;
    const char *const *names = hg_unit_names(&n);
    assert_int_equal(n, sizeof(sizes) / sizeof(sizes[0]));
    for (size_t i = 0; i < n; i++) {
        double kg;
        assert_true(hg_unit_kg(names[i], &kg));
        assert_true(i == 0 || strcmp(names[i - 1], names[i]) < 0);
    }
}

static void the_basis_is_co2_or_c(void **state)
{
    (void)state;
    enum hg_basis basis = HG_BASIS_C;
    assert_true(hg_basis_parse("CO2", &basis));
    assert_int_equal(basis, HG_BASIS_CO2);
    assert_true(hg_basis_parse("C", &basis));
    assert_int_equal(basis, HG_BASIS_C);
    assert_false(hg_basis_parse("co2", &basis));
    assert_false(hg_basis_parse("", &basis));
    assert_false(hg_basis_parse("CO2e", &basis));
    assert_int_equal(basis, HG_BASIS_C);
}

static void a_mass_is_converted_with_one_rounding(void **state)
{
    (void)state;
    assert_true(hg_mass_in_kg(1466, 1e9, HG_BASIS_CO2) == 1466e9);
    assert_true(hg_mass_in_kg(0.1, 1e6, HG_BASIS_CO2) == 1e5);
    /* 0.9 * 1e-3 is 0.0009000000000000001: a thousandth is no double. */
    assert_true(hg_mass_in_kg(0.9, 1e-3, HG_BASIS_CO2) == 0.0009);
    assert_true(hg_mass_in_kg(-3, 1e3, HG_BASIS_CO2) == -3000);
}

static void carbon_becomes_its_gas(void **state)
{
    (void)state;
    /* 44.009 / 12.011 = 3.664057946882024... by long division (bc, 30 digits) */
    assert_near(hg_mass_in_kg(1, 1, HG_BASIS_C), 3.664057946882024810, 1e-15);
    assert_near(hg_mass_in_kg(12.011, 1e9, HG_BASIS_C), 44.009e9, 1e-15);
    assert_near(hg_mass_in_kg(12011, 1e-3, HG_BASIS_C), 44.009, 1e-15);
}

static void a_unit_is_a_power_of_ten(void **state)
{
    (void)state;
    static const struct {
        const char *unit;
        int power;
    } cases[] = {{"g", -3}, {"kg", 0},  {"t", 3},  {"kt", 6},
                 {"Mt", 9}, {"Gt", 12}, {"Pg", 12}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        int power = 99;
        assert_true(hg_unit_power(cases[i].unit, &power));
        assert_int_equal(power, cases[i].power);
    }
    int power = 99;
    assert_false(hg_unit_power("mt", &power));
    assert_int_equal(power, 99);
}

/* 1 toe = 10 Gcal of 4.1868 GJ, 1 tce = 7 of them; 1 TWh = 3.6 PJ. */
static void energy_becomes_terajoules(void **state)
{
    (void)state;
    static const struct {
        const char *unit;
        double tj;
    } cases[] = {{"GJ", 1e-3},     {"TJ", 1},       {"PJ", 1e3},        {"EJ", 1e6},
                 {"MWh", 0.0036},  {"GWh", 3.6},    {"TWh", 3600},      {"toe", 0.041868},
                 {"ktoe", 41.868}, {"Mtoe", 41868}, {"tce", 0.0293076}, {"ktce", 29.3076},
                 {"Mtce", 29307.6}};
    double tj = 99;
    assert_false(hg_unit_tj("kWh ", &tj));
    assert_false(hg_unit_tj("mtoe", &tj));
    assert_true(tj == 99);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_true(hg_unit_tj(cases[i].unit, &tj));
        assert_near(tj, cases[i].tj, 1e-15);
        assert_non_null(strstr(HG_ENERGY_UNITS, cases[i].unit));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_unit_is_a_power_of_ten),
        cmocka_unit_test(each_unit_has_its_size),
        cmocka_unit_test(case_matters_and_nothing_else_is_a_unit),
        cmocka_unit_test(the_names_are_the_units_in_order),
        cmocka_unit_test(the_basis_is_co2_or_c),
        cmocka_unit_test(a_mass_is_converted_with_one_rounding),
        cmocka_unit_test(carbon_becomes_its_gas),
        cmocka_unit_test(energy_becomes_terajoules),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

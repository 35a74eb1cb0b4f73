/* test-flux.c - units of grids: a mass, perhaps per area, perhaps per time */
#include "check.h"
#include <hotgrid/flux.h>

static struct hg_flux parse(const char *text)
{
    struct hg_flux flux = {0};
    if (!hg_flux_parse(text, &flux))
        fail_msg("\"%s\" is refused", text);
    return flux;
}

/* Sizes by the SI brochure, years of 365 days: worked out with bc. */
static void a_mass_per_area_per_time_has_its_size(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double kg;
        bool per_m2;
    } cases[] = {
        {"t", 1000, false},
        {"kt", 1e6, false},
        {"Mt", 1e9, false},
        {"g", 1e-3, false},
        {"tonnes", 1e3, false},
        {"t yr-1", 1000, false},
        {"t/yr", 1000, false},
        {"t cell-1 yr-1", 1000, false},
        {"t/cell/year", 1000, false},
        {"kg s-1", 31536000, false},
        {"1e6 t", 1e9, false},
        {"1000 kg yr-1", 1000, false},
        {"kg m-2 s-1", 31536000, true},
        {"kg/m2/s", 31536000, true},
        {"kg m^-2 s^-1", 31536000, true},
        {"kg m**-2 s**-1", 31536000, true},
        {"kg.m-2.s-1", 31536000, true},
        {"kg*m-2*s-1", 31536000, true},
        {"s-1 m-2 kg", 31536000, true},
        {"kg per m2 per s", 31536000, true},
        {"g m-2 yr-1", 1e-3, true},
        {"g m-2 d-1", 0.365, true},
        {"t km-2 yr-1", 1e-3, true},
        {"t km-2", 1e-3, true},
        {"t ha-1 a-1", 0.1, true},
        {"g cm-2 yr-1", 10, true},
        {"kg h-1", 8760, false},
        {"kg min-1", 525600, false},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct hg_flux flux = parse(cases[i].text);
        if (flux.kg != cases[i].kg || flux.per_m2 != cases[i].per_m2)
            fail_msg("\"%s\" is %.17g kg, per area %d", cases[i].text, flux.kg,
                     flux.per_m2);
        assert_false(flux.has_basis || flux.moles);
    }
}

static void what_is_no_mass_flux_is_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "",          "m-2",     "kg m",        "kg m-1",   "kg m-3 s-1", "kg2",
        "kg kg",     "kg s",    "kg s-2",      "kg m-2 /", "/ kg",       "kg//s",
        "K",         "ton",     "kg m-2 s-1,", "kg m--2",  "kg m^",      "kg/cell/m2",
        "t month-1", "kg C C",  "kg/C",        "kg/C m-2", "kg mol",     "mol kg-1",
        "-1 t",      "0 t",     "1e999 t",     "kg m-2.5", "kg m-22",    "kg ha-2",
        "per kg",    "t a",     "kg per /m2",  "C",        "mtC",        "kg m2",
        "kg s-0",    "persons", "kg km-2 ha-1"};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        struct hg_flux flux = {.kg = 7};
        if (hg_flux_parse(wrong[i], &flux))
            fail_msg("\"%s\" passes as %g kg", wrong[i], flux.kg);
        assert_true(flux.kg == 7);
    }
    char endless[400];
    memset(endless, ' ', sizeof(endless));
    memcpy(endless, "kg", 2);
    endless[399] = '\0';
    struct hg_flux flux;
    assert_false(hg_flux_parse(endless, &flux));
}

static void a_unit_may_say_of_what_it_is(void **state)
{
    (void)state;
    static const char *const carbon[] = {"g C m-2 yr-1", "gC m-2 yr-1", "gC/m2/yr",
                                         "g carbon m-2 yr-1"};
    for (size_t i = 0; i < 4; i++) {
        const struct hg_flux flux = parse(carbon[i]);
        assert_true(flux.has_basis && flux.basis == HG_BASIS_C && flux.per_m2);
        assert_true(flux.kg == 1e-3);
        /* 44.009 / 12.011 by long division; what the unit says goes first. */
        assert_near(hg_flux_kg_co2(&flux, HG_BASIS_CO2), 3.664057946882024810e-3, 1e-15);
    }
    assert_true(parse("TgC").kg == 1e9 && parse("TgC").has_basis);
    const struct hg_flux gas = parse("kgCO2 m-2 s-1");
    assert_true(gas.has_basis && gas.basis == HG_BASIS_CO2);
    assert_true(hg_flux_kg_co2(&gas, HG_BASIS_C) == 31536000);
    assert_true(parse("kg CO2/m2/s").has_basis);
}

static void the_basis_counts_where_the_unit_has_none(void **state)
{
    (void)state;
    const struct hg_flux flux = parse("t");
    assert_true(hg_flux_kg_co2(&flux, HG_BASIS_CO2) == 1000);
    assert_near(hg_flux_kg_co2(&flux, HG_BASIS_C), 3664.057946882024810, 1e-15);
}

/* A mole of carbon becomes a mole of CO2: 44.009 g. */
static void moles_need_no_basis(void **state)
{
    (void)state;
    const struct hg_flux flux = parse("mol m-2 s-1");
    assert_true(flux.moles && flux.per_m2 && !flux.has_basis);
    assert_near(flux.kg, 0.044009 * 31536000, 1e-15);
    assert_true(hg_flux_kg_co2(&flux, HG_BASIS_C) == flux.kg);
    assert_near(parse("umol m-2 s-1").kg, 44.009e-9 * 31536000, 1e-15);
    assert_near(parse("kmol yr-1").kg, 44.009, 1e-15);
}

static void units_agree_when_they_say_the_same(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        bool agree;
    } cases[] = {
        {"kg m-2 s-1", "kg/m2/s", true},
        {"t km-2 yr-1", "g m-2 yr-1", true},
        {"t", "Mg yr-1", true},
        {"t", "kt", false},
        {"t", "t km-2", false},
        {"kg m-2 s-1", "kg m-2 yr-1", false},
        {"mol m-2 s-1", "kg m-2 s-1", false},
        {"mol m-2 s-1", "0.044009 kg m-2 s-1", false}, /* of whatever */
        {"gC m-2", "g m-2", true},                     /* it does not say of what */
        {"gC m-2", "gCO2 m-2", false},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct hg_flux a = parse(cases[i].a), b = parse(cases[i].b);
        if (hg_flux_agrees(&a, &b) != cases[i].agree ||
            hg_flux_agrees(&b, &a) != cases[i].agree)
            fail_msg("%s, %s", cases[i].a, cases[i].b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mass_per_area_per_time_has_its_size),
        cmocka_unit_test(what_is_no_mass_flux_is_refused),
        cmocka_unit_test(a_unit_may_say_of_what_it_is),
        cmocka_unit_test(the_basis_counts_where_the_unit_has_none),
        cmocka_unit_test(moles_need_no_basis),
        cmocka_unit_test(units_agree_when_they_say_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

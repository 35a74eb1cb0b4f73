/* test-gas.c - greenhouse gases and their global warming potentials over 100 years */
#include "check.h"
#include <hotgrid/gas.h>

/* IPCC AR4 WG1 Table 2.14, AR5 WG1 Table 8.A.1, AR6 WG1 Tables 7.SM.7 and 7.15. */
static void each_report_has_its_figures(void **state)
{
    (void)state;
    static const struct {
        const char *gas;
        double ar4, ar5, ar6;
    } cases[] = {
        {"CO2", 1, 1, 1},
        {"CO2e", 1, 1, 1},
        {"CH4", 25, 28, 27.9},
        {"CH4 fossil", NAN, 30, 29.8},
        {"N2O", 298, 265, 273},
        {"SF6", 22800, 23500, 25200},
        {"NF3", 17200, 16100, 17400},
        {"HFC-23", 14800, 12400, 14600},
        {"HFC-32", 675, 677, 771},
        {"HFC-41", NAN, 116, 135},
        {"HFC-125", 3500, 3170, 3740},
        {"HFC-134", NAN, 1120, 1260},
        {"HFC-134a", 1430, 1300, 1530},
        {"HFC-143", NAN, 328, 364},
        {"HFC-143a", 4470, 4800, 5810},
        {"HFC-152a", 124, 138, 164},
        {"HFC-227ea", 3220, 3350, 3600},
        {"HFC-236fa", 9810, 8060, 8690},
        {"HFC-245fa", 1030, 858, 962},
        {"HFC-365mfc", 794, 804, 914},
        {"HFC-43-10mee", 1640, 1650, 1600},
        {"CF4", 7390, 6630, 7380},
        {"C2F6", 12200, 11100, 12400},
        {"C3F8", 8830, 8900, 9290},
        {"c-C4F8", 10300, 9540, 10200},
        {"C4F10", 8860, 9200, 10000},
        {"C5F12", 9160, 8550, 9220},
        {"C6F14", 9300, 7910, 8620},
    };
    size_t n = 0;
    (void)hg_gas_names(&n);
    assert_int_equal(n, sizeof(cases) / sizeof(cases[0]));
    for (size_t i = 0; i < n; i++) {
        unsigned gas = 99;
        assert_true(hg_gas_parse(cases[i].gas, &gas));
        const double want[] = {cases[i].ar4, cases[i].ar5, cases[i].ar6};
        static const enum hg_gwp report[] = {HG_GWP_AR4, HG_GWP_AR5, HG_GWP_AR6};
        for (size_t k = 0; k < 3; k++) {
            const double got = hg_gas_gwp(gas, report[k]);
            if (!(got == want[k] || (isnan(got) && isnan(want[k]))))
                fail_msg("%s: %g", cases[i].gas, got);
        }
    }
}

static void names_may_be_written_in_many_ways(void **state)
{
    (void)state;
    static const char *const same[] = {"HFC-134a", "hfc134a", "HFC 134A", "hfc_134a"};
    unsigned first, gas;
    assert_true(hg_gas_parse(same[0], &first));
    for (size_t i = 1; i < 4; i++) {
        assert_true(hg_gas_parse(same[i], &gas));
        assert_int_equal(gas, first);
    }
    assert_true(hg_gas_parse("co2", &gas));
    assert_int_equal(gas, HG_GAS_CO2);
    gas = 7;
    static const char *const wrong[] = {"", "-", "CO", "CH", "CH44", "HFC", "methane"};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        assert_false(hg_gas_parse(wrong[i], &gas));
    assert_int_equal(gas, 7);
}

static void without_a_report_only_co2_counts(void **state)
{
    (void)state;
    size_t n = 0;
    (void)hg_gas_names(&n);
    assert_true(hg_gas_gwp(HG_GAS_CO2, HG_GWP_NONE) == 1);
    for (unsigned gas = 1; gas < n; gas++)
        assert_true(isnan(hg_gas_gwp(gas, HG_GWP_NONE)));
    assert_true(isnan(hg_gas_gwp((unsigned)n, HG_GWP_AR6)));
    assert_string_equal(hg_gwp_source(HG_GWP_NONE), "");
    assert_string_equal(hg_gwp_source(HG_GWP_AR5), "IPCC AR5 WG1 Table 8.A.1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_report_has_its_figures),
        cmocka_unit_test(names_may_be_written_in_many_ways),
        cmocka_unit_test(without_a_report_only_co2_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

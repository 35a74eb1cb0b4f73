/*
 * gas.h - greenhouse gases and their global warming potentials over 100 years
 *
 * AR4: IPCC 2007, WG1, Table 2.14; AR5: IPCC 2013, WG1, Table 8.A.1 (without
 * climate-carbon feedbacks); AR6: IPCC 2021, WG1, Table 7.SM.7, and Table 7.15 for fossil
 * CH4.
 */
#ifndef HG_GAS_H
#define HG_GAS_H

#include <stdbool.h>
#include <stddef.h>

/* Number of the assessment report; NONE where only CO2 is counted. */
enum hg_gwp {
    HG_GWP_NONE = 0,
    HG_GWP_AR4 = 4,
    HG_GWP_AR5 = 5,
    HG_GWP_AR6 = 6,
};

enum { HG_GAS_CO2 = 0, HG_GASES_AT_MOST = 64 };

/* Index of a gas by its name, without regard to case, '-', '_' and spaces: "CH4",
 * "hfc134a", "HFC-134a", "CH4_fossil", "CO2e" (masses that are equivalents already). */
bool hg_gas_parse(const char *text, unsigned *gas);

/* Names by index, for messages; n is their number, at most HG_GASES_AT_MOST. */
const char *const *hg_gas_names(size_t *n);

/* kg of CO2 that warm as 1 kg of the gas does over 100 years; NaN where the report has no
 * figure.  With HG_GWP_NONE: 1 for CO2, NaN for all else. */
double hg_gas_gwp(unsigned gas, enum hg_gwp report);

/* "IPCC AR6 WG1 Table 7.SM.7"; "" for HG_GWP_NONE. */
const char *hg_gwp_source(enum hg_gwp report);

#endif

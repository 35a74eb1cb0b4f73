/* gas.c - greenhouse gases and their global warming potentials over 100 years */
#include <ctype.h>
#include <hotgrid/gas.h>
#include <math.h>

enum { REPORTS = 3 };

static const char *const names[] = {
    "CO2",       "CO2e",       "CH4",          "CH4_fossil", "N2O",       "SF6",
    "NF3",       "HFC-23",     "HFC-32",       "HFC-41",     "HFC-125",   "HFC-134",
    "HFC-134a",  "HFC-143",    "HFC-143a",     "HFC-152a",   "HFC-227ea", "HFC-236fa",
    "HFC-245fa", "HFC-365mfc", "HFC-43-10mee", "CF4",        "C2F6",      "C3F8",
    "c-C4F8",    "C4F10",      "C5F12",        "C6F14",
};

/* AR4, AR5, AR6, in the order of the names; 0: the report has none. */
static const double potentials[][REPORTS] = {
    {1, 1, 1},
    {1, 1, 1},
    {25, 28, 27.9},
    {0, 30, 29.8},
    {298, 265, 273},
    {22800, 23500, 25200},
    {17200, 16100, 17400},
    {14800, 12400, 14600},
    {675, 677, 771},
    {0, 116, 135},
    {3500, 3170, 3740},
    {0, 1120, 1260},
    {1430, 1300, 1530},
    {0, 328, 364},
    {4470, 4800, 5810},
    {124, 138, 164},
    {3220, 3350, 3600},
    {9810, 8060, 8690},
    {1030, 858, 962},
    {794, 804, 914},
    {1640, 1650, 1600},
    {7390, 6630, 7380},
    {12200, 11100, 12400},
    {8830, 8900, 9290},
    {10300, 9540, 10200},
    {8860, 9200, 10000},
    {9160, 8550, 9220},
    {9300, 7910, 8620},
};

enum { N_GASES = sizeof(names) / sizeof(names[0]) };
_Static_assert(sizeof(potentials) / sizeof(potentials[0]) == N_GASES, "three for each");
_Static_assert((int)N_GASES <= (int)HG_GASES_AT_MOST, "sets of gases are 64 bits");

/* The next character that counts, as a small letter. */
static int next_letter(const char **text)
{
    while (**text == '-' || **text == '_' || **text == ' ')
        ++*text;
    return **text == '\0' ? 0 : tolower((unsigned char)*(*text)++);
}

static bool same_gas(const char *a, const char *b)
{
    for (;;) {
        const int x = next_letter(&a), y = next_letter(&b);
        if (x != y)
            return false;
        if (x == 0)
            return true;
    }
}

bool hg_gas_parse(const char *text, unsigned *gas)
{
    for (unsigned i = 0; i < N_GASES; i++)
        if (same_gas(text, names[i])) {
            *gas = i;
            return true;
        }
    return false;
}

const char *const *hg_gas_names(size_t *n)
{
    *n = N_GASES;
    return names;
}

double hg_gas_gwp(unsigned gas, enum hg_gwp report)
{
    if (gas >= N_GASES)
        return NAN;
    if (report == HG_GWP_NONE)
        return gas == HG_GAS_CO2 ? 1 : NAN;
    const double gwp = potentials[gas][report - HG_GWP_AR4];
    return gwp > 0 ? gwp : NAN;
}

const char *hg_gwp_source(enum hg_gwp report)
{
    switch (report) {
    case HG_GWP_AR4:
        return "IPCC AR4 WG1 Table 2.14";
    case HG_GWP_AR5:
        return "IPCC AR5 WG1 Table 8.A.1";
    case HG_GWP_AR6:
        return "IPCC AR6 WG1 Table 7.SM.7";
    case HG_GWP_NONE:
        break;
    }
    return "";
}

/* units.c - the only place where units become kilograms of CO2 */
#include <hotgrid/units.h>
#include <math.h>
#include <string.h>

static const char *const names[] = {"Gg", "Gt", "Mg", "Mt", "Pg",
                                    "Tg", "g",  "kg", "kt", "t"};
static const double kilograms[] = {1e6, 1e12, 1e3, 1e9, 1e12, 1e9, 1e-3, 1, 1e6, 1e3};

enum { N_UNITS = sizeof(names) / sizeof(names[0]) };
_Static_assert(sizeof(kilograms) / sizeof(kilograms[0]) == N_UNITS, "a size for each");

bool hg_unit_kg(const char *unit, double *kg)
{
    for (size_t i = 0; i < N_UNITS; i++) {
        if (strcmp(unit, names[i]) == 0) {
            *kg = kilograms[i];
            return true;
        }
    }
    return false;
}

bool hg_unit_power(const char *unit, int *power)
{
    double kg;
    if (!hg_unit_kg(unit, &kg))
        return false;
    *power = (int)lround(log10(kg));
    return true;
}

bool hg_unit_tj(const char *unit, double *tj)
{
    static const struct {
        const char *name;
        double tj;
    } known[] = {{"GJ", 1e-3},     {"TJ", 1},       {"PJ", 1e3},        {"EJ", 1e6},
                 {"MWh", 3.6e-3},  {"GWh", 3.6},    {"TWh", 3600},      {"toe", 0.041868},
                 {"ktoe", 41.868}, {"Mtoe", 41868}, {"tce", 0.0293076}, {"ktce", 29.3076},
                 {"Mtce", 29307.6}};
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (strcmp(unit, known[i].name) == 0) {
            *tj = known[i].tj;
            return true;
        }
    return false;
}

bool hg_basis_parse(const char *text, enum hg_basis *out)
{
    const bool carbon = strcmp(text, "C") == 0;
    if (!carbon && strcmp(text, "CO2") != 0)
        return false;
    *out = carbon ? HG_BASIS_C : HG_BASIS_CO2;
    return true;
}

const char *const *hg_unit_names(size_t *n)
{
    *n = N_UNITS;
    return names;
}

double hg_mass_in_kg(double value, double unit_kg, enum hg_basis basis)
{
    /* A thousandth is no binary number, a thousand is: x / 1000 is rounded once. */
    const double kg = unit_kg < 1 ? value / (1 / unit_kg) : value * unit_kg;
    return basis == HG_BASIS_C ? kg * HG_CO2_PER_C : kg;
}

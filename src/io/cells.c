/* cells.c - masses with their units, and codes that repeat */
#include "io/cells.h"
#include "io/path.h"
#include <hotgrid/gas.h>
#include <hotgrid/text.h>
#include <hotgrid/units.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

bool cells_amount(const struct rows *rows, struct hg_faults *faults, size_t column,
                  double *out)
{
    if (!rows_number(rows, faults, column, out))
        return false;
    if (*out >= 0) {
        *out += 0.0; /* -0 is 0 */
        return true;
    }
    char text[HG_DOUBLE_TEXT];
    rows_fault(rows, faults, column, "%s is %s, below 0; it must be 0 or more",
               rows_name(rows, column), hg_text_double(*out, text));
    return false;
}

/* 20 is more likely meant in percent than 20 times the value. */
bool cells_sigma(const struct rows *rows, struct hg_faults *faults, size_t column,
                 double *out)
{
    size_t length = 0;
    *out = NAN;
    rows_text(rows, column, &length);
    if (!rows_has(rows, column) || length == 0)
        return true;
    if (!rows_number(rows, faults, column, out))
        return false;
    if (*out >= 0 && *out <= CELLS_SIGMA_AT_MOST)
        return true;
    rows_fault(rows, faults, column,
               "uncertainty %g must be 0 to 10: a standard deviation as a part of the "
               "value, 0.1 for 10 percent",
               *out);
    return false;
}

static bool read_unit(const struct rows *rows, struct hg_faults *faults, size_t column,
                      double *kg)
{
    size_t length, n;
    const char *unit = rows_code(rows, faults, column, &length);
    if (!unit)
        return false;
    if (hg_unit_kg(unit, kg))
        return true;
    const char *const *known = hg_unit_names(&n);
    const char *near = hg_text_nearest(unit, known, n);
    char list[128] = "", shown[IO_SHOWN];
    for (size_t i = 0, used = 0; i < n && used < sizeof(list); i++)
        used += (size_t)snprintf(list + used, sizeof(list) - used, "%s%s", i ? ", " : "",
                                 known[i]);
    rows_fault(rows, faults, column, "unknown unit \"%s\"; known are %s%s%s%s",
               io_show(unit, length, shown), list, near ? "; did you mean " : "",
               near ? near : "", near ? "?" : "");
    return false;
}

static bool read_basis(const struct rows *rows, struct hg_faults *faults, size_t column,
                       enum hg_basis *out)
{
    *out = HG_BASIS_CO2;
    if (!rows_has(rows, column))
        return true;
    size_t length;
    const char *basis = rows_text(rows, column, &length);
    if (hg_basis_parse(basis, out))
        return true;
    char shown[IO_SHOWN];
    rows_fault(
        rows, faults, column,
        "basis \"%s\" is neither CO2 (mass of the gas) nor C (mass of its carbon); "
        "write one of them",
        io_show(basis, length, shown));
    return false;
}

/* The gases that have a potential, for messages. */
static void list_gases(enum hg_gwp gwp, char *list, size_t size)
{
    size_t n, used = 0;
    const char *const *names = hg_gas_names(&n);
    for (unsigned gas = 0; gas < n && used < size; gas++)
        if (!isnan(hg_gas_gwp(gas, gwp)))
            used += (size_t)snprintf(list + used, size - used, "%s%s", used ? ", " : "",
                                     names[gas]);
}

/* A file may hold several gases: they must not be added up as if they were one. */
static bool read_gas(const struct rows *rows, struct hg_faults *faults, size_t column,
                     unsigned *gas, double *gwp)
{
    size_t length;
    char shown[IO_SHOWN], list[400];
    const enum hg_gwp report = rows_gwp(rows);
    const char *name = rows_text(rows, column, &length);
    *gas = HG_GAS_CO2;
    *gwp = 1;
    if (!rows_has(rows, column))
        return true;
    const bool known = hg_gas_parse(name, gas);
    *gwp = known ? hg_gas_gwp(*gas, report) : NAN;
    if (!isnan(*gwp))
        return true;
    if (report == HG_GWP_NONE) {
        rows_fault(rows, faults, column,
                   "gas \"%s\" is not CO2; delete the rows of other gases, or say `gas: "
                   "co2e` under `inventory` in the study file",
                   io_show(name, length, shown));
        return false;
    }
    list_gases(report, list, sizeof(list));
    rows_fault(rows, faults, column,
               "gas \"%s\" %s %s; it has %s: write one of them, or give its row as CO2e",
               io_show(name, length, shown),
               known ? "has no warming potential in" : "is not one of",
               hg_gwp_source(report), list);
    return false;
}

/* The decimal number as it stands, without a double in between. */
static bool read_exactly(const struct rows *rows, struct cells_mass columns,
                         hg_mass *mass)
{
    size_t length;
    int power;
    return hg_unit_power(rows_text(rows, columns.unit, &length), &power) &&
           hg_mass_read(rows_text(rows, columns.value, &length), power, mass);
}

bool cells_mass_of(const struct rows *rows, struct hg_faults *faults,
                   struct cells_mass columns, unsigned *gas, double *kg, hg_mass *mass)
{
    double value, unit_kg, gwp;
    unsigned which;
    enum hg_basis basis;
    bool good = cells_amount(rows, faults, columns.value, &value);
    good &= read_unit(rows, faults, columns.unit, &unit_kg);
    good &= read_basis(rows, faults, columns.unit + 1, &basis);
    good &= read_gas(rows, faults, columns.unit + 2, &which, &gwp);
    if (!good)
        return false;
    if (basis == HG_BASIS_C && which != HG_GAS_CO2) {
        rows_fault(rows, faults, columns.unit + 1,
                   "basis C goes with CO2 alone; give the mass of the gas");
        return false;
    }
    struct hg_error err = {0};
    const double in_kg = hg_mass_in_kg(value, unit_kg, basis) * gwp;
    if (!(basis == HG_BASIS_CO2 && gwp == 1 && read_exactly(rows, columns, mass)) &&
        hg_mass_from_kg(in_kg, mass, &err) != HG_OK) {
        rows_fault(rows, faults, columns.value, "%s", err.message);
        return false;
    }
    if (gas)
        *gas = which;
    *kg = in_kg;
    return true;
}

bool cells_mass(const struct rows *rows, struct hg_faults *faults,
                struct cells_mass columns, double *kg, hg_mass *mass)
{
    return cells_mass_of(rows, faults, columns, NULL, kg, mass);
}

const char *cells_keep(struct cells_shelf *shelf, const char *text, size_t length)
{
    const uint64_t hash = hg_text_hash(text, length);
    const char **place = &shelf->text[(hash ^ hash >> 32) % CELLS_SHELF];
    if (!*place || strcmp(*place, text) != 0) {
        const char *copy = hg_arena_copy(shelf->arena, text, length);
        if (!copy)
            return NULL;
        *place = copy;
    }
    return *place;
}

/*
 * units.h - the only place where units become kilograms of CO2
 *
 * Inside hotgrid masses are kg CO2 per year.  Outside, a mass is a number, a unit and a
 * basis (the mass of the gas, or that of its carbon), all three stated by the user.
 */
#ifndef HG_UNITS_H
#define HG_UNITS_H

#include <stdbool.h>
#include <stddef.h>

/* Molar masses 44.009 and 12.011 g/mol (IUPAC 2021 abridged): kg CO2 in 1 kg C. */
#define HG_CO2_PER_C (44.009 / 12.011)

enum hg_basis { HG_BASIS_CO2, HG_BASIS_C };

/* kg in one unit: g kg Mg t kt Gg Mt Tg Gt Pg; false for any other text (units are
 * case-sensitive: Mt is not mt). */
bool hg_unit_kg(const char *unit, double *kg);

/* The same as a power of ten: 9 for Mt. */
bool hg_unit_power(const char *unit, int *power);

/* "CO2" or "C". */
bool hg_basis_parse(const char *text, enum hg_basis *out);

/* Known units, sorted, for messages; n is their number. */
const char *const *hg_unit_names(size_t *n);

/* TJ in one unit of energy: GJ TJ PJ EJ MWh GWh TWh; toe ktoe Mtoe (41.868 GJ, the
 * International Energy Agency's) and tce ktce Mtce (7 Gcal, 29.3076 GJ: GB/T 2589-2020);
 * false for any other text. */
bool hg_unit_tj(const char *unit, double *tj);
#define HG_ENERGY_UNITS                                                                  \
    "GJ, TJ, PJ, EJ, MWh, GWh, TWh, toe, ktoe, Mtoe, tce, ktce or Mtce"

/* value (in unit and basis) as kg CO2: one multiplication by an exact factor where one
 * exists. */
double hg_mass_in_kg(double value, double unit_kg, enum hg_basis basis);

#endif

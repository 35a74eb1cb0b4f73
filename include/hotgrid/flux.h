/*
 * flux.h - what one value of a grid stands for: a mass, of a cell or of an area, a year
 *
 * Units are written as UDUNITS and CF write them: "t", "kt yr-1", "kg m-2 s-1",
 * "kg/m2/s", "t km-2 yr-1", "mol m-2 s-1", "g C m-2 yr-1", "1e6 t".  A mass (or moles),
 * perhaps per area (none: per cell), perhaps per time (none: per year).
 */
#ifndef HG_FLUX_H
#define HG_FLUX_H

#include <hotgrid/units.h>
#include <stdbool.h>

/* A year of the rates of gridded inventories has 365 days (CEDS, EDGAR). */
#define HG_YEAR_SECONDS 31536000.0

struct hg_flux {
    double kg;   /* a year in one unit, of a cell or of 1 m2; of CO2 where moles count */
    bool per_m2; /* else per cell */
    bool moles;  /* of carbon or of CO2, which are as many; 44.009 g each */
    bool has_basis; /* the unit says of what it is: "g C m-2 yr-1" */
    enum hg_basis basis;
};

/* false for text that is no such unit; out is left alone then. */
bool hg_flux_parse(const char *text, struct hg_flux *out);

/* kg CO2 a year in one unit; basis counts unless the unit has its own, or moles. */
double hg_flux_kg_co2(const struct hg_flux *flux, enum hg_basis basis);

/* Do two units say the same: per area both or neither, the same size to 1e-6, no other
 * basis?  A unit that names no basis agrees with either. */
bool hg_flux_agrees(const struct hg_flux *a, const struct hg_flux *b);

/* For messages: what units look like. */
#define HG_FLUX_EXAMPLES "t, kt yr-1, kg m-2 s-1, t km-2 yr-1 or mol m-2 s-1"

#endif

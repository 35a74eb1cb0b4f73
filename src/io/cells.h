/*
 * cells.h - what the readers of tables share: masses with their units, codes that repeat
 */
#ifndef HG_IO_CELLS_H
#define HG_IO_CELLS_H

#include "io/rows.h"
#include <hotgrid/arena.h>
#include <hotgrid/error.h>
#include <hotgrid/mass.h>
#include <stdbool.h>

/* Columns that make a mass, as indices of the rows' columns; basis stands behind unit,
 * gas behind basis, and both may be absent (CO2). */
struct cells_mass {
    size_t value, unit;
};

/* value in unit and basis as kg CO2, and rounded to a mass; other gases as the source
 * says by their warming potential.  gas, an index of gas.h, may be NULL.  false after a
 * fault.
 */
bool cells_mass_of(const struct rows *rows, struct hg_faults *faults,
                   struct cells_mass columns, unsigned *gas, double *kg, hg_mass *mass);
bool cells_mass(const struct rows *rows, struct hg_faults *faults,
                struct cells_mass columns, double *kg, hg_mass *mass);

/* A number that must not be below 0; false after a fault. */
bool cells_amount(const struct rows *rows, struct hg_faults *faults, size_t column,
                  double *out);

/* A relative standard deviation, 0 to 10; NaN where the file has no such column, or the
 * cell is empty: it is left to the study.  False after a fault. */
#define CELLS_SIGMA_AT_MOST 10.0
bool cells_sigma(const struct rows *rows, struct hg_faults *faults, size_t column,
                 double *out);

/* Codes stand in many rows but need to be kept once.  A cache, not a set: a code may be
 * kept again when another one took its place. */
#define CELLS_SHELF 1024
struct cells_shelf {
    struct hg_arena *arena;
    const char *text[CELLS_SHELF];
};

/* A terminated copy that lives in the arena; NULL without memory. */
const char *cells_keep(struct cells_shelf *shelf, const char *text, size_t length);

#endif

/*
 * scenario_file.h - the moves of a scenario, from a table
 *
 * CSV with columns sector, origin, destination (codes), capacity_t (t of product a year),
 * origin_kg_per_t, destination_kg_per_t; optionally utilisation (1 where not given),
 * displaced (1), origin_kwh_per_t, origin_kg_per_kwh, destination_kwh_per_t,
 * destination_kg_per_kwh, transport_kg_per_tkm, distance_km (0), option (moves of
 * different options are alternatives and not added up), note.  A number may be a range:
 * `low..value..high`.
 */
#ifndef HG_SCENARIO_FILE_H
#define HG_SCENARIO_FILE_H

#include <hotgrid/error.h>
#include <hotgrid/scenario.h>

/* Faults: a cell that is neither a number nor a range, a range that does not rise. */
HG_MUST_CHECK enum hg_status hg_read_scenario(const char *path, struct hg_faults *faults,
                                              struct hg_scenario **out,
                                              struct hg_error *err);

#endif

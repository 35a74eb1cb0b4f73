/* relocate_schema.c - the keys of a study file below `relocate` */
#include "study/study_schema.h"
#include <hotgrid/study.h>

static const struct hg_field relocate_fields[] = {
    {.key = "scenario",
     .type = HG_FIELD_FILE,
     .required = true,
     HG_AT(struct hg_study, relocate.scenario),
     .help =
         "CSV with columns sector, origin, destination, capacity_t (t of product a "
         "year), origin_kg_per_t, destination_kg_per_t; optionally utilisation, "
         "displaced (the part of the old plants that closes; both 1 otherwise), "
         "origin_kwh_per_t, origin_kg_per_kwh, destination_kwh_per_t, "
         "destination_kg_per_kwh, transport_kg_per_tkm, distance_km, option (moves of "
         "different options are alternatives: each has its own sum), note; a number "
         "may be a range, `low..value..high`"},
};
const struct hg_schema hg_relocate_schema = {
    .name = "relocate",
    .help = "Capacity that moves elsewhere.",
    .size = sizeof(struct hg_study),
    .short_key = "scenario",
    HG_TABLE(relocate_fields),
};

/* relocate_schema.c - the keys of a study file below `relocate` */
#include "study/study_schema.h"
#include <hotgrid/study.h>

static const struct hg_choice technique[] = {{"destination", false}, {"origin", true}};

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
         "may be a range, `low..value..high`; for `mrio`, output_share"},
    {.key = "mrio",
     .type = HG_FIELD_BOOL,
     HG_AT(struct hg_study, relocate.mrio),
     .standard = "false",
     .help = "whether `hotgrid relocate` also solves the trade table with the plants "
             "moved, final demand held: accounts of production and of consumption before "
             "and after; needs emissions of the whole table (`trade: emissions`)"},
    {.key = "technique",
     .type = HG_FIELD_CHOICE,
     HG_AT(struct hg_study, relocate.own_technique),
     HG_CHOICES(technique),
     .standard = "destination",
     .help =
         "of `mrio`: the inputs of the moved plants, as their sector buys them at the "
         "`destination`, or what they bought at their `origin`"},
    {.key = "electricity",
     .type = HG_FIELD_CODE,
     HG_AT(struct hg_study, relocate.electricity),
     .help = "of layers `after` and `change`: the sector of the inventory in whose cells "
             "the emissions of electricity fall and rise; otherwise those of the sector "
             "that moves"},
};
const struct hg_schema hg_relocate_schema = {
    .name = "relocate",
    .help = "Capacity that moves elsewhere.",
    .size = sizeof(struct hg_study),
    .line = offsetof(struct hg_study, relocate.line),
    .short_key = "scenario",
    HG_TABLE(relocate_fields),
};

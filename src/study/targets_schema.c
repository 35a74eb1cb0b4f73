/* targets_schema.c - the keys of a study file below `targets` */
#include "study/study_schema.h"
#include <hotgrid/study.h>
#include <hotgrid/units.h>

static const struct hg_choice counted[] = {{"exports", false}, {"all", true}};

static const struct hg_field targets_fields[] = {
    {.key = "reference",
     .type = HG_FIELD_WORD,
     HG_AT(struct hg_study, targets.reference),
     .spot = offsetof(struct hg_study, targets.reference_at),
     .standard = "mean",
     .help =
         "what intensities are held against, sector by sector: `best`, `mean` (of all "
         "regions, weighted by output), a region of the trade table or a group, or "
         "the path of a CSV with columns sector, unit (kg/t, t/t, g/kWh ...: a mass by a "
         "unit of output; rows of an energy by it, such as GJ/t, tell its energy), "
         "intensity"},
    {.key = "output",
     .type = HG_FIELD_FILE,
     HG_AT(struct hg_study, targets.output),
     .help = "CSV with columns region, sector, output: what the study's industries make, "
             "in one unit within a sector; otherwise the industries of the trade table "
             "are compared, by their output in money"},
    {.key = "energy",
     .type = HG_FIELD_FILE,
     HG_AT(struct hg_study, targets.energy),
     .help =
         "CSV with columns region, sector, energy, unit (" HG_ENERGY_UNITS
         ") of what is compared: gaps are split into what the carbon of the energy and "
         "what the energy of the output makes"},
    {.key = "of",
     .type = HG_FIELD_CHOICE,
     HG_AT(struct hg_study, targets.all),
     HG_CHOICES(counted),
     .standard = "exports",
     .help = "whether all output counts as excess, or the part that serves foreign final "
             "demand; `all` with `output` needs no `trade`"},
    {.key = "regions",
     .type = HG_FIELD_CODES,
     HG_AT(struct hg_study, targets.regions),
     .help = "that are ranked; the others make the benchmark alone; otherwise all"},
    {.key = "least_share",
     .type = HG_FIELD_NUMBER,
     HG_AT(struct hg_study, targets.least_share),
     .min = 0,
     .max = 100,
     .standard = "1",
     .help = "of `best`: percent of a sector's output that a region must have to be an "
             "example"},
};
const struct hg_schema hg_targets_schema = {
    .name = "targets",
    .help = "Where less intensive production would save most.",
    .size = sizeof(struct hg_study),
    .line = offsetof(struct hg_study, targets.line),
    HG_TABLE(targets_fields),
};

/* uncertainty_schema.c - the keys of a study file below `uncertainty` */
#include "study/study_schema.h"
#include <hotgrid/study.h>

static const struct hg_field sector_fields[] = {
    {.key = "sector",
     .type = HG_FIELD_CODE,
     .required = true,
     HG_AT(struct hg_study_sigma, code),
     .help = "code of the sector"},
    {.key = "sigma",
     .type = HG_FIELD_NUMBER,
     .required = true,
     HG_AT(struct hg_study_sigma, sigma),
     .min = 0,
     .max = 10,
     .help = "relative standard deviation that all its emissions share"},
};
static const struct hg_schema sectors_schema = {
    .name = "sectors",
    .help = "The uncertainty all regions share in a sector.",
    .size = sizeof(struct hg_study_sigma),
    HG_TABLE(sector_fields),
};

static const struct hg_field region_fields[] = {
    {.key = "region",
     .type = HG_FIELD_CODE,
     .required = true,
     HG_AT(struct hg_study_sigma, code),
     .help = "code of the region"},
    {.key = "sigma",
     .type = HG_FIELD_NUMBER,
     .required = true,
     HG_AT(struct hg_study_sigma, sigma),
     .min = 0,
     .max = 10,
     .help = "relative standard deviation that all its emissions share"},
};
static const struct hg_schema regions_schema = {
    .name = "regions",
    .help = "The uncertainty all sectors share in a region.",
    .size = sizeof(struct hg_study_sigma),
    HG_TABLE(region_fields),
};

static const struct hg_field uncertainty_fields[] = {
    {.key = "draws",
     .type = HG_FIELD_INTEGER,
     HG_AT(struct hg_study, uncertainty.draws),
     .min = 0,
     .max = 100000,
     .standard = "0",
     .help = "draws of the Monte Carlo; 0 for none: deviations are then computed from "
             "the formula alone"},
    {.key = "seed",
     .type = HG_FIELD_INTEGER,
     HG_AT(struct hg_study, uncertainty.seed),
     .min = 0,
     .max = 9007199254740991.0,
     .standard = "1",
     .help = "the same seed gives the same draws, on any machine"},
    {.key = "hold",
     .type = HG_FIELD_BOOL,
     HG_AT(struct hg_study, uncertainty.hold),
     .standard = "true",
     .help = "whether totals of the inventory stay as they are, so that points share "
             "them out anew in each draw"},
    {.key = "points",
     .type = HG_FIELD_NUMBER,
     HG_AT(struct hg_study, uncertainty.points),
     .min = 0,
     .max = 10,
     .standard = "0",
     .help = "relative standard deviation of each point source"},
    {.key = "sectors",
     .type = HG_FIELD_LIST,
     HG_LIST_AT(struct hg_study, uncertainty.sectors, uncertainty.n_sectors),
     .of = &sectors_schema,
     .help = "deviations that all regions share in a sector"},
    {.key = "regions",
     .type = HG_FIELD_LIST,
     HG_LIST_AT(struct hg_study, uncertainty.regions, uncertainty.n_regions),
     .of = &regions_schema,
     .help = "deviations that all sectors share in a region"},
};
const struct hg_schema hg_uncertainty_schema = {
    .name = "uncertainty",
    .help = "How far the emissions may be off.",
    .size = sizeof(struct hg_study),
    HG_TABLE(uncertainty_fields),
};

/* uncertainty_schema.c - the keys of a study file below `uncertainty` */
#include "study/study_schema.h"
#include <hotgrid/study.h>

/* A deviation of 1000 % is beyond what anybody states; 20 is a percentage. */
#define SIGMA(member) HG_AT(struct hg_study_sigma, member), .min = 0, .max = 10

static const struct hg_field sector_fields[] = {
    {.key = "sector",
     .type = HG_FIELD_CODE,
     .required = true,
     HG_AT(struct hg_study_sigma, code),
     .help = "code of the sector"},
    {.key = "sigma",
     .type = HG_FIELD_NUMBER,
     SIGMA(sigma),
     .standard = "0",
     .help = "relative standard deviation that all its emissions share"},
    {.key = "points",
     .type = HG_FIELD_NUMBER,
     SIGMA(points),
     .help = "relative standard deviation of each of its point sources; otherwise that "
             "of all points"},
};
static const struct hg_schema sectors_schema = {
    .name = "sectors",
    .help = "The uncertainty all regions share in a sector, and that of its points.",
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
     SIGMA(sigma),
     .help = "relative standard deviation that all its emissions share"},
};
static const struct hg_schema regions_schema = {
    .name = "regions",
    .help = "The uncertainty all sectors share in a region.",
    .size = sizeof(struct hg_study_sigma),
    HG_TABLE(region_fields),
};

static const struct hg_field proxy_fields[] = {
    {.key = "proxy",
     .type = HG_FIELD_CODE,
     .required = true,
     HG_AT(struct hg_study_sigma, code),
     .help = "name of a proxy file or blend, or `area`"},
    {.key = "sigma",
     .type = HG_FIELD_NUMBER,
     .required = true,
     SIGMA(sigma),
     .help =
         "relative standard deviation of the emissions of a cell that it placed, cell "
         "by cell; sums over a region do not change"},
};
static const struct hg_schema proxies_schema = {
    .name = "proxies",
    .help = "How well proxies tell cells apart.",
    .size = sizeof(struct hg_study_sigma),
    HG_TABLE(proxy_fields),
};

static const struct hg_field uncertainty_fields[] = {
    {.key = "draws",
     .type = HG_FIELD_INTEGER,
     HG_AT(struct hg_study, uncertainty.draws),
     .min = 0,
     .max = 100000,
     .standard = "0",
     .help = "draws of the Monte Carlo, 100 or more; 0 for none: deviations are then "
             "computed from the formula alone"},
    {.key = "seed",
     .type = HG_FIELD_INTEGER,
     HG_AT(struct hg_study, uncertainty.seed),
     .min = 0,
     .max = 9007199254740991.0,
     .standard = "1",
     .help = "the same seed gives the same draws, on any number of threads"},
    {.key = "hold",
     .type = HG_FIELD_BOOL,
     HG_AT(struct hg_study, uncertainty.hold),
     .standard = "true",
     .help = "whether totals of the inventory stay whatever their points do: points then "
             "change the shares within a total, which has the uncertainty of its row, "
             "sector and region"},
    {.key = "totals",
     .type = HG_FIELD_NUMBER,
     HG_AT(struct hg_study, uncertainty.totals),
     .min = 0,
     .max = 10,
     .standard = "0",
     .help = "relative standard deviation of each total by itself, where the inventory "
             "has no column `uncertainty`"},
    {.key = "points",
     .type = HG_FIELD_NUMBER,
     HG_AT(struct hg_study, uncertainty.points),
     .min = 0,
     .max = 10,
     .standard = "0",
     .help = "relative standard deviation of each point source whose file has no column "
             "`uncertainty`, or nothing in it"},
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
    {.key = "proxies",
     .type = HG_FIELD_LIST,
     HG_LIST_AT(struct hg_study, uncertainty.proxies, uncertainty.n_proxies),
     .of = &proxies_schema,
     .help = "deviations of what proxies place in a cell"},
};
const struct hg_schema hg_uncertainty_schema = {
    .name = "uncertainty",
    .help = "How far the emissions may be off: relative standard deviations (0.1 is "
            "10 %) of factors that all multiply.",
    .size = sizeof(struct hg_study),
    .line = offsetof(struct hg_study, uncertainty.line),
    HG_TABLE(uncertainty_fields),
};

/* inventory_schema.c - the keys of a study file below `inventory` */
#include "study/study_schema.h"
#include <hotgrid/study.h>

static const struct hg_choice point_rules[] = {
    {"scale", HG_POINTS_SCALE},
    {"remainder", HG_POINTS_REMAINDER},
    {"add", HG_POINTS_ADD},
};
static const struct hg_choice proxy_quantities[] = {{"density", HG_DENSITY},
                                                    {"count", HG_COUNT}};
static const struct hg_choice unmapped[] = {{"refuse", false}, {"allow", true}};

static const struct hg_choice total_columns[] = {
    {"region", 0}, {"sector", 0}, {"value", 0}, {"unit", 0}, {"basis", 0}};
static const struct hg_choice point_columns[] = {
    {"id", 0},  {"name", 0},   {"region", 0}, {"sector", 0}, {"lon", 0},
    {"lat", 0}, {"weight", 0}, {"value", 0},  {"unit", 0},   {"basis", 0}};

static const struct hg_field totals_fields[] = {
    {.key = "file",
     .type = HG_FIELD_FILE,
     .required = true,
     HG_AT(struct hg_table_source, path),
     .help = "CSV with columns region, sector, value, unit[, basis]"},
    {.key = "columns",
     .type = HG_FIELD_COLUMNS,
     HG_AT(struct hg_table_source, columns),
     HG_CHOICES(total_columns),
     .help = HG_COLUMNS_HELP},
};
static const struct hg_schema totals_schema = {
    .name = "totals",
    .help = "What each region emits in each sector, in one or more files.",
    .size = sizeof(struct hg_table_source),
    HG_TABLE(totals_fields),
};

static const struct hg_field points_fields[] = {
    {.key = "file",
     .type = HG_FIELD_FILE,
     .required = true,
     HG_AT(struct hg_study_points, source.path),
     .help = "CSV (id, region, sector, lon, lat, weight[, name]; value, unit[, basis] in "
             "place of weight for `remainder` and `add`), or any file of points GDAL "
             "reads"},
    {.key = "total",
     .type = HG_FIELD_CHOICE,
     .required = true,
     HG_AT(struct hg_study_points, rule),
     HG_CHOICES(point_rules),
     .help = "how the points meet the total of their region and sector: they share it "
             "out, leave the rest to proxies, or are added to the inventory"},
    {.key = "layer",
     .type = HG_FIELD_WORD,
     HG_AT(struct hg_study_points, source.layer),
     .help = HG_LAYER_HELP},
    {.key = "columns",
     .type = HG_FIELD_COLUMNS,
     HG_AT(struct hg_study_points, source.columns),
     HG_CHOICES(point_columns),
     .help = HG_COLUMNS_HELP},
};
static const struct hg_schema points_schema = {
    .name = "points",
    .help = "Where single sources stand.",
    .size = sizeof(struct hg_study_points),
    HG_TABLE(points_fields),
};

static const struct hg_field proxies_fields[] = {
    {.key = "sectors",
     .type = HG_FIELD_CODES,
     HG_AT(struct hg_study_proxy_rule, sectors),
     .help = "sectors of this rule; without it the rule is for all others"},
    {.key = "use",
     .type = HG_FIELD_CODES,
     .required = true,
     HG_AT(struct hg_study_proxy_rule, use),
     .help = "names of proxy files, or `area`: the first that is not 0 all over a region "
             "places the rest of its total"},
};
static const struct hg_schema proxies_schema = {
    .name = "proxies",
    .help = "What places emissions that have no points.",
    .size = sizeof(struct hg_study_proxy_rule),
    HG_TABLE(proxies_fields),
};

static const struct hg_field proxy_files_fields[] = {
    {.key = "name",
     .type = HG_FIELD_CODE,
     .required = true,
     HG_AT(struct hg_study_proxy_file, name),
     .help = "the name that `proxies` use"},
    {.key = "file",
     .type = HG_FIELD_FILE,
     .required = true,
     HG_AT(struct hg_study_proxy_file, file),
     .help = "a raster"},
    {.key = "variable",
     .type = HG_FIELD_WORD,
     HG_AT(struct hg_study_proxy_file, variable),
     .help = "variable of a netCDF file; otherwise its first"},
    {.key = "quantity",
     .type = HG_FIELD_CHOICE,
     .required = true,
     HG_AT(struct hg_study_proxy_file, quantity),
     HG_CHOICES(proxy_quantities),
     .help = "whether its values are per area or per pixel"},
};
static const struct hg_schema proxy_files_schema = {
    .name = "proxy_files",
    .help = "The rasters that proxies come from.",
    .size = sizeof(struct hg_study_proxy_file),
    HG_TABLE(proxy_files_fields),
};

static const struct hg_field inventory_fields[] = {
    {.key = "totals",
     .type = HG_FIELD_LIST,
     HG_LIST_AT(struct hg_study, inventory.totals, inventory.n_totals),
     .of = &totals_schema,
     .help = "the inventory; may be missing where all points are added"},
    {.key = "points",
     .type = HG_FIELD_LIST,
     HG_LIST_AT(struct hg_study, inventory.points, inventory.n_points),
     .of = &points_schema,
     .help = "files of point sources"},
    {.key = "sectors",
     .type = HG_FIELD_FILE,
     HG_AT(struct hg_study, inventory.sectors),
     .help = "CSV with columns sector, name; otherwise the codes serve as names"},
    {.key = "proxies",
     .type = HG_FIELD_LIST,
     HG_LIST_AT(struct hg_study, inventory.rules, inventory.n_rules),
     .of = &proxies_schema,
     .standard = "[{use: [area]}]",
     .help = "what places emissions that have no points, by sector"},
    {.key = "proxy_files",
     .type = HG_FIELD_LIST,
     HG_LIST_AT(struct hg_study, inventory.files, inventory.n_files),
     .of = &proxy_files_schema,
     .help = "the rasters that proxies come from"},
    {.key = "household",
     .type = HG_FIELD_CODES,
     HG_AT(struct hg_study, inventory.household),
     .help = "sectors whose market is their own region"},
    {.key = "not_gridded",
     .type = HG_FIELD_CODES,
     HG_AT(struct hg_study, inventory.not_gridded),
     .help = "sectors that have no place: they stay in the ledger, off the map"},
    {.key = "unmapped",
     .type = HG_FIELD_CHOICE,
     HG_AT(struct hg_study, inventory.allow_unmapped),
     HG_CHOICES(unmapped),
     .standard = "refuse",
     .help = "what happens to emissions without a region or sector in the trade table; "
             "`allow` makes them a line of the ledger"},
};
const struct hg_schema hg_inventory_schema = {
    .name = "inventory",
    .help = "How much is emitted, and where.",
    .size = sizeof(struct hg_study),
    HG_TABLE(inventory_fields),
};

/* sources_schema.c - the keys of totals, points, lines, areas and ready grids */
#include "study/study_schema.h"
#include <hotgrid/study.h>

static const struct hg_choice point_rules[] = {
    {"scale", HG_POINTS_SCALE},
    {"remainder", HG_POINTS_REMAINDER},
    {"add", HG_POINTS_ADD},
};
static const struct hg_choice total_columns[] = {
    {"region", 0}, {"sector", 0}, {"value", 0},      {"unit", 0},
    {"basis", 0},  {"gas", 0},    {"uncertainty", 0}};
static const struct hg_choice point_columns[] = {
    {"id", 0},   {"name", 0},  {"region", 0}, {"sector", 0},
    {"lon", 0},  {"lat", 0},   {"weight", 0}, {"value", 0},
    {"unit", 0}, {"basis", 0}, {"gas", 0},    {"uncertainty", 0}};

static const struct hg_choice shape_columns[] = {
    {"id", 0},    {"name", 0}, {"region", 0}, {"sector", 0}, {"weight", 0},
    {"value", 0}, {"unit", 0}, {"basis", 0},  {"gas", 0},    {"uncertainty", 0}};

static const struct hg_field totals_fields[] = {
    {.key = "file",
     .type = HG_FIELD_FILE,
     .required = true,
     HG_AT(struct hg_table_source, path),
     .help =
         "CSV with columns region, sector, value, unit[, basis][, gas][, uncertainty]"},
    {.key = "columns",
     .type = HG_FIELD_COLUMNS,
     HG_AT(struct hg_table_source, columns),
     HG_CHOICES(total_columns),
     .help = HG_COLUMNS_HELP},
};
const struct hg_schema hg_totals_schema = {
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
     .help =
         "CSV (id, region, sector, lon, lat, weight[, name][, uncertainty]; value, "
         "unit[, basis][, gas] in place of weight for `remainder` and `add`), or any "
         "file of points GDAL reads; uncertainty is a relative standard deviation, empty "
         "for that of `uncertainty` in the study file"},
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
const struct hg_schema hg_points_schema = {
    .name = "points",
    .help = "Where single sources stand.",
    .size = sizeof(struct hg_study_points),
    HG_TABLE(points_fields),
};

static const struct hg_field shapes_fields[] = {
    {.key = "file",
     .type = HG_FIELD_FILE,
     .required = true,
     HG_AT(struct hg_study_points, source.path),
     .help = "a file GDAL reads, in any CRS, with fields id, region, sector and weight "
             "(`scale`) or value, unit[, basis][, gas] (`remainder`, `add`), and perhaps "
             "uncertainty"},
    {.key = "total",
     .type = HG_FIELD_CHOICE,
     .required = true,
     HG_AT(struct hg_study_points, rule),
     HG_CHOICES(point_rules),
     .help = "as for points"},
    {.key = "layer",
     .type = HG_FIELD_WORD,
     HG_AT(struct hg_study_points, source.layer),
     .help = HG_LAYER_HELP},
    {.key = "columns",
     .type = HG_FIELD_COLUMNS,
     HG_AT(struct hg_study_points, source.columns),
     HG_CHOICES(shape_columns),
     .help = HG_COLUMNS_HELP},
};
const struct hg_schema hg_lines_schema = {
    .name = "lines",
    .help = "Sources along lines: each spreads over the cells by its length in them.",
    .size = sizeof(struct hg_study_points),
    HG_TABLE(shapes_fields),
};
const struct hg_schema hg_areas_schema = {
    .name = "areas",
    .help = "Sources with an area: each spreads over the cells by its area in them.",
    .size = sizeof(struct hg_study_points),
    HG_TABLE(shapes_fields),
};

static const struct hg_field grids_fields[] = {
    {.key = "file",
     .type = HG_FIELD_FILE,
     .required = true,
     HG_AT(struct hg_study_grid, file),
     .help = "a raster GDAL reads, or the text form of EDGAR or CDIAC"},
    {.key = "variable",
     .type = HG_FIELD_WORD,
     HG_AT(struct hg_study_grid, variable),
     .help = "variable of a netCDF file; otherwise the only one on a grid"},
    {.key = "sector",
     .type = HG_FIELD_CODE,
     .required = true,
     HG_AT(struct hg_study_grid, sector),
     .help = "sector of all its emissions; several grids of one sector add up"},
    {.key = "unit",
     .type = HG_FIELD_WORD,
     .required = true,
     HG_AT(struct hg_study_grid, unit),
     .help = "of its values: `t` for tonnes per cell and year, `kg m-2 s-1`, `t km-2 "
             "yr-1` ..."},
    {.key = "basis",
     .type = HG_FIELD_WORD,
     HG_AT(struct hg_study_grid, basis),
     .help = "`CO2` or `C`: what the mass is of; needed unless the unit counts mol"},
    {.key = "gas",
     .type = HG_FIELD_WORD,
     HG_AT(struct hg_study_grid, gas),
     .help = "gas of its emissions, where the inventory is of CO2e; otherwise CO2"},
};
const struct hg_schema hg_grids_schema = {
    .name = "grids",
    .help = "Ready grids: they are resampled so that their mass stays, and become the "
            "totals of the regions they lie in.",
    .size = sizeof(struct hg_study_grid),
    HG_TABLE(grids_fields),
};

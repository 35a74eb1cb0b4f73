/* table_emissions_schema.c - the keys of a study file below `trade: emissions` */
#include "study/study_schema.h"
#include <hotgrid/study.h>

static const struct hg_choice industry_columns[] = {
    {"region", 0}, {"sector", 0}, {"value", 0}, {"unit", 0}, {"basis", 0}, {"gas", 0}};
static const struct hg_choice household_columns[] = {
    {"region", 0}, {"value", 0}, {"unit", 0}, {"basis", 0}, {"gas", 0}};

static const struct hg_field industry_fields[] = {
    {.key = "file",
     .type = HG_FIELD_FILE,
     .required = true,
     HG_AT(struct hg_table_source, path),
     .help = "CSV with columns region, sector, value, unit[, basis][, gas]; region and "
             "sector as the table has them"},
    {.key = "columns",
     .type = HG_FIELD_COLUMNS,
     HG_AT(struct hg_table_source, columns),
     HG_CHOICES(industry_columns),
     .help = HG_COLUMNS_HELP},
};
static const struct hg_schema industry_schema = {
    .name = "file",
    .help = "Emissions by industry of the trade table.",
    .size = sizeof(struct hg_table_source),
    .short_key = "file",
    HG_TABLE(industry_fields),
};

static const struct hg_field household_fields[] = {
    {.key = "file",
     .type = HG_FIELD_FILE,
     .required = true,
     HG_AT(struct hg_table_source, path),
     .help = "CSV with columns region, value, unit[, basis][, gas]"},
    {.key = "columns",
     .type = HG_FIELD_COLUMNS,
     HG_AT(struct hg_table_source, columns),
     HG_CHOICES(household_columns),
     .help = HG_COLUMNS_HELP},
};
static const struct hg_schema household_schema = {
    .name = "household",
    .help = "Direct emissions of households by region of the trade table.",
    .size = sizeof(struct hg_table_source),
    .short_key = "file",
    HG_TABLE(household_fields),
};

static const struct hg_field account_fields[] = {
    {.key = "account",
     .type = HG_FIELD_WORD,
     HG_AT(struct hg_mrio_account, name),
     .help =
         "a row of the accounts that come with the table, as `hotgrid mrio info` lists "
         "it (`satellite/CO2 - combustion - air`), or its part behind the first `/`"},
    {.key = "unit",
     .type = HG_FIELD_WORD,
     HG_AT(struct hg_mrio_account, unit),
     .help = "unit of that row where the table does not say it: kg, Gg, kt CO2, t C ..."},
    {.key = "gas",
     .type = HG_FIELD_WORD,
     HG_AT(struct hg_mrio_account, gas),
     .help = "gas of that row when it is another one than CO2; counts by its potential "
             "(`gas: co2e` under `inventory`)"},
    {.key = "file",
     .type = HG_FIELD_MAP,
     HG_AT(struct hg_mrio_account, file),
     .of = &industry_schema,
     .help = "in place of an account: emissions of industries from a file"},
    {.key = "household",
     .type = HG_FIELD_MAP,
     HG_AT(struct hg_mrio_account, household),
     .of = &household_schema,
     .help = "direct emissions of households from a file"},
};
const struct hg_schema hg_table_emissions_schema = {
    .name = "emissions",
    .help = "Emissions of the industries and households of the trade table, for accounts "
            "of the whole table; all entries are added up.",
    .size = sizeof(struct hg_mrio_account),
    .short_key = "account",
    HG_TABLE(account_fields),
};

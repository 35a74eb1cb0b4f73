/* trade_schema.c - the keys of a study file below `trade` */
#include "study/study_schema.h"
#include <hotgrid/study.h>

static const struct hg_choice formats[] = {
    {"pymrio", 0}, {"exiobase3", 0}, {"csv", 0},      {"icio", 0},
    {"eora26", 0}, {"gloria", 0},    {"wiod2013", 0}, {"wiod2016", 0}};
static const struct hg_choice region_map_columns[] = {{"region", 0}, {"mrio_region", 0}};
static const struct hg_choice sector_map_columns[] = {
    {"sector", 0}, {"mrio_sector", 0}, {"weight", 0}, {"region", 0}};
static const struct hg_choice export_columns[] = {
    {"province", 0}, {"sector", 0}, {"destination", 0}, {"value", 0}};
static const struct hg_choice reexport_columns[] = {{"hub", 0},         {"sector", 0},
                                                    {"destination", 0}, {"theta", 0},
                                                    {"rho", 0},         {"markup", 0}};
static const struct hg_choice balances[] = {{"none", false}, {"gras", true}};

static const struct hg_field region_map_fields[] = {
    {.key = "file",
     .type = HG_FIELD_FILE,
     .required = true,
     HG_AT(struct hg_table_source, path),
     .help = "CSV with columns region, mrio_region"},
    {.key = "columns",
     .type = HG_FIELD_COLUMNS,
     HG_AT(struct hg_table_source, columns),
     HG_CHOICES(region_map_columns),
     .help = HG_COLUMNS_HELP},
};
static const struct hg_schema region_map_schema = {
    .name = "regions",
    .help = "Which region of the trade table each region of the study belongs to.",
    .size = sizeof(struct hg_table_source),
    .short_key = "file",
    HG_TABLE(region_map_fields),
};

static const struct hg_field sector_map_fields[] = {
    {.key = "file",
     .type = HG_FIELD_FILE,
     .required = true,
     HG_AT(struct hg_study_sector_map, table.path),
     .help = "CSV with columns sector, mrio_sector[, weight][, region]; mrio_sector `hh` "
             "is the own market; rows with a region hold for that region alone, in place "
             "of the others of the sector"},
    {.key = "weights",
     .type = HG_FIELD_WORD,
     HG_AT(struct hg_study_sector_map, weights),
     .standard = "given",
     .help = "what shares a sector out over several of the table: `given` (column "
             "weight, which sums to 1), `output` (outputs of the table in the region's "
             "market), or the name of a column of the file, in any unit, such as energy"},
    {.key = "columns",
     .type = HG_FIELD_COLUMNS,
     HG_AT(struct hg_study_sector_map, table.columns),
     HG_CHOICES(sector_map_columns),
     .help = HG_COLUMNS_HELP},
};
static const struct hg_schema sector_map_schema = {
    .name = "sectors",
    .help = "Which sectors of the trade table each sector belongs to.",
    .size = sizeof(struct hg_study_sector_map),
    .short_key = "file",
    HG_TABLE(sector_map_fields),
};

static const struct hg_field export_fields[] = {
    {.key = "file",
     .type = HG_FIELD_FILE,
     .required = true,
     HG_AT(struct hg_table_source, path),
     .help =
         "CSV with columns province, destination, value[, sector]: exports in any "
         "unit; provinces and sectors are those of the provincial table, destinations "
         "regions of the world table or `all`; an empty sector is all of them"},
    {.key = "columns",
     .type = HG_FIELD_COLUMNS,
     HG_AT(struct hg_table_source, columns),
     HG_CHOICES(export_columns),
     .help = HG_COLUMNS_HELP},
};
static const struct hg_schema export_schema = {
    .name = "exports",
    .help = "What provinces export, by customs: the most exact rows that there are of a "
            "sector and destination serve.",
    .size = sizeof(struct hg_table_source),
    .short_key = "file",
    HG_TABLE(export_fields),
};

static const struct hg_field nest_fields[] = {
    {.key = "format",
     .type = HG_FIELD_WORD,
     .required = true,
     HG_AT(struct hg_study_nest, format),
     HG_CHOICES(formats),
     .help = "how the provincial table is laid out"},
    {.key = "path",
     .type = HG_FIELD_FOLDER,
     .required = true,
     HG_AT(struct hg_study_nest, path),
     .help =
         "folder of the provincial table, or its file, or a .zip; its regions are the "
         "provinces"},
    {.key = "parent",
     .type = HG_FIELD_WORD,
     .required = true,
     HG_AT(struct hg_study_nest, parent),
     .spot = offsetof(struct hg_study_nest, parent_at),
     .help =
         "region of the world table that the provinces take the place of; they sum to "
         "it"},
    {.key = "sectors",
     .type = HG_FIELD_MAP,
     HG_AT(struct hg_study_nest, sectors),
     .of = &sector_map_schema,
     .help = "which sectors of the world table each sector of the provincial table "
             "belongs to; otherwise the codes are the same"},
    {.key = "exports",
     .type = HG_FIELD_MAP,
     HG_AT(struct hg_study_nest, exports),
     .of = &export_schema,
     .help = "exports of the provinces; otherwise those of the provincial table "
             "(`abroad`), else its outputs"},
    {.key = "abroad",
     .type = HG_FIELD_CODES,
     HG_AT(struct hg_study_nest, abroad),
     .help = "regions and categories of final demand of the provincial table that are "
             "abroad: what they buy are exports, what such a region sells are imports"},
    {.key = "balance",
     .type = HG_FIELD_CHOICE,
     HG_AT(struct hg_study_nest, balance),
     HG_CHOICES(balances),
     .standard = "none",
     .help =
         "`gras` brings each province to its part of the parent's output; sums of "
         "provinces then keep the parent to 1e-9 of a sector's output, without it bit "
         "for bit"},
};
static const struct hg_schema nest_schema = {
    .name = "nest",
    .help = "A table of provinces (or states) inside one region of the world table.",
    .size = sizeof(struct hg_study_nest),
    HG_TABLE(nest_fields),
};

static const struct hg_field reexport_fields[] = {
    {.key = "file",
     .type = HG_FIELD_FILE,
     .required = true,
     HG_AT(struct hg_table_source, path),
     .help = "CSV with columns hub, destination, theta, rho, markup[, sector]: of what a "
             "hub buys of a sector abroad the part rho is re-exported, theta of that to "
             "the destination, at a price higher by markup; thetas of a hub and sector "
             "sum to 1, an empty sector is all of them"},
    {.key = "columns",
     .type = HG_FIELD_COLUMNS,
     HG_AT(struct hg_table_source, columns),
     HG_CHOICES(reexport_columns),
     .help = HG_COLUMNS_HELP},
};
static const struct hg_schema reexport_schema = {
    .name = "reexports",
    .help = "What only passes through hubs such as Hong Kong.",
    .size = sizeof(struct hg_table_source),
    .short_key = "file",
    HG_TABLE(reexport_fields),
};

static const struct hg_field trade_fields[] = {
    {.key = "format",
     .type = HG_FIELD_WORD,
     .required = true,
     HG_AT(struct hg_study, trade.format),
     HG_CHOICES(formats),
     .help = "how the table is laid out; docs/trade-tables.md describes each"},
    {.key = "path",
     .type = HG_FIELD_FOLDER,
     .required = true,
     HG_AT(struct hg_study, trade.path),
     .help =
         "folder of the table, or its file, or the .zip it came in, read as it is; the "
         "path of a .zip may go on inside it (a.zip/folder)"},
    {.key = "z",
     .type = HG_FIELD_WORD,
     HG_AT(struct hg_study, trade.z),
     .help = "name of the file of intermediate flows in that folder; otherwise Z.txt or "
             "Z.csv, also with .gz"},
    {.key = "y",
     .type = HG_FIELD_WORD,
     HG_AT(struct hg_study, trade.y),
     .help = "name of the file of final demand; otherwise Y.txt or Y.csv, also with .gz"},
    {.key = "version",
     .type = HG_FIELD_WORD,
     HG_AT(struct hg_study, trade.version),
     .help =
         "which table, where the folder holds several: a year, or another part of the "
         "name of its file"},
    {.key = "emissions",
     .type = HG_FIELD_LIST,
     HG_LIST_AT(struct hg_study, trade.emissions, trade.n_emissions),
     .of = &hg_table_emissions_schema,
     .help = "emissions of the industries of the table itself"},
    {.key = "regions",
     .type = HG_FIELD_MAP,
     HG_AT(struct hg_study, trade.regions),
     .of = &region_map_schema,
     .help = "which region of the table each region of the study belongs to; otherwise "
             "the codes are the same"},
    {.key = "region_codes",
     .type = HG_FIELD_BOOL,
     HG_AT(struct hg_study, trade.region_codes),
     .standard = "false",
     .help = "whether regions that `regions` does not name are looked up by their codes: "
             "ISO 3166 (alpha-3, alpha-2, numeric; of parts of countries, such as CN-GD) "
             "to those of the table; countries that it does not have belong to its rest "
             "of the world"},
    {.key = "sectors",
     .type = HG_FIELD_MAP,
     HG_AT(struct hg_study, trade.sectors),
     .of = &sector_map_schema,
     .help = "which sectors of the table each sector of the study belongs to; otherwise "
             "the codes are the same, and households are their own market"},
    {.key = "nest",
     .type = HG_FIELD_MAP,
     HG_AT(struct hg_study, trade.nest),
     .of = &nest_schema,
     .help = "a provincial table inside the world table; otherwise regions of the study "
             "that belong to one region of the table share its market mix"},
    {.key = "reexports",
     .type = HG_FIELD_MAP,
     HG_AT(struct hg_study, trade.reexports),
     .of = &reexport_schema,
     .help = "re-exports of hubs, sent on to where they are used; refused for tables "
             "that are corrected already"},
    {.key = "reexports_corrected",
     .type = HG_FIELD_BOOL,
     HG_AT(struct hg_study, trade.reexports_corrected),
     .standard = "false",
     .help = "whether the table has re-exports corrected already (GTAP and tables made "
             "from it have, Eora and WIOD have not)"},
    {.key = "names",
     .type = HG_FIELD_FILE,
     HG_AT(struct hg_study, trade.region_names),
     .help =
         "CSV with columns region, name: names of the regions of the table; otherwise "
         "the codes serve"},
};
const struct hg_schema hg_trade_schema = {
    .name = "trade",
    .help =
        "The multi-regional input-output table that says for whom each industry works.",
    .size = sizeof(struct hg_study),
    HG_TABLE(trade_fields),
};

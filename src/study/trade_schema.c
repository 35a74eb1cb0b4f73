/* trade_schema.c - the keys of a study file below `trade` */
#include "study/study_schema.h"
#include <hotgrid/study.h>

static const struct hg_choice formats[] = {{"pymrio", 0}};
static const struct hg_choice region_map_columns[] = {{"region", 0}, {"mrio_region", 0}};
static const struct hg_choice sector_map_columns[] = {
    {"sector", 0}, {"mrio_sector", 0}, {"weight", 0}};

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
     HG_AT(struct hg_table_source, path),
     .help =
         "CSV with columns sector, mrio_sector[, weight]; the weights of a sector sum "
         "to 1; mrio_sector `hh` is the own market"},
    {.key = "columns",
     .type = HG_FIELD_COLUMNS,
     HG_AT(struct hg_table_source, columns),
     HG_CHOICES(sector_map_columns),
     .help = HG_COLUMNS_HELP},
};
static const struct hg_schema sector_map_schema = {
    .name = "sectors",
    .help = "Which sectors of the trade table each sector of the study belongs to.",
    .size = sizeof(struct hg_table_source),
    .short_key = "file",
    HG_TABLE(sector_map_fields),
};

static const struct hg_field trade_fields[] = {
    {.key = "format",
     .type = HG_FIELD_WORD,
     .required = true,
     HG_AT(struct hg_study, trade.format),
     HG_CHOICES(formats),
     .help = "how the table is laid out"},
    {.key = "path",
     .type = HG_FIELD_FOLDER,
     .required = true,
     HG_AT(struct hg_study, trade.path),
     .help = "folder of the table"},
    {.key = "z",
     .type = HG_FIELD_WORD,
     HG_AT(struct hg_study, trade.z),
     .help = "name of the file of intermediate flows in that folder; otherwise Z.txt or "
             "Z.csv, also with .gz"},
    {.key = "y",
     .type = HG_FIELD_WORD,
     HG_AT(struct hg_study, trade.y),
     .help = "name of the file of final demand; otherwise Y.txt or Y.csv, also with .gz"},
    {.key = "regions",
     .type = HG_FIELD_MAP,
     HG_AT(struct hg_study, trade.regions),
     .of = &region_map_schema,
     .help = "which region of the table each region of the study belongs to; otherwise "
             "the codes are the same"},
    {.key = "sectors",
     .type = HG_FIELD_MAP,
     HG_AT(struct hg_study, trade.sectors),
     .of = &sector_map_schema,
     .help = "which sectors of the table each sector of the study belongs to; otherwise "
             "the codes are the same, and households are their own market"},
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

/* study_schema.c - every key of a study file */
#include "study/schemas.h"
#include <hotgrid/classes.h>
#include <hotgrid/study.h>

static const struct hg_choice point_rules[] = {
    {"scale", HG_POINTS_SCALE},
    {"remainder", HG_POINTS_REMAINDER},
    {"add", HG_POINTS_ADD},
};
static const struct hg_choice proxy_quantities[] = {{"density", HG_DENSITY},
                                                    {"count", HG_COUNT}};
static const struct hg_choice unmapped[] = {{"refuse", false}, {"allow", true}};
static const struct hg_choice formats[] = {{"pymrio", 0}};
static const struct hg_choice accounts[] = {
    {"total", HG_ACCOUNT_TOTAL},
    {"foreign", HG_ACCOUNT_FOREIGN},
    {"destination", HG_ACCOUNT_DESTINATION},
    {"dominant", HG_ACCOUNT_DOMINANT},
};
static const struct hg_choice layer_quantities[] = {
    {"density", HG_LAYER_DENSITY},
    {"total", HG_LAYER_TOTAL},
    {"share", HG_LAYER_SHARE},
};
static const struct hg_choice methods[] = {
    {"log", 0}, {"quantile", 0}, {"equal", 0}, {"manual", 0}};
static const struct hg_choice compressions[] = {{"deflate", false}, {"zstd", true}};

static const struct hg_choice total_columns[] = {
    {"region", 0}, {"sector", 0}, {"value", 0}, {"unit", 0}, {"basis", 0}};
static const struct hg_choice point_columns[] = {
    {"id", 0},  {"name", 0},   {"region", 0}, {"sector", 0}, {"lon", 0},
    {"lat", 0}, {"weight", 0}, {"value", 0},  {"unit", 0},   {"basis", 0}};
static const struct hg_choice region_map_columns[] = {{"region", 0}, {"mrio_region", 0}};
static const struct hg_choice sector_map_columns[] = {
    {"sector", 0}, {"mrio_sector", 0}, {"weight", 0}};
static const struct hg_choice city_columns[] = {{"lon", 0}, {"lat", 0}};

static const char columns_help[] =
    "other names of columns, `standard: actual`; `\"=text\"` stands for a column of "
    "that text";
static const char layer_help[] = "layer of a file that has several; otherwise its first";

static const struct hg_field regions_fields[] = {
    {.key = "file",
     .type = HG_FIELD_FILE,
     .required = true,
     HG_AT(struct hg_vector_source, path),
     .help = "polygons of the regions, in any CRS"},
    {.key = "layer",
     .type = HG_FIELD_WORD,
     HG_AT(struct hg_vector_source, layer),
     .help = layer_help},
    {.key = "id",
     .type = HG_FIELD_WORD,
     .required = true,
     HG_AT(struct hg_vector_source, code),
     .help = "field of the file with the codes of the regions"},
    {.key = "name",
     .type = HG_FIELD_WORD,
     HG_AT(struct hg_vector_source, name),
     .help = "field with their names; otherwise the codes serve"},
};
static const struct hg_schema regions_schema = {
    .name = "regions",
    .help = "Where the regions of the inventory are.",
    .size = sizeof(struct hg_vector_source),
    HG_TABLE(regions_fields),
};

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
     .help = columns_help},
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
     .help = layer_help},
    {.key = "columns",
     .type = HG_FIELD_COLUMNS,
     HG_AT(struct hg_study_points, source.columns),
     HG_CHOICES(point_columns),
     .help = columns_help},
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
     HG_AT(struct hg_study, inventory.totals),
     .count = offsetof(struct hg_study, inventory.n_totals),
     .of = &totals_schema,
     .help = "the inventory; may be missing where all points are added"},
    {.key = "points",
     .type = HG_FIELD_LIST,
     HG_AT(struct hg_study, inventory.points),
     .count = offsetof(struct hg_study, inventory.n_points),
     .of = &points_schema,
     .help = "files of point sources"},
    {.key = "sectors",
     .type = HG_FIELD_FILE,
     HG_AT(struct hg_study, inventory.sectors),
     .help = "CSV with columns sector, name; otherwise the codes serve as names"},
    {.key = "proxies",
     .type = HG_FIELD_LIST,
     HG_AT(struct hg_study, inventory.rules),
     .count = offsetof(struct hg_study, inventory.n_rules),
     .of = &proxies_schema,
     .standard = "[{use: [area]}]",
     .help = "what places emissions that have no points, by sector"},
    {.key = "proxy_files",
     .type = HG_FIELD_LIST,
     HG_AT(struct hg_study, inventory.files),
     .count = offsetof(struct hg_study, inventory.n_files),
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
static const struct hg_schema inventory_schema = {
    .name = "inventory",
    .help = "How much is emitted, and where.",
    .size = sizeof(struct hg_study),
    HG_TABLE(inventory_fields),
};

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
     .help = columns_help},
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
     .help = columns_help},
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
static const struct hg_schema trade_schema = {
    .name = "trade",
    .help =
        "The multi-regional input-output table that says for whom each industry works.",
    .size = sizeof(struct hg_study),
    HG_TABLE(trade_fields),
};

static const struct hg_field groups_fields[] = {
    {.key = "name",
     .type = HG_FIELD_CODE,
     .required = true,
     HG_AT(struct hg_study_group, name),
     .help = "the name that `destination` uses"},
    {.key = "members",
     .type = HG_FIELD_CODES,
     .required = true,
     HG_AT(struct hg_study_group, members),
     .help = "destinations: regions of the trade table"},
};
static const struct hg_schema groups_schema = {
    .name = "groups",
    .help = "Destinations that are shown together under one name.",
    .size = sizeof(struct hg_study_group),
    HG_TABLE(groups_fields),
};

static const struct hg_field layers_fields[] = {
    {.key = "account",
     .type = HG_FIELD_CHOICE,
     HG_AT(struct hg_study_layers, account),
     HG_CHOICES(accounts),
     .help = "all emissions, those for markets other than the own, those for each of "
             "`destination`, or the largest market of each cell; `destination` is meant "
             "where that key stands"},
    {.key = "destination",
     .type = HG_FIELD_CODES,
     HG_AT(struct hg_study_layers, destination),
     .help = "regions of the trade table, names of groups, or `all`: a layer for each"},
    {.key = "sector",
     .type = HG_FIELD_CODES,
     HG_AT(struct hg_study_layers, sector),
     .help = "only these sectors, taken together"},
    {.key = "region",
     .type = HG_FIELD_CODES,
     HG_AT(struct hg_study_layers, region),
     .help = "only emissions of these regions, taken together"},
    {.key = "quantity",
     .type = HG_FIELD_CHOICE,
     HG_AT(struct hg_study_layers, quantity),
     HG_CHOICES(layer_quantities),
     .standard = "density",
     .help =
         "t per km2 and year, t per cell and year, or percent of what the cell emits"},
};
static const struct hg_schema layers_schema = {
    .name = "layers",
    .help = "What is mapped: each entry gives one or more layers.",
    .size = sizeof(struct hg_study_layers),
    .line = offsetof(struct hg_study_layers, line),
    HG_TABLE(layers_fields),
};

static const struct hg_field classes_fields[] = {
    {.key = "method",
     .type = HG_FIELD_WORD,
     HG_AT(struct hg_study, maps.method),
     HG_CHOICES(methods),
     .standard = "log",
     .help = "round steps of 1-2-5 or decades, equal numbers of cells, equal steps, or "
             "the `breaks` that are given"},
    {.key = "count",
     .type = HG_FIELD_INTEGER,
     HG_AT(struct hg_study, maps.count),
     .min = 2,
     .max = HG_MAX_CLASSES,
     .standard = "7",
     .help = "classes wanted; not with `manual`"},
    {.key = "shared",
     .type = HG_FIELD_BOOL,
     HG_AT(struct hg_study, maps.shared),
     .standard = "true",
     .help =
         "whether the maps of destinations share their classes, so that they compare"},
    {.key = "breaks",
     .type = HG_FIELD_NUMBERS,
     HG_AT(struct hg_study, maps.breaks),
     .count = offsetof(struct hg_study, maps.n_break),
     .help =
         "only with `manual`: the edges of the classes, rising; what lies beyond them "
         "belongs to the outermost classes"},
};
static const struct hg_schema classes_schema = {
    .name = "classes",
    .help = "How values become colours.",
    .size = sizeof(struct hg_study),
    HG_TABLE(classes_fields),
};

static const struct hg_field outline_fields[] = {
    {.key = "file",
     .type = HG_FIELD_FILE,
     .required = true,
     HG_AT(struct hg_vector_source, path),
     .help = "polygons or lines, in any CRS"},
    {.key = "layer",
     .type = HG_FIELD_WORD,
     HG_AT(struct hg_vector_source, layer),
     .help = layer_help},
};
static const struct hg_schema borders_schema = {
    .name = "borders",
    .help = "Borders drawn over the cells.",
    .size = sizeof(struct hg_vector_source),
    .short_key = "file",
    HG_TABLE(outline_fields),
};
static const struct hg_schema context_schema = {
    .name = "context",
    .help = "Land around the study's regions.",
    .size = sizeof(struct hg_vector_source),
    .short_key = "file",
    HG_TABLE(outline_fields),
};

static const struct hg_field cities_fields[] = {
    {.key = "file",
     .type = HG_FIELD_FILE,
     .required = true,
     HG_AT(struct hg_study, maps.cities.path),
     .help =
         "CSV with columns lon, lat and those named below, or any file of points GDAL "
         "reads"},
    {.key = "layer",
     .type = HG_FIELD_WORD,
     HG_AT(struct hg_study, maps.cities.layer),
     .help = layer_help},
    {.key = "columns",
     .type = HG_FIELD_COLUMNS,
     HG_AT(struct hg_study, maps.cities.columns),
     HG_CHOICES(city_columns),
     .help = columns_help},
    {.key = "name",
     .type = HG_FIELD_WORD,
     .required = true,
     HG_AT(struct hg_study, maps.city_name),
     .help = "column of the names"},
    {.key = "rank",
     .type = HG_FIELD_WORD,
     HG_AT(struct hg_study, maps.city_rank),
     .help = "column of numbers: larger ones are labelled first"},
    {.key = "top",
     .type = HG_FIELD_INTEGER,
     HG_AT(struct hg_study, maps.city_top),
     .min = 0,
     .max = 1000,
     .standard = "12",
     .help = "how many are labelled at most"},
};
static const struct hg_schema cities_schema = {
    .name = "cities",
    .help = "Places that are labelled.",
    .size = sizeof(struct hg_study),
    HG_TABLE(cities_fields),
};

static const struct hg_field text_fields[] = {
    {.key = "title",
     .type = HG_FIELD_TEXT,
     HG_AT(struct hg_study, maps.title),
     .standard = "\"\"",
     .help = "title of the maps; otherwise it is made from the layer"},
    {.key = "source",
     .type = HG_FIELD_TEXT,
     HG_AT(struct hg_study, maps.source),
     .standard = "\"\"",
     .help = "sources and licences of the data"},
    {.key = "approval",
     .type = HG_FIELD_TEXT,
     HG_AT(struct hg_study, maps.approval),
     .standard = "\"\"",
     .help = "approval number of the map, where the law wants one"},
    {.key = "disclaimer",
     .type = HG_FIELD_TEXT,
     HG_AT(struct hg_study, maps.disclaimer),
     .standard = "\"\"",
     .help = "what the borders do not claim"},
};
static const struct hg_schema text_schema = {
    .name = "text",
    .help = "Words on the maps.",
    .size = sizeof(struct hg_study),
    HG_TABLE(text_fields),
};

static const struct hg_field maps_fields[] = {
    {.key = "style",
     .type = HG_FIELD_WORD,
     HG_AT(struct hg_study, maps.style),
     .standard = "report",
     .help = "a name from `styles/`, or the path of a style file"},
    {.key = "classes",
     .type = HG_FIELD_MAP,
     .of = &classes_schema,
     .help = "how values become colours"},
    {.key = "borders",
     .type = HG_FIELD_MAP,
     HG_AT(struct hg_study, maps.borders),
     .of = &borders_schema,
     .help = "borders drawn over the cells; otherwise those of the regions"},
    {.key = "context",
     .type = HG_FIELD_MAP,
     HG_AT(struct hg_study, maps.context),
     .of = &context_schema,
     .help = "land around the regions"},
    {.key = "cities",
     .type = HG_FIELD_MAP,
     .of = &cities_schema,
     .help = "places that are labelled"},
    {.key = "text",
     .type = HG_FIELD_MAP,
     .of = &text_schema,
     .help = "words on the maps"},
};
static const struct hg_schema maps_schema = {
    .name = "maps",
    .help = "How the maps look.",
    .size = sizeof(struct hg_study),
    HG_TABLE(maps_fields),
};

static const struct hg_field study_fields[] = {
    {.key = "name",
     .type = HG_FIELD_CODE,
     .required = true,
     HG_AT(struct hg_study, name),
     .help = "code of the study; names its files"},
    {.key = "year",
     .type = HG_FIELD_INTEGER,
     .required = true,
     HG_AT(struct hg_study, year),
     .min = 1750,
     .max = 2200,
     .help = "year of the emissions"},
    {.key = "data",
     .type = HG_FIELD_WORD,
     HG_AT(struct hg_study, data),
     .help = "folder that all paths but `output` start from; `${NAME}` stands for an "
             "environment variable, here and nowhere else; otherwise the folder of the "
             "study file"},
    {.key = "grid",
     .type = HG_FIELD_WORD,
     .required = true,
     HG_AT(struct hg_study, grid),
     .help = "a name from `grids/`, or the path of a grid file"},
    {.key = "regions",
     .type = HG_FIELD_MAP,
     .required = true,
     HG_AT(struct hg_study, regions),
     .of = &regions_schema,
     .help = "where the regions of the inventory are"},
    {.key = "inventory",
     .type = HG_FIELD_MAP,
     .required = true,
     .of = &inventory_schema,
     .help = "how much is emitted, and where"},
    {.key = "trade",
     .type = HG_FIELD_MAP,
     .required = true,
     .of = &trade_schema,
     .help = "the table that says for whom each industry works"},
    {.key = "groups",
     .type = HG_FIELD_LIST,
     HG_AT(struct hg_study, groups),
     .count = offsetof(struct hg_study, n_groups),
     .of = &groups_schema,
     .help = "destinations that are shown together"},
    {.key = "layers",
     .type = HG_FIELD_LIST,
     HG_AT(struct hg_study, layers),
     .count = offsetof(struct hg_study, n_layers),
     .of = &layers_schema,
     .standard = "[{account: total}, {account: foreign}, "
                 "{account: foreign, quantity: share}, {account: dominant}]",
     .help = "what is mapped"},
    {.key = "maps", .type = HG_FIELD_MAP, .of = &maps_schema, .help = "how maps look"},
    {.key = "compress",
     .type = HG_FIELD_CHOICE,
     HG_AT(struct hg_study, zstd),
     HG_CHOICES(compressions),
     .standard = "deflate",
     .help = "of the GeoTIFFs: `deflate` opens everywhere, `zstd` is faster"},
    {.key = "output",
     .type = HG_FIELD_WORD,
     HG_AT(struct hg_study, output),
     .standard = "out",
     .help = "folder of the results, from the folder of the study file"},
};
const struct hg_schema hg_study_schema = {
    .name = "the study file",
    .help = "One study: its data, its layers and its maps.",
    .size = sizeof(struct hg_study),
    HG_TABLE(study_fields),
};

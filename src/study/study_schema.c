/* study_schema.c - the keys of a study file; those of its larger parts have files */
#include "study/study_schema.h"
#include "study/schemas.h"
#include <hotgrid/study.h>

static const struct hg_choice accounts[] = {
    {"total", HG_ACCOUNT_TOTAL},
    {"foreign", HG_ACCOUNT_FOREIGN},
    {"destination", HG_ACCOUNT_DESTINATION},
    {"dominant", HG_ACCOUNT_DOMINANT},
    {"tier", HG_ACCOUNT_TIER},
    {"excess", HG_ACCOUNT_EXCESS},
    {"after", HG_ACCOUNT_AFTER},
    {"change", HG_ACCOUNT_CHANGE},
};
static const struct hg_choice layer_quantities[] = {
    {"density", HG_LAYER_DENSITY},
    {"total", HG_LAYER_TOTAL},
    {"share", HG_LAYER_SHARE},
    {"sigma", HG_LAYER_SIGMA},
    {"relative_sigma", HG_LAYER_RELATIVE_SIGMA},
    {"stability", HG_LAYER_STABILITY},
};
static const struct hg_choice compressions[] = {{"deflate", false}, {"zstd", true}};

static const struct hg_choice fits[] = {
    {"best", HG_FIT_BEST},
    {"albers", HG_FIT_ALBERS},
    {"laea", HG_FIT_LAEA},
    {"world", HG_FIT_WORLD},
};

static const struct hg_field grid_fields[] = {
    {.key = "name",
     .type = HG_FIELD_WORD,
     .required = true,
     HG_AT(struct hg_study, grid),
     .help = "a name from `grids/`, the path of a grid file, or `auto`: equal-area cells "
             "fitted to the regions"},
    {.key = "cell_km",
     .type = HG_FIELD_NUMBER,
     HG_AT(struct hg_study, fit.cell_km),
     .min = 0.01,
     .max = 1000,
     .standard = "10",
     .help = "side of the cells of `auto`"},
    {.key = "projection",
     .type = HG_FIELD_CHOICE,
     HG_AT(struct hg_study, fit.projection),
     HG_CHOICES(fits),
     .standard = "best",
     .help = "of `auto`: what suits the regions best, Albers, Lambert azimuthal "
             "equal-area, or the cylinder of EPSG:6933"},
    {.key = "regions",
     .type = HG_FIELD_CODES,
     HG_AT(struct hg_study, fit.regions),
     .help = "codes of the polygons `auto` is fitted to; otherwise all of them"},
};
static const struct hg_schema grid_schema = {
    .name = "grid",
    .help = "The cells on which everything is counted.",
    .size = sizeof(struct hg_study),
    .short_key = "name",
    HG_TABLE(grid_fields),
};

static const struct hg_choice invalid_polygons[] = {{"refuse", false}, {"allow", true}};

static const struct hg_field regions_fields[] = {
    {.key = "file",
     .type = HG_FIELD_FILE,
     .required = true,
     HG_AT(struct hg_vector_source, path),
     .help = "polygons of the regions, in any CRS"},
    {.key = "layer",
     .type = HG_FIELD_WORD,
     HG_AT(struct hg_vector_source, layer),
     .help = HG_LAYER_HELP},
    {.key = "id",
     .type = HG_FIELD_WORD,
     .required = true,
     HG_AT(struct hg_vector_source, code),
     .help = "field of the file with the codes of the regions"},
    {.key = "name",
     .type = HG_FIELD_WORD,
     HG_AT(struct hg_vector_source, name),
     .help = "field with their names; otherwise the codes serve"},
    {.key = "invalid",
     .type = HG_FIELD_CHOICE,
     HG_AT(struct hg_vector_source, as_drawn),
     HG_CHOICES(invalid_polygons),
     .standard = "refuse",
     .help = "polygons that cover places twice or against their area; `allow` adds up "
             "their rings as they are drawn"},
};
static const struct hg_schema regions_schema = {
    .name = "regions",
    .help = "Where the regions of the inventory are.",
    .size = sizeof(struct hg_vector_source),
    HG_TABLE(regions_fields),
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
    {.key = "country",
     .type = HG_FIELD_BOOL,
     HG_AT(struct hg_study_group, country),
     .standard = "false",
     .help = "whether its members are the parts of one country: in `tables/chains.csv` "
             "they are then not abroad from each other; provinces of `nest` are anyway"},
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
     .help =
         "all emissions, those for markets other than the own, those for each of "
         "`destination`, the largest market of each cell, what one choice of the "
         "proxies placed (`tier`), what lies above the benchmark of `targets` "
         "(`excess`), emissions after the moves of `relocate` (`after`), or that less "
         "what they are before (`change`); `destination` or `tier` is meant where "
         "that key stands"},
    {.key = "tier",
     .type = HG_FIELD_INTEGER,
     HG_AT(struct hg_study_layers, tier),
     .min = 0,
     .max = 5001,
     .help = "0 for what lies at points, lines, areas and in ready grids, 1 for what the "
             "first choice of each sector's proxies placed, 2 for the second ...; in "
             "percent of the cell where no `quantity` stands"},
    {.key = "option",
     .type = HG_FIELD_WORD,
     HG_AT(struct hg_study_layers, option),
     .spot = offsetof(struct hg_study_layers, option_at),
     .help = "of `after` and `change`: which option of the moves; otherwise the first"},
    {.key = "destination",
     .type = HG_FIELD_CODES,
     HG_AT(struct hg_study_layers, destination),
     .help = "regions of the trade table, names of groups, or `all`: a layer for each"},
    {.key = "sector",
     .type = HG_FIELD_CODES,
     HG_AT(struct hg_study_layers, sector),
     .help = "only these sectors, taken together"},
    {.key = "category",
     .type = HG_FIELD_WORDS,
     HG_AT(struct hg_study_layers, category),
     .help = "of `destination` and `foreign`: only what serves these categories of final "
             "demand, taken together: `household`, `npish`, `government`, `investment`, "
             "`inventories`, `valuables`, or as the trade table names them; direct "
             "emissions of households are in none"},
    {.key = "product",
     .type = HG_FIELD_WORDS,
     HG_AT(struct hg_study_layers, product),
     .help = "of `destination` and `foreign`: only what serves final demand for goods of "
             "these sectors of the trade table, taken together"},
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

static const struct hg_choice each_parts[] = {{"region", true}};
static const struct hg_choice each_grids[] = {{"study", false}, {"auto", true}};
static const struct hg_choice each_classes[] = {{"shared", false}, {"own", true}};

static const struct hg_field each_fields[] = {
    {.key = "by",
     .type = HG_FIELD_CHOICE,
     .required = true,
     HG_AT(struct hg_study, each.regions),
     HG_CHOICES(each_parts),
     .help = "`region`: the regions of the inventory that emit on the grid"},
    {.key = "only",
     .type = HG_FIELD_CODES,
     HG_AT(struct hg_study, each.only),
     .help = "codes of the regions that are wanted; otherwise all"},
    {.key = "grid",
     .type = HG_FIELD_CHOICE,
     HG_AT(struct hg_study, each.fitted),
     HG_CHOICES(each_grids),
     .standard = "study",
     .help = "the cells of the study, or `auto`: each region is gridded anew on "
             "equal-area cells fitted to it, with `cell_km` and `projection` of `grid`"},
    {.key = "classes",
     .type = HG_FIELD_CHOICE,
     HG_AT(struct hg_study, each.own_classes),
     HG_CHOICES(each_classes),
     .standard = "shared",
     .help = "those of the whole layer, so that regions compare, or each its own"},
};
static const struct hg_schema each_schema = {
    .name = "each",
    .help =
        "An atlas: every layer once more for each region, with what that region emits.",
    .size = sizeof(struct hg_study),
    .short_key = "by",
    HG_TABLE(each_fields),
};

static const struct hg_field publish_fields[] = {
    {.key = "sld",
     .type = HG_FIELD_BOOL,
     HG_AT(struct hg_study, publish.sld),
     .standard = "false",
     .help = "`sld/`: the style of each layer for GeoServer and the like (SLD 1.0.0)"},
    {.key = "stac",
     .type = HG_FIELD_BOOL,
     HG_AT(struct hg_study, publish.stac),
     .standard = "false",
     .help = "`stac/`: the layers as a SpatioTemporal Asset Catalog (STAC 1.0.0), a "
             "collection and an item each"},
    {.key = "tiles",
     .type = HG_FIELD_INTEGER,
     HG_AT(struct hg_study, publish.tiles),
     .min = -1,
     .max = 22,
     .standard = "-1",
     .help = "`tiles/`: each layer as map tiles (MBTiles) of zoom 0 to this one, as "
             "`hotgrid tiles` makes them; -1: none"},
};
static const struct hg_schema publish_schema = {
    .name = "publish",
    .help = "What else is written, for map servers and catalogues.",
    .size = sizeof(struct hg_study),
    HG_TABLE(publish_fields),
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
     .type = HG_FIELD_MAP,
     .required = true,
     .of = &grid_schema,
     .help = "a name from `grids/`, the path of a grid file, or `auto`"},
    {.key = "regions",
     .type = HG_FIELD_MAP,
     .required = true,
     HG_AT(struct hg_study, regions),
     .of = &regions_schema,
     .help = "where the regions of the inventory are"},
    {.key = "inventory",
     .type = HG_FIELD_MAP,
     .required = true,
     .of = &hg_inventory_schema,
     .help = "how much is emitted, and where"},
    {.key = "trade",
     .type = HG_FIELD_MAP,
     .of = &hg_trade_schema,
     .help = "the table that says for whom each industry works; `hotgrid grid` does "
             "without"},
    {.key = "groups",
     .type = HG_FIELD_LIST,
     HG_LIST_AT(struct hg_study, groups, n_groups),
     .of = &groups_schema,
     .help = "destinations that are shown together"},
    {.key = "layers",
     .type = HG_FIELD_LIST,
     HG_LIST_AT(struct hg_study, layers, n_layers),
     .of = &layers_schema,
     .standard = "[{account: total}, {account: foreign}, "
                 "{account: foreign, quantity: share}, {account: dominant}]",
     .help = "what is mapped"},
    {.key = "each",
     .type = HG_FIELD_MAP,
     .of = &each_schema,
     .help = "an atlas: every layer once more for each region, clipped to it"},
    {.key = "names",
     .type = HG_FIELD_WORD,
     HG_AT(struct hg_study, names),
     .standard = "\"{gas}_{study}_{layer}\"",
     .help = "how the files of layers are called, with {gas}, {study}, {year}, {layer} "
             "(what tells a layer from all others), {account}, {destination}, {sector}, "
             "{region} and {quantity} in place of what they name"},
    {.key = "maps", .type = HG_FIELD_MAP, .of = &hg_maps_schema, .help = "how maps look"},
    {.key = "uncertainty",
     .type = HG_FIELD_MAP,
     .of = &hg_uncertainty_schema,
     .help = "how far the emissions may be off"},
    {.key = "hotspots",
     .type = HG_FIELD_MAP,
     .of = &hg_hotspots_schema,
     .help = "where emissions stand close together"},
    {.key = "places",
     .type = HG_FIELD_LIST,
     HG_LIST_AT(struct hg_study, places, n_places),
     .of = &hg_places_schema,
     .help = "cities, prefectures and the like, each with what it emits and for whom"},
    {.key = "targets",
     .type = HG_FIELD_MAP,
     .of = &hg_targets_schema,
     .help = "intensities against a benchmark: who emits above it"},
    {.key = "relocate",
     .type = HG_FIELD_MAP,
     .of = &hg_relocate_schema,
     .help = "capacity that moves elsewhere, and what that does"},
    {.key = "benchmark",
     .type = HG_FIELD_MAP,
     .of = &hg_benchmark_schema,
     .help = "plants held against standards"},
    {.key = "decompose",
     .type = HG_FIELD_LIST,
     HG_LIST_AT(struct hg_study, decompose, n_decompose),
     .of = &hg_decompose_schema,
     .help = "what changed the emissions since another year, or sets two regions apart"},
    {.key = "cache",
     .type = HG_FIELD_WORD,
     HG_AT(struct hg_study, cache),
     .help = "folder, from that of the study file, where coverage, fine proxies on the "
             "grid and solutions of large trade tables are kept for later runs; it may "
             "be deleted at any time"},
    {.key = "compress",
     .type = HG_FIELD_CHOICE,
     HG_AT(struct hg_study, zstd),
     HG_CHOICES(compressions),
     .standard = "deflate",
     .help = "of the GeoTIFFs: `deflate` opens everywhere, `zstd` is faster"},
    {.key = "report",
     .type = HG_FIELD_BOOL,
     HG_AT(struct hg_study, report),
     .standard = "true",
     .help = "whether `hotgrid run` writes `report.html`, one page with all that the "
             "study found, to open in a browser without a network"},
    {.key = "publish",
     .type = HG_FIELD_MAP,
     .of = &publish_schema,
     .help = "files for map servers and catalogues"},
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

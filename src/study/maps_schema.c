/* maps_schema.c - the keys of a study file below `maps` */
#include "study/study_schema.h"
#include <hotgrid/classes.h>
#include <hotgrid/map.h>
#include <hotgrid/study.h>

static const struct hg_choice methods[] = {
    {"log", 0},       {"quantile", 0},   {"equal", 0}, {"jenks", 0},
    {"deviation", 0}, {"continuous", 0}, {"manual", 0}};
static const struct hg_choice scales[] = {{"log", false}, {"linear", true}};
static const struct hg_choice formats[] = {{"png", 0}, {"pdf", 0}, {"svg", 0}};
static const struct hg_choice levels[] = {{"auto", HG_MAP_BY_CODE},
                                          {"countries", HG_MAP_COUNTRIES},
                                          {"provinces", HG_MAP_PROVINCES}};
static const struct hg_choice plant_cells[] = {
    {"faint", HG_MAP_FAINT_CELLS}, {"full", HG_MAP_CELLS}, {"none", HG_MAP_NO_CELLS}};
static const struct hg_choice city_columns[] = {{"lon", 0}, {"lat", 0}};

static const struct hg_field classes_fields[] = {
    {.key = "method",
     .type = HG_FIELD_WORD,
     HG_AT(struct hg_study, maps.method),
     HG_CHOICES(methods),
     .standard = "log",
     .help =
         "round steps of 1-2-5 or decades, equal numbers of cells, equal steps, natural "
         "breaks, standard deviations from the mean, colours that run on with the "
         "values, or the `breaks` that are given"},
    {.key = "scale",
     .type = HG_FIELD_CHOICE,
     HG_AT(struct hg_study, maps.linear),
     HG_CHOICES(scales),
     .standard = "log",
     .help = "only with `continuous`: whether colours follow the logarithms of values "
             "or the values; percentages are always linear"},
    {.key = "count",
     .type = HG_FIELD_INTEGER,
     HG_AT(struct hg_study, maps.count),
     .min = 2,
     .max = HG_MAX_CLASSES,
     .standard = "7",
     .help = "classes wanted, or numbers beside linear colours; not with `manual`"},
    {.key = "shared",
     .type = HG_FIELD_BOOL,
     HG_AT(struct hg_study, maps.shared),
     .standard = "true",
     .help =
         "whether the maps of destinations share their classes, so that they compare"},
    {.key = "breaks",
     .type = HG_FIELD_NUMBERS,
     HG_LIST_AT(struct hg_study, maps.breaks, maps.n_break),
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
     .help = HG_LAYER_HELP},
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

static const struct hg_schema world_schema = {
    .name = "world",
    .help = "Land of the earth, for the locator.",
    .size = sizeof(struct hg_vector_source),
    .short_key = "file",
    HG_TABLE(outline_fields),
};

static const struct hg_schema lakes_schema = {
    .name = "lakes",
    .help = "Water within the land.",
    .size = sizeof(struct hg_vector_source),
    .short_key = "file",
    HG_TABLE(outline_fields),
};

static const struct hg_field plants_fields[] = {
    {.key = "top",
     .type = HG_FIELD_INTEGER,
     .required = true,
     HG_AT(struct hg_study, maps.plant_top),
     .min = 1,
     .max = 100000,
     .help = "how many circles at most, the largest"},
    {.key = "sectors",
     .type = HG_FIELD_WORDS,
     HG_AT(struct hg_study, maps.plant_sectors),
     .help = "sectors whose sources count; otherwise all"},
    {.key = "cells",
     .type = HG_FIELD_CHOICE,
     HG_AT(struct hg_study, maps.plant_cells),
     HG_CHOICES(plant_cells),
     .standard = "faint",
     .help = "how the cells of the layer look behind the circles"},
};
static const struct hg_schema plants_schema = {
    .name = "plants",
    .help =
        "A second map of each layer of masses, `_plants` after its name: circles with "
        "areas in proportion to the masses of the point sources of a cell. Destinations "
        "that share their classes share the scale of their circles.",
    .size = sizeof(struct hg_study),
    HG_TABLE(plants_fields),
};

static const struct hg_field places_fields[] = {
    {.key = "file",
     .type = HG_FIELD_FILE,
     .required = true,
     HG_AT(struct hg_vector_source, path),
     .help = "polygons of the regions of the trade table, in any CRS"},
    {.key = "layer",
     .type = HG_FIELD_WORD,
     HG_AT(struct hg_vector_source, layer),
     .help = HG_LAYER_HELP},
    {.key = "id",
     .type = HG_FIELD_WORD,
     .required = true,
     HG_AT(struct hg_vector_source, code),
     .help = "field of the file with the codes that the trade table has"},
};
static const struct hg_schema places_schema = {
    .name = "flows",
    .help =
        "Where the regions of the trade table are, for the map of `hotgrid flows`: it "
        "then shows the world.",
    .size = sizeof(struct hg_vector_source),
    HG_TABLE(places_fields),
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
     .help = HG_LAYER_HELP},
    {.key = "columns",
     .type = HG_FIELD_COLUMNS,
     HG_AT(struct hg_study, maps.cities.columns),
     HG_CHOICES(city_columns),
     .help = HG_COLUMNS_HELP},
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
    {.key = "formats",
     .type = HG_FIELD_WORDS,
     HG_AT(struct hg_study, maps.formats),
     HG_CHOICES(formats),
     .standard = "[png]",
     .help =
         "how each map is written: `png`/, `pdf`/ and `svg`/ in the output folder, the "
         "last two with lines and type as such; none: []"},
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
    {.key = "lakes",
     .type = HG_FIELD_MAP,
     HG_AT(struct hg_study, maps.lakes),
     .of = &lakes_schema,
     .help = "lakes, drawn as water over the cells and under the borders"},
    {.key = "level",
     .type = HG_FIELD_CHOICE,
     HG_AT(struct hg_study, maps.level),
     HG_CHOICES(levels),
     .standard = "auto",
     .help =
         "what the regions are: around `provinces` the border of their country is "
         "heavier "
         "than between them; `auto` tells provinces by codes that begin alike before a "
         "hyphen, as in ISO 3166-2 (CN-GD, CN-GX)"},
    {.key = "hotspots",
     .type = HG_FIELD_INTEGER,
     HG_AT(struct hg_study, maps.hotspots),
     .min = 0,
     .max = HG_HOTSPOT_KEYS,
     .standard = "0",
     .help =
         "how many hotspots of a layer its map outlines, numbers and lists with their "
         "masses, the largest first; 0: none"},
    {.key = "plants",
     .type = HG_FIELD_MAP,
     .of = &plants_schema,
     .help = "circles for the largest point sources, on maps of their own"},
    {.key = "flows",
     .type = HG_FIELD_MAP,
     HG_AT(struct hg_study, maps.flows),
     .of = &places_schema,
     .help = "where the regions of the trade table are, for `hotgrid flows`"},
    {.key = "cities",
     .type = HG_FIELD_MAP,
     .of = &cities_schema,
     .help = "places that are labelled"},
    {.key = "text",
     .type = HG_FIELD_MAP,
     .of = &text_schema,
     .help = "words on the maps"},
    {.key = "insets",
     .type = HG_FIELD_LIST,
     HG_LIST_AT(struct hg_study, maps.insets, maps.n_insets),
     .of = &hg_insets_schema,
     .help = "second views in the corners of the maps, three at most"},
    {.key = "locator",
     .type = HG_FIELD_BOOL,
     HG_AT(struct hg_study, maps.locator),
     .standard = "false",
     .help = "where on earth the map is: a globe in a corner, or a map of the land that "
             "`world` or `context` has"},
    {.key = "world",
     .type = HG_FIELD_MAP,
     HG_AT(struct hg_study, maps.world),
     .of = &world_schema,
     .help = "land of the earth, for the locator; otherwise the context"},
    {.key = "pages",
     .type = HG_FIELD_LIST,
     HG_LIST_AT(struct hg_study, maps.pages, maps.n_pages),
     .of = &hg_pages_schema,
     .help = "several layers on one page"},
    {.key = "bare",
     .type = HG_FIELD_BOOL,
     HG_AT(struct hg_study, maps.bare),
     .standard = "false",
     .help = "whether each layer is also written as a picture of its cells alone, "
             "`bare/`, with world file and projection"},
    {.key = "bare_width",
     .type = HG_FIELD_INTEGER,
     HG_AT(struct hg_study, maps.bare_width),
     .min = 0,
     .max = 20000,
     .standard = "0",
     .help = "pixels across such a picture; 0: one for each cell"},
    {.key = "contact_sheet",
     .type = HG_FIELD_BOOL,
     HG_AT(struct hg_study, maps.contact_sheet),
     .standard = "false",
     .help = "whether all maps are shown small on index pages, "
             "`png/contact-sheet.png`"},
};
const struct hg_schema hg_maps_schema = {
    .name = "maps",
    .help = "How the maps look.",
    .size = sizeof(struct hg_study),
    HG_TABLE(maps_fields),
};

/* maps_schema.c - the keys of a study file below `maps` */
#include "study/study_schema.h"
#include <hotgrid/classes.h>
#include <hotgrid/study.h>

static const struct hg_choice methods[] = {{"log", 0},   {"quantile", 0},  {"equal", 0},
                                           {"jenks", 0}, {"deviation", 0}, {"manual", 0}};
static const struct hg_choice formats[] = {{"png", 0}, {"pdf", 0}, {"svg", 0}};
static const struct hg_choice city_columns[] = {{"lon", 0}, {"lat", 0}};

static const struct hg_field classes_fields[] = {
    {.key = "method",
     .type = HG_FIELD_WORD,
     HG_AT(struct hg_study, maps.method),
     HG_CHOICES(methods),
     .standard = "log",
     .help =
         "round steps of 1-2-5 or decades, equal numbers of cells, equal steps, natural "
         "breaks, standard deviations from the mean, or the `breaks` that are given"},
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

/* proxies_schema.c - the keys of proxies, their files and blends */
#include "study/study_schema.h"
#include <hotgrid/study.h>

static const struct hg_choice proxy_kinds[] = {
    {"density", HG_PROXY_DENSITY}, {"count", HG_PROXY_COUNT}, {"length", HG_PROXY_LENGTH},
    {"number", HG_PROXY_NUMBER},   {"cover", HG_PROXY_COVER},
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
     .help =
         "names of proxy files or blends, or `area`: the first that is not 0 all over a "
         "region places the rest of its total"},
};
const struct hg_schema hg_proxies_schema = {
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
     .help = "a raster, or lines, points or polygons"},
    {.key = "variable",
     .type = HG_FIELD_WORD,
     HG_AT(struct hg_study_proxy_file, variable),
     .help = "variable of a netCDF file; otherwise the only one on a grid"},
    {.key = "quantity",
     .type = HG_FIELD_CHOICE,
     .required = true,
     HG_AT(struct hg_study_proxy_file, kind),
     HG_CHOICES(proxy_kinds),
     .help = "of a raster, whether its values are per area or per pixel; of a vector "
             "file, what counts: km of lines, the number of points, or the part of a "
             "cell that polygons cover"},
    {.key = "layer",
     .type = HG_FIELD_WORD,
     HG_AT(struct hg_study_proxy_file, layer),
     .help = HG_LAYER_HELP},
    {.key = "weight",
     .type = HG_FIELD_WORD,
     HG_AT(struct hg_study_proxy_file, weight),
     .help = "field of a vector file that its features count with; otherwise each "
             "counts 1"},
};
const struct hg_schema hg_proxy_files_schema = {
    .name = "proxy_files",
    .help = "The files that proxies come from.",
    .size = sizeof(struct hg_study_proxy_file),
    HG_TABLE(proxy_files_fields),
};

static const struct hg_field parts_fields[] = {
    {.key = "proxy",
     .type = HG_FIELD_CODE,
     .required = true,
     HG_AT(struct hg_study_blend_part, proxy),
     .help = "name of a proxy file"},
    {.key = "share",
     .type = HG_FIELD_NUMBER,
     .required = true,
     HG_AT(struct hg_study_blend_part, share),
     .min = 1e-9,
     .max = 1e9,
     .help = "the part of a region's mass that goes by it; the shares of a blend are "
             "divided by their sum"},
};
static const struct hg_schema parts_schema = {
    .name = "of",
    .help = "A proxy in a blend.",
    .size = sizeof(struct hg_study_blend_part),
    HG_TABLE(parts_fields),
};

static const struct hg_field blends_fields[] = {
    {.key = "name",
     .type = HG_FIELD_CODE,
     .required = true,
     HG_AT(struct hg_study_blend, name),
     .help = "the name that `proxies` use"},
    {.key = "of",
     .type = HG_FIELD_LIST,
     .required = true,
     HG_LIST_AT(struct hg_study_blend, of, n_of),
     .of = &parts_schema,
     .help = "the proxies, each with its share; one that is 0 all over a region leaves "
             "its share there to the others"},
    {.key = "within",
     .type = HG_FIELD_CODE,
     HG_AT(struct hg_study_blend, within),
     .help = "name of a proxy file of 0 to 1 (a mask): the proxies count so much of "
             "each cell"},
    {.key = "outside",
     .type = HG_FIELD_CODE,
     HG_AT(struct hg_study_blend, outside),
     .help = "the reverse: they count where the mask is 0"},
};
const struct hg_schema hg_blends_schema = {
    .name = "blends",
    .help = "Several proxies together, or a proxy under a mask.",
    .size = sizeof(struct hg_study_blend),
    HG_TABLE(blends_fields),
};

/* benchmark_schema.c - the keys of a study file below `benchmark` */
#include "study/study_schema.h"
#include <hotgrid/study.h>

#define WEIGHT(pillar)                                                                   \
    {                                                                                    \
        .key = #pillar, .type = HG_FIELD_NUMBER,                                         \
        HG_AT(struct hg_study, benchmark.pillar), .min = 0, .max = 1e6, .standard = "1", \
        .help = "what this pillar weighs"                                                \
    }

static const struct hg_field weights_fields[] = {
    WEIGHT(pollutants),
    WEIGHT(energy),
    WEIGHT(water),
    WEIGHT(carbon),
};
static const struct hg_schema weights_schema = {
    .name = "weights",
    .help = "What the pillars weigh in the total of a plant.",
    .size = sizeof(struct hg_study),
    HG_TABLE(weights_fields),
};

static const struct hg_choice sizes[] = {{"output", false}, {"excess", true}};

static const struct hg_field benchmark_fields[] = {
    {.key = "plants",
     .type = HG_FIELD_FILE,
     .required = true,
     HG_AT(struct hg_study, benchmark.plants),
     .help =
         "CSV with columns id, product, output_t (t a year), optionally name, region, "
         "lon, lat, and gate: `no` where a plant has equipment that must go"},
    {.key = "measures",
     .type = HG_FIELD_FILE,
     .required = true,
     HG_AT(struct hg_study, benchmark.measures),
     .help = "CSV with columns plant, indicator, value, unit"},
    {.key = "standards",
     .type = HG_FIELD_WORD,
     HG_AT(struct hg_study, benchmark.standards),
     .standard = "heavy-industry",
     .help = "a name from `benchmarks/`, or the path of a CSV with columns product, "
             "indicator, pillar (pollutants, energy, water, carbon), unit, limit, access "
             "(may be empty), leader, optionally m3_per_t (flue gas of a tonne of "
             "product, where the unit is mg/m3), verified, source"},
    {.key = "weights",
     .type = HG_FIELD_MAP,
     .of = &weights_schema,
     .help = "what the pillars weigh; those without a value at a plant do not count"},
    {.key = "size",
     .type = HG_FIELD_CHOICE,
     HG_AT(struct hg_study, benchmark.by_excess),
     HG_CHOICES(sizes),
     .standard = "output",
     .help = "what the size of plants on the map shows: their `output`, or the `excess` "
             "of CO2 above the leader"},
};
const struct hg_schema hg_benchmark_schema = {
    .name = "benchmark",
    .help = "Plants held against limit, access and leader values.",
    .size = sizeof(struct hg_study),
    HG_TABLE(benchmark_fields),
};

/* hotspots_schema.c - the keys of a study file below `hotspots` */
#include "study/study_schema.h"
#include <hotgrid/study.h>

static const struct hg_choice methods[] = {{"connected", false}, {"dbscan", true}};

static const struct hg_field cluster_fields[] = {
    {.key = "method",
     .type = HG_FIELD_CHOICE,
     HG_AT(struct hg_study, hotspots.dbscan),
     HG_CHOICES(methods),
     .standard = "connected",
     .help =
         "`connected`: cells that touch by a side or a corner; `dbscan`: cells within "
         "`distance_km` of cells that have enough about them"},
    {.key = "top_percent",
     .type = HG_FIELD_NUMBER,
     HG_AT(struct hg_study, hotspots.top_percent),
     .min = 0.0001,
     .max = 100,
     .standard = "1",
     .help = "the densest cells on so much of the land are candidates"},
    {.key = "min_cells",
     .type = HG_FIELD_INTEGER,
     HG_AT(struct hg_study, hotspots.min_cells),
     .min = 1,
     .max = 1e6,
     .standard = "1",
     .help = "cells that a hotspot has at least; of `dbscan`: that lie about a core, "
             "itself among them"},
    {.key = "min_mass",
     .type = HG_FIELD_NUMBER,
     HG_AT(struct hg_study, hotspots.min_mass),
     .min = 0,
     .max = 1e15,
     .standard = "0",
     .help = "t a year that these cells hold at least"},
    {.key = "distance_km",
     .type = HG_FIELD_NUMBER,
     HG_AT(struct hg_study, hotspots.distance_km),
     .min = 0.001,
     .max = 20000,
     .standard = "30",
     .help = "of `dbscan`, between the centres of cells"},
};
static const struct hg_schema cluster_schema = {
    .name = "cluster",
    .help = "What hangs together as one hotspot.",
    .size = sizeof(struct hg_study),
    HG_TABLE(cluster_fields),
};

static const struct hg_choice transforms[] = {
    {"log", HG_LOCAL_LOG}, {"rank", HG_LOCAL_RANK}, {"none", HG_LOCAL_NONE}};
static const struct hg_choice draws[] = {{"shared", false}, {"own", true}};
static const struct hg_choice deciders[] = {{"normal", false}, {"permutations", true}};
static const struct hg_choice rates[] = {
    {"bh", HG_FDR_BH}, {"by", HG_FDR_BY}, {"none", HG_FDR_NONE}};

static const struct hg_field local_fields[] = {
    {.key = "band_km",
     .type = HG_FIELD_NUMBER,
     .required = true,
     HG_AT(struct hg_study, hotspots.local.band_km),
     .min = 0.001,
     .max = 20000,
     .help = "cells with centres no further apart are neighbours"},
    {.key = "transform",
     .type = HG_FIELD_CHOICE,
     HG_AT(struct hg_study, hotspots.local.transform),
     HG_CHOICES(transforms),
     .standard = "log",
     .help =
         "of t per km2, which one plant would else decide: ln(1 + x), ranks, or none"},
    {.key = "permutations",
     .type = HG_FIELD_INTEGER,
     HG_AT(struct hg_study, hotspots.local.permutations),
     .min = 0,
     .max = 99999,
     .standard = "999",
     .help = "random neighbourhoods that each cell is held against"},
    {.key = "seed",
     .type = HG_FIELD_INTEGER,
     HG_AT(struct hg_study, hotspots.local.seed),
     .min = 0,
     .max = 9007199254740992,
     .standard = "1",
     .help = "of the random numbers: the same seed gives the same draws"},
    {.key = "draws",
     .type = HG_FIELD_CHOICE,
     HG_AT(struct hg_study, hotspots.local.own),
     HG_CHOICES(draws),
     .standard = "shared",
     .help = "`shared` by all cells with as many neighbours, or each cell's `own`, for "
             "grids of some thousand cells"},
    {.key = "p",
     .type = HG_FIELD_CHOICE,
     HG_AT(struct hg_study, hotspots.local.pseudo),
     HG_CHOICES(deciders),
     .standard = "normal",
     .help = "what decides on classes: two-sided p of z, or one-sided pseudo p of the "
             "permutations"},
    {.key = "fdr",
     .type = HG_FIELD_CHOICE,
     HG_AT(struct hg_study, hotspots.local.fdr),
     HG_CHOICES(rates),
     .standard = "bh",
     .help = "holds false discoveries down as Benjamini and Hochberg, as Benjamini and "
             "Yekutieli do, or not at all"},
};
static const struct hg_schema local_schema = {
    .name = "local",
    .help = "Getis-Ord Gi* and local Moran's I of the layers that have hotspots, in "
            "`hotspots/`.",
    .size = sizeof(struct hg_study),
    .short_key = "band_km",
    HG_TABLE(local_fields),
};

static const struct hg_field hotspots_fields[] = {
    {.key = "share_of_area",
     .type = HG_FIELD_NUMBER,
     HG_AT(struct hg_study, hotspots.share_of_area),
     .min = 0.0001,
     .max = 100,
     .standard = "1",
     .help = "percent of the land of which `tables/concentration.csv` tells the share"},
    {.key = "cluster",
     .type = HG_FIELD_MAP,
     .of = &cluster_schema,
     .help = "what hangs together as one hotspot"},
    {.key = "local",
     .type = HG_FIELD_MAP,
     .of = &local_schema,
     .help = "Gi* and local Moran's I, where they are wanted"},
    {.key = "name_km",
     .type = HG_FIELD_NUMBER,
     HG_AT(struct hg_study, hotspots.name_km),
     .min = 0,
     .max = 1000,
     .standard = "50",
     .help = "a hotspot is named after the first of `cities` that lies on it, else the "
             "nearest to its centre of mass within this distance, else the region that "
             "emits most of it"},
    {.key = "layers",
     .type = HG_FIELD_WORDS,
     HG_AT(struct hg_study, hotspots.layers),
     .standard = "[total, foreign]",
     .help = "the layers that have hotspots: `total`, `foreign`, destinations and groups "
             "(of all sectors and regions), names of files without their ending, or "
             "`all`; shares, deviations and largest markets have none"},
};
const struct hg_schema hg_hotspots_schema = {
    .name = "hotspots",
    .help = "Where emissions stand close together.",
    .size = sizeof(struct hg_study),
    HG_TABLE(hotspots_fields),
};

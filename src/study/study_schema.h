/* study_schema.h - the parts of the study schema, all bound to struct hg_study */
#ifndef HG_STUDY_STUDY_SCHEMA_H
#define HG_STUDY_STUDY_SCHEMA_H

#include "study/schema.h"

extern const struct hg_schema hg_table_emissions_schema;
extern const struct hg_schema hg_inventory_schema;
extern const struct hg_schema hg_trade_schema;
extern const struct hg_schema hg_maps_schema;
extern const struct hg_schema hg_uncertainty_schema;
extern const struct hg_schema hg_hotspots_schema;
extern const struct hg_schema hg_benchmark_schema;
extern const struct hg_schema hg_decompose_schema;
extern const struct hg_schema hg_places_schema;
extern const struct hg_schema hg_relocate_schema;
extern const struct hg_schema hg_targets_schema;

/* Entries of lists below `inventory`. */
extern const struct hg_schema hg_totals_schema, hg_points_schema, hg_lines_schema,
    hg_areas_schema, hg_grids_schema;
extern const struct hg_schema hg_proxies_schema, hg_proxy_files_schema, hg_blends_schema;

/* Entries of lists below `maps`. */
extern const struct hg_schema hg_insets_schema, hg_pages_schema;

#define HG_COLUMNS_HELP                                                                  \
    "other names of columns, `standard: actual`; `\"=text\"` stands for a column of "    \
    "that text"
#define HG_LAYER_HELP "layer of a file that has several; otherwise its first"

#endif

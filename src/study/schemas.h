/* schemas.h - the schemas of the files that users write */
#ifndef HG_STUDY_SCHEMAS_H
#define HG_STUDY_SCHEMAS_H

#include "study/schema.h"

extern const struct hg_schema hg_study_schema; /* struct hg_study */
extern const struct hg_schema hg_grid_schema;  /* struct hg_grid_params, but its kind */
extern const struct hg_schema hg_style_schema; /* struct hg_style */

#endif

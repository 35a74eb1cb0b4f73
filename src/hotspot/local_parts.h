/* local_parts.h - what the parts of the local statistics share: whole numbers on a grid
 */
#ifndef HG_HOTSPOT_LOCAL_PARTS_H
#define HG_HOTSPOT_LOCAL_PARTS_H

#include "hotspot/bands.h"
#include <hotgrid/local.h>

struct whole_values {
    size_t n;
    uint32_t *cell;  /* rising; becomes that of the result */
    int64_t *value;  /* [n] */
    double scale;    /* a value is this many times what it stands for */
    double mean, sd; /* of what they stand for; sd of n */
    uint32_t *neighbours;
    int64_t *sum; /* [n]: of the neighbours, without the cell itself */
};

/* Transforms values to whole numbers (local_values.c). */
HG_MUST_CHECK enum hg_status whole_values_create(const struct hg_local_params *params,
                                                 struct whole_values *out,
                                                 struct hg_error *err);
void whole_values_finish(struct whole_values *values);

/* Counts draws as extreme as what each cell has (local_draws.c). */
HG_MUST_CHECK enum hg_status count_extreme(const struct hg_local_params *params,
                                           const struct whole_values *values,
                                           uint32_t *extreme, struct hg_error *err);

#endif

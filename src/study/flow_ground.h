/* flow_ground.h - what a map of flows stands on, and the places of their ends */
#ifndef HG_STUDY_FLOW_GROUND_H
#define HG_STUDY_FLOW_GROUND_H

#include "study/flow_list.h"

/* Where a party is, in the crs of the map; x NaN: nobody knows. */
struct flow_place {
    double x, y;
};

struct flow_ground {
    struct hg_grid *world;   /* of the table's regions; NULL: the grid of the study */
    struct hg_shapes *owned; /* of them */
    struct hg_shapes *parts; /* regions of the study on that grid, which are provinces */
    const struct hg_grid *grid;
    const struct hg_shapes *shapes;
    struct flow_place *place; /* [party] */
};

/* The grid of the study where that has places for as much of the first `top` flows as the
 * world (`maps: flows:`), else the world in Equal Earth. */
HG_MUST_CHECK enum hg_status flow_ground_find(const struct job *job,
                                              const struct flow_list *list, size_t top,
                                              struct flow_ground *ground,
                                              struct hg_error *err);
void flow_ground_finish(struct flow_ground *ground);

#endif

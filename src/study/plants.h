/* plants.h - the largest sources of a layer, for the circles of its second map */
#ifndef HG_STUDY_PLANTS_H
#define HG_STUDY_PLANTS_H

#include "study/layers.h"

/* Sources are the points, and the parts of lines and areas, that lie in one cell: E tells
 * them no further apart, and all runs have E. */
struct plants {
    size_t n;
    struct hg_map_symbol *symbol; /* [n], the largest first, at the middle of the cell */
    double shown_kg, all_kg;      /* of those shown; of all in the sectors wanted */
    double largest_kg;            /* on the maps that share a scale */
};

/* Does the study ask for such a map of this layer? */
bool plants_wanted(const struct job *job, const struct layer *layer);

HG_MUST_CHECK enum hg_status plants_create(const struct job *job,
                                           const struct layer *layer, struct plants *out,
                                           struct hg_error *err);
void plants_finish(struct plants *plants);

/* The sectors that the study names must be those of its inventory. */
void plants_check(struct job *job);

/* Layers with the name of a map of plants are faults. */
void plants_check_names(struct job *job);

#endif

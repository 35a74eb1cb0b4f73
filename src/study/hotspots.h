/* hotspots.h - the hotspots of a layer: their names, and what they are made of */
#ifndef HG_STUDY_HOTSPOTS_H
#define HG_STUDY_HOTSPOTS_H

#include "study/job.h"

/* kg of each cluster by origin and use: [cluster * n + k]. */
struct cluster_mix {
    size_t n_region, n_sector, n_destination; /* n_destination 0: not known */
    double *region, *sector, *destination;
};

/* Does the study ask for the hotspots of a layer? */
bool layer_has_clusters(const struct job *job, const struct layer *layer);

/* Finds and names the hotspots of a layer of which these are the cells; nothing where the
 * study asks for none. */
HG_MUST_CHECK enum hg_status layer_find_clusters(struct job *job, struct layer *layer,
                                                 const double *kg, struct hg_error *err);
void layer_free_clusters(struct layer *layer);

#endif

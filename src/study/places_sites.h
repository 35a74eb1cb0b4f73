/* places_sites.h - where the sources of a study stand, for accounts of places */
#ifndef HG_STUDY_PLACES_SITES_H
#define HG_STUDY_PLACES_SITES_H

#include "study/job.h"
#include <hotgrid/zones.h>

struct place_sites {
    size_t n, room;
    struct hg_zone_site *site; /* by cell, then industry; the caller frees */
};

/* All points that stand where E has them: those in memory, and those of files that are
 * streamed once more.  More than a million of the latter, and files of studies that move
 * points into their regions, are left out, which is told: their mass goes with its cells.
 * `back` leads from the crs of the grid to degrees. */
HG_MUST_CHECK enum hg_status places_sites(const struct job *job,
                                          const struct hg_transform *back,
                                          struct place_sites *out, struct hg_error *err);

#endif

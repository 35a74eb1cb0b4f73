/* bare_map.h - layers as pictures of their cells alone */
#ifndef HG_STUDY_BARE_MAP_H
#define HG_STUDY_BARE_MAP_H

#include "study/job.h"

/* bare/STEM.png with .pgw and .prj, and .png.aux.xml for what GDAL takes the crs from. */
HG_MUST_CHECK enum hg_status write_bare(struct job *job, const struct hg_map *map,
                                        const char *stem, struct hg_error *err);

#endif

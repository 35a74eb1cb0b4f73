/* layer_marks.h - the hotspots of a layer as a map shows them */
#ifndef HG_STUDY_LAYER_MARKS_H
#define HG_STUDY_LAYER_MARKS_H

#include "study/layers.h"

struct layer_marks {
    struct hg_map_hotspot hotspot[HG_HOTSPOT_KEYS];
    char figure[HG_HOTSPOT_KEYS][16];
    char title[64];
};

/* Has the map show the first of the layer's hotspots, as many as the study wants; their
 * words live in *marks. */
void layer_mark_hotspots(const struct job *job, const struct layer *layer,
                         struct layer_marks *marks, struct hg_map *map);

#endif

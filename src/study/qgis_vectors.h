/*
 * qgis_vectors.h - hotspots and regions in a QGIS project: above the cells
 */
#ifndef HG_STUDY_QGIS_VECTORS_H
#define HG_STUDY_QGIS_VECTORS_H

#include "study/vectors.h"

/* Groups "Hotspots" and "Regions"; of the hotspots those of the first layer are shown. */
void qgis_add_vector_groups(const struct job *job, struct hg_text *xml);

/* The layers of these groups.  srs: the element that tells their crs. */
void qgis_add_vector_layers(const struct job *job, const char *srs, struct hg_text *xml);

/* The layers that lie above a layer on its page, topmost first. */
void qgis_add_vector_set(const struct job *job, const struct layer *layer,
                         struct hg_text *xml);

#endif

/* qgis_page.h - a page of a QGIS project, ready to print */
#ifndef HG_STUDY_QGIS_PAGE_H
#define HG_STUDY_QGIS_PAGE_H

#include "study/layers.h"

/* Adds the layout of a layer: title, headline, map, legend, scale, sources on A4.  number
 * is that of the page, from 1. */
void qgis_add_page(struct job *job, const struct layer *layer, size_t number,
                   struct hg_text *xml);

/* Adds ' name="value"', escaped. */
void qgis_attribute(struct hg_text *xml, const char *name, const char *value);

#endif

/*
 * vectors.h - the layers of points and polygons: hotspots.gpkg and regions.gpkg
 *
 * hotspots.gpkg has a table for each layer with hotspots, named by its stem; regions.gpkg
 * one table, "regions".  The styles below are in the files and in the project.
 */
#ifndef HG_STUDY_VECTORS_H
#define HG_STUDY_VECTORS_H

#include "study/job.h"

#define VECTORS_HOTSPOTS "hotspots.gpkg"
#define VECTORS_REGIONS  "regions.gpkg"

/* Hotspots that stand out, with their number, on any map; others only on large ones. */
#define VECTORS_NUMBERED 20

/* Has the layer a table of hotspots?  Have the regions one? */
bool vectors_has_hotspots(const struct layer *layer);
bool vectors_has_regions(const struct job *job);

/* Is there a region without an inventory, and so without cells? */
bool vectors_lack_data(const struct job *job);

/* What a QGIS style says between its outer tags: outlines in the colour of borders, and
 * regions without an inventory filled; outlines of hotspots with the numbers of the
 * largest. */
void vectors_style_regions(const struct job *job, struct hg_text *xml);
void vectors_style_hotspots(const struct job *job, struct hg_text *xml);

/* A style file made of it; NULL without memory.  The caller frees. */
char *vectors_qml(const struct job *job,
                  void (*style)(const struct job *, struct hg_text *));

/* The outlines of the hotspots of a layer: shape i is cluster i. */
HG_MUST_CHECK enum hg_status vectors_outlines(const struct job *job,
                                              const struct layer *layer,
                                              struct hg_shapes **out,
                                              struct hg_error *err);

/* Files of stage report (hotspots_gpkg.c, regions_gpkg.c). */
stage_run write_hotspots_gpkg, write_regions_gpkg;

#endif

/*
 * publish.h - files for servers and catalogues, where a study asks for them
 *
 * `publish: {sld: true}`: sld/STEM.sld beside each layer's style, for GeoServer and
 * MapServer; `{stac: true}`: stac/collection.json and stac/STEM.json, a SpatioTemporal
 * Asset Catalog of the layers; `{tiles: 6}`: tiles/STEM.mbtiles, map tiles of zooms 0
 * to 6.
 */
#ifndef HG_STUDY_PUBLISH_H
#define HG_STUDY_PUBLISH_H

#include "study/job.h"
#include <hotgrid/colouring.h>

stage_run write_slds, write_stac, write_tiles;

/* Refuses more tiles than can be made, before anything is. */
stage_run check_tiles;

#endif

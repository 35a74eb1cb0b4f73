/* local_layers.h - Gi* and local Moran's I of a layer, as classes */
#ifndef HG_STUDY_LOCAL_LAYERS_H
#define HG_STUDY_LOCAL_LAYERS_H

#include "study/layers.h"
#include <hotgrid/local.h>

/* Classes in files and maps; 0: not significant, 255: no data. */
enum { GI_CLASSES = 7, MORAN_CLASSES = 5, NO_DATA_CLASS = 255 };

struct local_class {
    const char *name; /* "Hot spot, 99 % confidence" */
    const char *code; /* Gi_Bin "3", COType "HH" */
    struct hg_colour colour;
};
extern const struct local_class gi_classes[GI_CLASSES], moran_classes[MORAN_CLASSES];

struct local_layer {
    const struct layer *layer;
    const double *kg; /* [cell] */
    struct hg_local *local;
    double gi_bound[3];  /* p at most, of 99, 95, 90 % */
    double moran_bound;  /* of 95 % */
    uint8_t *gi, *moran; /* [cell]: classes */
};

/* p of cell i, as the study decides on it: of Gi*, and of Moran's I. */
double local_gi_p(const struct job *job, const struct local_layer *l, size_t i);
double local_moran_p(const struct job *job, const struct local_layer *l, size_t i);

/* Rasters, the table of cells and maps (local_files.c). */
HG_MUST_CHECK enum hg_status
write_local_files(struct job *job, const struct local_layer *l, struct hg_error *err);

/* The class rasters: HOTSPOTS/STEM_END.tif. */
enum { LOCAL_GI, LOCAL_MORAN, LOCAL_RASTERS };
struct local_raster {
    const char *end;   /* of file names: "gistar" */
    const char *title; /* of maps */
    size_t n;
    const struct local_class *class;
};
extern const struct local_raster local_rasters[LOCAL_RASTERS];

/* Its style (local_files.c). */
void local_style(const struct job *job, const struct local_raster *raster,
                 struct hg_text *qml);

/* What stage_draw() puts into every map of a layer (stage_draw.c). */
struct hg_map layer_begin_map(const struct job *job, const struct layer *layer);

#endif

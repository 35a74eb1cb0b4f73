/* layers.h - the values of the layers, a few at a time */
#ifndef HG_STUDY_LAYERS_H
#define HG_STUDY_LAYERS_H

#include "study/job.h"

/* What a task gets to see of a layer.  kg is NULL for class layers. */
struct layer_values {
    const double *kg;    /* [cell]: of the layer; for shares of the numerator; standard
                            deviation; percent of draws */
    const double *whole; /* [cell]: denominator of shares, what deviates; else NULL */
    const uint8_t *class_value; /* [cell]: destination + 1, 0 no emission, 255 no data */
};

typedef enum hg_status layer_task(struct job *job, struct layer *layer,
                                  const struct layer_values *values,
                                  struct hg_error *err);

/* Makes all layers, as many at a time as there are threads, and runs task once for each
 * of them, several at once.  A layer that fails is left out of the run where
 * options->keep_going says so (failures.h). */
HG_MUST_CHECK enum hg_status each_layer(struct job *job, const char *stage,
                                        layer_task *task, struct hg_error *err);

/* What a step leaves of a layer beside its files, as a note for a later run that takes
 * them over (resume.h). */
struct layer_notes {
    void (*leave)(const struct layer *layer, struct hg_text *note);
    /* False where the note does not do: then the step is run. */
    bool (*take)(struct job *job, struct layer *layer, const char *note);
};

/* The same for those layers alone whose files do not stand already. */
HG_MUST_CHECK enum hg_status each_layer_left(struct job *job, const char *stage,
                                             layer_task *task,
                                             const struct layer_notes *notes,
                                             struct hg_error *err);

/* All of them as the file holds them: [cell], to be freed; NULL without memory. */
float *layer_floats(const struct job *job, const struct layer *layer,
                    const struct layer_values *values);

bool layer_is_percent(const struct layer *layer);
bool layer_is_mass(const struct layer *layer);     /* its cells have a sum */
bool layer_diverges(const struct layer *layer);    /* it falls here and rises there */
bool layer_of_markets(const struct layer *layer);  /* it depends on the trade table */
const char *layer_zero(const struct layer *layer); /* what 0 means, for legends */
/* Mass, concentration and classes of a layer, value being what layer_floats() gave
 * (stage_hotspots.c). */
HG_MUST_CHECK enum hg_status layer_measure(struct job *job, struct layer *layer,
                                           const struct layer_values *values,
                                           const float *value, struct hg_error *err);

/* The GeoTIFF of a measured layer with its style: either value, or the classes of values
 * (stage_write.c); and its maps (stage_draw.c). */
HG_MUST_CHECK enum hg_status layer_write(struct job *job, struct layer *layer,
                                         const struct layer_values *values,
                                         const float *value, struct hg_error *err);
layer_task layer_draw;

const char *layer_unit(const struct layer *layer); /* "t km-2 yr-1" */
/* The ramp of its classes. */
const struct hg_ramp *layer_ramp(const struct job *job, const struct layer *layer);

const char *layer_legend_title(const struct job *job, const struct layer *layer);

/* Destination layers of the same quantity share their classes where the study says so. */
bool layer_shares_classes(const struct job *job, const struct layer *layer);

#endif

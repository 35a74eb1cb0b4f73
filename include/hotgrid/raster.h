/*
 * raster.h - a raster as it was read: values on its own pixels, in its own crs
 *
 * Pixel (col, row) covers x0 + col * dx .. x0 + (col + 1) * dx and likewise in y; dx and
 * dy may be negative (south-up rasters have dy > 0).  NaN is a pixel without data.
 * Values are in memory or, for rasters of any size, read in strips of rows.
 */
#ifndef HG_RASTER_H
#define HG_RASTER_H

#include <hotgrid/digest.h>
#include <hotgrid/error.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum hg_quantity {
    HG_DENSITY, /* per area: averaged over pixels */
    HG_COUNT,   /* per pixel: becomes a density by dividing by the pixel's true area */
};

struct hg_raster;

/* A rectangle of pixels. */
struct hg_pixels {
    uint32_t col, row, ncol, nrow;
};

/* Values that stay in their file until they are needed. */
struct hg_raster_source {
    void *context;
    uint32_t rows_at_once; /* in the file: the height of its blocks */
    /* As hg_raster_read(). */
    enum hg_status (*read)(void *context, const struct hg_raster *raster,
                           const struct hg_pixels *box, float *value,
                           struct hg_error *err);
    void (*finish)(void *context); /* frees the context */
    char *unit;      /* that the file names for its values, or NULL; owned */
    uint32_t n_band; /* of the file: the first is read */
};

struct hg_raster {
    uint32_t ncol, nrow;
    double x0, y0, dx, dy;
    bool lonlat; /* degrees on WGS 84 (or a datum as good as it), not a projected crs */
    enum hg_quantity quantity;
    float *value; /* [row * ncol + col]; owned; NULL: they come from the source */
    char *path;   /* for messages; owned */
    struct hg_raster_source *source; /* owned, as its context; NULL beside values */
};

void hg_raster_destroy(struct hg_raster *raster); /* NULL is fine */

/* Copies the values of some pixels to value [nrow * ncol of the box], top row first; by
 * one thread at a time.  HG_E_INPUT where the file cannot be read or has a value below 0
 * there. */
HG_MUST_CHECK enum hg_status hg_raster_read(const struct hg_raster *raster,
                                            const struct hg_pixels *box, float *value,
                                            struct hg_error *err);

/* SHA-256 of all values, whatever they come from; errors as those of hg_raster_read(). */
HG_MUST_CHECK enum hg_status hg_raster_digest(const struct hg_raster *raster,
                                              char text[HG_DIGEST_TEXT],
                                              struct hg_error *err);

/*
 * From one crs to another, without saying who computes it.  A transform may be used by
 * one thread at a time.
 */
struct hg_transform {
    void *context;
    bool identity; /* apply() changes nothing */
    /* Moves n places in order x, y (lon, lat).  A place that has no image becomes NaN. */
    void (*apply)(void *context, size_t n, double *x, double *y);
    void (*finish)(void *context); /* frees the context; NULL is fine */
    /* A context for another thread, which finish() frees; NULL without memory.  NULL: the
     * context is never written, and all threads may share it. */
    void *(*copy)(const void *context);
};

/* Makes a transform that another thread may use at the same time; it may not outlive the
 * one it comes from.  HG_E_MEMORY. */
HG_MUST_CHECK enum hg_status hg_transform_copy(const struct hg_transform *transform,
                                               struct hg_transform *out,
                                               struct hg_error *err);

/* Applies transform (identity at once). */
void hg_transform_apply(const struct hg_transform *transform, size_t n, double *x,
                        double *y);
void hg_transform_finish(struct hg_transform *transform); /* zeroed is fine */

#endif
